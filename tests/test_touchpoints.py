"""Touchpoints: logged in a form, corrected, removed; the last one on the card; all of it in one timeline."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from storage.communication import How
from storage.drafts import Draft
from storage.errors import NotFound, NotHappenedYet
from storage.meetings import Purpose, Report
from storage.partners import Stage
from storage.timeline import Place, place_of
from storage.touchpoints import SavedMessage
from tests.house import AMELIE, GENERAL, MARC, PRIYA, SAM, House
from tests.meeting import NAME, partner
from tests.promised import said


async def opened(house: House, user: str = AMELIE) -> Any:
    """The person, with the form for a touchpoint before them."""
    person = house.playground.person(user)
    await person.command(f"/partner contact {NAME}", channel=GENERAL)
    await person.click("touchpoints.log")
    return person


async def test_logged_in_a_form_corrected_and_removed(house: House) -> None:
    await partner(house)
    amelie = await opened(house)
    amelie.fill("day", "2026-11-03")
    amelie.fill("how", "Email")
    amelie.fill("contact", "Maria Silva")
    amelie.fill("member", SAM)
    await amelie.change("note", "They can take <ten> referrals & more")
    assert await amelie.submit() == {}
    shown = str(amelie.modal["blocks"])
    assert "*Tue 3 Nov 2026*, by email · Sam with Maria Silva" in shown
    assert "They can take &lt;ten&gt; referrals &amp; more" in shown
    await amelie.close()
    await amelie.command(f"/partner show {NAME}", channel=GENERAL)
    assert "Last contact Tue 3 Nov 2026 (by email)" in said(house.playground.ephemerals(AMELIE)[-1:])
    await amelie.command(f"/partner contact {NAME}", channel=GENERAL)
    await amelie.click("touchpoints.change")
    amelie.fill("how", "Phone")
    assert await amelie.submit() == {}
    assert "*Tue 3 Nov 2026*, by phone" in str(amelie.modal["blocks"])
    await amelie.click("touchpoints.change")
    await amelie.change("note", "Half a sentence")
    await amelie.click("Remove")
    assert "Removed." in str(amelie.modal["blocks"])
    async with house.store() as store:
        assert (await store.session.scalars(select(Draft))).all() == []
    await amelie.close()
    assert "Nothing is on record yet." in str(amelie.modal["blocks"])
    assert house.playground.refused == []


async def test_never_in_the_future_nor_with_an_identity_number(house: House) -> None:
    await partner(house)
    amelie = await opened(house)
    amelie.fill("day", "2026-11-13")
    assert "has not come yet" in (await amelie.submit())["day"]
    amelie.fill("day", "1999-12-31")
    assert "before 2000" in (await amelie.submit())["day"]
    amelie.fill("day", "2026-11-12")
    await amelie.change("note", "His SIN is 046 454 286")
    assert "social insurance" in (await amelie.submit())["note"]
    await amelie.change("note", "Call 613-555-0123")
    assert await amelie.submit() == {}
    assert "613-555-0123" in str(amelie.modal["blocks"])
    assert house.playground.refused == []


async def test_today_is_the_persons_own_day(house: House) -> None:
    """At 02:30 UTC it is the 13th in London, still the 12th in Toronto and, just so, in St. John's."""
    await partner(house, people=[PRIYA])
    await house.until(datetime(2026, 11, 13, 2, 30, tzinfo=UTC))
    priya = await opened(house, PRIYA)
    assert priya.modal["state"]["values"]["day"]["field"]["selected_date"] == "2026-11-12"
    priya.fill("day", "2026-11-13")
    assert "has not come yet" in (await priya.submit())["day"]


async def test_the_day_the_clocks_go_back(house: House) -> None:
    """What is logged for a day stays on that day, whatever the hour of the clock change."""
    partner_id = await partner(house)
    for day in ("2026-03-08", "2026-11-01"):
        amelie = await opened(house)
        amelie.fill("day", day)
        assert await amelie.submit() == {}
        await amelie.close(clear=True)
    async with house.store() as store:
        kept = await store.touchpoints.recent(await store.partners.get(partner_id))
    assert [one.at for one in kept] == [datetime(2026, 11, 1, 17, tzinfo=UTC), datetime(2026, 3, 8, 16, tzinfo=UTC)]


async def test_what_was_typed_is_offered_back(house: House) -> None:
    await partner(house)
    amelie = await opened(house)
    await amelie.change("note", "Half a thought")
    await amelie.close(clear=True)
    amelie = await opened(house)
    assert "Continuing where you left off" in str(amelie.modal["blocks"])
    assert amelie.modal["state"]["values"]["note"]["field"]["value"] == "Half a thought"
    await amelie.click("Start afresh")
    assert amelie.modal["state"]["values"]["note@1"]["field"]["value"] is None
    assert await amelie.submit() == {}
    amelie = await opened(house)
    assert "Continuing" not in str(amelie.modal["blocks"])
    assert house.playground.refused == []


async def test_in_french(house: House) -> None:
    await partner(house, people=[MARC])
    marc = await opened(house, MARC)
    assert marc.modal["title"]["text"] == "Noter un échange"
    marc.fill("how", "Courriel")
    assert await marc.submit() == {}
    assert "*jeu. 12 nov. 2026*, par courriel · Marc" in str(marc.modal["blocks"])
    await marc.close()
    await marc.command(f"/partner fiche {NAME}", channel=GENERAL)
    assert "Dernier échange le jeu. 12 nov. 2026 (par courriel)" in said(house.playground.ephemerals(MARC)[-1:])


async def test_a_meeting_is_the_last_contact_when_it_is_later(house: House) -> None:
    partner_id = await partner(house)
    async with house.store() as store:
        there = await store.partners.get(partner_id)
        await store.touchpoints.log(there, at=store.now - timedelta(days=3), how=How.video)
        await store.meetings.record(partner_id, Report(store.now - timedelta(days=1), Purpose.planning))
        assert (await store.partners.standing(there)).last_touch is None
        await store.touchpoints.log(there, at=store.now, how=How.phone)
        assert (await store.partners.standing(there)).last_touch.how is How.phone


async def test_a_first_contact_moves_the_stage_and_taking_it_away_moves_it_back(house_anywhere: House) -> None:
    house = house_anywhere
    partner_id = await partner(house)
    amelie = await opened(house)
    assert await amelie.submit() == {}
    await amelie.close()
    await amelie.command(f"/partner show {NAME}", channel=GENERAL)
    assert f"*{NAME}*\nContacted" in said(house.playground.ephemerals(AMELIE)[-1:])
    await amelie.click("partners.more", option="Full history")
    assert "Moved from Identified to Contacted by itself, after something Amélie recorded" in str(amelie.modal)
    await amelie.close()
    async with house.store(SAM) as store:
        there = await store.partners.get(partner_id)
        [one] = await store.touchpoints.recent(there)
        second = await store.touchpoints.log(there, at=store.now, how=How.phone, key="second")
        await store.touchpoints.remove(one)
        assert there.stage is Stage.contacted
        await store.touchpoints.remove(second)
        assert there.stage is Stage.identified
        note = SavedMessage("C:1", store.now, "Maria", "Call me", "", cut=False)
        await store.touchpoints.save(there, note, counts=False)
        assert there.stage is Stage.identified
        kept = await store.touchpoints.save(there, replace(note, key="C:2"), counts=True)
        assert there.stage is Stage.contacted
        await store.partners.move(there, Stage.exploring)
        await store.touchpoints.remove(kept)
        assert there.stage is Stage.exploring
        by_itself = [move.stage_to for move in await store.partners.moves(there) if move.by_itself and move.by == SAM]
        assert by_itself == [Stage.contacted, Stage.identified]
    assert house.playground.refused == []


async def test_contacts_of_others_and_days_to_come_are_refused_by_the_shelf(house: House) -> None:
    partner_id = await partner(house)
    async with house.store() as store:
        other = await store.partners.create(name="Harbour House")
        theirs = await store.contacts.add(other, name="Ana")
        there = await store.partners.get(partner_id)
        with pytest.raises(NotFound):
            await store.touchpoints.log(there, at=store.now, how=How.phone, contact_id=theirs.id)
        with pytest.raises(NotHappenedYet):
            await store.touchpoints.log(there, at=store.now + timedelta(seconds=1), how=How.phone)


async def test_everything_stands_in_one_timeline(house_anywhere: House) -> None:
    house = house_anywhere
    partner_id = await partner(house)
    async with house.store() as store:
        there = await store.partners.get(partner_id)
        for hours in range(40):
            await store.touchpoints.log(
                there, at=store.now - timedelta(hours=hours), how=How.phone, note=f"Call {hours}."
            )
        await store.meetings.record(
            partner_id, Report(store.now - timedelta(days=30), Purpose.planning, members=[SAM], notes="Agreed on dates")
        )
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner show {NAME}", channel=GENERAL)
    await amelie.click("partners.more", option="Full history")
    first = str(amelie.modal["blocks"])
    assert "Amélie added it" in first
    assert "“Call 0.”" in first
    assert "Back to the newest" not in first
    await amelie.click("Show older")
    second = str(amelie.modal["blocks"])
    assert "“Call 39.”" in second
    assert "meeting (planning) · Sam" in second
    assert "“Call 0.”" not in second
    await amelie.click("Open")
    assert "Agreed on dates" in str(amelie.modal["blocks"])
    await amelie.close()
    await amelie.click("Back to the newest")
    assert "“Call 0.”" in str(amelie.modal["blocks"])
    assert house.playground.refused == []


async def test_pages_of_the_timeline_neither_lose_nor_double_anything(house_anywhere: House) -> None:
    """Whatever the size of a page, and however much happened in the same instant."""
    house = house_anywhere
    partner_id = await partner(house)
    async with house.store() as store:
        there = await store.partners.get(partner_id)
        for number in range(7):
            at = store.now - timedelta(minutes=number % 2)
            await store.touchpoints.log(there, at=at, how=How.phone, note=str(number))
            await store.meetings.record(partner_id, Report(at, Purpose.other, notes=str(number)))
        tags = ("partner:created", "partner:touchpoint:logged", "meeting:meeting:recorded")
        every = (await store.timeline.page(there, tags=tags, size=100)).events
        assert len(every) > 20
        for size in (1, 2, 3, 7, 28, 29):
            found, before = [], None
            while True:
                page = await store.timeline.page(there, tags=tags, before=before, size=size)
                found += page.events
                if page.older is None:
                    break
                before = Place.read(str(page.older))
            assert [place_of(one) for one in found] == [place_of(one) for one in every]


async def test_a_confidential_partner_keeps_its_timeline(house: House) -> None:
    partner_id = await partner(house, people=[], confidential=True)
    await house.playground.person(SAM).command("/partner help", channel=GENERAL)
    async with house.store() as store:
        there = await store.partners.get(partner_id)
        kept = await store.touchpoints.log(there, at=store.now, how=How.phone)
        sam = await store.members.by_user(SAM)
        with store.seen_by(sam), pytest.raises(NotFound):
            await store.touchpoints.get(kept.id)
