"""What tests of decisions share: an agreement that holds, the notice of its end, what is still to be said of it."""

from datetime import UTC, date, datetime
from typing import Any

from storage.agreement import Agreement
from storage.decisions import Closing
from storage.reminder import ReminderState
from storage.store import Store
from tests.agreeing import signed
from tests.house import RIVER, House

ENDS = {"starts_on": "2026-06-01", "ends_on": "2027-05-31"}
CLOSING = Closing(date(2027, 2, 1), "The funding ended", "Ask earlier", "The intake form")


async def holding(store: Store, term: dict[str, Any] = ENDS, **more: Any) -> Agreement:
    return await signed(store, term=term, **more)


async def waiting(store: Store, agreement: Agreement) -> list[tuple[str, str]]:
    """What is still to be said of it: kind and local day."""
    told = await store.reminders.about(subject=agreement.subject)
    return [(one.kind, one.due_at.date().isoformat()) for one in told if one.state is ReminderState.planned]


async def ninety_days_before(house: House) -> Any:
    """The notice that goes out ninety days before the end."""
    await house.until(datetime(2027, 3, 3, tzinfo=UTC))
    [notice] = [one for one in house.playground.messages(RIVER) if "It ends in 90 days" in one["text"]]
    return notice


def as_it_stands(house: House, notice: Any) -> Any:
    [now] = [one for one in house.playground.messages(RIVER) if one["ts"] == notice["ts"]]
    return now
