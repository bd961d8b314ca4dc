"""/partner help, and what a word we do not know is answered with."""

from collections.abc import Iterable
from typing import Protocol

from messages.blocks import context, section
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words

OPEN = "help.open"
ABOUT = N_("What Liaison can do")
TOGETHER = 10
"""Commands in one section, so that none is cut in any language (Slack: 3,000 characters)."""


class Entry(Protocol):
    """What the help needs of a command."""

    @property
    def word(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...
    @property
    def about(self) -> str: ...
    @property
    def usage(self) -> str: ...


def guide(words: Words, commands: Iterable[Entry]) -> Message:
    """Every command this person may use, with its usage and what it does; in French by its first alias."""
    lines = [Rich("`{}`  {}").format(_usage(words, entry), words.rich(entry.about)) for entry in commands]
    lead = words.rich("Liaison helps you build partnerships with community organizations and keep them alive.")
    tail = words.rich("Names need not be exact: accents, capitals and small typos do not matter.")
    parts = [section(Rich("\n").join(lines[at : at + TOGETHER])) for at in range(0, len(lines), TOGETHER)]
    return message(Rich("\n").join([lead, *lines]), [section(lead), *parts, context(tail)])


def view(words: Words, commands: Iterable[Entry]) -> View:
    """The same guide where no message can be said: a window over App Home."""
    return modal("help", words.text("Help"), guide(words, commands)["blocks"], close=words.text("Close"))


def unknown(words: Words, typed: str, nearest: str | None) -> Message:
    """A word that is no command, with the nearest one that is."""
    if nearest is None:
        return message(words.rich("Liaison does not know “{typed}”. Try `/partner help`.", typed=typed))
    return message(
        words.rich(
            "Liaison does not know “{typed}”. Did you mean `/partner {nearest}`? `/partner help` shows everything.",
            typed=typed,
            nearest=nearest,
        )
    )


def _usage(words: Words, entry: Entry) -> str:
    usage = words.rich(entry.usage) if entry.usage else ""
    word = entry.aliases[0] if words.language == "fr" and entry.aliases else entry.word
    return f"/partner {word} {usage}".rstrip()
