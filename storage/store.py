"""The store: one transaction, one workspace, one actor. Nothing is kept unless the block ends well."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Text, bindparam, event, exists, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.orm import Session as SyncSession

from storage.actions import Actions
from storage.agreements import Agreements
from storage.approvals import Approvals
from storage.asides import Asides
from storage.attempts import Attempts
from storage.audit import Audit
from storage.base import Base as Base
from storage.base import BigId, Scoped
from storage.bundles import Bundles
from storage.calendar import Calendar
from storage.challenges import Challenges
from storage.check_ins import CheckIns
from storage.communication import Communication
from storage.contacts import Contacts
from storage.decisions import Decisions
from storage.details import Details
from storage.drafts import Drafts
from storage.duplicates import Duplicates
from storage.engine import READ_ONLY
from storage.everything import Everything
from storage.feeds import Feed, hashed
from storage.goals import Goals
from storage.health_answers import HealthAnswers
from storage.health_rounds import HealthRounds
from storage.health_signals import HealthSignals
from storage.home import Home
from storage.imports import Imports
from storage.installs import Installs
from storage.intake import Intake
from storage.introductions import Introductions
from storage.kpi_values import KpiValues
from storage.kpis import Kpis
from storage.locations import Locations
from storage.meetings import Meetings
from storage.members import Member, Members, Right
from storage.merges import Merges
from storage.mutes import Mutes
from storage.network import Networks
from storage.nudges import Nudges
from storage.opportunities import Opportunities
from storage.organizations import Organization, Organizations
from storage.outbox import Outbox
from storage.outgoing import Outgoing
from storage.partners import Partner, PartnerPerson, Partners
from storage.portfolio import Portfolio
from storage.positions import Positions
from storage.privacy import Privacy
from storage.privacy_places import PrivacyPlaces
from storage.prospect_weights import ProspectWeights
from storage.prospects import Prospects
from storage.readiness import Readiness
from storage.register import Register
from storage.reminders import Reminders
from storage.reports_due import ReportsDue
from storage.requirements import Requirements
from storage.resources import Resources
from storage.reviews import Reviews
from storage.role_corrections import RoleCorrections
from storage.search import Search
from storage.services import Services
from storage.sessions import Sessions
from storage.settings import SettingsShelf
from storage.silences import Silences
from storage.sources import Sources
from storage.standing import Standings
from storage.taxonomies import Taxonomies
from storage.templates import Templates
from storage.terms import Terms
from storage.timeline import Timeline
from storage.touchpoints import Touchpoints
from storage.undoing import Undoing
from storage.week_digest import WeekDigests
from storage.weeks import Weeks

CLOCK = "clock"
_SCOPE = text("SELECT set_config('liaison.workspace', :scope, true)")
_LINK = text("SELECT set_config('liaison.feed', :token_hash, true)")
Noun = TypeVar("Noun", bound=Scoped)


# The conditions are made once; their values are taken when a statement is sent, from what its session has just set.
_workspace: ContextVar[int] = ContextVar("workspace")
_user: ContextVar[str] = ContextVar("user")
_WORKSPACE_ID = bindparam("scope_workspace_id", type_=BigId, callable_=_workspace.get)
_USER_ID = bindparam("scope_user_id", type_=Text(), callable_=_user.get)
_OF_WORKSPACE = with_loader_criteria(Scoped, lambda noun: noun.workspace_id == _WORKSPACE_ID, include_aliases=True)
_NOT_MERGED = (
    with_loader_criteria(Organization, lambda noun: noun.merged_into_id.is_(None), include_aliases=True),
    with_loader_criteria(Partner, lambda noun: noun.merged_into_id.is_(None), include_aliases=True),
)
_SEEN_BY_USER = with_loader_criteria(
    Partner,
    or_(
        ~Partner.confidential,
        Partner.owner_id == _USER_ID,
        exists().where(PartnerPerson.partner_id == Partner.id, PartnerPerson.user_id == _USER_ID),
    ),
)


class ScopedSession(SyncSession):
    """A session that sees one workspace only, of its confidential partners only those its person may see, and nothing
    that was put into another."""


@event.listens_for(ScopedSession, "do_orm_execute")
def _within_workspace(state: ORMExecuteState) -> None:
    person: Member | None = state.session.info["person"]
    _workspace.set(state.session.info["workspace_id"])
    if person is None or person.may(Right.coordinate):
        state.statement = state.statement.options(_OF_WORKSPACE, *_NOT_MERGED)
    else:
        _user.set(person.user_id)
        state.statement = state.statement.options(_OF_WORKSPACE, *_NOT_MERGED, _SEEN_BY_USER)


class Store:
    """What handlers work with. `now` is the instant (UTC) the transaction began, `by` a Slack user id or "clock"."""

    def __init__(
        self, session: AsyncSession, *, workspace_id: int, by: str, person: Member | None, now: datetime
    ) -> None:
        self.session = session
        self.workspace_id = workspace_id
        self.by = by
        self.person = person
        self.now = now
        self.actions = Actions(self)
        self.agreements = Agreements(self)
        self.approvals = Approvals(self)
        self.asides = Asides(self)
        self.attempts = Attempts(self)
        self.audit = Audit(self)
        self.bundles = Bundles(self)
        self.calendar = Calendar(self)
        self.challenges = Challenges(self)
        self.check_ins = CheckIns(self)
        self.communication = Communication(self)
        self.contacts = Contacts(self)
        self.decisions = Decisions(self)
        self.details = Details(self)
        self.drafts = Drafts(self)
        self.duplicates = Duplicates(self)
        self.everything = Everything(self)
        self.goals = Goals(self)
        self.health = HealthRounds(self)
        self.health_answers = HealthAnswers(self)
        self.health_signals = HealthSignals(self)
        self.home = Home(self)
        self.imports = Imports(self)
        self.intake = Intake(self)
        self.introductions = Introductions(self)
        self.kpi_values = KpiValues(self)
        self.kpis = Kpis(self)
        self.locations = Locations(self)
        self.meetings = Meetings(self)
        self.members = Members(self)
        self.merges = Merges(self)
        self.mutes = Mutes(self)
        self.networks = Networks(self)
        self.nudges = Nudges(self)
        self.opportunities = Opportunities(self)
        self.organizations = Organizations(self)
        self.outgoing = Outgoing(self)
        self.partners = Partners(self)
        self.portfolio = Portfolio(self)
        self.positions = Positions(self)
        self.privacy = Privacy(self)
        self.privacy_places = PrivacyPlaces(self)
        self.prospect_weights = ProspectWeights(self)
        self.prospects = Prospects(self)
        self.readiness = Readiness(self)
        self.register = Register(self)
        self.reminders = Reminders(self)
        self.reports_due = ReportsDue(self)
        self.requirements = Requirements(self)
        self.resources = Resources(self)
        self.reviews = Reviews(self)
        self.search = Search(self)
        self.services = Services(self)
        self.role_corrections = RoleCorrections(self)
        self.sessions = Sessions(self)
        self.settings = SettingsShelf(self)
        self.silences = Silences(self)
        self.sources = Sources(self)
        self.standings = Standings(self)
        self.taxonomies = Taxonomies(self)
        self.templates = Templates(self)
        self.terms = Terms(self)
        self.timeline = Timeline(self)
        self.touchpoints = Touchpoints(self)
        self.week_digests = WeekDigests(self)
        self.undoing = Undoing(self)
        self.weeks = Weeks(self)

    @property
    def by_person(self) -> bool:
        """Whether somebody acts, and not the clock."""
        return self.by != CLOCK

    @contextmanager
    def seen_by(self, person: Member) -> Iterator[None]:
        """Within the block only what `person` may see is there: for what the clock says to one person."""
        mine = self.session.info["person"]
        self.session.info["person"] = person
        try:
            yield
        finally:
            self.session.info["person"] = mine

    def add(self, noun: Noun) -> Noun:
        """Puts a new noun on the shelf, stamped with the workspace."""
        noun.workspace_id = self.workspace_id
        self.session.add(noun)
        return noun


class Database:
    """Opens stores, the outbox and the list of installs on one engine. `now` gives the present instant (UTC)."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime]) -> None:
        self.engine = engine
        self.reading = engine.execution_options(**{READ_ONLY: True})
        self.now = now

    @asynccontextmanager
    async def store(
        self, workspace_id: int, *, by: str = CLOCK, person: Member | None = None, read_only: bool = False
    ) -> AsyncIterator[Store]:
        """One transaction for one workspace. `person` narrows what is seen to what they may see; the clock sees all."""
        async with self._transaction(scope=str(workspace_id), read_only=read_only) as connection:
            session = AsyncSession(
                connection,
                sync_session_class=ScopedSession,
                expire_on_commit=False,
                info={"workspace_id": workspace_id, "person": person},
            )
            try:
                yield Store(session, workspace_id=workspace_id, by=by, person=person, now=self.now())
                await session.flush()
            finally:
                await session.close()

    @asynccontextmanager
    async def outbox(self) -> AsyncIterator[Outbox]:
        """The clock's own transaction: it sees every workspace's reminders, and nothing else."""
        async with self._transaction(scope=CLOCK) as connection:
            async with AsyncSession(connection, expire_on_commit=False) as session:
                yield Outbox(session, self.now())
                await session.flush()

    @asynccontextmanager
    async def installs(self) -> AsyncIterator[Installs]:
        """The list of workspaces, which belongs to none of them."""
        async with self._transaction(scope="") as connection:
            async with AsyncSession(connection, expire_on_commit=False) as session:
                yield Installs(session, self.now())
                await session.flush()

    async def feed(self, token: str) -> Feed | None:
        """The calendar feed that a link opens, whosever it is; None for a link that opens nothing, or no more."""
        token_hash = hashed(token)
        async with self._transaction(scope="", read_only=True) as connection:
            if self.engine.dialect.name == "postgresql":
                await connection.execute(_LINK, {"token_hash": token_hash})
            async with AsyncSession(connection, expire_on_commit=False) as session:
                found = select(Feed).where(Feed.token_hash == token_hash, Feed.revoked_at.is_(None))
                return (await session.scalars(found)).one_or_none()

    @asynccontextmanager
    async def _transaction(self, *, scope: str, read_only: bool = False) -> AsyncIterator[AsyncConnection]:
        async with (self.reading if read_only else self.engine).connect() as connection, connection.begin():
            if self.engine.dialect.name == "postgresql":
                await connection.execute(_SCOPE, {"scope": scope})
            yield connection


def nouns() -> list[type[Base]]:
    """Every mapped class."""
    return [mapper.class_ for mapper in Base.registry.mappers]
