"""Long prose: in the numbered fields of a form, joined again as it was, and in sections to read; no word is lost."""

from collections.abc import Sequence

from messages.limits import within
from messages.words import Rich, escape
from storage.texts import length

PIECE = 3000
"""Slack: characters of one text field."""
MOST_PIECES = 10
"""As many as the longest prose that is kept can need: a piece is never filled less than two thirds."""
SHOWN = 2900
GOES_ON, WITHIN_A_WORD = "…", "⋯"
"""What a piece ends with, and the next one begins with, where no paragraph ends between them."""
_PARAGRAPH = "\n\n"


def split(text: str, limit: int = PIECE) -> list[str]:
    """The text in pieces of a `length` of at most `limit`, between paragraphs, else between words, marked so that
    `joined` gives the same text again; only blanks around it are not kept."""
    pieces: list[str] = []
    opening, rest = "", text.strip()
    while length(opening) + length(rest) > limit:
        at, mark = _cut(rest, limit - 4)
        match mark:
            case "":
                pieces.append(opening + rest[:at])
                opening, rest = "", rest[at + len(_PARAGRAPH) :]
            case "…":
                pieces.append(f"{opening}{rest[:at]} {GOES_ON}")
                opening, rest = f"{GOES_ON} ", rest[at + 1 :]
            case _:
                pieces.append(f"{opening}{rest[:at]}{WITHIN_A_WORD}")
                opening, rest = WITHIN_A_WORD, rest[at:]
    return [*pieces, opening + rest]


def joined(pieces: Sequence[str]) -> str:
    """The pieces as one text; those without marks between them are paragraphs."""
    text = ""
    for piece in filter(None, pieces):
        if text.endswith(f" {GOES_ON}") and piece.startswith(f"{GOES_ON} "):
            text = text[:-2] + piece[1:]
        elif text.endswith(WITHIN_A_WORD) and piece.startswith(WITHIN_A_WORD):
            text = text[:-1] + piece[1:]
        else:
            text = text + _PARAGRAPH + piece if text else piece
    return text


def readable(text: str) -> list[Rich]:
    """A text, escaped unless it is `Rich`, in parts short enough for a section; no entity is torn."""
    parts: list[Rich] = []
    rest = str(escape(text))
    while length(rest) > SHOWN:
        at, mark = _cut(rest, SHOWN)
        if mark == WITHIN_A_WORD and (entity := rest.rfind("&", at - 5, at)) > 0 and ";" not in rest[entity:at]:
            at = entity
        parts.append(Rich(rest[:at]))
        rest = rest[at:] if mark == WITHIN_A_WORD else rest[at:].lstrip()
    return [*parts, Rich(rest)] if rest else parts


def _cut(text: str, room: int) -> tuple[int, str]:
    """Where the first piece ends, at two thirds of the room or later, and the mark that tells what was there."""
    room = len(within(text, room))
    least = room * 2 // 3
    at = text.rfind(_PARAGRAPH, least, room + len(_PARAGRAPH))
    while at > 0:
        around = {text[at - 1], text[at + len(_PARAGRAPH) :][:1]}
        if not any(sign.isspace() for sign in around) and around.isdisjoint({GOES_ON, WITHIN_A_WORD}):
            return at, ""
        at = text.rfind(_PARAGRAPH, least, at + 1)
    at = text.rfind(" ", least, room + 1)
    return (at, GOES_ON) if at > 0 else (room, WITHIN_A_WORD)
