"""The Monday digest: asked for, told once a week at the person's nine, stopped with one click."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from storage.public_holidays import holiday_on
from storage.reminder import ReminderState
from storage.settings import PROVINCES, Hours
from storage.week_digest import DIGEST, digest_at
from tests.house import AMELIE, GENERAL, MARC, PRIYA, SAM, House
from tests.weeks import busy, known, text

MONDAY = datetime(2026, 11, 16, 14, 0, tzinfo=UTC)  # 09:00 in Toronto
A_DAY = timedelta(days=1)


async def wanting(house: House, *users: str) -> None:
    async with house.store() as store:
        for user in users:
            await store.week_digests.choose(user, wanted=True)


async def standing(house: House, *users: str) -> None:
    """Each has something that is late in every week, and nothing else that is told of."""
    async with house.store() as store:
        for user in users:
            partner = await store.partners.create(name=f"Partner of {user}", owner_id=user)
            await store.actions.add(partner_id=partner.id, what="Draft", assignee_id=user, due_on=date(2026, 11, 2))


def told(house: House, user: str) -> list[dict[str, Any]]:
    return [one for one in house.playground.dms(user) if "week_digest.stop" in str(one.get("blocks"))]


async def waiting(house: House, user: str) -> list[tuple[str, datetime]]:
    async with house.store() as store:
        rows = await store.reminders.about(subject=f"week:{user}", kind=DIGEST)
    return [(row.occurrence, row.due_at) for row in rows if row.state is ReminderState.planned]


async def test_it_is_offered_once_and_stopped_with_one_click(house_anywhere: House) -> None:
    house = house_anywhere
    await busy(house)
    sam = house.playground.person(SAM)
    await sam.command("/partner week", channel=GENERAL)
    assert "Shall this come to you on Mondays at 9" in text(sam.modal)
    await sam.click("Yes, on Mondays")
    assert "It comes on Mondays at 9" in text(sam.modal)
    assert await waiting(house, SAM) == [("2026-11-16", MONDAY), ("2026-11-23", MONDAY + 7 * A_DAY)]
    await house.until(MONDAY - timedelta(minutes=1))
    assert told(house, SAM) == []
    await house.until(MONDAY + timedelta(minutes=1))
    [message] = told(house, SAM)
    for line in (
        "Week of Mon 16 Nov to Sun 22 Nov",
        "*Sessions and reviews*\\n• *Tue 17 Nov, 09:00 to 10:00* · Planning session with Centre &lt;Rivière-Nord&gt;",
        "*Your actions · 1 overdue*\\n• *Late &amp; dear*",
        "*Waiting for your answer*\\n• *Shared space*",
        "Sent on Mondays at 9, or on the next working day, because you asked for it",
        "Why am I seeing this",
    ):
        assert line in str(message["blocks"]), line
    await sam.click("Open my week", message=message["ts"])
    assert "Week of Mon 16 Nov" in text(sam.modal)
    assert "Shall this come" not in text(sam.modal)
    await sam.close()
    await sam.click("No more of these", message=message["ts"])
    assert "does not come on Mondays any more" in str(house.playground.ephemerals(SAM)[-1])
    assert await waiting(house, SAM) == []
    await sam.click("week_digest.want")
    assert [day for day, _ in await waiting(house, SAM)] == ["2026-11-23", "2026-11-30"]
    assert len(told(house, SAM)) == 1
    marc = house.playground.person(MARC)
    await marc.command("/partner semaine", channel=GENERAL)
    await marc.click("Non, merci")
    assert "Souhaitez-vous" not in text(marc.modal)
    await marc.close(clear=True)
    await marc.command("/partner semaine", channel=GENERAL)
    assert "Souhaitez-vous" not in text(marc.modal)
    assert house.playground.refused == []


async def test_everybody_has_their_own_nine_in_their_own_language(house: House) -> None:
    await known(house)
    await standing(house, PRIYA, MARC)
    marc = house.playground.person(MARC)
    await marc.command("/partner paramètres", channel=GENERAL)
    marc.fill("week_digest", ["yes"])
    assert await marc.submit() == {}
    await wanting(house, PRIYA)
    await house.until(datetime(2026, 11, 16, 12, 31, tzinfo=UTC))  # 09:01 in St. John's
    assert len(told(house, PRIYA)) == 1
    assert told(house, MARC) == []
    await house.until(MONDAY + timedelta(minutes=1))
    [message] = told(house, MARC)
    assert "Semaine du lun. 16 nov. au dim. 22 nov." in str(message["blocks"])
    assert "parce que vous l’avez demandé" in str(message["blocks"])
    await marc.command("/partner paramètres", channel=GENERAL)
    marc.fill("week_digest", [])
    assert await marc.submit() == {}
    assert await waiting(house, MARC) == []
    assert house.playground.refused == []


async def test_nothing_is_told_when_nothing_comes_up_or_nothing_is_wanted(house: House) -> None:
    """An empty week, a muted partner, somebody who has left; and each week is another."""
    await known(house)
    await standing(house, SAM, MARC)
    await wanting(house, SAM, MARC, AMELIE)
    async with house.store(by=SAM) as store:
        await store.mutes.choose(await store.partners.get(1), {SAM: (True, date(2026, 11, 20))})
    async with house.store() as store:
        marc = await store.members.by_user(MARC)
        assert marc is not None
        await store.members.meet(
            user_id=MARC, name="Marc", role=marc.role, locale="fr-CA", time_zone="America/Montreal", left=True
        )
    assert await waiting(house, MARC) == []
    await house.until(MONDAY + 7 * A_DAY + timedelta(minutes=1))
    assert len(told(house, SAM)) == 1  # in the second week the mute has ended
    assert told(house, AMELIE) == told(house, MARC) == []
    assert house.playground.refused == []


async def test_after_a_silence_it_comes_once_late_and_not_at_night(house: House) -> None:
    await known(house)
    await standing(house, SAM, PRIYA)
    await wanting(house, SAM)
    await house.playground.move(datetime(2026, 11, 18, 8, 0, tzinfo=UTC) - house.time())  # Wednesday, 03:00 in Toronto
    await house.settle()
    assert told(house, SAM) == []
    await house.until(datetime(2026, 11, 18, 13, 1, tzinfo=UTC))
    assert len(told(house, SAM)) == 1
    await house.until(MONDAY + 7 * A_DAY + timedelta(minutes=1))
    assert len(told(house, SAM)) == 2
    await house.playground.move(datetime(2026, 12, 23, 15, 0, tzinfo=UTC) - house.time())  # four Mondays later
    await house.settle()
    assert len(told(house, SAM)) == 3
    assert "Week of Mon 21 Dec to Sun 27 Dec" in str(told(house, SAM)[-1]["blocks"])
    await house.playground.move(datetime(2027, 1, 9, 15, 0, tzinfo=UTC) - house.time())  # a Saturday
    await house.settle()
    assert len(told(house, SAM)) == 3
    await house.until(datetime(2027, 1, 11, 14, 1, tzinfo=UTC))
    assert len(told(house, SAM)) == 4
    assert house.playground.refused == []


async def test_nine_stays_nine_across_clock_changes_holidays_and_new_hours(house: House) -> None:
    """Family Day is Monday the 15th of February 2027 in Ontario; the clock changes on the 14th of March."""
    await known(house)
    await standing(house, SAM)
    await house.playground.move(datetime(2027, 2, 11, 15, 0, tzinfo=UTC) - house.time())
    await wanting(house, SAM)
    family_day, later = await waiting(house, SAM)
    assert family_day == ("2027-02-15", datetime(2027, 2, 16, 14, 0, tzinfo=UTC))
    assert later == ("2027-02-22", datetime(2027, 2, 22, 14, 0, tzinfo=UTC))
    await house.until(datetime(2027, 3, 15, 12, 59, tzinfo=UTC))
    assert len(told(house, SAM)) == 4
    await house.until(datetime(2027, 3, 15, 13, 1, tzinfo=UTC))
    assert len(told(house, SAM)) == 5
    async with house.store() as store:
        await store.members.choose(SAM, language=None, quiet_from=time(20), quiet_until=time(11))
    assert (await waiting(house, SAM))[0] == ("2027-03-22", datetime(2027, 3, 22, 15, 0, tzinfo=UTC))
    assert len(told(house, SAM)) == 5
    assert house.playground.refused == []


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 300),
    st.sampled_from(["America/Toronto", "America/St_Johns", "America/Regina", "America/Vancouver"]),
    st.sampled_from(PROVINCES),
    st.tuples(st.integers(17, 23), st.integers(0, 12)),
)
@example(6, "America/Toronto", "ON", (18, 8))
def test_a_week_is_told_on_a_working_morning(weeks: int, zone: str, province: str, quiet: tuple[int, int]) -> None:
    monday = date(2026, 1, 5) + weeks * 7 * A_DAY
    hours = Hours(ZoneInfo(zone), time(quiet[0]), time(quiet[1]))
    local = digest_at(monday, hours=hours, province=province).astimezone(hours.zone)
    assert local.time() == max(time(9), time(quiet[1]))
    assert local.weekday() < 5
    assert holiday_on(local.date(), province) is None
    assert monday <= local.date() < monday + 7 * A_DAY
    between = [monday + n * A_DAY for n in range((local.date() - monday).days)]
    assert all(holiday_on(day, province) for day in between)
