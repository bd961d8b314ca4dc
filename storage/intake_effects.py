"""What some records say of others: an address of its place, a language of its service, a number of its contact."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, false, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.contacts import Contact
from storage.exchanging import Place
from storage.locations import Location
from storage.organizations import Organization
from storage.services import Service
from storage.standard import Record

Told = Sequence[tuple[Record, Mapping[str, Place], int | None]]
_CODES = {
    "english": "en",
    "anglais": "en",
    "french": "fr",
    "français": "fr",
    "francais": "fr",
    "inuktitut": "iu",
    "cree": "cr",
    "cri": "cr",
    "ojibwe": "oj",
    "spanish": "es",
    "espagnol": "es",
    "arabic": "ar",
    "arabe": "ar",
    "ukrainian": "uk",
    "ukrainien": "uk",
    "punjabi": "pa",
    "pendjabi": "pa",
    "tagalog": "tl",
    "mandarin": "zh",
}
_PHYSICAL = "physical"


async def spread(session: AsyncSession, resource: str, told: Told) -> None:
    """Carries on what new and changed records of a resource say."""
    match resource:
        case "service_at_location":
            await _owned(session, told)
        case "address":
            await _addressed(session, told)
        case "language":
            await _spoken(session, told)
        case "phone":
            await _reached(session, told)


async def _owned(session: AsyncSession, told: Told) -> None:
    """A place that names no organization belongs to the first that gives a service there."""
    rows = [
        {"place": here["location_id"][0], "owner": owner}
        for _record, here, owner in reversed(told)
        if here["location_id"][1] is None
    ]
    table: Any = Location.__table__
    owned = update(table).where(table.c.id == bindparam("place"), table.c.organization_id.is_(None))
    await _each(session, owned.values(organization_id=bindparam("owner")), rows)


async def _addressed(session: AsyncSession, told: Told) -> None:
    rows = [_address(record, here) for record, here, _owner in told]
    table: Any = Location.__table__
    better = or_(
        table.c.address_id.is_(None),
        table.c.address_id == bindparam("named"),
        (table.c.address_type != _PHYSICAL) & (bindparam("sort") == _PHYSICAL),
    )
    columns = ("address", "city", "province", "postal_code", "country")
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
    values |= {"address_id": bindparam("named"), "address_type": bindparam("sort")}
    here = table.c.id == bindparam("place"), table.c.touched == false()
    await _each(session, update(table).where(*here, better).values(values), rows)
    regions = [
        {"owner": owner, "where": ", ".join(part for part in (row["new_city"], row["new_province"]) if part)}
        for row, (_record, _here, owner) in zip(rows, told, strict=True)
        if owner
    ]
    organizations: Any = Organization.__table__
    blank = organizations.c.region == "", organizations.c.touched == false()
    placed = update(organizations).where(organizations.c.id == bindparam("owner"), *blank)
    await _each(session, placed.values(region=bindparam("where")), [row for row in regions if row["where"]])


def _address(record: Record, here: Mapping[str, Place]) -> dict[str, Any]:
    said = record.values
    lines = [str(said[name]) for name in ("address_1", "address_2") if name in said]
    return {
        "place": here["location_id"][0],
        "named": record.id,
        "sort": str(said.get("address_type", "")),
        "new_address": ", ".join(lines),
        "new_city": str(said.get("city", "")),
        "new_province": str(said.get("state_province", "")),
        "new_postal_code": str(said.get("postal_code", "")),
        "new_country": str(said.get("country", "")),
    }


async def _spoken(session: AsyncSession, told: Told) -> None:
    """A service's languages are its organization's too, until somebody says otherwise."""
    services: dict[int, dict[str, None]] = defaultdict(dict)
    organizations: dict[int, dict[str, None]] = defaultdict(dict)
    for record, here, owner in told:
        code = language_code(record.values)
        if code and "service_id" in here:
            services[here["service_id"][0]][code] = None
        if code and owner:
            organizations[owner][code] = None
    nouns: tuple[tuple[Any, dict[int, dict[str, None]]], ...] = ((Service, services), (Organization, organizations))
    for noun, said in nouns:
        found = select(noun.id, noun.languages).where(noun.id.in_(said), noun.touched == false())
        rows = [
            {"id": number, "languages": [*known, *(code for code in said[number] if code not in known)]}
            for number, known in await session.execute(found)
        ]
        if rows:
            await session.execute(update(noun), rows)


async def _reached(session: AsyncSession, told: Told) -> None:
    """A contact is shown with the first number that is theirs."""
    rows = [
        {"whose": here["contact_id"][0], "number": record.values["number"][:60]}
        for record, here, _owner in told
        if "contact_id" in here
    ]
    table: Any = Contact.__table__
    blank = update(table).where(table.c.id == bindparam("whose"), table.c.phone == "", table.c.touched == false())
    await _each(session, blank.values(phone=bindparam("number")), rows)


def language_code(said: Mapping[str, Any]) -> str:
    """The code of a language record ("fr"), from its code or its name; "" when neither says."""
    code = str(said.get("code", "")).strip().casefold().replace("_", "-").partition("-")[0]
    if code.isascii() and code.isalpha() and len(code) in (2, 3):
        return {"eng": "en", "fra": "fr", "fre": "fr"}.get(code, code)
    return _CODES.get(str(said.get("name", "")).strip().casefold(), "")


async def _each(session: AsyncSession, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection = await session.connection()
        here = statement.table.c.workspace_id == session.info["workspace_id"]
        await connection.execute(statement.where(here), rows)
