"""What is decided before the end: renew, renegotiate; who said so, what follows, and its undoing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.agreement import AgreementState, Decision
from storage.decisions import Closing
from storage.errors import Missing, NotInThisState, PastDay
from storage.partners import Stage
from storage.terms import ENDING, OVER
from tests import agreeing
from tests.agreeing import meet, signed
from tests.ending import CLOSING, ENDS, as_it_stands, holding, ninety_days_before, waiting
from tests.house import AMELIE, MARC, RIVER, SAM, House
from tests.outbox import buttons


async def test_renewing_stops_the_notices_and_begins_another(house_anywhere: House) -> None:
    house = house_anywhere
    await meet(house)
    async with house.store() as store:
        agreement = await holding(store, review={"first_on": "2026-12-01", "text": "Twice a year."})
    amelie, notice = house.playground.person(AMELIE), await ninety_days_before(house)
    assert buttons(notice)[:4] == ["Renew", "Renegotiate", "End it", "Open"]
    await amelie.click("Renew", message=notice)
    now = as_it_stands(house, notice)
    assert "Amélie decided on 2 Mar 2027 to renew it." in now["text"]
    assert buttons(now)[:2] == ["Open the renewal", "Undo"]
    async with house.store() as store:
        agreement = await store.agreements.get(agreement.id)
        renewal = await store.decisions.renewal_of(agreement)
        assert renewal is not None
        content = await store.agreements.content(renewal)
        partner = await store.partners.get(agreement.partner_id)
        assert await waiting(store, agreement) == [(OVER, "2027-06-01")]
    assert content["term"] == {"starts_on": "2027-06-01", "ends_on": "2028-05-31"}
    assert content["review"] == {"text": "Twice a year."}
    assert content["purpose"] == agreeing.SAYINGS[agreeing.Part.purpose]
    assert (renewal.title, renewal.state, partner.stage) == ("Joint intake", AgreementState.drafting, Stage.renewing)
    await amelie.click("Open the renewal", message=now)
    assert "Drafting" in str(amelie.modal["blocks"])
    assert house.playground.refused == []


async def test_an_untouched_renewal_is_withdrawn_with_the_decision(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        agreement = await holding(store)
    amelie, notice = house.playground.person(AMELIE), await ninety_days_before(house)
    await amelie.click("Renew", message=notice)
    await amelie.click("Undo", message=as_it_stands(house, notice))
    assert buttons(as_it_stands(house, notice))[:4] == ["Renew", "Renegotiate", "End it", "Open"]
    assert "decided" not in as_it_stands(house, notice)["text"]
    async with house.store() as store:
        agreement = await store.agreements.get(agreement.id)
        partner = await store.partners.get(agreement.partner_id)
        assert await store.agreements.of(partner.id) == [agreement]
        assert await waiting(store, agreement) == [
            (ENDING, "2027-04-01"), (ENDING, "2027-05-01"), (ENDING, "2027-05-24"), (OVER, "2027-06-01"),
        ]  # fmt: skip
        trail = [entry.tag for entry in await store.audit.of(f"partner:{partner.id}", limit=4)]
    assert partner.stage is Stage.active
    assert {"agreement:term:reconsidered", "agreement:term:withdrawn"} <= set(trail)
    assert house.playground.refused == []


async def test_a_renewal_that_somebody_has_written_in_stays_and_is_gone_on_with(house: House) -> None:
    async with house.store() as store:
        agreement = await holding(store)
        renewal = await store.decisions.renew(agreement)
    await house.playground.move(timedelta(hours=1))
    async with house.store(SAM) as store:
        renewal = await store.agreements.for_change(renewal.id)
        known = (await store.agreements.parts(renewal))[agreeing.Part.purpose]
        said = {"why": "To go on together for another year."}
        await store.agreements.keep_part(renewal, agreeing.Part.purpose, said, seen=known.revision)
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement.id)
        await store.decisions.reconsider(agreement)
        assert agreement.decision is None
        again = await store.decisions.renew(agreement)
        assert again.id == renewal.id
        assert (await store.agreements.content(again))["purpose"] == said
        assert len(await store.agreements.of(agreement.partner_id)) == 2


async def test_a_renewal_that_was_called_off_is_not_gone_on_with(house: House) -> None:
    """Signed, and ended before its first day: the end of the former is announced again, and renewing begins another."""
    async with house.store() as store:
        agreement = await holding(store)
        renewal = await store.decisions.renew(agreement)
        await agreeing.approved(store, renewal)
        for side in (agreeing.Side.us, agreeing.Side.them):
            await store.approvals.sign(renewal, agreeing.signing(side))
        closing = Closing(on=await store.settings.today(), why="They moved away.")
        await store.decisions.close(renewal, closing)
    await house.playground.move(timedelta(days=2))
    async with house.store() as store:
        await store.terms.settle_due()
        agreement, renewal = [await store.agreements.for_change(one.id) for one in (agreement, renewal)]
        assert renewal.state is AgreementState.ended
        assert agreement.decision is None
        assert (ENDING, "2027-03-02") in await waiting(store, agreement)
        again = await store.decisions.renew(agreement)
        assert (again.id != renewal.id, again.state) == (True, AgreementState.drafting)
        assert await store.decisions.renewal_of(agreement) == again


async def test_a_signed_renewal_takes_the_place_of_the_former_on_its_day(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        agreement = await holding(store)
        renewal = await store.decisions.renew(agreement)
        await agreeing.approved(store, renewal)
        for side in (agreeing.Side.us, agreeing.Side.them):
            await store.approvals.sign(renewal, agreeing.signing(side))
        assert (renewal.state, agreement.state) == (AgreementState.signed, AgreementState.in_force)
    await house.until(datetime(2027, 6, 2, tzinfo=UTC))
    async with house.store() as store:
        agreement, renewal = [await store.agreements.get(one.id) for one in (agreement, renewal)]
        partner = await store.partners.get(agreement.partner_id)
        assert await waiting(store, agreement) == []
        with pytest.raises(NotInThisState):
            await store.decisions.reconsider(agreement)
    assert (renewal.state, agreement.state) == (AgreementState.in_force, AgreementState.superseded)
    assert partner.stage is Stage.active
    texts = [one["text"] for one in house.playground.messages(RIVER)]
    assert [("in force from today" in text, "expired" in text) for text in texts if "2027" not in text][-1:] == [
        (True, False)
    ]
    assert not any("It expired" in text or "It ended" in text for text in texts)
    assert house.playground.refused == []


async def test_renegotiating_is_an_amendment_and_its_end_ends_the_decision(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        agreement = await holding(store)
    amelie, notice = house.playground.person(AMELIE), await ninety_days_before(house)
    await amelie.click("Renegotiate", message=notice)
    assert "decided on 2 Mar 2027 to renegotiate it." in as_it_stands(house, notice)["text"]
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement.id)
        assert (agreement.amending, agreement.state) == (AgreementState.drafting, AgreementState.expiring)
        await store.agreements.give_up_amendment(agreement)
        partner = await store.partners.get(agreement.partner_id)
        assert (agreement.decision, partner.stage) == (None, Stage.active)
        assert [day for kind, day in await waiting(store, agreement) if kind == ENDING] == [
            "2027-04-01", "2027-05-01", "2027-05-24",
        ]  # fmt: skip
        await store.decisions.renegotiate(agreement)
        known = await store.agreements.parts(agreement)
        later = {**ENDS, "ends_on": "2028-05-31"}
        await store.agreements.keep_part(agreement, "term", later, seen=known["term"].revision)
        await signed(store, agreement)
        partner = await store.partners.get(agreement.partner_id)
        assert (agreement.state, agreement.decision) == (AgreementState.in_force, None)
        assert (agreement.ends_on, partner.stage) == (date(2028, 5, 31), Stage.active)
    assert house.playground.refused == []


async def test_only_one_of_two_decisions_counts(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        agreement = await holding(store)
        await store.decisions.renew(agreement)
        with pytest.raises(NotInThisState):
            await store.decisions.close(agreement, CLOSING)
        with pytest.raises(NotInThisState):
            await store.agreements.amend(agreement)
        await store.decisions.reconsider(agreement)
        with pytest.raises(NotInThisState):
            await store.decisions.reconsider(agreement)
        with pytest.raises(NotInThisState):
            await store.decisions.hand_over(agreement, [])
        with pytest.raises(Missing) as missing:
            await store.decisions.close(agreement, Closing(date(2027, 2, 1), "  "))
        with pytest.raises(PastDay) as past:
            await store.decisions.close(agreement, Closing(date(2026, 11, 11), "Why"))
        assert (missing.value.field, past.value.field, agreement.decision) == ("why", "on", None)
        await store.decisions.close(agreement, CLOSING)
        assert agreement.decision is Decision.close


async def test_who_may_not_edit_decides_nothing(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        agreement = await holding(store)
    notice = await ninety_days_before(house)
    await house.playground.person(MARC).click("Renew", message=notice)
    async with house.store() as store:
        assert (await store.agreements.get(agreement.id)).decision is None
