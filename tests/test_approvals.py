"""Review: people are asked, reminded, replaced; each answer counts once, for the version it was given for."""

from datetime import UTC, datetime
from typing import Any

import pytest

from storage.agreement import AgreementState
from storage.agreement_parts import Part
from storage.approvals import NUDGED, Verdict
from storage.errors import NotAsked
from storage.reminders import WAITING
from tests import agreeing
from tests.agreeing import meet
from tests.house import AMELIE, GENERAL, GUEST, MARC, PRIYA, SAM, House
from tests.outbox import buttons

NAME = "Centre Rivière-Nord"


def seen(person: Any) -> str:
    assert person.modal is not None
    return str(person.modal["blocks"])


async def leave(house: House, user_id: str) -> None:
    async with house.store() as store:
        member = await store.members.by_user(user_id)
        await store.members.meet(
            user_id=user_id, name=member.name, role=member.role, locale="en-CA", time_zone="America/Toronto", left=True
        )


async def sent(house: House, *people: str, **more: Any) -> int:
    """An agreement of which version 1 is with these people."""
    await meet(house, AMELIE, SAM, MARC, PRIYA)
    async with house.store() as store:
        partner = await agreeing.partner(store, people=[SAM, MARC, PRIYA], **more)
        agreement = await agreeing.written(store, await agreeing.begun(store, partner))
        await store.approvals.send(agreement, people)
    await house.settle()
    return agreement.id


async def opened(house: House, who: str = AMELIE) -> Any:
    person = house.playground.person(who)
    await person.command(f"/partner agree {NAME}", channel=GENERAL)
    return person


async def test_who_does_not_answer_is_reminded_twice_at_their_own_nine(house: House) -> None:
    """Marc answers in between and hears no more; Priya is reminded after 3 and 7 days, at 9 in St. John’s."""
    await sent(house, MARC, PRIYA)
    [asked] = house.playground.dms(MARC)
    assert "Amélie vous demande de réviser la version 1." in asked["text"]
    await house.until(datetime(2026, 11, 15, 12, 29, tzinfo=UTC))
    assert len(house.playground.dms(PRIYA)) == 1
    await house.until(datetime(2026, 11, 15, 12, 31, tzinfo=UTC))
    again = house.playground.dms(PRIYA)[-1]
    assert "Version 1 still waits for your review; Amélie asked you." in again["text"]
    await house.playground.person(MARC).click("Approuver", message=house.playground.dms(MARC)[0])
    await house.until(datetime(2026, 11, 20, tzinfo=UTC))
    assert len(house.playground.dms(PRIYA)) == 3
    assert len([one for one in house.playground.dms(MARC) if "réviser" in one["text"]]) <= 2
    assert "Vous avez approuvé la version 1." in house.playground.dms(MARC)[0]["text"]
    await house.until(datetime(2026, 12, 20, tzinfo=UTC))
    assert len(house.playground.dms(PRIYA)) == 3
    assert house.playground.refused == []


async def test_for_a_reviewer_who_left_somebody_else_is_asked(house: House) -> None:
    agreement_id = await sent(house, SAM, PRIYA)
    await leave(house, SAM)
    amelie = await opened(house)
    assert "Sam has left this workspace and cannot answer any more." in seen(amelie)
    await amelie.click("Ask somebody else instead of Sam")
    amelie.fill("reviewers", SAM)
    assert "reviewers" in await amelie.submit()
    amelie.fill("reviewers", GUEST)
    assert "is a guest" in (await amelie.submit())["reviewers"]
    amelie.fill("reviewers", MARC)
    assert await amelie.submit() == {}
    assert "Marc has not answered yet" in seen(amelie)
    assert "Sam" not in seen(amelie).partition("Review of version")[2].partition("divider")[0]
    await house.settle()
    assert "réviser la version 1" in house.playground.dms(MARC)[-1]["text"]
    async with house.store() as store:
        about = await store.reminders.about(subject=f"agreement:{agreement_id}")
        assert not [one for one in about if one.recipient == SAM and one.kind == NUDGED and one.state in WAITING]
    for user_id in (MARC, PRIYA):
        async with house.store(user_id) as store:
            await store.approvals.answer(await store.approvals.hold(agreement_id), 1, approved=True)
    async with house.store() as store:
        assert (await store.agreements.get(agreement_id)).state is AgreementState.approved
    assert house.playground.refused == []


async def test_whom_one_asks_is_of_this_agreement(house: House) -> None:
    """Marc and Priya review another one, which is further on."""
    agreement_id = await sent(house, SAM)
    async with house.store() as store:
        partner = await agreeing.partner(store, name="Other House", people=[MARC, PRIYA])
        other = await agreeing.written(store, await agreeing.begun(store, partner))
        for seen, purpose in enumerate(("First", "Second"), start=1):
            await store.agreements.keep_part(other, Part.purpose, {"why": purpose}, seen=seen)
            await store.approvals.send(other, [MARC, PRIYA])
        asked = [await store.approvals.reviewers(one) for one in (await store.agreements.get(agreement_id), other)]
    assert asked == [[SAM], [MARC, PRIYA]]


async def test_only_who_sees_the_partner_can_be_asked(house: House) -> None:
    await meet(house, AMELIE, SAM, PRIYA)
    async with house.store() as store:
        partner = await agreeing.partner(store, confidential=True, channel_id=None)
        await agreeing.written(store, await agreeing.begun(store, partner))
    amelie = await opened(house)
    await amelie.click("Send for review")
    amelie.fill("reviewers", [PRIYA])
    assert "Priya" in (await amelie.submit())["reviewers"]
    amelie.fill("reviewers", [AMELIE])
    assert await amelie.submit() == {}
    assert house.playground.dms(PRIYA) == []


async def test_an_answer_counts_for_the_version_it_was_given_for(house_anywhere: House) -> None:
    """A new version ends the review; the message says so, an old button approves nothing, and who is asked again has
    one message that says what stands."""
    house = house_anywhere
    agreement_id = await sent(house, SAM, PRIYA)
    sam = house.playground.person(SAM)
    await sam.click("Approve", message=house.playground.dms(SAM)[0])
    amelie = await opened(house)
    await amelie.click("Change: Purpose")
    await agreeing.write(amelie, why="To bring sixty newcomers into paid work by June.")
    await amelie.change("agreement_pages.go", "overview")
    await amelie.click("Save this version")
    assert await amelie.submit() == {}
    priyas = house.playground.dms(PRIYA)[0]
    assert "Version 1 was replaced by version 2." in priyas["text"]
    assert "Approve" not in buttons(priyas)
    async with house.store(PRIYA) as store:
        with pytest.raises(NotAsked):
            await store.approvals.answer(await store.approvals.hold(agreement_id), 1, approved=True)
        with pytest.raises(NotAsked):
            await store.approvals.answer(await store.approvals.hold(agreement_id), 2, approved=True)
    await amelie.click("Send for review")
    assert "Version 2 is sent." in seen(amelie)
    assert await amelie.submit() == {}
    await house.settle()
    assert "Amélie asks you to review version 2." in house.playground.dms(SAM)[0]["text"]
    async with house.store() as store:
        agreement = await store.agreements.get(agreement_id)
        reviews = await store.approvals.of(agreement, 2)
        first = await store.approvals.of(agreement, 1)
        moves = [(move.state_to, move.number, move.by) for move in await store.agreements.moves(agreement)]
    assert agreement.state is AgreementState.in_review
    assert {(one.user_id, one.verdict) for one in reviews} == {(SAM, Verdict.waiting), (PRIYA, Verdict.waiting)}
    assert [(one.user_id, one.verdict) for one in first] == [(SAM, Verdict.approved)]
    assert moves[:3] == [
        (AgreementState.in_review, 2, AMELIE),
        (AgreementState.drafting, 2, AMELIE),
        (AgreementState.in_review, 1, AMELIE),
    ]  # fmt: skip
    assert house.playground.refused == []


async def test_changes_of_a_part_stand_beside_it_and_minds_can_be_changed(house: House) -> None:
    agreement_id = await sent(house, SAM, PRIYA)
    sam, priya = house.playground.person(SAM), house.playground.person(PRIYA)
    await priya.click("Approve", message=house.playground.dms(PRIYA)[0])
    await sam.click("Ask for changes", message=house.playground.dms(SAM)[0])
    await sam.change("part", "funding")
    assert list(await sam.submit()) == ["comment"]
    await sam.change("comment", "Say who pays <!channel> & when")
    await sam.close()
    await sam.click("Ask for changes", message=house.playground.dms(SAM)[0])
    assert "Continuing where you left off" in seen(sam)
    assert await sam.submit() == {}
    amelie = await opened(house)
    assert "Sam: “Say who pays &lt;!channel&gt; &amp; when”" in seen(amelie)
    assert "Priya: approved" in seen(amelie)
    await house.settle()
    told = [one["text"] for one in house.playground.dms(AMELIE)]
    assert any("Sam asks for changes (version 1)." in text for text in told)
    async with house.store(SAM) as store:
        agreement = await store.approvals.hold(agreement_id)
        assert agreement.state is AgreementState.drafting
        [wanted] = await store.approvals.wanted_changes(agreement)
        assert (wanted.part, wanted.user_id) == (Part.funding, SAM)
        await store.approvals.answer(agreement, 1, approved=True)
        assert agreement.state is AgreementState.approved
    await house.settle()
    assert len([one for one in house.playground.dms(AMELIE) if "It can be signed now" in one["text"]]) == 1
    assert house.playground.refused == []


async def test_answers_reach_the_partner_s_owner_when_who_looks_after_it_left(house: House) -> None:
    await meet(house, AMELIE, SAM, MARC, PRIYA)
    async with house.store() as store:
        partner = await agreeing.partner(store, people=[SAM, PRIYA])
    async with house.store(SAM) as store:
        agreement = await agreeing.written(store, await agreeing.begun(store, await store.partners.get(partner.id)))
        await store.approvals.send(agreement, [PRIYA])
    await leave(house, SAM)
    await house.settle()
    await house.playground.person(PRIYA).click("Approve", message=house.playground.dms(PRIYA)[0])
    await house.settle()
    assert "It can be signed now." in house.playground.dms(AMELIE)[-1]["text"]
    assert house.playground.dms(SAM) == []


async def test_a_double_press_approves_once_and_a_stranger_nothing(house: House) -> None:
    agreement_id = await sent(house, PRIYA)
    priya = house.playground.person(PRIYA)
    message = house.playground.dms(PRIYA)[0]
    await priya.click("Approve", message=message)
    async with house.store(MARC) as store:
        with pytest.raises(NotAsked):
            await store.approvals.answer(await store.approvals.hold(agreement_id), 1, approved=True)
    async with house.store() as store:
        notes = [one.tag for one in await store.audit.of("partner:1") if one.tag == "agreement:approval:approved"]
    assert len(notes) == 1
