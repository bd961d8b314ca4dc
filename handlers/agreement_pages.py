"""Writing an agreement, one part a page. What is left is kept for everybody; two at one part choose."""

from collections.abc import Awaitable, Callable
from typing import Any

from handlers.agreement_conflict import two_texts
from handlers.agreement_page import SEEN, begun_of, colleagues, page_of, page_with, written_in
from handlers.agreement_view import opened
from handlers.desk import Desk
from handlers.roles import can_be_named
from handlers.routes import Answer, Routes
from messages import agreement_pages
from messages.agreement_pages import OVERVIEW
from messages.agreement_starters import STARTERS
from messages.errors import beside, refused
from messages.limits import OverLimit
from messages.surfaces import View, update
from storage.agreement_parts import Part
from storage.agreement_quality import way_through
from storage.errors import PartChanged, Refused
from storage.members import Right

routes = Routes()


@routes.submit(agreement_pages.FORM, right=Right.edit, keeps_draft=True)
async def go_on(desk: Desk) -> Answer:
    """Keeps the page, and shows the next one."""
    return update(await _keep(desk) or await _after(desk, 1))


@routes.click(agreement_pages.BACK, right=Right.edit)
async def back(desk: Desk) -> Answer:
    """Keeps the page, and shows the one before."""
    await desk.update(await _leaving(desk, lambda: _after(desk, -1)))
    return None


@routes.click(agreement_pages.GO, right=Right.edit)
async def elsewhere(desk: Desk) -> Answer:
    """Keeps the page, and shows another one, or the whole agreement."""
    agreement_id, place = int(desk.meta["agreement"]), desk.value

    def to() -> Awaitable[View]:
        return opened(desk, agreement_id) if place == OVERVIEW else page_of(desk, agreement_id, Part(place))

    await desk.update(await _leaving(desk, to))
    return None


async def _leaving(desk: Desk, to: Callable[[], Awaitable[View]]) -> View:
    """The view to which a button leads; what cannot be kept is said below the field it is about, and all stays."""
    try:
        conflict = await _keep(desk)
    except Refused as refusal:
        inputs = [block["block_id"] for block in desk.view["blocks"] if block["type"] == "input"]
        wanted = next((name for name in inputs if name.partition("@")[0] == refusal.field), None)
        if wanted is None:
            raise
        try:
            return beside(desk.view, wanted, refused(desk.words, refusal))
        except OverLimit:
            raise refusal from None
    return conflict or await to()


async def _keep(desk: Desk) -> View | None:
    """Keeps the page for everybody, and forgets its draft; where somebody else kept another text meanwhile, gives the
    view in which the person chooses, and what they wrote stays their draft."""
    agreement_id, part = int(desk.meta["agreement"]), Part(desk.meta["part"])
    await colleagues(desk, part, desk.values)
    try:
        async with desk.saving() as store:
            agreement = await store.agreements.to_write(agreement_id, hold=True)
            saying = await written_in(desk, store, await begun_of(desk, store, agreement, part), desk.values)
            await store.agreements.keep_part(agreement, part, saying, seen=desk.meta["begun"][SEEN])
    except PartChanged:
        await desk.keep_draft()
        return await two_texts(desk, agreement_id, part)
    return None


async def _after(desk: Desk, step: int) -> View:
    """The page `step` further on the way, or the whole agreement where the way ends."""
    agreement_id, part = int(desk.meta["agreement"]), Part(desk.meta["part"])
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(agreement_id)
        way = way_through(await store.agreements.content(agreement), agreement.kind)
    at = way.index(part) + step if part in way else len(way)
    if 0 <= at < len(way):
        return await page_of(desk, agreement_id, way[at])
    return await opened(desk, agreement_id)


@routes.click(agreement_pages.ADD_ROW, right=Right.edit)
async def another_row(desk: Desk) -> Answer:
    return await _again(desk, more_rows=1)


@routes.click(agreement_pages.CONTINUE, right=Right.edit)
async def another_piece(desk: Desk) -> Answer:
    """A text that is longer than Slack's field goes on in the next one."""
    return await _again(desk, more_of=desk.value)


@routes.click(agreement_pages.EXAMPLE, right=Right.edit)
async def example(desk: Desk) -> Answer:
    return await _again(desk, meta={"example": not desk.meta.get("example")})


@routes.click(agreement_pages.STARTER, right=Right.edit)
async def starter(desk: Desk) -> Answer:
    """Fills an empty clause with a plain text, in the language of the document."""
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(desk.meta["agreement"]))
    text = desk.words.into(agreement.language).text(STARTERS[Part(desk.meta["part"])])
    if desk.values.get("text"):
        return None
    return await _again(desk, desk.values | {"text": text}, meta={"turn": desk.meta.get("turn", 0) + 1})


async def _again(desk: Desk, values: dict[str, Any] | None = None, **more: Any) -> Answer:
    """The open page with more in it; what it says is kept as a draft."""
    await desk.keep_draft()
    await desk.update(await page_with(desk, values or desk.values, **more))
    return None


@routes.click(agreement_pages.AFRESH, right=Right.edit)
async def start_afresh(desk: Desk) -> Answer:
    """Forgets what this person had begun to write, and shows what is kept."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
    await desk.update(await page_of(desk, int(desk.meta["agreement"]), Part(desk.meta["part"])))
    return None


@routes.options(agreement_pages.WHO_FIND, right=Right.edit)
async def who(desk: Desk) -> list[dict[str, Any]]:
    async with desk.store(read_only=True) as store:
        agreement = await store.agreements.get(int(desk.meta["agreement"]))
    return await can_be_named(desk, agreement.partner_id)
