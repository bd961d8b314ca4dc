"""Cleaning: what a record of the standard must be before it is kept. Real files have every fault that field, section
12 names: what can be mended is mended and said, what cannot is refused, and the rest of the file goes on."""

import math
import re
from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser
from typing import Any

from storage.errors import NotAnAddress
from storage.locations import LocationType
from storage.organizations import NAME_LIMIT, web_address
from storage.services import ServiceStatus
from storage.standard import NUMBERS, RESOURCES, Record, known_id
from storage.texts import looks_like_identity_number

TEXT_LIMIT = 20_000
READ_LIMIT = 5 * TEXT_LIMIT
"""Of a text with its markup."""
EMAIL = re.compile(r"[^\s@<>|]+@[^\s@<>|]+\.[^\s@<>|.]+")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")
_DIGIT = re.compile(r"\d")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ud800-\udfff\ufffe\uffff]")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset(("script", "style"))
_NAMED = frozenset(("organization", "service", "taxonomy_term", "taxonomy", "program"))
_NUMBERED = frozenset(
    [
        "identifier",
        "tax_id",
        "number",
        "code",
        "extent",
        "external_identifier",
        "uri",
        "url",
        "website",
        "logo",
        "last_modified",
    ]
)
"""Fields in which long numbers are at home."""
_LINES = re.compile(r"(?<![ \t])[ \t]*\n[ \t]*(?:\n[ \t]*)+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class Fault(StrEnum):
    """What can be wrong with a record, a column or a file."""

    no_id = "no_id"
    no_name = "no_name"
    nameless_contact = "nameless_contact"
    no_number = "no_number"
    dangling = "dangling"
    orphan = "orphan"
    cycle = "cycle"
    repeated_id = "repeated_id"
    markup = "markup"
    not_an_address = "not_an_address"
    not_an_email = "not_an_email"
    not_a_number = "not_a_number"
    no_status = "no_status"
    unknown_status = "unknown_status"
    unknown_type = "unknown_type"
    too_long = "too_long"
    identity_number = "identity_number"
    unknown_columns = "unknown_columns"
    unlabelled_columns = "unlabelled_columns"
    unknown_file = "unknown_file"
    missing_file = "missing_file"
    not_utf8 = "not_utf8"
    unreadable = "unreadable"
    edited_here = "edited_here"
    same_name = "same_name"
    merged_into = "merged_into"
    merged = "merged"
    changed = "changed"


REFUSING = frozenset((Fault.no_name, Fault.no_number, Fault.orphan, Fault.repeated_id, Fault.unreadable))


@dataclass(frozen=True)
class Finding:
    """One thing found in a file: where (`row` from 1, 0 for the whole place), in which column, and what it is about."""

    fault: Fault
    place: str
    row: int
    column: str = ""
    about: str = ""


@dataclass
class Cleaned:
    """A record as it may be kept, None when it is refused, and what was found."""

    record: Record | None
    findings: list[Finding] = field(default_factory=list)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        if tag in _BLOCKS and tag not in ("li", "br"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def plain(text: str) -> str:
    """Text without markup, paragraphs kept apart. What is plain already stays as it is."""
    for _ in range(4):  # text that was escaped twice is markup again when it comes out
        if not _MARKUP.search(text):
            return text
        parser = _Text()
        parser.feed(_without_comments(text))
        parser.close()
        text = _tidy("".join(parser.parts))
    return _MARKUP.sub(" ", text).strip()


def _without_comments(text: str) -> str:
    """The parser would look anew for the end of each that is not closed, through all that follows."""
    closed = text.rfind("-->") + 3 if "-->" in text else 0
    return _COMMENT.sub("", text[:closed]) + text[closed:].replace("<!--", " ")


def _tidy(text: str) -> str:
    text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return (_LINES.sub("\n\n", text) if "\n" in text else text).strip()


class Cleaner:
    """Cleans the records of one source, whose name makes ids of what are none."""

    def __init__(self, source: str) -> None:
        self.source = source

    def clean(self, raw: Record) -> Cleaned:
        """The record with known fields only, texts plain, ids UUIDs, numbers numbers."""
        resource, made = RESOURCES[raw.resource], Cleaned(None)
        values: dict[str, Any] = {}
        for name in resource.fields:
            given = raw.values.get(name)
            if given is None or given == "":
                continue
            kept = self._value(raw, name, given, made)
            if kept not in (None, ""):
                values[name] = kept
        self._links(raw, values)
        if not self._required(raw, values, made):
            return made
        made.record = Record(raw.resource, known_id(self.source, raw.resource, raw.id), values, raw.place, raw.row)
        return made

    def _value(self, raw: Record, name: str, given: Any, made: Cleaned) -> Any:
        target = RESOURCES[raw.resource].refers.get(name)
        if target:
            return known_id(self.source, target, given) if str(given).strip() else None
        if name in NUMBERS:
            return self._number(raw, name, given, made)
        text = _tidy((given if isinstance(given, str) else _written(given))[: READ_LIMIT + 1])
        cut_short = len(text) > READ_LIMIT
        if _MARKUP.search(text):
            text = plain(text)
            self._find(made, raw, Fault.markup, name)
        if name == "name":
            text = " ".join(text.split())
        limit = NAME_LIMIT if name == "name" and raw.resource in ("organization", "contact") else TEXT_LIMIT
        if len(text) > limit or cut_short:
            text = text[:limit].rstrip()
            self._find(made, raw, Fault.too_long, name, str(limit))
        if name not in _NUMBERED and _DIGIT.search(text) and looks_like_identity_number(text):
            self._find(made, raw, Fault.identity_number, name)
            return None
        return self._address(raw, name, text, made)

    def _address(self, raw: Record, name: str, text: str, made: Cleaned) -> str | None:
        if name == "website":
            try:
                return web_address(text)
            except NotAnAddress:
                self._find(made, raw, Fault.not_an_address, name, text[:80])
                return None
        if name == "email" and text and not EMAIL.fullmatch(text):
            self._find(made, raw, Fault.not_an_email, name, text[:80])
            return None
        return text

    def _number(self, raw: Record, name: str, given: Any, made: Cleaned) -> int | float | None:
        try:
            number = float(str(given).strip().replace(",", "."))
        except ValueError:
            number = math.nan
        if isinstance(given, bool) or not math.isfinite(number):
            if str(given).strip():
                self._find(made, raw, Fault.not_a_number, name, str(given)[:80])
            return None
        return int(number) if number.is_integer() and abs(number) < 2**53 else number

    def _links(self, raw: Record, values: dict[str, Any]) -> None:
        """What points to any resource says which: an attribute, a note on a change."""
        for name, kind in (("link_id", "link_entity"), ("resource_id", "resource_type")):
            if name in values and values.get(kind) in RESOURCES:
                values[name] = known_id(self.source, values[kind], raw.values[name])

    def _required(self, raw: Record, values: dict[str, Any], made: Cleaned) -> bool:
        """Whether the record can be kept; what is missing is supplied where the standard leaves no doubt."""
        kind = raw.resource
        if kind in _NAMED and not values.get("name"):
            return self._find(made, raw, Fault.no_name, "name")
        if kind == "contact" and not values.get("name"):
            stand_in = next((values[name] for name in ("title", "department", "email") if values.get(name)), None)
            if stand_in is None:
                return self._find(made, raw, Fault.no_name, "name")
            values["name"] = stand_in[:NAME_LIMIT]
            self._find(made, raw, Fault.nameless_contact, "name", values["name"])
        if kind == "phone" and not values.get("number"):
            return self._find(made, raw, Fault.no_number, "number")
        if kind == "organization_identifier" and not values.get("identifier"):
            return self._find(made, raw, Fault.no_number, "identifier")
        if kind == "service":
            self._one_of(raw, values, made, "status", ServiceStatus, "active", Fault.unknown_status)
        if kind == "location":
            self._one_of(raw, values, made, "location_type", LocationType, "physical", Fault.unknown_type)
        return True

    def _one_of(
        self,
        raw: Record,
        values: dict[str, Any],
        made: Cleaned,
        name: str,
        kinds: type[StrEnum],
        usual: str,
        unknown: Fault,
    ) -> None:
        given = str(values.get(name, "")).casefold().replace("_", " ")
        if given in {kind.value for kind in kinds}:
            values[name] = given
            return
        fault = unknown if given else Fault.no_status if name == "status" else Fault.unknown_type
        self._find(made, raw, fault, name, given[:80])
        values[name] = usual

    def _find(self, made: Cleaned, raw: Record, fault: Fault, column: str, about: str = "") -> bool:
        made.findings.append(Finding(fault, raw.place, raw.row, column, about))
        return False


def _written(given: Any) -> str:
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, float) and given.is_integer():
        return str(int(given))
    return str(given)
