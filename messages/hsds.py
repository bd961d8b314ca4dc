"""Open Referral's HSDS 3.x as JSON: documents nested as its API gives them, a list of them, or a page of one."""

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import ijson  # type: ignore[import-untyped] # it ships no types

from messages.encodings import Recoded, encoding_of
from messages.reading import Reader
from storage.cleaning import Fault
from storage.errors import FileExpands, NestedTooDeep, NotReadable, TooManyParts
from storage.standard import ORDER, RESOURCES, Record, made_id

LARGEST_DOCUMENT = 64 * 1024 * 1024
LISTS = {
    "organizations": "organization",
    "organization": "organization",
    "services": "service",
    "service": "service",
    "service_at_locations": "service_at_location",
    "taxonomy_terms": "taxonomy_term",
    "contents": "",
    "items": "",
    "data": "",
    "results": "",
}
"""Keys under which documents are listed, and what they are; "" leaves it to the first of them."""
_OPENING, _CLOSING = ("start_map", "start_array"), ("end_map", "end_array")
_DEEPEST = 12
DEEPEST_FILE = 50
"""How deep lists and objects may be nested: the standard itself needs half of that."""
MOST_VALUES = 500_000
"""How many values one document may hold."""


class JsonReader(Reader):
    """Reads document by document: memory holds one of them at a time."""

    def __init__(self, name: str, size: int, opened: Callable[[], BinaryIO]) -> None:
        super().__init__(name, size, twice=True)
        self.opened = opened
        with opened() as file:
            self.encoding = encoding_of(file)
        self.warned = False

    def records(self) -> Iterator[Record]:
        if self.encoding == "cp1252" and not self.warned:
            self.warned = True
            self.found(Fault.not_utf8, self.name)
        try:
            yield from self._records()
        except (ijson.JSONError, UnicodeDecodeError, ValueError) as error:
            raise NotReadable(name=self.name) from error

    def _records(self) -> Iterator[Record]:
        prefix, resource = self._shape()
        yield from self._listed(prefix, resource)
        if prefix == "organizations.item":  # what we write: all terms stand behind
            yield from self._listed("taxonomy_terms.item", "taxonomy_term", free=3 * self.size)
        self.taken = self.size

    def _listed(self, prefix: str, resource: str, *, free: int = 0) -> Iterator[Record]:
        """The documents of one list; as many bytes as are `free` stand before it, and were read once."""
        with self.opened() as file:
            source = _Bounded(Recoded(file, self.encoding), free)
            events = ijson.parse(source.events())
            for row, document in enumerate(ijson.items(events, prefix), start=1):
                self.taken, source.since, source.values = max(self.taken, source.inner.taken), 0, 0
                if not isinstance(document, dict):
                    self.found(Fault.unreadable, self.name, row)
                    continue
                resource = resource or kind_of(document)
                yield from flattened(resource, document, self.name, row)

    def _shape(self) -> tuple[str, str]:
        """Where the documents stand, and what they are ("" to be told by the first)."""
        with self.opened() as file:
            depth, key = 0, ""
            for event, value in _Bounded(Recoded(file, self.encoding), free=3 * self.size).events():
                if event == "start_array" and depth == 0:
                    return "item", ""
                if event == "map_key" and depth == 1:
                    key = value
                if depth == 1 and key in ("id", "name") and event in ("string", "number"):
                    return "", ""
                if event == "start_array" and depth == 1 and key in LISTS:
                    return f"{key}.item", LISTS[key]
                depth += (event in _OPENING) - (event in _CLOSING)
        raise NotReadable(name=self.name)


class _Bounded:
    """A file of which no more than one document's worth is read at a stretch, after as many bytes as are `free`."""

    def __init__(self, inner: Recoded, free: int) -> None:
        self.inner = inner
        self.since = self.values = -free

    def read(self, size: int = -1) -> bytes:
        given = self.inner.read(size)
        self.since += len(given)
        if self.since > LARGEST_DOCUMENT:
            raise FileExpands(limit=LARGEST_DOCUMENT // 1024 // 1024)
        return given

    def events(self) -> Iterator[tuple[str, Any]]:
        """What stands in it, piece by piece. Raises `NestedTooDeep`, `TooManyParts`."""
        depth = 0
        for event, value in ijson.basic_parse(self, use_float=True):
            self.values += 1
            depth += (event in _OPENING) - (event in _CLOSING)
            if depth > DEEPEST_FILE:
                raise NestedTooDeep(limit=DEEPEST_FILE)
            if self.values > MOST_VALUES:
                raise TooManyParts(limit=MOST_VALUES)
            yield event, value


def kind_of(document: dict[str, Any]) -> str:
    """Which resource a document is."""
    if "location_type" in document or "addresses" in document:
        return "location"
    if "service_id" in document or ("service" in document and "location" in document):
        return "service_at_location"
    if "organization" in document or "organization_id" in document or "status" in document:
        return "service"
    return "organization"


def flattened(resource: str, document: dict[str, Any], place: str, row: int, depth: int = 0) -> Iterator[Record]:
    """A document and all that is nested in it, what is referred to before what refers to it."""
    kind = RESOURCES[resource]
    values = {name: document[name] for name in kind.fields if _is_plain(document.get(name))}
    given = document.get("id")
    known = (
        str(given) if _is_plain(given) and str(given).strip() else made_id(resource, sorted(values.items(), key=str))
    )
    nested = sorted(kind.single.items(), key=lambda one: ORDER[one[1]])
    for name, target in nested if depth < _DEEPEST else ():
        inner = document.get(name)
        if isinstance(inner, dict):
            made = list(flattened(target, inner, place, row, depth + 1))
            yield from made
            refers = next((one for one, to in kind.refers.items() if to == target), f"{target}_id")
            values.setdefault(refers, next(one.id for one in reversed(made) if one.resource == target))
    yield Record(resource, known, values, place, row)
    listed = sorted(kind.children.items(), key=lambda one: ORDER[one[1]])
    for name, target in listed if depth < _DEEPEST else ():
        inner = document.get(name)
        for one in inner if isinstance(inner, list) else ():
            if isinstance(one, dict):
                yield from flattened(target, _linked(one, target, resource, known), place, row, depth + 1)


def _linked(document: dict[str, Any], resource: str, parent: str, parent_id: str) -> dict[str, Any]:
    """A nested document that says whose it is."""
    match resource:
        case "attribute":
            link = {"link_id": parent_id, "link_entity": parent}
        case "metadata":
            link = {"resource_id": parent_id, "resource_type": parent}
        case _:
            link = {f"{parent}_id": parent_id} if f"{parent}_id" in RESOURCES[resource].fields else {}
    return {**document, **{name: value for name, value in link.items() if not document.get(name)}}


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and value != ""
