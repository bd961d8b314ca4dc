"""Reading a file into the workspace: batch by batch, each in a transaction with its checkpoint; or only looking."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from messages.read_through import piece_of
from messages.reading import Reader
from storage.cleaning import Cleaned, Finding
from storage.errors import ImportUnderWay
from storage.imports import Import, ImportState
from storage.intake_links import Reading
from storage.sources import Source
from storage.store import Database

BATCH = 500
Told = Callable[[list[Finding], Reading, int], Awaitable[None]]
"""Is told after each batch what was found, what was counted, and how many records are read."""


class Importing:
    """One reading of one file for one workspace. `by` is a Slack user id, or "cli". When `stopping` is set,
    it ends after the batch in hand."""

    def __init__(
        self,
        database: Database,
        workspace_id: int,
        reader: Reader,
        *,
        by: str,
        batch: int | None = None,
        stopping: asyncio.Event | None = None,
    ) -> None:
        self.database = database
        self.workspace_id = workspace_id
        self.reader = reader
        self.by = by
        self.batch = batch or BATCH
        self.stopping = stopping or asyncio.Event()

    async def look(self, source: Source, told: Told) -> Reading:
        """A dry run: what would be new, changed, the same, refused. The source need not be kept yet."""
        reading = Reading(source, None, dry=True, by_name=self.reader.by_name)
        await self._all(reading, told, None)
        return reading

    async def run(self, import_id: int, told: Told) -> ImportState:
        """Reads on from the beginning: what is in already is passed over, and counted as it was. Gives how it ended:
        done, or stopped, by a person or because the process ends.

        Raises `NotReadable` and the like when the file turns out to be damaged; what was read before stays.
        `ImportUnderWay` when another process reads it, now or after this one has lost its lease.
        """
        async with self.database.store(self.workspace_id, by=self.by) as store:
            one = await store.imports.get(import_id)
            source = await store.sources.get(one.source_id)
            if source is None:
                return ImportState.failed
            await store.imports.start(one)
        reading = Reading(source, import_id, dry=False, by_name=self.reader.by_name)
        state = await self._all(reading, told, one)
        if state is ImportState.done or not self.stopping.is_set():
            state = await self._make_findable(reading, told, one, state)
        if state is ImportState.done:
            async with self.database.store(self.workspace_id, by=self.by) as store:
                await store.imports.end(await store.imports.get(import_id), counts=reading.counts)
        return state

    async def _make_findable(self, reading: Reading, told: Told, one: Import, state: ImportState) -> ImportState:
        """Completes the index of words with all that was read, batch by batch, and looks for duplicates; of all of the
        source where part of it was read before. Of a register that takes minutes: it can be stopped too, and holds the
        lease."""
        after = 0
        while True:
            async with self.database.store(self.workspace_id, by=self.by) as store:
                ids = await store.intake.organizations(reading, every=one.done > 0, after=after, size=BATCH)
                await store.search.keep(ids)
                now = await store.imports.get(one.id)
                if ids and now.state is ImportState.running:
                    await store.imports.step(now, done=now.done, counts=now.counts)
                    if self.stopping.is_set():
                        await store.imports.let_go(now)
                        return ImportState.stopped
            if not ids:
                return state
            after = ids[-1]
            reading.findable += len(ids)
            await told([], reading, now.done)

    async def _all(self, reading: Reading, told: Told, one: Import | None) -> ImportState:
        done = 0
        try:
            for again in (False, True) if self.reader.twice else (False,):
                reading.again, reading.last = again, again or not self.reader.twice
                if again and not reading.waiting:
                    break
                cleaned = self.reader.cleaned(reading.source.name)
                while batch := await asyncio.to_thread(piece_of, cleaned, self.batch):
                    done += len(batch)
                    findings = await self._take(reading, batch, done, one)
                    if findings is None:
                        return ImportState.stopped
                    await told([*self.reader.told(), *findings], reading, done)
            async with self.database.store(self.workspace_id, by=self.by, read_only=True) as store:
                findings = await store.intake.finish(reading)
            await told([*self.reader.told(), *findings], reading, done)
            return ImportState.done
        finally:
            reading.close()
            self.reader.close()

    async def _take(
        self, reading: Reading, batch: list[Cleaned], done: int, one: Import | None
    ) -> list[Finding] | None:
        """None when somebody has stopped it. Raises `ImportUnderWay` when it stood still for longer than its lease, and
        another process reads on: the checkpoint is not where it was left."""
        if one is None:
            if self.stopping.is_set():
                return None
            async with self.database.store(self.workspace_id, by=self.by, read_only=True) as store:
                return await store.intake.take(reading, batch)
        async with self.database.store(self.workspace_id, by=self.by) as store:
            now = await store.imports.get(one.id, hold=True)
            if now.state is not ImportState.running:
                return None
            if now.done != max(done - len(batch), one.done):
                raise ImportUnderWay(name=now.name)
            findings = await store.intake.take(reading, batch)
            if done <= one.done:
                reading.counts = Counter(one.counts)
            await store.imports.step(now, done=max(done, one.done), counts=reading.counts)
            if self.stopping.is_set():
                await store.imports.let_go(now)
                return None
        return findings
