"""A workspace's settings: time zone, language, province, default channel, quiet hours."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Scoped
from storage.shelf import Shelf


class Settings(Scoped, Base):
    """Settings of one workspace. Hours are local to `time_zone` (an IANA name)."""

    __tablename__ = "settings"
    __table_args__ = (UniqueConstraint("workspace_id"),)

    time_zone: Mapped[str] = mapped_column(default="America/Toronto")
    language: Mapped[str] = mapped_column(default="en")
    province: Mapped[str] = mapped_column(default="ON")
    default_channel: Mapped[str | None]
    quiet_from: Mapped[time] = mapped_column(default=time(18))
    quiet_until: Mapped[time] = mapped_column(default=time(8))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


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


class SettingsShelf(Shelf):
    """The one row of settings of the workspace."""

    async def get(self) -> Settings:
        """The workspace's settings; before anybody has saved any, the defaults (unsaved)."""
        found = (await self.session.scalars(select(Settings))).one_or_none()
        return found or Settings(
            workspace_id=self.store.workspace_id,
            time_zone="America/Toronto",
            language="en",
            province="ON",
            quiet_from=time(18),
            quiet_until=time(8),
        )
