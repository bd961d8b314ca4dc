"""`liaison demo`: it starts by itself, sown with partnerships that obey the rules, and its clock can be moved."""

import json
import shutil
import signal
import sys
from asyncio import create_subprocess_exec, subprocess, timeout
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.demo import running
from bot.seed import sow
from bot.seed_partners import PARTNERS
from bot.seed_people import AMELIE, CHANNELS, DANA, GENERAL, GWEN, MARC, PARTNERSHIPS, PEOPLE, RIVER, SAM
from storage.agreement import AgreementState
from storage.agreement_quality import standing
from storage.partners import Stage
from tests.house import living

CLOSED = {Stage.declined, Stage.paused, Stage.closed}


@pytest.fixture(scope="module")
async def sown(tmp_path_factory):
    """A database that a demonstration has sown and left, to copy from."""
    path = tmp_path_factory.mktemp("sown") / "demo.db"
    async with running(database=path):
        pass
    return path


@pytest.fixture
def kept(sown, tmp_path):
    """A database of one's own, that a demonstration was in before."""
    return shutil.copy(sown, tmp_path / "demo.db")


@pytest.fixture(scope="module")
async def demo(sown):
    """One demonstration for all who only look."""
    async with running(database=shutil.copy(sown, sown.with_name("seen.db"))) as demo:
        yield demo


def spoken(message):
    """Everything a message shows, as one text."""
    return message["text"] + json.dumps(message.get("blocks", []), ensure_ascii=False)


async def stored(demo, work):
    async with demo.liaison.database.installs() as installs:
        [workspace] = await installs.active()
    async with demo.liaison.database.store(workspace.id, read_only=True) as store:
        return await work(store)


async def test_the_page_is_there_and_says_who_lives_in_it(demo):
    async with aiohttp.ClientSession(demo.url) as session:
        async with session.get("/") as page:
            assert page.status == 200
            assert "html" in page.content_type
        async with session.get("/playground/state") as answer:
            state = await answer.json()
    assert state["clock"]["movable"] is True
    assert {person["id"] for person in state["people"]} == {person.id for person in PEOPLE}
    assert {person["locale"][:2] for person in state["people"]} == {"en", "fr"}


async def test_every_partnership_is_sown_once_at_the_stage_its_history_gives(demo):
    async def stages(store):
        found = [await store.partners.find(sown.name, limit=1) for sown in PARTNERS]
        return {partner.name: partner.stage for [partner] in found}

    assert await stored(demo, stages) == {
        "Centre Rivière-Nord": Stage.exploring,
        "Kestrel Works Co-operative": Stage.active,
        "Collège de la Pointe-aux-Hérons": Stage.agreeing,
        "Tamarack Access Network": Stage.contacted,
        "Two Pines Friendship Lodge": Stage.agreeing,
        "Whitmore Public Library": Stage.active,
        "Marlow Falls Employment Services": Stage.identified,
        "Grace Hollow Kitchen": Stage.identified,
        "Santé Val-des-Cèdres": Stage.identified,
        "Atelier Boréal-Est": Stage.declined,
        "Northlight Community Fund": Stage.exploring,
    }


async def test_agreements_stand_where_their_history_puts_them(demo):
    async def states(store):
        found = {}
        for partner in [(await store.partners.find(sown.name, limit=1))[0] for sown in PARTNERS if sown.agreed]:
            for agreement in await store.agreements.of(partner.id):
                content = await store.agreements.content(agreement)
                found[agreement.title] = (agreement.state, len(standing(content, agreement.kind)))
        return found

    assert await stored(demo, states) == {
        "Joint intake on Tuesdays": (AgreementState.drafting, 4),
        "Paid trial shifts": (AgreementState.in_force, 8),
        "Summer youth program": (AgreementState.drafting, 5),
        "Deux places par cohorte": (AgreementState.in_review, 5),
        "Job search corner": (AgreementState.in_force, 4),
    }

    async def ahead(store):
        [partner] = await store.partners.find("kestrel", limit=1)
        [agreement] = await store.agreements.of(partner.id)
        today = await store.settings.today()
        reports = [(one.state.value, (one.due_on - today).days) for one in await store.reports_due.of(agreement)]
        signatures = await store.approvals.signatures(agreement, agreement.signed_number)
        return (agreement.ends_on - today).days, len(signatures), reports

    days, signatures, [sent, due] = await stored(demo, ahead)
    assert (days, signatures, sent[0], due[0]) == (66, 2, "sent", "open")
    assert 7 < due[1] < 21


async def test_figures_and_contacts_are_there_to_go_on_with(demo):
    async def figures(store):
        [partner] = await store.partners.find("kestrel", limit=1)
        kpis = await store.kpis.followed(await store.kpis.of(partner.id))
        lines = await store.communication.of(partner.id)
        return [len(one.points) for one in kpis], [one.member_id for one in lines]

    assert await stored(demo, figures) == ([7, 7], [SAM])


async def test_the_first_person_has_a_portfolio(demo):
    first = demo.playground.person(PEOPLE[0].id)
    await first.command("/partner portfolio", channel=GENERAL)
    shown = json.dumps(first.modal["blocks"], ensure_ascii=False)
    for title in ("Paid trial shifts", "Job search corner", "Summer youth program"):
        assert title in shown


async def test_the_last_day_of_a_year_is_as_good_as_any(sqlite_url):
    async with living(sqlite_url, at=datetime(2027, 12, 31, 22, 0, tzinfo=UTC)) as house:
        await sow(house.database)
        await house.settle()
        assert not any(
            house.playground.messages(channel.id) for channel in house.playground.workspace.channels.values()
        )
        assert house.playground.refused == []


@pytest.mark.parametrize("sown", PARTNERS, ids=lambda sown: sown.name)
def test_the_story_hangs_together(sown):
    names = {name for name, *_ in sown.contacts}
    people = {person.id for person in PEOPLE if not (person.is_restricted or person.team_id)}
    assert {sown.owner, *sown.people} <= people
    assert sown.channel in {None, *(channel.id for channel in CHANNELS)}
    for met in sown.met:
        assert 0 < met.days_ago < sown.added
        assert set(met.present) <= names
        assert {step.who for step in met.steps} <= names | people
    assert all(email.endswith(".example") for _, _, email, _ in sown.contacts if email)
    assert all(" 555-01" in phone for *_, phone in sown.contacts if phone)


async def test_both_languages_are_answered_from_the_seed(demo):
    english = await demo.playground.person(SAM).command("/partner show riviere nord", channel=GENERAL)
    french = await demo.playground.person(MARC).command("/partner show riviere nord", channel=GENERAL)
    assert "Centre Rivière-Nord" in spoken(english[0])
    assert "Centre Rivière-Nord" in spoken(french[0])
    assert english[0]["text"] != french[0]["text"]
    assert demo.playground.refused == []


async def test_a_confidential_partner_is_for_its_people_only(demo):
    for user, sees in ((DANA, True), (AMELIE, True), (SAM, False), (GWEN, False)):
        [said] = await demo.playground.person(user).command("/partner show northlight", channel=GENERAL)
        assert ("Northlight Community Fund" in spoken(said)) is sees


async def test_starting_says_nothing_unasked(demo):
    await demo.liaison.delivering.deliver_due()
    assert [demo.playground.messages(channel.id) for channel in CHANNELS] == [[] for _ in CHANNELS]
    assert [demo.playground.dms(person.id) for person in PEOPLE] == [[] for _ in PEOPLE]


async def test_moving_to_the_next_reminder_brings_it(kept):
    async with running(database=kept, pace=0) as demo:
        begun = demo.liaison.database.now()
        for _ in range(6):
            await demo.playground.move_to_next()
            await demo.liaison.delivering.deliver_due()
        assert timedelta(days=1) < demo.liaison.database.now() - begun < timedelta(days=40)
        said = [*demo.playground.messages(RIVER), *demo.playground.messages(PARTNERSHIPS)]
        assert any("Centre Rivière-Nord" in spoken(message) for message in said)
        assert any(demo.playground.dms(person.id) for person in PEOPLE)
        assert demo.playground.refused == []


async def test_from_night_to_night_nothing_is_passed_over(kept):
    """What falls due on the way is said at its polite hour, which a jump of a day would not meet."""
    async with running(database=kept, pace=0) as demo:
        night = datetime.combine(demo.liaison.database.now().date() + timedelta(days=1), time(3), UTC)
        await demo.playground.move(night - demo.liaison.database.now())
        for _ in range(7):
            await demo.playground.move(timedelta(days=1))
        told = [message for person in PEOPLE for message in demo.playground.dms(person.id)]
        assert told
        assert demo.playground.messages(RIVER)
        hours = {
            datetime.fromtimestamp(float(one["ts"]), UTC).astimezone(ZoneInfo("America/Toronto")).hour for one in told
        }
        assert hours <= set(range(5, 18)), "nine in St. John's is half past seven here"
        assert demo.playground.refused == []


async def test_a_kept_database_is_sown_once(kept):
    async with running(database=kept) as demo:
        found = await stored(demo, lambda store: store.partners.find("kestrel"))
        assert len(found) == 1


async def test_over_a_socket(kept):
    async with running(database=kept, over_socket=True) as demo:
        await demo.playground.until(lambda: demo.playground.transport == "socket")
        assert await demo.playground.person(SAM).command("/partner help", channel=GENERAL)


async def test_it_says_where_it_is_and_stops_cleanly():
    words = (sys.executable, "-m", "bot", "demo", "--port", "0")
    process = await create_subprocess_exec(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        async with timeout(60):
            said = b""
            while b"http://localhost:" not in said and (line := await process.stdout.readline()):
                said += line
            if b"http://localhost:" in said:
                process.send_signal(signal.SIGINT)
            _, complaints = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert (process.returncode, complaints.decode()) == (0, "")
    assert b"http://localhost:" in said
