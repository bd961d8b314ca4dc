"""Attempts: work that goes on by itself after a restart is counted before it begins, so that what ends the process is
not begun for ever. What came to its end leaves nothing here."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import UniqueConstraint, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped

from storage.base import Base, Scoped
from storage.shelf import Shelf

MOST = 3
LEASE = timedelta(seconds=30)
AGAIN = timedelta(days=1)


class Turn(Enum):
    """Whose turn it is: this process's; another's, which has it in hand; or nobody's, for it is set aside."""

    ours = "ours"
    anothers = "anothers"
    aside = "aside"


class Attempt(Scoped, Base):
    """Work that was begun `begun` times and has not come to its end; `work` names it ("import:7", "chore:terms").
    `held_until` is the end of a lease, or of the day for which it is set aside (UTC)."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("workspace_id", "work"),)

    work: Mapped[str]
    begun: Mapped[int]
    held_until: Mapped[datetime | None]


class Attempts(Shelf):
    """The shelf of attempts. A transaction of its own is kept before the work begins."""

    async def doubted(self, work: str) -> bool:
        """Whether it was begun before and never came to its end."""
        return bool(await self.session.scalar(select(Attempt.begun).where(Attempt.work == work)))

    async def begin(self, work: str) -> Turn:
        """Counts an attempt, unless it is another's turn. What was begun three times and never came to its end is set
        aside; a day later it is tried once more."""
        dialect = postgresql if self.session.get_bind().dialect.name == "postgresql" else sqlite
        new = dialect.insert(Attempt).values(workspace_id=self.store.workspace_id, work=work, begun=0)
        await self.session.execute(new.on_conflict_do_nothing())
        one = (await self.session.scalars(select(Attempt).where(Attempt.work == work).with_for_update())).one()
        if one.held_until is not None and one.held_until > self.store.now:
            return Turn.anothers
        if one.begun >= MOST:
            one.begun, one.held_until = MOST - 1, self.store.now + AGAIN
            return Turn.aside
        one.begun, one.held_until = one.begun + 1, self.store.now + LEASE
        return Turn.ours

    async def hold(self, work: str) -> None:
        """It goes on."""
        await self._change(work, held_until=self.store.now + LEASE)

    async def gone_further(self, work: str) -> None:
        """It came further than ever before: what ended earlier attempts is behind it."""
        await self._change(work, begun=1)

    async def let_go(self, work: str, *, counted: bool) -> None:
        """It did not come to its end; not `counted` where it was told to stop."""
        await self._change(work, held_until=None, begun=Attempt.begun - int(not counted))

    async def end(self, work: str) -> None:
        """It came to its end, or is given up."""
        await self.session.execute(delete(Attempt).where(Attempt.work == work))

    async def _change(self, work: str, **values: Any) -> None:
        await self.session.execute(update(Attempt).where(Attempt.work == work).values(**values))
