"""Action items: what was promised, by whom, by when (25.2 P3, the action plan)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.shelf import Shelf


class Side(StrEnum):
    us = "us"
    them = "them"
    joint = "joint"


class ActionState(StrEnum):
    open = "open"
    done = "done"
    dropped = "dropped"


class Action(Scoped, Base):
    """A promise. Ours has `assignee_id` (a Slack user), theirs `contact_id`; `due_on` is a local day."""

    __tablename__ = "actions"
    __table_args__ = (
        Index("ix_actions_partner_id", "partner_id", "state", "due_on"),
        Index("ix_actions_assignee_id", "workspace_id", "assignee_id", "state", "due_on"),
    )

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
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


class Actions(Shelf):
    """The shelf of action items."""
