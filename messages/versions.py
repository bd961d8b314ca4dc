"""Versions of an agreement: saved, listed, compared, taken up again, amended."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from messages import inputs
from messages.agreement_parts import field_name, part_name, value_text
from messages.agreement_values import split
from messages.agreements import lead
from messages.blocks import Block, Element, actions, button, confirm, context, divider, header, option, section
from messages.money import DEFAULT
from messages.papers import PREVIEW
from messages.surfaces import View, modal
from messages.words import Rich, Words, escape
from storage.agreement import Agreement, AgreementVersion
from storage.agreement_changes import Change
from storage.agreement_parts import ASKS, ROWS, Asked, Field, Part
from storage.agreements import WHY_LIMIT

SAVE, SAVING, LIST, VIEW = "versions.save", "versions.saving", "versions.list", "versions.view"
COMPARE, COMPARING, COMPARED = "versions.compare", "versions.comparing", "versions.compared"
RESTORE, AMEND, GIVE_UP = "versions.restore", "versions.amend", "versions.give_up"
WHY, ONE, OTHER = "why", "one", "other"
PAGE = 12
PIECES = 40
_WORD = re.compile(r"\s+|[^\s]+")


def save_form(words: Words, agreement: Agreement, partner: str, *, number: int) -> View:
    """Why this version is kept."""
    why = inputs.text(limit=WHY_LIMIT, focus=True)
    return modal(
        SAVING,
        words.text("Save a version"),
        [
            section(lead(words, agreement, partner)),
            inputs.field(WHY, words.text("What is new in version {n}?", n=number), why, optional=True),
            context(words.rich("A version never changes. You can compare any two, and take up an earlier one again.")),
        ],
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta={"subject": agreement.subject, "agreement": agreement.id},
    )


def listed(
    words: Words,
    agreement: Agreement,
    partner: str,
    versions: Sequence[AgreementVersion],
    names: Mapping[str, str],
    *,
    signed: Sequence[int],
    may_write: bool,
    since: int = 0,
) -> View:
    """The versions, newest first, from the `since`-th on."""
    blocks: list[Block] = [section(lead(words, agreement, partner))]
    for version in versions[since : since + PAGE]:
        blocks.append(section(version_line(words, version, names, signed=version.number in signed)))
        value = f"{agreement.id}:{version.number}"
        row = [button(words.text("Read it"), PREVIEW, value)]
        if may_write and version is not versions[0]:
            row.append(_restore(words, value, version.number))
        blocks.append(actions(*row))
    row = []
    if len(versions) > 1:
        row.append(button(words.text("Compare two"), COMPARE, str(agreement.id), style="primary"))
    if since:
        row.append(button(words.text("Newer"), LIST, f"{agreement.id}:{max(0, since - PAGE)}"))
    if len(versions) > since + PAGE:
        row.append(button(words.text("Older"), f"{LIST}_older", f"{agreement.id}:{since + PAGE}"))
    if row:
        blocks += [divider(), actions(*row, block_id="ways")]
    if not versions:
        blocks.append(section(words.text("Nothing is saved as a version yet.")))
    return modal(VIEW, words.text("Versions"), blocks, close=words.text("Close"), meta={"agreement": agreement.id})


def version_line(words: Words, version: AgreementVersion, names: Mapping[str, str], *, signed: bool) -> Rich:
    """One version: number, who, when, why, and what it amends or takes up again."""
    name = names.get(version.by, version.by)
    lines: list[str] = [
        words.rich("*Version {n}* · {name}, {when}", n=version.number, name=name, when=words.when(version.at))
    ]
    notes: list[str] = []
    if signed:
        notes.append(words.rich("signed"))
    if version.amends:
        notes.append(words.rich("amends version {n}", n=version.amends))
    if version.restores:
        notes.append(words.rich("takes up version {n} again", n=version.restores))
    if version.why:
        notes.append(words.rich("“{why}”", why=version.why))
    if notes:
        lines.append(Rich(" · ".join(notes)))
    return Rich("\n".join(lines))


def compare_form(words: Words, agreement: Agreement, partner: str, versions: Sequence[AgreementVersion]) -> View:
    """Which two are compared; at first the newest with the one before it."""
    options = [
        option(words.text("Version {n}, {when}", n=one.number, when=words.when(one.at)), str(one.number))
        for one in versions[:100]
    ]
    return modal(
        COMPARING,
        words.text("Compare versions"),
        [
            section(lead(words, agreement, partner)),
            inputs.field(ONE, words.text("From"), inputs.select(options, str(versions[1].number))),
            inputs.field(OTHER, words.text("To"), inputs.select(options, str(versions[0].number))),
        ],
        submit=words.text("Compare"),
        close=words.text("Back"),
        meta={"agreement": agreement.id},
    )


def compared(
    words: Words,
    agreement: Agreement,
    one: AgreementVersion,
    other: AgreementVersion,
    changes: Sequence[Change],
    *,
    since: int = 0,
) -> View:
    """What differs between two versions, part by part; long ones page by page."""
    title = words.rich(
        "*{title}*\nversion {one} → version {other}", title=agreement.title, one=one.number, other=other.number
    )
    blocks: list[Block] = [section(title)]
    told: list[Block] = []
    part: Part | None = None
    currency = _currency(one), _currency(other)
    if one.title != other.title:
        told.append(section(words.rich("Title: ~{was}~ → *{now}*", was=one.title, now=other.title)))
    for change in changes:
        if change.part is not part:
            part = change.part
            told.append(header(part_name(words, part)))
        told += [section(Rich(piece)) for piece in split(_change(words, change, currency), 2900)]
    shown = told[since : since + PIECES]
    blocks += shown or [section(words.text("These two say the same."))]
    value = f"{agreement.id}:{one.number}:{other.number}"
    row = []
    if since:
        row.append(button(words.text("Back"), f"{COMPARED}_back", f"{value}:{max(0, since - PIECES)}"))
    if len(told) > since + PIECES:
        row.append(button(words.text("Go on"), COMPARED, f"{value}:{since + PIECES}"))
    if row:
        blocks.append(actions(*row, block_id="ways"))
    small = words.rich("~Struck~ is what was removed, *bold* is what is new.")
    return modal(VIEW, words.text("Compare versions"), [*blocks, context(small)], close=words.text("Close"))


def give_up_button(words: Words, agreement_id: int) -> Element:
    """Ends a round of amendment without one."""
    ask = confirm(
        words.text("Give up this amendment?"),
        words.text("The signed version goes on as it is. What was written stays in the versions."),
        words.text("Give it up"),
        words.text("Keep writing"),
    )
    return button(words.text("Give up the amendment"), GIVE_UP, str(agreement_id), ask=ask)


def _restore(words: Words, value: str, number: int) -> Element:
    ask = confirm(
        words.text("Take up version {n} again?", n=number),
        words.text("It becomes a new version. What is being written now is saved as a version first."),
        words.text("Take it up"),
        words.text("Cancel"),
    )
    return button(words.text("Take up again"), RESTORE, value, ask=ask)


def _change(words: Words, change: Change, currency: tuple[str, str]) -> str:
    """One difference as mrkdwn."""
    if change.field == ROWS:
        row = change.was or change.now
        text = _row(words, change.part, row, currency[0] if change.was else currency[1])
        if change.now is None:
            return words.rich("Removed: {text}", text=Rich(_marked(text, "~")))
        return words.rich("Added: {text}", text=Rich(_marked(text, "*")))
    field = _field(change)
    label = field_name(words, change.part, change.field)
    if change.row is not None:
        label = words.text("{n}. {name}", n=change.row + 1, name=label)
    was = value_text(words, field, change.was, {}, currency=currency[0])
    now = value_text(words, field, change.now, {}, currency=currency[1])
    if field.asked is Asked.text and was and now:
        return words.rich("{label}: {text}", label=label, text=Rich(word_by_word(was, now)))
    both = " → ".join(part for part in (_marked(was, "~"), _marked(now, "*")) if part)
    return words.rich("{label}: {text}", label=label, text=Rich(both))


def word_by_word(was: str, now: str) -> str:
    """Two texts as one in mrkdwn: removed words struck, new ones bold, the others as they are."""
    old, new = _WORD.findall(was), _WORD.findall(now)
    told: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            told.append(escape("".join(old[a:b])))
            continue
        gone, come = _marked("".join(old[a:b]), "~"), _marked("".join(new[c:d]), "*")
        told.append(f" {gone} {come} " if gone and come else f" {gone}{come} ")
    return re.sub(r" {2,}", " ", "".join(told)).strip()


def _marked(text: str, mark: str) -> str:
    """Each line within marks: Slack ends a mark at a line's end. What is between them cannot end it early."""
    lines = [escape(line.strip().replace(mark, "\u200b" + mark + "\u200b")) for line in text.splitlines()]
    return "\n".join(f"{mark}{line}{mark}" for line in lines if line)


def _row(words: Words, part: Part, row: Mapping[str, Any], currency: str) -> str:
    texts = [value_text(words, column, row.get(column.name), {}, currency=currency) for column in ASKS[part].columns]
    return " · ".join(text for text in texts if text)


def _field(change: Change) -> Field:
    asks = ASKS[change.part]
    known = asks.columns if change.row is not None else asks.fields
    return next(field for field in known if field.name == change.field)


def _currency(version: AgreementVersion) -> str:
    return str((version.content.get(Part.funding) or {}).get("currency") or DEFAULT)
