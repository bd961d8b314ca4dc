"""What Slack sends, read from the body of a proved request: of the shape that Slack gives it, or not at all.

Held to are the keys that find the workspace and the person, name what is asked, and say where to answer; what a
handler reads beyond them is between it and the error door. Keys that are not named here may be there.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal, NotRequired, Union
from urllib.parse import parse_qsl

import orjson
from pydantic import Discriminator, Field, Tag, TypeAdapter
from typing_extensions import TypedDict  # pydantic asks for it below Python 3.12

from bot.proof import FORM, TurnedAway

JSON = "application/json"
MOST_FIELDS = 100
"""Of a form; a slash command has about fifteen."""

Text = str | None


class Named(TypedDict):
    """A workspace, organization, person or channel as an object."""

    id: NotRequired[Text]


class Whence(TypedDict):
    """Where something comes from; Slack says it in many places, one inside the other."""

    enterprise: NotRequired[Named | Text]
    enterprise_id: NotRequired[Text]
    team: NotRequired[Named | Text]
    team_id: NotRequired[Text]
    user: NotRequired["Person | Text"]
    user_id: NotRequired[Text]
    channel: NotRequired[Named | Text]
    channel_id: NotRequired[Text]
    is_enterprise_install: NotRequired[bool | Text]
    authorizations: NotRequired["list[Whence] | None"]
    event: NotRequired["Whence"]
    item: NotRequired["Whence | None"]
    message: NotRequired["Whence | None"]
    previous_message: NotRequired["Whence | None"]
    assistant_thread: NotRequired["Whence | None"]


class Person(Named):
    team_id: NotRequired[Text]


class Someone(Person):
    id: str  # type: ignore[misc]  # there


class Command(Whence):
    command: str
    user_id: str  # type: ignore[misc]  # there
    text: NotRequired[str]
    response_url: NotRequired[str]
    trigger_id: NotRequired[str]


class Happening(Whence):
    type: str
    subtype: NotRequired[Text]


class Event(Whence):
    type: Literal["event_callback"]
    event: Happening  # type: ignore[misc]  # there, and with a type
    event_time: NotRequired[int | None]


class Block(TypedDict):
    type: str
    block_id: str


class View(TypedDict):
    id: str
    type: str
    hash: str
    callback_id: str
    private_metadata: str
    blocks: list[Block]
    app_installed_team_id: NotRequired[Text]
    team_id: NotRequired[Text]


class Action(TypedDict):
    action_id: str
    block_id: str
    type: NotRequired[str]


class Container(TypedDict):
    message_ts: NotRequired[Text]


class Asked(Whence):
    """What interactions have in common."""

    user: "Someone"  # type: ignore[misc]  # there, and an object
    trigger_id: NotRequired[str]
    response_url: NotRequired[str]
    view: NotRequired[View | None]
    container: NotRequired[Container]


class Triggered(Asked):
    trigger_id: str  # type: ignore[misc]  # there


class Click(Triggered):
    type: Literal["block_actions"]
    actions: Annotated[list[Action], Field(min_length=1)]


class LookUp(Asked):
    type: Literal["block_suggestion"]
    action_id: str
    block_id: NotRequired[str]
    value: NotRequired[str]


class Shortcut(Triggered):
    type: Literal["shortcut", "message_action"]
    callback_id: str


class Submission(Asked):
    type: Literal["view_submission", "view_closed"]
    view: View  # type: ignore[misc]  # there


class Check(TypedDict):
    """Slack's question whether the address is ours."""

    type: Literal["url_verification"]
    challenge: str


class Other(Whence):
    """A kind that Liaison has not subscribed to."""

    type: str


class Certificate(TypedDict):
    """Slack's look at the certificate, were it signed."""

    ssl_check: Literal["1"]


def _kind(payload: Any) -> str:
    if not isinstance(payload, dict):
        return "other"
    if "ssl_check" in payload:
        return "certificate"
    for kind in ("command", "event"):  # Bolt goes by these two keys, whatever the type
        if kind in payload:
            return kind
    return KINDS.get(str(payload.get("type")), "other")


KINDS = {
    "event_callback": "event",
    "block_actions": "click",
    "block_suggestion": "look_up",
    "shortcut": "shortcut",
    "message_action": "shortcut",
    "view_submission": "submission",
    "view_closed": "submission",
    "url_verification": "check",
}
SHAPES: TypeAdapter[Any] = TypeAdapter(
    Annotated[
        Union[  # noqa: UP007  # each has a tag
            Annotated[Command, Tag("command")],
            Annotated[Event, Tag("event")],
            Annotated[Click, Tag("click")],
            Annotated[LookUp, Tag("look_up")],
            Annotated[Shortcut, Tag("shortcut")],
            Annotated[Submission, Tag("submission")],
            Annotated[Check, Tag("check")],
            Annotated[Certificate, Tag("certificate")],
            Annotated[Other, Tag("other")],
        ],
        Discriminator(_kind),
    ]
)


def read(body: bytes, content_type: str) -> dict[str, Any]:
    """The payload in a body: JSON, or a form, which may have JSON in its field `payload`. Raises `TurnedAway`
    (400) for what Slack would never send."""
    try:
        payload = READERS[content_type.partition(";")[0].strip().lower()](body)
        SHAPES.validate_python(payload)
    except (KeyError, ValueError):
        raise TurnedAway(400, "malformed") from None
    known: dict[str, Any] = payload
    known.pop("response_urls", None)  # no form of ours asks for any, and Bolt trips over two
    return known


def _of_form(body: bytes) -> Any:
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    return orjson.loads(fields["payload"]) if "payload" in fields else fields


READERS: dict[str, Callable[[bytes], Any]] = {JSON: orjson.loads, FORM: _of_form}
