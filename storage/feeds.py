"""Private links by which a calendar reads sessions: one a person and partner, kept as hashes only."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped
from storage.errors import NotFound
from storage.members import Member
from storage.partners import Partner
from storage.shelf import Shelf

TOKEN_BYTES = 32
READS_NOTED_EVERY = timedelta(hours=1)


class Feed(Scoped, Base):
    """A link that somebody gave to their calendar: to all that is theirs, or (`partner_id`) to one partner.

    The link itself is not kept, only the hash of its token. `last_read_at` is right to the hour.
    """

    __tablename__ = "feeds"
    __table_args__ = (UniqueConstraint("token_hash"), Index("ix_feeds_user_id", "workspace_id", "user_id"))

    user_id: Mapped[str]
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id", ondelete="CASCADE"))
    token_hash: Mapped[str]
    created_at: Mapped[datetime]
    last_read_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


def hashed(token: str) -> str:
    """What is kept of a token. It is 256 bits of chance, so nothing slower is needed to guard it."""
    return hashlib.sha256(token.encode()).hexdigest()


class Feeds(Shelf):
    """The shelf of the actor's own links."""

    async def links(self) -> list[tuple[Feed, Partner | None]]:
        """The actor's links that hold, the one to all that is theirs first; not those of partners they cannot see."""
        mine = select(Feed).where(Feed.user_id == self.store.by, Feed.revoked_at.is_(None))
        own = list(await self.session.scalars(mine.where(Feed.partner_id.is_(None))))
        of_partners = mine.join(Partner, Partner.id == Feed.partner_id).add_columns(Partner)
        found = await self.session.execute(of_partners.order_by(Partner.name_key, Feed.id))
        return [*((feed, None) for feed in own), *((feed, partner) for feed, partner in found)]

    async def make_link(self, partner_id: int | None = None) -> str:
        """A new token, in the place of the former one. Raises `NotFound` for a partner they cannot see."""
        if partner_id is not None:
            await self.store.partners.get(partner_id)
        await self._in_turn()
        former = update(Feed).where(
            Feed.user_id == self.store.by, Feed.partner_id.is_not_distinct_from(partner_id), Feed.revoked_at.is_(None)
        )
        await self.session.execute(former.values(revoked_at=self.store.now))
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self.store.add(
            Feed(
                user_id=self.store.by,
                partner_id=partner_id,
                token_hash=hashed(token),
                created_at=self.store.now,
                last_read_at=None,
                revoked_at=None,
            )
        )
        self._note("made", partner_id)
        await self.session.flush()
        return token

    async def revoke_link(self, feed_id: int) -> Feed:
        """A link of the actor's opens nothing any more. Raises `NotFound`."""
        mine = select(Feed).where(Feed.id == feed_id, Feed.user_id == self.store.by)
        feed = (await self.session.scalars(mine)).one_or_none()
        if feed is None:
            raise NotFound
        if feed.revoked_at is None:
            feed.revoked_at = self.store.now
            self._note("revoked", feed.partner_id)
        await self.session.flush()
        return feed

    async def note_read(self, feed_id: int) -> None:
        """A calendar has read a link."""
        await self.session.execute(update(Feed).where(Feed.id == feed_id).values(last_read_at=self.store.now))

    async def _in_turn(self) -> None:
        """Two clicks at once make two links, one after the other, of which the second holds."""
        me = select(Member.id).where(Member.user_id == self.store.by)
        await self.session.execute(me.with_for_update())

    def _note(self, what: str, partner_id: int | None) -> None:
        self.store.audit.note(f"calendar:link:{what}", f"member:{self.store.by}", partner=partner_id)


def is_read_again(feed: Feed, now: datetime) -> bool:
    """Whether it is time to note that a calendar reads it."""
    return feed.last_read_at is None or now - feed.last_read_at >= READS_NOTED_EVERY
