"""Imports: a file that is read into the workspace, batch by batch, and can be stopped, resumed and undone."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.errors import NotFound
from storage.shelf import Shelf


class ImportState(StrEnum):
    """`checked`: a dry run was shown, nothing is kept yet; `running` has a lease, so that one process reads it."""

    checked = "checked"
    running = "running"
    stopped = "stopped"
    done = "done"
    failed = "failed"
    undone = "undone"


class Import(Scoped, Base):
    """One reading of one file. `done` is how many of its `total` records are in (the checkpoint, written with each
    batch), `counts` what became of them, `columns` how the headings of a table were read. `content` is the file while
    it is needed; a file read by the command line stays where it is."""

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_state", "workspace_id", "state", "id"),)

    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    name: Mapped[str]
    format: Mapped[str]
    licence: Mapped[str] = mapped_column(default="")
    file_digest: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[ImportState] = mapped_column(choice(ImportState))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    channel_id: Mapped[str | None]
    message_ts: Mapped[str | None]


class Mapping(Scoped, Base):
    """How a workspace reads the headings of a table (`headings` is what they are compared by): field by column."""

    __tablename__ = "mappings"
    __table_args__ = (UniqueConstraint("workspace_id", "headings"),)

    headings: Mapped[str]
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Imports(Shelf):
    """The shelf of imports."""

    async def get(self, import_id: int) -> Import:
        """Raises `NotFound`."""
        one = (await self.session.scalars(select(Import).where(Import.id == import_id))).one_or_none()
        if one is None:
            raise NotFound
        return one
