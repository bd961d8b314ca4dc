"""Answers: given, corrected and taken back by who gave them; nobody else's hand is on them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from storage.errors import AnsweredAlready, Archived, Missing, NobodyNamed, NotAllowed, NotFound, RoundClosed
from storage.health import COMMENT_LIMIT, POSITION_LIMIT, HealthResult, HealthRound, HealthSheet, RoundState
from storage.health_rules import HIGHEST_SCORE, LOWEST_SCORE, Care, HealthSide, Statement, tally
from storage.members import Right
from storage.partners import Partner
from storage.shelf import Shelf
from storage.texts import checked

NAMES = frozenset([*Statement, *Care])


@dataclass(frozen=True)
class Answers:
    """What a form says: scores from 1 to 5 by statement, blanks left out; `consent`: may be named where fewer than
    three answer enough."""

    scores: Mapping[str, int]
    comment: str = ""
    consent: bool = False


@dataclass(frozen=True)
class Giver:
    """Who of the other side answers: a contact, or a position."""

    contact_id: int | None = None
    position: str = ""


class HealthAnswers(Shelf):
    """The shelf of answers. It notes nothing in the trail: neither who answered what, nor when."""

    async def counts(self, one: HealthRound) -> dict[HealthSide, int]:
        """How many of each side have answered; nothing else is told while a round is open."""
        if one.state is RoundState.closed:
            told = select(HealthResult.side, HealthResult.answered).where(HealthResult.round_id == one.id)
            known = {side: number for side, number in await self.session.execute(told)}
            return {side: known.get(side, 0) for side in HealthSide}
        found = select(HealthSheet.side, func.count()).where(HealthSheet.round_id == one.id)
        counted = {side: number for side, number in await self.session.execute(found.group_by(HealthSheet.side))}
        return {side: counted.get(side, 0) for side in HealthSide}

    async def answered(self, one: HealthRound, user_id: str) -> bool:
        """Whether a colleague has answered for our side in a round that is open."""
        found = select(HealthSheet.id).where(HealthSheet.round_id == one.id, HealthSheet.who == f"u:{user_id}")
        return await self.session.scalar(found) is not None

    async def own(self, one: HealthRound, who: str) -> HealthSheet | None:
        """What the person themselves answered, or wrote down, to correct it; never what somebody else did."""
        sheet = await self._by(one, who)
        return sheet if sheet is not None and sheet.entered_by == self.store.by else None

    async def entered(self, one: HealthRound) -> list[HealthSheet]:
        """What the person wrote down for people of the other side, to correct it."""
        found = select(HealthSheet).where(
            HealthSheet.round_id == one.id,
            HealthSheet.side == HealthSide.them,
            HealthSheet.entered_by == self.store.by,
        )
        return list(await self.session.scalars(found.order_by(HealthSheet.who)))

    async def to_answer(self, round_id: int, *, theirs: bool = False, held: bool = True) -> tuple[HealthRound, Partner]:
        """A round the person may answer in, `held` until the transaction ends; `theirs`: for the other side, which
        takes the right to change the partner. Raises `NotFound`, `NotAllowed`, `Archived`, `RoundClosed`."""
        one = await self.store.health.get(round_id, held=held)
        partner = await self.store.partners.get(one.partner_id)
        person = self.store.person
        if person is not None and not person.may(Right.edit):
            raise NotAllowed
        if theirs:
            await self.store.partners.must_edit(partner)
        if partner.archived:
            raise Archived
        if one.state is not RoundState.open:
            raise RoundClosed
        return one, partner

    async def give(self, one: HealthRound, answers: Answers) -> None:
        """Keeps the person's own answers, in place of what they gave before. `one` comes from `to_answer`.

        Raises `Missing` when nothing is said, and what `texts.checked` raises.
        """
        await self._keep(one, HealthSide.us, f"u:{self.store.by}", "", answers)

    async def enter(self, one: HealthRound, partner: Partner, giver: Giver, answers: Answers) -> None:
        """Keeps what somebody of the other side answered, as the person wrote it down.

        Raises `NobodyNamed`, `NotFound` for a contact of somebody else's, `AnsweredAlready` when a colleague wrote
        down theirs, and as `give`.
        """
        await self.store.communication.must_be_theirs(partner, giver.contact_id)
        position = checked(giver.position, field="position", limit=POSITION_LIMIT)
        if giver.contact_id is None and not position:
            raise NobodyNamed(field="position")
        who = f"c:{giver.contact_id}" if giver.contact_id is not None else f"p:{position.casefold()}"
        known = await self._by(one, who)
        if known is not None and known.entered_by != self.store.by:
            raise AnsweredAlready(field="contact" if giver.contact_id is not None else "position")
        await self._keep(one, HealthSide.them, who, "" if giver.contact_id is not None else position, answers)

    async def correct(self, one: HealthRound, who: str, answers: Answers) -> None:
        """Keeps others in the place of answers that the person wrote down. Raises `NotFound`, and as `give`."""
        sheet = await self.own(one, who)
        if sheet is None:
            raise NotFound
        await self._keep(one, sheet.side, who, sheet.position, answers)

    async def take_back(self, one: HealthRound, who: str) -> None:
        """Takes answers away: by who gave them, or wrote them down; in a round that is closed, where they are shown
        with a name, also by whoever may change the partner, for somebody of the other side who asked for it.

        What was kept of a closed round in signals goes with them. Raises `RoundClosed`, `NotAllowed`.
        """
        sheet = await self._by(one, who)
        if sheet is None:
            raise RoundClosed
        partner = await self.store.partners.get(one.partner_id)
        on_behalf = one.state is RoundState.closed and sheet.side is HealthSide.them
        if sheet.entered_by != self.store.by and not (on_behalf and await self.store.partners.may_edit(partner)):
            raise NotAllowed
        await self.session.delete(sheet)
        await self.session.flush()
        if one.state is RoundState.closed:
            left = [other for other in await self.store.health.sheets(one) if other.side is sheet.side]
            found = select(HealthResult).where(HealthResult.round_id == one.id, HealthResult.side == sheet.side)
            result = (await self.session.scalars(found)).one()
            answered = result.answered - 1
            result.follow(tally(left))
            result.answered = answered
            await self.store.health_signals.forget(one)

    async def _keep(self, one: HealthRound, side: HealthSide, who: str, position: str, answers: Answers) -> None:
        scores = {name: score for name, score in answers.scores.items() if name in NAMES}
        if any(not LOWEST_SCORE <= score <= HIGHEST_SCORE for score in scores.values()):
            raise ValueError(scores)
        comment = checked(answers.comment, field="comment", limit=COMMENT_LIMIT)
        if not scores and not comment:
            raise Missing
        sheet = await self._by(one, who)
        if sheet is None:
            sheet = self.store.add(HealthSheet(round_id=one.id, side=side, who=who))
        sheet.position, sheet.entered_by = position, self.store.by
        sheet.scores, sheet.comment, sheet.consent = scores, comment, answers.consent
        await self.session.flush()

    async def _by(self, one: HealthRound, who: str) -> HealthSheet | None:
        found = select(HealthSheet).where(HealthSheet.round_id == one.id, HealthSheet.who == who)
        return (await self.session.scalars(found)).one_or_none()
