"""The page of one part: filled with what this person had begun to write, else with what is kept, else what is known."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from handlers.agreement_view import next_turn, wanted_by_part
from handlers.desk import Desk
from messages import agreement_pages
from messages.agreement_pages import Page
from messages.agreement_roles import sides, unclear
from messages.agreement_values import saying_of, values_of
from messages.forms import Values
from messages.prefill import FILLED, prefilled
from messages.roles import corrected_since
from messages.surfaces import View
from messages.words import Rich
from storage.agreement import Agreement, AgreementPart, content_of
from storage.agreement_both import marks_of
from storage.agreement_parts import NEEDED, Content, Part, said
from storage.agreement_quality import gaps, standing, way_through
from storage.agreement_texts import checked_part
from storage.partners import Partner
from storage.prefill import known_of
from storage.roles import left_of, people_in
from storage.store import Store

SEEN, FROM = "@seen", "@from"
"""What a draft keeps beside the fields: the revision that its writer began from, and the marks of its text."""
Meta = dict[str, Any]


@dataclass(frozen=True)
class Begun:
    """A part as it stands, beside what is known of its partner. `filled` is what a part nobody has kept begins with."""

    agreement: Agreement
    partner: Partner
    part: Part
    kept: AgreementPart | None
    content: Content
    filled: dict[str, Any]
    sources: list[Rich]

    @property
    def saying(self) -> dict[str, Any]:
        return self.kept.saying if self.kept else self.filled

    @property
    def revision(self) -> int:
        return self.kept.revision if self.kept else 0


async def page_of(desk: Desk, agreement_id: int, part: Part) -> View:
    """The page, in a window of its own or in the place of what is open.

    Raises `NotFound`, `NotAllowed`, `Archived`, and `IsSigned` where nothing can be written any more.
    """
    subject = f"agreement:{agreement_id}:{part}"
    async with desk.store(read_only=True) as store:
        begun = await begun_of(desk, store, await store.agreements.to_write(agreement_id), part)
        values = values_of(desk.words, part, begun.saying)
        from_: Meta = {SEEN: begun.revision, FROM: marks_of(part, begun.kept.saying if begun.kept else {})}
        draft = await store.drafts.find(user_id=desk.person.user_id, form=agreement_pages.FORM, subject=subject)
        overtaken = None
        if draft is not None:
            values = dict(draft.values)
            from_ = {name: values.pop(name, from_[name]) for name in from_}
            overtaken = await _overtaken(desk, store, begun, from_[SEEN])
        known = await known_page(desk, store, begun, values)
    meta = {"agreement": agreement_id, "part": part.value, "subject": subject, "begun": from_, "turn": next_turn(desk)}
    known = replace(known, overtaken=overtaken, labels={**known.labels, **await colleagues(desk, part, values)})
    return shown(desk, known, values, meta, saved_at=draft.saved_at if draft else None)


async def page_with(desk: Desk, values: Values, *, meta: Meta | None = None, **more: Any) -> View:
    """The open page with more in it."""
    meta = desk.meta | (meta or {})
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.to_write(int(meta["agreement"]))
        begun = await begun_of(desk, store, agreement, Part(meta["part"]))
        known = await known_page(desk, store, begun, values)
    known = replace(known, labels={**known.labels, **await colleagues(desk, begun.part, values)})
    return shown(desk, known, values, meta, **more)


def shown(
    desk: Desk, known: Page, values: Values, meta: Meta, *, saved_at: datetime | None = None, **more: Any
) -> View:
    return agreement_pages.page(desk.words, known, values, meta=meta, now=desk.now, saved_at=saved_at, **more)


async def begun_of(desk: Desk, store: Store, agreement: Agreement, part: Part) -> Begun:
    partner = await store.partners.get(agreement.partner_id)
    parts = await store.agreements.parts(agreement)
    kept = parts.get(part)
    filled: dict[str, Any] = {}
    sources: list[Rich] = []
    if kept is None and part in FILLED:
        words = desk.words.into(agreement.language)
        filled, sources = prefilled(words, desk.words, part, await known_of(store, partner, part))
    return Begun(agreement, partner, part, kept, content_of(parts), filled, sources)


async def known_page(desk: Desk, store: Store, begun: Begun, values: Values) -> Page:
    """What the page says around its fields."""
    agreement, part, content = begun.agreement, begun.part, begun.content
    wanted = await store.approvals.wanted_changes(agreement)
    names = await store.members.names(sorted({one.user_id for one in wanted})) if wanted else {}
    roles = part is Part.roles
    noted = await _unclear(desk, store, begun) if roles else ()
    return Page(
        part=part,
        title=agreement.title,
        sequence=way_through(content, agreement.kind),
        done=len(standing(content, agreement.kind)),
        needed=len(NEEDED[agreement.kind]),
        labels=await labels_of(desk, store, begun, values) if roles else {},
        sources=begun.sources,
        wanted=wanted_by_part(desk.words, wanted, names).get(part, ()),
        gaps=gaps(content, part) if said(content.get(part)) else (),
        unclear=noted,
    )


async def _unclear(desk: Desk, store: Store, begun: Begun) -> list[Rich]:
    """What is unclear in the roles; in an amendment also that there is a correction of what was signed."""
    lines = unclear(desk.words, begun.saying, await left_of(store, begun.partner, begun.saying))
    corrections = await store.role_corrections.of(begun.agreement) if begun.agreement.amending else []
    if corrections and corrections[0].saying != begun.saying:
        lines.append(corrected_since(desk.words))
    return lines


async def written_in(desk: Desk, store: Store, begun: Begun, values: Values) -> dict[str, Any]:
    """What the fields of a page say, checked; who was named before is called as then, the sides as the document calls
    them. Raises what `saying_of` and `checked_part` raise."""
    names: dict[str, str] = {}
    if begun.part is Part.roles:
        names = await labels_of(desk, store, begun, values)
        names |= sides(desk.words.into(begun.agreement.language), begun.partner.name)
        names |= {one["ref"]: one["name"] for one in people_in(begun.saying)}
    return checked_part(begun.part, saying_of(desk.words, begun.part, values, names))


async def labels_of(desk: Desk, store: Store, begun: Begun, values: Values) -> dict[str, str]:
    """The names of everybody a page's choices stand for; who is no longer known is called as the text says."""
    labels = {one["ref"]: one["name"] for one in people_in(begun.saying)}
    labels |= sides(desk.words, begun.partner.name)
    labels |= {f"c:{contact.id}": contact.name for contact in await store.contacts.of(begun.partner)}
    names = await store.members.names(_chosen(values))
    return labels | {f"u:{user}": name for user, name in names.items() if user != name}


async def colleagues(desk: Desk, part: Part, values: Values) -> dict[str, str]:
    """The names of colleagues whom a page's choices stand for; who was never met is asked for, so not within a
    transaction."""
    chosen = _chosen(values) if part is Part.roles else []
    names = await desk.people.names(desk.client, workspace=desk.workspace, user_ids=chosen)
    return {f"u:{user}": name for user, name in names.items() if user != name}


def _chosen(values: Values) -> list[str]:
    refs = {ref for value in values.values() if isinstance(value, list) for ref in value if ref[:2] == "u:"}
    return sorted(ref[2:] for ref in refs)


async def _overtaken(desk: Desk, store: Store, begun: Begun, seen: int) -> Rich | None:
    kept = begun.kept
    if kept is None or kept.revision == seen:
        return None
    names = await store.members.names([kept.changed_by])
    return agreement_pages.overtaken(desk.words, names[kept.changed_by], kept.changed_at)
