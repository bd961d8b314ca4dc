"""Where a person is named in texts about one organization: what only people may change, since people wrote it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from storage.actions import Action
from storage.agreement import Agreement, AgreementMove, AgreementPart, AgreementVersion
from storage.agreement_review import AgreementReview
from storage.asides import Aside
from storage.assessment import Assessment
from storage.challenges import Challenge
from storage.communication import Arrangement
from storage.goals import Goal, Way
from storage.health import HealthResult, HealthRound, HealthSheet
from storage.introductions import Introduction
from storage.kpi import CheckIn, CheckInComment, Kpi, KpiValue
from storage.meetings import Meeting
from storage.opportunity import Opportunity, OpportunityPartner
from storage.organizations import Organization
from storage.partner import StageMove
from storage.partners import Partner
from storage.reports_due import ReportDue
from storage.requirements import Requirement
from storage.resources import Resource
from storage.reviews import Review
from storage.role_corrections import RoleCorrection
from storage.session import Session
from storage.shelf import Shelf
from storage.signatures import AgreementSignature
from storage.touchpoints import Touchpoint

GONE = "–"
"""What stands where an erased person's name stood."""
_OF_ORGANIZATION: tuple[Any, ...] = (Resource, Aside)
_OF_PARTNER: tuple[Any, ...] = (
    *(Meeting, Touchpoint, Action, Goal, Way, Requirement, Session, Review, Challenge, Agreement),
    *(StageMove, Arrangement, Kpi, Introduction),
)
_OF_VERSION = (AgreementVersion, AgreementSignature)
_BELOW: tuple[tuple[Any, str, tuple[Any, ...]], ...] = (
    (
        Agreement,
        "agreement_id",
        (AgreementPart, AgreementMove, AgreementReview, RoleCorrection, ReportDue, *_OF_VERSION),
    ),
    (HealthRound, "round_id", (HealthSheet, HealthResult)),
    (Kpi, "kpi_id", (KpiValue,)),
    (CheckIn, "check_in_id", (CheckInComment,)),
)
"""What is known by the number of what it is under."""
_UNDER: dict[Any, str] = {noun: column for _, column, nouns in _BELOW for noun in nouns}


class PrivacyPlaces(Shelf):
    """Reads what hangs on an organization and its partner, and nothing of others."""

    async def naming(self, organization_id: int, partner: Partner | None, names: Iterable[str]) -> list[str]:
        """Where one of the names is written, each place once: "meetings:7" by its own number, "agreement_parts:3" by
        that of the agreement (figures, comments and answers likewise), "agreement_versions:3:2" by agreement and
        version."""
        given, found = list(names), dict[str, None]()
        for noun, rows in _about(organization_id, partner):
            for row in await self.session.scalars(rows):
                if _named(row, given):
                    found[_place(noun, row)] = None
        return list(found)

    async def unsign(self, partner: Partner, names: Iterable[str]) -> None:
        """Takes the names out of signatures under versions that not both sides have signed."""
        listed = list(names)
        rows = (
            select(AgreementSignature)
            .join(Agreement, Agreement.id == AgreementSignature.agreement_id)
            .where(
                Agreement.partner_id == partner.id,
                or_(Agreement.signed_number.is_(None), AgreementSignature.number > Agreement.signed_number),
            )
        )
        for one in await self.session.scalars(rows):
            if any(name in one.name for name in listed):
                one.name, one.title = GONE, ""
        await self.session.flush()


def without(value: Any, names: Iterable[str]) -> Any:
    """A value of JSON in which these texts are not written any more."""
    if isinstance(value, str):
        for name in names:
            value = value.replace(name, GONE)
        return value
    if isinstance(value, list):
        return [without(one, names) for one in value]
    if isinstance(value, dict):
        return {key: without(one, names) for key, one in value.items()}
    return value


def _about(organization_id: int, partner: Partner | None) -> list[tuple[Any, Select[Any]]]:
    checks: ColumnElement[bool] = Assessment.organization_id == organization_id
    found: list[tuple[Any, ColumnElement[bool]]] = [(Organization, Organization.id == organization_id)]
    found += [(noun, noun.organization_id == organization_id) for noun in _OF_ORGANIZATION]
    if partner is not None:
        theirs = select(OpportunityPartner.opportunity_id).where(OpportunityPartner.partner_id == partner.id)
        checks = or_(checks, Assessment.opportunity_id.in_(theirs))
        found.append((Opportunity, Opportunity.id.in_(theirs)))
        found += [(noun, noun.partner_id == partner.id) for noun in _OF_PARTNER]
        for above, column, nouns in _BELOW:
            numbers = select(above.id).where(above.partner_id == partner.id)
            found += [(noun, getattr(noun, column).in_(numbers)) for noun in nouns]
    return [(noun, select(noun).where(where).order_by(noun.id)) for noun, where in [(Assessment, checks), *found]]


def _named(row: Any, names: list[str]) -> bool:
    said = [getattr(row, column.name) for column in row.__table__.columns]
    return bool(without(said, names) != said)


def _place(noun: Any, row: Any) -> str:
    number = getattr(row, _UNDER.get(noun, "id"))
    return f"{noun.__tablename__}:{number}" + (f":{row.number}" if noun in _OF_VERSION else "")
