"""The standard of human services data, HSDS 3.x by Open Referral: its resources, their fields, what refers to what.

Names of resources and fields are the standard's own. One record of it is a `Record`, whatever file it came from.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Resource:
    """`fields` are in the order of the standard, without `id`; `refers` says which of them hold an id of what; `path`
    is its file in a tabular package; `children` and `single` are its nested lists and objects."""

    name: str
    path: str
    fields: tuple[str, ...]
    refers: Mapping[str, str] = field(default_factory=dict)
    children: Mapping[str, str] = field(default_factory=dict)
    single: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """One object of a resource. `row` is where it stands in `place` (a file, or the list of documents), from 1."""

    resource: str
    id: str
    values: dict[str, Any]
    place: str
    row: int


_NOTES = {"attributes": "attribute", "metadata": "metadata"}
_ABOUT = {"contacts": "contact", "phones": "phone", "schedules": "schedule", **_NOTES}
_LINKS = ["organization", "location", "service", "service_at_location"]


def _resource(
    name: str,
    path: str,
    fields: str,
    refers: Values | None = None,
    children: Values | None = None,
    single: Values | None = None,
) -> Resource:
    return Resource(name, f"{path}.csv", tuple(fields.split()), refers or {}, children or {}, single or {})


def _of(*names: str) -> dict[str, str]:
    return {f"{name}_id": name for name in names}


# What others refer to comes first, so that reading in this order finds what is referred to.
_ALL = (
    _resource(
        "organization",
        "organizations",
        "name alternate_name description email website tax_status tax_id year_incorporated legal_status logo uri "
        "parent_organization_id",
        {"parent_organization_id": "organization"},
        {
            "locations": "location",
            "programs": "program",
            "services": "service",
            "organization_identifiers": "organization_identifier",
            "funding": "funding",
            "additional_websites": "url",
            **{name: child for name, child in _ABOUT.items() if name != "schedules"},
        },
    ),
    _resource("program", "programs", "organization_id name alternate_name description", _of("organization"), _NOTES),
    _resource(
        "service",
        "services",
        "organization_id program_id name alternate_name description url email status interpretation_services "
        "application_process fees_description wait_time fees accreditations eligibility_description minimum_age "
        "maximum_age assured_date assurer_email licenses alert last_modified",
        _of("organization", "program"),
        {
            "service_at_locations": "service_at_location",
            "service_areas": "service_area",
            "languages": "language",
            "funding": "funding",
            "cost_options": "cost_option",
            "required_documents": "required_document",
            "additional_urls": "url",
            "capacities": "service_capacity",
            **_ABOUT,
        },
        {"organization": "organization", "program": "program"},
    ),
    _resource(
        "location",
        "locations",
        "location_type url organization_id name alternate_name description transportation latitude longitude "
        "external_identifier external_identifier_type",
        _of("organization"),
        {"addresses": "address", "languages": "language", "accessibility": "accessibility", **_ABOUT},
    ),
    _resource(
        "service_at_location",
        "service_at_location",
        "service_id location_id description",
        _of("service", "location"),
        {"service_areas": "service_area", **_ABOUT},
        {"location": "location", "service": "service"},
    ),
    _resource("taxonomy", "taxonomies", "name description uri version", {}, {"metadata": "metadata"}),
    _resource(
        "taxonomy_term",
        "taxonomy_terms",
        "code name description parent_id taxonomy language taxonomy_id term_uri",
        {"parent_id": "taxonomy_term", "taxonomy_id": "taxonomy"},
        {"metadata": "metadata"},
        {"taxonomy_detail": "taxonomy"},
    ),
    _resource("unit", "units", "name scheme identifier uri"),
    _resource(
        "contact",
        "contacts",
        "organization_id service_id service_at_location_id location_id name title department email",
        _of(*_LINKS),
        {"phones": "phone", **_NOTES},
    ),
    _resource(
        "phone",
        "phones",
        "location_id service_id organization_id contact_id service_at_location_id number extension type description",
        _of(*_LINKS, "contact"),
        {"languages": "language", **_NOTES},
    ),
    _resource(
        "organization_identifier",
        "organization_identifiers",
        "organization_id identifier_scheme identifier_type identifier",
        _of("organization"),
        _NOTES,
    ),
    _resource(
        "service_area",
        "service_areas",
        "service_id service_at_location_id name description extent extent_type uri",
        _of("service", "service_at_location"),
        _NOTES,
    ),
    _resource(
        "address",
        "addresses",
        "location_id attention address_1 address_2 city region state_province postal_code country address_type",
        _of("location"),
        _NOTES,
    ),
    _resource(
        "language",
        "languages",
        "service_id location_id phone_id name code note",
        _of("service", "location", "phone"),
        _NOTES,
    ),
    _resource(
        "schedule",
        "schedules",
        "service_id location_id service_at_location_id valid_from valid_to dtstart timezone until count wkst freq "
        "interval byday byweekno bymonthday byyearday description opens_at closes_at schedule_link attending_type "
        "notes",
        _of("service", "location", "service_at_location"),
        _NOTES,
    ),
    _resource(
        "funding",
        "funding",
        "organization_id service_id source",
        _of("organization", "service"),
        _NOTES,
    ),
    _resource(
        "cost_option",
        "cost_options",
        "service_id valid_from valid_to option currency amount amount_description",
        _of("service"),
        _NOTES,
    ),
    _resource("required_document", "required_documents", "service_id document uri", _of("service"), _NOTES),
    _resource("accessibility", "accessibility", "location_id description details url", _of("location"), _NOTES),
    _resource("url", "urls", "organization_id service_id label url", _of("organization", "service"), _NOTES),
    _resource(
        "service_capacity",
        "service_capacities",
        "service_id unit_id available maximum description updated",
        _of("service", "unit"),
        _NOTES,
        {"unit": "unit"},
    ),
    _resource(
        "attribute",
        "attributes",
        "link_id taxonomy_term_id link_type link_entity value label",
        {"taxonomy_term_id": "taxonomy_term"},
        {"metadata": "metadata"},
        {"taxonomy_term": "taxonomy_term"},
    ),
    _resource("meta_table_description", "meta_table_descriptions", "name language character_set", {}, _NOTES),
    _resource(
        "metadata",
        "metadata",
        "resource_id resource_type last_action_date last_action_type field_name previous_value replacement_value "
        "updated_by",
    ),
)
RESOURCES: dict[str, Resource] = {one.name: one for one in _ALL}
ORDER = {name: place for place, name in enumerate(RESOURCES)}
NUMBERS = frozenset(("year_incorporated", "minimum_age", "maximum_age", "latitude", "longitude", "timezone"))
NUMBERS |= frozenset(("count", "interval", "amount", "available", "maximum"))
_PLAIN_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SPACE = uuid.UUID("5b0a2b1e-6c55-5d0f-9d43-7d0a3c6c6b7e")
"""Ours: ids that are no UUIDs become version 5 ones in it (field, section 12)."""


def made_id(*parts: object) -> str:
    """A stable UUID for what has none of its own: the same parts give the same one."""
    return str(uuid.uuid5(_SPACE, "\x1f".join(str(part) for part in parts)))


def known_id(source: str, resource: str, given: object) -> str:
    """An id as it is kept: a UUID in lower case as it is, anything else (an integer, a code) as a stable UUID."""
    text = str(given).strip()
    if _PLAIN_ID.fullmatch(text):
        return text
    if len(text) == 36:
        try:
            return str(uuid.UUID(text))
        except ValueError:
            pass
    return made_id(source, resource, text)
