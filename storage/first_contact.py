"""What a first contact that is logged does to a stage, and what taking it away again does (field, section 3)."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.partners import Partner, Stage

if TYPE_CHECKING:
    from storage.store import Store


async def first_contact(store: "Store", partner: Partner) -> None:
    """Takes an identified partner to contacted, by itself, as a recorded meeting does."""
    if partner.stage is not Stage.identified:
        return
    held = select(Partner).where(Partner.id == partner.id).with_for_update(of=Partner)
    found = (await store.session.scalars(held.execution_options(populate_existing=True))).one()
    if found.stage is Stage.identified:
        await store.partners.move(found, Stage.contacted, by_itself=True)


async def no_contact(store: "Store", partner: Partner) -> None:
    """No contact is left: a stage that the first one moved goes back, unless it has moved since."""
    newest = next(iter(await store.partners.moves(partner, limit=1)), None)
    moved = (Stage.identified, Stage.contacted)
    if newest is not None and newest.by_itself and (newest.stage_from, newest.stage_to) == moved:
        await store.partners.move(partner, Stage.identified, by_itself=True)
