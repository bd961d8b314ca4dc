"""Whatever goes wrong, in whatever order: each thing is posted at most once unless a person said "again"."""

import asyncio
from datetime import timedelta
from functools import partial
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from storage.reminder import ReminderState
from storage.reminders import LEASE
from tests.house import AMELIE, GENERAL, MARC, RIVER, SHARED, House
from tests.outbox import LATER, SECOND, another_worker, plan, posted, row, talkative

METHODS = ("chat.postMessage", "chat.postMessage", "conversations.history", "conversations.info", "conversations.open")
TROUBLE = (
    ("drop", {"performed": True}),
    ("drop", {"performed": False}),
    ("rate_limit", {"retry_after": 5}),
    ("slow", {"seconds": 0.02}),
    ("status", {"status": 500}),
    ("answer", {"error": "internal_error"}),
    ("answer", {"error": "service_unavailable"}),
    ("answer", {"error": "is_archived"}),
    ("answer", {"error": "missing_scope"}),
)
faults = st.tuples(st.just("fault"), st.sampled_from(METHODS), st.sampled_from(TROUBLE), st.integers(1, 3))
plans = st.tuples(st.just("plan"), st.sampled_from((GENERAL, RIVER, SHARED, MARC)))
moves = st.tuples(st.just("move"), st.sampled_from((SECOND, LATER, LEASE, timedelta(hours=1))))
crashes = st.tuples(st.just("crash"), st.sampled_from(("claimed", "sending", "sent")))
others = st.sampled_from((("settle",), ("two",), ("click",)))
steps = st.lists(st.one_of(faults, plans, moves, crashes, others), min_size=3, max_size=14)
numbers = count()


class Story:
    """One sequence of events, and what it planned and asked for."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.made: list[int] = []
        self.asked: set[int] = set()

    async def fault(self, method: str, trouble: tuple[str, dict[str, object]], times: int) -> None:
        kind, given_ = trouble
        getattr(self.house.playground.faults, kind)(method, times=times, **given_)

    async def plan(self, recipient: str) -> None:
        self.made.append(await plan(self.house, f"thing:{next(numbers)}", recipient=recipient))

    async def move(self, delta: timedelta) -> None:
        await self.house.pass_time(delta)

    async def settle(self) -> None:
        await self.house.settle()

    async def crash(self, moment: str) -> None:
        """The process is killed while it delivers: nothing it held is given back. It has claimed what is due, or a
        message is on its way, or Slack has it and has not answered."""
        faults, claimed = self.house.playground.faults, asyncio.Event()
        async with another_worker(self.house) as dying:
            dying._let_go = _nothing_is_given_back
            if moment == "claimed":
                dying.client_of = partial(_for_ever, claimed)
            else:
                claimed = faults.hold("chat.postMessage", performed=moment == "sent").came
            work, came = asyncio.create_task(dying.deliver_due()), asyncio.create_task(claimed.wait())
            await asyncio.wait({work, came}, return_when=asyncio.FIRST_COMPLETED)
            came.cancel()
            faults.clear("chat.postMessage")
            for task in [work, *(one for one in asyncio.all_tasks() if one.get_name().startswith("lane "))]:
                task.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def two(self) -> None:
        async with another_worker(self.house) as second:
            await asyncio.gather(second.deliver_due(), self.house.settle())

    async def click(self) -> None:
        """Somebody answers the oldest question about a message in doubt."""
        for reminder_id in self.made:
            if (await row(self.house, reminder_id)).state is ReminderState.uncertain:
                async with self.house.store() as store:
                    held = await store.reminders.get(reminder_id)
                    await store.reminders.missing(held, again_at=store.now)
                self.asked.add(reminder_id)
                return


async def _for_ever(began: asyncio.Event, _workspace_id: int) -> AsyncWebClient:
    began.set()
    return await asyncio.Future[AsyncWebClient]()


async def _nothing_is_given_back(*_: object) -> None:
    """What a killed process does."""


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=steps)
async def test_at_most_once(house_anywhere: House, events: list[tuple]) -> None:
    house = talkative_once(house_anywhere)
    house.playground.faults.clear()
    story = Story(house)
    await story.plan(GENERAL)
    for name, *details in events:
        await getattr(story, name)(*details)
    house.playground.faults.clear()
    for _ in range(5):
        await house.pass_time(timedelta(hours=2))
    for _ in range(8):  # quiet hours, a full day and a public holiday may each keep a message waiting
        if ReminderState.planned not in {(await row(house, one)).state for one in story.made}:
            break
        await house.until(house.time() + timedelta(days=1))
    for reminder_id in story.made:
        kept = await row(house, reminder_id)
        said = len(posted(house, reminder_id))
        assert said <= 1 or reminder_id in story.asked
        assert kept.state not in (ReminderState.claimed, ReminderState.sending, ReminderState.planned)
        assert (kept.state is ReminderState.sent) <= (said >= 1)
        assert kept.state is not ReminderState.undeliverable or said == 0


def talkative_once(house: House) -> House:
    """The fixture serves every example, so the feature is there after the first."""
    return house if "test.word" in house.liaison.routes.reminders else talkative(house)


async def test_the_owner_is_known(house: House) -> None:
    """Without anybody to ask, the property above would never see a question."""
    await house.playground.person(AMELIE).command("/partner help", channel=GENERAL)
    talkative(house)
    house.playground.faults.drop("chat.postMessage", performed=True)
    house.playground.faults.answer("conversations.history", "missing_scope")
    await plan(house)
    await house.settle()
    await house.pass_time(LATER)
    assert len(house.playground.dms(AMELIE)) == 1
