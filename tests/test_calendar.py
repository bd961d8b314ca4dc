"""Sessions in people's own calendars: the link that each gets, who may read what by it, and a session as a file."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from storage.feeds import Feed, hashed
from storage.meetings import Purpose
from storage.members import Role
from storage.partners import PartnerPerson
from storage.recurrence import Frequency
from tests.calendars import Shown, read, unfolded
from tests.house import AMELIE, GENERAL, GUEST, MARC, PRIYA, PUBLIC, RIVER, SAM, House, living
from tests.planned import NAME, partner_in, planned_in

HEADERS = {
    "Content-Type": "text/calendar; charset=utf-8",
    "Cache-Control": "private, no-cache",
    "Content-Disposition": 'attachment; filename="liaison.ics"',
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Answer:
    """What a calendar is answered."""

    def __init__(self, status: int, headers: Any, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def shown(self) -> list[Shown]:
        assert self.status == 200
        return read(self.body)


async def get(house: House, url: str, method: str = "GET", **headers: str) -> Answer:
    """As a calendar does, from outside."""
    async with aiohttp.ClientSession() as session:
        ours = url.replace(PUBLIC, house.playground.app_url, 1)
        async with session.request(method, ours, headers=headers, allow_redirects=False) as answer:
            return Answer(answer.status, answer.headers, await answer.read())


async def link_of(house: House, user_id: str = AMELIE, words: str = "", button: str = "Get my link") -> str:
    """The link that somebody gets from Liaison."""
    person = house.playground.person(user_id)
    await person.command(f"/partner calendar {words}", channel=GENERAL)
    await person.click(button)
    [url] = re.findall(r"```(https://[^`]+)```", str(person.modal["blocks"]))
    return url


async def test_a_link_is_shown_once_and_read_by_a_calendar(house_anywhere: House) -> None:
    house = house_anywhere
    await planned_in(house, await partner_in(house))
    url = await link_of(house)
    assert re.fullmatch(rf"{PUBLIC}/ics/[\w-]{{43}}\.ics", url)
    answer = await get(house, url)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "Set-Cookie" not in answer.headers
    first, second = answer.shown[:2]
    assert (first.title, first.start.isoformat()) == (f"Planning session with {NAME}", "2026-11-24T14:00:00+00:00")
    assert len(answer.shown) == 26
    assert second.url.endswith(f"channel={RIVER}&team={house.playground.workspace.team_id}")
    assert "X-WR-CALNAME:Liaison: my partners" in unfolded(answer.body)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner calendar", channel=GENERAL)
    shown = str(amelie.modal["blocks"])
    assert "/ics/" not in shown
    assert "made on Thu 12 Nov 2026. A calendar last read it on Thu 12 Nov, 10:00" in shown
    assert house.playground.refused == []


async def test_only_the_hash_of_a_link_is_kept(house_anywhere: House) -> None:
    house = house_anywhere
    url = await link_of(house)
    token = url.rpartition("/")[2].removesuffix(".ics")
    async with house.store() as store:
        [feed] = await store.session.scalars(select(Feed))
        assert (feed.token_hash, feed.user_id, feed.partner_id) == (hashed(token), AMELIE, None)
        noted = [(entry.tag, entry.facts) for entry in await store.audit.of(f"member:{AMELIE}")]
    assert noted == [("calendar:link:made", {"partner": None})]
    assert token not in str(vars(feed))


async def test_what_is_mine_is_what_i_own_or_am_named_on(house: House) -> None:
    mine = await planned_in(house, await partner_in(house))
    await planned_in(house, await partner_in(house, name="Harbour House", people=[SAM]))
    await planned_in(house, await partner_in(house, name="Elsewhere", owner_id=MARC))
    shown = (await get(house, await link_of(house))).shown
    assert {event.title.removeprefix("Planning session with ") for event in shown} == {NAME, "Harbour House"}
    sams = await link_of(house, SAM)
    assert {event.title for event in (await get(house, sams)).shown} == {"Planning session with Harbour House"}
    async with house.store() as store:
        partner = await store.partners.get(mine.partner_id)
        await store.partners.name_people(partner, [SAM])
    assert len({event.title for event in (await get(house, sams)).shown}) == 2


async def test_the_link_of_a_partner(house: House) -> None:
    await planned_in(house, await partner_in(house, owner_id=MARC))
    await planned_in(house, await partner_in(house, name="Harbour House"))
    url = await link_of(house, SAM, "riviere")
    answer = await get(house, url)
    assert {event.title for event in answer.shown} == {f"Planning session with {NAME}"}
    assert f"X-WR-CALNAME:Liaison: {NAME}" in unfolded(answer.body)
    sam = house.playground.person(SAM)
    await sam.command("/partner calendar", channel=GENERAL)
    assert f"{NAME}\\nYour link was made on" in str(sam.modal["blocks"])
    await sam.click("Revoke")
    assert (await get(house, url)).status == 404
    assert "Your link was made on" not in str(sam.modal["blocks"])


async def test_the_words_are_the_reader_s(house: House) -> None:
    await planned_in(house, await partner_in(house, owner_id=MARC))
    marc = house.playground.person(MARC)
    await marc.command("/partner calendrier", channel=GENERAL)
    assert marc.modal["title"]["text"] == "Dans mon calendrier"
    await marc.click("Obtenir mon lien")
    [url] = re.findall(r"```(https://[^`]+)```", str(marc.modal["blocks"]))
    answer = await get(house, url)
    assert answer.shown[0].title == f"Séance de planification avec {NAME}"
    assert answer.shown[0].about.startswith("Un mardi sur deux.")
    assert "X-WR-CALNAME:Liaison\u00a0: mes partenaires" in unfolded(answer.body)


async def test_a_new_link_takes_the_place_of_the_old(house: House) -> None:
    await planned_in(house, await partner_in(house))
    old = await link_of(house)
    of_partner = await link_of(house, AMELIE, NAME)
    new = await link_of(house, button="Get a new link")
    assert [(await get(house, url)).status for url in (old, new, of_partner)] == [404, 200, 200]
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner calendar", channel=GENERAL)
    await amelie.click("Get a new link", confirm=False)
    assert (await get(house, new)).status == 200
    await amelie.click(f"Revoke: {NAME}")
    assert [(await get(house, url)).status for url in (new, of_partner)] == [200, 404]
    await amelie.click("Revoke")
    assert [(await get(house, url)).status for url in (new, of_partner)] == [404, 404]
    assert "Get my link" in str(amelie.modal["blocks"])


async def test_nobody_revokes_the_link_of_another(house: House) -> None:
    url = await link_of(house)
    async with house.store() as store:
        [feed_id] = await store.session.scalars(select(Feed.id))
    await link_of(house, SAM)
    sam = house.playground.person(SAM)
    block = next(block for block in sam.modal["blocks"] if block.get("block_id") == "link")
    pressed = {**block["elements"][-1], "block_id": "link", "value": str(feed_id), "action_ts": "1.1"}
    common = house.playground.payloads.shortcut(SAM, "")
    body = {**common, "type": "block_actions", "actions": [pressed], "view": sam.modal, "container": {"type": "view"}}
    await house.playground.delivery.send("interactive", "block_actions", body)
    assert (await get(house, url)).status == 200


async def test_what_a_person_may_no_longer_see_is_gone_from_the_link(house: House) -> None:
    """Read again at each look: the partner became confidential, and the person was named on it, and is not any more."""
    partner = await partner_in(house)
    await planned_in(house, partner)
    url = await link_of(house, SAM, NAME)
    assert len((await get(house, url)).shown) == 26
    for confidential, named, status in ((True, [], 404), (True, [SAM], 200), (True, [], 404), (False, [], 200)):
        async with house.store() as store:
            partner = await store.partners.get(partner.id)
            partner.confidential = confidential
            await store.partners.name_people(partner, named)
        assert (await get(house, url)).status == status
    async with house.store() as store:
        assert list(await store.session.scalars(select(PartnerPerson))) == []


@pytest.mark.parametrize("told", [True, False], ids=["by an event", "when asked, a day later"])
@pytest.mark.parametrize("now", [{"deleted": True}, {"is_restricted": True}], ids=["left", "a guest"])
async def test_whoever_left_or_is_a_guest_reads_nothing(house: House, now: dict[str, bool], told: bool) -> None:
    await planned_in(house, await partner_in(house, owner_id=SAM))
    url = await link_of(house, SAM)
    assert (await get(house, url)).status == 200
    sam = house.playground.workspace.people[SAM]
    for name, value in now.items():
        setattr(sam, name, value)
    if told:
        user = house.playground.workspace.user_object(sam, with_locale=True)
        house.playground.workspace.event({"type": "user_change", "user": user})
        await house.playground.events.settle()
    else:
        await house.pass_time(timedelta(days=1, minutes=1))
    assert (await get(house, url)).status == 404


async def test_while_slack_does_not_answer_what_it_said_last_holds(house: House) -> None:
    await planned_in(house, await partner_in(house))
    url = await link_of(house)
    await house.pass_time(timedelta(days=1, minutes=1))
    house.playground.faults.answer("users.info", "fatal_error", times=9)
    assert (await get(house, url)).status == 200


async def test_an_unknown_address_says_nothing(house: House) -> None:
    url = await link_of(house)
    for path in ("/ics/x.ics", f"/ics/{'A' * 43}.ics", "/ics/.ics", "/ics/%00.ics", f"/ics/{'é' * 30}.ics", url[:-4]):
        answer = await get(house, path if path.startswith("http") else PUBLIC + path)
        assert (answer.status, "T0" in answer.body.decode()) == (404, False)
    known, unknown = [await get(house, one) for one in (url.replace("/ics/", "/ics/x"), f"{PUBLIC}/ics/x.ics")]
    assert (known.status, known.body) == (unknown.status, unknown.body)
    assert known.headers["Cache-Control"] == "no-store"
    assert (await get(house, url, "POST")).status == 405


async def test_a_calendar_that_has_it_already_is_told_so(house: House) -> None:
    partner = await partner_in(house)
    cadence = await planned_in(house, partner)
    url = await link_of(house)
    first = await get(house, url)
    tag = first.headers["ETag"]
    for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await get(house, url, **{"If-None-Match": asked})
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    head = await get(house, url, "HEAD")
    assert (head.status, head.body, head.headers["ETag"]) == (200, b"", tag)
    assert int(head.headers["Content-Length"]) == len(first.body)
    async with house.store() as store:
        session = (await store.sessions.coming(await store.sessions.cadence(cadence.id)))[0]
        await store.sessions.move(session, session.starts_at + timedelta(hours=2))
    changed = await get(house, url, **{"If-None-Match": tag})
    assert (changed.status, changed.headers["ETag"] == tag) == (200, False)


async def test_without_a_public_address_there_are_files_only(sqlite_url: str) -> None:
    async with living(sqlite_url, public_url=None) as house:
        await planned_in(house, await partner_in(house))
        amelie = house.playground.person(AMELIE)
        await amelie.command(f"/partner calendar {NAME}", channel=GENERAL)
        assert "LIAISON_PUBLIC_URL" in str(amelie.modal["blocks"])
        assert "Get my link" not in str(amelie.modal["blocks"])
        await amelie.click("Add to my calendar")
        await house.liaison.afterwards.finished()
        [message] = house.playground.dms(AMELIE)
        assert message["files"][0]["name"] == "liaison-2026-11-24.ics"
        assert house.playground.refused == []


async def test_one_session_as_a_file_from_the_plan(house_anywhere: House) -> None:
    house = house_anywhere
    await planned_in(house, await partner_in(house), frequency=Frequency.weekly)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    await amelie.click("Add to my calendar")
    await house.liaison.afterwards.finished()
    assert "to your direct messages" in str(amelie.modal["blocks"])
    [message] = house.playground.dms(AMELIE)
    assert f"*Planning session with {NAME}*, Tue 24 Nov, 09:00 (Toronto)" in message["text"]
    file = house.playground.workspace.files[message["files"][0]["id"]]
    [event] = read(file.content)
    in_the_feed = (await get(house, await link_of(house))).shown[0]
    assert event == in_the_feed
    assert "REFRESH" not in file.content.decode()
    assert house.playground.refused == []


async def test_who_only_looks_may_have_it_in_their_calendar_too(house: House) -> None:
    await planned_in(house, await partner_in(house))
    priya = house.playground.person(PRIYA)
    await priya.command("/partner help", channel=GENERAL)
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.viewer: [PRIYA]})
    await house.pass_time(timedelta(minutes=1))
    assert len((await get(house, await link_of(house, PRIYA, NAME))).shown) == 26
    await priya.command(f"/partner calendar {NAME}", channel=GENERAL)
    await priya.click("Add to my calendar")
    await house.liaison.afterwards.finished()
    [message] = house.playground.dms(PRIYA)
    assert "10:30 (St. John’s)" not in message["text"]
    assert "09:00 (Toronto)" in message["text"]
    said = await house.playground.person(GUEST).command("/partner calendar", channel=GENERAL)
    assert "role" in said[0]["text"]


async def test_a_session_that_is_no_longer_planned_is_not_sent(house: House) -> None:
    cadence = await planned_in(house, await partner_in(house))
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    async with house.store() as store:
        await store.sessions.end(await store.sessions.cadence(cadence.id))
    await amelie.click("Add to my calendar")
    await house.liaison.afterwards.finished()
    assert "no longer here" in str(amelie.modal["blocks"])
    assert house.playground.dms(AMELIE) == []


async def test_a_workspace_that_takes_no_files(house: House) -> None:
    await planned_in(house, await partner_in(house))
    house.playground.faults.answer("files.getUploadURLExternal", "file_uploads_disabled")
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner plan {NAME}", channel=GENERAL)
    await amelie.click("Add to my calendar")
    await house.liaison.afterwards.finished()
    assert "/partner calendar for a link" in house.playground.dms(AMELIE)[-1]["text"]


async def test_reviews_are_in_it_as_such(house: House) -> None:
    cadence = await planned_in(house, await partner_in(house))
    url = await link_of(house)
    async with house.store() as store:
        (await store.sessions.cadence(cadence.id)).purpose = Purpose.review
    assert {event.title for event in (await get(house, url)).shown} == {f"Review with {NAME}"}


async def test_a_new_name_and_a_new_channel_reach_calendars(house: House) -> None:
    """SEQUENCE rises with what an entry says of the partner; nothing rises where nothing of it has changed."""
    partner = await partner_in(house)
    await planned_in(house, partner)
    url = await link_of(house)
    numbers = [(await get(house, url)).shown[0].number]
    for change in ({"region": "Durham"}, {"name": "Centre du Nord"}, {"channel_id": GENERAL}):
        await house.pass_time(timedelta(minutes=1))
        async with house.store() as store:
            found = await store.partners.get(partner.id)
            await store.partners.change(found, replace(await store.partners.description(found), **change))
        numbers.append((await get(house, url)).shown[0].number)
    assert numbers == [0, 0, 1, 2]
    assert (await get(house, url)).shown[0].title == "Planning session with Centre du Nord"
    assert house.playground.refused == []
