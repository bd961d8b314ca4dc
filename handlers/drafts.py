"""Keeping what a person has reported in a form, while they are still in it."""

from handlers.desk import Desk
from storage.store import Database


class Saving:
    """Saves drafts, one write at a time a form: an event carries the whole state, so only the newest is written."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.waiting: dict[tuple[int, str, str, str], Desk] = {}
        self.writing: set[tuple[int, str, str, str]] = set()

    async def keep(self, desk: Desk) -> None:
        """Returns when these values, or newer ones of the same form, are about to be or have been written."""
        key = (desk.workspace.id, desk.person.user_id, desk.form, desk.subject)
        self.waiting[key] = desk
        if key in self.writing:
            return
        self.writing.add(key)
        try:
            while newest := self.waiting.pop(key, None):
                await newest.keep_draft()
        finally:
            self.writing.discard(key)
