"""A written review, for the person who asks: as a Word document or Markdown, or as text where files are not taken."""

import asyncio
from typing import Literal

from handlers.desk import Desk
from handlers.files import on_its_way, send_file
from handlers.reviews import told_of
from handlers.routes import Answer, Routes
from messages import review_paper, reviews
from messages.review_paper import ReviewPaper
from messages.surfaces import update
from storage.errors import FilesNotTaken

routes = Routes()
ANSWERED_SECONDS = 1.0
"""By then our answer to the form stands in the window, and does not cover what comes after it."""


@routes.click(reviews.SHARE)
async def ask(desk: Desk) -> Answer:
    """In which language, and what goes into it."""
    async with desk.store(read_only=True) as store:
        told = await told_of(store, await store.reviews.get(int(desk.value)))
    await desk.open(review_paper.form(desk.words, told, language=desk.words.language))
    return None


@routes.submit(review_paper.FORM)
async def share(desk: Desk) -> Answer:
    """Sends it to the person alone, made beside the loop after the answer; where files are not taken, the window shows
    the text instead."""
    values = desk.values
    language: Literal["en", "fr"] = "fr" if values[review_paper.LANGUAGE] == "fr" else "en"
    paper = await _paper(desk, language, internal=review_paper.YES in (values.get(review_paper.INTERNAL) or ()))
    kind = values.get(review_paper.KIND) or review_paper.WORD
    make = review_paper.docx if kind == review_paper.WORD else _as_markdown
    comment = review_paper.comment(desk.words, paper)

    async def send() -> None:
        data = await asyncio.to_thread(make, paper)
        try:
            await send_file(desk, name=review_paper.file_name(paper, kind), data=data, comment=comment)
        except FilesNotTaken:
            text = review_paper.as_text(desk.words, paper)
            await asyncio.sleep(ANSWERED_SECONDS)
            await desk.client.views_update(view_id=desk.view["id"], view=text)

    await on_its_way(desk, ("review", desk.form_key), send)
    return update(review_paper.sent(desk.words))


async def _paper(desk: Desk, language: Literal["en", "fr"], *, internal: bool) -> ReviewPaper:
    """The review as it is put on paper today. Raises `NotFound`."""
    async with desk.store(read_only=True) as store:
        told = await told_of(store, await store.reviews.get(desk.meta["review"]))
        return ReviewPaper(
            told=told,
            language=language,
            zone=(await store.settings.get()).zone,
            ours=desk.workspace.name,
            made_on=await store.settings.today(),
            followed=await store.kpis.followed(await store.kpis.of(told.partner.id)),
            internal=internal,
        )


def _as_markdown(paper: ReviewPaper) -> bytes:
    return review_paper.markdown(paper).encode()
