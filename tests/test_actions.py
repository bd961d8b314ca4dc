"""Action items: the list, the nudges at nine, handing on, and who left."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from messages import actions as words_of_actions
from messages.words import Words
from storage.actions import Action, ActionState, Cursor, Side
from storage.members import Role
from storage.nudges import DUE, nudge_days
from storage.reminder import ReminderState
from tests.house import AMELIE, GENERAL, GUEST, MARC, PRIYA, SAM, House

THU = date(2026, 11, 12)
FRI = date(2026, 11, 13)
MON = date(2026, 11, 16)


async def met(house: House, *user_ids: str) -> None:
    """Each of these people has used Liaison once."""
    for user_id in user_ids:
        await house.playground.person(user_id).command("/partner help", channel=GENERAL)


async def partner(house: House, name: str = "Centre Rivière-Nord", *, owner: str = AMELIE, secret: bool = False) -> int:
    async with house.store(by=owner) as store:
        return (await store.partners.create(name=name, owner_id=owner, confidential=secret)).id


async def promise(house: House, partner_id: int, what: str, **given: Any) -> int:
    async with house.store() as store:
        return (await store.actions.add(partner_id=partner_id, what=what, **given)).id


async def waiting(house: House, user_id: str) -> list[str]:
    """The days on which this person is to be nudged."""
    async with house.store() as store:
        planned = await store.reminders.about(subject=f"member:{user_id}", kind=DUE)
    return [one.occurrence for one in planned if one.state is ReminderState.planned]


async def at(house: House, when: datetime) -> None:
    """Moves the clock there and lets it say what is due."""
    await house.pass_time(when - house.time())


def said(messages: list[dict[str, Any]]) -> str:
    return "\n".join(str(one["text"]) + str(one.get("blocks", "")) for one in messages)


def sees(house: House, user_id: str) -> str:
    """What was last shown to this person only."""
    return said(house.playground.ephemerals(user_id)[-1:])


def test_the_day_before_and_the_day_after() -> None:
    assert nudge_days([FRI, date(2026, 11, 15)]) == {THU, date(2026, 11, 14), MON}


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


async def test_done_and_reopened_where_it_is_listed(house_anywhere: House) -> None:
    house = house_anywhere
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
    for number in range(11):
        due_on = None if number % 2 else FRI + timedelta(days=number)
        await promise(house, river, f"Step {number}!", assignee_id=AMELIE, due_on=due_on)
    await promise(house, other, "Elsewhere", assignee_id=AMELIE)
    first = await amelie.command("/partner actions riviere nord", channel=GENERAL)
    assert "Step 0!" in said(first)
    assert "Step 9!" not in said(first)
    await amelie.click("Show more")
    assert "Step 9!" in sees(house, AMELIE)
    assert "Step 0!" not in sees(house, AMELIE)
    assert "Elsewhere" not in said(first) + sees(house, AMELIE)
    await amelie.click("Back to the first")
    assert "Step 0!" in sees(house, AMELIE)
    assert "no partner called" in said(await amelie.command("/partner actions zzzz", channel=GENERAL))
    assert house.playground.refused == []


async def test_one_nudge_a_day_in_the_persons_own_morning(house_anywhere: House) -> None:
    house = house_anywhere
    await met(house, AMELIE, SAM, PRIYA)
    river = await partner(house)
    for what in ("Draft", "Invite", "Print"):
        await promise(house, river, what, assignee_id=SAM, due_on=MON)
    await promise(house, river, "Translate", assignee_id=PRIYA, due_on=MON)
    assert await waiting(house, SAM) == ["2026-11-15", "2026-11-17"]
    await at(house, datetime(2026, 11, 15, 12, 29, tzinfo=UTC))
    assert house.playground.dms(PRIYA) == []
    await at(house, datetime(2026, 11, 15, 12, 30, tzinfo=UTC))  # 09:00 in St. John's
    assert len(house.playground.dms(PRIYA)) == 1
    assert house.playground.dms(SAM) == []
    await at(house, datetime(2026, 11, 15, 14, 0, tzinfo=UTC))  # 09:00 in Toronto
    [sunday] = house.playground.dms(SAM)
    assert all(what in said([sunday]) for what in ("Draft", "Invite", "Print", "due tomorrow", "/partner settings"))
    await at(house, datetime(2026, 11, 17, 14, 0, tzinfo=UTC))
    assert "overdue since Mon 16 Nov" in said([house.playground.dms(SAM)[-1]])
    await at(house, datetime(2026, 11, 30, 14, 0, tzinfo=UTC))
    assert len(house.playground.dms(SAM)) == 2
    assert house.playground.refused == []


async def test_done_in_the_nudge_itself(house: House) -> None:
    sam = house.playground.person(SAM)
    await met(house, AMELIE, SAM)
    draft = await promise(house, await partner(house), "Draft <!channel> & *more*", assignee_id=SAM, due_on=MON)
    await at(house, datetime(2026, 11, 15, 14, 0, tzinfo=UTC))
    [nudge] = house.playground.dms(SAM)
    assert "&lt;!channel&gt; &amp; *more*" in nudge["text"]
    await sam.click("Done", message=nudge["ts"])
    [after] = house.playground.dms(SAM)
    assert after["ts"] == nudge["ts"]
    assert "All of it is done" in after["text"]
    await at(house, datetime(2026, 11, 17, 14, 0, tzinfo=UTC))
    assert len(house.playground.dms(SAM)) == 1
    await sam.click("Reopen", message=nudge["ts"])
    async with house.store() as store:
        assert (await store.actions.get(draft)).state is ActionState.open
    assert house.playground.refused == []


async def test_a_new_date_plans_anew(house: House) -> None:
    sam = house.playground.person(SAM)
    await met(house, AMELIE, SAM)
    draft = await promise(house, await partner(house), "Draft", assignee_id=SAM, due_on=MON)
    await sam.command("/partner actions mine", channel=GENERAL)
    await sam.click(f"action:{draft}", option="New date")
    sam.fill("due", "2026-11-11")
    assert "today or later" in (await sam.submit())["due"]
    sam.fill("due", "2026-11-25")
    assert await sam.submit() == {}
    assert await waiting(house, SAM) == ["2026-11-24", "2026-11-26"]
    assert "25 Nov" in sees(house, SAM)
    assert house.playground.refused == []


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


async def test_the_owner_is_told_once_when_somebody_leaves(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = house.playground.person(AMELIE)
    await met(house, AMELIE, SAM)
    river = await partner(house)
    draft = await promise(house, river, "Draft", assignee_id=SAM, due_on=MON)
    await promise(house, river, "Print", assignee_id=SAM)
    for _ in range(2):
        await leave(house, SAM)
    [told] = house.playground.dms(AMELIE)
    assert "Sam has left the workspace" in said([told])
    assert "Draft" in said([told])
    assert "Print" in said([told])
    assert "Sam (has left)" in said(await amelie.command("/partner actions", channel=GENERAL))
    await at(house, datetime(2026, 11, 17, 15, 0, tzinfo=UTC))
    assert house.playground.dms(SAM) == []
    await amelie.click(f"action:{draft}", option="Mark as done", message=told["ts"])
    assert len(house.playground.dms(AMELIE)) == 1
    assert "Draft" not in said(house.playground.dms(AMELIE))
    assert house.playground.refused == []


async def leave(house: House, user_id: str) -> None:
    """Slack says that somebody was deactivated."""
    person = house.playground.workspace.people[user_id]
    person.deleted = True
    user = person.to_slack(team_id="T", now=house.time(), with_locale=True)
    house.playground.workspace.event({"type": "user_change", "user": user})
    await house.playground.events.settle()
    await house.settle()


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


async def test_a_nudge_says_nothing_of_what_has_become_confidential(house: House) -> None:
    await met(house, AMELIE, SAM)
    river = await partner(house)
    await promise(house, river, "Draft", assignee_id=SAM, due_on=MON)
    async with house.store() as store:
        (await store.partners.get(river)).confidential = True
    await at(house, datetime(2026, 11, 15, 14, 0, tzinfo=UTC))
    assert house.playground.dms(SAM) == []


async def test_a_word_about_new_steps_neither(house: House) -> None:
    """It waited for the end of Sam's quiet hours; by then the partner was not Sam's to see."""
    await met(house, AMELIE, SAM)
    river = await partner(house)
    action = await promise(house, river, "Draft", assignee_id=AMELIE)
    async with house.store() as store:
        await store.actions.reassign(action, assignee_id=SAM)
        (await store.partners.get(river)).confidential = True
    await house.settle()
    assert house.playground.dms(SAM) == []


async def test_who_leaves_again_is_told_of_again(house: House) -> None:
    await met(house, AMELIE, SAM)
    await promise(house, await partner(house), "Draft", assignee_id=SAM)
    for left in (True, False, True):
        user = house.playground.workspace.people[SAM].to_slack(team_id="T", now=house.time(), with_locale=False)
        house.playground.workspace.event({"type": "user_change", "user": user | {"deleted": left}})
        await house.playground.events.settle()
        await house.pass_time(timedelta(days=1))
    assert len(house.playground.dms(AMELIE)) == 2


async def test_quiet_hours_come_first(house: House) -> None:
    await met(house, AMELIE, SAM)
    async with house.store() as store:
        await store.members.choose(SAM, language=None, quiet_from=time(17), quiet_until=time(11, 30))
    await promise(house, await partner(house), "Draft", assignee_id=SAM, due_on=MON)
    await at(house, datetime(2026, 11, 15, 16, 29, tzinfo=UTC))
    assert house.playground.dms(SAM) == []
    await at(house, datetime(2026, 11, 15, 16, 30, tzinfo=UTC))
    assert len(house.playground.dms(SAM)) == 1


async def test_another_zone_moves_the_nudge(house: House) -> None:
    await met(house, AMELIE, SAM)
    await promise(house, await partner(house), "Draft", assignee_id=SAM, due_on=MON)
    person = house.playground.workspace.people[SAM]
    person.tz = "America/Vancouver"
    user = person.to_slack(team_id="T", now=house.time(), with_locale=False)
    house.playground.workspace.event({"type": "user_change", "user": user})
    await house.playground.events.settle()
    async with house.store() as store:
        planned = await store.reminders.about(subject=f"member:{SAM}", kind=DUE)
        member = await store.members.by_user(SAM)
    assert planned[0].due_at == datetime(2026, 11, 15, 17, 0, tzinfo=UTC)
    assert member is not None
    assert member.locale == "en-CA"


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


async def test_archived_partners_are_left_in_peace(house: House) -> None:
    await met(house, AMELIE, SAM)
    river = await partner(house)
    await promise(house, river, "Draft", assignee_id=SAM, due_on=MON)
    async with house.store() as store:
        await store.partners.archive(await store.partners.get(river))
    assert "Nothing is open" in said(await house.playground.person(SAM).command("/partner actions", channel=GENERAL))
    await at(house, datetime(2026, 11, 15, 14, 0, tzinfo=UTC))
    assert house.playground.dms(SAM) == []


async def test_them_is_never_nudged(house: House) -> None:
    await met(house, AMELIE, SAM)
    river = await partner(house)
    await promise(house, river, "Send the template", side=Side.them, due_on=MON)
    await at(house, datetime(2026, 11, 17, 14, 0, tzinfo=UTC))
    assert house.playground.dms(SAM) == house.playground.dms(AMELIE) == []
    assert "the partner" in said(await house.playground.person(SAM).command("/partner actions", channel=GENERAL))


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
    assert "and 2 more" in str(nudge["blocks"])
    assert "<!channel>" not in nudge["text"] + str([one["text"] for one in nudge["blocks"] if "text" in one])
    assert house.playground.refused == []
