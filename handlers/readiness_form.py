"""A check made or corrected: the form, what was left in it, and the result in its place."""

from typing import Any

from handlers.desk import Desk
from handlers.readiness_views import card_below, result_of
from handlers.routes import Answer, Routes
from messages import readiness
from messages import readiness_form as forms
from messages.readiness_names import title
from messages.surfaces import View, update
from storage.assessment import About
from storage.errors import NotAllowed
from storage.members import Right
from storage.readiness import Looked
from storage.store import Store

routes = Routes()
Meta = dict[str, Any]


@routes.click(readiness.CHECK, right=Right.edit)
async def check(desk: Desk) -> Answer:
    """The form takes the place of the result, which comes back when it is saved."""
    async with desk.store(read_only=True) as store:
        looked = await store.readiness.looked(About.read(desk.value))
        view = await begin(desk, store, looked, desk.meta)
    await desk.update(view)
    return None


@routes.click(readiness.CORRECT, right=Right.edit)
async def correct(desk: Desk) -> Answer:
    async with desk.store(read_only=True) as store:
        one = await store.readiness.get(int(desk.value))
        looked = await store.readiness.looked(one.about)
        meta = {**desk.meta, "correct": one.id, "subject": f"readiness:{one.id}"}
        view = await _form(desk, store, looked, meta)
    await desk.update(view)
    return None


async def begin(desk: Desk, store: Store, looked: Looked, meta: Meta) -> View:
    """The form of a new check, as the person left it, or filled in from the last one. Raises `NotAllowed`."""
    if not looked.may_edit:
        raise NotAllowed
    last = await store.readiness.latest(looked.about)
    subject = f"readiness:{looked.about.key}"
    return await _form(desk, store, looked, {**meta, "subject": subject, "seen": last.id if last else None})


@routes.click(forms.AFRESH, right=Right.edit)
async def start_afresh(desk: Desk) -> Answer:
    """Forgets what had been reported; new block ids make Slack forget what was typed."""
    async with desk.store() as store:
        await store.drafts.discard(user_id=desk.person.user_id, form=desk.form, subject=desk.subject)
        looked = await store.readiness.looked(About.read(desk.meta["about"]))
        view = await _form(desk, store, looked, {**desk.meta, "again": desk.meta.get("again", 0) + 1})
    await desk.update(view)
    return None


@routes.submit(forms.FORM, right=Right.edit, keeps_draft=True)
async def save(desk: Desk) -> Answer:
    """Keeps the check; the result takes the form's place."""
    meta = desk.meta
    about = About.read(meta["about"])
    given = forms.answers(desk.values, about)
    async with desk.saving() as store:
        looked = await store.readiness.looked(about)
        if "correct" in meta:
            one = await store.readiness.get(meta["correct"], held=True)
            await store.readiness.correct(one, looked, given)
        else:
            confirmed = bool(desk.values.get(forms.CONFIRM))
            await store.readiness.record(looked, given, seen=meta["seen"], confirmed=confirmed)
    shown: Meta = {name: meta[name] for name in ("about", "below") if name in meta}
    async with desk.store(read_only=True) as store:
        view = await result_of(desk, store, shown, readiness.saved(desk.words))
    await card_below(desk, shown)
    return update(view)


async def _form(desk: Desk, store: Store, looked: Looked, meta: Meta) -> View:
    filled = await _filled(store, meta)
    values = forms.values_of(filled.last.given) if filled.last else {}
    draft = await store.drafts.find(user_id=desk.person.user_id, form=forms.FORM, subject=meta["subject"])
    if draft is not None:
        values |= draft.values
    saved_at = draft.saved_at if draft else None
    heading = title(desk.words, looked)
    return forms.form(desk.words, heading, looked.about, values, filled, meta=meta, now=desk.now, saved_at=saved_at)


async def _filled(store: Store, meta: Meta) -> forms.Filled:
    """What the form is filled in from."""
    number = meta.get("correct") or meta.get("seen")
    if number is None:
        return forms.Filled()
    last = await store.readiness.get(number)
    name = (await store.members.names([last.by]))[last.by]
    return forms.Filled(last, name, correcting="correct" in meta)
