"""A message of Slack's as people read it: mentions by name, links written out, nothing escaped."""

import re
from collections.abc import Mapping

_CONTROL = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_MENTION = re.compile(r"<@([UW][A-Z0-9_]+)")


def mentioned(text: str) -> list[str]:
    """The user ids that a message mentions."""
    return list(dict.fromkeys(_MENTION.findall(text)))


def as_read(text: str, names: Mapping[str, str]) -> str:
    """The text of a message in plain letters; `names` are people's by user id (Slack: formatting message text)."""

    def shown(found: re.Match[str]) -> str:
        sign, what, label = found[1], found[2], found[3] or ""
        if sign == "@":
            return f"@{names.get(what) or label or what}"
        if sign == "#":
            return f"#{label or what}"
        if sign == "!":
            return label or f"@{what.partition('^')[0]}"
        address = what.removeprefix("mailto:").removeprefix("tel:")
        return f"{label} ({address})" if label and label != address else address

    return unescaped(_CONTROL.sub(shown, text))


def unescaped(text: str) -> str:
    """What was typed, of what Slack escaped (& < > alone, & last)."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
