"""What a part of an agreement says, to read in Slack: whole, in sections, nothing cut."""

from collections.abc import Mapping
from typing import Any

from messages.agreement_parts import field_name, part_name, value_text
from messages.agreement_values import split
from messages.blocks import Block, actions, button, context, header, section
from messages.money import DEFAULT
from messages.surfaces import View, modal
from messages.words import Rich, Words, escape
from storage.agreement_parts import ASKS, ROWS, Content, Part, written

FURTHER, EARLIER = "agreement_text.further", "agreement_text.earlier"
VIEW = "agreement_text.view"
SHOWN = 2900
PIECES = 60


def text_of(words: Words, part: Part, saying: Mapping[str, Any], *, currency: str = DEFAULT) -> list[Block]:
    """One part: each field that says something, then its rows."""
    blocks: list[Block] = []
    currency = saying.get("currency") or currency
    for field in ASKS[part].fields:
        text = value_text(words, field, saying.get(field.name), {}, currency=currency)
        if text:
            blocks.append(section(words.rich("*{label}*", label=field_name(words, part, field.name))))
            blocks += [section(Rich(piece)) for piece in split(escape(text), SHOWN)]
    for row in saying.get(ROWS) or []:
        told = [
            words.rich("{label}: {text}", label=field_name(words, part, column.name), text=text)
            for column in ASKS[part].columns
            if (text := value_text(words, column, row.get(column.name), {}, currency=currency))
        ]
        blocks += [section(Rich(piece)) for piece in split("• " + " · ".join(told), SHOWN)]
    return blocks or [section(words.text("Nothing."))]


def preview(words: Words, title: Rich, content: Content, *, value: str, since: int = 0) -> View:
    """A whole agreement, page by page; `value` names it ("7" or "7:2"), `since` is the first block of the page."""
    currency = str((content.get(Part.funding) or {}).get("currency") or DEFAULT)
    told: list[Block] = []
    for part in written(content):
        told += [header(part_name(words, part)), *text_of(words, part, content[part], currency=currency)]
    shown = told[since : since + PIECES]
    row = []
    if since:
        row.append(button(words.text("Back"), EARLIER, f"{value}@{max(0, since - PIECES)}"))
    if len(told) > since + PIECES:
        row.append(button(words.text("Go on"), FURTHER, f"{value}@{since + PIECES}"))
    blocks = [section(title), *(shown or [section(words.text("Nothing is written yet."))])]
    if row:
        blocks.append(actions(*row, block_id="ways"))
    return modal(VIEW, words.text("Agreement"), [*blocks, context(_small(words))], close=words.text("Close"))


def _small(words: Words) -> Rich:
    return words.rich("As a document, with a cover, tables and signatures, it is under “Word”.")
