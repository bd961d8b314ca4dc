"""/partner help and unknown words."""

from zoneinfo import ZoneInfo

import pytest

from messages.words import Words
from storage.members import RIGHTS, Role
from tests.house import AMELIE, GENERAL, GUEST, MARC, House, living


async def test_help_lists_every_command(house_anywhere: House) -> None:
    house = house_anywhere
    for who, language, role in ((AMELIE, "en", Role.owner), (MARC, "fr", Role.member)):
        [said] = await house.playground.person(who).command("/partner help", channel=GENERAL)
        shown = "\n".join(block["text"]["text"] for block in said["blocks"] if block["type"] == "section")
        for word, command in house.liaison.routes.commands.items():
            if command.right not in RIGHTS[role]:
                continue
            known = command.aliases[0] if language == "fr" and command.aliases else word
            about = Words(language, ZoneInfo("UTC")).text(command.about)
            assert f"/partner {known}" in said["text"]
            assert about in shown
    assert house.playground.refused == []


async def test_unknown_word_gets_the_nearest(house: House) -> None:
    for slip, meant in (("hlep", "help"), ("nwe", "new"), ("meeting", "meet"), ("agremeents", "agreements")):
        said = await house.playground.person(AMELIE).command(f"/partner {slip}", channel=GENERAL)
        assert f"/partner {meant}`" in said[0]["text"]


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_both_transports(sqlite_url: str, transport: str) -> None:
    async with living(sqlite_url, transport=transport) as house:
        said = await house.playground.person(MARC).command("/partner", channel=GENERAL)
        assert "/partner aide" in said[0]["text"]


async def test_a_guest_may_do_nothing(house: House) -> None:
    said = await house.playground.person(GUEST).command("/partner help", channel=GENERAL)
    assert "role" in said[0]["text"]
