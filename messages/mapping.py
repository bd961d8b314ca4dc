"""Plain tables of organizations: which column is what, guessed from English and French headings, and the records that
the rows become."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from storage.organizations import name_key
from storage.standard import Record

FIELDS = (
    "name",
    "alternate_name",
    "description",
    "website",
    "email",
    "phone",
    "address",
    "city",
    "province",
    "postal_code",
    "languages",
    "services",
    "business_number",
    "contact_name",
    "contact_title",
    "contact_email",
    "contact_phone",
    "id",
)
MOST_KEYED = 100
Columns = Mapping[str, str]
"""The heading of each field's column."""

_HEADINGS = {
    "name": "name|organization|organisation|organization name|organisation name|agency|agency name|legal name|partner|"
    "company|nom|organisme|nom de l organisme|nom de l organisation|raison sociale|nom legal|partenaire|entreprise",
    "alternate_name": "alternate name|other name|acronym|short name|operating name|autre nom|sigle|acronyme|nom usuel",
    "description": "description|about|summary|mission|mandate|notes|a propos|resume|mandat|sommaire",
    "website": "website|web site|web|url|homepage|site|site web|site internet|adresse web",
    "email": "email|e mail|email address|general email|mail|courriel|adresse courriel|courriel general|"
    "adresse electronique",
    "phone": "phone|telephone|phone number|tel|main phone|tel.|numero de telephone|telephone principal",
    "address": "address|street|street address|address 1|mailing address|adresse|rue|adresse postale|adresse civique",
    "city": "city|town|municipality|ville|municipalite|localite",
    "province": "province|state|prov|province or territory|province ou territoire",
    "postal_code": "postal code|postcode|zip|zip code|code postal|cp",
    "languages": "language|languages|languages served|langue|langues|langues de service",
    "services": "service|services|programs|services offered|programmes|services offerts|prestations",
    "business_number": "business number|bn|cra number|charity number|registration number|numero d entreprise|ne|neq|"
    "numero d enregistrement",
    "contact_name": "contact|contact name|contact person|person|full name|personne ressource|personne contact|"
    "nom du contact|nom de la personne ressource|responsable",
    "contact_title": "title|job title|position|role|contact title|titre|poste|fonction|titre du contact",
    "contact_email": "contact email|contact e mail|person email|courriel du contact|courriel de la personne ressource",
    "contact_phone": "contact phone|direct phone|cell|mobile|telephone du contact|cellulaire|poste direct",
    "id": "id|identifier|record id|key|identifiant|cle|numero",
}
_MEANT = {heading: name for name, listed in _HEADINGS.items() for heading in listed.split("|")}


def plain_heading(heading: str) -> str:
    """A heading as it is compared: no accents, case or punctuation."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", heading.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def key_of(headings: Sequence[str]) -> str:
    """What a table's headings are remembered by."""
    return "|".join(plain_heading(heading) for heading in headings[:MOST_KEYED])


def guess(headings: Sequence[str]) -> dict[str, str]:
    """The heading that each field most likely stands under; each column is taken once, the first of two alike."""
    found: dict[str, str] = {}
    for heading in headings:
        meant = _MEANT.get(plain_heading(heading))
        if meant and meant not in found:
            found[meant] = heading
    return {name: found[name] for name in FIELDS if name in found}


def records_of(said: Mapping[str, str], place: str, row: int) -> Iterator[Record]:
    """What one row says, in the words of the standard. Rows of one name are one organization."""
    known = said.get("id") or said.get("business_number") or name_key(said.get("name", "-"))

    def record(resource: str, suffix: str, **values: Any) -> Record:
        kept = {field: value for field, value in values.items() if value}
        return Record(resource, f"{known}|{suffix}" if suffix else known, kept, place, row)

    yield record(
        "organization",
        "",
        name=said.get("name"),
        alternate_name=said.get("alternate_name"),
        description=said.get("description"),
        website=said.get("website"),
        email=said.get("email"),
    )
    number = "".join(c for c in said.get("business_number", "").upper() if c.isalnum())
    if number:
        yield record(
            "organization_identifier",
            number,
            organization_id=known,
            identifier_scheme="CA-CRA_ACR" if number[:9].isdigit() and len(number) in (9, 15) else "",
            identifier_type="business number",
            identifier=number[:9] if number[:9].isdigit() and len(number) == 15 else number,
        )
    if said.get("address") or said.get("city") or said.get("languages"):
        yield from _place(said, record, known)
    if said.get("phone"):
        yield record("phone", said["phone"], organization_id=known, number=said["phone"])
    for title in _listed(said.get("services", "")):
        yield record("service", f"service|{name_key(title)}", organization_id=known, name=title, status="active")
    if said.get("contact_name") or said.get("contact_email"):
        yield from _person(said, record, known)


def _place(said: Mapping[str, str], record: Any, known: str) -> Iterator[Record]:
    where = "|".join(said.get(name, "") for name in ("address", "city", "postal_code"))
    yield record("location", where, organization_id=known, location_type="physical")
    if where.strip("|"):
        yield record(
            "address",
            where,
            location_id=f"{known}|{where}",
            address_1=said.get("address"),
            city=said.get("city"),
            state_province=said.get("province"),
            postal_code=said.get("postal_code"),
            country="CA",
            address_type="physical",
        )
    for language in _listed(said.get("languages", "")):
        code = language if len(language) in (2, 3) else ""
        yield record("language", f"{where}|{language}", location_id=f"{known}|{where}", name=language, code=code)


def _person(said: Mapping[str, str], record: Any, known: str) -> Iterator[Record]:
    who = (said.get("contact_email") or said["contact_name"]).casefold()
    yield record(
        "contact",
        who,
        organization_id=known,
        name=said.get("contact_name"),
        title=said.get("contact_title"),
        email=said.get("contact_email"),
    )
    if said.get("contact_phone"):
        number = said["contact_phone"]
        yield record("phone", f"{who}|{number}", contact_id=f"{known}|{who}", number=number)


def _listed(text: str) -> list[str]:
    for mark in ("\n", "|", "/"):
        text = text.replace(mark, ";")
    if ";" not in text:
        text = text.replace(",", ";")
    return list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
