"""What was posted about check-ins, brought up to date: figures, states, and the picture, drawn by Slack or by us."""

import asyncio
from dataclasses import replace
from hashlib import sha256

import structlog
from slack_sdk.errors import SlackApiError

from handlers.bundles import say_in_place
from handlers.channels import look_up
from handlers.desk import Desk
from handlers.members import words_for
from handlers.outcomes import in_passing
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
from storage.store import Store

log = structlog.get_logger("liaison")
REDACTED_IN = "redacted_in"
PICTURE_SECONDS = 2.0
NOT_DRAWN = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_arguments"})
"""Slack's words for a block that it does not have in a workspace yet."""


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
        pictured=kpi_trends.most_telling(followed) if values else (),
    )


async def said_of(
    store: Store, words: Words, check_in: CheckIn, reminder: Reminder, *, missed: int = 0
) -> Message | None:
    """The words of one message about a check-in, by its kind; with Slack's own charts where it is known to draw them.

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
    if (await store.settings.get()).native_charts:
        told = replace(told, charts=[kpi_trends.native(words, one) for one in _drawn(words, told)])
    return check_ins.posted(words, told, reminder, missed=missed)


async def expect_pictures(store: Store) -> None:
    """Somebody is about to report: where pictures may have to be made here, what makes them is loaded meanwhile."""
    if not (await store.settings.get()).native_charts:
        asyncio.get_running_loop().run_in_executor(None, kpi_chart.warm_up)


async def refresh(desk: Desk, check_in_id: int) -> None:
    """Brings what was posted about a check-in up to date, first of all in words."""
    plain, drawn = [], []
    async with desk.database.store(desk.workspace.id, by=desk.person.user_id, read_only=True) as store:
        check_in = await store.check_ins.get(check_in_id)
        for reminder in await store.reminders.about(subject=check_in.subject):
            if not (reminder.ts or reminder.bundle_id) or reminder.facts.get(REDACTED_IN) == reminder.recipient:
                continue
            words = await words_for(store, reminder.recipient)
            told = await told_of(store, check_in, reminder.recipient)
            if reminder.kind in (DUE, REPORTED):
                drawn.append((reminder, words, told))
            elif message := await said_of(store, words, check_in, reminder):
                plain.append((reminder, message))
        native = (await store.settings.get()).native_charts
    await asyncio.gather(*(say_in_place(desk, reminder, message) for reminder, message in plain))
    for reminder, words, told in drawn:
        await _put_drawn(desk, reminder, words, told, native=native)


async def _put_drawn(desk: Desk, reminder: Reminder, words: Words, told: Told, *, native: bool | None) -> None:
    """The message with its picture: Slack's own charts, tried once in each workspace, else one made here.

    Nothing is changed where people read along by now who may not see it.
    """
    charts = _drawn(words, told)
    async with in_passing("not brought up to date", seconds=PICTURE_SECONDS, reminder=reminder.id):
        place = await look_up(desk.client, reminder.channel or "")
        if place.shared or (told.partner.confidential and place.public):
            return
        if charts and native is not False:
            blocks = [kpi_trends.native(words, one) for one in charts]
            drawing = check_ins.posted(words, replace(told, charts=blocks), reminder)
            if await _took(desk, reminder, drawing):
                if native is None:
                    await _remember(desk, native=True)
                return
            await _remember(desk, native=False)
        message = check_ins.posted(words, told, reminder)
        await desk.client.chat_update(channel=reminder.channel or "", ts=reminder.ts or "", **message)
        if charts:
            await _picture(desk, reminder, words, told, charts)


async def _took(desk: Desk, reminder: Reminder, message: Message) -> bool:
    """Whether Slack took a message with charts of its own."""
    try:
        await desk.client.chat_update(channel=reminder.channel or "", ts=reminder.ts or "", **message)
    except SlackApiError as error:
        if error.response.get("error") not in NOT_DRAWN:
            raise
        log.info("charts are drawn here", workspace=desk.workspace.id, reason=error.response.get("error"))
        return False
    return True


async def _remember(desk: Desk, *, native: bool) -> None:
    async with desk.database.store(desk.workspace.id, by=desk.person.user_id) as store:
        await store.settings.remember_charts(native)


async def _picture(desk: Desk, reminder: Reminder, words: Words, told: Told, charts: list[Drawn]) -> None:
    """A picture below the message, once for the same figures."""
    mark = sha256(repr((reminder.channel, charts)).encode()).hexdigest()[:16]
    if told.check_in.drawn == mark:
        return
    data = await asyncio.to_thread(kpi_chart.png, words, charts)
    period = period_name(words, told.check_in.period, told.check_in.frequency)
    title = f"{told.partner.name}, {period}"
    await desk.client.files_upload_v2(
        channel=reminder.channel,
        thread_ts=reminder.ts,
        content=data,
        filename=f"{told.check_in.period.isoformat()}.png",
        title=title,
        alt_txt=kpi_chart.alt(charts),
    )
    async with desk.database.store(desk.workspace.id, by=desk.person.user_id) as store:
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
