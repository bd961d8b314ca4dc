"""Challenges: raised, taken on, closed with one click and opened again, wherever they are shown."""

from datetime import UTC, date, datetime

from storage.challenges import Severity
from storage.plans import Plan
from storage.recurrence import Frequency
from tests import planned
from tests.house import AMELIE, GENERAL, GUEST, MARC, RIVER, SAM, House
from tests.reviewing import BRIEFED, NAME, challenges_of, partner_in, planned_in, posted, raised, seen


async def test_raised_between_reviews_and_closed_with_a_click(house_anywhere: House) -> None:
    house = house_anywhere
    partner = await partner_in(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner review {NAME}", channel=GENERAL)
    await amelie.click("Raise a challenge")
    assert "what" in await amelie.submit()
    await amelie.change("what", "No interpreter on Tuesdays")
    await amelie.change("what_kind", "access")
    await amelie.change("what_severity", "critical")
    await amelie.change("what_owner", GUEST)
    assert "cannot see this partner" in str(await amelie.submit())
    await amelie.change("what_owner", SAM)
    amelie.fill("what_next", "Ask the settlement agency")
    assert await amelie.submit() == {}
    for fact in (
        "1 challenge is open",
        "No interpreter on Tuesdays",
        "critical · access and language · Sam",
        "Ask the",
    ):
        assert fact in seen(amelie.modal), fact
    await amelie.click("Close it")
    assert "closed by Amélie" in seen(amelie.modal)
    await amelie.click("What we learned")
    amelie.fill("learned", "Book them with the rooms")
    assert await amelie.submit() == {}
    assert "learned: Book them with the rooms" in seen(amelie.modal)
    await amelie.click("Undo")
    assert "1 challenge is open" in seen(amelie.modal)
    await amelie.click("Change")
    await amelie.change("what_severity", "minor")
    assert await amelie.submit() == {}
    [one] = await challenges_of(house, partner)
    assert (one.severity, one.owner_id, one.closed_at, one.learned) == (
        Severity.minor, SAM, None, "Book them with the rooms",
    )  # fmt: skip
    await amelie.close(clear=True)
    settled = await raised(house, partner, "No room in the evening")
    async with house.store() as store:
        await store.challenges.close(await store.challenges.get(settled.id))
    await amelie.command(f"/partner show {NAME}", channel=GENERAL)
    assert "Challenges: 1 open" in seen(house.playground.ephemerals(AMELIE)[-1])
    await amelie.click("partners.more", option="Full history")
    history = seen(amelie.modal)
    assert [verb in history for verb in ("raised a challenge", "closed a challenge", "opened a challenge again")] == [
        True
    ] * 3
    assert house.playground.refused == []


async def test_two_people_change_the_same_challenge(house: House) -> None:
    partner = await partner_in(house)
    await raised(house, partner, "No interpreter on Tuesdays")
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    for person in (amelie, sam):
        await person.command(f"/partner review {NAME}", channel=GENERAL)
        await person.click("Change")
    await amelie.change("what_severity", "critical")
    assert await amelie.submit() == {}
    await sam.change("what_severity", "minor")
    assert "Somebody changed this" in str(await sam.submit())
    assert [one.severity for one in await challenges_of(house, partner)] == [Severity.critical]


async def test_closed_from_the_briefing_and_shown_in_the_next_agenda(house: House) -> None:
    """Whoever has a challenge may close it, although they may not edit the partner; the briefing changes in place."""
    partner = await partner_in(house)
    await raised(house, partner, "Two languages on one form", owner_id=MARC)
    await raised(house, partner, "The rent goes up", severity=Severity.critical)
    await planned_in(house, partner)
    await house.until(BRIEFED)
    [briefing] = posted(house)
    assert seen(briefing).index("The rent goes up") < seen(briefing).index("Two languages")
    assert "*Challenges*: 2 open" in seen(briefing)
    marc = house.playground.person(MARC)
    await marc.click("challenge:1", channel=RIVER)
    [briefing] = posted(house)
    assert "*Challenges*: 1 open" in seen(briefing)
    assert "closed by Marc" in seen(briefing)
    await marc.click("challenge:2", channel=RIVER)
    assert len([one for one in await challenges_of(house, partner) if one.closed_at is None]) == 1
    await marc.click("Undo", channel=RIVER)
    assert "*Challenges*: 2 open" in seen(posted(house)[-1])
    async with house.store() as store:
        once = Plan(Frequency.once, date(2026, 12, 1), planned.time(9), planned.TORONTO, remind_before=(60,))
        await store.sessions.begin(await store.partners.get(partner.id), once)
    await house.until(datetime(2026, 12, 1, 13, 1, tzinfo=UTC))
    agenda = posted(house)[-1]
    assert "Challenges that are open" in seen(agenda)
    assert "The rent goes up (critical)" in seen(agenda)
    assert "Two languages on one form (serious, Marc)" in seen(agenda)
    assert house.playground.refused == []


async def test_who_had_a_challenge_has_left(house: House) -> None:
    """The partner's owner is told once, and gives it to somebody else from there, or closes it."""
    partner = await partner_in(house)
    await raised(house, partner, "No interpreter on Tuesdays", owner_id=SAM)
    await raised(house, partner, "The rent goes up", owner_id=SAM)
    await house.leaves(SAM)
    amelie = house.playground.person(AMELIE)
    told = house.playground.dms(AMELIE)[-1]
    assert "Sam has left the workspace, and had challenges" in told["text"]
    await amelie.click("challenge:1", channel=amelie.dm)
    await amelie.change("what_owner", MARC)
    assert await amelie.submit() == {}
    told = house.playground.dms(AMELIE)[-1]
    assert "No interpreter" not in seen(told)
    await amelie.click("Close it", channel=amelie.dm)
    assert "All challenges that Sam had are closed, or with somebody else" in seen(house.playground.dms(AMELIE)[-1])
    assert house.playground.refused == []
