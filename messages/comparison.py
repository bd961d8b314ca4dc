"""What differs between two versions, to read in Slack: removed words struck, new ones bold, nothing left out unsaid.

It is rich text throughout: what people wrote cannot pass for a mark, since nothing of it is read as markup.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from messages.agreement_parts import KINDS, field_name, part_name, value_text
from messages.blocks import Block, header, paragraph, rich_text, run
from messages.money import DEFAULT
from messages.words import N_, Words
from storage.agreement import AgreementVersion
from storage.agreement_changes import Change, changes
from storage.agreement_parts import ASKS, ROWS, Asked, Content, Field, Part

SAME, GONE, NEW, SMALL = "", "strike", "bold", "italic"
LANGUAGES = {"en": N_("English"), "fr": N_("French")}
SHOWN = 2500
"""Characters of one block (Slack names no limit for rich text; a section takes 3,000)."""
KEPT = 160
"""Characters that are shown on each side of a long stretch that is the same in both."""
LONG = 3 * KEPT
COSTLY = 60_000
"""Pairs of equal words above which texts are compared sentence by sentence, and above that as a whole."""
_WORD = re.compile(r"\s*\S+|\s+")
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?\n]+\s*|$)")


@dataclass(frozen=True)
class Span:
    """A piece of text and how it is marked: `SAME`, `GONE`, `NEW`, or `SMALL` for words of ours."""

    text: str
    mark: str = SAME


def comparison(words: Words, one: AgreementVersion, other: AgreementVersion) -> list[Block]:
    """Every difference, part by part, as blocks to be shown page by page; [] for two that say the same.

    Texts that differ throughout take some tenths of a second: call it in a thread.
    """
    told = _described(words, one, other)
    part: Part | None = None
    currencies = _currency(one.content), _currency(other.content)
    for change in changes(one.content, other.content):
        if change.part is not part:
            part = change.part
            told.append(header(part_name(words, part)))
        told += blocks_of(_told(words, change, currencies))
    return told


def _described(words: Words, one: AgreementVersion, other: AgreementVersion) -> list[Block]:
    """What differs in the title, the kind and the language."""
    both = [
        (words.text("Title of the agreement"), one.title, other.title),
        (words.text("Kind"), words.text(KINDS[one.kind]), words.text(KINDS[other.kind])),
        (
            words.text("Language of the document"),
            words.text(LANGUAGES.get(one.language, one.language)),
            words.text(LANGUAGES.get(other.language, other.language)),
        ),
    ]
    found: list[Block] = []
    for label, was, now in both:
        if was != now:
            found += blocks_of([_label(words, label), *_instead(was, now)])
    return found


def _told(words: Words, change: Change, currencies: tuple[str, str]) -> list[Span]:
    if change.field == ROWS:
        was = _row(words, change.part, change.was, currencies[0])
        now = _row(words, change.part, change.now, currencies[1])
        label = words.text("Added") if change.was is None else words.text("Removed")
        return [_label(words, label), *_instead(was, now)]
    field = _field(change)
    label = field_name(words, change.part, change.field)
    if change.row is not None:
        label = words.text("{n}. {name}", n=change.row + 1, name=label)
    was = value_text(words, field, change.was, {}, currency=currencies[0])
    now = value_text(words, field, change.now, {}, currency=currencies[1])
    if field.asked is Asked.text and was and now:
        return [_label(words, label), *shortened(words, word_by_word(was, now))]
    return [_label(words, label), *_instead(was, now)]


def word_by_word(was: str, now: str) -> list[Span]:
    """Two texts as one: what only the first says, what only the second says, and what both say."""
    for split in (_WORD.findall, _SENTENCE.findall):
        old, new = [one for one in split(was) if one], [one for one in split(now) if one]
        start = _alike(old, new)
        end = _alike(old[start:][::-1], new[start:][::-1])
        before, after = old[start : len(old) - end], new[start : len(new) - end]
        if _cost(before, after) <= COSTLY:
            first, last = Span("".join(old[:start])), Span("".join(old[len(old) - end :]))
            return [span for span in (first, *_compared(before, after), last) if span.text]
    return _instead(was, now)


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pieces both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))


def _cost(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pairs of equal pieces there are to look at."""
    counts = Counter(new)
    return sum(number * counts[piece] for piece, number in Counter(old).items())


def _compared(old: Sequence[str], new: Sequence[str]) -> list[Span]:
    spans: list[Span] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            spans.append(Span("".join(old[a:b])))
            continue
        spans += [Span("".join(old[a:b]), GONE), Span("".join(new[c:d]), NEW)]
    return [span for span in spans if span.text]


def shortened(words: Words, spans: Sequence[Span]) -> list[Span]:
    """Long stretches that both say are shown at their ends; how much lies between is said."""
    found: list[Span] = []
    for place, span in enumerate(spans):
        if span.mark != SAME or len(span.text) <= LONG:
            found.append(span)
            continue
        head = _head(span.text) if place > 0 else ""
        tail = _tail(span.text) if place < len(spans) - 1 else ""
        between = len(span.text[len(head) : len(span.text) - len(tail)].split())
        same = words.plural("[{n} word is the same]", "[{n} words are the same]", between)
        found += [Span(head), Span(f" {same} ", SMALL), Span(tail)]
    return [span for span in found if span.text]


def _head(text: str) -> str:
    space = text.rfind(" ", 0, KEPT)
    return text[: space if space > 0 else KEPT]


def _tail(text: str) -> str:
    space = text.find(" ", len(text) - KEPT)
    return text[space if space > 0 else len(text) - KEPT :]


def blocks_of(spans: Sequence[Span]) -> list[Block]:
    """Spans as blocks of at most `SHOWN` characters each; a span that is cut goes on in the next with its mark."""
    blocks: list[Block] = []
    here: list[Span] = []
    room = SHOWN
    for span in spans:
        rest = span.text
        while len(rest) > room:
            at = rest.rfind(" ", 0, room) + 1 or (room if room == SHOWN else 0)
            if at:
                here.append(Span(rest[:at], span.mark))
            blocks += _block(here)
            rest, here, room = rest[at:], [], SHOWN
        here.append(Span(rest, span.mark))
        room -= len(rest)
    return blocks + _block(here)


def _block(spans: Sequence[Span]) -> list[Block]:
    runs = [run(span.text, **({span.mark: True} if span.mark else {})) for span in spans if span.text]
    return [rich_text(paragraph(*runs))] if runs else []


def _label(words: Words, label: str) -> Span:
    return Span(words.text("{label}: {text}", label=label, text=""), SMALL)


def _instead(was: str, now: str) -> list[Span]:
    between = [Span(" → ")] if was and now else []
    return [span for span in (Span(was, GONE), *between, Span(now, NEW)) if span.text]


def _row(words: Words, part: Part, row: Mapping[str, Any] | None, currency: str) -> str:
    """A row by what it is about, then what its other columns say."""
    if row is None:
        return ""
    texts: list[str] = []
    for place, column in enumerate(ASKS[part].columns):
        if text := value_text(words, column, row.get(column.name), {}, currency=currency):
            label = field_name(words, part, column.name)
            texts.append(words.text("{label}: {text}", label=label, text=text) if place else text)
    return " · ".join(texts)


def _field(change: Change) -> Field:
    asks = ASKS[change.part]
    known = asks.columns if change.row is not None else asks.fields
    return next(field for field in known if field.name == change.field)


def _currency(content: Content) -> str:
    return str((content.get(Part.funding) or {}).get("currency") or DEFAULT)
