"""Signatures: the form that records them, who has signed, and the notice that both sides have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from messages import inputs
from messages.agreements import OPEN, lead
from messages.blocks import Block, Element, actions, button, channel, context, header, option, section
from messages.reminders import why
from messages.surfaces import Message, View, message, modal
from messages.words import Rich, Words
from storage.actions import Side
from storage.agreement import Agreement
from storage.agreement_parts import Content, Part
from storage.approvals import AgreementSignature
from storage.organizations import NAME_LIMIT
from storage.reminder import Reminder

SIGN, SIGNING, COPY, AFRESH = "approvals.sign", "approvals.signing", "signing.copy", "signing.afresh"
FIND = "signing.contact"
MEMBER, CONTACT, FILE = "member", "contact", "file"
NAME, TITLE, DAY = "name", "title", "signed_on"
LARGEST = 10 * 1024 * 1024
"""Slack: bytes of one file in a form."""
TYPES = ("pdf", "docx", "png", "jpg", "jpeg")


@dataclass(frozen=True)
class ToSign:
    """What a signature is recorded under: the version's number, its text where it is not saved yet (as
    `Agreements.written` says), and whether somebody has written since."""

    agreement: Agreement
    partner: str
    content: Content
    number: int
    written: int | None
    unsaved: bool
    signatures: Sequence[AgreementSignature]


def of_side(name: str, side: Side) -> str:
    """The block of a field of one side."""
    return f"{name}_{side.value}"


def values_of(signatures: Sequence[AgreementSignature], *, today: str) -> dict[str, Any]:
    """What the form shows of signatures that are recorded already; a day for those to come."""
    values: dict[str, Any] = {of_side(DAY, side): today for side in (Side.us, Side.them)}
    for one in signatures:
        values |= {
            of_side(NAME, one.side): one.name,
            of_side(TITLE, one.side): one.title,
            of_side(DAY, one.side): one.signed_on.isoformat(),
        }
        if one.side is Side.us:
            values[MEMBER] = one.user_id
    return values


def sign_form(
    words: Words,
    told: ToSign,
    values: Mapping[str, Any],
    *,
    contact: Element | None = None,
    again: int = 0,
    top: Sequence[Block] = (),
) -> View:
    """Who signed for each side, in which capacity, when, and the signed copy; one side at a time, or both at once.

    `contact` is the option chosen before; `again` the round of a form that started afresh.
    """

    def field(name: str, label: str, element: Element, hint: str | None = None) -> Block:
        block_id = f"{name}@{again}" if again else name
        return inputs.field(block_id, label, element, hint=hint, optional=True, dispatch=True)

    def who(side: Side) -> list[Block]:
        name, title, day = (of_side(one, side) for one in (NAME, TITLE, DAY))
        named = _named(words, told, side)
        capacity = words.text("The position that gives the authority to sign, such as executive director.")
        return [
            field(name, words.text("Name"), inputs.text(values.get(name), limit=NAME_LIMIT), named),
            field(title, words.text("Title"), inputs.text(values.get(title), limit=NAME_LIMIT), capacity),
            field(day, words.text("Signed on"), inputs.date(values.get(day))),
        ]

    agreement = told.agreement
    under = words.rich("Recorded under version {n}. A side whose name is blank has not signed yet.", n=told.number)
    blocks: list[Block] = [section(lead(words, agreement, told.partner)), context(under), *top]
    if told.unsaved:
        since = words.rich("What was written since is not part of it; it is kept as a version of its own.")
        blocks.append(context(since))
    hint = words.text("Or write the name below, for somebody who is not in Slack or has left.")
    member = inputs.user(values.get(MEMBER))
    blocks += [header(words.text("Our side")), field(MEMBER, words.text("A colleague here"), member, hint)]
    blocks += who(Side.us)
    find = inputs.external(FIND, contact)
    blocks += [header(words.text("Their side")), field(CONTACT, words.text("One of their people"), find)]
    blocks += who(Side.them)
    blocks.append(field(FILE, words.text("Signed copy"), inputs.file(TYPES)))
    blocks.append(
        context(words.rich("When both sides have signed, the agreement takes effect and can no longer be changed."))
    )
    seen = {"number": told.number, "written": told.written}
    meta = {"subject": agreement.subject, "agreement": agreement.id, **seen, "again": again}
    title = words.text("Record a signature")
    return modal(SIGNING, title, blocks, submit=words.text("Record"), close=words.text("Cancel"), meta=meta)


def _named(words: Words, told: ToSign, side: Side) -> str | None:
    """Whom the agreement itself names to sign for this side."""
    parties = told.content.get(Part.parties) or {}
    which = "ours" if side is Side.us else "theirs"
    named = [parties.get(f"signatory_{which}"), parties.get(f"title_{which}")]
    who = ", ".join(one for one in named if one)
    return words.text("Named in the agreement: {who}", who=who) if who else None


def choices(contacts: Sequence[tuple[str, str, str]]) -> list[Element]:
    """The partner's people (id, name, title) to choose from."""
    return [option(name, key, title or None) for key, name, title in contacts]


def signature_lines(words: Words, signatures: Sequence[AgreementSignature], *, open_: bool = False) -> list[Block]:
    """Who has signed, with the signed copies; and while it is `open_` which side has not."""
    if not signatures:
        return []
    blocks: list[Block] = [section(words.rich("*Signed by*"))]
    for one in signatures:
        value = f"{one.agreement_id}:{one.number}:{one.side.value}"
        copy = button(words.text("Signed copy"), COPY, value, label=_label(words, one)) if one.file_id else None
        blocks.append(section(signature_line(words, one), accessory=copy))
    if open_ and len({one.side for one in signatures}) == 1:
        ours = signatures[0].side is Side.us
        still = words.rich("Their side has still to sign.") if ours else words.rich("Our side has still to sign.")
        blocks.append(context(still))
    return blocks


def _label(words: Words, one: AgreementSignature) -> str:
    return words.text("Signed copy: {file}", file=one.file_name)


def signature_line(words: Words, one: AgreementSignature) -> Rich:
    """One signature: who, for which side, when, and the file of the signed copy."""
    side = words.text("our side") if one.side is Side.us else words.text("their side")
    name = f"{one.name}, {one.title}" if one.title else one.name
    line = words.rich("• {name} ({side}), {day}", name=name, side=side, day=words.full_date(one.signed_on))
    return (
        Rich("{} · {}").format(line, words.rich("signed copy: {file}", file=one.file_name)) if one.file_name else line
    )


def copy_comment(words: Words, about: Rich) -> Rich:
    """What is said beside a signed copy that somebody asked for."""
    return words.rich("The signed copy of {about}", about=about)


def signed(
    words: Words,
    agreement: Agreement,
    partner: str,
    signatures: Sequence[AgreementSignature],
    *,
    reminder: Reminder,
    amended: int | None,
) -> Message:
    """To the partner's channel: both sides have signed; `amended` is the version that it takes the place of."""
    about = lead(words, agreement, partner)
    if amended is not None:
        first = words.rich("Signed by both sides: an amendment of {about}.", about=about)
    else:
        first = words.rich("Signed by both sides: {about}.", about=about)
    lines = [signature_line(words, one) for one in signatures]
    if reminder.to_person:
        because = words.rich("sent to you because you look after this partner")
    else:
        place = channel(reminder.recipient)
        because = words.rich("posted because {channel} is where this partner is spoken of", channel=place)
    row = actions(button(words.text("Open"), OPEN, str(agreement.id)), block_id="next")
    return message(first, [section(first), section(Rich("\n").join(lines)), row, *why(words, because, reminder.id)])


def redacted(words: Words) -> Message:
    """The same where people of another organization read along."""
    first = words.rich("An agreement was signed. Its details are for our own team.")
    return message(first, [section(first)])
