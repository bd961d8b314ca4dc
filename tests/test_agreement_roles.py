"""Who does what: chosen from both sides, with what is unclear pointed out."""

from typing import Any

from messages.agreement_pages import GO, OVERVIEW
from tests import agreeing
from tests.agreeing import at, meet, write
from tests.house import AMELIE, GENERAL, MARC, PRIYA, SAM, House

NAME = "Centre Rivière-Nord"


def seen(person: Any) -> str:
    assert person.modal is not None
    return str(person.modal["blocks"])


async def roles(house: House, **more: Any) -> Any:
    """Amélie with the page of roles before her; Maria is a contact of the partner."""
    await meet(house, AMELIE, SAM, MARC, PRIYA)
    async with house.store() as store:
        partner = await agreeing.partner(store, people=[SAM, MARC], **more)
        await store.contacts.add(partner, name="Maria Silva")
        await agreeing.begun(store, partner)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    assert "*Roles and responsibilities*: as you wish" in seen(amelie)
    await amelie.click("Write: Roles and responsibilities")
    return amelie


async def choose(person: Any, name: str, *chosen: tuple[str, str]) -> None:
    """Looks each one up by what is typed, and chooses them all."""
    offered: list[tuple[str, str]] = []
    for typed, _ in chosen:
        offered += await person.options(at(person, name), typed)
    assert {value for _, value in chosen} <= {value for _, value in offered}
    await person.options(at(person, name), "")
    await person.change(at(person, name), [value for _, value in chosen])


async def test_each_piece_of_work_names_who_does_and_who_answers(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = await roles(house)
    offered = await amelie.options(at(amelie, "responsible.0"), "")
    assert ("Our organization", "us") in offered
    assert ("Both sides", "both") in offered
    assert (NAME, "them") in offered
    assert await amelie.options(at(amelie, "responsible.0"), "zzz") == [
        ("Our organization", "us"),
        ("Both sides", "both"),
        (NAME, "them"),
    ]
    await write(amelie, work_0="Joint intake")
    await choose(amelie, "responsible.0", ("Sam", f"u:{SAM}"), ("Maria", "c:1"))
    await choose(amelie, "accountable.0", ("Amélie", f"u:{AMELIE}"))
    await choose(amelie, "consulted.0", ("", "both"))
    await amelie.change(GO, OVERVIEW)
    assert "✓ *Roles and responsibilities*: there" in seen(amelie)
    async with house.store() as store:
        content = await store.agreements.content(await store.agreements.get(1))
    assert content["roles"]["rows"] == [
        {
            "work": "Joint intake",
            "responsible": [{"ref": f"u:{SAM}", "name": "Sam"}, {"ref": "c:1", "name": "Maria Silva"}],
            "accountable": [{"ref": f"u:{AMELIE}", "name": "Amélie"}],
            "consulted": [{"ref": "both", "name": "Both sides"}],
        }
    ]
    assert house.playground.refused == []


async def test_what_is_unclear_is_pointed_out(house: House) -> None:
    amelie = await roles(house)
    await write(amelie, work_0="Intake")
    await choose(amelie, "accountable.0", ("Amélie", f"u:{AMELIE}"), ("Sam", f"u:{SAM}"))
    await amelie.click("Add another")
    await write(amelie, work_1="Transport <@U_SAM>")
    await choose(amelie, "responsible.1", ("", "us"))
    await amelie.change(GO, OVERVIEW)
    expected = (
        "3 things are still open",
        "Intake: nobody does it yet.",
        "Intake: more than one answers for it; one is clearer.",
        "Transport &lt;@U_SAM&gt;: nobody answers for it yet.",
    )
    assert all(text in seen(amelie) for text in expected)
    await amelie.click("Change: Roles and responsibilities")
    assert all(text in seen(amelie) for text in ("*Still to settle*", *expected[1:]))
    assert house.playground.refused == []


async def test_somebody_who_left_is_pointed_out_and_keeps_their_name(house: House) -> None:
    amelie = await roles(house)
    await write(amelie, work_0="Intake")
    await choose(amelie, "responsible.0", ("Sam", f"u:{SAM}"))
    await choose(amelie, "accountable.0", ("Maria", "c:1"))
    await amelie.change(GO, OVERVIEW)
    async with house.store() as store:
        (await store.contacts.get(1)).removed = True
        await store.members.meet(
            user_id=SAM, name="Sam", role=(await store.members.by_user(SAM)).role, locale="en-CA",
            time_zone="America/Toronto", left=True,
        )  # fmt: skip
    await amelie.close()
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    assert "Intake: Sam is no longer there." in seen(amelie)
    assert "Intake: Maria Silva is no longer there." in seen(amelie)
    await amelie.click("Change: Roles and responsibilities")
    assert "Intake: Sam is no longer there." in seen(amelie)
    await amelie.change(GO, OVERVIEW)
    async with house.store() as store:
        parts = await store.agreements.parts(await store.agreements.get(1))
    [found] = parts.values()
    assert found.revision == 1
    assert found.saying["rows"][0]["accountable"] == [{"ref": "c:1", "name": "Maria Silva"}]


async def test_a_reader_of_another_language_changes_no_name(house: House) -> None:
    amelie = await roles(house)
    await write(amelie, work_0="Intake")
    await choose(amelie, "responsible.0", ("", "us"))
    await choose(amelie, "accountable.0", ("Sam", f"u:{SAM}"))
    await amelie.change(GO, OVERVIEW)
    marc = house.playground.person(MARC)
    await marc.command(f"/partner entente {NAME}", channel=GENERAL)
    await marc.click("Modifier\u00a0: Rôles et responsabilités")
    assert "Notre organisme" in seen(marc)
    await marc.change(GO, OVERVIEW)
    async with house.store() as store:
        content = await store.agreements.content(await store.agreements.get(1))
    assert content["roles"]["rows"][0]["responsible"] == [{"ref": "us", "name": "Our organization"}]


async def test_of_a_confidential_partner_only_those_named_on_it_are_offered(house: House) -> None:
    amelie = await roles(house, confidential=True, channel_id=None)
    offered = dict(await amelie.options(at(amelie, "responsible.0"), ""))
    assert {"Amélie", "Sam", "Marc"} <= offered.keys()
    assert "Priya" not in offered
