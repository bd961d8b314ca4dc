"""The page in the browser: conversations, buttons, people, clock, inspector, keyboard, a narrow screen."""

import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import expect

from tests.playground.on_screen import screen
from tests.playground.tiny_app import button, modal, text_input, words


async def test_a_button_asks_before_it_acts(browser):
    async with screen(browser) as on:
        pressed = []
        sure = {
            "title": words("Remove it?"),
            "text": words("For good."),
            "confirm": words("Remove"),
            "deny": words("Keep"),
        }

        @on.app.action("remove")
        async def remove(ack, body, respond):
            await ack()
            pressed.append(body["user"]["id"])
            await respond("Removed.", replace_original=True)

        blocks = [button("remove", "Remove…", style="danger", confirm=sure)]
        await on.app.client.chat_postMessage(channel="C_OPEN", text="Remove?", blocks=blocks)
        await on.control("remove_block", "remove").click()
        await expect(on.page.get_by_role("alertdialog", name="Remove it?")).to_contain_text("For good.")
        await on.page.keyboard.press("Escape")
        await expect(on.hook("confirm")).to_have_count(0)
        await expect(on.control("remove_block", "remove")).to_be_focused()
        assert pressed == []

        await on.control("remove_block", "remove").click()
        await on.hook("confirm-yes").click()
        await expect(on.hook("message")).to_contain_text("Removed.")
        await expect(on.hook("message")).to_be_focused()
        assert pressed == ["U_NOOR"]


async def test_words_of_people_never_become_markup(browser):
    async with screen(browser) as on:
        await on.composer.fill("<img src=x onerror=alert(1)> *bold* & `code`")
        await on.composer.press("Enter")
        said = on.hook("message")
        await expect(said).to_contain_text("<img src=x onerror=alert(1)> bold & code")
        await expect(said.locator("strong", has_text="bold")).to_have_count(1)
        await expect(said.locator("img")).to_have_count(0)
        mrkdwn = "<javascript:alert(1)|press> <https://a.example|go> <@U_AMELIE>"
        evil = {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn}}
        await on.app.client.chat_postMessage(channel="C_OPEN", text="x", blocks=[evil])
        answer = on.hook("message").last
        await expect(answer.locator(".mention")).to_have_text("@amelie")
        assert await answer.locator("a").evaluate_all("links => links.map(link => link.href)") == ["https://a.example/"]


async def test_a_private_answer_is_marked_and_a_thread_opens_beside(browser):
    async with screen(browser) as on:
        await on.app.client.chat_postEphemeral(channel="C_OPEN", user="U_NOOR", text="Just for you")
        await expect(on.hook("message").filter(has_text="Just for you")).to_contain_text("Only visible to you")
        root = await on.app.client.chat_postMessage(channel="C_OPEN", text="Agenda")
        await on.app.client.chat_postMessage(channel="C_OPEN", text="First point", thread_ts=root["ts"])
        await on.hook("open-thread").click()
        await expect(on.hook("thread")).to_contain_text("First point")
        await on.hook("thread-composer").fill("Second point")
        await on.hook("thread-composer").press("Enter")
        await expect(on.hook("thread").get_by_test_id("message")).to_have_count(3)
        await expect(on.hook("open-thread")).to_have_text("2 replies")
        await on.page.keyboard.press("Escape")
        await expect(on.hook("thread")).to_be_hidden()


async def test_home_and_shortcuts(browser):
    async with screen(browser) as on:
        notes = []

        @on.app.event("app_home_opened")
        async def opened(event, client):
            view = {"type": "home", "blocks": [button("greet", "Greet")]}
            await client.views_publish(user_id=event["user"], view=view)

        @on.app.action("greet")
        async def greet(ack, client, body):
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input()))

        @on.app.shortcut("note")
        async def note(ack, body):
            await ack()
            notes.append(body["message"]["text"])

        @on.app.shortcut("start")
        async def start(ack, client, body):
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input(), title=words("Started")))

        await on.app.client.chat_postMessage(channel="C_OPEN", text="Remember this")
        await on.hook("message").hover()
        await on.hook("message-menu").click()
        await on.page.get_by_role("menuitem", name="Note").click()
        await on.playground.until(lambda: notes == ["Remember this"])

        await on.hook("shortcuts").click()
        await on.page.get_by_role("menuitem", name="Start").click()
        await expect(on.page.get_by_role("dialog", name="Started")).to_be_visible()
        await on.hook("modal-close").click()

        await on.page.locator("#rail").get_by_role("button", name="Tiny").click()
        await on.hook("home-tab").click()
        await on.control("greet_block", "greet").click()
        await expect(on.modal).to_be_visible()


async def test_switching_person_changes_language_and_what_is_seen(browser):
    async with screen(browser) as on:
        await expect(on.page.locator("#rail")).to_contain_text("Not Slack: a local playground")
        await expect(on.page.locator("[data-channel='C_SECRET']")).to_have_count(0)
        await on.hook("person-switch").select_option("U_AMELIE")
        await expect(on.page.locator("#rail")).to_contain_text("Pas Slack")
        await expect(on.page.locator("html")).to_have_attribute("lang", "fr-CA")
        await expect(on.hook("language")).to_contain_text("fr-CA")
        await on.page.locator("[data-channel='C_SECRET']").click()
        await expect(on.composer).to_have_attribute("placeholder", "Message à #secret")
        await on.page.locator("[data-channel='C_OLD']").click()
        await expect(on.page.get_by_text("personne ne peut y écrire")).to_be_visible()
        await on.page.reload()
        await expect(on.hook("person-switch")).to_have_value("U_AMELIE")


async def test_the_clock_moves_the_app_along(browser):
    async with screen(browser) as on:
        await expect(on.hook("clock-day")).to_be_disabled()
        moved = timedelta()

        async def advance(delta):
            nonlocal moved
            moved += delta
            return datetime.now(UTC) + moved

        async def next_due():
            return datetime.now(UTC) + timedelta(days=3)

        on.playground.advance, on.playground.next_due = advance, next_due
        await on.page.reload()
        await on.hook("clock-hour").click()
        await expect(on.hook("toast")).to_contain_text("The clock now says")
        await on.playground.until(lambda: moved == timedelta(hours=1))
        await on.hook("clock-day").click()
        await on.playground.until(lambda: moved == timedelta(hours=25))
        await on.hook("clock-next").click()
        await on.playground.until(lambda: moved > timedelta(days=2, hours=23))
        ahead = "new Date(document.querySelector('#clock-now').dateTime) - new Date()"
        await on.page.wait_for_function(f"{ahead} > 2.9 * 86400000")
        await on.app.client.chat_postMessage(channel="C_OPEN", text="Three days on")
        await expect(on.page.locator(".day")).to_have_text("Today")


async def test_the_inspector_shows_why_a_payload_was_refused(browser):
    async with screen(browser) as on:

        @on.app.command("/tiny")
        async def overdo(ack, client, body):
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input(), title=words("t" * 25)))

        await on.hook("inspector-toggle").click()
        await on.command("/tiny")
        await expect(on.hook("toast").first).to_contain_text("/view/title/text")
        refused = on.hook("exchange").filter(has_text="views.open")
        await refused.locator("summary").click()
        await expect(refused.get_by_test_id("pointer")).to_have_text("/view/title/text")
        await expect(refused.locator(".refusals")).to_contain_text("24")
        await expect(refused.locator(".at-fault")).to_contain_text("tttt")
        await on.hook("inspector-problems").check()
        await expect(on.hook("exchange").filter(has_text="views.open")).to_have_count(1)


async def test_faults_are_switches(browser):
    async with screen(browser) as on:
        await on.hook("fault-drop").click()
        await expect(on.hook("fault-drop")).to_have_attribute("aria-checked", "true")
        assert on.playground.faults.switches() == {"rate_limit": False, "drop": True, "slow": False}


async def test_the_keyboard_alone_is_enough(browser):
    async with screen(browser) as on:
        names = []

        @on.app.command("/tiny")
        async def open_form(ack, client, body):
            await ack()
            kinds = [{"text": words(kind), "value": kind} for kind in ("Charity", "School")]
            element = {"type": "static_select", "action_id": "value", "options": kinds}
            kind = {"type": "input", "block_id": "kind", "label": words("Kind"), "element": element}
            await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input(), kind))

        @on.app.view("form")
        async def save(ack, view):
            await ack()
            values = view["state"]["values"]
            names.append((values["name"]["value"]["value"], values["kind"]["value"]["selected_option"]["value"]))

        keyboard = on.page.keyboard
        await expect(on.composer).to_be_focused()
        await keyboard.type("/ti")
        await expect(on.page.get_by_role("option", name="/tiny")).to_be_visible()
        await keyboard.press("Enter")
        await expect(on.composer).to_have_value("/tiny ")
        await keyboard.press("Enter")
        await expect(on.control("name")).to_be_focused()
        await keyboard.type("Food bank")
        await keyboard.press("Tab")
        await keyboard.press("ArrowDown")
        await expect(on.page.locator(".option")).to_have_count(2)
        await keyboard.press("ArrowDown")
        await keyboard.press("Enter")
        await expect(on.control("kind")).to_have_value("School")
        for _ in range(2):
            await keyboard.press("Tab")
        await expect(on.hook("modal-submit")).to_be_focused()
        await keyboard.press("Tab")
        await expect(on.hook("modal-close")).to_be_focused()
        await keyboard.press("Shift+Tab")
        await keyboard.press("Enter")
        await expect(on.modal).to_have_count(0)
        await expect(on.composer).to_be_focused()
        assert names == [("Food bank", "School")]


async def test_a_telephone_is_wide_enough(browser):
    async with screen(browser, width=375, height=667, has_touch=True, is_mobile=True) as on:

        @on.app.command("/tiny")
        async def open_form(ack, client, body):
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input()))

        await on.app.client.chat_postMessage(channel="C_OPEN", text="w" * 200, blocks=[button("go", "Go")])
        await expect(on.page.locator("#rail")).to_be_hidden()
        await on.hook("rail-toggle").click()
        await on.page.locator("[data-channel='C_OLD']").click()
        await expect(on.page.locator("#main")).to_have_attribute("data-place", "C_OLD")
        await expect(on.page.locator("#rail")).to_be_hidden()
        await on.hook("tools-toggle").click()
        await expect(on.hook("clock-next")).to_be_visible()
        await on.hook("tools-toggle").click()
        await on.goto(place="C_OPEN")
        await on.command("/tiny")
        await on.control("name").fill("Food bank")
        await on.hook("modal-submit").scroll_into_view_if_needed()
        await expect(on.hook("modal-submit")).to_be_in_viewport()
        await on.hook("modal-cancel").click()
        await on.hook("inspector-toggle").click()
        await expect(on.hook("inspector")).to_be_in_viewport()
        assert await on.page.evaluate("document.documentElement.scrollWidth") == 375


async def test_the_page_fetches_nothing_from_outside(browser):
    async with screen(browser) as on:
        asked = []
        on.page.on("request", lambda request: asked.append(request.url))
        picture = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A map"}
        await on.app.client.chat_postMessage(channel="C_OPEN", text="Map", blocks=[picture])
        await expect(on.hook("message")).to_contain_text("A map")
        await on.page.reload()
        await expect(on.hook("message")).to_contain_text("A map")
        assert [url for url in asked if not re.match(re.escape(on.playground.url) + "|data:", url)] == []
