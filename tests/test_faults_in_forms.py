"""A control in a form that cannot do its work: nothing covers the form, and nothing typed in it is lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.every_form import FORMS, furnished
from tests.house import AMELIE, House


@asynccontextmanager
async def broken(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A database in which partners cannot be read, and nothing can be written."""
    engine = house.database.engine

    async def rename(name: str, to: str) -> None:
        async with engine.begin() as connection:
            await connection.exec_driver_sql(f"ALTER TABLE {name} RENAME TO {to}")

    monkeypatch.setattr("storage.engine.LOCK_WAIT_SECONDS", 0.02)
    await rename("partners", "partners_away")
    async with engine.connect() as other, other.begin():
        yield
    await rename("partners_away", "partners")


@pytest.mark.parametrize(
    ("form", "control", "value"),
    [
        ("meetings.form", "Add another goal", None),
        ("meetings.form", "Add another step", None),
        ("sessions.form", "frequency", "quarterly"),
        ("sessions.form", "first_on", "2026-11-24"),
        ("stages.form", "to", "exploring"),
        ("agreement_pages.page", "Example", None),
    ],
)
async def test_a_control_that_fails_leaves_the_form_in_front(
    house: House, form: str, control: str, value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What went wrong stands below the control, once; all that was typed is still there, and the next press works."""
    amelie = house.playground.person(AMELIE)
    await furnished(house)
    await FORMS[form](house, amelie)
    inputs = [one["block_id"] for one in amelie.modal["blocks"] if one["type"] == "input"]
    texts = [one for one in inputs if one in ("way_other", "step_0", "note", "why")]
    for name in texts:
        amelie.fill(name, f"Typed in {name}")

    async def use() -> None:
        await (amelie.click(control) if value is None else amelie.change(control, value))

    before, windows = amelie.modal, [one["id"] for one in amelie.modals]
    async with broken(house, monkeypatch):
        await use()
        await use()
    after = amelie.modal
    assert [one["id"] for one in amelie.modals] == windows
    said = [place for place, one in enumerate(after["blocks"]) if "could not do that just now" in str(one)]
    assert len(said) == 1
    assert control in str(after["blocks"][said[0] - 1])
    assert [one for one in after["blocks"] if one["block_id"] != "trouble"] == before["blocks"]
    for name in texts:
        assert f"Typed in {name}" in str(after["state"]["values"][name])
    await use()
    assert "could not do that" not in str(amelie.modal)
    for name in texts:
        assert f"Typed in {name}" in str(amelie.modal["state"]["values"][name])
    assert house.playground.refused == []


@pytest.mark.parametrize("field", ["step_0_who", "contacts"])
async def test_a_look_up_that_fails_finds_nothing(house: House, field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    amelie = house.playground.person(AMELIE)
    await furnished(house)
    await FORMS["meetings.form"](house, amelie)
    before = amelie.modal
    async with broken(house, monkeypatch):
        assert await amelie.options(field, "mari") == []
    assert amelie.modal == before
    assert await amelie.options(field, "mari") != []


async def test_what_went_wrong_in_a_full_form_is_said_on_top(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack takes 100 blocks: where there is no room for a sentence, it comes as a window of its own."""
    amelie = house.playground.person(AMELIE)
    await furnished(house)
    await FORMS["meetings.form"](house, amelie)
    view = house.playground.workspace.views.top(AMELIE)
    view.replace({**view.body, "blocks": [*view.blocks, *[{"type": "divider"}] * (100 - len(view.blocks))]})
    async with broken(house, monkeypatch):
        await amelie.click("Add another goal")
    assert [one["title"]["text"] for one in amelie.modals] == ["Record a meeting", "Not done"]
