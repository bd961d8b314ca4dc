"""The health signal: facts of partners read together, the reasons made of them, and what is kept of it over time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, exists, func, or_, select

from storage.actions import Action, ActionState
from storage.agreement import OVER, STANDING, Agreement, AgreementVersion
from storage.agreement_parts import ROWS, Part
from storage.agreement_quality import role_gaps
from storage.challenges import Challenge, Severity
from storage.communication import Arrangement
from storage.health import ASKED_STAGES, Closed, HealthRound, HealthSnapshot
from storage.health_reasons import GRACE, SAID_BY_SIDES, WINDOW, Known, Quiet, Reason, Topic, changes, reasons
from storage.health_rules import HealthSide, Level
from storage.kpi import Kpi
from storage.kpi_rules import Status
from storage.partners import Partner, PartnerPerson
from storage.quiet import watched
from storage.role_corrections import RoleCorrection
from storage.sessions import Session, SessionState
from storage.shelf import Shelf
from storage.silences import silence_of
from storage.touchpoints import NOTHING

AT_A_TIME = 100
"""Partners whose signal is kept in one go, once a month."""


@dataclass(frozen=True)
class Signal:
    """How one partnership does today. `rounds`: the last two, newest first; `before`: the signal that was kept
    last before today."""

    partner: Partner
    reasons: Sequence[Reason]
    rounds: Sequence[Closed]
    before: HealthSnapshot | None

    @property
    def changed(self) -> Mapping[Topic, Level | None]:
        """What was at another level when the signal was kept last, and at which."""
        return changes(kept_reasons(self.before), self.reasons) if self.before else {}

    def count(self, level: Level) -> int:
        return sum(one.level is level for one in self.reasons)


class HealthSignals(Shelf):
    """Reads the facts of any number of partners, which the person has been shown, in as many statements as of one."""

    async def of(self, partner: Partner) -> Signal:
        [found] = await self.of_several([partner])
        return found

    async def of_several(self, partners: Sequence[Partner]) -> list[Signal]:
        """The signal of each, in their order."""
        today = await self.store.settings.today()
        ids = [partner.id for partner in partners]
        rounds = await self.store.health.closed(ids, most=2)
        known = await self._known(partners, rounds, today)
        before = await self._newest(ids, today)
        return [
            Signal(one, reasons(known[one.id], today), rounds.get(one.id, []), before.get(one.id)) for one in partners
        ]

    async def known(self, partners: Sequence[Partner]) -> dict[int, Known]:
        """The facts of each, by partner, without what the sides said."""
        return await self._known(partners, {}, await self.store.settings.today())

    async def mine(self, user_id: str) -> list[Signal]:
        """The partners that somebody looks after or is named on, what needs a talk most first."""
        named = exists().where(PartnerPerson.partner_id == Partner.id, PartnerPerson.user_id == user_id)
        found = select(Partner).where(~Partner.archived, or_(Partner.owner_id == user_id, named))
        signals = await self.of_several(list(await self.session.scalars(found.order_by(Partner.name_key, Partner.id))))
        return sorted(signals, key=lambda one: (-one.count(Level.concern), -one.count(Level.talk)))

    async def keep(self, partner: Partner, round_id: int | None = None) -> HealthSnapshot:
        """Keeps the signal of today."""
        signal = await self.of(partner)
        kept = HealthSnapshot(
            partner_id=partner.id,
            round_id=round_id,
            day=await self.store.settings.today(),
            at=self.store.now,
            concerns=signal.count(Level.concern),
            talks=signal.count(Level.talk),
            reasons=[one.to_json() for one in signal.reasons],
        )
        self.store.add(kept)
        await self.session.flush()
        return kept

    async def keep_due(self) -> None:
        """Keeps the signal of active partners of which none was kept this month, some at a time."""
        month = (await self.store.settings.today()).replace(day=1)
        kept = exists().where(HealthSnapshot.partner_id == Partner.id, HealthSnapshot.day >= month)
        found = select(Partner).where(Partner.stage.in_(ASKED_STAGES), ~Partner.archived, ~kept).order_by(Partner.id)
        for partner in list(await self.session.scalars(found.limit(AT_A_TIME))):
            await self.keep(partner)

    async def forget(self, one: HealthRound) -> None:
        """Somebody has taken their answers of this round back: what the sides said goes from the signals since."""
        found = select(HealthSnapshot).where(
            HealthSnapshot.partner_id == one.partner_id, HealthSnapshot.at >= one.closed_at
        )
        for kept in await self.session.scalars(found):
            left = [reason for reason in kept_reasons(kept) if reason.topic not in SAID_BY_SIDES]
            kept.reasons = [reason.to_json() for reason in left]
            kept.concerns = sum(reason.level is Level.concern for reason in left)
            kept.talks = sum(reason.level is Level.talk for reason in left)
        await self.session.flush()

    async def history(self, partner_id: int, *, most: int) -> list[HealthSnapshot]:
        """What was kept of a partner that the person has been shown, newest first."""
        found = select(HealthSnapshot).where(HealthSnapshot.partner_id == partner_id)
        return list(await self.session.scalars(found.order_by(HealthSnapshot.id.desc()).limit(most)))

    async def _newest(self, ids: Collection[int], today: date) -> dict[int, HealthSnapshot]:
        """What was kept last before today."""
        newest = select(func.max(HealthSnapshot.id)).where(
            HealthSnapshot.partner_id.in_(ids), HealthSnapshot.day < today
        )
        found = select(HealthSnapshot).where(HealthSnapshot.id.in_(newest.group_by(HealthSnapshot.partner_id)))
        return {one.partner_id: one for one in await self.session.scalars(found)}

    async def _known(
        self, partners: Sequence[Partner], rounds: Mapping[int, Sequence[Closed]], today: date
    ) -> dict[int, Known]:
        ids = [partner.id for partner in partners]
        sessions, promises = await self._sessions(ids), await self._promises(ids, today)
        indicators, quiet = await self._indicators(ids), await self._quiet(partners, today)
        agreements, challenges = await self._agreements(ids), await self._challenges(ids)
        works = await self._works(agreements)
        found = {}
        for partner in partners:
            last, before = ([*rounds.get(partner.id, ()), None, None])[:2]
            agreement = agreements.get(partner.id)
            silent, lines, contact = quiet[partner.id]
            promised, held = sessions.get(partner.id, (0, 0))
            due, late = promises.get(partner.id, (0, 0))
            found[partner.id] = Known(
                promised=promised,
                held=held,
                due=due,
                late=late,
                indicators=indicators.get(partner.id, {}),
                lines=lines,
                quiet=silent,
                last_contact=contact,
                agreement=agreement.state if agreement else None,
                ends_on=agreement.ends_on if agreement else None,
                expected=partner.stage in ASKED_STAGES,
                challenges=challenges.get(partner.id, {}),
                works=len(works.get(partner.id, ())),
                unclear=sum(bool(role_gaps(row)) for row in works.get(partner.id, ())),
                ours=last.tally(HealthSide.us) if last else None,
                theirs=last.tally(HealthSide.them) if last else None,
                before={side: told for side in HealthSide if before and (told := before.tally(side))},
            )
        return found

    async def _sessions(self, ids: Collection[int]) -> dict[int, tuple[int, int]]:
        """How many sessions were promised, and how many were held."""
        over = or_(Session.state != SessionState.planned, Session.starts_at < self.store.now - GRACE)
        counted = (
            select(Session.partner_id, Session.state, func.count())
            .where(
                Session.partner_id.in_(ids),
                Session.starts_at >= self.store.now - WINDOW,
                Session.starts_at < self.store.now,
                Session.state != SessionState.withdrawn,
                over,
            )
            .group_by(Session.partner_id, Session.state)
        )
        found: dict[int, tuple[int, int]] = {}
        for partner_id, state, number in await self.session.execute(counted):
            promised, held = found.get(partner_id, (0, 0))
            found[partner_id] = promised + number, held + (number if state is SessionState.held else 0)
        return found

    async def _promises(self, ids: Collection[int], today: date) -> dict[int, tuple[int, int]]:
        """How many actions were due, and how many of them were or are late."""
        zone = (await self.store.settings.get()).zone
        late_still = and_(Action.state == ActionState.open, Action.due_on < today)
        lately = and_(Action.state == ActionState.done, Action.due_on >= today - WINDOW, Action.due_on < today)
        rows = await self.session.execute(
            select(Action.partner_id, Action.due_on, Action.settled_at).where(
                Action.partner_id.in_(ids), or_(late_still, lately)
            )
        )
        found: dict[int, tuple[int, int]] = {}
        for partner_id, due_on, settled_at in rows:
            if partner_id is None:
                continue
            due, late = found.get(partner_id, (0, 0))
            in_time = settled_at is not None and due_on is not None and _local(settled_at, zone) <= due_on
            found[partner_id] = due + 1, late + (not in_time)
        return found

    async def _indicators(self, ids: Collection[int]) -> dict[int, dict[Status, int]]:
        kpis = list(await self.session.scalars(select(Kpi).where(Kpi.partner_id.in_(ids), Kpi.ended_at.is_(None))))
        found: dict[int, dict[Status, int]] = {}
        for one in await self.store.kpis.followed(kpis):
            counts = found.setdefault(one.kpi.partner_id, {})
            counts[one.reading.status] = counts.get(one.reading.status, 0) + 1
        return found

    async def _quiet(
        self, partners: Sequence[Partner], today: date
    ) -> dict[int, tuple[Quiet | None, int, date | None]]:
        """The worst silence, how many lines are agreed, and the local day of the last contact."""
        ids, zone = [partner.id for partner in partners], (await self.store.settings.get()).zone
        lasts = await self.store.touchpoints.last_of(ids)
        lines: dict[int, list[Arrangement]] = {}
        agreed = select(Arrangement).where(Arrangement.partner_id.in_(ids), ~Arrangement.paused)
        for line in await self.session.scalars(agreed):
            lines.setdefault(line.partner_id, []).append(line)
        found = {}
        for partner in partners:
            last, theirs = lasts.get(partner.id, NOTHING), lines.get(partner.id, []) if watched(partner) else []
            silences = [silence_of(line, last, zone) for line in theirs]
            late = [one for one in silences if one.day <= today]
            worst = min(late, key=lambda one: one.began_on, default=None)
            ever = last.counting(None)
            silent = Quiet(worst.arrangement.every.value, worst.began_on, worst.day) if worst else None
            found[partner.id] = silent, len(theirs), _local(ever, zone) if ever else None
        return found

    async def _agreements(self, ids: Collection[int]) -> dict[int, Agreement]:
        """Of each partner the agreement to go by: the newest that holds or is written, else the newest at all."""
        found: dict[int, Agreement] = {}
        for one in await self.session.scalars(
            select(Agreement).where(Agreement.partner_id.in_(ids)).order_by(Agreement.id)
        ):
            before = found.get(one.partner_id)
            if before is None or _rank(one) >= _rank(before):
                found[one.partner_id] = one
        return found

    async def _challenges(self, ids: Collection[int]) -> dict[int, dict[Severity, int]]:
        counted = select(Challenge.partner_id, Challenge.severity, func.count()).where(
            Challenge.partner_id.in_(ids), Challenge.closed_at.is_(None)
        )
        found: dict[int, dict[Severity, int]] = {}
        for partner_id, severity, number in await self.session.execute(
            counted.group_by(Challenge.partner_id, Challenge.severity)
        ):
            found.setdefault(partner_id, {})[severity] = number
        return found

    async def _works(self, agreements: Mapping[int, Agreement]) -> dict[int, Sequence[Mapping[str, Any]]]:
        """The pieces of work of agreements that hold, by partner, as they were signed or corrected since."""
        holding = {one.id: one for one in agreements.values() if one.state in STANDING and one.signed_number}
        signed = (
            select(AgreementVersion.agreement_id, AgreementVersion.content[Part.roles.value])
            .join(Agreement, Agreement.id == AgreementVersion.agreement_id)
            .where(AgreementVersion.agreement_id.in_(holding), AgreementVersion.number == Agreement.signed_number)
        )
        sayings = {agreement_id: saying for agreement_id, saying in await self.session.execute(signed)}
        corrected = select(RoleCorrection).where(RoleCorrection.agreement_id.in_(holding)).order_by(RoleCorrection.id)
        for one in await self.session.scalars(corrected):
            if one.number == holding[one.agreement_id].signed_number:
                sayings[one.agreement_id] = one.saying
        return {holding[key].partner_id: (saying or {}).get(ROWS) or [] for key, saying in sayings.items()}


def kept_reasons(kept: HealthSnapshot) -> list[Reason]:
    """The reasons of a signal that was kept."""
    return [one for one in map(Reason.read, kept.reasons) if one is not None]


def _rank(one: Agreement) -> int:
    """One that is signed goes before one that is written, and this before one that is over."""
    if one.state in OVER:
        return 0
    return 2 if one.signed_number is not None else 1


def _local(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
