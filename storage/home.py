"""What one person sees first: their partners by stage."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from storage.partners import Partner, PartnerPerson, Stage
from storage.shelf import Shelf


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
