"""A rate: neither of its two parts is ever taken for the other, from the form to the correction."""

from datetime import date
from typing import Any

from storage.agreement_parts import Unit
from tests.house import RIVER, SAM, House
from tests.measuring import DUE, in_channel, measured, partner_in
from tests.test_kpis import give_rate

PART, WHOLE = "still at work", "of those placed"


async def test_a_rate_is_asked_for_told_and_corrected_part_by_part(house: House) -> None:
    partner = await partner_in(house)
    own = {"code": "", "name": "Kept work", "numerator": PART, "denominator": WHOLE}
    [kpi] = await measured(house, partner, own | {"unit": Unit.percent, "share": True})
    await give_rate(house, kpi, date(2026, 10, 1), 4, 9)
    await house.until(DUE)
    sam = house.playground.person(SAM)
    asked = {f"numerator_{kpi.id}": (PART, "4", "6"), f"denominator_{kpi.id}": (WHOLE, "9", "7")}
    await sam.click("Report November", channel=RIVER)
    for field, (part, last, figure) in asked.items():
        assert inputs(sam)[field]["label"]["text"].endswith(part)
        assert inputs(sam)[field]["element"]["placeholder"]["text"] == last
        sam.fill(field, figure)
    assert await sam.submit() == {}
    assert "85.71%" in in_channel(house)[0]["text"]
    assert "6 of 7" in in_channel(house)[0]["text"]
    await sam.click("Correct", channel=RIVER)
    for field, (part, _, figure) in asked.items():
        assert inputs(sam)[field]["label"]["text"].endswith(part)
        assert inputs(sam)[field]["element"]["initial_value"] == figure
    assert house.playground.refused == []


def inputs(person: Any) -> dict[str, Any]:
    """The inputs of the form before a person, by their field."""
    return {one["block_id"]: one for one in person.modal["blocks"] if one["type"] == "input"}
