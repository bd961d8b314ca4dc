"""What dates turn, brought to today before it is shown: the clock may have been silent."""

from handlers.desk import Desk


async def turn_what_is_due(desk: Desk) -> None:
    """Moves the agreements whose day has come, in the clock's name; nothing when none has."""
    async with desk.database.store(desk.workspace.id, read_only=True) as store:
        if not await store.terms.any_due():
            return
    async with desk.database.store(desk.workspace.id) as store:
        await store.terms.settle_due()
    desk.nudge()
