"""The whole story, from the first word to the agenda before a session, as the people of one workspace live it.

Amélie asks in English, Marc in French; over HTTP on each database, and over a socket.
"""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.house import AMELIE, GENERAL, MARC, PRIYA, RIVER, SAM, SECRET, House, living

NAME = "Centre Rivière-Nord"
HIDDEN = "Fondation Discrète"
SESSION = datetime(2026, 11, 24, 14, tzinfo=UTC)  # 09:00 in Toronto


@pytest.fixture(params=["http-sqlite", "http-postgresql", "socket-sqlite"])
def way(request: pytest.FixtureRequest) -> tuple[str, str]:
    """How Slack reaches the bot, and the database that it keeps things in."""
    transport, database = request.param.split("-")
    return transport, str(request.getfixturevalue(f"{database}_url"))


@pytest.fixture
async def house(way: tuple[str, str]) -> AsyncIterator[House]:
    transport, database_url = way
    async with living(database_url, transport=transport) as house:
        yield house


def words(*things: Any) -> str:
    """Every text that these messages or views show, in order, with plain spaces."""
    found: list[str] = []

    def read(part: Any) -> None:
        if isinstance(part, dict):
            found.extend([part["text"]] if isinstance(part.get("text"), str) else [])
            for name, value in part.items():
                read(value) if name not in ("state", "private_metadata") else None
        elif isinstance(part, list | tuple):
            for value in part:
                read(value)

    read(things)
    return "\n".join(found).replace("\u00a0", " ")


async def said(house: House, user: str, line: str, channel: str = GENERAL) -> str:
    """What a command is answered with."""
    return words(await house.playground.person(user).command(line, channel=channel))


async def test_the_story(house: House) -> None:
    await they_ask_what_it_can_do(house)
    await a_partner_is_added_once(house)
    await it_is_found_changed_and_put_away(house)
    await a_meeting_is_begun_and_survives_a_restart(house)
    await it_is_recorded_and_told(house)
    await what_stays_open_is_next(house)
    await sessions_are_planned(house)
    await actions_are_nudged_about(house)
    await the_agenda_comes_before_the_session(house)
    await the_session_is_recorded_from_its_agenda(house)
    await the_workspace_speaks_french(house)
    await a_confidential_partner_is_absent(house)
    assert house.playground.refused == []
    problems = [one for one in house.playground.traffic if one.problems]
    assert problems == []


async def they_ask_what_it_can_do(house: House) -> None:
    for line in ("/partner", "/partner help"):
        guide = await said(house, AMELIE, line)
        assert all(f"/partner {word}" in guide for word in house.liaison.routes.commands)
    assert "Did you mean `/partner new`?" in await said(house, AMELIE, "/partner nwe")
    assert "Liaison vous aide" in await said(house, MARC, "/partner aide")
    assert "Vouliez-vous dire `/partner rencontre`?" in await said(house, MARC, "/partner rencotnre")
    assert house.playground.messages(GENERAL) == []


async def a_partner_is_added_once(house: House) -> None:
    amelie, marc = house.playground.person(AMELIE), house.playground.person(MARC)
    await amelie.command(f"/partner new {NAME}", channel=GENERAL)
    assert amelie.modal["title"]["text"] == "New partner"
    await amelie.change("Kinds of organization", ["Community", "Settlement"])
    await amelie.change("Reasons to partner", ["Pool resources"])
    amelie.fill("Region", "Durham Region")
    await amelie.change("Languages", ["French", "English"])
    amelie.fill("Website", "riviere-nord.example")
    await amelie.change("Home channel", RIVER)
    await amelie.change("Colleagues", [SAM, MARC])
    amelie.fill("Contact 1: name", "Maria Silva")
    amelie.fill("Email", "maria@riviere-nord.example")
    assert await amelie.submit() == {}
    card = words(amelie.modal)
    for fact in (NAME, "Identified · community · settlement", "Owner Amélie", "Maria Silva", "Record a meeting"):
        assert fact in card
    await amelie.close(clear=True)
    for typed in ("centre riviere nord", "Centre Rivière-Nord Inc.", "Centre Rivère-Nord"):
        await marc.command("/partner nouveau", channel=GENERAL)
        assert marc.modal["title"]["text"] == "Nouveau partenaire"
        marc.fill("Nom", typed)
        assert await marc.submit() == {}
        assert "Ce partenaire est peut-être déjà là." in words(marc.modal)
        await marc.click("Ouvrir celui qui existe")
        assert "Repéré · communautaire · établissement" in words(marc.modal)
        await marc.close(clear=True)
    await marc.command("/partner nouveau Centre Rivière-Sud", channel=GENERAL)
    assert await marc.submit() == {}
    await marc.close(clear=True)
    async with house.store() as store:
        assert [line.name for line in (await store.partners.page()).lines] == [NAME, "Centre Rivière-Sud"]


async def it_is_found_changed_and_put_away(house: House) -> None:
    amelie, marc = house.playground.person(AMELIE), house.playground.person(MARC)
    assert NAME in await said(house, SAM, "/partner show RIVIERE-NORD")
    assert "Several partners answer" in await said(house, SAM, "/partner show centre")
    assert "Did you mean one of these" in await said(house, SAM, "/partner show Rivet Norse")
    assert NAME in await said(house, SAM, "/partner list community")
    assert NAME in await said(house, SAM, "/partner list mine")
    assert NAME not in await said(house, PRIYA, "/partner list mine")
    await amelie.command("/partner edit riviere-nord", channel=GENERAL)
    amelie.fill("Who they serve", "Newcomers & their families")
    assert await amelie.submit() == {}
    await amelie.close(clear=True)
    assert "Serves: Newcomers &amp; their families" in await said(house, SAM, "/partner show nord")
    assert "rien n’est perdu" in (await said(house, MARC, "/partner archiver Rivière-Sud")).lower()
    assert "Rivière-Sud" not in await said(house, MARC, "/partner liste")
    await marc.command("/partner restaurer Rivière-Sud", channel=GENERAL)
    assert "Rivière-Sud" in await said(house, MARC, "/partner liste")


async def a_meeting_is_begun_and_survives_a_restart(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner meet riviere-nord", channel=GENERAL)
    amelie.fill("New goal 1", "40 newcomers in paid work by June")
    await amelie.change("Notes", "We agree to pilot a joint intake on Tuesdays.")
    await amelie.close()
    await house.restart()
    await amelie.command("/partner meet riviere-nord", channel=GENERAL)
    assert "Continuing where you left off, 10:" in words(amelie.modal)
    typed = amelie.modal["state"]["values"]
    assert typed["goal_0"]["field"]["value"] == "40 newcomers in paid work by June"
    assert typed["notes"]["field"]["value"] == "We agree to pilot a joint intake on Tuesdays."


async def it_is_recorded_and_told(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.change("Day", "2026-11-13")
    assert "in the future" in (await amelie.submit())["date"]
    await amelie.change("Day", "2026-11-12")
    await amelie.change("Do they want to work with us?", "Yes")
    await amelie.options("Who was there from their side", "mar")
    await amelie.change("Who was there from their side", ["Maria Silva"])
    amelie.fill("Shared services", "A joint intake")
    await amelie.change("requirement_reporting", "Monthly, by email")
    await step(amelie, 1, "Send the draft schedule", "Sam", "2026-11-20")
    for row, (what, who, by) in enumerate([("Book a room", "Sam", "2026-11-20"), ("Traduire", "Marc", None)], 2):
        await amelie.click("Add another step")
        await step(amelie, row, what, who, by)
    assert await amelie.submit(twice=True) == {}
    await house.settle()
    [notice] = house.playground.messages(RIVER)
    for fact in (
        f"Amélie met {NAME} on 12 Nov 2026 (introduction). They want to work with us.",
        "New goal: 40 newcomers in paid work by June",
        "Send the draft schedule (Sam, by Fri 20 Nov)",
        "Still to clarify: work schedule · financial mechanism · measurement of success",
        "Stage: Exploring",
    ):
        assert fact in words(notice)
    [to_sam], [to_marc] = house.playground.dms(SAM), house.playground.dms(MARC)
    assert "Amélie gave you 2 next steps" in words(to_sam)
    assert "Amélie vous confie 1 action" in words(to_marc)
    assert house.playground.dms(AMELIE) == house.playground.dms(PRIYA) == []


async def step(person: Any, row: int, what: str, who: str, by: str | None) -> None:
    """Fills one row of next steps."""
    person.fill(f"Step {row}: what", what)
    await person.options(f"Step {row}: who", who)
    await person.change(f"Step {row}: who", who)
    if by:
        await person.change(f"Step {row}: by when", by)


async def what_stays_open_is_next(house: House) -> None:
    """The shortcut asks for the partner; what was agreed stands in the form, in the person's language."""
    marc = house.playground.person(MARC)
    await marc.shortcut("meetings.record")
    [(label, value)] = await marc.options("meetings.partner", "riviere-nord")
    assert label == NAME
    await marc.change("meetings.partner", value)
    assert marc.modal["title"]["text"] == "Noter une rencontre"
    assert marc.modal["state"]["values"]["requirement_reporting"]["field"]["value"] == "Monthly, by email"
    assert "40 newcomers in paid work by June" in words(marc.modal)
    await marc.close()
    card = await said(house, MARC, "/partner voir riviere-nord", RIVER)
    assert "En exploration" in card
    assert "Reste à préciser : calendrier de travail" in card
    await marc.click("Noter une rencontre", channel=RIVER)
    assert marc.modal["title"]["text"] == "Noter une rencontre"
    await marc.close()


async def sessions_are_planned(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner plan riviere-nord", channel=GENERAL)
    await amelie.change("First day", "2026-11-24")
    assert "Tue 24 Nov, 09:00" in words(amelie.modal)
    await amelie.change("Remind us", ["1 day before", "1 hour before"])
    assert await amelie.submit() == {}
    assert "Every second Tuesday" in words(amelie.modal)
    await amelie.close(clear=True)
    assert "Tue 24 Nov, 09:00 (Toronto)" in await said(house, SAM, "/partner show riviere-nord")


async def actions_are_nudged_about(house: House) -> None:
    """Two items fall due on one day: one message the day before, one when they are overdue, none between."""
    sam = house.playground.person(SAM)
    await house.until(datetime(2026, 11, 19, 18, tzinfo=UTC))
    [_, nudge] = house.playground.dms(SAM)
    assert all(fact in words(nudge) for fact in ("Send the draft schedule", "Book a room", "due tomorrow, Fri 20 Nov"))
    await sam.click("Done: Book a room", message=nudge["ts"])
    assert "done by Sam" in words(house.playground.dms(SAM)[-1])
    await sam.command("/partner actions mine", channel=GENERAL)
    assert "Book a room" not in words(house.playground.ephemerals(SAM)[-1])
    await house.until(datetime(2026, 11, 22, 18, tzinfo=UTC))
    assert "overdue since Fri 20 Nov" in words(house.playground.dms(SAM)[-1])
    days = Counter(datetime.fromtimestamp(float(one["ts"]), UTC).date() for one in house.playground.dms(SAM))
    assert list(days.values()) == [1, 1, 1]
    assert "Traduire" in await said(house, MARC, "/partner actions miennes")


async def the_agenda_comes_before_the_session(house: House) -> None:
    sam = house.playground.person(SAM)
    await house.until(SESSION - timedelta(hours=2))
    [_, agenda] = house.playground.messages(RIVER)
    assert float(agenda["ts"]) == pytest.approx((SESSION - timedelta(days=1)).timestamp(), abs=120)
    for fact in (
        f"Planning session with {NAME} tomorrow, Tue 24 Nov, 09:00 to 10:00 (Toronto)",
        "overdue since Fri 20 Nov",
        "40 newcomers in paid work by June (still open)",
        "work schedule · financial mechanism · measurement of success",
        "We agree to pilot a joint intake on Tuesdays.",
        "Why am I seeing this",
    ):
        assert fact in words(agenda)
    await sam.click("Why am I seeing this", message=agenda["ts"])
    assert "Liaison planned this message on Thu 12 Nov" in words(sam.modal)
    await sam.close()
    late = next(block for block in agenda["blocks"] if "overdue since" in words(block))
    await sam.click(late["block_id"], option="Mark as done", message=agenda["ts"])
    [_, agenda] = house.playground.messages(RIVER)
    assert "done by Sam" in words(agenda)
    await house.until(SESSION - timedelta(minutes=5))
    [*_, reminder] = house.playground.messages(RIVER)
    assert "today, Tue 24 Nov" in words(reminder)
    assert "overdue" not in words(reminder)
    assert len(house.playground.messages(RIVER)) == 3


async def the_session_is_recorded_from_its_agenda(house: House) -> None:
    amelie = house.playground.person(AMELIE)
    await house.until(SESSION + timedelta(hours=2))
    assert len(house.playground.messages(RIVER)) == 3
    [*_, reminder] = house.playground.messages(RIVER)
    await amelie.click("Record the meeting", message=reminder["ts"])
    shown = amelie.modal["state"]["values"]
    assert (shown["date"]["field"]["selected_date"], shown["time"]["field"]["selected_time"]) == ("2026-11-24", "09:00")
    assert shown["purpose"]["field"]["selected_option"]["value"] == "planning"
    await amelie.change("Which of these are met?", ["40 newcomers in paid work by June"])
    assert await amelie.submit() == {}
    await house.settle()
    [_, first, second, notice] = house.playground.messages(RIVER)
    assert words(first).startswith("Recorded:")
    assert words(second).startswith("Recorded:")
    assert "Goal met: 40 newcomers in paid work by June" in words(notice)


async def the_workspace_speaks_french(house: House) -> None:
    """What is posted in channels follows the workspace; people keep their own language."""
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner settings", channel=GENERAL)
    amelie.fill("Language of what is posted in channels", "Français")
    amelie.fill("Quiet until", "10:00")
    assert await amelie.submit() == {}
    await house.until(datetime(2026, 12, 8, 13, 30, tzinfo=UTC))
    [*_, agenda, again] = house.playground.messages(RIVER)
    for one, hour in ((agenda, 10), (again, 17)):  # what would fall into quiet hours comes after, or still before them
        shown = words(one).replace("\u00a0", " ")
        assert f"Séance de planification avec {NAME} demain, mar. 8 déc., de 9 h à 10 h (Toronto)" in shown
        assert datetime.fromtimestamp(float(one["ts"]), ZoneInfo("America/Toronto")).hour == hour
    assert "Home channel" in await fields(house, AMELIE)
    await amelie.click("Sauter cette séance", message=agenda["ts"])
    amelie.fill("Why", "Everybody is at a conference")
    assert await amelie.submit() == {}
    assert "Everybody is at a conference" in words(house.playground.messages(RIVER)[-1])
    said_by_then = len(house.playground.messages(RIVER))
    await house.until(datetime(2026, 12, 9, 13, tzinfo=UTC))
    assert len(house.playground.messages(RIVER)) == said_by_then


async def fields(house: House, user: str) -> str:
    """The form for a new partner as this person sees it."""
    person = house.playground.person(user)
    await person.command("/partner new", channel=GENERAL)
    shown = str([block.get("label") for block in person.modal["blocks"]])
    await person.close()
    return shown


async def a_confidential_partner_is_absent(house: House) -> None:
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    await amelie.command(f"/partner new {HIDDEN}", channel=GENERAL)
    await amelie.change("Home channel", SECRET)
    await amelie.change("Confidential", ["Only its owner, these colleagues and coordinators may see it"])
    assert await amelie.submit() == {}
    await amelie.close(clear=True)
    assert HIDDEN in await said(house, AMELIE, "/partner list")
    for line in ("list", f"show {HIDDEN}", "actions", "show fondation", f"meet {HIDDEN}", f"plan {HIDDEN}"):
        answer = await said(house, SAM, f"/partner {line}")
        assert HIDDEN not in answer.replace(f"“{HIDDEN}”", "")
        assert sam.modal is None
    await sam.shortcut("meetings.record")
    assert await sam.options("meetings.partner", "fondation") == []
    await sam.close()
    assert HIDDEN not in words(await sam.open_home())
    await sam.command(f"/partner new {HIDDEN}", channel=GENERAL)
    assert await sam.submit() == {}
    assert "already here" not in words(sam.modal)
