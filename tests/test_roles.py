"""Roles: who does what and which positions are held, corrected beside what was signed; what one is responsible for."""

from datetime import date, timedelta
from typing import Any

import pytest

from messages import duties
from storage.actions import Side
from storage.agreement_parts import Part
from storage.communication import Every, How, Terms
from storage.contacts import Details
from storage.errors import Changed, HeldSince
from storage.members import Role
from storage.positions import Holder, Position
from storage.roles import RaciFrom, raci_of, vacated_by
from tests import agreeing
from tests.house import AMELIE, GENERAL, MARC, PRIYA, SAM, House
from tests.measuring import description
from tests.promised import said
from tests.test_agreement_roles import in_force, leave

NAME = "Centre Rivière-Nord"
MARIA = {"ref": "c:1", "name": "Maria Silva"}
TODAY = date(2026, 11, 12)


async def seen(house: House, user: str = AMELIE, line: str = f"roles {NAME}") -> str:
    person = house.playground.person(user)
    await person.command(f"/partner {line}", channel=GENERAL)
    blocks = str(person.modal["blocks"])
    await person.close(clear=True)
    return blocks


async def hold(house: House, position: Position, since: date = TODAY, **who: Any) -> int:
    async with house.store() as store:
        partner = await store.partners.get(1)
        return (await store.positions.name(partner, position, Holder(**who), since=since)).id


async def test_what_was_signed_stays_and_is_corrected_beside_it(house: House) -> None:
    await in_force(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner roles {NAME}", channel=GENERAL)
    blocks = str(amelie.modal["blocks"])
    assert "As signed in “Joint intake” (version 1)." in blocks
    assert "does it: Sam" in blocks
    assert "answers for it: Maria Silva" in blocks
    await amelie.click("Correct: Intake")
    await amelie.options("accountable", "mar")
    amelie.fill("accountable", ["c:1", f"u:{MARC}"])
    await amelie.options("responsible", "")
    amelie.fill("responsible", [])
    assert "why" in await amelie.submit()  # a reason is needed
    amelie.fill("why", "Marc took over <!channel>")
    assert await amelie.submit() == {}
    blocks = str(amelie.modal["blocks"])
    assert "*Corrected* beside “Joint intake” (version 1), which stays as it was signed." in blocks
    assert "12 Nov 2026, Amélie: “Marc took over &lt;!channel&gt;”" in blocks
    assert "answers for it: Maria Silva and Marc" in blocks
    assert "nobody does it, though somebody answers for it: Maria Silva and Marc (A without R)." in blocks
    assert "more than one answers for it" in blocks
    await amelie.click("Add a piece of work")
    amelie.fill("work", "Referrals")
    amelie.fill("why", "Forgotten when we signed")
    assert await amelie.submit() == {}
    assert "Referrals: nobody does it, and nobody answers for it yet." in str(amelie.modal["blocks"])
    async with house.store() as store:
        version = await store.agreements.version(1, 1)
        assert [row["work"] for row in version.content[Part.roles]["rows"]] == ["Intake"]
        partner, agreement = await store.partners.get(1), await store.agreements.for_change(1)
        assert len(await store.role_corrections.of(agreement)) == 2
        with pytest.raises(Changed):
            await store.role_corrections.keep(partner, agreement, [], why="From an old window", seen=0)
        await store.agreements.amend(agreement)
    assert "These roles were corrected" not in blocks
    await amelie.close(clear=True)
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    await amelie.click("Change: Roles and responsibilities")
    assert "These roles were corrected since they were signed" in str(amelie.modal["blocks"])
    await amelie.close(clear=True)
    await amelie.command(f"/partner roles {NAME}", channel=GENERAL)
    await amelie.click("Put it into the amendment")
    async with house.store() as store:
        rows = (await store.agreements.parts(await store.agreements.get(1)))[Part.roles].saying["rows"]
        assert [row["work"] for row in rows] == ["Intake", "Referrals"]
    await amelie.close(clear=True)
    await amelie.command(f"/partner show {NAME}", channel=GENERAL)
    await amelie.click("Roles")
    assert "*Corrected*" in str(amelie.modal["blocks"])
    await amelie.close(clear=True)
    await amelie.click("partners.more", option="Full history")
    assert "Amélie corrected the roles beside what was signed" in str(amelie.modal["blocks"])
    assert house.playground.refused == []


async def test_a_piece_of_work_that_nobody_does_any_more_is_taken_out(house: House) -> None:
    await in_force(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner roles {NAME}", channel=GENERAL)
    await amelie.click("Add a piece of work")
    amelie.fill("work", "Referrals")
    amelie.fill("why", "Forgotten when we signed")
    assert await amelie.submit() == {}
    await amelie.click("Correct: Intake")
    await amelie.close()
    await amelie.click("Correct: Intake")
    amelie.fill("out", ["Nobody does this any more"])
    amelie.fill("why", "It is done elsewhere")
    assert await amelie.submit() == {}
    assert "Correct: Intake" not in str(amelie.modal["blocks"])
    assert "Correct: Referrals" in str(amelie.modal["blocks"])
    async with house.store() as store:
        raci = await raci_of(store, await store.partners.get(1))
    assert [row["work"] for row in raci.rows] == ["Referrals"]
    assert house.playground.refused == []


async def test_without_a_signed_agreement_the_one_being_written_is_shown(house: House) -> None:
    await agreeing.meet(house, AMELIE, SAM)
    async with house.store() as store:
        partner = await agreeing.partner(store)
    assert "No agreement says so yet." in await seen(house)
    async with house.store() as store:
        agreement = await agreeing.begun(store, partner)
    assert "is being written, and says nothing of roles yet" in await seen(house)
    rows = {"rows": [{"work": "Intake", "responsible": [{"ref": f"u:{SAM}", "name": "Sam"}]}]}
    async with house.store() as store:
        await agreeing.written(store, await store.agreements.for_change(agreement.id), roles=rows)
        assert (await raci_of(store, partner)).source is RaciFrom.written
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner roles {NAME}", channel=GENERAL)
    assert "Intake: nobody answers for it yet." in str(amelie.modal["blocks"])
    await amelie.click("Write the roles")
    assert "Intake" in str(amelie.modal["blocks"])
    assert house.playground.refused == []


async def test_positions_are_held_between_days_on_both_sides(house_anywhere: House) -> None:
    house = house_anywhere
    await in_force(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner roles {NAME}", channel=GENERAL)
    assert "*Lead*\\nus: nobody named" in str(amelie.modal["blocks"]).replace("our side", "us")
    await amelie.click("Change: Lead")
    assert "ours" in await amelie.submit()
    amelie.fill("ours", SAM)
    amelie.fill("theirs", "Maria Silva")
    amelie.fill("since", "2026-09-01")
    assert await amelie.submit() == {}
    blocks = str(amelie.modal["blocks"])
    assert "our side: Sam, since 1 Sep 2026" in blocks
    assert "their side: Maria Silva, since 1 Sep 2026" in blocks
    await amelie.click("Change: Lead")
    amelie.fill("ours", MARC)
    amelie.fill("since", "2026-08-31")
    assert "from 1 Sep 2026 on" in str(await amelie.submit())
    amelie.fill("since", "2026-11-01")
    assert await amelie.submit() == {}
    assert "our side: Marc, since 1 Nov 2026" in str(amelie.modal["blocks"])
    await amelie.click("Change: Lead")
    form = str(amelie.modal["blocks"])
    assert "Sam, 1 Sep 2026 to 31 Oct 2026 · our side" in form
    await amelie.click("Marc")
    amelie.fill("until", "2026-10-01")
    assert "until" in await amelie.submit()
    amelie.fill("until", "2026-11-10")
    assert await amelie.submit() == {}
    assert "Marc, 1 Nov 2026 to 10 Nov 2026" in str(amelie.modal["blocks"])
    await amelie.click("Marc")
    await amelie.click("Noted by mistake")
    await amelie.close()
    assert "Marc" not in str(amelie.modal["blocks"])
    await amelie.close()
    assert "our side: nobody named" in str(amelie.modal["blocks"])
    async with house.store() as store:
        sam = next(one for one in await store.positions.of(1) if one.user_id == SAM)
        with pytest.raises(HeldSince):
            await store.positions.name(
                await store.partners.get(1), Position.lead, Holder(user_id=MARC), since=date(2026, 9, 1)
            )
        await store.positions.end(await store.partners.get(1), sam, until=None)  # taken up again
    assert "our side: Sam, since 1 Sep 2026" in await seen(house)
    assert house.playground.refused == []


async def test_a_holder_who_leaves_is_flagged_and_the_owner_is_told_once(house: House) -> None:
    await in_force(house)
    await hold(house, Position.lead, user_id=SAM)
    await hold(house, Position.privacy, contact_id=1)
    await leave(house, SAM)
    async with house.store() as store:
        partner = await store.partners.get(1)
        (await store.contacts.get(1)).removed = False
        await store.session.flush()
        await store.contacts.replace(partner, [(1, Details(name=""))])
    await house.settle()
    told = said(house.playground.dms(AMELIE))
    assert "Sam is no longer there, and held positions" in told
    assert "Maria Silva is no longer there" in told
    assert f"*{NAME}*: Lead (our side)\ndoes it: Intake" in told
    assert "answers for it: Intake" in told
    blocks = await seen(house)
    assert "Sam, since 12 Nov 2026 · *is no longer there*" in blocks
    assert "Intake: Sam is no longer there." in blocks
    before = len(house.playground.dms(AMELIE))
    await leave(house, SAM)
    await house.until(house.time() + timedelta(days=3))
    assert said(house.playground.dms(AMELIE)).count("Sam is no longer there, and held") == told.count(
        "Sam is no longer there, and held"
    )
    assert len(house.playground.dms(AMELIE)) >= before
    assert house.playground.refused == []


async def test_whom_only_the_roles_name_is_missed_too(house: House) -> None:
    await in_force(house)
    await leave(house, SAM)
    await house.settle()
    told = said(house.playground.dms(AMELIE))
    assert "Sam is no longer there. Partners you look after still count on them." in told
    assert f"*{NAME}*\ndoes it: Intake" in told
    amelie = house.playground.person(AMELIE)
    [vacant] = [one for one in house.playground.dms(AMELIE) if "still count on them" in one["text"]]
    await amelie.click("Name somebody", message=vacant["ts"])
    assert "Intake: Sam is no longer there." in str(amelie.modal["blocks"])
    assert house.playground.refused == []


async def test_a_window_has_all_that_somebody_left_open(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the message had no room for it; only with partners that the person who presses looks after."""
    monkeypatch.setattr(duties, "how_many", lambda rows, **_: len(rows) - 1)
    await in_force(house)
    await leave(house, SAM)
    await house.settle()
    amelie = house.playground.person(AMELIE)
    [vacant] = [one for one in house.playground.dms(AMELIE) if "still count on them" in one["text"]]
    assert "Name somebody" not in str(vacant["blocks"])
    await amelie.click("Show all", message=vacant["ts"])
    assert f"*{NAME}*\\ndoes it: Intake" in str(amelie.modal["blocks"])
    assert "Name somebody" in str(amelie.modal["blocks"])
    async with house.store() as store:
        assert await vacated_by(store, f"member:{SAM}", PRIYA) == []
    assert house.playground.refused == []


async def test_what_one_is_responsible_for_across_partners(house: House) -> None:
    await in_force(house)
    await hold(house, Position.reporter, user_id=SAM)
    async with house.store() as store:
        partner = await store.partners.get(1)
        await store.actions.add(partner_id=1, what="Draft", assignee_id=SAM, side=Side.us)
        await store.kpis.add(partner, description(reporter_id=SAM))
        await store.communication.add(partner, Terms(SAM, None, How.phone, Every.monthly))
        secret = await store.partners.create(name="Quiet House", owner_id=AMELIE, confidential=True)
        await store.actions.add(partner_id=secret.id, what="Hidden", assignee_id=AMELIE)
        await store.partners.create(name="Atelier Nord", owner_id=SAM)
    mine = await seen(house, SAM, "roles")
    assert "Reports the indicators since 12 Nov 2026" in mine
    assert "does it: Intake" in mine
    assert "1 open action · 1 indicator to report · 1 contact to keep up" in mine
    assert "you look after this partner" in mine
    assert mine.index("Atelier Nord") < mine.index(NAME)
    assert "Quiet House" not in mine
    assert "Quiet House" in await seen(house, AMELIE, "roles")
    assert "Rien ne vous nomme encore" in await seen(house, MARC, "rôles")
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.coordinator: [], Role.viewer: [PRIYA]})
    await house.pass_time(timedelta(minutes=1))
    looked = await seen(house, PRIYA)
    assert "does it: Sam" in looked
    assert "'Correct'" not in looked
    assert house.playground.refused == []


async def test_who_is_one_person_after_a_merge_has_not_left(house: House) -> None:
    """What was signed names the entry that was put into another; the person is still there."""
    async with house.store() as store:
        mine = await agreeing.partner(store, name="Harbour Centre")
        theirs = await agreeing.partner(store, name="Harbor Center", channel_id=None)
        await store.contacts.add(mine, name="Rosa Lee")
        rosa = {"ref": f"c:{(await store.contacts.add(theirs, name='Rosa Lee')).id}", "name": "Rosa Lee"}
        ann = {"ref": "c:999", "name": "Ann Doe"}
        rows = [{"work": "Intake", "responsible": [rosa], "accountable": [ann]}]
        agreement = await agreeing.written(store, await agreeing.begun(store, theirs), roles={"rows": rows})
        await agreeing.signed(store, agreement)
        assert (await raci_of(store, theirs)).left == {"c:999"}
        await store.merges.merge(mine.organization_id, theirs.organization_id, {})
    async with house.store() as store:
        raci = await raci_of(store, await store.partners.get(mine.id))
        assert (raci.rows, raci.source) == (rows, RaciFrom.signed)
        assert raci.left == {"c:999"}
