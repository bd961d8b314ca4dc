"""What a part of an agreement says, to read in Slack: whole, in sections, nothing cut."""

from collections.abc import Mapping, Sequence
from typing import Any

from messages.agreement_parts import field_name, part_name, value_text
from messages.agreement_prose import readable
from messages.blocks import Block, Element, actions, button, context, header, section
from messages.money import DEFAULT
from messages.paging import Leaf, leaf
from messages.surfaces import View, modal
from messages.words import Rich, Words
from storage.agreement_parts import ASKS, ROWS, Content, Field, Part, written

FURTHER, EARLIER = "agreement_text.further", "agreement_text.earlier"
VIEW = "agreement_text.view"


def text_of(words: Words, part: Part, saying: Mapping[str, Any], *, currency: str = DEFAULT) -> list[Block]:
    """One part: each field that says something, then its rows."""
    currency = saying.get("currency") or currency
    blocks: list[Block] = []
    for field in ASKS[part].fields:
        if told := field_text(words, field, saying.get(field.name), currency=currency):
            blocks += [section(words.rich("*{label}*", label=field_name(words, part, field.name))), *told]
    blocks += rows_text(words, part, saying.get(ROWS) or [], currency=currency)
    return blocks or [section(words.text("Nothing."))]


def field_text(words: Words, field: Field, value: Any, *, currency: str = DEFAULT) -> list[Block]:
    """What one field says; [] for a blank."""
    return [section(piece) for piece in readable(value_text(words, field, value, {}, currency=currency))]


def rows_text(words: Words, part: Part, rows: Sequence[Mapping[str, Any]], *, currency: str = DEFAULT) -> list[Block]:
    """The rows of a part, each with the names of its columns."""
    blocks: list[Block] = []
    for row in rows:
        told = [
            words.rich("{label}: {text}", label=field_name(words, part, column.name), text=text)
            for column in ASKS[part].columns
            if (text := value_text(words, column, row.get(column.name), {}, currency=currency))
        ]
        blocks += [section(piece) for piece in readable(Rich("• {}").format(Rich(" · ").join(told)))]
    return blocks


def preview(words: Words, title: Rich, content: Content, *, value: str, since: int = 0) -> View:
    """A whole agreement, page by page; `value` names it ("7" or "7:2"), `since` is the first block of the page."""
    currency = str((content.get(Part.funding) or {}).get("currency") or DEFAULT)
    told: list[Block] = []
    for part in written(content):
        told += [header(part_name(words, part)), *text_of(words, part, content[part], currency=currency)]
    page = leaf(told, since)
    blocks = [section(title), *(page.shown or [section(words.text("Nothing is written yet."))])]
    if row := turning(words, page, EARLIER, FURTHER, value=value):
        blocks.append(actions(*row, block_id="ways"))
    return modal(VIEW, words.text("Agreement"), [*blocks, context(_small(words))], close=words.text("Close"))


def turning(words: Words, page: Leaf, earlier: str, further: str, *, value: str) -> list[Element]:
    """The buttons to its neighbours, with `value@<first block>` as their values."""
    row = []
    if page.earlier is not None:
        row.append(button(words.text("Back"), earlier, f"{value}@{page.earlier}"))
    if page.further is not None:
        row.append(button(words.text("Go on"), further, f"{value}@{page.further}"))
    return row


def _small(words: Words) -> Rich:
    return words.rich("As a document, with a cover, tables and signatures, it is under “Word”.")
