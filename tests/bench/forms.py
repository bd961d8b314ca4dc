"""Building a form of twenty inputs with every limit checked, beside the same dicts written out."""

from collections.abc import AsyncIterator
from typing import Any

from messages import blocks, inputs, surfaces
from tests.bench.measure import Result, cpu_ratio

CHOICES = [(f"Choice {number}", f"value-{number}") for number in range(10)]


async def results(_database_url: str) -> AsyncIterator[Result]:
    """The modal, ours and plain; both give the same view."""
    assert _ours() == _plain()

    async def ours() -> None:
        _ours()

    async def plain() -> None:
        _plain()

    yield await cpu_ratio("a 20-input modal, validated / plain dicts", ours, plain, goal=2.0, times=500)


def _ours() -> dict[str, Any]:
    options = [blocks.option(text, value) for text, value in CHOICES]
    fields = [
        inputs.field(f"text-{n}", f"Text {n}", inputs.text("before", lines=True, placeholder="Type"), hint="A hint")
        for n in range(10)
    ] + [inputs.field(f"choice-{n}", f"Choice {n}", inputs.select(options, "value-3")) for n in range(10)]
    return surfaces.modal("bench.form", "Bench", fields, submit="Save", close="Cancel", meta={"subject": "bench:1"})


def _text(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def _plain() -> dict[str, Any]:
    options = [{"text": _text(text), "value": value} for text, value in CHOICES]
    return {
        "type": "modal",
        "callback_id": "bench.form",
        "title": _text("Bench"),
        "close": _text("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": f"text-{n}",
                "label": _text(f"Text {n}"),
                "element": {
                    "type": "plain_text_input",
                    "action_id": "field",
                    "multiline": True,
                    "max_length": 3000,
                    "initial_value": "before",
                    "placeholder": _text("Type"),
                },
                "optional": False,
                "hint": _text("A hint"),
            }
            for n in range(10)
        ]
        + [
            {
                "type": "input",
                "block_id": f"choice-{n}",
                "label": _text(f"Choice {n}"),
                "element": {
                    "type": "static_select",
                    "action_id": "field",
                    "options": options,
                    "initial_option": options[3],
                },
                "optional": False,
            }
            for n in range(10)
        ],
        "submit": _text("Save"),
        "private_metadata": '{"subject":"bench:1"}',
    }
