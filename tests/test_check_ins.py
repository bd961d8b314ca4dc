"""Check-ins: asked for when due, reported in one form, corrected, commented, given to others, nudged, missed."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from storage.errors import NotYetBegun
from storage.kpi import CheckInState, ValueState
from storage.kpi_periods import KpiFrequency
from storage.kpi_values import NOT_COLLECTED
from tests.house import AMELIE, GENERAL, GUEST, MARC, PRIYA, RIVER, SAM, House
from tests.measuring import (
    DUE,
    KEPT_WORK,
    NOVEMBER,
    SATISFACTION,
    figures,
    in_channel,
    measured,
    partner_in,
    seen,
)

ONE_DAY = timedelta(days=1)


async def said_in_dm(house: House, user: str) -> list[str]:
    person = house.playground.person(user)
    return [plain(one["text"]) for one in house.playground.workspace.messages.get(person.dm, []) if one.get("bot_id")]


def plain(text: str) -> str:
    """With plain spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


async def kept(house: House, kpi_id: int, period: date = NOVEMBER) -> list[tuple[ValueState, Decimal | None, str, str]]:
    """Everything said of a period, what is in force first."""
    async with house.store() as store:
        history = await store.kpi_values.history(await store.kpis.get(kpi_id))
    return [(one.state, one.value, one.by, one.why) for one in history if one.period == period]


async def state_of(house: House, period: date = NOVEMBER) -> CheckInState:
    async with house.store() as store:
        found = await store.check_ins.of_period(1, KpiFrequency.monthly, period)
        assert found is not None
        return found.state


async def test_figures_are_asked_for_and_reported_in_one_form(house_anywhere: House) -> None:
    house = house_anywhere
    partner = await partner_in(house)
    referrals, satisfaction = await measured(house, partner, {}, SATISFACTION | {"frequency": KpiFrequency.monthly})
    await figures(house, referrals, 9, None, 14)
    await house.until(DUE - timedelta(minutes=2))
    assert in_channel(house) == []
    await house.until(DUE)
    [asked] = in_channel(house)
    assert asked["text"].splitlines() == [
        "November figures for Centre Rivière-Nord are due (2 measures, about 2 minutes)",
        "*Referrals received* · last 14 · target 15 a month",
        "*Partner satisfaction (1 to 5)* · target 4",
    ]
    assert "<@U_SAM>" in seen(asked)
    sam = house.playground.person(SAM)
    await sam.click("Report November", channel=RIVER)
    assert "'placeholder': {'type': 'plain_text', 'text': '14'" in seen(sam.modal)
    sam.fill(f"value_{referrals.id}", "17")
    sam.fill(f"value_{satisfaction.id}", "4,2")
    assert await sam.submit() == {}
    [told] = in_channel(house)
    assert told["ts"] == asked["ts"]
    assert told["text"].splitlines() == [
        "*November, Centre Rivière-Nord* · reported by Sam",
        "• *Referrals received* 17 (+3, on track: 15 expected)",
        "• *Partner satisfaction (1 to 5)* 4.2 (on track: 4 expected)",
        "Referrals received rose from 9 (August 2026) to 17 (November 2026); the target is 15 a month.",
    ]
    assert "At least" not in told["text"]
    assert "at least 95%" in seen(told)
    assert await kept(house, satisfaction.id) == [(ValueState.given, Decimal("4.2"), SAM, "")]
    assert await state_of(house) is CheckInState.settled
    await house.until(DUE + 10 * ONE_DAY)
    assert await said_in_dm(house, SAM) == []
    assert house.playground.refused == []


async def test_in_french(house: House) -> None:
    marc = house.playground.person(MARC)
    partner = await partner_in(house, owner_id=MARC, people=[])
    async with house.store() as store:
        (await store.settings.get()).language = "fr"
        await store.settings.begin(time_zone="America/Toronto", language="fr")
        (await store.settings.get()).language = "fr"
    [referrals] = await measured(house, partner, {"reporter_id": MARC, "baseline": Decimal(8)})
    await figures(house, referrals, 9, 14)
    await house.until(DUE)
    assert plain(in_channel(house)[0]["text"]).splitlines()[0] == (
        "Novembre : les chiffres de Centre Rivière-Nord sont attendus (1 mesure, environ 2 minutes)"
    )
    await marc.click("Saisir (novembre)", channel=RIVER)
    marc.fill(f"value_{referrals.id}", "1 234")
    assert await marc.submit() == {}
    assert plain(in_channel(house)[0]["text"]).splitlines()[1:] == [
        "• *Aiguillages reçus* 1 234 (+1 220, sur la bonne voie : 15 attendus)",
        "Aiguillages reçus : hausse de 9 (septembre 2026) à 1 234 (novembre 2026); la cible est de 15 par mois.",
    ]
    assert house.playground.refused == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("about 12", "cannot read this number"),
        ("12.5", "counted in whole numbers"),
        ("-4", "cannot read this number"),
    ],
)
async def test_what_is_no_count_is_refused_where_it_stands(house: House, typed: str, said: str) -> None:
    partner = await partner_in(house)
    [kpi] = await measured(house, partner)
    await house.until(DUE)
    sam = house.playground.person(SAM)
    await sam.click("Report November", channel=RIVER)
    sam.fill(f"value_{kpi.id}", typed)
    refused = await sam.submit()
    assert list(refused) == [f"value_{kpi.id}"]
    assert said in refused[f"value_{kpi.id}"]
    assert await kept(house, kpi.id) == []


@pytest.mark.parametrize(
    ("parts", "said"),
    [(("9", "8"), "more than 100"), (("0", "0"), "rate of nobody"), (("3", None), "both numbers")],
)
async def test_a_rate_that_cannot_be(house: House, parts: tuple[str, str | None], said: str) -> None:
    partner = await partner_in(house)
    [kpi] = await measured(house, partner, KEPT_WORK)
    await house.until(DUE)
    sam = house.playground.person(SAM)
    await sam.click("Report November", channel=RIVER)
    for name, part in zip(("numerator", "denominator"), parts, strict=True):
        if part is not None:
            sam.fill(f"{name}_{kpi.id}", part)
    assert said in next(iter((await sam.submit()).values()))
    sam.fill(f"numerator_{kpi.id}", "6")
    sam.fill(f"denominator_{kpi.id}", "7")
    assert await sam.submit() == {}
    assert await kept(house, kpi.id) == [(ValueState.given, Decimal("85.71"), SAM, "")]
    assert "85.71% (on track: 80% expected) · 6 of 7" in in_channel(house)[0]["text"]


async def test_a_score_has_its_scale_and_a_share_its_whole(house: House) -> None:
    partner = await partner_in(house)
    monthly = {"frequency": KpiFrequency.monthly}
    free = {"code": "", "name": "Classes with an interpreter", "unit": KEPT_WORK["unit"], "share": True}
    score, share = await measured(house, partner, SATISFACTION | monthly, free)
    await house.until(DUE)
    sam = house.playground.person(SAM)
    await sam.click("Report November", channel=RIVER)
    sam.fill(f"value_{score.id}", "6")
    assert "from 1 to 5" in (await sam.submit())[f"value_{score.id}"]
    sam.fill(f"value_{score.id}", "5")
    sam.fill(f"value_{share.id}", "101 %")
    assert "more than 100" in (await sam.submit())[f"value_{share.id}"]
    sam.fill(f"value_{share.id}", "100 %")
    assert await sam.submit() == {}


async def test_not_collected_is_not_zero(house: House) -> None:
    partner = await partner_in(house)
    one, other = await measured(house, partner, {}, {"code": "placed"})
    await house.until(DUE)
    sam = house.playground.person(SAM)
    await sam.click("Not collected", channel=RIVER)
    sam.fill("none_0", [str(other.id)])
    sam.fill("comment", "The register was closed.")
    assert await sam.submit() == {}
    text = in_channel(house)[0]["text"]
    assert "• *People placed in work* not collected" in text
    assert "*Still open*: Referrals received" in text
    assert "Sam: “The register was closed.”" in text
    assert await kept(house, other.id) == [(ValueState.not_collected, None, SAM, "")]
    await sam.click("Report November", channel=RIVER)
    sam.fill(f"value_{one.id}", "3")
    sam.fill("none_0", [str(one.id), str(other.id)])
    assert "has a figure and is marked as not collected" in (await sam.submit())[f"value_{one.id}"]
    sam.fill("none_0", [str(other.id)])
    assert await sam.submit() == {}
    assert await state_of(house) is CheckInState.settled
    async with house.store() as store:
        [read] = await store.kpis.followed([await store.kpis.get(other.id)])
    assert read.points == []
    assert house.playground.refused == []


async def test_a_correction_keeps_the_former_figure_with_who_when_and_why(house_anywhere: House) -> None:
    house = house_anywhere
    partner = await partner_in(house)
    [kpi] = await measured(house, partner)
    await house.until(DUE)
    sam, amelie = house.playground.person(SAM), house.playground.person(AMELIE)
    await sam.click("Report November", channel=RIVER)
    sam.fill(f"value_{kpi.id}", "17")
    await sam.submit()
    await house.pass_time(ONE_DAY)
    await amelie.click("Correct", channel=RIVER)
    amelie.fill(f"value_{kpi.id}", "16")
    assert "say why" in (await amelie.submit())["why"]
    amelie.fill("why", "One was counted twice")
    assert await amelie.submit() == {}
    assert await kept(house, kpi.id) == [
        (ValueState.given, Decimal(16), AMELIE, "One was counted twice"),
        (ValueState.given, Decimal(17), SAM, ""),
    ]
    [told] = in_channel(house)
    assert "16 (on track: 15 expected) · corrected: One was counted twice" in told["text"]
    await amelie.command("/partner kpis rivière", channel=GENERAL)
    await amelie.click("Open")
    assert "*November 2026* · 16 · Amélie, 2 Dec 2026: “One was counted twice”\\n↳ before: 17, Sam, 1 Dec 2026" in (
        seen(amelie.modal)
    )
    assert house.playground.refused == []


async def test_two_people_report_at_once(house: House) -> None:
    partner = await partner_in(house)
    [kpi] = await measured(house, partner)
    await house.until(DUE)
    sam, amelie = house.playground.person(SAM), house.playground.person(AMELIE)
    for person, value in ((sam, "17"), (amelie, "18")):
        await person.click("Report November", channel=RIVER)
        person.fill(f"value_{kpi.id}", value)
    assert await sam.submit(twice=True) == {}
    assert "Somebody changed this" in str(await amelie.submit())
    assert [one[1] for one in await kept(house, kpi.id)] == [Decimal(17)]


async def test_a_comment_and_an_identity_number_in_one(house: House) -> None:
    partner = await partner_in(house)
    [kpi] = await measured(house, partner)
    await figures(house, kpi, 12)
    await house.until(DUE)
    sam = house.playground.person(SAM)
    await sam.click("Report November", channel=RIVER)
    sam.fill(f"value_{kpi.id}", "17")
    sam.fill("comment", "Client 046 454 286 could not be reached")
    assert "never keeps" in (await sam.submit())["comment"]
    sam.fill("comment", "Two could not be reached <@U_MARC>")
    assert await sam.submit() == {}
    await sam.click("Comment", channel=RIVER)
    sam.fill("comment", "Health card 1234 567 897 AB")
    assert "never keeps" in (await sam.submit())["comment"]
    sam.fill("comment", "A third was reached on Friday")
    assert await sam.submit() == {}
    text = in_channel(house)[0]["text"]
    assert "Two could not be reached &lt;@U_MARC&gt;" in text
    assert text.endswith("Sam: “A third was reached on Friday”")


async def test_somebody_else_is_asked(house: House) -> None:
    partner = await partner_in(house)
    [kpi] = await measured(house, partner)
    await house.until(DUE)
    amelie, marc = house.playground.person(AMELIE), house.playground.person(MARC)
    await amelie.change("check_ins.ask", MARC, channel=RIVER)
    await house.settle()
    assert "Amélie asked <@U_MARC> to report these." in seen(in_channel(house)[0])
    [asked] = await said_in_dm(house, MARC)
    assert asked.splitlines()[0] == "Amélie vous demande de saisir les chiffres de Centre Rivière-Nord (novembre)."
    await marc.click("Saisir (novembre)", channel=marc.dm)
    marc.fill(f"value_{kpi.id}", "12")
    assert await marc.submit() == {}
    assert await kept(house, kpi.id) == [(ValueState.given, Decimal(12), MARC, "")]
    assert await said_in_dm(house, MARC) == ["Novembre : les chiffres de Centre Rivière-Nord sont saisis."]
    assert "reported by Marc" in in_channel(house)[0]["text"]
    await house.until(DUE + 10 * ONE_DAY)
    assert await said_in_dm(house, SAM) == []
    assert house.playground.refused == []


async def test_a_guest_cannot_be_asked_and_strangers_to_the_partner_cannot_report(house: House) -> None:
    partner = await partner_in(house)
    await measured(house, partner)
    await house.until(DUE)
    amelie, marc = house.playground.person(AMELIE), house.playground.person(MARC)
    said = await amelie.change("check_ins.ask", GUEST, channel=RIVER)
    assert "Gwen cannot report figures" in str(said)
    said = await marc.click("Report November", channel=RIVER)
    assert marc.modal is None
    assert "rôle" in str(said)


async def test_who_reports_is_reminded_twice_and_then_it_is_missed(house: House) -> None:
    partner = await partner_in(house)
    one, other = await measured(house, partner, {}, {"code": "placed", "reporter_id": AMELIE})
    await house.until(DUE)
    await house.until(DUE + 3 * ONE_DAY - timedelta(hours=1))
    assert await said_in_dm(house, SAM) == []
    await house.until(DUE + 3 * ONE_DAY)
    assert [said.splitlines()[-1] for said in await said_in_dm(house, SAM)] == [
        "*Referrals received* · target 15 a month"
    ]
    sam = house.playground.person(SAM)
    await sam.click("Report November", channel=sam.dm)
    assert f"value_{other.id}" not in str(sam.modal)
    sam.fill(f"value_{one.id}", "11")
    assert await sam.submit() == {}
    await house.until(DUE + 8 * ONE_DAY)
    assert len(await said_in_dm(house, SAM)) == 1
    assert len(await said_in_dm(house, AMELIE)) == 2
    assert await kept(house, other.id) == []
    await house.until(datetime(2027, 1, 4, 14, 1, tzinfo=DUE.tzinfo))
    assert await kept(house, other.id) == [(ValueState.missed, None, "clock", "")]
    assert [one[1] for one in await kept(house, one.id)] == [Decimal(11)]
    assert await state_of(house) is CheckInState.missed
    december = in_channel(house)[-1]
    assert december["text"].startswith("December 2026 figures")
    amelie = house.playground.person(AMELIE)
    november = in_channel(house)[0]
    await amelie.click("Report November", channel=RIVER, message=november["ts"])
    amelie.fill(f"value_{other.id}", "2")
    assert await amelie.submit() == {}
    assert [one[:2] for one in await kept(house, other.id)] == [(ValueState.given, 2), (ValueState.missed, None)]
    assert await state_of(house) is CheckInState.settled
    assert house.playground.refused == []


async def test_reported_early_it_is_told_at_once_and_asked_for_no_more(house: House) -> None:
    partner = await partner_in(house)
    [kpi] = await measured(house, partner)
    sam = house.playground.person(SAM)
    await sam.command("/partner kpis rivière", channel=GENERAL)
    await sam.click("Report a period now")
    sam.fill("period", "monthly:2026-11-01")
    await sam.submit()
    sam.fill(f"value_{kpi.id}", "13")
    assert await sam.submit() == {}
    await house.settle()
    [told] = in_channel(house)
    assert told["text"].startswith("*November, Centre Rivière-Nord* · reported by Sam")
    assert "13 (at risk: 15 expected)" in seen(sam.modal)
    await house.until(DUE + 10 * ONE_DAY)
    assert len(in_channel(house)) == 1
    assert await said_in_dm(house, SAM) == []


async def test_long_past_periods_are_kept_without_a_post(house: House) -> None:
    partner = await partner_in(house)
    [kpi] = await measured(house, partner)
    sam = house.playground.person(SAM)
    for month, value in (("05", "9"), ("06", "10")):
        await sam.command("/partner kpis rivière", channel=GENERAL)
        await sam.click("Report a period now")
        sam.fill("period", f"monthly:2026-{month}-01")
        await sam.submit()
        sam.fill(f"value_{kpi.id}", value)
        assert await sam.submit() == {}
        await sam.close(clear=True)
    await house.settle()
    assert in_channel(house) == []
    assert [one[1] for one in await kept(house, kpi.id, date(2026, 5, 1))] == [Decimal(9)]
    await house.until(DUE)
    assert in_channel(house)[0]["text"].splitlines()[1] == "*Referrals received* · last 10 · target 15 a month"


async def test_a_period_that_has_not_begun_is_refused(house: House) -> None:
    partner = await partner_in(house)
    [kpi] = await measured(house, partner)
    async with house.store() as store:
        with pytest.raises(NotYetBegun):
            await store.kpi_values.keep(await store.kpis.get(kpi.id), date(2026, 12, 1), NOT_COLLECTED)


async def test_indicators_with_a_channel_of_their_own_are_asked_for_there(house: House) -> None:
    partner = await partner_in(house)
    await measured(house, partner, {}, {"code": "placed", "channel_id": GENERAL})
    await house.until(DUE)
    assert [one["text"].splitlines()[1:] for one in in_channel(house)] == [["*Referrals received* · target 15 a month"]]
    assert [one["text"].splitlines()[1:] for one in in_channel(house, GENERAL)] == [
        ["*People placed in work* · target 15 a month"]
    ]
    assert "was chosen for these figures" in seen(in_channel(house, GENERAL)[0])


async def test_a_person_elsewhere_is_nudged_at_their_own_hours(house: House) -> None:
    partner = await partner_in(house)
    await house.playground.person(PRIYA).command("/partner help", channel=GENERAL)
    async with house.store() as store:
        await store.members.choose(PRIYA, language=None, quiet_from=time(8), quiet_until=time(16))
    await measured(house, partner, {"reporter_id": PRIYA})
    await house.until(DUE)
    await house.until(DUE + 3 * ONE_DAY + timedelta(hours=5))
    assert await said_in_dm(house, PRIYA) == []
    await house.until(DUE + 3 * ONE_DAY + timedelta(hours=5, minutes=30))
    assert len(await said_in_dm(house, PRIYA)) == 1
