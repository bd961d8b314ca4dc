"""The plan that a form says: read, checked, and shown by its next dates."""

from dataclasses import replace
from itertools import islice

from handlers.channels import postable
from handlers.desk import Desk
from messages import errors, sessions
from messages.blocks import Block
from messages.forms import Values
from messages.words import Words
from storage.days import needed_day, needed_hour
from storage.errors import Missing, Refused
from storage.plans import Plan
from storage.public_holidays import holiday_on
from storage.recurrence import Frequency
from storage.sessions import Cadence
from storage.store import Store

SHOWN_AHEAD = 3


async def preview_of(desk: Desk, store: Store, values: Values, cadence: Cadence | None) -> Block:
    """The next dates, or what keeps them from being known."""
    try:
        wanted = chosen(values)
        if cadence is not None:
            wanted = await store.sessions.continued(cadence, wanted)
        wanted.check(store.now, begun=cadence is not None and wanted.first_on == cadence.first_on)
    except Refused as error:
        return sessions.no_dates(desk.words, errors.refused(desk.words, error))
    province = (await store.settings.get()).province
    words = Words(desk.words.language, wanted.zone)
    dates = []
    for due in islice(wanted.coming(province, after=store.now), SHOWN_AHEAD):
        holiday = holiday_on(due.occurrence, province, words.language)
        shifted = due.starts_at.astimezone(wanted.zone).date() != due.occurrence
        dates.append(sessions.Date(due.starts_at, holiday, shifted))
    return sessions.dates(words, dates)


def chosen(values: Values) -> Plan:
    """The plan that the form's values say. Raises `Missing` and `NoSuchDay`, each with its field."""
    for field in (sessions.FREQUENCY, sessions.TIME_ZONE, sessions.MINUTES):  # the dates are shown before it is sent
        if not values.get(field):
            raise Missing(field=field)
    return Plan(
        frequency=Frequency(values[sessions.FREQUENCY]),
        first_on=needed_day(values.get(sessions.FIRST_ON), field=sessions.FIRST_ON),
        at=needed_hour(values.get(sessions.AT), field=sessions.AT),
        time_zone=values[sessions.TIME_ZONE],
        minutes=int(values[sessions.MINUTES]),
        remind_before=tuple(int(ahead) for ahead in values.get(sessions.REMIND) or ()),
        channel_id=values.get(sessions.CHANNEL),
        shift_holidays=values.get(sessions.HOLIDAYS) == sessions.SHIFT,
    )


async def with_channel(desk: Desk, wanted: Plan, partner_id: int) -> Plan:
    """The plan with a channel where Liaison may speak; the partner's own is followed, wherever it goes.

    Raises `ChannelArchived`, `ChannelWithoutBot`, `ChannelIsPublic` (for a confidential partner).
    """
    async with desk.store(read_only=True) as store:
        partner = await store.partners.get(partner_id)
        default = None if partner.confidential else (await store.settings.get()).default_channel
    own = partner.channel_id or default
    channel_id = wanted.channel_id or own
    if channel_id is not None:
        await postable(desk.client, channel_id, field=sessions.CHANNEL, confidential=partner.confidential)
    return replace(wanted, channel_id=None if channel_id == own else channel_id)
