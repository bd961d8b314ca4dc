"""An agreement as a person sees it as a whole, and what they can do with it now."""

from handlers.desk import Desk
from handlers.outcomes import in_passing
from handlers.turning import turn_what_is_due
from messages import (
    agreement_conflict,
    agreement_pages,
    agreements,
    approvals,
    papers,
    reports,
    signing,
    terms,
    versions,
)
from messages.agreement_parts import part_name
from messages.agreement_roles import gone_blocks, unclear
from messages.agreements import Facts
from messages.blocks import Block, Element, button
from messages.surfaces import View
from messages.terms import Told
from messages.words import Rich, Words
from storage.agreement import STANDING, Agreement, AgreementState, Decision
from storage.agreement_parts import AgreementKind, Content, Part
from storage.agreement_quality import first_lacking, gaps
from storage.approvals import OPEN, AgreementReview, AgreementSignature, Verdict
from storage.members import Member, Right
from storage.roles import gone_from, left_of
from storage.store import Store


async def opened(desk: Desk, agreement_id: int) -> View:
    """The view of an agreement that the person may see, as it stands today. Raises `NotFound`."""
    await turn_what_is_due(desk)
    async with desk.store(read_only=True) as store:
        return agreements.overview(desk.words, await facts(store, desk.words, agreement_id), turn=next_turn(desk))


def next_turn(desk: Desk) -> int:
    """Which page of its window the next one is: two pages that follow each other share no block ids."""
    page = desk.form in (agreement_pages.FORM, agreement_conflict.FORM)
    return int(desk.meta.get("turn", 0)) + page if page or desk.form == agreements.VIEW else 0


async def refresh(desk: Desk, agreement_id: int) -> None:
    """Brings the view below the form that was just submitted, or the one that was clicked in, up to date."""
    view = await opened(desk, agreement_id)
    if desk.form == agreements.VIEW:
        await desk.update(view)
    elif below := desk.view.get("previous_view_id"):
        async with in_passing("not brought up to date", agreement=agreement_id):
            await desk.client.views_update(view_id=below, view=view)


async def facts(store: Store, words: Words, agreement_id: int) -> Facts:
    """What the view of an agreement is made of today."""
    agreement = await store.agreements.get(agreement_id)
    partner = await store.partners.get(agreement.partner_id)
    may_edit = await store.partners.may_edit(partner)
    content, number = await content_of(store, agreement)
    roles = content.get(Part.roles) or {}
    moves = await store.agreements.moves(agreement)
    last = await store.agreements.last_version(agreement)
    reviews = await store.approvals.newest_reviews(agreement) if agreement.writing else []
    wanted = [one for one in reviews if one.verdict is Verdict.changes]
    newest = last.number if last else 0
    signatures = await store.approvals.signatures(agreement, last.number) if last else []
    if agreement.signed_number is not None and agreement.writing is None:
        signatures = await store.approvals.signatures(agreement, agreement.signed_number)
    unsaved = agreement.writing is not None and bool(content) and await store.agreements.unsaved(agreement)
    everybody = {move.by for move in moves[:1]} | {one.user_id for one in reviews}
    names = await store.members.names(sorted(everybody))
    left = await store.members.gone([one.user_id for one in reviews])
    return Facts(
        agreement=agreement,
        partner=partner.name,
        content=content,
        may_edit=may_edit,
        names=names,
        last_move=moves[0] if moves else None,
        number=number,
        unsaved=unsaved,
        wanted=wanted_by_part(words, wanted, names),
        unclear=unclear(words, roles, await left_of(store, partner, roles)),
        blocks=[
            *approvals.review_lines(words, agreement, reviews, names, newest=newest, left=left, may_edit=may_edit),
            *signing.signature_lines(words, signatures, open_=agreement.writing is not None),
            *await _gone(store, words, agreement, content, signatures, may_edit=may_edit),
            *terms.decision_lines(words, await told_of(store, agreement), may_edit=may_edit),
        ],
        buttons=_next(words, agreement, content, reviews, store.by, newest=newest, unsaved=unsaved, may_edit=may_edit),
        doors=_doors(words, agreement, store.person, may_edit=may_edit, saved=last is not None),
    )


async def _gone(
    store: Store,
    words: Words,
    agreement: Agreement,
    content: Content,
    signatures: list[AgreementSignature],
    *,
    may_edit: bool,
) -> list[Block]:
    """A word on those who left: whoever looks after it, whom it names, who signed."""
    partner = await store.partners.get(agreement.partner_id)
    gone = await gone_from(store, partner, content, signatures)
    owner = agreement.owner_id
    left = (await store.members.names([owner]))[owner] if await store.members.gone([owner]) else None
    return gone_blocks(words, agreement, gone, left, may_edit=may_edit)


async def told_of(store: Store, agreement: Agreement) -> Told:
    """An agreement as its dates and decisions are spoken of."""
    partner = await store.partners.get(agreement.partner_id)
    by = agreement.decided_by
    renewal = await store.decisions.renewal_of(agreement) if agreement.decision is Decision.renew else None
    return Told(
        agreement=agreement,
        partner=partner.name,
        today=await store.settings.today(),
        by=(await store.members.names([by]))[by] if by else "",
        renewal_id=renewal.id if renewal else None,
    )


async def content_of(store: Store, agreement: Agreement) -> tuple[Content, int | None]:
    """What is being written and the number of the last version, else the version that holds."""
    if agreement.writing is not None or agreement.signed_number is None:
        last = await store.agreements.last_version(agreement)
        return await store.agreements.content(agreement), last.number if last else None
    version = await store.agreements.version(agreement.id, agreement.signed_number)
    return version.content, version.number


def wanted_by_part(words: Words, wanted: list[AgreementReview], names: dict[str, str]) -> dict[Part | None, list[Rich]]:
    """What reviewers asked to change, by the part they named."""
    found: dict[Part | None, list[Rich]] = {}
    for one in wanted:
        found.setdefault(one.part, []).append(approvals.wanted_line(words, one, names))
    return found


def _next(
    words: Words,
    agreement: Agreement,
    content: Content,
    reviews: list[AgreementReview],
    reader: str,
    *,
    newest: int,
    unsaved: bool,
    may_edit: bool,
) -> list[Element]:
    key = str(agreement.id)
    row: list[Element] = []
    mine = next((one for one in reviews if one.user_id == reader and one.number == newest), None)
    open_ = agreement.writing in OPEN
    if mine is not None and open_:
        row += approvals.answer_buttons(words, mine)
    if not may_edit:
        return row
    if agreement.writing is not None:
        wanted = [one for one in reviews if one.verdict is Verdict.changes and one.number == newest and not unsaved]
        lacking = first_lacking(content, agreement.kind)
        informal = agreement.kind is AgreementKind.informal and agreement.writing is AgreementState.drafting
        signs = agreement.writing is AgreementState.approved or informal
        asked = any(one.verdict is Verdict.waiting and one.number == newest for one in reviews)
        if not gaps(content, lacking) and wanted and wanted[0].part:
            lacking = wanted[0].part
        unchanged = newest == agreement.signed_number and not unsaved
        step = _step(open_ and bool(wanted or unchanged or gaps(content, lacking)), signs, open_ and not asked)
        row.append(_continue(words, agreement, content, lacking, style=step.get("write")))
        row.append(button(words.text("Save this version"), versions.SAVE, key))
        if open_:
            row.append(button(words.text("Send for review"), approvals.SEND, key, style=step.get("send")))
        if signs:
            row.append(button(words.text("Record a signature"), signing.SIGN, key, style=step.get("sign")))
        if agreement.amending is not None:
            row.append(versions.give_up_button(words, agreement.id))
    elif agreement.state in STANDING and agreement.decision is None:
        row.append(button(words.text("Amend"), versions.AMEND, key))
    return [*row, *terms.decision_buttons(words, agreement)]


def _step(writes: bool, signs: bool, sends: bool) -> dict[str, str]:
    """The style of the one button that leads to what comes next: writing what lacks, then signing, or a review."""
    steps = {"write": writes, "sign": signs, "send": sends}
    return {name: "primary" for name in list(filter(steps.get, steps))[:1]}


def _continue(words: Words, agreement: Agreement, content: Content, part: Part, *, style: str | None) -> Element:
    label = words.text("Continue writing") if content else words.text("Begin writing")
    name = words.text("{label}: {part}", label=label, part=part_name(words, part))
    return button(label, agreements.PART, f"{agreement.id}:{part.value}", style=style, label=name)


def _doors(words: Words, agreement: Agreement, reader: Member | None, *, may_edit: bool, saved: bool) -> list[Element]:
    key = str(agreement.id)
    row = [
        button(words.text("Read it"), papers.PREVIEW, key),
        button("Word", papers.WORD, key, label=words.text("As a Word document")),
        button("Markdown", papers.MARKDOWN, key, label=words.text("As Markdown")),
    ]
    if saved:
        row.append(button(words.text("Versions"), versions.LIST, key))
    if agreement.signed_number is not None:
        row.append(button(words.text("Reports"), reports.REPORTS, key))
    if may_edit and agreement.writing is not None:
        row.append(button(words.text("Title and kind"), agreements.DESCRIBE, key))
    row.append(button(words.text("All with this partner"), agreements.ALL, str(agreement.partner_id)))
    if reader is not None and reader.may(Right.coordinate):
        row.append(button(words.text("Own documents"), papers.TEMPLATES, key))
    return row
