"""Submitting and closing modals: what Slack checks itself, and what it does with the app's answer."""

import asyncio

from bot.playground.api import Refusal
from bot.playground.api_views import check_external_id, push
from bot.playground.delivery import Answer
from bot.playground.elements import Json, Values
from bot.playground.form import complaints
from bot.playground.interactions import TROUBLE, Interactions
from bot.playground.limits import check_submission_answer
from bot.playground.people import SlackError
from bot.playground.views import View


class Modals:
    """One person's stack of modals, changed by that person's submit and close."""

    def __init__(self, interactions: Interactions) -> None:
        self.interactions = interactions
        self.workspace = interactions.workspace

    async def submit(self, user: str, view_id: str, state: Values, *, twice: bool = False) -> dict[str, str]:
        """The field errors by block_id, empty when the form was taken.

        With `twice` the same submission reaches the app twice at once, as after an impatient double click;
        the first answer counts.
        """
        view = self._top(user, view_id)
        view.take(state)
        found = complaints(view)
        if found:
            return found
        payload = self.interactions.payloads.submission(user, view)
        name = f"view_submission {view.body.get('callback_id', '')}".strip()
        sends = [self.interactions.delivery.send("interactive", name, payload) for _ in range(2 if twice else 1)]
        answers = await asyncio.gather(*sends)
        return self._apply(user, view, answers[0])

    def _top(self, user: str, view_id: str) -> View:
        view = self.workspace.views.top(user)
        if view is None or view.id != view_id:
            raise SlackError("view_not_found")
        return view

    def _apply(self, user: str, view: View, answer: Answer) -> dict[str, str]:
        if answer.error:
            raise self._failed(user, answer.error)
        if isinstance(answer.body, str):
            raise self._failed(user, "dispatch_failed")
        body = answer.json
        problems = check_submission_answer(body or None, view.to_slack())
        if problems:
            self.workspace.traffic[-1].problems = problems
            raise self.interactions.failed(user, TROUBLE, problems[0].error, problems)
        if body.get("response_action") == "errors":
            errors: dict[str, str] = body["errors"]
            return errors
        try:
            self._change(user, view, body)
        except Refusal as refusal:
            raise self._failed(user, refusal.error) from refusal
        self.workspace.show(user)
        return {}

    def _change(self, user: str, view: View, body: Json) -> None:
        stack = self.workspace.views.stack(user)
        action = body.get("response_action")
        if action == "update":
            check_external_id(self.workspace, body["view"], own=view)
            view.replace(body["view"])
        elif action == "push":
            push(self.workspace, user, body["view"], conversation=view.conversation)
        elif action == "clear":
            stack.clear()
        elif view in stack:
            stack.remove(view)

    def _failed(self, user: str, error: str) -> SlackError:
        return self.interactions.failed(user, TROUBLE, error)

    async def close(self, user: str, view_id: str, *, clear: bool) -> None:
        """Cancel (the top view goes) or, with `clear`, the X (all go); the app hears of it if it asked."""
        view = self._top(user, view_id)
        stack = self.workspace.views.stack(user)
        cleared = clear or bool(view.body.get("clear_on_close"))
        gone = stack[0] if cleared else view
        if cleared:
            stack.clear()
        else:
            stack.pop()
        self.workspace.show(user)
        if gone.body.get("notify_on_close"):
            payload = self.interactions.payloads.closed(user, gone, cleared=cleared)
            name = f"view_closed {gone.body.get('callback_id', '')}".strip()
            await self.interactions.delivery.send("interactive", name, payload, answers=False)
