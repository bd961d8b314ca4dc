"""Whether a person may know of an organization: it is nobody's partner, or a partner that they may see."""

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from storage.partners import Partner

_ANY = Partner.__table__
"""Every partner of the workspace: the table itself, past which no criteria reach."""


def in_sight(organization_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """The condition on a column that holds an organization's id; a blank is in sight."""
    return or_(
        organization_id.is_(None),
        ~exists(select(_ANY.c.id).where(_ANY.c.organization_id == organization_id)),
        exists(select(Partner.id).where(Partner.organization_id == organization_id)),
    )
