"""Running until told to stop: `liaison serve` and `liaison worker`."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog

from bot.app import Liaison, build_app
from bot.clock import Time
from bot.listening import listening
from bot.settings import Settings
from bot.web import build_admin, build_web
from storage.engine import open_engine
from storage.schema import is_current

log = structlog.get_logger("liaison")
SIGNALS = (signal.SIGTERM, signal.SIGINT)
STOP_SECONDS = 9  # for everything; supervisors kill after ten


class OutOfDate(Exception):
    """The database has not the newest migration."""


async def serve(settings: Settings, *, clock: bool = True) -> None:
    """Web server (and Socket Mode, when there is an app token), with the clock or without it, until SIGTERM.

    Raises `NotReady`, `OutOfDate`, `SlackApiError` for a token Slack does not know, `OSError` when a port is taken.
    """
    async with stoppable() as stop, _bot(settings) as liaison:
        async with _listening(liaison) as ports, _receiving(liaison):
            if clock:
                liaison.clock.start()
            log.info("ready", host=settings.host, **ports, socket_mode=settings.over_socket, clock=clock)
            await _told(stop, liaison)
            letting_go = asyncio.create_task(liaison.clock.stop())
        await letting_go


async def work(settings: Settings) -> None:
    """The clock alone, until SIGTERM; any number of them may run on PostgreSQL. Raises as `serve` does."""
    async with stoppable() as stop, _bot(settings) as liaison:
        liaison.clock.start()
        log.info("ready", clock=True)
        await _told(stop, liaison)


@asynccontextmanager
async def stoppable() -> AsyncIterator[asyncio.Event]:
    """Gives what SIGTERM and SIGINT set. From then on the block has `STOP_SECONDS` to end, then it is cut short."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    try:
        async with asyncio.timeout(None) as limit:

            def told() -> None:
                if not stop.is_set():
                    stop.set()
                    limit.reschedule(loop.time() + STOP_SECONDS)

            for number in SIGNALS:
                loop.add_signal_handler(number, told)
            try:
                yield stop
            finally:
                for number in SIGNALS:
                    loop.remove_signal_handler(number)
    except TimeoutError:
        if not stop.is_set():
            raise
        log.warning("stopped before everything in hand was finished")
    else:
        if stop.is_set():
            log.info("stopped")


@asynccontextmanager
async def _bot(settings: Settings) -> AsyncIterator[Liaison]:
    settings.check_ready()
    engine = open_engine(settings.database_url)
    try:
        if not await is_current(engine):
            raise OutOfDate
        async with build_app(settings, engine, Time()) as liaison:
            yield liaison
    finally:
        await engine.dispose()


@asynccontextmanager
async def _listening(liaison: Liaison) -> AsyncIterator[dict[str, int]]:
    """Serves HTTP until the block ends; gives the ports, by what the log calls them."""
    settings = liaison.settings
    async with AsyncExitStack() as served:
        ports = {"port": await served.enter_async_context(listening(build_web(liaison), settings.host, settings.port))}
        if settings.admin_port is not None:
            admin = listening(build_admin(liaison), settings.host, settings.admin_port)
            ports["admin_port"] = await served.enter_async_context(admin)
        yield ports


@asynccontextmanager
async def _receiving(liaison: Liaison) -> AsyncIterator[None]:
    token = liaison.settings.app_token
    if token is None:
        yield
        return
    from bot.socket_mode import connected  # only where it is used: a second HTTP stack

    async with connected(liaison, token.get_secret_value()):
        yield


async def _told(stop: asyncio.Event, liaison: Liaison) -> None:
    """Waits to be told to stop. Raises what ended the clock, should it end by itself: a supervisor starts us again."""
    told = asyncio.create_task(stop.wait())
    clock = liaison.clock.running
    await asyncio.wait({told, clock} if clock else {told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if clock and not stop.is_set():
        clock.result()
    log.info("stopping")
