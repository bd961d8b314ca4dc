"""What befalls check-ins: silences, archived partners, people who leave, other hours, channels that go, outsiders."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.chores import Chores
from storage.check_ins import DUE as ASKED_FOR
from storage.errors import CannotReport, HasLeft
from storage.kpi import CheckInState, ValueState
from storage.kpi_periods import KpiFrequency
from storage.members import Role
from storage.reminder import ReminderState
from tests.house import AMELIE, GENERAL, MARC, RIVER, SAM, SECRET, SHARED, House
from tests.measuring import DUE, NAME, figures, in_channel, known, measured, partner_in, seen
from tests.test_check_ins import kept, said_in_dm, state_of

ONE_DAY = timedelta(days=1)
DECEMBER = date(2026, 12, 1)


async def due_rows(house: House) -> list[tuple[str, ReminderState, datetime]]:
    """The questions in the outbox: where, in which state, and when."""
    async with house.store() as store:
        found = []
        for frequency in KpiFrequency:
            for period in (date(2026, 10, 1), date(2026, 11, 1), DECEMBER, date(2027, 1, 1)):
                if check_in := await store.check_ins.of_period(1, frequency, period):
                    rows = await store.reminders.about(subject=check_in.subject, kind=ASKED_FOR)
                    found += [(row.recipient, row.state, row.due_at) for row in rows]
    return found


async def test_three_days_of_silence_are_one_message(house_anywhere: House) -> None:
    house = house_anywhere
    await measured(house, await partner_in(house))
    await house.pass_time(DUE + 3 * ONE_DAY - house.time())
    assert len(in_channel(house)) == 1
    assert await said_in_dm(house, SAM) == []
    await house.until(house.time() + 3 * ONE_DAY + timedelta(hours=1))
    assert len(await said_in_dm(house, SAM)) == 1
    await house.pass_time(6 * ONE_DAY)
    assert len(await said_in_dm(house, SAM)) == 2
    assert len(in_channel(house)) == 1


async def test_after_months_of_silence_only_the_newest_period_is_asked_for(house_anywhere: House) -> None:
    house = house_anywhere
    [kpi] = await measured(house, await partner_in(house))
    await house.pass_time(datetime(2027, 3, 10, 14, 1, tzinfo=UTC) - house.time())
    await house.settle()
    assert [one["text"].splitlines()[0] for one in in_channel(house)] == [
        "February figures for Centre Rivière-Nord are due (1 measure, about 2 minutes)"
    ]
    assert await said_in_dm(house, SAM) == []
    for period in (date(2026, 11, 1), DECEMBER, date(2027, 1, 1)):
        assert [one[0] for one in await kept(house, kpi.id, period)] == [ValueState.missed]
    assert await kept(house, kpi.id, date(2027, 2, 1)) == []


async def test_what_could_not_be_posted_is_still_closed_by_the_hourly_chores(house: House) -> None:
    [kpi] = await measured(house, await partner_in(house))
    house.playground.workspace.channels[RIVER].is_archived = True
    await house.until(DUE)
    assert in_channel(house) == []
    amelie = house.playground.person(AMELIE)
    assert any("could not be posted" in said for said in await said_in_dm(house, AMELIE))
    await house.pass_time(datetime(2027, 1, 5, 15, tzinfo=UTC) - house.time())
    chores = Chores(house.database)
    await chores.do_due()
    assert [one[0] for one in await kept(house, kpi.id)] == [ValueState.missed]
    assert await state_of(house, DECEMBER) is CheckInState.open
    await amelie.open_home()


async def test_another_channel_for_what_could_not_be_posted(house: House) -> None:
    await measured(house, await partner_in(house), {"channel_id": GENERAL}, {"code": "placed"})
    house.playground.workspace.channels[GENERAL].is_archived = True
    await house.until(DUE)
    assert len(in_channel(house)) == 1
    amelie = house.playground.person(AMELIE)
    await amelie.click("Choose a channel", channel=amelie.dm)
    amelie.fill("channel", RIVER)
    amelie.fill("from_now_on", ["yes"])
    assert await amelie.submit() == {}
    await house.settle()
    async with house.store() as store:
        assert {kpi.channel_id for kpi in await store.kpis.of(1)} == {RIVER, None}
        assert (await store.partners.get(1)).channel_id == RIVER
    await house.until(datetime(2027, 1, 4, 14, 1, tzinfo=UTC))
    assert in_channel(house)[-1]["text"].count("\n") == 2


async def test_a_renamed_channel_changes_nothing(house: House) -> None:
    await measured(house, await partner_in(house))
    house.playground.workspace.channels[RIVER].name = "river-north"
    await house.until(DUE)
    assert "<#C_RIVER>" in seen(in_channel(house)[0])


async def test_an_archived_partner_is_asked_nothing_and_goes_on_when_it_is_back(house: House) -> None:
    [kpi] = await measured(house, await partner_in(house))
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner archive {NAME}", channel=GENERAL)
    assert [state for _, state, _ in await due_rows(house)] == [ReminderState.cancelled]
    await house.until(DUE + 4 * ONE_DAY)
    assert in_channel(house) == []
    await amelie.command(f"/partner restore {NAME}", channel=GENERAL)
    await house.settle()
    [asked] = in_channel(house)
    assert asked["text"].startswith("November figures")
    await house.until(house.time() + 4 * ONE_DAY)
    assert len(await said_in_dm(house, SAM)) == 1
    await amelie.command(f"/partner archive {NAME}", channel=GENERAL)
    await house.pass_time(90 * ONE_DAY)
    await amelie.command(f"/partner restore {NAME}", channel=GENERAL)
    await house.settle()
    assert [one["text"].split(" ")[0] for one in in_channel(house)] == ["November"]
    for period in (date(2026, 11, 1), DECEMBER, date(2027, 1, 1)):
        assert await kept(house, kpi.id, period) == []
    assert house.playground.refused == []


async def test_archived_while_its_message_is_open(house: House) -> None:
    [kpi] = await measured(house, await partner_in(house))
    await house.until(DUE)
    sam = house.playground.person(SAM)
    await sam.click("Report November", channel=RIVER)
    sam.fill(f"value_{kpi.id}", "3")
    async with house.store() as store:
        await store.partners.archive(await store.partners.for_change(1))
    assert "archived" in next(iter((await sam.submit()).values()))
    assert await kept(house, kpi.id) == []


async def test_an_indicator_that_ended_is_asked_for_no_more(house: House) -> None:
    [kpi] = await measured(house, await partner_in(house))
    async with house.store() as store:
        await store.kpis.end(await store.kpis.for_change(kpi.id))
    await house.until(DUE)
    assert in_channel(house) == []
    async with house.store() as store:
        await store.kpis.resume(await store.kpis.for_change(kpi.id))
    await house.settle()
    assert in_channel(house)[0]["text"].startswith("November figures")


async def test_a_reporter_leaves(house: House) -> None:
    partner = await partner_in(house)
    [kpi] = await measured(house, partner)
    await house.leaves(SAM)
    [told] = await said_in_dm(house, AMELIE)
    assert told.splitlines() == [
        "Sam has left, and reported figures of partners you look after. Who reports them now?",
        "*Centre Rivière-Nord*: Referrals received",
    ]
    await house.until(DUE)
    assert "To be reported by <@U_AMELIE>." in seen(in_channel(house)[0])
    amelie = house.playground.person(AMELIE)
    await amelie.click("Choose somebody", channel=amelie.dm)
    amelie.fill("reporter", MARC)
    assert await amelie.submit() == {}
    async with house.store() as store:
        assert (await store.kpis.get(kpi.id)).reporter_id == MARC
    assert (await said_in_dm(house, AMELIE))[0] == "Sam has left; somebody else reports their figures by now."
    assert house.playground.refused == []


async def test_nobody_who_left_or_may_only_look_can_become_the_reporter(house: House) -> None:
    partner = await partner_in(house)
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.viewer: [MARC]})
        found = await store.partners.get(partner.id)
        with pytest.raises(CannotReport):
            await store.kpis.must_be_able_to_report(MARC, found, field="reporter")
        member = await store.members.by_user(SAM)
        assert member is not None
        member.left = True
        with pytest.raises(HasLeft):
            await store.kpis.must_be_able_to_report(SAM, found, field="reporter")


async def test_outsiders_read_nothing_of_it_and_the_owner_all(house: House) -> None:
    [kpi] = await measured(house, await partner_in(house, channel_id=SHARED))
    await figures(house, kpi, 9, 14)
    await house.until(DUE)
    [bare] = in_channel(house, SHARED)
    assert bare["text"] == "Figures of a partnership are due."
    assert "Rivière" not in str(bare)
    amelie = house.playground.person(AMELIE)
    assert "last 14" in (await said_in_dm(house, AMELIE))[0]
    await amelie.click("Report November", channel=amelie.dm)
    amelie.fill(f"value_{kpi.id}", "17")
    assert await amelie.submit() == {}
    assert in_channel(house, SHARED) == [bare]
    assert "17 (+3" in (await said_in_dm(house, AMELIE))[0]
    assert house.playground.refused == []


async def test_a_confidential_partner_stays_where_it_is(house: House) -> None:
    partner = await partner_in(house, channel_id=SECRET, confidential=True, people=[])
    await known(house, MARC)
    [kpi] = await measured(house, partner, {"reporter_id": AMELIE})
    await figures(house, kpi, 9, 14)
    await house.until(DUE)
    assert len(in_channel(house, SECRET)) == 1
    marc = house.playground.person(MARC)
    await marc.command("/partner kpis", channel=GENERAL)
    assert "Rivière" not in str(marc.modal)
    said = await marc.command(f"/partner kpis {NAME}", channel=GENERAL)
    assert "Référ" not in str(said)
    assert "Aiguillages" not in str(marc.modal)
    async with house.store() as store:
        found = await store.partners.get(partner.id)
        with pytest.raises(CannotReport):
            await store.kpis.must_be_able_to_report(MARC, found, field="reporter")
    house.playground.workspace.channels[SECRET].is_private = False
    amelie = house.playground.person(AMELIE)
    before = in_channel(house, SECRET)[0]["text"]
    await amelie.command(f"/partner kpis {NAME}", channel=GENERAL)
    await amelie.click("Report a period now")
    await amelie.submit()
    amelie.fill(f"value_{kpi.id}", "17")
    assert await amelie.submit() == {}
    assert in_channel(house, SECRET)[0]["text"] == before


async def test_other_hours_move_what_waits(house: House) -> None:
    await measured(house, await partner_in(house))
    [(_, _, before)] = await due_rows(house)
    assert before == datetime(2026, 12, 1, 14, tzinfo=UTC)
    async with house.store() as store:
        await store.settings.save(
            time_zone="America/Vancouver",
            language="en",
            province="BC",
            default_channel=None,
            quiet_from=time(18),
            quiet_until=time(9, 30),
        )
        await store.check_ins.extend_all()
    [(_, _, after)] = await due_rows(house)
    assert after == datetime(2026, 12, 1, 17, 30, tzinfo=UTC)
    await house.until(DUE)
    assert in_channel(house) == []
    await house.until(datetime(2026, 12, 1, 17, 31, tzinfo=UTC))
    assert len(in_channel(house)) == 1


async def test_another_channel_takes_the_question_along(house: House) -> None:
    await measured(house, await partner_in(house))
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner edit {NAME}", channel=GENERAL)
    await amelie.change("channel", GENERAL)
    assert await amelie.submit() == {}
    assert sorted((place, state) for place, state, _ in await due_rows(house)) == [
        (GENERAL, ReminderState.planned),
        (RIVER, ReminderState.cancelled),
    ]
    await house.until(DUE)
    assert in_channel(house) == []
    assert len(in_channel(house, GENERAL)) == 1


@pytest.mark.parametrize(
    ("frequency", "asked"),
    [
        (KpiFrequency.monthly, datetime(2026, 12, 1, 14, tzinfo=UTC)),
        (KpiFrequency.quarterly, datetime(2027, 1, 4, 14, tzinfo=UTC)),
        (KpiFrequency.half_yearly, datetime(2027, 1, 4, 14, tzinfo=UTC)),
        (KpiFrequency.yearly, datetime(2027, 1, 4, 14, tzinfo=UTC)),
    ],
)
async def test_each_rhythm_is_asked_for_at_its_own_end(house: House, frequency: KpiFrequency, asked: datetime) -> None:
    await measured(house, await partner_in(house), {"frequency": frequency})
    assert [due for _, _, due in await due_rows(house)] == [asked] or frequency is not KpiFrequency.monthly
    await house.until(asked - timedelta(minutes=1))
    assert in_channel(house) == []
    await house.until(asked + timedelta(minutes=1))
    assert len(in_channel(house)) == 1


async def test_doing_it_again_changes_nothing(house: House) -> None:
    partner = await partner_in(house)
    await measured(house, partner, {}, {"code": "placed", "frequency": KpiFrequency.quarterly})
    before = await due_rows(house)
    for _ in range(3):
        async with house.store() as store:
            await store.check_ins.extend(await store.partners.get(partner.id))
            await store.check_ins.settle_due()
            await store.check_ins.extend_all()
    assert await due_rows(house) == before


async def test_two_processes_ask_once(house_anywhere: House) -> None:
    """Both find the check-in over and close it at the same moment; one waits for the other."""

    house = house_anywhere
    partner = await partner_in(house)
    [kpi] = await measured(house, partner)
    await house.playground.move(datetime(2027, 1, 4, 15, tzinfo=UTC) - house.time())

    async def settle() -> None:
        async with house.store() as store:
            await store.check_ins.settle_due()

    await asyncio.gather(settle(), settle(), house.settle())
    assert [one[0] for one in await kept(house, kpi.id)] == [ValueState.missed]
    await house.settle()
    assert len(in_channel(house)) == 1
