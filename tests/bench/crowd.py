"""A workspace with very many partners, put in by plain SQL in one go."""

import random

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.organizations import Organization, name_key
from storage.partners import Partner, Stage
from storage.store import Database
from tests.bench.slack import PERSON

BATCH = 20_000
WHAT = ["Centre", "Maison", "Network", "Council", "Alliance", "Society", "Carrefour", "Coopérative", "Institute", "Hub"]
WHOM = ["des nouveaux arrivants", "for Youth", "de l'emploi", "of Skills", "for Women", "familial", "for Elders"]
WHERE = [
    f"{first}{last}"
    for first in ("Ash", "Birch", "Cedar", "Elm", "Lac-", "Mont-")
    for last in ("ville", "ford", "brook", "croft", "dale", "field", "gate", "ham", "mere", "port", "shore", "wood")
]


def names(count: int) -> list[str]:
    """Names that are alike as names of organizations are, each of them once; the same at every call."""
    chance = random.Random(25)  # noqa: S311 - a repeatable crowd, no secret
    return [f"{chance.choice(WHAT)} {chance.choice(WHOM)} {chance.choice(WHERE)} {number:x}" for number in range(count)]


async def gather(database: Database, workspace_id: int, count: int) -> None:
    """`count` partners with their organizations; statistics are brought up to date."""
    everybody = names(count)
    for start in range(0, count, BATCH):
        some = list(enumerate(everybody[start : start + BATCH], start + 1))
        async with database.store(workspace_id, by=PERSON) as store:
            await store.session.execute(
                insert(Organization),
                [
                    {
                        "id": number,
                        "workspace_id": workspace_id,
                        "name": name,
                        "name_key": name_key(name),
                        "name_back": name_key(name)[::-1],
                        "website": "",
                        "region": "",
                        "languages": [],
                        "serves": "",
                    }
                    for number, name in some
                ],
            )
            await store.session.execute(
                insert(Partner),
                [
                    {
                        "id": number,
                        "workspace_id": workspace_id,
                        "organization_id": number,
                        "name_key": name_key(name),
                        "stage": Stage.identified,
                        "reasons": [],
                        "owner_id": PERSON,
                        "confidential": False,
                        "archived": False,
                        "created_at": store.now,
                        "created_by": PERSON,
                        "version": 1,
                    }
                    for number, name in some
                ],
            )
    await _analyze(database.engine)


async def _analyze(engine: AsyncEngine) -> None:
    autocommit = engine.execution_options(isolation_level="AUTOCOMMIT") if engine.dialect.name != "sqlite" else engine
    async with autocommit.begin() as connection:
        if engine.dialect.name == "sqlite":
            await connection.execute(text("INSERT INTO partner_names (partner_names) VALUES ('optimize')"))
            await connection.execute(text("ANALYZE"))
        else:
            await connection.execute(text("VACUUM ANALYZE organizations"))
            await connection.execute(text("VACUUM ANALYZE partners"))
            await connection.execute(text("VACUUM ANALYZE partner_names"))
