"""Drafts: a form in progress survives a closed window, a rejection, a restart (design, section 4)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped
from storage.errors import AlreadySubmitted
from storage.shelf import Shelf
from storage.texts import looks_like_identity_number

KEPT = timedelta(days=30)


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

    async def find(self, *, user_id: str, form: str, subject: str) -> Draft | None:
        """What this person left in this form about this subject."""
        found = select(Draft).where(Draft.user_id == user_id, Draft.form == form, Draft.subject == subject)
        return (await self.session.scalars(found)).one_or_none()

    async def keep(
        self, *, user_id: str, form: str, subject: str, values: dict[str, Any], key: str | None = None
    ) -> None:
        """Keeps the newest values in place of the former ones.

        `key` is the form's, as in `submit`: what is reported late of a form that was saved meanwhile is no draft.
        A text that looks like an identity number stays in the open form alone.
        """
        if key is not None and await self._saved(key):
            return
        draft = await self.find(user_id=user_id, form=form, subject=subject)
        if draft is None:
            draft = self.store.add(Draft(user_id=user_id, form=form, subject=subject))
        draft.values = {name: value for name, value in values.items() if not _never_kept(value)}
        draft.saved_at = self.store.now
        await self.session.flush()

    async def discard(self, *, user_id: str, form: str, subject: str) -> None:
        await self.session.execute(
            delete(Draft).where(Draft.user_id == user_id, Draft.form == form, Draft.subject == subject)
        )

    async def sweep(self) -> None:
        """Removes drafts and submissions older than 30 days."""
        old = self.store.now - KEPT
        await self.session.execute(delete(Draft).where(Draft.saved_at < old))
        await self.session.execute(delete(Submission).where(Submission.at < old))

    async def submit(self, *, key: str) -> None:
        """Marks a form as saved in this transaction. Raises `AlreadySubmitted` when it was."""
        if await self._saved(key):
            raise AlreadySubmitted
        self.store.add(Submission(key=key, at=self.store.now))
        try:
            await self.session.flush()
        except IntegrityError as error:
            raise AlreadySubmitted from error

    async def _saved(self, key: str) -> bool:
        return await self.session.scalar(select(Submission.id).where(Submission.key == key)) is not None


def _never_kept(value: object) -> bool:
    return isinstance(value, str) and looks_like_identity_number(value)
