"""Documents of agreements: read in Slack, or sent as a Word document or as Markdown."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Literal

from handlers.agreement_view import content_of
from handlers.bounded import bounded
from handlers.desk import Desk
from handlers.files import on_its_way, send_file
from handlers.routes import Answer, Routes
from messages import agreement_text, papers
from messages.agreement_states import state_name
from messages.agreements import lead
from messages.surfaces import View
from storage.actions import Side
from storage.agreement import BEING_WRITTEN, Agreement, AgreementState
from storage.approvals import AgreementSignature

routes = Routes()


@routes.click(papers.PREVIEW)
async def read(desk: Desk) -> Answer:
    """An agreement to read in Slack: what is written now ("7"), or one version ("7:2")."""
    await desk.open(await _preview(desk, desk.value, 0))
    return None


@routes.click(agreement_text.FURTHER)
@routes.click(agreement_text.EARLIER)
async def read_on(desk: Desk) -> Answer:
    """Another page of it."""
    value, _, since = desk.value.partition("@")
    await desk.update(await _preview(desk, value, int(since)))
    return None


@routes.click(papers.WORD)
async def word(desk: Desk) -> Answer:
    """The Word document: from the workspace's own template where there is one, which nobody of ours has written."""
    paper, template = await _paper(desk, desk.value)
    if template is None:
        return await _sent(desk, paper, "docx", partial(asyncio.to_thread, papers.docx, paper))
    return await _sent(desk, paper, "docx", partial(bounded, papers.docx, paper, template))


@routes.click(papers.MARKDOWN)
async def markdown(desk: Desk) -> Answer:
    paper, _ = await _paper(desk, desk.value)
    return await _sent(desk, paper, "md", partial(asyncio.to_thread, lambda: papers.markdown(paper).encode()))


async def _sent(desk: Desk, paper: papers.Paper, kind: str, make: Callable[[], Awaitable[bytes]]) -> Answer:
    """Sends it to the person alone, who may see the agreement; made beside the loop."""
    comment = papers.comment(desk.words, paper)

    async def send() -> None:
        data = await make()
        await send_file(desk, name=papers.file_name(paper, kind), data=data, comment=comment)

    return await on_its_way(desk, ("paper", kind, desk.value), send)


async def _preview(desk: Desk, value: str, since: int) -> View:
    agreement_id, _, number = value.partition(":")
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(agreement_id))
        partner = await store.partners.get(agreement.partner_id)
        content, newest = await content_of(store, agreement)
        if number:
            content = (await store.agreements.version(agreement.id, int(number))).content
        saved = agreement.writing is None or not await store.agreements.unsaved(agreement)
    shown = int(number) if number else newest if saved else None
    title = papers.reading(desk.words, lead(desk.words, agreement, partner.name), shown, newest)
    return agreement_text.preview(desk.words, title, content, value=value, since=since)


async def _paper(desk: Desk, value: str) -> tuple[papers.Paper, bytes | None]:
    """An agreement as it is put on paper ("7": what is written now, else what holds; "7:2": one version), and the
    workspace's own template for it. Raises `NotFound`."""
    agreement_id, _, number = value.partition(":")
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(agreement_id))
        partner = await store.partners.get(agreement.partner_id)
        content, newest = await content_of(store, agreement)
        being_written = not number and agreement.writing is not None
        if being_written and (newest is None or await store.agreements.unsaved(agreement)):
            version, shown = None, (newest or 0) + 1
        else:
            shown = int(number) if number else newest or 0
            version = await store.agreements.version(agreement.id, shown)
        one = version or agreement
        signatures = await store.approvals.signatures(agreement, shown)
        template = await store.templates.of(one.kind, one.language)
        today = await store.settings.today()
        zone = (await store.settings.get()).zone
    language: Literal["en", "fr"] = "fr" if one.language == "fr" else "en"
    state = _state(agreement, shown, signatures, newest=not number)
    paper = papers.Paper(
        kind=one.kind,
        title=one.title,
        content=version.content if version else content,
        language=language,
        version=shown,
        status=state_name(desk.words.into(language), state),
        draft=state in BEING_WRITTEN,
        ours=desk.workspace.name,
        theirs=partner.name,
        made_on=version.at.astimezone(zone).date() if version else today,
        amends=version.amends if version else agreement.signed_number,
        signatures=[_signed(signature) for signature in signatures],
    )
    return paper, template.data if template else None


def _state(
    agreement: Agreement, number: int, signatures: Sequence[AgreementSignature], *, newest: bool
) -> AgreementState:
    """Where this version stands: the one that holds as the agreement does; another that both sides signed, replaced."""
    if number == agreement.signed_number:
        return agreement.state
    if {one.side for one in signatures} >= {Side.us, Side.them}:
        return AgreementState.superseded
    return agreement.writing if newest and agreement.writing is not None else AgreementState.drafting


def _signed(one: AgreementSignature) -> papers.Signed:
    side: Literal["us", "them"] = "us" if one.side is Side.us else "them"
    return papers.Signed(side=side, name=one.name, title=one.title, signed_on=one.signed_on)
