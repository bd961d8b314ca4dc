"""Review and sign-off: who is asked, what they answered, who has signed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from messages import inputs
from messages.agreement_parts import part_name
from messages.agreements import OPEN, lead
from messages.blocks import Block, Element, actions, button, channel, context, option, section
from messages.limits import cut
from messages.papers import PREVIEW
from messages.reminders import why
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words
from storage.actions import Side
from storage.agreement import Agreement, AgreementState
from storage.agreement_parts import Part
from storage.agreements import WHY_LIMIT
from storage.approvals import COMMENT_LIMIT, AgreementReview, AgreementSignature, Verdict
from storage.contacts import Contact
from storage.organizations import NAME_LIMIT
from storage.reminder import Reminder

SEND, APPROVE, CHANGES, AGAIN = "approvals.send", "approvals.approve", "approvals.changes", "approvals.again"
INSTEAD, SIGN = "approvals.instead", "approvals.sign"
SENDING, CHANGING = "approvals.sending", "approvals.changing"
REPLACING, SIGNING = "approvals.replacing", "approvals.signing"
REVIEWERS, WHY, PART, COMMENT, OTHER = "reviewers", "why", "part", "comment", "reviewers"
SIDE, MEMBER, CONTACT, NAME, TITLE, DAY, FILE = "side", "member", "contact", "name", "title", "signed_on", "file"
WHOLE = "whole"
QUOTED = 300

VERDICTS: dict[Verdict, str] = {
    Verdict.waiting: N_("has not answered yet"),
    Verdict.approved: N_("approves"),
    Verdict.changes: N_("asks for changes"),
}


def send_form(
    words: Words, agreement: Agreement, partner: str, *, number: int | None, unsaved: bool, people: Sequence[str]
) -> View:
    """Whom to ask, about which version."""
    if unsaved or number is None:
        version = words.rich("What is written now is saved as version {n} and sent.", n=(number or 0) + 1)
    else:
        version = words.rich("Version {n} is sent.", n=number)
    blocks: list[Block] = [section(lead(words, agreement, partner)), context(version)]
    blocks.append(
        inputs.field(
            REVIEWERS,
            words.text("Who should review it?"),
            inputs.users(people),
            hint=words.text("Each is asked by direct message, and reminded after three days and after seven."),
        )
    )
    if unsaved or number is None:
        label = words.text("What is new in this version")
        blocks.append(inputs.field(WHY, label, inputs.text(limit=WHY_LIMIT), optional=True))
    return _form(words, SENDING, words.text("Send for review"), blocks, words.text("Send"), agreement)


def changes_form(
    words: Words, agreement: Agreement, partner: str, parts: Sequence[Part], *, number: int, place: Mapping[str, str]
) -> View:
    """Which part should change, and how; `place` is the message (channel, ts) that shows the answer, {} for none."""
    places = [option(words.text("The agreement as a whole"), WHOLE)]
    places += [option(part_name(words, part), part.value) for part in parts]
    blocks = [
        section(lead(words, agreement, partner)),
        inputs.field(PART, words.text("Where"), inputs.select(places, WHOLE)),
        inputs.field(
            COMMENT,
            words.text("What should change?"),
            inputs.text(lines=True, limit=COMMENT_LIMIT),
            hint=words.text("Facts only: no client names, no opinions about a person."),
        ),
    ]
    return _form(
        words, CHANGING, words.text("Ask for changes"), blocks, words.text("Send"), agreement, number=number, **place
    )


def instead_form(words: Words, agreement: Agreement, partner: str, *, number: int, user_id: str, name: str) -> View:
    """Who is asked in somebody's place."""
    label = words.text("Who should review it instead of {name}?", name=name)
    blocks = [section(lead(words, agreement, partner)), inputs.field(OTHER, label, inputs.user())]
    title = words.text("Ask somebody else")
    return _form(words, REPLACING, title, blocks, words.text("Ask"), agreement, number=number, user=user_id)


def sign_form(
    words: Words,
    agreement: Agreement,
    partner: str,
    contacts: Sequence[Contact],
    signatures: Sequence[AgreementSignature],
    *,
    today: str,
) -> View:
    """One side's signature: who signed, in which capacity, when, and the signed copy."""
    there = {one.side for one in signatures}
    sides = [option(words.text("Our side"), Side.us.value), option(words.text("Their side"), Side.them.value)]
    first = Side.them if Side.us in there else Side.us
    known = [option(one.name, str(one.id), one.title or None) for one in contacts][:100]
    blocks: list[Block] = [section(lead(words, agreement, partner)), *signature_lines(words, signatures)]
    blocks.append(inputs.field(SIDE, words.text("Who signed?"), inputs.radio(sides, first.value)))
    blocks.append(
        inputs.field(
            MEMBER,
            words.text("From our side: a colleague here"),
            inputs.user(),
            hint=words.text("Or write the name below, for somebody who is not in Slack or has left."),
            optional=True,
        )
    )
    if known:
        label = words.text("From their side: one of their people")
        blocks.append(inputs.field(CONTACT, label, inputs.select(known), optional=True))
    blocks += [
        inputs.field(NAME, words.text("Name"), inputs.text(limit=NAME_LIMIT), optional=True),
        inputs.field(
            TITLE,
            words.text("Title"),
            inputs.text(limit=NAME_LIMIT),
            hint=words.text("The position that gives the authority to sign, such as executive director."),
            optional=True,
        ),
        inputs.field(DAY, words.text("Signed on"), inputs.date(today)),
        inputs.field(FILE, words.text("Signed copy"), inputs.file(("pdf", "docx", "png", "jpg")), optional=True),
        context(words.rich("When both sides have signed, the agreement takes effect and can no longer be changed.")),
    ]
    return _form(words, SIGNING, words.text("Record a signature"), blocks, words.text("Record"), agreement)


def _form(
    words: Words, callback: str, title: str, blocks: Sequence[Block], submit: str, agreement: Agreement, **more: Any
) -> View:
    meta = {"subject": agreement.subject, "agreement": agreement.id, **more}
    return modal(callback, title, blocks, submit=submit, close=words.text("Cancel"), meta=meta)


def answer_buttons(words: Words, agreement_id: int, number: int) -> list[Element]:
    """What a reviewer can do."""
    value = f"{agreement_id}:{number}"
    return [
        button(words.text("Approve"), APPROVE, value, style="primary"),
        button(words.text("Ask for changes"), CHANGES, value),
    ]


def review_lines(
    words: Words,
    agreement: Agreement,
    reviews: Sequence[AgreementReview],
    names: Mapping[str, str],
    *,
    left: Collection[str],
    may_edit: bool,
) -> list[Block]:
    """Who was asked, and what each answered; somebody who left can be replaced."""
    if not reviews:
        return []
    blocks: list[Block] = [section(words.rich("*Review of version {n}*", n=reviews[0].number))]
    for review in reviews:
        name = names.get(review.user_id, review.user_id)
        line = words.rich("{name} {verdict}", name=name, verdict=words.text(VERDICTS[review.verdict]))
        gone = review.user_id in left and review.verdict is Verdict.waiting
        if gone:
            line = words.rich("{name} has left this workspace and cannot answer any more.", name=name)
        may = may_edit and review.verdict is Verdict.waiting and agreement.writing is not None
        value = f"{agreement.id}:{review.number}:{review.user_id}"
        accessory = button(words.text("Ask somebody else"), INSTEAD, value) if may else None
        blocks.append(section(Rich(f"• {line}"), accessory=accessory))
    return blocks


def wanted_line(words: Words, review: AgreementReview, names: Mapping[str, str]) -> Rich:
    """What one reviewer asked to change."""
    return words.rich("{name}: “{comment}”", name=names.get(review.user_id, review.user_id), comment=review.comment)


def signature_lines(words: Words, signatures: Sequence[AgreementSignature]) -> list[Block]:
    """Who has signed."""
    lines = [signature_line(words, one) for one in signatures]
    return [section(Rich("\n".join([words.rich("*Signed by*"), *lines])))] if lines else []


def signature_line(words: Words, one: AgreementSignature) -> Rich:
    side = words.text("our side") if one.side is Side.us else words.text("their side")
    name = f"{one.name}, {one.title}" if one.title else one.name
    line = words.rich("• {name} ({side}), {day}", name=name, side=side, day=words.full_date(one.signed_on))
    return Rich(f"{line} · {words.rich('signed copy: {file}', file=one.file_name)}") if one.file_name else line


def asked(
    words: Words, agreement: Agreement, partner: str, *, by: str, number: int, reminder: Reminder, again: bool = False
) -> Message:
    """To a reviewer: what they are asked; `again` when they have not answered for some days."""
    about = lead(words, agreement, partner)
    if again:
        first = words.rich(
            "{about}\nVersion {n} still waits for your review; {by} asked you.", about=about, n=number, by=by
        )
    else:
        first = words.rich("{about}\n{by} asks you to review version {n}.", about=about, n=number, by=by)
    row = [
        button(words.text("Read it"), PREVIEW, f"{agreement.id}:{number}"),
        *answer_buttons(words, agreement.id, number),
    ]
    because = words.rich("sent to you because {by} named you as a reviewer", by=by)
    return message(first, [section(first), actions(*row, block_id="review"), *why(words, because, reminder.id)])


def answered_by_me(words: Words, agreement: Agreement, partner: str, review: AgreementReview) -> Message:
    """What the reviewer's message says once they have answered."""
    about = lead(words, agreement, partner)
    if review.verdict is Verdict.approved:
        first = words.rich("{about}\nYou approved version {n}.", about=about, n=review.number)
    else:
        first = words.rich("{about}\nYou asked for changes in version {n}.", about=about, n=review.number)
    blocks: list[Block] = [section(first)]
    if review.comment:
        blocks.append(section(words.rich("“{comment}”", comment=review.comment)))
    value = f"{agreement.id}:{review.number}"
    row = [button(words.text("Read it"), PREVIEW, value)]
    if agreement.writing in (AgreementState.drafting, AgreementState.in_review):
        row.append(button(words.text("Change my answer"), AGAIN, value))
    return message(first, [*blocks, actions(*row, block_id="review")])


def answer_told(
    words: Words, agreement: Agreement, partner: str, review: AgreementReview, *, name: str, reminder: Reminder
) -> Message:
    """To whoever looks after the agreement: what one reviewer answered."""
    about = lead(words, agreement, partner)
    verdict = words.text(VERDICTS[review.verdict])
    first = words.rich(
        "{about}\n{name} {verdict} (version {n}).", about=about, name=name, verdict=verdict, n=review.number
    )
    blocks: list[Block] = [section(first)]
    if review.comment:
        where = part_name(words, review.part) if review.part else words.text("The agreement as a whole")
        blocks.append(section(words.rich("{part}: “{comment}”", part=where, comment=cut(review.comment, QUOTED))))
    return message(first, [*blocks, *_open(words, agreement, reminder)])


def approved_told(words: Words, agreement: Agreement, partner: str, *, number: int, reminder: Reminder) -> Message:
    """To whoever looks after the agreement: everybody approves."""
    first = words.rich(
        "{about}\nEverybody who was asked approves version {n}. It can be signed now.",
        about=lead(words, agreement, partner),
        n=number,
    )
    return message(first, [section(first), *_open(words, agreement, reminder)])


def signed(
    words: Words,
    agreement: Agreement,
    partner: str,
    signatures: Sequence[AgreementSignature],
    *,
    reminder: Reminder,
) -> Message:
    """To the partner's channel: both sides have signed."""
    about = lead(words, agreement, partner)
    if agreement.signed_number and agreement.signed_number > 1 and any(one.number > 1 for one in signatures):
        first = words.rich("Signed by both sides: {about}, version {n}.", about=about, n=agreement.signed_number)
    else:
        first = words.rich("Signed by both sides: {about}.", about=about)
    lines = [signature_line(words, one) for one in signatures]
    place = reminder.recipient
    because = (
        words.rich("sent to you because you look after this partner")
        if reminder.to_person
        else words.rich("posted because {channel} is where this partner is spoken of", channel=channel(place))
    )
    row = actions(button(words.text("Open"), OPEN, str(agreement.id)), block_id="next")
    return message(first, [section(first), section(Rich("\n".join(lines))), row, *why(words, because, reminder.id)])


def redacted(words: Words) -> Message:
    """The same where people of another organization read along."""
    first = words.rich("An agreement was signed. Its details are for our own team.")
    return message(first, [section(first)])


def _open(words: Words, agreement: Agreement, reminder: Reminder) -> list[Block]:
    because = words.rich("sent to you because you look after this agreement")
    return [
        actions(button(words.text("Open"), OPEN, str(agreement.id)), block_id="next"),
        *why(words, because, reminder.id),
    ]
