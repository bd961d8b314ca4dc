"""People of another organization in a shared channel: told by their team alone, and let in nowhere."""

from tests.house import AMELIE, OUTSIDER, SHARED, House

NOT_YOURS = "Your role here does not include that"


async def test_somebody_of_another_organization_is_nobody_here(house_anywhere: House) -> None:
    """Slack says of them that they are no stranger, and an admin, for so they are at home."""
    house = house_anywhere
    await house.playground.person(AMELIE).command("/partner new Harbour House", channel=SHARED)
    await house.playground.person(AMELIE).submit()
    olga = house.playground.person(OUTSIDER)
    [said] = await olga.command("/partner show Harbour House", channel=SHARED)
    assert said["text"].startswith(NOT_YOURS)
    [said] = await olga.say("Harbour House")
    assert "Harbour" not in str(said["blocks"])
    assert "Harbour" not in str(await olga.open_home())
