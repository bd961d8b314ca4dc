"""How we keep in touch with a partner: the process, the form for one line of it, and the word about a silence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from messages import inputs, touchpoints
from messages.blocks import Block, Element, actions, button, confirm, context, divider, option, section
from messages.reminders import why_button
from messages.surfaces import Message, View, message, modal
from messages.touchpoints import BY, HOWS, Names, line, way_into
from messages.words import N_, Rich, Words
from storage.communication import NOTE_LIMIT, Arrangement, Every, How
from storage.contacts import Contact
from storage.meetings import Meeting
from storage.partners import Partner
from storage.quiet import quiet_after
from storage.silences import Silence
from storage.touchpoints import Touchpoint

SHOW = "communication.show"
VIEW = "communication.view"
NEW = "communication.new"
CHANGE = "communication.change"
FORM = "communication.form"
PAUSE = "communication.pause"
RESUME = "communication.resume"
HALT = "communication.halt"
GO_ON = "communication.go_on"
END = "communication.end"
NOTICE = "communication.notice"

ABOUT = N_("Who talks to whom at a partner, how often, and when you last did")
USAGE = N_("NAME")

WHO, WITH, HOW, EVERY, NOTE = "member", "contact", "how", "every", "note"
ANYONE = "anyone"

EVERIES: dict[Every, str] = {
    Every.weekly: N_("Every week"),
    Every.biweekly: N_("Every two weeks"),
    Every.monthly: N_("Every month"),
    Every.quarterly: N_("Every three months"),
}
RHYTHMS: dict[Every, str] = {
    Every.weekly: N_("weekly"),
    Every.biweekly: N_("every two weeks"),
    Every.monthly: N_("monthly"),
    Every.quarterly: N_("quarterly"),
}


@dataclass(frozen=True)
class Process:
    """What the view shows. `names` are our people's by user id, `contacts` theirs by id; `silences` by line id."""

    partner: Partner
    lines: Sequence[Arrangement]
    silences: Mapping[int, Silence]
    recent: Sequence[Touchpoint | Meeting]
    names: Names
    contacts: Mapping[int, str]
    may_edit: bool
    may_log: bool
    today: date


def view(words: Words, process: Process) -> View:
    """The process, the last touchpoints, and what can be done."""
    partner = process.partner
    blocks: list[Block] = [section(words.rich("*{partner}*", partner=partner.name))]
    row = []
    if process.may_log and not partner.archived:
        row.append(button(words.text("Log a touchpoint"), touchpoints.LOG, str(partner.id), style="primary"))
    if process.may_edit and not partner.archived:
        label = words.text("Add to the process") if process.lines else words.text("Agree on a process")
        row.append(button(label, NEW, str(partner.id)))
    if row:
        blocks.append(actions(*row, block_id="deeds"))
    blocks.append(section(words.rich("*Who talks to whom*")))
    for one in process.lines:
        may = process.may_edit and not partner.archived
        change = button(words.text("Change"), CHANGE, str(one.id)) if may else None
        blocks.append(section(_line(words, one, process), accessory=change, block_id=f"line:{one.id}"))
    if process.lines:
        blocks.append(context(rule(words)))
    else:
        blocks.append(section(words.rich("Nothing is agreed yet, so no silence is noticed.")))
    blocks += [divider(), section(words.rich("*Last touchpoints*"))]
    for touch in process.recent:
        place = "meeting" if isinstance(touch, Meeting) else "touchpoint"
        way = way_into(words, touch, may_log=process.may_log)
        text = line(words, touch, names=process.names, contacts=process.contacts)
        blocks.append(section(text, accessory=way, block_id=f"{place}:{touch.id}"))
    if not process.recent:
        blocks.append(section(words.rich("Nothing is on record yet.")))
    meta = {"partner": partner.id}
    return modal(VIEW, words.text("Staying in touch"), blocks, close=words.text("Close"), meta=meta)


def form(
    words: Words,
    partner: str,
    contacts: Sequence[Contact],
    one: Arrangement | None,
    *,
    meta: Mapping[str, Any],
) -> View:
    """The form for one line, new or known."""
    hows = [option(words.text(name), how.value) for how, name in HOWS.items()]
    everies = [option(words.text(name), every.value) for every, name in EVERIES.items()]
    how, every = (one.how, one.every) if one else (How.phone, Every.monthly)
    blocks = [
        section(words.rich("*{partner}*", partner=partner)),
        inputs.field(
            WHO,
            words.text("Who of us"),
            inputs.user(one.member_id if one else None),
            hint=words.text("Left blank: whoever looks after this partner."),
            optional=True,
        ),
        inputs.field(WITH, words.text("With whom"), with_whom(words, contacts, one.contact_id if one else None)),
        inputs.field(HOW, words.text("How"), inputs.select(hows, how)),
        inputs.field(EVERY, words.text("How often"), inputs.select(everies, every)),
        inputs.field(
            NOTE,
            words.text("Note"),
            inputs.text(one.note if one else None, limit=NOTE_LIMIT),
            hint=words.text("For example what is talked about. Facts only; no client names."),
            optional=True,
        ),
        context(rule(words)),
    ]
    if one:
        blocks.append(_other_deeds(words, one))
    return modal(
        FORM,
        words.text("Who talks to whom"),
        blocks,
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta=meta,
    )


def with_whom(words: Words, contacts: Sequence[Contact], chosen: int | None) -> Element:
    """Who it is over there: anyone, or one of the partner's contacts."""
    people = [option(words.text("Anyone there"), ANYONE), *(option(one.name, str(one.id)) for one in contacts[:99])]
    return inputs.select(people, str(chosen) if chosen else ANYONE) | (
        {} if chosen is None or any(one.id == chosen for one in contacts) else {"initial_option": people[0]}
    )


def rule(words: Words) -> Rich:
    """When a silence is noticed, as it is shown beside what it decides."""
    each = " · ".join(
        words.text(
            "{rhythm}: after {length}", rhythm=words.text(RHYTHMS[every]), length=days(words, quiet_after(every))
        )
        for every in Every
    )
    return words.rich(
        "A silence is noticed when it is half as long again as agreed ({each}). A meeting that was recorded counts for "
        "every line.",
        each=each,
    )


def quiet(
    words: Words, silence: Silence, partner: Partner, *, contact: str, now: datetime, reminder_id: int
) -> Message:
    """To who promised to keep in touch: how long it has been, what was agreed, and one click to put it right."""
    one = silence.arrangement
    lead = silence_line(words, silence, partner.name, contact, now)
    value = str(reminder_id)
    talked = actions(
        button(words.text("We talked today"), touchpoints.TODAY, value, style="primary"),
        button(words.text("Yesterday"), touchpoints.YESTERDAY, value),
        button(words.text("Another day…"), touchpoints.OTHER_DAY, value),
        block_id="talked",
    )
    later = actions(
        button(words.text("Not any more"), PAUSE, value),
        why_button(words, reminder_id),
        block_id="later",
    )
    if one.member_id:
        because = words.rich("Sent once for this silence, because this is yours to keep up.")
    else:
        because = words.rich("Sent once for this silence, because you look after this partner.")
    change = words.rich("`/partner contact` changes what is agreed.")
    return message(lead, [section(lead), talked, later, context(Rich("{} {} {}").format(because, rule(words), change))])


def redacted(words: Words, reminder_id: int) -> Message:
    """The same where people of another organization read along."""
    lead = words.rich("There was no contact with a partner for longer than agreed.")
    return message(lead, [section(lead), actions(why_button(words, reminder_id))])


def paused(words: Words, partner: str, *, reminder_id: int) -> Message:
    """The same: nothing is said of this line any more."""
    said = words.rich("Nothing more is said about silences with {partner} in this line.", partner=partner)
    return _done(words, said, RESUME, reminder_id)


def resumed(words: Words, partner: str) -> Message:
    """A line that was paused counts again."""
    said = going_on(words, partner)
    return message(said, [section(said)])


def over(words: Words, partner: str) -> Message:
    """In place of the word about a silence that is none any more."""
    said = words.rich("There is no silence with {partner} to tell of any more.", partner=partner)
    return message(said, [section(said)])


def days(words: Words, count: int) -> str:
    """ "10 days", "6 weeks": whole weeks from two on."""
    if count < 14:
        return words.plural("{n} day", "{n} days", count)
    return words.plural("{n} week", "{n} weeks", count // 7)


def silence_line(words: Words, silence: Silence, partner: str, contact: str, now: datetime) -> Rich:
    """How long it has been, and what was agreed; `contact` is "" for anyone there."""
    whom = words.text("{contact} of {partner}", contact=contact, partner=partner) if contact else partner
    rhythm = words.text(RHYTHMS[silence.arrangement.every])
    began = silence.last or silence.since
    gone = (now.astimezone(words.zone).date() - began.astimezone(words.zone).date()).days
    if silence.last is None:
        return words.rich(
            "No contact with {whom} is on record since you agreed on {rhythm}, {length} ago.",
            whom=whom,
            rhythm=rhythm,
            length=days(words, gone),
        )
    return words.rich(
        "No contact with {whom} for {length}; you agreed on {rhythm}. The last one was on {day}.",
        whom=whom,
        length=days(words, gone),
        rhythm=rhythm,
        day=words.day(began.astimezone(words.zone).date(), year=True),
    )


def _done(words: Words, said: Rich, undo: str, reminder_id: int) -> Message:
    return message(said, [section(said), actions(button(words.text("Undo"), undo, str(reminder_id)))])


def _line(words: Words, one: Arrangement, process: Process) -> Rich:
    owner = process.partner.owner_id
    if one.member_id:
        who = process.names.get(one.member_id, one.member_id)
    else:
        who = words.text("{name}, who looks after it", name=process.names.get(owner, owner))
    whom = process.contacts.get(one.contact_id, "") if one.contact_id else ""
    lines = [
        words.rich(
            "{who} → {whom} · {how}, {rhythm}",
            who=who,
            whom=whom or words.text("anyone there"),
            how=words.text(BY[one.how]),
            rhythm=words.text(RHYTHMS[one.every]),
        )
    ]
    if one.note:
        lines.append(words.rich("“{note}”", note=one.note))
    silence = process.silences.get(one.id)
    if one.paused:
        lines.append(words.rich("Paused: no silence is noticed."))
    elif silence:
        lines.append(_state(words, silence, process.today))
    return Rich("\n").join(lines)


def _state(words: Words, silence: Silence, today: date) -> Rich:
    day = words.day(silence.day, year=True)
    if silence.last is None:
        last = words.rich("No contact yet")
    else:
        on = words.day(silence.last.astimezone(words.zone).date(), year=True)
        last = words.rich("Last contact {day}", day=on)
    due = words.rich("quiet since {day}", day=day) if silence.day <= today else words.rich("quiet from {day}", day=day)
    return Rich("{} · {}").format(last, due)


def _other_deeds(words: Words, one: Arrangement) -> Block:
    """In the form of a line that is known: to pause it or take it out."""
    sure = confirm(
        words.text("Take this line out?"),
        words.text("Nobody is told of silences in it any more. What was logged stays."),
        words.text("Take it out"),
        words.text("Keep it"),
        danger=True,
    )
    if one.paused:
        halt = button(words.text("Take up again"), GO_ON, str(one.id))
    else:
        halt = button(words.text("Pause"), HALT, str(one.id))
    return actions(
        halt, button(words.text("Take it out"), END, str(one.id), style="danger", ask=sure), block_id="deeds"
    )


def notice(words: Words, said: Rich) -> View:
    """In place of a form, once one of its buttons has done its work."""
    return modal(NOTICE, words.text("Staying in touch"), [section(said)], close=words.text("Close"))


def halted(words: Words, partner: str) -> Rich:
    return words.rich(
        "Paused. No silence with {partner} is noticed in this line until you take it up again.", partner=partner
    )


def going_on(words: Words, partner: str) -> Rich:
    return words.rich("Taken up again with {partner}; the time counts from today.", partner=partner)


def ended(words: Words, partner: str) -> Rich:
    return words.rich("Taken out of the process with {partner}. What was logged stays.", partner=partner)
