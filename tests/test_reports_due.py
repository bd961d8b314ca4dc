"""The reporting calendar: kept ahead, reminded of, marked as sent; nothing is lost and nothing said twice."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from storage.agreement import Agreement, AgreementState
from storage.agreement_parts import Part
from storage.decisions import Closing
from storage.reminder import ReminderState
from storage.reports_due import ReportState
from tests import agreeing
from tests.agreeing import meet, signed
from tests.house import AMELIE, GENERAL, MARC, RIVER, SHARED, House
from tests.outbox import buttons

MONTHLY = {"what": "Figures", "to": "Maria", "every": "monthly", "first_on": "2026-12-31"}
ONCE = {"what": "Final narrative", "to": "the funder", "every": "once", "first_on": "2027-03-15"}
TERM = {"starts_on": "2026-11-12", "ends_on": "2027-02-28", "notices": ["7"]}


async def agreed(house: House, *rows: dict[str, str], term: dict[str, Any] = TERM, **more: Any) -> Agreement:
    await meet(house)
    async with house.store() as store:
        agreement = await agreeing.begun(store, await agreeing.partner(store, **more))
        agreement = await agreeing.written(store, agreement, term=term, reporting={"rows": list(rows)})
        return await signed(store, agreement)


def about_reports(house: House, channel: str = RIVER) -> list[Any]:
    return [one for one in house.playground.messages(channel) if "Figures" in one["text"] or "narrative" in one["text"]]


async def days(house: House, agreement: Agreement, state: ReportState | None = None) -> list[str]:
    async with house.store() as store:
        known = await store.reports_due.of(await store.agreements.get(agreement.id))
    return [one.due_on.isoformat() for one in known if state in (None, one.state)]


async def test_reminded_a_week_before_and_on_the_day_until_the_end(house_anywhere: House) -> None:
    house = house_anywhere
    agreement = await agreed(house, MONTHLY, ONCE)
    assert await days(house, agreement) == ["2026-12-31", "2027-01-31", "2027-03-15"]
    await house.until(datetime(2027, 3, 16, tzinfo=UTC))
    async with house.store() as store:
        told = [
            one
            for due in await store.reports_due.of(agreement)
            for one in await store.reminders.about(subject=due.subject)
        ]
    sent = [one.due_at.isoformat()[:13] for one in told if one.state is ReminderState.sent]
    assert sent == [
        "2026-12-24T14", "2026-12-31T14", "2027-01-24T14", "2027-01-31T14", "2027-02-21T14", "2027-02-28T14",
        "2027-03-08T14", "2027-03-15T13",
    ]  # fmt: skip
    assert await days(house, agreement) == ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-15"]
    assert "1 other of these is overdue." in about_reports(house)[3]["text"]
    assert house.playground.refused == []


async def test_sent_settles_it_everywhere_and_can_be_undone(house: House) -> None:
    agreement = await agreed(house, MONTHLY)
    await house.until(datetime(2026, 12, 25, tzinfo=UTC))
    [notice] = about_reports(house)
    assert "A report is due Thu 31 Dec: “Figures” for Maria" in notice["text"]
    amelie = house.playground.person(AMELIE)
    await amelie.click("Sent", message=notice)
    assert about_reports(house)[0]["text"].startswith("Sent: “Figures” for Maria, due Thu 31 Dec (Amélie)")
    assert await days(house, agreement, ReportState.open) == ["2027-01-31", "2027-02-28"]
    await amelie.click("Undo", message=about_reports(house)[0])
    assert "A report is due" in about_reports(house)[0]["text"]
    await house.until(datetime(2027, 1, 1, tzinfo=UTC))
    assert ["due Thu 31 Dec" in one["text"] for one in about_reports(house)] == [True, True]
    await amelie.click("Sent", message=about_reports(house)[1])
    assert [one["text"].startswith("Sent") for one in about_reports(house)] == [True, True]
    assert house.playground.refused == []


async def test_reports_sent_early_are_followed_by_the_next_ones(house: House) -> None:
    """Marking everything that is planned never stops the calendar."""
    agreement = await agreed(house, MONTHLY, term={"starts_on": "2026-11-12"})
    async with house.store() as store:
        for _ in range(3):
            known = await store.reports_due.of(await store.agreements.get(agreement.id))
            for due in known:
                if due.state is ReportState.open:
                    await store.reports_due.settle(due, sent=True)
    assert len(await days(house, agreement, ReportState.sent)) == 6
    assert await days(house, agreement, ReportState.open) == ["2027-06-30", "2027-07-31"]
    await house.until(datetime(2027, 6, 24, tzinfo=UTC))
    assert [one["text"][:12] for one in about_reports(house)] == ["A report is "]


async def test_two_reports_of_one_day_are_two_messages(house: House) -> None:
    await agreed(house, MONTHLY, {**MONTHLY, "to": "the board"}, MONTHLY)
    await house.until(datetime(2026, 12, 25, tzinfo=UTC))
    readers = sorted(one["text"].partition("for ")[2].partition("\n")[0] for one in about_reports(house))
    assert readers == ["Maria", "the board"]


async def test_what_fell_into_a_silence_is_on_record_and_said_once(house: House) -> None:
    """What is overdue beside it is of the same report: another one is told of by itself."""
    story = {**MONTHLY, "what": "Narrative"}
    agreement = await agreed(house, MONTHLY, story, term={"starts_on": "2026-11-12"})
    await house.pass_time(timedelta(days=199))  # until 30 May
    notice = next(one for one in about_reports(house) if "Figures" in one["text"])
    assert "Overdue: “Figures” for Maria, due Sun 31 Jan" in notice["text"]
    assert "4 others of these are overdue." in notice["text"]
    assert sorted({*await days(house, agreement)}) == [
        "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30",
    ]  # fmt: skip
    amelie = house.playground.person(AMELIE)
    await amelie.click("Reports", message=notice)
    assert str(amelie.modal["blocks"]).count("overdue") == 10
    assert house.playground.refused == []


async def test_the_calendar_shows_what_was_and_what_comes(house_anywhere: House) -> None:
    house = house_anywhere
    agreement = await agreed(house, MONTHLY, ONCE)
    amelie, marc = house.playground.person(AMELIE), house.playground.person(MARC)
    await amelie.command("/partner agree riviere", channel=GENERAL)
    await amelie.click("Reports")
    assert "○ Thu 31 Dec 2026: “Figures” for Maria" in str(amelie.modal["blocks"])
    async with house.store() as store:
        [first, *_] = await store.reports_due.of(await store.agreements.get(agreement.id))
        await store.reports_due.settle(first, sent=True)
    await amelie.close()
    await amelie.click("Reports")
    assert "✓ Thu 31 Dec 2026: “Figures” for Maria, sent (Amélie)" in str(amelie.modal["blocks"])
    await amelie.click("Undo")
    assert "✓" not in str(amelie.modal["blocks"])
    await marc.command("/partner entente riviere", channel=GENERAL)
    await marc.click("Rapports")
    assert "terms.reported" not in str(marc.modal["blocks"])
    assert house.playground.refused == []


async def test_an_amendment_changes_what_is_asked_for(house: House) -> None:
    agreement = await agreed(house, MONTHLY)
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement.id)
        await store.agreements.amend(agreement)
        seen = (await store.agreements.parts(agreement))[Part.reporting].revision
        rows = [{**MONTHLY, "every": "quarterly"}, {**MONTHLY, "what": "Costs", "first_on": "2026-11-12"}]
        await store.agreements.keep_part(agreement, Part.reporting, {"rows": rows}, seen=seen)
        await signed(store, agreement)
        known = [(one.what, one.due_on.isoformat()) for one in await store.reports_due.of(agreement)]
    assert known == [("Costs", "2026-11-12"), ("Costs", "2026-12-12"), ("Figures", "2026-12-31")]
    await house.settle()
    assert [True for one in house.playground.messages(RIVER) if "due Thu 12 Nov: “Costs”" in one["text"]] == [True]
    await house.until(datetime(2027, 2, 27, tzinfo=UTC))
    assert len(about_reports(house)) == 2


async def test_the_end_ends_what_recurs_and_not_what_is_asked_for_once(house: House) -> None:
    agreement = await agreed(house, MONTHLY, ONCE)
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement.id)
        await store.decisions.close(agreement, Closing(date(2027, 1, 15), "The funding ended"))
    assert await days(house, agreement) == ["2026-12-31", "2027-03-15"]
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement.id)
        await store.decisions.reconsider(agreement)
    assert await days(house, agreement) == ["2026-12-31", "2027-01-31", "2027-03-15"]


async def test_a_renewal_takes_the_reports_over(house: House) -> None:
    agreement = await agreed(
        house, {**MONTHLY, "every": "yearly", "first_on": "2027-06-30"}, term={"starts_on": "2026-11-12"}
    )
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement.id)
        renewal = await store.decisions.renew(agreement)
        await signed(store, renewal)
        assert agreement.state is AgreementState.superseded
    assert await days(house, agreement) == []
    assert await days(house, renewal) == ["2027-06-30", "2028-06-30"]


async def test_a_shared_channel_reads_nothing(house: House) -> None:
    await agreed(house, MONTHLY, channel_id=SHARED)
    await house.until(datetime(2026, 12, 25, tzinfo=UTC))
    assert about_reports(house, SHARED) == []
    [whole] = [one for one in house.playground.dms(AMELIE) if "A report is due" in one["text"]]
    assert buttons(whole)[:2] == ["Sent", "Open"]
