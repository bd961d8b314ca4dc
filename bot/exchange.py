"""`liaison import` and `liaison export`: files of any size, with a progress bar, in bounded memory."""

import asyncio
import csv
import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot.asked import NoSuchColumn, NotATable, Unusable
from bot.opening import meant, opened
from bot.serve import stoppable
from bot.settings import Settings
from handlers.exporting import write
from handlers.importing import Importing
from messages import errors, findings, sheets
from messages.formats import TABLE, format_of, reader_of
from messages.mapping import FIELDS
from messages.reading import Reader
from messages.tables import TableReader
from messages.words import Words
from storage.cleaning import Finding
from storage.errors import ImportUnderWay, Refused
from storage.imports import LEASE, ImportState
from storage.installs import Workspace
from storage.intake_links import Reading
from storage.sources import Source
from storage.store import Database

BATCH = 2000
CLI = "cli"
MOST_NAMED = 20
WORDS = Words("en", ZoneInfo("UTC"))
SHOWN = 10


async def import_file(
    settings: Settings,
    path: Path,
    *,
    format: str | None,
    dry: bool,
    workspace: str | None,
    source: str | None,
    licence: str,
    columns: dict[str, str],
    report: Path | None,
    console: Console,
) -> None:
    """Reads a file into a workspace, or only looks at it. Run again after a kill, it goes on where it was.

    Raises `NoSuchWorkspace`, `NotATable`, `NoSuchColumn`, `Unusable`, `OutOfDate`, `OSError`.
    """
    async with opened(settings) as database, stoppable() as stop:
        place = await meant(database, workspace)
        with _Report(report) as told:
            try:
                shown = _Shown(console, told, stop)
                await _import(database, place, path, format, dry, source, licence, columns, shown)
            except Refused as refused:
                raise Unusable(errors.refused(WORDS, refused)) from refused


async def _import(
    database: Database,
    workspace: Workspace,
    path: Path,
    format: str | None,
    dry: bool,
    named: str | None,
    licence: str,
    columns: dict[str, str],
    shown: "_Shown",
) -> None:
    def again() -> BinaryIO:
        return path.open("rb")

    format = format or format_of(path.name, again)
    if columns and format != TABLE:
        raise NotATable
    if columns:
        columns = _columns(TableReader(path.name, _size(path), again), columns)
    reader = reader_of(format, path.name, _size(path), again, columns or None)
    importing = Importing(database, workspace.id, reader, by=CLI, batch=BATCH, stopping=shown.stop)
    name = named or reader.title or path.stem
    with shown.progress(reader):
        if dry:
            async with database.store(workspace.id, by=CLI, read_only=True) as store:
                found = await store.sources.known(name)
            source = found or Source(id=0, name=name)
            reading = await importing.look(source, shown.told)
            shown.summary(reading.counts, dry=True)
            return
        digest = _digest(path)
        async with database.store(workspace.id, by=CLI) as store:
            source = await store.sources.named(name, licence=licence or reader.licence)
            one = await store.imports.begun(source, digest) or await store.imports.keep(
                source=source, name=path.name, format=format, file_digest=digest, columns=columns
            )
        state = await _run(importing, one.id, shown)
    async with database.store(workspace.id, by=CLI, read_only=True) as store:
        counts = (await store.imports.get(one.id)).counts
    shown.summary(counts, dry=False, stopped=state is not ImportState.done)


def _columns(reader: TableReader, said: dict[str, str]) -> dict[str, str]:
    """Under which heading each field stands: as guessed, but for what was said. Raises `NoSuchColumn`."""
    for field, heading in said.items():
        if field not in FIELDS:
            raise NoSuchColumn(_among(field, FIELDS))
        if heading not in reader.headings:
            raise NoSuchColumn(_among(heading, reader.headings[:MOST_NAMED]))
    return reader.columns | said


def _among(name: str, known: Iterable[str]) -> str:
    return f"“{name}” is none of {', '.join(f'“{one}”' for one in known)}."


async def _run(importing: Importing, import_id: int, shown: "_Shown") -> ImportState:
    """Waits, as long as a lease lasts, for a process that was killed while it read the same file."""
    waited = 0
    while True:
        try:
            return await importing.run(import_id, shown.told)
        except ImportUnderWay:
            waited += 1
            if waited > LEASE.total_seconds() + 1:
                raise
            await asyncio.sleep(1)


class _Shown:
    """What the person at the terminal sees."""

    def __init__(self, console: Console, report: Any, stop: Any) -> None:
        self.console = console
        self.report = report
        self.stop = stop
        self.found: Counter[str] = Counter()
        self.lines: list[str] = []

    def progress(self, reader: Reader) -> Progress:
        self.reader = reader
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[records]:,} records"),
            TimeRemainingColumn(),
            console=self.console,
        )
        self.task = self.bar.add_task(reader.name, total=max(reader.size, 1), records=0)
        return self.bar

    async def told(self, found: list[Finding], reading: Reading, done: int) -> None:
        self.bar.update(self.task, completed=min(self.reader.taken, self.reader.size), records=done)
        if reading.findable:
            self.bar.update(self.task, description=f"Making findable: {reading.findable:,} organizations")
        for one in found:
            self.found[findings.verdict(one)] += 1
            if len(self.lines) < SHOWN and findings.verdict(one) != "changed":
                self.lines.append(" ".join(str(part) for part in findings.line(WORDS, one) if part))
            if self.report is not None:
                self.report.writerow(map(sheets.csv_cell, findings.line(WORDS, one)))

    def summary(self, counts: Any, *, dry: bool, stopped: bool = False) -> None:
        table = Table("", "New", "Changed", "Unchanged", "Here already")
        for name, made in findings.totals(counts).items():
            table.add_row(name, *(f"{made[what]:,}" for what in ("new", "changed", "same", "here")))
        self.console.print(table)
        for line in self.lines:
            self.console.print(line, markup=False)
        if self.found:
            self.console.print(", ".join(f"{number:,} {what}" for what, number in sorted(self.found.items())))
        if dry:
            self.console.print("Nothing was kept: this was a dry run.")
        elif stopped:
            self.console.print("Stopped. Run the same command again to go on.")


class _Report:
    """A CSV of all findings, when one is asked for."""

    def __init__(self, path: Path | None) -> None:
        self.file = path.open("w", encoding="utf-8-sig", newline="") if path else None

    def __enter__(self) -> Any:
        if self.file is None:
            return None
        writer = csv.writer(self.file)
        writer.writerow(findings.heading(WORDS))
        return writer

    def __exit__(self, *_raised: object) -> None:
        if self.file is not None:
            self.file.close()


async def export_file(
    settings: Settings, path: Path, *, format: str, workspace: str | None, everybody: bool, console: Console
) -> None:
    """Writes what a workspace knows into a file. Raises as `import_file` does."""
    async with opened(settings) as database:
        place = await meant(database, workspace)
        with console.status("Writing …") as status, path.open("wb") as file:
            records = 0

            def counted(number: int) -> None:
                nonlocal records
                records += number
                status.update(f"Writing … {records:,} records")

            async with database.store(place.id, by=CLI, read_only=True) as store:
                left_out = await write(store, file, counted, format=format, words=WORDS, everybody=everybody)
        console.print(f"{path}: {records:,} records.")
        if left_out:
            console.print(
                f"{left_out} Indigenous organizations were left out: ask their data steward, then use --everybody."
            )


def _size(path: Path) -> int:
    return path.stat().st_size


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
