"""Answered within Slack's three seconds: files follow the answer, nobody is listed twice, a slow Slack is said so."""

import asyncio
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import structlog

from handlers import afterwards, dispatch
from handlers.calling import answering
from handlers.colleagues import Colleagues
from messages import papers
from messages.errors import NOTE
from tests.house import AMELIE, GENERAL, MARC, PRIYA, SAM, House
from tests.meeting import begin, partner
from tests.outbox import MINUTE, plan, posted, row, talkative
from tests.test_papers_in_slack import files, opened

ON_ITS_WAY = "It is on its way to your direct messages with Liaison."


def asked(house: House, method: str) -> int:
    return len([one for one in house.playground.traffic.named(method) if one.direction == "to Slack"])


def sent(house: House) -> list[Any]:
    """What Amélie has been sent by now."""
    return [one for one in house.playground.dms(AMELIE) if one.get("files")]


def beside(person: Any) -> str:
    """What the window says below the control that was used."""
    return next((block["text"]["text"] for block in person.modal["blocks"] if block["block_id"] == NOTE), "")


@contextmanager
def hurried(seconds: float = 0.0) -> Iterator[None]:
    """Within the block Slack must be answered after so many seconds, whatever it takes itself."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dispatch, "answering", lambda _seconds: answering(seconds))
        yield


async def test_a_file_follows_the_answer_however_slow_slack_takes_it(house: House) -> None:
    amelie = await opened(house)
    slow = [house.playground.faults.hold(one) for one in ("conversations.open", "files.getUploadURLExternal", "upload")]
    await amelie.click(papers.WORD)
    assert beside(amelie) == ON_ITS_WAY
    for held in slow:
        await held.came.wait()
        assert sent(house) == []
        held.released.set()
    await house.liaison.afterwards.finished()
    assert [one.name for one in await files(house)] == ["Joint intake v1.docx"]


async def test_a_doubled_press_makes_and_sends_it_once(house: House) -> None:
    amelie = await opened(house)
    for _ in range(2):
        await asyncio.gather(*(amelie.click(papers.WORD) for _ in range(2)))
    await amelie.click(papers.MARKDOWN)
    sent_by_now = sorted(one.name.partition(".")[2] for one in await files(house))
    assert sent_by_now in (["docx", "md"], ["docx", "docx", "md"])
    held = house.playground.faults.hold("files.getUploadURLExternal")
    await amelie.click(papers.WORD)
    await held.came.wait()
    before = len(sent(house))
    await amelie.click(papers.WORD)  # while it is on its way
    held.released.set()
    assert len(await files(house)) == before + 1


@pytest.mark.parametrize("trouble", ["the bytes are refused", "the connection ends", "Slack refuses", "nothing comes"])
async def test_who_asked_is_told_when_a_file_does_not_come(house: House, trouble: str) -> None:
    amelie = await opened(house)
    faults = house.playground.faults
    match trouble:
        case "the bytes are refused":
            faults.status("upload", 500)
        case "the connection ends":
            faults.drop("upload")
        case "Slack refuses":
            faults.answer("files.completeUploadExternal", "internal_error")
        case _:
            faults.drop("files.getUploadURLExternal")
    with structlog.testing.capture_logs() as logs:
        await amelie.click(papers.WORD)
        await house.liaison.afterwards.finished()
    [note] = [one for one in logs if one["event"] == "unexpected"]
    assert "Joint intake" not in "".join(traceback.format_exception(note["exc_info"]))
    said = house.playground.dms(AMELIE)[-1]["text"]
    assert said == f"The file you asked for could not be sent (ref {note['reference']}). Please ask for it again."
    await amelie.click(papers.WORD)
    await house.liaison.afterwards.finished()
    assert [one.name for one in await files(house)] == ["Joint intake v1.docx"]


async def test_who_asked_is_told_when_liaison_stops_before_it_is_sent(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    amelie = await opened(house)
    held = house.playground.faults.hold("files.getUploadURLExternal")
    await amelie.click(papers.MARKDOWN)
    await held.came.wait()
    monkeypatch.setattr(afterwards, "FINISH_SECONDS", 0)
    await house.restart()
    assert house.playground.dms(AMELIE)[-1]["text"].startswith("The file you asked for could not be sent (ref ")
    assert sent(house) == []


async def test_what_a_workspace_takes_no_files_for_is_said_in_words(house: House) -> None:
    amelie = await opened(house)
    house.playground.faults.answer("files.getUploadURLExternal", "file_uploads_disabled")
    await amelie.click(papers.WORD)
    await house.liaison.afterwards.finished()
    assert house.playground.dms(AMELIE)[-1]["text"].startswith("This workspace takes no such file")


async def reporting(house: House) -> Any:
    """The form in which people are chosen by what is typed."""
    await partner(house)
    return await begin(house)


async def test_one_listing_of_people_goes_on_at_a_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    amelie = await reporting(house)
    typed = ("Mar", "Marc", "Marc T")
    looking, everybody_looks, named = list[str](), asyncio.Event(), Colleagues.named

    def looks(self: Colleagues, client: Any, **sought: Any) -> Any:
        looking.append(sought["typed"])
        if len(looking) == len(typed):
            everybody_looks.set()
        return named(self, client, **sought)

    monkeypatch.setattr(Colleagues, "named", looks)
    listing = house.playground.faults.hold("users.list")
    options = asyncio.gather(*(amelie.options("step_0_who", one) for one in typed))
    await listing.came.wait()
    await everybody_looks.wait()
    listing.released.set()
    assert [one[0] for one in await options] == [("Marc", f"u:{MARC}")] * 3
    assert asked(house, "users.list") == 1


async def test_a_listing_that_lasts_is_there_for_the_next_letter(house: House) -> None:
    amelie = await reporting(house)
    listing = house.playground.faults.hold("users.list")
    with hurried():
        for _ in range(2):
            assert (await amelie.options("step_0_who", "Marc"))[0] == ("Both sides", "both")
    await listing.came.wait()
    listing.released.set()
    assert (await amelie.options("step_0_who", "Marc"))[0] == ("Marc", f"u:{MARC}")
    assert asked(house, "users.list") == 1


async def test_who_waits_is_told_that_slack_took_too_long(house: House) -> None:
    sam = house.playground.person(SAM)
    await sam.command("/partner help", channel=GENERAL)
    house.playground.delivery.patience = 8.0  # before a call that nobody cuts short ends by itself
    house.playground.faults.hold("views.open")
    with hurried(0.05):
        [said] = await sam.command("/partner new", channel=GENERAL)
    assert said["text"].startswith("We could not do that just now (ref ")
    await sam.command("/partner list", channel=GENERAL)
    house.playground.faults.hold("views.open")
    with hurried(0.05):
        await sam.click("New partner")
    await house.liaison.afterwards.finished()
    assert house.playground.ephemerals(SAM)[-1]["text"].startswith("We could not do that just now (ref ")


async def test_the_direct_messages_of_a_person_are_asked_for_once(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    for number in range(3):
        await plan(house, f"thing:{number}", recipient=MARC)
        await house.settle()
        await house.pass_time(10 * MINUTE)
    await house.restart()
    talkative(house)
    await plan(house, "thing:4", recipient=MARC)
    await house.pass_time(10 * MINUTE)
    assert len(house.playground.dms(MARC)) == 4
    assert asked(house, "conversations.open") == 1


async def test_direct_messages_that_are_no_more_are_asked_for_anew(house: House) -> None:
    talkative(house)
    await plan(house, "thing:1", recipient=MARC)
    await house.settle()
    house.playground.faults.answer("chat.postMessage", "channel_not_found")
    second = await plan(house, "thing:2", recipient=MARC)
    await house.settle()
    assert posted(house, second) == []
    await house.pass_time(10 * MINUTE)
    assert len(posted(house, second)) == 1
    assert (await row(house, second)).state == "sent"
    assert asked(house, "conversations.open") == 2
    amelie = await opened(house)
    await amelie.click(papers.MARKDOWN)
    await house.liaison.afterwards.finished()
    house.playground.faults.answer("files.completeUploadExternal", "channel_not_found")
    await amelie.click(papers.MARKDOWN)
    await house.liaison.afterwards.finished()
    assert len(await files(house)) == 2


async def test_a_channel_that_is_no_more_is_given_up_at_once(house: House) -> None:
    talkative(house)
    house.playground.faults.answer("chat.postMessage", "channel_not_found")
    first = await plan(house, "thing:1", recipient=MARC)
    await house.settle()
    assert (await row(house, first)).state == "undeliverable"  # just asked for: there is nothing else to ask
    await house.pass_time(timedelta(days=1))
    assert posted(house, first) == []


async def test_colleagues_never_met_are_called_by_name(house: House) -> None:
    """They are asked for outside the transaction in which the form is made."""
    amelie = await reporting(house)
    await amelie.options("step_0_who", "pri")
    await amelie.change("step_0_who", f"u:{PRIYA}")
    await amelie.click("Add another goal")
    chosen = next(one["element"]["initial_option"] for one in amelie.modal["blocks"] if one["block_id"] == "step_0_who")
    assert chosen["text"]["text"] == "Priya"
