"""Planning sessions: the form that plans them, the list of what is planned, moving one, skipping one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from messages import inputs, zones
from messages.blocks import Block, Element, actions, button, channel, confirm, context, divider, option, section
from messages.cadences import FREQUENCIES, capital, length, reminders, rhythm, span
from messages.calendar import add_button
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words, escape
from storage.meetings import Purpose
from storage.plans import DAY, LENGTHS, REMINDERS
from storage.recurrence import Frequency
from storage.sessions import Cadence, Session

PLAN = "sessions.plan"
FORM = "sessions.form"
LIST = "sessions.list"
NEW = "sessions.new"
EDIT = "sessions.edit"
END = "sessions.end"
RESUME = "sessions.resume"
PREVIEW = "sessions.preview"
ZONES = "sessions.zones"
AFRESH = "sessions.afresh"
PICKED = "sessions.picked"
RESCHEDULE = "sessions.reschedule"
MOVE = "sessions.move"
SKIP = "sessions.skip"
SKIPPING = "sessions.skipping"
UNSKIP = "sessions.unskip"

ABOUT = N_("Plan the sessions with a partner: how often, when, and who is reminded where")
USAGE = N_("NAME")

FREQUENCY, FIRST_ON, AT, MINUTES, TIME_ZONE = "frequency", "first_on", "at", "minutes", "time_zone"
REMIND, CHANNEL, HOLIDAYS = "remind_before", "channel", "holidays"
DAY_FIELD, HOUR_FIELD, WHY, PARTNER = "day", "hour", "why", "partner"
NOTE, SHIFT = "note", "shift"
WHY_LIMIT = 300
SHOWN = 20


@dataclass(frozen=True)
class Date:
    """One of the dates that a plan would give; `holiday` names the one it falls on, or was `shifted` away from."""

    starts_at: datetime
    holiday: str | None
    shifted: bool


def values_of(cadence: Cadence, *, first_on: str, channel_id: str | None) -> dict[str, Any]:
    """A cadence as the form's values."""
    return {
        FREQUENCY: cadence.frequency.value,
        FIRST_ON: first_on,
        AT: cadence.at.strftime("%H:%M"),
        MINUTES: str(cadence.minutes),
        TIME_ZONE: cadence.time_zone,
        REMIND: [str(ahead) for ahead in cadence.remind_before],
        CHANNEL: channel_id,
        HOLIDAYS: SHIFT if cadence.shift_holidays else NOTE,
    }


def first_values(*, first_on: str, time_zone: str, channel_id: str | None, review: bool = False) -> dict[str, Any]:
    """What the form says before anybody has changed it: every second week, reviews twice a year (field, section 10)."""
    return {
        FREQUENCY: Frequency.half_yearly.value if review else Frequency.biweekly.value,
        FIRST_ON: first_on,
        AT: "10:00" if review else "09:00",
        MINUTES: "90" if review else "60",
        TIME_ZONE: time_zone,
        REMIND: [str(7 * DAY), str(DAY)] if review else [str(DAY), "60"],
        CHANNEL: channel_id,
        HOLIDAYS: NOTE,
    }


def form(
    words: Words,
    partner: str,
    values: Mapping[str, Any],
    preview: Block,
    *,
    meta: Mapping[str, Any],
    lead: Sequence[Block] = (),
) -> View:
    """The form that plans sessions. `meta` has the round ("again") of a form that started afresh."""
    again = meta.get("again", 0)

    def field(name: str, label: str, element: Element, **more: Any) -> Block:
        return inputs.field(f"{name}@{again}" if again else name, words.text(label), element, dispatch=True, **more)

    every = [option(words.text(label), frequency.value) for frequency, label in FREQUENCIES.items()]
    before = [option(words.text("{length} before", length=length(words, n)), str(n)) for n in REMINDERS]
    lengths = [option(length(words, n), str(n)) for n in LENGTHS]
    holidays = [
        option(words.text("Keep the date, and note the holiday in the agenda"), NOTE),
        option(words.text("Move to the next working day"), SHIFT),
    ]
    zone = zones.zone_option(values[TIME_ZONE]) if values.get(TIME_ZONE) else None
    blocks = [
        section(words.rich("*{partner}*", partner=partner)),
        *lead,
        field(FREQUENCY, N_("How often"), inputs.select(every, values.get(FREQUENCY), action=PREVIEW)),
        field(FIRST_ON, N_("First day"), inputs.date(values.get(FIRST_ON), action=PREVIEW)),
        field(AT, N_("Time"), inputs.time(values.get(AT), action=PREVIEW)),
        field(MINUTES, N_("Length"), inputs.select(lengths, values.get(MINUTES))),
        field(TIME_ZONE, N_("Time zone"), inputs.external(ZONES, zone, placeholder=words.text("Type a city"), least=0)),
        field(
            HOLIDAYS,
            N_("When it falls on a public holiday"),
            inputs.radio(holidays, values.get(HOLIDAYS), action=PREVIEW),
        ),
        preview,
        field(REMIND, N_("Remind us"), inputs.multi_select(before, values.get(REMIND) or ())),
        field(
            CHANNEL,
            N_("Channel"),
            inputs.channel(values.get(CHANNEL)),
            hint=words.text("Left blank: this partner’s channel, else the default one, else a message to its owner."),
            optional=True,
        ),
    ]
    review = meta.get("purpose") == Purpose.review
    return modal(
        FORM,
        words.text("Plan reviews") if review else words.text("Plan sessions"),
        blocks,
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta=meta,
    )


def dates(words: Words, coming: Sequence[Date]) -> Block:
    """The next dates that the form would plan; `words` in the plan's zone."""
    lines = [_date(words, one) for one in coming]
    lead = words.rich("*Next dates* ({city})", city=words.city)
    return section(Rich("\n").join([lead, *lines]), block_id="preview")


def no_dates(words: Words, why: str) -> Block:
    """In the preview's place, why there are no dates yet."""
    return section(why, block_id="preview")


def zones_for(typed: str, preferred: Sequence[str]) -> list[Element]:
    """Time zones for what was typed; for nothing typed, the `preferred` ones first."""
    found = zones.find(typed)
    if typed.strip():
        return found
    first = [zones.zone_option(name) for name in dict.fromkeys(preferred)]
    return first + [one for one in found if one not in first]


def pick(words: Words, find: str) -> View:
    """Which partner to plan sessions with; `find` is the action of the typeahead over partners."""
    who = inputs.field(PARTNER, words.text("Partner"), inputs.external(find, placeholder=words.text("Type a name")))
    title, close = words.text("Plan sessions"), words.text("Cancel")
    return modal(PICKED, title, [who], submit=words.text("Continue"), close=close)


def listing(
    words: Words,
    partner: str,
    planned: Sequence[tuple[Cadence, Sequence[Session]]],
    *,
    partner_id: int,
    ended: Cadence | None = None,
    may: bool,
) -> View:
    """What is planned with a partner; `ended` was ended just now, and can be taken up again."""
    blocks: list[Block] = [section(words.rich("*{partner}*", partner=partner))]
    for cadence, coming in planned[:SHOWN]:
        own = add_button(words, coming[0]) if coming else None
        blocks.append(section(cadence_line(words, cadence, coming), accessory=own, block_id=f"planned:{cadence.id}"))
        if may:
            blocks.append(actions(*choices(words, cadence), block_id=f"cadence:{cadence.id}"))
    if ended is not None:
        blocks.append(ended_line(words, ended))
    if not planned:
        blocks.append(section(words.text("Nothing is planned.")))
    if may:
        more = button(words.text("Plan other sessions"), NEW, str(partner_id))
        blocks += [divider(), actions(more, block_id="more")]
    return modal(LIST, words.text("Planning sessions"), blocks, close=words.text("Close"), meta={"partner": partner_id})


def reschedule(words: Words, partner: str, session: Session, *, day: str, hour: str, meta: Mapping[str, Any]) -> View:
    """The form that puts one session on another day or hour; `words` in the cadence's zone."""
    now_on = words.rich("Now on {when}. Only this session moves.", when=words.when(session.starts_at, zone=True))
    return modal(
        MOVE,
        words.text("Reschedule"),
        [
            section(words.rich("*{partner}*", partner=partner)),
            context(now_on),
            inputs.field(DAY_FIELD, words.text("New day"), inputs.date(day)),
            inputs.field(HOUR_FIELD, words.text("Time in {city}", city=words.city), inputs.time(hour)),
        ],
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta=meta,
    )


def skip(words: Words, partner: str, session: Session, *, meta: Mapping[str, Any]) -> View:
    """The form that asks why one session is left out; `words` in the cadence's zone."""
    hint = words.text("It is kept with the session. Facts only; no client names.")
    return modal(
        SKIPPING,
        words.text("Skip this one"),
        [
            section(words.rich("*{partner}*", partner=partner)),
            context(words.rich("{when}. The sessions after it stay.", when=words.when(session.starts_at, zone=True))),
            inputs.field(WHY, words.text("Why"), inputs.text(limit=WHY_LIMIT), hint=hint),
        ],
        submit=words.text("Skip"),
        close=words.text("Cancel"),
        meta=meta,
    )


def _date(words: Words, one: Date) -> Rich:
    if one.holiday is None:
        return words.rich("• {when}", when=words.when(one.starts_at))
    if one.shifted:
        return words.rich("• {when}, moved away from {holiday}", when=words.when(one.starts_at), holiday=one.holiday)
    return words.rich("• {when}, which is {holiday}", when=words.when(one.starts_at), holiday=one.holiday)


def ended_line(words: Words, ended: Cadence) -> Block:
    """What was ended just now, with a way to take it up again."""
    line = words.rich("Ended: {rhythm}. Nothing more is announced.", rhythm=rhythm(words, ended))
    undo = button(words.text("Undo"), RESUME, str(ended.id))
    return section(line, accessory=undo, block_id=f"ended:{ended.id}")


def cadence_line(words: Words, cadence: Cadence, coming: Sequence[Session]) -> Rich:
    """A cadence in a list: what for, how often, when next, who is reminded where."""
    local = Words(words.language, ZoneInfo(cadence.time_zone))
    lines = [words.rich("*{rhythm}*", rhythm=capital(rhythm(words, cadence)))]
    if cadence.purpose is Purpose.review:
        lines = [words.rich("*Review* · {rhythm}", rhythm=rhythm(words, cadence))]
    if coming:
        hours = capital(span(local, coming[0].starts_at, cadence.minutes))
        days = " · ".join(local.day(session.starts_at.astimezone(local.zone).date()) for session in coming)
        lines.append(words.rich("{hours} ({city}) · next: {days}", hours=hours, city=local.city, days=days))
    told = escape(capital(reminders(words, cadence.remind_before)))
    lines.append(
        words.rich("{reminders}, in {channel}", reminders=told, channel=channel(cadence.channel_id))
        if cadence.channel_id
        else told
    )
    return Rich("\n").join(lines)


def choices(words: Words, cadence: Cadence) -> list[Element]:
    """What can be done to a cadence."""
    sure = confirm(
        words.text("End these sessions?"),
        words.text("Sessions to come are taken back and nothing more is announced. You can undo it."),
        words.text("End them"),
        words.text("Keep them"),
        danger=True,
    )
    return [
        button(words.text("Change"), EDIT, str(cadence.id)),
        button(words.text("End"), END, str(cadence.id), style="danger", ask=sure),
    ]
