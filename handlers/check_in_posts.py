"""What was posted about check-ins, brought up to date: figures and states in the answer, the picture after it."""

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import NamedTuple

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.afterwards import Afterwards
from handlers.bundles import REDACTED_IN, may_say, say_in_place
from handlers.desk import Desk
from handlers.files import upload
from handlers.members import words_for
from handlers.outcomes import in_passing
from handlers.posts import Put, changing
from handlers.reminders import Posted
from messages import check_ins, kpi_chart, kpi_trends
from messages.check_ins import Told
from messages.kpi_names import period_name
from messages.kpi_trends import Drawn
from messages.surfaces import Message
from messages.words import Words
from storage.check_in_asking import ASKED, LATE
from storage.check_ins import DUE, REPORTED
from storage.kpi import CheckIn, CheckInState, Kpi
from storage.kpi_periods import following
from storage.kpi_rules import reading
from storage.kpis import Followed
from storage.reminder import Reminder
from storage.store import Database, Store

log = structlog.get_logger("liaison")
PICTURE_SECONDS = 90.0
NOT_DRAWN = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_arguments"})
"""Slack's words for a block that it does not have in a workspace yet."""


class Room(NamedTuple):
    """Where messages stand that are brought up to date, whoever caused it: a person or the clock."""

    database: Database
    client: AsyncWebClient
    workspace_id: int


async def told_of(store: Store, check_in: CheckIn, recipient: str) -> Told:
    """What a message to this place is made of today. Raises `NotFound`."""
    partner = await store.partners.get(check_in.partner_id)
    kpis = await store.check_ins.shown_in(check_in, partner, recipient)
    values = await store.kpi_values.at(kpis, check_in.period)
    if recipient[:1] in "UW":
        left = [kpi for kpi in kpis if kpi.id not in values]
        mine = await store.check_ins.theirs(check_in, partner, left, recipient)
        kpis = mine if mine else kpis
    comments = await store.check_ins.comments(check_in)
    who = await store.check_ins.who_reports(check_in, partner, [kpi for kpi in kpis if kpi.id not in values])
    people = {*(value.by for value in values.values()), *(one.by for one in comments), check_in.asked_by or ""}
    followed = await _as_of(store, check_in, kpis)
    return Told(
        check_in=check_in,
        partner=partner,
        followed=followed,
        values={kpi.id: values[kpi.id] for kpi in kpis if kpi.id in values},
        names=await store.members.names(sorted(people - {""})),
        who=who,
        comments=comments,
        today=await store.settings.today(),
        pictured=kpi_trends.most_telling([one for one in followed if one.kpi.id in values]),
    )


async def said_of(
    store: Store, words: Words, check_in: CheckIn, reminder: Reminder, *, missed: int = 0, charts: bool = True
) -> Message | None:
    """The words of one message about a check-in, by its kind; with Slack's own `charts` where it is known to draw them.

    None when it is no longer asked for and nothing was said of it.
    """
    told = await told_of(store, check_in, reminder.recipient)
    if reminder.facts.get(REDACTED_IN) == reminder.recipient:
        return check_ins.redacted(words)
    if check_in.state is CheckInState.withdrawn and not told.done:
        return None
    if reminder.kind == LATE:
        return check_ins.late(words, told, reminder)
    if reminder.kind == ASKED:
        return check_ins.asked(words, told, reminder)
    if charts and await store.settings.draws_charts():
        told = replace(told, charts=[kpi_trends.native(words, one) for one in _drawn(words, told)])
    return check_ins.posted(words, told, reminder, missed=missed)


async def expect_pictures(store: Store) -> None:
    """Somebody is about to report: where pictures may have to be made here, what makes them is loaded meanwhile."""
    if not await store.settings.draws_charts():
        asyncio.get_running_loop().run_in_executor(None, kpi_chart.warm_up)


async def refresh(desk: Desk, check_in_id: int) -> None:
    """Brings what was posted about a check-in up to date: in words now, with its picture after the answer, where Slack
    is not known to draw one itself."""
    room = Room(desk.database, desk.client, desk.workspace.id)
    async with desk.database.store(desk.workspace.id, read_only=True) as store:
        known = await _posted(store, await store.check_ins.get(check_in_id))
    posted = [one for one in known if one.kind in (DUE, REPORTED)]
    changes = [desk.afterwards.soon(("post", one.id), partial(_say_anew, room, one)) for one in posted]
    await asyncio.gather(say_in_place(desk, [one for one in known if one not in posted], _said_now), *changes)
    async with desk.database.store(desk.workspace.id, read_only=True) as store:
        native = await store.settings.draws_charts()
    if posted and not native:
        _begin(desk.afterwards, room, check_in_id)


def pictured(posted: Posted) -> None:
    """What the clock has posted in words gets its picture, where figures were reported by then."""
    room = Room(posted.database, posted.client, posted.reminder.workspace_id)
    _begin(posted.afterwards, room, int(posted.reminder.subject.partition(":")[2]))


def _begin(afterwards: Afterwards, room: Room, check_in_id: int) -> None:
    afterwards.begin(("pictures", room.workspace_id, check_in_id), partial(_draw, room, check_in_id))


async def _said_now(store: Store, words: Words, reminder: Reminder) -> Message | None:
    return await said_of(store, words, await _check_in(store, reminder), reminder, charts=False)


async def _say_anew(room: Room, reminder: Reminder) -> None:
    """Puts the figures of the moment in the place of those that were posted; without charts where Slack takes none."""
    async with _changing(room, reminder) as put, in_passing("not brought up to date", reminder=reminder.id):
        async with room.database.store(room.workspace_id, read_only=True) as store:
            check_in = await _check_in(store, reminder)
            words = await words_for(store, reminder.recipient)
            plain = await said_of(store, words, check_in, reminder, charts=False)
            drawn = await said_of(store, words, check_in, reminder)
            confidential = await store.reminders.confidential(reminder)
        if not plain or not drawn or not await may_say(room.client, reminder, confidential=confidential):
            return
        if not await _took(room, put, drawn):
            await _remember(room, native=False)
            await put(**plain)


def _changing(room: Room, reminder: Reminder) -> AbstractAsyncContextManager[Put]:
    return changing(room.client, channel=reminder.channel or "", ts=reminder.ts or "")


async def _check_in(store: Store, reminder: Reminder) -> CheckIn:
    return await store.check_ins.get(int(reminder.subject.partition(":")[2]))


async def _posted(store: Store, check_in: CheckIn) -> list[Reminder]:
    """What stands in Slack about it, in full."""
    known = await store.reminders.about(subject=check_in.subject)
    return [one for one in known if (one.ts or one.bundle_id) and one.facts.get(REDACTED_IN) != one.recipient]


async def _draw(room: Room, check_in_id: int) -> None:
    """The pictures, from the facts of this moment: Slack's own charts where it draws any, which is tried, else ours."""
    async with room.database.store(room.workspace_id, read_only=True) as store:
        known = await _posted(store, await store.check_ins.get(check_in_id))
    for reminder in known:
        if reminder.kind in (DUE, REPORTED):
            async with in_passing("not drawn", seconds=PICTURE_SECONDS, reminder=reminder.id):
                await _draw_below(room, reminder)


async def _draw_below(room: Room, reminder: Reminder) -> None:
    async with _changing(room, reminder) as put:
        async with room.database.store(room.workspace_id, read_only=True) as store:
            told = await told_of(store, await _check_in(store, reminder), reminder.recipient)
            words = await words_for(store, reminder.recipient)
            native = await store.settings.draws_charts()
        charts, partner = _drawn(words, told), told.partner
        if not charts or not await may_say(room.client, reminder, confidential=partner.confidential):
            return
        if native is not False:
            blocks = [kpi_trends.native(words, one) for one in charts]
            taken = await _took(room, put, check_ins.posted(words, replace(told, charts=blocks), reminder))
            if native is None or not taken:
                native = taken
                await _remember(room, native=taken)
    if not native:
        await _picture(room, reminder, words, told, charts)


async def _remember(room: Room, *, native: bool) -> None:
    async with room.database.store(room.workspace_id) as store:
        await store.settings.remember_charts(native)


async def _took(room: Room, put: Put, message: Message) -> bool:
    """Whether Slack took a message with charts of its own."""
    try:
        await put(**message)
    except SlackApiError as error:
        if error.response.get("error") not in NOT_DRAWN:
            raise
        log.info("charts are drawn here", workspace=room.workspace_id, reason=error.response.get("error"))
        return False
    return True


async def _picture(room: Room, reminder: Reminder, words: Words, told: Told, charts: list[Drawn]) -> None:
    """A picture below the message, once for the same figures."""
    mark = sha256(repr((reminder.channel, charts)).encode()).hexdigest()[:16]
    if told.check_in.drawn == mark:
        return
    data = await asyncio.to_thread(kpi_chart.png, words, charts)
    period = period_name(words, told.check_in.period, told.check_in.frequency)
    title = f"{told.partner.name}, {period}"
    await upload(
        room.client,
        channel=reminder.channel or "",
        thread_ts=reminder.ts,
        data=data,
        name=f"{told.check_in.period.isoformat()}.png",
        title=title,
        alt=kpi_chart.alt(charts),
    )
    async with room.database.store(room.workspace_id) as store:
        check_in = await store.check_ins.get(told.check_in.id)
        check_in.drawn = mark


def _drawn(words: Words, told: Told) -> list[Drawn]:
    return [one for one in (kpi_trends.drawn(words, followed) for followed in told.pictured) if one is not None]


async def _as_of(store: Store, check_in: CheckIn, kpis: list[Kpi]) -> list[Followed]:
    """Each indicator as it stood at the end of the period, whatever was said of later ones."""
    after = following(check_in.period, check_in.frequency)
    found = []
    for one in await store.kpis.followed(kpis):
        values = [value for value in one.values if value.period <= check_in.period]
        points = [value.point for value in values if value.point is not None]
        kpi = one.kpi
        found.append(Followed(kpi, values, reading(points, kpi.line, kpi.direction, kpi.frequency, today=after)))
    return found
