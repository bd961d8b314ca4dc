"""Who may read what the outbox says: channels of several organizations, confidential partners, why a message came."""

import pytest

from bot.playground.people import Channel
from storage.errors import NotFound
from storage.members import Role
from storage.reminder import CONFIDENTIAL, ReminderState
from tests.house import AMELIE, CHANNELS, GENERAL, MARC, PRIYA, SAM, SECRET, SHARED, WITHOUT_BOT, House, living
from tests.outbox import HOUR, MINUTE, known, partner_of, plan, posted, row, talkative

POST = "chat.postMessage"


# -- channels that people of another organization read


async def test_a_shared_channel_gets_a_redacted_card_and_the_owner_the_whole(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    await known(house)
    await plan(house, recipient=SHARED, facts={"partner_id": await partner_of(house, SAM)})
    await house.settle()
    assert [said["text"] for said in house.playground.messages(SHARED)] == ["redacted"]
    assert [said["text"] for said in house.playground.dms(SAM)] == ["thing:1 missed 0 en"]


async def test_a_confidential_partner_is_not_spoken_of_where_everybody_reads(house: House) -> None:
    """It was made confidential after its channel had been chosen."""
    talkative(house)
    await known(house)
    partner_id = await partner_of(house, SAM, confidential=True)
    made = await plan(house, recipient=GENERAL, facts={"partner_id": partner_id})
    await plan(house, recipient=SECRET, facts={"partner_id": partner_id})
    await house.settle()
    assert house.playground.messages(GENERAL) == []
    assert (await row(house, made)).reason == CONFIDENTIAL
    assert [said["text"] for said in house.playground.messages(SECRET)] == ["thing:1 missed 0 en"]
    assert [said["text"] for said in house.playground.dms(SAM)] == ["thing:1 missed 0 en"]


async def test_a_confidential_message_is_not_redirected_to_where_everybody_reads(house: House) -> None:
    talkative(house)
    await known(house)
    house.playground.faults.answer(POST, "is_archived")
    await plan(house, recipient=SECRET, facts={"partner_id": await partner_of(house, AMELIE, confidential=True)})
    await house.settle()
    amelie = house.playground.person(AMELIE)
    await amelie.click("Choose a channel")
    amelie.fill("channel", GENERAL)
    assert list(await amelie.submit()) == ["channel"]


async def test_whether_it_is_shared_is_known_before_the_post(house: House) -> None:
    talkative(house)
    made = await plan(house)
    await house.settle()
    assert len(posted(house, made)) == 1
    house.playground.workspace.channels[GENERAL].is_ext_shared = True
    await plan(house, "thing:2", due_in=4 * MINUTE)
    await house.pass_time(4 * MINUTE)
    assert house.playground.messages(GENERAL)[-1]["text"] == "redacted"
    asked = [one.name for one in house.playground.traffic if one.direction == "to Slack"]
    assert asked.index("conversations.info") < asked.index(POST)


async def test_a_channel_is_asked_about_once_in_a_while(house: House) -> None:
    talkative(house)
    for number in range(5):
        await plan(house, f"thing:{number}")
    await house.settle()
    asked = [one.name for one in house.playground.traffic if one.direction == "to Slack"]
    assert asked.count("conversations.info") == 1
    for minutes, times in ((2, 1), (2, 2)):
        await house.pass_time(minutes * MINUTE)
        await plan(house, f"later:{minutes}", occurrence=f"{times}")
        await house.settle()
        asked = [one.name for one in house.playground.traffic if one.direction == "to Slack"]
        assert asked.count("conversations.info") == times


# -- why did this come


async def test_why_am_i_seeing_this(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    await known(house)
    await plan(house, "thing:1", recipient=WITHOUT_BOT)
    await plan(house, "thing:1", recipient=MARC, due_in=-MINUTE)
    await plan(house, "thing:1", occurrence="next", due_in=HOUR)
    for number in range(2):
        await plan(house, "thing:1", occurrence=f"{number}", due_in=(number - 2) * HOUR, series="cadence:1")
    await house.settle()
    sam = house.playground.person(SAM)
    await sam.click("Why am I seeing this", channel=GENERAL)
    shown = "\n".join(block["text"]["text"] for block in sam.modal["blocks"] if block["type"] == "section")
    assert sam.modal["title"]["text"] == "Why am I seeing this"
    assert "left out: a later message says it all" in shown
    assert "Marc · posted" in shown
    assert f"<#{WITHOUT_BOT}> · not posted: Liaison is not in" in shown
    assert f"<#{GENERAL}> · planned" in shown
    assert [one for one in house.playground.refused if one.name == "views.open"] == []


async def test_why_in_french_and_what_was_taken_back(house: House) -> None:
    talkative(house)
    made = await plan(house, recipient=MARC)
    await plan(house, occurrence="2", due_in=HOUR)
    await house.settle()
    async with house.store() as store:
        await store.reminders.cancel(subject="thing:1", reason="<!channel> moved")
    marc = house.playground.person(MARC)
    await marc.click("Pourquoi ce message?")
    shown = marc.modal["blocks"][2]["text"]["text"]
    assert "publié" in shown
    assert "retiré\u00a0: &lt;!channel&gt; moved" in shown
    assert (await row(house, made)).state is ReminderState.sent


async def test_a_confidential_partners_ledger_is_not_for_everybody(house: House) -> None:
    talkative(house)
    await known(house, AMELIE, SAM, PRIYA)
    partner_id = await partner_of(house, SAM)
    made = await plan(house, facts={"partner_id": partner_id})
    await house.settle()
    async with house.store() as store:
        (await store.partners.get(partner_id)).confidential = True
    priya = house.playground.person(PRIYA)
    said = await priya.click("Why am I seeing this", channel=GENERAL)
    assert priya.modal is None
    assert "no longer here, or you do not have access to it" in said[0]["text"]
    await house.playground.person(SAM).click("Why am I seeing this", channel=GENERAL)
    assert house.playground.person(SAM).modal is not None
    async with house.store() as store:
        viewer = await store.members.by_user(PRIYA)
    async with house.database.store(viewer.workspace_id, by=PRIYA, person=viewer) as store:
        with pytest.raises(NotFound):
            await store.reminders.get(made)


async def test_a_viewer_may_not_redirect(house: House) -> None:
    talkative(house)
    await known(house)
    await plan(house, recipient=WITHOUT_BOT, facts={"partner_id": await partner_of(house, SAM)})
    await house.settle()
    async with house.store() as store:
        member = await store.members.by_user(SAM)
        member.role, member.role_given = Role.viewer, True
    await house.playground.move(MINUTE)
    said = await house.playground.person(SAM).click("Choose a channel")
    assert "role" in said[0]["text"]


async def test_a_private_channel_liaison_has_left(sqlite_url: str) -> None:
    channels = (*CHANNELS, Channel(id="C_HIDDEN", name="hidden", is_private=True, members=[PRIYA]))
    async with living(sqlite_url, channels=channels) as house:
        talkative(house)
        await known(house)
        await plan(house, recipient="C_HIDDEN")
        await plan(house, "thing:2", recipient=SECRET)
        await house.settle()
        [told] = house.playground.dms(AMELIE)
        assert "is gone, or is private and Liaison is not in it" in told["text"]
