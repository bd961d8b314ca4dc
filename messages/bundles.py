"""Several things said to one person in one message: each keeps its words and its buttons."""

from collections.abc import Iterable, Sequence
from typing import Any

from messages.blocks import Block, context, divider, section
from messages.surfaces import Message, message
from messages.words import Rich, Words

BLOCKS = 50
"""Slack's limit for a message."""
MOST = 10
"""More than that nobody reads at once."""
MARK = "part"

Part = dict[str, Any]


def part_of(reminder_id: int, said: Message) -> Part:
    """One piece of a bundle, as it is kept."""
    return {"reminder": reminder_id, "text": said["text"], "blocks": said.get("blocks", [])}


def takes(said: Sequence[Message], another: Message) -> bool:
    """Whether one more piece has room beside what a message says already: a line above each, and one above all."""
    blocks = 1 + sum(len(one.get("blocks") or [None]) + 1 for one in (*said, another))
    return len(said) < MOST and blocks <= BLOCKS


def bundle(words: Words, bundle_id: int, parts: Sequence[Part]) -> Message:
    """The whole message. Every block is named after its part, so that a press is known to belong to it."""
    lead = words.plural("{n} thing for you, together", "{n} things for you, together", len(parts))
    blocks: list[Block] = [context(lead)]
    for part in parts:
        blocks += [divider(), *_named(bundle_id, part)]
    return message(Rich("\n\n".join(part["text"] for part in parts)), blocks)


def part_pressed(block_id: str) -> tuple[int, int, str] | None:
    """The bundle, the reminder and the own name of the block that was pressed; None outside a bundle."""
    mark, *rest = block_id.split("|", 3)
    return (int(rest[0]), int(rest[1]), rest[2]) if mark == MARK and len(rest) == 3 else None


def _named(bundle_id: int, part: Part) -> Iterable[Block]:
    blocks = part["blocks"] or [section(Rich(part["text"]))]
    for number, block in enumerate(blocks):
        own = block.get("block_id") or f"{number}"
        yield {**block, "block_id": f"{MARK}|{bundle_id}|{part['reminder']}|{own}"}
