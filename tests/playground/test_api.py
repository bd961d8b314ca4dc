"""The Web API refuses what Slack refuses, and answers in Slack's shapes."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.tiny_app import button, tiny, words


async def test_tokens():
    async with tiny() as (playground, app):
        url = f"{playground.url}/api/"
        with pytest.raises(SlackApiError, match="invalid_auth"):
            await AsyncWebClient(token="xoxb-other", base_url=url).auth_test()
        with pytest.raises(SlackApiError, match="not_authed"):
            await AsyncWebClient(base_url=url).auth_test()
        with pytest.raises(SlackApiError, match="not_allowed_token_type"):
            await app.client.apps_connections_open(app_token="xoxb-tiny")
        answer = await app.client.auth_test()
        assert answer["bot_id"].startswith("B")
        assert "chat:write" in answer.headers["x-oauth-scopes"]
        await playground.uninstall()
        with pytest.raises(SlackApiError, match="account_inactive"):
            await app.client.auth_test()


async def test_missing_scope_names_it():
    async with tiny() as (playground, app):
        playground.workspace.scopes.discard("chat:write")
        with pytest.raises(SlackApiError) as caught:
            await app.client.chat_postMessage(channel="C_OPEN", text="x")
        assert caught.value.response["error"] == "missing_scope"
        assert caught.value.response["needed"] == "chat:write"
        assert "users:read" in caught.value.response["provided"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C_NONE", "channel_not_found"),
        ("C_SECRET", "channel_not_found"),
        ("C_OUT", "not_in_channel"),
        ("C_OLD", "is_archived"),
    ],
)
async def test_posting_where_the_app_may_not(channel, error):
    async with tiny() as (playground, app):
        with pytest.raises(SlackApiError, match=error):
            await app.client.chat_postMessage(channel=channel, text="x")
        assert playground.messages(channel) == []


async def test_public_posting_with_the_scope_and_joining():
    async with tiny() as (playground, app):
        playground.workspace.scopes.add("chat:write.public")
        await app.client.chat_postMessage(channel="C_OUT", text="x")
        playground.workspace.scopes.discard("chat:write.public")
        await app.client.conversations_join(channel="C_OUT")
        await app.client.chat_postMessage(channel="C_OUT", text="y")
        assert [message["text"] for message in playground.messages("C_OUT")] == ["x", "y"]


async def test_direct_message_by_person_or_conversation():
    async with tiny() as (playground, app):
        await app.client.chat_postMessage(channel="U_NOOR", text="one")
        opened = await app.client.conversations_open(users="U_NOOR")
        await app.client.chat_postMessage(channel=opened["channel"]["id"], text="two")
        assert [message["text"] for message in playground.dms("U_NOOR")] == ["one", "two"]
        with pytest.raises(SlackApiError, match="user_not_found"):
            await app.client.conversations_open(users="U_NOBODY")


async def test_limits_come_with_a_pointer():
    async with tiny() as (playground, app):
        with pytest.raises(SlackApiError, match="invalid_blocks") as caught:
            await app.client.chat_postMessage(channel="C_OPEN", text="x", blocks=[button("go", "x" * 76)])
        line = caught.value.response["response_metadata"]["messages"][0]
        assert line.startswith("[ERROR] ")
        assert line.endswith("[json-pointer:/blocks/0/elements/0/text/text]")
        with pytest.raises(SlackApiError, match="no_text"):
            await app.client.api_call("chat.postMessage", json={"channel": "C_OPEN"})
        assert [problem.error for problem in playground.refused[0].problems] == ["invalid_blocks"]


async def test_update_keeps_what_is_not_sent():
    async with tiny() as (playground, app):
        metadata = {"event_type": "card", "event_payload": {"id": 7}}
        blocks = [{"type": "section", "text": words("Card")}]
        posted = await app.client.chat_postMessage(channel="C_OPEN", text="x", blocks=blocks, metadata=metadata)
        await app.client.chat_update(channel="C_OPEN", ts=posted["ts"], text="y")
        message = playground.messages("C_OPEN")[0]
        assert (message["text"], message["metadata"]) == ("y", metadata)
        assert message["blocks"][0]["text"]["text"] == "Card"
        await app.client.chat_update(channel="C_OPEN", ts=posted["ts"], text="z", blocks=[], metadata={})
        assert {"blocks", "metadata"}.isdisjoint(playground.messages("C_OPEN")[0])


async def test_only_own_messages_are_changed():
    async with tiny() as (playground, app):
        await playground.person("U_AMELIE").say("mine", channel="C_OPEN")
        ts = playground.messages("C_OPEN")[0]["ts"]
        with pytest.raises(SlackApiError, match="cant_update_message"):
            await app.client.chat_update(channel="C_OPEN", ts=ts, text="y")
        with pytest.raises(SlackApiError, match="cant_delete_message"):
            await app.client.chat_delete(channel="C_OPEN", ts=ts)
        with pytest.raises(SlackApiError, match="message_not_found"):
            await app.client.chat_update(channel="C_OPEN", ts="1.000001", text="y")


async def test_ephemeral_wants_a_member():
    async with tiny() as (playground, app):
        playground.workspace.channels["C_OPEN"].members.remove("U_NOOR")
        with pytest.raises(SlackApiError, match="user_not_in_channel"):
            await app.client.chat_postEphemeral(channel="C_OPEN", user="U_NOOR", text="x")


async def test_history_threads_and_metadata():
    async with tiny() as (playground, app):
        metadata = {"event_type": "card", "event_payload": {"id": 7}}
        root = await app.client.chat_postMessage(channel="C_OPEN", text="root", metadata=metadata)
        await app.client.chat_postMessage(channel="C_OPEN", text="reply", thread_ts=root["ts"])
        await app.client.chat_postMessage(channel="C_OPEN", text="next")

        plain = await app.client.conversations_history(channel="C_OPEN")
        assert [message["text"] for message in plain["messages"]] == ["next", "root"]
        assert plain["messages"][1]["reply_count"] == 1
        assert plain["messages"][1]["metadata"] == {"event_type": "card"}
        ts = root["ts"]
        one = await app.client.conversations_history(
            channel="C_OPEN", oldest=ts, latest=ts, inclusive=True, limit=1, include_all_metadata=True
        )
        assert one["messages"][0]["metadata"] == metadata
        replies = await app.client.conversations_replies(channel="C_OPEN", ts=ts)
        assert [message["text"] for message in replies["messages"]] == ["root", "reply"]
        with pytest.raises(SlackApiError, match="thread_not_found"):
            await app.client.chat_postMessage(channel="C_OPEN", text="x", thread_ts="1.0")
        playground.workspace.scopes.discard("channels:history")
        with pytest.raises(SlackApiError, match="missing_scope"):
            await app.client.conversations_history(channel="C_OPEN")


async def test_lists_come_in_pages():
    async with tiny() as (playground, app):
        ids = []
        async for answer in await app.client.users_list(limit=2, include_locale=True):
            ids += [user["id"] for user in answer["members"]]
        assert ids == ["U_AMELIE", "U_NOOR", playground.workspace.app.bot_user_id]
        names = [one["name"] for one in (await app.client.conversations_list())["channels"]]
        assert names == ["open", "outside", "old"]
        mine = await app.client.users_conversations(user="U_NOOR", exclude_archived=True)
        assert [one["id"] for one in mine["channels"]] == ["C_OPEN"]
        members = await app.client.conversations_members(channel="C_OPEN")
        assert members["members"] == ["U_AMELIE", "U_NOOR", playground.workspace.app.bot_user_id]


async def test_people_have_zone_and_locale():
    async with tiny() as (_, app):
        user = (await app.client.users_info(user="U_AMELIE", include_locale=True))["user"]
        assert (user["tz"], user["locale"], user["is_admin"]) == ("America/Toronto", "fr-CA", True)
        assert "locale" not in (await app.client.users_info(user="U_AMELIE"))["user"]
        with pytest.raises(SlackApiError, match="user_not_found"):
            await app.client.users_info(user="U_NOBODY")


async def test_a_home_tab_that_is_off_or_conflicts():
    async with tiny() as (playground, app):
        home = {"type": "home", "blocks": [button("go", "Go")]}
        first = await app.client.views_publish(user_id="U_NOOR", view=home)
        await app.client.views_publish(user_id="U_NOOR", view=home, hash=first["view"]["hash"])
        with pytest.raises(SlackApiError, match="hash_conflict"):
            await app.client.views_publish(user_id="U_NOOR", view=home, hash=first["view"]["hash"])
        playground.workspace.app.manifest = {**playground.workspace.app.manifest, "features": {}}
        with pytest.raises(SlackApiError, match="not_enabled"):
            await app.client.views_publish(user_id="U_NOOR", view=home)


async def test_files_go_up_in_three_steps_and_come_down_with_the_token():
    async with tiny() as (playground, app):
        await app.client.files_upload_v2(
            channel="C_OPEN", filename="plan.png", content=b"\x89PNG", initial_comment="The plan", alt_txt="A plan"
        )
        message = playground.messages("C_OPEN")[0]
        assert message["text"] == "The plan"
        file = (await app.client.files_info(file=message["files"][0]["id"]))["file"]
        assert (file["name"], file["mimetype"], file["alt_txt"]) == ("plan.png", "image/png", "A plan")
        async with aiohttp.ClientSession() as session:
            async with session.get(file["url_private_download"]) as page:
                assert page.content_type == "text/html"
            own = {"Authorization": "Bearer xoxb-tiny"}
            async with session.get(file["url_private_download"], headers=own) as download:
                assert await download.read() == b"\x89PNG"


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk with aiohttp 3.14
async def test_oauth_gives_a_token_for_a_code_once():
    async with tiny() as (playground, _):
        asked = {"client_id": "1111.2222", "scope": "chat:write,commands", "state": "s", "redirect_uri": "https://a/b"}
        async with aiohttp.ClientSession() as session:
            url = f"{playground.url}/oauth/v2/authorize"
            async with session.get(url, params=asked, allow_redirects=False) as answer:
                back = answer.headers["Location"]
        assert back.startswith("https://a/b?code=")
        assert back.endswith("&state=s")
        code = back.removeprefix("https://a/b?code=").removesuffix("&state=s")
        pair = {"client_id": "1111.2222", "client_secret": "playground-client-secret"}
        client = AsyncWebClient(base_url=f"{playground.url}/api/")
        with pytest.raises(SlackApiError, match="bad_client_secret"):
            await client.oauth_v2_access(client_id="1111.2222", client_secret="x", code=code)
        answer = await client.oauth_v2_access(**pair, code=code)
        assert (answer["access_token"], answer["scope"]) == ("xoxb-tiny", "chat:write,commands")
        assert answer["authed_user"]["id"] == "U_AMELIE"
        with pytest.raises(SlackApiError, match="invalid_code"):
            await client.oauth_v2_access(**pair, code=code)
        assert "playground-client-secret" not in str([one.request for one in playground.traffic])
