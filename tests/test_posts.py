"""Two change one post at once: one after the other, each from what is true in its turn, so that the newest stands."""

import ast
import asyncio
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers import posts
from handlers.bundles import say_in_place
from handlers.desk import Desk
from handlers.reminders import Delivery
from messages import reminders
from messages.blocks import actions, button
from messages.surfaces import Message, message
from messages.words import Rich, Words
from storage.reminder import Reminder
from storage.store import Store
from tests.house import AMELIE, GENERAL, MARC, House
from tests.outbox import known, plan, talkative

ANSWER, ANEW = "test.answer", "test.anew"
UPDATE, HOOK, READING = "chat.update", "response_url", "reading"
HANDLERS = Path(posts.__file__).parent


class Pressed:
    """A post with two buttons, which says who has pressed: one answers the press with it, the other has the post
    brought up to date. The first reading for that may be held up."""

    def __init__(self, house: House) -> None:
        self.by: list[str] = []
        self.came, self.released = asyncio.Event(), asyncio.Event()
        self.held = False
        routes = talkative(house).liaison.routes
        routes.reminder("test.post", short=True)(self.asked)
        routes.click(ANSWER)(self.answered)
        routes.click(ANEW)(self.brought_up)

    def words(self, reminder_id: int) -> Message:
        said = Rich(f"{reminder_id} by {' and '.join(self.by)}.")
        buttons = [button(name, name, str(reminder_id)) for name in (ANSWER, ANEW)]
        why = reminders.why(Words("en", ZoneInfo("UTC")), said, reminder_id)
        return message(said, [actions(*buttons), *why])

    async def asked(self, delivery: Delivery) -> Message:
        return self.words(delivery.reminder.id)

    async def answered(self, desk: Desk) -> Message:
        self.by.append(desk.person.user_id)
        return self.words(int(desk.value))

    async def brought_up(self, desk: Desk) -> None:
        self.by.append(desk.person.user_id)
        async with desk.store(read_only=True) as store:
            reminder = await store.reminders.get(int(desk.value))
        await say_in_place(desk, [reminder], self.now)

    async def now(self, _store: Store, _words: Words, reminder: Reminder) -> Message:
        said = self.words(reminder.id)
        if self.held and not self.came.is_set():
            self.came.set()
            await self.released.wait()
        return said


async def overtaken(house: House, held: Any, first: Coroutine[Any, Any, Any], second: Coroutine[Any, Any, Any]) -> None:
    """The first is on its way and held up when the second comes, and goes on when that is through, or waits for it."""
    begun = asyncio.create_task(first)
    await held.came.wait()
    doing = set(house.liaison.afterwards.doing)
    other = asyncio.create_task(second)
    while not (other.done() or doing & set(house.liaison.afterwards.waiting) or _queue()):  # noqa: ASYNC110 - nobody says that they wait
        await asyncio.sleep(0)
    held.released.set()
    await asyncio.gather(begun, other)
    await house.liaison.afterwards.finished()


def _queue() -> bool:
    """Whether somebody waits for their turn at a post."""
    return any(lock._waiters for lock in posts._turns.values())


@pytest.mark.parametrize(
    ("rows", "first", "second", "held"),
    [
        (1, ANEW, ANEW, READING),
        (1, ANEW, ANEW, UPDATE),
        (1, ANEW, ANSWER, UPDATE),
        (1, ANSWER, ANEW, HOOK),
        (2, ANSWER, ANSWER, HOOK),
        (2, ANSWER, ANEW, HOOK),
        (2, ANEW, ANSWER, UPDATE),
        (2, ANEW, ANEW, UPDATE),
    ],
)
async def test_the_newest_stands(house: House, rows: int, first: str, second: str, held: str) -> None:
    """In a message of one reminder, and in the parts of one that two share."""
    pressed = Pressed(house)
    await known(house)
    made = [await plan(house, f"thing:{n}", kind="test.post") for n in range(rows)]
    await house.settle()
    [said] = house.playground.messages(GENERAL)

    async def press(user: str, reminder_id: int, action: str) -> None:
        block = next(
            one["block_id"]
            for one in said["blocks"]
            if one["type"] == "actions" and f"'value': '{reminder_id}'" in str(one) and action in str(one)
        )
        await house.playground.person(user).click(f"{block} {action}", message=said)

    pressed.held = held == READING
    fault = pressed if held == READING else house.playground.faults.hold(held)
    await overtaken(house, fault, press(AMELIE, made[0], first), press(MARC, made[-1], second))
    [stands] = house.playground.messages(GENERAL)
    parts = stands["text"].split("\n\n")
    assert len(parts) == rows
    assert AMELIE in parts[0]
    assert MARC in parts[-1]
    assert house.playground.refused == []


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(HANDLERS.rglob("*.py")):
        yield path.stem, ast.parse(path.read_text())


def test_posts_are_changed_in_one_place_alone() -> None:
    """Nobody calls chat.update, or replaces what stands, but in its turn."""
    attributes = [
        (name, one.attr) for name, tree in _trees() for one in ast.walk(tree) if isinstance(one, ast.Attribute)
    ]
    assert [name for name, attribute in attributes if attribute == "chat_update"] == ["posts"]
    replaced = [name for name, tree in _trees() for one in ast.walk(tree) if _says(one, "replace_original", True)]
    assert replaced == ["desk"]


def _says(node: ast.AST, key: str, value: object) -> bool:
    if not isinstance(node, ast.Dict):
        return False
    pairs = zip(node.keys, node.values, strict=True)
    return any(_constant(one) == key and _constant(other) == value for one, other in pairs)


def _constant(node: ast.AST | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def test_what_a_post_says_is_read_in_its_turn() -> None:
    """What makes it is a function of its module, which is given the store of that moment; nothing that was read
    before comes with it."""
    made = {
        (name, ast.unparse(call.args[2]))
        for name, tree in _trees()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "say_in_place"
    }
    known = {(name, one.name) for name, tree in _trees() for one in tree.body if isinstance(one, ast.AsyncFunctionDef)}
    assert {name for name, _ in made} >= {"agendas", "minutes", "reviews", "terms", "reports", "health_posts"}
    assert made <= known
