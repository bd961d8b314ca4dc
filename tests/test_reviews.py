"""Reviews of a partnership, as people live them: planned, briefed, recorded, completed, skipped, begun at once."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from storage.goals import GoalState
from storage.meetings import Purpose
from storage.partners import Stage
from storage.recurrence import Frequency
from tests import reviewing
from tests.house import AMELIE, GENERAL, GUEST, MARC, RIVER, SAM, SHARED, House
from tests.reviewing import BRIEFED, NAME, partner_in, planned_in, posted, seen, stage_of


async def test_a_review_from_the_plan_to_the_next_one(house_anywhere: House) -> None:
    house = house_anywhere
    partner = await partner_in(house)
    amelie = house.playground.person(AMELIE)
    async with house.store() as store:
        await store.goals.add(partner_id=partner.id, text="40 newcomers in paid work by June")
    await reviewing.raised(house, partner, "The intake desk is vacant")
    await amelie.command(f"/partner review {NAME}", channel=GENERAL)
    assert "No review is planned" in seen(amelie.modal)
    await amelie.click("Plan reviews")
    assert amelie.modal["title"]["text"] == "Plan reviews"
    assert "Wed 12 May" in seen(amelie.modal)
    await amelie.change("first_on", "2026-11-26")
    assert await amelie.submit() == {}
    assert "Review* · twice a year, in May and November, on the 26th" in seen(amelie.modal)
    await amelie.close(clear=True)

    await house.until(datetime(2026, 11, 19, 15, 1, tzinfo=UTC))
    [briefing] = posted(house)
    for fact in (
        "Review with Centre Rivière-Nord, Thu 26 Nov, 10:00 to 11:30 (Toronto)",
        "40 newcomers",
        "intake desk",
    ):
        assert fact in seen(briefing)
    assert await stage_of(house, partner) is Stage.under_review

    await house.until(datetime(2026, 11, 26, 17, 0, tzinfo=UTC))
    assert len(posted(house)) == 2
    await amelie.click("Record the review", channel=RIVER)
    assert "The intake desk is vacant" in seen(amelie.modal)
    await amelie.change("progress", "Twelve people placed, the joint intake works")
    amelie.fill("goal_1", "Twelve so far")
    amelie.fill("learned_1", "A deputy from the start")
    await amelie.change("challenge_0", "The funding <ends> in March")
    await amelie.change("challenge_0_severity", "critical")
    await amelie.change("challenge_0_owner", SAM)
    await amelie.change("decisions", "Apply together by January")
    await amelie.change("notes", "Between us: the budget is tight")
    await amelie.change("next_on", "2027-05-20")
    assert await amelie.submit() == {}
    await house.settle()

    one, other, notice = posted(house)
    assert one["text"].startswith("Recorded: Review with Centre Rivière-Nord")
    assert other["text"].startswith("Recorded")
    for fact in (
        "Amélie reviewed the partnership",
        "Twelve people placed",
        "Twelve so far",
        "Closed: The intake desk is vacant. Learned: A deputy from the start",
        "New challenge: The funding &lt;ends&gt; in March (critical, Sam)",
        "Decided: Apply together by January",
        "Next review: Thu 20 May 2027",
        "Stage: Active",
    ):
        assert fact in seen(notice), fact
    assert "budget is tight" not in str(posted(house))
    assert await stage_of(house, partner) is Stage.active
    async with house.store() as store:
        [(session, cadence), *_] = await store.reviews.planned(partner.id)
        assert (session.starts_at, cadence.purpose) == (datetime(2027, 5, 20, 14, tzinfo=UTC), Purpose.review)
        moves = await store.partners.moves(await store.partners.get(partner.id))
        assert [(move.stage_to, move.by_itself) for move in moves[:2]] == [
            (Stage.active, True),
            (Stage.under_review, True),
        ]

    await house.until(datetime(2027, 5, 19, 14, 1, tzinfo=UTC))
    later = posted(house)[-1]
    for fact in ("Twelve so far", "The funding &lt;ends&gt; in March", "1 open", "Apply together by January"):
        assert fact in seen(later), fact
    assert "intake desk is vacant" not in seen(later)
    assert house.playground.refused == []


async def test_review_now_and_its_undo(house: House) -> None:
    partner = await partner_in(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner review {NAME}", channel=GENERAL)
    await amelie.click("Review now")
    assert "A review is open" in seen(amelie.modal)
    await house.settle()
    [briefing] = posted(house)
    assert "Review with Centre Rivière-Nord today, Thu 12 Nov, 10:15 to 11:45 (Toronto)" in briefing["text"]
    assert await stage_of(house, partner) is Stage.under_review
    await amelie.click("Skip this one")
    amelie.fill("why", "Maria is ill")
    assert await amelie.submit() == {}
    assert "A review is open" not in seen(amelie.modal)
    assert await stage_of(house, partner) is Stage.active
    await house.playground.person(SAM).click("Undo", channel=RIVER)
    assert await stage_of(house, partner) is Stage.under_review
    assert "Record the review" in seen(posted(house)[-1])
    assert house.playground.refused == []


async def test_a_review_in_the_hour_that_comes_twice(house: House) -> None:
    """The clocks of Toronto went back at two: it is a quarter past one for the second time, and no review is past."""
    partner = await partner_in(house)
    await house.playground.move(datetime(2027, 11, 7, 6, 20, tzinfo=UTC) - house.time())
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner review {NAME}", channel=GENERAL)
    await amelie.click("Review now")
    async with house.store() as store:
        [(session, _)] = await store.reviews.planned(partner.id)
    assert session.starts_at == datetime(2027, 11, 7, 7, tzinfo=UTC)
    assert house.playground.refused == []


async def test_a_review_is_prepared_from_the_week(house: House) -> None:
    """Before its briefing is given, whoever prepares it reads what it will say; nothing opens by that."""
    partner = await partner_in(house)
    await reviewing.raised(house, partner, "The rent goes up")
    await planned_in(house, partner, first_on=datetime(2026, 11, 13, tzinfo=UTC).date(), remind_before=(60,))
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner week", channel=GENERAL)
    await amelie.click("agendas.prepare")
    assert amelie.modal["title"]["text"] == "Briefing"
    assert "The rent goes up" in seen(amelie.modal)
    assert await stage_of(house, partner) is Stage.active
    await amelie.click("Skip this one")
    amelie.fill("why", "They are moving house")
    assert await amelie.submit() == {}
    assert "Skipped: Review with" in seen(amelie.modal)
    await amelie.click("Undo")
    assert "The rent goes up" in seen(amelie.modal)
    assert house.playground.refused == []


async def test_a_stage_that_people_corrected_stays(house: House) -> None:
    """The second briefing of the same review, and its record, move nothing that a person has moved."""
    partner = await partner_in(house)
    await planned_in(house, partner, remind_before=(7 * 24 * 60, 24 * 60))
    await house.until(datetime(2026, 11, 19, 15, 1, tzinfo=UTC))
    async with house.store() as store:
        await store.partners.move(await store.partners.get(partner.id), Stage.renewing)
    await house.until(datetime(2026, 11, 26, 17, tzinfo=UTC))
    amelie = house.playground.person(AMELIE)
    await amelie.click("Record the review", channel=RIVER)
    assert await amelie.submit() == {}
    assert await stage_of(house, partner) is Stage.renewing


async def test_moving_a_review_closes_it_until_its_next_briefing(house: House) -> None:
    partner = await partner_in(house)
    await planned_in(house, partner)
    await house.until(BRIEFED)
    amelie = house.playground.person(AMELIE)
    await amelie.click("Reschedule", channel=RIVER)
    amelie.fill("day", "2026-12-10")
    assert await amelie.submit() == {}
    assert await stage_of(house, partner) is Stage.active
    await house.until(datetime(2026, 12, 9, 15, 1, tzinfo=UTC))
    assert await stage_of(house, partner) is Stage.under_review
    assert "tomorrow, Thu 10 Dec" in posted(house)[-1]["text"]


async def test_two_people_record_the_same_review(house: House) -> None:
    """The second one keeps what they wrote, and reads who was first."""
    partner = await partner_in(house)
    await planned_in(house, partner)
    await house.until(datetime(2026, 11, 26, 17, tzinfo=UTC))
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    await amelie.click("Record the review", channel=RIVER)
    await sam.click("Record the review", channel=RIVER)
    await sam.change("progress", "Sam’s view of it")
    await amelie.change("progress", "Amélie’s view of it")
    assert await amelie.submit() == {}
    refused = await sam.submit()
    assert "Amélie has recorded this review already" in str(refused)
    assert "Sam’s view of it" in str(sam.modal)
    assert [one.progress for one in await reviewing.reviews_of(house, partner)] == ["Amélie’s view of it"]
    await house.settle()
    await sam.close(clear=True)
    await sam.click("Add something", channel=RIVER)
    await sam.change("decisions", "Meet weekly in spring")
    assert await sam.submit() == {}
    notice = posted(house)[-1]
    assert "Meet weekly in spring" in seen(notice)
    assert "Completed by Sam" in seen(notice)
    assert house.playground.refused == []


async def test_goals_that_are_met_are_settled_and_a_challenge_needs_its_sentence(house: House) -> None:
    partner = await partner_in(house)
    await planned_in(house, partner)
    async with house.store() as store:
        met, open_still = [
            await store.goals.add(partner_id=partner.id, text=text) for text in ("Forty people", "A fair")
        ]
    await house.until(datetime(2026, 11, 26, 17, tzinfo=UTC))
    amelie = house.playground.person(AMELIE)
    await amelie.click("Record the review", channel=RIVER)
    await amelie.change("goals_met", ["Forty people"])
    await amelie.change("progress", "On the way")
    step = next(one["block_id"] for one in amelie.modal["blocks"] if one["block_id"].endswith("_next"))
    amelie.fill(step, "Ask the city")
    assert "Please fill this in." in str(await amelie.submit())
    amelie.fill(step, None)
    assert await amelie.submit() == {}
    async with house.store() as store:
        goals = {one.id: one.state for one in await store.goals.of(partner.id)}
    assert goals == {met.id: GoalState.met, open_still.id: GoalState.open}


async def test_a_review_that_was_not_planned(house: House) -> None:
    """Recorded for an earlier day; the same day cannot be recorded twice, and no day to come."""
    partner = await partner_in(house)
    amelie = house.playground.person(AMELIE)
    for day, answer in (("2026-11-13", "in the future"), ("2026-11-10", None), ("2026-11-10", "recorded this review")):
        await amelie.command(f"/partner review {NAME}", channel=GENERAL)
        await amelie.click("Record a review")
        if "Start afresh" in seen(amelie.modal):
            await amelie.click("Start afresh")
        field = next(one["block_id"] for one in amelie.modal["blocks"] if one["block_id"].startswith("day"))
        await amelie.change(field, day)
        said = await amelie.submit()
        assert (answer in str(said)) if answer else said == {}
        await amelie.close(clear=True)
    [review] = await reviewing.reviews_of(house, partner)
    assert review.held_at == datetime(2026, 11, 10, 17, tzinfo=UTC)
    await amelie.command(f"/partner show {NAME}", channel=GENERAL)
    await amelie.click("partners.more", option="Full history")
    assert "review · recorded by Amélie" in seen(amelie.modal)
    assert "meeting (review)" not in seen(amelie.modal)
    await amelie.click("Open")
    assert amelie.modal["title"]["text"] == "A review"
    assert house.playground.refused == []


@pytest.mark.parametrize(
    ("frequency", "day", "answer", "planned"),
    [
        (None, "2026-12-10", None, ["2026-12-10 15:00"]),
        (Frequency.once, "2026-11-26", None, ["2026-11-26 15:00"]),
        (Frequency.once, "2026-12-10", None, ["2026-12-10 15:00"]),
        (Frequency.half_yearly, "2026-12-10", None, ["2026-12-10 15:00", "2027-05-26 14:00"]),
        (Frequency.half_yearly, "2026-11-11", "has passed", ["2026-11-26 15:00", "2027-05-26 14:00"]),
        (None, "2026-11-11", "has passed", []),
        (None, "2031-01-10", "two years", []),
    ],
)
async def test_the_next_review_is_planned_for_the_day_named(
    house: House, frequency: Frequency | None, day: str, answer: str | None, planned: list[str]
) -> None:
    """What is planned moves there, and what comes after it by the rule stays; where nothing is, one is planned."""
    partner = await partner_in(house)
    if frequency:
        await planned_in(house, partner, frequency=frequency)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner review {NAME}", channel=GENERAL)
    await amelie.click("Record a review")
    field = next(one["block_id"] for one in amelie.modal["blocks"] if one["block_id"].startswith("day"))
    await amelie.change(field, "2026-11-10")
    await amelie.change("next_on", day)
    refused = await amelie.submit()
    assert list(refused) == ([] if answer is None else ["next_on"])
    assert answer is None or answer in refused["next_on"]
    async with house.store() as store:
        coming = [one.starts_at for one, _ in await store.reviews.planned(partner.id)]
    assert [f"{one.astimezone(UTC):%Y-%m-%d %H:%M}" for one in coming] == planned
    assert house.playground.refused == []


async def test_a_half_filled_review_survives_a_restart(house: House) -> None:
    partner = await partner_in(house)
    await planned_in(house, partner)
    await house.until(datetime(2026, 11, 26, 17, tzinfo=UTC))
    amelie = house.playground.person(AMELIE)
    await amelie.click("Record the review", channel=RIVER)
    await amelie.change("progress", "Half of what I wanted to say")
    await amelie.click("Add another challenge")
    await amelie.change("challenge_1", "Two languages on one form")
    await amelie.close(clear=True)
    await house.restart()
    await amelie.click("Record the review", channel=RIVER)
    assert "Continuing where you left off" in seen(amelie.modal)
    assert "Half of what I wanted to say" in seen(amelie.modal)
    assert await amelie.submit() == {}
    [review] = await reviewing.reviews_of(house, partner)
    assert review.progress == "Half of what I wanted to say"
    assert [one.what for one in await reviewing.challenges_of(house, partner)] == ["Two languages on one form"]


async def test_outsiders_see_the_hour_alone(house: House) -> None:
    partner = await partner_in(house, channel_id=SHARED)
    await reviewing.raised(house, partner, "Their director is leaving")
    await planned_in(house, partner)
    await house.until(BRIEFED)
    assert "Thu 26 Nov, 10:00 to 11:30 (Toronto)" in posted(house, SHARED)[-1]["text"]
    amelie = house.playground.person(AMELIE)
    await amelie.click("Record the review", channel=amelie.dm)
    await amelie.change("progress", "Between us")
    assert await amelie.submit() == {}
    await house.settle()
    told = str(posted(house, SHARED))
    assert NAME not in told
    assert "director" not in told
    assert "Between us" not in told
    assert "A review was recorded" in told
    assert "Between us" in str(house.playground.dms(AMELIE)[-1])
    assert house.playground.refused == []


async def test_who_may_what(house: House) -> None:
    """Who may not edit the partner looks; a viewer presses nothing; for who may not see it, it is not there."""
    partner = await partner_in(house, confidential=True, channel_id=None)
    await planned_in(house, partner)
    marc, guest = house.playground.person(MARC), house.playground.person(GUEST)
    assert NAME not in str((await marc.command(f"/partner bilan {NAME}", channel=GENERAL))[0].get("blocks"))
    assert marc.modal is None
    assert "role" in str(await guest.command(f"/partner review {NAME}", channel=GENERAL))
    async with house.store() as store:
        (await store.partners.get(partner.id)).confidential = False
    await marc.command(f"/partner bilan {NAME}", channel=GENERAL)
    assert marc.modal["title"]["text"] == "Bilans"
    assert "deux fois par an, en mai et en novembre, le 26" in seen(marc.modal)
    assert "Noter un bilan" not in seen(marc.modal)
    assert "Clore" not in seen(marc.modal)
    assert house.playground.refused == []


async def test_three_days_of_silence_and_an_archived_partner(house: House) -> None:
    partner = await partner_in(house)
    await planned_in(house, partner, frequency=Frequency.once)
    await house.pass_time(timedelta(days=17))
    [said] = posted(house)
    assert "went by while Liaison was away: Thu 26 Nov, 10:00 (Toronto)" in said["text"]
    assert "Record the review" in seen(said)
    assert "Reschedule" not in seen(said)
    other = await partner_in(house, name="Harbour House", channel_id=GENERAL)
    await planned_in(house, other, first_on=datetime(2026, 12, 10, tzinfo=UTC).date())
    async with house.store() as store:
        await store.partners.archive(await store.partners.get(other.id))
    await house.until(datetime(2026, 12, 11, tzinfo=UTC))
    assert [one for one in posted(house, GENERAL) if "Harbour" in str(one)] == []
    assert await stage_of(house, other) is Stage.active


async def test_a_plan_that_is_edited_while_its_briefing_is_on_its_way(house: House) -> None:
    """The briefing was claimed with the former hour: it speaks of the new one, once."""
    partner = await partner_in(house)
    cadence = await planned_in(house, partner)
    await house.playground.move(BRIEFED - house.time())
    async with house.store() as store:
        here = store.workspace_id
    async with house.database.outbox() as outbox:
        claimed = await outbox.claim(worker="another", workspaces=[here], share=10)
    assert [one.kind for one in claimed] == ["sessions.upcoming"]
    async with house.store() as store:
        mine = await store.sessions.cadence(cadence.id)
        await store.sessions.change(mine, replace(mine.plan, at=time(14)))
    await house.until(BRIEFED + timedelta(hours=20))
    assert ["14:00 to 15:30" in one["text"] for one in posted(house)] == [True]
