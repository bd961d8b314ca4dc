"""The stack of modals: three deep, closing, double submission, refusals."""

import asyncio

import pytest
from slack_sdk.errors import SlackApiError

from bot.playground import NoSuchControl, SlackError
from tests.playground.tiny_app import button, modal, open_for, opens, text_input, tiny, words


async def test_stack_ends_at_three():
    async with tiny() as (playground, app):
        opens(app, modal(button("more", "More")))

        @app.action("more")
        async def more(ack, client, body):
            await ack()
            await client.views_push(trigger_id=body["trigger_id"], view=modal(button("more", "More")))

        amelie = playground.person("U_AMELIE")
        await amelie.command("/tiny")
        await amelie.click("More")
        await amelie.click("More")
        with pytest.raises(SlackError, match="dispatch_failed"):
            await amelie.click("More")
        assert len(amelie.modals) == 3
        assert playground.refused[-1].answer["error"] == "push_limit_reached"


async def test_closing_tells_the_app_without_what_was_typed():
    async with tiny() as (playground, app):
        seen = []
        opens(app, modal(text_input(), button("more", "More"), notify_on_close=True))

        @app.action("more")
        async def more(ack, client, body):
            await ack()
            await client.views_push(trigger_id=body["trigger_id"], view=modal(text_input(), notify_on_close=True))

        @app.view_closed("form")
        async def closed(ack, body):
            await ack()
            seen.append(body)

        amelie = playground.person("U_AMELIE")
        await amelie.command("/tiny")
        amelie.fill("name", "lost")
        root = amelie.modal["id"]
        await amelie.click("more")
        pushed = amelie.modal["id"]
        await amelie.close()
        await amelie.click("more")
        await amelie.close(clear=True)

        assert [(body["view"]["id"], body["is_cleared"]) for body in seen] == [(pushed, False), (root, True)]
        assert seen[1]["view"]["state"]["values"] == {}
        assert amelie.modals == []


async def test_submitting_twice_sends_the_same_submission_twice():
    async with tiny() as (playground, app):
        seen = []
        opens(app, modal(text_input()))

        @app.view("form")
        async def save(ack, body):
            await asyncio.sleep(0)
            await ack()
            seen.append((body["trigger_id"], body["view"]["hash"]))

        amelie = playground.person("U_AMELIE")
        await amelie.command("/tiny")
        amelie.fill("name", "x")
        assert await amelie.submit(twice=True) == {}
        assert len(seen) == 2
        assert seen[0] == seen[1]


async def test_a_view_over_the_limits_is_refused_with_its_pointer():
    async with tiny() as (playground, app):
        with pytest.raises(SlackApiError, match="invalid_arguments") as caught:
            await open_for(app, playground, "U_AMELIE", modal(text_input(), title=words("t" * 25)))
        assert "[json-pointer:/view/title/text]" in caught.value.response["response_metadata"]["messages"][0]
        assert playground.refused[-1].problems[0].pointer == "/view/title/text"


async def test_a_modal_without_a_button_cannot_be_submitted():
    async with tiny() as (playground, app):
        bare = modal(button("more", "More"))
        del bare["submit"]
        await open_for(app, playground, "U_AMELIE", bare)
        with pytest.raises(NoSuchControl, match="no submit"):
            await playground.person("U_AMELIE").submit()
