"""Synthetic Canadian bilingual packages of HSDS 3.x, whole or with the faults of real ones (field, section 12)."""

import csv
import io
import json
import random
import uuid
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from storage.standard import RESOURCES

PLACES = (
    ("Oshawa", "ON", "L1H 4G1", 43.897, -78.866),
    ("Whitby", "ON", "L1N 4Z1", 43.897, -78.942),
    ("Gatineau", "QC", "J8X 2A1", 45.428, -75.71),
    ("Iqaluit", "NU", "X0A 0H0", 63.747, -68.517),
    ("Moncton", "NB", "E1C 1E9", 46.088, -64.778),
)
NAMES = (
    ("Centre Rivière-Nord", "Aide à l’emploi pour personnes nouvellement arrivées."),
    ("Durham Settlement Network", "Settlement and language help."),
    ("Les Ateliers du Phare", "Insertion en emploi, 18 à 30 ans."),
    ("Harbour Skills Society", "Trades preparation; child care on site."),
    ("Pavillon Sainte-Anne", "Logement de transition et accompagnement."),
)
SERVICES = (
    ("Job search workshop", "Counselling"),
    ("Atelier de recherche d’emploi", "Emploi"),
    ("Accueil des personnes réfugiées", "Établissement"),
    ("Bridging to trades", "Training"),
)
Tables = dict[str, list[dict[str, Any]]]


def uid(*parts: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, parts))))


def tables(organizations: int = 3, services: int = 2, seed: int = 1) -> Tables:
    """A whole package as rows by resource; the same seed gives the same one."""
    rng = random.Random(seed)  # noqa: S311 (no secret)
    made: Tables = {name: [] for name in RESOURCES}
    add = made.setdefault
    taxonomy = uid("taxonomy")
    add("taxonomy", []).append({"id": taxonomy, "name": "Ours", "description": "Small, made for tests"})
    for _name, term in SERVICES:
        made["taxonomy_term"].append(
            {"id": uid("term", term), "code": term[:3], "name": term, "description": term, "taxonomy_id": taxonomy}
        )
    for number in range(organizations):
        org = uid(seed, "organization", number)
        name, about = NAMES[number % len(NAMES)]
        made["organization"].append(
            {
                "id": org,
                "name": f"{name} {number}" if number >= len(NAMES) else name,
                "alternate_name": name.upper(),
                "description": about,
                "email": f"info{number}@example.org",
                "website": f"https://org{number}.example.org",
                "year_incorporated": 1980 + number % 40,
                "legal_status": "OBNL",
            }
        )
        made["organization_identifier"].append(
            {
                "id": uid(org, "number"),
                "organization_id": org,
                "identifier_scheme": "CA-CRA_ACR",
                "identifier_type": "business number",
                "identifier": f"{123456789 + number}",
            }
        )
        made["program"].append(
            {"id": uid(org, "p"), "organization_id": org, "name": "Passerelle", "description": "Été"}
        )
        city, province, code, latitude, longitude = PLACES[number % len(PLACES)]
        location = uid(org, "location")
        made["location"].append(
            {
                "id": location,
                "location_type": "physical",
                "organization_id": org,
                "name": f"Bureau de {city}",
                "latitude": latitude,
                "longitude": longitude,
                "transportation": "Autobus 12",
            }
        )
        for kind in ("postal", "physical"):
            made["address"].append(
                {
                    "id": uid(location, kind),
                    "location_id": location,
                    "address_1": f"{number + 1}, rue Principale",
                    "city": city,
                    "state_province": province,
                    "postal_code": code,
                    "country": "CA",
                    "address_type": kind,
                }
            )
        made["accessibility"].append({"id": uid(location, "a"), "location_id": location, "description": "Ascenseur"})
        for at in range(services):
            service = uid(org, "service", at)
            title, term = rng.choice(SERVICES)
            made["service"].append(
                {
                    "id": service,
                    "organization_id": org,
                    "program_id": uid(org, "p"),
                    "name": title,
                    "description": f"{title} ({city})",
                    "status": rng.choice(("active", "inactive", "temporarily closed")),
                    "eligibility_description": "18 ans et plus",
                    "fees_description": "Gratuit",
                    "minimum_age": 18,
                    "url": "https://example.org/s",
                }
            )
            link = uid(service, "at")
            made["service_at_location"].append({"id": link, "service_id": service, "location_id": location})
            made["service_area"].append({"id": uid(service, "area"), "service_id": service, "name": "Durham Region"})
            made["attribute"].append(
                {
                    "id": uid(service, "term"),
                    "link_id": service,
                    "link_entity": "service",
                    "taxonomy_term_id": uid("term", term),
                    "link_type": "service type",
                }
            )
            for code in ("en", "fr"):
                made["language"].append({"id": uid(service, code), "service_id": service, "code": code, "name": code})
            made["schedule"].append(
                {
                    "id": uid(link, "s"),
                    "service_at_location_id": link,
                    "freq": "WEEKLY",
                    "byday": "MO,TU",
                    "opens_at": "09:00",
                }
            )
            made["cost_option"].append(
                {"id": uid(service, "c"), "service_id": service, "amount": 12.5, "currency": "CAD"}
            )
            made["phone"].append(
                {"id": uid(service, "tel"), "service_id": service, "number": "905 555-0100", "extension": "12"}
            )
        contact = uid(org, "contact")
        made["contact"].append(
            {
                "id": contact,
                "organization_id": org,
                "name": "Maria Silva",
                "title": "Coordonnatrice",
                "email": "m@example.org",
            }
        )
        made["phone"].append(
            {"id": uid(contact, "tel"), "contact_id": contact, "number": "+1 905 555-0142", "type": "voice"}
        )
        made["metadata"].append(
            {"id": uid(org, "m"), "resource_id": org, "resource_type": "organization", "last_action_type": "update"}
        )
    return made


def zipped(
    made: Tables,
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    extra: dict[str, bytes] | None = None,
    **headings: str,
) -> bytes:
    """The rows as a tabular package; `headings` go behind those of a resource, as they are."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, rows in made.items():
            if rows:
                text = io.StringIO(newline="")
                columns = ["id", *RESOURCES[name].fields]
                more = headings.get(name, "")
                text.write(delimiter.join(columns) + more + "\r\n")
                writer = csv.DictWriter(text, columns, delimiter=delimiter, extrasaction="ignore")
                writer.writerows(rows)
                package.writestr(RESOURCES[name].path, text.getvalue().encode(encoding))
        for path, data in (extra or {}).items():
            package.writestr(path, data)
    return out.getvalue()


def nested(made: Tables) -> list[dict[str, Any]]:
    """The rows as documents of organizations, with all that is theirs inside."""
    documents = []
    for organization in made["organization"]:
        documents.append(_document(made, "organization", organization, depth=0))
    return documents


def as_json(documents: Any) -> bytes:
    return json.dumps(documents, ensure_ascii=False).encode()


def _document(made: Tables, resource: str, row: dict[str, Any], depth: int) -> dict[str, Any]:
    kind, document = RESOURCES[resource], dict(row)
    for name, target in kind.children.items():
        inner = [one for one in made.get(target, []) if _belongs(one, target, resource, row["id"])]
        if inner and depth < 6:
            document[name] = [_document(made, target, one, depth + 1) for one in inner]
    for name, target in kind.single.items():
        field = next((one for one, to in kind.refers.items() if to == target), None)
        if field and target not in ("organization", "service") and row.get(field):
            inner = [one for one in made[target] if one["id"] == row[field]]
            document |= {name: dict(inner[0])} if inner else {}
    return document


def _belongs(one: dict[str, Any], target: str, resource: str, known: str) -> bool:
    if target == "attribute":
        return bool(one.get("link_id") == known)
    if target == "metadata":
        return bool(one.get("resource_id") == known)
    return bool(one.get(f"{resource}_id") == known)
