"""What calendars must hear of: nouns that count their own changes (RFC 5545, SEQUENCE and LAST-MODIFIED)."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column


class Revised:
    """`revision` rises with every change of when something is, or whether; `revised_at` (UTC) is the last of them."""

    revision: Mapped[int] = mapped_column(default=0)
    revised_at: Mapped[datetime | None]

    def revise(self, now: datetime) -> None:
        self.revision += 1
        self.revised_at = now
