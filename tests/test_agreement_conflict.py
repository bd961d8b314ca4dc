"""Two people at one part of an agreement: neither loses a word, and the second sees both and chooses."""

from typing import Any

import pytest

from messages.agreement_pages import BACK, GO, OVERVIEW
from storage.agreement_parts import Part
from tests import agreeing
from tests.agreeing import meet, write
from tests.house import AMELIE, GENERAL, MARC, SAM, House

NAME = "Centre Rivière-Nord"
THEIRS, MINE = "What Amélie wrote about why.", "What Sam wrote about why."


def seen(person: Any) -> str:
    assert person.modal is not None
    return str(person.modal["blocks"])


async def both_writing(house: House, part: str = "purpose", kept: dict[str, Any] | None = None) -> tuple[Any, Any]:
    """Amélie and Sam, each with the same page before them."""
    await meet(house)
    async with house.store() as store:
        agreement = await agreeing.begun(store, await agreeing.partner(store, people=[SAM, MARC]))
        if kept:
            await store.agreements.keep_part(agreement, Part(part), kept, seen=0)
    people = [house.playground.person(user) for user in (AMELIE, SAM)]
    for person in people:
        await person.command(f"/partner agree {NAME}", channel=GENERAL)
        accessories = [block.get("accessory") or {} for block in person.modal["blocks"]]
        label = next(one["accessibility_label"] for one in accessories if one.get("value") == f"1:{part}")
        await person.click(label)
    return people[0], people[1]


async def saying(house: House, part: str = "purpose") -> dict[str, Any]:
    async with house.store() as store:
        return (await store.agreements.content(await store.agreements.get(1))).get(part, {})


@pytest.mark.parametrize(("choice", "kept"), [("both", f"{THEIRS}\n\n{MINE}"), ("mine", MINE), ("theirs", THEIRS)])
@pytest.mark.parametrize("leave", ["submit", "back", "go"])
async def test_the_second_sees_both_and_chooses(house: House, choice: str, kept: str, leave: str) -> None:
    amelie, sam = await both_writing(house, "governance")
    await write(amelie, decisions=THEIRS)
    await write(sam, decisions=MINE)
    assert await amelie.submit() == {}
    if leave == "submit":
        assert await sam.submit() == {}
    else:
        await (sam.click(BACK) if leave == "back" else sam.change(GO, OVERVIEW))
    assert sam.modal["title"]["text"] == "Two texts"
    assert all(
        text in seen(sam) for text in (THEIRS, MINE, "Amélie wrote in *Governance* while you did (Thu 12 Nov, 10")
    )
    assert (await saying(house, "governance"))["decisions"] == THEIRS
    sam.fill("choice", choice)
    assert await sam.submit() == {}
    assert (await saying(house, "governance"))["decisions"] == kept
    assert kept.partition("\n")[0] in str(sam.modal["state"])
    assert await sam.submit() == {}
    async with house.store() as store:
        assert (
            await store.drafts.find(user_id=SAM, form="agreement_pages.page", subject="agreement:1:governance") is None
        )
    assert house.playground.refused == []


async def test_closing_loses_nothing_and_writes_over_nothing(house: House) -> None:
    """What was typed comes back, beside a word about the colleague's text; and going on asks again."""
    amelie, sam = await both_writing(house)
    await write(amelie, why=THEIRS)
    await write(sam, why=MINE)
    assert await amelie.submit() == {}
    assert await sam.submit() == {}
    await sam.close()
    await house.restart()
    await sam.command(f"/partner agree {NAME}", channel=GENERAL)
    await sam.click("Change: Purpose")
    assert "Continuing where you left off" in seen(sam)
    assert "Amélie has written here since" in seen(sam)
    assert MINE in str(sam.modal["state"])
    await sam.change(GO, OVERVIEW)
    assert sam.modal["title"]["text"] == "Two texts"
    await sam.click("Back to what I wrote")
    await write(sam, why=MINE + " And more.")
    assert await sam.submit() == {}
    assert MINE + " And more." in seen(sam)
    assert await sam.submit() == {}
    assert (await saying(house))["why"] == f"{THEIRS}\n\n{MINE} And more."
    assert house.playground.refused == []


async def test_a_page_that_was_closed_before_the_other_wrote(house: House) -> None:
    """A draft from before, opened after: it is not put over what somebody kept meanwhile."""
    amelie, sam = await both_writing(house)
    await write(sam, why=MINE)
    await sam.close()
    await write(amelie, why=THEIRS)
    assert await amelie.submit() == {}
    await sam.command(f"/partner agree {NAME}", channel=GENERAL)
    await sam.click("Change: Purpose")
    assert await sam.submit() == {}
    assert sam.modal["title"]["text"] == "Two texts"
    assert (await saying(house))["why"] == THEIRS


async def test_a_third_text_is_shown_too(house: House) -> None:
    amelie, sam = await both_writing(house)
    await write(amelie, why=THEIRS)
    await write(sam, why=MINE)
    assert await amelie.submit() == {}
    assert await sam.submit() == {}
    async with house.store(MARC) as store:
        agreement = await store.agreements.to_write(1, hold=True)
        await store.agreements.keep_part(agreement, Part.purpose, {"why": "What Marc wrote."}, seen=1)
    assert await sam.submit() == {}
    assert "Marc wrote in *Purpose*" in seen(sam)
    assert await sam.submit() == {}
    assert (await saying(house))["why"] == f"What Marc wrote.\n\n{MINE}"


async def test_what_each_changed_alone_stands_without_a_second_copy(house: House) -> None:
    before = {"why": "As it was.", "need": "A need.", "served": "Newcomers"}
    amelie, sam = await both_writing(house, kept=before)
    await write(amelie, why="Amélie’s why.", served="Newcomers and youth")
    await write(sam, need="Sam’s need.", served="Refugees")
    assert await amelie.submit() == {}
    assert await sam.submit() == {}
    assert await sam.submit() == {}
    assert await saying(house) == {
        "why": "Amélie’s why.",
        "need": "Sam’s need.",
        "served": "Newcomers and youth\n\nRefugees",
    }


async def test_only_what_differs_is_shown_and_long_texts_leaf_by_leaf(house: House) -> None:
    long = "\n\n".join(f"Paragraph {n} & more. " + "word " * 180 for n in range(19))
    before = {"why": "Said by both.", "need": long, "served": long, "note": ""}
    amelie, sam = await both_writing(house, kept=before)
    rest = "é" * 2000
    await write(amelie, need=rest + "A", served="A" + rest)
    await write(sam, need=rest + "S", served="S" + rest)
    assert await amelie.submit() == {}
    assert await sam.submit() == {}
    assert "Said by both." not in seen(sam)
    assert "The need it meets" in seen(sam)
    told, pages = seen(sam), 1
    while "Go on" in seen(sam) and pages < 9:
        await sam.click("Go on")
        told, pages = told + seen(sam), pages + 1
    assert all(f"Paragraph {n} &amp; more." in told for n in range(4, 19))
    sam.fill("choice", "mine")
    assert await sam.submit() == {}
    kept = await saying(house)
    assert kept["need"].startswith(rest + "S")
    assert kept["need"].endswith(long[-200:].strip())
    assert house.playground.refused == []


async def test_rows_of_both_stand_together(house: House) -> None:
    amelie, sam = await both_writing(house, "goals", kept={"rows": [{"goal": "Shared"}]})
    for person, goal in ((amelie, "Hers"), (sam, "His")):
        await person.click("Add another")
        await write(person, goal_1=goal, by_1="2027-06-30")
        assert await person.submit() == {}
    assert all(text in seen(sam) for text in ("Rows", "Goal: Hers", "Goal: His", "30 Jun 2027"))
    assert await sam.submit() == {}
    assert [row["goal"] for row in (await saying(house, "goals"))["rows"]] == ["Shared", "Hers", "His"]


async def test_the_same_text_twice_is_no_conflict(house: House) -> None:
    amelie, sam = await both_writing(house)
    for person in (amelie, sam):
        await write(person, why="The very same words.")
        assert await person.submit() == {}
        assert person.modal["title"]["text"] == "Agreement"


async def test_in_french(house: House) -> None:
    await both_writing(house)
    marc = house.playground.person(MARC)
    await marc.command(f"/partner entente {NAME}", channel=GENERAL)
    await marc.click("Rédiger\u00a0: Raison d’être")
    await write(marc, why="Le texte de Marc.")
    async with house.store() as store:
        agreement = await store.agreements.to_write(1, hold=True)
        await store.agreements.keep_part(agreement, Part.purpose, {"why": THEIRS}, seen=0)
    assert await marc.submit() == {}
    assert marc.modal["title"]["text"] == "Deux textes"
    assert "Amélie a écrit dans *Raison d’être* en même temps que vous" in seen(marc)
    await marc.click("Revenir à mon texte")
    assert "Le texte de Marc." in str(marc.modal["state"])
    assert house.playground.refused == []
