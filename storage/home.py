"""What one person sees first: their partners by stage; and which Home tab was put up for them last."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import UniqueConstraint, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped

from storage.base import Base, Scoped
from storage.partners import Partner, PartnerPerson, Stage
from storage.shelf import Shelf


class HomePage(Scoped, Base):
    """The Home tab that was put up for a person last: what it says as a digest, and Slack's own hash of it."""

    __tablename__ = "home_pages"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"),)

    user_id: Mapped[str]
    digest: Mapped[str]
    view_hash: Mapped[str]
    published_at: Mapped[datetime]


@dataclass(frozen=True)
class Group:
    """The partners of one stage: how many there are, and the first few by name."""

    stage: Stage
    total: int
    partners: list[Partner]


class Home(Shelf):
    """Reads a person's own partners: those they own and those they are named on."""

    async def partners(self, user_id: str, *, each: int) -> list[Group]:
        """By stage, in the order of a partnership's life; at most `each` a stage."""
        named = select(PartnerPerson.partner_id).where(PartnerPerson.user_id == user_id)
        by_name = func.row_number().over(partition_by=Partner.stage, order_by=(Partner.name_key, Partner.id))
        total = func.count().over(partition_by=Partner.stage)
        mine = (
            select(Partner.id, by_name.label("place"), total.label("total"))
            .where(or_(Partner.owner_id == user_id, Partner.id.in_(named)), ~Partner.archived)
            .subquery()
        )
        first = (
            select(Partner, mine.c.total)
            .join(mine, mine.c.id == Partner.id)
            .where(mine.c.place <= each)
            .order_by(Partner.name_key, Partner.id)
        )
        groups: dict[Stage, Group] = {}
        for partner, count in await self.session.execute(first):
            groups.setdefault(partner.stage, Group(partner.stage, count, [])).partners.append(partner)
        return [groups[stage] for stage in Stage if stage in groups]

    async def published(self, user_id: str) -> HomePage | None:
        """What was put up for somebody last; None before they ever looked."""
        return (await self.session.scalars(select(HomePage).where(HomePage.user_id == user_id))).one_or_none()

    async def note(self, user_id: str, *, digest: str, view_hash: str) -> None:
        """Keeps what was put up."""
        dialect = postgresql if self.session.get_bind().dialect.name == "postgresql" else sqlite
        now = {"digest": digest, "view_hash": view_hash, "published_at": self.store.now}
        new = dialect.insert(HomePage).values(workspace_id=self.store.workspace_id, user_id=user_id, **now)
        await self.session.execute(new.on_conflict_do_update(index_elements=["workspace_id", "user_id"], set_=now))
