"""App Home: who I am, what I promised, my partners with their next step."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlalchemy import event

from storage.members import Role
from storage.partners import Stage
from tests.crowd import crowd
from tests.house import AMELIE, GENERAL, GUEST, MARC, SAM, House
from tests.promised import sees


def seen(view: dict[str, Any] | None) -> str:
    assert view is not None
    return str(view["blocks"])


async def test_a_first_look(house_anywhere: House) -> None:
    house = house_anywhere
    home = await house.playground.person(SAM).open_home()
    assert all(words in seen(home) for words in ("Hello, Sam", "You are a member", "None yet", "New partner", "Help"))
    assert house.playground.refused == []


async def test_my_partners_their_next_step_and_what_i_promised(house_anywhere: House) -> None:
    house = house_anywhere
    sam = house.playground.person(SAM)
    await house.playground.person(AMELIE).open_home()
    await sam.open_home()
    async with house.store() as store:
        river = await store.partners.create(name="Centre <Rivière-Nord>", owner_id=SAM)
        pines = await store.partners.create(name="Atelier des Pins", owner_id=AMELIE, people=[SAM])
        await store.partners.create(name="Elsewhere", owner_id=AMELIE)
        pines.stage = Stage.exploring
        mine = await store.actions.add(
            partner_id=river.id, what="Draft & send", assignee_id=SAM, due_on=date(2026, 11, 11)
        )
        await store.actions.add(partner_id=river.id, what="Not mine", assignee_id=AMELIE)
    home = seen(await sam.open_home())
    assert "Centre &lt;Rivière-Nord&gt;*\\nnext: get in touch" in home
    assert "Atelier des Pins*\\nnext: agree on goals" in home
    assert "Draft &amp; send" in home
    assert "overdue since Wed 11 Nov" in home
    assert "Elsewhere" not in home
    assert "Not mine" not in home
    assert home.index("Identified") < home.index("Exploring")
    assert "Amélie" in home  # whom to ask
    await sam.click(f"action:{mine.id}")
    assert "Draft" not in seen(sam.home)
    async with house.store() as store:
        assert (await store.actions.get(mine.id)).settled_by == SAM
    assert house.playground.refused == []


async def test_it_holds_with_500_partners_and_something_of_everything_with_each(house: House) -> None:
    """As many statements as with one partner, and no more blocks than Slack takes; nor has the window of the week."""
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    await amelie.open_home()
    await sam.open_home()
    async with house.store() as store:
        await crowd(store, SAM, 1)
        await crowd(store, AMELIE, 500)
    with counted(house) as of_one:
        await sam.open_home()
    with counted(house) as of_many:
        home = await amelie.open_home()
    assert len(of_many) == len(of_one)
    assert len(of_many) <= 30
    assert home is not None
    assert len(home["blocks"]) <= 100
    for words in ("Your actions", "Your partners (500)", "and 494 more", "and 49 more", "`/partner actions mine`"):
        assert words in seen(home), words
    with counted(house) as of_the_week:
        await amelie.command("/partner week", channel=GENERAL)
    assert len(of_the_week) <= 30
    assert amelie.modal is not None
    assert 60 < len(amelie.modal["blocks"]) <= 100
    await amelie.click("week.turn")
    assert "and 494 more" in seen(amelie.modal)
    assert house.playground.refused == []


@contextmanager
def counted(house: House) -> Iterator[list[str]]:
    """The statements that are sent to the database within the block."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    engine = house.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def published(house: House) -> int:
    """How often a Home tab was put up."""
    return len(house.playground.traffic.named("views.publish"))


async def test_it_is_put_up_only_when_something_is_new(house: House) -> None:
    """A restart puts nothing up again; another day does, and so does a tab that Slack does not have any more."""
    sam = house.playground.person(SAM)
    await sam.open_home()
    await sam.open_home()
    assert published(house) == 1
    await house.restart()
    await sam.open_home()
    assert published(house) == 1
    await house.pass_time(timedelta(days=4))  # another week
    assert "Week of Mon 16 Nov" in seen(await sam.open_home())
    assert published(house) == 2
    house.playground.workspace.views._homes.clear()  # as when the app was installed anew
    assert "Week of Mon 16 Nov" in seen(await sam.open_home())
    assert published(house) == 3
    house.playground.workspace.views.home(SAM).replace({"type": "home", "blocks": []})  # another one overtook ours
    assert "Week of Mon 16 Nov" in seen(await sam.open_home())
    assert published(house) == 4
    assert house.playground.refused == []


async def test_it_follows_what_the_person_does_and_nobody_else(house: House) -> None:
    sam, amelie = house.playground.person(SAM), house.playground.person(AMELIE)
    await amelie.command("/partner help", channel=GENERAL)
    await sam.open_home()
    async with house.store() as store:
        partner = await store.partners.create(name="Rivière-Nord", owner_id=SAM)
        await store.actions.add(partner_id=partner.id, what="Draft", assignee_id=SAM, due_on=date(2026, 11, 13))
    await sam.command("/partner actions mine", channel=GENERAL)
    await house.settle()
    assert published(house) == 1  # looking changes nothing
    await sam.click("actions.more", option="Mark as done")
    await house.settle()
    assert published(house) == 2
    assert "Draft" not in seen(sam.home)
    assert "Rivière-Nord" in seen(sam.home)
    await sam.command("/partner settings", channel=GENERAL)
    sam.fill("language", "Français")
    assert await sam.submit() == {}
    await house.settle()
    assert "Bonjour, Sam" in seen(sam.home)
    async with house.store() as store:
        await store.actions.add(partner_id=1, what="Later", assignee_id=AMELIE)
    await amelie.command("/partner actions", channel=GENERAL)
    await amelie.click("actions.more", option="Mark as done")
    await house.settle()
    assert amelie.home is None  # she has never looked
    assert house.playground.refused == []


async def test_a_home_tab_that_cannot_be_put_up_costs_nothing_else(house: House) -> None:
    sam = house.playground.person(SAM)
    await sam.open_home()
    async with house.store() as store:
        partner = await store.partners.create(name="Rivière-Nord", owner_id=SAM)
        await store.actions.add(partner_id=partner.id, what="Draft", assignee_id=SAM, due_on=date(2026, 11, 13))
    house.playground.faults.drop("views.publish")
    await sam.command("/partner actions mine", channel=GENERAL)
    await sam.click("actions.more", option="Mark as done")
    await house.settle()
    assert "done by Sam" in sees(house, SAM)
    assert "Rivière-Nord" not in seen(sam.home)
    assert "Rivière-Nord" in seen(await sam.open_home())
    assert all(one.status == 200 for one in house.playground.traffic if one.direction == "to app")


async def test_in_french(house: House) -> None:
    home = seen(await house.playground.person(MARC).open_home())
    assert "Bonjour, Marc" in home
    assert "Nouveau partenaire" in home
    assert house.playground.refused == []


async def test_a_viewer_sees_no_buttons_that_change_anything(house: House) -> None:
    sam = house.playground.person(SAM)
    await house.playground.person(AMELIE).open_home()
    await sam.open_home()
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.viewer: [SAM]})
    await house.pass_time(timedelta(minutes=1))
    home = seen(await sam.open_home())
    assert "You are a viewer" in home
    assert "New partner" not in home
    assert "Record a meeting" not in home


async def test_a_guest_sees_why_there_is_nothing(house: House) -> None:
    home = seen(await house.playground.person(GUEST).open_home())
    assert "for the members of this workspace" in home
    assert house.playground.refused == []


async def test_confidential_partners_of_others_are_not_there(house: House) -> None:
    sam = house.playground.person(SAM)
    await house.playground.person(AMELIE).open_home()
    await sam.open_home()
    async with house.store() as store:
        hidden = await store.partners.create(name="Fondation Secrète", owner_id=AMELIE, confidential=True)
        action = await store.actions.add(partner_id=hidden.id, what="Whisper", assignee_id=AMELIE)
        action.assignee_id = SAM
    home = seen(await sam.open_home())
    assert "Secrète" not in home
    assert "Whisper" not in home


async def test_the_quick_buttons_open_what_they_say(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    for label in ("New partner", "Record a meeting", "Plan sessions", "Settings", "Help"):
        await amelie.open_home()
        await amelie.click(label)
        assert amelie.modal is not None, label
        await amelie.close(clear=True)
    assert house.playground.refused == []


async def test_the_messages_tab_publishes_nothing(house: House) -> None:
    assert await house.playground.person(SAM).open_home(tab="messages") is None
    await house.playground.person(SAM).command("/partner help", channel=GENERAL)
    assert house.playground.refused == []
