"""Imports: a file that is read into the workspace, batch by batch, and can be stopped, resumed and undone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.errors import ImportUnderWay, NotFound, NotInThisState
from storage.shelf import Shelf
from storage.sources import Source

LEASE = timedelta(seconds=30)
KEPT_FOR = timedelta(days=7)
STARTED, ENDED, STOPPED, UNDONE = (
    "import:reading:started",
    "import:reading:ended",
    "import:reading:stopped",
    "import:undone",
)


class ImportState(StrEnum):
    """`given`: a file that is being looked through. `checked`: what would come of it was shown, nothing is kept yet.
    `running` and `undoing` have a lease, so that one process works on it."""

    given = "given"
    checked = "checked"
    running = "running"
    stopped = "stopped"
    done = "done"
    failed = "failed"
    undoing = "undoing"
    undone = "undone"
    discarded = "discarded"


BUSY = (ImportState.given, ImportState.running, ImportState.undoing)
"""What goes on by itself, after a restart too."""


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


class HeadingMap(Scoped, Base):
    """How a workspace reads the headings of a table (`headings` is what they are compared by): field by column."""

    __tablename__ = "mappings"
    __table_args__ = (UniqueConstraint("workspace_id", "headings"),)

    headings: Mapped[str]
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)


def subject(one: Import) -> str:
    """What an import is called in the audit trail: "import:7"."""
    return f"import:{one.id}"


class Imports(Shelf):
    """The shelf of imports: at most one runs at a time in a workspace."""

    async def get(self, import_id: int, *, hold: bool = False) -> Import:
        """One import; held, on demand, until the transaction ends. Raises `NotFound`."""
        found = select(Import).where(Import.id == import_id)
        if hold:
            found = found.with_for_update().execution_options(populate_existing=True)
        one = (await self.session.scalars(found)).one_or_none()
        if one is None:
            raise NotFound
        return one

    async def content(self, one: Import) -> bytes:
        """The file. Raises `NotFound` when it is not kept any more."""
        data = await self.session.scalar(select(Import.content).where(Import.id == one.id))
        if data is None:
            raise NotFound
        return data

    async def keep(
        self,
        *,
        source: Source,
        name: str,
        format: str,
        file_digest: str,
        content: bytes | None = None,
        columns: Mapping[str, Any] | None = None,
        total: int = 0,
        counts: Mapping[str, int] | None = None,
    ) -> Import:
        """A file that was looked through; nothing of it is in the workspace yet."""
        one = self.store.add(
            Import(
                source_id=source.id,
                name=name[:200],
                format=format,
                licence=source.licence,
                file_digest=file_digest,
                content=content,
                state=ImportState.checked,
                total=total,
                counts=dict(counts or {}),
                columns=dict(columns or {}),
                created_at=self.store.now,
                created_by=self.store.by,
            )
        )
        await self.session.flush()
        return one

    async def give(self, *, source: Source, name: str, file_id: str) -> Import:
        """A file that somebody gave in Slack, to be looked through."""
        one = await self.keep(source=source, name=name, format="", file_digest="", columns={"file": file_id})
        one.state = ImportState.given
        await self.session.flush()
        return one

    async def check(
        self, one: Import, *, format: str, file_digest: str, content: bytes, columns: Mapping[str, Any]
    ) -> None:
        """What the file turned out to be; `columns` how its headings are read."""
        one.format, one.file_digest, one.content = format, file_digest, content
        one.columns = dict(columns)
        await self.session.flush()

    async def checked(self, one: Import, *, total: int, counts: Mapping[str, int]) -> None:
        """It was looked through: what would come of it is known."""
        one.state, one.total, one.counts, one.leased_until = ImportState.checked, total, dict(counts), None
        await self.session.flush()

    async def look_again(self, one: Import, columns: Mapping[str, Any], *, headings: str) -> None:
        """Somebody has said what the columns are; it is kept for the next table of these headings. Raises
        `NotInThisState`."""
        if one.state is not ImportState.checked:
            raise NotInThisState(state=one.state)
        await self.remember(headings, columns)
        one.state, one.columns = ImportState.given, {**one.columns, "fields": dict(columns)}
        await self.session.flush()

    async def confirm(self, one: Import) -> None:
        """It is to be read, or read on. Raises `NotInThisState`, `ImportUnderWay`."""
        if one.state not in (ImportState.checked, ImportState.stopped):
            raise NotInThisState(state=one.state)
        await self.start(one)
        await self.let_go(one)

    async def discard(self, one: Import) -> None:
        """It is not to be read. Raises `NotInThisState`."""
        if one.state is not ImportState.checked:
            raise NotInThisState(state=one.state)
        one.state, one.content, one.ended_at = ImportState.discarded, None, self.store.now
        await self.session.flush()

    async def take_back(self, one: Import) -> None:
        """What it added and nobody has touched is to go. Raises `NotInThisState`."""
        if one.state not in (ImportState.done, ImportState.stopped, ImportState.failed):
            raise NotInThisState(state=one.state)
        one.state, one.content = ImportState.undoing, None
        self.store.audit.note(UNDONE, subject(one), name=one.name)
        await self.session.flush()

    async def set_aside(self, one: Import) -> None:
        """Working on it ended the process again and again: it is not begun any more. What is in can be taken back."""
        if one.state is ImportState.given:
            one.state, one.content, one.ended_at = ImportState.discarded, None, self.store.now
            await self.session.flush()
        elif one.state in BUSY:
            await self.end(one, counts=one.counts, failed=True)

    async def taken_back(self, one: Import, *, gone: int) -> None:
        one.state, one.leased_until, one.ended_at = ImportState.undone, None, self.store.now
        one.counts = {**one.counts, "gone": gone}
        await self.session.flush()

    async def said(self, one: Import, *, channel_id: str, message_ts: str) -> None:
        """Where the message stands that shows how far it is."""
        one.channel_id, one.message_ts = channel_id, message_ts
        await self.session.flush()

    async def busy(self) -> list[Import]:
        """Those that go on by themselves."""
        return list(await self.session.scalars(select(Import).where(Import.state.in_(BUSY)).order_by(Import.id)))

    async def sweep(self) -> None:
        """Files that nobody said a word about for a week are let go."""
        idle = (ImportState.checked, ImportState.stopped)
        old = select(Import).where(Import.state.in_(idle), Import.created_at < self.store.now - KEPT_FOR)
        for one in await self.session.scalars(old.where(Import.content.is_not(None))):
            one.content = None
            if one.state is ImportState.checked:
                one.state = ImportState.discarded
        await self.session.flush()

    async def begun(self, source: Source, file_digest: str) -> Import | None:
        """The newest reading of this very file that was begun and not ended, to go on with."""
        open_states = (ImportState.running, ImportState.stopped)
        found = select(Import).where(
            Import.source_id == source.id, Import.file_digest == file_digest, Import.state.in_(open_states)
        )
        return (await self.session.scalars(found.order_by(Import.id.desc()).limit(1))).one_or_none()

    async def start(self, one: Import) -> None:
        """Begins to read, or goes on. Raises `NotInThisState` for one that has ended, `ImportUnderWay` while another
        process reads this file, or the workspace reads another."""
        running = select(Import).where(Import.state == ImportState.running, Import.leased_until > self.store.now)
        await self.get(one.id, hold=True)
        busy = (await self.session.scalars(running.limit(1))).one_or_none()
        if busy is not None:
            raise ImportUnderWay(name=busy.name)
        if one.state not in (ImportState.checked, ImportState.stopped, ImportState.running):
            raise NotInThisState(state=one.state)
        if one.state is ImportState.checked:
            one.counts, one.started_at = {}, self.store.now
            self.store.audit.note(STARTED, subject(one), name=one.name)
        one.state, one.leased_until = ImportState.running, self.store.now + LEASE
        await self.session.flush()

    async def let_go(self, one: Import) -> None:
        """Reads no further just now; whoever comes next goes on."""
        one.leased_until = None
        await self.session.flush()

    async def step(self, one: Import, *, done: int, counts: Mapping[str, int]) -> None:
        """The checkpoint, in the transaction of the batch itself."""
        one.done, one.counts, one.leased_until = done, dict(counts), self.store.now + LEASE
        await self.session.flush()

    async def stop(self, one: Import) -> None:
        """What is in stays; it can be resumed. Raises `NotInThisState`."""
        if one.state is not ImportState.running:
            raise NotInThisState(state=one.state)
        one.state, one.leased_until = ImportState.stopped, None
        self.store.audit.note(STOPPED, subject(one), done=one.done)
        await self.session.flush()

    async def end(self, one: Import, *, counts: Mapping[str, int], failed: bool = False) -> None:
        """All is read, or the file turned out to be damaged."""
        one.state = ImportState.failed if failed else ImportState.done
        one.counts, one.content, one.leased_until, one.ended_at = dict(counts), None, None, self.store.now
        self.store.audit.note(ENDED, subject(one), counts=dict(counts), failed=failed)
        await self.session.flush()

    async def remember(self, headings: str, columns: Mapping[str, Any]) -> None:
        """How these headings are read from now on."""
        kept = (await self.session.scalars(select(HeadingMap).where(HeadingMap.headings == headings))).one_or_none()
        kept = kept or self.store.add(HeadingMap(headings=headings))
        kept.columns = dict(columns)
        await self.session.flush()

    async def remembered(self, headings: str) -> dict[str, Any] | None:
        """How these headings were read last."""
        return await self.session.scalar(select(HeadingMap.columns).where(HeadingMap.headings == headings))
