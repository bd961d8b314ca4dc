"""The audit trail: what somebody did stands there with who did it, also where nothing else would show it."""

from storage.health import Rhythm
from tests.house import AMELIE, GENERAL, SAM, House
from tests.measuring import NAME, figures, measured, partner_in


async def lines(house: House, subject: str) -> list[tuple[str, str]]:
    """What was done about it and by whom, the newest first."""
    async with house.store() as store:
        return [(entry.tag, entry.by) for entry in await store.audit.of(subject)]


async def test_putting_away_and_bringing_back_each_leave_a_line(house: House) -> None:
    partner = await partner_in(house)
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    await amelie.command(f"/partner archive {NAME}", channel=GENERAL)
    await sam.command(f"/partner restore {NAME}", channel=GENERAL)
    done = await lines(house, f"partner:{partner.id}")
    assert done[:2] == [("partner:shelf:restored", SAM), ("partner:shelf:archived", AMELIE)]
    assert house.playground.refused == []


async def test_a_corrected_figure_leaves_a_line_and_the_first_one_none(house: House) -> None:
    partner = await partner_in(house)
    [kpi] = await measured(house, partner)
    before = await lines(house, f"partner:{partner.id}")
    await figures(house, kpi, 9, 14)
    assert await lines(house, f"partner:{partner.id}") == before
    sam = house.playground.person(SAM)
    await sam.command(f"/partner kpis {NAME}", channel=GENERAL)
    await sam.click("Open")
    await sam.change("kpis.correct", "October 2026")
    sam.fill(f"value_{kpi.id}", "15")
    sam.fill("why", "One came late")
    assert await sam.submit() == {}
    assert await lines(house, f"partner:{partner.id}") == [("partner:kpi:corrected", SAM), *before]
    assert house.playground.refused == []


async def test_other_weights_and_another_rhythm_leave_a_line_and_the_same_ones_none(house: House) -> None:
    partner = await partner_in(house)
    before = await lines(house, f"partner:{partner.id}")
    for _ in range(2):
        async with house.store(SAM) as store:
            weights = await store.prospect_weights.weights()
            await store.prospect_weights.weigh({factor: 3 for factor in weights})
            found = await store.partners.get(partner.id)
            await store.health.change(found, Rhythm(months=6, days=14))
    assert await lines(house, "prospects") == [("prospect:weights:changed", SAM)]
    assert await lines(house, f"partner:{partner.id}") == [("partner:health:rhythm", SAM), *before]
