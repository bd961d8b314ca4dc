"""A text that is longer than a view: as many blocks at a time as Slack takes, none of them left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from messages.blocks import Block

MOST_BLOCKS = 60
MOST_BYTES = 180_000


@dataclass(frozen=True)
class Leaf:
    """What is shown at once; `earlier` and `further` are the first blocks of its neighbours, None at either end."""

    shown: Sequence[Block]
    earlier: int | None
    further: int | None


def leaf(blocks: Sequence[Block], since: int) -> Leaf:
    """The leaf in which block `since` stands."""
    starts = _starts(blocks)
    at = max(index for index, start in enumerate(starts) if start <= max(since, 0))
    further = starts[at + 1] if at + 1 < len(starts) else None
    return Leaf(blocks[starts[at] : further], starts[at - 1] if at else None, further)


def _starts(blocks: Sequence[Block]) -> list[int]:
    starts, size = [0], 0
    for index, block in enumerate(blocks):
        size += len(orjson.dumps(block))
        if index - starts[-1] >= MOST_BLOCKS or (size > MOST_BYTES and index > starts[-1]):
            starts.append(index)
            size = len(orjson.dumps(block))
    return starts
