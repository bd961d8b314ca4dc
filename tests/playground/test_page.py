"""The page's protocol: what it reads, hears and does."""

import asyncio
import json
from contextlib import asynccontextmanager

import aiohttp

from tests.playground.tiny_app import button, modal, text_input, tiny, words


class Page:
    """A page of one person, without a browser."""

    def __init__(self, session, user="U_AMELIE"):
        self.session = session
        self.user = user

    async def get(self, path, **query):
        async with self.session.get(f"/playground/{path}", params={"user": self.user, **query}) as answer:
            return await answer.json()

    async def post(self, path, **body):
        async with self.session.post(f"/playground/{path}", json={"user": self.user, **body}) as answer:
            return await answer.json()

    @asynccontextmanager
    async def stream(self):
        async with self.session.get("/playground/stream", params={"user": self.user}) as answer:
            assert await answer.content.readline() == b": connected\n"

            async def following(kind):
                async with asyncio.timeout(2):
                    async for line in answer.content:
                        if line.startswith(b"data: "):
                            change = json.loads(line[6:])
                            if change["type"] == kind:
                                return change

            yield following


@asynccontextmanager
async def paged():
    async with tiny() as (playground, app):
        async with aiohttp.ClientSession(base_url=playground.url) as session:
            yield playground, app, Page(session)


async def test_state_says_who_where_and_what():
    async with paged() as (_, _, page):
        state = await page.get("state")
        assert state["me"]["id"] == "U_AMELIE"
        assert [one["id"] for one in state["channels"]] == ["C_OPEN", "C_OUT", "C_SECRET", "C_OLD"]
        assert state["dms"][0]["is_app"] is True
        assert state["app"]["commands"][0]["command"] == "/tiny"
        assert (state["app"]["home"], state["home"], state["modals"]) == (True, None, [])
        assert state["clock"]["movable"] is False
        assert state["faults"] == {"rate_limit": False, "drop": False, "slow": False}
        assert [one["id"] for one in (await Page(page.session, "U_NOOR").get("state"))["channels"]] == [
            "C_OPEN",
            "C_OUT",
            "C_OLD",
        ]


async def test_a_form_from_command_to_message():
    async with paged() as (_, app, page):

        @app.command("/tiny")
        async def open_it(ack, client, body):
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input()))

        @app.view("form")
        async def save(ack, view, client):
            await ack()
            name = view["state"]["values"]["name"]["value"]["value"]
            await client.chat_postMessage(channel="C_OPEN", text=f"Saved {name}", blocks=[button("go", "Go")])

        async with page.stream() as following:
            assert await page.post("say", channel="C_OPEN", text="/tiny") == {"ok": True}
            view = (await following("modals"))["modals"][0]
            empty = await page.post("submit", view_id=view["id"], state={})
            assert list(empty["errors"]) == ["name"]
            state = {"name": {"value": {"type": "plain_text_input", "value": "Food bank"}}}
            assert await page.post("submit", view_id=view["id"], state=state) == {"ok": True}
            heard = await following("message")
        assert heard["message"]["text"] == "Saved Food bank"
        assert heard["message"]["bot"] is True
        listed = await page.get("messages", channel="C_OPEN")
        assert listed["messages"] == [heard["message"]]
        assert (await page.get("state"))["channels"][0]["unread"] == 1
        await page.post("read", channel="C_OPEN")
        assert (await page.get("state"))["channels"][0]["unread"] == 0


async def test_actions_options_close_and_shortcuts():
    async with paged() as (playground, app, page):
        seen = []

        @app.action("go")
        @app.shortcut("start")
        @app.shortcut("note")
        @app.view_closed("form")
        async def remember(ack, body):
            await ack()
            seen.append(body)

        @app.options("value")
        async def offer(ack):
            await ack(option_groups=[{"label": words("All"), "options": [{"text": words("A"), "value": "a"}]}])

        await app.client.chat_postMessage(channel="C_OPEN", text="x", blocks=[button("go", "Go", value="7")])
        message = playground.messages("C_OPEN")[0]
        source = {"type": "message", "channel": "C_OPEN", "ts": message["ts"]}
        action = {"block_id": "go_block", "action_id": "go", "type": "button"}
        assert await page.post("action", source=source, action=action, state={}) == {"ok": True}
        assert seen[0]["actions"][0]["value"] == "7"
        gone = await page.post("action", source=source, action={**action, "action_id": "none"}, state={})
        assert gone == {"error": "element_not_found", "problems": []}

        element = {"type": "external_select", "action_id": "value", "min_query_length": 0}
        block = {"type": "input", "block_id": "partner", "label": words("Partner"), "element": element}
        trigger = playground.workspace.tickets.trigger("U_AMELIE")
        await app.client.views_open(trigger_id=trigger, view=modal(block, notify_on_close=True))
        view = (await page.get("state"))["modals"][0]
        place = {"type": "view", "view_id": view["id"]}
        offered = await page.post("options", source=place, block_id="partner", action_id="value", value="", state={})
        assert offered["option_groups"][0]["options"][0]["value"] == "a"
        await page.post("close", view_id=view["id"], clear=False)
        await page.post("shortcut", callback_id="start")
        await page.post("shortcut", callback_id="note", channel="C_OPEN", ts=message["ts"])
        assert [body["type"] for body in seen[1:]] == ["view_closed", "shortcut", "message_action"]


async def test_errors_are_answered_and_noticed():
    async with paged() as (_, app, page):

        @app.command("/tiny")
        async def overdo(ack, client, body):
            await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input(), title=words("t" * 25)))

        async with page.stream() as following:
            answer = await page.post("say", channel="C_OPEN", text="/tiny")
            first, second = await following("notice"), await following("notice")
        assert answer["error"] == "dispatch_failed"
        assert first["text"] == "views.open: invalid_arguments"
        assert first["problems"][0]["pointer"] == "/view/title/text"
        assert second["text"] == '/tiny failed with the error "dispatch_failed"'
        in_thread = await page.post("say", channel="C_OPEN", text="/tiny", thread_ts="1.0")
        assert in_thread["error"] == "not_in_threads"
        assert (await page.post("say", channel="C_OUT", text="x", user="U_NOOR"))["error"] == "not_in_channel"


async def test_traffic_clock_and_faults():
    async with paged() as (playground, app, page):
        await app.client.chat_postMessage(channel="C_OPEN", text="x")
        newest = (await page.get("traffic"))["exchanges"][-1]
        assert (newest["name"], newest["direction"], newest["status"]) == ("chat.postMessage", "to Slack", 200)
        assert "xoxb" not in json.dumps(newest)
        assert (await page.post("clock", seconds=60))["error"] == "clock_not_movable"

        async def advance(delta):
            return playground.now()

        playground.advance = advance
        async with page.stream() as following:
            moved = await page.post("clock", seconds=86_400)
            assert (await following("clock"))["now"] <= moved["now"]
            await page.post("fault", kind="rate_limit", on=True)
            await following("conversations")
        assert playground.faults.enforce_rate_limits is True
        await page.post("fault", kind="drop", on=True)
        assert (await page.get("state"))["faults"] == {"rate_limit": True, "drop": True, "slow": False}


async def test_uploaded_files_reach_the_app_as_slack_describes_them():
    async with paged() as (playground, app, page):
        seen = []

        @app.view("form")
        async def save(ack, view):
            await ack()
            seen.extend(view["state"]["values"]["file"]["value"]["files"])

        element = {"type": "file_input", "action_id": "value"}
        block = {"type": "input", "block_id": "file", "label": words("File"), "element": element}
        trigger = playground.workspace.tickets.trigger("U_AMELIE")
        await app.client.views_open(trigger_id=trigger, view=modal(block))
        form = aiohttp.FormData({"user": "U_AMELIE"})
        form.add_field("file", b"a\r\n--b\r\n", filename="plan.bin", content_type="application/octet-stream")
        async with page.session.post("/playground/upload", data=form) as answer:
            file = await answer.json()
        state = {"file": {"value": {"type": "file_input", "files": [file]}}}
        view = playground.person("U_AMELIE").modal
        assert await page.post("submit", view_id=view["id"], state=state) == {"ok": True}
        assert (seen[0]["name"], seen[0]["size"]) == ("plan.bin", 8)
        async with page.session.get(file["url"]) as download:
            assert await download.read() == b"a\r\n--b\r\n"


async def test_pictures_of_the_app_have_an_address_for_the_page():
    async with paged() as (_, app, page):
        uploaded = await app.client.files_upload_v2(filename="map.png", content=b"\x89PNG")
        file = uploaded["files"][0]["id"]
        picture = {"type": "image", "slack_file": {"id": file}, "alt_text": "A map"}
        await app.client.chat_postMessage(channel="C_OPEN", text="A map", blocks=[picture])
        block = (await page.get("messages", channel="C_OPEN"))["messages"][0]["blocks"][0]
        async with page.session.get(block["image_url"]) as download:
            assert download.content_type == "image/png"
            assert await download.read() == b"\x89PNG"


async def test_other_sites_cannot_act():
    async with paged() as (_, _, page):
        plain = {"Content-Type": "text/plain"}
        async with page.session.post("/playground/say", data='{"user": "U_AMELIE"}', headers=plain) as answer:
            assert answer.status == 404
        async with page.session.get("/playground/state", headers={"Host": "example.org"}) as answer:
            assert answer.status == 400


async def test_the_page_itself_is_served():
    async with paged() as (_, _, page):
        async with page.session.get("/") as answer:
            assert answer.content_type == "text/html"
