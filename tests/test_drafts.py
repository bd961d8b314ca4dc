"""A form in progress survives a closed window, a refusal, a restart of the bot."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import build_app
from bot.playground.faults import Fault, Faults
from bot.playground.serving import served
from bot.web import build_web
from handlers import house as routes_of_the_house
from messages import meetings
from messages.drafts import offered_back
from messages.words import Words
from storage.requirements import RequirementKind
from tests.every_form import FORMS, furnished
from tests.house import AMELIE, RIVER, SAM, House
from tests.meeting import begin, partner
from tests.test_answers import hurried


def typed(person: Any, block: str) -> Any:
    """What stands in a text field of the open form."""
    return person.modal["state"]["values"][block]["field"]["value"]


@asynccontextmanager
async def restarted(house: House) -> AsyncIterator[None]:
    """A new bot on the same database, for the same people; the old one hears nothing more."""
    engine, settings = house.database.engine, house.liaison.settings
    async with build_app(settings, engine, house.time, pace=0) as liaison, served(build_web(liaison), 0) as url:
        former, house.playground.app_url = house.playground.app_url, url
        yield
        house.playground.app_url = former


async def test_a_form_closed_by_mistake_is_offered_back(house: House) -> None:
    await partner(house)
    amelie = await begin(house)
    amelie.fill("goal_0", "40 newcomers")
    await amelie.click("Add another step")
    amelie.fill("step_0", "Call them")
    await amelie.options("step_0_who", "sam")
    await amelie.change("step_0_who", f"u:{SAM}")
    await amelie.options(meetings.CONTACTS, "")
    await amelie.change(meetings.CONTACTS, ["Maria Silva"])
    await amelie.change("notes", "We agree")
    await amelie.close()
    await house.playground.move(timedelta(minutes=42))
    amelie = await begin(house)
    assert "Continuing where you left off, 10:00" in str(amelie.modal["blocks"])
    assert (typed(amelie, "goal_0"), typed(amelie, "step_0"), typed(amelie, "notes")) == (
        "40 newcomers",
        "Call them",
        "We agree",
    )
    assert "step_1" in amelie.modal["state"]["values"]
    who = amelie.modal["state"]["values"]["step_0_who"][meetings.WHO_FIND]["selected_option"]
    assert (who["value"], who["text"]["text"]) == (f"u:{SAM}", "Sam")
    there = amelie.modal["state"]["values"][meetings.CONTACTS][meetings.CONTACTS_FIND]["selected_options"]
    assert [one["text"]["text"] for one in there] == ["Maria Silva"]
    assert await amelie.submit() == {}
    assert "Continuing" not in str((await begin(house)).modal["blocks"])
    assert house.playground.refused == []


async def test_start_afresh_forgets(house: House) -> None:
    """What Slack still holds of the fields goes too; what is typed then is kept and saved as ever."""
    partner_id = await partner(house)
    amelie = await begin(house)
    await amelie.change("notes", "Wrong partner")
    await amelie.close()
    amelie = await begin(house)
    await amelie.click("Start afresh")
    assert "Wrong partner" not in str(amelie.modal)
    await amelie.change("Notes", "Right partner")
    await amelie.click("Add another goal")
    amelie.fill("New goal 2", "40 newcomers")
    await amelie.change("Day", "2026-11-13")
    assert list(await amelie.submit()) == ["date@1"]
    await amelie.close()
    amelie = await begin(house)
    assert typed(amelie, "notes") == "Right partner"
    await amelie.change("date", "2026-11-12")
    assert await amelie.submit() == {}
    async with house.store() as store:
        meeting = await store.meetings.last(partner_id)
        assert meeting is not None
        assert meeting.notes == "Right partner"
        assert [goal.text for goal in await store.goals.of(partner_id)] == ["40 newcomers"]
    assert house.playground.refused == []


async def test_a_refused_form_is_offered_back(house: House) -> None:
    await partner(house)
    amelie = await begin(house)
    amelie.fill("way_other", "A summer fair")
    amelie.fill("goal_0_measure", "jobs")
    assert list(await amelie.submit()) == ["goal_0"]
    await amelie.close()
    amelie = await begin(house)
    assert (typed(amelie, "way_other"), typed(amelie, "goal_0_measure")) == ("A summer fair", "jobs")


async def test_a_form_outlives_the_bot(house_anywhere: House) -> None:
    """A view from before the restart is still taken, and what was reported before it is still offered back."""
    house = house_anywhere
    partner_id = await partner(house)
    amelie = await begin(house)
    await amelie.change("notes", "Before the restart")
    amelie.fill("goal_0", "40 newcomers")
    async with restarted(house):
        await amelie.click("Add another goal")
        amelie.fill("goal_1", "12 volunteers")
        await amelie.close()
        amelie = await begin(house)
        assert typed(amelie, "notes") == "Before the restart"
    async with restarted(house):
        assert await amelie.submit() == {}
        async with house.store() as store:
            assert len(await store.goals.of(partner_id)) == 1
    assert house.playground.refused == []


async def test_each_form_has_its_own_draft(house: House) -> None:
    """One person's draft is not another's, nor the one of another meeting."""
    await partner(house)
    amelie = await begin(house)
    assert await amelie.submit() == {}
    await house.settle()
    amelie = await begin(house)
    await amelie.change("notes", "Amélie's")
    await amelie.close()
    assert "Continuing" not in str((await begin(house, SAM)).modal["blocks"])
    await amelie.click("Add something", channel=RIVER)
    assert "Continuing" not in str(amelie.modal["blocks"])


async def test_a_blank_in_a_draft_does_not_hide_what_was_agreed_since(house: House) -> None:
    partner_id = await partner(house)
    amelie = await begin(house)
    await amelie.change("notes", "Begun")
    await amelie.close()
    async with house.store(by=SAM) as store:
        await store.requirements.answer(partner_id, RequirementKind.reporting, text="Monthly")
    amelie = await begin(house)
    assert typed(amelie, "requirement_reporting") == "Monthly"
    assert await amelie.submit() == {}
    async with house.store() as store:
        assert (await store.requirements.of(partner_id))[RequirementKind.reporting].changed_by == SAM


async def test_drafts_are_forgotten_after_thirty_days(house: House) -> None:
    await partner(house)
    amelie = await begin(house)
    await amelie.change("notes", "Old")
    await amelie.close()
    await house.playground.move(timedelta(days=31))
    async with house.store() as store:
        await store.drafts.sweep()
    assert "Old" not in str((await begin(house)).modal)


async def test_what_is_reported_late_of_a_saved_form_is_no_draft(house_anywhere: House) -> None:
    """Typing and submitting cross each other on their way."""
    async with house_anywhere.store() as store:
        await store.drafts.submit(key="V1:7")
        for key in ("V1:7", "V2:1"):
            await store.drafts.keep(user_id=SAM, form="meetings.form", subject=key, values={"notes": "Late"}, key=key)
        found = [await store.drafts.find(user_id=SAM, form="meetings.form", subject=key) for key in ("V1:7", "V2:1")]
    assert [draft is not None for draft in found] == [False, True]


async def test_an_identity_number_stays_in_the_open_form_alone(house: House) -> None:
    await partner(house)
    amelie = await begin(house)
    await amelie.change("notes", "SIN 046 454 286")
    amelie.fill("way_other", "A summer fair")
    assert list(await amelie.submit()) == ["notes"]
    assert typed(amelie, "notes") == "SIN 046 454 286"
    async with house.store() as store:
        draft = await store.drafts.find(user_id=AMELIE, form=meetings.FORM, subject="partner:1")
    assert draft is not None
    assert draft.values["way_other"] == "A summer fair"
    assert "046" not in str(draft.values)


async def test_a_draft_that_cannot_be_kept_disturbs_nobody(house: House) -> None:
    """The database is locked while somebody types; what they press afterwards is answered as ever."""
    await partner(house)
    amelie = await begin(house)
    before = amelie.modal["id"]
    async with house.database.engine.connect() as other, other.begin():
        await amelie.change("notes", "We agree")
    assert amelie.modal["id"] == before
    assert await amelie.submit() == {}
    assert house.playground.refused == []


NO_ANSWER = "no answer in time"
TROUBLES: dict[str, Callable[[Faults], object]] = {
    NO_ANSWER: lambda faults: faults.hold("users.info"),
    "a fault of Slack's": lambda faults: faults.status("users.info", 503),
    "a lost connection": lambda faults: faults.drop("users.info", times=None),
    "too many calls": lambda faults: faults.rate_limit("users.info", retry_after=30),
    "a refusal": lambda faults: faults.answer("users.info", "internal_error"),
    "a token that ended": lambda faults: faults.answer("users.info", "token_revoked"),
}
"""How Slack may fail while a form is being saved, by what it is like."""


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_what_was_typed_is_there_when_slack_failed_while_it_was_saved(house: House, trouble: str) -> None:
    """Typed after the last control that reports, so that only the submission carries it."""
    faults = house.playground.faults
    partner_id = await partner(house)
    amelie = await begin(house)
    await amelie.options("step_0_who", "sam")
    await amelie.change("step_0_who", f"u:{SAM}")
    amelie.fill("step_0", "Call them")
    amelie.fill("way_other", "A summer fair")
    fault = TROUBLES[trouble](faults)
    with hurried(0.3) if trouble == NO_ANSWER else nullcontext():
        assert "Save again" in str(await amelie.submit())
    if isinstance(fault, Fault):
        fault.released.set()
    faults.clear()
    await amelie.close()
    async with house.store() as store:
        assert await store.meetings.last(partner_id) is None
    again = await begin(house)
    assert (typed(again, "step_0"), typed(again, "way_other")) == ("Call them", "A summer fair")
    assert await again.submit() == {}
    async with house.store() as store:
        assert await store.meetings.last(partner_id) is not None


KEPT = {name: form for name, form in routes_of_the_house().forms.items() if form.keeps_draft}


@pytest.mark.parametrize("form", KEPT)
async def test_every_form_that_keeps_a_draft_forgets_it_when_somebody_starts_afresh(house: House, form: str) -> None:
    amelie = house.playground.person(AMELIE)
    await furnished(house)
    await FORMS[form](house, amelie)
    [afresh] = [
        action
        for action, route in routes_of_the_house().clicks.items()
        if action.endswith(".afresh") and route.handler.__module__ == KEPT[form].handler.__module__
    ]
    view = house.playground.workspace.views.top(AMELIE)
    subject = json.loads(view.body["private_metadata"]).get("subject", "")
    async with house.store() as store:
        await store.drafts.keep(user_id=AMELIE, form=form, subject=subject, values={})
        words, now = Words("en", ZoneInfo("UTC")), store.now
    offered = offered_back(words, now, now=now, afresh=afresh)
    view.replace({**view.body, "blocks": [*offered, *view.blocks][:100]})
    await amelie.click("Start afresh")
    async with house.store() as store:
        assert await store.drafts.find(user_id=AMELIE, form=form, subject=subject) is None
    assert "Start afresh" not in str(amelie.modal)
    assert house.playground.refused == []
