"""Drafts: a form in progress survives a closed window, a rejection, a restart (design, section 4)."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped
from storage.shelf import Shelf


class Draft(Scoped, Base):
    """What one person has reported in one form about one subject, as Slack's view state."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id", "form", "subject"),)

    user_id: Mapped[str]
    form: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    saved_at: Mapped[datetime]


class Submission(Scoped, Base):
    """A form that was saved, by its view id and hash, so that submitting twice saves once."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("workspace_id", "key"),)

    key: Mapped[str]
    at: Mapped[datetime]


class Drafts(Shelf):
    """The shelf of drafts and submissions."""
