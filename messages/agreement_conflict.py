"""Two people wrote the same part at once: the second sees both texts and chooses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from messages import inputs
from messages.agreement_parts import field_name, part_name
from messages.agreement_text import field_text, rows_text, turning
from messages.blocks import Block, actions, button, context, divider, option, section
from messages.money import DEFAULT
from messages.paging import leaf
from messages.surfaces import View, modal
from messages.words import Words
from storage.agreement_both import differing
from storage.agreement_parts import ASKS, ROWS, Part

FORM, CHOICE = "agreement_conflict.choose", "choice"
EARLIER, FURTHER, RETURN = "agreement_conflict.earlier", "agreement_conflict.further", "agreement_conflict.return"
MINE, THEIRS, BOTH = "mine", "theirs", "both"


@dataclass(frozen=True)
class TwoTexts:
    """What `who` kept of a part at `at` (UTC), and what the reader wrote meanwhile."""

    part: Part
    theirs: Mapping[str, Any]
    mine: Mapping[str, Any]
    who: str
    at: datetime


def choose(words: Words, texts: TwoTexts, *, meta: Mapping[str, Any], since: int = 0) -> View:
    """Both texts where they differ, and three ways on. `meta` is the page's, with the revision of theirs as `seen`;
    `since` is the first block to show."""
    lead = words.rich(
        "{who} wrote in *{part}* while you did ({when}). Nothing is lost: see both, and choose.",
        who=texts.who,
        part=part_name(words, texts.part),
        when=words.when(texts.at),
    )
    page = leaf(_compared(words, texts), since)
    blocks: list[Block] = [section(lead), *page.shown, divider()]
    row = turning(words, page, EARLIER, FURTHER, value=str(meta["seen"]))
    row.append(button(words.text("Back to what I wrote"), RETURN))
    ways = [
        option(words.text("Keep both"), BOTH, words.text("Yours after theirs; where one answer fits, yours")),
        option(words.text("Keep mine"), MINE, words.text("Theirs gives way")),
        option(words.text("Keep theirs"), THEIRS, words.text("Mine gives way")),
    ]
    blocks.append(inputs.field(CHOICE, words.text("What shall stand?"), inputs.radio(ways, BOTH)))
    blocks.append(actions(*row, block_id="ways"))
    blocks.append(context(words.rich("If you close this, what you wrote stays with you and is offered back.")))
    return modal(
        FORM, words.text("Two texts"), blocks, submit=words.text("Keep"), close=words.text("Not now"), meta=meta
    )


def _compared(words: Words, texts: TwoTexts) -> list[Block]:
    """Each field in which they differ: theirs, then mine."""
    by_them, by_me = words.rich("Written by {who}", who=texts.who), words.rich("Written by you")
    blocks: list[Block] = []
    for name in differing(texts.part, texts.theirs, texts.mine):
        label = words.text("Rows") if name == ROWS else field_name(words, texts.part, name)
        blocks += [section(words.rich("*{label}*", label=label)), context(by_them)]
        blocks += _told(words, texts.part, name, texts.theirs)
        blocks += [context(by_me), *_told(words, texts.part, name, texts.mine)]
    return blocks


def _told(words: Words, part: Part, name: str, saying: Mapping[str, Any]) -> Sequence[Block]:
    currency = saying.get("currency") or DEFAULT
    if name == ROWS:
        told = rows_text(words, part, saying.get(ROWS) or [], currency=currency)
    else:
        field = next(one for one in ASKS[part].fields if one.name == name)
        told = field_text(words, field, saying.get(name), currency=currency)
    return told or [section(words.rich("_{nothing}_", nothing=words.text("Nothing.")))]
