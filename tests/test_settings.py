"""Settings: the workspace's, a person's own, roles, languages."""

from datetime import UTC, date, datetime, time, timedelta

import holidays
import pytest

from messages import zones
from storage.members import Role
from storage.nudges import DUE
from tests.house import AMELIE, GENERAL, GUEST, MARC, PEOPLE, PRIYA, SAM, STRANGER, WITHOUT_BOT, House
from tests.installing import Town


async def meet(house: House, *user_ids: str) -> None:
    for user_id in user_ids:
        await house.playground.person(user_id).command("/partner help", channel=GENERAL)


async def roles(house: House) -> dict[str, Role]:
    async with house.store() as store:
        found = [await store.members.by_user(person.id) for person in PEOPLE]
    return {member.user_id: member.role for member in found if member is not None}


async def test_they_begin_from_the_first_persons_own(house_anywhere: House) -> None:
    house = house_anywhere
    await meet(house, GUEST, MARC, AMELIE)
    async with house.store() as store:
        settings = await store.settings.get()
    assert (settings.time_zone, settings.language, settings.province) == ("America/Montreal", "fr", "QC")


async def test_they_begin_from_the_installers_own_when_somebody_else_is_first(here: Town) -> None:
    north, _ = here.workspaces
    await here.install(north, PRIYA)
    await north.person(MARC).command("/partner help", channel=GENERAL)
    row = await here.row(north)
    async with here.liaison.database.store(row.id) as store:
        settings = await store.settings.get()
    assert (settings.time_zone, settings.language, settings.province) == ("America/St_Johns", "en", "NL")


async def test_an_owner_changes_everything_at_once(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = house.playground.person(AMELIE)
    await meet(house, AMELIE, SAM, MARC)
    await amelie.command("/partner settings", channel=GENERAL)
    assert amelie.modal is not None
    offered = await amelie.options("time_zone", "")
    assert offered[0] == ("St. John’s", "America/St_Johns")
    assert ("Regina, Saskatoon", "America/Regina") in await amelie.options("time_zone", "sask")
    provinces = next(one["element"]["options"] for one in amelie.modal["blocks"] if one["block_id"] == "province")
    assert {one["value"] for one in provinces} == {*holidays.CA.subdivisions}
    amelie.fill("time_zone", "America/Regina")
    amelie.fill("language", "Français")
    amelie.fill("province", "Saskatchewan")
    amelie.fill("default_channel", GENERAL)
    amelie.fill("quiet_from", "20:00")
    amelie.fill("quiet_until", "07:00")
    amelie.fill("coordinator", [SAM])
    amelie.fill("viewer", [PRIYA, MARC])
    assert await amelie.submit(twice=True) == {}
    async with house.store() as store:
        settings = await store.settings.get()
    assert (settings.time_zone, settings.language, settings.province) == ("America/Regina", "fr", "SK")
    assert (settings.default_channel, settings.quiet_from, settings.quiet_until) == (GENERAL, time(20), time(7))
    assert await roles(house) == {
        AMELIE: Role.owner, SAM: Role.coordinator, MARC: Role.viewer, PRIYA: Role.viewer,
    }  # fmt: skip
    assert house.playground.refused == []


@pytest.mark.parametrize(
    ("field", "value", "refused"),
    [
        ("owner", [GUEST], "can hold no role"),
        ("viewer", [STRANGER], "can hold no role"),
        ("viewer", [AMELIE], "two roles"),
        ("default_channel", WITHOUT_BOT, "/invite @Liaison"),
    ],
)
async def test_what_cannot_be_is_said_on_its_field(house: House, field: str, value: object, refused: str) -> None:
    amelie = house.playground.person(AMELIE)
    await meet(house, AMELIE)
    await amelie.command("/partner settings", channel=GENERAL)
    amelie.fill(field, value)
    assert refused in (await amelie.submit())[field]
    assert (await roles(house))[AMELIE] is Role.owner


async def test_at_least_one_owner_stays(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await meet(house, AMELIE, SAM)
    async with house.store() as store:
        sam = await store.members.by_user(SAM)
        assert sam is not None
        sam.left = True
    await amelie.command("/partner settings", channel=GENERAL)
    amelie.fill("owner", [SAM])
    assert "At least one owner" in (await amelie.submit())["owner"]
    amelie.fill("owner", [PRIYA])
    assert await amelie.submit() == {}
    assert (await roles(house))[AMELIE] is Role.member
    await amelie.command("/partner settings", channel=GENERAL)
    assert amelie.modal is not None
    assert amelie.modal["title"]["text"] == "My settings"  # and Slack's admins do not become owners again by themselves
    await house.pass_time(timedelta(days=2))
    await meet(house, AMELIE)
    assert (await roles(house))[AMELIE] is Role.member


async def test_a_stale_form_of_a_former_owner_changes_nothing(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await meet(house, AMELIE, SAM)
    await amelie.command("/partner settings", channel=GENERAL)
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [SAM]})
    await house.pass_time(timedelta(minutes=1))
    amelie.fill("quiet_from", "01:00")
    assert "Your role here does not include that" in str(await amelie.submit())
    async with house.store() as store:
        assert (await store.settings.get()).quiet_from == time(18)


async def test_a_persons_own_language_wins_over_slacks(house: House) -> None:
    marc = house.playground.person(MARC)
    assert "Type" not in str(await marc.command("/partner paramètres", channel=GENERAL))
    assert marc.modal is not None
    assert marc.modal["title"]["text"] == "Mes paramètres"
    marc.fill("language", "English")
    assert await marc.submit() == {}
    await marc.command("/partner parametres", channel=GENERAL)
    assert marc.modal["title"]["text"] == "My settings"
    marc.fill("language", "slack")
    assert await marc.submit() == {}
    await marc.command("/partner settings", channel=GENERAL)
    assert marc.modal["title"]["text"] == "Mes paramètres"
    assert house.playground.refused == []


async def test_the_language_follows_slack_when_it_changes_there(house: House) -> None:
    sam = house.playground.person(SAM)
    await meet(house, SAM)
    await changed(house, SAM, locale="fr-FR")
    await sam.command("/partner settings", channel=GENERAL)
    assert sam.modal is not None
    assert sam.modal["title"]["text"] == "Mes paramètres"


async def test_who_is_known_is_answered_while_slack_tells_nothing_of_them(house: House) -> None:
    await meet(house, SAM)
    await house.pass_time(timedelta(days=2))
    house.playground.faults.answer("users.info", "fatal_error", times=9)
    said = await house.playground.person(SAM).command("/partner help", channel=GENERAL)
    assert "/partner new" in said[0]["text"]
    said = await house.playground.person(MARC).command("/partner help", channel=GENERAL)
    assert "ref" in said[0]["text"]


async def changed(house: House, user_id: str, **now: str | bool) -> None:
    person = house.playground.workspace.people[user_id]
    for name, value in now.items():
        setattr(person, name, value)
    user = house.playground.workspace.user_object(person, with_locale=True)
    house.playground.workspace.event({"type": "user_change", "user": user})
    await house.playground.events.settle()


async def test_a_change_of_somebody_never_met_is_not_kept(house: House) -> None:
    await meet(house, AMELIE)
    await changed(house, PRIYA, display_name="Pri")
    assert PRIYA not in await roles(house)


@pytest.mark.parametrize(
    ("who", "typed", "due_at"),
    [
        (SAM, {"quiet": "own", "quiet_until": "10:15"}, datetime(2026, 11, 15, 15, 15, tzinfo=UTC)),
        (AMELIE, {"quiet_until": "11:00"}, datetime(2026, 11, 15, 16, 0, tzinfo=UTC)),
    ],
    ids=["a person's own", "the workspace's"],
)
async def test_quiet_hours_move_what_is_planned(
    house: House, who: str, typed: dict[str, str], due_at: datetime
) -> None:
    person = house.playground.person(who)
    await meet(house, AMELIE, SAM)
    async with house.store() as store:
        river = await store.partners.create(name="Centre Rivière-Nord", owner_id=AMELIE)
        await store.actions.add(partner_id=river.id, what="Draft", assignee_id=SAM, due_on=date(2026, 11, 16))
    await person.command("/partner settings", channel=GENERAL)
    for field, value in typed.items():
        person.fill(field, value)
    assert await person.submit() == {}
    async with house.store() as store:
        planned = await store.reminders.about(subject=f"member:{SAM}", kind=DUE)
    assert planned[0].due_at == due_at


async def test_own_settings_beside_the_workspaces(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner settings", channel=GENERAL)
    await amelie.click("My own settings")
    assert len(amelie.modals) == 2
    amelie.fill("language", "fr")
    assert await amelie.submit() == {}
    await amelie.close()
    await amelie.command("/partner settings", channel=GENERAL)
    assert amelie.modal is not None
    assert amelie.modal["title"]["text"] == "Paramètres"
    assert house.playground.refused == []


def test_zones_are_found_by_city() -> None:
    assert next(one["value"] for one in zones.find("montreal")) == "America/Toronto"
    assert [one["value"] for one in zones.find("PARIS")] == ["Europe/Paris"]
    assert "America/Argentina/Buenos_Aires" in [one["value"] for one in zones.find("buenos")]
    assert zones.find("nowhere at all") == []
    assert len(zones.find("a")) <= 100
