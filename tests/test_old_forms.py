"""A form that is old, for a colleague has sent theirs since it was opened, puts nothing over what they said, says so,
and loses nothing of what was typed."""

import ast
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import handlers
from storage.agreement_parts import Part
from storage.base import Base
from storage.members import Role
from storage.opportunity import Need
from tests import every_form
from tests.every_form import FORMS, furnished
from tests.house import AMELIE, GENERAL, RIVER, SAM, House
from tests.measuring import description
from tests.meeting import NAME, record

ROOM = Path(handlers.__file__).parent
SEEN = ("seen", "version", "number")
"""What a shelf calls the state that somebody had before them."""


async def meeting(house: House, amelie: Any) -> None:
    await record(house)
    await amelie.click("minutes.complete", channel=RIVER)


async def review(house: House, amelie: Any) -> None:
    await every_form.review_form(house, amelie)
    await amelie.submit()
    await amelie.click("reviews.open")
    await amelie.click("reviews.complete")


async def challenge(house: House, amelie: Any) -> None:
    await every_form.challenge(house, amelie)
    await amelie.submit()
    await amelie.click("challenges.change")


async def opportunity(house: House, amelie: Any) -> None:
    async with house.store() as store:
        await store.opportunities.create(Need(outcome="Interpreters at intake"))
    await amelie.command("/partner need", channel=GENERAL)
    await amelie.click("opportunities.open")
    await amelie.click("opportunities.edit")


async def resource(house: House, amelie: Any) -> None:
    await every_form.resource(house, amelie)
    await amelie.submit()
    await amelie.click("resources.edit")


async def indicator(house: House, amelie: Any, **ours: str) -> None:
    async with house.store() as store:
        await store.kpis.add(await store.partners.get(1), description(**ours))
    await amelie.command(f"/partner kpis {NAME}", channel=GENERAL)
    await amelie.click("kpis.page")
    await amelie.click("kpis.change")


async def indicator_of_another_unit(house: House, amelie: Any) -> None:
    await indicator(house, amelie, code="", name="Meals")
    await amelie.change("unit", "hours")


async def agreement_of_another_kind(house: House, amelie: Any) -> None:
    await every_form.describe_agreement(house, amelie)
    amelie.fill("title", "")
    await amelie.change("kind", "contract")


async def line_of_the_process(house: House, amelie: Any) -> None:
    await every_form.keep_in_touch(house, amelie)
    await amelie.submit()
    await amelie.click("communication.change")


async def touchpoint(house: House, amelie: Any) -> None:
    await every_form.touchpoint(house, amelie)
    await amelie.submit()
    await amelie.click("touchpoints.change")


async def sessions(house: House, amelie: Any) -> None:
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    await amelie.click("sessions.edit")


async def settings(house: House, amelie: Any) -> None:
    await every_form.settings(house, amelie)
    amelie.fill("owner", [AMELIE, SAM])
    amelie.fill("coordinator", [])
    await amelie.submit()
    await every_form.settings(house, amelie)


async def sent_for_review(house: House, amelie: Any) -> None:
    await every_form.save_version(house, amelie)
    await amelie.submit()
    await amelie.click("Send for review")
    amelie.fill("reviewers", [AMELIE])


async def unsaved_sent_for_review(house: House, amelie: Any) -> None:
    await every_form.send_for_review(house, amelie)
    amelie.fill("reviewers", [AMELIE])


async def signed_without_review(house: House, amelie: Any) -> None:
    await every_form.save_version(house, amelie)
    await amelie.submit()
    await _sign(amelie)


async def unsaved_signed(house: House, amelie: Any) -> None:
    await every_form.agreement(house, amelie)
    await _sign(amelie)


async def _sign(amelie: Any) -> None:
    await amelie.click("Record a signature")
    await amelie.change("name_us", "Amélie Roy")
    await amelie.change("name_them", "Maria Silva")
    await amelie.change("title_them", "Director")


Open = Callable[[House, Any], Awaitable[None]]
SAM_SAYS, SHE_SAYS = "Said by Sam", "Said by Amélie"
EDITED: dict[str, tuple[Open, str, str, str]] = {
    "partners.edit": (FORMS["partners.edit"], "region", SAM_SAYS, SHE_SAYS),
    "meetings.form": (meeting, "notes", SAM_SAYS, SHE_SAYS),
    "reviews.form": (review, "progress", SAM_SAYS, SHE_SAYS),
    "challenges.form": (challenge, "what", SAM_SAYS, SHE_SAYS),
    "opportunities.form": (opportunity, "outcome", SAM_SAYS, SHE_SAYS),
    "resources.form": (resource, "what", SAM_SAYS, SHE_SAYS),
    "contact_data.form": (FORMS["contact_data.form"], "purpose.1", SAM_SAYS, SHE_SAYS),
    "check_ins.reporting": (FORMS["check_ins.reporting"], "value_1", "23", "17"),
    "roles.correcting": (FORMS["roles.correcting"], "work", SAM_SAYS, SHE_SAYS),
    "agreement_pages.page": (FORMS["agreement_pages.page"], "why", SAM_SAYS, SHE_SAYS),
    "agreements.describing": (FORMS["agreements.describing"], "title", SAM_SAYS, SHE_SAYS),
    "kpi_forms.form": (indicator, "source", SAM_SAYS, SHE_SAYS),
    "communication.form": (line_of_the_process, "note", SAM_SAYS, SHE_SAYS),
    "touchpoints.form": (touchpoint, "note", SAM_SAYS, SHE_SAYS),
    "sessions.form": (sessions, "at", "14:05", "15:10"),
    "settings.workspace": (settings, "quiet_from", "19:05", "20:10"),
}
"""By callback id: how Amélie opens it, a field, what Sam says in it and sends, and what she does then."""
DECIDED: dict[str, Open] = {
    "agreement_conflict.choose": FORMS["agreement_conflict.choose"],
    "approvals.sending": sent_for_review,
    "approvals.signing": signed_without_review,
    "approvals.sending, of what no version holds": unsaved_sent_for_review,
    "approvals.signing, of what no version holds": unsaved_signed,
}
"""How Amélie opens what is decided about a text, which Sam writes anew meanwhile."""


AGAIN = {"kpi_forms.form": "kpis.change", "touchpoints.form": "touchpoints.change", "sessions.form": "sessions.edit"}
"""The button in the window below them that opens them again."""
DRAFTED = {"kpi_forms.form": "kpi:1", "touchpoints.form": "touchpoint:1", "sessions.form": "cadence:1"}
"""Those of `EDITED` that go on from a draft and can be started afresh, and what they are about."""


REDRAWN: dict[str, tuple[Open, str, str, str]] = {
    "kpi_forms.form": (indicator_of_another_unit, "source@1", SAM_SAYS, SHE_SAYS),
    "agreements.describing": (agreement_of_another_kind, "title@1", SAM_SAYS, SHE_SAYS),
}
"""The same of forms that another choice draws anew."""


async def kept(house: House) -> dict[str, list[str]]:
    """Everything that is kept of the workspace, but for what people have not sent."""
    async with house.database.engine.connect() as connection:
        return {
            table.name: [str(row) for row in await connection.execute(select(table))]
            for table in Base.metadata.sorted_tables
            if table.name != "drafts"
        }


async def furnished_for_two(house: House) -> tuple[Any, Any]:
    """Amélie and Sam, who may both change everything of a partner."""
    await furnished(house)
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.coordinator: [SAM]})
    return house.playground.person(AMELIE), house.playground.person(SAM)


def open_beside(house: House, user: str, other: str) -> None:
    """The windows that one person has open, another has had open just as long."""
    views = house.playground.workspace.views
    below = None
    for view in views.stack(user):
        named = f"{view.id}_OTHER"
        mine = replace(view, id=named, user=other, root_id=f"{view.root_id}_OTHER", previous_id=below, values={})
        views.stack(other).append(mine)
        mine.replace(view.body)
        mine.take(view.values)
        below = named


async def enter(person: Any, field: str, value: str) -> None:
    block = next(one for one in person.modal["blocks"] if one["block_id"] == field)
    if block.get("dispatch_action"):
        await person.change(field, value)
    else:
        person.fill(field, value)


def told(refused: dict[str, str], person: Any) -> bool:
    """Whether the person reads that somebody else was there before them."""
    said = str(refused) + str(person.modal["blocks"])
    return any(word in said for word in ("in the meantime", "saved changes", SAM_SAYS))


@pytest.mark.parametrize(
    ("form", "edited"),
    [*sorted(EDITED.items()), *sorted(REDRAWN.items())],
    ids=[*sorted(EDITED), *(f"{one}, redrawn" for one in sorted(REDRAWN))],
)
async def test_an_old_form_puts_nothing_over_what_a_colleague_said(
    house: House, form: str, edited: tuple[Open, str, str, str]
) -> None:
    opens, field, theirs, hers = edited
    amelie, sam = await furnished_for_two(house)
    await opens(house, amelie)
    assert amelie.modal["callback_id"] == form
    open_beside(house, AMELIE, SAM)
    before = await kept(house)
    await enter(sam, field, theirs)
    assert await sam.submit() == {}
    since = await kept(house)
    assert since != before
    await enter(amelie, field, hers)
    refused = await amelie.submit()
    assert await kept(house) == since
    assert told(refused, amelie), (refused, amelie.modal)
    assert hers in str(amelie.modal)
    assert house.playground.refused == []


@pytest.mark.parametrize("form", sorted(DECIDED))
async def test_nothing_is_decided_about_a_text_that_a_colleague_has_changed(house: House, form: str) -> None:
    amelie, _ = await furnished_for_two(house)
    await DECIDED[form](house, amelie)
    assert amelie.modal["callback_id"] == form.partition(",")[0]
    async with house.store(SAM) as store:
        agreement = await store.agreements.to_write(1)
        seen = (await store.agreements.parts(agreement))[Part.purpose].revision
        await store.agreements.keep_part(agreement, Part.purpose, {"why": SAM_SAYS}, seen=seen)
    since = await kept(house)
    refused = await amelie.submit()
    assert await kept(house) == since
    assert told(refused, amelie), (refused, amelie.modal)
    assert house.playground.refused == []


@pytest.mark.parametrize("form", sorted(DRAFTED))
async def test_whoever_starts_afresh_goes_on_from_what_a_colleague_said(house: House, form: str) -> None:
    opens, field, theirs, hers = EDITED[form]
    amelie, sam = await furnished_for_two(house)
    async with house.store() as store:
        await store.drafts.keep(user_id=AMELIE, form=form, subject=DRAFTED[form], values={field: hers})
    await opens(house, amelie)
    open_beside(house, AMELIE, SAM)
    await enter(sam, field, theirs)
    assert await sam.submit() == {}
    await amelie.click("Start afresh")
    block = next(one for one in amelie.modal["blocks"] if one["block_id"].partition("@")[0] == field)
    assert theirs in str(block)
    assert hers not in str(amelie.modal)
    before = await kept(house)
    await enter(amelie, block["block_id"], hers)
    assert await amelie.submit() == {}
    assert await kept(house) != before
    assert house.playground.refused == []


@pytest.mark.parametrize("form", sorted(DRAFTED))
async def test_whoever_opens_it_again_is_told_that_theirs_stands_over_a_colleagues(house: House, form: str) -> None:
    opens, field, theirs, hers = EDITED[form]
    amelie, sam = await furnished_for_two(house)
    await opens(house, amelie)
    open_beside(house, AMELIE, SAM)
    await enter(sam, field, theirs)
    assert await sam.submit() == {}
    await enter(amelie, field, hers)
    await amelie.submit()
    await amelie.close()
    await amelie.click(AGAIN[form])
    assert hers in str(amelie.modal)
    assert "in the meantime" in str(amelie.modal["blocks"])
    assert house.playground.refused == []


@pytest.mark.parametrize("form", ["sessions.form", "touchpoints.form"])
async def test_whoever_goes_on_where_nobody_else_was_is_told_of_nobody(house: House, form: str) -> None:
    opens, field, _, hers = EDITED[form]
    amelie, _ = await furnished_for_two(house)
    await opens(house, amelie)
    await amelie.change(field, hers)
    await amelie.close()
    await amelie.click(AGAIN[form])
    assert hers in str(amelie.modal)
    assert "where you left off" in str(amelie.modal["blocks"])
    assert "in the meantime" not in str(amelie.modal["blocks"])


@pytest.mark.parametrize("form", ["agreements.describing", "kpi_forms.form"])
async def test_a_form_that_was_open_before_an_upgrade_is_taken_as_it_is(house: House, form: str) -> None:
    opens, field, theirs, hers = EDITED[form]
    amelie, sam = await furnished_for_two(house)
    await opens(house, amelie)
    view = house.playground.workspace.views.top(AMELIE)
    meta = json.loads(view.body["private_metadata"])
    view.body["private_metadata"] = json.dumps({name: value for name, value in meta.items() if name != "begun"})
    open_beside(house, AMELIE, SAM)
    await enter(sam, field, theirs)
    assert await sam.submit() == {}
    await enter(amelie, field, hers)
    assert await amelie.submit() == {}
    assert hers in str(await kept(house))


async def test_a_session_that_has_begun_meanwhile_is_nobodys_change(house: House) -> None:
    amelie, _ = await furnished_for_two(house)
    await sessions(house, amelie)
    await house.until(datetime(2026, 11, 13, 20, tzinfo=UTC))
    await enter(amelie, "at", "15:10")
    assert await amelie.submit() == {}


def test_every_form_that_remembers_what_it_showed_is_among_them(house: House) -> None:
    """A handler that gives a shelf what its form's metadata says was seen, or that compares what was true when its form
    was opened. That of a check of readiness is what its form was filled in from: each check is a new one."""
    guarded = {
        path.stem
        for path in ROOM.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and _remembers(call)
    }
    forms = house.liaison.routes.forms
    held = {forms[one].handler.__module__.rpartition(".")[2] for one in {*EDITED, *DECIDED} if one in forms}
    assert {"partner_form", "kpi_forms"} <= guarded
    assert guarded - {"readiness_form"} <= held | {"meeting_record"}


def _remembers(call: ast.Call) -> bool:
    compares = isinstance(call.func, ast.Attribute) and call.func.attr == "must_be_as_it_was"
    return compares or any(given.arg in SEEN and "meta" in ast.unparse(given.value) for given in call.keywords)
