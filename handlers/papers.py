"""Documents of agreements: read in Slack, or sent as a Word document or as Markdown."""

import asyncio
from typing import Literal

from handlers.agreement_view import content_of
from handlers.desk import Desk
from handlers.files import send_file
from handlers.routes import Answer, Routes
from messages import agreement_text, papers
from messages.agreement_states import state_name
from messages.agreements import lead
from messages.surfaces import View, message
from storage.actions import Side
from storage.agreement import BEING_WRITTEN
from storage.agreement_parts import Part
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
    """The Word document, made beside the loop: from the workspace's own template where there is one."""
    paper, template = await _paper(desk, desk.value)
    data = await asyncio.to_thread(papers.docx, paper, template)
    return await _sent(desk, paper, data, "docx")


@routes.click(papers.MARKDOWN)
async def markdown(desk: Desk) -> Answer:
    paper, _ = await _paper(desk, desk.value)
    return await _sent(desk, paper, papers.markdown(paper).encode(), "md")


async def _sent(desk: Desk, paper: papers.Paper, data: bytes, kind: str) -> Answer:
    comment = papers.comment(desk.words, paper)
    await send_file(desk, name=papers.file_name(paper, kind), data=data, comment=comment)
    if not desk.view:
        await desk.reply(message(comment))
    return None


async def _preview(desk: Desk, value: str, since: int) -> View:
    agreement_id, _, number = value.partition(":")
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(agreement_id))
        partner = await store.partners.get(agreement.partner_id)
        content, newest = await content_of(store, agreement)
        if number:
            content = (await store.agreements.version(agreement.id, int(number))).content
    title = papers.reading(
        desk.words, lead(desk.words, agreement, partner.name), int(number) if number else None, newest
    )
    return agreement_text.preview(desk.words, title, content, value=value, since=since)


async def _paper(desk: Desk, value: str) -> tuple[papers.Paper, bytes | None]:
    """An agreement as it is put on paper, and the workspace's own template for it."""
    agreement_id, _, number = value.partition(":")
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(agreement_id))
        partner = await store.partners.get(agreement.partner_id)
        content, newest = await content_of(store, agreement)
        shown = int(number) if number else newest or 0
        version = await store.agreements.version(agreement.id, shown) if number else None
        signatures = await store.approvals.signatures(agreement, shown)
        template = await store.templates.of(agreement.kind, agreement.language)
        today = await store.settings.today()
        unsaved = version is None and agreement.writing is not None and await store.agreements.unsaved(agreement)
    language: Literal["en", "fr"] = "fr" if agreement.language == "fr" else "en"
    words = desk.words.into(language)
    of_signed = agreement.signed_number is not None and shown == agreement.signed_number
    paper = papers.Paper(
        kind=version.kind if version else agreement.kind,
        title=version.title if version else agreement.title,
        content=version.content if version else content,
        language=language,
        version=shown + 1 if unsaved else shown,
        status=state_name(words, agreement.state),
        draft=agreement.state in BEING_WRITTEN or not of_signed,
        ours=_ours(desk, content),
        theirs=partner.name,
        made_on=today,
        amends=version.amends if version else None,
        signatures=[_signed(one) for one in signatures],
    )
    return paper, template.data if template else None


def _ours(desk: Desk, content: dict[str, dict[str, object]]) -> str:
    return str((content.get(Part.parties) or {}).get("name_ours") or desk.workspace.name)


def _signed(one: AgreementSignature) -> papers.Signed:
    side: Literal["us", "them"] = "us" if one.side is Side.us else "them"
    return papers.Signed(side=side, name=one.name, title=one.title, signed_on=one.signed_on)
