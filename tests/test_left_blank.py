"""Every form sent with all its fields empty, as by a client that asks for none: it says where to go on, and stays."""

import pytest

from bot.playground.elements import walk
from bot.playground.form import entry
from tests.every_form import FORMS, furnished
from tests.house import AMELIE, House


@pytest.mark.parametrize("form", FORMS)
async def test_a_form_says_which_field_is_needed(house: House, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    amelie = house.playground.person(AMELIE)
    await furnished(house)
    await FORMS[form](house, amelie)
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
