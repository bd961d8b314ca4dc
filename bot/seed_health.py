"""Sowing of how it is going: who holds which position, and what both sides said when they were asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.seed_days import Days
from storage.health_answers import Answers, Giver
from storage.health_rules import Statement
from storage.positions import Holder, Position


@dataclass(frozen=True)
class Held:
    """A position since `days_ago`, as noted by `by`; `who` is a colleague's user id, or a contact's name."""

    position: Position
    who: str
    days_ago: int
    by: str


@dataclass(frozen=True)
class Said:
    """What somebody answered: scores in the order of the statements, 0 for none."""

    who: str
    scores: tuple[int, ...]
    comment: str = ""

    @property
    def answers(self) -> Answers:
        given: Mapping[str, int] = {name: score for name, score in zip(Statement, self.scores, strict=True) if score}
        return Answers(given, self.comment, consent=True)


@dataclass(frozen=True)
class Heard:
    """A round that began `days_ago` and was closed a week later; theirs were written down by whoever began it."""

    days_ago: int
    by: str
    ours: tuple[Said, ...]
    theirs: tuple[Said, ...]


class Listening(Days):
    """Positions and rounds of one partnership."""

    async def hold(self, held: Held) -> None:
        async with self.on(held.days_ago, 10, by=held.by) as (store, partner):
            contacts = {contact.name: contact.id for contact in await store.contacts.of(partner)}
            holder = Holder(contact_id=contacts[held.who]) if held.who in contacts else Holder(user_id=held.who)
            await store.positions.name(partner, held.position, holder, since=self.day(-held.days_ago))

    async def hear(self, heard: Heard) -> None:
        async with self.on(heard.days_ago, 9, by=heard.by) as (store, partner):
            round_id = (await store.health.start(partner)).id
        for said in heard.ours:
            async with self.past(heard.days_ago - 2, 11, by=said.who) as store:
                await store.health_answers.give(await store.health.get(round_id, held=True), said.answers)
        async with self.on(heard.days_ago - 3, 14, by=heard.by) as (store, partner):
            contacts = {contact.name: contact.id for contact in await store.contacts.of(partner)}
            one = await store.health.get(round_id, held=True)
            for said in heard.theirs:
                await store.health_answers.enter(one, partner, Giver(contact_id=contacts[said.who]), said.answers)
        async with self.on(heard.days_ago - 7, 16, by=heard.by) as (store, partner):
            await store.health.close_now(partner, await store.health.get(round_id, held=True))
