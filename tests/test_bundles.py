"""What falls on one hour for one person is one message: its parts, their buttons, and what becomes of each row."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.playground.limits import check_message
from handlers.desk import Desk
from handlers.reminders import Delivery
from handlers.search import EVENT, carried, find
from messages import bundles, reminders
from messages.blocks import actions, button, section
from messages.limits import MOST_TEXT, weight
from messages.surfaces import Message, message
from messages.words import Rich, Words
from storage.actions import Side
from storage.bundles import Bundle
from storage.reminder import ReminderState
from tests.house import AMELIE, GENERAL, MARC, SAM, House
from tests.outbox import HOUR, LATER, MINUTE, known, partner_of, plan, row, speak, talkative

POST = "chat.postMessage"
PRESSED = "test.pressed"


def the(said: dict[str, Any], reminder_id: int, action: str) -> str:
    """The name of a control in the part of one reminder."""
    return next(
        f"{block['block_id']} {action}"
        for block in said["blocks"]
        if f"|{reminder_id}|" in block.get("block_id", "") and f"'action_id': '{action}'" in str(block)
    )


def parts(said: dict[str, Any]) -> list[str]:
    """The reminder of each block that belongs to a part."""
    return list(dict.fromkeys(b["block_id"].split("|")[2] for b in said["blocks"] if "|" in b.get("block_id", "")))


async def pressable(house: House) -> House:
    """The house with a feature whose message has a button of its own, which changes the message it sits in."""

    async def word(delivery: Delivery) -> Message:
        row_ = actions(button("Press", PRESSED, str(delivery.reminder.id)), block_id="own")
        said = Rich(delivery.reminder.subject)
        return message(said, [section(said), row_, *reminders.why(delivery.words, said, delivery.reminder.id)])

    async def pressed(desk: Desk) -> Message:
        assert desk.action["block_id"] == "own"
        return message(f"pressed {desk.value}")

    talkative(house).liaison.routes.reminder("test.pressable")(word)
    house.liaison.routes.click(PRESSED)(pressed)
    await known(house)
    return house


async def test_one_message_for_one_hour(house_anywhere: House) -> None:
    """Later ones of the same hour come with it; the next hour's, another person's and a channel's do not."""
    house = talkative(house_anywhere)
    house.liaison.routes.reminder("test.alone", alone=True)(speak)
    await known(house)
    mine = [await plan(house, f"thing:{n}", SAM, due_in=timedelta(minutes=20 * n)) for n in range(4)]
    lone = await plan(house, "lone:1", SAM, kind="test.alone", due_in=MINUTE)
    for recipient in (MARC, GENERAL, GENERAL):
        await plan(house, f"other:{recipient}", recipient)
    await house.settle()
    [said] = house.playground.dms(SAM)
    assert parts(said) == [str(one) for one in mine[:3]]
    assert said["text"] == "\n\n".join(f"thing:{n} missed 0 en" for n in range(3))
    assert "3 things for you, together" in str(said["blocks"][0])
    assert said["metadata"]["event_payload"] == {"id": mine[0], "ids": " ".join(map(str, mine[:3]))}
    assert len(house.playground.dms(MARC)) == 1
    kept = [await row(house, one) for one in mine]
    assert [one.state for one in kept] == [ReminderState.sent] * 3 + [ReminderState.planned]
    assert len({one.bundle_id for one in kept[:3]}) == 1
    assert kept[0].ts is None
    await house.pass_time(HOUR)
    assert (await row(house, lone)).ts
    assert len(house.playground.dms(SAM)) == 3
    assert house.playground.refused == []


async def test_each_part_answers_for_itself(house: House) -> None:
    await pressable(house)
    made = [await plan(house, f"thing:{n}", SAM, kind="test.pressable") for n in range(3)]
    await house.settle()
    sam = house.playground.person(SAM)
    await sam.open_home(tab="messages")
    [said] = house.playground.dms(SAM)
    assert str(said["blocks"]).count("'Press'") == 3
    await sam.click(the(said, made[0], PRESSED))
    [said] = house.playground.dms(SAM)
    assert said["text"] == f"pressed {made[0]}\n\nthing:1\n\nthing:2"
    assert str(said["blocks"]).count("'Press'") == 2
    await sam.click(the(said, made[1], PRESSED))
    await sam.change(the(said, made[2], "snoozing.later"), "Remind me tomorrow")
    [said] = house.playground.dms(SAM)
    assert said["text"].startswith(f"pressed {made[0]}\n\npressed {made[1]}\n\nPut off.")
    assert (await row(house, made[2])).bundle_id is None
    await sam.click("Show it now")
    await house.settle()
    assert [one["text"] for one in house.playground.dms(SAM)][1:] == ["thing:2"]
    assert house.playground.refused == []


async def test_a_part_of_somebody_elses_message_cannot_be_reached(house: House) -> None:
    """By the raw ids of its buttons: nothing of it is shown, and it stays as it was."""
    await pressable(house)
    made = [await plan(house, f"thing:{n}", SAM, kind="test.pressable") for n in range(2)]
    await plan(house, "mine", MARC, kind="test.pressable")
    await house.settle()
    [said] = house.playground.dms(SAM)
    block = next(one for one in said["blocks"] if one["type"] == "actions" and "'Press'" in str(one))
    marc = house.playground.person(MARC)
    [own] = house.playground.workspace.messages[marc.dm]
    button = next(one for one in own["blocks"] if one["type"] == "actions" and "'Press'" in str(one))
    button["block_id"] = block["block_id"]
    await marc.click(f"{block['block_id']} {PRESSED}", message=own)
    assert "thing:1" not in str(house.playground.dms(MARC))
    shared = (await row(house, made[0])).bundle_id
    async with house.store() as store:
        kept = await store.session.get(Bundle, shared)
        assert kept is not None
        assert [one["text"] for one in kept.parts] == ["thing:0", "thing:1"]


async def test_why_says_with_which_others_it_came(house: House) -> None:
    await pressable(house)
    made = [await plan(house, f"thing:{n}", SAM, kind="test.pressable") for n in range(2)]
    await house.settle()
    sam = house.playground.person(SAM)
    await sam.open_home(tab="messages")
    await sam.click(the(house.playground.dms(SAM)[0], made[1], reminders.WHY))
    assert "together with others" in str(sam.modal)


async def test_a_message_holds_so_many(house: House) -> None:
    """Ten at most, and never more than fifty blocks; the rest comes right after."""
    talkative(house)

    async def long(delivery: Delivery) -> Message:
        said = Rich(delivery.reminder.subject)
        return message(said, [section(said)] * 20)

    house.liaison.routes.reminder("test.long")(long)
    await known(house)
    for n in range(12):
        await plan(house, f"thing:{n}", SAM)
    for n in range(3):
        await plan(house, f"long:{n}", MARC, kind="test.long")
    await house.settle()
    assert [len(parts(said)) for said in house.playground.dms(SAM)] == [10, 2]
    assert [len(said["blocks"]) for said in house.playground.dms(MARC)] == [1 + 2 * 22, 21]
    assert house.playground.refused == []


async def wordy(house: House, letters: int = 1500, *, whole: str | None = None) -> House:
    """The house with a feature that says much; what it says of `whole` is a message that Slack does not take."""
    talkative(house)

    async def say(delivery: Delivery) -> Message:
        said = Rich(f"{delivery.reminder.subject} {'word ' * (letters // 5)}")
        broken = [{"type": "stars"}] if delivery.reminder.subject == whole else []
        made = message(said, [section(said), *reminders.why(delivery.words, Rich("why"), delivery.reminder.id)])
        return {**made, "blocks": [*broken, *made["blocks"]]}

    house.liaison.routes.reminder("test.wordy")(say)
    await known(house)
    return house


async def test_ten_long_ones_share_as_many_messages_as_they_need(house_anywhere: House) -> None:
    """Slack takes no more than some 11,000 characters in a message: what has no room comes in the next."""
    house = await wordy(house_anywhere)
    made = [await plan(house, f"thing:{n}", SAM, kind="test.wordy") for n in range(10)]
    await house.settle()
    said = house.playground.dms(SAM)
    assert [part for one in said for part in parts(one)] == [str(one) for one in made]
    assert [len(parts(one)) for one in said] == [6, 4]
    assert all(weight(one["blocks"]) <= MOST_TEXT for one in said)
    assert {(await row(house, one)).state for one in made} == {ReminderState.sent}
    assert house.playground.refused == []


async def test_what_is_refused_together_is_said_one_by_one(house_anywhere: House) -> None:
    """One that Slack does not take costs no other: nothing is lost, nothing said twice; who answers for it is told."""
    house = await wordy(house_anywhere, 100, whole="thing:1")
    made = [await plan(house, f"thing:{n}", SAM, kind="test.wordy") for n in range(4)]
    await house.settle()
    said = [one["text"].split()[0] for one in house.playground.dms(SAM)]
    assert said == ["thing:0", "thing:2", "thing:3"]
    states = [(await row(house, one)).state for one in made]
    assert states == [ReminderState.sent, ReminderState.undeliverable, ReminderState.sent, ReminderState.sent]
    assert {(await row(house, one)).bundle_id for one in made} == {None}
    assert (await row(house, made[0])).ts == house.playground.dms(SAM)[0]["ts"]
    [told] = house.playground.dms(AMELIE)
    assert "invalid_blocks" in told["text"]
    assert [one.answer["error"] for one in house.playground.refused] == ["invalid_blocks"] * 2


async def test_a_bundle_refused_as_too_long_is_said_one_by_one(house: House) -> None:
    """Also where Slack is stricter than we know; and what gets no answer then is looked for, as always."""
    await wordy(house)
    house.playground.faults.answer(POST, "msg_blocks_too_long")
    made = [await plan(house, f"thing:{n}", SAM, kind="test.wordy") for n in range(3)]
    await house.settle()
    assert [one["text"].split()[0] for one in house.playground.dms(SAM)] == [f"thing:{n}" for n in range(3)]
    house.playground.faults.answer(POST, "msg_too_long")
    house.playground.faults.drop(POST, performed=True)
    made += [await plan(house, f"later:{n}", SAM, kind="test.wordy") for n in range(3)]
    await house.settle()
    await house.pass_time(LATER)
    assert [one["text"].split()[0] for one in house.playground.dms(SAM)][3:] == [f"later:{n}" for n in range(3)]
    assert {(await row(house, one)).state for one in made} == {ReminderState.sent}


async def test_one_by_one_the_workspace_may_have_to_wait(house: House) -> None:
    await wordy(house)
    house.playground.faults.answer(POST, "msg_blocks_too_long")
    house.playground.faults.rate_limit(POST, retry_after=60)
    made = [await plan(house, f"thing:{n}", SAM, kind="test.wordy") for n in range(3)]
    await house.settle()
    assert {(await row(house, one)).state for one in made} == {ReminderState.planned}
    await house.pass_time(LATER * 3)
    assert [part for one in house.playground.dms(SAM) for part in parts(one)] == [str(one) for one in made]


async def test_a_part_that_grows_in_its_place_leaves_room_for_the_others(house: House) -> None:
    """The longest are shown in short, with their buttons; pressed, each still answers."""
    await wordy(house)
    made = [await plan(house, f"thing:{n}", SAM, kind="test.wordy") for n in range(6)]
    await house.settle()
    [said] = house.playground.dms(SAM)
    grown = message(Rich("grown " * 600), [*[section(Rich("grown " * 500))] * 3, actions(button("Go", "go", "1"))])
    shared = (await row(house, made[2])).bundle_id
    async with house.store() as store:
        bundle = await store.bundles.change(shared or 0, made[2], grown)
    assert bundle is not None
    whole = bundles.bundle(Words("en", ZoneInfo("UTC")), bundle.id, bundle.parts)
    assert weight(whole["blocks"]) <= MOST_TEXT
    assert check_message(whole, updating=True) == []
    assert parts(whole) == [str(one) for one in made]
    assert "'Go'" in str(whole)
    assert str(whole).count("'Why am I seeing this'") == str(said).count("'Why am I seeing this'") - 1
    assert "thing:5 word" in str(whole)


async def test_posts_of_former_versions_are_still_found(house: House) -> None:
    """Their metadata holds a list of ids."""
    old = {"metadata": {"event_type": EVENT, "event_payload": {"id": 7, "ids": [7, 8]}}, "ts": "1.1"}
    new = {"metadata": carried([17, 18]), "ts": "2.2"}

    class Client:
        async def conversations_history(self, **_: object) -> dict[str, object]:
            return {"messages": [{"ts": "0.0"}, old, new]}

    looked = [await find(Client(), channel="D", reminder_id=one, since=house.time()) for one in (7, 8, 17, 18, 1, 71)]
    assert looked == ["1.1", "1.1", "2.2", "2.2", None, None]


async def test_a_fault_in_one_part_stops_no_other(house: House) -> None:
    talkative(house)

    async def breaks(delivery: Delivery) -> Message:
        raise ZeroDivisionError

    house.liaison.routes.reminder("test.breaks")(breaks)
    await known(house)
    broken = await plan(house, "thing:0", SAM, kind="test.breaks")
    for n in (1, 2):
        await plan(house, f"thing:{n}", SAM)
    await house.settle()
    [said] = house.playground.dms(SAM)
    assert said["text"] == "thing:1 missed 0 en\n\nthing:2 missed 0 en"
    assert (await row(house, broken)).reason.startswith("fault ")


async def test_in_doubt_every_part_is_looked_for(house: House) -> None:
    """Performed, it is found by any of its parts; not performed, each is said again, once."""
    talkative(house)
    await known(house)
    for performed in (True, False):
        house.playground.faults.drop(POST, performed=performed)
        made = [await plan(house, f"{performed}:{n}", SAM) for n in range(3)]
        await house.settle()
        assert {(await row(house, one)).state for one in made} == {ReminderState.uncertain}
        await house.pass_time(LATER)
        assert {(await row(house, one)).state for one in made} == {ReminderState.sent}
    said = "\n\n".join(one["text"] for one in house.playground.dms(SAM)).split("\n\n")
    assert said == [f"{performed}:{n} missed 0 en" for performed in (True, False) for n in range(3)]


async def test_real_parts_change_in_their_place(house: House) -> None:
    """An action that was handed over, and another: done in the message they share, from a form too."""
    await known(house)
    partner_id = await partner_of(house, AMELIE)
    async with house.store() as store:
        for what in ("Draft the schedule", "Book the room"):
            made = await store.actions.add(partner_id=partner_id, what=what, side=Side.us)
            await store.actions.reassign(made.id, assignee_id=SAM)
    await house.settle()
    sam = house.playground.person(SAM)
    await sam.open_home(tab="messages")
    [said] = house.playground.dms(SAM)
    first = int(parts(said)[0])
    assert len(parts(said)) == 2
    await sam.click(the(said, first, "actions.date"))
    sam.fill("due", "2026-11-25")
    assert await sam.submit() == {}
    [said] = house.playground.dms(SAM)
    assert "25 Nov" in said["text"]
    assert "Book the room" in said["text"]
    assert len(parts(said)) == 2
    assert house.playground.refused == []


async def test_short_notices_of_a_channel_join_too(house: House) -> None:
    talkative(house)
    house.liaison.routes.reminder("test.short", short=True)(speak)
    made = [await plan(house, f"thing:{n}", kind="test.short") for n in range(3)]
    await house.settle()
    [said] = house.playground.messages(GENERAL)
    assert parts(said) == [str(one) for one in made]
    assert "snoozing.later" not in str(said)


async def test_words_of_old_messages_are_not_kept(house: House) -> None:
    talkative(house)
    await known(house)
    made = [await plan(house, f"thing:{n}", SAM) for n in range(2)]
    await house.settle()
    await house.playground.move(timedelta(days=31))
    async with house.store() as store:
        await store.bundles.sweep()
    sam = house.playground.person(SAM)
    await sam.open_home(tab="messages")
    await sam.change(the(house.playground.dms(SAM)[0], made[0], "snoozing.later"), "Remind me tomorrow")
    assert (await row(house, made[0])).snoozed
    [said] = house.playground.dms(SAM)
    assert said["text"].startswith("Put off.")
