"""Staying in touch: what is agreed, the silence that is told once, and what can be done from there."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from storage.communication import Arrangement, Every, How, Terms
from storage.meetings import Purpose, Report
from storage.members import Role
from storage.partners import Stage
from storage.reminder import ReminderState
from storage.silences import QUIET
from tests.house import AMELIE, GENERAL, GUEST, MARC, PRIYA, SAM, SHARED, House
from tests.meeting import NAME, partner
from tests.promised import said

NINE = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # Monday 09:00 in Toronto, after Sunday the 22nd


async def agreed(house: House, partner_id: int, by: str = AMELIE, **chosen: Any) -> int:
    """A line of the process: Amélie's, with anyone there, weekly by phone, unless chosen otherwise."""
    terms = {"member_id": None, "contact_id": None, "how": How.phone, "every": Every.weekly} | chosen
    async with house.store(by=by) as store:
        return (await store.communication.add(await store.partners.get(partner_id), Terms(**terms))).id


async def waiting(house: House, partner_id: int) -> list[tuple[str, str, datetime]]:
    """To whom something is to be said of this partner's silences, of which, when."""
    async with house.store() as store:
        rows = await store.reminders.about(subject=f"communication:{partner_id}", kind=QUIET)
    return [(row.recipient, row.occurrence, row.due_at) for row in rows if row.state is ReminderState.planned]


async def line(house: House, line_id: int) -> Arrangement:
    async with house.store() as store:
        return await store.communication.get(line_id)


async def talked(house: House, partner_id: int, at: datetime | None = None, **more: Any) -> int:
    async with house.store() as store:
        there = await store.partners.get(partner_id)
        logged = await store.touchpoints.log(there, at=at or store.now, how=How.email, **more)
        return logged.id


def quiet(house: House, user: str = AMELIE) -> list[dict[str, Any]]:
    """What this person was told of silences."""
    return [one for one in house.playground.dms(user) if "communication.pause" in str(one.get("blocks"))]


async def test_a_process_is_agreed_changed_paused_and_taken_out(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = house.playground.person(AMELIE)
    partner_id = await partner(house)
    await amelie.command("/partner contact riviere nord", channel=GENERAL)
    assert amelie.modal["title"]["text"] == "Staying in touch"
    assert "Nothing is agreed yet" in str(amelie.modal["blocks"])
    await amelie.click("Agree on a process")
    amelie.fill("member", SAM)
    amelie.fill("contact", "Maria Silva")
    amelie.fill("how", "Email")
    amelie.fill("every", "Every two weeks")
    amelie.fill("note", "Referrals <!channel>")
    assert await amelie.submit() == {}
    shown = str(amelie.modal["blocks"])
    assert "Sam → Maria Silva · by email, every two weeks" in shown
    assert "Referrals &lt;!channel&gt;" in shown
    assert "every two weeks: after 3 weeks" in shown
    assert "No contact yet · quiet from Thu 3 Dec 2026" in shown
    assert await waiting(house, partner_id) == [(SAM, "2026-11-12", datetime(2026, 12, 3, 14, 0, tzinfo=UTC))]
    await amelie.click("Change")
    amelie.fill("every", "Every month")
    assert await amelie.submit() == {}
    assert "by email, monthly" in str(amelie.modal["blocks"])
    await amelie.click("Change")
    await amelie.click("Pause")
    assert "Paused. No silence" in str(amelie.modal["blocks"])
    assert await waiting(house, partner_id) == []
    await amelie.close()
    assert "Paused: no silence is noticed." in str(amelie.modal["blocks"])
    await amelie.click("Change")
    await amelie.click("Take up again")
    assert len(await waiting(house, partner_id)) == 1
    await amelie.close()
    await amelie.click("Change")
    await amelie.click("Take it out")
    await amelie.close()
    assert "Nothing is agreed yet" in str(amelie.modal["blocks"])
    assert await waiting(house, partner_id) == []
    await amelie.close(clear=True)
    await amelie.command(f"/partner show {NAME}", channel=GENERAL)
    await amelie.click("partners.more", option="Full history")
    history = str(amelie.modal["blocks"])
    assert "Amélie added to how we keep in touch" in history
    assert "Amélie took a line out" in history
    assert house.playground.refused == []


async def test_a_silence_is_told_once_and_once_again_the_next_time(house_anywhere: House) -> None:
    house = house_anywhere
    partner_id = await partner(house)
    await agreed(house, partner_id)
    await house.until(NINE - timedelta(minutes=1))
    assert quiet(house) == []
    await house.until(NINE)
    [told] = quiet(house)
    assert f"No contact with {NAME} is on record since you agreed on weekly, 11 days ago." in told["text"]
    assert "because you look after this partner" in said([told])
    assert "weekly: after 10 days · every two weeks: after 3 weeks" in said([told])
    await house.until(NINE + timedelta(days=40))
    assert len(quiet(house)) == 1
    await talked(house, partner_id)  # on Saturday 2 January: quiet on Tuesday the 12th
    await house.until(datetime(2027, 1, 12, 14, 0, tzinfo=UTC))
    assert len(quiet(house)) == 2
    assert f"No contact with {NAME} for 10 days; you agreed on weekly. The last one was on" in quiet(house)[-1]["text"]
    assert house.playground.refused == []


async def test_one_click_puts_it_right_and_can_be_undone(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = house.playground.person(AMELIE)
    partner_id = await partner(house)
    async with house.store() as store:
        [maria] = await store.contacts.of(await store.partners.get(partner_id))
    await agreed(house, partner_id, contact_id=maria.id)
    await house.until(NINE)
    [told] = quiet(house)
    assert f"No contact with Maria Silva of {NAME}" in told["text"]
    await amelie.click("Yesterday", message=told["ts"])
    [after] = house.playground.dms(AMELIE)
    assert f"Logged: contact with Maria Silva of {NAME}, by phone, on Sun 22 Nov 2026." in after["text"]
    assert [occurrence for _, occurrence, _ in await waiting(house, partner_id)] == ["2026-11-22"]
    await amelie.click("Undo", message=told["ts"])
    [again] = quiet(house)
    assert again["text"] == told["text"]
    assert await waiting(house, partner_id) == []
    await amelie.click("We talked today", message=told["ts"])
    await amelie.click("Add details", message=told["ts"])
    assert amelie.modal["title"]["text"] == "Change a touchpoint"
    amelie.fill("day", "2026-11-20")
    amelie.fill("how", "Video")
    await amelie.change("note", "Intake dates agreed")
    assert await amelie.submit() == {}
    [after] = house.playground.dms(AMELIE)
    assert "by video, on Fri 20 Nov 2026" in after["text"]
    await house.until(NINE + timedelta(days=6))
    assert len(house.playground.dms(AMELIE)) == 1
    assert house.playground.refused == []


async def test_pressing_twice_logs_once(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    partner_id = await partner(house)
    await agreed(house, partner_id)
    await house.until(NINE)
    [told] = quiet(house)
    await asyncio.gather(*(amelie.click("We talked today", message=told["ts"]) for _ in range(2)))
    async with house.store() as store:
        assert len(await store.touchpoints.recent(await store.partners.get(partner_id))) == 1


async def test_undone_twice_and_after_the_line_was_taken_out_it_says_what_is_true_now(house: House) -> None:
    """What is on screen is older than what Sam did; how it was promised to be is told by nobody any more."""
    amelie = house.playground.person(AMELIE)
    partner_id = await partner(house)
    line_id = await agreed(house, partner_id)
    await house.until(NINE)
    [told] = quiet(house)
    await amelie.click("We talked today", message=told["ts"])
    async with house.store(SAM) as store:
        there = await store.partners.get(partner_id)
        [logged] = await store.touchpoints.recent(there)
        await store.touchpoints.remove(logged)
    await amelie.click("Undo", message=told["ts"])
    [again] = quiet(house)
    assert again["text"] == told["text"]
    async with house.store(SAM) as store:
        there = await store.partners.get(partner_id)
        await store.communication.end(there, await store.communication.get(line_id))
    await amelie.click("We talked today", message=told["ts"])
    async with house.store() as store:
        [logged] = await store.touchpoints.recent(await store.partners.get(partner_id))
    assert (logged.how, logged.contact_id) == (How.other, None)
    assert house.playground.refused == []


@pytest.mark.parametrize("contact", [False, True], ids=["silent", "met"])
async def test_put_off_like_any_message_it_comes_back_unless_there_was_contact(house: House, contact: bool) -> None:
    amelie = house.playground.person(AMELIE)
    partner_id = await partner(house)
    await agreed(house, partner_id)
    await house.until(NINE)
    [told] = quiet(house)
    assert str(told["blocks"]).count("Remind me in a week") == 1
    await amelie.open_home(tab="messages")
    await amelie.change("snoozing.later", "Remind me in a week")
    assert house.playground.dms(AMELIE)[-1]["text"].startswith("Put off. It comes back ")
    assert quiet(house) == []
    if contact:
        await talked(house, partner_id)
    await house.until(NINE + timedelta(days=7, hours=1))
    assert ["2 weeks ago" in one["text"] for one in quiet(house)] == ([] if contact else [True])
    await house.until(NINE + timedelta(days=9))
    assert len(quiet(house)) == (not contact)
    assert house.playground.refused == []


async def test_not_any_more(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    partner_id = await partner(house)
    one = await agreed(house, partner_id)
    await house.until(NINE)
    [told] = quiet(house)
    await amelie.click("Not any more", message=told["ts"])
    assert (await line(house, one)).paused
    assert "Nothing more is said" in house.playground.dms(AMELIE)[-1]["text"]
    await amelie.click("Undo", message=told["ts"])
    assert not (await line(house, one)).paused
    assert [occurrence for _, occurrence, _ in await waiting(house, partner_id)] == ["2026-11-23"]
    assert house.playground.refused == []


async def test_why_it_came(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    partner_id = await partner(house)
    await agreed(house, partner_id)
    await house.until(NINE)
    await amelie.click("Why am I seeing this", message=quiet(house)[0]["ts"])
    assert "posted" in str(amelie.modal["blocks"])


async def test_a_meeting_counts_by_itself(house_anywhere: House) -> None:
    house = house_anywhere
    partner_id = await partner(house)
    await agreed(house, partner_id)
    async with house.store() as store:
        meeting = await store.meetings.record(partner_id, Report(store.now, Purpose.planning))
    assert [occurrence for _, occurrence, _ in await waiting(house, partner_id)] == ["2026-11-12"]
    await house.until(datetime(2026, 11, 20, 16, 0, tzinfo=UTC))
    async with house.store() as store:
        await store.meetings.record(partner_id, Report(store.now - timedelta(days=1), Purpose.planning))
    assert [occurrence for _, occurrence, _ in await waiting(house, partner_id)] == ["2026-11-19"]
    async with house.store() as store:
        last = (await store.meetings.of(partner_id))[0]
        await store.meetings.edit(last, Report(meeting.held_at, Purpose.planning), seen=None)
    assert [occurrence for _, occurrence, _ in await waiting(house, partner_id)] == ["2026-11-12"]
    await house.until(NINE)
    assert "for 11 days; you agreed on weekly. The last one was on Thu 12 Nov 2026." in quiet(house)[0]["text"]


async def test_a_contact_with_somebody_else_is_not_the_one_promised(house: House) -> None:
    partner_id = await partner(house)
    async with house.store() as store:
        there = await store.partners.get(partner_id)
        [maria] = await store.contacts.of(there)
        joao = await store.contacts.add(there, name="João Lima")
    await agreed(house, partner_id, contact_id=maria.id)
    await house.until(datetime(2026, 11, 16, 15, 0, tzinfo=UTC))
    await talked(house, partner_id, contact_id=joao.id)
    assert [occurrence for _, occurrence, _ in await waiting(house, partner_id)] == ["2026-11-12"]
    await talked(house, partner_id)
    assert [occurrence for _, occurrence, _ in await waiting(house, partner_id)] == ["2026-11-16"]


async def test_several_lines_of_one_person_are_one_word(house: House) -> None:
    """The tightest promise speaks; another one of the same person says nothing of the same silence."""
    partner_id = await partner(house)
    await agreed(house, partner_id, every=Every.monthly)
    await agreed(house, partner_id, every=Every.weekly, how=How.email)
    await agreed(house, partner_id, every=Every.monthly, member_id=SAM)
    assert [(who, day) for who, day, _ in await waiting(house, partner_id)] == [
        (AMELIE, "2026-11-12"),
        (SAM, "2026-11-12"),
    ]
    await house.until(datetime(2027, 3, 1, tzinfo=UTC))
    assert (len(quiet(house)), len(quiet(house, SAM))) == (1, 1)
    assert "you agreed on weekly" in quiet(house)[0]["text"]
    assert "because this is yours to keep up" in said(quiet(house, SAM))


async def test_in_their_own_morning_and_language(house: House) -> None:
    partner_id = await partner(house, people=[PRIYA, MARC])
    await agreed(house, partner_id, member_id=PRIYA)
    await agreed(house, partner_id, member_id=MARC)
    await house.until(NINE - timedelta(minutes=90))
    assert (len(quiet(house, PRIYA)), len(quiet(house, MARC))) == (1, 0)
    await house.until(NINE)
    [told] = quiet(house, MARC)
    assert (
        f"Aucun échange avec {NAME} n’est noté depuis que vous avez convenu d’un échange chaque semaine" in told["text"]
    )
    marc = house.playground.person(MARC)
    await marc.click("Hier", message=told["ts"])
    assert "Noté\u00a0: échange avec" in house.playground.dms(MARC)[-1]["text"]
    assert "par téléphone, le dim. 22 nov. 2026" in house.playground.dms(MARC)[-1]["text"]
    await marc.command("/partner joindre riviere", channel=GENERAL)
    assert marc.modal["title"]["text"] == "Garder le contact"
    assert r"chaque semaine\xa0: après 10 jours" in str(marc.modal["blocks"])
    assert house.playground.refused == []


async def test_another_province_and_zone_move_it(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    partner_id = await partner(house, people=[])
    async with house.store() as store:
        there = await store.partners.get(partner_id)
        there.owner_id = "U_UNMET"
    async with house.store() as store:
        there = await store.partners.get(partner_id)
        await store.communication.add(there, Terms(None, None, How.phone, Every.weekly))
    await amelie.command("/partner settings", channel=GENERAL)
    await amelie.options("time_zone", "Vancouver")
    amelie.fill("time_zone", "America/Vancouver")
    assert await amelie.submit() == {}
    assert [due for _, _, due in await waiting(house, partner_id)] == [NINE + timedelta(hours=3)]


@pytest.mark.parametrize("stage", [Stage.paused, Stage.closed, Stage.declined])
async def test_nothing_about_what_rests(house: House, stage: Stage) -> None:
    partner_id = await partner(house)
    await agreed(house, partner_id)
    async with house.store() as store:
        await store.partners.move(await store.partners.get(partner_id), stage)
    assert await waiting(house, partner_id) == []
    await house.until(NINE + timedelta(days=1))
    assert quiet(house) == []
    async with house.store() as store:
        await store.partners.move(await store.partners.get(partner_id), Stage.active)
    await house.until(NINE + timedelta(days=3))
    assert len(quiet(house)) == 1


async def test_nothing_about_what_is_archived_until_it_is_back(house: House) -> None:
    partner_id = await partner(house)
    await agreed(house, partner_id)
    async with house.store() as store:
        await store.partners.archive(await store.partners.get(partner_id))
    assert await waiting(house, partner_id) == []
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner contact {NAME}", channel=GENERAL)
    assert "Log a touchpoint" not in str(amelie.modal["blocks"])
    async with house.store() as store:
        await store.partners.restore(await store.partners.get(partner_id))
    assert len(await waiting(house, partner_id)) == 1


async def test_who_left_hands_it_to_the_owner(house_anywhere: House) -> None:
    house = house_anywhere
    partner_id = await partner(house)
    await agreed(house, partner_id, member_id=SAM)
    person = house.playground.workspace.people[SAM]
    person.deleted = True
    user = house.playground.workspace.user_object(person, with_locale=True)
    house.playground.workspace.event({"type": "user_change", "user": user})
    await house.playground.events.settle()
    assert [who for who, _, _ in await waiting(house, partner_id)] == [AMELIE]
    await house.until(NINE)
    assert (len(quiet(house)), len(quiet(house, SAM))) == (1, 0)


async def test_when_the_owner_left_too_the_workspaces_owner_hears_of_it(house: House) -> None:
    partner_id = await partner(house)
    async with house.store() as store:
        there = await store.partners.get(partner_id)
        there.owner_id = SAM
    await agreed(house, partner_id)
    async with house.store() as store:
        sam = await store.members.by_user(SAM)
        assert sam is not None
        await store.members.meet(
            user_id=SAM, name="Sam", role=Role.member, locale="", time_zone="America/Toronto", left=True
        )
    assert [who for who, _, _ in await waiting(house, partner_id)] == [AMELIE]


async def test_what_has_become_confidential_is_told_to_its_owner(house: House) -> None:
    partner_id = await partner(house, people=[])
    await house.playground.person(SAM).command("/partner help", channel=GENERAL)
    await agreed(house, partner_id, member_id=SAM)
    async with house.store() as store:
        (await store.partners.get(partner_id)).confidential = True
    await house.until(NINE)
    assert quiet(house, SAM) == []
    await house.until(NINE + timedelta(days=1))
    assert len(quiet(house)) == 1


async def test_three_months_of_downtime_are_one_word(house_anywhere: House) -> None:
    house = house_anywhere
    partner_id = await partner(house)
    await agreed(house, partner_id)
    await house.playground.move(timedelta(days=92))
    await house.restart()
    await house.settle()
    assert len(quiet(house)) == 1
    assert "13 weeks ago" in quiet(house)[0]["text"]
    await house.until(house.time() + timedelta(days=60))
    assert len(quiet(house)) == 1


async def test_contact_during_downtime_leaves_nothing_to_say(house: House) -> None:
    partner_id = await partner(house)
    await agreed(house, partner_id)
    await house.playground.move(timedelta(days=20))
    await talked(house, partner_id, at=house.time() - timedelta(days=2))
    await house.settle()
    assert quiet(house) == []


async def test_who_may_do_what(house: House) -> None:
    partner_id = await partner(house, people=[])
    sam, priya = house.playground.person(SAM), house.playground.person(PRIYA)
    await sam.command("/partner help", channel=GENERAL)
    await agreed(house, partner_id, member_id=SAM)
    await priya.command(f"/partner contact {NAME}", channel=GENERAL)
    assert "Sam → anyone there" in str(priya.modal["blocks"])
    assert "Log a touchpoint" not in str(priya.modal["blocks"])
    await sam.command(f"/partner contact {NAME}", channel=GENERAL)
    shown = str(sam.modal["blocks"])
    assert "Log a touchpoint" in shown  # the process names Sam
    assert "Add to the process" not in shown
    await house.until(NINE)
    [told] = quiet(house, SAM)
    await sam.click("We talked today", message=told["ts"])
    assert "Logged: contact" in house.playground.dms(SAM)[-1]["text"]


async def test_somebody_who_cannot_see_it_cannot_be_named(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await partner(house, people=[], confidential=True)
    await amelie.command(f"/partner contact {NAME}", channel=GENERAL)
    await amelie.click("Agree on a process")
    for user in (SAM, GUEST):
        amelie.fill("member", user)
        assert "cannot see this partner" in str(await amelie.submit())
    sam = house.playground.person(SAM)
    assert "no partner called" in (await sam.command(f"/partner contact {NAME}", channel=GENERAL))[0]["text"]


async def test_an_agreed_day_and_a_leap_day(house: House) -> None:
    """29 February is a day like another, and the process may be agreed long before the last contact."""
    partner_id = await partner(house)
    await agreed(house, partner_id, every=Every.quarterly)
    assert [due for _, _, due in await waiting(house, partner_id)] == [datetime(2027, 3, 29, 13, 0, tzinfo=UTC)]
    assert date(2026, 11, 12) + timedelta(days=136) == date(2027, 3, 28)  # a Sunday


async def test_where_outsiders_read_along_nothing_is_named(house: House) -> None:
    partner_id = await partner(house)
    await agreed(house, partner_id)
    async with house.store() as store:
        [row] = await store.reminders.about(subject=f"communication:{partner_id}")
        await store.reminders.copy(row, to=SHARED)
    await house.settle()
    [card] = house.playground.messages(SHARED)
    assert NAME not in str(card)
