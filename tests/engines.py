"""Engines that tests use in turn, each on its own database: what one has put into SQL, the next need not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import open_engine
from tests.scoped import nothing_escaped

_idle: dict[str, list["_Lent"]] = {}


class _Lent:
    """An engine of the real make, whose new connections go to the database it is lent for."""

    def __init__(self, address: str) -> None:
        self.engine = open_engine(address)
        self.address = make_url(address)
        event.listen(self.engine.sync_engine, "do_connect", self._go)

    def _go(self, _dialect: Any, _record: Any, arguments: list[Any], named: dict[str, Any]) -> None:
        if self.address.get_backend_name() == "sqlite":
            arguments[0] = self.address.database
        else:
            named |= self.address.translate_connect_args(username="user")


@asynccontextmanager
async def lent_engine(address: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a database (its address), that nobody else uses until the block ends; every statement of a store on
    it was bound to its workspace."""
    idle = _idle.setdefault(make_url(address).get_backend_name(), [])
    lent = idle.pop() if idle else _Lent(address)
    lent.address = make_url(address)
    try:
        yield lent.engine
    finally:
        await lent.engine.dispose()
        idle.append(lent)
    nothing_escaped()
