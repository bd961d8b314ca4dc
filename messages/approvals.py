"""Review: who is asked, what they answered, and what is said of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from messages import inputs
from messages.agreement_parts import part_name
from messages.agreements import OPEN, lead
from messages.blocks import (
    Block,
    Element,
    actions,
    button,
    context,
    option,
    paragraph,
    quote,
    rich_text,
    run,
    section,
)
from messages.limits import cut
from messages.papers import PREVIEW
from messages.reminders import why
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words
from storage.agreement import Agreement
from storage.agreement_parts import Part
from storage.agreements import WHY_LIMIT
from storage.approvals import COMMENT_LIMIT, REVIEWERS, AgreementReview, Verdict
from storage.approvals import OPEN as REVIEWED
from storage.reminder import Reminder

SEND, APPROVE, CHANGES, AGAIN = "approvals.send", "approvals.approve", "approvals.changes", "approvals.again"
INSTEAD, AFRESH = "approvals.instead", "approvals.afresh"
SENDING, CHANGING, REPLACING = "approvals.sending", "approvals.changing", "approvals.replacing"
WHY, PART, COMMENT, OTHER = "why", "part", "comment", REVIEWERS
WHOLE = "whole"
QUOTED = 300
MOST_LINES = 12

VERDICTS: dict[Verdict, str] = {
    Verdict.approved: N_("approves"),
    Verdict.changes: N_("asks for changes"),
}


@dataclass(frozen=True)
class Question:
    """What one reader was asked, as things stand now: about version `number`, while the newest is `newest`; `review` is
    theirs of the one, `newer` of the other, None where they were not asked or need not answer; `by` names who asked."""

    agreement: Agreement
    partner: str
    number: int
    newest: int
    review: AgreementReview | None
    newer: AgreementReview | None
    by: str


def send_form(
    words: Words, agreement: Agreement, partner: str, *, number: int, written: int | None, people: Sequence[str]
) -> View:
    """Whom to ask, about which version; one that is not saved yet is, when it is sent, and `written` tells its text."""
    if written is None:
        version = words.rich("Version {n} is sent.", n=number)
    else:
        version = words.rich("What is written now is saved as version {n} and sent.", n=number)
    blocks: list[Block] = [section(lead(words, agreement, partner)), context(version)]
    blocks.append(
        inputs.field(
            REVIEWERS,
            words.text("Who should review it?"),
            inputs.users(people),
            hint=words.text("Each is asked by direct message, and reminded after three days and after seven."),
        )
    )
    if written is not None:
        label = words.text("What is new in this version")
        blocks.append(inputs.field(WHY, label, inputs.text(limit=WHY_LIMIT), optional=True))
    seen = {"number": number, "written": written}
    return _form(words, SENDING, words.text("Send for review"), blocks, words.text("Send"), agreement, **seen)


def changes_form(
    words: Words,
    agreement: Agreement,
    partner: str,
    parts: Sequence[Part],
    values: Mapping[str, Any],
    *,
    number: int,
    again: int = 0,
    top: Sequence[Block] = (),
) -> View:
    """Which part should change, and how; `again` is the round of a form that started afresh."""

    def field(name: str, label: str, element: Element, hint: str | None = None) -> Block:
        return inputs.field(f"{name}@{again}" if again else name, label, element, hint=hint, dispatch=True)

    places = [option(words.text("The agreement as a whole"), WHOLE)]
    places += [option(part_name(words, part), part.value) for part in parts]
    known = {one["value"] for one in places}
    where = values.get(PART) if values.get(PART) in known else WHOLE
    comment = inputs.text(values.get(COMMENT), lines=True, limit=COMMENT_LIMIT)
    hint = words.text("Facts only: no client names, no opinions about a person.")
    blocks: list[Block] = [
        section(lead(words, agreement, partner)),
        context(words.rich("Version {n}", n=number)),
        *top,
        field(PART, words.text("Where"), inputs.select(places, where)),
        field(COMMENT, words.text("What should change?"), comment, hint),
    ]
    title, submit = words.text("Ask for changes"), words.text("Send")
    return _form(words, CHANGING, title, blocks, submit, agreement, number=number, again=again)


def instead_form(words: Words, agreement: Agreement, partner: str, *, number: int, user_id: str, name: str) -> View:
    """Who is asked in somebody's place."""
    label = words.text("Who should review it instead of {name}?", name=name)
    blocks = [section(lead(words, agreement, partner)), inputs.field(OTHER, label, inputs.user())]
    title = words.text("Ask somebody else")
    return _form(words, REPLACING, title, blocks, words.text("Ask"), agreement, number=number, user=user_id)


def _form(
    words: Words, callback: str, title: str, blocks: Sequence[Block], submit: str, agreement: Agreement, **more: Any
) -> View:
    meta = {"subject": agreement.subject, "agreement": agreement.id, **more}
    return modal(callback, title, blocks, submit=submit, close=words.text("Cancel"), meta=meta)


def answer_buttons(words: Words, review: AgreementReview) -> list[Element]:
    """What a reviewer can do, who may also change an answer."""
    value = f"{review.agreement_id}:{review.number}"
    row: list[Element] = []
    if review.verdict is not Verdict.approved:
        row.append(button(words.text("Approve"), APPROVE, value, style="primary"))
    row.append(button(words.text("Ask for changes"), CHANGES, value))
    return row


def review_lines(
    words: Words,
    agreement: Agreement,
    reviews: Sequence[AgreementReview],
    names: Mapping[str, str],
    *,
    newest: int,
    left: Collection[str],
    may_edit: bool,
) -> list[Block]:
    """Who was asked, and what each answered; while version `newest` is the one that was sent, whoever has not answered
    can be replaced. Comments stand in full."""
    if not reviews:
        return []
    number = reviews[0].number
    blocks: list[Block] = [section(words.rich("*Review of version {n}*", n=number))]
    approving = [names.get(one.user_id, one.user_id) for one in reviews if one.verdict is Verdict.approved]
    if approving:
        who = words.listed(approving)
        blocks.append(section(words.rich("{who}: approved", who=who)))
    wanting = [one for one in reviews if one.verdict is Verdict.changes]
    told = [_wanted(words, one, names) for one in wanting]
    blocks += [rich_text(*parts) for parts in told[:MOST_LINES]]
    if len(told) > MOST_LINES:
        blocks.append(rich_text(*(part for parts in told[MOST_LINES:] for part in parts)))
    waiting = [one for one in reviews if one.verdict is Verdict.waiting]
    may = may_edit and agreement.writing in REVIEWED and number == newest
    for review in waiting[:MOST_LINES]:
        value = f"{agreement.id}:{number}:{review.user_id}"
        accessory = _instead(words, value, names.get(review.user_id, review.user_id)) if may else None
        blocks.append(section(_waits(words, review, names, left), accessory=accessory))
    if len(waiting) > MOST_LINES:
        rest = [_waits(words, review, names, left) for review in waiting[MOST_LINES:]]
        blocks.append(section(Rich("\n").join(rest)))
    return blocks


def _instead(words: Words, value: str, name: str) -> Element:
    label = words.text("Ask somebody else instead of {name}", name=name)
    return button(words.text("Ask somebody else"), INSTEAD, value, label=label)


def _wanted(words: Words, review: AgreementReview, names: Mapping[str, str]) -> list[Element]:
    name = names.get(review.user_id, review.user_id)
    where = _where(words, review)
    first = words.text("{name} asks for changes: {part}", name=name, part=where)
    return [paragraph(run(first)), quote(run(review.comment))]


def _waits(words: Words, review: AgreementReview, names: Mapping[str, str], left: Collection[str]) -> Rich:
    name = names.get(review.user_id, review.user_id)
    if review.user_id in left:
        return words.rich("{name} has left this workspace and cannot answer any more.", name=name)
    return words.rich("{name} has not answered yet", name=name)


def wanted_line(words: Words, review: AgreementReview, names: Mapping[str, str]) -> Rich:
    """What one reviewer asked to change, in short beside the part."""
    comment = cut(review.comment, QUOTED)
    return words.rich("{name}: “{comment}”", name=names.get(review.user_id, review.user_id), comment=comment)


def _where(words: Words, review: AgreementReview) -> str:
    return part_name(words, review.part) if review.part else words.text("The agreement as a whole")


def question(words: Words, told: Question, reminder: Reminder, *, again: bool = False) -> Message:
    """To a reviewer: what they are asked, or what has become of it since; `again` when they have not answered for some
    days."""
    first = [lead(words, told.agreement, told.partner), *_stands(words, told, again=again)]
    row = [button(words.text("Read it"), PREVIEW, f"{told.agreement.id}:{told.newest}")]
    review = told.newer or (told.review if told.number == told.newest else None)
    if review is not None and told.agreement.writing in REVIEWED:
        if review.verdict is Verdict.waiting:
            row += answer_buttons(words, review)
        else:
            row.append(button(words.text("Change my answer"), AGAIN, f"{told.agreement.id}:{review.number}"))
    return _asking(words, told, Rich("\n").join(first), _comment(words, review), row, reminder)


def asked_again(words: Words, told: Question, review: AgreementReview, reminder: Reminder) -> Message:
    """The question in the place of the answer, which stands until another is given."""
    first = Rich("\n").join([lead(words, told.agreement, told.partner), _mine(words, review)])
    row = [
        button(words.text("Read it"), PREVIEW, f"{told.agreement.id}:{review.number}"),
        *answer_buttons(words, review),
    ]
    return _asking(words, told, first, _comment(words, review), row, reminder)


def _asking(
    words: Words, told: Question, first: Rich, comment: Sequence[Block], row: Sequence[Element], reminder: Reminder
) -> Message:
    because = words.rich("sent to you because {by} named you as a reviewer", by=told.by)
    blocks = [section(first), *comment, actions(*row, block_id="review"), *why(words, because, reminder.id)]
    return message(first, blocks)


def _comment(words: Words, review: AgreementReview | None) -> list[Block]:
    """What somebody wrote, in full."""
    if review is None or not review.comment:
        return []
    return [rich_text(paragraph(run(_where(words, review))), quote(run(review.comment)))]


def _stands(words: Words, told: Question, *, again: bool) -> list[Rich]:
    """Where the question stands, in a sentence or two."""
    said = _mine(words, told.review) if told.review and told.review.verdict is not Verdict.waiting else None
    if told.number != told.newest:
        lines = [said] if said else []
        lines.append(words.rich("Version {n} was replaced by version {newest}.", n=told.number, newest=told.newest))
        if told.newer is not None and told.newer.verdict is Verdict.waiting:
            lines.append(words.rich("{by} asks you to review version {n}.", n=told.newest, by=told.by))
        elif told.newer is not None:
            lines.append(_mine(words, told.newer))
        return lines
    if told.review is None:
        return [words.rich("Your review of version {n} is not needed any more.", n=told.number)]
    if said is not None:
        return [said]
    if again:
        return [words.rich("Version {n} still waits for your review; {by} asked you.", n=told.number, by=told.by)]
    return [words.rich("{by} asks you to review version {n}.", n=told.number, by=told.by)]


def _mine(words: Words, review: AgreementReview) -> Rich:
    if review.verdict is Verdict.approved:
        return words.rich("You approved version {n}.", n=review.number)
    return words.rich("You asked for changes in version {n}.", n=review.number)


def answer_told(
    words: Words, agreement: Agreement, partner: str, review: AgreementReview, *, name: str, reminder: Reminder
) -> Message:
    """To whoever looks after the agreement: what one reviewer answered."""
    about = lead(words, agreement, partner)
    verdict = words.text(VERDICTS[review.verdict])
    first = words.rich(
        "{about}\n{name} {verdict} (version {n}).", about=about, name=name, verdict=verdict, n=review.number
    )
    return message(first, [section(first), *_comment(words, review), *_open(words, agreement, reminder)])


def approved_told(words: Words, agreement: Agreement, partner: str, *, number: int, reminder: Reminder) -> Message:
    """To whoever looks after the agreement: everybody approves."""
    first = words.rich(
        "{about}\nEverybody who was asked approves version {n}. It can be signed now.",
        about=lead(words, agreement, partner),
        n=number,
    )
    return message(first, [section(first), *_open(words, agreement, reminder)])


def _open(words: Words, agreement: Agreement, reminder: Reminder) -> list[Block]:
    because = words.rich("sent to you because you look after this agreement")
    return [
        actions(button(words.text("Open"), OPEN, str(agreement.id)), block_id="next"),
        *why(words, because, reminder.id),
    ]
