"""How the standard's resources are kept: the noun of each, which of its columns hold which fields, and back again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from storage.base import Base
from storage.contacts import Contact
from storage.details import Detail
from storage.locations import Location, Phone
from storage.organizations import Identifier, Organization, name_key
from storage.services import Service, ServiceArea, ServiceLocation
from storage.standard import RESOURCES, Record
from storage.taxonomies import TaxonomyTerm, TermLink

Row = dict[str, Any]
Place = tuple[int, int | None]
"""A record that is kept: its number, and that of the organization whose it is."""


@dataclass(frozen=True)
class Kept:
    """`texts` are columns of text by field, `plain` other columns, `refers` those that hold the number of what a field
    refers to. Fields without a column stay in `more`."""

    noun: type[Base]
    texts: Mapping[str, str] = field(default_factory=dict)
    plain: Mapping[str, str] = field(default_factory=dict)
    refers: Mapping[str, str] = field(default_factory=dict)


def _same(names: str, **others: str) -> dict[str, str]:
    return {**{name: name for name in names.split()}, **others}


KEPT: dict[str, Kept] = {
    "organization": Kept(Organization, _same("name description website email")),
    "service": Kept(
        Service,
        _same(
            "name alternate_name description url email", eligibility_description="eligibility", fees_description="fees"
        ),
        _same("status"),
        _same("organization_id"),
    ),
    "location": Kept(
        Location, _same("name description"), _same("latitude longitude", location_type="type"), _same("organization_id")
    ),
    "service_at_location": Kept(ServiceLocation, _same("description"), {}, _same("service_id location_id")),
    "taxonomy_term": Kept(TaxonomyTerm, _same("name code description taxonomy language"), _same("parent_id")),
    "contact": Kept(Contact, _same("name title email"), {}, _same("organization_id")),
    "phone": Kept(
        Phone,
        _same("number extension description", type="kind"),
        {},
        _same("organization_id service_id location_id contact_id"),
    ),
    "organization_identifier": Kept(
        Identifier,
        {"identifier_scheme": "scheme", "identifier_type": "kind", "identifier": "number"},
        {},
        _same("organization_id"),
    ),
    "service_area": Kept(ServiceArea, _same("name description"), {}, _same("service_id")),
    "attribute": Kept(TermLink, {"link_type": "kind"}, {}, {"taxonomy_term_id": "term_id"}),
}
LINKED = {"organization": "organization_id", "service": "service_id", "location": "location_id"}
"""What a term may be said of in a `TermLink`; said of anything else, it is a detail."""
ROOTED = frozenset(("phone", "service_area", "attribute", "contact"))
"""Those that name the organization whose they are, though the standard lets them refer to a part of it only."""
MAY_BE_OF_PART = frozenset(("phone", "contact", "location"))
OWN = "organization_id"
OF_PART = "of_part"
"""A mark in `more`: the source names only a part of the organization (a service, a location) whose this is."""


def is_detail(record: Record) -> bool:
    if record.resource == "attribute":
        return "taxonomy_term_id" not in record.values or record.values.get("link_entity") not in LINKED
    return record.resource not in KEPT


def columns(record: Record, places: Mapping[str, Place], owner: int | None) -> Row:
    """The columns of a record; `places` by the field that refers to them."""
    kept, values = KEPT[record.resource], record.values
    row: Row = {column: str(values.get(name, "")) for name, column in kept.texts.items()}
    row |= {column: values.get(name) for name, column in kept.plain.items()}
    row |= {column: places[name][0] if name in places else None for name, column in kept.refers.items()}
    held = {*kept.texts, *kept.plain, *kept.refers}
    row["more"] = {name: value for name, value in values.items() if name not in held}
    if record.resource in ROOTED:
        row[OWN] = owner
    if record.resource in MAY_BE_OF_PART and OWN not in values:
        row["more"][OF_PART] = True
    if record.resource == "attribute":
        entity = values["link_entity"]
        row |= {column: places["link_id"][0] if one == entity else None for one, column in LINKED.items()}
        row[OWN] = owner
    if record.resource in ("organization", "taxonomy_term"):
        row["name_key"] = name_key(row["name"])
    if record.resource == "organization":
        row["name_back"] = row["name_key"][::-1]
        alternate = row["more"].pop("alternate_name", None)
        row["alternate_names"] = [alternate] if alternate else []
    return row


def values_of(resource: str, row: Base, external: Mapping[str, str]) -> dict[str, Any]:
    """A kept row in the words of the standard; `external` are the ids there of what its columns refer to, by field."""
    kept = KEPT[resource]
    found: dict[str, Any] = {name: getattr(row, column) for name, column in kept.texts.items()}
    found |= {name: getattr(row, column) for name, column in kept.plain.items()}
    more = dict(getattr(row, "more", {}))
    if resource == "organization" and isinstance(row, Organization) and row.alternate_names:
        found["alternate_name"] = row.alternate_names[0]
    of_part = more.pop(OF_PART, False)
    found |= {**more, **external}
    if of_part:
        found.pop(OWN, None)
    known = {name: value for name, value in found.items() if value not in (None, "")}
    return {name: known[name] for name in RESOURCES[resource].fields if name in known}


NOUNS: dict[str, type[Base]] = {name: kept.noun for name, kept in KEPT.items()}


def noun_of(resource: str) -> type[Base]:
    return NOUNS.get(resource, Detail)
