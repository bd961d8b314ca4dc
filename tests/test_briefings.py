"""The briefing before a review: what is in it, how much of it, in both languages; and clocks that change under it."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages import briefings
from messages.challenges import counted
from messages.words import Words
from storage.briefings import picture_of
from storage.challenges import Raising, Severity
from storage.meetings import Purpose, Report
from storage.plans import Plan
from storage.recurrence import Frequency
from storage.reviews import Reviewed
from tests import agreeing, measuring, reviewing
from tests.house import AMELIE, MARC, RIVER, SAM, House
from tests.reviewing import BRIEFED, partner_in, planned_in, posted, seen


async def test_everything_since_the_last_review(house_anywhere: House) -> None:
    house = house_anywhere
    partner = await partner_in(house)
    async with house.store() as store:
        found = await store.partners.get(partner.id)
        goal = await store.goals.add(partner_id=partner.id, text="40 newcomers in paid work", by=date(2027, 6, 30))
        said = Reviewed(held_at=store.now - timedelta(days=100), decisions="Open on Tuesdays")
        said.goal_notes[str(goal.id)] = "Four so far"
        await store.reviews.record(found, said)
        done = await store.actions.add(partner_id=partner.id, what="Send the schedule", assignee_id=SAM)
        await store.actions.done(done.id)
        await store.actions.add(
            partner_id=partner.id, what="Call the funder", assignee_id=SAM, due_on=date(2026, 11, 20)
        )
        await store.actions.add(partner_id=partner.id, what="Later", assignee_id=SAM, due_on=date(2027, 1, 20))
        term = {"starts_on": "2026-06-01", "ends_on": "2027-05-31"}
        written = await agreeing.written(store, await agreeing.begun(store, found), term=term)
        await agreeing.signed(store, written)
        weekly = Plan(Frequency.weekly, date(2026, 11, 17), time(9), "America/Toronto", remind_before=(60,))
        await store.sessions.begin(found, weekly)
    [kpi] = await measuring.measured(house, partner, {"baseline": None})
    await measuring.figures(house, kpi, 9, 12, 17)
    await reviewing.raised(house, partner, "The rent goes up", severity=Severity.critical)
    await planned_in(house, partner)
    await house.until(datetime(2026, 11, 17, 14, 30, tzinfo=UTC))
    async with house.store() as store:
        [session] = await store.sessions.unrecorded(partner.id, since=store.now - timedelta(days=2))
        report = Report(held_at=store.now, purpose=Purpose.planning)
        meeting = await store.meetings.record(partner.id, report, session_id=session.id)
        await store.sessions.held(meeting.session_id or 0)
    await house.until(BRIEFED)
    briefing = posted(house)[-1]
    for fact in (
        "40 newcomers in paid work, by 30 Jun 2027. Last time: Four so far",
        "Referrals received: 17 (+5, on track: 15 expected) · target 15 a month · ▁▃█",
        "*Actions since the last review, on 4 Aug 2026*: 1 done, 1 slipped, 2 open in all",
        "done: Send the schedule",
        "Call the funder",
        "*Challenges*: 1 open, 1 of them new",
        "Joint intake (in force): 1 Jun 2026 to 31 May 2027",
        "1 of 2 planned sessions took place",
        "*The last review*, on 4 Aug 2026",
        "Decided: Open on Tuesdays",
    ):
        assert fact in seen(briefing), fact
    sam = house.playground.person(SAM)
    await sam.click("actions.more", option="Mark as done", channel=RIVER)
    assert "2 done, 0 slipped" in seen(posted(house)[-1])
    await sam.click("Full picture", channel=RIVER)
    assert "The rent goes up" in seen(sam.modal)
    assert house.playground.refused == []


async def test_a_long_history_is_short_in_both_languages(house: House) -> None:
    """Never more than Slack takes, the longest texts included; what is left out is counted."""
    partner = await partner_in(house)
    async with house.store() as store:
        found = await store.partners.get(partner.id)
        await store.reviews.record(found, Reviewed(store.now - timedelta(days=9), "p" * 3000, {}, "d" * 3000))
        for n in range(25):
            await store.goals.add(partner_id=partner.id, text=f"{n} " + "<&>" * 150)
            await store.challenges.begin(found, Raising(f"{n} " + "<&>" * 150, next_step="&" * 300, owner_id=SAM))
            await store.actions.add(partner_id=partner.id, what="<&>" * 100, due_on=date(2026, 11, 1), assignee_id=SAM)
        for n in range(12):
            await store.kpis.add(found, measuring.description(code="", name=f"{n} " + "é" * 110))
        for user in (AMELIE, MARC):
            picture = await picture_of(store, found)
            member = await store.members.by_user(user)
            words = Words(member.speaks, member.zone)
            blocks, lines = briefings.parts(words, picture, briefings.IN_CHANNEL, session=None)
            assert len(blocks) <= 36
            view = briefings.full(words, picture)
            assert len(view["blocks"]) <= 100
            more = "et 19 autres" if user == MARC else "and 19 more"
            assert more in seen({"blocks": blocks})
            assert lines[0].startswith("1. *Objectifs*" if user == MARC else "1. *Goals*")
    await planned_in(house, partner)
    await house.until(BRIEFED)
    assert len(posted(house)[-1]["blocks"]) <= 50
    assert house.playground.refused == []


async def test_nothing_is_on_record(house: House) -> None:
    partner = await partner_in(house)
    await planned_in(house, partner)
    await house.until(BRIEFED)
    assert "Nothing is on record yet: the review is yours to shape." in seen(posted(house)[-1])


@pytest.mark.parametrize(
    ("zone", "day", "at", "starts", "said"),
    [
        ("America/Toronto", date(2027, 3, 14), time(2, 30), datetime(2027, 3, 14, 7, 30, tzinfo=UTC), "03:30 to 05:00"),
        ("America/Toronto", date(2027, 11, 7), time(1, 30), datetime(2027, 11, 7, 5, 30, tzinfo=UTC), "01:30 to 02:00"),
        ("America/St_Johns", date(2027, 3, 14), time(2, 0), datetime(2027, 3, 14, 5, 30, tzinfo=UTC), "03:00 to 04:30"),
        ("America/Regina", date(2027, 3, 14), time(2, 30), datetime(2027, 3, 14, 8, 30, tzinfo=UTC), "02:30 to 04:00"),
        ("America/Toronto", date(2028, 2, 29), time(10), datetime(2028, 2, 29, 15, tzinfo=UTC), "10:00 to 11:30"),
    ],
)
async def test_the_hour_of_a_review_on_which_the_clock_changes(
    house: House, zone: str, day: date, at: time, starts: datetime, said: str
) -> None:
    """It is briefed once, the day before, for the hour that people's clocks then show; and can be recorded."""
    partner = await partner_in(house)
    await house.playground.move(starts - timedelta(days=40) - house.time())
    await planned_in(house, partner, first_on=day, at=at, time_zone=zone, frequency=Frequency.yearly)
    await house.until(starts + timedelta(minutes=5))
    [briefing] = posted(house)
    assert said in briefing["text"]
    async with house.store() as store:
        [(session, _), *later] = await store.reviews.planned(partner.id)
        assert session.starts_at == starts
        assert [one.occurrence for one, _ in later][:1] == [date(day.year + 1, day.month, min(day.day, 28))]
    amelie = house.playground.person(AMELIE)
    await amelie.click("Record the review", channel=RIVER)
    assert await amelie.submit() == {}
    [review] = await reviewing.reviews_of(house, partner)
    assert review.held_at == starts
    assert house.playground.refused == []


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(Severity), max_size=12))
def test_counts_of_challenges(severities: list[Severity]) -> None:
    """The number on the card is that of what is open, critical ones named apart."""
    said = counted(Words("en", ZoneInfo("UTC")), Counter(severities))
    assert said.startswith(f"{len(severities)} open") if severities else said == ""
    assert ("critical" in said) is (Severity.critical in severities)
