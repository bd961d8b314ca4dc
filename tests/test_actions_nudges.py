"""Nudges about action items: one a day at nine, none about what is not for the reader, and who left."""

from datetime import UTC, date, datetime, time, timedelta

from storage.actions import ActionState, Side
from storage.nudges import DUE, nudge_days
from tests.house import AMELIE, GENERAL, PRIYA, SAM, House
from tests.promised import FRI, MON, THU, at, met, partner, promise, said, sees, waiting


def test_the_day_before_and_the_day_after() -> None:
    assert nudge_days([FRI, date(2026, 11, 15)]) == {THU, date(2026, 11, 14), MON}


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


async def test_the_owner_is_told_once_when_somebody_leaves(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await met(house, AMELIE, SAM)
    river = await partner(house)
    draft = await promise(house, river, "Draft", assignee_id=SAM, due_on=MON)
    await promise(house, river, "Print", assignee_id=SAM)
    for _ in range(2):
        await house.leaves(SAM)
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
        user = house.playground.workspace.user_object(house.playground.workspace.people[SAM])
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
    user = house.playground.workspace.user_object(person)
    house.playground.workspace.event({"type": "user_change", "user": user})
    await house.playground.events.settle()
    async with house.store() as store:
        planned = await store.reminders.about(subject=f"member:{SAM}", kind=DUE)
        member = await store.members.by_user(SAM)
    assert planned[0].due_at == datetime(2026, 11, 15, 17, 0, tzinfo=UTC)
    assert member is not None
    assert member.locale == "en-CA"


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
