"""What tests of agreements share: one with a partner, written, approved, signed."""

import re
from datetime import date
from typing import Any

from storage.actions import Side
from storage.agreement import Agreement
from storage.agreement_parts import EIGHT, AgreementKind, Part
from storage.approvals import Signing
from storage.partners import Partner
from storage.store import Store
from tests.house import AMELIE, GENERAL, MARC, RIVER, SAM, House

SAYINGS: dict[Part, dict[str, Any]] = {
    Part.purpose: {"why": "To bring forty newcomers into paid work by June.", "served": "Newcomers in Durham"},
    Part.governance: {
        "lead_ours": "Amélie Roy",
        "lead_theirs": "Maria Silva",
        "decisions": "Both leads decide together.",
    },
    Part.goals: {"rows": [{"goal": "40 newcomers in paid work", "measure": "placements", "by": "2027-06-30"}]},
    Part.services: {"rows": [{"what": "A joint intake", "giver": "both", "amount": "Tuesdays", "value": "1200.50"}]},
    Part.funding: {"funded": "none"},
    Part.communications: {"contact_ours": "Amélie", "contact_theirs": "Maria", "frequency": "every second week"},
    Part.indicators: {
        "rows": [{"name": "Placed", "unit": "count", "target": "40", "source": "our register", "owner": "Sam"}]
    },
    Part.reporting: {
        "rows": [{"what": "Figures", "to": "Maria", "every": "quarterly", "first_on": "2027-01-31"}],
    },
}


def at(person: Any, name: str) -> str:
    """The block of a field in the page before a person: pages that follow each other share no ids."""
    blocks = [block["block_id"] for block in person.modal["blocks"] if block["type"] in ("input", "actions")]
    return next(block for block in blocks if block.partition("@")[0] == name)


async def write(person: Any, **fields: Any) -> None:
    """Fills fields of the page before a person; "goal_0" is that of the first row."""
    for name, value in fields.items():
        await person.change(at(person, re.sub(r"_(\d+)$", r".\1", name)), value)


async def meet(house: House, *people: str) -> None:
    """Has them known to the bot."""
    for user_id in people or (AMELIE, SAM, MARC):
        await house.playground.person(user_id).command("/partner help", channel=GENERAL)


async def partner(store: Store, **more: Any) -> Partner:
    given: dict[str, Any] = {"name": "Centre Rivière-Nord", "owner_id": AMELIE, "channel_id": RIVER}
    return await store.partners.create(**given | more)


async def begun(
    store: Store,
    one: Partner | None = None,
    *,
    kind: AgreementKind = AgreementKind.memorandum,
    title: str = "Joint intake",
) -> Agreement:
    """One that says nothing yet."""
    one = one or await partner(store)
    return await store.agreements.begin(one, kind=kind, title=title, language="en")


async def written(store: Store, agreement: Agreement | None = None, **more: dict[str, Any]) -> Agreement:
    """One in which the eight parts stand; `more` adds to it or says otherwise, by the name of a part."""
    agreement = agreement or await begun(store)
    for part in (*EIGHT, *(Part(name) for name in more if Part(name) not in EIGHT)):
        saying = more.get(part.value, SAYINGS.get(part, {}))
        await store.agreements.keep_part(agreement, part, saying, seen=0)
    return agreement


async def approved(store: Store, agreement: Agreement | None = None, **more: dict[str, Any]) -> Agreement:
    """One that was reviewed by the actor alone."""
    agreement = agreement or await written(store, **more)
    version = await store.approvals.send(agreement, [store.by])
    await store.approvals.answer(agreement, version.number, approved=True)
    return agreement


def signing(side: Side, on: date = date(2026, 11, 12), **more: Any) -> Signing:
    name = "Amélie Roy" if side is Side.us else "Maria Silva"
    return Signing(**({"side": side, "name": name, "title": "Director", "signed_on": on} | more))


async def signed(
    store: Store, agreement: Agreement | None = None, *, on: date = date(2026, 11, 12), **more: dict[str, Any]
) -> Agreement:
    """One that both sides have signed."""
    agreement = await approved(store, agreement, **more)
    for side in (Side.us, Side.them):
        await store.approvals.sign(agreement, signing(side, on))
    return agreement
