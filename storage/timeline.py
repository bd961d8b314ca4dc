"""One timeline of a partner: moves, changes, meetings, reviews, contacts and saved messages, newest first, by pages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, and_, exists, or_, select

from storage.audit import Entry
from storage.meetings import Meeting
from storage.partners import Partner, StageMove
from storage.reviews import Review
from storage.shelf import Shelf
from storage.touchpoints import Touchpoint

Event = StageMove | Entry | Meeting | Touchpoint | Review
Noun = TypeVar("Noun", StageMove, Entry, Meeting, Touchpoint, Review)
RANKS: tuple[type[Event], ...] = (StageMove, Entry, Meeting, Touchpoint, Review)
SIZE = 30


@dataclass(frozen=True, order=True)
class Place:
    """Where an event stands: the instant (UTC), then what sort it is, then its id."""

    at: datetime
    rank: int
    id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()} {self.rank} {self.id}"

    @classmethod
    def read(cls, text: str) -> "Place":
        at, rank, event_id = text.split(" ")
        return cls(datetime.fromisoformat(at), int(rank), int(event_id))


@dataclass(frozen=True)
class Page:
    """A page of events; `older`: where the next one begins, None when there is nothing older."""

    events: Sequence[Event]
    older: Place | None


def place_of(event: Event) -> Place:
    at = event.held_at if isinstance(event, Meeting | Review) else event.at
    return Place(at, RANKS.index(type(event)), event.id)


class Timeline(Shelf):
    """Reads what happened with a partner that the person has been shown."""

    async def page(
        self, partner: Partner, *, tags: Collection[str], before: Place | None = None, size: int = SIZE
    ) -> Page:
        """The newest `size` events older than `before`, those of partnerships that were put into it with them; of the
        trail only the changes with these `tags`."""
        found: list[Event] = []
        ids = [partner.id, *await self.store.merges.former(partner)]
        theirs = and_(Entry.subject.in_([f"partner:{one}" for one in ids]), Entry.tag.in_(tags))
        found += await self._older(select(StageMove).where(StageMove.partner_id.in_(ids)), StageMove, before, size)
        found += await self._older(select(Entry).where(theirs), Entry, before, size)
        plain = and_(Meeting.partner_id == partner.id, ~exists().where(Review.meeting_id == Meeting.id))
        found += await self._older(select(Meeting).where(plain), Meeting, before, size)
        found += await self._older(select(Review).where(Review.partner_id == partner.id), Review, before, size)
        logged = select(Touchpoint).where(Touchpoint.partner_id == partner.id)
        found += await self._older(logged, Touchpoint, before, size)
        found.sort(key=place_of, reverse=True)
        return Page(found[:size], place_of(found[size - 1]) if len(found) > size else None)

    async def _older(self, every: Select[Noun], noun: type[Noun], before: Place | None, size: int) -> list[Noun]:
        """One more than a page of one sort, newest first."""
        at: Any = noun.held_at if issubclass(noun, Meeting | Review) else noun.at
        if before is not None:
            rank = RANKS.index(noun)
            older = at < before.at
            if rank < before.rank:
                older = at <= before.at
            elif rank == before.rank:
                older = or_(older, and_(at == before.at, noun.id < before.id))
            every = every.where(older)
        return list(await self.session.scalars(every.order_by(at.desc(), noun.id.desc()).limit(size + 1)))
