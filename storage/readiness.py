"""Readiness: whether we are ready to partner, for an opportunity or in general, and whether somebody else is (K4)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select

from storage.actions import Action, ActionState
from storage.assessment import US, About, Assessment, ReadinessStep, written
from storage.errors import Missing, NotAllowed, NotConfirmed, NotFound, TooLateToCorrect
from storage.in_sight import in_sight
from storage.members import Member, Right, Role
from storage.quiet import next_working_day, nudge_at
from storage.readiness_rules import ESSENTIAL, Answers, Given, Point, changes, valid_until
from storage.reminder import Reminder, ReminderState
from storage.shelf import Shelf
from storage.texts import checked

OVER = "readiness.over"
_UNSAID = (ReminderState.planned, ReminderState.cancelled)
SUBJECT = "readiness"
EVIDENCE_LIMIT = 600
SOON, LATER = timedelta(days=14), timedelta(days=30)
"""When an action for a gap is due, or on the next working day: an essential one, and any other."""
ASSESSED, CORRECTED, TAKEN_BACK, BROUGHT_BACK = "assessed", "corrected", "taken_back", "brought_back"


@dataclass(frozen=True)
class Looked:
    """What a check is about, as the person may see it: `name` is "" for ourselves; `may_edit` is their right."""

    about: About
    name: str
    owner_id: str | None
    partner_id: int | None
    may_edit: bool


class Readiness(Shelf):
    """The shelf of checks. Those of a partner that the person may not see are not there."""

    async def looked(self, about: About) -> Looked:
        """What is to be checked. Raises `NotFound`."""
        person = self.store.person
        may = person is None or person.may(Right.edit)
        if about.opportunity_id is not None:
            one = await self.store.opportunities.get(about.opportunity_id)
            return Looked(about, one.outcome, one.owner_id, None, may)
        if about.organization_id is not None:
            organization = await self.store.prospects.get(about.organization_id)
            partner = await self.store.prospects.partner(organization.id)
            if partner is None:
                return Looked(about, organization.name, None, None, may)
            may = await self.store.partners.may_edit(partner)
            return Looked(about, organization.name, partner.owner_id, partner.id, may)
        return Looked(about, "", None, None, may)

    async def get(self, assessment_id: int, *, held: bool = False) -> Assessment:
        """One check, held until the transaction ends on demand. Raises `NotFound`."""
        found = select(Assessment).where(Assessment.id == assessment_id, in_sight(Assessment.organization_id))
        if held:
            found = found.with_for_update(of=Assessment).execution_options(populate_existing=True)
        one = (await self.session.scalars(found)).one_or_none()
        if one is None:
            raise NotFound
        return one

    async def page(self, about: About, *, before: int | None = None, size: int = 5) -> list[Assessment]:
        """The checks of one thing that the person has been shown, the newest first, from the one `before` on."""
        found = _about(about)
        if before is not None:
            found = found.where(Assessment.id < before)
        return list(await self.session.scalars(found.order_by(Assessment.id.desc()).limit(size)))

    async def latest(self, about: About) -> Assessment | None:
        return next(iter(await self.page(about, size=1)), None)

    async def of_organizations(self, organization_ids: Collection[int]) -> dict[int, Assessment]:
        """The newest check of each of these organizations, which the person has been shown."""
        newest = select(func.max(Assessment.id)).where(
            Assessment.organization_id.in_(organization_ids), Assessment.taken_back_at.is_(None)
        )
        found = select(Assessment).where(Assessment.id.in_(newest.group_by(Assessment.organization_id)))
        return {one.organization_id or 0: one for one in await self.session.scalars(found)}

    async def record(self, looked: Looked, answers: Answers, *, seen: int | None, confirmed: bool) -> Assessment:
        """Keeps a new check. `seen` is the check that the form was filled in from: what is left as it said has to be
        `confirmed`.

        Raises `NotAllowed`, `NotConfirmed` (how many were not), `Missing` where nothing is answered, and what
        `texts.checked` raises, with "why_" and the point as its field.
        """
        _must_edit(looked)
        clean = _checked(answers, looked.about)
        before = (await self.get(seen)).given if seen is not None else {}
        clean = _marked(clean, before)
        kept = [point for point, given in clean.items() if given.kept]
        if kept and not confirmed:
            raise NotConfirmed(field="confirm", n=len(kept))
        one = Assessment(answers=written(clean), at=self.store.now, by=self.store.by)
        one.opportunity_id, one.organization_id = looked.about.opportunity_id, looked.about.organization_id
        self.store.add(one)
        await self.session.flush()
        self._note(ASSESSED, one, looked)
        await self.plan()
        return one

    async def correct(self, one: Assessment, looked: Looked, answers: Answers) -> None:
        """Changes a check that was just made; the trail keeps what it said. `one` is held. Raises as `record`, and
        `TooLateToCorrect`."""
        self._must_be_new(one, looked)
        clean = _checked(answers, looked.about)
        earlier = await self.page(looked.about, before=one.id, size=1)
        clean = _marked(clean, earlier[0].given if earlier else {})
        differ = changes(one.given, clean, looked.about.points)
        if written(clean) != one.answers:
            self._note(
                CORRECTED, one, looked, points=[[c.point, c.before, c.after] for c in differ], before=one.answers
            )
            one.answers, one.corrected_at = written(clean), self.store.now
        await self.session.flush()

    async def take_back(self, one: Assessment, looked: Looked) -> None:
        """It does not count any more; it can be brought back. `one` is held. Raises `TooLateToCorrect`."""
        self._must_be_new(one, looked)
        if one.taken_back_at is None:
            one.taken_back_at = self.store.now
            self._note(TAKEN_BACK, one, looked)
            await self.session.flush()
            await self.plan()

    async def bring_back(self, one: Assessment, looked: Looked) -> None:
        """Undoes `take_back`. Raises `NotAllowed`."""
        _must_edit(looked)
        if one.taken_back_at is not None:
            one.taken_back_at = None
            self._note(BROUGHT_BACK, one, looked)
            await self.session.flush()
            await self.plan()

    async def actions(self, one: Assessment) -> dict[Point, Action]:
        """What was made of the gaps of a check: its own actions, and those of earlier checks that are still open."""
        rows = await self.session.execute(
            select(ReadinessStep.point, ReadinessStep.assessment_id, Action.id)
            .join(Action, Action.id == ReadinessStep.action_id)
            .join(Assessment, Assessment.id == ReadinessStep.assessment_id)
            .where(*_same(one.about), Action.state != ActionState.dropped)
            .order_by(ReadinessStep.id)
        )
        steps = [(Point(point), assessment_id, action_id) for point, assessment_id, action_id in rows]
        known = {action.id: action for action in await self.store.actions.several([step[2] for step in steps])}
        return {
            point: known[action_id]
            for point, assessment_id, action_id in steps
            if action_id in known and (assessment_id == one.id or known[action_id].state is ActionState.open)
        }

    async def act(self, one: Assessment, looked: Looked, point: Point, what: str) -> Action:
        """Makes an action of a gap, once, for whoever owns what it is about, else for the actor. `one` is held. Raises
        `NotAllowed`."""
        _must_edit(looked)
        there = (await self.actions(one)).get(point)
        if there is not None:
            return there
        settings = await self.store.settings.get()
        wanted = await self.store.settings.today() + (SOON if point in ESSENTIAL else LATER)
        assignee_id = await self._assignee(looked)
        action = await self.store.actions.add(
            partner_id=looked.partner_id,
            opportunity_id=looked.about.opportunity_id,
            what=what,
            assignee_id=assignee_id,
            due_on=next_working_day(wanted, settings.province),
        )
        self.store.add(ReadinessStep(assessment_id=one.id, action_id=action.id, point=point))
        await self.store.actions.tell(action)
        return await self.store.actions.get(action.id)

    async def undo_action(self, one: Assessment, point: Point) -> None:
        """Takes the action of a gap back, and offers it again; nothing when there is none. `one` is held."""
        found = select(ReadinessStep).where(ReadinessStep.assessment_id == one.id, ReadinessStep.point == point)
        step = (await self.session.scalars(found)).one_or_none()
        if step is not None:
            await self.store.actions.drop(step.action_id)
            await self.session.delete(step)
            await self.session.flush()

    async def plan(self) -> None:
        """Plans the word that our own yearly check is over, and takes back the one before; what was said to one is not
        said to another. Called when something changes that it depends on: a check, hours, who wants it, settings."""
        await self.store.reminders.cancel(subject=SUBJECT, kind=OVER, reason="replanned")
        settings = await self.store.settings.get()
        one = await self.latest(US)
        reader = await self._reader(one) if one and settings.readiness_yearly else None
        if one is None or reader is None or await self._was_told(one):
            return
        hours = settings.hours_of(await self.store.members.by_user(reader))
        day = valid_until(one.at, hours.zone)
        await self.store.reminders.plan(
            kind=OVER,
            subject=SUBJECT,
            recipient=reader,
            due_at=nudge_at(day, now=self.store.now, hours=hours, province=settings.province),
            occurrence=str(one.id),
            facts={"assessment": one.id},
        )

    async def told(self, reminder: Reminder) -> Assessment | None:
        """The check that is over; None when there is a newer one, or nobody wants to be told."""
        one, settings = await self.latest(US), await self.store.settings.get()
        if one is None or one.id != reminder.facts["assessment"] or not settings.readiness_yearly:
            return None
        member = await self.store.members.by_user(reminder.recipient)
        return one if member and _wants_it(member) else None

    async def choose(self, user_id: str, *, wanted: bool) -> None:
        """Whether somebody is told when a yearly check is over; what the workspace says is its settings' own."""
        member = await self.store.members.by_user(user_id)
        if member is not None and member.readiness_word is not wanted:
            member.readiness_word = wanted
            await self.session.flush()
            await self.plan()

    async def _was_told(self, one: Assessment) -> bool:
        rows = await self.store.reminders.about(subject=SUBJECT, kind=OVER)
        return any(row.occurrence == str(one.id) and row.state not in _UNSAID for row in rows)

    async def _reader(self, one: Assessment) -> str | None:
        """Whoever made it, else the first owner; nobody who does not want to be told."""
        for user_id in [one.by, *await self.store.members.holding(Role.owner)]:
            member = await self.store.members.by_user(user_id)
            if member is not None and _wants_it(member):
                return user_id
        return None

    async def _assignee(self, looked: Looked) -> str:
        owner = await self.store.members.by_user(looked.owner_id) if looked.owner_id else None
        return owner.user_id if owner and not owner.left and owner.may(Right.edit) else self.store.by

    def _must_be_new(self, one: Assessment, looked: Looked) -> None:
        _must_edit(looked)
        person = self.store.person
        theirs = person is None or one.by == person.user_id or person.may(Right.coordinate)
        if not theirs or not one.correctable(self.store.now):
            raise TooLateToCorrect

    def _note(self, action: str, one: Assessment, looked: Looked, **facts: Any) -> None:
        if one.opportunity_id is not None:
            noun, subject = "opportunity", f"opportunity:{one.opportunity_id}"
        elif looked.partner_id is not None:
            noun, subject = "partner", f"partner:{looked.partner_id}"
        else:
            noun, subject = "readiness", one.about.key
        self.store.audit.note(f"{noun}:readiness:{action}", subject, assessment=one.id, **facts)


def _same(about: About) -> tuple[Any, ...]:
    here = (Assessment.opportunity_id, about.opportunity_id), (Assessment.organization_id, about.organization_id)
    return (
        *(column.is_(None) if number is None else column == number for column, number in here),
        Assessment.taken_back_at.is_(None),
    )


def _about(about: About) -> Select[Assessment]:
    return select(Assessment).where(*_same(about))


def _wants_it(member: Member) -> bool:
    return member.readiness_word and not member.left and member.may(Right.edit)


def _must_edit(looked: Looked) -> None:
    if not looked.may_edit:
        raise NotAllowed


def _checked(answers: Answers, about: About) -> dict[Point, Given]:
    clean = {}
    for point in about.points:
        given = answers.get(point, Given())
        evidence = checked(given.evidence, field=f"why_{point}", limit=EVIDENCE_LIMIT)
        if given.says is not None or evidence:
            clean[point] = Given(given.says, evidence)
    if not any(given.says for given in clean.values()):
        raise Missing(field=f"says_{about.points[0]}")
    return clean


def _marked(answers: Answers, before: Answers) -> dict[Point, Given]:
    """The answers, each with whether the check before said the very same."""
    return {
        point: replace(given, kept=given.says is not None and replace(before.get(point, Given()), kept=False) == given)
        for point, given in answers.items()
    }
