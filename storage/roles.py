"""Whom the roles of an agreement name, and who of them is no longer there (25.2 K3; field, section 6)."""

from collections.abc import Mapping
from typing import Any

from storage.agreement_parts import ROWS
from storage.partners import Partner
from storage.store import Store

Person = dict[str, str]


def people_in(saying: Mapping[str, Any]) -> list[Person]:
    """Everybody whom a part's rows name, with the name as it was then; some more than once."""
    values = [value for row in saying.get(ROWS) or [] for value in row.values()]
    return [one for value in values if isinstance(value, list) for one in value]


async def left_of(store: Store, partner: Partner, saying: Mapping[str, Any]) -> set[str]:
    """Those of them who left the workspace, or are no contact of the partner any more, by reference."""
    named = {one["ref"] for one in people_in(saying)}
    if not named:
        return set()
    here = {f"c:{contact.id}" for contact in await store.contacts.of(partner)}
    gone = await store.members.gone(sorted(ref[2:] for ref in named if ref.startswith("u:")))
    return ({ref for ref in named if ref.startswith("c:")} - here) | {f"u:{user}" for user in gone}
