"""Versions as people use them: any two compared, one taken up again, amended, given up, with the whole history."""

from typing import Any

import pytest

from messages.agreement_pages import GO, OVERVIEW
from storage.agreement import AgreementState
from storage.agreement_parts import Part
from storage.errors import IsSigned, NotFound
from tests import agreeing
from tests.agreeing import meet
from tests.house import AMELIE, GENERAL, MARC, SAM, House

NAME = "Centre Rivière-Nord"
S = AgreementState


def seen(person: Any) -> str:
    assert person.modal is not None
    return str(person.modal["blocks"])


async def rounds(house: House, *texts: str, signed: bool = False) -> int:
    """An agreement with a version for each text of its purpose; the last one is signed on demand."""
    await meet(house)
    async with house.store() as store:
        agreement = await agreeing.written(store, await agreeing.begun(store, await agreeing.partner(store)))
        for number, text in enumerate(texts, 1):
            part = (await store.agreements.parts(agreement))[Part.purpose]
            await store.agreements.keep_part(agreement, Part.purpose, {"why": text}, seen=part.revision)
            await store.agreements.save_version(agreement, why=f"Round {number}")
        if signed:
            await agreeing.signed(store, agreement)
    return agreement.id


async def opened(house: House, who: str = AMELIE, word: str = "agree") -> Any:
    person = house.playground.person(who)
    await person.command(f"/partner {word} {NAME}", channel=GENERAL)
    return person


async def test_any_two_are_compared_by_whoever_may_see_them(house_anywhere: House) -> None:
    """Chosen by typing a number, in either order; what is struck was removed, what is bold is new."""
    house = house_anywhere
    await rounds(house, "Forty people by June", "Fifty people by June", "Sixty people by July")
    marc = await opened(house, MARC, "entente")
    await marc.click("Versions")
    assert "« Round 2 »" in seen(marc).replace("\\xa0", " ")
    await marc.click("En comparer deux")
    assert dict(await marc.options("one", "3")) == {"Version 3": "3"}
    await marc.options("one", "")
    marc.fill("one", "3")
    await marc.options("other", "")
    marc.fill("other", "1")
    assert await marc.submit() == {}
    shown = seen(marc)
    assert "version 1 → version 3" in shown
    assert "{'type': 'text', 'text': 'Forty', 'style': {'strike': True}}" in shown
    assert "{'type': 'text', 'text': 'Sixty', 'style': {'bold': True}}" in shown
    assert "Fifty" not in shown
    assert house.playground.refused == []


async def test_an_amendment_names_what_it_amends_and_the_signed_version_stays(house_anywhere: House) -> None:
    house = house_anywhere
    agreement_id = await rounds(house, "Forty people by June", signed=True)
    amelie = await opened(house)
    await amelie.click("Amend")
    assert "amendment: drafting" in seen(amelie)
    await amelie.click("Change: Purpose")
    await agreeing.write(amelie, why="Sixty people by July")
    await amelie.change(GO, OVERVIEW)
    await amelie.click("Save this version")
    amelie.fill("why", "More money came")
    assert await amelie.submit() == {}
    await amelie.click("Versions")
    assert "amends version 1 · “More money came”" in seen(amelie)
    assert "*Signed by*" in seen(amelie)
    await amelie.close()
    await amelie.click("Give up the amendment", confirm=False)
    assert "amendment: drafting" in seen(amelie)
    await amelie.click("Give up the amendment")
    assert "amendment" not in seen(amelie)
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement_id)
        versions = {one.number: one for one in await store.agreements.versions(agreement)}
        content = await store.agreements.content(agreement)
        with pytest.raises(IsSigned):
            await store.agreements.restore(agreement, 2)
    assert (agreement.state, agreement.signed_number, agreement.amending) == (S.in_force, 1, None)
    assert versions[1].content["purpose"]["why"] == content["purpose"]["why"] == "Forty people by June"
    assert (versions[2].amends, versions[2].by, versions[2].why) == (1, AMELIE, "More money came")
    assert versions[2].content["purpose"]["why"] == "Sixty people by July"
    assert house.playground.refused == []


async def test_taking_up_an_earlier_one_loses_nothing(house: House) -> None:
    agreement_id = await rounds(house, "Forty people by June", "Fifty people by June")
    amelie = await opened(house)
    await amelie.click("Change: Purpose")
    await agreeing.write(amelie, why="Not saved yet")
    await amelie.change(GO, OVERVIEW)
    assert "with changes no version holds yet" in seen(amelie)
    await amelie.click("Versions")
    await amelie.click("Take up again")
    assert "What was being written is saved as version 3. Version 1 is taken up again, as version 4." in seen(amelie)
    async with house.store() as store:
        agreement = await store.agreements.get(agreement_id)
        texts = [one.content["purpose"]["why"] for one in await store.agreements.versions(agreement)]
        with pytest.raises(NotFound):
            await store.agreements.restore(await store.agreements.for_change(agreement_id), 9)
    assert texts == ["Forty people by June", "Not saved yet", "Fifty people by June", "Forty people by June"]
    sam = await opened(house, SAM)
    assert "Take up again" not in seen(sam)
    assert house.playground.refused == []


async def test_the_history_says_when_who_and_by_which_rule(house: House) -> None:
    agreement_id = await rounds(house, "Forty people by June")
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement_id)
        await store.approvals.send(agreement, [AMELIE, SAM])
    async with house.store(SAM) as store:
        agreement = await store.approvals.hold(agreement_id)
        await store.approvals.answer(agreement, 1, approved=False, comment="Say for whom.")
        await store.approvals.answer(agreement, 1, approved=True)
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement_id)
        await store.approvals.answer(agreement, 1, approved=True)
        for side in agreeing.Side:
            if side is not agreeing.Side.joint:
                await store.approvals.sign(agreement, agreeing.signing(side))
    amelie = await opened(house)
    await amelie.click("Versions")
    await amelie.click("History")
    shown = seen(amelie)
    for line in (
        "12 Nov 2026, 10:00\\n*In force* · version 1 · by itself: its first day has come",
        "*Signed* · version 1 · by itself: both sides have signed · after what Amélie did",
        "*Approved* · version 1 · by itself: everybody who was asked approves",
        "*Drafting* · version 1 · by itself: changes were asked for · after what Sam did",
        "*In review* · version 1 · Amélie",
        "*Drafting* · Amélie",
    ):
        assert line in shown, line
    assert house.playground.refused == []
