"""A workspace on an evening in Vancouver, when it is the next day in UTC, in which all that is on record was done on
evenings; and the days that are named in whatever anybody is shown."""

import io
import json
import re
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import seed
from bot.playground import Channel, Person
from bot.seed_days import Days
from bot.seed_partners import PARTNERS
from bot.seed_people import CHANNELS, PEOPLE
from storage.base import Base
from storage.reminder import Reminder
from tests.house import House, living

VANCOUVER = ZoneInfo("America/Vancouver")
EVENING = datetime(2026, 11, 13, 23, 30, tzinfo=VANCOUVER).astimezone(UTC)
"""A Friday's: nothing is planned for the day after."""
Day = tuple[int, int]
"""A day of the month, and the month."""
MONTHS = {
    name: number
    for names in (
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        ("jan", "fév", "mar", "avr", "mai", "juin", "juil", "aoû", "sep", "oct", "nov", "déc"),
    )
    for number, name in enumerate(names, 1)
}
WRITTEN = re.compile(
    rf"\b(\d\d?)(?:er)?[ \u00a0]({'|'.join(MONTHS)})[^\W\d_]*\.?(?:[ \u00a0](\d{{4}}))?", re.IGNORECASE
)
DASHED = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)(?!T|\d)")
IN_CALENDARS = re.compile(r"TZID[^:\n]*:(\d{4})(\d\d)(\d\d)(?!T\d{6}Z|\d)")


def day_of(moment: date) -> Day:
    return moment.day, moment.month


def named(text: str) -> Iterator[Day]:
    """The days of all dates in a text; instants that say themselves that they are in UTC are none."""
    for day, month, _ in WRITTEN.findall(text):
        yield int(day), MONTHS[month.casefold()]
    for dates in (DASHED, IN_CALENDARS):
        for _, month, day in dates.findall(text):
            yield int(day), int(month)


def texts(content: bytes) -> Iterator[str]:
    """What is written in a file, or in the files that it is made of."""
    if not content.startswith(b"PK"):
        yield content.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            yield from texts(package.read(name))


async def on_record(engine: AsyncEngine) -> tuple[set[Day], set[Day]]:
    """The days of Vancouver that anything kept is of, and those that only UTC calls it by."""
    ours, of_utc = set[Day](), set[Day]()
    async with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table is Reminder.__table__:  # when something is to be said is nobody's day
                continue
            for value in [value for row in await connection.execute(select(table)) for value in row]:
                if isinstance(value, datetime):
                    ours.add(day_of(value.astimezone(VANCOUVER)))
                    of_utc.add(day_of(value.astimezone(UTC)))
                elif isinstance(value, date):
                    ours.add(day_of(value))
                elif isinstance(value, (dict, list)):
                    ours |= set(named(str(value)))
    return ours, of_utc - ours


@asynccontextmanager
async def evening(database_url: str) -> AsyncIterator[House]:
    """The demonstration's workspace in Vancouver; what was done on earlier days was done at half past eleven too."""

    def late(self: Days, days_ago: int, hour: int = 12) -> datetime:
        return datetime.combine(self.day(-days_ago), time(23, 30), tzinfo=VANCOUVER).astimezone(UTC)

    people = tuple(Person(**{**vars(one), "tz": VANCOUVER.key}) for one in PEOPLE)
    channels = tuple(Channel(**{**vars(one), "members": list(one.members)}) for one in CHANNELS)
    async with living(database_url, at=EVENING, people=people, channels=channels) as house:
        with (
            patch.object(Days, "at", late),
            patch("bot.seed_days.ZONE", VANCOUVER),
            patch("bot.seed.ZONE", VANCOUVER),
            patch("bot.seed.PEOPLE", people),
            patch("bot.seed.PARTNERS", PARTNERS[:3]),
        ):
            await seed.sow(house.database)
        yield house


class Shown:
    """All that anybody is shown in a workspace: what is posted, answered, drawn, and every file. `days` are those that
    were named, each with where."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.last = 0
        self.files = set[str]()
        self.days: dict[Day, list[str]] = {}

    def look(self, doing: str) -> None:
        """Notes what was shown since the last look."""
        space = self.house.playground.workspace
        new = [one for one in space.traffic if one.id > self.last]
        assert [one.id for one in new[:1]] == [self.last + 1][: len(new)], "more was shown at once than is kept"
        for one in new:
            self.last = one.id
            said: Any = one.request if one.direction == "to Slack" else one.answer
            self._note(f"{doing}, {one.name}", json.dumps(said, ensure_ascii=False, default=str))
        for number in space.files.keys() - self.files:
            self.files.add(number)
            for text in texts(space.files[number].content):
                self._note(f"{doing}, {space.files[number].name}", text)

    def _note(self, where: str, text: str) -> None:
        for day in named(text):
            self.days.setdefault(day, []).append(where)
