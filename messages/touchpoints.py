"""Touchpoints: how one is shown, the form for one, and the form that saves a Slack message with a partner."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from messages import inputs
from messages.blocks import Block, Element, actions, button, confirm, option, section
from messages.drafts import offered_back
from messages.limits import cut
from messages.meetings import PURPOSES
from messages.minutes import OPEN
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words, escape
from storage.communication import How
from storage.meetings import Meeting
from storage.touchpoints import NOTE_LIMIT, Source, Touchpoint

LOG = "touchpoints.log"
FORM = "touchpoints.form"
CHANGE = "touchpoints.change"
REMOVE = "touchpoints.remove"
REMOVED = "touchpoints.removed"
AFRESH = "touchpoints.afresh"
TODAY = "touchpoints.today"
YESTERDAY = "touchpoints.yesterday"
OTHER_DAY = "touchpoints.other_day"
DETAILS = "touchpoints.details"
UNDO = "touchpoints.undo"

DAY, HOW, WITH, WHO, NOTE = "day", "how", "contact", "member", "note"
QUOTED = 400

Names = Mapping[str, str]

HOWS: dict[How, str] = {
    How.phone: N_("Phone"),
    How.email: N_("Email"),
    How.in_person: N_("In person"),
    How.video: N_("Video"),
    How.slack: N_("Slack"),
    How.other: N_("Other"),
}
BY: dict[How, str] = {
    How.phone: N_("by phone"),
    How.email: N_("by email"),
    How.in_person: N_("in person"),
    How.video: N_("by video"),
    How.slack: N_("in Slack"),
    How.other: N_("some other way"),
}


def line(words: Words, one: Touchpoint | Meeting, *, names: Names, contacts: Mapping[int, str]) -> Rich:
    """One contact, meeting or saved message: the day, who with whom, and what was said of it."""
    if isinstance(one, Meeting):
        return _meeting(words, one, names=names, contacts=contacts)
    day, who = _day(words, one), names.get(one.by, one.by)
    if one.source is Source.message:
        return _message(words, one, who)
    whom = contacts.get(one.contact_id, "") if one.contact_id else ""
    how = words.text(BY[one.how])
    if whom:
        lead = words.rich("*{day}*, {how} · {who} with {whom}", day=day, how=how, who=who, whom=whom)
    else:
        lead = words.rich("*{day}*, {how} · {who}", day=day, how=how, who=who)
    return _quoted(words, lead, one.note)


def way_into(words: Words, one: Touchpoint | Meeting, *, may_log: bool) -> Element | None:
    """What can be done with one of them: a meeting is opened, a contact changed, a saved message removed."""
    if isinstance(one, Meeting):
        return button(words.text("Open"), OPEN, str(one.id))
    if not may_log:
        return None
    if one.source is Source.message:
        return _remove(words, one)
    return button(words.text("Change"), CHANGE, str(one.id))


def form(
    words: Words,
    partner: str,
    with_whom: Element,
    values: Mapping[str, Any],
    *,
    meta: Mapping[str, Any],
    now: datetime,
    saved_at: datetime | None = None,
    overtaken: bool = False,
    known: Touchpoint | None = None,
) -> View:
    """The form for one contact. `meta` has the round ("afresh") of a form that started over."""
    hows = [option(words.text(name), how.value) for how, name in HOWS.items()]
    lead: list[Block] = [section(words.rich("*{partner}*", partner=partner))]
    if saved_at:
        lead += offered_back(words, saved_at, now=now, afresh=AFRESH, overtaken=overtaken)
    blocks: list[Block] = [
        *lead,
        inputs.field(DAY, words.text("When"), inputs.date(values.get(DAY))),
        inputs.field(HOW, words.text("How"), inputs.select(hows, values.get(HOW))),
        inputs.field(WITH, words.text("With whom"), with_whom),
        inputs.field(WHO, words.text("Who of us"), inputs.user(values.get(WHO))),
        inputs.field(
            NOTE,
            words.text("Note"),
            inputs.text(values.get(NOTE), lines=True, limit=NOTE_LIMIT, while_typing=True),
            hint=words.text("Facts only: no client names, no opinions about a person."),
            optional=True,
            dispatch=True,
        ),
    ]
    inputs.start_over(blocks, meta.get("afresh"))
    if known and "window" in meta:
        blocks.append(actions(_remove(words, known), block_id="deeds"))
    title = words.text("Change a touchpoint") if known else words.text("Log a touchpoint")
    return modal(FORM, title, blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta)


def logged(words: Words, one: Touchpoint, partner: str, *, contact: str, reminder_id: int) -> Message:
    """In place of the word about a silence, once somebody said that they talked; it can be undone."""
    whom = words.text("{contact} of {partner}", contact=contact, partner=partner) if contact else partner
    how = words.text(BY[one.how])
    said = words.rich("Logged: contact with {whom}, {how}, on {day}.", whom=whom, how=how, day=_day(words, one))
    value = f"{one.id}:{reminder_id}"
    row = actions(
        button(words.text("Add details"), DETAILS, value), button(words.text("Undo"), UNDO, value), block_id="logged"
    )
    return message(said, [section(said), row])


def removed(words: Words, partner: str) -> View:
    """In place of the form, once a contact or a message is gone."""
    said = words.rich(
        "Removed. That it was kept with {partner}, and who removed it, stays in the history.", partner=partner
    )
    return modal(REMOVED, words.text("It is removed"), [section(said)], close=words.text("Close"))


def last_line(words: Words, one: Touchpoint) -> Rich:
    """The last contact on a partner's card."""
    return words.rich("Last contact {day} ({how})", day=_day(words, one), how=words.text(BY[one.how]))


def _remove(words: Words, one: Touchpoint) -> Element:
    sure = confirm(
        words.text("Remove it?"),
        words.text("It cannot be brought back."),
        words.text("Remove"),
        words.text("Keep it"),
        danger=True,
    )
    return button(words.text("Remove"), REMOVE, str(one.id), style="danger", ask=sure)


def _meeting(words: Words, one: Meeting, *, names: Names, contacts: Mapping[int, str]) -> Rich:
    people = [names.get(user_id, user_id) for user_id in one.members or [one.recorded_by]]
    people += [contacts[contact_id] for contact_id in one.contact_ids if contact_id in contacts]
    day = words.day(one.held_at.astimezone(words.zone).date(), year=True)
    purpose = words.text(PURPOSES[one.purpose]).lower()
    lead = words.rich("*{day}*, meeting ({purpose}) · {people}", day=day, purpose=purpose, people=words.listed(people))
    return _quoted(words, lead, one.notes)


def _message(words: Words, one: Touchpoint, who: str) -> Rich:
    known = {"day": _day(words, one), "author": one.author, "who": who}
    if one.counts:
        lead = words.rich("*{day}*, message by {author}, saved as a contact by {who}", **known)
    else:
        lead = words.rich("*{day}*, message by {author}, saved by {who}", **known)
    parts = [_quoted(words, lead, one.note)]
    if one.link:
        parts.append(link(words, one.link))
    if one.cut:
        parts.append(words.rich("The message goes on in Slack."))
    return Rich("\n").join(parts)


def _quoted(words: Words, lead: Rich, note: str) -> Rich:
    if not note:
        return lead
    quote = words.rich("“{note}”", note=cut(" ".join(note.split()), QUOTED))
    return Rich("{}\n{}").format(lead, quote)


def link(words: Words, address: str) -> Rich:
    """A link to a message in Slack."""
    label = escape(words.text("Open it in Slack"))
    return Rich("<{}|{}>").format(escape(address), label)


def _day(words: Words, one: Touchpoint) -> str:
    return words.day(one.at.astimezone(words.zone).date(), year=True)
