"""Texts that can be told from all others wherever they come to light: each bears a word of its own, and signs that mean
something to Slack and in files."""

import io
import itertools
import re
import zipfile
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from bot.seed_agreeing import Pen

OF_PARTNERS, OF_ALL, OF_SOUTH = "p", "w", "s"
"""What belongs to a partner, what everybody of the workspace may know, and all that is known in the other one."""
TAIL = "<!here>&*b*;,\\"
"""What every mark ends with; short, for fields that take 40 letters."""
MARK = re.compile(rf" ?(zq[pws]\d{{4}}x)(?:{re.escape(TAIL)})?", re.IGNORECASE)
TEXT = re.compile(r"[^\W\d_]{2}\S*\s+\S*[^\W\d_]")
"""Two words: codes, addresses and numbers are none."""


class Marks:
    """Gives marks, the same one to the same text; all of one kind where there is an `only` one."""

    def __init__(self, only: str = "") -> None:
        self.only = only
        self._numbers = itertools.count(1)
        self._known: dict[tuple[str, str], str] = {}

    def on(self, text: str, kind: str = OF_PARTNERS) -> str:
        """The text with its mark."""
        kind = self.only or kind
        if (text, kind) not in self._known:
            self._known[text, kind] = f"{text} zq{kind}{next(self._numbers):04}x{TAIL}"
        return self._known[text, kind]

    def throughout(self, thing: Any, kind: str = OF_PARTNERS) -> Any:
        """A copy of nested data in which every text is marked; codes, numbers and addresses stay as they are."""
        if type(thing) is str:
            plain = "@" in thing or MARK.search(thing) or not TEXT.search(thing)
            return thing if plain else self.on(thing, kind)
        if is_dataclass(thing) and not isinstance(thing, type):
            changed = {one.name: self.throughout(getattr(thing, one.name), kind) for one in fields(thing) if one.init}
            return replace(thing, **changed)
        if isinstance(thing, dict):
            return {self.throughout(key, kind): self.throughout(value, kind) for key, value in thing.items()}
        if isinstance(thing, (tuple, list)):
            return type(thing)(self.throughout(one, kind) for one in thing)
        if callable(thing) and not isinstance(thing, type):
            return lambda pen: self.throughout(thing(_plain(pen)), kind)
        return thing


def _plain(pen: Pen) -> Pen:
    """What an agreement is written with names people as the seeds do."""
    return replace(pen, people={MARK.sub("", name): person for name, person in pen.people.items()})


def found(thing: Any) -> set[str]:
    """The marks in a text, in nested data, or in a file: inside it too, when it is a package as workbooks are."""
    if isinstance(thing, bytes):
        return set().union(*(_in(part) for part in _parts(thing)))
    return _in(str(thing))


def _in(text: str) -> set[str]:
    return {one.casefold() for one in MARK.findall(text)}


def _parts(data: bytes) -> Iterable[str]:
    if not data.startswith(b"PK"):
        return [data.decode("utf-8", "replace")]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
