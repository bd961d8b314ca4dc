"""What a person can enter into each kind of control, and what the client says before it sends."""

from datetime import UTC, date, datetime

import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.playground import CannotFill
from tests.playground.tiny_app import modal, open_for, tiny, words


def field(kind, **more):
    element = {"type": kind, "action_id": "value", **more}
    return {"type": "input", "block_id": "field", "label": words("Field"), "element": element}


def rows(*values):
    return [{"text": words(value.title()), "value": value} for value in values]


@pytest.mark.parametrize(
    ("block", "value", "state"),
    [
        (field("users_select"), "Noor Haddad", {"selected_user": "U_NOOR"}),
        (field("multi_users_select"), ["noor", "U_AMELIE"], {"selected_users": ["U_NOOR", "U_AMELIE"]}),
        (field("conversations_select"), "secret", {"selected_conversation": "C_SECRET"}),
        (field("channels_select"), "#open", {"selected_channel": "C_OPEN"}),
        (field("multi_channels_select"), ["C_OPEN"], {"selected_channels": ["C_OPEN"]}),
        (field("datepicker"), "2026-11-12", {"selected_date": "2026-11-12"}),
        (field("datepicker"), date(2026, 2, 28), {"selected_date": "2026-02-28"}),
        (field("timepicker"), "09:30", {"selected_time": "09:30"}),
        (field("datetimepicker"), datetime(2026, 11, 12, tzinfo=UTC), {"selected_date_time": 1794441600}),
        (field("number_input", is_decimal_allowed=False), 7, {"value": "7"}),
        (field("radio_buttons", options=rows("a", "b")), "B", {"selected_option": rows("b")[0]}),
        (field("checkboxes", options=rows("a", "b")), ["a", "B"], {"selected_options": rows("a", "b")}),
        (field("checkboxes", options=rows("a", "b")), None, {"selected_options": []}),
        (field("multi_static_select", options=rows("a", "b")), "a", {"selected_options": rows("a")}),
    ],
)
async def test_each_control_takes_its_values(block, value, state):
    async with tiny() as (playground, app):
        await open_for(app, playground, "U_AMELIE", modal(block))
        amelie = playground.person("U_AMELIE")
        amelie.fill("Field", value)
        kind = block["element"]["type"]
        assert amelie.modal["state"]["values"]["field"]["value"] == {"type": kind, **state}


@pytest.mark.parametrize(
    ("block", "value"),
    [
        (field("users_select"), "U_NOBODY"),
        (field("channels_select"), "secret"),
        (field("conversations_select", filter={"include": ["public"]}), "secret"),
        (field("conversations_select"), "old"),
        (field("datepicker"), "12/11/2026"),
        (field("datepicker"), "20261112"),
        (field("timepicker"), "9:30"),
        (field("timepicker"), "24:00"),
        (field("multi_static_select", options=rows("a", "b"), max_selected_items=1), ["a", "b"]),
        (field("file_input", max_files=1), [("a.txt", b"a"), ("b.txt", b"b")]),
    ],
)
async def test_what_no_person_could_enter(block, value):
    async with tiny() as (playground, app):
        await open_for(app, playground, "U_AMELIE", modal(block))
        with pytest.raises(CannotFill):
            playground.person("U_AMELIE").fill("Field", value)


@pytest.mark.parametrize(
    ("block", "value", "complaint"),
    [
        (field("number_input", is_decimal_allowed=False), "1.5", "valid number"),
        (field("number_input", is_decimal_allowed=True, min_value="2"), "1.5", "2 or more"),
        (field("number_input", is_decimal_allowed=True, max_value="1"), "1.5", "1 or less"),
        (field("email_text_input"), "amelie", "email"),
        (field("url_text_input"), "example", "URL"),
        (field("checkboxes", options=rows("a")), [], "required"),
    ],
)
async def test_what_the_client_complains_about(block, value, complaint):
    async with tiny() as (playground, app):
        await open_for(app, playground, "U_AMELIE", modal(block))
        amelie = playground.person("U_AMELIE")
        amelie.fill("field", value)
        errors = await amelie.submit()
        assert complaint in errors["field"]
        assert playground.traffic.named("view_submission form") == []


async def test_a_file_is_given_by_name_and_bytes():
    async with tiny() as (playground, app):
        await open_for(app, playground, "U_AMELIE", modal(field("file_input")))
        amelie = playground.person("U_AMELIE")
        amelie.fill("Field", ("plan.txt", b"words"))
        file = amelie.modal["state"]["values"]["field"]["value"]["files"][0]
        assert (file["name"], file["size"], file["user"]) == ("plan.txt", 5, "U_AMELIE")


async def test_the_current_conversation_can_be_the_default():
    async with tiny() as (playground, app):

        @app.command("/tiny")
        async def open_it(ack, client, body):
            await ack()
            view = modal(field("conversations_select", default_to_current_conversation=True))
            await client.views_open(trigger_id=body["trigger_id"], view=view)

        amelie = playground.person("U_AMELIE")
        await amelie.command("/tiny", channel="C_OPEN")
        assert amelie.modal["state"]["values"]["field"]["value"]["selected_conversation"] == "C_OPEN"


async def test_a_channel_chosen_in_a_form_can_be_answered_to():
    async with tiny() as (playground, app):

        @app.view("form")
        async def save(ack, body):
            await ack()
            hook = AsyncWebhookClient(body["response_urls"][0]["response_url"])
            await hook.send(text="Here", response_type="in_channel")

        await open_for(app, playground, "U_AMELIE", modal(field("conversations_select", response_url_enabled=True)))
        amelie = playground.person("U_AMELIE")
        amelie.fill("Field", "outside")
        assert await amelie.submit() == {}
        assert [one["text"] for one in playground.messages("C_OUT")] == ["Here"]
