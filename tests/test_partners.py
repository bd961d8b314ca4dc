"""Adding, finding, showing, changing, archiving partners, as people do it."""

from datetime import timedelta

import pytest

from storage.members import Role
from storage.partners import Stage
from tests.house import AMELIE, GENERAL, GUEST, MARC, RIVER, SAM, SECRET, WITHOUT_BOT, House

NASTY = [
    "🙂🌊",
    "مركز النهر",
    "<!channel> <@U_SAM> </>&",
    "*_~`bold`~_*",
    "a" * 200,
    'say "hi" \\ % _ {name}',
]


async def add(house: House, name: str, **given: object) -> int:
    async with house.store() as store:
        return (await store.partners.create(name=name, **given)).id


def words_of(thing: object) -> str:
    """Every text of a message or view, in order."""
    found: list[str] = []

    def walk(part: object) -> None:
        if isinstance(part, dict):
            found.extend(value for key, value in part.items() if key == "text" and isinstance(value, str))
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(thing)
    return "\n".join(found)


def shown_to(house: House, user_id: str) -> str:
    """The message that only this person sees, as it stands now."""
    return words_of(house.playground.ephemerals(user_id)[-1])


async def test_a_new_partner_with_every_field(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner new Centre Rivière-Nord", channel=GENERAL)
    assert amelie.modal["title"]["text"] == "New partner"
    await amelie.change("Kinds of organization", ["community", "settlement"])
    await amelie.change("Reasons to partner", ["pooling", "outreach"])
    amelie.fill("Who they serve", "Newcomers")
    amelie.fill("Region", "Durham Region")
    await amelie.change("Languages", ["fr", "en"])
    amelie.fill("Website", "riviere-nord.example/accueil?a=1&b=2")
    await amelie.change("Home channel", RIVER)
    await amelie.change("Colleagues", [SAM])
    amelie.fill("Contact 1: name", "Maria Silva")
    amelie.fill("contact_title.n0", "Coordinator")
    amelie.fill("contact_email.n0", "maria@riviere-nord.example")
    amelie.fill("contact_phone.n0", "905 555-0199")
    await amelie.click("Add another contact")
    assert amelie.modal["state"]["values"]["contact_name.n0"]["field"]["value"] == "Maria Silva"
    amelie.fill("Contact 2: name", "Jean Côté")
    assert await amelie.submit() == {}
    card = words_of(amelie.modal)
    for shown in ("Centre Rivière-Nord", "Identified · community · settlement", "Durham Region", "Maria Silva"):
        assert shown in card
    async with house.store() as store:
        partner = (await store.partners.find("riviere"))[0]
        said = await store.partners.description(partner)
        assert said.website == "https://riviere-nord.example/accueil?a=1&b=2"
        assert (said.owner_id, said.people, said.channel_id) == (AMELIE, (SAM,), RIVER)
        assert [one.name for one in await store.contacts.of(partner)] == ["Maria Silva", "Jean Côté"]
        assert [move.stage_to for move in await store.partners.moves(partner)] == [Stage.identified]
        assert await store.drafts.find(user_id=AMELIE, form="partners.new", subject="") is None
    assert house.playground.refused == []


@pytest.mark.parametrize("name", NASTY)
async def test_odd_names_are_kept_and_shown_as_typed(house: House, name: str) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner new", channel=GENERAL)
    for field in ("Name", "Who they serve", "Region", "Contact 1: name", "contact_title.n0", "contact_phone.n0"):
        amelie.fill(field, name[:60] if "phone" in field else name)
    assert await amelie.submit() == {}
    async with house.store() as store:
        page = await store.partners.page()
        assert [line.name for line in page.lines] == [name]
    said = await amelie.command("/partner list", channel=GENERAL)
    assert "<!channel>" not in words_of(said)
    assert "<@U_SAM>" not in words_of(said)
    if "<" in name:
        assert "&lt;!channel&gt; &lt;@U_SAM&gt; &lt;/&gt;&amp;" in words_of(said)
    said = await amelie.command(f"/partner show {name}", channel=GENERAL)
    assert "Not met yet." in words_of(said)
    assert "<!channel>" not in words_of(said)
    assert house.playground.refused == []


async def test_what_cannot_be_kept_is_said_at_its_field(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner new {'x' * 3000}", channel=GENERAL)
    assert amelie.modal["state"]["values"]["name"]["field"]["value"] == "x" * 200
    amelie.fill("Name", "\u200b")
    assert "name" in await amelie.submit()
    amelie.fill("Name", "Harbour")
    amelie.fill("Website", "not an address")
    assert "address" in (await amelie.submit())["website"]
    amelie.fill("Website", "javascript://x.example/<y>")
    assert "website" in await amelie.submit()
    amelie.fill("Website", None)
    amelie.fill("contact_email.n0", "maria")
    assert "contact_email.n0" in await amelie.submit()
    amelie.fill("contact_email.n0", "maria@river.example")
    assert "contact_name.n0" in await amelie.submit()
    amelie.fill("contact_name.n0", "Maria")
    amelie.fill("Who they serve", "Ali, 130 692 544")
    assert "social insurance" in (await amelie.submit())["serves"]
    amelie.fill("Who they serve", "Newcomers")
    await amelie.change("Owner", GUEST)
    assert "Gwen" in (await amelie.submit())["owner"]
    await amelie.change("Owner", SAM)
    await amelie.change("Confidential", ["yes"])
    await amelie.change("Home channel", GENERAL)
    assert "private" in (await amelie.submit())["channel"]
    await amelie.change("Home channel", SECRET)
    assert await amelie.submit() == {}
    async with house.store() as store:
        assert len((await store.partners.page()).lines) == 1
    assert house.playground.refused == []


async def test_a_channel_without_the_bot_is_said(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner new Harbour", channel=GENERAL)
    await amelie.change("Home channel", WITHOUT_BOT)
    assert await amelie.submit() == {}
    assert "/invite @Liaison" in words_of(amelie.modal)
    assert house.playground.refused == []


@pytest.mark.parametrize("typed", ["centre riviere nord", "Centre Rivère-Nord", "CENTRE RIVIÈRE-NORD INC."])
async def test_a_near_duplicate_is_asked_about(house: House, typed: str) -> None:
    await add(house, "Centre Rivière-Nord")
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner new {typed}", channel=GENERAL)
    amelie.fill("Region", "Durham")
    assert await amelie.submit() == {}
    assert "Nothing has been added yet" in words_of(amelie.modal)
    assert await amelie.submit() == {}
    assert "Nothing has been added yet" in words_of(amelie.modal)
    await amelie.click("Open the existing one")
    assert "Centre Rivière-Nord" in words_of(amelie.modal)
    await amelie.close()
    await amelie.click("It is a different organization")
    assert amelie.modal["state"]["values"]["region"]["field"]["value"] == "Durham"
    async with house.store() as store:
        assert len((await store.partners.page()).lines) == 1
    assert await amelie.submit() == {}
    async with house.store() as store:
        assert len((await store.partners.page()).lines) == 2
    assert house.playground.refused == []


async def test_submitted_twice_is_one_partner(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner new Harbour", channel=GENERAL)
    await amelie.submit(twice=True)
    async with house.store() as store:
        assert len((await store.partners.page()).lines) == 1


async def test_a_form_left_is_offered_back(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner new", channel=GENERAL)
    await amelie.change("Name", "Harbour Lights")
    await amelie.change("Kinds of organization", ["health"])
    await amelie.close()
    await amelie.command("/partner new", channel=GENERAL)
    assert "Continuing where you left off" in words_of(amelie.modal)
    assert amelie.modal["state"]["values"]["name"]["field"]["value"] == "Harbour Lights"
    await amelie.close()
    await amelie.command("/partner new Meadow", channel=GENERAL)
    assert "“Harbour Lights” is not finished yet" in words_of(amelie.modal)
    await amelie.click("Continue with it")
    assert amelie.modal["state"]["values"]["name@1"]["field"]["value"] == "Harbour Lights"
    await amelie.click("Start afresh")
    assert amelie.modal["state"]["values"]["name@2"]["field"].get("value") is None
    assert house.playground.refused == []


async def test_show_finds_forgivingly(house_anywhere: House) -> None:
    house = house_anywhere
    await add(house, "Centre Rivière-Nord")
    await add(house, "Centre Rivière-Sud")
    amelie = house.playground.person(AMELIE)
    assert "*Centre Rivière-Nord*" in words_of(
        await amelie.command("/partner show centre rivere nord", channel=GENERAL)
    )
    said = await amelie.command("/partner fiche centre", channel=GENERAL)
    assert "Several partners" in words_of(said)
    await amelie.click("Centre Rivière-Sud", message=said[0])
    assert "Not met yet." in shown_to(house, AMELIE)
    assert "no partner called “xyzzy”" in words_of(await amelie.command("/partner show xyzzy", channel=GENERAL))
    assert "Did you mean" in words_of(await amelie.command("/partner show central park", channel=GENERAL))
    assert "Which partner?" in words_of(await amelie.command("/partner show", channel=GENERAL))
    said = await amelie.command(f"/partner show {'<!channel>' * 300}", channel=GENERAL)
    assert "no partner called" in words_of(said)
    assert house.playground.refused == []


async def test_edit_is_pre_filled_and_kept_in_the_history(house: House) -> None:
    await add(house, "Harbour", region="Durham")
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner edit harbour", channel=GENERAL)
    assert amelie.modal["state"]["values"]["region"]["field"]["value"] == "Durham"
    amelie.fill("Name", "Harbour Lights")
    amelie.fill("Region", "York")
    amelie.fill("Contact 1: name", "Maria")
    assert await amelie.submit() == {}
    assert "Saved." in words_of(amelie.modal)
    await amelie.click("partners.more", option="Full history")
    history = words_of(amelie.modal)
    assert "Region: Durham → York" in history
    assert "Name: Harbour → Harbour Lights" in history
    await amelie.close(clear=True)
    await amelie.command("/partner edit harbour", channel=GENERAL)
    row = next(name for name in amelie.modal["state"]["values"] if name.startswith("contact_name.c"))
    amelie.fill(row, None)
    assert await amelie.submit() == {}
    async with house.store() as store:
        partner = (await store.partners.find("harbour lights"))[0]
        assert await store.contacts.of(partner) == []
    assert house.playground.refused == []


async def test_an_edit_meanwhile_is_shown_and_nothing_is_lost(house_anywhere: House) -> None:
    house = house_anywhere
    partner_id = await add(house, "Harbour", region="Durham", people=[SAM])
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    await sam.command("/partner edit harbour", channel=GENERAL)
    await amelie.command("/partner edit harbour", channel=GENERAL)
    amelie.fill("Region", "York")
    assert await amelie.submit() == {}
    sam.fill("Region", "Peel")
    assert await sam.submit() == {}
    told = words_of(sam.modal)
    assert "*Amélie saved changes" in told
    assert "Region: York" in told
    assert sam.modal["state"]["values"]["region"]["field"]["value"] == "Peel"
    assert await sam.submit() == {}
    async with house.store() as store:
        assert (await store.partners.get(partner_id)).organization.region == "Peel"
    assert house.playground.refused == []


async def test_a_form_that_goes_on_says_what_a_colleague_saved_since(house: House) -> None:
    await add(house, "Harbour", region="Durham", people=[SAM])
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    await sam.command("/partner edit harbour", channel=GENERAL)
    await sam.change("name", "Harbour House")
    await sam.close()
    await sam.command("/partner edit harbour", channel=GENERAL)
    assert "saved changes" not in words_of(sam.modal)
    await sam.close()
    await house.pass_time(timedelta(minutes=1))
    await amelie.command("/partner edit harbour", channel=GENERAL)
    amelie.fill("Region", "York")
    assert await amelie.submit() == {}
    await sam.command("/partner edit harbour", channel=GENERAL)
    told = words_of(sam.modal)
    assert "*Amélie saved changes" in told
    assert "Region: York" in told
    assert sam.modal["state"]["values"]["name"]["field"]["value"] == "Harbour House"


async def test_who_keeps_a_confidential_partner_to_others_is_told_why_it_is_gone(house: House) -> None:
    await add(house, "Harbour", people=[SAM])
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    sam = house.playground.person(SAM)
    await sam.command("/partner edit harbour", channel=GENERAL)
    await sam.change("people", [])
    await sam.change("confidential", ["Only its owner, these colleagues and coordinators may see it"])
    assert await sam.submit() == {}
    assert "only its owner and the colleagues named on it see it now" in words_of(sam.modal)
    assert house.playground.refused == []


async def test_only_those_named_may_change_it(house: House) -> None:
    await add(house, "Harbour")
    sam = house.playground.person(SAM)
    assert "role" in words_of(await sam.command("/partner edit harbour", channel=GENERAL))
    assert "role" in words_of(await sam.command("/partner archive harbour", channel=GENERAL))
    said = await sam.command("/partner show harbour", channel=GENERAL)
    assert "Record a meeting" not in words_of(said)
    assert sam.modal is None


async def test_archived_and_back(house: House) -> None:
    await add(house, "Harbour")
    amelie = house.playground.person(AMELIE)
    said = await amelie.command("/partner archive harbour", channel=GENERAL)
    assert "is archived" in words_of(said)
    assert "No partners yet" in words_of(await amelie.command("/partner list", channel=GENERAL))
    assert "Harbour" in words_of(await amelie.command("/partner list archived", channel=GENERAL))
    assert "Harbour is archived." in words_of(await amelie.command("/partner archive harbour", channel=GENERAL))
    await amelie.click("Undo", message=said[0])
    assert "Harbour is back." in "".join(words_of(one) for one in house.playground.ephemerals(AMELIE))
    assert "Harbour" in words_of(await amelie.command("/partner list", channel=GENERAL))
    await amelie.command("/partner archiver harbour", channel=GENERAL)
    assert "is back" in words_of(await amelie.command("/partner restaurer harbour", channel=GENERAL))
    assert house.playground.refused == []


async def test_confidential_is_absent_everywhere(house: House) -> None:
    partner_id = await add(house, "Quiet Harbour", confidential=True)
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    sam = house.playground.person(SAM)
    for command in ("show quiet harbour", "edit harbour", "archive quiet", "stage quiet harbuor", "list quiet"):
        said = words_of(await sam.command(f"/partner {command}", channel=GENERAL))
        assert "Quiet Harbour" not in said
        assert "no partner called" in said or "Nothing found" in said
    assert "No partners yet" in words_of(await sam.command("/partner list", channel=GENERAL))
    await sam.command("/partner new Quiet Harbour", channel=GENERAL)
    assert await sam.submit() == {}
    assert "Added." in words_of(sam.modal)
    async with house.store() as store:
        assert partner_id in [partner.id for partner in await store.partners.find("quiet harbour")]
        await store.members.give_roles({Role.owner: [AMELIE], Role.coordinator: [SAM]})
    await house.pass_time(timedelta(minutes=2))
    assert "Several partners" in words_of(await sam.command("/partner show quiet harbour", channel=GENERAL))


async def test_in_french(house: House) -> None:
    await add(house, "Centre Rivière-Nord")
    marc = house.playground.person(MARC)
    await marc.command("/partner nouveau", channel=GENERAL)
    assert marc.modal["title"]["text"] == "Nouveau partenaire"
    await marc.close()
    assert "Repéré" in words_of(await marc.command("/partner voir riviere", channel=GENERAL))
    assert "Partenaires" in words_of(await marc.command("/partner liste", channel=GENERAL))
    assert house.playground.refused == []
