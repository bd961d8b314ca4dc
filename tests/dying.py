"""A bot that ends in the middle of its work, as when the system kills it: `python -m tests.dying WHAT ...`.

WHAT is "import" (the work on a file called poison.csv), "halfway" (that on a file of which two records are in), "chore"
(one of the hourly ones) or "message" (the words of the message about "poison"); then come the database, the
playground's address, and the instant at which it lives.
"""

import asyncio
import os
import sys
from datetime import datetime
from itertools import count
from typing import Any

from bot.app import Liaison, build_app
from bot.chores import CHORES
from bot.clock import Time
from bot.settings import Settings
from handlers import import_work, importing
from handlers.reminders import Delivery
from storage.engine import open_engine
from tests.outbox import KIND, speak

CODE = 9


async def dies(*_: Any) -> None:
    os._exit(CODE)


async def main(what: str, database_url: str, slack: str, at: str) -> None:
    settings = Settings(
        _env_file=None,
        SLACK_BOT_TOKEN="xoxb-playground",
        SLACK_SIGNING_SECRET="playground-signing-secret",
        SLACK_API_URL=f"{slack}/api/",
        LIAISON_DATABASE_URL=database_url,
    )
    engine = open_engine(database_url)
    async with build_app(settings, engine, Time(datetime.fromisoformat(at)), pace=0) as liaison:
        await WORK[what](liaison)
    await engine.dispose()


async def chore(liaison: Liaison) -> None:
    CHORES["terms"] = dies
    await liaison.chores.do_due()


async def file(liaison: Liaison) -> None:
    read = import_work.read

    async def reads(data: bytes, name: str, *more: Any) -> Any:
        return await (dies() if name == "poison.csv" else read(data, name, *more))

    import_work.read = reads  # type: ignore[assignment]
    await liaison.chores.do_due()
    await liaison.afterwards.finished()


async def halfway(liaison: Liaison) -> None:
    importing.BATCH, piece_of, number = 1, importing.piece_of, count(1)

    def pieces(cleaned: Any, size: int) -> Any:
        return piece_of(cleaned, size) if next(number) <= 2 else os._exit(CODE)

    importing.piece_of = pieces
    await liaison.chores.do_due()
    await liaison.afterwards.finished()


async def message(liaison: Liaison) -> None:
    async def words(delivery: Delivery) -> Any:
        return await (dies() if delivery.reminder.subject == "poison" else speak(delivery))

    liaison.routes.reminder(KIND)(words)
    await liaison.delivering.deliver_due()


WORK = {"import": file, "halfway": halfway, "chore": chore, "message": message}
if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
