"""Several things said to one person in one message: each keeps its words and its buttons."""

from collections.abc import Iterable, Sequence
from typing import Any

from messages.blocks import Block, context, divider, section
from messages.limits import MOST_BLOCKS, MOST_TEXT, cut, weight
from messages.surfaces import Message, message
from messages.words import Rich, Words

MOST = 10
"""More than that nobody reads at once."""
LEAD = 100
"""Room for the line above all of them."""
IN_SHORT = 600
"""So much is shown of a part that there is no room for any more."""
MARK = "part"

Part = dict[str, Any]


def part_of(reminder_id: int, said: Message) -> Part:
    """One piece of a bundle, as it is kept."""
    return {"reminder": reminder_id, "text": said["text"], "blocks": said.get("blocks", [])}


def takes(said: Sequence[Message], another: Message) -> bool:
    """Whether one more piece has room beside what a message says already: a line above each, and one above all."""
    parts = [part_of(0, one) for one in (*said, another)]
    return len(parts) <= MOST and _have_room(parts)


def bundle(words: Words, bundle_id: int, parts: Sequence[Part]) -> Message:
    """The whole message. Every block is named after its part, so that a press is known to belong to it."""
    lead = words.plural("{n} thing for you, together", "{n} things for you, together", len(parts))
    blocks: list[Block] = [context(lead)]
    for part in _fitting(parts):
        blocks += [divider(), *_named(bundle_id, part)]
    return message(Rich("\n\n").join(map(_said, parts)), blocks)


def part_pressed(block_id: str) -> tuple[int, int, str] | None:
    """The bundle, the reminder and the own name of the block that was pressed; None outside a bundle."""
    mark, *rest = block_id.split("|", 3)
    return (int(rest[0]), int(rest[1]), rest[2]) if mark == MARK and len(rest) == 3 else None


def _said(part: Part) -> Rich:
    """The text of a message, which is mrkdwn, as it was kept."""
    return Rich(part["text"])


def _blocks(part: Part) -> list[Block]:
    return part["blocks"] or [section(_said(part))]


def _have_room(parts: Sequence[Part]) -> bool:
    blocks = [_blocks(part) for part in parts]
    return 1 + sum(len(one) + 1 for one in blocks) <= MOST_BLOCKS and LEAD + weight(blocks) <= MOST_TEXT


def _fitting(parts: Sequence[Part]) -> list[Part]:
    """The parts as they are, or the longest ones in short, where one has grown since there was room for all."""
    shown = list(parts)
    for part in sorted(parts, key=lambda part: weight(_blocks(part)), reverse=True):
        if _have_room(shown):
            break
        shown[shown.index(part)] = _in_short(part)
    return shown


def _in_short(part: Part) -> Part:
    """Its words, as far as there is room for, and the row of buttons it ends with."""
    rows = [block for block in _blocks(part) if block["type"] == "actions"]
    return {**part, "blocks": [section(cut(_said(part), IN_SHORT)), *rows[-1:]]}


def _named(bundle_id: int, part: Part) -> Iterable[Block]:
    for number, block in enumerate(_blocks(part)):
        own = block.get("block_id") or f"{number}"
        yield {**block, "block_id": f"{MARK}|{bundle_id}|{part['reminder']}|{own}"}
