"""How an agreement begins, and how one goes on with those there are."""

from typing import Any

import pytest

from storage.agreement import AgreementState
from storage.agreement_parts import AgreementKind
from tests import agreeing
from tests.agreeing import meet
from tests.house import AMELIE, GENERAL, MARC, PRIYA, SAM, House

NAME = "Centre Rivière-Nord"


def seen(person: Any) -> str:
    assert person.modal is not None
    return str(person.modal["blocks"])


def title(person: Any) -> str:
    state = person.modal["state"]["values"]
    return next(str(one["field"]["value"]) for block, one in state.items() if block.partition("@")[0] == "title")


async def beginning(house: House, user: str = AMELIE) -> Any:
    await meet(house)
    async with house.store() as store:
        await agreeing.partner(store, people=[SAM, MARC])
    person = house.playground.person(user)
    await person.command(f"/partner agree {NAME}", channel=GENERAL)
    return person


async def test_the_title_follows_kind_and_language_until_it_is_ones_own(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = await beginning(house)
    assert title(amelie) == f"Memorandum of understanding with {NAME}"
    await amelie.change("kind", "letter")
    assert title(amelie) == f"Letter of agreement with {NAME}"
    await amelie.change("language", "fr")
    assert title(amelie) == f"Lettre d’entente avec {NAME}"
    field = next(one["block_id"] for one in amelie.modal["blocks"] if one.get("block_id", "").startswith("title"))
    amelie.fill(field, "Notre entente")
    await amelie.change("kind", "contract")
    assert title(amelie) == "Notre entente"
    assert await amelie.submit() == {}
    async with house.store() as store:
        agreement = await store.agreements.get(1)
    assert (agreement.kind, agreement.language, agreement.title) == (AgreementKind.contract, "fr", "Notre entente")
    assert house.playground.refused == []


async def test_each_kind_says_what_it_needs(house: House) -> None:
    amelie = await beginning(house)
    for needed in ("4 parts: purpose, goals, services, communications", "5 parts", "passes on a funder’s money"):
        assert needed in seen(amelie)
    marc = house.playground.person(MARC)
    await marc.command(f"/partner entente {NAME}", channel=GENERAL)
    assert title(marc) == f"Memorandum of understanding with {NAME}"
    assert "4 parties" in seen(marc)
    options = next(one for one in marc.modal["blocks"] if one["block_id"] == "kind")["element"]["options"]
    assert not [one for one in options if one["description"]["text"].endswith("…")]


@pytest.mark.parametrize(("province", "told"), [("QC", True), ("ON", False)])
async def test_in_quebec_a_french_version_must_exist(house: House, province: str, told: bool) -> None:
    await meet(house)
    async with house.store() as store:
        (await store.settings.get()).province = province
        await agreeing.partner(store)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    for _ in range(2):
        assert ("In Quebec a French version must exist." in seen(amelie)) is told
        await amelie.change("kind", "letter")


async def test_without_a_name_the_partner_is_asked_for(house: House) -> None:
    amelie = await beginning(house)
    await amelie.close()
    await amelie.command("/partner agree", channel=GENERAL)
    assert list(await amelie.submit()) == ["agreements.partner"]
    await amelie.options("agreements.partner", "rivi")
    amelie.fill("agreements.partner", NAME)
    assert await amelie.submit() == {}
    assert title(amelie) == f"Memorandum of understanding with {NAME}"
    assert await amelie.submit() == {}
    assert "0 of 8 parts, about 16 minutes left" in seen(amelie)


async def test_the_one_that_goes_on_opens_and_the_others_are_a_press_away(house: House) -> None:
    amelie = await beginning(house)
    assert await amelie.submit() == {}
    async with house.store() as store:
        former = await agreeing.begun(store, await store.partners.get(1), title="As it was")
        former.state = AgreementState.ended
    await amelie.close()
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    assert f"Memorandum of understanding with {NAME}" in seen(amelie)
    await amelie.click("All with this partner")
    assert all(text in seen(amelie) for text in ("As it was", "Ended", "Begin another"))
    await amelie.click("Begin another")
    await amelie.change("kind", "informal")
    assert await amelie.submit() == {}
    assert "0 of 4 parts" in seen(amelie)
    await amelie.close(clear=True)
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    assert "Understanding with" in seen(amelie)
    assert "As it was" in seen(amelie)
    assert house.playground.refused == []


async def test_the_partner_card_leads_there(house: House) -> None:
    amelie = await beginning(house)
    await amelie.close()
    await amelie.command(f"/partner show {NAME}", channel=GENERAL)
    await amelie.click("Agreement")
    assert title(amelie) == f"Memorandum of understanding with {NAME}"


async def test_who_may_not_edit_begins_none(house: House) -> None:
    await beginning(house)
    await meet(house, PRIYA)
    said = await house.playground.person(PRIYA).command(f"/partner agree {NAME}", channel=GENERAL)
    assert house.playground.person(PRIYA).modal is None
    assert "Your role here does not include that" in said[0]["text"]


async def test_an_archived_partner_begins_none(house: House) -> None:
    amelie = await beginning(house)
    async with house.store() as store:
        await store.partners.archive(await store.partners.get(1))
    assert "This partner is archived" in str(await amelie.submit())


async def test_a_title_of_blanks_is_refused(house: House) -> None:
    amelie = await beginning(house)
    amelie.fill("title", "   ")
    assert list(await amelie.submit()) == ["title"]
