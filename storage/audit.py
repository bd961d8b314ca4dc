"""The audit trail: who changed what, when; the ground of undo and of every history shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
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
