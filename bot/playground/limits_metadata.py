"""The metadata of a message (Slack: message metadata; the types of its SDK say what a payload may hold)."""

from typing import Any

from bot.playground.limits_shapes import Anything, Many, Report, Thing, Words, kind_of, step


class _Scalars:
    """An object of texts, numbers, true and false; with `nested` also of objects of such, and of lists of these.

    @slack/types, MessageMetadata: string, number, boolean, an object of those, or a list of such objects; a list of
    bare numbers or texts is none of them.
    """

    def __init__(self, *, nested: bool) -> None:
        self.nested = nested

    def check(self, value: Any, at: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(at, f"This must be an object, not {kind_of(value)}.")
            return
        for key, inner in value.items():
            where = step(at, str(key))
            if self.nested and isinstance(inner, dict | list):
                for item in inner if isinstance(inner, list) else [inner]:
                    _FLAT.check(item, where, report)
            elif not isinstance(inner, str | int | float):
                report.add(where, f"This must be a text, a number, true or false, not {kind_of(inner)}.")


_FLAT = _Scalars(nested=False)

METADATA = Thing(
    {
        "event_type": Words(),
        "event_payload": _Scalars(nested=True),
        "entities": Many(Anything(), "entities", 0),
    },
    ("event_type", "event_payload"),
)
