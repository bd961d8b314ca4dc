"""Forms in the browser: every kind of input, errors, typeahead, what survives an update, the stack."""

from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.async_api import expect

from tests.playground.on_screen import screen
from tests.playground.tiny_app import button, modal, text_input, words


def option(label, value=None):
    return {"text": {**words(label), "emoji": True}, "value": value or label.lower()}


def field(block_id, label, kind, *, optional=False, **element):
    element = {"type": kind, "action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": words(label), "optional": optional, "element": element}


COLOURS = [option("Red"), option("Green"), option("Blue")]

EVERY_INPUT = [
    field("text", "Text", "plain_text_input", max_length=20),
    field("long", "Long", "plain_text_input", multiline=True),
    field("number", "Number", "number_input", is_decimal_allowed=False, min_value="1"),
    field("mail", "Mail", "email_text_input"),
    field("site", "Site", "url_text_input"),
    field("day", "Day", "datepicker"),
    field("hour", "Hour", "timepicker"),
    field("moment", "Moment", "datetimepicker"),
    field("one", "One", "static_select", options=COLOURS),
    field("many", "Many", "multi_static_select", options=COLOURS),
    field("far", "Far", "external_select", min_query_length=2),
    field("fars", "Fars", "multi_external_select", min_query_length=0),
    field("who", "Who", "users_select"),
    field("whos", "Whos", "multi_users_select"),
    field("place", "Place", "conversations_select", default_to_current_conversation=True),
    field("places", "Places", "multi_conversations_select"),
    field("channel", "Channel", "channels_select"),
    field("channels", "Channels", "multi_channels_select"),
    field("checks", "Checks", "checkboxes", options=COLOURS),
    field("radio", "Radio", "radio_buttons", options=COLOURS),
    field("rich", "Rich", "rich_text_input"),
    field("file", "File", "file_input", filetypes=["pdf"]),
    field("blank", "Blank", "plain_text_input", optional=True),
    field("nobody", "Nobody", "multi_users_select", optional=True),
]


def opens(app, *blocks, **more):
    @app.command("/tiny")
    async def open_form(ack, client, body):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(*blocks, **more))


def offers_rivers(app):
    @app.options("value")
    async def offer(ack, payload):
        names = ["Rivière-Nord", "Riverside"]
        options = [option(name) for name in names if payload["value"].lower() in name.lower()]
        await (ack(option_groups=[{"label": words("Partners"), "options": options}]) if options else ack(options=[]))


async def fill_everything(on):
    for block, text in (("text", "Food bank"), ("long", "Two\nlines"), ("number", "12")):
        await on.control(block).fill(text)
    await on.control("mail").fill("maria@example.org")
    await on.control("site").fill("https://example.org")
    await on.control("day").fill("2026-11-12")
    await on.control("hour").fill("14:30")
    await on.control("moment").fill("2026-07-01T09:00")
    await on.choose("one", "Green")
    await on.choose("many", "Red", "Blue")
    await on.choose("far", "River")
    await on.choose("fars", "Rivière")
    await on.choose("who", "amelie")
    await on.choose("whos", "amelie", "noor")
    await on.choose("places", "#open")
    await on.choose("channel", "#open")
    await on.choose("channels", "#open")
    await on.page.get_by_label("Red", exact=True).first.check()
    await on.control("radio").get_by_label("Blue").check()
    await on.control("rich").click()
    await on.page.keyboard.type("Plain ")
    await on.page.keyboard.press("Control+b")
    await on.page.keyboard.type("bold")
    await on.control("file").set_input_files({"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    await expect(on.modal.get_by_text("plan.pdf")).to_be_visible()


async def test_every_kind_of_input_reaches_the_app_in_slacks_shape(browser):
    async with screen(browser) as on:
        got = []
        opens(on.app, *EVERY_INPUT)
        offers_rivers(on.app)

        @on.app.view("form")
        async def save(ack, view):
            got.append({block: state["value"] for block, state in view["state"]["values"].items()})
            await ack()

        await on.command("/tiny")
        await expect(on.modal).to_be_visible()
        await fill_everything(on)
        await on.hook("modal-submit").click()
        await expect(on.modal).to_have_count(0)

    state = got[0]
    moment = int(datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("America/Vancouver")).timestamp())
    assert state["text"] == {"type": "plain_text_input", "value": "Food bank"}
    assert [state[block]["value"] for block in ("long", "number", "mail", "site")] == [
        "Two\nlines",
        "12",
        "maria@example.org",
        "https://example.org",
    ]
    assert state["day"]["selected_date"] == "2026-11-12"
    assert state["hour"]["selected_time"] == "14:30"
    assert state["moment"]["selected_date_time"] == moment
    assert state["one"]["selected_option"] == COLOURS[1]
    assert state["many"]["selected_options"] == [COLOURS[0], COLOURS[2]]
    assert state["far"]["selected_option"]["text"]["text"] == "Riverside"
    assert [one["value"] for one in state["fars"]["selected_options"]] == ["rivière-nord"]
    assert state["who"]["selected_user"] == "U_AMELIE"
    assert state["whos"]["selected_users"] == ["U_AMELIE", "U_NOOR"]
    assert state["place"]["selected_conversation"] == "C_OPEN"
    assert state["places"]["selected_conversations"] == ["C_OPEN"]
    assert state["channel"]["selected_channel"] == "C_OPEN"
    assert state["channels"]["selected_channels"] == ["C_OPEN"]
    assert state["checks"]["selected_options"] == [COLOURS[0]]
    assert state["radio"]["selected_option"] == COLOURS[2]
    assert state["rich"]["rich_text_value"]["elements"][0]["elements"][-1] == {
        "type": "text",
        "text": "bold",
        "style": {"bold": True},
    }
    assert state["file"]["files"][0]["name"] == "plan.pdf"
    assert state["blank"] == {"type": "plain_text_input", "value": None}
    assert state["nobody"] == {"type": "multi_users_select", "selected_users": []}


async def test_errors_stand_under_their_fields_until_the_form_is_right(browser):
    async with screen(browser) as on:
        opens(on.app, text_input("name", "Name"), field("day", "Day", "datepicker"))

        @on.app.view("form")
        async def save(ack, view):
            late = view["state"]["values"]["day"]["value"]["selected_date"] > "2026-12-31"
            await (ack(response_action="errors", errors={"day": "That is too late."}) if late else ack())

        await on.command("/tiny")
        await on.hook("modal-submit").click()
        await expect(on.error("name")).to_have_text("Please complete this required field.")
        await expect(on.control("name")).to_be_focused()
        assert on.playground.traffic.named("view_submission form") == []

        await on.control("name").fill("Food bank")
        await expect(on.error("name")).to_be_hidden()
        await on.control("day").fill("2027-01-05")
        await on.hook("modal-submit").click()
        await expect(on.error("day")).to_have_text("That is too late.")
        await expect(on.control("day")).to_be_focused()
        await expect(on.control("day")).to_have_attribute("aria-invalid", "true")
        await expect(on.control("name")).to_have_value("Food bank")

        await on.control("day").fill("2026-11-12")
        await on.hook("modal-submit").click()
        await expect(on.modal).to_have_count(0)
        await expect(on.composer).to_be_focused()


async def test_typeahead_waits_for_enough_letters_and_groups_what_it_finds(browser):
    async with screen(browser) as on:
        opens(on.app, field("far", "Far", "external_select", min_query_length=3))
        offers_rivers(on.app)
        await on.command("/tiny")
        box = on.control("far")
        await box.click()
        await expect(on.page.locator(".list-note")).to_have_text("Type at least 3 characters")
        await box.press_sequentially("riv", delay=5)
        await expect(on.page.get_by_role("group", name="Partners").get_by_role("option")).to_have_count(2)
        await box.press("ArrowDown")
        await expect(on.page.locator(".option.active")).to_have_text("Riverside")
        await box.press("Escape")
        await expect(on.page.locator(".option")).to_have_count(0)
        await expect(on.modal).to_be_visible()
        asked = on.playground.traffic.named("block_suggestion value")
        assert [one.request["value"] for one in asked] == ["riv"]

        await box.press_sequentially("zzz")
        await expect(on.page.locator(".list-note")).to_have_text("No match")


async def test_what_is_typed_survives_an_update_of_the_view(browser):
    async with screen(browser) as on:
        form = [text_input("name", "Name"), button("more", "Add another")]
        opens(on.app, *form)

        @on.app.action("more")
        async def more(ack, client, body):
            await ack()
            view = modal(text_input("second", "Second"), *form)
            await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

        await on.command("/tiny")
        await on.control("name").fill("Food bank")
        await on.modal.get_by_role("button", name="Add another").click()
        await expect(on.control("second")).to_be_visible()
        await expect(on.control("name")).to_have_value("Food bank")
        await expect(on.modal.get_by_role("button", name="Add another")).to_be_focused()


async def test_characters_are_reported_when_the_form_asks_for_it(browser):
    async with screen(browser) as on:
        seen = []
        on_characters = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
        on_enter = {"dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}
        fast = text_input("fast", "Fast", element={**on_characters, "action_id": "typed"}, dispatch_action=True)
        calm = text_input("calm", "Calm", element={**on_enter, "action_id": "typed"}, dispatch_action=True)
        opens(on.app, fast, calm)

        @on.app.action("typed")
        async def typed(ack, action):
            await ack()
            seen.append((action["block_id"], action["value"]))

        await on.command("/tiny")
        await on.control("fast", "typed").press_sequentially("ab")
        await on.playground.until(lambda: seen)
        await on.control("calm", "typed").fill("cd")
        await on.control("calm", "typed").press("Enter")
        await on.playground.until(lambda: len(seen) == 2)
        assert seen == [("fast", "ab"), ("calm", "cd")]


async def test_a_pushed_view_goes_back_to_the_one_below(browser):
    async with screen(browser) as on:
        opens(on.app, text_input("name", "Name"), button("deeper", "Deeper"))

        @on.app.action("deeper")
        async def deeper(ack, client, body):
            await ack()
            await client.views_push(trigger_id=body["trigger_id"], view=modal(text_input(), title=words("Below")))

        await on.command("/tiny")
        await on.control("name").fill("kept")
        await on.modal.get_by_role("button", name="Deeper").click()
        await expect(on.page.get_by_role("dialog", name="Below")).to_be_visible()
        await on.hook("modal-back").click()
        await expect(on.page.get_by_role("dialog", name="Form")).to_be_visible()
        await expect(on.control("name")).to_have_value("kept")
        await on.page.keyboard.press("Escape")
        await expect(on.modal).to_have_count(0)
