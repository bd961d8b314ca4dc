"""Two people wrote the same part at once: the second sees both texts, chooses, and nothing is lost."""

from handlers.agreement_page import FROM, begun_of, page_of, written_in
from handlers.agreement_view import next_turn
from handlers.desk import Desk
from handlers.routes import Answer, Routes
from messages import agreement_conflict, agreement_pages
from messages.agreement_conflict import BOTH, MINE, TwoTexts
from messages.surfaces import View, update
from storage.agreement_both import united
from storage.agreement_parts import Part
from storage.errors import NotFound, PartChanged
from storage.members import Right

routes = Routes()


async def two_texts(desk: Desk, agreement_id: int, part: Part, *, since: int = 0) -> View:
    """The view in which a person chooses between what somebody else kept, and their own draft."""
    subject = f"agreement:{agreement_id}:{part}"
    async with desk.store(read_only=True) as store:
        begun = await begun_of(desk, store, await store.agreements.to_write(agreement_id), part)
        draft = await store.drafts.find(user_id=desk.person.user_id, form=agreement_pages.FORM, subject=subject)
        if draft is None or begun.kept is None:
            raise NotFound
        names = await store.members.names([begun.kept.changed_by])
        texts = TwoTexts(
            part,
            theirs=begun.kept.saying,
            mine=await written_in(desk, store, begun, draft.values),
            who=names[begun.kept.changed_by],
            at=begun.kept.changed_at,
        )
    meta = {"agreement": agreement_id, "part": part.value, "seen": begun.kept.revision, "turn": next_turn(desk)}
    return agreement_conflict.choose(desk.words, texts, meta=meta, since=since)


@routes.click(agreement_conflict.FURTHER, right=Right.edit)
@routes.click(agreement_conflict.EARLIER, right=Right.edit)
async def read_on(desk: Desk) -> Answer:
    """Another leaf of two long texts."""
    since = int(desk.value.partition("@")[2])
    await desk.update(await two_texts(desk, int(desk.meta["agreement"]), Part(desk.meta["part"]), since=since))
    return None


@routes.click(agreement_conflict.RETURN, right=Right.edit)
async def back(desk: Desk) -> Answer:
    """The page with what the person wrote, to write on."""
    await desk.update(await page_of(desk, int(desk.meta["agreement"]), Part(desk.meta["part"])))
    return None


@routes.submit(agreement_conflict.FORM, right=Right.edit)
async def choose(desk: Desk) -> Answer:
    """Keeps what the person chose and shows it as the page; where a third text came meanwhile, they choose again."""
    agreement_id, part = int(desk.meta["agreement"]), Part(desk.meta["part"])
    try:
        await _keep(desk, agreement_id, part, desk.values[agreement_conflict.CHOICE])
    except PartChanged:
        return update(await two_texts(desk, agreement_id, part))
    return update(await page_of(desk, agreement_id, part))


async def _keep(desk: Desk, agreement_id: int, part: Part, chosen: str) -> None:
    mine_is = {
        "user_id": desk.person.user_id,
        "form": agreement_pages.FORM,
        "subject": f"agreement:{agreement_id}:{part}",
    }
    async with desk.saving() as store:
        agreement = await store.agreements.to_write(agreement_id, hold=True)
        begun = await begun_of(desk, store, agreement, part)
        draft = await store.drafts.find(**mine_is)
        if draft is None or begun.kept is None or chosen not in (MINE, BOTH):
            await store.drafts.discard(**mine_is)
            return
        saying = await written_in(desk, store, begun, draft.values)
        if chosen == BOTH:
            saying = united(part, draft.values.get(FROM, {}), begun.kept.saying, saying)
        await store.agreements.keep_part(agreement, part, saying, seen=desk.meta["seen"])
        await store.drafts.discard(**mine_is)
