"""Limits that no block has alone: how many, where, unique ids, sums over the whole message or view."""

from collections.abc import Iterator
from typing import Any

from bot.playground.limits_blocks import MARKDOWN_CHARACTERS, MOST_BLOCKS, ON_SURFACE
from bot.playground.limits_shapes import Report, characters, kind_of

CHARTS_PER_MESSAGE = 2
CHARACTERS_PER_MESSAGE = 12_000
_READ = frozenset({"text", "alt_text", "title", "label", "name", "caption", "categories", "x_label", "y_label"})
"""The keys under which a block has what people read."""

_NESTED = {"container": "child_blocks", "carousel": "elements", "plan": "tasks"}
_HOLDERS = ("elements", "actions")

Placed = tuple[str, dict[str, Any]]  # a JSON pointer and what is there


def _items(value: object, at: str) -> Iterator[Placed]:
    if isinstance(value, list):
        for position, item in enumerate(value):
            if isinstance(item, dict):
                yield f"{at}/{position}", item


def every_block(blocks: object, at: str) -> Iterator[Placed]:
    """The blocks and those inside containers, carousels and plans, with their pointers."""
    for where, block in _items(blocks, at):
        yield where, block
        kind = block.get("type")
        inner = _NESTED.get(kind) if isinstance(kind, str) else None
        if inner:
            yield from every_block(block.get(inner), f"{where}/{inner}")


def elements_of(block: dict[str, Any], at: str) -> Iterator[Placed]:
    """The elements of one block (accessory, input element, actions), with their pointers."""
    for key in ("accessory", "element"):
        if isinstance(block.get(key), dict):
            yield f"{at}/{key}", block[key]
    for key in _HOLDERS:
        yield from _items(block.get(key), f"{at}/{key}")


def check_blocks(blocks: object, at: str, surface: str, report: Report) -> None:
    """Check the blocks of a message, modal or home: each by itself, then all together."""
    if not isinstance(blocks, list):
        report.add(at, f"This must be a list of blocks, not {kind_of(blocks)}.")
        return
    most = MOST_BLOCKS[surface]
    if len(blocks) > most:
        report.add(at, f"There are {len(blocks)} blocks; Slack allows {most} in a {surface}.")
    shapes = ON_SURFACE[surface]
    for position, block in enumerate(blocks):
        shapes.check(block, f"{at}/{position}", report)
    placed = list(every_block(blocks, at))
    _unique_ids(placed, report)
    _elements_in_place(placed, surface, report)
    if surface == "message":
        _sums(placed, at, report)


def check_sum(blocks: object, at: str, report: Report) -> None:
    """Slack: so much text over all blocks of a message that a method posts or changes. It is on no reference page; a
    maintainer speaks of 12,000 characters with a buffer for containers, refusals were measured from 11,341 to 13,297
    (slackapi/bolt-js#2509, #2867). What counts is not told, so everything does that is read anywhere in a block:
    texts, fields, labels of buttons, options of menus, what is asked before a press, cells, points of charts."""
    total = _read(blocks)
    if total > CHARACTERS_PER_MESSAGE:
        report.add(
            at,
            f"The blocks hold {total} characters together; Slack allows {CHARACTERS_PER_MESSAGE}.",
            error="msg_blocks_too_long",
        )


def _read(value: object, key: str = "") -> int:
    if isinstance(value, str):
        return characters(value) if key in _READ else 0
    if isinstance(value, list):
        return sum(_read(item, key) for item in value)
    return sum(_read(inner, name) for name, inner in value.items()) if isinstance(value, dict) else 0


def _unique_ids(placed: list[Placed], report: Report) -> None:
    seen: dict[str, str] = {}
    for where, block in placed:
        _first_use("block_id", block, where, seen, report)
        actions: dict[str, str] = {}
        for spot, element in elements_of(block, where):
            _first_use("action_id", element, spot, actions, report)


def _first_use(name: str, value: dict[str, Any], at: str, seen: dict[str, str], report: Report) -> None:
    found = value.get(name)
    if not isinstance(found, str):
        return
    first = seen.setdefault(found, at)
    if first != at:
        scope = "its message or view" if name == "block_id" else "its block"
        report.add(f"{at}/{name}", f"The {name} {found!r} is used at {first} already; it must be unique in {scope}.")


def _elements_in_place(placed: list[Placed], surface: str, report: Report) -> None:
    focused = 0
    for where, block in placed:
        for spot, element in elements_of(block, where):
            if element.get("focus_on_load") is True:
                focused += 1
                if focused > 1:
                    report.add(f"{spot}/focus_on_load", "Slack allows 1 element with focus_on_load, this is another.")
            if surface == "modal":
                _response_url_in_input(block, element, spot, report)
            elif element.get("type") == "file_input":
                report.add(f"{spot}/type", f"A file_input is allowed in a modal only, this is a {surface}.")
            elif "response_url_enabled" in element:
                report.add(
                    f"{spot}/response_url_enabled",
                    f"response_url_enabled is allowed in a modal only, this is a {surface}.",
                )


def _response_url_in_input(block: dict[str, Any], element: dict[str, Any], at: str, report: Report) -> None:
    if element.get("response_url_enabled") is True and block.get("type") != "input":
        report.add(f"{at}/response_url_enabled", "response_url_enabled is allowed in an input block only.")


def _sums(placed: list[Placed], at: str, report: Report) -> None:
    tables = [where for where, block in placed if block.get("type") == "table"]
    charts = [where for where, block in placed if block.get("type") == "data_visualization"]
    markdown = [
        characters(block["text"])
        for _, block in placed
        if block.get("type") == "markdown" and isinstance(block.get("text"), str)
    ]
    if len(tables) > 1:
        report.add(
            tables[1], f"There are {len(tables)} tables; Slack allows 1 in a message.", error="only_one_table_allowed"
        )
    if len(charts) > CHARTS_PER_MESSAGE:
        report.add(
            charts[CHARTS_PER_MESSAGE],
            f"There are {len(charts)} charts; Slack allows {CHARTS_PER_MESSAGE} in a message.",
        )
    if len(markdown) > 1 and sum(markdown) > MARKDOWN_CHARACTERS:
        report.add(
            at,
            f"The markdown blocks hold {sum(markdown)} characters together; Slack allows {MARKDOWN_CHARACTERS}.",
        )
