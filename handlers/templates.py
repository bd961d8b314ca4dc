"""The workspace's own documents: listed, uploaded after a check, removed, begun from the built-in ones."""

import asyncio
from functools import partial
from typing import Any

from handlers.bounded import bounded
from handlers.calling import at_leisure
from handlers.desk import Desk
from handlers.errors import note
from handlers.files import given_file, on_its_way, send_file
from handlers.routes import Answer, Routes
from messages import errors, papers
from messages import template_form as form
from messages.surfaces import View, update
from messages.template_package import LARGEST
from messages.templates import inspect
from storage.agreement_parts import AgreementKind
from storage.errors import Refused, UnknownFields
from storage.members import Right

routes = Routes()
PATIENCE = 1.5
"""Seconds after which a check is no longer waited for (Slack waits three for the answer to a form)."""


@routes.click(papers.TEMPLATES, right=Right.coordinate)
async def listed(desk: Desk) -> Answer:
    """On top of the agreement; in the place of a window that says why a document was not taken."""
    await (desk.update if desk.form == form.DONE else desk.open)(await _listing(desk))
    return None


@routes.submit(form.UPLOAD, right=Right.coordinate)
async def upload(desk: Desk) -> Answer:
    """Takes a document. What is wrong with it is said below the field; a check that lasts goes on after the answer, and
    the window then shows what came of it."""
    taking = asyncio.create_task(_take(desk, desk.values[form.FILE][0]), name="own document")
    await asyncio.wait({taking}, timeout=PATIENCE)
    if taking.done():
        return update(taking.result())
    desk.afterwards.begin(("template", desk.workspace.id, desk.view["id"]), partial(_tell, desk, taking))
    return update(form.checking(desk.words))


async def _take(desk: Desk, file: dict[str, Any]) -> View:
    """Checks the document apart; one that is safe and asks for known fields only is used from now on."""
    at_leisure()
    values = desk.values
    try:
        data = await given_file(desk, file["id"], most=LARGEST, field=form.FILE)
        found = await bounded(inspect, data)
    except Refused as refused:
        refused.field = form.FILE
        raise
    if found.unknown:
        raise UnknownFields(field=form.FILE, names=form.unknown_names(desk.words, found.unknown))
    kind = None if values[form.KIND] in (None, form.ALL) else AgreementKind(values[form.KIND])
    async with desk.saving() as store:
        name = str(file.get("name") or "template.docx")
        template = await store.templates.keep(kind=kind, language=values[form.LANGUAGE], name=name, data=data)
    return form.taken(desk.words, template, found.fields)


async def _tell(desk: Desk, taking: asyncio.Task[View]) -> None:
    """Puts what came of a check in the place of the window that says it goes on."""
    [came] = await asyncio.gather(taking, return_exceptions=True)
    if isinstance(came, Refused):
        came = form.not_taken(desk.words, errors.refused(desk.words, came))
    elif isinstance(came, Exception):
        came = form.not_taken(desk.words, errors.unexpected(desk.words, note(came, kind="own document")))
    elif isinstance(came, BaseException):
        raise came
    await desk.client.views_update(view_id=desk.view["id"], view=came)


@routes.click(form.REMOVE, right=Right.coordinate)
async def remove(desk: Desk) -> Answer:
    async with desk.store() as store:
        await store.templates.remove(int(desk.value))
    await desk.update(await _listing(desk))
    return None


@routes.click(form.START, right=Right.coordinate)
async def start(desk: Desk) -> Answer:
    """Sends a built-in document, which is a template too ("memorandum:en")."""
    kind, _, language = desk.value.partition(":")
    comment = form.start_comment(desk.words)

    async def send() -> None:
        data = await asyncio.to_thread(papers.built_in, AgreementKind(kind), language)
        await send_file(desk, name=f"{kind}.{language}.docx", data=data, comment=comment)

    return await on_its_way(desk, ("built in", desk.value), send)


async def _listing(desk: Desk) -> View:
    async with desk.store(read_only=True) as store:
        templates = await store.templates.all()
        names = await store.members.names(sorted({one.uploaded_by for one in templates}))
    return form.listing(desk.words, templates, names)
