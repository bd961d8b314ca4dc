"""Buttons, selects and typeahead, in messages, modals and the Home tab."""

import pytest

from bot.playground import CannotFill, NoSuchControl, SlackError
from tests.playground.tiny_app import button, modal, tiny, words


def row(value):
    return {"text": words(value.title()), "value": value}


async def test_click_in_a_message_says_where_and_on_what():
    async with tiny() as (playground, app):
        seen = []

        @app.action("go")
        async def go(ack, body, respond):
            await ack()
            seen.append(body)
            await respond("Done", replace_original=True)

        await app.client.chat_postMessage(channel="C_OPEN", text="Go?", blocks=[button("go", "Go", value="7")])
        amelie = playground.person("U_AMELIE")
        await amelie.click("Go")

        body = seen[0]
        message = playground.messages("C_OPEN")[0]
        assert body["container"] == {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": "C_OPEN",
            "is_ephemeral": False,
        }
        assert body["channel"] == {"id": "C_OPEN", "name": "open"}
        assert body["actions"][0]["value"] == "7"
        assert body["actions"][0]["block_id"] == "go_block"
        assert body["message"]["ts"] == message["ts"]
        assert message["text"] == "Done"
        assert "blocks" not in message
        with pytest.raises(NoSuchControl):
            await amelie.click("Go")


async def test_click_in_an_ephemeral_message_can_remove_it():
    async with tiny() as (playground, app):
        seen = []

        @app.action("go")
        async def go(ack, body, respond):
            await ack()
            seen.append(body)
            await respond(delete_original=True)

        await app.client.chat_postEphemeral(channel="C_OPEN", user="U_AMELIE", text="Go?", blocks=[button("go", "Go")])
        await playground.person("U_AMELIE").click("go")
        assert seen[0]["container"]["is_ephemeral"] is True
        assert "message" not in seen[0]
        assert playground.ephemerals("U_AMELIE") == []


async def test_confirmation_can_be_declined():
    async with tiny() as (playground, app):
        seen = []

        @app.action("drop")
        async def drop(ack, body):
            await ack()
            seen.append(body)

        ask = {"title": words("Sure?"), "text": words("It goes"), "confirm": words("Yes"), "deny": words("No")}
        await app.client.chat_postMessage(channel="C_OPEN", text="?", blocks=[button("drop", "Drop", confirm=ask)])
        amelie = playground.person("U_AMELIE")
        await amelie.click("Drop", confirm=False)
        assert seen == []
        await amelie.click("Drop")
        assert len(seen) == 1


async def test_choices_in_a_message_come_with_its_state():
    async with tiny() as (playground, app):
        seen = []

        @app.action("kind")
        async def kind(ack, body):
            await ack()
            seen.append(body)

        element = {"type": "static_select", "action_id": "kind", "options": [row("food"), row("housing")]}
        picker = {"type": "datepicker", "action_id": "on"}
        block = {"type": "actions", "block_id": "b", "elements": [element, picker]}
        await app.client.chat_postMessage(channel="C_OPEN", text="?", blocks=[block])
        await playground.person("U_AMELIE").change("kind", "Food")

        assert seen[0]["actions"][0]["selected_option"]["value"] == "food"
        assert seen[0]["state"]["values"]["b"] == {
            "kind": {"type": "static_select", "selected_option": row("food")},
            "on": {"type": "datepicker", "selected_date": None},
        }


async def test_dispatching_field_reports_with_the_state_of_the_form():
    async with tiny() as (playground, app):
        seen = []

        @app.action("value")
        async def changed(ack, body):
            await ack()
            seen.append(body)

        element = {"type": "static_select", "action_id": "value", "options": [row("food"), row("housing")]}
        block = {
            "type": "input",
            "block_id": "kind",
            "label": words("Kind"),
            "element": element,
            "dispatch_action": True,
        }
        trigger = playground.workspace.tickets.trigger("U_AMELIE")
        await app.client.views_open(trigger_id=trigger, view=modal(block))
        amelie = playground.person("U_AMELIE")
        with pytest.raises(CannotFill, match="use change"):
            amelie.fill("Kind", "food")
        await amelie.change("Kind", "food")
        chosen = seen[0]["view"]["state"]["values"]["kind"]["value"]["selected_option"]
        assert chosen == seen[0]["actions"][0]["selected_option"] == row("food")
        assert seen[0]["container"] == {"type": "view", "view_id": amelie.modal["id"]}


async def test_typeahead_offers_and_its_offers_can_be_chosen():
    async with tiny() as (playground, app):
        seen = []

        @app.options("value")
        async def offer(ack, payload):
            seen.append(payload["value"])
            await ack(options=[row(name) for name in ("mission", "mosaic") if name.startswith(payload["value"])])

        element = {"type": "external_select", "action_id": "value", "min_query_length": 2}
        block = {"type": "input", "block_id": "partner", "label": words("Partner"), "element": element}
        trigger = playground.workspace.tickets.trigger("U_AMELIE")
        await app.client.views_open(trigger_id=trigger, view=modal(block))
        amelie = playground.person("U_AMELIE")

        assert await amelie.options("Partner", "m") == []
        with pytest.raises(CannotFill, match="options"):
            amelie.fill("Partner", "Mosaic")
        assert await amelie.options("Partner", "mo") == [("Mosaic", "mosaic")]
        amelie.fill("Partner", "Mosaic")
        assert seen == ["mo"]
        assert amelie.modal["state"]["values"]["partner"]["value"]["selected_option"] == row("mosaic")


async def test_too_many_options_are_refused():
    async with tiny() as (playground, app):

        @app.options("value")
        async def offer(ack):
            await ack(options=[row(f"n{number}") for number in range(101)])

        element = {"type": "external_select", "action_id": "value", "min_query_length": 0}
        block = {"type": "input", "block_id": "partner", "label": words("Partner"), "element": element}
        trigger = playground.workspace.tickets.trigger("U_AMELIE")
        await app.client.views_open(trigger_id=trigger, view=modal(block))
        with pytest.raises(SlackError) as caught:
            await playground.person("U_AMELIE").options("Partner")
        assert caught.value.problems[0].pointer.startswith("/options")


async def test_home_tab_is_published_and_clicked():
    async with tiny() as (playground, app):
        seen = []

        @app.event("app_home_opened")
        async def show(event, client):
            seen.append(event)
            home = {"type": "home", "blocks": [button("go", "Go")]}
            await client.views_publish(user_id=event["user"], view=home)

        @app.action("go")
        async def go(ack, body):
            await ack()
            seen.append(body)

        amelie = playground.person("U_AMELIE")
        view = await amelie.open_home()
        assert view["blocks"][0]["elements"][0]["text"]["text"] == "Go"
        await amelie.click("Go")
        assert seen[1]["container"]["view_id"] == view["id"]
        assert seen[1]["view"]["type"] == "home"
        await amelie.open_home()
        assert seen[2]["view"]["id"] == view["id"]


async def test_shortcuts_of_the_manifest():
    async with tiny() as (playground, app):
        seen = []

        @app.shortcut("start")
        @app.shortcut("note")
        async def start(ack, shortcut):
            await ack()
            seen.append(shortcut)

        amelie = playground.person("U_AMELIE")
        await amelie.say("Remember", channel="C_OPEN")
        await amelie.shortcut("start")
        await amelie.message_shortcut("note", "C_OPEN", playground.messages("C_OPEN")[0]["ts"])
        assert [one["type"] for one in seen] == ["shortcut", "message_action"]
        assert seen[1]["message"]["text"] == "Remember"
        with pytest.raises(SlackError, match="unknown_shortcut"):
            await amelie.shortcut("nothing")
