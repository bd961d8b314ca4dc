"""Prospects: found and ranked with reasons, made partners of, set aside, written to; the same on both databases."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from storage.errors import AlreadyThere, NotFound
from storage.members import Member, Role
from storage.opportunity import Need
from storage.organizations import Organization, name_key
from storage.partners import Stage
from storage.prospect_rules import DEFAULTS, Asked, Factor
from storage.prospect_weights import WEIGHED
from storage.search import PARTNER, Sought
from tests.house import AMELIE, GENERAL, MARC, SAM, House
from tests.importing import take
from tests.meeting import NAME
from tests.prospecting import brought, register

NEED = Need(
    outcome="More newcomers with a trade work in it",
    whom="Newcomers",
    services="trades mentoring, interpretation",
    region="Durham Region",
    languages=("fr",),
)


def shown(person: Any) -> str:
    return str(person.modal["blocks"])


def places(person: Any) -> list[str]:
    """The names of the ranked, in their order."""
    texts = [one["text"]["text"] for one in person.modal["blocks"] if one["block_id"].startswith("prospect:")]
    return [text.split("*")[1].partition(". ")[2] for text in texts]


async def needed(house: House, need: Need = NEED) -> int:
    async with house.store() as store:
        return (await store.opportunities.create(need)).id


async def test_an_opportunity_finds_its_prospects_with_reasons(house_anywhere: House) -> None:
    house = house_anywhere
    ids = await register(house)
    await needed(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner find", channel=GENERAL)
    await amelie.click("Find partners")
    assert places(amelie) == ["Harbour Mentoring Guild", "Maison des métiers", "Lakeside Interpreters"]
    said = shown(amelie)
    assert "Services: trades mentoring and interpretation (2 of 2)" in said
    assert "Whom they serve: Newcomers (1 of 1)" in said
    assert "7 km from Durham Region" in said
    assert "Languages: French (1 of 1)" in said
    assert "services 8 · whom they serve 6" in said
    await amelie.click(f"prospect:{ids['guild']}")
    card = shown(amelie)
    assert "Why it is proposed" in card
    assert "pairs newcomers with journeypersons" in card
    assert "From 211 Durham; licence: CC BY 4.0." in card
    await amelie.click("Make a partner")
    assert amelie.modal["title"]["text"] == "New partner"
    assert "Newcomers with a trade" in shown(amelie)
    assert await amelie.submit() == {}
    assert "For the opportunity: “More newcomers with a trade work in it”" in shown(amelie)
    assert "From 211 Durham; licence: CC BY 4.0." in shown(amelie)
    async with house.store() as store:
        [partner] = await store.partners.find("Harbour Mentoring Guild")
        assert partner.organization_id == ids["guild"]
        assert await store.search.ids(Sought((("mentoring",), (PARTNER,)), without=()), limit=9) == [ids["guild"]]
        with pytest.raises(AlreadyThere):
            await store.partners.take_over(partner.organization)
    await amelie.close(clear=True)
    await amelie.command("/partner find More newcomers with a trade", channel=GENERAL)
    assert "Harbour Mentoring Guild already does this" in shown(amelie)
    assert places(amelie)[0] == "Maison des métiers"
    assert house.playground.refused == []


async def test_words_find_by_service_by_name_and_in_the_other_language(house_anywhere: House) -> None:
    house = house_anywhere
    await register(house)
    marc = house.playground.person(MARC)
    for words, first in {
        "mentorat": "Harbour Mentoring Guild",
        "mentorat ontarien": "Maison des métiers",
        "Lakeside": "Lakeside Interpreters",
        "Lakside Interpeters": "Lakeside Interpreters",
        "food durham": "Durham Food Bank",
        "paniers alimentaires": "Durham Food Bank",
    }.items():
        await marc.command(f"/partner trouver {words}", channel=GENERAL)
        assert places(marc)[0] == first, words
        assert "points" in shown(marc)
        await marc.close(clear=True)
    await marc.command("/partner trouver de la", channel=GENERAL)
    assert "Ces mots en disent trop peu" in shown(marc)
    await marc.close(clear=True)
    await marc.command("/partner trouver astronomie", channel=GENERAL)
    assert "Personne n’est connu pour faire cela" in shown(marc)
    assert house.playground.refused == []


async def test_a_name_with_a_slip_is_found_in_a_crowd_of_names_alike(house_anywhere: House) -> None:
    """Wherever the slip is, in more names that begin or end alike than are looked at on one side."""
    house = house_anywhere
    await register(house)
    letters = "abdefghijklmnopqrstuvwxyz"
    crowd = [f"Centre for Women {letter}{more}" for letter in letters for more in ("east", "end", "ilm")]
    crowd += [f"{letter}ouncil {more} Women Ashbrook" for letter in letters for more in ("for", "of", "with")]
    async with house.store() as store:
        for name in ["Centre for Women Ashbrook", "Ashbrook", *crowd]:
            store.add(Organization(name=name, name_key=name_key(name)))
        await store.session.flush()
        for typed in (
            "Cenrte for Women Ashbrook",
            "Centree for Women Ashbrook",
            "Centre for Womne Ashbrook",
            "Centre for Women Sahbrook",
            "Centre for Women Ashbrok",
        ):
            ids = await store.prospects.meant(typed)
            names = [(await store.prospects.get(one)).name for one in ids]
            assert names[:1] == ["Centre for Women Ashbrook"], typed
        [alone] = await store.prospects.meant("Sahbrook")
        renamed = await store.prospects.get(alone)
        assert renamed.name == "Ashbrook"
        renamed.name_key = name_key("Zinnia House")
        await store.session.flush()
        assert await store.prospects.meant("Sahbrook") == []
        assert await store.prospects.meant("Xinnia House") == [alone]
    marc = house.playground.person(MARC)
    await marc.command("/partner trouver Cnetre for Women Ashbrook", channel=GENERAL)
    assert places(marc)[0] == "Centre for Women Ashbrook"
    assert house.playground.refused == []


async def test_not_for_us_leaves_out_until_somebody_looks_again(house: House) -> None:
    ids = await register(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner find interpretation", channel=GENERAL)
    assert "Lakeside Interpreters" in places(amelie)
    await amelie.click(f"prospect:{ids['lakeside']}")
    await amelie.click("Not for us")
    assert "why" in await amelie.submit()
    amelie.fill("why", "They work with courts only")
    assert await amelie.submit() == {}
    assert "Not for us: “They work with courts only” (Amélie, 12 Nov 2026)" in shown(amelie)
    await amelie.close()
    assert "Lakeside Interpreters" not in places(amelie)
    await amelie.click("Not for us (1)")
    await amelie.click("prospects.open")
    await amelie.click("Look at it again")
    await amelie.close(clear=True)
    await amelie.command("/partner find interpretation", channel=GENERAL)
    assert "Lakeside Interpreters" in places(amelie)
    assert house.playground.refused == []


async def test_the_first_contact_is_an_action_with_a_message_in_their_language(house: House) -> None:
    ids = await register(house)
    opportunity_id = await needed(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner find", channel=GENERAL)
    await amelie.click("Find partners")
    await amelie.click(f"prospect:{ids['maison']}")
    await amelie.click("Plan the first contact")
    assert "Je m’appelle Amélie et je travaille chez" in shown(amelie)
    assert "trades mentoring" in shown(amelie)
    await amelie.change("language", "en")
    assert "My name is Amélie" in shown(amelie)
    await amelie.change("Message", "Bonjour, parlons-nous. <!channel>")
    await amelie.change("language", "fr")
    assert "Bonjour, parlons-nous." in str(amelie.modal)
    assert await amelie.submit(twice=True) == {}
    assert "Bonjour, parlons-nous. <!channel>" in shown(amelie)
    assert "Planned (by Thu 19 Nov)" in shown(amelie)
    async with house.store() as store:
        [partner] = await store.partners.find("Maison des métiers")
        assert partner.stage is Stage.identified
        [action] = await store.actions.open_of(partner.id)
        assert action.what == "First contact with Maison des métiers: send the prepared message"
        assert [one.id for one in await store.opportunities.of_partner(partner.id)] == [opportunity_id]
    await amelie.close(clear=True)
    await amelie.command("/partner show Maison des métiers", channel=GENERAL)
    await amelie.click("First message")
    assert "Bonjour, parlons-nous." in shown(amelie)
    assert house.playground.refused == []


async def test_a_coordinator_weighs_and_everybody_sees_it(house: House) -> None:
    await register(house)
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    await sam.command("/partner find mentoring", channel=GENERAL)
    assert "Weights" not in str([one for one in sam.modal["blocks"] if one["type"] == "actions"])
    await amelie.command("/partner find mentoring", channel=GENERAL)
    await amelie.click("Weights")
    amelie.fill("ties", "10")
    amelie.fill("services", "0")
    assert await amelie.submit() == {}
    assert "services 0" in shown(amelie)
    await amelie.click("Weights")
    assert "Last changed by Amélie, 12 Nov 2026" in shown(amelie)
    await amelie.click("As at first")
    assert await amelie.submit() == {}
    async with house.store() as store:
        assert await store.prospect_weights.weights() == dict(DEFAULTS)
        assert (await store.audit.last("prospects", WEIGHED)).facts["changes"]["services"] == [0, 8]
    assert house.playground.refused == []


async def test_what_is_a_confidential_partner_of_others_is_no_prospect(house_anywhere: House) -> None:
    house = house_anywhere
    ids = await register(house)
    await house.playground.person(MARC).command("/partner help", channel=GENERAL)
    async with house.store() as store:
        guild = await store.prospects.get(ids["guild"])
        secret = await store.partners.take_over(guild, confidential=True)
        await store.partners.move(secret, Stage.closed)
        open_one = await store.partners.take_over(await store.prospects.get(ids["maison"]))
        await store.partners.move(open_one, Stage.closed)
        person = Member(user_id=MARC, name="Marc", role=Role.member, locale="", time_zone="")
        with store.seen_by(person):
            with pytest.raises(NotFound):
                await store.prospects.get(ids["guild"])
            found = await store.prospects.find(Asked.words("mentoring"), name="Harbour")
            assert [one.known.name for one in found.ranked] == ["Maison des métiers"]
            [past] = [one for one in found.ranked[0].because if one.factor is Factor.past]
            assert past.points > 0
        found = await store.prospects.find(Asked.words("mentoring"))
        assert {one.known.name for one in found.ranked} == {"Maison des métiers", "Harbour Mentoring Guild"}
    marc = house.playground.person(MARC)
    await marc.command("/partner trouver mentorat", channel=GENERAL)
    assert "Harbour" not in shown(marc)
    assert house.playground.refused == []


async def test_the_index_follows_what_is_known_and_forgets_what_is_gone(house_anywhere: House) -> None:
    house = house_anywhere
    await register(house)
    async with house.store() as store:
        partner = await store.partners.create(name=NAME, serves="Apprentices", region="Oshawa")

        async def found(word: str) -> list[int]:
            return await store.search.ids(Sought(((word,),), without=()), limit=5)

        assert await found("apprentice") == [partner.organization_id]
        said = await store.partners.description(partner)
        await store.partners.change(partner, type(said)(**{**vars(said), "serves": "Welders"}))
        assert await found("apprentice") == []
        assert await found("welder") == [partner.organization_id]
        await store.session.delete(await store.organizations.get(partner.organization_id))
        await store.session.flush()
        assert await found("welder") == []
        assert await found("") == []


async def test_what_a_register_brings_is_found_by_its_words(house: House) -> None:
    marc = house.playground.person(MARC)
    await marc.command("/partner help", channel=GENERAL)
    async with house.database.installs() as installs:
        [workspace] = await installs.active()
    organization = {"id": "1", "name": "Atelier du Lac", "description": "Menuiserie"}
    organization |= {"email": "info@lac.ca", "website": "https://lac.ca", "phones": [{"id": "4", "number": "905 1"}]}
    organization["services"] = [{"id": "2", "name": "Mentorat de métier", "status": "active"}]
    for name, change in {"Atelier du Roc": "new", "Atelier du Pic": "changed"}.items():
        register_of_two = orjson.dumps([organization, {"id": "3", "name": name}])
        read = await take(house.database, workspace.id, register_of_two, name="register.json")
        assert read.made(change)["organization"] == (2 if change == "new" else 1)
    async with house.store() as store:
        assert (await store.prospects.called("Atelier du Pic")).name_back == "cip ud reileta"
    await marc.command("/partner trouver mentoring", channel=GENERAL)
    assert places(marc) == ["Atelier du Lac"]
    await marc.click("prospects.open")
    assert "Registre d’essai, lue le 12 nov. 2026" in shown(marc)
    assert "info@lac.ca · 905 1 · https://lac.ca" in shown(marc)
    await marc.close(clear=True)
    await marc.command("/partner nouveau atelier du lac", channel=GENERAL)
    assert "Cet organisme est déjà connu ici" in shown(marc)
    assert await marc.submit() == {}
    async with house.store() as store:
        assert len(await store.partners.find("Atelier du Lac")) == 1
        assert await store.prospects.called("Atelier du Lac") is None
    assert house.playground.refused == []


async def test_a_crowd_gives_a_bounded_list_that_holds_the_best(house_anywhere: House) -> None:
    """Of many that answer, those that answer to everything are among the few that are ranked."""
    house = house_anywhere
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    async with house.store() as store:
        await store.search.keep(
            [
                await brought(store, f"Table {one}", "Interpretation", areas=["Durham" if one % 50 == 7 else "Peel"])
                for one in range(125)
            ]
        )
        found = await store.prospects.find(Asked.of(await store.opportunities.create(NEED)))
    assert [one.known.name for one in found.ranked[:3]] == ["Table 107", "Table 57", "Table 7"]
    assert len(found.ranked) <= 120
    await house.pass_time(timedelta(minutes=1))
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner find interpretation", channel=GENERAL)
    first = places(amelie)
    await amelie.click("Next")
    assert set(first).isdisjoint(places(amelie))
    await amelie.click("Previous")
    assert places(amelie) == first
    assert house.playground.refused == []
