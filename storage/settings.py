"""A workspace's settings: time zone, language, province, default channel, quiet hours."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped
from storage.errors import UnknownZone
from storage.shelf import Shelf

if TYPE_CHECKING:
    from storage.members import Member

PROVINCES = ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT")
PROVINCE_OF = {
    "America/Edmonton": "AB",
    "America/Vancouver": "BC",
    "America/Winnipeg": "MB",
    "America/Moncton": "NB",
    "America/St_Johns": "NL",
    "America/Halifax": "NS",
    "America/Yellowknife": "NT",
    "America/Iqaluit": "NU",
    "America/Toronto": "ON",
    "America/Montreal": "QC",
    "America/Regina": "SK",
    "America/Whitehorse": "YT",
}


CHANNEL_BUDGET = 10
"""Unprompted messages a day in a channel: about one an hour between the usual quiet hours."""
PERSON_BUDGET = 5
"""Unprompted messages a day to one person. What falls on one hour is one message, so an ordinary day has one or two;
the others are room for what colleagues hand over."""
BUDGETS = (1, 2, 3, 5, 8, 10, 15, 20, 30)
NO_BUDGET = 0
"""As many as there are."""
TRIED_AGAIN = timedelta(days=7)
"""So long after Slack did not draw a chart it is asked to again."""


class Settings(Scoped, Base):
    """Settings of one workspace. Hours are local to `time_zone` (an IANA name).

    `native_charts`: whether Slack drew charts here (data_visualization) when that was tried last, at `charts_tried_at`
    (UTC); None before that.
    `channel_budget`, `person_budget`: unprompted messages a day in a channel and to a person; 0: as many as there are.
    `readiness_yearly`: somebody is told when the yearly check of readiness is over.
    """

    __tablename__ = "settings"
    __table_args__ = (UniqueConstraint("workspace_id"),)

    time_zone: Mapped[str] = mapped_column(default="America/Toronto")
    language: Mapped[str] = mapped_column(default="en")
    province: Mapped[str] = mapped_column(default="ON")
    default_channel: Mapped[str | None]
    quiet_from: Mapped[time] = mapped_column(default=time(18))
    quiet_until: Mapped[time] = mapped_column(default=time(8))
    native_charts: Mapped[bool | None]
    charts_tried_at: Mapped[datetime | None]
    channel_budget: Mapped[int] = mapped_column(default=CHANNEL_BUDGET)
    person_budget: Mapped[int] = mapped_column(default=PERSON_BUDGET)
    readiness_yearly: Mapped[bool] = mapped_column(default=True)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def hours_of(self, member: "Member | None") -> "Hours":
        """The hours of a person: their own where they have some, else the workspace's; None is a channel."""
        zone = member.zone if member and member.time_zone else self.zone
        if member and member.quiet_from is not None and member.quiet_until is not None:
            return Hours(zone, member.quiet_from, member.quiet_until)
        return Hours(zone, self.quiet_from, self.quiet_until)

    def budget_of(self, member: "Member | None") -> int:
        """Unprompted messages a day to a person, their own choice first; None is a channel. 0: as many as there are."""
        if member is None:
            return self.channel_budget
        return self.person_budget if member.budget is None else member.budget


def known_zone(name: str) -> bool:
    """Whether this is a time zone of the IANA database."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)


def outside_quiet_hours(
    at: datetime, *, zone: ZoneInfo, start: time, end: time, before: datetime | None = None
) -> datetime:
    """The instant (UTC) nearest to `at` when it is polite to write.

    Inside the quiet hours (local `start` to `end`, across midnight too) that is their end; where waiting
    would pass `before`, the thing announced, it is their beginning instead.
    """
    local = at.astimezone(zone)
    clock = local.time()
    quiet = start <= clock < end if start <= end else clock >= start or clock < end
    if not quiet or start == end:
        return at
    morning = local.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    if clock >= end:
        morning += timedelta(days=1)
    if before is None or morning < before:
        return morning.astimezone(at.tzinfo)
    evening = local.replace(hour=start.hour, minute=start.minute, second=0, microsecond=0)
    if clock < start:
        evening -= timedelta(days=1)
    return (evening - timedelta(minutes=1)).astimezone(at.tzinfo)


@dataclass(frozen=True)
class Hours:
    """A reader's day: their time zone, and their quiet hours, local to it."""

    zone: ZoneInfo
    start: time
    end: time


class SettingsShelf(Shelf):
    """The one row of settings of the workspace."""

    async def get(self, *, hold: bool = False) -> Settings:
        """The workspace's settings; before anybody has saved any, the defaults (unsaved). Held, on demand, until the
        transaction ends."""
        found = await self._kept(hold=hold)
        return found or Settings(
            workspace_id=self.store.workspace_id,
            time_zone="America/Toronto",
            language="en",
            province="ON",
            quiet_from=time(18),
            quiet_until=time(8),
            channel_budget=CHANNEL_BUDGET,
            person_budget=PERSON_BUDGET,
            readiness_yearly=True,
        )

    async def today(self) -> date:
        """The workspace's local day."""
        return self.store.now.astimezone((await self.get()).zone).date()

    async def today_of(self, member: "Member | None") -> date:
        """The local day of a person, by their own clock; the workspace's for nobody in particular."""
        return self.store.now.astimezone((await self.hours_of(member)).zone).date()

    async def hours_of(self, member: "Member | None") -> Hours:
        """The hours of a person: their own where they have some, else the workspace's."""
        return (await self.get()).hours_of(member)

    async def begin(self, *, time_zone: str, language: str) -> None:
        """The first settings, from the installer's own or the first person's; once there are some, nothing."""
        if await self._kept() is not None:
            return
        settings = await self.get()
        settings.time_zone = time_zone or settings.time_zone
        settings.language, settings.province = language, PROVINCE_OF.get(settings.time_zone, settings.province)
        with suppress(IntegrityError):
            async with self.session.begin_nested():
                self.session.add(settings)

    async def save(
        self,
        *,
        time_zone: str,
        language: str,
        province: str,
        default_channel: str | None,
        quiet_from: time,
        quiet_until: time,
        channel_budget: int = CHANNEL_BUDGET,
        person_budget: int = PERSON_BUDGET,
        readiness_yearly: bool = True,
    ) -> Settings:
        """Keeps what an owner chose. Raises `UnknownZone`."""
        if not known_zone(time_zone):
            raise UnknownZone
        settings = await self._kept() or self.store.add(await self.get())
        now = {
            "time_zone": time_zone,
            "language": language,
            "province": province,
            "default_channel": default_channel,
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "channel_budget": channel_budget,
            "person_budget": person_budget,
            "readiness_yearly": readiness_yearly,
        }
        changed = sorted(name for name, value in now.items() if getattr(settings, name) != value)
        for name, value in now.items():
            setattr(settings, name, value)
        if changed:
            self.store.audit.note("settings:workspace:changed", "settings", changed=changed)
        await self.session.flush()
        return settings

    async def draws_charts(self) -> bool | None:
        """Whether Slack draws charts in this workspace; None when that is to be tried: never done yet, or it did not a
        week ago, for new blocks reach workspaces one after the other."""
        settings = await self.get()
        tried = settings.charts_tried_at
        if settings.native_charts is False and (tried is None or self.store.now - tried >= TRIED_AGAIN):
            return None
        return settings.native_charts

    async def remember_charts(self, native: bool) -> None:
        """Keeps whether Slack draws charts in this workspace, as it was just tried."""
        settings = await self._kept() or self.store.add(await self.get())
        settings.native_charts, settings.charts_tried_at = native, self.store.now
        await self.session.flush()

    async def _kept(self, *, hold: bool = False) -> Settings | None:
        found = select(Settings)
        if hold:
            found = found.with_for_update().execution_options(populate_existing=True)
        return (await self.session.scalars(found)).one_or_none()
