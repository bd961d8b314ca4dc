"""vCard 4.0 (RFC 6350) and 3.0 (RFC 2426): people at organizations. Work data only: notes, photos,
birthdays and home addresses are passed over."""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from messages.encodings import Recoded, encoding_of
from messages.hsds_tables import LONGEST_FIELD
from messages.reading import Reader
from storage.cleaning import Fault
from storage.organizations import name_key
from storage.standard import Record

_LINE = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PART = re.compile(r"(?:\A|;)((?:[^;\\]|\\.?)*)", re.DOTALL)
Card = dict[str, list[tuple[str, str]]]


class VcardReader(Reader):
    """Reads card by card."""

    def __init__(self, name: str, size: int, opened: Callable[[], BinaryIO]) -> None:
        super().__init__(name, size, by_name=True)
        self.opened = opened
        with opened() as file:
            self.encoding = encoding_of(file)

    def records(self) -> Iterator[Record]:
        card: Card | None = None
        number = 0
        for line in self._lines():
            matched = _LINE.fullmatch(line)
            if matched is None:
                continue
            name, parameters, value = matched[1].upper(), matched[2].upper(), matched[3]
            if (name, value.strip().upper()) == ("BEGIN", "VCARD"):
                card, number = {}, number + 1
            elif (name, value.strip().upper()) == ("END", "VCARD"):
                yield from self._person(card or {}, number)
                card = None
            elif card is not None:
                card.setdefault(name, []).append((parameters, value))
        if card is not None:
            self.found(Fault.unreadable, self.name, number)
        self.taken = self.size

    def _lines(self) -> Iterator[str]:
        """Unfolded."""
        with self.opened() as file:
            recoded, whole, left = Recoded(file, self.encoding), "", b""
            while True:
                piece = recoded.read(1 << 16)
                self.taken = recoded.taken
                *lines, left = (left + piece).split(b"\n")
                lines += [left] if not piece else []
                for raw in lines:
                    line = raw.decode("utf-8", "replace").rstrip("\r")
                    if line[:1] in (" ", "\t") and len(whole) < LONGEST_FIELD:
                        whole += line[1:]
                    else:
                        yield whole
                        whole = line
                if not piece:
                    yield whole
                    return

    def _person(self, card: Card, row: int) -> Iterator[Record]:
        organization = _parts(_first(card, "ORG"))[0].strip()
        name = _text(_first(card, "FN")).strip() or " ".join(reversed(_parts(_first(card, "N"))[:2])).strip()
        if not organization:
            self.found(Fault.no_name, self.name, row, "ORG", name)
            return
        known = name_key(organization)
        email = _text(_first(card, "EMAIL")).strip().removeprefix("mailto:")
        who = f"{known}|{(email or name).casefold()}"
        values = {"name": name, "title": _text(_first(card, "TITLE") or _first(card, "ROLE")).strip(), "email": email}
        yield Record("organization", known, {"name": organization}, self.name, row)
        kept = {field: value for field, value in values.items() if value}
        yield Record("contact", who, {"organization_id": known, **kept}, self.name, row)
        for parameters, value in card.get("TEL", ()):
            number, _, extension = _text(value).strip().removeprefix("tel:").partition(";ext=")
            if "HOME" not in parameters and number:
                said = {"contact_id": who, "number": number, "extension": extension}
                yield Record("phone", f"{who}|{number}", said, self.name, row)


def _first(card: Card, name: str) -> str:
    """The preferred value of a property, else the first."""
    given = card.get(name, [])
    preferred = [value for parameters, value in given if "PREF" in parameters]
    return (preferred or [value for _parameters, value in given] or [""])[0]


def _parts(value: str) -> list[str]:
    """What stands between semicolons; escapes are read from the left, so that one after two backslashes parts."""
    return [_text(part) for part in _PART.findall(value)]


def _text(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
