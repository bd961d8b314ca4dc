"""What is said of a planned session, where, and to whom: agendas, silence, shared channels, confidential partners."""

from datetime import UTC, date, datetime, time, timedelta

from storage.actions import Side
from storage.plans import Plan
from storage.recurrence import Frequency
from tests import measuring
from tests.house import AMELIE, GENERAL, MARC, RIVER, SAM, SECRET, SHARED, House
from tests.planned import NAME, TORONTO, TUESDAY, blocks_text, partner_in, planned_in, sessions_in


async def test_the_reminder_brings_the_agenda(house_anywhere: House) -> None:
    house = house_anywhere
    partner = await partner_in(house)
    async with house.store() as store:
        await store.goals.add(partner_id=partner.id, text="40 newcomers in paid work by June")
        await store.actions.add(
            partner_id=partner.id,
            what="Send <the> draft & schedule",
            side=Side.us,
            assignee_id=SAM,
            due_on=date(2026, 11, 20),
        )
    await planned_in(house, partner)
    await house.until(datetime(2026, 11, 23, 14, 1, tzinfo=UTC))
    said = house.playground.messages(RIVER)[-1]
    assert "Planning session with Centre Rivière-Nord tomorrow, Tue 24 Nov, 09:00 to 10:00 (Toronto)" in said["text"]
    whole = blocks_text(said)
    for fact in ("Send &lt;the&gt; draft &amp; schedule", "40 newcomers in paid work by June", "reporting"):
        assert fact in whole
    assert "Every second Tuesday" in whole
    assert "this partner’s channel" in whole
    count = len(house.playground.messages(RIVER))
    await house.until(datetime(2026, 11, 24, 13, 1, tzinfo=UTC))
    assert len(house.playground.messages(RIVER)) == count + 1
    assert "today" in house.playground.messages(RIVER)[-1]["text"]
    assert house.playground.refused == []


async def test_an_action_is_done_and_reopened_in_the_agenda(house: House) -> None:
    partner = await partner_in(house)
    async with house.store() as store:
        await store.actions.add(
            partner_id=partner.id, what="Draft schedule", assignee_id=SAM, due_on=date(2026, 11, 20)
        )
    await planned_in(house, partner)
    await house.until(datetime(2026, 11, 23, 14, 1, tzinfo=UTC))
    sam = house.playground.person(SAM)
    async with house.store() as store:
        left_out = await store.actions.add(partner_id=partner.id, what="Call them", assignee_id=SAM, due_on=None)
        await store.actions.drop(left_out.id)
    await sam.click("actions.more", option="Mark as done", channel=RIVER)
    said = blocks_text(house.playground.messages(RIVER)[-1])
    assert ("done by Sam" in said, "Call them" in said) == (True, False)
    await sam.click("actions.more", option="Reopen", channel=RIVER)
    said = blocks_text(house.playground.messages(RIVER)[-1])
    assert "overdue since Fri 20 Nov" in said
    assert house.playground.refused == []


async def test_recording_from_the_agenda(house: House) -> None:
    partner = await partner_in(house)
    cadence = await planned_in(house, partner)
    await house.until(datetime(2026, 11, 24, 15, 0, tzinfo=UTC))
    amelie = house.playground.person(AMELIE)
    await amelie.click("Record the meeting", channel=RIVER)
    assert await amelie.submit() == {}
    assert all(m["text"].startswith("Recorded") for m in house.playground.messages(RIVER)[:2])
    assert (await sessions_in(house, cadence))[0].occurrence == date(2026, 12, 8)
    assert house.playground.refused == []


async def test_three_months_of_silence(house_anywhere: House) -> None:
    house = house_anywhere
    partner = await partner_in(house)
    cadence = await planned_in(house, partner, remind_before=(60,))
    await house.pass_time(timedelta(days=92))
    said = house.playground.messages(RIVER)
    assert "6 planning sessions with Centre Rivière-Nord went by while Liaison was away" in said[0]["text"]
    assert "Tue 16 Feb, 09:00 (Toronto)" in blocks_text(said[0])
    assert "buttons are about Tue" in blocks_text(said[0])
    assert [s.occurrence for s in await sessions_in(house, cadence)] == [date(2027, 2, 16), date(2027, 3, 2)]
    count = len(said)
    await house.until(datetime(2027, 2, 16, 13, 1, tzinfo=UTC))
    said = house.playground.messages(RIVER)
    assert len(said) == count + 1
    assert "today, Tue 16 Feb" in said[-1]["text"]
    assert "Nothing is on record yet for Tue 2 Feb" in blocks_text(said[-1])
    assert house.playground.refused == []


async def test_reminders_follow_the_partner_to_another_channel(house: House) -> None:
    partner = await partner_in(house)
    cadence = await planned_in(house, partner)
    async with house.store() as store:
        (await store.partners.get(partner.id)).channel_id = GENERAL
        await store.sessions.extend(await store.sessions.cadence(cadence.id))
    await house.until(datetime(2026, 11, 23, 14, 1, tzinfo=UTC))
    assert house.playground.messages(RIVER) == []
    assert "tomorrow" in house.playground.messages(GENERAL)[-1]["text"]


async def test_reminders_keep_out_of_quiet_hours(house: House) -> None:
    partner = await partner_in(house)
    cadence = await planned_in(house, partner, at=time(7, 30), remind_before=(1440, 120, 60))
    first = (await sessions_in(house, cadence))[0]
    async with house.store() as store:
        due = [reminder.due_at for reminder in await store.reminders.about(subject=first.subject)]
    assert due == [datetime(2026, 11, 23, 13, tzinfo=UTC), datetime(2026, 11, 23, 22, 59, tzinfo=UTC)]
    assert max(due) < first.starts_at


async def test_another_hour_says_nothing_twice(house: House) -> None:
    partner = await partner_in(house)
    cadence = await planned_in(house, partner)
    await house.until(datetime(2026, 11, 23, 14, 1, tzinfo=UTC))
    async with house.store() as store:
        mine = await store.sessions.cadence(cadence.id)
        await store.sessions.change(mine, Plan(Frequency.biweekly, TUESDAY, time(15), TORONTO))
    await house.until(datetime(2026, 11, 24, 19, 1, tzinfo=UTC))
    texts = [message["text"] for message in house.playground.messages(RIVER)]
    assert ["tomorrow" in texts[0], "today, Tue 24 Nov, 15:00" in texts[1]] == [True, True]
    assert len(texts) == 2


async def test_outsiders_see_the_hour_alone(house_anywhere: House) -> None:
    house = house_anywhere
    partner = await partner_in(house, channel_id=SHARED)
    await planned_in(house, partner)
    await house.until(datetime(2026, 11, 23, 14, 1, tzinfo=UTC))
    card = house.playground.messages(SHARED)[-1]
    assert "Tue 24 Nov, 09:00 to 10:00 (Toronto)" in card["text"]
    assert NAME not in str(card)
    assert not any(block["type"] == "actions" for block in card["blocks"])
    whole = house.playground.dms(AMELIE)[-1]
    assert NAME in whole["text"]
    assert "not everybody in" in blocks_text(whole)
    assert house.playground.refused == []


async def test_a_confidential_partner_needs_a_private_channel(house: House) -> None:
    await partner_in(house, channel_id=None, confidential=True)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    await amelie.change("channel", GENERAL)
    assert "private" in (await amelie.submit())["channel"]
    await amelie.change("channel", SECRET)
    assert await amelie.submit() == {}
    await house.until(datetime(2026, 11, 18, 14, 1, tzinfo=UTC))
    assert NAME in house.playground.messages(SECRET)[-1]["text"]
    sam = house.playground.person(SAM)
    assert "no partner called" in (await sam.command(f"/partner plan {NAME}", channel=GENERAL))[0]["text"]
    assert house.playground.refused == []


async def test_a_partner_that_became_confidential_is_not_named_where_everybody_reads(house: House) -> None:
    partner = await partner_in(house)
    await planned_in(house, partner)
    async with house.store() as store:
        (await store.partners.get(partner.id)).confidential = True
    await house.until(datetime(2026, 11, 23, 14, 1, tzinfo=UTC))
    assert NAME not in str(house.playground.messages(RIVER))
    assert NAME in house.playground.dms(AMELIE)[-1]["text"]


async def test_public_holidays_are_noted_or_avoided(house: House) -> None:
    partner = await partner_in(house)
    await planned_in(house, partner, frequency=Frequency.once, first_on=date(2026, 12, 25))
    shifted = await planned_in(
        house, partner, frequency=Frequency.once, first_on=date(2026, 12, 25), shift_holidays=True
    )
    assert (await sessions_in(house, shifted))[0].starts_at == datetime(2026, 12, 29, 14, tzinfo=UTC)
    await house.until(datetime(2026, 12, 24, 14, 1, tzinfo=UTC))
    assert "Christmas Day" in blocks_text(house.playground.messages(RIVER)[-1])


async def test_an_archived_partner_is_not_planned_and_says_nothing(house: House) -> None:
    partner = await partner_in(house)
    cadence = await planned_in(house, partner, frequency=Frequency.weekly)
    async with house.store() as store:
        await store.partners.archive(await store.partners.get(partner.id))
    said = await house.playground.person(AMELIE).command(f"/partner plan {NAME}", channel=GENERAL)
    assert "archived" in said[0]["text"]
    await house.until(datetime(2026, 12, 2, 14, tzinfo=UTC))
    assert house.playground.messages(RIVER) == []
    async with house.store() as store:
        await store.partners.restore(await store.partners.get(partner.id))
    await house.until(datetime(2026, 12, 8, 13, 1, tzinfo=UTC))
    assert len(house.playground.messages(RIVER)) == 2
    assert "on record" not in blocks_text(house.playground.messages(RIVER)[-1])
    assert (await sessions_in(house, cadence))[0].occurrence == date(2026, 12, 8)


async def test_why_am_i_seeing_this(house: House) -> None:
    partner = await partner_in(house)
    await planned_in(house, partner)
    await house.until(datetime(2026, 11, 23, 14, 1, tzinfo=UTC))
    marc = house.playground.person(MARC)
    await marc.click("Why am I seeing this", channel=RIVER)
    assert marc.modal is not None


async def test_in_french(house: House) -> None:
    partner = await partner_in(house, owner_id=MARC)
    marc = house.playground.person(MARC)
    await marc.command(f"/partner planifier {NAME}", channel=GENERAL)
    assert marc.modal["title"]["text"] == "Planifier des séances"
    await marc.change("first_on", "2026-11-24")
    assert r"mar. 24 nov., 9\xa0h" in str(marc.modal["blocks"])
    assert await marc.submit() == {}
    assert "Un mardi sur deux" in str(marc.modal["blocks"])
    async with house.store() as store:
        assert len(await store.sessions.cadences_of(partner.id)) == 1
    assert house.playground.refused == []


async def test_what_was_announced_says_nothing_new_once_others_read_along(house: House) -> None:
    """The partner became confidential, or the channel is shared by now, after its session was announced."""
    partner = await partner_in(house)
    await planned_in(house, partner)
    await house.until(datetime(2026, 11, 23, 14, 1, tzinfo=UTC))
    amelie = house.playground.person(AMELIE)
    announced = house.playground.messages(RIVER)[-1]
    async with house.store() as store:
        (await store.partners.get(partner.id)).confidential = True
    await amelie.click("Skip this one", channel=RIVER)
    amelie.fill("why", "Ana is ill")
    assert await amelie.submit() == {}
    assert house.playground.messages(RIVER)[-1]["text"] == announced["text"]
    async with house.store() as store:
        (await store.partners.get(partner.id)).confidential = False
    house.playground.workspace.channels[RIVER].is_ext_shared = True
    await amelie.click("Reschedule", channel=RIVER)
    amelie.fill("day", "2026-11-25")
    assert await amelie.submit() == {}
    assert house.playground.messages(RIVER)[-1]["text"] == announced["text"]


async def test_a_confidential_partner_without_a_channel_is_never_spoken_of_in_the_default_one(house: House) -> None:
    await partner_in(house, channel_id=None, confidential=True)
    async with house.store() as store:
        (await store.settings.get()).default_channel = SECRET
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    await amelie.change("first_on", "2026-11-24")
    assert await amelie.submit() == {}
    await house.until(datetime(2026, 11, 23, 14, 1, tzinfo=UTC))
    assert house.playground.messages(SECRET) == []
    assert NAME in house.playground.dms(AMELIE)[-1]["text"]


async def test_the_agenda_counts_the_indicators(house: House) -> None:
    partner = await measuring.partner_in(house)
    await measuring.measured(house, partner, {})
    await planned_in(house, partner, remind_before=(60,))
    await house.until(datetime(2026, 11, 24, 13, 1, tzinfo=UTC))
    [agenda] = [one for one in house.playground.messages(RIVER) if "Planning session" in one["text"]]
    assert "*Indicators*: 1" in agenda["text"]
