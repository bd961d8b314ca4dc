"""What waits in the outbox, as short lines ("river 2027-02-15 09:00"), and how that changes when something happens."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import select

from storage.reminder import Reminder
from storage.reminders import WAITING
from tests.house import AMELIE, GENERAL, MARC, PRIYA, RIVER, SAM
from tests.unasked.world import NORA, World

NAMES = {RIVER: "river", GENERAL: "general", AMELIE: "Amélie", SAM: "Sam", MARC: "Marc", PRIYA: "Priya", NORA: "Nora"}
TORONTO = ZoneInfo("America/Toronto")
Lines = Counter[str]


@dataclass(frozen=True)
class Change:
    """What becomes of the lines of one kind: `everything` goes, or these are `gone`, these `new`, and what waited for
    one place (`moved` from) waits for another."""

    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    moved: tuple[str, str] | None = None
    everything: bool = False

    def of(self, lines: Lines) -> Lines:
        before = Counter[str]() if self.everything else lines
        assert not Counter(self.gone) - before, f"these never waited: {Counter(self.gone) - before}"
        left = before - Counter(self.gone)
        if self.moved:
            was, now = self.moved
            later = [line for line in left.elements() if line.startswith(f"{was} ") and not line.endswith(" now")]
            assert later, f"nothing waits for {was}"
            left = left - Counter(later) + Counter(now + line.removeprefix(was) for line in later)
        return left + Counter(self.new)


GONE = Change(everything=True)


def gone(*lines: str) -> Change:
    return Change(gone=lines)


def new(*lines: str) -> Change:
    return Change(new=lines)


def only(*lines: str) -> Change:
    """These, in the place of all that waited before."""
    return Change(new=lines, everything=True)


def swap(before: tuple[str, ...], after: tuple[str, ...]) -> Change:
    return Change(gone=before, new=after)


def moved(was: str, now: str, *more: str) -> Change:
    """What waited for one place waits for another; and some lines more."""
    return Change(moved=(was, now), new=more)


@dataclass(frozen=True)
class Event:
    """Something that `happens`, and what changes by it; every other kind stays as it is.

    `withheld`: the rows of these kinds about these subjects ("agreement:joint") still wait, for they are due at once
    and looked at once more; nothing is said. `wrong`: what is known not to be so today, with the reason.
    """

    name: str
    happens: Callable[[World], Awaitable[object]]
    changes: dict[str, Change]
    withheld: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


class Events(list[Event]):
    """Collects what can happen."""

    def when(
        self,
        changes: dict[str, Change],
        *,
        withheld: dict[str, str] | None = None,
        wrong: dict[str, str] | None = None,
    ) -> Callable[[Callable[[World], Awaitable[object]]], Callable[[World], Awaitable[object]]]:
        def kept(happens: Callable[[World], Awaitable[object]]) -> Callable[[World], Awaitable[object]]:
            self.append(Event(happens.__name__, happens, changes, withheld or {}, wrong or {}))
            return happens

        return kept


async def waiting(world: World) -> dict[str, Lines]:
    """What waits, by kind; "now" is what is due already."""
    now, found = world.house.time(), dict[str, Lines]()
    async with world.house.store(by="clock") as store:
        for row in await store.session.scalars(select(Reminder).where(Reminder.state.in_(WAITING))):
            due = "now" if row.due_at <= now else f"{row.due_at.astimezone(TORONTO):%Y-%m-%d %H:%M}"
            found.setdefault(row.kind, Counter())[f"{NAMES.get(row.recipient, row.recipient)} {due}"] += 1
    return found
