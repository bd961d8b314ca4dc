"""A paper as Markdown (CommonMark with GFM tables); what people wrote stands as text, never as markup."""

import re
from collections.abc import Iterator

from messages.paper import Paper
from messages.paper_chapters import Chapter, chapters, words_of
from messages.paper_facts import facts
from messages.words import N_

_MARKS = re.compile(r"([\\`*_\[\]<>&|~@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_AT_START = re.compile(r"^([#+\-=:]|\d+(?=[.)]))")
SIGNATURES = N_("Signatures")
SIGNED_ON = N_("signed on {day}")


def markdown(paper: Paper) -> str:
    """The whole document, its blocks parted by blank lines, ending in a line end."""
    return "\n\n".join(_blocks(paper)) + "\n"


def escaped(text: str) -> str:
    """Text as Markdown shows it, letter by letter; what would be markup is escaped, each line end is kept."""
    return "\\\n".join(_line(line.strip()) for line in text.splitlines() if line.strip())


def _line(text: str) -> str:
    """One line, whose beginning could make a heading, a list or a rule of it."""
    safe = _MARKS.sub(r"\\\1", text)
    start = _AT_START.match(safe)
    if start is None:
        return safe
    return f"{start[0]}\\{safe[start.end() :]}" if start[0].isdecimal() else f"\\{safe}"


def _blocks(paper: Paper) -> Iterator[str]:
    known, words = facts(paper), words_of(paper)
    yield f"# {cell(known['title'])}"
    yield f"**{cell(known['kind'])}** · {cell(known['ours'])} · {cell(known['theirs'])}"
    version = words.text("Version {version} · {day}", version=known["version"], day=known["made_on"])
    yield f"{escaped(version)} · {cell(known['status'])}"
    if paper.amends:
        yield escaped(words.text("This version changes version {version}, which was signed.", version=paper.amends))
    yield f"> {escaped(known['notice'])}"
    yield escaped(known["intro"])
    for chapter in chapters(paper):
        yield from _chapter(chapter)
    yield f"## {escaped(words.text(SIGNATURES))}"
    for one in known["signatures"]:
        day = words.text(SIGNED_ON, day=one["signed_on"]) if one["signed_on"] else "________"
        yield " · ".join(cell(text) for text in (one["party"], one["name"], one["title"], day) if text)


def _chapter(chapter: Chapter) -> Iterator[str]:
    name = escaped(chapter.name)
    yield f"## {chapter.number}. {name}" if chapter.number else f"## {name}"
    if chapter.pending:
        yield escaped(chapter.pending)
    short = [f"- **{escaped(line.label)}**: {cell(line.text)}" for line in chapter.lines if not line.long]
    if short:
        yield "\n".join(short)
    if chapter.rows:
        yield "\n".join(_table(chapter))
    for line in chapter.lines:
        if line.long and line.name != "text":
            yield f"### {escaped(line.label)}"
        if line.long:
            yield escaped(line.text)


def _table(chapter: Chapter) -> Iterator[str]:
    width = len(chapter.heads)
    yield row(chapter.heads)
    yield row(["---"] * width, marks=True)
    for one in chapter.rows:
        yield row(one)
    if chapter.total:
        yield row([*chapter.total, *[""] * (width - len(chapter.total))])


def row(cells: list[str], *, marks: bool = False) -> str:
    """A row of a table; `marks`: the one below its head."""
    return "| " + " | ".join(cells if marks else [cell(one) for one in cells]) + " |"


def cell(text: str) -> str:
    """Text on one line."""
    return escaped(" ".join(text.split()))
