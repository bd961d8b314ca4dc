"""`liaison doctor`: what is wrong with this installation, and how to mend it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import Time
from bot.manifest import OPTIONAL_SCOPES, SCOPES
from bot.settings import Settings
from bot.vault import UnreadableToken, Vault
from storage.engine import open_engine
from storage.schema import is_current, powers
from storage.store import Database

LATE = timedelta(minutes=10)
UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what was found, and where it is not well, how to mend it."""

    name: str
    well: bool
    found: str
    mend: str = ""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Looks at one thing after the other; nothing is changed."""
    for finding in _how_slack_reaches_us(settings):
        yield finding
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        client = AsyncWebClient(base_url=settings.api_url, session=session, retry_handlers=[])
        async for finding in _slack(settings, client):
            yield finding
    engine = open_engine(settings.database_url)
    async for finding in _database(settings, engine):
        yield finding
    await engine.dispose()


def _how_slack_reaches_us(settings: Settings) -> list[Finding]:
    if settings.over_socket:
        return [Finding("Transport", True, "Socket Mode")]
    secret = Finding(
        "Signing secret",
        settings.signing_secret is not None,
        "set" if settings.signing_secret else "not set, so no request can be proved to be Slack's",
        "Set SLACK_SIGNING_SECRET (Basic Information, App Credentials), or SLACK_APP_TOKEN for Socket Mode.",
    )
    url = settings.public_url or ""
    address = Finding(
        "Public address",
        url.startswith("https://"),
        url or "not set",
        "Set LIAISON_PUBLIC_URL to the https address that leads here, and put `liaison manifest --http` into Slack.",
    )
    return [secret, address]


async def _slack(settings: Settings, client: AsyncWebClient) -> AsyncIterator[Finding]:
    if settings.by_oauth:
        yield Finding("Installation", True, f"by OAuth, at {settings.install_url}")
    else:
        async for finding in _bot_token(settings, client):
            yield finding
    if settings.app_token:
        call = client.apps_connections_open(app_token=settings.app_token.get_secret_value())
        opened, trouble = await _asked(call)
        mend = "Set SLACK_APP_TOKEN to an app-level token (xapp-…) with connections:write, and switch Socket Mode on."
        yield Finding("App token", opened is not None, trouble or "good", mend)


async def _bot_token(settings: Settings, client: AsyncWebClient) -> AsyncIterator[Finding]:
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    mend = (
        "Set SLACK_BOT_TOKEN to the bot token (xoxb-…) under OAuth & Permissions; reinstall the app if it was revoked."
    )
    answer, trouble = await _asked(client.auth_test(token=token)) if token else (None, "not set")
    if answer is None:
        yield Finding("Bot token", False, trouble, mend)
    else:
        yield Finding("Bot token", True, f"{answer['user']} in {answer['team']}")
        yield _scopes(answer.headers.get("x-oauth-scopes", ""))


async def _asked(call: Any) -> tuple[Any, str]:
    """Slack's answer, or None and what went wrong."""
    try:
        return await call, ""
    except SlackApiError as error:
        return None, f"Slack says {error.response['error']}"
    except UNREACHABLE as error:
        return None, f"Slack cannot be reached ({type(error).__name__})"


def _scopes(given: str) -> Finding:
    granted = {scope.strip() for scope in given.split(",")}
    missing = [f"{scope} ({why})" for scope, why in SCOPES.items() if scope not in granted]
    left_out = [f"{scope} ({why})" for scope, why in OPTIONAL_SCOPES.items() if scope not in granted]
    found = f"missing: {'; '.join(missing)}" if missing else "all that are needed"
    if left_out:
        found += f"; optional ones not given: {'; '.join(left_out)}"
    mend = "Put the output of `liaison manifest` into the app's manifest and reinstall the app to the workspace."
    return Finding("Scopes", not missing, found, mend)


async def _database(settings: Settings, engine: AsyncEngine) -> AsyncIterator[Finding]:
    where = engine.url.render_as_string(hide_password=True)
    try:
        current = await is_current(engine)
    except (SQLAlchemyError, OSError) as error:
        mend = (
            "Check LIAISON_DATABASE_URL, and that the server is up and lets this user in. A role that may log in but "
            "not read is given its rights by `liaison migrate`, with the owner's address in LIAISON_MIGRATION_URL."
        )
        yield Finding("Database", False, f"{where} cannot be reached ({type(error).__name__})", mend)
        return
    yield Finding("Database", True, where)
    if engine.dialect.name == "postgresql":
        yield await _role(engine)
    found = "current" if current else "the database is older than this version, or empty"
    yield Finding("Migrations", current, found, "Run `liaison migrate`.")
    if not current:
        return
    database = Database(engine, Time())
    if settings.vault and settings.by_oauth:
        yield await _tokens(settings.vault, database)
    async for finding in _owners(database):
        yield finding
    async with database.outbox() as outbox:
        lag = await outbox.lag()
    found = (
        "keeps up" if lag < LATE else f"the oldest message has been waiting for {lag // timedelta(minutes=1)} minutes"
    )
    mend = "Start `liaison serve` or `liaison worker`; when one is running, its log says what holds it up."
    yield Finding("Clock", lag < LATE, found, mend)


async def _owners(database: Database) -> AsyncIterator[Finding]:
    """Whether each workspace has somebody who can change its settings and roles."""
    async with database.installs() as installs:
        workspaces = await installs.active()
    without = []
    for workspace in workspaces:
        async with database.store(workspace.id, read_only=True) as store:
            if not await store.members.owners():
                without.append(workspace.name or workspace.slack_id)
    if workspaces:
        found = f"nobody in {', '.join(without)}" if without else "each workspace has one"
        mend = "Have an admin of the workspace open Liaison's Home tab, or run `liaison owner EMAIL-OR-ID`."
        yield Finding("Owners", not without, found, mend)


async def _role(engine: AsyncEngine) -> Finding:
    """Whether row-level security binds the bot, and whether it is somebody else's to switch off."""
    above, owner = await powers(engine)
    found = "owns nothing, and row-level security binds it"
    if owner:
        found = "owns the tables, so it could switch off what keeps workspaces apart; this is the weaker way"
    if above:
        found = "is a superuser or has BYPASSRLS (or is of a role that has), so the database keeps no workspaces apart"
    mend = (
        "Make two roles as docs/running.md says: the owner's address in LIAISON_MIGRATION_URL, that of the bot in "
        "LIAISON_DATABASE_URL; then run `liaison migrate`."
    )
    return Finding("Database role", not (above or owner), found, mend)


async def _tokens(vault: Vault, database: Database) -> Finding:
    """Whether each workspace's token can be read with the keys there are."""
    async with database.installs() as installs:
        workspaces = await installs.active()
    unreadable = 0
    for workspace in workspaces:
        try:
            vault.read(workspace.bot_token or b"", owner=workspace.slack_id)
        except UnreadableToken:
            unreadable += 1
    found = f"{len(workspaces)} installed"
    mend = (
        "Put the key they were encrypted with back into LIAISON_SECRET_KEYS, after the newest, or install again there."
    )
    return Finding("Workspaces", not unreadable, f"{found}, {unreadable} unreadable" if unreadable else found, mend)
