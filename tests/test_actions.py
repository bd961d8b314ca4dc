"""Action items: the list, done and reopened, handing on, and whose they are."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from messages import actions as words_of_actions
from messages.words import Words
from storage.actions import Action, ActionState, Cursor, Side
from storage.members import Role
from tests.house import AMELIE, GENERAL, GUEST, MARC, PRIYA, SAM, House
from tests.promised import FRI, MON, THU, at, met, partner, promise, said, sees, waiting


@pytest.mark.parametrize("cursor", [Cursor(FRI, 7), Cursor(None, 12)])
def test_a_page_is_found_again(cursor: Cursor) -> None:
    place = words_of_actions.page_of("partner:3@2026-11-12.1", cursor)
    assert place.startswith("partner:3@")
    assert words_of_actions.cursor_of(place) == cursor
    assert words_of_actions.cursor_of("mine") is None


@pytest.mark.parametrize(
    ("due_on", "english", "french"),
    [
        (THU, "due today", "aujourd’hui"),
        (FRI, "due tomorrow", "demain"),
        (MON, "due Mon", "lun."),
        (date(2026, 11, 11), "overdue since Wed", "en retard"),
        (None, "no date", "sans date"),
        (date(2027, 1, 4), "2027", "2027"),
    ],
)
def test_when_it_is_due_in_words(due_on: date | None, english: str, french: str) -> None:
    action = Action(due_on=due_on, state=ActionState.open)
    assert english in words_of_actions.due(Words("en", ZoneInfo("UTC")), action, THU)
    assert french in words_of_actions.due(Words("fr", ZoneInfo("UTC")), action, THU)


async def test_done_and_reopened_where_it_is_listed(house: House) -> None:
    sam = house.playground.person(SAM)
    await met(house, AMELIE, SAM)
    river = await partner(house)
    draft = await promise(house, river, "Send the draft schedule", assignee_id=SAM, due_on=FRI)
    await promise(house, river, "Book a room", assignee_id=AMELIE)
    listed = await sam.command("/partner actions mine", channel=GENERAL)
    assert "Send the draft schedule" in said(listed)
    assert "Book a room" not in said(listed)
    await sam.click(f"action:{draft}", option="Mark as done")
    assert "done by Sam" in sees(house, SAM)
    async with house.store() as store:
        assert (await store.actions.get(draft)).settled_by == SAM
    assert await waiting(house, SAM) == []
    await sam.click(f"action:{draft}", option="Reopen")
    assert await waiting(house, SAM) == ["2026-11-14"]  # Thursday's nine o'clock has passed
    everybodys = await sam.command("/partner actions", channel=GENERAL)
    assert "Book a room" in said(everybodys)
    assert house.playground.refused == []


async def test_the_list_of_one_partner_and_its_pages(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await met(house, AMELIE)
    river, other = await partner(house), await partner(house, "Atelier des Pins")
    for number in range(30):
        due_on = None if number % 3 else FRI + timedelta(days=number // 9)
        await promise(house, river, f"Step {number}!", assignee_id=AMELIE, due_on=due_on)
    await promise(house, other, "Elsewhere", assignee_id=AMELIE)
    await amelie.command("/partner actions riviere nord", channel=GENERAL)
    pages = [steps_in(sees(house, AMELIE))]
    for _ in range(3):
        await amelie.click("Show more")
        pages.append(steps_in(sees(house, AMELIE)))
        assert "Elsewhere" not in sees(house, AMELIE)
    assert "Show more" not in sees(house, AMELIE)
    assert [len(page) for page in pages] == [8, 8, 8, 6]
    undated = [number for number in range(30) if number % 3]
    assert [number for page in pages for number in page] == [*range(0, 30, 3), *undated]
    await amelie.click("Back to the first")
    assert steps_in(sees(house, AMELIE)) == pages[0]
    assert "no partner called" in said(await amelie.command("/partner actions zzzz", channel=GENERAL))
    assert house.playground.refused == []


def steps_in(shown: str) -> list[int]:
    """The numbers of the steps that are listed, in their order."""
    return list(dict.fromkeys(int(number) for number in re.findall(r"Step (\d+)!", shown)))


async def test_handing_it_on_tells_the_other_once(house_anywhere: House) -> None:
    house = house_anywhere
    amelie, marc = house.playground.person(AMELIE), house.playground.person(MARC)
    await met(house, AMELIE, SAM)
    draft = await promise(house, await partner(house), "Draft", assignee_id=SAM, due_on=MON)
    await amelie.command("/partner actions", channel=GENERAL)
    await amelie.click(f"action:{draft}", option="Give to somebody")
    amelie.fill("assignee", MARC)
    assert await amelie.submit(twice=True) == {}
    await house.settle()
    [told] = house.playground.dms(MARC)
    assert "Amélie" in told["text"]
    assert "vous a confié" in told["text"]
    assert await waiting(house, SAM) == []
    assert await waiting(house, MARC) == ["2026-11-15", "2026-11-17"]
    await marc.click("C’est fait", message=told["ts"])
    assert "Marc" in said(house.playground.dms(MARC))
    assert house.playground.refused == []


async def test_handing_it_to_somebody_of_the_partner(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await met(house, AMELIE, SAM)
    river = await partner(house)
    async with house.store() as store:
        maria = await store.contacts.add(await store.partners.get(river), name="Maria Silva")
    draft = await promise(house, river, "Draft", assignee_id=SAM, due_on=MON)
    await amelie.command("/partner actions", channel=GENERAL)
    await amelie.click(f"action:{draft}", option="Give to somebody")
    assert list(await amelie.submit()) == ["assignee"]
    amelie.fill("contact", "Maria Silva")
    assert await amelie.submit() == {}
    async with house.store() as store:
        action = await store.actions.get(draft)
    assert (action.side, action.contact_id, action.assignee_id) == (Side.them, maria.id, None)
    assert await waiting(house, SAM) == []
    assert "Maria Silva, of the partner" in sees(house, AMELIE)


async def test_who_left_or_is_a_guest_is_given_nothing(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await met(house, AMELIE, SAM)
    draft = await promise(house, await partner(house), "Draft", assignee_id=SAM)
    await amelie.command("/partner actions", channel=GENERAL)
    await amelie.click(f"action:{draft}", option="Give to somebody")
    amelie.fill("assignee", PRIYA)
    house.playground.workspace.people[PRIYA].deleted = True
    assert "Priya has left" in (await amelie.submit())["assignee"]
    amelie.fill("assignee", GUEST)
    assert "Gwen" in (await amelie.submit())["assignee"]
    async with house.store() as store:
        assert (await store.actions.get(draft)).assignee_id == SAM


async def test_confidential_actions_are_not_there_for_others(house_anywhere: House) -> None:
    house = house_anywhere
    sam = house.playground.person(SAM)
    await met(house, AMELIE, SAM, PRIYA)
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.coordinator: [PRIYA]})
    await house.pass_time(timedelta(minutes=1))  # a role is known from memory for half a minute
    hidden = await partner(house, "Fondation Secrète", secret=True)
    action = await promise(house, hidden, "Whisper", assignee_id=AMELIE, due_on=MON)
    for line in ("/partner actions", "/partner actions mine", "/partner actions Fondation Secrète"):
        assert "Whisper" not in said(await sam.command(line, channel=GENERAL))
    assert "Whisper" in said(await house.playground.person(PRIYA).command("/partner actions", channel=GENERAL))
    async with house.store(by=SAM) as store:
        member = await store.members.by_user(SAM)
        assert member is not None
        with store.seen_by(member):
            assert await store.actions.several([action]) == []
            assert (await store.actions.page())[0] == []


async def test_a_member_changes_only_what_is_theirs(house: House) -> None:
    sam = house.playground.person(SAM)
    await met(house, AMELIE, SAM)
    river = await partner(house)
    theirs = await promise(house, river, "Draft", assignee_id=AMELIE)
    await sam.command("/partner actions", channel=GENERAL)
    heard = await sam.click(f"action:{theirs}", option="Mark as done")
    assert "Your role here does not include that" in said(heard)
    async with house.store() as store:
        assert (await store.actions.get(theirs)).state is ActionState.open


async def test_the_list_in_a_window(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await met(house, AMELIE)
    river = await partner(house)
    draft = await promise(house, river, "Draft", assignee_id=AMELIE, due_on=MON)
    await amelie.open_home()
    await amelie.click(f"partner:{river}")
    await amelie.click("Actions")
    assert amelie.modal is not None
    await amelie.click(f"action:{draft}", option="New date")
    amelie.fill("due", "2026-11-25")
    assert await amelie.submit() == {}
    assert "25 Nov" in str(amelie.modal["blocks"])
    await amelie.click(f"action:{draft}", option="Mark as done")
    assert "done by Amélie" in str(amelie.modal["blocks"])
    assert house.playground.refused == []


@pytest.mark.parametrize(
    "what", ["x" * 300, "&<>" * 100, "*_~`" * 70, "שלום 😀 مرحبا" * 20, "<!channel> <@U1> <#C1|x>"]
)
async def test_any_words_fit_where_they_are_shown(house: House, what: str) -> None:
    sam = house.playground.person(SAM)
    await met(house, AMELIE, SAM)
    river = await partner(house, "&<>" * 60)
    for _ in range(14):
        await promise(house, river, what, assignee_id=SAM, due_on=MON)
    await sam.command("/partner actions mine", channel=GENERAL)
    await sam.open_home()
    await at(house, datetime(2026, 11, 15, 14, 0, tzinfo=UTC))
    [nudge] = house.playground.dms(SAM)
    assert re.search(r"and \d+ more", str(nudge["blocks"]))
    assert "<!channel>" not in nudge["text"] + str([one["text"] for one in nudge["blocks"] if "text" in one])
    assert house.playground.refused == []
