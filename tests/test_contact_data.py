"""Where data of contacts came from and what they are kept for: noted from the card, pointed out when the day comes."""

import json
from datetime import timedelta
from typing import Any

from tests.house import AMELIE, GENERAL, MARC, SAM, House
from tests.meeting import NAME, partner

SIN = "046 454 286"


def shown(person: Any) -> str:
    return json.dumps(person.modal["blocks"], ensure_ascii=False)


async def maria(house: House) -> int:
    """The number of the partner's first contact."""
    async with house.store() as store:
        return (await store.contacts.of(await store.partners.get(1)))[0].id


async def test_what_a_contact_is_kept_for_is_noted_and_looked_at_again(house_anywhere: House) -> None:
    house = house_anywhere
    amelie, marc = house.playground.person(AMELIE), house.playground.person(MARC)
    await partner(house)
    one = await maria(house)
    await amelie.command(f"/partner show {NAME}", channel=GENERAL)
    await amelie.click("Source and purpose")
    assert "Kept since 12 Nov 2026" in shown(amelie)
    await amelie.change(f"source.{one}", "Business card <!here>")
    await amelie.change(f"purpose.{one}", f"Intake, {SIN}")
    await amelie.change(f"language.{one}", "fr")
    await amelie.change(f"review_on.{one}", "2026-12-01")
    assert "social insurance" in (await amelie.submit())[f"purpose.{one}"]
    await amelie.change(f"purpose.{one}", "Joint intake")
    await amelie.close()
    await amelie.click("Source and purpose")
    assert "Continuing where you left off" in shown(amelie)
    assert await amelie.submit() == {}
    assert "Saved." in shown(amelie)
    assert "looked at again" not in shown(amelie)
    async with house.store() as store:
        [kept, *_] = await store.contacts.of(await store.partners.get(1))
        assert (kept.source, kept.purpose, kept.language) == ("Business card <!here>", "Joint intake", "fr")
        assert kept.touched
        assert (await store.audit.of("partner:1", limit=1))[0].tag == "partner:contacts:explained"
    await amelie.close()
    await house.pass_time(timedelta(days=20))
    said = json.dumps(await amelie.command(f"/partner show {NAME}", channel=GENERAL), ensure_ascii=False)
    assert "to be looked at again since 1 Dec 2026" in said
    said = json.dumps(await marc.command(f"/partner fiche {NAME}", channel=GENERAL), ensure_ascii=False)
    assert "à revoir depuis le 1er déc. 2026" in said
    assert "Source et finalité" not in said, "whoever may not edit the partner looks"
    assert house.playground.refused == []


async def test_two_people_at_once_overwrite_nothing(house: House) -> None:
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    await partner(house)
    one = await maria(house)
    await sam.command("/partner help", channel=GENERAL)
    async with house.store() as store:
        await store.partners.name_people(await store.partners.get(1), [SAM])
    for person in (amelie, sam):
        await person.command(f"/partner show {NAME}", channel=GENERAL)
        await person.click("Source and purpose")
    await amelie.change(f"source.{one}", "First call")
    assert await amelie.submit() == {}
    await sam.change(f"source.{one}", "Their website")
    assert "Somebody changed this in the meantime" in json.dumps(await sam.submit())
    async with house.store() as store:
        assert (await store.contacts.of(await store.partners.get(1)))[0].source == "First call"
    assert house.playground.refused == []
