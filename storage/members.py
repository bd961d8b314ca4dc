"""The people of a workspace who use Liaison, and what each may do."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import UniqueConstraint, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped, choice
from storage.errors import HalfQuiet, HasLeft, NoOwner, NoRole, TwoRoles
from storage.settings import known_zone
from storage.shelf import Shelf

ENDED = "members.access_ended"
ASKED = "members.asked"


class Role(StrEnum):
    """Design, section 10. `nobody` is a guest, a bot, or somebody of another organization in a shared channel."""

    owner = "owner"
    coordinator = "coordinator"
    member = "member"
    viewer = "viewer"
    nobody = "nobody"


class Right(StrEnum):
    """What a route needs. `edit` is further narrowed by who owns the partner."""

    use = "use"
    edit = "edit"
    coordinate = "coordinate"
    administer = "administer"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.owner: frozenset(Right),
    Role.coordinator: frozenset({Right.use, Right.edit, Right.coordinate}),
    Role.member: frozenset({Right.use, Right.edit}),
    Role.viewer: frozenset({Right.use}),
    Role.nobody: frozenset(),
}


class Member(Scoped, Base):
    """A person in Slack, by user id. `language` and quiet hours are their own choice, None means as Slack says; so is
    `budget`, how many unprompted messages they want in a day (0: as many as there are), None the workspace's.
    `week_digest`: they get their week on Mondays, which was offered to them once. `readiness_word`: they are told when
    a yearly check of readiness that they made is over. `dm_channel_id`: their direct messages with Liaison, as Slack
    said last. `role_given`: by somebody here, and not by what they are in Slack. `team_known`: Slack has said which
    team they are of; before that, nothing else it said is relied on."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"),)

    user_id: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[Role] = mapped_column(choice(Role), default=Role.member)
    role_given: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="")
    language: Mapped[str | None]
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    budget: Mapped[int | None]
    week_digest: Mapped[bool] = mapped_column(default=False)
    week_digest_offered: Mapped[bool] = mapped_column(default=False)
    readiness_word: Mapped[bool] = mapped_column(default=True)
    dm_channel_id: Mapped[str | None]
    left: Mapped[bool] = mapped_column(default=False)
    team_known: Mapped[bool] = mapped_column(default=True)
    seen_at: Mapped[datetime]

    def may(self, right: Right) -> bool:
        """Whether their role includes it. Who has left may nothing, whatever they were."""
        return not self.left and right in RIGHTS[self.role]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone or "UTC")

    @property
    def speaks(self) -> str:
        """ "fr" for any French locale or by choice, else "en"."""
        return self.language or ("fr" if self.locale.lower().startswith("fr") else "en")


class Members(Shelf):
    """The shelf of members."""

    async def meet(self, *, user_id: str, name: str, role: Role, locale: str, time_zone: str, left: bool) -> Member:
        """Keeps what Slack says of a person now. A role that was given in Liaison stays, unless they are `nobody` here.

        A locale or zone that Slack leaves out, or that we do not know, changes nothing. Somebody else's zone means
        other hours for their nudges; the owners of partners are told when an assignee has left, the owners of Liaison
        when somebody has become `nobody`.
        """
        member = await self.by_user(user_id) or await self._first_met(user_id, role)
        before, role_before = (member.time_zone, member.left), member.role
        if role is Role.nobody or member.role is Role.nobody:
            member.role, member.role_given = role, False
        elif not member.role_given:
            member.role = role
        member.name, member.left, member.seen_at, member.team_known = name or member.name, left, self.store.now, True
        member.locale = locale or member.locale
        member.time_zone = time_zone if known_zone(time_zone) else member.time_zone
        await self.session.flush()
        if role is Role.nobody and role_before is not Role.nobody:
            await self._tell_of_the_end(member, role_before)
        if left and not before[1]:
            await self.store.nudges.tell_owners(user_id)
            await self.store.check_ins.tell_owners(user_id)
            await self.store.challenges.tell_owners(user_id)
            await self.store.positions.tell_owners(user_id)
        elif (member.time_zone, left) != before:
            await self.store.nudges.plan(user_id)
        if (member.time_zone, left) != before:
            await self.store.silences.plan_for(user_id)
            await self.store.week_digests.plan(user_id)
            await self.store.readiness.plan()
        if not left and member.role is not Role.nobody and user_id == self.store.by:
            await self.store.settings.begin(time_zone=member.time_zone, language=member.speaks)
        return member

    async def by_user(self, user_id: str) -> Member | None:
        return (await self.session.scalars(select(Member).where(Member.user_id == user_id))).one_or_none()

    async def reach(self, user_id: str, channel_id: str) -> None:
        """Keeps where a person is reached directly, as Slack says now."""
        member = await self.by_user(user_id)
        if member is not None:
            member.dm_channel_id = channel_id

    async def names(self, user_ids: list[str]) -> dict[str, str]:
        """Display names by user id; a person never met is shown by their id."""
        rows = await self.session.execute(select(Member.user_id, Member.name).where(Member.user_id.in_(user_ids)))
        known = {user_id: name for user_id, name in rows if name}
        return {user_id: known.get(user_id, user_id) for user_id in user_ids}

    async def everybody(self) -> list[tuple[str, str]]:
        """User id and display name of all who are known here."""
        rows = await self.session.execute(select(Member.user_id, Member.name).where(Member.name != ""))
        return [(user_id, name) for user_id, name in rows]

    async def named(self, *, left: bool) -> list[str]:
        """The display names of all who have left, or of all who are here."""
        return list(await self.session.scalars(select(Member.name).where(Member.left.is_(left), Member.name != "")))

    async def gone(self, user_ids: list[str]) -> set[str]:
        """Those of these people who have left the workspace."""
        found = select(Member.user_id).where(Member.user_id.in_(user_ids), Member.left)
        return set(await self.session.scalars(found))

    async def holding(self, role: Role) -> list[str]:
        """The people who hold a role and are still here, by user id."""
        found = select(Member.user_id).where(Member.role == role, ~Member.left).order_by(Member.user_id)
        return list(await self.session.scalars(found))

    async def unknown(self, user_ids: Collection[str]) -> list[str]:
        """Those of these people of whom Slack has to be asked first: never met, or their team is not known."""
        found = select(Member.user_id).where(Member.user_id.in_(user_ids), Member.team_known)
        known = set(await self.session.scalars(found))
        return [user_id for user_id in user_ids if user_id not in known]

    async def to_look_at(self, *, limit: int) -> list[str]:
        """People who hold a role although it is not known which team they are of."""
        found = select(Member.user_id).where(~Member.team_known, Member.role != Role.nobody).order_by(Member.id)
        return list(await self.session.scalars(found.limit(limit)))

    async def owners(self) -> list[Member]:
        """Who owns Liaison here and has not left."""
        found = select(Member).where(Member.role == Role.owner, ~Member.left).order_by(Member.user_id)
        return list(await self.session.scalars(found))

    async def entrust(self, user_id: str) -> None:
        """Makes somebody we have met an owner. Raises `NoRole` for a guest or a person of another organization,
        `HasLeft`."""
        member = await self._known(user_id)
        if member.left:
            raise HasLeft(name=member.name)
        if member.role is Role.nobody:
            raise NoRole(name=member.name)
        if member.role is not Role.owner:
            self._note(member, Role.owner)
        member.role, member.role_given = Role.owner, True
        await self.session.flush()

    async def choose(
        self,
        user_id: str,
        *,
        language: str | None,
        quiet_from: time | None,
        quiet_until: time | None,
        budget: int | None = None,
    ) -> Member:
        """A person's own language, quiet hours and budget; None means as Slack says, or as the workspace does.

        Raises `HalfQuiet` when only one end of the quiet hours is given.
        """
        if (quiet_from is None) != (quiet_until is None):
            raise HalfQuiet
        member = await self._known(user_id)
        member.language, member.quiet_from, member.quiet_until = language, quiet_from, quiet_until
        member.budget = budget
        await self.session.flush()
        await self.store.nudges.plan(user_id)
        await self.store.silences.plan_for(user_id)
        await self.store.week_digests.plan(user_id)
        await self.store.readiness.plan()
        return member

    async def give_roles(self, given: Mapping[Role, Sequence[str]]) -> None:
        """Sets who are owners, coordinators and viewers; whoever is in none of the lists is a member.

        Raises `TwoRoles`, `NoOwner`, `NoRole` (for a guest or a stranger), each with the role as its field.
        """
        role_of: dict[str, Role] = {}
        for role, user_ids in given.items():
            for user_id in user_ids:
                if user_id in role_of:
                    raise TwoRoles(field=role.value, name=(await self.names([user_id]))[user_id])
                role_of[user_id] = role
        listed = select(Member).where(or_(Member.user_id.in_(role_of), Member.role.in_(given)))
        members = list(await self.session.scalars(listed))
        for member in members:
            role = role_of.get(member.user_id, Role.member)
            if member.role is Role.nobody:
                raise NoRole(field=role.value, name=member.name)
            if role is not member.role:
                self._note(member, role)
            elif role is not Role.owner:
                continue
            member.role, member.role_given = role, True
        if not any(member.role is Role.owner and not member.left for member in members):
            raise NoOwner
        await self.session.flush()

    def _note(self, member: Member, role: Role) -> None:
        self.store.audit.note("member:role:given", f"member:{member.user_id}", before=member.role, after=role)

    async def _tell_of_the_end(self, member: Member, role: Role) -> None:
        self.store.audit.note("member:role:ended", f"member:{member.user_id}", before=role, after=member.role)
        for owner_id in await self.holding(Role.owner):
            await self.store.reminders.plan(
                kind=ENDED,
                subject=f"member:{member.user_id}",
                recipient=owner_id,
                occurrence=self.store.now.isoformat(),
                due_at=self.store.now,
            )

    async def _first_met(self, user_id: str, role: Role) -> Member:
        """Two requests of the same new person may arrive at once: one of them finds the other's row."""
        member = Member(user_id=user_id, name="", role=role, locale="", time_zone="", seen_at=self.store.now)
        member.workspace_id, member.role_given, member.left = self.store.workspace_id, False, False
        member.week_digest = member.week_digest_offered = False
        member.team_known = True
        try:
            async with self.session.begin_nested():
                self.session.add(member)
        except IntegrityError:
            return await self._known(user_id)
        return member

    async def _known(self, user_id: str) -> Member:
        return (await self.session.scalars(select(Member).where(Member.user_id == user_id))).one()
