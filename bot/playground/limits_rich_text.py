"""Rich text: sections, lists, quotes, preformatted text and what they hold (Slack: rich text block)."""

from bot.playground.limits_objects import IDENTIFIER, KIND, WEB_ADDRESS
from bot.playground.limits_shapes import Flag, Kinds, Many, Number, OneOf, Shape, Thing, Words

_STYLE = Thing({name: Flag() for name in ("bold", "italic", "strike", "code", "underline", "highlight")})
_BORDER = OneOf((0, 1))


def _piece(required: dict[str, Shape], **optional: Shape) -> Thing:
    return Thing({"type": KIND, **required, **optional, "style": _STYLE}, ("type", *required))


PIECES = {
    "text": _piece({"text": Words()}),
    "link": _piece({"url": WEB_ADDRESS}, text=Words(), unsafe=Flag()),
    "user": _piece({"user_id": Words()}),
    "usergroup": _piece({"usergroup_id": Words()}),
    "channel": _piece({"channel_id": Words()}),
    "team": _piece({"team_id": Words()}),
    "broadcast": _piece({"range": OneOf(("here", "channel", "everyone"))}),
    "emoji": _piece({"name": Words()}, unicode=Words(), skin_tone=Number(1, 6)),
    "date": _piece({"timestamp": Number(), "format": Words()}, url=WEB_ADDRESS, fallback=Words()),
    "color": _piece({"value": Words()}),
}

_ALL = Many(Kinds(PIECES, "rich text"), "pieces", 0)
_PREFORMATTED = Many(Kinds({name: PIECES[name] for name in ("text", "link")}, "preformatted text"), "pieces", 0)

_SECTION = Thing({"type": KIND, "elements": _ALL}, ("type", "elements"))
_LIST = Thing(
    {
        "type": KIND,
        "style": OneOf(("bullet", "ordered")),
        "elements": Many(Kinds({"rich_text_section": _SECTION}, "a rich text list"), "list items"),
        "indent": Number(0, 8),
        "offset": Number(0),
        "border": _BORDER,
    },
    ("type", "style", "elements"),
)

PARTS = {
    "rich_text_section": _SECTION,
    "rich_text_list": _LIST,
    "rich_text_quote": Thing({"type": KIND, "elements": _ALL, "border": _BORDER}, ("type", "elements")),
    "rich_text_preformatted": Thing(
        {"type": KIND, "elements": _PREFORMATTED, "border": _BORDER, "language": Words()}, ("type", "elements")
    ),
}

RICH_TEXT = Thing(
    {"type": KIND, "block_id": IDENTIFIER, "elements": Many(Kinds(PARTS, "a rich text block"), "parts")},
    ("type", "elements"),
)
RICH_TEXT_ONLY = Kinds({"rich_text": RICH_TEXT}, "a rich text value")
