"""Ending an agreement: when, why, what stays; what is handed over; and taking it back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.agreement import AgreementState
from storage.decisions import Closing
from storage.errors import AlreadyThere
from storage.terms import ENDING, OVER
from tests.agreeing import meet
from tests.ending import CLOSING, as_it_stands, holding, ninety_days_before, waiting
from tests.house import AMELIE, GENERAL, RIVER, House
from tests.outbox import buttons


async def test_closing_asks_when_why_and_what_stays_and_hands_over(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        agreement = await holding(store)
    amelie, notice = house.playground.person(AMELIE), await ninety_days_before(house)
    await amelie.click("End it", message=notice)
    assert list(await amelie.submit()) == ["why"]
    amelie.fill("why", "The funding ended")
    amelie.fill("lessons", "Ask <!channel> earlier")
    await amelie.change("on", "2027-03-01")
    assert list(await amelie.submit()) == ["on"]
    await amelie.change("on", "2027-03-31")
    assert await amelie.submit() == {}
    now = as_it_stands(house, notice)
    assert "It ends in 29 days, on Wed 31 Mar 2027." in now["text"]
    assert "to close it" in now["text"]
    await amelie.click("Make these action items", message=now)
    assert "Make these action items" not in buttons(as_it_stands(house, notice))
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement.id)
        actions = await store.actions.open_of(agreement.partner_id)
        with pytest.raises(AlreadyThere):
            await store.decisions.hand_over(agreement, ["Thank them again"])
        assert await waiting(store, agreement) == [(OVER, "2027-04-01")]
    assert [(one.assignee_id, one.due_on) for one in actions] == [(AMELIE, date(2027, 3, 31))] * 4
    assert "Thank Centre Rivière-Nord" in actions[0].what
    await amelie.command("/partner agree riviere", channel=GENERAL)
    assert "Ask &lt;!channel&gt; earlier" in str(amelie.modal["blocks"])
    assert "stands among the action items with Centre Rivière-Nord" in str(amelie.modal["blocks"])
    await house.until(datetime(2027, 4, 2, tzinfo=UTC))
    [over] = [one for one in house.playground.messages(RIVER) if "as was decided" in one["text"]]
    assert "It ended on Wed 31 Mar 2027" in over["text"]
    await amelie.close()
    await amelie.click("Close the partnership", message=over)
    assert "Today: Under review" in str(amelie.modal["blocks"])  # nobody has told of the first review
    assert house.playground.refused == []


async def test_what_was_ended_can_be_taken_up_again(house_anywhere: House) -> None:
    """Within its own dates: the notices come again, and the review that was taken back is planned anew."""
    house = house_anywhere
    async with house.store() as store:
        agreement = await holding(store, review={"first_on": "2027-03-01"})
        await store.decisions.close(agreement, CLOSING)
        assert await store.sessions.cadences_of(agreement.partner_id) == []
    await house.playground.move(timedelta(days=100))
    async with house.store() as store:
        await store.terms.settle_due()
        agreement = await store.agreements.for_change(agreement.id)
        assert agreement.state is AgreementState.ended
    await house.playground.move(-timedelta(days=60))
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement.id)
        await store.decisions.reconsider(agreement)
        assert (agreement.state, agreement.ends_on, agreement.ended_why, agreement.ended_lessons) == (
            AgreementState.in_force, date(2027, 5, 31), "", "",
        )  # fmt: skip
        [review] = await store.sessions.cadences_of(agreement.partner_id)
        assert review.first_on == date(2027, 3, 1)
        assert len([kind for kind, _ in await waiting(store, agreement) if kind == ENDING]) == 4


async def test_one_that_has_not_begun_is_called_off_without_ever_being_in_force(house: House) -> None:
    async with house.store() as store:
        agreement = await holding(store, {"starts_on": "2027-01-01", "ends_on": "2027-12-31"})
        await store.decisions.close(agreement, Closing(date(2026, 11, 13), "They changed their mind"))
        assert agreement.state is AgreementState.signed
        assert await store.reports_due.of(agreement) == []
    await house.playground.move(timedelta(days=2))
    async with house.store() as store:
        await store.terms.settle_due()
        agreement = await store.agreements.get(agreement.id)
        lived = {move.state_to for move in await store.agreements.moves(agreement)}
        assert agreement.state is AgreementState.ended
    assert AgreementState.in_force not in lived


async def test_what_expired_can_be_renewed_or_ended_properly(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        agreement = await holding(store, {"starts_on": "2026-01-01", "ends_on": "2026-11-11"})
        assert agreement.state is AgreementState.expired
    await house.settle()
    [over] = [one for one in house.playground.messages(RIVER) if "It expired" in one["text"]]
    assert buttons(over)[:3] == ["Renew", "End it", "Open"]
    amelie = house.playground.person(AMELIE)
    await amelie.click("End it", message=over)
    assert "on" not in amelie.modal["state"]["values"]
    amelie.fill("why", "Nobody asked for it any more")
    assert await amelie.submit() == {}
    assert "as was decided" in as_it_stands(house, over)["text"]
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement.id)
        assert (agreement.state, agreement.ends_on) == (AgreementState.ended, date(2026, 11, 11))
        await store.decisions.hand_over(agreement, ["Thank them"])
        [task] = await store.actions.open_of(agreement.partner_id)
        assert task.due_on == date(2026, 11, 26), "two weeks from today: the end has passed"
        await store.decisions.reconsider(agreement)
        assert agreement.state is AgreementState.expired
    assert house.playground.refused == []


async def test_a_half_written_ending_is_offered_back(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        await holding(store)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner agree riviere", channel=GENERAL)
    await amelie.click("End it")
    await amelie.change("why", "Half a sen")
    await amelie.close()
    await amelie.click("End it")
    assert "Continuing where you left off" in str(amelie.modal["blocks"])
    assert amelie.modal["state"]["values"]["why"]["field"]["value"] == "Half a sen"
    await amelie.click("Start afresh")
    assert "Half a sen" not in str(amelie.modal)
    amelie.fill("Why does it end?", "A whole sentence")
    assert await amelie.submit() == {}
    assert "A whole sentence" in str(amelie.modal["blocks"])
    assert house.playground.refused == []
