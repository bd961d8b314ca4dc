"""Likely duplicates: found by what two organizations share, shown with why, said to be two; on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from bot.chores import Chores
from storage.contacts import Details
from storage.duplicates import LikelyPair, MatchKey
from storage.match_rules import (
    LIKELY,
    Known,
    keys_of,
    likenesses,
    mail_of,
    number_of,
    phone_of,
    points_of,
    site_of,
    words_of,
)
from storage.members import Role
from storage.organizations import Identifier
from tests.house import AMELIE, GENERAL, MARC, PRIYA, SAM, House
from tests.prospecting import known

WORDS = ("harbour", "house", "maison", "lune", "north", "emploi", "jeunes", "arts")


def of(*names: str, **more: Any) -> Known:
    return Known(tuple(words_of(name) for name in names), **{name: frozenset(some) for name, some in more.items()})


def points(one: Known, other: Known) -> int:
    return points_of(likenesses(one, other)) if set(keys_of(one)) & set(keys_of(other)) else 0


@pytest.mark.parametrize(
    ("one", "other", "likely"),
    [
        ("La Maison Rivière-Nord inc.", "maison riviere nord", True),
        ("Harbour Centre for Newcomers", "Newcomers Harbor Center", True),
        ("Harbour Centre for Newcomers", "Harbour Center for the Newcomer", True),
        ("Fondation de la santé de Laval", "Laval Health Foundation", True),
        ("Carrefour jeunesse-emploi Rosemont", "Carrefour jeunesse-emploi Verdun", False),
        ("Ward 1 Food Bank", "Ward 2 Food Bank", False),
        ("Microsft", "Microsoft", True),
        ("YMCA", "YWCA", False),
        ("Oshawa Library", "Oshawa Clinic", False),
    ],
)
def test_names_that_are_likely_one(one: str, other: str, *, likely: bool) -> None:
    assert (points(of(one), of(other)) >= LIKELY) is likely
    assert points(of(one), of(other)) == points(of(other), of(one))


def test_what_is_shared_besides_the_name() -> None:
    assert number_of("CA-CRA_ACR", "123456789RR0001") == number_of("CA-CRA_ACR", "123 456 789") != ""
    assert number_of("", "123456789 RR 0001") == number_of("CA-CRA_ACR", "123456789")
    assert number_of("", "12345") == ""
    assert site_of("https://www.harbour.ca/about?x=1") == mail_of("info@Harbour.ca") == "harbour.ca"
    assert site_of("facebook.com/harbour") == site_of("https://toronto.ca.gc.ca") == mail_of("a@gmail.com") == ""
    assert phone_of("+1 (905) 555-0123 ext. 4") == phone_of("905.555.0123") == "9055550123"
    assert phone_of("211") == phone_of("+33 1 23 45 67 89") == ""
    assert points(of("Harbour", domains=["h.ca"]), of("Lakeside", domains=["h.ca"])) < LIKELY
    assert (
        points(of("Harbour", domains=["h.ca"], phones=["9"]), of("Lakeside", domains=["h.ca"], phones=["9"])) >= LIKELY
    )
    assert points(of("Harbour House", domains=["h.ca"]), of("Harbour House Ajax", domains=["h.ca"])) >= LIKELY


@settings(max_examples=25)
@given(
    st.lists(
        st.sampled_from(["harbour", "house", "maison", "lune", "north", "emploi", "jeunes", "arts"]),
        min_size=2,
        unique=True,
    ),
    st.data(),
)
def test_one_letter_wrong_is_found_by_the_keys(words: list[str], data: st.DataObject) -> None:
    """Whichever word holds the slip, the keys of both meet."""
    at = data.draw(st.integers(0, len(words) - 1))
    place = data.draw(st.integers(0, len(words[at]) - 1))
    wrong = [*words[:at], words[at][:place] + "q" + words[at][place + 1 :], *words[at + 1 :]]
    assert set(keys_of(of(" ".join(words)))) & set(keys_of(of(" ".join(wrong))))
    assert points(of(" ".join(words)), of(" ".join(wrong))) >= LIKELY or len(" ".join(words)) <= 4


def shown(person: Any) -> str:
    return str(person.modal["blocks"])


async def pairs(house: House) -> int:
    async with house.store() as store:
        return await store.session.scalar(select(func.count()).select_from(LikelyPair)) or 0


async def test_pairs_are_shown_with_why_and_said_to_be_two(house_anywhere: House) -> None:
    house = house_anywhere
    amelie, marc = house.playground.person(AMELIE), house.playground.person(MARC)
    await amelie.command("/partner duplicates", channel=GENERAL)
    assert "No two organizations here are likely one." in shown(amelie)
    await amelie.close(clear=True)
    async with house.store() as store:
        partner = await store.partners.create(name="Harbour Centre", region="Oshawa", website="harbour.ca")
        row = Details(name="Rosa", email="rosa@harbour.ca", phone="905 555 0123")
        await store.contacts.replace(partner, [(None, row)])
        await known(store, "Harbor Center Inc.", region="Ajax", website="https://www.harbour.ca/en")
        guild = await known(store, "Trades Guild")
        maison = await known(store, "Maison des métiers")
        for one in (guild, maison):
            store.add(Identifier(organization_id=one, scheme="CA-CRA_ACR", number="123456789RR0001"))
        await store.session.flush()
        await store.search.keep([guild, maison])
        for number in range(16):
            await known(store, f"{'abcdefghijklmnop'[number] * 7} Ltd", email=f"a{number}@shared.org")
    assert await pairs(house) == 2
    await amelie.command("/partner duplicates", channel=GENERAL)
    said = shown(amelie)
    assert said.index("Trades Guild") < said.index("Harbour Centre")
    assert "Why: the same registration number (123456789)" in said
    assert "names that are nearly the same and the same domain for website or e-mail (harbour.ca)" in said
    assert "partner, identified · Oshawa" in said
    assert "prospect · Ajax" in said
    await amelie.close(clear=True)
    await amelie.command("/partner new Harbour Center", channel=GENERAL)
    await amelie.submit()
    await amelie.click("What is here twice")
    assert "What *Harbour Centre* is likely here twice as:" in shown(amelie)
    await amelie.close(clear=True)
    await amelie.command("/partner duplicates", channel=GENERAL)
    await amelie.click("Not the same: Trades Guild and Maison des métiers")
    assert "*Trades Guild* and *Maison des métiers* stay two." in shown(amelie)
    await amelie.click("Undo")
    assert "123456789" in shown(amelie)
    await amelie.click("Not the same: Trades Guild and Maison des métiers")
    async with house.store() as store:
        await store.search.keep([guild, maison])
    await amelie.close(clear=True)
    await marc.command("/partner doublons Trades Guild", channel=GENERAL)
    assert "Aucun autre organisme" in shown(marc)
    await marc.click("Déclarés différents")
    assert "Deux organismes, selon Amélie (12 nov. 2026)" in shown(marc)
    await marc.click("Proposer de nouveau")
    assert "Aucune paire" in shown(marc)
    await marc.close(clear=True)
    await marc.command("/partner doublons Maison des meitiers", channel=GENERAL)
    assert "le même numéro d’enregistrement (123456789)" in shown(marc)
    await marc.close(clear=True)
    await marc.command("/partner duplicates Nobody at all", channel=GENERAL)
    assert "Aucun organisme ne s’appelle" in str(house.playground.ephemerals(MARC)[-1])
    assert house.playground.refused == []


async def test_who_may_only_look_is_shown_them_and_presses_nothing(house: House) -> None:
    amelie, priya = house.playground.person(AMELIE), house.playground.person(PRIYA)
    for person in (amelie, priya):
        await person.command("/partner help", channel=GENERAL)
    async with house.store() as store:
        await store.partners.create(name="Harbour Centre", website="harbour.ca")
        await known(store, "Harbor Center Inc.", website="https://www.harbour.ca/en")
        await store.members.give_roles({Role.owner: [AMELIE], Role.viewer: [PRIYA]})
    await house.playground.move(timedelta(minutes=1))
    assert await pairs(house) == 1
    for person, buttons in ((amelie, True), (priya, False)):
        await person.command("/partner duplicates", channel=GENERAL)
        assert "the same domain for website or e-mail (harbour.ca)" in shown(person)
        assert ("Compare and merge" in str(person.modal)) is buttons


async def test_what_is_confidential_is_no_duplicate_for_others(house: House) -> None:
    await house.playground.person(AMELIE).command("/partner help")
    async with house.store() as store:
        quiet = await store.partners.create(name="Quiet House", confidential=True)
        await known(store, "Quiet House Inc")
    sam = house.playground.person(SAM)
    await sam.command("/partner duplicates", channel=GENERAL)
    assert "Quiet House" not in shown(sam)
    assert "No two organizations" in shown(sam)
    await sam.close(clear=True)
    await sam.command("/partner duplicates Quiet House", channel=GENERAL)
    assert str(quiet.organization_id) not in str(sam.modal.get("private_metadata"))
    assert "Nothing. No other organization comes near enough." in shown(sam)
    assert house.playground.refused == []


async def test_pages_what_many_share_and_what_was_never_compared(house: House) -> None:
    await house.playground.person(AMELIE).command("/partner help")
    async with house.store() as store:
        for number in range(7):
            name = f"Twin {'abcdefg'[number] * 6}"
            await known(store, name)
            await known(store, f"{name} Inc")
        for _ in range(20):
            await known(store, "Food Bank")
        shared = select(func.count()).where(MatchKey.key == "wbank food")
        assert await store.session.scalar(shared) == 7
        await store.session.execute(delete(MatchKey))
        await store.session.execute(delete(LikelyPair))
    await Chores(house.database).do_due()
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner duplicates", channel=GENERAL)
    seen = set()
    for _ in range(40):
        here = {block["block_id"] for block in amelie.modal["blocks"] if block["block_id"].startswith("pair:")}
        assert not here & seen
        seen |= here
        if "Next" not in shown(amelie):
            break
        await amelie.click("Next")
    assert len(seen) == await pairs(house)
    await amelie.click("Back to the likeliest")
    assert "Back to the likeliest" not in shown(amelie)
    assert house.playground.refused == []
