"""Where Liaison calls: Slack, and no other address that a request, a file or a template names (design, section 10)."""

import aiohttp
from yarl import URL

HOOKS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
SLACK = (".slack.com", ".slack-gov.com")


class NotSlacks(aiohttp.ClientConnectionError):
    """The address is not Slack's; nothing was sent there."""


def takes_answers(url: object, *, api_url: str) -> bool:
    """Whether this may be a response_url: of Slack's host for them, or of the one that its Web API is called at."""
    place = _place(url)
    return place is not None and (_is_at(place, api_url) or (_by_tls(place) and place.host in HOOKS))


def is_slacks(url: object, *, api_url: str) -> bool:
    """Whether files may be fetched from here and given to it, and a token sent along: any of Slack's own hosts over
    TLS, or where its Web API is called."""
    place = _place(url)
    return place is not None and (_is_at(place, api_url) or (_by_tls(place) and _is_of_slack(place)))


def only_slack(api_url: str) -> aiohttp.ClientMiddlewareType:
    """For a session: it goes to Slack's addresses and to no others, be it led there. Raises `NotSlacks`."""

    async def ask(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        if not is_slacks(request.url, api_url=api_url):
            raise NotSlacks
        return await handler(request)

    return ask


def _place(url: object) -> URL | None:
    """As aiohttp reads it; None for what it cannot read, and for what names a user."""
    try:
        place = url if isinstance(url, URL) else URL(str(url))
    except ValueError:
        return None
    return place if place.scheme and place.host and place.user is None and place.password is None else None


def _is_at(place: URL, api_url: str) -> bool:
    return place.origin() == URL(api_url).origin()


def _by_tls(place: URL) -> bool:
    return place.scheme == "https" and place.port == 443


def _is_of_slack(place: URL) -> bool:
    return f".{place.host}".endswith(SLACK)
