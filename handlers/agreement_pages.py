"""Writing an agreement, one part a page. What is left is kept for everybody; two at one part choose."""

from dataclasses import dataclass
from typing import Any

from handlers.agreement_view import opened, wanted_by_part
from handlers.desk import Desk
from handlers.routes import Answer, Routes
from messages import agreement_conflict, agreement_pages
from messages.agreement_pages import OVERVIEW, Page
from messages.agreement_starters import STARTERS
from messages.agreement_values import both, saying_of, values_of
from messages.forms import Values
from messages.prefill import prefilled
from messages.surfaces import View, push, update
from messages.words import Rich
from storage.agreement import Agreement
from storage.agreement_parts import NEEDED, Part, said
from storage.agreement_quality import gaps, standing, way_through
from storage.drafts import Draft
from storage.errors import PartChanged
from storage.members import Right
from storage.organizations import name_key
from storage.prefill import known_of
from storage.store import Store

routes = Routes()
Meta = dict[str, Any]
MOST_OFFERED = 99


async def page_of(desk: Desk, agreement_id: int, part: Part, *, meta: Meta | None = None) -> View:
    """The page of a part, with what this person had begun to write in it, else what is kept, else what is known.

    Raises `NotFound`, `NotAllowed`, and `IsSigned` where nothing can be written any more.
    """
    subject = f"agreement:{agreement_id}:{part}"
    meta = {"agreement": agreement_id, "part": part.value, "subject": subject} | (meta or {})
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.to_write(agreement_id)
        kept = (await store.agreements.parts(agreement)).get(part)
        meta["seen"] = kept.revision if kept else 0
        saying, sources = kept.saying if kept else {}, list[Rich]()
        if kept is None:
            partner = await store.partners.get(agreement.partner_id)
            saying, sources = prefilled(desk.words, part, await known_of(store, partner))
        values = values_of(desk.words, part, saying)
        draft = await store.drafts.find(user_id=desk.person.user_id, form=agreement_pages.FORM, subject=subject)
        if draft is not None:
            values = draft.values
        known = await _known(desk, store, agreement, part, values, saying, sources)
    return _page(desk, known, values, meta, draft=draft)


def _page(desk: Desk, known: Page, values: Values, meta: Meta, *, draft: Draft | None = None, **more: Any) -> View:
    saved_at = draft.saved_at if draft else None
    return agreement_pages.page(desk.words, known, values, meta=meta, now=desk.now, saved_at=saved_at, **more)


async def _known(
    desk: Desk,
    store: Store,
    agreement: Agreement,
    part: Part,
    values: Values,
    saying: dict[str, Any],
    sources: Any = (),
) -> Page:
    content = await store.agreements.content(agreement)
    wanted = await store.approvals.wanted_changes(agreement)
    names = await store.members.names(sorted({one.user_id for one in wanted}))
    return Page(
        part=part,
        title=agreement.title,
        sequence=way_through(content, agreement.kind),
        done=len(standing(content, agreement.kind)),
        needed=len(NEEDED[agreement.kind]),
        labels=await _labels(desk, store, agreement, values, saying),
        sources=sources,
        wanted=wanted_by_part(desk.words, wanted, names).get(part, ()),
        gaps=gaps(content, part) if said(content.get(part)) else (),
    )


async def _labels(
    desk: Desk, store: Store, agreement: Agreement, values: Values, saying: dict[str, Any] | None = None
) -> dict[str, str]:
    """The names of everybody a page's choices stand for; who is no longer known is called as the text says."""
    partner = await store.partners.get(agreement.partner_id)
    labels = {one["ref"]: one["name"] for row in (saying or {}).get("rows") or [] for one in _people(row)}
    labels |= agreement_pages.sides(desk.words, partner.name)
    labels |= {f"c:{contact.id}": contact.name for contact in await store.contacts.of(partner)}
    chosen = {ref for value in values.values() if isinstance(value, list) for ref in value if ref[:2] == "u:"}
    users = sorted(ref[2:] for ref in chosen if ref not in labels)
    names = await store.members.names(users)
    if any(user == name for user, name in names.items()):
        everybody = await desk.people.colleagues.names(desk.client, workspace_id=desk.workspace.id, now=desk.now)
        names = {user: everybody.get(user, name) for user, name in names.items()}
    return labels | {f"u:{user}": name for user, name in names.items()}


def _people(row: dict[str, Any]) -> list[dict[str, str]]:
    return [one for value in row.values() if isinstance(value, list) for one in value]


@dataclass(frozen=True)
class Written:
    """A page as it was left: where, what its fields held, and what they say."""

    agreement_id: int
    part: Part
    values: Values
    saying: dict[str, Any]
    seen: int


async def _written(desk: Desk) -> Written:
    meta, part = desk.meta, Part(desk.meta["part"])
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(meta["agreement"]))
        kept = (await store.agreements.parts(agreement)).get(part)
        labels = await _labels(desk, store, agreement, desk.values, kept.saying if kept else None)
    return Written(agreement.id, part, desk.values, saying_of(desk.words, part, desk.values, labels), meta["seen"])


async def _keep(desk: Desk, written: Written) -> View | None:
    """Keeps a page that is being left, and forgets its draft; where somebody else kept another text meanwhile, gives
    the view in which the person chooses, and what they wrote stays their draft."""
    try:
        async with desk.saving() as store:
            agreement = await store.agreements.for_change(written.agreement_id)
            await store.agreements.keep_part(agreement, written.part, written.saying, seen=written.seen)
    except PartChanged as changed:
        await desk.keep_draft()
        async with desk.store(read_only=True) as store:
            names = await store.members.names([changed.facts["by"]])
        return agreement_conflict.choose(
            desk.words,
            written.part,
            theirs=changed.facts["theirs"],
            mine=written.saying,
            who=names[changed.facts["by"]],
            meta=desk.meta | {"seen": changed.facts["revision"]},
        )
    return None


async def _after(desk: Desk, written: Written, step: int) -> View:
    """The page `step` further on the way, or the whole agreement where the way ends."""
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(written.agreement_id)
        way = way_through(await store.agreements.content(agreement), agreement.kind)
    at = way.index(written.part) + step if written.part in way else len(way)
    if 0 <= at < len(way):
        return await page_of(desk, written.agreement_id, way[at])
    return await opened(desk, written.agreement_id)


@routes.submit(agreement_pages.FORM, right=Right.edit, keeps_draft=True)
async def go_on(desk: Desk) -> Answer:
    """Keeps the page, and shows the next one."""
    written = await _written(desk)
    if conflict := await _keep(desk, written):
        return push(conflict)
    return update(await _after(desk, written, 1))


@routes.click(agreement_pages.BACK, right=Right.edit)
async def back(desk: Desk) -> Answer:
    """Keeps the page, and shows the one before."""
    written = await _written(desk)
    if conflict := await _keep(desk, written):
        await desk.open(conflict)
        return None
    await desk.update(await _after(desk, written, -1))
    return None


@routes.click(agreement_pages.GO, right=Right.edit)
async def elsewhere(desk: Desk) -> Answer:
    """Keeps the page, and shows another one, or the whole agreement."""
    written = await _written(desk)
    if conflict := await _keep(desk, written):
        await desk.open(conflict)
        return None
    if desk.value == OVERVIEW:
        await desk.update(await opened(desk, written.agreement_id))
    else:
        await desk.update(await page_of(desk, written.agreement_id, Part(desk.value)))
    return None


@routes.submit(agreement_conflict.FORM, right=Right.edit)
async def choose(desk: Desk) -> Answer:
    """Keeps what the person chose of two texts; the page below shows it."""
    meta, part = desk.meta, Part(desk.meta["part"])
    chosen = desk.values[agreement_conflict.CHOICE]
    async with desk.saving() as store:
        agreement = await store.agreements.for_change(int(meta["agreement"]))
        kept = (await store.agreements.parts(agreement)).get(part)
        draft = await store.drafts.find(user_id=desk.person.user_id, form=agreement_pages.FORM, subject=desk.subject)
        if draft is not None and kept is not None and chosen != agreement_conflict.THEIRS:
            labels = await _labels(desk, store, agreement, draft.values, kept.saying)
            mine = saying_of(desk.words, part, draft.values, labels)
            saying = mine if chosen == agreement_conflict.MINE else both(part, kept.saying, mine)
            await store.agreements.keep_part(agreement, part, saying, seen=meta["seen"])
        await store.drafts.discard(user_id=desk.person.user_id, form=agreement_pages.FORM, subject=desk.subject)
    if below := desk.view.get("previous_view_id"):
        await desk.client.views_update(view_id=below, view=await page_of(desk, agreement.id, part, meta=_renamed(meta)))
    return None


def _renamed(meta: Meta) -> Meta:
    """Other block ids, so that Slack forgets what was typed in the former ones."""
    return {"afresh": meta.get("afresh", 0) + 1}


async def _again(desk: Desk, *, values: Values | None = None, meta: Meta | None = None, **more: Any) -> None:
    """The open page with more in it; what it says is kept as a draft."""
    await desk.keep_draft()
    meta = desk.meta | (meta or {})
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(meta["agreement"]))
        part = Part(meta["part"])
        kept = (await store.agreements.parts(agreement)).get(part)
        shown = values or desk.values
        known = await _known(desk, store, agreement, part, shown, kept.saying if kept else {})
    await desk.update(_page(desk, known, shown, meta, **more))


@routes.click(agreement_pages.ADD_ROW, right=Right.edit)
async def another_row(desk: Desk) -> Answer:
    await _again(desk, more_rows=1)
    return None


@routes.click(agreement_pages.CONTINUE, right=Right.edit)
async def another_piece(desk: Desk) -> Answer:
    """A text that is longer than Slack's field goes on in the next one."""
    await _again(desk, more_of=desk.value)
    return None


@routes.click(agreement_pages.EXAMPLE, right=Right.edit)
async def example(desk: Desk) -> Answer:
    await _again(desk, meta={"example": not desk.meta.get("example")})
    return None


@routes.click(agreement_pages.STARTER, right=Right.edit)
async def starter(desk: Desk) -> Answer:
    """Fills an empty clause with a plain text, in the language of the document."""
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(desk.meta["agreement"]))
    text = desk.words.into(agreement.language).text(STARTERS[Part(desk.meta["part"])])
    if desk.values.get("text"):
        return None
    await _again(desk, values=desk.values | {"text": text}, meta=_renamed(desk.meta))
    return None


@routes.click(agreement_pages.AFRESH, right=Right.edit)
async def start_afresh(desk: Desk) -> Answer:
    """Forgets what this person had begun to write, and shows what is kept."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
    meta = desk.meta
    await desk.update(await page_of(desk, int(meta["agreement"]), Part(meta["part"]), meta=_renamed(meta)))
    return None


@routes.options(agreement_pages.WHO_FIND, right=Right.edit)
async def who(desk: Desk) -> list[dict[str, Any]]:
    """Who can be named for a piece of work: our colleagues, their people, a side as a whole."""
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(desk.meta["agreement"]))
        partner = await store.partners.get(agreement.partner_id)
        contacts = await store.contacts.of(partner)
        seeing = {partner.owner_id, *await store.partners.people(partner)} if partner.confidential else None
    key = name_key(desk.typed) if desk.typed.strip() else ""
    ours = await desk.people.colleagues.named(
        desk.client, workspace_id=desk.workspace.id, typed=desk.typed, now=desk.now
    )
    return agreement_pages.who_choices(
        desk.words,
        ours=[(one.user_id, one.name) for one in ours if seeing is None or one.user_id in seeing][:MOST_OFFERED],
        theirs=[(str(one.id), one.name) for one in contacts if key in name_key(one.name)][:MOST_OFFERED],
        partner=partner.name,
    )
