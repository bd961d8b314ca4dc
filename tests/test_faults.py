"""Bad input and faults, for every form and every way in: a clear word to the person, nothing lost or half-saved."""

import json
from contextlib import AsyncExitStack
from typing import Any

import pytest

from bot.playground import SlackError
from handlers import house as routes_of_the_house
from handlers.outcomes import SHUT_OUT
from messages import meetings
from messages.limits import within
from messages.refusals import REFUSALS
from tests.escapes import HOSTILE, faults
from tests.every_form import FORMS, furnished
from tests.house import AMELIE, GENERAL, PRIYA, RIVER, SAM, House
from tests.meeting import NAME, partner

ODD = f"{HOSTILE}<#C1|x> </> ~`noise`~ 🎉🧑‍🤝‍🧑 مرحبا שלום \u202e"


SHORTER = {"new_contacts": 200}  # several names, each of at most 200 letters


CHECKED = ("website", "contact_email", "contact_phone", "baseline", "target", "value_")
"""Addresses, numbers and figures have a form of their own."""


WITHOUT_A_FORM = {
    *("meetings.pick", "sessions.picked", "reminders.chosen", "agreements.pick", "versions.comparing", "reviews.pick"),
    "kpi_forms.periods",
    *("merges.form", "merges.preview"),  # one shows the other, where nothing is typed; both: tests/test_merges.py
    "reviews.share",  # nothing is typed into it: tests/test_review_papers.py
    "templates.upload",  # filled with a file alone: tests/test_papers_in_slack.py
}


PERMANENT = sorted({*REFUSALS, *SHUT_OUT, "internal_error", "fatal_error", "view_too_large"})


def seen(house: House) -> str:
    """All that anybody was shown, to look for what must not be there."""
    workspace = house.playground.workspace
    shown = [*workspace.messages.values(), *workspace.ephemerals.values()]
    people = [house.playground.person(user) for user in workspace.people]
    return json.dumps([shown, [[one.modals, one.home] for one in people]], ensure_ascii=False)


def first_field(view: dict[str, Any]) -> str:
    return next(block["block_id"] for block in view["blocks"] if block["type"] == "input")


def test_every_form_is_tried() -> None:
    assert set(FORMS) == set(routes_of_the_house().forms) - WITHOUT_A_FORM


@pytest.mark.parametrize("form", FORMS)
async def test_any_text_outlives_a_locked_database_a_restart_and_a_double_click(
    house: House, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Odd text at full length is not lost, taken as it is, and stays text wherever it is shown."""
    amelie = house.playground.person(AMELIE)
    await furnished(house)
    await FORMS[form](house, amelie)
    assert amelie.modal["callback_id"] == form
    await fill_with_odd_text(amelie)
    async with AsyncExitStack() as locked:
        await locked.enter_async_context(house.store())
        with monkeypatch.context() as hurried:
            hurried.setattr("storage.engine.LOCK_WAIT_SECONDS", 0.02)
            refused = await amelie.submit()
    assert list(refused) == [first_field(amelie.modal)]
    assert "Your text is still here: press Save again" in refused[first_field(amelie.modal)]
    await house.restart()
    assert await amelie.submit(twice=True) == {}
    await house.settle()
    await amelie.close(clear=True) if amelie.modal else None
    for line in ("list", "actions", f"show {NAME}", "show channel"):
        await amelie.command(f"/partner {line}", channel=GENERAL)
    await amelie.open_home()
    everything = seen(house)
    assert "Traceback" not in everything
    assert list(faults(json.loads(everything))) == []
    assert house.playground.refused == []


async def fill_with_odd_text(person: Any) -> None:
    """Fills every field of the open form that takes any text, as long as it may be."""
    for block in person.modal["blocks"]:
        element = block.get("element", {})
        if element.get("type") != "plain_text_input" or block["block_id"].startswith(CHECKED):
            continue
        limit = SHORTER.get(block["block_id"], element["max_length"])
        text = within(ODD.ljust(limit, "&"), limit)
        reports = block.get("dispatch_action")
        await person.change(block["block_id"], text) if reports else person.fill(block["block_id"], text)


@pytest.mark.parametrize(
    ("method", "gesture"), [("views.open", "open"), ("views.update", "update"), ("views.push", "push")]
)
async def test_slack_fails_while_somebody_waits(house: House, method: str, gesture: str) -> None:
    """Whatever Slack answers, the person hears of it, and the same press works afterwards."""
    await furnished(house)
    amelie = house.playground.person(AMELIE)
    faults = house.playground.faults
    errors = PERMANENT if gesture == "open" else PERMANENT[::6]

    async def press() -> str:
        if gesture == "open":
            return str(await amelie.command(f"/partner meet {NAME}", channel=GENERAL))
        await amelie.click("Add another goal" if gesture == "update" else "My own settings")
        return str(amelie.modal)

    if gesture == "update":
        await amelie.command(f"/partner meet {NAME}", channel=GENERAL)
    if gesture == "push":
        await amelie.command("/partner settings", channel=GENERAL)
    for fault in (
        lambda: faults.rate_limit(method, retry_after=30),
        lambda: faults.status(method, 500),
        lambda: faults.drop(method),
        *(lambda error=error: faults.answer(method, error) for error in errors),
    ):
        faults.clear()
        fault()
        said = await press()
        faults.clear()
        assert "ry again" in said
        assert "Traceback" not in said
        assert "slack_sdk" not in said
        if gesture != "open":
            assert len(amelie.modals) == 1
    await press()
    assert amelie.modal["title"]["text"] in ("Record a meeting", "My settings")
    assert all(one.status == 200 for one in house.playground.traffic if one.direction == "to app")


@pytest.mark.parametrize("word", ["new", "edit", "stage", "meet", "plan", "settings"])
async def test_a_trigger_that_has_expired(house: House, word: str) -> None:
    await partner(house)
    house.playground.faults.answer("views.open", "expired_trigger_id")
    said = await house.playground.person(AMELIE).command(f"/partner {word} {NAME}", channel=GENERAL)
    assert [one["text"] for one in said] == ["That took too long for Slack to open the form. Please try again."]
    assert house.playground.person(AMELIE).modal is None


@pytest.mark.parametrize("kind", ["status", "drop", "rate_limit", "answer"])
async def test_what_is_answered_below_a_message_is_lost(house: House, kind: str) -> None:
    """A response_url that does not answer harms nothing: what was pressed is done, and shows at the next look."""
    await furnished(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner actions", channel=GENERAL)
    more = {"status": (500,), "answer": ("invalid_blocks",)}.get(kind, ())
    getattr(house.playground.faults, kind)("response_url", *more)
    await amelie.click("actions.more", option="Mark as done")
    assert "Draft" not in str(await amelie.command("/partner actions", channel=GENERAL))
    assert all(one.status == 200 for one in house.playground.traffic if one.direction == "to app")


@pytest.mark.parametrize("kind", ["status", "drop", "rate_limit", "answer"])
async def test_slack_does_not_say_who_somebody_is(house: House, kind: str) -> None:
    """A first word from somebody unknown, while Slack cannot be asked about them."""
    more = {"status": (500,), "answer": ("user_not_found",)}.get(kind, ())
    getattr(house.playground.faults, kind)("users.info", *more, times=2)
    said = await house.playground.person(PRIYA).command("/partner help", channel=GENERAL)
    assert "ry again" in said[0]["text"]
    house.playground.faults.clear()
    said = await house.playground.person(PRIYA).command("/partner help", channel=GENERAL)
    assert "/partner new" in said[0]["text"]


@pytest.mark.parametrize("error", ["channel_not_found", "missing_scope", "internal_error"])
@pytest.mark.parametrize("form", ["partners.new", "sessions.form", "settings.workspace"])
async def test_slack_does_not_say_what_a_channel_is(house: House, form: str, error: str) -> None:
    """The form stays open and is taken afterwards; a new partner is added at once, with a word about its channel."""
    await furnished(house)
    amelie = house.playground.person(AMELIE)
    await FORMS[form](house, amelie)
    field = "default_channel" if form == "settings.workspace" else "channel"
    block = next(one for one in amelie.modal["blocks"] if one.get("block_id") == field)
    await amelie.change(field, RIVER) if block.get("dispatch_action") else amelie.fill(field, RIVER)
    house.playground.faults.answer("conversations.info", error, times=None)
    refused = await amelie.submit()
    house.playground.faults.clear()
    if form == "partners.new" and error in REFUSALS:
        assert "Liaison is not in <#C_RIVER> yet" in str(amelie.modal["blocks"])
        return
    assert len(refused) == 1
    assert await amelie.submit() == {}


async def test_an_empty_name_and_one_of_3000_letters(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner new", channel=GENERAL)
    assert await amelie.submit() == {"name": "Please complete this required field."}
    amelie.fill("name", "   ")
    assert "fill this in" in (await amelie.submit())["name"]
    await amelie.close()
    for word in ("new", "show", "list", "edit", "meet", "plan", "actions", "stage", "archive", "restore", "x" * 100):
        await amelie.command(f"/partner {word} {'é' * 3000}", channel=GENERAL)
        await amelie.close(clear=True) if amelie.modal else None
    async with house.store() as store:
        assert (await store.partners.page()).lines == []
    assert house.playground.refused == []


async def test_a_form_about_what_is_gone_meanwhile(house: House) -> None:
    """A partner that became confidential while a colleague, no longer named on it, had its form open."""
    partner_id = await partner(house)
    sam = house.playground.person(SAM)
    await sam.command(f"/partner meet {NAME}", channel=GENERAL)
    await sam.change("notes", "We agree")
    async with house.store() as store:
        found = await store.partners.get(partner_id)
        found.confidential = True
        await store.partners.name_people(found, [])
    refused = await sam.submit()
    assert "or you do not have access to it" in refused[first_field(sam.modal)]
    async with house.store() as store:
        assert await store.meetings.count(partner_id) == 0


async def test_a_window_that_was_closed_while_the_bot_was_away(house: House) -> None:
    """A press in a view that Slack no longer has is answered, not left hanging."""
    await partner(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner meet {NAME}", channel=GENERAL)
    house.playground.faults.answer("views.update", "not_found")
    await amelie.click("Add another goal")
    assert all(one.status == 200 for one in house.playground.traffic if one.direction == "to app")
    with pytest.raises(SlackError):
        await house.playground.modals.submit(AMELIE, "V_GONE", {})
    assert meetings.FORM in str(amelie.modals)
