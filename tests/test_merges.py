"""Merging two organizations that are one, and taking them apart: nothing is lost, everything comes back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.chores import Chores
from bot.seed import sow
from messages import findings
from messages.merge_counts import COUNTED, SILENT
from storage.announcing import UPCOMING
from storage.base import Base
from storage.communication import Every, How, Terms
from storage.contacts import Details
from storage.engine import open_engine
from storage.errors import Changed, LaterMerge, MergedAlready, NotFound, TooLateToUndo
from storage.members import Member
from storage.merge import MergeMove, Source
from storage.merge_rules import KNOWN, Fate, fate_of, referring
from storage.organizations import Kind, Organization
from storage.partners import Partner
from storage.plans import Plan
from storage.recurrence import Frequency
from storage.reminder import Reminder, ReminderState
from storage.requirements import RequirementKind
from storage.schema import migrate
from storage.store import Database, Store
from tests.house import AMELIE, GENERAL, MARC, RIVER, SAM, SECRET, House, living
from tests.importing import take
from tests.test_faults_in_forms import broken

APART = {"audit", "merges", "merge_moves", "match_keys", "likely_pairs", "submissions", "bundles"}
ONWARD = {"revision", "revised_at"}
"""What calendars count on never goes back."""


def test_everything_that_refers_to_an_organization_or_a_partner_is_thought_about() -> None:
    """A new table that refers to one: say in `storage.merge_rules` what a merge does with it, and in
    `messages.merge_counts` how it is counted."""
    for target, known in KNOWN.items():
        assert {(column.table.name, column.name) for column in referring(target)} == known
        assert all(fate_of(column) in Fate for column in referring(target))
    assert {table for known in KNOWN.values() for table, _ in known} == {*COUNTED, *SILENT}
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            if column.name in ("organization_id", "partner_id") and not table.info.get("derived"):
                assert column.foreign_keys, f"{table.name}.{column.name} refers to one without saying so"


async def dump(store: Store) -> dict[tuple[str, int], dict[str, Any]]:
    """Every row of the workspace, but for the trail and what is made from the rest."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name in APART or "workspace_id" not in table.c:
            continue
        rows = await store.session.execute(select(table).where(table.c.workspace_id == store.workspace_id))
        for row in rows.mappings():
            found[table.name, row["id"]] = {
                name: str(value) if not isinstance(value, bytes) else value
                for name, value in row.items()
                if name not in ONWARD
            }
    return {key: row for key, row in found.items() if not str(row.get("subject", "")).startswith("merge:")}


def differences(before: dict[Any, Any], after: dict[Any, Any]) -> dict[Any, Any]:
    return {
        key: (
            {
                name: (before[key][name], after[key][name])
                for name in before[key]
                if before[key][name] != after[key][name]
            }
            if key in before and key in after
            else ("gone" if key in before else "new", before.get(key) or after.get(key))
        )
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    }


@asynccontextmanager
async def sown_in(database_url: str) -> AsyncIterator[tuple[Database, int]]:
    """The demonstration's partners and prospects, with all that hangs on them; no clock runs."""
    async with living(database_url, at=datetime(2026, 11, 25, 15, tzinfo=UTC)) as house:
        await sow(house.database)
        async with house.database.installs() as installs:
            [workspace] = await installs.active()
        yield house.database, workspace.id


async def both_ways(database: Database, workspace_id: int, draw: Callable[[Any], Any]) -> None:
    """Some two are merged, somehow, and taken apart again."""
    async with database.store(workspace_id, by=AMELIE) as store:
        ids = list(await store.session.scalars(select(Organization.id).order_by(Organization.id)))
        kept, gone = draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
        before = await dump(store)
        preview = await store.merges.preview(kept, gone)
        choices = {field: draw(st.sampled_from(Source)) for field in preview.differing()}
    async with database.store(workspace_id, by=AMELIE) as store:
        merge = await store.merges.merge(kept, gone, choices)
    async with database.store(workspace_id, by=AMELIE) as store:
        merged = await dump(store)
        assert not before.keys() - merged.keys()
        assert merged["organizations", gone]["merged_into_id"] == str(kept)
        _, lost = await store.merges.take_apart(merge.id)
        assert lost == 0
    async with database.store(workspace_id, by=AMELIE) as store:
        assert differences(before, await dump(store)) == {}


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
async def test_so_it_is_on_postgresql(sown_on_postgresql: tuple[Database, int], data: st.DataObject) -> None:
    await both_ways(*sown_on_postgresql, data.draw)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_merged_and_taken_apart_everything_is_as_it_was(sown: tuple[Database, int], data: st.DataObject) -> None:
    await both_ways(*sown, data.draw)


@pytest.fixture(scope="module")
async def sown(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Database, int]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('sown')}/it.db"
    engine = open_engine(url)
    await migrate(engine)
    await engine.dispose()
    async with sown_in(url) as found:
        yield found


@pytest.fixture
async def sown_on_postgresql(postgresql_url: str) -> AsyncIterator[tuple[Database, int]]:
    async with sown_in(postgresql_url) as found:
        yield found


async def two(house: House) -> tuple[int, int]:
    """The numbers of a partner of Amélie's and of one of Sam's that are one, each with something on it."""
    mine, theirs = house.playground.person(AMELIE), house.playground.person(SAM)
    await mine.command("/partner help")
    await theirs.command("/partner help")
    ids = []
    for by, name, channel in ((AMELIE, "Harbour Centre", RIVER), (SAM, "Harbor Center Inc.", GENERAL)):
        async with house.store(by) as store:
            partner = await store.partners.create(
                name=name, region=f"{by}’s town", kinds=[Kind.health], channel_id=channel
            )
            row = Details(name="Rosa Lee", email="rosa@harbour.ca", phone="" if by == AMELIE else "905 555 0123")
            await store.contacts.replace(partner, [(None, row)])
            [rosa] = await store.contacts.of(partner)
            await store.requirements.answer(partner.id, RequirementKind.finance, text=f"As {by} said")
            await store.goals.add(partner_id=partner.id, text=f"A goal of {by}")
            await store.actions.add(
                partner_id=partner.id, what=f"Call, {by}", assignee_id=by, due_on=date(2026, 11, 20)
            )
            await store.communication.add(partner, Terms(None, rosa.id, How.phone, Every.weekly))
            await store.sessions.begin(
                partner, Plan(Frequency.weekly, date(2026, 11, 17), time(9), "America/Toronto", remind_before=(1440,))
            )
            ids.append(partner.id)
    return ids[0], ids[1]


def shown(person: Any) -> str:
    return str(person.modal["blocks"])


async def test_what_was_chosen_goes_along_when_the_other_one_is_to_stay(house: House) -> None:
    mine, theirs = await two(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner duplicates", channel=GENERAL)
    await amelie.click("Compare and merge")
    await amelie.change("keep", str((await partner_of(house, mine)).organization_id))
    amelie.fill("take_region", "gone")
    await amelie.change("keep", str((await partner_of(house, theirs)).organization_id))
    assert await amelie.submit() == {}
    assert "*Harbour Centre* goes into *Harbor Center Inc.*. Nothing is done yet." in shown(amelie)
    await amelie.submit()
    kept = await partner_of(house, theirs)
    assert (kept.name, kept.organization.region) == ("Harbour Centre", f"{SAM}’s town")


async def test_two_partners_become_one_and_two_again(house_anywhere: House) -> None:
    house = house_anywhere
    mine, theirs = await two(house)
    amelie, marc = house.playground.person(AMELIE), house.playground.person(MARC)
    await marc.command("/partner help")
    async with house.store() as store:
        before = await dump(store)
    await amelie.command("/partner duplicates", channel=GENERAL)
    await amelie.click("Compare and merge")
    assert "1 goal" in shown(amelie)
    await amelie.change("keep", str((await partner_of(house, mine)).organization_id))
    amelie.fill("take_name", "gone")
    assert await amelie.submit() == {}
    said = shown(amelie)
    assert "*Harbor Center Inc.* goes into *Harbour Centre*. Nothing is done yet." in said
    assert "Name: Harbor Center Inc." in said
    assert "Rosa Lee: one entry stays" in said
    assert "1 requirement of the same kind: both texts stay" in said
    assert "Two plans of sessions" in said
    await amelie.click("Back")
    assert "Harbor Center Inc." in shown(amelie)
    await amelie.submit()
    assert await amelie.submit(twice=True) == {}
    assert "*Harbor Center Inc.* is part of *Harbour Centre* now." in shown(amelie)
    await house.settle()
    for channel in (RIVER, GENERAL):
        assert "Amélie merged *Harbor Center Inc.* into *Harbour Centre*." in str(
            house.playground.messages(channel)[-1]
        )
    async with house.store() as store:
        [partner] = await store.partners.find("harbour centre")
        assert (partner.id, partner.name) == (mine, "Harbor Center Inc.")
        assert (await store.partners.get(theirs)).id == (await store.partners.for_change(theirs)).id == mine
        with pytest.raises(Changed):
            await store.partners.for_change(theirs, version=1)
        assert (await store.partners.near_duplicates("Harbour Centre"))[0].id == mine
        [rosa] = await store.contacts.of(partner)
        assert rosa.phone == "905 555 0123"
        assert {one.contact_id for one in await store.communication.of(mine)} == {rosa.id}
        assert len(await store.actions.open_of(mine)) == 2
        finance = (await store.requirements.of(mine))[RequirementKind.finance]
        assert finance.text == f"As {AMELIE} said\nAs {SAM} said"
        assert await store.partners.people(partner) == [SAM]
        coming = [
            one for cadence in await store.sessions.cadences_of(mine) for one in await store.sessions.coming(cadence)
        ]
        assert len({one.cadence_id for one in coming}) == 2
        waiting = select(Reminder).where(Reminder.state == ReminderState.planned, Reminder.kind == UPCOMING)
        planned = [(one.subject, one.recipient) for one in await store.session.scalars(waiting)]
        assert len(planned) == len({subject for subject, _ in planned}) > 1
        assert {recipient for _, recipient in planned} == {RIVER}
        await store.actions.add(partner_id=mine, what="Added since", assignee_id=AMELIE)
        await store.session.delete(next(one for one in await store.goals.of(mine) if SAM in one.text))
    await amelie.close(clear=True)
    await amelie.command("/partner show Harbour Centre", channel=GENERAL)
    await amelie.click("partners.more", option="Full history", channel=GENERAL)
    assert "as “Harbor Center Inc.”" in shown(amelie)
    assert "Amélie merged another one into it" in shown(amelie)
    await amelie.close(clear=True)
    await amelie.command("/partner duplicates", channel=GENERAL)
    assert "No two organizations" in shown(amelie)
    await amelie.close(clear=True)
    await marc.command("/partner doublons", channel=GENERAL)
    await marc.click("Fusions des 30 derniers jours")
    assert "*Harbor Center Inc.* → *Harbour Centre*" in shown(marc)
    await marc.close(clear=True)
    await amelie.click("Take apart", channel=RIVER)
    text = str(house.playground.messages(RIVER)[-1])
    assert "*Harbor Center Inc.* and *Harbour Centre* are two again" in text
    assert "1 entry that was moved has been deleted since" in text
    await house.settle()
    async with house.store() as store:
        changed = differences(before, await dump(store))
        assert {table for table, _ in changed} == {"goals", "actions"}
        assert [one.what for one in await store.actions.open_of(mine)] == [f"Call, {AMELIE}", "Added since"]
        with pytest.raises(TooLateToUndo):
            await store.merges.take_apart(1)
    assert house.playground.refused == []


async def test_what_was_chosen_survives_a_database_that_cannot_be_used(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading fails under the form, then writing under the preview: each says what to do, and the next press works."""
    await two(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner duplicates", channel=GENERAL)
    await amelie.click("Compare and merge")
    amelie.fill("take_name", "gone")
    async with broken(house, monkeypatch):
        refused = await amelie.submit()
    assert list(refused) == ["keep"]
    assert "Your text is still here: press Save again" in refused["keep"]
    assert await amelie.submit() == {}
    preview = amelie.modal
    async with house.store():
        with monkeypatch.context() as hurried:
            hurried.setattr("storage.engine.LOCK_WAIT_SECONDS", 0.02)
            assert await amelie.submit() == {}
    assert "press Save again" in shown(amelie)
    await amelie.close()
    assert amelie.modal == preview
    assert await amelie.submit(twice=True) == {}
    assert "*Harbor Center Inc.* is part of *Harbour Centre* now." in shown(amelie)
    async with house.store() as store:
        [partner] = await store.partners.find("harbour centre")
        assert partner.name == "Harbor Center Inc."
    assert house.playground.refused == []


async def partner_of(house: House, partner_id: int) -> Partner:
    async with house.store() as store:
        return await store.partners.get(partner_id)


async def test_who_may_merge_and_what_others_see(house: House) -> None:
    """Whoever looks after both, or coordinates; the second of two is told; confidential stays confidential."""
    mine, theirs = await two(house)
    sam, marc = house.playground.person(SAM), house.playground.person(MARC)
    await marc.command("/partner help")
    async with house.store() as store:
        one, other = [await store.partners.get(each) for each in (mine, theirs)]
        other.confidential = True
        pair = one.organization_id, other.organization_id
        open_ = [(await new(store, name)).organization_id for name in ("Alder", "Birch")]
        plain = await store.merges.merge(*open_, {})
    await sam.command("/partner duplicates", channel=GENERAL)
    await sam.click("Compare and merge")
    assert "for coordinators, or for whoever looks after each of them" in shown(sam)
    await sam.close(clear=True)
    async with house.database.store(1, by=MARC, person=await member(house, MARC)) as store:
        with pytest.raises(NotFound):
            await store.merges.preview(*pair)
    async with house.store() as store:
        (await store.partners.get(mine)).owner_id = SAM
    await sam.command("/partner duplicates", channel=GENERAL)
    await sam.click("Compare and merge")
    await sam.submit()
    assert "Confidential: it stays so" in shown(sam)
    async with house.store() as store:
        merge = await store.merges.merge(*pair, {})
        assert (await store.partners.get(mine)).confidential
    assert await sam.submit() == {}
    assert "Amélie has merged one of these two into “Harbour Centre” meanwhile" in shown(sam)
    async with house.database.store(1, by=MARC, person=await member(house, MARC)) as store:
        for found in (mine, theirs):
            with pytest.raises(NotFound):
                await store.partners.get(found)
        assert await store.partners.find("Harbor Center") == []
        assert [one.id for one in await store.merges.recent()] == [plain.id]
        with pytest.raises(NotFound):
            await store.merges.take_apart(merge.id)
    await house.settle()
    async with house.store() as store:
        await store.merges.take_apart(merge.id)
        assert not (await store.partners.get(mine)).confidential
        trail = [each.facts for each in await store.audit.of(f"partner:{mine}") if "merge" in each.facts]
        assert trail == [{"merge": merge.id}] * 2
    await house.settle()
    told = [str(house.playground.messages(channel)) for channel in (RIVER, GENERAL)]
    assert ["Harbor Center" in text for text in told] == [False, False]
    assert house.playground.refused == []


async def test_what_was_said_in_one_channel_is_not_said_in_the_other(house: House) -> None:
    """The agenda of a session that went over was posted where it belonged; the next one comes where both belong now."""
    mine, theirs = await two(house)
    await house.until(datetime(2026, 11, 16, 14, 5, tzinfo=UTC))

    def agendas(channel: str) -> int:
        return sum("Planning session" in str(each) for each in house.playground.messages(channel))

    assert (agendas(RIVER), agendas(GENERAL)) == (1, 1)
    async with house.store() as store:
        one, other = [await store.partners.get(each) for each in (mine, theirs)]
        await store.merges.merge(one.organization_id, other.organization_id, {})
    await house.settle()
    assert (agendas(RIVER), agendas(GENERAL)) == (1, 1)
    await house.until(datetime(2026, 11, 23, 14, 5, tzinfo=UTC))
    assert (agendas(RIVER), agendas(GENERAL)) == (3, 1)
    assert house.playground.refused == []


async def test_what_was_said_while_a_chain_stood_is_not_said_again_when_it_is_undone(house: House) -> None:
    """The agendas of both were posted in the channel of a third one, into which the two had gone in turn."""
    mine, theirs = await two(house)
    await house.until(datetime(2026, 11, 16, 14, 5, tzinfo=UTC))
    merges = []
    async with house.store() as store:
        await store.partners.create(name="Third House", owner_id=AMELIE, channel_id=SECRET)
    for kept, gone in ((mine, theirs), (3, mine)):
        async with house.store() as store:
            one, other = [await store.partners.get(each) for each in (kept, gone)]
            merges.append((await store.merges.merge(one.organization_id, other.organization_id, {})).id)
        await house.settle()

    def agendas() -> list[int]:
        heard = [house.playground.messages(channel) for channel in (RIVER, GENERAL, SECRET)]
        return [sum("Planning session" in str(each) for each in said) for said in heard]

    await house.until(datetime(2026, 11, 23, 14, 5, tzinfo=UTC))
    assert agendas() == [1, 1, 2]
    for merge_id in reversed(merges):
        async with house.store() as store:
            await store.merges.take_apart(merge_id)
        await house.settle()
    await house.until(datetime(2026, 11, 23, 14, 15, tzinfo=UTC))
    assert agendas() == [1, 1, 2]
    assert house.playground.refused == []


async def test_two_people_merge_the_same_two_at_once(house_anywhere: House) -> None:
    """One does it; the other, whichever way round, is told."""
    mine, theirs = await two(house_anywhere)
    one, other = [(await partner_of(house_anywhere, each)).organization_id for each in (mine, theirs)]

    async def merge(by: str, *pair: int) -> str:
        async with house_anywhere.store(by) as store:
            return (await store.merges.merge(*pair, {})).by

    done = await asyncio.gather(merge(AMELIE, one, other), merge(SAM, other, one), return_exceptions=True)
    [winner] = [each for each in done if isinstance(each, str)]
    [told] = [each for each in done if isinstance(each, MergedAlready)]
    assert told.facts["name"] == {AMELIE: "Amélie", SAM: "Sam"}[winner]
    async with house_anywhere.store() as store:
        assert len(await store.partners.find("harbour centre")) == 1


async def member(house: House, user_id: str) -> Member:
    async with house.store() as store:
        found = await store.members.by_user(user_id)
        assert found is not None
        return found


async def test_imports_chains_erasure_and_the_end_of_the_thirty_days(house: House) -> None:
    """What was put into another does not rise from an import; a chain is undone from its end; nobody erased comes back
    from the ledger; after 30 days there is nothing to put back."""
    await house.playground.person(AMELIE).command("/partner help")
    first = [
        {"id": "1", "name": "Harbour House"},
        {"id": "2", "name": "Harbor House Inc"},
        {"id": "3", "name": "Haven"},
    ]
    await take(house.database, 1, orjson.dumps(first), name="register.json")
    async with house.store() as store:
        found = await store.session.execute(select(Organization.name, Organization.id))
        ids = {name: number for name, number in found}
        partner = await store.partners.take_over(await store.prospects.get(ids["Haven"]))
        await store.contacts.add(partner, name="Rosa Lee", email="rosa@haven.ca")
        one = await store.merges.merge(ids["Harbour House"], ids["Harbor House Inc"], {})
        assert (await store.prospects.get(ids["Harbor House Inc"])).name == "Harbour House"
        assert (await store.prospects.called("harbor house")).id == ids["Harbour House"]
    again = [{**record, "description": "Read again"} for record in first]
    looked = await take(house.database, 1, orjson.dumps(again), name="register.json", dry=True)
    read = await take(house.database, 1, orjson.dumps(again), name="register.json")
    assert read.faults == looked.faults == {"merged_into": 1, "edited_here": 1, "changed": 1}
    assert (read.counts["organization:here"], read.made("new")) == (1, {})
    [merged] = [one for one in looked.findings if one.fault == "merged_into"]
    assert (findings.verdict(merged), merged.row, merged.about) == ("duplicate", 2, "Harbour House")
    async with house.store() as store:
        assert len(list(await store.session.scalars(select(Organization)))) == 2
        two_ = await store.merges.merge(ids["Harbour House"], ids["Haven"], {"name": Source.gone})
        kept = await store.partners.get(partner.id)
        assert (kept.organization_id, kept.name) == (ids["Harbour House"], "Haven")
        assert [each.id for each in await store.partners.find("harbour house")] == [partner.id]
        assert [each.id for each in await store.partners.find("harbor house inc")] == [partner.id]
        kept.confidential = True
    secret = await take(house.database, 1, orjson.dumps(first), name="register.json", dry=True)
    assert (secret.faults["merged"], secret.faults["merged_into"]) == (2, 0)
    async with house.store() as store:
        kept = await store.partners.get(partner.id)
        kept.confidential = False
        three = await store.merges.merge((await new(store, "Roof")).organization_id, kept.organization_id, {})
        assert [each.name for each in await store.partners.find("harbor house inc")] == ["Roof"]
        with pytest.raises(LaterMerge):
            await store.merges.take_apart(two_.id)
        [rosa] = await store.contacts.at(three.kept_id)
        await store.privacy.erase(rosa.id)
        kept_rows = await store.session.execute(select(MergeMove.before, MergeMove.after))
        assert "Rosa" not in str(kept_rows.all())
    async with house.store() as store:
        for merge in (three, two_, one):
            await store.merges.take_apart(merge.id)
        names = await store.session.scalars(select(Organization.name).order_by(Organization.id))
        assert list(names) == ["Harbour House", "Harbor House Inc", "Haven", "Roof"]
        assert [each.name for each in await store.contacts.at(ids["Haven"])] == []
        late = await store.merges.merge(ids["Harbour House"], ids["Harbor House Inc"], {})
    await house.pass_time(timedelta(days=31))
    await Chores(house.database).do_due()
    async with house.store() as store:
        assert list(await store.session.scalars(select(MergeMove).where(MergeMove.merge_id == late.id))) == []
        with pytest.raises(TooLateToUndo):
            await store.merges.take_apart(late.id)


async def new(store: Store, name: str) -> Partner:
    return await store.partners.create(name=name)
