"""Somebody is always the owner: taking it on, being asked for another role, naming one from the command line."""

import pytest

from bot.asked import NoEmails, NoSuchPerson, NoSuchWorkspace
from bot.owner import name_owner
from storage.errors import HasLeft, NoRole
from storage.members import Role
from tests.house import AMELIE, GENERAL, GUEST, MARC, OUTSIDER, SAM, House
from tests.installing import Town, refused

OFFER = "Nobody has been named to look after Liaison here."


async def role(house: House, user_id: str) -> tuple[Role, bool]:
    async with house.store() as store:
        member = await store.members.by_user(user_id)
    assert member is not None
    return member.role, member.role_given


def shown(view: object) -> str:
    return str(view)


async def test_the_first_admin_who_opens_liaison_is_offered_it(house_anywhere: House) -> None:
    """With a single token nobody has installed it. Taken on, it stays theirs when they are no admin any more."""
    house = house_anywhere
    amelie = house.playground.person(AMELIE)
    assert OFFER in shown(await amelie.open_home())
    assert OFFER not in shown(await house.playground.person(SAM).open_home())
    await amelie.click("I will look after it")
    await house.settle()
    assert OFFER not in shown(amelie.home)
    assert await role(house, AMELIE) == (Role.owner, True)
    house.playground.workspace.people[AMELIE].is_admin = False
    user = house.playground.workspace.user_object(house.playground.workspace.people[AMELIE], with_locale=True)
    house.playground.workspace.event({"type": "user_change", "user": user})
    await house.playground.events.settle()
    assert await role(house, AMELIE) == (Role.owner, True)
    assert house.playground.refused == []


async def test_naming_somebody_else_in_the_settings_ends_the_offer(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.open_home()
    await amelie.click("Name somebody else")
    amelie.fill("owner", [AMELIE, SAM])
    assert await amelie.submit() == {}
    assert OFFER not in shown(await amelie.open_home())
    assert await role(house, SAM) == (Role.owner, True)


async def test_a_refusal_names_who_can_change_it_and_asks_them(house_anywhere: House) -> None:
    """Pressed twice, they are asked once."""
    house = house_anywhere
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    await amelie.command("/partner help", channel=GENERAL)
    [said] = await sam.command("/partner import", channel=GENERAL)
    assert said["text"] == ("Your role here does not include that. Amélie can change it in /partner settings.")
    for _ in range(2):
        again = await sam.command("/partner import", channel=GENERAL)
        await sam.click("Ask Amélie", message=again[0])
    assert "Your request goes to Amélie" in str(house.playground.workspace.ephemerals[SAM])
    await house.settle()
    [asked] = house.playground.messages(amelie.dm)
    assert asked["text"].startswith("*Sam* asks for another role in Liaison. Their role now: member.")
    await amelie.click("Settings", message=asked)
    assert amelie.modal["title"]["text"] == "Settings"
    assert house.playground.refused == []


async def test_who_owns_nothing_cannot_be_asked(house: House) -> None:
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    sam = house.playground.person(SAM)
    [said] = await sam.command("/partner import", channel=GENERAL)
    said["blocks"][1]["elements"][0]["value"] = MARC
    house.playground.workspace.ephemerals[SAM][-1] = said
    await sam.click("Ask Amélie", message=said)
    await house.settle()
    assert house.playground.messages(house.playground.person(MARC).dm) == []


async def test_where_nobody_owns_it_the_refusal_says_how_somebody_comes_to(house: House) -> None:
    [said] = await house.playground.person(SAM).command("/partner import", channel=GENERAL)
    assert "nobody owns Liaison here yet" in said["text"]
    assert "Ask" not in str(said.get("blocks"))


async def test_in_french(house: House) -> None:
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    [said] = await house.playground.person(MARC).command("/partner import", channel=GENERAL)
    assert said["text"] == (
        "Votre rôle ne le permet pas. Pour le changer dans /partner paramètres, adressez-vous à Amélie."
    )
    assert "Demander à Amélie" in str(said["blocks"])


async def test_the_command_line_names_an_owner(house_anywhere: House) -> None:
    """By Slack id; a guest or somebody of another organization is refused."""
    house = house_anywhere
    settings = house.liaison.settings
    assert await name_owner(settings, who=SAM, workspace=None) == "Sam"
    assert await role(house, SAM) == (Role.owner, True)
    for user_id in (GUEST, OUTSIDER):
        with pytest.raises(NoRole):
            await name_owner(settings, who=user_id, workspace=None)
    with pytest.raises(NoSuchPerson):
        await name_owner(settings, who="U_NOBODY", workspace=None)
    house.playground.workspace.people[MARC].deleted = True
    with pytest.raises(HasLeft):
        await name_owner(settings, who=MARC, workspace=None)


async def test_by_email_where_that_may_be_read(house: House) -> None:
    settings, workspace = house.liaison.settings, house.playground.workspace
    assert await name_owner(settings, who=workspace.people[SAM].email, workspace=None) == "Sam"
    with pytest.raises(NoSuchPerson):
        await name_owner(settings, who="nobody@people.example", workspace=None)
    workspace.scopes.discard("users:read.email")
    with pytest.raises(NoEmails):
        await name_owner(settings, who=workspace.people[MARC].email, workspace=None)


async def test_an_owner_is_named_in_one_of_several_workspaces(here: Town) -> None:
    for playground in here.workspaces:
        await here.install(playground)
    await name_owner(here.liaison.settings, who=SAM, workspace="T0SOUTH")
    with pytest.raises(NoSuchWorkspace):
        await name_owner(here.liaison.settings, who=SAM, workspace=None)
    for playground, expected in zip(here.workspaces, (None, Role.owner), strict=True):
        row = await here.row(playground)
        async with here.liaison.database.store(row.id) as store:
            member = await store.members.by_user(SAM)
        assert (member and member.role) == expected
    assert refused(here) == []
