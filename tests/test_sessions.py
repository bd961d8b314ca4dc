"""Planning sessions, as people live them: planned, moved, skipped, missed, ended."""

from datetime import UTC, date, datetime, time

from storage.plans import Plan
from storage.recurrence import Frequency
from storage.sessions import SessionState
from tests.house import AMELIE, GENERAL, RIVER, SAM, WITHOUT_BOT, House
from tests.planned import NAME, TORONTO, TUESDAY, blocks_text, cadences_of, partner_in, planned_in, sessions_in


async def test_planning_from_the_command(house_anywhere: House) -> None:
    house = house_anywhere
    partner = await partner_in(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner plan riviere", channel=GENERAL)
    assert amelie.modal["title"]["text"] == "Plan sessions"
    assert "Thu 19 Nov, 09:00" in str(amelie.modal["blocks"])
    await amelie.change("first_on", "2026-11-24")
    preview = str(next(block for block in amelie.modal["blocks"] if block.get("block_id") == "preview"))
    assert all(day in preview for day in ("Tue 24 Nov, 09:00", "Tue 8 Dec, 09:00", "Tue 22 Dec, 09:00", "Toronto"))
    assert await amelie.submit() == {}
    assert "Every second Tuesday" in str(amelie.modal["blocks"])
    async with house.store() as store:
        cadence = (await store.sessions.cadences_of(partner.id))[0]
        assert (cadence.first_on, cadence.at, sorted(cadence.remind_before)) == (TUESDAY, time(9), [60, 1440])
        assert cadence.channel_id is None
        coming = await store.sessions.next_of(partner.id)
        assert coming is not None
        assert coming.starts_at == datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert house.playground.refused == []


async def test_the_chain_never_breaks(house: House) -> None:
    partner = await partner_in(house)
    cadence = await planned_in(house, partner, frequency=Frequency.weekly, remind_before=(60,))
    await house.until(datetime(2027, 1, 12, 13, 1, tzinfo=UTC))
    said = [message["text"] for message in house.playground.messages(RIVER)]
    days = ["24 Nov", "1 Dec", "8 Dec", "15 Dec", "22 Dec", "29 Dec", "5 Jan", "12 Jan"]
    assert [day in text for day, text in zip(days, said, strict=True)] == [True] * 8
    assert [s.occurrence for s in await sessions_in(house, cadence)] == [date(2027, 1, 12), date(2027, 1, 19)]


async def test_skipping_and_its_undo(house: House) -> None:
    partner = await partner_in(house)
    cadence = await planned_in(house, partner)
    await house.until(datetime(2026, 11, 23, 14, 1, tzinfo=UTC))
    amelie = house.playground.person(AMELIE)
    await amelie.click("Skip this one", channel=RIVER)
    amelie.fill("why", "Everybody is at the <!channel> conference")
    assert await amelie.submit() == {}
    said = house.playground.messages(RIVER)[-1]
    assert said["text"].startswith("Skipped")
    assert "Everybody is at the &lt;!channel&gt; conference" in blocks_text(said)
    assert "Tue 8 Dec" in blocks_text(said)
    count = len(house.playground.messages(RIVER))
    await amelie.click("Undo", channel=RIVER)
    assert "tomorrow" in house.playground.messages(RIVER)[-1]["text"]
    await house.until(datetime(2026, 11, 24, 13, 1, tzinfo=UTC))
    assert len(house.playground.messages(RIVER)) == count + 1
    assert [s.occurrence for s in await sessions_in(house, cadence)][:2] == [TUESDAY, date(2026, 12, 8)]
    assert house.playground.refused == []


async def test_a_skipped_session_says_nothing_more_and_the_next_follows(house: House) -> None:
    partner = await partner_in(house)
    cadence = await planned_in(house, partner)
    async with house.store() as store:
        await store.sessions.skip((await store.sessions.coming(cadence))[0], "Holidays")
    assert [s.occurrence for s in await sessions_in(house, cadence)] == [date(2026, 12, 8), date(2026, 12, 22)]
    await house.until(datetime(2026, 11, 25, 14, 1, tzinfo=UTC))
    assert house.playground.messages(RIVER) == []


async def test_rescheduling_updates_the_message_and_announces_the_new_day(house: House) -> None:
    partner = await partner_in(house)
    await planned_in(house, partner)
    await house.until(datetime(2026, 11, 23, 14, 1, tzinfo=UTC))
    amelie = house.playground.person(AMELIE)
    await amelie.click("Reschedule", channel=RIVER)
    amelie.fill("day", "2026-11-20")
    assert "passed" in (await amelie.submit())["day"]
    amelie.fill("day", "2026-11-26")
    amelie.fill("hour", "13:30")
    assert await amelie.submit() == {}
    said = house.playground.messages(RIVER)
    assert len(said) == 1
    assert "Thu 26 Nov, 13:30 to 14:30 (Toronto)" in said[0]["text"]
    assert "Rescheduled by Amélie" in blocks_text(said[0])
    await house.until(datetime(2026, 11, 26, 17, 31, tzinfo=UTC))
    texts = [message["text"] for message in house.playground.messages(RIVER)]
    assert ["tomorrow" in texts[1], "today" in texts[2]] == [True, True]
    assert len(texts) == 3
    assert house.playground.refused == []


async def test_editing_plans_the_future_anew_and_never_the_past(house_anywhere: House) -> None:
    house = house_anywhere
    partner = await partner_in(house)
    cadence = await planned_in(house, partner)
    await house.until(datetime(2026, 11, 25, 14, tzinfo=UTC))
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    await amelie.click("Change")
    await amelie.change("frequency", "Every week")
    await amelie.change("first_on", "2026-12-03")
    await amelie.change("at", "14:00")
    assert await amelie.submit() == {}
    assert "Every Thursday" in str(amelie.modal["blocks"])
    async with house.store() as store:
        held = await store.sessions.unrecorded(partner.id, since=datetime(2026, 11, 1, tzinfo=UTC))
        assert [(s.occurrence, s.starts_at) for s in held] == [(TUESDAY, datetime(2026, 11, 24, 14, tzinfo=UTC))]
    coming = await sessions_in(house, cadence)
    assert [s.starts_at for s in coming] == [
        datetime(2026, 12, 3, 19, tzinfo=UTC),
        datetime(2026, 12, 10, 19, tzinfo=UTC),
    ]
    count = len(house.playground.messages(RIVER))
    await house.until(datetime(2026, 12, 8, 14, 1, tzinfo=UTC))
    assert all("Thu 3 Dec" in m["text"] for m in house.playground.messages(RIVER)[count:])
    assert house.playground.refused == []


async def test_the_31st_stays_when_only_the_hour_changes(house: House) -> None:
    partner = await partner_in(house)
    cadence = await planned_in(house, partner, frequency=Frequency.monthly_by_date, first_on=date(2026, 12, 31))
    await house.until(datetime(2027, 2, 1, 14, tzinfo=UTC))
    async with house.store() as store:
        mine = await store.sessions.cadence(cadence.id)
        assert await store.sessions.next_day(mine) == date(2027, 2, 28)
        await store.sessions.change(mine, Plan(Frequency.monthly_by_date, date(2027, 2, 28), time(10), TORONTO))
    coming = await sessions_in(house, cadence)
    assert [s.starts_at.date() for s in coming] == [date(2027, 2, 28), date(2027, 3, 31)]
    assert [s.starts_at.hour for s in coming] == [15, 14]


async def test_ending_and_its_undo(house: House) -> None:
    partner = await partner_in(house)
    cadence = await planned_in(house, partner)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    await amelie.click("End")
    assert "Nothing more is announced" in str(amelie.modal["blocks"])
    async with house.store() as store:
        assert await store.sessions.next_of(partner.id) is None
    await amelie.click("Undo")
    assert [s.occurrence for s in await sessions_in(house, cadence)] == [TUESDAY, date(2026, 12, 8)]
    await house.until(datetime(2026, 11, 23, 14, 1, tzinfo=UTC))
    assert len(house.playground.messages(RIVER)) == 1
    assert house.playground.refused == []


async def test_a_recorded_meeting_holds_the_session(house: House) -> None:
    partner = await partner_in(house)
    cadence = await planned_in(house, partner)
    first = (await sessions_in(house, cadence))[0]
    async with house.store() as store:
        await store.sessions.held(first.id)
        await store.sessions.held(first.id)
    assert [s.occurrence for s in await sessions_in(house, cadence)] == [date(2026, 12, 8), date(2026, 12, 22)]
    async with house.store() as store:
        assert (await store.sessions.get(first.id)).state is SessionState.held
    await house.until(datetime(2026, 11, 24, 14, 1, tzinfo=UTC))
    assert house.playground.messages(RIVER) == []


async def test_a_reason_is_asked_for_and_checked(house: House) -> None:
    partner = await partner_in(house)
    await planned_in(house, partner)
    await house.until(datetime(2026, 11, 23, 14, 1, tzinfo=UTC))
    amelie = house.playground.person(AMELIE)
    await amelie.click("Skip this one", channel=RIVER)
    amelie.fill("why", "046 454 286 called in sick")
    assert "social insurance" in (await amelie.submit())["why"]
    amelie.fill("why", "🤒 *_~ مريض </>&")
    assert await amelie.submit() == {}
    assert house.playground.refused == []


async def test_what_cannot_be_planned(house: House) -> None:
    await partner_in(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    await amelie.change("first_on", "1900-01-01")
    assert "2000" in (await amelie.submit())["first_on"]
    await amelie.change("first_on", "2026-11-10")
    assert "passed" in str(amelie.modal["blocks"])
    assert "passed" in (await amelie.submit())["first_on"]
    await amelie.change("first_on", "2040-01-01")
    assert "two years" in (await amelie.submit())["first_on"]
    await amelie.change("first_on", "2026-11-24")
    await amelie.change("channel", WITHOUT_BOT)
    assert "/invite" in (await amelie.submit())["channel"]
    await amelie.change("channel", GENERAL)
    house.playground.workspace.channels[GENERAL].is_archived = True
    assert "archived" in (await amelie.submit())["channel"]
    await amelie.change("channel", RIVER)
    await amelie.change("frequency", "Every week")
    await amelie.change("remind_before", ["1 week before"])
    assert "previous session" in (await amelie.submit())["remind_before"]
    await amelie.change("remind_before", ["1 day before"])
    assert await amelie.submit() == {}
    assert house.playground.refused == []


async def test_time_zones_by_city(house: House) -> None:
    await partner_in(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    found = await amelie.options("time_zone", "st. john")
    assert "America/St_Johns" in [value for _, value in found]
    await amelie.change("time_zone", next(label for label, value in found if value == "America/St_Johns"))
    assert "St. John’s" in str(amelie.modal["blocks"])


async def test_a_draft_is_offered_back(house: House) -> None:
    await partner_in(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    await amelie.change("at", "14:15")
    await amelie.close()
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    assert "Continuing where you left off" in str(amelie.modal["blocks"])
    assert "14:15" in str(amelie.modal["blocks"])
    await amelie.click("Start afresh")
    assert "14:15" not in str(amelie.modal["blocks"])
    assert await amelie.submit() == {}
    assert house.playground.refused == []


async def test_started_afresh_a_plan_that_is_changed_shows_the_plan(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await planned_in(house, await partner_in(house))
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    await amelie.click("Change")
    await amelie.change("at", "17:45")
    await amelie.close()
    await amelie.click("Change")
    assert "17:45" in str(amelie.modal["blocks"])
    await amelie.click("Start afresh")
    assert "17:45" not in str(amelie.modal["blocks"])
    assert "09:00" in str(amelie.modal["blocks"])
    assert await amelie.submit() == {}
    assert house.playground.refused == []


async def test_saved_twice_is_planned_once(house: House) -> None:
    partner = await partner_in(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    await amelie.submit(twice=True)
    async with house.store() as store:
        assert len(await store.sessions.cadences_of(partner.id)) == 1


async def test_somebody_else_may_look_but_not_plan(house: House) -> None:
    partner = await partner_in(house)
    sam = house.playground.person(SAM)
    said = await sam.command(f"/partner plan {NAME}", channel=GENERAL)
    assert "role" in said[0]["text"]
    await planned_in(house, partner)
    await sam.command(f"/partner plan {NAME}", channel=GENERAL)
    assert "Every second Tuesday" in str(sam.modal["blocks"])
    assert not any(block["type"] == "actions" for block in sam.modal["blocks"])


async def test_a_fourth_window_takes_the_place_of_the_third(house: House) -> None:
    """Slack stacks three; from the form of a new partner over the card one gets further."""
    partner = await partner_in(house)
    await planned_in(house, partner)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner new Centre Riviere-Nord", channel=GENERAL)
    await amelie.submit()
    for button in ("Open the existing one", "Plan sessions", "Change"):
        await amelie.click(button)
    assert "first_on" in str(amelie.modal["blocks"])
    await amelie.change("first_on", "2026-11-25")
    assert await amelie.submit() == {}
    [cadence] = await cadences_of(house, partner)
    assert cadence.first_on == date(2026, 11, 25)
