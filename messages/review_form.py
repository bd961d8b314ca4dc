"""The form of a review: progress, what stands in the way, what was decided. Blanks are allowed (25.2 P5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from messages import challenges, inputs
from messages.blocks import Block, actions, button, context, header, option, section
from messages.drafts import offered_back
from messages.goals import MET
from messages.limits import cut
from messages.surfaces import View, modal
from messages.words import N_, Words
from storage.challenges import LEARNED_LIMIT, Challenge
from storage.contacts import Contact
from storage.goals import Goal
from storage.reviews import GOAL_NOTE_LIMIT, TEXT_LIMIT

FORM = "reviews.form"
AFRESH = "reviews.afresh"
ADD = "reviews.add_challenge"

DAY, MEMBERS, CONTACTS = "day", "members", "contacts"
PROGRESS, DECISIONS, PLAN, NOTES, NEXT = "progress", "decisions", "plan_changes", "notes", "next_on"
CLOSED = "closed"
MOST_GOALS, MOST_CARRIED, MOST_ROWS = 8, 8, 5


@dataclass(frozen=True)
class Known:
    """What the form is about and what is known already: goals that are open, challenges carried over, the partner's
    people, and the day of the next review as it is planned."""

    partner: str
    goals: Sequence[Goal]
    carried: Sequence[Challenge]
    contacts: Sequence[Contact]
    names: Mapping[str, str]
    planned_on: date | None
    half_a_year_on: date


def goal_field(goal_id: int | str) -> str:
    return f"goal_{goal_id}"


def learned_field(challenge_id: int) -> str:
    return f"learned_{challenge_id}"


def row(index: int) -> str:
    """The field of a new challenge's text; the others follow it."""
    return f"challenge_{index}"


def form(
    words: Words,
    known: Known,
    values: Mapping[str, Any],
    *,
    meta: Mapping[str, Any],
    now: datetime,
    saved_at: datetime | None = None,
    rows: int = 1,
) -> View:
    """The form for one review. `meta` names the partner, and the session or the review; "afresh": how often it was
    started over."""
    blocks: list[Block] = [section(words.rich("*{partner}*", partner=known.partner))]
    if saved_at:
        blocks += offered_back(words, saved_at, now=now, afresh=AFRESH)
    blocks += _who_and_when(words, known, values)
    blocks += _progress(words, known, values)
    blocks += _carried(words, known, values)
    for index in range(rows):
        blocks += challenges.fields(words, row(index), values, n=index + 1)
    if rows < MOST_ROWS:
        blocks.append(actions(button(words.text("Add another challenge"), ADD), block_id="challenges_more"))
    blocks += _outcome(words, known, values)
    inputs.start_over(blocks, meta.get("afresh"))
    title = words.text("Complete a review") if meta.get("review") else words.text("Record a review")
    return modal(FORM, title, blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta)


def _who_and_when(words: Words, known: Known, values: Mapping[str, Any]) -> list[Block]:
    blocks = [
        inputs.field(DAY, words.text("Day of the review"), inputs.date(values.get(DAY)), dispatch=True),
        inputs.field(
            MEMBERS,
            words.text("Who was there from our side"),
            inputs.users(values.get(MEMBERS) or ()),
            optional=True,
            dispatch=True,
        ),
    ]
    if known.contacts:
        people = [option(contact.name, str(contact.id)) for contact in known.contacts[:100]]
        chosen = inputs.multi_select(people, values.get(CONTACTS) or ())
        label = words.text("Who was there from their side")
        blocks.append(inputs.field(CONTACTS, label, chosen, optional=True, dispatch=True))
    return blocks


def _progress(words: Words, known: Known, values: Mapping[str, Any]) -> list[Block]:
    blocks = [
        header(words.text("Progress")),
        _text(
            words,
            PROGRESS,
            N_("How is the partnership going?"),
            values,
            hint=N_("Facts only: no client names, no opinions about a person."),
        ),
    ]
    for goal in known.goals[:MOST_GOALS]:
        name = goal_field(goal.id)
        label = words.text("Goal: {goal}", goal=cut(goal.text, 300))
        note = inputs.text(values.get(name), lines=True, limit=GOAL_NOTE_LIMIT)
        blocks.append(inputs.field(name, label, note, optional=True))
    if known.goals:
        goals = [option(goal.text, str(goal.id)) for goal in known.goals[:100]]
        met = inputs.multi_select(goals, values.get(MET) or ())
        blocks.append(inputs.field(MET, words.text("Which of these are met?"), met, optional=True, dispatch=True))
    return blocks


def _carried(words: Words, known: Known, values: Mapping[str, Any]) -> list[Block]:
    blocks = [header(words.text("What stands in the way"))]
    shown = known.carried[:MOST_CARRIED]
    for one in shown:
        name = learned_field(one.id)
        label = words.text("If it is over: what did we learn from it?")
        blocks.append(section(challenges.line(words, one, known.names)))
        learned = inputs.text(values.get(name), lines=True, limit=LEARNED_LIMIT)
        blocks.append(inputs.field(name, label, learned, optional=True))
    if shown:
        still = [option(one.what, str(one.id)) for one in shown]
        closed = inputs.multi_select(still, values.get(CLOSED) or ())
        blocks.append(
            inputs.field(
                CLOSED,
                words.text("Which of these are over?"),
                closed,
                hint=words.text("The others stay open and come back next time, unless you say above what was learned."),
                optional=True,
                dispatch=True,
            )
        )
    if (left := len(known.carried) - len(shown)) > 0:
        more = words.plural(
            "{n} more is open; `/partner review` shows it.", "{n} more are open; `/partner review` shows them.", left
        )
        blocks.append(context(more))
    return blocks


def _outcome(words: Words, known: Known, values: Mapping[str, Any]) -> list[Block]:
    half = words.day(known.half_a_year_on, year=True)
    if known.planned_on:
        hint = words.text("It is planned for {day}; another day moves it.", day=words.day(known.planned_on, year=True))
    else:
        hint = words.text("Left blank: none is planned. Half a year from now is {day}.", day=half)
    return [
        header(words.text("What was decided")),
        _text(words, DECISIONS, N_("Decisions"), values),
        _text(words, PLAN, N_("Changes to the plan"), values),
        _text(
            words,
            NOTES,
            N_("Notes for our own team"),
            values,
            hint=N_("They are left out of what is shared with the partner, unless you say otherwise."),
        ),
        inputs.field(
            NEXT, words.text("Next review"), inputs.date(values.get(NEXT)), hint=hint, optional=True, dispatch=True
        ),
        context(words.rich("Leave blank what you did not discuss.")),
    ]


def _text(words: Words, name: str, label: str, values: Mapping[str, Any], *, hint: str | None = None) -> Block:
    """A long text, of which a draft is kept while it is typed."""
    text = inputs.text(values.get(name), lines=True, limit=TEXT_LIMIT, while_typing=True)
    told = words.text(hint) if hint else None
    return inputs.field(name, words.text(label), text, hint=told, optional=True, dispatch=True)
