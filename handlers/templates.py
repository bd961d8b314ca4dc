"""The workspace's own documents: listed, uploaded after a check, removed, begun from the built-in ones."""

import asyncio

from handlers.desk import Desk
from handlers.files import given_file, send_file
from handlers.routes import Answer, Routes
from messages import errors, papers
from messages import template_form as form
from messages.surfaces import View, update
from messages.template_package import LARGEST
from messages.templates import inspect
from storage.agreement_parts import AgreementKind
from storage.errors import Missing, Refused, UnknownFields
from storage.members import Right

routes = Routes()


@routes.click(papers.TEMPLATES, right=Right.coordinate)
async def listed(desk: Desk) -> Answer:
    await desk.open(await _listing(desk))
    return None


@routes.submit(form.UPLOAD, right=Right.coordinate)
async def upload(desk: Desk) -> Answer:
    """Checks the document beside the loop; one that is safe and asks for known fields only is used from now on."""
    values = desk.values
    if not values[form.FILE]:
        raise Missing(field=form.FILE)
    file = values[form.FILE][0]
    try:
        data = await given_file(desk, file["id"], most=LARGEST, field=form.FILE)
        found = await asyncio.to_thread(inspect, data)
    except Refused as refused:
        refused.field = form.FILE
        raise
    if found.unknown:
        raise UnknownFields(field=form.FILE, names=form.unknown_names(desk.words, found.unknown))
    kind = None if values[form.KIND] in (None, form.ALL) else AgreementKind(values[form.KIND])
    async with desk.saving() as store:
        name = str(file.get("name") or "template.docx")
        template = await store.templates.keep(kind=kind, language=values[form.LANGUAGE], name=name, data=data)
    return update(form.taken(desk.words, template, found.fields))


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
    data = await asyncio.to_thread(papers.built_in, AgreementKind(kind), language)
    comment = form.start_comment(desk.words)
    await send_file(desk, name=f"{kind}.{language}.docx", data=data, comment=comment)
    await desk.update(errors.beside(desk.view, desk.action["block_id"], papers.sent(desk.words)))
    return None


async def _listing(desk: Desk) -> View:
    async with desk.store(read_only=True) as store:
        templates = await store.templates.all()
        names = await store.members.names(sorted({one.uploaded_by for one in templates}))
    return form.listing(desk.words, templates, names)
