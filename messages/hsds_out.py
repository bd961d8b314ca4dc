"""HSDS 3.x on the way out: documents nested as its API gives them, or a tabular data package."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from storage.standard import NUMBERS, RESOURCES, Record

Records = Mapping[str, Sequence[Record]]
_LEFT_OUT = frozenset(("organization", "service"))
"""What a document stands inside of, so it is not repeated within."""


def documents(records: Records, resource: str = "organization") -> list[dict[str, Any]]:
    """One document for each organization, or other `resource`, with all that is its inside."""
    nest = _Nest(records)
    return [nest.document(resource, one, 0) for one in records[resource]]


class _Nest:
    def __init__(self, records: Records) -> None:
        self.by_id = {(name, one.id): one for name, listed in records.items() for one in listed}
        self.below: dict[tuple[str, str, str], list[Record]] = {}
        for name, listed in records.items():
            for one in listed:
                for parent in _parents(one):
                    self.below.setdefault((*parent, name), []).append(one)

    def document(self, resource: str, record: Record, depth: int) -> dict[str, Any]:
        kind = RESOURCES[resource]
        made: dict[str, Any] = {"id": record.id, **{name: _typed(name, value) for name, value in record.values.items()}}
        for name, target in kind.single.items():
            refers = next((one for one, to in kind.refers.items() if to == target), "")
            inner = self.by_id.get((target, str(record.values.get(refers, ""))))
            if inner is not None and target not in _LEFT_OUT:
                made[name] = self.document(target, inner, depth + 1)
        for name, target in kind.children.items():
            inside = self.below.get((resource, record.id, target), ())
            if inside:
                made[name] = [self.document(target, one, depth + 1) for one in inside]
        return made


def _parents(record: Record) -> list[tuple[str, str]]:
    """What a record is nested in: all that it refers to directly."""
    values = record.values
    if record.resource == "attribute":
        return [(str(values.get("link_entity", "")), str(values.get("link_id", "")))]
    if record.resource == "metadata":
        return [(str(values.get("resource_type", "")), str(values.get("resource_id", "")))]
    refers = RESOURCES[record.resource].refers
    return [(target, str(values[name])) for name, target in refers.items() if name in values]


def _typed(name: str, value: Any) -> Any:
    if name == "extension" and str(value).isdigit() and str(int(value)) == str(value):
        return int(value)
    return value


def json_of(made: Sequence[dict[str, Any]]) -> bytes:
    """Some documents, a line each and a comma between: what stands between the brackets of a list."""
    return b",\n".join(orjson.dumps(one) for one in made)


def heading(resource: str) -> bytes:
    """The first line of a resource's table."""
    return lines_of([["id", *RESOURCES[resource].fields]])


def rows(records: Sequence[Record]) -> bytes:
    """Records as lines of their resource's table; as they are, for data are read by programs."""
    return lines_of(
        [[one.id, *(_cell(name, one.values.get(name)) for name in RESOURCES[one.resource].fields)] for one in records]
    )


def lines_of(table: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(table)
    return out.getvalue().encode()


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) and name in NUMBERS else str(value)


def package(resources: Sequence[str], *, title: str, licences: Sequence[str]) -> bytes:
    """The `datapackage.json` of a tabular package."""
    described = {
        "name": "liaison-organizations",
        "title": title,
        "profile": "tabular-data-package",
        "version": "3.0.0",
        "licenses": [{"name": one, "title": one} for one in licences],
        "resources": [
            {
                "name": name,
                "path": RESOURCES[name].path,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "primaryKey": "id",
                    "fields": [
                        {"name": field, "type": "number" if field in NUMBERS else "string"}
                        for field in ("id", *RESOURCES[name].fields)
                    ],
                },
            }
            for name in resources
        ],
    }
    return json.dumps(described, indent=2, ensure_ascii=False).encode()
