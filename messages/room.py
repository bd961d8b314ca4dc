"""What has room in a message, and what is said of the rest: a list ends in how many more there are, not in its middle.

`blocks` and `surfaces` keep Slack's limits whatever they are given; here is how a list stays readable within them.
"""

from collections.abc import Iterable, Sequence

from messages.agreement_prose import readable
from messages.blocks import Block, context, section
from messages.limits import MOST_BLOCKS, MOST_TEXT, SECTION, cut, weight
from messages.words import Rich, Words, escape
from storage.texts import length

SPARE_TEXT, SPARE_BLOCKS = 600, 4
"""What an unprompted message gets besides what it says: a line above several, how to put it off, what is left out."""
LONGEST_LINE = 1200
TAIL = 40


def has_room(blocks: Sequence[Block]) -> bool:
    """Whether a message takes all of that, and what it gets besides."""
    return len(blocks) <= MOST_BLOCKS - SPARE_BLOCKS and weight(blocks) <= MOST_TEXT - SPARE_TEXT


def how_many(rows: Sequence[Sequence[Block]], *, beside: Iterable[Block] = ()) -> int:
    """How many of the rows of a list, each some blocks, have room beside the other blocks of their message."""
    blocks = list(beside)
    for number, row in enumerate(rows):
        blocks += row
        if not has_room(blocks):
            return number
    return len(rows)


def under(
    words: Words, lead: Rich | None, lines: Sequence[str], *, most: int | None = None, limit: int = SECTION
) -> Rich:
    """Lines of a list below its heading, `most` of them and as many as have room in `limit`; the last one says how many
    more there are."""
    told: list[str] = [cut(lead, LONGEST_LINE)] if lead else []
    room = limit - TAIL - sum(map(length, told))
    for number, line in enumerate(lines):
        shown = cut(escape(line), LONGEST_LINE)
        room -= length(shown) + 1
        if number == most or room < 0:
            told.append(more(words, len(lines) - number))
            break
        told.append(shown)
    return Rich("\n").join(told)


def coming_up(words: Words, rows: Sequence[Sequence[Block]], *, most: int) -> list[Block]:
    """The first rows of a list that its reader works off: those that have no room come up as the first are settled."""
    shown = min(most, how_many(rows))
    blocks = [block for row in rows[:shown] for block in row]
    if left := len(rows) - shown:
        text = words.plural(
            "and {n} more, which comes up here once these are settled",
            "and {n} more, which come up here once these are settled",
            left,
        )
        blocks.append(context(text))
    return blocks


def more(words: Words, left: int) -> Rich:
    """ "and 14 more"."""
    return escape(words.plural("and {n} more", "and {n} more", left))


def some(words: Words, names: Sequence[str], most: int = 8) -> list[str]:
    """The first names of many, with how many others there are."""
    left = len(names) - most
    return [*names[:most], words.plural("{n} other", "{n} others", left)] if left > 1 else list(names)


def in_sections(lines: Iterable[str]) -> list[Block]:
    """Lines to read, in as many sections as they need: no word of them is lost."""
    told: list[Rich] = []
    for part in (part for line in lines for part in readable(line)):
        if told and length(told[-1]) + 1 + length(part) <= SECTION:
            told[-1] = Rich("{}\n{}").format(told[-1], part)
        else:
            told.append(part)
    return [section(one) for one in told]
