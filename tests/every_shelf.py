"""Every method of every shelf, called with the number of a row (`tests/three_of_each.py`), and what comes of it."""

import inspect
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sqlalchemy import Select, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.base import Base
from storage.errors import Refused
from storage.members import Member
from storage.shelf import Shelf
from storage.store import Database, Store
from tests.campaign.rows import BELOW, TABLES, WRITES
from tests.test_migrations import NOW
from tests.three_of_each import ABOUT_PARTNERS, BESIDE, HERE, OPEN, PEOPLE, READER, SAYS

MOST = ("limit", "most", "size", "each")
TYPED = ("typed", "name")


async def _given(store: Store, name: str, hint: Any, number: int, default: Any = inspect.Parameter.empty) -> Any:
    """Something of the kind that a parameter takes; where it takes the number of a noun, this number."""
    origin, kinds = get_origin(hint), [one for one in get_args(hint) if one is not Ellipsis]
    if origin in (Union, UnionType):
        kinds = [one for one in kinds if one is not NoneType and one is not Select]
        return await _given(store, name, kinds[0], number, default)
    if hint is int:
        return _number(name, number, default)
    if hint is str and name in PEOPLE:
        return READER
    if origin in (Collection, Sequence, Iterable, list, set) and (
        kinds[0] is int or default is inspect.Parameter.empty
    ):
        one = await _given(store, name, kinds[0], number)
        return {one} if origin is set else [one]
    if default is not inspect.Parameter.empty:
        return default
    return await _made(store, name, hint, number)


def _number(name: str, number: int, default: Any) -> int:
    if name in MOST:
        return 50
    if default in (inspect.Parameter.empty, None) or name.endswith("_id"):
        return number
    return int(default)


async def _made(store: Store, name: str, hint: Any, number: int) -> Any:
    simple = {bool: True, datetime: NOW, date: NOW.date(), time: NOW.time(), Decimal: Decimal(1), bytes: b"0"}
    if hint in simple:
        return simple[hint]
    if hint is str:
        return f"{SAYS[number]} house {number}" if name in TYPED else f"partner:{number}"
    if get_origin(hint) in (Mapping, dict):
        return {"text": f"partner:{number}"} if name == "message" else {}
    if get_origin(hint) is tuple:
        return tuple([await _given(store, name, one, number) for one in get_args(hint) if one is not Ellipsis])
    if hint is Member:
        return store.person
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if isinstance(hint, type) and issubclass(hint, Base):
        return await store.session.get_one(hint, OPEN)
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        asked = [one for one in fields(hint) if one.init and one.default is MISSING and one.default_factory is MISSING]
        return hint(**{one.name: await _given(store, one.name, hints[one.name], number) for one in asked})
    raise LookupError(hint)


def _by_number(hint: Any, name: str) -> bool:
    """Whether the number of a noun is among what a parameter takes."""
    if is_dataclass(hint):
        return any(_by_number(one, field) for field, one in get_type_hints(hint).items())
    if hint is int:
        return name not in MOST
    return any(_by_number(one, name) for one in get_args(hint))


def _by_noun(hint: Any) -> bool:
    """Whether a parameter takes a noun itself, or several."""
    nouns = isinstance(hint, type) and issubclass(hint, Base) and hint is not Member
    return nouns or any(_by_noun(one) for one in get_args(hint))


def _in_words(hint: Any) -> bool:
    return hint is str or any(_in_words(one) for one in get_args(hint))


# -- what came of it


def _within(thing: Any) -> Iterator[Any]:
    """The nouns and texts in whatever a method gave."""
    if isinstance(thing, Base | str):
        yield thing
    elif isinstance(thing, Mapping):
        for pair in thing.items():
            yield from _within(pair)
    elif isinstance(thing, list | tuple | set | frozenset):
        for one in thing:
            yield from _within(one)
    elif is_dataclass(thing):
        for one in fields(thing):
            yield from _within(getattr(thing, one.name))


def shown(thing: Any, numbers: Collection[int]) -> bool:
    """Whether something of these numbers is in what a method gave. New nouns say what was typed."""
    for one in _within(thing):
        if isinstance(one, str) and any((SAYS | BESIDE)[number] in one for number in numbers):
            return True
        if isinstance(one, Base) and one.id in numbers and one.__tablename__ in ABOUT_PARTNERS:
            return True
    return False


def told(thing: Any) -> str:
    """What a method gave, in words: the same for two databases when it says the same of both."""
    if isinstance(thing, Base):
        return f"{thing.__tablename__}:{thing.id}"
    if isinstance(thing, Mapping):
        return str(sorted((told(key), told(value)) for key, value in thing.items()))
    if isinstance(thing, set | frozenset):
        return str(sorted(map(told, thing)))
    if isinstance(thing, list | tuple):
        return str([told(one) for one in thing])
    if is_dataclass(thing) and not isinstance(thing, type):
        return f"{type(thing).__name__}{[told(getattr(thing, one.name)) for one in fields(thing)]}"
    return str(thing)


class Written:
    """The tables that statements have written to, and their rows as they were before any."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.before: dict[str, dict[int, Any]] = {}
        self.names: set[str] = set()

    async def __aenter__(self) -> "Written":
        async with self.engine.connect() as connection:
            self.before = {one: await _rows(connection, one) for one in ABOUT_PARTNERS}
        event.listen(self.engine.sync_engine, "before_cursor_execute", self._note)
        return self

    async def __aexit__(self, *_: object) -> None:
        event.remove(self.engine.sync_engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        for name in WRITES.findall(statement):
            self.names |= BELOW.get(name, set()) if "DELETE" in statement else {name}

    async def touched(self, connection: AsyncConnection, numbers: Collection[int]) -> bool:
        """Whether a row of these numbers was changed, or a row now refers to one, since this was last asked."""
        names, self.names = self.names & ABOUT_PARTNERS, set()
        for name in (one for one in names if not TABLES[one].info.get("derived")):
            old, new = self.before[name], await _rows(connection, name)
            keys = [key.parent.name for key in TABLES[name].foreign_keys if key.column.table.name in ABOUT_PARTNERS]
            for one in old.keys() | new.keys():
                line = new.get(one) or old[one]
                if old.get(one) != new.get(one) and {one, *(getattr(line, key) for key in keys)} & set(numbers):
                    return True
        return False


async def _rows(connection: AsyncConnection, name: str) -> dict[int, Any]:
    return {line.id: line for line in await connection.exec_driver_sql(f'SELECT * FROM "{name}"')}  # noqa: S608


@dataclass
class Outcome:
    """What came of a call. `failed`: it could not be made with what is known here; `gave`: what it gave, in words."""

    shows: bool = False
    changes: bool = False
    refused: bool = False
    called: bool = False
    failed: str = ""
    gave: str = ""


_ANY_NUMBER = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class _Enough(Exception):
    """Nothing of a call is to be kept."""


def methods() -> list[tuple[str, str]]:
    """Every method that people's requests and the clock may come to."""
    shelves = vars(Store(None, workspace_id=HERE, by="", person=None, now=NOW))  # type: ignore[arg-type]
    return [
        (name, method)
        for name, shelf in sorted(shelves.items())
        if isinstance(shelf, Shelf)
        for method, _ in inspect.getmembers(shelf, inspect.isroutine)
        if not method.startswith("_")
    ]


async def everything_called(
    engine: AsyncEngine,
    person: Member,
    number: int,
    *,
    lists: bool = False,
    nouns: bool = False,
    of: Collection[int] = (),
) -> dict[str, Outcome]:
    """What comes of every method of every shelf that takes a number, called with this one by this person; with `lists`
    also of those that take texts, or nothing, with `nouns` those that take a noun. Nothing is kept. `of` is whose rows
    are looked for in what came of it, where it is not that number."""
    database = Database(engine, lambda: NOW)
    outcomes = {}
    asked = _Asked(number, of or (number,), lists=lists, nouns=nouns)
    async with Written(engine) as written:
        for shelf, method in methods():
            outcomes[f"{shelf}.{method}"] = outcome = Outcome()
            try:
                async with database.store(HERE, by=person.user_id, person=person) as store:
                    await _call(store, getattr(getattr(store, shelf), method), asked, outcome, written)
                    raise _Enough
            except _Enough:
                pass
            except Refused:
                outcome.refused = True
            except Exception as error:  # noqa: BLE001 - whatever it is, the test names it
                outcome.failed = f"{type(error).__name__}: {error}"[:200]
    return outcomes


@dataclass
class _Asked:
    number: int
    of: Collection[int]
    lists: bool = field(kw_only=True)
    nouns: bool = field(kw_only=True)

    def takes(self, hints: dict[str, Any]) -> bool:
        """Whether a method with such parameters is to be called."""
        return (
            any(_by_number(hint, name) for name, hint in hints.items())
            or (self.nouns and any(_by_noun(hint) for hint in hints.values()))
            or (self.lists and (not hints or any(_in_words(hint) for hint in hints.values())))
        )


async def _call(store: Store, method: Any, asked: _Asked, outcome: Outcome, written: Written) -> None:
    known = vars(inspect.getmodule(method)) | {"Member": Member, "Standing": Any}
    hints = get_type_hints(method, known)
    takes = [one for one in inspect.signature(method).parameters.values() if one.kind not in _ANY_NUMBER]
    if not asked.takes({one.name: hints[one.name] for one in takes}):
        return
    outcome.called = True
    given = {one.name: await _given(store, one.name, hints[one.name], asked.number, one.default) for one in takes}
    written.names.clear()
    found = method(**given)
    if isinstance(found, AsyncIterator):
        found = [one async for one in found]
    elif inspect.isawaitable(found):
        found = await found
    await store.session.flush()
    outcome.gave = told(found)
    outcome.shows = shown(found, asked.of)
    outcome.changes = await written.touched(await store.session.connection(), asked.of)
