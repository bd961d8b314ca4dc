"""The work on a file that somebody gave in Slack, after the answer: looked through, read, taken back; its message tells
how far it is. It goes on after a restart."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.attempting import attempt
from handlers.channels import to_person
from handlers.files import download, upload
from handlers.importing import Importing
from handlers.members import words_for
from handlers.outcomes import TROUBLE, Fate, in_passing, outcome_of
from handlers.posts import changing
from handlers.spooled import SpooledReader, read
from messages import errors, findings, imports, sheets
from messages.formats import TABLE
from messages.mapping import key_of
from messages.read_through import About
from messages.reading import Reader
from messages.surfaces import Message
from messages.words import Words
from storage.attempts import Turn
from storage.cleaning import Finding
from storage.errors import FileTooBig, ImportUnderWay, NotFound, NotInThisState, Refused
from storage.imports import LEASE, Import, ImportState
from storage.intake_links import Reading
from storage.sources import Source
from storage.store import Database

log = structlog.get_logger("liaison")
MOST_FINDINGS = 5000
EVERY_SECONDS = 3.0
TABLE_SECONDS = 90.0
LOOKS_AGAIN = 1.0
"""Seconds between two looks at whether another process is through, or gone."""


@dataclass
class ImportWork:
    """One file of one workspace. When `stopping` is set, it ends where it can go on later."""

    database: Database
    client: AsyncWebClient
    workspace_id: int
    import_id: int
    stopping: asyncio.Event

    async def do(self) -> None:
        """Whatever is to be done with it now."""
        one = await self._one()
        self.by = one.created_by
        async with self.database.store(self.workspace_id, by=self.by, read_only=True) as store:
            self.words: Words = await words_for(store, self.by)
        self.told_at, self.further = 0.0, False
        turn = await self._attempt()
        if turn is Turn.anothers:
            log.info("import left to another", import_id=self.import_id)
        if turn is Turn.aside:
            await self._set_aside()

    async def _attempt(self) -> Turn:
        """Waits for a process that was killed while it worked on this file, as long as its lease lasts."""
        for _ in range(int(LEASE.total_seconds()) + 1):
            turn = await attempt(self.database, self.workspace_id, self.work, self._go_on)
            if turn is not Turn.anothers or self.stopping.is_set():
                break
            await asyncio.sleep(LOOKS_AGAIN)
        return turn

    async def _go_on(self) -> None:
        one = await self._one()
        try:
            match one.state:
                case ImportState.given:
                    await self._look(one)
                case ImportState.running:
                    await self._run(await self._free(one))
                case ImportState.undoing:
                    await self._undo(one)
        except (ImportUnderWay, NotInThisState):
            log.info("import left to another", import_id=self.import_id)

    async def _set_aside(self) -> None:
        async with self.database.store(self.workspace_id, by=self.by) as store:
            one = await store.imports.get(self.import_id)
            await store.imports.set_aside(one)
            await store.attempts.end(self.work)
        await self._tell(partial(imports.set_aside, self.words))

    @property
    def work(self) -> str:
        return f"import:{self.import_id}"

    async def _free(self, one: Import) -> Import:
        """Waits for a process that was killed while it read this file, as long as its lease lasts."""
        for _ in range(int(LEASE.total_seconds()) + 1):
            if one.leased_until is None or one.leased_until < self.database.now() or self.stopping.is_set():
                break
            await asyncio.sleep(LOOKS_AGAIN)
            one = await self._one()
        return one

    async def _look(self, one: Import) -> None:
        await self._tell(partial(imports.looking, self.words))
        found: list[Finding] = []
        verdicts: Counter[str] = Counter()
        total = 0

        async def told(new: list[Finding], _reading: Reading, done: int) -> None:
            nonlocal total
            total = done
            verdicts.update(findings.verdict(each) for each in new)
            found.extend(new[: MOST_FINDINGS - len(found)])

        try:
            source, reader = await self._reader(one)
            async with self.database.store(self.workspace_id, by=self.by) as store:
                source = await store.sources.get(source.id) or source
                if reader.licence and not source.licence:
                    source.licence = reader.licence
            reading = await self._importing(reader).look(source, told)
        except Refused as refused:
            await self._refuse(one, errors.refused(self.words, refused))
            return
        if self.stopping.is_set():
            return
        async with self.database.store(self.workspace_id, by=self.by) as store:
            one = await store.imports.get(self.import_id)
            await store.imports.checked(one, total=total, counts=reading.counts)
        fields = reader.about.columns
        if fields:
            found = [findings.in_table(each, fields) for each in found]
        await self._tell(lambda now: imports.checked(self.words, now, source.name, found, verdicts, fields))
        if found:
            await self._send_table(one, found)

    async def _reader(self, one: Import) -> tuple[Source, SpooledReader]:
        """The file, read through; it is fetched from Slack at first and kept until it is done with.

        Raises `NotReadable` and the like, `TooHeavy`, `FileNotHandedOut`; `NotFound` without its source.
        """
        async with self.database.store(self.workspace_id, by=self.by, read_only=True) as store:
            source = await store.sources.get(one.source_id)
            if source is None:
                raise NotFound
            known = one.file_digest != ""
            data = await store.imports.content(one) if known else b""
        if not known:
            data = await download(self.client, str(one.columns["file"]), most=imports.LARGEST, field=imports.FILE)
            if len(data) > imports.LARGEST:
                raise FileTooBig(limit=imports.LARGEST // 1024 // 1024)
        fields = one.columns.get("fields")
        reader = await read(data, one.name, one.format, fields, source.name)
        if fields is None and reader.about.format == TABLE:
            async with self.database.store(self.workspace_id, by=self.by, read_only=True) as store:
                remembered = await store.imports.remembered(key_of(reader.about.headings))
            if remembered not in (None, reader.about.columns):
                reader.close()
                reader = await read(data, one.name, TABLE, remembered, source.name)
        if not known or fields is None:
            await self._keep(one, data, reader.about)
        return source, reader

    async def _keep(self, one: Import, data: bytes, about: About) -> None:
        columns: dict[str, Any] = {"file": one.columns["file"]}
        if about.format == TABLE:
            columns |= {"fields": about.columns, "headings": about.headings}
        digest = hashlib.sha256(data).hexdigest()
        async with self.database.store(self.workspace_id, by=self.by) as store:
            now = await store.imports.get(self.import_id)
            await store.imports.check(now, format=about.format, file_digest=digest, content=data, columns=columns)

    async def _run(self, one: Import) -> None:
        async def told(_found: list[Finding], reading: Reading, done: int) -> None:
            if done > one.done and not self.further:
                self.further = True
                async with self.database.store(self.workspace_id) as store:
                    await store.attempts.gone_further(self.work)
            now = asyncio.get_running_loop().time()
            if now - self.told_at >= EVERY_SECONDS:
                self.told_at = now
                await self._tell(self._running)

        try:
            _, reader = await self._reader(one)
            await self._importing(reader).run(self.import_id, told)
        except Refused as refused:
            if isinstance(refused, ImportUnderWay | NotInThisState):
                raise
            async with self.database.store(self.workspace_id, by=self.by) as store:
                broken = await store.imports.get(self.import_id)
                await store.imports.end(broken, counts=broken.counts, failed=True)
        one = await self._one()
        if one.state is not ImportState.running:
            await self._tell(partial(imports.ended, self.words))

    async def _undo(self, one: Import) -> None:
        await self._tell(partial(imports.ended, self.words))
        place: tuple[int, int] | None = (0, 0)
        gone = 0
        while place is not None and not self.stopping.is_set():
            async with self.database.store(self.workspace_id, by=self.by) as store:
                place, went = await store.undoing.go_on(self.import_id, place)
            gone += went
            await asyncio.sleep(0)
        if place is None:
            async with self.database.store(self.workspace_id, by=self.by) as store:
                one = await store.imports.get(self.import_id)
                await store.imports.taken_back(one, gone=gone)
            await self._tell(partial(imports.ended, self.words))

    async def _refuse(self, one: Import, sentence: str) -> None:
        async with self.database.store(self.workspace_id, by=self.by) as store:
            one = await store.imports.get(self.import_id)
            one.state, one.content, one.ended_at = ImportState.discarded, None, store.now
        await self._tell(lambda now: imports.refused(self.words, now.name, sentence))

    def _importing(self, reader: Reader) -> Importing:
        return Importing(self.database, self.workspace_id, reader, by=self.by, stopping=self.stopping)

    async def _one(self) -> Import:
        async with self.database.store(self.workspace_id, read_only=True) as store:
            return await store.imports.get(self.import_id)

    def _running(self, one: Import) -> Message | None:
        """Nothing when it was stopped meanwhile, which the message says already."""
        return imports.running(self.words, one) if one.state is ImportState.running else None

    async def _tell(self, said: Callable[[Import], Message | None]) -> None:
        """Puts it into the message about this file; that Slack does not take it holds nothing up, unless the workspace
        is gone: it goes on there when it comes back."""
        one = await self._one()
        try:
            if one.message_ts:
                async with changing(self.client, channel=str(one.channel_id), ts=one.message_ts) as put:
                    if message := said(await self._one()):
                        await put(**message)
                return
            if (message := said(one)) is None:
                return
            posted = await to_person(
                self.database,
                self.client,
                workspace_id=self.workspace_id,
                user_id=self.by,
                send=lambda channel: self.client.chat_postMessage(channel=channel, **message),
            )
        except TROUBLE as error:
            if outcome_of(error).fate is Fate.shut:
                raise
            log.warning("import not told", import_id=self.import_id, exc_info=error)
            return
        async with self.database.store(self.workspace_id, by=self.by) as store:
            one = await store.imports.get(self.import_id)
            await store.imports.said(one, channel_id=posted["channel"], message_ts=posted["ts"])

    async def _send_table(self, one: Import, found: list[Finding]) -> None:
        """All findings as a file, below the message."""
        data = await asyncio.to_thread(sheets.csv, findings.table(self.words, found))
        async with in_passing("findings not sent", seconds=TABLE_SECONDS, import_id=self.import_id):
            await upload(
                self.client,
                channel=str((await self._one()).channel_id),
                data=data,
                name=findings.file_name(self.words, PurePath(one.name).stem),
                title=one.name,
                comment=imports.table_comment(self.words, one.name),
            )
