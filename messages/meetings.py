"""The meeting form: one conversation with a partner, as it was (25.2 P3). What is left blank is asked next time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from messages import inputs
from messages import requirements as needs
from messages.blocks import Block, Element, actions, button, context, header, option, section
from messages.drafts import offered_back
from messages.goals import goals_part, ways_part
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.goals import Goal, Way
from storage.meetings import INTEREST_NOTE_LIMIT, NOTES_LIMIT, Interest, Purpose

MEET = "meetings.meet"
RECORD = "meetings.record"
PICK = "meetings.pick"
PARTNER = "meetings.partner"
FORM = "meetings.form"
CONTACTS_FIND = "meetings.contacts"
WHO_FIND = "meetings.who"
ADD_STEP = "meetings.add_step"
AFRESH = "meetings.afresh"
ABOUT = N_("Record a meeting with a partner: what was agreed, who does what next")
SHORTCUT_NAME = N_("Record a partner meeting")
USAGE = N_("[name]")

DATE, TIME, PURPOSE = "date", "time", "purpose"
MEMBERS, CONTACTS, NEW_CONTACTS = "members", "contacts", "new_contacts"
INTEREST, INTEREST_NOTE = "interest", "interest_note"
NOTES, NEXT_DATE, NEXT_TIME = "notes", "next_date", "next_time"
MOST_STEPS = 12
WHAT_LIMIT = 300
NEW_CONTACTS_LIMIT = 500

PURPOSES: dict[Purpose, str] = {
    Purpose.introduction: N_("Introduction"),
    Purpose.exploration: N_("Exploration"),
    Purpose.planning: N_("Planning"),
    Purpose.review: N_("Review"),
    Purpose.other: N_("Other"),
}
INTERESTS: dict[Interest, str] = {
    Interest.yes: N_("Yes"),
    Interest.not_yet: N_("Not yet"),
    Interest.no: N_("No"),
}


@dataclass(frozen=True)
class Known:
    """What the form is about and what is known already. `goals` are the open ones; `labels` name the people whom
    `values` speaks of, by option value; `steps` are next steps that were noted before, in one line each."""

    partner: str
    goals: Sequence[Goal] = ()
    ways: Sequence[Way] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    steps: Sequence[str] = ()


def step(index: int) -> str:
    """The field of a next step's text; `_who` and `_by` follow it."""
    return f"step_{index}"


def form(
    words: Words,
    known: Known,
    values: Mapping[str, Any],
    *,
    meta: Mapping[str, Any],
    now: datetime,
    saved_at: datetime | None = None,
    goal_rows: int = 1,
    step_rows: int = 1,
) -> View:
    """The form for a meeting. `meta` names partner, meeting or session, and `afresh`: how often it was started over."""
    blocks: list[Block] = [section(words.rich("*{partner}*", partner=known.partner))]
    if saved_at:
        blocks += offered_back(words, saved_at, now=now, afresh=AFRESH)
    blocks += _who_and_when(words, known, values)
    blocks += _interest(words, values)
    blocks += goals_part(words, known.goals, values, rows=goal_rows)
    blocks += ways_part(words, known.ways, values)
    blocks += needs.requirements_part(words, values)
    blocks += _steps(words, known, values, rows=step_rows)
    blocks += _ending(words, values)
    inputs.start_over(blocks, meta.get("afresh"))
    title = words.text("Complete a meeting") if meta.get("meeting") else words.text("Record a meeting")
    return modal(FORM, title, blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta)


def pick(words: Words) -> View:
    """The form's first question where it is not known yet which partner was met; any choice brings the form."""
    partner = inputs.external(PARTNER, placeholder=words.text("Type a part of the name"))
    return modal(
        PICK,
        words.text("Record a meeting"),
        [inputs.field(PARTNER, words.text("Which partner did you meet?"), partner, dispatch=True)],
        submit=words.text("Continue"),
        close=words.text("Cancel"),
    )


def who_choices(
    words: Words, *, ours: Sequence[tuple[str, str]], theirs: Sequence[tuple[str, str]], partner: str
) -> list[Element]:
    """Who can be given a step, in two groups; `ours` and `theirs` are (id, name)."""
    us = [option(name, f"u:{user_id}") for user_id, name in ours]
    them = [option(name, f"c:{contact_id}") for contact_id, name in theirs]
    return [
        {
            "label": {"type": "plain_text", "text": words.text("Our side"), "emoji": False},
            "options": [*us, option(words.text("Both sides"), "both")][:100],
        },
        {
            "label": {"type": "plain_text", "text": words.text("Their side"), "emoji": False},
            "options": [*them, option(words.text("Somebody at {partner}", partner=partner), "them")][:100],
        },
    ]


def contact_choices(contacts: Sequence[tuple[str, str]]) -> list[Element]:
    return [option(name, contact_id) for contact_id, name in contacts]


def who_label(words: Words, known: Known, value: str) -> str:
    """Who a step's chosen value stands for."""
    if value == "both":
        return words.text("Both sides")
    if value == "them":
        return words.text("Somebody at {partner}", partner=known.partner)
    return known.labels.get(value, value)


def _who_and_when(words: Words, known: Known, values: Mapping[str, Any]) -> list[Block]:
    purposes = [option(words.text(label), purpose.value) for purpose, label in PURPOSES.items()]
    contacts = [option(known.labels.get(f"c:{one}", one), one) for one in values.get(CONTACTS) or ()]
    return [
        inputs.field(DATE, words.text("Day"), inputs.date(values.get(DATE)), dispatch=True),
        inputs.field(
            TIME,
            words.text("Time"),
            inputs.time(values.get(TIME)),
            hint=words.text("In your time zone ({city}).", city=words.city),
            dispatch=True,
        ),
        inputs.field(
            PURPOSE, words.text("Purpose of the meeting"), inputs.select(purposes, values.get(PURPOSE)), dispatch=True
        ),
        inputs.field(
            MEMBERS,
            words.text("Who was there from our side"),
            inputs.users(values.get(MEMBERS) or ()),
            optional=True,
            dispatch=True,
        ),
        inputs.field(
            CONTACTS,
            words.text("Who was there from their side"),
            inputs.multi_external(CONTACTS_FIND, contacts),
            optional=True,
            dispatch=True,
        ),
        inputs.field(
            NEW_CONTACTS,
            words.text("Somebody new from their side"),
            inputs.text(values.get(NEW_CONTACTS), limit=NEW_CONTACTS_LIMIT),
            hint=words.text("Names, with commas between them; they are added to this partner’s contacts."),
            optional=True,
        ),
    ]


def _interest(words: Words, values: Mapping[str, Any]) -> list[Block]:
    options = [option(words.text(label), interest.value) for interest, label in INTERESTS.items()]
    return [
        header(words.text("Interest in a partnership")),
        inputs.field(
            INTEREST,
            words.text("Do they want to work with us?"),
            inputs.radio(options, values.get(INTEREST)),
            optional=True,
            dispatch=True,
        ),
        inputs.field(
            INTEREST_NOTE,
            words.text("If not yet, or no: what would change it?"),
            inputs.text(values.get(INTEREST_NOTE), limit=INTEREST_NOTE_LIMIT),
            optional=True,
        ),
    ]


def _steps(words: Words, known: Known, values: Mapping[str, Any], *, rows: int) -> list[Block]:
    blocks = [header(words.text("Next steps"))]
    if known.steps:
        lines = [words.rich("• {step}", step=line) for line in known.steps]
        blocks.append(context(Rich("\n").join(lines)))
    for index in range(rows):
        blocks += _step(words, known, index, values)
    if rows < MOST_STEPS:
        blocks.append(actions(button(words.text("Add another step"), ADD_STEP), block_id="steps_more"))
    return blocks


def _step(words: Words, known: Known, index: int, values: Mapping[str, Any]) -> list[Block]:
    name = step(index)
    chosen = values.get(f"{name}_who")
    who = option(who_label(words, known, chosen), chosen) if chosen else None
    placeholder = words.text("A colleague, one of their people, or both sides")
    return [
        inputs.field(
            name,
            words.text("Step {n}: what", n=index + 1),
            inputs.text(values.get(name), limit=WHAT_LIMIT),
            optional=True,
        ),
        inputs.field(
            f"{name}_who",
            words.text("Step {n}: who", n=index + 1),
            inputs.external(WHO_FIND, who, placeholder=placeholder),
            optional=True,
            dispatch=True,
        ),
        inputs.field(
            f"{name}_by",
            words.text("Step {n}: by when", n=index + 1),
            inputs.date(values.get(f"{name}_by")),
            optional=True,
            dispatch=True,
        ),
    ]


def _ending(words: Words, values: Mapping[str, Any]) -> list[Block]:
    return [
        header(words.text("Notes and next meeting")),
        inputs.field(
            NOTES,
            words.text("Notes"),
            inputs.text(values.get(NOTES), lines=True, limit=NOTES_LIMIT, while_typing=True),
            hint=words.text("Facts only: no client names, no opinions about a person."),
            optional=True,
            dispatch=True,
        ),
        inputs.field(
            NEXT_DATE, words.text("Next meeting"), inputs.date(values.get(NEXT_DATE)), optional=True, dispatch=True
        ),
        inputs.field(
            NEXT_TIME,
            words.text("Time of the next one"),
            inputs.time(values.get(NEXT_TIME)),
            optional=True,
            dispatch=True,
        ),
        context(words.rich("Leave blank what you did not discuss; it becomes the next agenda.")),
    ]
