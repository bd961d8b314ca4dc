"""One part of an agreement as a page of a form: what it asks, what is known already, and the way on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from messages import inputs
from messages.agreement_guidance import EXAMPLES, GAPS, GUIDANCE
from messages.agreement_parts import CHOICES, field_name, part_name
from messages.agreement_prose import MOST_PIECES, readable
from messages.agreement_starters import STARTERS
from messages.agreement_values import cell, piece, pieces_in, rows_in
from messages.blocks import Block, Element, actions, button, context, divider, option, section
from messages.drafts import offered_back
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.agreement_parts import ASKS, EIGHT, LINE_LIMIT, Asked, Field, Part, most_rows
from storage.agreement_quality import Gap

FORM = "agreement_pages.page"
BACK, GO, ADD_ROW = "agreement_pages.back", "agreement_pages.go", "agreement_pages.add_row"
CONTINUE, EXAMPLE, STARTER = "agreement_pages.continue", "agreement_pages.example", "agreement_pages.starter"
AFRESH = "agreement_pages.afresh"
WHO_FIND = "agreement_pages.who"
OVERVIEW = "overview"
WAYS = "ways"
MINUTES_A_PART = 2

HINTS: dict[tuple[Part, str], str] = {
    (Part.funding, "currency"): N_("Three letters, such as CAD or USD; left blank, it is CAD."),
    (Part.parties, "number_ours"): N_("Nine digits, from the Canada Revenue Agency."),
    (Part.term, "notices"): N_("Left blank: 90, 60, 30 and 7 days before."),
    (Part.review, "first_on"): N_("Left blank, six months after it starts."),
    (Part.purpose, "served"): N_("Groups of people, never a client’s name."),
}


@dataclass(frozen=True)
class Page:
    """What a page shows. `sequence` are the parts on the way; `done` of the `needed` parts stand; `labels` name people
    by reference; `sources` say where what it is filled with comes from; `wanted` is what reviewers asked to change;
    `gaps` what the kept text lacks, `unclear` the same by piece of work; `overtaken`: somebody else kept another text
    since the reader began to write this one."""

    part: Part
    title: str
    sequence: Sequence[Part]
    done: int
    needed: int
    labels: Mapping[str, str] = field(default_factory=dict)
    sources: Sequence[Rich] = ()
    wanted: Sequence[Rich] = ()
    gaps: Sequence[Gap] = ()
    unclear: Sequence[Rich] = ()
    overtaken: Rich | None = None


def page(
    words: Words,
    known: Page,
    values: Mapping[str, Any],
    *,
    meta: Mapping[str, Any],
    now: datetime,
    saved_at: datetime | None = None,
    more_rows: int = 0,
    more_of: str = "",
) -> View:
    """The page. `meta` carries the agreement, the part, what the reader began from, whether the example is open, and
    which page of the view it is (`turn`); `more_of` names the prose field that is to go on in another piece.

    Slack keeps what was typed as long as a block keeps its id, so no two pages that follow each other share one.
    """
    blocks = [*_head(words, known), *_help(words, known.part, bool(meta.get("example")))]
    if saved_at:
        blocks += offered_back(words, saved_at, now=now, afresh=AFRESH)
    if known.overtaken:
        blocks.append(context(known.overtaken))
    if known.sources and not saved_at:
        blocks.append(
            context(words.rich("Filled with what is known: {sources}", sources=Rich(" · ").join(known.sources)))
        )
    blocks += [*_fields(words, known, values, more_rows=more_rows, more_of=more_of), divider(), *_ways(words, known)]
    if meta.get("turn"):
        for block in blocks:
            if block["type"] == "input" or block.get("block_id") == WAYS:
                block["block_id"] = f"{block['block_id']}@{meta['turn']}"
    return modal(
        FORM,
        words.text("Agreement"),
        blocks,
        submit=words.text("Next part") if _next(known) else words.text("Done"),
        close=words.text("Close"),
        meta=meta,
    )


def overtaken(words: Words, who: str, at: datetime) -> Rich:
    """Somebody else kept a text of this part after the reader began theirs."""
    return words.rich(
        "{who} has written here since ({when}). When you go on, you see both texts and choose.",
        who=who,
        when=words.when(at),
    )


def progress(words: Words, done: int, needed: int) -> str:
    """ "5 of 8 parts, about 6 minutes left"."""
    so_far = words.plural("{done} of {n} part", "{done} of {n} parts", needed, done=words.number(done))
    if done >= needed:
        return so_far
    left = (needed - done) * MINUTES_A_PART
    minutes = words.plural("about {n} minute left", "about {n} minutes left", left)
    return words.text("{so_far}, {minutes}", so_far=so_far, minutes=minutes)


def gap_texts(words: Words, gaps: Sequence[Gap]) -> list[str]:
    """What a part lacks, in words."""
    return [words.text(GAPS[gap]) for gap in gaps]


def _head(words: Words, known: Page) -> list[Block]:
    name = part_name(words, known.part)
    number = f"{EIGHT.index(known.part) + 1}. " if known.part in EIGHT else ""
    blocks = [
        section(words.rich("*{number}{part}*\n{title}", number=number, part=name, title=known.title)),
        context(words.rich("{progress}", progress=progress(words, known.done, known.needed))),
    ]
    if known.wanted:
        blocks += _lines([words.rich("*Changes were asked for*"), *known.wanted])
    lacking = gap_texts(words, [gap for gap in known.gaps if gap is not Gap.nothing])
    if known.unclear:
        blocks += _lines([words.rich("*Still to settle*"), *known.unclear])
    elif lacking:
        blocks.append(context(words.rich("Still to settle: {gaps}", gaps=" · ".join(lacking))))
    return blocks


def _lines(lines: Sequence[Rich]) -> list[Block]:
    return [section(text) for text in readable(Rich("\n").join(lines))]


def _help(words: Words, part: Part, opened: bool) -> list[Block]:
    label = words.text("Hide the example") if opened else words.text("Example")
    help_ = section(words.text(GUIDANCE[part]), accessory=button(label, EXAMPLE), block_id="guidance")
    return [help_, context(words.rich("{example}", example=words.text(EXAMPLES[part])))] if opened else [help_]


def _fields(words: Words, known: Page, values: Mapping[str, Any], *, more_rows: int, more_of: str) -> list[Block]:
    asks, part = ASKS[known.part], known.part
    blocks: list[Block] = []
    for one in asks.fields:
        if one.asked is Asked.text:
            blocks += _prose(words, part, one, values, more=one.name == more_of)
        else:
            label = field_name(words, part, one.name)
            blocks.append(_input(words, known, one, one.name, label, values.get(one.name)))
    rows = rows_in(part, values)
    rows += more_rows if rows < most_rows(part) else 0
    for row in range(rows):
        for column in asks.columns:
            label = words.text("{n}. {name}", n=row + 1, name=field_name(words, part, column.name))
            name = cell(column.name, row)
            blocks.append(_input(words, known, column, name, label, values.get(name)))
    if asks.columns and rows < most_rows(part):
        blocks.append(actions(button(words.text("Add another"), ADD_ROW), block_id="more"))
    return blocks


def _prose(words: Words, part: Part, one: Field, values: Mapping[str, Any], *, more: bool) -> list[Block]:
    """A prose field in as many numbered pieces as it needs, and the button for one more."""
    label = field_name(words, part, one.name)
    number = pieces_in(values, one.name)
    number += more and number < MOST_PIECES
    hint = HINTS.get((part, one.name))
    blocks = []
    for n in range(1, number + 1):
        name = piece(one.name, n)
        text = inputs.text(values.get(name), lines=True, while_typing=True)
        shown = label if n == 1 else words.text("{label} ({n})", label=label, n=n)
        told = words.text(hint) if hint and n == 1 else None
        blocks.append(inputs.field(name, shown, text, hint=told, optional=True, dispatch=True))
    row = []
    if part in STARTERS and one.name == "text" and not values.get("text"):
        row.append(button(words.text("Start from a plain text"), STARTER))
    if number < MOST_PIECES:
        go_on = words.text("Continue this text")
        named = words.labelled(go_on, label)
        row.append(button(go_on, CONTINUE, one.name, label=named))
    return [*blocks, actions(*row, block_id=f"continue_{one.name}")] if row else blocks


def _input(words: Words, known: Page, one: Field, name: str, label: str, value: Any) -> Block:
    hint = HINTS.get((known.part, one.name))
    element = _element(words, known, one, value)
    return inputs.field(name, label, element, hint=words.text(hint) if hint else None, optional=True, dispatch=True)


def _element(words: Words, known: Page, one: Field, value: Any) -> Element:
    options = [option(words.text(text), key) for key, text in CHOICES[one.options].items()] if one.options else []
    match one.asked:
        case Asked.text:
            return inputs.text(value, lines=True, while_typing=True)
        case Asked.day:
            return inputs.date(value)
        case Asked.choice:
            return inputs.select(options, value)
        case Asked.choices:
            return inputs.checkboxes(options, value or ())
        case Asked.who:
            chosen = [option(known.labels.get(ref, ref), ref) for ref in value or ()]
            return inputs.multi_external(WHO_FIND, chosen, placeholder=words.text("A side, or people of either"))
    return inputs.text(value, limit=LINE_LIMIT, while_typing=True)


def _next(known: Page) -> bool:
    return known.part in known.sequence[:-1]


def _ways(words: Words, known: Page) -> list[Block]:
    """Back, and a menu of everywhere else."""
    row = []
    if known.part in known.sequence[1:]:
        row.append(button(words.text("Back"), BACK))
    places = [option(words.text("The whole agreement"), OVERVIEW)]
    places += [option(part_name(words, part), part.value) for part in Part if part is not known.part]
    row.append(inputs.select(places, placeholder=words.text("Go to"), action=GO))
    small = words.rich("What you write is kept when you go on, back or elsewhere, for everybody who writes here.")
    return [actions(*row, block_id=WAYS), context(small)]
