"""Installing by OAuth: consent, the state, and what has to be set for it."""

import signal
from datetime import timedelta
from time import time as real_time
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import aiohttp
import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import func, select

from bot.doctor import examine
from bot.manifest import OPTIONAL_SCOPES, SCOPES, build_manifest
from bot.playground.limits import check_manifest
from bot.playground.serving import served
from bot.settings import NoProof, NoToken, NotReady, Settings
from handlers import house as routes_of_the_house
from storage.installs import InstallState
from storage.members import Role
from tests.house import AMELIE, GENERAL, MARC, SAM
from tests.installing import (
    KEY,
    OTHER_KEY,
    PUBLIC,
    REDIRECT_URL,
    SECRET,
    Browser,
    Gateway,
    Town,
    refused,
    settings_for,
    workspace,
)
from tests.test_serve import running

# -- consent


async def test_installing_begins_at_slack_with_what_it_asks_for(here):
    page = await Browser(here.url).get(f"{PUBLIC}/slack/install")
    assert page.status == 302
    asked = parse_qs(urlsplit(page.headers["Location"]).query)
    assert asked["client_id"] == ["1111.2222"]
    assert asked["scope"] == [",".join([*SCOPES, *OPTIONAL_SCOPES])]
    assert asked["redirect_uri"] == [REDIRECT_URL]
    assert len(asked["state"][0]) >= 32
    assert SECRET not in page.headers["Location"]
    for word in ("__Host-", "Secure", "HttpOnly", "Max-Age=600", "Path=/", "SameSite=lax"):
        assert word in page.cookie


async def test_a_workspace_installs_and_is_answered(anywhere):
    north, _ = anywhere.workspaces
    page = await anywhere.install(north)
    assert page.status == 200
    assert "Liaison is installed in North." in page.text
    assert "Liaison est installé dans North." in page.text
    assert "app_redirect?app=A0LIAISON1&amp;team=T0NORTH" in page.text
    said = await north.person(SAM).command("/partner help", channel=GENERAL)
    assert "/partner help" in said[0]["text"]
    assert refused(anywhere) == []


async def test_the_installer_owns_it_and_is_greeted_once_in_their_language(anywhere):
    north, _ = anywhere.workspaces
    await anywhere.install(north, MARC)
    await anywhere.settle()
    [greeting] = north.dms(MARC)
    assert "Bienvenue dans Liaison" in greeting["text"]
    row = await anywhere.row(north)
    async with anywhere.liaison.database.store(row.id) as store:
        assert (await store.members.by_user(MARC)).role is Role.owner
        assert (await store.settings.get()).language == "fr"
    assert all(north.dms(user) == [] for user in (AMELIE, SAM))
    await anywhere.install(north, MARC)
    await anywhere.settle()
    assert len(north.dms(MARC)) == 1
    assert refused(anywhere) == []


async def roles(here: Town, *user_ids: str) -> list[Role]:
    row = await here.row(here.workspaces[0])
    async with here.liaison.database.store(row.id) as store:
        return [(await store.members.by_user(user_id)).role for user_id in user_ids]


async def test_installing_again_takes_ownership_from_nobody_and_gives_none(anywhere):
    """Whoever may install apps could else read what is confidential. The greeting says what is true."""
    north, _ = anywhere.workspaces
    await anywhere.install(north, MARC)
    await anywhere.settle()
    sam = north.person(SAM)
    await sam.command("/partner help", channel=GENERAL)
    await anywhere.install(north, SAM)
    await anywhere.pass_time(timedelta(days=1, minutes=1))
    for user_id in (MARC, SAM):
        await north.person(user_id).command("/partner help", channel=GENERAL)
    assert await roles(anywhere, MARC, SAM) == [Role.owner, Role.member]
    [greeting] = north.dms(SAM)
    assert "Installing it again changed nobody’s role." in greeting["text"]
    assert refused(anywhere) == []


async def test_who_installs_again_owns_it_where_nobody_else_does(here):
    """The installer has left, and nobody could change a role any more."""
    north, _ = here.workspaces
    await here.install(north, MARC)
    north.workspace.people[MARC].deleted = True
    await here.pass_time(timedelta(days=1, minutes=1))
    await north.person(MARC).command("/partner help", channel=GENERAL)
    sam = north.person(SAM)
    [said] = await sam.command("/partner import", channel=GENERAL)
    assert "nobody owns Liaison here yet" in said["text"]
    await here.install(north, SAM)
    assert await roles(here, SAM) == [Role.owner]
    await sam.command("/partner settings", channel=GENERAL)
    assert sam.modal["title"]["text"] == "Settings"


async def test_the_page_shows_names_letter_by_letter(here):
    north, _ = here.workspaces
    north.workspace.team_name = "<script>alert(1)</script> & Sons"
    page = await here.install(north)
    assert "<script>" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


# -- the state


async def stale(here: Town, browser: Browser, address: str) -> None:
    page = await browser.get(address)
    assert page.status == 400
    assert "Start again" in page.text
    assert "Recommencer" in page.text
    assert f'href="{PUBLIC}/slack/install"' in page.text
    assert await here.row(here.workspaces[0]) is None
    assert [one for playground in here.workspaces for one in playground.traffic.named("oauth.v2.access")] == []


async def test_another_browser_cannot_finish(here):
    back = await Browser(here.url).consent()
    await stale(here, Browser(here.url), back)
    other = Browser(here.url)
    await other.consent()
    await stale(here, other, back)


async def test_a_state_of_ones_own_making_is_not_ours(here):
    browser = Browser(here.url)
    code = parse_qs(urlsplit(await browser.consent()).query)["code"][0]
    browser.cookie = "__Host-liaison-install=mine"
    await stale(here, browser, f"{REDIRECT_URL}?{urlencode({'code': code, 'state': 'mine'})}")
    browser.cookie = ""
    await stale(here, browser, f"{REDIRECT_URL}?{urlencode({'code': code})}")
    await stale(here, browser, f"{REDIRECT_URL}?{urlencode({'code': code, 'state': 'é'})}")


@pytest.mark.parametrize(("minutes", "status"), [(9, 200), (10, 400)])
async def test_a_state_is_good_for_ten_minutes(anywhere, minutes, status):
    browser = Browser(anywhere.url)
    back = await browser.consent()
    await anywhere.time.advance(timedelta(minutes=minutes))
    assert (await browser.get(back)).status == status


async def test_a_state_is_good_once(anywhere):
    browser = Browser(anywhere.url)
    back = await browser.consent()
    cookie = browser.cookie
    assert (await browser.get(back)).status == 200
    code = anywhere.workspaces[0].workspace.codes
    code["another"] = AMELIE
    browser.cookie = cookie
    state = parse_qs(urlsplit(back).query)["state"][0]
    again = await browser.get(f"{REDIRECT_URL}?{urlencode({'code': 'another', 'state': state})}")
    assert again.status == 400
    assert "another" in code


async def states(it: Town) -> int:
    """The rows that say something of states."""
    async with it.liaison.database.installs() as installs:
        return await installs.session.scalar(select(func.count()).select_from(InstallState)) or 0


async def test_who_only_begins_leaves_nothing_behind(anywhere):
    """Not by beginning, nor by coming back without Slack's yes; one row for an installation, until it is too old."""
    for _ in range(30):
        assert (await Browser(anywhere.url).get(f"{PUBLIC}/slack/install")).status == 302
    for code in ("", "made up", "x" * 5000):
        browser = Browser(anywhere.url)
        begun = await browser.get(f"{PUBLIC}/slack/install")
        assert (await browser.get(f"{REDIRECT_URL}?{urlencode({'code': code, 'state': begun.state})}")).status == 502
    assert await states(anywhere) == 0
    for playground in anywhere.workspaces:
        await anywhere.install(playground)
    assert await states(anywhere) == 2
    await anywhere.time.advance(timedelta(minutes=11))
    await anywhere.install(anywhere.workspaces[0])
    assert await states(anywhere) == 1


@pytest.mark.parametrize("state", ["x", "é", "gAAAAA", "=" * 50, "A" * 20_000, "\x00", "%"])
async def test_a_state_of_any_kind_is_looked_at_calmly(here, state):
    browser = Browser(here.url)
    browser.cookie = f"__Host-liaison-install={quote(state)}"
    assert (await browser.get(f"{REDIRECT_URL}?{urlencode({'code': 'x', 'state': quote(state)})}")).status == 400


async def test_who_says_no_is_told_what_to_do(here):
    browser = Browser(here.url)
    begun = await browser.get(f"{PUBLIC}/slack/install")
    query = urlencode({"error": "access_denied", "state": begun.state})
    page = await browser.get(f"{REDIRECT_URL}?{query}")
    assert page.status == 200
    assert "You did not give Liaison permission" in page.text
    assert "Vous n’avez pas donné l’autorisation" in page.text
    assert await here.row(here.workspaces[0]) is None


async def test_another_error_is_not_repeated_on_the_page(here):
    browser = Browser(here.url)
    begun = await browser.get(f"{PUBLIC}/slack/install")
    page = await browser.get(f"{REDIRECT_URL}?{urlencode({'error': '<b>', 'state': begun.state})}")
    assert page.status == 502
    assert "<b>" not in page.text


@pytest.mark.parametrize("method", ["oauth.v2.access", "auth.test", "users.info"])
@pytest.mark.parametrize("fault", ["answer", "drop", "status"])
async def test_nothing_is_kept_unless_slack_answers_everything(here, method, fault):
    north, _ = here.workspaces
    getattr(north.faults, fault)(method, *{"answer": ("fatal_error",), "drop": (), "status": (503,)}[fault], times=None)
    page = await here.install(north)
    assert page.status == 502
    assert "Slack did not complete the installation" in page.text
    assert await here.row(north) is None
    north.faults.clear()
    assert (await here.install(north)).status == 200


async def test_a_token_that_would_expire_is_not_kept(here):
    here.gateway.rotating = True
    assert (await here.install(here.workspaces[0])).status == 502
    assert await here.row(here.workspaces[0]) is None


# -- settings, manifest, logs


GIVEN = {
    "SLACK_CLIENT_ID": "1",
    "SLACK_CLIENT_SECRET": "s3cret",
    "LIAISON_SECRET_KEYS": KEY,
    "LIAISON_PUBLIC_URL": PUBLIC,
}


@pytest.mark.parametrize("missing", ["SLACK_CLIENT_SECRET", "LIAISON_SECRET_KEYS", "LIAISON_PUBLIC_URL"])
def test_oauth_needs_its_companions(missing):
    with pytest.raises(ValidationError, match=f"With SLACK_CLIENT_ID, {missing} must be set too") as caught:
        Settings(_env_file=None, **{name: value for name, value in GIVEN.items() if name != missing})
    assert "s3cret" not in str(caught.value)
    assert KEY not in str(caught.value)


def test_one_token_or_oauth_and_not_both():
    with pytest.raises(ValidationError, match="not both") as caught:
        Settings(_env_file=None, **GIVEN, SLACK_BOT_TOKEN="xoxb-secret")
    assert "xoxb-secret" not in str(caught.value)


@pytest.mark.parametrize("keys", ["nonsense", f"{KEY},", KEY[:-2]], ids=["nonsense", "comma", "short"])
def test_a_key_that_is_none_is_named(keys):
    with pytest.raises(ValidationError, match=r"Fernet\.generate_key") as caught:
        Settings(_env_file=None, **{**GIVEN, "LIAISON_SECRET_KEYS": keys})
    assert keys not in str(caught.value)


def test_what_is_not_enough_to_serve():
    with pytest.raises(NoToken):
        Settings(_env_file=None, SLACK_SIGNING_SECRET="s").check_ready()
    for secret in (None, " "):  # which everybody could sign with
        with pytest.raises(NoProof):
            Settings(_env_file=None, **GIVEN, SLACK_SIGNING_SECRET=secret).check_ready()
    assert issubclass(NoProof, NotReady)
    Settings(_env_file=None, **GIVEN, SLACK_APP_TOKEN="xapp-1").check_ready()
    Settings(_env_file=None, **GIVEN, SLACK_SIGNING_SECRET="s").check_ready()


def test_the_manifest_knows_where_slack_leads_back_to():
    manifest = build_manifest(routes_of_the_house(), public_url=PUBLIC, redirect_url=REDIRECT_URL)
    assert manifest["oauth_config"]["redirect_urls"] == [REDIRECT_URL]
    assert manifest["settings"]["org_deploy_enabled"] is True
    assert {"app_uninstalled", "tokens_revoked"} <= set(manifest["settings"]["event_subscriptions"]["bot_events"])
    assert check_manifest(manifest) == []
    assert "redirect_urls" not in build_manifest(routes_of_the_house())["oauth_config"]


async def test_the_doctor_looks_at_the_workspaces(here):
    await here.install(here.workspaces[0])
    await here.settle()
    settings = here.liaison.settings
    well = {finding.name: finding async for finding in examine(settings)}
    assert all(finding.well for finding in well.values())
    assert well["Installation"].found == f"by OAuth, at {PUBLIC}/slack/install"
    assert well["Workspaces"].found == "1 installed"
    without = settings.model_copy(update={"secret_keys": SecretStr(OTHER_KEY)})
    found = {finding.name: finding async for finding in examine(without)}
    assert found["Workspaces"].found == "1 installed, 1 unreadable"
    assert "LIAISON_SECRET_KEYS" in found["Workspaces"].mend


async def test_no_secret_is_logged(sqlite_url):
    """A real process that logs everything it ever logs, and each kind of trouble on the way."""
    north = workspace("T0NORTH", name="North")
    gateway = Gateway(north)
    async with north.running(), served(gateway, 0) as slack:
        settings = settings_for(slack, sqlite_url)
        given = {
            "SLACK_API_URL": settings.api_url,
            "SLACK_BOT_TOKEN": "",
            "SLACK_CLIENT_ID": "1111.2222",
            "SLACK_CLIENT_SECRET": SECRET,
            "LIAISON_SECRET_KEYS": KEY,
            "LIAISON_PUBLIC_URL": PUBLIC,
            "LIAISON_LOG_LEVEL": "debug",
        }
        async with running(north, sqlite_url, "serve", **given) as liaison:
            url = f"http://127.0.0.1:{(await liaison.until('ready'))['port']}"
            north.app_url = url
            browser = Browser(url)
            north.faults.answer("oauth.v2.access", "fatal_error")
            back = await browser.consent()
            assert (await browser.get(back)).status == 502
            assert (await browser.install(AMELIE)).status == 200
            await north.until(lambda: north.dms(AMELIE))
            north.faults.answer("users.info", "fatal_error")
            await north.person(SAM).command("/partner help", channel=GENERAL)
            async with aiohttp.ClientSession(url) as session:
                headers = {"X-Slack-Request-Timestamp": str(int(real_time())), "X-Slack-Signature": "v0=f0rged"}
                async with session.post("/slack/events", data={"text": "private words"}, headers=headers) as forged:
                    assert forged.status == 401
            await north.uninstall()
            liaison.process.send_signal(signal.SIGTERM)
            assert await liaison.end() == 0
        logged = "".join(liaison.lines)
    assert "installation failed" in logged
    assert '"event": "installed"' in logged
    state = parse_qs(urlsplit(back).query)["state"][0]
    for secret in ("xoxb-", SECRET, KEY, "playground-signing-secret", "private words", "f0rged", state):
        assert secret not in logged
