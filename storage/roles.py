"""Whom an agreement counts on, and who of them is no longer there (25.2 K3; field, section 6)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage.actions import Side
from storage.agreement_parts import ROWS, Content, Part
from storage.organizations import name_key
from storage.partners import Partner
from storage.signatures import AgreementSignature
from storage.store import Store

Person = dict[str, str]
OURS = {Part.governance: "lead_ours", Part.communications: "contact_ours", Part.parties: "signatory_ours"}
THEIRS = {Part.governance: "lead_theirs", Part.communications: "contact_theirs", Part.parties: "signatory_theirs"}
"""The fields in which a side's people are named in words."""


@dataclass(frozen=True)
class Gone:
    """Somebody who left their side: the parts that name them, and whether they `signed`."""

    name: str
    side: Side
    parts: tuple[Part, ...]
    signed: bool


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


async def gone_from(
    store: Store, partner: Partner, content: Content, signatures: Sequence[AgreementSignature]
) -> list[Gone]:
    """Everybody whom an agreement names and who is no longer there, our side first.

    Roles name people by reference. Other parts, and signatures from outside Slack, name them in words: somebody is
    meant who left under that name, unless somebody who is here may be meant too.
    """
    found: dict[tuple[Side, str], set[Part]] = {}
    roles = content.get(Part.roles) or {}
    left = await left_of(store, partner, roles)
    for one in people_in(roles):
        if one["ref"] in left:
            side = Side.us if one["ref"].startswith("u:") else Side.them
            found.setdefault((side, one["name"]), set()).add(Part.roles)
    known = {
        Side.us: (await store.members.named(left=True), await store.members.named(left=False)),
        Side.them: (await store.contacts.named(partner, removed=True), await store.contacts.named(partner)),
    }
    for side, fields in ((Side.us, OURS), (Side.them, THEIRS)):
        for part, field in fields.items():
            if name := meant((content.get(part) or {}).get(field), *known[side]):
                found.setdefault((side, name), set()).add(part)
    signed = await _signed_and_left(store, signatures, known)
    everybody = sorted({*found, *signed}, key=lambda one: (list(Side).index(one[0]), one[1]))
    return [
        Gone(name, side, tuple(part for part in Part if part in found.get((side, name), ())), (side, name) in signed)
        for side, name in everybody
    ]


def meant(written: str | None, left: Collection[str], here: Collection[str]) -> str | None:
    """Whom a written name means of those who left ("Amélie Roy, director" for "Amélie Roy"); None when it may be
    somebody who is here, or is nobody of them."""
    key = f"{name_key(written or '')} "
    if any(key.startswith(f"{name_key(name)} ") for name in here):
        return None
    return next((name for name in left if key.startswith(f"{name_key(name)} ")), None)


async def _signed_and_left(
    store: Store, signatures: Sequence[AgreementSignature], known: Mapping[Side, tuple[list[str], list[str]]]
) -> set[tuple[Side, str]]:
    """Who signed and is no longer there, by the name that was recorded."""
    gone = await store.members.gone([one.user_id for one in signatures if one.user_id])
    found = set()
    for one in signatures:
        by_name = None if one.user_id else meant(one.name, *known[one.side])
        if one.user_id in gone or by_name:
            found.add((one.side, by_name or one.name))
    return found
