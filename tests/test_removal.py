"""Liaison removed from a workspace, by Slack's word or after its time; and what is found on coming back."""

import asyncio
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import func, select

from bot.install import Installations
from bot.vault import Vault
from handlers.outcomes import NotInstalled
from messages.installs import not_installed
from storage.base import Base
from storage.drafts import Draft
from storage.engine import open_engine
from storage.installs import KEPT_AFTER_REMOVAL
from storage.reminder import ReminderState
from storage.store import Database
from tests.every_column import SAID, tables
from tests.filled import all_rows, fill
from tests.house import AMELIE, GENERAL, SAM, THURSDAY
from tests.installing import KEY, PUBLIC, Town, calls, post_event, refused
from tests.log_lines import wrong_in
from tests.test_migrations import within
from tests.test_privacy_places import everything, keeping

OWNED = [table for table in Base.metadata.sorted_tables if "workspace_id" in table.c]


async def plan(it: Town, playground, *, subject: str, days: int = 0) -> None:
    async with it.liaison.database.store((await it.row(playground)).id, by=AMELIE) as store:
        await store.reminders.plan(
            kind="installs.greeting", subject=subject, recipient=SAM, due_at=store.now + timedelta(days=days)
        )


async def test_removal_deletes_the_token_and_silences_what_was_planned(here):
    north, south = here.workspaces
    await here.install(north)
    await here.install(south)
    await here.settle()
    await north.person(SAM).command("/partner help", channel=GENERAL)
    for playground in here.workspaces:
        await plan(here, playground, subject="later", days=1)
    number, before = (await here.row(north)).id, calls(north)
    await north.uninstall()
    assert await here.row(north) is None
    async with here.liaison.database.installs() as installs:
        removed = await installs.get(number)
    assert (removed.bot_token, removed.removed_at is not None) == (None, True)
    with pytest.raises(NotInstalled):
        await here.liaison.installations.client_of(number)
    await here.pass_time(timedelta(days=2))
    assert calls(north) == before
    assert (len(north.dms(SAM)), len(south.dms(SAM))) == (0, 1)
    async with here.liaison.database.outbox() as outbox:
        assert (await outbox.next_due(), await outbox.lag()) == (None, timedelta(0))
    said = await north.person(SAM).command("/partner help", channel=GENERAL)
    assert said[0]["text"] == not_installed(f"{PUBLIC}/slack/install")
    assert "/partner help" in (await south.person(SAM).command("/partner help", channel=GENERAL))[0]["text"]


async def test_no_way_leads_into_a_workspace_that_removed_it(here):
    """Its token is still there, as where two processes cross each other, and everything is due at once: messages, the
    hourly chores with files and people to look at, the figures for operators."""
    north, south = here.workspaces
    for playground in here.workspaces:
        await here.install(playground)
        await playground.person(SAM).command("/partner help", channel=GENERAL)
    await here.settle()
    for playground in here.workspaces:
        await plan(here, playground, subject="due")
        await unseen_and_unread(here, (await here.row(playground)).id)
    number, other = (await here.row(north)).id, (await here.row(south)).id
    async with here.liaison.database.installs() as installs:
        (await installs.get(number)).removed_at = installs.now
    async with here.liaison.database.outbox() as outbox:
        assert await outbox.busy(without=()) == [other]
    before = calls(north), calls(south)
    await here.pass_time(timedelta(hours=2))
    await here.liaison.afterwards.finished()
    await here.settle()
    assert calls(north) == before[0]
    asked = {one.name for one in south.traffic if one.direction == "to Slack"}
    assert calls(south) > before[1]
    assert asked >= {"chat.postMessage", "users.info", "files.info"}
    async with here.liaison.database.store(number) as store:
        [row] = await store.reminders.about(subject="due")
        assert (row.state, row.attempt) == (ReminderState.planned, 0)
        assert [one.state for one in await store.imports.busy()] == ["given"]
        assert await store.members.to_look_at(limit=9) == [SAM]
        assert await store.session.scalar(select(func.count()).select_from(Draft)) == 1
    async with here.liaison.database.store(other) as store:
        assert await store.session.scalar(select(func.count()).select_from(Draft)) == 0
    async with here.liaison.database.outbox() as outbox:
        assert await outbox.lag() == timedelta(0)
        assert await outbox.busy(without=()) == []
    async with here.liaison.database.installs() as installs:
        assert [one.team_id for one in await installs.active()] == [south.workspace.team_id]


async def unseen_and_unread(it: Town, number: int) -> None:
    """Somebody whose team was never looked at, a file that nobody read yet, and a draft that is too old to be kept."""
    async with it.liaison.database.store(number, by=AMELIE) as store:
        sam = await store.members.by_user(SAM)
        sam.team_known = False
        source = await store.sources.named("A list", licence="")
        await store.imports.give(source=source, name="list.csv", file_id="F1")
        store.add(Draft(user_id=SAM, form="x", subject="", values={}, saved_at=THURSDAY - timedelta(days=40)))


async def test_only_the_bots_token_matters(here):
    north, _ = here.workspaces
    await here.install(north)
    await north.event({"type": "tokens_revoked", "tokens": {"oauth": [SAM], "bot": []}})
    assert await here.row(north) is not None
    await north.event({"type": "tokens_revoked", "tokens": {"bot": ["U0LIAISON1"]}})
    assert await here.row(north) is None


async def test_a_removal_told_twice_or_by_nobody_is_answered_all_the_same(here):
    north, south = here.workspaces
    await here.install(north)
    for playground in (north, north, south):
        assert await post_event(playground, {"type": "app_uninstalled"}) == 200


async def test_news_of_a_removal_may_come_after_the_next_installation(here):
    north, _ = here.workspaces
    await here.install(north)
    earlier = int(here.liaison.database.now().timestamp()) + 30
    await here.time.advance(timedelta(minutes=2))
    await here.install(north)
    await post_event(north, {"type": "app_uninstalled"}, event_time=earlier)
    assert await here.row(north) is not None
    later = int(here.liaison.database.now().timestamp())
    await post_event(north, {"type": "app_uninstalled"}, event_time=later)
    assert await here.row(north) is None


async def test_coming_back_finds_everything_and_uses_the_new_token(here):
    north, _ = here.workspaces
    await here.install(north)
    await here.settle()
    before = (await here.row(north)).id
    await plan(here, north, subject="meanwhile", days=2)
    await north.person(SAM).command("/partner help", channel=GENERAL)
    await north.uninstall()
    await here.pass_time(timedelta(days=12))
    north.workspace.app.bot_token = "xoxb-new"
    await here.install(north)
    assert (await here.row(north)).id == before
    assert "/partner help" in (await north.person(SAM).command("/partner help", channel=GENERAL))[0]["text"]
    await here.settle()
    assert (len(north.dms(AMELIE)), len(north.dms(SAM))) == (1, 1)
    async with here.liaison.database.store(before) as store:
        [said] = await store.reminders.about(subject="meanwhile")
    assert said.state is ReminderState.sent
    assert refused(here) == []


LOUD = ("error", "critical")


async def quietly(work) -> list[dict]:
    """Does it, and gives what was logged, which is nothing loud, no traceback, and nothing that no log may hold."""
    with structlog.testing.capture_logs() as logs:
        await work
    assert [one for one in logs if one["log_level"] in LOUD or "exc_info" in one] == []
    assert [wrong for one in logs for wrong in wrong_in(one)] == []
    return logs


async def test_what_is_due_when_it_is_removed_ends_quietly(here):
    north, south = here.workspaces
    for playground in here.workspaces:
        await here.install(playground)
    await here.settle()
    number, told = (await here.row(north)).id, len(north.dms(SAM))
    for subject in ("first", "second", "third"):
        await plan(here, north, subject=subject)
    await plan(here, south, subject="theirs")
    client_of = here.liaison.delivering.client_of

    async def meanwhile(workspace_id: int):
        """Between the claim and the first word the workspace removes Liaison."""
        if workspace_id == number and north.workspace.installed:
            await north.uninstall()
        return await client_of(workspace_id)

    here.liaison.delivering.client_of = meanwhile
    before = calls(north)
    logs = await quietly(here.settle())
    assert [one["event"] for one in logs] == ["removed meanwhile"]
    for _ in range(3):
        await quietly(here.pass_time(timedelta(hours=2)))
    assert (calls(north), len(north.dms(SAM)), len(south.dms(SAM))) == (before, told, 1)
    here.liaison.delivering.client_of = client_of
    await here.install(north)
    await here.settle()
    assert len(north.dms(SAM)) == told + 1  # those that waited for its coming back, in one message


@pytest.mark.parametrize("without", [{}, {"event_time": None}])
async def test_a_removal_that_says_no_time_happened_just_now(here, without):
    north, _ = here.workspaces
    await here.install(north)
    told = north.payloads.event({"type": "app_uninstalled"})
    del told["event_time"]
    assert (await north.delivery.send("events_api", "app_uninstalled", told | without, answers=False)).error == ""
    assert await here.row(north) is None


async def test_what_is_being_said_when_it_is_removed_ends_quietly(here):
    north, _ = here.workspaces
    await here.install(north)
    await here.settle()
    number, told = (await here.row(north)).id, len(north.dms(SAM))
    await plan(here, north, subject="said")
    posting = north.faults.hold("chat.postMessage")

    async def meanwhile():
        saying = asyncio.create_task(here.settle())
        await posting.came.wait()
        await north.uninstall()
        posting.released.set()
        await saying

    await quietly(meanwhile())
    async with here.liaison.database.store(number) as store:
        [row] = await store.reminders.about(subject="said")
    assert (row.state, len(north.dms(SAM))) == (ReminderState.planned, told)
    before = calls(north)
    await quietly(here.pass_time(timedelta(days=1)))
    assert calls(north) == before


async def test_files_on_their_way_and_files_being_read_end_quietly(here):
    north, _ = here.workspaces
    await here.install(north)
    await here.settle()
    number, amelie = (await here.row(north)).id, north.person(AMELIE)
    await amelie.command("/partner import", channel=GENERAL)
    amelie.fill("file", ("list.csv", b"Name\nCentre\n"))
    under_way = [north.faults.hold(one) for one in ("chat.postMessage", "files.getUploadURLExternal")]
    await amelie.submit()
    await amelie.command("/partner export me", channel=GENERAL)
    before = calls(north)

    async def meanwhile():
        for call in under_way:
            await call.came.wait()
        await north.uninstall()
        for call in under_way:
            call.released.set()
        await here.liaison.afterwards.finished()

    logs = await quietly(meanwhile())
    assert [one["event"] for one in logs] == ["left undone", "left undone"]
    async with here.liaison.database.store(number) as store:
        assert [one.state for one in await store.imports.busy()] == ["given"]
    here.liaison.chores.next_at = here.liaison.database.now()
    await quietly(here.liaison.chores.do_due())
    await here.liaison.afterwards.finished()
    assert calls(north) <= before + 3  # those that were under way


async def test_a_workspace_without_a_token_does_not_stop_the_clock(here):
    """Another process may have removed it since this one looked."""
    north, south = here.workspaces
    for playground in here.workspaces:
        await here.install(playground)
    await here.settle()
    number = (await here.row(north)).id
    async with here.liaison.database.store(number, by=AMELIE) as store:
        source = await store.sources.named("A list", licence="")
        await store.imports.give(source=source, name="list.csv", file_id="F1")
    async with here.liaison.database.installs() as installs:
        (await installs.get(number)).bot_token = None
    here.liaison.installations.forget(number)
    here.liaison.chores.next_at = here.liaison.database.now()
    await quietly(here.liaison.chores.do_due())
    assert here.liaison.chores.next_at > here.liaison.database.now()
    assert calls(south) > 0


async def left(engine, number: int) -> dict[str, int]:
    """How many rows a workspace has in each table."""
    async with within(engine, number) as connection:
        found = {table: select(func.count()).where(table.c.workspace_id == number) for table in OWNED}
        return {table.name: await connection.scalar(count) for table, count in found.items()}


async def test_what_is_not_come_back_to_is_deleted_within_14_days(anywhere):
    north, south = anywhere.workspaces
    await anywhere.install(north)
    await anywhere.install(south)
    await anywhere.settle()
    number = (await anywhere.row(north)).id
    await north.uninstall()
    await anywhere.pass_time(KEPT_AFTER_REMOVAL - timedelta(hours=2))
    async with anywhere.liaison.database.installs() as installs:
        assert (await installs.get(number)).removed_at is not None
    await anywhere.pass_time(timedelta(hours=3))
    assert set((await left(anywhere.liaison.database.engine, number)).values()) == {0}
    assert await anywhere.row(south) is not None
    await anywhere.install(north)
    await anywhere.settle()
    assert len(north.dms(AMELIE)) == 2


async def test_nothing_at_all_is_left_and_nobody_else_loses_anything(sqlite_url):
    """Every row of every table, and what is searched, of one workspace; of the other every value stays."""
    engine = open_engine(sqlite_url)
    await fill(engine, workspaces={1: {"removed_at": THURSDAY}, 3: {"removed_at": None}})
    for number, of in ((1, (1, 2)), (2, (3, 4))):
        async with Database(engine, lambda: THURSDAY).store(number) as store:
            await store.search.keep(of)
    before = await all_rows(engine)
    at = THURSDAY + KEPT_AFTER_REMOVAL
    for now, gone in ((at - timedelta(seconds=1), 0), (at, 1), (at, 0)):
        async with Database(engine, lambda now=now: now).installs() as installs:
            assert await installs.purge() == gone
        if not gone and now < at:
            assert await all_rows(engine) == before
    ours = set(tables("mine", "ours")) - {"workspaces"}
    theirs = {key for key, row in before.items() if row.get("workspace_id") == 1} | {("workspaces", 1)}
    assert {name for name, _ in theirs} == set(SAID) - ours
    assert await all_rows(engine) == {key: row for key, row in before.items() if key not in theirs}
    async with Database(engine, lambda: THURSDAY).store(2, read_only=True) as store:
        found = await everything(store)
    assert keeping(found, ["organizations.name 3", "organizations name 3"]) >= {"organizations"}
    assert keeping(found, ["organizations.name 1", "organizations name 1", "website 1"]) == set()
    await engine.dispose()


async def test_another_process_notices_within_a_minute(here):
    north, _ = here.workspaces
    await here.install(north)
    database, number = here.liaison.database, (await here.row(north)).id
    elsewhere = Installations(database, here.liaison.bolt.client, bot_token=None, vault=Vault([KEY]))
    assert (await elsewhere.client_of(number)).token == "xoxb-T0NORTH"
    north.workspace.app.bot_token = "xoxb-new"
    await here.install(north)
    assert (await here.liaison.installations.client_of(number)).token == "xoxb-new"
    await here.time.advance(timedelta(minutes=1))
    assert (await elsewhere.client_of(number)).token == "xoxb-new"
    _, result = await elsewhere.workspace_of(enterprise_id=None, team_id="T0NORTH")
    assert result.bot_token == "xoxb-new"


async def test_who_presses_a_button_that_is_left_is_told_by_its_response_url(here):
    """Liaison has no token there any more, and calls no other address."""
    north, _ = here.workspaces
    await here.install(north)
    posted = north.workspace.bot_message({"text": "Still here"})
    north.workspace.post(north.workspace.channels[GENERAL], posted)
    await north.uninstall()
    action = {"type": "button", "action_id": "actions.done", "block_id": "b", "value": "1"}
    pressed = north.payloads.message_action(AMELIE, north.workspace.channels[GENERAL], posted, action, {})
    assert (await north.delivery.send("interactive", "block_actions", pressed)).status == 200
    said = north.traffic.named("response_url")
    assert [one.request["text"] for one in said] == [not_installed(f"{PUBLIC}/slack/install")]
