"""/partner ready: checked, prefilled, corrected, acted upon, over after a year (25.2 K4)."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from messages import readiness as ids
from messages.readiness_form import says_field, why_field
from storage.actions import ActionState
from storage.assessment import US, About
from storage.members import Role
from storage.opportunity import Need
from storage.organizations import Kind
from storage.readiness import OVER
from storage.readiness_rules import FULL, SHORT, Given, Point, Says
from storage.reminder import ReminderState
from tests.house import AMELIE, GENERAL, MARC, SAM, House
from tests.meeting import NAME, partner
from tests.prospecting import known

OUTCOME = "More newcomers with a trade work in it"
SIN = "046 454 286"


def shown(person: Any) -> str:
    return json.dumps(person.modal["blocks"], ensure_ascii=False)


async def answer(person: Any, answers: Mapping[Point, str]) -> None:
    for point, says in answers.items():
        await person.change(says_field(point), says)


def yes(*but: Point) -> dict[Point, str]:
    return dict.fromkeys((point for point in FULL if point not in but), "yes")


async def assess(house: House, about: About = US, by: str = AMELIE, **answers: Says) -> int:
    """A check of ourselves in which all is yes, but for what is given."""
    async with house.store(by) as store:
        given = {point: Given(answers.get(point, Says.yes)) for point in about.points}
        return (await store.readiness.record(await store.readiness.looked(about), given, seen=None, confirmed=False)).id


async def test_a_year_of_readiness(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner ready", channel=GENERAL)
    assert amelie.modal["title"]["text"] == "Check readiness"
    assert "says_mission" in (await amelie.submit())
    await answer(amelie, yes(Point.lead, Point.deputy, Point.exit))
    await amelie.change(says_field(Point.lead), "no")
    await amelie.change(says_field(Point.deputy), "partly")
    await amelie.change(why_field(Point.deputy), f"Sam, {SIN}")
    assert "social insurance" in (await amelie.submit())[why_field(Point.deputy)]
    await amelie.change(why_field(Point.deputy), "Sam on Tuesdays <!channel>\nnot otherwise")
    await amelie.close()
    await house.restart()
    await amelie.command("/partner préparation", channel=GENERAL)
    assert "Continuing where you left off" in shown(amelie)
    assert "not otherwise" in shown(amelie)
    assert await amelie.submit() == {}
    said = shown(amelie)
    assert "*Not ready yet*" in said
    assert "The answer is no to a lead with hours for it (19 of 22 points, 11 of 12 answered)." in said
    assert "valid until 12 Nov 2027" in said
    assert "*Not known:* a way out" in said
    assert "Sam on Tuesdays &lt;!channel&gt; not otherwise" in said
    assert "A no to a lead with hours for it, data and privacy and who may sign means not ready yet" in said
    await amelie.click("gap:lead")
    assert "Noted as an action: Amélie, due Thu 26 Nov." in shown(amelie)
    async with house.store() as store:
        [action] = await store.actions.mine(AMELIE)
        check = await store.readiness.get(1, held=True)
        again = await store.readiness.act(check, await store.readiness.looked(US), Point.lead, "Name a lead")
        assert again.id == action.id
        assert (action.partner_id, action.opportunity_id) == (None, None)
    listed = await amelie.command("/partner actions", channel=GENERAL)
    assert "our own organization · Amélie · due Thu 26 Nov" in json.dumps(listed, ensure_ascii=False)
    await amelie.click("note")
    async with house.store() as store:
        assert await store.actions.mine(AMELIE) == []
        assert (await store.actions.get(action.id)).state is ActionState.dropped
    await amelie.click("gap:deputy")
    await amelie.click("gap:deputy", option="Mark as done")
    assert "done by Amélie" in shown(amelie)
    await amelie.click("Correct")
    await amelie.change(says_field(Point.exit), "yes")
    assert await amelie.submit() == {}
    assert "(21 of 24 points, 12 of 12 answered)" in shown(amelie)
    await house.until(datetime(2027, 11, 10, 15, 0, tzinfo=UTC))
    await amelie.close(clear=True)
    await amelie.command("/partner ready", channel=GENERAL)
    await amelie.click("Check again")
    assert "Filled in from the check of 12 Nov 2026 by Amélie" in shown(amelie)
    await amelie.change(says_field(Point.lead), "yes")
    await amelie.change(why_field(Point.lead), "Priya, four hours a week")
    refused = await amelie.submit()
    assert list(refused) == ["confirm"]
    assert refused["confirm"].startswith("Answers that are as they were the last time: 11.")
    await amelie.change("confirm", ["yes"])
    assert await amelie.submit() == {}
    said = shown(amelie)
    assert "*Ready*" in said
    assert "It fits our mission · as the last time" in said
    assert "*Since 12 Nov 2026:* a lead with hours for it: no → yes" in said
    assert "*Over time:* 21 of 24 (12 Nov 2026) → 23 of 24 (10 Nov 2027)" in said
    assert "Make it an action: Name a deputy" in said, "what was done the year before is offered anew"
    await amelie.click("Take it back")
    assert "The check is taken back." in shown(amelie)
    assert "*Not ready yet*" in shown(amelie)
    await amelie.click("Undo")
    await amelie.click("Earlier checks")
    assert shown(amelie).count("of 12 answered") == 2
    async with house.store() as store:
        tags = [entry.tag for entry in await store.audit.of("us")]
    assert tags == [
        f"readiness:readiness:{did}" for did in ("brought_back", "taken_back", "assessed", "corrected", "assessed")
    ]
    assert house.playground.refused == []


async def test_ready_for_an_opportunity_in_french_with_its_owner_to_act(house: House) -> None:
    marc, amelie = house.playground.person(MARC), house.playground.person(AMELIE)
    for person in (amelie, marc):
        await person.command("/partner help", channel=GENERAL)
    async with house.store() as store:
        await store.opportunities.create(Need(outcome=OUTCOME))
    await marc.command("/partner besoin", channel=GENERAL)
    await marc.click("opportunities.open")
    await marc.click("Tout est-il en place?")
    assert marc.modal["title"]["text"] == "Vérifier"
    await answer(marc, yes(Point.privacy) | {Point.privacy: "partly", Point.mission: "no"})
    assert await marc.submit() == {}
    said = shown(marc)
    assert "*Conditions réunies*" in said
    assert "21 sur 24 points, 12 réponses sur 12" in said
    assert "*Non* · Cela s’inscrit dans notre mission" in said
    await marc.click("gap:mission")
    assert "Notée comme action (Amélie, à faire pour le lun. 14 déc.)." in shown(marc)
    await house.settle()
    posted = json.dumps(house.playground.messages(amelie.dm), ensure_ascii=False)
    assert "Marc handed you an action" in posted
    assert f"for “{OUTCOME}”" in posted
    await marc.click("Corriger")
    await marc.change(why_field(Point.privacy), "Entente de 2025")
    assert await marc.submit() == {}
    await marc.close()
    assert "Marc a corrigé la vérification de l’état de préparation" in shown(marc)
    assert "État de préparation\u00a0: conditions réunies (12 nov. 2026)" in shown(marc)
    assert "Marc a vérifié si tout est en place de notre côté" in shown(marc)
    assert f"for “{OUTCOME}”" in json.dumps(await amelie.open_home(), ensure_ascii=False)
    await amelie.command(f"/partner ready {OUTCOME.lower()}", channel=GENERAL)
    assert "For the opportunity" in shown(amelie)
    await amelie.click("gap:mission", option="Give to somebody")
    amelie.fill("assignee", MARC)
    assert await amelie.submit() == {}
    async with house.store() as store:
        [theirs] = await store.actions.mine(MARC)
        assert await store.nudges.orphaned(MARC, AMELIE) == [theirs]
    assert house.playground.refused == []


async def test_five_points_of_a_prospect_and_of_a_partner(house_anywhere: House) -> None:
    house = house_anywhere
    amelie, marc = house.playground.person(AMELIE), house.playground.person(MARC)
    await partner(house)
    await marc.command("/partner help", channel=GENERAL)
    async with house.store() as store:
        lakeside = await known(store, "Lakeside Interpreters", "Interpretation", languages=["en"])
        quiet = await store.partners.create(name="Quiet Shelter", kinds=[Kind.community], confidential=True)
    await amelie.command("/partner find interpretation", channel=GENERAL)
    await amelie.click("prospects.open")
    await amelie.click("Are they ready?")
    assert len([one for one in amelie.modal["blocks"] if one["type"] == "input"]) == 2 * len(SHORT)
    await answer(amelie, dict.fromkeys(SHORT, "yes") | {Point.their_contact: "no"})
    assert await amelie.submit() == {}
    assert "The answer is no to a contact who may decide (8 of 10 points, 5 of 5 answered)." in shown(amelie)
    assert "Suggested: Ask who there may speak and decide." in shown(amelie)
    assert "Make it an action" not in shown(amelie)
    await amelie.close()
    assert "Readiness: not ready yet (12 Nov 2026)" in shown(amelie)
    await amelie.close()
    await amelie.command("/partner find interpretation", channel=GENERAL)
    assert "Readiness: not ready yet (12 Nov 2026)" in shown(amelie)
    await amelie.close(clear=True)
    for name in ("Laekside interpreters", "Lakeside Interpreters"):
        await amelie.command(f"/partner ready {name}", channel=GENERAL)
        assert "Lakeside" in shown(amelie)
        await amelie.close(clear=True)
    async with house.store() as store:
        made = await store.partners.take_over(await store.prospects.get(lakeside))
    await amelie.command("/partner ready lakeside", channel=GENERAL)
    await amelie.click("Make it an action")
    async with house.store() as store:
        [action] = await store.actions.open_of(made.id)
        assert action.assignee_id == AMELIE
    await assess(house, About(organization_id=quiet.organization_id), their_access=Says.partly)
    await amelie.close()
    await amelie.command("/partner ready lakeside", channel=GENERAL)
    await amelie.click("Correct")
    await amelie.change(says_field(Point.capacity), "partly")
    assert await amelie.submit() == {}
    await amelie.close()
    said = json.dumps(await amelie.command("/partner show Lakeside", channel=GENERAL), ensure_ascii=False)
    await amelie.click("partners.more", option="Full history")
    assert "Amélie corrected the check of readiness" in shown(amelie)
    await amelie.close()
    assert "Readiness: not ready yet" in said
    assert action.what == "Ask who there may speak and decide"
    await amelie.command(f"/partner ready {NAME}", channel=GENERAL)
    assert amelie.modal["title"]["text"] == "Check readiness"
    await marc.command("/partner préparation Quiet Shelter", channel=GENERAL)
    assert "Aucun besoin et aucun organisme" in shown(marc)
    await marc.close()
    await marc.command("/partner préparation Lakeside", channel=GENERAL)
    assert "Action\u00a0: *Ask who there may speak and decide*" in shown(marc)
    assert ids.CHECK not in shown(marc), "another’s partner is looked at, not changed"
    assert house.playground.refused == []


async def test_the_year_is_over_and_said_once(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner help", channel=GENERAL)
    await assess(house, deputy=Says.no)
    await house.until(datetime(2027, 11, 13, 15, 0, tzinfo=UTC))
    said = [one for one in house.playground.messages(amelie.dm) if "readiness to partner" in json.dumps(one)]
    assert len(said) == 1
    assert "made on 12 Nov 2026 by Amélie, is valid until 12 Nov 2027" in json.dumps(said, ensure_ascii=False)
    assert [one["text"]["text"].partition(":")[0] for one in said[0]["blocks"] if one["type"] == "section"] == [
        "Our check of readiness to partner, made on 12 Nov 2026 by Amélie, is valid until 12 Nov 2027.",
        "It said",
    ]
    assert "It said: ready, 22 of 24 points." in json.dumps(said)
    await amelie.command("/partner ready", channel=GENERAL)
    assert "*out of date* since 12 Nov 2027" in shown(amelie)
    await amelie.close()
    await amelie.click("No more of these", channel=amelie.dm)
    assert "the workspace’s settings stop it for everybody" in str(house.playground.ephemerals(AMELIE)[-1])
    async with house.store() as store:
        assert (await store.settings.get()).readiness_yearly
    await assess(house)
    async with house.store() as store:
        rows = await store.reminders.about(subject="readiness", kind=OVER)
        assert [row.state for row in rows] == [ReminderState.sent]
    await amelie.click("Undo", channel=amelie.dm)
    async with house.store() as store:
        rows = await store.reminders.about(subject="readiness", kind=OVER)
        assert [row.state for row in rows] == [ReminderState.sent, ReminderState.planned]
        assert rows[1].due_at == datetime(2028, 11, 13, 14, 0, tzinfo=UTC)
    assert house.playground.refused == []


async def test_who_wants_none_of_it_stops_it_for_themselves_alone(house: House) -> None:
    marc, amelie = house.playground.person(MARC), house.playground.person(AMELIE)
    for person in (amelie, marc):
        await person.command("/partner help", channel=GENERAL)
    await assess(house, by=MARC)
    await marc.command("/partner paramètres", channel=GENERAL)
    assert "Me signaler la fin de validité" in shown(marc)
    marc.fill("readiness_yearly", [])
    assert await marc.submit() == {}
    async with house.store() as store:
        waiting = await store.reminders.about(subject="readiness", kind=OVER)
        assert {row.recipient: row.state for row in waiting if row.state is ReminderState.planned}.keys() == {AMELIE}
        await store.readiness.choose(MARC, wanted=True)
    await house.until(datetime(2027, 11, 15, 15, 0, tzinfo=UTC))
    await marc.click("Ne plus recevoir", channel=marc.dm)
    assert "ne vous sera plus signalée" in str(house.playground.ephemerals(MARC)[-1])
    assert "pour tout le monde" not in str(house.playground.ephemerals(MARC)[-1])
    await house.settle()
    said = [one for one in house.playground.messages(amelie.dm) if "readiness to partner" in json.dumps(one)]
    assert said == [], "what one was told is not said to another"
    await assess(house, by=MARC)
    async with house.store() as store:
        planned = [
            row.recipient
            for row in await store.reminders.about(subject="readiness", kind=OVER)
            if row.state is ReminderState.planned
        ]
        assert planned == [AMELIE]
    assert house.playground.refused == []


async def test_somebody_else_is_told_when_who_made_it_has_left(house: House) -> None:
    sam = house.playground.person(SAM)
    for person in (house.playground.person(AMELIE), sam):
        await person.command("/partner help", channel=GENERAL)
    await assess(house, by=SAM)
    async with house.store() as store:
        await store.members.meet(
            user_id=SAM, name="Sam", role=Role.member, locale="en-CA", time_zone="America/Toronto", left=True
        )
        waiting = await store.reminders.about(subject="readiness", kind=OVER)
        assert {row.recipient: row.state for row in waiting} == {
            SAM: ReminderState.cancelled,
            AMELIE: ReminderState.planned,
        }


async def test_a_viewer_reads_and_nothing_is_left_out_of_an_export(house: House) -> None:
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    for person in (amelie, sam):
        await person.command("/partner help", channel=GENERAL)
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.viewer: [SAM]})
    await house.pass_time(timedelta(minutes=1))
    await sam.command("/partner ready", channel=GENERAL)
    assert "Nobody has looked at this yet." in shown(sam)
    assert "Begin" not in shown(sam)
    await sam.close()
    number = await assess(house, deputy=Says.no)
    await sam.command("/partner ready", channel=GENERAL)
    assert "*Ready*" in shown(sam)
    assert "Make it an action" not in shown(sam)
    await sam.close()
    for place in range(6):
        await assess(house, **{FULL[place]: Says.partly})
    await sam.command("/partner ready", channel=GENERAL)
    assert shown(sam).count(" of 24 (") == 5
    await sam.click("Earlier checks")
    assert shown(sam).count("12 of 12 answered") == 5
    await sam.click("Show older")
    assert shown(sam).count("12 of 12 answered") == 2
    async with house.store() as store:
        check = await store.readiness.get(number, held=True)
        await store.readiness.act(check, await store.readiness.looked(US), Point.deputy, "Name a deputy")
        rows = {
            name: [row async for page in store.everything.rows(name) for row in page]
            for name in store.everything.tables()
        }
        assert len(rows["assessments"]) == 7
        assert len(rows["readiness_steps"]) == len(rows["actions"]) == 1
        assert "assessments" in await store.privacy.of_member(AMELIE)
    assert house.playground.refused == []


async def test_a_check_that_names_a_contact_is_told_of_when_they_are_erased(house: House) -> None:
    await partner(house)
    async with house.store() as store:
        [kept] = await store.partners.find(NAME)
        maria = (await store.contacts.of(kept))[0]
        about = About(organization_id=kept.organization_id)
        given = {Point.their_contact: Given(Says.yes, f"{maria.name} decides")}
        one = await store.readiness.record(await store.readiness.looked(about), given, seen=None, confirmed=False)
        assert f"assessments:{one.id}" in (await store.privacy.erase(maria.id)).texts
