"""Help, generated from the routes table, so it cannot lie."""

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from handlers.desk import Desk
from handlers.routes import Answer, Routes
from messages import help as words_of_help
from messages.surfaces import Message
from storage.members import Role

LIKENESS = 0.5
"""Of the letters; two that changed places count as one slip."""
STEM = 3


def routes_of_help(house: Routes) -> Routes:
    """The routes of help about all of `house`."""
    routes = Routes()
    guides: dict[tuple[str, Role], Message] = {}

    @routes.command("help", about=words_of_help.ABOUT, aliases=("aide",))
    async def guide(desk: Desk) -> Answer:
        key = desk.words.language, desk.person.role
        if key not in guides:
            allowed = [command for command in house.commands.values() if desk.person.may(command.right)]
            guides[key] = words_of_help.guide(desk.words, allowed)
        return guides[key]

    @routes.click(words_of_help.OPEN)
    async def opened(desk: Desk) -> Answer:
        commands = [command for command in house.commands.values() if desk.person.may(command.right)]
        await desk.open(words_of_help.view(desk.words, commands))
        return None

    return routes


def unknown(desk: Desk, house: Routes, typed: str) -> Answer:
    """The whole guide for `/partner` alone; for a word that is no command, the nearest one that is."""
    allowed = [command for command in house.commands.values() if desk.person.may(command.right)]
    if not typed:
        return words_of_help.guide(desk.words, allowed)
    known = [word for command in allowed for word in (command.word, *command.aliases)]
    return words_of_help.unknown(desk.words, typed, _nearest(typed.casefold(), known))


def _nearest(typed: str, known: Sequence[str]) -> str | None:
    """The word that was meant: one that begins as it does, else one with as few slips as may be."""
    begun = [word for word in known if len(min(word, typed, key=len)) >= STEM and _begins(word, typed)]
    likeness = DamerauLevenshtein.normalized_similarity
    found = process.extractOne(typed, begun or known, scorer=likeness, score_cutoff=0 if begun else LIKENESS)
    return found[0] if found else None


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
