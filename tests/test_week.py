"""A person's week: what it holds, whose it is, in which days; turned ahead and back; with 500 partners."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from messages import week as words_of_week
from storage.calendar import entries
from storage.kpi_periods import KpiFrequency
from storage.members import Role
from storage.recurrence import Frequency
from tests.crowd import crowd
from tests.house import AMELIE, GENERAL, GUEST, MARC, PRIYA, RIVER, SAM, House
from tests.measuring import description
from tests.weeks import NINE, busy, known, plan, text


async def open_week(house: House, user: str, word: str = "week") -> str:
    person = house.playground.person(user)
    await person.command(f"/partner {word}", channel=GENERAL)
    return text(person.modal)


async def test_a_week_with_something_of_everything(house_anywhere: House) -> None:
    house = house_anywhere
    await busy(house)
    await house.until(NINE)
    sam = house.playground.person(SAM)
    shown = await open_week(house, SAM)
    for line in (
        "Week of Mon 16 Nov to Sun 22 Nov",
        "Tue 17 Nov, 09:00 to 10:00*\\nPlanning session with Centre &lt;Rivière-Nord&gt; · <#C_RIVER>",
        "Thu 19 Nov, 09:00 to 10:00*\\nReview with Centre &lt;Rivière-Nord&gt;",
        "Your actions · 1 overdue",
        "Late &amp; dear*\\nCentre &lt;Rivière-Nord&gt; · Sam · overdue since Fri 13 Nov",
        "On time*\\nCentre &lt;Rivière-Nord&gt; · Sam · due Wed 18 Nov",
        "Joint intake*\\nCentre &lt;Rivière-Nord&gt; · ends Fri 20 Nov, in 4 days · to be decided",
        "Half-yearly report*\\nCentre &lt;Rivière-Nord&gt; · for Maria · to be sent by Thu 19 Nov",
        "No contact with Centre &lt;Rivière-Nord&gt; is on record since you agreed on weekly, 4 days ago",
        "Shared space*\\nCentre &lt;Rivière-Nord&gt; · version 1 · Amélie asked you on Thu 12 Nov",
        "1 more action of yours is open",
        "Your partners (2)",
        "Atelier des Pins*\\nnext: get in touch",
    ):
        assert line in shown, line
    assert shown.index("Late &amp; dear") < shown.index("On time")
    await sam.click("Done: Late & dear")
    assert "Late &amp; dear" not in text(sam.modal)
    assert "overdue" not in text(sam.modal)
    await sam.click("session:1")
    assert "Planning session with Centre &lt;Rivière-Nord&gt; tomorrow" in text(sam.modal)
    await sam.click("Reschedule")
    sam.fill("day", "2026-11-18")
    assert await sam.submit() == {}
    assert "Wed 18 Nov, 09:00 to 10:00" in text(sam.modal)
    await sam.click("Skip this one")
    sam.fill("why", "A conference")
    assert await sam.submit() == {}
    assert "Skipped: Planning session" in text(sam.modal)
    await sam.click("Undo")
    assert "Wed 18 Nov, 09:00 to 10:00" in text(sam.modal)
    await sam.close()
    await sam.click("Refresh")
    assert "Wed 18 Nov, 09:00 to 10:00" in text(sam.modal)
    await sam.click("Next week")
    assert "Week of Mon 23 Nov to Sun 29 Nov" in text(sam.modal)
    assert "Nothing comes up for you in this week. What comes next: *Tue 1 Dec" in text(sam.modal)
    await sam.click("This week")
    await sam.click("Previous week")
    assert "Late &amp; dear" not in text(sam.modal)
    assert house.playground.refused == []


async def test_a_week_in_french_with_a_public_holiday(house: House) -> None:
    await busy(house, of=MARC)
    await house.until(NINE)
    shown = await open_week(house, MARC, "semaine")
    for line in (
        "Semaine du lun. 16 nov. au dim. 22 nov.",
        "mar. 17 nov., de 9\u00a0h à 10\u00a0h*\\nSéance de planification avec",
        "Vos actions · 1 en retard",
        "prend fin le ven. 20 nov., dans 4 jours · à décider",
        "pour Maria · à remettre le jeu. 19 nov.",
        "version 1 · Amélie vous a sollicité le jeu. 12 nov.",
    ):
        assert line in shown.replace("\\xa0", "\u00a0"), line
    marc = house.playground.person(MARC)
    for _ in range(6):
        await marc.click("Semaine suivante")
    assert "Semaine du lun. 28 déc. 2026 au dim. 3 janv. 2027" in text(marc.modal)
    assert "Le ven. 1er janv. est un jour férié" in text(marc.modal)
    assert house.playground.refused == []


async def test_it_is_a_persons_own(house: House) -> None:
    """Neither what is others', nor what they may not see, nor what is put away; a viewer may not change anything."""
    await busy(house, of=AMELIE)
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.viewer: [MARC]})
        hidden = await store.partners.create(name="Fondation Secrète", owner_id=AMELIE, confidential=True)
        action = await store.actions.add(partner_id=hidden.id, what="Whisper", assignee_id=AMELIE)
        action.assignee_id, action.due_on = MARC, date(2026, 11, 13)
        old = await store.partners.create(name="Gone", owner_id=MARC)
        await store.actions.add(partner_id=old.id, what="Old", assignee_id=MARC, due_on=date(2026, 11, 13))
        await store.partners.archive(old)
        mine = await store.partners.create(name="Café du coin", owner_id=MARC)
        await store.actions.add(partner_id=mine.id, what="Look", assignee_id=MARC, due_on=date(2026, 11, 13))
        await store.sessions.begin(mine, plan(date(2026, 11, 13)))
    await house.pass_time(timedelta(days=3))
    shown = await open_week(house, MARC)
    assert "Look" in shown
    assert "rien n’est noté encore" in shown
    assert not any(word in shown for word in ("Secrète", "Whisper", "Old", "Gone", "Rivière-Nord"))
    assert not any(f"'action_id': '{one}'" in shown for one in ("actions.done", "meetings.meet", "sessions.plan"))
    await house.until(NINE)
    assert "Rivière-Nord" in await open_week(house, AMELIE)
    assert "Rivière-Nord" not in await open_week(house, MARC, "semaine")
    await house.playground.person(GUEST).command("/partner week", channel=GENERAL)
    assert house.playground.person(GUEST).modal is None
    assert house.playground.refused == []


async def test_figures_go_to_whoever_reports_them(house: House) -> None:
    """Sam's indicators; Amélie has one of her own; Priya is asked for one; of who left, the owner is asked."""
    await known(house)
    async with house.store() as store:
        partner = await store.partners.create(name="Rivière-Nord", owner_id=AMELIE, channel_id=RIVER, people=[SAM])
        other = await store.partners.create(name="Atelier", owner_id=AMELIE, people=[MARC])
        for code in ("referrals_in", "referrals_out"):
            await store.kpis.add(partner, description(code=code))
        await store.kpis.add(partner, description(code="clients_served", reporter_id=AMELIE))
        await store.kpis.add(other, description(reporter_id=MARC))
    await house.until(datetime(2026, 12, 2, 15, tzinfo=UTC))
    assert "November figures, Rivière-Nord*\\n2 measures, open since Tue 1 Dec" in await open_week(house, SAM)
    shown = await open_week(house, AMELIE)
    assert "Rivière-Nord*\\n1 measure, open since" in shown
    assert "figures, Atelier" not in shown
    async with house.store() as store:
        check_in = await store.check_ins.of_period(other.id, KpiFrequency.monthly, date(2026, 11, 1))
        assert check_in is not None
        await store.check_ins.ask(check_in, PRIYA, await store.check_ins.outstanding(check_in))
    assert "November figures, Atelier*\\n1 measure" in await open_week(house, PRIYA)
    assert "Atelier*\\n1" not in await open_week(house, MARC)
    house.playground.workspace.people[PRIYA].deleted = True
    async with house.store() as store:
        member = await store.members.by_user(PRIYA)
        assert member is not None
        member.left = True
    assert "November figures, Atelier*\\n1 measure" in await open_week(house, AMELIE)
    await house.playground.person(SAM).command("/partner week", channel=GENERAL)
    await house.playground.person(SAM).click("check_ins.report")
    sam = house.playground.person(SAM)
    sam.fill("value_1", "17")
    sam.fill("value_2", "3")
    assert await sam.submit() == {}
    await house.liaison.afterwards.finished()
    assert "Week of Mon 30 Nov" in text(sam.modal)  # the window below has followed
    assert "figures, Rivière-Nord" not in text(sam.modal)
    assert house.playground.refused == []


async def test_a_week_is_of_the_persons_own_days(house: House) -> None:
    """Sunday 23:30 in Toronto is Monday 01:00 in St. John's; the clock changed in between."""
    await known(house)
    async with house.store() as store:
        partner = await store.partners.create(name="Night school", owner_id=SAM, people=[PRIYA])
        await store.sessions.begin(partner, plan(date(2026, 11, 15), at=time(23, 30), frequency=Frequency.once))
    assert "Sun 15 Nov, 23:30 to 00:30" in await open_week(house, SAM)
    assert "Nothing comes up for you in this week. What comes next: *Mon 16 Nov, 01:00" in await open_week(house, PRIYA)
    await house.playground.person(PRIYA).click("Next week")
    assert "Mon 16 Nov, 01:00 to 02:00*\\nPlanning session" in text(house.playground.person(PRIYA).modal)
    assert house.playground.refused == []


@pytest.mark.parametrize("shifts", [False, True])
async def test_weeks_to_come_hold_what_a_calendar_does(house: House, shifts: bool) -> None:
    """Across the clock change of March 2027 and the holidays, whatever was moved or skipped."""
    await known(house)
    async with house.store() as store:
        for n, frequency in enumerate(Frequency):
            partner = await store.partners.create(name=f"Partner {n}", owner_id=SAM)
            first = date(2026, 11, 20) if n % 2 else date(2026, 11, 30)
            cadence = await store.sessions.begin(
                partner, plan(first, frequency=frequency, at=time(9), shift_holidays=shifts)
            )
            coming = await store.sessions.coming(cadence)
            if n == 1:
                await store.sessions.skip(coming[0], "away")
            if n == 2:
                await store.sessions.move(coming[1], coming[1].starts_at + timedelta(days=4))
    async with house.store() as store:
        member = await store.members.by_user(SAM)
        assert member is not None
        oracle = [
            (one.starts_at, one.series.cadence.id)
            for one in entries(await store.calendar.of_person(SAM), province="ON", now=store.now)
            if not one.cancelled
        ]
        for weeks in range(words_of_week.AHEAD):
            monday = date(2026, 11, 9) + timedelta(weeks=weeks)
            found = await store.weeks.of(member, monday, each=50)
            here = [one for one in oracle if found.span.start <= one[0] < found.span.end]
            assert [(one.starts_at, one.cadence.id) for one in found.sittings.shown] == here


async def test_of_what_is_left_out_it_is_said_how_much_and_where(house: House) -> None:
    await known(house, AMELIE, SAM)
    async with house.store() as store:
        await crowd(store, SAM, 90)
    assert "and 84 more" in await open_week(house, SAM)
    sam = house.playground.person(SAM)
    every = [one["value"] for one in buttons(sam.modal, words_of_week.ALL)]
    assert len(every) == 7
    for value in every:
        await sam.click(next(one["block_id"] for one in sam.modal["blocks"] if value in str(one)))
        if value.startswith("quiet"):  # of those paused, closed and declined nothing is said
            assert len(sam.modal["blocks"]) == 2 + 63
        else:
            assert len(sam.modal["blocks"]) == 2 + 80 + 1
            assert "and 10 more" in text(sam.modal)
            assert "/partner " in text(sam.modal)
        await sam.close()
    assert house.playground.refused == []


def buttons(view: Any, action_id: str) -> list[dict[str, Any]]:
    """The buttons of a view that stand beside a text and have this id."""
    beside = [block.get("accessory", {}) for block in view["blocks"]]
    return [one for one in beside if one.get("action_id") == action_id]


async def test_a_first_week_helps_to_begin(house: House) -> None:
    shown = await open_week(house, SAM)
    assert "no session is planned with your partners" in shown
    assert "`/partner new` adds one" in shown
    sam = house.playground.person(SAM)
    await sam.click("New partner")
    assert sam.modal is not None
    assert sam.modal["title"]["text"] == "New partner"
    assert house.playground.refused == []
