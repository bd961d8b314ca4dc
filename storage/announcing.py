"""When a planning session is announced: its reminders, outside quiet hours and always before it."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from storage.reminder import ReminderState
from storage.settings import Settings, outside_quiet_hours

if TYPE_CHECKING:
    from storage.partners import Partner
    from storage.sessions import Cadence, Session
    from storage.store import Store

UPCOMING = "sessions.upcoming"


async def announce(
    store: "Store", session: "Session", cadence: "Cadence", partner: "Partner", settings: Settings
) -> None:
    """Plans a session's reminders and takes back those that no longer hold; doing so again changes nothing.

    A confidential partner's never go to the default channel.
    The key holds the day the session is on, so that one moved to another day is announced again, and one moved
    within its day says nothing twice. When every reminder would come too late, the last one goes at once.
    """
    recipient = cadence.channel_id or partner.place(settings)
    day = session.starts_at.astimezone(cadence.zone).date().isoformat()
    due = due_times(session.starts_at, cadence.remind_before, settings)
    known = await store.reminders.about(subject=session.subject, kind=UPCOMING)
    same = {
        reminder.ahead: reminder for reminder in known if (reminder.recipient, reminder.occurrence) == (recipient, day)
    }
    if max(due.values()) <= store.now and not same:
        due = {min(due): store.now}
    for reminder in known:
        wanted = same.get(reminder.ahead) is reminder and reminder.ahead in due
        waits = reminder.state is ReminderState.planned and reminder.due_at > store.now and not reminder.snoozed
        if waits and not wanted:
            reminder.state, reminder.reason, reminder.settled_at = ReminderState.cancelled, "plan changed", store.now
    for ahead, at in due.items():
        waits = ahead in same and same[ahead].state is ReminderState.planned and same[ahead].due_at > store.now
        if at >= store.now or waits:
            await store.reminders.plan(
                kind=UPCOMING,
                subject=session.subject,
                recipient=recipient,
                due_at=at,
                occurrence=day,
                ahead=ahead,
                series=f"cadence:{cadence.id}",
                facts={"partner_id": partner.id},
            )


def due_times(starts_at: datetime, remind_before: list[int], settings: Settings) -> dict[int, datetime]:
    """When each reminder (minutes before) is due (UTC); of those that quiet hours bring together, the nearest."""
    due = {}
    for ahead in sorted(remind_before, reverse=True):
        at = outside_quiet_hours(
            starts_at - timedelta(minutes=ahead),
            zone=settings.zone,
            start=settings.quiet_from,
            end=settings.quiet_until,
            before=starts_at,
        )
        due[at.astimezone(UTC)] = ahead
    return {ahead: at for at, ahead in due.items()}
