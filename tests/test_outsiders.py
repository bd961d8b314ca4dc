"""People of another organization in a shared channel: told by their team alone, and let in nowhere."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from handlers.belonging import is_colleague, is_from_elsewhere, is_one_of_us
from handlers.members import look_at_again
from storage.drafts import Draft
from storage.installs import Workspace
from storage.members import Member, Role
from storage.reminder import NOT_ONE_OF_US, Reminder, ReminderState
from tests.house import AMELIE, GENERAL, GUEST, OUTSIDER, SAM, SHARED, House
from tests.meeting import NAME, partner
from tests.outbox import plan, talkative

NOT_YOURS = "Your role here does not include that"
HERE = Workspace(team_id="T1", enterprise_id="")
IN_ORGANIZATION = Workspace(team_id="T1", enterprise_id="E1")
WHOLE_ORGANIZATION = Workspace(team_id="", enterprise_id="E1")


def of(enterprise: str, *teams: str) -> dict[str, Any]:
    return {"enterprise_user": {"enterprise_id": enterprise, "teams": list(teams)}}


@pytest.mark.parametrize(
    ("workspace", "user", "ours"),
    [
        (HERE, {"team_id": "T1"}, True),
        (HERE, {"team_id": "T2", "is_stranger": False}, False),
        (HERE, {"team_id": "T2", "is_admin": True, "is_owner": True}, False),
        (HERE, {}, False),
        (HERE, {"team_id": "T2", **of("", "T1")}, False),
        (IN_ORGANIZATION, {"team_id": "T1", **of("E1", "T1")}, True),
        (IN_ORGANIZATION, {"team_id": "T3", **of("E1", "T3", "T1")}, True),
        (IN_ORGANIZATION, {"team_id": "T3", **of("E1", "T3")}, False),
        (IN_ORGANIZATION, {"team_id": "T9", **of("E9", "T1")}, False),
        (WHOLE_ORGANIZATION, {"team_id": "T3", **of("E1", "T3")}, True),
        (WHOLE_ORGANIZATION, {"team_id": "T9", **of("E9", "T9")}, False),
        (WHOLE_ORGANIZATION, {"team_id": "T9"}, False),
    ],
)
def test_one_of_us_is_told_by_the_team(workspace: Workspace, user: dict[str, Any], ours: bool) -> None:
    assert is_one_of_us(user, workspace) is ours
    assert is_colleague(user, workspace) is ours
    for flag in ("is_restricted", "is_ultra_restricted", "is_bot"):
        assert is_colleague({**user, flag: True}, workspace) is False


@pytest.mark.parametrize(
    ("workspace", "payload", "elsewhere"),
    [
        (HERE, {"user": {"id": "U1", "team_id": "T2"}}, True),
        (HERE, {"user": {"id": "U1", "team_id": "T1"}}, False),
        (HERE, {"user": {"id": "U1"}}, False),
        (HERE, {"user_id": "U1", "team_id": "T1"}, False),
        (HERE, {"event": {"user": "U1", "team": "T2"}}, True),
        (HERE, {"event": {"user": "U1", "team": "T1", "user_team": "T2"}}, True),
        (HERE, {"event": {"user": "U1", "team": "T1"}}, False),
        (IN_ORGANIZATION, {"user": {"id": "U1", "team_id": "T2"}}, False),
        (WHOLE_ORGANIZATION, {"user": {"id": "U1", "team_id": "T2"}}, False),
    ],
)
def test_a_request_may_tell_by_itself(workspace: Workspace, payload: dict[str, Any], elsewhere: bool) -> None:
    """Within an organization one of us may have another team, so there Slack is asked."""
    assert is_from_elsewhere(payload, workspace) is elsewhere


async def test_somebody_of_another_organization_is_nobody_here(house_anywhere: House) -> None:
    """Slack says of them that they are no stranger, and an admin, for so they are at home."""
    house = house_anywhere
    await partner(house, channel=SHARED)
    olga = house.playground.person(OUTSIDER)
    [said] = await olga.command(f"/partner show {NAME}", channel=SHARED)
    assert said["text"].startswith(NOT_YOURS)
    [said] = await olga.say(NAME)
    assert NAME not in str(said)
    assert NAME not in str(await olga.open_home())
    async with house.store() as store:
        member = await store.members.by_user(OUTSIDER)
    assert member is None or member.role is Role.nobody


async def test_slack_is_not_asked_where_the_request_tells(house: House) -> None:
    """Nor is anything kept of somebody who only pressed a button in a shared channel. They read the workspace's own
    language."""
    await partner(house, channel=SHARED)
    async with house.store() as store:
        (await store.settings.get()).language = "fr"
        await store.settings.begin(time_zone="America/Toronto", language="fr")
    hook = house.playground.payloads.hook(OUTSIDER, SHARED)
    pressed = {"action_id": "partners.show", "block_id": "b", "type": "button", "value": "1", "action_ts": "1.1"}
    common = house.playground.payloads.shortcut(OUTSIDER, "")
    asked = {"type": "block_actions", "actions": [pressed], "response_url": hook, "container": {}}
    before = len(house.playground.traffic.named("users.info"))
    await house.playground.delivery.send("interactive", "block_actions", {**common, **asked})
    assert len(house.playground.traffic.named("users.info")) == before
    [said] = house.playground.workspace.ephemerals[OUTSIDER]
    assert said["text"].startswith("Votre rôle ne le permet pas")
    async with house.store() as store:
        assert await store.members.by_user(OUTSIDER) is None


Choose = Callable[[House, Any, str], Awaitable[Any]]


async def as_owner(house: House, amelie: Any, who: str) -> Any:
    await amelie.command(f"/partner edit {NAME}", channel=GENERAL)
    await amelie.change("owner", who)
    return await amelie.submit()


async def as_role(house: House, amelie: Any, who: str) -> Any:
    await amelie.command("/partner settings", channel=GENERAL)
    amelie.fill("coordinator", [who])
    return await amelie.submit()


async def for_an_action(house: House, amelie: Any, who: str) -> Any:
    async with house.store() as store:
        [found] = await store.partners.find(NAME)
        await store.actions.add(partner_id=found.id, what="Draft", assignee_id=AMELIE)
    await amelie.command("/partner actions", channel=GENERAL)
    await amelie.click("actions.more", option="Give to somebody")
    amelie.fill("assignee", who)
    return await amelie.submit()


async def as_portfolio_reader(house: House, amelie: Any, who: str) -> Any:
    await amelie.command("/partner portfolio", channel=GENERAL)
    await amelie.click("portfolio.share")
    amelie.fill("readers", [who])
    return await amelie.submit()


@pytest.mark.parametrize("choose", [as_owner, as_role, for_an_action, as_portfolio_reader])
@pytest.mark.parametrize("who", [OUTSIDER, GUEST])
async def test_they_can_be_chosen_for_nothing(house: House, choose: Choose, who: str) -> None:
    """Slack's own list of people offers them; the form says why they cannot be, and stays open."""
    await partner(house)
    amelie = house.playground.person(AMELIE)
    errors = await choose(house, amelie, who)
    assert [who in str(one) or "Olga" in one or "Gwen" in one for one in errors.values()] == [True]
    assert amelie.modal is not None
    assert house.playground.refused == []


async def taken_for_a_member(house: House, user_id: str, role: Role) -> None:
    """As a version that trusted `is_stranger` left them: a row with a role, and nobody has looked at their team."""
    async with house.store(by=user_id) as store:
        await store.members.meet(
            user_id=user_id, name="Olga", role=role, locale="en", time_zone="America/Toronto", left=False
        )
        await store.session.execute(update(Member).values(team_known=False))


async def test_who_was_taken_for_a_member_is_looked_at_again(house_anywhere: House) -> None:
    """Owners are told whose access ended, once; everybody else keeps their role."""
    house = house_anywhere
    for user_id in (AMELIE, SAM):
        await house.playground.person(user_id).command("/partner help", channel=GENERAL)
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.coordinator: [SAM]})
    await taken_for_a_member(house, OUTSIDER, Role.owner)
    for _ in range(2):
        async with house.database.installs() as installs:
            [workspace] = await installs.active()
        await look_at_again(house.database, workspace.id, house.liaison.installations.client_of)
        await house.settle()
    async with house.store() as store:
        roles = {user_id: (await store.members.by_user(user_id)).role for user_id in (AMELIE, SAM, OUTSIDER)}
        assert await store.members.to_look_at(limit=9) == []
    assert roles == {AMELIE: Role.owner, SAM: Role.coordinator, OUTSIDER: Role.nobody}
    told = house.playground.messages(house.playground.person(AMELIE).dm)
    assert [one["text"].startswith("*Olga* can no longer use Liaison") for one in told] == [True]
    assert house.playground.messages(house.playground.person(SAM).dm) == []


async def test_the_clock_looks_at_them_after_an_upgrade(house: House) -> None:
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    await taken_for_a_member(house, OUTSIDER, Role.member)
    await house.liaison.chores.do_due()
    await house.settle()
    async with house.store() as store:
        assert (await store.members.by_user(OUTSIDER)).role is Role.nobody


async def test_before_slack_has_said_their_team_nobody_is_let_in(house: House) -> None:
    """What was kept is not relied on while Slack does not answer."""
    await partner(house, channel=SHARED)
    await taken_for_a_member(house, OUTSIDER, Role.owner)
    house.playground.workspace.faults.answer("users.info", "internal_error", times=2)
    [said] = await house.playground.person(OUTSIDER).command(f"/partner show {NAME}", channel=SHARED)
    assert NAME not in str(said)


async def test_somebody_whom_slack_knows_by_another_id_by_now_is_looked_at_once(house: House) -> None:
    """Slack gives people other ids when a workspace joins an organization; looking comes to an end all the same."""
    people = house.playground.workspace.people
    people["U_FORMER"] = people[SAM]
    await taken_for_a_member(house, "U_FORMER", Role.member)
    async with asyncio.timeout(10):
        await house.liaison.chores.do_due()
        await house.liaison.afterwards.finished()
    async with house.store() as store:
        assert await store.members.to_look_at(limit=9) == []
        assert (await store.members.by_user("U_FORMER")).role is Role.member
    assert len(house.playground.traffic.named("users.info")) == 1


async def test_somebody_whom_slack_does_not_show_any_more_holds_no_role(house: House) -> None:
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    await taken_for_a_member(house, "U_VANISHED", Role.member)
    await house.liaison.chores.do_due()
    await house.liaison.afterwards.finished()
    async with house.store() as store:
        member = await store.members.by_user("U_VANISHED")
    assert (member.role, member.name) == (Role.nobody, "Olga")


async def test_what_was_for_them_is_not_said_to_them(house: House) -> None:
    """What was planned while they were taken for one of us, of whatever kind."""
    talkative(house)
    await taken_for_a_member(house, OUTSIDER, Role.member)
    await plan(house, "the secret plan", OUTSIDER)
    await house.settle()
    assert house.playground.dms(OUTSIDER) == []
    async with house.store() as store:
        [row] = await store.session.scalars(select(Reminder))
        assert (row.state, row.reason) == (ReminderState.cancelled, NOT_ONE_OF_US)


async def test_what_they_type_in_a_form_is_not_kept(house: House) -> None:
    """Each letter in a field that reports is a request of its own, which has no route."""
    view = {"id": "V1", "hash": "1", "type": "modal", "callback_id": "meetings.form", "blocks": []}
    view |= {"private_metadata": '{"subject": "partner:1"}', "state": {"values": {}}}
    typed = {"action_id": "value", "block_id": "notes", "type": "plain_text_input", "value": "x", "action_ts": "1.1"}
    for user_id in (OUTSIDER, GUEST, SAM):
        common = house.playground.payloads.shortcut(user_id, "")
        asked = {"type": "block_actions", "actions": [typed], "view": view, "container": {"type": "view"}}
        await house.playground.delivery.send("interactive", "block_actions", {**common, **asked})
        await house.liaison.afterwards.finished()
    async with house.store() as store:
        assert list(await store.session.scalars(select(Draft.user_id))) == [SAM]


async def leaves(house: House, user_id: str) -> None:
    person = house.playground.workspace.people[user_id]
    person.deleted = True
    user = house.playground.workspace.user_object(person, with_locale=True)
    house.playground.workspace.event({"type": "user_change", "user": user})
    await house.playground.events.settle()


async def test_a_deactivated_persons_request_is_refused(house_anywhere: House) -> None:
    """In whatever way it comes; and a form that was open is not saved."""
    house = house_anywhere
    await partner(house)
    sam = house.playground.person(SAM)
    await sam.command("/partner new Harbour House", channel=GENERAL)
    await leaves(house, SAM)
    assert NOT_YOURS in str(await sam.submit())
    await sam.close()
    [said] = await sam.command(f"/partner show {NAME}", channel=GENERAL)
    assert said["text"].startswith(NOT_YOURS)
    [said] = await sam.say(NAME)
    assert NAME not in str(said)
    assert NAME not in str(await sam.open_home())
    async with house.store() as store:
        assert await store.partners.find("Harbour House") == []


async def test_who_comes_back_is_let_in_at_once(house: House) -> None:
    """Although Slack's word that they are back may have been lost."""
    await partner(house)
    sam = house.playground.person(SAM)
    await sam.command("/partner help", channel=GENERAL)
    await leaves(house, SAM)
    assert NOT_YOURS in str(await sam.command(f"/partner show {NAME}", channel=GENERAL))
    house.playground.workspace.people[SAM].deleted = False
    await house.pass_time(timedelta(minutes=1))  # roles are known from memory for half a minute
    assert NOT_YOURS not in str(await sam.command(f"/partner show {NAME}", channel=GENERAL))
