"""Help, generated from the routes table, so it cannot lie."""

from rapidfuzz import process

from handlers.desk import Desk
from handlers.routes import Answer, Routes
from messages import help as words_of_help
from messages.surfaces import Message
from storage.members import Role

LIKENESS = 60


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
    nearest = process.extractOne(typed.casefold(), known, score_cutoff=LIKENESS)
    return words_of_help.unknown(desk.words, typed, nearest[0] if nearest else None)
