"""/partner list: words that narrow it, pages by key, nothing at the end."""

import pytest

from messages.lists import Wanted, understood, unpacked
from storage.organizations import Kind
from storage.partners import Page, Stage
from tests.house import AMELIE, GENERAL, MARC, SAM, House
from tests.test_partners import add, shown_to, words_of

PEOPLE = {"sam": SAM, "amelie": AMELIE, "amelie roy": AMELIE}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Wanted()),
        ("mine", Wanted(owner_id=MARC, mine=True)),
        ("miens", Wanted(owner_id=MARC, mine=True)),
        ("exploring", Wanted(stage=Stage.exploring)),
        ("Under Review health", Wanted(stage=Stage.under_review, kind=Kind.health)),
        ("en exploration santé", Wanted(stage=Stage.exploring, kind=Kind.health)),
        ("faith-based archived", Wanted(kind=Kind.faith, archived=True)),
        ("organisme autochtone archivés", Wanted(kind=Kind.indigenous, archived=True)),
        ("@Sam active", Wanted(owner_id=SAM, stage=Stage.active)),
        ("amélie roy", Wanted(owner_id=AMELIE)),
        ("<@U_SAM|sam> food bank", Wanted(owner_id=SAM, name="food bank")),
        ('"health" centre', Wanted(name="health centre")),
        ("« santé »", Wanted(name="santé")),
        ("@nobody", Wanted(name="@nobody")),
        ("*_~ </>& <!channel>", Wanted(name="*_~ </>& <!channel>")),
    ],
)
def test_words_are_understood(text: str, wanted: Wanted) -> None:
    assert understood(text, me=MARC, people=PEOPLE) == wanted


def test_what_a_button_carries_comes_back() -> None:
    wanted = Wanted(stage=Stage.active, kind=Kind.health, owner_id=SAM, archived=True, mine=True)
    assert unpacked(wanted.packed(after=7)) == (wanted, {"after": 7})
    assert unpacked(Wanted().packed()) == (Wanted(), {})


async def _walk(house: House, **narrowed: object) -> tuple[list[str], list[str]]:
    """The names on the way to the end, and on the way back."""
    there, back = [], []
    async with house.store() as store:
        page: Page = await store.partners.page(size=3, **narrowed)
        assert page.before is None
        while True:
            there += [line.name for line in page.lines]
            if page.after is None:
                break
            page = await store.partners.page(size=3, after=page.after, **narrowed)
        while True:
            back = [line.name for line in page.lines] + back
            if page.before is None:
                break
            page = await store.partners.page(size=3, before=page.before, **narrowed)
    return there, back


async def test_pages_go_to_the_end_and_back(house_anywhere: House) -> None:
    """Names that sort alike, in other scripts, equal: each once, in one order, on both databases."""
    house = house_anywhere
    names = ["Zoo", "École Nord", "ecole nord", "École-Nord", "🙂", "مركز", "Able 2", "Able", "Able", "Žižek"]
    for place, name in enumerate(names):
        kinds = [Kind.health, Kind.faith] if place % 2 else [Kind.health]
        await add(house, name, kinds=kinds, owner_id=SAM if place < 5 else AMELIE)
    there, back = await _walk(house)
    assert sorted(there) == sorted(names)
    assert there == back
    assert there == [
        "Able", "Able", "Able 2", "École Nord", "ecole nord", "École-Nord", "Žižek", "Zoo", "مركز", "🙂",
    ]  # fmt: skip
    assert [len(found) for found in await _walk(house, kind=Kind.faith)] == [5, 5]
    assert [len(found) for found in await _walk(house, owner_id=SAM, kind=Kind.faith)] == [2, 2]
    assert [len(found) for found in await _walk(house, stage=Stage.identified, owner_id=AMELIE)] == [5, 5]
    assert await _walk(house, stage=Stage.closed) == ([], [])


async def test_buttons_turn_the_pages(house: House) -> None:
    for number in range(25):
        await add(house, f"Partner {number:02}", owner_id=SAM if number % 2 else AMELIE)
    amelie = house.playground.person(AMELIE)
    said = await amelie.command("/partner list", channel=GENERAL)
    assert "Partner 09" in words_of(said)
    assert "Partner 10" not in words_of(said)
    assert "Previous" not in words_of(said)
    await amelie.click("Next", message=said[0])
    assert "Partner 19" in shown_to(house, AMELIE)
    await amelie.click("Next", message=said[0])
    assert "Partner 24" in shown_to(house, AMELIE)
    assert "Next" not in shown_to(house, AMELIE)
    await amelie.click("Previous", message=said[0])
    assert "Partner 10" in shown_to(house, AMELIE)
    await amelie.click("Partner 10", message=said[0])
    assert "Not met yet." in shown_to(house, AMELIE)
    said = await amelie.command("/partner list mine", channel=GENERAL)
    assert "Partner 01" not in words_of(said)
    said = await amelie.command("/partner list @Sam identified 2", channel=GENERAL)
    assert house.playground.refused == []


async def test_mine_are_those_i_own_and_those_i_am_named_on(house_anywhere: House) -> None:
    """As App Home and the week count them."""
    house = house_anywhere
    await add(house, "Centre Rivière-Nord", owner_id=SAM)
    await add(house, "Café du coin", owner_id=AMELIE, people=[SAM])
    await add(house, "Food Bank", owner_id=AMELIE)
    sam = house.playground.person(SAM)
    said = words_of(await sam.command("/partner list mine", channel=GENERAL))
    assert "yours, or with your name on them" in said
    assert "Centre Rivière-Nord" in said
    assert "Café du coin" in said
    assert "Food Bank" not in said
    said = words_of(await sam.command("/partner list mine caf", channel=GENERAL))
    assert "Café du coin" in said
    assert "Café" not in words_of(await sam.command("/partner list @Sam", channel=GENERAL))
    assert house.playground.refused == []


async def test_search_on_the_list(house: House) -> None:
    await add(house, "Centre Rivière-Nord")
    await add(house, "Food Bank")
    sam = house.playground.person(SAM)
    said = await sam.command("/partner list", channel=GENERAL)
    assert [label for label, _value in await sam.options("partners.search", "riviere", message=said[0])] == [
        "Centre Rivière-Nord"
    ]
    await sam.change("partners.search", "Centre Rivière-Nord", message=said[0])
    assert "Not met yet." in shown_to(house, SAM)
    assert "Food Bank" in words_of(await sam.command("/partner list food bnak", channel=GENERAL))
    said = await sam.command("/partner list food exploring", channel=GENERAL)
    assert "Nothing found." in words_of(said)
    await sam.click("Show all partners", message=said[0])
    assert "Food Bank" in shown_to(house, SAM)
    assert house.playground.refused == []
