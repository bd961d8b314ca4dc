"""Signed agreements as time goes by: what turns, what is said of it, where and when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from storage.agreement import Agreement, AgreementState
from storage.meetings import Purpose
from storage.partners import Stage
from storage.reminder import ReminderState
from storage.terms import ENDING, OVER, STARTED
from tests import agreeing
from tests.agreeing import meet, signed
from tests.house import AMELIE, GENERAL, RIVER, SHARED, THURSDAY, House, living
from tests.outbox import buttons

QUIET = {"note": "By word of mouth."}
"""A reporting mechanism without a calendar."""
YEAR = {"starts_on": "2026-11-12", "ends_on": "2027-11-11"}


def said(house: House, part: str, channel: str = RIVER) -> list[str]:
    """What was posted in a channel and has `part` in it, oldest first."""
    return [one["text"] for one in house.playground.messages(channel) if part in one["text"]]


async def agreed(house: House, term: dict[str, Any], *, on: date = date(2026, 11, 12), **more: Any) -> Agreement:
    async with house.store() as store:
        partner = await agreeing.partner(store, **more)
        agreement = await agreeing.begun(store, partner)
        agreement = await agreeing.written(store, agreement, term=term, reporting=QUIET)
        return await signed(store, agreement, on=on)


async def moves(house: House, agreement: Agreement) -> list[AgreementState | None]:
    async with house.store() as store:
        kept = await store.agreements.moves(await store.agreements.get(agreement.id))
    return [move.state_to for move in reversed(kept) if not move.amendment]


async def chores(house: House) -> None:
    house.liaison.chores.next_at = house.time()
    await house.liaison.chores.do_due()


async def test_a_year_from_signing_to_its_end(house: House) -> None:
    """Each notice once, at nine in Toronto, in winter and in summer time; then that it expired; each move is kept."""
    await meet(house)
    agreement = await agreed(house, YEAR)
    await house.until(datetime(2027, 11, 13, tzinfo=UTC))
    assert len(said(house, "It ends in")) == 4
    assert [f"It ends in {n} days" in text for n, text in zip((90, 60, 30, 7), said(house, "It ends"), strict=True)]
    assert ["nothing was decided" in text for text in said(house, "It expired on Thu 11 Nov 2027")] == [True]
    async with house.store() as store:
        told = await store.reminders.about(subject=agreement.subject)
    due = [one.due_at.isoformat()[:16] for one in told if one.kind in (ENDING, OVER)]
    assert due == [
        "2027-08-13T13:00", "2027-09-12T13:00", "2027-10-12T13:00", "2027-11-04T13:00", "2027-11-12T14:00",
    ]  # fmt: skip
    await chores(house)
    assert await moves(house, agreement) == [
        AgreementState.drafting,
        AgreementState.in_review,
        AgreementState.approved,
        AgreementState.signed,
        AgreementState.in_force,
        AgreementState.expiring,
        AgreementState.expired,
    ]
    assert house.playground.refused == []


@pytest.mark.parametrize(
    ("zone", "offsets"),
    [
        ("America/St_Johns", ("03:30", "02:30")),
        ("America/Regina", ("06:00", "06:00")),
        ("America/Toronto", ("05:00", "04:00")),
    ],
)
async def test_local_midnights_and_mornings(house: House, zone: str, offsets: tuple[str, str]) -> None:
    """A term that begins in winter time and ends in summer time, on a leap day, in a zone with half an hour or without
    a summer time."""
    async with house.store() as store:
        settings = await store.settings.get()
        kept = {name: getattr(settings, name) for name in ("language", "province", "default_channel")}
        hours = {"quiet_from": settings.quiet_from, "quiet_until": settings.quiet_until}
        await store.settings.save(time_zone=zone, **kept, **hours)
    agreement = await agreed(house, {"starts_on": "2027-03-01", "ends_on": "2028-02-29", "notices": ["30"]})
    winter, summer = (timedelta(hours=int(one[:2]), minutes=int(one[3:])) for one in offsets)
    assert agreement.turns_at == datetime(2027, 3, 1, tzinfo=UTC) + winter
    await house.playground.move(agreement.turns_at - house.time() + timedelta(seconds=1))
    await chores(house)
    async with house.store() as store:
        agreement = await store.agreements.get(agreement.id)
        assert (agreement.state, agreement.review_on) == (AgreementState.in_force, date(2027, 9, 1))
        assert agreement.turns_at == datetime(2028, 1, 30, tzinfo=UTC) + winter
        [review] = await store.sessions.cadences_of(agreement.partner_id)
        [session] = await store.sessions.coming(review)
        assert session.starts_at == datetime(2027, 9, 1, 10, tzinfo=UTC) + summer
        told = await store.reminders.about(subject=agreement.subject)
    due = {one.kind: one.due_at for one in told}
    assert due[STARTED] == datetime(2027, 3, 1, 9, tzinfo=UTC) + winter
    assert due[ENDING] == datetime(2028, 1, 30, 9, tzinfo=UTC) + winter
    assert due[OVER] == datetime(2028, 3, 1, 9, tzinfo=UTC) + winter


async def test_one_that_begins_later_says_so_when_it_does(house: House) -> None:
    await meet(house)
    agreement = await agreed(house, {"starts_on": "2026-12-01"})
    assert agreement.state is AgreementState.signed
    await house.until(datetime(2026, 12, 2, tzinfo=UTC))
    assert ["It is in force from today on." in text for text in said(house, "in force")] == [True]
    async with house.store() as store:
        agreement = await store.agreements.get(agreement.id)
        partner = await store.partners.get(agreement.partner_id)
    assert (agreement.state, agreement.turns_at, partner.stage) == (AgreementState.in_force, None, Stage.active)
    assert house.playground.refused == []


async def test_signed_within_its_last_days_it_is_announced_once_and_politely(house: House) -> None:
    """At two in the morning nobody is told; at eight they are, once, whatever the notices say."""
    await meet(house)
    await house.playground.move(timedelta(hours=16))  # 02:00 in Toronto
    agreement = await agreed(house, {"ends_on": "2026-12-20"})
    assert agreement.state is AgreementState.expiring
    await house.settle()
    assert said(house, "It ends") == []
    await house.pass_time(timedelta(hours=7))
    assert ["It ends in 37 days" in text for text in said(house, "It ends")] == [True]
    await house.until(datetime(2026, 12, 19, tzinfo=UTC))
    assert len(said(house, "It ends in")) == 3  # 30 and 7 days before are still to come


async def test_after_a_silence_one_message_speaks_for_all(house: House) -> None:
    await meet(house)
    await agreed(house, {"starts_on": "2026-11-20", "ends_on": "2027-03-10"})
    await house.pass_time(timedelta(days=85))  # the beginning, 90 and 60 days before fell into it
    assert ["since Fri 20 Nov" in text for text in said(house, "in force")] == [True]
    assert ["It ends in 33 days" in text for text in said(house, "It ends")] == [True]
    await house.pass_time(timedelta(days=60))
    assert len(said(house, "It ends in")) == 1
    assert ["expired on Wed 10 Mar 2027" in text for text in said(house, "expired")] == [True]
    assert house.playground.refused == []


async def test_a_review_that_fell_into_a_silence_is_called_one(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        await signed(store, review={"first_on": "2026-11-30"}, reporting=QUIET)
    await house.pass_time(timedelta(days=30))
    assert len(said(house, "A review with Centre Rivière-Nord went by")) == 1


async def test_in_french(house: House) -> None:
    """A channel is spoken to in the workspace's language."""
    await meet(house)
    async with house.store() as store:
        settings = await store.settings.get()
        kept = ("time_zone", "province", "default_channel", "quiet_from", "quiet_until")
        await store.settings.save(language="fr", **{name: getattr(settings, name) for name in kept})
    await agreed(house, {"ends_on": "2026-12-20"})
    await house.settle()
    [notice] = [one for one in house.playground.messages(RIVER) if "prend fin dans 38 jours" in one["text"]]
    assert "le dim. 20 déc. 2026" in notice["text"]
    assert buttons(notice)[:4] == ["Renouveler", "Renégocier", "Y mettre fin", "Ouvrir"]
    amelie = house.playground.person(AMELIE)
    await amelie.click("Renouveler", message=notice)
    [notice] = [one for one in house.playground.messages(RIVER) if "prend fin dans 38 jours" in one["text"]]
    assert "Amélie a décidé le 12 nov. 2026 de la renouveler." in notice["text"]
    assert buttons(notice)[:2] == ["Ouvrir le renouvellement", "Annuler ce changement"]
    assert house.playground.refused == []


async def test_an_open_agreement_is_never_stale(house: House) -> None:
    """Nothing ran since the day it came into force; who opens it sees how it stands today."""
    await meet(house)
    agreement = await agreed(house, {"starts_on": "2026-12-01"})
    await house.playground.move(timedelta(days=30))
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner agree riviere", channel=GENERAL)
    assert "In force" in str(amelie.modal["blocks"])
    async with house.store() as store:
        [last, *_] = await store.agreements.moves(await store.agreements.get(agreement.id))
    assert (last.state_to, last.by, last.by_itself) == (AgreementState.in_force, "clock", True)


async def test_a_shared_channel_reads_nothing_and_the_owner_everything(house: House) -> None:
    await meet(house)
    await agreed(house, {"ends_on": "2026-12-20"}, channel_id=SHARED)
    await house.settle()
    [card] = [text for text in said(house, "agreement", SHARED) if "date of an agreement" in text]
    assert "Joint intake" not in card
    [whole] = [one for one in house.playground.dms(AMELIE) if "It ends in" in one["text"]]
    assert buttons(whole)[:4] == ["Renew", "Renegotiate", "End it", "Open"]


async def test_a_confidential_partner_is_spoken_of_to_its_owner_alone(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        settings = await store.settings.get()
        kept = ("time_zone", "language", "province", "quiet_from", "quiet_until")
        await store.settings.save(default_channel=GENERAL, **{name: getattr(settings, name) for name in kept})
    await agreed(house, {"ends_on": "2026-12-20"}, channel_id=None, confidential=True)
    await house.settle()
    assert said(house, "It ends", GENERAL) == []
    assert [True for one in house.playground.dms(AMELIE) if "It ends in" in one["text"]] == [True]


async def test_an_amendment_moves_the_dates_and_the_review(house_anywhere: House) -> None:
    house = house_anywhere
    await meet(house)
    agreement = await agreed(house, {**YEAR, "ends_on": "2027-01-31"})
    await house.settle()
    assert len(said(house, "It ends in 80 days")) == 1
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement.id)
        [first] = await store.sessions.cadences_of(agreement.partner_id) or [None]
        assert first is None  # half a year later it is over
        await store.agreements.amend(agreement)
        known = await store.agreements.parts(agreement)
        later = {"starts_on": "2026-11-12", "ends_on": "2028-11-12", "notices": ["60", "7"]}
        await store.agreements.keep_part(agreement, "term", later, seen=known["term"].revision)
        await store.agreements.keep_part(agreement, "review", {"first_on": "2027-07-03"}, seen=0)
        await signed(store, agreement)
        assert (agreement.state, agreement.notices, agreement.amending) == (AgreementState.in_force, [60, 7], None)
        [review] = await store.sessions.cadences_of(agreement.partner_id)
        told = await store.reminders.about(subject=agreement.subject, kind=ENDING)
    assert (review.first_on, agreement.review_on) == (date(2027, 7, 5), date(2027, 7, 5))  # the 3rd is a Saturday
    waiting = [one.due_at.date() for one in told if one.state is ReminderState.planned]
    assert waiting == [date(2028, 9, 13), date(2028, 11, 5)]
    assert house.playground.refused == []


async def test_a_review_far_off_is_planned_when_it_is_in_reach(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        agreement = await signed(store, review={"first_on": "2029-11-12"}, reporting=QUIET)
        assert await store.sessions.cadences_of(agreement.partner_id) == []
        assert agreement.turns_at is not None
    await house.playground.move(agreement.turns_at - THURSDAY + timedelta(hours=1))
    await chores(house)
    async with house.store() as store:
        [review] = await store.sessions.cadences_of(agreement.partner_id)
    assert review.first_on == date(2029, 11, 12)


async def test_the_first_review_is_announced_and_recorded_as_one(house_anywhere: House) -> None:
    house = house_anywhere
    await meet(house)
    async with house.store() as store:
        agreement = await signed(store, review={"first_on": "2026-12-26"}, reporting=QUIET)  # Boxing Day, a Saturday
    assert agreement.review_on == date(2026, 12, 29)
    await house.until(datetime(2026, 12, 28, 16, tzinfo=UTC))
    said_of_it = said(house, "Review with Centre Rivière-Nord")
    assert ["Tue 29 Dec" in said_of_it[0], "tomorrow" in said_of_it[1]] == [True, True]
    await house.playground.move(timedelta(days=1))
    amelie = house.playground.person(AMELIE)
    await amelie.click("Record the review", channel=RIVER)
    assert await amelie.submit() == {}
    assert said(house, "Recorded: Review with Centre Rivière-Nord")
    async with house.store() as store:
        [review] = await store.reviews.of(agreement.partner_id)
        assert (await store.meetings.get(review.meeting_id)).purpose is Purpose.review
    assert house.playground.refused == []


async def test_two_processes_turn_an_agreement_once(postgresql_url: str) -> None:
    """Each looks at the same moment; each move is kept once."""
    async with living(postgresql_url) as house:
        await meet(house)
        agreement = await agreed(house, {"starts_on": "2026-12-01"})
        await house.playground.move(timedelta(days=30))
        async with house.store() as one, house.store() as other:
            await one.terms.settle_due()
            await other.terms.settle_due()
        assert (await moves(house, agreement)).count(AgreementState.in_force) == 1
