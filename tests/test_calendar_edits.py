"""What a calendar shows through any sequence of edits, and of what another workspace and the log never see."""

import signal
from datetime import date, datetime, time, timedelta
from typing import Any

import aiohttp
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from storage.calendar import Entry, entries
from storage.engine import open_engine
from storage.errors import Refused
from storage.plans import Plan
from storage.recurrence import Frequency
from storage.sessions import Cadence, Session, SessionState
from storage.store import Store
from tests.calendars import read, year
from tests.house import AMELIE, GENERAL, House
from tests.installing import Town
from tests.planned import NAME, TORONTO, TUESDAY, partner_in
from tests.test_calendar import get, link_of
from tests.test_recurrence import naive
from tests.test_serve import running, slack

STEPS = ("move", "skip", "unskip", "change", "end", "resume", "hold", "wait", "holiday")
PLANS = st.tuples(
    st.sampled_from([one for one in Frequency if one is not Frequency.once]),
    st.integers(1, 40),
    st.sampled_from([time(1, 30), time(2, 30), time(9), time(23, 45)]),
    st.sampled_from([TORONTO, "America/St_Johns", "America/Regina"]),
    st.booleans(),
)
Look = dict[date, tuple[datetime, bool, int]]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PLANS, st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 60), PLANS), max_size=14))
@example((Frequency.weekly, 12, time(9), TORONTO, False), [("end", 0, None), ("wait", 20, None), ("resume", 0, None)])
async def test_whatever_people_do_a_calendar_shows_what_will_be_held(
    house: House, first: Any, steps: list[tuple[str, int, Any]]
) -> None:
    """No session is doubled; SEQUENCE never falls, and rises with every change; what is shown to come is what the rule
    gives by naive expansion, but for what people did to single sessions; and it is held when its time comes."""
    house.time.offset = timedelta(0)
    partner = await partner_in(house)
    async with house.store() as store:
        cadence_id = (await store.sessions.begin(partner, planned(first, store.now))).id
    before = await look(house, cadence_id)
    for step, number, plan in steps:
        if step == "wait":
            await house.time.advance(timedelta(days=number, hours=number))
            async with house.store() as store:
                await store.sessions.extend(await store.sessions.cadence(cadence_id))
        else:
            try:
                async with house.store() as store:
                    await do(store, await store.sessions.cadence(cadence_id), step, number, plan)
            except Refused:
                pass
        now = await look(house, cadence_id)
        for occurrence in before.keys() & now.keys():
            assert now[occurrence][2] >= before[occurrence][2]
            assert now[occurrence][:2] == before[occurrence][:2] or now[occurrence][2] > before[occurrence][2]
        before = now
    await held_as_shown(house, cadence_id, before)


def planned(chosen: Any, now: datetime) -> Plan:
    frequency, ahead, at, zone, shift = chosen
    first_on = now.date() + timedelta(days=ahead + 1)
    return Plan(frequency, first_on, at, zone, remind_before=(60,), shift_holidays=shift)


async def do(store: Store, cadence: Cadence, step: str, number: int, plan: Any) -> None:
    every = list(await store.session.scalars(select(Session).where(Session.cadence_id == cadence.id)))
    coming = [one for one in every if one.starts_at > store.now and one.state is SessionState.planned]
    skipped = [one for one in every if one.state is SessionState.skipped]
    match step:
        case "move" if coming:
            await store.sessions.move(coming[number % len(coming)], store.now + timedelta(hours=number + 1))
        case "skip" if coming:
            await store.sessions.skip(coming[number % len(coming)], "away")
        case "unskip" if skipped:
            await store.sessions.unskip(skipped[number % len(skipped)])
        case "hold" if coming:
            await store.sessions.held(coming[0].id)
        case "change" if cadence.ended_at is None:
            await store.sessions.change(cadence, planned(plan, store.now))
        case "end" if cadence.ended_at is None:
            await store.sessions.end(cadence)
        case "resume" if cadence.ended_at is not None:
            await store.sessions.resume(cadence)
        case "holiday":
            province = ("ON", "QC", "SK", "NL")[number % 4]
            kept = await store.settings.get()
            chosen = {name: getattr(kept, name) for name in ("time_zone", "language", "default_channel")}
            hours = {name: getattr(kept, name) for name in ("quiet_from", "quiet_until")}
            await store.settings.save(**chosen, **hours, province=province)
            await store.sessions.extend_all()


async def look(house: House, cadence_id: int) -> Look:
    """What the calendar shows now, checked against the table and the naive rule."""
    async with house.store() as store:
        cadence = await store.sessions.cadence(cadence_id)
        series = [one for one in await store.calendar.of_partner(cadence.partner_id) if one.cadence.id == cadence_id]
        province = (await store.settings.get()).province
        found = entries(series, province=province, now=store.now)
        rows = {one.occurrence: one for one in await store.session.scalars(_of(cadence_id))}
        now = store.now
    shown = {one.occurrence: (one.starts_at, one.cancelled, one.number) for one in found}
    assert len(shown) == len(found)
    days = set() if cadence.ended_at else set(naive(cadence.frequency, cadence.first_on, (year(now)).date()))
    for entry in found:
        if entry.starts_at > now and not entry.cancelled:
            expected(entry, rows.get(entry.occurrence), days)
    for row in rows.values():
        if row.state is SessionState.planned and row.starts_at > now:
            assert shown[row.occurrence][:2] == (row.starts_at, False)
        if row.state is SessionState.skipped and row.starts_at > now - timedelta(days=60):
            assert row.occurrence not in shown or shown[row.occurrence][1]
    ahead = {day for day in days if now.date() + timedelta(days=1) < day < year(now).date() - timedelta(days=12)}
    assert ahead - rows.keys() <= shown.keys()
    return shown


def expected(entry: Entry, row: Session | None, days: set[date]) -> None:
    """A session that is to come is one of the rule's days, or one that people put there."""
    assert entry.occurrence in days or (row is not None and row.state in (SessionState.planned, SessionState.held))
    assert row is None or row.state is not SessionState.skipped


async def held_as_shown(house: House, cadence_id: int, shown: Look) -> None:
    """Time goes on, session after session: each is put into the table when and as the calendar said."""
    now = house.time()
    coming = sorted((at, day) for day, (at, cancelled, _) in shown.items() if at > now and not cancelled)[:6]
    for at, day in coming:
        async with house.store() as store:
            await store.sessions.extend(await store.sessions.cadence(cadence_id))
            rows = {one.occurrence: one for one in await store.session.scalars(_of(cadence_id))}
        assert rows[day].starts_at == at
        assert rows[day].state in (SessionState.planned, SessionState.held)
        await house.time.advance(at - house.time() + timedelta(minutes=1))


def _of(cadence_id: int) -> Any:
    return select(Session).where(Session.cadence_id == cadence_id)


async def test_a_plan_that_was_changed_in_slack_is_changed_in_the_calendar(house: House) -> None:
    partner = await partner_in(house)
    async with house.store() as store:
        await store.sessions.begin(partner, Plan(Frequency.weekly, TUESDAY, time(9), TORONTO))
    url = await link_of(house)
    before = {event.uid: event for event in (await get(house, url)).shown}
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    await amelie.click("Change")
    await amelie.change("at", "14:00")
    assert await amelie.submit() == {}
    after = {event.uid: event for event in (await get(house, url)).shown}
    assert before.keys() == after.keys()
    assert {after[uid].start - before[uid].start for uid in after} == {timedelta(hours=5)}
    assert all(after[uid].number > before[uid].number for uid in after)
    await amelie.click("End")
    ended = (await get(house, url)).shown
    assert [(event.status, event.start.date()) for event in ended] == [
        ("CANCELLED", date(2026, 11, 24)),
        ("CANCELLED", date(2026, 12, 1)),
    ]
    await amelie.click("Undo")
    resumed = {event.uid: event for event in (await get(house, url)).shown}
    assert resumed.keys() == after.keys()
    assert {event.status for event in resumed.values()} == {"CONFIRMED"}
    assert all(resumed[uid].number > after[uid].number for uid in after)


async def test_another_province_moves_what_gives_way_to_its_holidays(house: House) -> None:
    """Thursday 24 June 2027, seven months before it comes into the table: a holiday in Québec, not in Ontario."""
    partner = await partner_in(house)
    async with house.store() as store:
        plan = Plan(Frequency.weekly, date(2026, 11, 19), time(9), TORONTO, shift_holidays=True)
        cadence = await store.sessions.begin(partner, plan)
        series = await store.calendar.of_partner(partner.id)
        [before] = [one for one in entries(series, province="ON", now=store.now) if one.occurrence == date(2027, 6, 24)]
    async with house.store() as store:
        await do(store, await store.sessions.cadence(cadence.id), "holiday", 1, None)
    async with house.store() as store:
        series = await store.calendar.of_partner(partner.id)
        [after] = [one for one in entries(series, province="QC", now=store.now) if one.occurrence == date(2027, 6, 24)]
    assert after.starts_at - before.starts_at == timedelta(days=1)
    assert after.number > before.number


async def test_a_link_shows_its_own_workspace_and_dies_with_it(anywhere: Town) -> None:
    links: list[str] = []
    for number, playground in enumerate(anywhere.workspaces):
        await anywhere.install(playground)
        amelie = playground.person(AMELIE)
        await amelie.command("/partner help", channel=GENERAL)
        row = await anywhere.row(playground)
        assert row is not None
        async with anywhere.liaison.database.store(row.id, by=AMELIE) as store:
            partner = await store.partners.create(name=f"Partner {number}", owner_id=AMELIE)
            await store.sessions.begin(partner, Plan(Frequency.weekly, TUESDAY, time(9), TORONTO))
        await amelie.command("/partner calendar", channel=GENERAL)
        await amelie.click("Get my link")
        links.append(str(amelie.modal["blocks"]).partition("```")[2].partition("```")[0])

    async def asked(url: str) -> tuple[int, set[str]]:
        async with aiohttp.ClientSession(anywhere.url) as session, session.get(url[url.index("/ics/") :]) as answer:
            data = await answer.read()
            return answer.status, {event.title for event in read(data)} if answer.status == 200 else set()

    expected = [(200, {f"Planning session with Partner {number}"}) for number in range(2)]
    assert [await asked(url) for url in links] == expected
    uids = {url: await _uids(anywhere, url) for url in links}
    assert uids[links[0]].isdisjoint(uids[links[1]])
    await anywhere.workspaces[0].uninstall()
    assert [await asked(url) for url in links] == [(404, set()), expected[1]]
    await anywhere.install(anywhere.workspaces[0])
    assert await asked(links[0]) == expected[0]


async def _uids(it: Town, url: str) -> set[str]:
    async with aiohttp.ClientSession(it.url) as session, session.get(url[url.index("/ics/") :]) as answer:
        return {event.uid for event in read(await answer.read())}


async def test_no_link_is_logged_or_counted(sqlite_url: str) -> None:
    """A real process that logs all it ever logs; read well, read in vain, and read while the database is broken."""
    given = {"LIAISON_PUBLIC_URL": "https://liaison.example", "LIAISON_LOG_LEVEL": "debug"}
    async with slack() as north:
        async with running(north, sqlite_url, "serve", **given) as liaison:
            url = f"http://127.0.0.1:{(await liaison.until('ready'))['port']}"
            north.app_url = url
            amelie = north.person(AMELIE)
            await amelie.command("/partner calendar", channel=GENERAL)
            await amelie.click("Get my link")
            token = str(amelie.modal["blocks"]).partition("/ics/")[2].partition(".ics")[0]
            statuses = []
            async with aiohttp.ClientSession(url) as session:
                for path in (f"/ics/{token}.ics", f"/ics/{token[::-1]}.ics"):
                    async with session.get(path) as answer:
                        statuses.append(answer.status)
                engine = open_engine(sqlite_url)
                async with engine.begin() as connection:
                    await connection.execute(text("DROP TABLE partner_people"))
                await engine.dispose()
                async with session.get(f"/ics/{token}.ics") as answer:
                    statuses.append(answer.status)
                async with session.get("/metrics") as answer:
                    counted = await answer.text()
            liaison.process.send_signal(signal.SIGTERM)
            assert await liaison.end() == 0
        logged = "".join(liaison.lines)
    assert (len(token), statuses) == (43, [200, 404, 500])
    assert "OperationalError" in logged
    for said in (logged, counted):
        assert token not in said
        assert token[::-1] not in said
        assert "/ics/" not in said
