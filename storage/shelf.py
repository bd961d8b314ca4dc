"""A shelf: the only SQL for one noun."""

from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

if TYPE_CHECKING:
    from storage.store import Store


class Shelf:
    """Works inside a store's transaction, for its workspace, in the name of its actor."""

    def __init__(self, store: "Store") -> None:
        self.store = store

    @property
    def session(self) -> AsyncSession:
        return self.store.session
