"""The Events API: which events the app subscribed to, their delivery, and Slack's three retries."""

import asyncio

from bot.playground.delivery import Answer, Delivery
from bot.playground.elements import Json, copied
from bot.playground.payloads import Payloads
from bot.playground.workspace import Workspace

PLACES = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}


class Events:
    """Events start when something happens; `settle` waits until each was delivered a first time."""

    def __init__(self, workspace: Workspace, payloads: Payloads, delivery: Delivery) -> None:
        self.workspace = workspace
        self.payloads = payloads
        self.delivery = delivery
        self.delays: tuple[float, ...] = (0.0, 60.0, 300.0)
        self._first: set[asyncio.Task[None]] = set()
        self._later: set[asyncio.Task[None]] = set()
        workspace.on_event = self.happened

    def happened(self, event: Json) -> None:
        """Deliver what the app subscribed to; the rest passes unnoticed."""
        for one in self._concerned(event):
            self.start(one)

    def _concerned(self, event: Json) -> list[Json]:
        subscribed = self.workspace.app.subscribed
        if event["type"] != "message":
            return [event] if event["type"] in subscribed else []
        channel = self.workspace.channels[event["channel"]]
        if not channel.bot_is_member:
            return []
        found = [event] if PLACES[event["channel_type"]] in subscribed else []
        mentioned = f"<@{self.workspace.app.bot_user_id}" in event["text"]
        if mentioned and "app_mention" in subscribed and "bot_id" not in event and not channel.is_im:
            mention = {key: value for key, value in event.items() if key != "channel_type"}
            found.append({**mention, "type": "app_mention"})
        return found

    def start(self, event: Json) -> None:
        """Deliver an event whatever the subscriptions say."""
        task = asyncio.ensure_future(self._try(self.payloads.event(copied(event))))
        self._first.add(task)
        task.add_done_callback(self._first.discard)

    async def settle(self, *, retries: bool = False) -> None:
        """Wait for the first delivery of everything that happened so far; and for what is delivered again."""
        while awaited := self._first | (self._later if retries else set()):
            await asyncio.gather(*awaited)

    async def _try(self, payload: Json) -> None:
        answer = await self.delivery.send("events_api", payload["event"]["type"], payload, answers=False)
        if self._wants_retry(answer):
            task = asyncio.ensure_future(self._retry(payload, answer.reason))
            self._later.add(task)
            task.add_done_callback(self._later.discard)

    async def _retry(self, payload: Json, reason: str) -> None:
        for number, delay in enumerate(self.delays, start=1):
            await asyncio.sleep(delay)
            answer = await self.delivery.send(
                "events_api", payload["event"]["type"], payload, retry=(number, reason), answers=False
            )
            if not self._wants_retry(answer):
                return
            reason = answer.reason

    @staticmethod
    def _wants_retry(answer: Answer) -> bool:
        """Slack: anything but 2xx in time is retried, unless the app says x-slack-no-retry: 1."""
        return bool(answer.error) and answer.headers.get("x-slack-no-retry") != "1"

    async def close(self) -> None:
        """Give up on what is not delivered yet."""
        tasks = [*self._first, *self._later]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
