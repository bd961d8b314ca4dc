"""Names: how they are compared, and found forgivingly on both databases alike."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.names import ends, likeness, pieces, same_name
from storage.organizations import name_key
from tests.house import AMELIE, SAM, House

NAMES = [
    "Centre Rivière-Nord",
    "Centre Rivière-Sud",
    "Œuvre du Sacré-Cœur",
    "Food Bank of Durham Inc.",
    "Foodshare 100%_Local",
    "YMCA",
    "مركز النهر الشمالي",
    "🙂🙂",
    "St. Mary's Settlement House",
]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Centre Rivière-Nord Inc.", "centre riviere nord"),
        ("CENTRE  RIVIÈRE – NORD ltée", "centre riviere nord"),
        ("L'Œuvre d’ici", "l oeuvre d ici"),
        ("Inc.", "inc"),
        ("🙂🙂", "🙂🙂"),
    ],
)
def test_keys(name: str, key: str) -> None:
    assert name_key(name) == key


@given(st.text(alphabet="abcde ", min_size=14, max_size=30), st.data())
def test_one_edit_leaves_a_piece(name: str, data: st.DataObject) -> None:
    """Whatever single slip is made, one of the pieces looked for stands in the right name, and one of its ends is
    intact."""
    key = " ".join(name.split())
    if len(key) < 12:
        return
    at = data.draw(st.integers(0, len(key) - 2))
    slip = data.draw(st.sampled_from(["lost", "added", "wrong", "exchanged"]))
    typed = {
        "lost": key[:at] + key[at + 1 :],
        "added": key[:at] + "z" + key[at:],
        "wrong": key[:at] + "z" + key[at + 1 :],
        "exchanged": key[:at] + key[at + 1] + key[at] + key[at + 2 :],
    }[slip]
    typed = typed.strip()
    if "  " not in typed:
        assert any(piece in key for piece in pieces(typed))
        beginnings, endings = ends(typed)
        assert any(map(key.startswith, beginnings)) or any(map(key.endswith, endings))


def test_likely_duplicates() -> None:
    assert same_name("centre riviere nord", "centre rivere nord")
    assert same_name("nord riviere centre", "centre riviere nord")
    assert not same_name("centre riviere nord", "centre riviere sud")
    assert not same_name("abc", "abd")
    assert likeness("riviere nord", "centre riviere nord") > likeness("riviere nord", "food bank of durham")


async def _prepare(house: House) -> None:
    async with house.store() as store:
        for name in NAMES:
            await store.partners.create(name=name)


async def _found(house: House, typed: str) -> list[str]:
    async with house.store() as store:
        return [partner.name for partner in await store.partners.find(typed)]


async def test_find(house_anywhere: House) -> None:
    house = house_anywhere
    await _prepare(house)
    for typed, expected in {
        "centre riviere nord": ["Centre Rivière-Nord"],
        "CENTRE RIVIÈRE-NORD inc": ["Centre Rivière-Nord"],
        "centre": ["Centre Rivière-Nord", "Centre Rivière-Sud"],
        "riviere": ["Centre Rivière-Nord", "Centre Rivière-Sud"],
        "nord": ["Centre Rivière-Nord"],
        "Centre Rivère-Nrod": ["Centre Rivière-Nord"],
        "riviere nrod": ["Centre Rivière-Nord"],
        "oeuvre": ["Œuvre du Sacré-Cœur"],
        "sacré": ["Œuvre du Sacré-Cœur"],
        "food bnak": ["Food Bank of Durham Inc."],
        "durham food bank": ["Food Bank of Durham Inc."],
        "ymac": ["YMCA"],
        "revière": ["Centre Rivière-Nord", "Centre Rivière-Sud"],
        "100%_": ["Foodshare 100%_Local"],
        "مركز": ["مركز النهر الشمالي"],
        "🙂🙂": ["🙂🙂"],
        "xyzzy": [],
        "": [],
        "   ": [],
        '"': [],
        "x" * 3000: [],
        "st marys": ["St. Mary's Settlement House"],
    }.items():
        assert await _found(house, typed) == expected, typed
    async with house.store() as store:
        assert [one.name for one in await store.partners.nearest("durham bank")] == ["Food Bank of Durham Inc."]


async def test_near_duplicates(house_anywhere: House) -> None:
    await _prepare(house_anywhere)
    async with house_anywhere.store() as store:
        for typed in ("centre riviere nord", "Centre Rivère-Nord", "Centre Rivière-Nord ltée", "CENTRE RIVIERE-NORDE"):
            assert [one.name for one in await store.partners.near_duplicates(typed)] == ["Centre Rivière-Nord"]
        assert await store.partners.near_duplicates("Centre Rivière") == []


async def test_a_renamed_one_is_found_by_its_new_name_only(house_anywhere: House) -> None:
    house = house_anywhere
    async with house.store() as store:
        partner = await store.partners.create(name="Harbour Lights")
    async with house.store() as store:
        partner = await store.partners.get(partner.id)
        description = await store.partners.description(partner)
        await store.partners.change(partner, replace(description, name="Lighthouse"))
    assert await _found(house, "harbour") == []
    assert await _found(house, "ighthous") == ["Lighthouse"]


async def test_confidential_is_absent(house_anywhere: House) -> None:
    house = house_anywhere
    async with house.store() as store:
        secret = await store.partners.create(name="Quiet Harbour", confidential=True)
        await store.partners.create(name="Quiet Meadow")
    async with house.database.store(secret.workspace_id, by=SAM, person=await _member(house, SAM)) as store:
        for typed in ("quiet harbour", "quiet", "harbour", "quiet harbuor"):
            assert "Quiet Harbour" not in [one.name for one in await store.partners.find(typed)]
        assert await store.partners.near_duplicates("Quiet Harbour") == []
        assert [line.name for line in (await store.partners.page()).lines] == ["Quiet Meadow"]
        assert [one.name for one in await store.partners.to_pick("")] == ["Quiet Meadow"]
    async with house.store() as store:
        await store.partners.name_people(await store.partners.get(secret.id), [SAM])
    async with house.database.store(secret.workspace_id, by=SAM, person=await _member(house, SAM)) as store:
        assert [one.name for one in await store.partners.find("harbour")] == ["Quiet Harbour"]


async def _member(house: House, user_id: str):
    await house.playground.person(user_id).command("/partner help")
    async with house.store(AMELIE) as store:
        return await store.members.by_user(user_id)
