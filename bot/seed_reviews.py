"""Sowing of reviews: what one came to, what stands in the way, and when the next one is."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.seed_days import Days
from storage.challenges import ChallengeKind, Raising, Severity
from storage.reviews import Reviewed


@dataclass(frozen=True)
class Hurdle:
    """A challenge: raised at the review, closed later where something was learned from it."""

    what: str
    kind: ChallengeKind
    severity: Severity
    owner: str
    next_step: str = ""
    learned: str = ""


@dataclass(frozen=True)
class Looked:
    """A review that was held `days_ago`; the next one is in `next_in` days."""

    days_ago: int
    by: str
    progress: str
    decisions: str
    hurdles: tuple[Hurdle, ...] = ()
    next_in: int = 9


class Reviewing(Days):
    """The reviews of one partnership."""

    async def review(self, looked: Looked) -> None:
        async with self.on(looked.days_ago, 15, by=looked.by) as (store, partner):
            said = Reviewed(
                self.at(looked.days_ago, 14),
                looked.progress,
                decisions=looked.decisions,
                next_on=self.weekday(looked.next_in),
                members=[looked.by],
            )
            review = await store.reviews.record(partner, said)
            raised = [
                await store.challenges.begin(
                    partner,
                    Raising(one.what, one.kind, one.severity, one.owner, one.next_step),
                    review_id=review.id,
                )
                for one in looked.hurdles
            ]
        async with self.on(looked.days_ago // 2, 15, by=looked.by) as (store, partner):
            for one, hurdle in zip(raised, looked.hurdles, strict=True):
                if hurdle.learned:
                    await store.challenges.close(await store.challenges.get(one.id), hurdle.learned)

    def weekday(self, ahead: int) -> date:
        """So many days from today, on the Monday after when that is in a weekend."""
        day = self.day(ahead)
        return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
