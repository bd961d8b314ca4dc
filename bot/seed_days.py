"""Sowing on past days: each transaction of a partnership's history takes place on its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.installs import Workspace
from storage.partners import Partner
from storage.store import Database, Store

ZONE = ZoneInfo("America/Toronto")


@dataclass
class Days:
    """The days of one partnership, in Toronto; the partner is there once it has begun."""

    database: Database
    workspace: Workspace
    partner_id: int = 0

    @property
    def today(self) -> date:
        return self.database.now().astimezone(ZONE).date()

    def day(self, ahead: int) -> date:
        """So many days from today, or before it when negative."""
        return self.today + timedelta(days=ahead)

    def at(self, days_ago: int, hour: int = 12) -> datetime:
        """That many days before today at the full hour, as UTC; negative for days to come."""
        return datetime.combine(self.day(-days_ago), time(hour), tzinfo=ZONE).astimezone(UTC)

    @asynccontextmanager
    async def then(self, moment: datetime, *, by: str) -> AsyncIterator[Store]:
        """A transaction that takes place at another moment, which has passed."""
        async with Database(self.database.engine, lambda: moment).store(self.workspace.id, by=by) as store:
            yield store

    @asynccontextmanager
    async def past(self, days_ago: int, hour: int = 9, *, by: str) -> AsyncIterator[Store]:
        """A transaction that takes place on another day; today's takes place now."""
        now = self.database.now()
        async with self.then(min(self.at(days_ago, hour), now) if days_ago else now, by=by) as store:
            yield store

    @asynccontextmanager
    async def on(self, days_ago: int, hour: int = 9, *, by: str) -> AsyncIterator[tuple[Store, Partner]]:
        async with self.past(days_ago, hour, by=by) as store:
            yield store, await store.partners.get(self.partner_id)
