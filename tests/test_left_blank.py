"""Every form as Slack's own surfaces would not send it: with all its fields empty it says where to go on, and stays;
to a member who may not change what it is about it is not given."""

import pytest

from bot.playground.elements import walk
from bot.playground.form import entry
from tests.doors import given
from tests.every_form import FORMS, GIVEN_TO_MEMBERS, furnished
from tests.house import AMELIE, PRIYA, House


@pytest.mark.parametrize("form", FORMS)
async def test_a_form_is_given_to_whom_it_is_for_and_says_which_field_is_needed(
    house: House, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    amelie = house.playground.person(AMELIE)
    await furnished(house)
    await FORMS[form](house, amelie)
    assert await given(house, PRIYA, form) == (form in GIVEN_TO_MEMBERS)
    view = house.playground.workspace.views.top(AMELIE)
    inputs = [(block, element) for block, element in walk(view.blocks) if block["type"] == "input"]
    for block, element in inputs:
        empty = entry(house.playground.workspace, element, None, None)
        view.values[block["block_id"]][element["action_id"]] = empty
    monkeypatch.setattr("bot.playground.modals.complaints", lambda view: {})
    refused = await amelie.submit()
    needed = [block["block_id"] for block, _ in inputs if not block.get("optional")]
    if needed:
        assert refused == {needed[0]: "Please fill this in."}
    assert "could not" not in str(refused)


@pytest.mark.parametrize("field", ["first_on", "at", "time_zone"])
async def test_the_dates_to_come_are_not_known_while_something_is_blank(house: House, field: str) -> None:
    """They are shown at each choice, before anything is sent."""
    amelie = house.playground.person(AMELIE)
    await furnished(house)
    await FORMS["sessions.form"](house, amelie)
    view = house.playground.workspace.views.top(AMELIE)
    [state] = view.values[field].values()
    state.update(dict.fromkeys(set(state) - {"type"}))
    await amelie.change("frequency", "quarterly")
    assert "Please fill this in." in str(amelie.modal["blocks"])
    assert "could not do that" not in str(amelie.modal)
