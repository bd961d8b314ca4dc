"""Indicators: defined from the library or freely, changed, ended; looked at, put together, drawn, exported."""

import asyncio
import io
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from messages import kpi_chart
from messages.kpi_trends import Drawn
from messages.words import Words
from storage.agreement_parts import Unit
from storage.errors import TooManyKpis
from storage.kpi import MOST_KPIS, Kpi
from storage.kpi_library import LIBRARY
from storage.kpi_periods import KpiFrequency
from storage.kpi_rules import Direction
from storage.kpi_values import rate as rate_of
from tests import agreeing
from tests.house import AMELIE, GENERAL, MARC, PRIYA, RIVER, SAM, House
from tests.measuring import (
    DUE,
    KEPT_WORK,
    NAME,
    SATISFACTION,
    description,
    figures,
    in_channel,
    measured,
    partner_in,
    seen,
)


async def indicators(house: House, partner_id: int = 1) -> list[Kpi]:
    async with house.store() as store:
        return await store.kpis.of(partner_id)


async def files(house: House) -> list[Any]:
    await house.liaison.afterwards.finished()
    return [file for file in house.playground.workspace.files.values() if file.complete]


async def test_one_from_the_library(house: House) -> None:
    await partner_in(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner kpis {NAME}", channel=GENERAL)
    assert "Nothing is measured with this partner yet" in seen(amelie.modal)
    await amelie.click("Add")
    await amelie.change("code", "employed_3_months")
    assert "Of all who were placed that long ago" in seen(amelie.modal)
    assert "'value': 'quarterly'" in str(amelie.modal["blocks"][-4:])
    amelie.fill("Baseline", "60 %")
    amelie.fill("Target for one period", "80")
    amelie.fill("Target by", "2027-12-31")
    amelie.fill("Who reports it", SAM)
    amelie.fill("Source of the figure", "Our register")
    assert await amelie.submit() == {}
    assert "Still employed after 3 months* · Sam · target 80%\\nno value yet" in seen(amelie.modal)
    [kpi] = await indicators(house)
    assert (kpi.code, kpi.unit, kpi.direction, kpi.share) == ("employed_3_months", Unit.percent, Direction.up, True)
    assert (kpi.baseline, kpi.target, kpi.frequency) == (Decimal(60), Decimal(80), KpiFrequency.quarterly)
    assert house.playground.refused == []


async def test_our_own(house: House) -> None:
    await partner_in(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner kpis {NAME}", channel=GENERAL)
    await amelie.click("Add")
    await amelie.change("code", "own")
    assert "numerator" not in str(amelie.modal)
    amelie.fill("Name", "Wait for an interpreter")
    await amelie.change("Counted in", "percent")
    assert "Wait for an interpreter" in seen(amelie.modal)
    amelie.fill("What is counted", "With an interpreter")
    amelie.fill("Out of what", "All visits")
    await amelie.change("Counted in", "days")
    assert "numerator" not in str(amelie.modal)
    amelie.fill("Which way it should go", "down")
    amelie.fill("Target for one period", "4,5")
    assert await amelie.submit() == {}
    [kpi] = await indicators(house)
    assert (kpi.name, kpi.unit, kpi.direction) == ("Wait for an interpreter", Unit.days, Direction.down)
    assert (kpi.target, kpi.numerator, kpi.share) == (Decimal("4.5"), "", False)
    assert house.playground.refused == []


@pytest.mark.parametrize(
    ("filled", "field", "said"),
    [
        ({"target": "plenty"}, "target", "cannot read this number"),
        ({"target_on": "2027-01-31"}, "target", "no target"),
        ({"target": "9", "target_on": "2026-01-31"}, "target_on", "later day"),
        ({"source": "SIN 046 454 286"}, "source", "never keeps"),
        ({"channel": "C_WITHOUT"}, "channel", "not in that channel"),
    ],
)
async def test_what_cannot_be_is_said_where_it_stands(
    house: House, filled: dict[str, str], field: str, said: str
) -> None:
    await partner_in(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner kpis {NAME}", channel=GENERAL)
    await amelie.click("Add")
    for name, value in filled.items():
        amelie.fill(name, value)
    assert said in (await amelie.submit())[field]
    assert await indicators(house) == []


async def test_another_unit_begins_a_new_series(house: House) -> None:
    [kpi] = await measured(house, await partner_in(house), {"code": "", "name": "Space", "unit": Unit.hours})
    await figures(house, kpi, 10, 12, 14)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner kpis {NAME}", channel=GENERAL)
    await amelie.click("Open")
    await amelie.click("Change")
    await amelie.change("Counted in", "days")
    amelie.fill("Target for one period", "3")
    assert await amelie.submit() == {}
    shown = seen(amelie.modal)
    assert "no value yet" in shown
    assert "*Before the unit or the rhythm changed*" in shown
    assert "*October 2026* · 14\\xa0h · Sam" in shown
    async with house.store() as store:
        now = await store.kpis.get(kpi.id)
        assert (now.series, now.unit, now.begun_on) == (2, Unit.days, date(2026, 11, 1))
        [followed] = await store.kpis.followed([now])
        assert followed.points == []
        assert len(await store.kpi_values.history(now)) == 3
    await house.until(DUE)
    assert "last" not in in_channel(house)[0]["text"]
    sam = house.playground.person(SAM)
    await sam.click("Report November", channel=RIVER)
    sam.fill(f"value_{kpi.id}", "2.5")
    assert await sam.submit() == {}
    assert "2.5 days (at risk: 3 days expected)" in in_channel(house)[0]["text"]
    assert house.playground.refused == []


async def test_a_new_target_keeps_the_series(house: House) -> None:
    [kpi] = await measured(house, await partner_in(house))
    await figures(house, kpi, 9, 14)
    async with house.store() as store:
        await store.kpis.change(await store.kpis.for_change(kpi.id), description(target=Decimal(20)))
    async with house.store() as store:
        now = await store.kpis.get(kpi.id)
        assert (now.series, now.target) == (1, Decimal(20))
        [entry] = [one for one in await store.audit.of("partner:1") if one.tag == "partner:kpi:changed"]
        assert entry.facts["changes"] == {"target": ["15", "20"]}


async def test_ended_and_taken_up_again(house: House) -> None:
    [kpi] = await measured(house, await partner_in(house))
    await figures(house, kpi, 9, 14)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner kpis {NAME}", channel=GENERAL)
    await amelie.click("Open")
    await amelie.click("End")
    assert "Followed no more since 12 Nov 2026; the figures stay." in seen(amelie.modal)
    assert await indicators(house) == []
    await amelie.click("Follow it again")
    assert "Followed no more" not in seen(amelie.modal)
    assert len(await indicators(house)) == 1
    assert house.playground.refused == []


async def test_one_partner_has_room_for_so_many(house: House) -> None:
    partner = await partner_in(house)
    await measured(house, partner, *[{"code": code} for code in list(LIBRARY)[:MOST_KPIS]])
    with pytest.raises(TooManyKpis):
        await measured(house, partner)
    async with house.store() as store:
        [ended, *_] = await store.kpis.of(partner.id)
        await store.kpis.end(ended)
    await measured(house, partner)
    async with house.store() as store:
        with pytest.raises(TooManyKpis):
            await store.kpis.resume(await store.kpis.get(ended.id))
    await house.until(DUE)
    sam = house.playground.person(SAM)
    await sam.command(f"/partner kpis {NAME}", channel=GENERAL)
    await sam.click("Report November", channel=RIVER)
    assert sam.modal is not None
    assert house.playground.refused == []


async def test_the_widest_texts_fit_everywhere(house: House) -> None:
    """Twenty of the longest names, rates with the longest parts, the longest reasons: nothing is refused by Slack."""
    partner = await partner_in(house)
    wide: dict[str, Any] = {"code": "", "unit": Unit.percent, "numerator": "&" * 150, "denominator": "é" * 150}
    kpis = await measured(house, partner, *[wide | {"name": f"{place:02}" + "<&>" * 39} for place in range(MOST_KPIS)])
    await house.until(DUE)
    sam = house.playground.person(SAM)
    await sam.click("Report November", channel=RIVER)
    for kpi in kpis:
        sam.fill(f"numerator_{kpi.id}", "999999999999")
        sam.fill(f"denominator_{kpi.id}", "999999999999")
    sam.fill("comment", "&" * 1000)
    assert await sam.submit() == {}
    await sam.click("Correct", channel=RIVER)
    for kpi in kpis:
        sam.fill(f"numerator_{kpi.id}", "1")
    sam.fill("why", "<" * 300)
    assert await sam.submit() == {}
    for command in (f"/partner kpis {NAME}", "/partner kpis", f"/partner show {NAME}"):
        await sam.command(command, channel=GENERAL)
    assert house.playground.refused == []


async def test_the_card_and_the_agenda_count_them(house: House) -> None:
    partner = await partner_in(house)
    on_track, _ = await measured(house, partner, {}, {"code": "placed"})
    await figures(house, on_track, 9, 15)
    amelie = house.playground.person(AMELIE)
    [card] = await amelie.command(f"/partner show {NAME}", channel=GENERAL)
    assert "Indicators: 1 on track, 1 no value yet" in card["text"]
    await amelie.click("Indicators")
    assert "Referrals received" in seen(amelie.modal)
    assert house.playground.refused == []


async def test_across_partners_what_is_off_track_comes_first(house_anywhere: House) -> None:
    house = house_anywhere
    river = await partner_in(house)
    pines = await partner_in(house, name="Atelier des Pins", channel_id=None)
    good, _ = await measured(house, river, {}, {"code": "", "name": "Space"})
    [bad] = await measured(house, pines)
    await figures(house, good, 9, 15)
    await figures(house, bad, 9, 3)
    priya = house.playground.person(PRIYA)
    await priya.command("/partner kpis", channel=GENERAL)
    lines = [str(block["text"]["text"]) for block in priya.modal["blocks"] if "accessory" in block]
    assert [line.split("\n")[0] for line in lines] == [
        "*Atelier des Pins* · Referrals received",
        "*Centre Rivière-Nord* · Space",
        "*Centre Rivière-Nord* · Referrals received",
    ]
    assert "off track 1 · no value yet 1 · on track 1" in seen(priya.modal)
    await priya.change("kpi_overview.by_status", "on_track")
    assert "Atelier" not in seen(priya.modal)
    await priya.change("kpi_overview.by_status", "all")
    await priya.change("kpi_overview.by_code", "own")
    assert "*Centre Rivière-Nord* · Space" in seen(priya.modal)
    assert "Atelier" not in seen(priya.modal)
    assert house.playground.refused == []


async def test_page_by_page(house: House) -> None:
    partner = await partner_in(house)
    await measured(house, partner, *[{"code": "", "name": f"Number {place:02}"} for place in range(18)])
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner kpis", channel=GENERAL)
    assert "Number 14" in seen(amelie.modal)
    assert "Number 15" not in seen(amelie.modal)
    await amelie.click("Next")
    assert "Number 15" in seen(amelie.modal)
    await amelie.click("Previous")
    assert "Number 00" in seen(amelie.modal)


async def test_put_together_over_chosen_periods(house_anywhere: House) -> None:
    house = house_anywhere
    river = await partner_in(house)
    pines = await partner_in(house, name="Atelier des Pins", channel_id=None)
    one, rate = await measured(house, river, {}, KEPT_WORK | {"frequency": KpiFrequency.quarterly})
    [other] = await measured(house, pines)
    await figures(house, one, 9, None, 14)
    await figures(house, other, 3, 1, 0)
    await give_rate(house, rate, date(2026, 4, 1), 6, 8)
    await give_rate(house, rate, date(2026, 7, 1), 1, 2)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner kpis", channel=GENERAL)
    await amelie.click("Totals and files")
    assert "*Referrals received* · 27, added up · 5 figures · 2 partners" in seen(amelie.modal)
    assert "*Still employed after 3 months* · 70%, all counted together · 2 figures" in seen(amelie.modal)
    await amelie.change("since", "2026-10-01")
    assert "*Referrals received* · 14, added up · 2 figures · 2 partners" in seen(amelie.modal)
    assert "*Still employed after 3 months*: no figures" in seen(amelie.modal)
    await amelie.change("since", "2026-01-01")
    await amelie.change("outside", ["yes"])
    assert "*Referrals received* · 27" in seen(amelie.modal)
    await amelie.change("since", "2026-07-01")
    assert "*Still employed after 3 months*: fewer than 5, masked" in seen(amelie.modal)
    await amelie.change("since", "2027-01-01")
    assert "end before it starts" in seen(amelie.modal)
    assert house.playground.refused == []


async def give_rate(house: House, kpi: Kpi, period: date, numerator: int, denominator: int) -> None:

    async with house.store(SAM) as store:
        found = await store.kpis.get(kpi.id)
        figure = rate_of(found, Decimal(numerator), Decimal(denominator), field="f")
        await store.kpi_values.keep(found, period, figure)


async def test_every_figure_as_a_file(house: House) -> None:
    partner = await partner_in(house)
    one, rate = await measured(house, partner, {"source": "=cmd()"}, KEPT_WORK)
    await figures(house, one, 4, 14)
    await give_rate(house, rate, date(2026, 10, 1), 4, 9)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner kpis {NAME}", channel=GENERAL)
    await amelie.click("Totals and files")
    await amelie.click("CSV file")
    await amelie.change("outside", ["yes"])
    await amelie.click("Excel file")
    assert "It is on its way to your direct messages with Liaison." in seen(amelie.modal)
    plain, masked = await files(house)
    assert (plain.name, masked.name) == (
        "Indicators 2026-01-01 2026-11-12.csv",
        "Indicators 2026-01-01 2026-11-12.xlsx",
    )
    lines = plain.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Partner,Indicator,Unit,Direction,How often,Period begins,Period,State of the figure")
    assert "2026-09-01,September 2026,given,4,,,,15,,at risk,Sam,2026-11-12,,'=cmd()" in lines[1]
    assert "2026-10-01,October 2026,given,44.44,4,9,,80,,off track,Sam" in lines[3]
    sheet = load_workbook(io.BytesIO(masked.content)).active
    assert [sheet.cell(row, 9).value for row in (2, 3, 4)] == ["fewer than 5", 14, "fewer than 5"]
    assert [sheet.cell(4, column).value for column in (10, 11)] == [None, None]
    assert {sheet.cell(row, 16).value for row in (2, 3, 4)} == {None}
    assert house.playground.refused == []


async def test_the_picture_to_the_person_alone(house: House) -> None:
    [kpi] = await measured(house, await partner_in(house))
    await figures(house, kpi, 9, None, 14)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner kpis {NAME}", channel=GENERAL)
    await amelie.click("Open")
    await amelie.click("Send me the chart")
    [picture] = await files(house)
    assert picture.content.startswith(b"\x89PNG")
    assert picture.alt == (
        "Referrals received rose from 9 (August 2026) to 14 (October 2026); the target is 15 a month."
    )
    assert list(picture.shares) == [amelie.dm]
    assert house.playground.refused == []


async def test_where_slack_draws_no_charts_we_do(house: House) -> None:
    """The answer is remembered: the next message is not tried again."""
    await asyncio.to_thread(kpi_chart.warm_up)
    kpi, flat = await measured(house, await partner_in(house), {}, SATISFACTION | {"frequency": KpiFrequency.monthly})
    await figures(house, kpi, 9, 14)
    await figures(house, flat, 4, 4)
    await house.until(DUE)
    sam = house.playground.person(SAM)
    await sam.click("Report November", channel=RIVER)
    sam.fill(f"value_{kpi.id}", "17")
    house.playground.faults.slow("chat.update", 0.0)
    house.playground.faults.answer("chat.update", "invalid_blocks")
    assert await sam.submit() == {}
    assert "17 (+3, on track: 15 expected)" in in_channel(house)[0]["text"]  # the words do not wait for the picture
    await house.settle()
    [asked, below] = in_channel(house)
    assert "data_visualization" not in str(asked["blocks"])
    assert "17 (+3, on track: 15 expected)" in asked["text"]
    assert below["thread_ts"] == asked["ts"]
    [picture] = await files(house)
    assert picture.content.startswith(b"\x89PNG")
    assert "to 17 (November 2026)" in picture.alt
    async with house.store() as store:
        assert (await store.settings.get()).native_charts is False
    await sam.click("Comment", channel=RIVER)
    sam.fill("comment", "All of them by telephone")
    assert await sam.submit() == {}
    await house.settle()
    assert len(await files(house)) == 1
    assert [one.name for one in house.playground.refused] == ["chat.update"]


async def test_where_slack_draws_charts_it_is_remembered(house: House) -> None:
    [kpi] = await measured(house, await partner_in(house))
    await figures(house, kpi, 9, 14)
    await house.until(DUE)
    sam = house.playground.person(SAM)
    await sam.click("Report November", channel=RIVER)
    sam.fill(f"value_{kpi.id}", "17")
    assert await sam.submit() == {}
    await house.settle()
    [chart] = [block for block in in_channel(house)[0]["blocks"] if block["type"] == "data_visualization"]
    assert [point["value"] for point in chart["chart"]["series"][0]["data"]] == [9, 14, 17]
    assert await files(house) == []
    async with house.store() as store:
        assert (await store.settings.get()).native_charts is True


async def test_a_workspace_whose_slack_stops_drawing_gets_words_at_once_and_our_picture(house: House) -> None:
    await asyncio.to_thread(kpi_chart.warm_up)
    [kpi] = await measured(house, await partner_in(house))
    await figures(house, kpi, 9, 14)
    async with house.store() as store:
        await store.settings.remember_charts(True)
    await house.until(DUE)
    sam = house.playground.person(SAM)
    await sam.click("Report November", channel=RIVER)
    sam.fill(f"value_{kpi.id}", "17")
    house.playground.faults.answer("chat.update", "invalid_blocks")
    picture = house.playground.faults.hold("files.getUploadURLExternal")
    assert await sam.submit() == {}
    await picture.came.wait()
    assert "17 (+3, on track" in in_channel(house)[0]["text"]
    assert house.playground.workspace.files == {}
    picture.released.set()
    await house.settle()
    assert len(await files(house)) == 1
    async with house.store() as store:
        assert (await store.settings.get()).native_charts is False


@pytest.mark.parametrize("native", [None, True, False])
async def test_figures_that_come_before_they_are_asked_for_have_their_picture_too(
    house: House, native: bool | None
) -> None:
    """Their message is the clock's: in words at once, and never lost for a chart that Slack does not draw any more."""
    await asyncio.to_thread(kpi_chart.warm_up)
    kpi, other = await measured(house, await partner_in(house), {}, {"code": "placed"})
    await figures(house, kpi, 9, 14)
    if native is not None:
        async with house.store() as store:
            await store.settings.remember_charts(native)
    sam = house.playground.person(SAM)
    await sam.command(f"/partner kpis {NAME}", channel=GENERAL)
    await sam.click("Report a period now")
    sam.fill("period", "monthly:2026-11-01")
    await sam.submit()
    sam.fill(f"value_{kpi.id}", "13")
    assert await sam.submit() == {}
    assert in_channel(house) == []
    if native is not False:
        house.playground.faults.answer("chat.update", "invalid_blocks")
    await house.settle()
    told, below = in_channel(house)
    assert "13 (−1, at risk: 15 expected)" in told["text"]
    assert "data_visualization" not in str(told["blocks"])
    assert below["thread_ts"] == told["ts"]
    [picture] = await files(house)
    assert "to 13 (November 2026)" in picture.alt
    async with house.store() as store:
        assert (await store.settings.get()).native_charts is False
    await house.until(DUE)
    asked = in_channel(house)[-1]
    assert "*Still open*: People placed in work" in asked["text"]
    await sam.click("Report November", channel=RIVER, message=asked["ts"])
    sam.fill(f"value_{other.id}", "2")
    assert await sam.submit() == {}
    await house.settle()
    assert len(await files(house)) == 1
    assert [one.name for one in house.playground.refused] == ([] if native is False else ["chat.update"])


async def test_figures_that_come_before_they_are_asked_for_are_drawn_by_slack(house: House) -> None:
    [kpi] = await measured(house, await partner_in(house))
    await figures(house, kpi, 9, 14)
    sam = house.playground.person(SAM)
    await sam.command(f"/partner kpis {NAME}", channel=GENERAL)
    await sam.click("Report a period now")
    sam.fill("period", "monthly:2026-11-01")
    await sam.submit()
    sam.fill(f"value_{kpi.id}", "13")
    assert await sam.submit() == {}
    await house.settle()
    [told] = in_channel(house)
    [chart] = [block for block in told["blocks"] if block["type"] == "data_visualization"]
    assert [point["value"] for point in chart["chart"]["series"][0]["data"]] == [9, 14, 13]
    assert await files(house) == []
    assert house.playground.refused == []


async def test_indicators_of_a_signed_agreement_are_taken_over(house_anywhere: House) -> None:
    house = house_anywhere
    partner = await partner_in(house)
    rows = [
        {
            "name": "Placed",
            "unit": "count",
            "baseline": "12",
            "target": "1,200",
            "by": "2027-06-30",
            "source": "Register",
        },
        {"name": "Trust", "target": "better than last year"},
        {"name": "Late", "unit": "percent", "target": "95 %", "by": "2026-01-31"},
    ]
    async with house.store() as store:
        agreement = await agreeing.begun(store, await store.partners.get(partner.id))
        await agreeing.written(store, agreement, indicators={"rows": rows})
        await agreeing.signed(store, agreement)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner kpis {NAME}", channel=GENERAL)
    await amelie.click("Take over 3 from the agreement")
    amelie.fill("rows", ["0", "2"])
    amelie.fill("reporter", SAM)
    assert await amelie.submit() == {}
    placed, late = await indicators(house)
    assert (placed.name, placed.baseline, placed.target) == ("Placed", Decimal(12), Decimal(1200))
    assert (placed.target_on, placed.source, placed.reporter_id) == (date(2027, 6, 30), "Register", SAM)
    assert (late.unit, late.target, late.target_on, late.share) == (Unit.percent, Decimal(95), None, True)
    assert "Take over 1 from the agreement" in seen(amelie.modal)
    assert house.playground.refused == []


async def test_who_may_not_edit_looks_only(house: House) -> None:
    [kpi] = await measured(house, await partner_in(house, people=[]))
    await figures(house, kpi, 9, 14)
    marc = house.playground.person(MARC)
    await marc.command(f"/partner kpis {NAME}", channel=GENERAL)
    assert "Ajouter" not in seen(marc.modal)
    await marc.click("Ouvrir")
    shown = seen(marc.modal)
    assert "Modifier" not in shown
    assert "Quelle période" not in shown
    assert "Aiguillages reçus" in shown
    sam = house.playground.person(SAM)
    await sam.command(f"/partner kpis {NAME}", channel=GENERAL)
    await sam.click("Open")
    await sam.change("kpis.correct", "October 2026")
    sam.fill(f"value_{kpi.id}", "15")
    sam.fill("why", "One came late")
    assert await sam.submit() == {}
    assert "*October 2026* · 15" in seen(sam.modal)
    assert house.playground.refused == []


async def test_the_form_goes_on_where_it_was_left(house: House) -> None:
    await partner_in(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner kpis {NAME}", channel=GENERAL)
    await amelie.click("Add")
    amelie.fill("source", "A register")
    await amelie.change("code", "placed")
    await amelie.close(clear=True)
    await amelie.command(f"/partner kpis {NAME}", channel=GENERAL)
    await amelie.click("Add")
    assert "Continuing where you left off" in seen(amelie.modal)
    assert "A register" in seen(amelie.modal)
    await amelie.click("Start afresh")
    assert "A register" not in seen(amelie.modal)
    assert house.playground.refused == []


def test_a_name_with_dollar_signs_is_drawn_letter_by_letter() -> None:
    one = Drawn("Seats at $5\\x and $6", "$^ per $_", ["Sep", "Oct"], [Decimal(1), Decimal(2)], [None, None], "")
    assert kpi_chart.png(Words("en", ZoneInfo("UTC")), [one]).startswith(b"\x89PNG")
