"""The dates of an agreement: announced before they are needed, and what is decided about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from messages import inputs
from messages.agreements import OPEN, lead
from messages.blocks import Block, Element, actions, button, channel, confirm, context, section
from messages.reminders import why
from messages.stages import MOVE
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words
from storage.agreement import Agreement, AgreementState, Decision
from storage.decisions import CLOSABLE, RENEWABLE, WHY_LIMIT
from storage.reminder import Reminder

RENEW, RENEGOTIATE, CLOSE = "terms.renew", "terms.renegotiate", "terms.close"
CLOSING, RECONSIDER, HAND_OVER, AFRESH = "terms.closing", "terms.reconsider", "terms.hand_over", "terms.afresh"
ON, WHY, LESSONS, STAYS = "on", "why", "lessons", "stays"

DECISIONS: dict[Decision, str] = {
    Decision.renew: N_("{name} decided on {day} to renew it."),
    Decision.renegotiate: N_("{name} decided on {day} to renegotiate it."),
    Decision.close: N_("{name} decided on {day} to close it."),
}
FAREWELL = N_(
    "Before the last day: thank them, agree on what is said in public, hand over clients and actions, and return or "
    "destroy shared data."
)
HANDED_OVER = N_("What is to be done before the last day stands among the action items with {partner}.")
TASKS = (
    N_("Thank {partner} (end of “{title}”)"),
    N_("Agree with {partner} on what is said in public about the end of “{title}”"),
    N_("Hand over the clients and the open actions of “{title}”"),
    N_("Return or destroy the data shared under “{title}”"),
)
"""What closing asks for (field, section 3)."""


@dataclass(frozen=True)
class Told:
    """An agreement as it is spoken of: by its partner's name, today (local); `by` is the name of who decided about it,
    `renewal_id` the agreement that renews it."""

    agreement: Agreement
    partner: str
    today: date
    by: str = ""
    renewal_id: int | None = None


def tasks(words: Words, agreement: Agreement, partner: str) -> list[str]:
    """What is to be done before the last day, as action items."""
    return [words.text(task, partner=partner, title=agreement.title) for task in TASKS]


def decision_buttons(words: Words, agreement: Agreement) -> list[Element]:
    """What can be decided about it now; nothing when it does not hold, was decided, or is being amended."""
    if agreement.decision is not None or agreement.amending is not None:
        return []
    key = str(agreement.id)
    row = []
    if agreement.state in RENEWABLE:
        ask = confirm(
            words.text("Renew it?"),
            words.text(
                "A new agreement begins from what this one says, for the same length of time. You can undo this."
            ),
            words.text("Renew"),
            words.text("Not now"),
        )
        row.append(button(words.text("Renew"), RENEW, key, ask=ask))
    if agreement.state in (AgreementState.in_force, AgreementState.expiring):
        row.append(button(words.text("Renegotiate"), RENEGOTIATE, key))
    if agreement.state in CLOSABLE:
        row.append(button(words.text("End it"), CLOSE, key))
    return row


def decision_lines(words: Words, told: Told, *, may_edit: bool) -> list[Block]:
    """What was decided, by whom, what follows from it, and how to take it back."""
    agreement = told.agreement
    if agreement.decision is None:
        return []
    lines: list[str] = [_decided(words, told)]
    if agreement.decision is Decision.close:
        said = (agreement.ended_why, agreement.ended_lessons, agreement.ended_stays)
        labels = (words.rich("Why"), words.rich("What we learned"), words.rich("What stays"))
        lines += [
            words.rich("{label}: {said}", label=label, said=one) for label, one in zip(labels, said, strict=True) if one
        ]
        done = agreement.handed_over_at is not None
        lines.append(words.rich(HANDED_OVER, partner=told.partner) if done else words.rich(FAREWELL))
    blocks = [section(Rich("\n").join(lines))]
    row = _after(words, told, may_edit=may_edit)
    return [*blocks, actions(*row, block_id="decided")] if row else blocks


def close_form(
    words: Words, told: Told, values: Mapping[str, Any], *, meta: Mapping[str, Any], top: Sequence[Block] = ()
) -> View:
    """When it ends, why, what was learned, what stays. One that has expired has ended already, and is not asked when.

    `meta` has the round ("again") of a form that started afresh.
    """
    again = meta.get("again", 0)
    over = told.agreement.state is AgreementState.expired

    def field(name: str, label: str, element: Element, **more: Any) -> Block:
        return inputs.field(f"{name}@{again}" if again else name, words.text(label), element, dispatch=True, **more)

    def prose(name: str) -> Element:
        return inputs.text(values.get(name), lines=True, limit=WHY_LIMIT)

    hint = words.text("Facts only: no client names, no opinions about a person.")
    blocks: list[Block] = [section(lead(words, told.agreement, told.partner)), *top]
    if not over:
        blocks.append(field(ON, N_("Its last day"), inputs.date(values.get(ON))))
    blocks += [
        field(WHY, N_("Why does it end?"), prose(WHY), hint=hint),
        field(LESSONS, N_("What we learned"), prose(LESSONS), optional=True),
        field(STAYS, N_("What stays"), prose(STAYS), optional=True),
        context(words.rich(FAREWELL)),
    ]
    title, submit = words.text("End an agreement"), words.text("End it")
    return modal(CLOSING, title, blocks, submit=submit, close=words.text("Cancel"), meta=meta)


def ending(words: Words, told: Told, reminder: Reminder) -> Message:
    """Before the end: how long there is, and the three ways on; once decided, what was."""
    agreement = told.agreement
    ends_on = agreement.ends_on or told.today
    day, left = words.day(ends_on, year=True), (ends_on - told.today).days
    about = lead(words, agreement, told.partner)
    if left > 0:
        when = words.plural("in {n} day", "in {n} days", left)
        first = words.rich("{about}\nIt ends {when}, on {day}.", about=about, when=when, day=day)
    elif left == 0:
        first = words.rich("{about}\nIt ends today, {day}.", about=about, day=day)
    else:
        first = words.rich("{about}\nIt ended on {day}.", about=about, day=day)
    small = words.rich("notices stop when you decide")
    return _notice(words, told, first, reminder, fewer=small)


def started(words: Words, told: Told, reminder: Reminder) -> Message:
    """When its first day has come."""
    about, starts_on = lead(words, told.agreement, told.partner), told.agreement.starts_on or told.today
    if starts_on == told.today:
        first = words.rich("{about}\nIt is in force from today on.", about=about)
    else:
        first = words.rich("{about}\nIt is in force since {day}.", about=about, day=words.day(starts_on))
    row = actions(_open(words, told.agreement.id), block_id="next")
    return message(first, [section(first), row, *why_here(words, reminder)])


def over(words: Words, told: Told, reminder: Reminder) -> Message:
    """When its last day has passed: what became of it, and what can be done."""
    agreement = told.agreement
    about = lead(words, agreement, told.partner)
    day = words.day(agreement.ends_on or told.today, year=True)
    if agreement.state is AgreementState.ended:
        first = words.rich("{about}\nIt ended on {day}, as was decided.", about=about, day=day)
    elif agreement.decision is Decision.renew:
        first = words.rich("{about}\nIt ended on {day}, and its renewal is not signed yet.", about=about, day=day)
    elif agreement.amending is not None:
        first = words.rich("{about}\nIt ended on {day}, and its amendment is not signed yet.", about=about, day=day)
    else:
        sentence = N_(
            "{about}\nIt expired on {day}, and nothing was decided. You can still renew it, or end it properly."
        )
        first = words.rich(sentence, about=about, day=day)
    return _notice(words, told, first, reminder)


def redacted(words: Words) -> Message:
    """The same where people of another organization read along."""
    first = words.rich("A date of an agreement is coming. Its details are for our own team.")
    return message(first, [section(first)])


def why_here(words: Words, reminder: Reminder, fewer: Rich | None = None) -> list[Block]:
    """Why this came, and how to have fewer."""
    if reminder.to_person:
        because = words.rich("sent to you because you look after this partner")
    else:
        place = channel(reminder.recipient)
        because = words.rich("posted because {channel} is where this partner is spoken of", channel=place)
    return why(words, Rich("{} · {}").format(because, fewer) if fewer else because, reminder.id)


def _notice(words: Words, told: Told, first: Rich, reminder: Reminder, *, fewer: Rich | None = None) -> Message:
    agreement = told.agreement
    if agreement.decision is not None:
        first = Rich("{}\n{}").format(first, _decided(words, told))
    elif agreement.amending is not None:
        first = Rich("{}\n{}").format(first, words.rich("An amendment is being written."))
    row = [*decision_buttons(words, agreement), *_after(words, told, may_edit=True)]
    if all(element["action_id"] != OPEN for element in row):
        row.append(_open(words, agreement.id))
    return message(first, [section(first), actions(*row, block_id="decide"), *why_here(words, reminder, fewer)])


def _after(words: Words, told: Told, *, may_edit: bool) -> list[Element]:
    """What follows a decision, and its undoing."""
    agreement, row = told.agreement, []
    key = str(agreement.id)
    if agreement.decision is Decision.renew and told.renewal_id is not None:
        label = words.text("Open the renewal")
        row.append(button(label, OPEN, str(told.renewal_id)))
    if agreement.decision is Decision.close and may_edit:
        if agreement.handed_over_at is None:
            row.append(button(words.text("Make these action items"), HAND_OVER, key))
        row.append(button(words.text("Close the partnership"), MOVE, str(agreement.partner_id)))
    if agreement.decision is not None and agreement.state is not AgreementState.superseded and may_edit:
        row.append(button(words.text("Undo"), RECONSIDER, key))
    return row


def _decided(words: Words, told: Told) -> Rich:
    agreement = told.agreement
    if agreement.decision is None or agreement.decided_at is None:
        return Rich("")
    day = words.full_date(agreement.decided_at.astimezone(words.zone).date())
    return words.rich(DECISIONS[agreement.decision], name=told.by, day=day)


def _open(words: Words, agreement_id: int) -> Element:
    return button(words.text("Open"), OPEN, str(agreement_id))
