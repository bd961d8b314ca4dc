"""The audit trail: who changed what, when; the ground of undo and of every history shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped
from storage.shelf import Shelf


class Entry(Scoped, Base):
    """One change. `tag` is source:subject:action ("partner:stage:moved"), `subject` the row ("partner:7")."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "workspace_id", "subject", "id"),)

    at: Mapped[datetime]
    by: Mapped[str]
    tag: Mapped[str]
    subject: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Audit(Shelf):
    """Writes the trail in the transaction of the change itself."""

    def note(self, tag: str, subject: str, **facts: Any) -> None:
        """Keeps one change in the actor's name. `facts` are JSON values, never secrets."""
        self.store.add(Entry(at=self.store.now, by=self.store.by, tag=tag, subject=subject, facts=facts))

    async def of(self, subject: str, *, limit: int = 50) -> list[Entry]:
        """What was changed about `subject`, newest first."""
        found = select(Entry).where(Entry.subject == subject).order_by(Entry.id.desc()).limit(limit)
        return list(await self.session.scalars(found))

    async def last(self, subject: str, tag: str) -> Entry | None:
        """The newest change of one sort about `subject`."""
        found = select(Entry).where(Entry.subject == subject, Entry.tag == tag).order_by(Entry.id.desc()).limit(1)
        return (await self.session.scalars(found)).one_or_none()
