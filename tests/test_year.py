"""Slices of the simulated year (`make year` is the whole of it): what was promised is said, once, politely."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.year.reckoning import Reckoning
from tests.year.world import World, simulated

SLICES = {
    "clocks go back, the year ends": (datetime(2026, 10, 26, 14, tzinfo=UTC), datetime(2027, 1, 5, tzinfo=UTC)),
    "clocks go forward": (datetime(2027, 3, 1, 14, tzinfo=UTC), datetime(2027, 3, 23, tzinfo=UTC)),
}


@pytest.mark.parametrize("span", SLICES.values(), ids=SLICES)
async def test_every_promise_is_kept_once_and_politely(sqlite_url: str, span: tuple[datetime, datetime]) -> None:
    world = await simulated(sqlite_url, World(2, 2, *span))
    async with world.living(sqlite_url):
        reckoning = Reckoning(world)
        await reckoning.read()
    assert reckoning.faults() == []
    assert len(reckoning.said) > 8
    assert {"sessions.upcoming", "actions.due"} <= reckoning.kinds.keys()
    _would_be_seen(reckoning)


def _would_be_seen(reckoning: Reckoning) -> None:
    """Were a message lost, doubled, late, or said at night, the reckoning would tell."""
    posts = reckoning.world.slack.posts
    kept = list(posts)
    key, [one] = next(item for item in reckoning.said.items() if len(item[1]) == 1 and item[0][0] == "session")
    for said in ([], [one, one]):
        reckoning.said[key] = said
        assert any(str(key) in fault for fault in reckoning.faults())
    reckoning.said[key] = [one]
    posts[:] = [replace(post, at=post.at.replace(hour=4)) for post in kept]
    assert len([fault for fault in reckoning.faults() if "out of hours" in fault]) > len(kept) / 2
    posts[:] = kept * 11
    assert any("times on" in fault for fault in reckoning.faults())
