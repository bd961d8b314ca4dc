"""Action items: what was promised, by whom, by when (25.2 P3, the action plan)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, or_, select, tuple_
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from storage.base import Base, Scoped, choice
from storage.contacts import Contact
from storage.errors import NotAllowed, NotFound, PastDay
from storage.members import Right
from storage.opportunity import Opportunity
from storage.partners import Partner
from storage.shelf import Shelf

GIVEN = "actions.given"
ONE_DAY = timedelta(days=1)


class Side(StrEnum):
    us = "us"
    them = "them"
    joint = "joint"


class ActionState(StrEnum):
    open = "open"
    done = "done"
    dropped = "dropped"


class Action(Scoped, Base):
    """A promise. Ours has `assignee_id` (a Slack user), theirs `contact_id`; `due_on` is a local day.

    It is about a partner, else about an opportunity, else about our own organization.
    """

    __tablename__ = "actions"
    __table_args__ = (
        Index("ix_actions_partner_id", "partner_id", "state", "due_on"),
        Index("ix_actions_assignee_id", "workspace_id", "assignee_id", "state", "due_on"),
        Index("ix_actions_by_day", "workspace_id", "state", "due_on", "id"),
    )

    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"))
    what: Mapped[str]
    side: Mapped[Side] = mapped_column(choice(Side))
    assignee_id: Mapped[str | None]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"))
    due_on: Mapped[date | None]
    state: Mapped[ActionState] = mapped_column(choice(ActionState), default=ActionState.open)
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]

    partner: Mapped[Partner | None] = relationship(lazy="raise_on_sql")
    opportunity: Mapped[Opportunity | None] = relationship(lazy="raise_on_sql")


@dataclass(frozen=True)
class Cursor:
    """Where a page of actions ends: the last one's day (None among those without) and id."""

    due_on: date | None
    id: int


@dataclass(frozen=True)
class Who:
    """Names by user id and by contact id; `gone` are the user ids of those who left the workspace."""

    names: Mapping[str, str]
    contacts: Mapping[int, str]
    gone: frozenset[str]


class Actions(Shelf):
    """The shelf of actions. Those of a partner the person may not see are not there."""

    async def add(
        self,
        *,
        partner_id: int | None,
        opportunity_id: int | None = None,
        what: str,
        side: Side = Side.us,
        assignee_id: str | None = None,
        contact_id: int | None = None,
        due_on: date | None = None,
        meeting_id: int | None = None,
    ) -> Action:
        """Keeps a promise and plans its assignee's nudges.

        Raises `HasLeft` or `CannotBeAsked` for an assignee who cannot be given one.
        """
        await self.store.partners.must_be_able(assignee_id, partner_id)
        action = self.store.add(
            Action(
                partner_id=partner_id,
                opportunity_id=opportunity_id,
                meeting_id=meeting_id,
                what=what,
                side=side,
                assignee_id=assignee_id,
                contact_id=contact_id,
                due_on=due_on,
                state=ActionState.open,
                created_at=self.store.now,
                created_by=self.store.by,
            )
        )
        await self.session.flush()
        self.store.audit.note("action:added", f"action:{action.id}", partner=partner_id)
        await self.store.nudges.plan(assignee_id)
        return action

    async def get(self, action_id: int) -> Action:
        """One action with what it is about. Raises `NotFound`."""
        action = (await self.session.scalars(_seen().where(Action.id == action_id))).one_or_none()
        if action is None:
            raise NotFound
        return action

    async def open_of(self, partner_id: int) -> list[Action]:
        """What is open with one partner, soonest due first."""
        return await self._listed(_open().where(Action.partner_id == partner_id))

    async def of_meeting(self, meeting_id: int) -> list[Action]:
        """What was promised at one meeting, settled or not, in the order it was noted."""
        return list(await self.session.scalars(_seen().where(Action.meeting_id == meeting_id).order_by(Action.id)))

    async def mine(self, user_id: str) -> list[Action]:
        """What is open for one person, not in partners that are archived, soonest due first."""
        return await self._listed(_open().where(Action.assignee_id == user_id, UNARCHIVED))

    async def due_for(self, user_id: str, today: date) -> list[Action]:
        """What one person has open that is overdue, due today or due tomorrow."""
        return await self._listed(
            _open().where(Action.assignee_id == user_id, Action.due_on <= today + ONE_DAY, UNARCHIVED)
        )

    async def page(
        self,
        *,
        assignee_id: str | None = None,
        partner_id: int | None = None,
        after: Cursor | None = None,
        size: int = 8,
    ) -> tuple[list[Action], Cursor | None]:
        """Open actions, soonest due first, those without a date last; and where the next page begins, if any."""
        wanted = _open().where(UNARCHIVED) if partner_id is None else _open().where(Action.partner_id == partner_id)
        if assignee_id is not None:
            wanted = wanted.where(Action.assignee_id == assignee_id)
        found: list[Action] = []
        if after is None or after.due_on is not None:
            dated = wanted.where(Action.due_on.is_not(None)).order_by(Action.due_on, Action.id)
            if after is not None:
                dated = dated.where(tuple_(Action.due_on, Action.id) > (after.due_on, after.id))
            found += await self.session.scalars(dated.limit(size + 1))
        if len(found) <= size:
            undated = wanted.where(Action.due_on.is_(None)).order_by(Action.id)
            if after is not None and after.due_on is None:
                undated = undated.where(Action.id > after.id)
            found += await self.session.scalars(undated.limit(size + 1 - len(found)))
        last = found[size - 1] if len(found) > size else None
        return found[:size], Cursor(last.due_on, last.id) if last else None

    async def several(self, action_ids: Collection[int]) -> list[Action]:
        """These actions, settled ones too, soonest due first; what is not there is left out."""
        return await self._listed(_seen().where(Action.id.in_(action_ids)))

    async def who(self, actions: Iterable[Action]) -> Who:
        """The names of everybody these actions speak of."""
        actions = list(actions)
        users = sorted({user for one in actions for user in (one.assignee_id, one.settled_by) if user})
        contact_ids = {one.contact_id for one in actions if one.contact_id is not None}
        contacts = await self.session.execute(select(Contact.id, Contact.name).where(Contact.id.in_(contact_ids)))
        return Who(
            names=await self.store.members.names(users),
            contacts={contact_id: name for contact_id, name in contacts},
            gone=frozenset(await self.store.members.gone(users)),
        )

    async def may_change(self, action: Action) -> bool:
        """Whether the person may settle, move or hand on this action: it is theirs, or they may edit its partner. One
        of an opportunity or of our own organization belongs to the team."""
        person = self.store.person
        if person is None:
            return True
        if not person.may(Right.edit):
            return False
        if action.assignee_id == person.user_id or action.partner is None:
            return True
        return await self.store.partners.may_edit(action.partner)

    async def to_change(self, action_id: int) -> Action:
        """One action that the person may change. Raises `NotFound`, `NotAllowed`."""
        action = await self.get(action_id)
        if not await self.may_change(action):
            raise NotAllowed
        return action

    async def done(self, action_id: int) -> Action:
        """Settles it; pressing twice changes nothing. Raises `NotAllowed`."""
        return await self._settle(action_id, ActionState.done)

    async def drop(self, action_id: int) -> Action:
        """Takes it back: it was noted by mistake. Raises `NotAllowed`."""
        return await self._settle(action_id, ActionState.dropped)

    async def reopen(self, action_id: int) -> Action:
        return await self._settle(action_id, ActionState.open)

    async def reschedule(self, action_id: int, due_on: date) -> Action:
        """Gives it another day, the person's today or later. Raises `PastDay`, `NotAllowed`."""
        action = await self.to_change(action_id)
        if due_on < await self.store.settings.today_of(self.store.person):
            raise PastDay
        before = action.due_on.isoformat() if action.due_on else None
        self.store.audit.note("action:rescheduled", f"action:{action.id}", before=before, after=due_on.isoformat())
        action.due_on = due_on
        await self.session.flush()
        await self.store.nudges.plan(action.assignee_id)
        return action

    async def reassign(
        self, action_id: int, *, assignee_id: str | None = None, contact_id: int | None = None
    ) -> Action:
        """Hands it to a colleague (who is told, unless they did it themselves) or to a contact of the partner.

        Raises `HasLeft`, `CannotBeAsked`, `NotAllowed`.
        """
        action = await self.to_change(action_id)
        former = action.assignee_id
        if assignee_id != former:
            await self.store.partners.must_be_able(assignee_id, action.partner_id)
        self.store.audit.note("action:reassigned", f"action:{action.id}", before=former, after=assignee_id)
        action.assignee_id, action.contact_id = assignee_id, contact_id
        if assignee_id is None:
            action.side = Side.them
        elif action.side is Side.them:
            action.side = Side.us
        await self.session.flush()
        await self.store.nudges.plan(former)
        await self.store.nudges.plan(assignee_id)
        if assignee_id != former:
            await self.tell(action)
        return action

    async def tell(self, action: Action) -> None:
        """Tells whoever was handed it, unless they did that themselves."""
        if action.assignee_id is not None and action.assignee_id != self.store.by:
            await self.store.reminders.plan(
                kind=GIVEN,
                subject=f"action:{action.id}",
                recipient=action.assignee_id,
                occurrence=self.store.now.isoformat(),
                due_at=self.store.now,
                facts={"by": self.store.by},
            )

    async def _listed(self, wanted: Select[Action]) -> list[Action]:
        found = await self.session.scalars(wanted.order_by(Action.due_on.is_(None), Action.due_on, Action.id))
        return list(found)

    async def _settle(self, action_id: int, state: ActionState) -> Action:
        action = await self.to_change(action_id)
        if action.state is not state:
            action.state = state
            settled = state is not ActionState.open
            action.settled_at = self.store.now if settled else None
            action.settled_by = self.store.by if settled else None
            self.store.audit.note(f"action:{'reopened' if not settled else state}", f"action:{action.id}")
            await self.session.flush()
            await self.store.nudges.plan(action.assignee_id)
        return action


def with_what_it_is_about(found: Select[Any]) -> Select[Any]:
    """Actions with their partner or opportunity; those of a partner that the person may not see are not there."""
    partner = contains_eager(Action.partner).joinedload(Partner.organization, innerjoin=False)
    return (
        found.outerjoin(Action.partner)
        .outerjoin(Action.opportunity)
        .where(or_(Action.partner_id.is_(None), Partner.id.is_not(None)))
        .options(partner, contains_eager(Action.opportunity))
    )


UNARCHIVED: ColumnElement[bool] = or_(Action.partner_id.is_(None), ~Partner.archived)
"""Of actions with what they are about: those of partners that are archived are left out."""


def _seen() -> Select[Action]:
    return with_what_it_is_about(select(Action))


def _open() -> Select[Action]:
    return _seen().where(Action.state == ActionState.open)
