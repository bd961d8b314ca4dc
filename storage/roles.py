"""Whom an agreement counts on, and who of them is no longer there (25.2 K3; field, section 6)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from storage.actions import Side
from storage.agreement import STANDING, Agreement
from storage.agreement_parts import ASKS, ROWS, Asked, Content, Part
from storage.communication import Arrangement
from storage.organizations import name_key
from storage.partners import Partner
from storage.positions import Holding
from storage.role_corrections import RoleCorrection
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
    """Those of them who left the workspace, or are no contact of the partner any more, by reference.

    Two entries of one contact may have become one since: a contact of that name is there still.
    """
    named = {one["ref"]: one["name"] for one in people_in(saying)}
    if not named:
        return set()
    contacts = await store.contacts.of(partner)
    here, names = {f"c:{one.id}" for one in contacts}, {name_key(one.name) for one in contacts}
    gone = await store.members.gone(sorted(ref[2:] for ref in named if ref.startswith("u:")))
    away = {ref for ref, name in named.items() if ref.startswith("c:") and name_key(name) not in names}
    return (away - here) | {f"u:{user}" for user in gone}


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
    for side, name_fields in ((Side.us, OURS), (Side.them, THEIRS)):
        for part, name_field in name_fields.items():
            if name := meant((content.get(part) or {}).get(name_field), *known[side]):
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


class RaciFrom(StrEnum):
    """Where the roles of a partnership come from; the first that says something is gone by."""

    corrected = "corrected"
    signed = "signed"
    written = "written"
    nothing = "nothing"


@dataclass(frozen=True)
class Raci:
    """Who does what in a partnership today. `left` are the references of those who are no longer there; `corrections`
    are those of the version that holds, newest first."""

    source: RaciFrom
    rows: Sequence[Mapping[str, Any]] = ()
    agreement: Agreement | None = None
    corrections: Sequence[RoleCorrection] = ()
    left: Collection[str] = ()

    @property
    def seen(self) -> int:
        """The correction that is shown, 0 for what was signed."""
        return self.corrections[0].id if self.corrections else 0

    def letters(self, ref: str) -> dict[str, list[str]]:
        """What somebody is named for, by column ("responsible", "accountable", ...)."""
        columns = [column.name for column in ASKS[Part.roles].columns if column.asked is Asked.who]
        found: dict[str, list[str]] = {}
        for row in self.rows:
            for column in columns:
                if any(one["ref"] == ref for one in row.get(column) or []):
                    found.setdefault(column, []).append(str(row.get("work") or ""))
        return found


async def raci_of(store: Store, partner: Partner) -> Raci:
    """The roles of the agreement that holds, as corrected since; else of what is being written."""
    every = await store.agreements.of(partner.id)
    holding = next((one for one in every if one.state in STANDING and one.signed_number is not None), None)
    if holding is not None and holding.signed_number is not None:
        corrections = await store.role_corrections.of(holding)
        if corrections:
            return await _raci(store, partner, RaciFrom.corrected, corrections[0].saying, holding, corrections)
        version = await store.agreements.version(holding.id, holding.signed_number)
        return await _raci(store, partner, RaciFrom.signed, version.content.get(Part.roles) or {}, holding)
    written = next((one for one in every if one.writing is not None), None)
    if written is None:
        return Raci(RaciFrom.nothing)
    part = (await store.agreements.parts(written)).get(Part.roles)
    return await _raci(store, partner, RaciFrom.written, part.saying if part else {}, written)


async def _raci(
    store: Store,
    partner: Partner,
    source: RaciFrom,
    saying: Mapping[str, Any],
    agreement: Agreement,
    corrections: Sequence[RoleCorrection] = (),
) -> Raci:
    left = await left_of(store, partner, saying)
    return Raci(source, saying.get(ROWS) or [], agreement, corrections, left)


@dataclass(frozen=True)
class Vacated:
    """What somebody who is no longer there still stands for with one partner: positions, and work that its roles name
    them for, by column."""

    partner: Partner
    held: Sequence[Holding]
    letters: Mapping[str, list[str]]


async def vacated_by(store: Store, who: str, owner_id: str) -> list[Vacated]:
    """What "member:U1" or "contact:7" left behind with partners `owner_id` answers for, by their names."""
    noun, _, key = who.partition(":")
    ref = f"u:{key}" if noun == "member" else f"c:{key}"
    held = {partner.id: (partner, holdings) for partner, holdings in await store.positions.vacated(who, owner_id)}
    letters: dict[int, tuple[Partner, dict[str, list[str]]]] = {}
    for partner in await store.role_corrections.partners_naming(ref):
        if owner_id in await store.positions.to_tell(partner, key):
            raci = await raci_of(store, partner)
            if ref in raci.left and (named := raci.letters(ref)):
                letters[partner.id] = partner, named
    partners = {one.id: one for one, _ in (*held.values(), *letters.values())}
    return [
        Vacated(one, held[one.id][1] if one.id in held else (), letters[one.id][1] if one.id in letters else {})
        for one in sorted(partners.values(), key=lambda one: (one.name_key, one.id))
    ]


@dataclass
class Duties:
    """What somebody is responsible for with one partner: counts, but for positions and what the roles name them for."""

    partner: Partner
    positions: list[Holding] = field(default_factory=list)
    letters: Mapping[str, list[str]] = field(default_factory=dict)
    actions: int = 0
    indicators: int = 0
    lines: int = 0
    owner: bool = False


async def duties_of(store: Store, user_id: str) -> list[Duties]:
    """All that somebody is responsible for, by partner, in the order of their names."""
    found: dict[int, Duties] = {}

    def of(partner: Partner) -> Duties:
        return found.setdefault(partner.id, Duties(partner))

    for partner in await store.session.scalars(select(Partner).where(Partner.owner_id == user_id, ~Partner.archived)):
        of(partner).owner = True
    for held, partner in await store.positions.held_by(user_id):
        of(partner).positions.append(held)
    for partner in await store.role_corrections.partners_naming(f"u:{user_id}"):
        letters = (await raci_of(store, partner)).letters(f"u:{user_id}")
        if letters:
            of(partner).letters = letters
    for action in await store.actions.mine(user_id):
        if action.partner is not None:
            of(action.partner).actions += 1
    for kpi in await store.kpis.reported_by(user_id):
        of(await store.partners.get(kpi.partner_id)).indicators += 1
    lines = select(Arrangement.partner_id).join(Partner, Partner.id == Arrangement.partner_id)
    mine = lines.where(Arrangement.member_id == user_id, ~Arrangement.paused, ~Partner.archived)
    for partner_id in await store.session.scalars(mine):
        of(await store.partners.get(partner_id)).lines += 1
    return sorted(found.values(), key=lambda one: (one.partner.name_key, one.partner.id))
