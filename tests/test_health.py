"""How a partnership is doing: rounds are asked, answered, closed; nobody is named who did not agree to it."""

import asyncio
import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from messages import kpi_chart
from storage.challenges import Raising, Severity
from storage.drafts import Draft
from storage.health import HealthRound, Rhythm, RoundState
from storage.health_answers import Answers, Giver
from storage.health_rules import Level, Statement
from storage.health_signals import kept_reasons
from storage.members import Role
from storage.organizations import Kind
from storage.partners import Stage
from storage.plans import Plan
from storage.recurrence import Frequency
from tests import agreeing
from tests.house import AMELIE, GENERAL, MARC, PRIYA, RIVER, SAM, SHARED, THURSDAY, House
from tests.measuring import in_channel, known
from tests.meeting import NAME, partner
from tests.promised import said
from tests.scoped import past

FIRST = datetime(2027, 2, 12, 14, 0, tzinfo=UTC)  # Friday 09:00 in Toronto, three months on
CLOSES = datetime(2027, 2, 26, 14, 0, tzinfo=UTC)


async def active(house: House, **more: Any) -> int:
    """A partner of Amélie's with whom work goes on."""
    partner_id = await partner(house, **more)
    async with house.store() as store:
        await store.partners.move(await store.partners.get(partner_id), Stage.active)
    return partner_id


async def started(house: House, **more: Any) -> int:
    """The same, both sides being asked now; the round is the first."""
    partner_id = await active(house, **more)
    async with house.store() as store:
        await store.health.start(await store.partners.get(partner_id))
    await house.settle()
    return partner_id


async def rounds(house: House) -> list[HealthRound]:
    async with house.store() as store:
        return [await store.health.get(number) for number in range(1, 20) if await _there(store, number)]


async def _there(store: Any, number: int) -> bool:
    return await store.session.get(HealthRound, number) is not None


async def answer(house: House, user: str, score: int, *, name: bool = False, comment: str = "", **other: int) -> Any:
    """Answers every statement alike, but for those given otherwise."""
    person = house.playground.person(user)
    await person.click("Answer", channel=RIVER)
    for one in Statement:
        await person.change(f"says_{one}", f"{other.get(one.value, score)}")
    if comment:
        await person.change("comment", comment)
    if name:
        await person.change("consent", ["yes"])
    assert await person.submit() == {}
    return person


async def shown(house: House, user: str = AMELIE) -> str:
    person = house.playground.person(user)
    await person.command(f"/partner health {NAME}", channel=GENERAL)
    blocks = str(person.modal["blocks"])
    await person.close(clear=True)
    return blocks


def asked(house: House, channel: str = RIVER) -> list[dict[str, Any]]:
    return [one for one in in_channel(house, channel) if "How is the partnership with" in one["text"]]


async def test_a_quarter_after_it_became_active_both_sides_are_asked_and_told(house_anywhere: House) -> None:
    house = house_anywhere
    await known(house)
    await active(house)
    assert "The next round: Fri 12 Feb 2027." in await shown(house)
    await house.until(FIRST - timedelta(minutes=1))
    assert asked(house) == []
    await house.until(FIRST)
    [one] = asked(house)
    assert f"How is the partnership with {NAME} doing?" in one["text"]
    assert "Answers are taken until Fri 26 Feb, 09:00 (Toronto)." in one["text"]
    assert "Asked of Amélie and Sam." in said([one])
    await answer(house, SAM, 4, name=True, continuity=2, comment="Two of us carry it <!channel>")
    [one] = asked(house)
    assert "Answered so far: 1 of our side, 0 of theirs." in one["text"]
    assert "4 of 5" not in await shown(house, SAM)  # nothing of it before the round is closed
    amelie = house.playground.person(AMELIE)
    await amelie.click("Write down theirs", channel=RIVER)
    assert list(await amelie.submit())  # nothing said, nobody named
    await amelie.change("contact", "Maria Silva")
    for one_statement in Statement:
        await amelie.change(f"says_{one_statement}", "3" if one_statement != "purpose" else "1")
    await amelie.change("consent", ["yes"])
    assert await amelie.submit() == {}
    await house.until(FIRST + timedelta(days=10))
    assert [len(house.playground.dms(user)) for user in (AMELIE, SAM)] == [1, 0]  # Sam has answered
    assert "Your answers are still to come" in house.playground.dms(AMELIE)[0]["text"]
    await house.until(CLOSES)
    result = in_channel(house)[-1]
    assert "*Our side*: 3.8 of 5, to talk about · 1 person answered · lowest: “continuity” 2.0" in result["text"]
    assert "*Their side*: 2.8 of 5, a concern · 1 person answered · lowest: “purpose” 1.0" in result["text"]
    assert "The sides are 1.0 apart, most on “purpose”: 4.0 here, 1.0 there." in result["text"]
    assert "their side says 2.8 of 5, lowest on “purpose” (a concern)" in result["text"]
    page = await shown(house, SAM)
    assert "*Sam*: 3.8" in page
    assert "*Maria Silva*: 2.8" in page
    assert "Two of us carry it &lt;!channel&gt;" in page
    assert "The next round: Wed 12 May 2027." in page
    await house.until(CLOSES + timedelta(days=60))
    assert len(asked(house)) == 1
    assert len(house.playground.dms(AMELIE)) == 1
    assert house.playground.refused == []


async def test_from_three_on_nothing_is_left_that_tells_who_said_what(house: House) -> None:
    await known(house)
    partner_id = await started(house, people=[SAM, MARC])
    await answer(house, AMELIE, 5, comment="First words")
    await answer(house, SAM, 3, name=True, comment="Second words")
    await answer(house, MARC, 1, comment="Third words", openness=4)
    marc = house.playground.person(MARC)
    await marc.click("Answer", channel=RIVER)
    assert "1 · pas vrai" in str(marc.modal["blocks"])  # his own, to correct
    await marc.change("says_results", "2")
    assert await marc.submit() == {}
    priya = house.playground.person(PRIYA)
    await priya.command(f"/partner health {NAME}", channel=GENERAL)
    await priya.click("Answer")
    await priya.change("says_purpose", "1")  # half-filled, and left
    await priya.close(clear=True)
    await house.until(THURSDAY + timedelta(days=16))
    page = await shown(house)
    assert "*Our side*: 3.2 of 5, to talk about · 3 people answered · no names · lowest: “purpose” 3.0" in page
    assert all(words in page for words in ("First words", "Second words", "Third words"))
    assert "*Sam*" not in page
    async with house.store() as store:
        tables = ("health_sheets", "health_results", "drafts", "audit", "health_rounds", "health_snapshots")
        kept = {}
        for table in tables:
            rows = await store.session.execute(past(text(f"SELECT * FROM {table}")))  # noqa: S608 - names of our own
            kept[table] = json.dumps([list(map(str, row)) for row in rows])
        assert kept["health_sheets"] == "[]"
        assert kept["drafts"] == "[]"
        for user in (AMELIE, SAM, MARC):
            assert user not in kept["health_results"]
            assert user not in kept["health_snapshots"]
        entries = await store.audit.of(f"partner:{partner_id}")
        assert {entry.tag for entry in entries if "health" in entry.tag} == {"partner:health:started"}
        [result] = (await store.health.closed([partner_id], most=1))[partner_id][0].results.values()
        assert result.sums["purpose"] == [9, 3]
        assert sorted(result.comments) == ["First words", "Second words", "Third words"]
    assert house.playground.refused == []


async def test_without_consent_fewer_than_three_are_neither_shown_nor_kept(house: House) -> None:
    await known(house)
    partner_id = await started(house)
    await answer(house, SAM, 1, comment="Not with my name")
    await answer(house, AMELIE, 4, name=True)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner health {NAME}", channel=GENERAL)
    await amelie.click("Close the round")
    page = str(amelie.modal["blocks"])
    assert "*Our side*: 4.0 of 5, a strength · 2 people answered · 1 of them counted" in page
    assert "*Their side*: nobody answered." in page
    assert "Not with my name" not in page
    assert "*Sam*" not in page
    await house.settle()
    assert "This round is closed." in asked(house)[0]["text"]
    assert len(in_channel(house)) == 2
    await amelie.click("Take back")  # consent withdrawn afterwards
    page = str(amelie.modal["blocks"])
    assert "*Our side*: 1 person answered; not enough to say." in page
    assert "*Amélie*" not in page
    assert "4.0 of 5" not in page + said(in_channel(house))
    await amelie.click("How it has changed")
    assert "4.0 of 5" not in str(amelie.modal["blocks"])
    async with house.store() as store:
        one = await store.session.get(HealthRound, 1)
        assert await store.health.sheets(one) == []
        assert one.partner_id == partner_id
    assert house.playground.refused == []


async def test_two_answer_at_once_and_a_form_outlives_a_restart_and_its_round(house: House) -> None:
    await known(house)
    await started(house)
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    for person in (amelie, sam):
        await person.click("Answer", channel=RIVER)
        for one in list(Statement)[:5]:
            await person.change(f"says_{one}", "4")
        await person.change("consent", ["yes"])
    assert await asyncio.gather(amelie.submit(), sam.submit()) == [{}, {}]
    assert "Answered so far: 2 of our side" in asked(house)[0]["text"]
    await sam.click("Answer", channel=RIVER)
    await sam.change("comment", "Half a thought")
    await sam.close()
    await house.restart()
    await sam.click("Answer", channel=RIVER)
    assert "Continuing where you left off" in str(sam.modal["blocks"])
    assert "Half a thought" in str(sam.modal["blocks"])
    await sam.click("Start afresh")
    assert "Half a thought" not in str(sam.modal["blocks"])
    await house.until(THURSDAY + timedelta(days=16))
    refused = await sam.submit()
    assert "This round is closed" in str(refused)
    assert house.playground.refused == []


async def test_who_may_answer_and_for_whom(house: House) -> None:
    await known(house, AMELIE, SAM, MARC, PRIYA)
    partner_id = await started(house, people=[SAM, PRIYA])
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.coordinator: [], Role.viewer: [PRIYA]})
    await house.pass_time(timedelta(minutes=1))
    priya, marc, sam = (house.playground.person(user) for user in (PRIYA, MARC, SAM))
    await priya.command(f"/partner health {NAME}", channel=GENERAL)
    assert "Answer'" not in str(priya.modal["blocks"])  # a viewer looks
    await priya.close(clear=True)
    await marc.click("Write down theirs", channel=RIVER)
    assert marc.modal is None  # he may answer for our side, and not change the partner
    assert "Votre rôle" in said(house.playground.ephemerals(MARC)[-1:])
    await sam.click("Write down theirs", channel=RIVER)
    await sam.change("position", "Intake lead")
    for one in Statement:
        await sam.change(f"says_{one}", "5")
    assert await sam.submit() == {}
    amelie = house.playground.person(AMELIE)
    await amelie.click("Write down theirs", channel=RIVER)
    await amelie.change("position", "intake LEAD")
    await amelie.change("says_purpose", "1")
    assert "A colleague has written down their answers" in str(await amelie.submit())
    await amelie.close(clear=True)
    await sam.command(f"/partner health {NAME}", channel=GENERAL)
    await sam.click("Correct")
    assert "Answers of Intake lead" in str(sam.modal["blocks"])
    await sam.change("says_purpose", "2")
    assert await sam.submit() == {}
    assert "0 of our side, 1 of theirs" in asked(house)[0]["text"]
    await sam.click("Correct")
    await sam.change("says_purpose", "3")
    await sam.click("Take these answers back")
    async with house.store() as store:
        drafts = await store.session.scalars(select(Draft).where(Draft.user_id == SAM))
        assert drafts.all() == []
    assert "0 of our side, 0 of theirs" in asked(house)[0]["text"]
    async with house.store() as store:
        await store.partners.archive(await store.partners.get(partner_id))
    await sam.close(clear=True)
    await sam.click("Answer", channel=RIVER)
    assert "archived" in said(house.playground.ephemerals(SAM)[-1:])
    await house.until(THURSDAY + timedelta(days=40))
    assert [one.state for one in await rounds(house)] == [RoundState.closed]
    assert len(asked(house)) == 1
    assert house.playground.refused == []


async def test_rounds_can_be_turned_off_moved_and_taken_up_again(house: House) -> None:
    await known(house)
    partner_id = await active(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner health {NAME}", channel=GENERAL)
    await amelie.click("How often")
    amelie.fill("months", "Never by itself")
    assert await amelie.submit() == {}
    assert "only when somebody starts a round" in str(amelie.modal["blocks"])
    await house.until(FIRST + timedelta(days=1))
    assert asked(house) == []
    await amelie.click("How often")
    amelie.fill("months", "Every month")
    amelie.fill("days", "1 week")
    assert await amelie.submit() == {}
    assert "The next round: Sat 13 Mar 2027." in str(amelie.modal["blocks"])
    async with house.store() as store:
        found = await store.partners.get(partner_id)
        await store.partners.archive(found)
        assert await store.health.live(partner_id) is None
        await store.partners.restore(found)
        assert (await store.health.live(partner_id)).ask_on == date(2027, 3, 13)
        await store.partners.move(found, Stage.paused)
        assert await store.health.live(partner_id) is None
        await store.health.start(found)  # by hand it can be asked at any stage
        assert await store.health.rhythm(partner_id) == Rhythm(1, 7)
    await house.settle()
    assert len(asked(house)) == 1
    await house.until(FIRST + timedelta(days=60))
    assert len(asked(house)) == 1
    assert house.playground.refused == []


async def test_outsiders_and_open_channels_hear_nothing_of_it(house: House) -> None:
    await known(house)
    await started(house, channel=SHARED)
    [bare] = in_channel(house, SHARED)
    assert NAME not in said([bare])
    assert f"How is the partnership with {NAME} doing?" in house.playground.dms(AMELIE)[-1]["text"]
    async with house.store() as store:
        secret = await store.partners.create(name="Quiet House", channel_id=RIVER, owner_id=AMELIE, confidential=True)
        await store.partners.move(secret, Stage.active)
        await store.health.start(secret)
    await house.settle()
    assert "Quiet House" not in said(in_channel(house))
    assert "Quiet House" in house.playground.dms(AMELIE)[-1]["text"]
    sam = house.playground.person(SAM)
    await sam.command("/partner health Quiet House", channel=GENERAL)
    assert "There is no partner called" in said(house.playground.ephemerals(SAM)[-1:])
    await sam.command("/partner health", channel=GENERAL)
    assert "Quiet House" not in str(sam.modal)
    assert house.playground.refused == []


async def test_reasons_stand_on_the_card_and_what_needs_a_talk_comes_first(house: House) -> None:
    await known(house)
    partner_id = await active(house)
    async with house.store() as store:
        found = await store.partners.get(partner_id)
        weekly = Plan(Frequency.weekly, date(2026, 11, 13), time(9), "America/Toronto")
        await store.sessions.begin(found, weekly)
        for place, what in enumerate(("Schedule", "Template", "Poster", "Room", "List")):
            action = await store.actions.add(partner_id=partner_id, what=what, due_on=date(2026, 11, 20))
            if place > 1:
                await store.actions.done(action.id)
        await store.actions.add(partner_id=partner_id, what="Next year’s list", due_on=date(2027, 1, 15))
        await store.partners.create(name="Atelier Nord", owner_id=AMELIE)
        await store.challenges.begin(found, Raising("No interpreter", severity=Severity.critical))
        agreement = await agreeing.begun(store, found)
        await agreeing.written(store, agreement, roles={"rows": [{"work": "Intake"}, {"work": "Rooms"}]})
        await agreeing.signed(store, agreement)
    await house.until(THURSDAY + timedelta(days=20))
    async with house.store() as store:
        [first, *_] = await store.sessions.unrecorded(partner_id, since=THURSDAY)
        await store.sessions.held(first.id)
        await store.health_signals.keep(await store.partners.get(partner_id))
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner show {NAME}", channel=GENERAL)
    card = house.playground.ephemerals(AMELIE)[-1]
    assert "1 serious challenge open, 1 of them critical (a concern) · 3 sessions planned, 1 held (a concern)" in said(
        [card]
    )
    await amelie.click("How it is going")
    page = str(amelie.modal["blocks"])
    assert "2 of 5 actions late" in page
    assert "Roles unclear for 2 of 2 pieces of work" in page
    assert "The agreement is in force" in page
    await amelie.close(clear=True)
    await house.until(THURSDAY + timedelta(days=23))
    async with house.store() as store:
        for action in await store.actions.open_of(partner_id):
            await store.actions.done(action.id)
        for late in await store.sessions.unrecorded(partner_id, since=THURSDAY):
            await store.sessions.held(late.id)
    page = await shown(house)
    assert "sessions planned, 4 held _(was a concern)_" in page
    await amelie.command(f"/partner health {NAME}", channel=GENERAL)
    await amelie.click("How it has changed")
    assert "critical; 3 sessions planned, 1 held" in str(amelie.modal["blocks"])  # as it was then
    await amelie.close(clear=True)
    await amelie.command("/partner health", channel=GENERAL)
    listed = str(amelie.modal["blocks"])
    assert "2 partners of yours" in listed
    assert listed.index(NAME) < listed.index("Atelier Nord")
    assert "not enough on record yet" in listed
    assert house.playground.refused == []


async def test_a_month_keeps_one_signal_and_first_rounds_do_not_come_all_at_once(house: House) -> None:
    await known(house)
    async with house.store() as store:
        for number in range(4):
            made = await store.partners.create(name=f"House {number}", owner_id=AMELIE, channel_id=GENERAL)
            made.stage = Stage.active  # as it was before there were rounds
    for _ in range(2):
        async with house.store() as store:
            await store.health.settle_due()
            await store.health_signals.keep_due()
    found = await rounds(house)
    assert len({one.ask_on for one in found}) == len(found) == 4
    assert min(one.ask_on for one in found) >= date(2026, 11, 26)
    assert max(one.ask_on for one in found) <= date(2027, 2, 12)
    async with house.store() as store:
        kept = await store.health_signals.history(1, most=9)
        assert [kept_reasons(one)[0].level for one in kept] == [Level.talk]
    await house.pass_time(timedelta(days=30))
    async with house.store() as store:
        await store.health_signals.keep_due()
        assert len(await store.health_signals.history(1, most=9)) == 2
    assert house.playground.refused == []


async def test_en_francais_avec_un_organisme_autochtone(house: House) -> None:
    await known(house)
    await started(house, people=[MARC], kinds=[Kind.indigenous])
    marc = house.playground.person(MARC)
    await marc.command(f"/partner santé {NAME}", channel=GENERAL)
    assert marc.modal["title"]["text"] == "Comment ça va"
    await marc.click("Répondre")
    form = str(marc.modal["blocks"])
    assert "Avec un organisme autochtone" in form
    assert "Si moins de trois personnes de notre côté répondent assez" in form
    for one in Statement:
        await marc.change(f"says_{one}", "4")
    await marc.change("says_culture", "2")
    await marc.change("consent", ["yes"])
    assert await marc.submit() == {}
    assert "Corriger mes réponses" in str(marc.modal["blocks"])
    async with house.store() as store:
        await store.health.close(await store.health.get(1))
    page = (await shown(house, MARC)).replace("\\xa0", "\u00a0")
    assert "*De notre côté*\u00a0: 4,0 sur 5, force · 1 personne a répondu · à part\u00a0: culture 2,0" in page
    assert "Aucune entente n’est en vigueur" in page
    assert house.playground.refused == []


async def heard(house: House, partner_id: int, ours: int, theirs: int | None) -> None:
    """A round in which everything was answered alike, a month ago."""
    async with house.store(AMELIE) as store:
        partner = await store.partners.for_change(partner_id)
        one = await store.health.start(partner)
        await store.health_answers.give(one, Answers(dict.fromkeys(Statement, ours), "", consent=True))
        if theirs:
            given = Answers(dict.fromkeys(Statement, theirs), "", consent=True)
            await store.health_answers.enter(one, partner, Giver(position="Director"), given)
        await store.health.close_now(partner, one)
    await house.pass_time(timedelta(days=30))


@pytest.mark.parametrize("native", [True, False])
async def test_rounds_are_drawn_as_two_lines_and_never_as_one(house: House, native: bool) -> None:
    """A side that had not enough to say has no point: Slack's chart, which would leave out the other's, is not used."""
    await asyncio.to_thread(kpi_chart.warm_up)
    partner_id = await active(house, people=[SAM, MARC])
    await heard(house, partner_id, 4, 3)
    amelie, marc = house.playground.person(AMELIE), house.playground.person(MARC)
    await amelie.command(f"/partner health {NAME}", channel=GENERAL)
    await amelie.click("How it has changed")
    assert "Send me the chart" not in str(amelie.modal)
    await amelie.close(clear=True)
    await heard(house, partner_id, 3, 5)
    if not native:
        house.playground.faults.answer("chat.postMessage", "invalid_blocks")
    await amelie.command(f"/partner health {NAME}", channel=GENERAL)
    await amelie.click("How it has changed")
    await amelie.click("Send me the chart")
    assert "on its way to your direct messages with Liaison" in str(amelie.modal)
    await house.liaison.afterwards.finished()
    charts = [
        block["chart"]
        for one in house.playground.workspace.messages[amelie.dm]
        for block in one.get("blocks", [])
        if block["type"] == "data_visualization"
    ]
    lines = [{one["name"]: [point["value"] for point in one["data"]] for one in chart["series"]} for chart in charts]
    assert lines == ([{"Our side": [4, 3], "Their side": [3, 5]}] if native else [])
    pictures = house.playground.workspace.files
    assert [one.alt for one in pictures.values()] == (
        []
        if native
        else [
            f"{NAME}: what both sides said. Our side: from 4.0 (12 Nov 2026) to 3.0 (12 Dec 2026), of 5. "
            "Their side: from 3.0 (12 Nov 2026) to 5.0 (12 Dec 2026), of 5."
        ]
    )
    async with house.store() as store:
        assert (await store.settings.get()).native_charts is native
    await heard(house, partner_id, 2, None)
    await marc.command(f"/partner health {NAME}", channel=GENERAL)
    await marc.click("Ce qui a changé")
    await marc.click("M’envoyer le graphique")
    await house.liaison.afterwards.finished()
    picture = list(pictures.values())[-1]
    assert picture.content.startswith(b"\x89PNG")
    assert picture.alt.replace("\u00a0", " ") == (
        f"{NAME} : ce qu’ont dit les deux parties. "
        "De notre côté : de 4,0 (12 nov. 2026) à 2,0 (11 janv. 2027), sur 5. "
        "De leur côté : de 3,0 (12 nov. 2026) à 5,0 (12 déc. 2026), sur 5. "
        "Pas assez pour se prononcer : 11 janv. 2027."
    )
    assert len(house.playground.refused) == (0 if native else 1)


async def test_a_workspace_that_slack_drew_nothing_in_is_tried_again_after_a_week(house: House) -> None:
    """New blocks reach workspaces one after the other; until then it has pictures, and no post is wasted."""
    partner_id = await active(house, people=[SAM, MARC])
    await heard(house, partner_id, 4, 3)
    await heard(house, partner_id, 3, 5)
    amelie, pictures = house.playground.person(AMELIE), house.playground.workspace.files

    async def ask_for_the_chart() -> int:
        """How many charts of Slack's own there are then."""
        await amelie.command(f"/partner health {NAME}", channel=GENERAL)
        await amelie.click("How it has changed")
        await amelie.click("Send me the chart")
        await amelie.close(clear=True)
        await house.liaison.afterwards.finished()
        return str(house.playground.workspace.messages[amelie.dm]).count("'data_visualization'")

    house.playground.faults.answer("chat.postMessage", "invalid_blocks")
    assert await ask_for_the_chart() == 0
    await house.playground.move(timedelta(days=6, hours=23))
    assert await ask_for_the_chart() == 0
    assert (len(pictures), len(house.playground.refused)) == (2, 1)
    await house.playground.move(timedelta(hours=1))
    assert await ask_for_the_chart() == 1
    assert (len(pictures), len(house.playground.refused)) == (2, 1)
    async with house.store() as store:
        assert await store.settings.draws_charts() is True
