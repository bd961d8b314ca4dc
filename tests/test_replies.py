"""Answers through a response_url: only to Slack, and where they do not reach, the person hears of it otherwise."""

import json
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.every_form import furnished
from tests.house import AMELIE, GENERAL, House
from tests.test_proof import metric, trap


async def listed(house: House) -> Any:
    """Amélie, with her actions before her."""
    await furnished(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner actions", channel=GENERAL)
    return amelie


def failures(house: House, reason: str) -> Any:
    return metric(house, f'liaison_response_url_failures_total{{reason="{reason}"}}')


@pytest.mark.parametrize(
    ("fault", "more", "reason"),
    [
        ("status", (500,), "refused"),
        ("status", (404,), "refused"),
        ("rate_limit", (), "refused"),
        ("drop", (), "unreachable"),
        ("answer", ("expired_url",), "expired"),
        ("answer", ("used_url",), "expired"),
        ("answer", ("invalid_blocks",), "refused"),
    ],
)
async def test_what_a_response_url_does_not_take_is_said_otherwise(
    house: House, fault: str, more: tuple[Any, ...], reason: str
) -> None:
    """It is logged and counted, and the person is told the same where they are, once."""
    amelie = await listed(house)
    before = len(house.playground.traffic.named("chat.postEphemeral"))
    getattr(house.playground.faults, fault)("response_url", *more)
    with capture_logs() as logged:
        await amelie.click("actions.more", option="Mark as done")
    assert [one["event"] for one in logged] == ["not answered by response_url"]
    assert "hook" not in str(logged)
    assert await failures(house, reason) == 1
    said = house.playground.traffic.named("chat.postEphemeral")[before:]
    assert [(one.request["user"], one.request["channel"]) for one in said] == [(AMELIE, GENERAL)]
    assert said[0].request["text"]
    assert bool(said[0].request.get("blocks")) is (reason != "refused")


async def test_where_the_channel_does_not_take_it_either_a_direct_message_comes(house: House) -> None:
    amelie = await listed(house)
    before = len(house.playground.dms(AMELIE))
    house.playground.faults.answer("response_url", "expired_url")
    house.playground.faults.answer("chat.postEphemeral", "not_in_channel")
    await amelie.click("actions.more", option="Mark as done")
    assert len(house.playground.dms(AMELIE)) == before + 1


async def test_nothing_reaches(house: House) -> None:
    """Then what was pressed is done all the same, and the log says that nobody was told."""
    amelie = await listed(house)
    house.playground.faults.answer("response_url", "expired_url")
    house.playground.faults.drop("chat.postEphemeral")
    with capture_logs() as logged:
        await amelie.click("actions.more", option="Mark as done")
    assert [one["event"] for one in logged] == ["not answered by response_url", "not told"]
    assert "Draft" not in str(await amelie.command("/partner actions", channel=GENERAL))
    assert all(one.status == 200 for one in house.playground.traffic if one.direction == "to app")


async def test_a_response_url_that_is_not_slacks_is_never_called(house: House, monkeypatch: Any) -> None:
    """Not even from a proved request: a press, one that is refused, and one where Liaison is not installed."""
    amelie = await listed(house)
    payloads = house.playground.payloads
    async with trap() as place:
        monkeypatch.setattr(payloads, "hook", lambda *_, **__: place.url)
        await amelie.click("actions.more", option="Mark as done")
        assert await failures(house, "foreign") == 1
        house.playground.faults.answer("users.info", "fatal_error")
        house.playground.workspace.team_id = "T_ANOTHER"
        await amelie.command("/partner help", channel=GENERAL)
        assert await failures(house, "foreign") == 2
        assert place.calls == []


async def test_the_address_in_a_form_is_checked_as_well(house: House) -> None:
    """A form remembers the message that it was opened from; what it says is looked at again."""
    await furnished(house)
    amelie = house.playground.person(AMELIE)
    async with trap() as place:
        await amelie.command("/partner actions", channel=GENERAL)
        await amelie.click("actions.more", option="New date")
        view = house.playground.workspace.views.top(AMELIE)
        meta = json.loads(view.body["private_metadata"])
        assert meta["url"].startswith(house.playground.url)
        view.body["private_metadata"] = json.dumps(meta | {"url": place.url})
        amelie.fill("due", "2026-11-25")
        assert await amelie.submit() == {}
        assert place.calls == []
    assert await failures(house, "foreign") == 1
