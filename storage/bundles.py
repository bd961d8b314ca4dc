"""Bundles: messages that several reminders to one recipient share, kept as long as one of them may change."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Json, Scoped
from storage.reminder import Reminder
from storage.shelf import Shelf

KEPT = timedelta(days=30)
"""So long a part of a message can be changed in its place: the words of the other parts are kept for that."""


class Bundle(Scoped, Base):
    """One message. `parts` are its pieces in order, each with the id of its "reminder", its "text" and "blocks".

    `ts` is None while it is being posted.
    """

    __tablename__ = "bundles"
    __table_args__ = (Index("ix_bundles_made_at", "workspace_id", "made_at"),)

    recipient: Mapped[str]
    channel: Mapped[str]
    ts: Mapped[str | None]
    parts: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    made_at: Mapped[datetime]

    def stands_before(self, user_id: str, channel_id: str | None) -> bool:
        """Whether it is a message that this person can press something in: in their direct messages, or in the channel
        where they are (None in a form, which was opened from one)."""
        if self.recipient[:1] in ("U", "W"):
            return self.recipient == user_id
        return channel_id in (None, self.channel)


class Bundles(Shelf):
    """The shelf of messages that are shared."""

    async def make(self, reminders: Sequence[Reminder], parts: Sequence[dict[str, Any]], *, channel: str) -> Bundle:
        """Reminders that are being sent share a message from here on."""
        bundle = self.store.add(
            Bundle(
                recipient=reminders[0].recipient, channel=channel, ts=None, parts=list(parts), made_at=self.store.now
            )
        )
        await self.session.flush()
        ids = [one.id for one in reminders]
        await self.session.execute(
            update(Reminder)
            .where(Reminder.id.in_(ids))
            .values(bundle_id=bundle.id)
            .execution_options(synchronize_session=False)
        )
        return bundle

    async def dissolve(self, bundle_id: int) -> None:
        """Slack did not take it: each of its reminders is on its own again."""
        change = update(Reminder).where(Reminder.bundle_id == bundle_id).values(bundle_id=None)
        await self.session.execute(change.execution_options(synchronize_session=False))
        await self.session.execute(delete(Bundle).where(Bundle.id == bundle_id))

    async def posted(self, bundle_id: int, *, ts: str) -> None:
        """Slack has it."""
        await self.session.execute(update(Bundle).where(Bundle.id == bundle_id).values(ts=ts))

    async def place(self, bundle_id: int) -> tuple[str, str] | None:
        """The channel and ts where it stands; None while it is being posted, and when it is not kept any more."""
        found = select(Bundle.channel, Bundle.ts).where(Bundle.id == bundle_id, Bundle.ts.is_not(None))
        row = (await self.session.execute(found)).one_or_none()
        return (row.channel, row.ts) if row else None

    async def change(
        self, bundle_id: int, part: int, message: dict[str, Any], *, pressed: tuple[str, str | None] | None = None
    ) -> Bundle | None:
        """Puts another message in the place of the part of one reminder (by its id); None when it is not kept any more,
        or does not stand where it is said to have been `pressed` (by whom, in which channel).

        Two who change parts of one message wait for each other.
        """
        found = select(Bundle).where(Bundle.id == bundle_id).with_for_update()
        bundle = (await self.session.scalars(found)).one_or_none()
        if bundle is None or (pressed and not bundle.stands_before(*pressed)):
            return None
        new = {"reminder": part, "text": message["text"], "blocks": message.get("blocks", [])}
        bundle.parts = [new if one["reminder"] == part else one for one in bundle.parts]
        await self.session.flush()
        return bundle

    async def sweep(self) -> None:
        """Removes those that nobody is likely to change any more: older than 30 days."""
        await self.session.execute(delete(Bundle).where(Bundle.made_at < self.store.now - KEPT))
