"""Work on what somebody else has made: nothing in a file or a template takes Liaison down, or holds it up."""

import asyncio
import os
import resource
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from handlers import bounded as apart
from handlers.bounded import BrokeApart, bounded, said_in, spooled
from messages import papers
from messages.read_through import PIECE_TEXT, piece_of, read_through
from messages.templates import inspect
from storage.agreement_parts import AgreementKind
from storage.cleaning import Cleaned, plain
from storage.errors import NotReadable, TemplateTooLong, TooHeavy
from storage.imports import Import, ImportState
from storage.standard import Record
from tests import agreeing, heavy, hostile
from tests.house import AMELIE, GENERAL, House
from tests.test_imports import begun, told

HELD = 1.0
"""Seconds of the processor, so that a busy machine changes nothing.
Far more than the loop is ever held for, and far less than any of these would hold it."""


@asynccontextmanager
async def never_held() -> AsyncIterator[None]:
    """While the block lasts, the loop goes on to other things all the time."""
    longest, last, loop = 0.0, time.thread_time(), asyncio.get_running_loop()

    def beat() -> None:
        nonlocal longest, last, beating
        longest, last = max(longest, time.thread_time() - last), time.thread_time()
        beating = loop.call_later(0.01, beat)

    beating = loop.call_soon(beat)
    try:
        yield
    finally:
        beating.cancel()
    assert longest < HELD


# -- limits


@pytest.mark.parametrize("work", [heavy.takes_all_memory, heavy.never_ends, heavy.ends_the_process])
async def test_what_takes_too_much_is_refused(work: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 1)
    monkeypatch.setattr(apart, "PATIENCE", 60)
    async with never_held(), asyncio.timeout(30):
        with pytest.raises(TooHeavy) as refused:
            await bounded(work)
    assert refused.value.facts == {"megabytes": 512, "seconds": 1}


async def test_what_waits_for_ever_and_what_writes_for_ever_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooHeavy):
        await spooled(heavy.writes_for_ever)
    monkeypatch.setattr(apart, "PATIENCE", 0.01)
    async with visited() as (port, _):
        with pytest.raises(TooHeavy):
            await bounded(heavy.waits, port)


async def test_a_refusal_travels_whole_and_a_fault_without_what_was_read() -> None:
    with pytest.raises(NotReadable) as refused:
        await bounded(heavy.refuses, "a.csv")
    assert (refused.value.field, refused.value.facts) == ("file", {"name": "a.csv"})
    with pytest.raises(BrokeApart, match=r"ValueError at .*heavy\.py:\d+") as broke:
        await bounded(heavy.breaks, "Maria Silva")
    assert "Maria" not in str(broke.value)


Visit = tuple[int, asyncio.StreamWriter]
"""The number of a process that works apart, and what it waits for a word from."""


@asynccontextmanager
async def visited() -> AsyncIterator[tuple[int, asyncio.Queue[Visit]]]:
    """A port, and who comes to it (`heavy.waits`)."""
    came, writers = asyncio.Queue[Visit](), list[asyncio.StreamWriter]()

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await came.put((int(await reader.readline()), writer))

    server = await asyncio.start_server(visit, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], came
    finally:
        server.close()
        for writer in writers:
            writer.close()
            await asyncio.gather(writer.wait_closed(), return_exceptions=True)


async def test_a_document_and_a_file_are_worked_on_at_once_and_no_two_of_a_sort(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_work, most, run = Counter[str](), Counter[str](), apart._run

    async def counted(*arguments: Any, name: str) -> None:
        at_work[name] += 1
        most[name] = max(most[name], at_work[name])
        await run(*arguments, name=name)
        at_work[name] -= 1

    monkeypatch.setattr(apart, "_run", counted)
    async with asyncio.timeout(60), visited() as (port, came):
        documents = [bounded(heavy.waits, port) for _ in range(2)]
        files = [spooled(heavy.waits_and_goes_on, port) for _ in range(2)]
        working = asyncio.gather(*documents, *files)
        for _ in range(2):
            (one, to_one), (other, to_other) = await came.get(), await came.get()
            assert one != other
            for writer in (to_one, to_other):
                writer.write(b"Go on")
                writer.close()
        *said, read, read_too = await working
        with read, read_too:
            assert [*said, *said_in(read), *said_in(read_too)] == [b"Go on"] * 4
    assert most == {"waits": 1, "waits_and_goes_on": 1}


async def test_what_is_cancelled_is_ended() -> None:
    async with asyncio.timeout(60), visited() as (port, came):
        working = asyncio.create_task(bounded(heavy.waits, port))
        process, _ = await came.get()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


# -- files


@pytest.mark.parametrize("what", hostile.FILES)
async def test_a_hostile_file_is_refused_or_read_and_holds_nobody_up(house: House, what: str) -> None:
    name, made, said = hostile.FILES[what]
    data = made()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with never_held():
        amelie = await begun(house, AMELIE, name, data)
    assert said in told(house, amelie)
    async with house.store() as store:
        [one] = await store.session.scalars(select(Import))
        assert one.state is (ImportState.checked if "new" in said or "nothing" in said else ImportState.discarded)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 * 1024, "KB, of Liaison itself"
    assert house.playground.refused == []


async def test_what_is_outside_a_workbook_is_not_read(house: House, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("Geheimnis")
    entity = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file://{secret}">]>'
    amelie = await begun(house, AMELIE, "a.xlsx", hostile.in_sheet(hostile.row("x&f;"), before=entity))
    assert "cannot be read" in told(house, amelie)


def test_cleaning_takes_as_long_as_the_text_is() -> None:
    begun = time.thread_time()
    assert plain("<!--" * 50_000 + "x") == "x"
    assert plain("<p>a" + " " * 200_000 + "\n\nb") == "a\n\nb"
    assert plain("a<!-- b --><!-- c") == "a  c"
    assert time.thread_time() - begun < 5


def test_a_piece_says_so_much_and_no_more() -> None:
    long = [Cleaned(Record("organization", str(n), {"name": "x" * 400_000}, "", n)) for n in range(9)]
    left = iter(long)
    assert [len(piece) for piece in iter(lambda: piece_of(left, 500), [])] == [3, 3, 3]
    assert PIECE_TEXT == 1_000_000


async def test_what_was_read_apart_is_what_is_read_here() -> None:
    data = b"Organization,Website\nRiver,nowhere\nLake,https://lake.example\n"
    here = list(read_through(data, "a.csv", "", None, "Source"))
    with await spooled(read_through, data, "a.csv", "", None, "Source") as said:
        assert list(said_in(said)) == here
        assert list(said_in(said)) == here


# -- templates


def test_lists_within_lists_end() -> None:
    begun = time.thread_time()
    with pytest.raises(TemplateTooLong):
        inspect(hostile.template(300))
    assert time.thread_time() - begun < 6


async def test_a_template_that_was_taken_before_is_refused_where_word_is_pressed(house: House) -> None:
    await agreeing.meet(house)
    async with house.store() as store:
        agreement = await agreeing.written(store)
        await store.templates.keep(kind=None, language="en", name="own.docx", data=hostile.template(300))
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner agree Centre Rivière-Nord", channel=GENERAL)
    async with never_held():
        await amelie.click(papers.WORD)
        await house.liaison.afterwards.finished()
    said = str(amelie.modal) + str(house.playground.messages(amelie.dm)) + str(house.playground.ephemerals(AMELIE))
    assert "repeats so much that the document would never end" in said
    assert agreement.kind in AgreementKind
