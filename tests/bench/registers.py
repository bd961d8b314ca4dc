"""A workspace that a very large register was read into: prospects with services, put in by plain SQL in one go."""

import random
from collections.abc import Iterator
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.organizations import Organization, name_key
from storage.search import words_of
from storage.services import Service, ServiceArea, ServiceStatus
from storage.store import Database
from tests.bench.crowd import BATCH, WHAT, WHERE, WHOM
from tests.bench.slack import PERSON

OFFERED = [
    "Trades mentoring", "Interpretation at intake", "Child care during courses", "Résumé workshops", "Food hampers",
    "Mentorat de métier", "Garde d’enfants", "Logement abordable", "Aide juridique", "Cours de français", "Job fairs",
    "Language assessment", "Bridging programs", "Supported employment", "Transportation passes", "Computer literacy",
    "Counselling by telephone", "Youth apprenticeships", "Seniors’ computer club", "Settlement information",
    "Microloans for newcomers", "Volunteer placement", "Mental health support", "Driving lessons", "Tool library",
]  # fmt: skip
SERVED = [
    "Newcomers in their first five years", "Jeunes de 15 à 30 ans", "Women returning to work", "People over 50",
    "Personnes en situation de handicap", "Francophone families", "Indigenous youth", "Refugees", "Veterans",
]  # fmt: skip


async def gather(database: Database, workspace_id: int, count: int) -> None:
    """`count` prospects with two services each; statistics are brought up to date."""
    everybody = _rows(workspace_id, count)
    sqlite = database.engine.dialect.name == "sqlite"
    kept = text(
        "INSERT INTO organization_words (rowid, words) VALUES (:id, :words)"
        if sqlite
        else "INSERT INTO organization_words (organization_id, workspace_id, words) "
        "VALUES (:id, :workspace_id, array_to_tsvector(string_to_array(:words, ' ')))"
    )
    for start in range(0, count, BATCH):
        some = [next(everybody) for _ in range(min(BATCH, count - start))]
        async with database.store(workspace_id, by=PERSON) as store:
            await store.session.execute(insert(Organization.__table__), [one["organization"] for one in some])
            await store.session.execute(insert(Service.__table__), [row for one in some for row in one["services"]])
            await store.session.execute(insert(ServiceArea.__table__), [one["area"] for one in some])
            indexed = [{"id": one["organization"]["id"], "words": one["words"]} for one in some]
            await store.session.execute(kept, [{**one, "workspace_id": workspace_id} for one in indexed])
    await _analyze(database.engine)


def names(count: int) -> list[str]:
    """The names of the first so many."""
    return [str(one["organization"]["name"]) for one in _rows(1, count)]


def _rows(workspace_id: int, count: int) -> Iterator[dict[str, Any]]:
    """The same at every call."""
    chance = random.Random(26)  # noqa: S311 - a repeatable crowd, no secret
    blank = {"digest": "", "touched": False, "more": {}, "workspace_id": workspace_id}
    for number in range(1, count + 1):
        name = f"{chance.choice(WHAT)} {chance.choice(WHOM)} {chance.choice(WHERE)} {number:x}"
        serves, where = chance.choice(SERVED), chance.choice(WHERE)
        offered = chance.sample(OFFERED, 2)
        spoken = chance.choice((["en"], ["fr"], ["en", "fr"]))
        told = [f"{one}, two days a week, at no cost" for one in offered]
        yield {
            "organization": {
                **blank,
                "id": number,
                "name": name,
                "name_key": name_key(name),
                "name_back": name_key(name)[::-1],
                "website": "",
                "region": where,
                "languages": spoken,
                "serves": serves,
                "description": "",
                "alternate_names": [],
                "email": "",
            },
            "services": [
                {
                    **blank,
                    "organization_id": number,
                    "name": one,
                    "alternate_name": "",
                    "description": about,
                    "status": ServiceStatus.active,
                    "languages": spoken,
                    "eligibility": "",
                    "fees": "",
                    "url": "",
                    "email": "",
                }
                for one, about in zip(offered, told, strict=True)
            ],
            "area": {**blank, "organization_id": number, "name": where, "description": ""},
            "words": words_of(
                workspace_id,
                name_key(name),
                texts=[name, serves, *offered, *told],
                serves=[serves],
                regions=[where],
                languages=spoken,
            ),
        }


async def _analyze(engine: AsyncEngine) -> None:
    autocommit = engine.execution_options(isolation_level="AUTOCOMMIT") if engine.dialect.name != "sqlite" else engine
    async with autocommit.begin() as connection:
        if engine.dialect.name == "sqlite":
            await connection.execute(text("INSERT INTO organization_words (organization_words) VALUES ('optimize')"))
            await connection.execute(text("ANALYZE"))
        else:
            for table in ("organizations", "services", "service_areas", "organization_words"):
                await connection.execute(text(f"VACUUM ANALYZE {table}"))
