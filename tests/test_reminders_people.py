"""What people see of the outbox: trouble told to who answers for it, a choice left to them, why a message came."""

from datetime import date, time, timedelta

import pytest

from bot.playground.people import Channel
from storage.errors import NotFound
from storage.members import Role
from storage.plans import Plan
from storage.recurrence import Frequency
from storage.reminder import CONFIDENTIAL, ReminderState
from tests.house import AMELIE, CHANNELS, GENERAL, MARC, PRIYA, RIVER, SAM, SECRET, SHARED, WITHOUT_BOT, House, living
from tests.outbox import LATER, MINUTE, plan, posted, row, talkative

POST, HISTORY = "chat.postMessage", "conversations.history"
HOUR = timedelta(hours=1)


async def known(house: House, *users: str) -> None:
    """They have used Liaison before; Amélie is the workspace's owner."""
    for user in users or (AMELIE, SAM, MARC):
        await house.playground.person(user).command("/partner help", channel=GENERAL)


async def partner_of(house: House, owner: str, *, confidential: bool = False) -> int:
    async with house.store() as store:
        partner = await store.partners.create(name="Clé & <Co>", owner_id=owner, confidential=confidential)
        return partner.id


def buttons(message: dict) -> list[str]:
    return [
        element["text"]["text"]
        for block in message["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]


# -- a message that cannot be delivered


async def test_the_partners_owner_is_told_what_happened_and_what_to_do(house_anywhere: House) -> None:
    house = talkative(house_anywhere)
    await known(house)
    house.playground.workspace.channels[RIVER].is_archived = True
    made = await plan(house, recipient=RIVER, facts={"partner_id": await partner_of(house, SAM)})
    await house.settle()
    [told] = house.playground.dms(SAM)
    assert told["text"].startswith("About Clé &amp; &lt;Co&gt;: A message due Thu 12 Nov, 10:00 (Toronto) could not")
    assert f"<#{RIVER}> is archived. Unarchive it in Slack, or choose another channel." in told["text"]
    assert buttons(told) == ["Choose a channel", "Post it to me", "Why am I seeing this"]
    assert "because you look after this partner" in told["blocks"][-1]["elements"][0]["text"]
    assert house.playground.dms(AMELIE) == []
    await house.pass_time(HOUR)
    assert len(house.playground.dms(SAM)) == 1
    assert (await row(house, made)).state is ReminderState.undeliverable


async def test_in_french(house: House) -> None:
    talkative(house)
    await known(house)
    house.playground.workspace.channels[RIVER].is_archived = True
    await plan(house, recipient=RIVER, facts={"partner_id": await partner_of(house, MARC)})
    await house.settle()
    [told] = house.playground.dms(MARC)
    assert "n’a pas pu être publié" in told["text"]
    assert "est archivé" in told["text"]
    assert buttons(told) == ["Choisir un canal", "Me l’envoyer", "Pourquoi ce message?"]


async def test_without_a_partner_an_owner_of_the_workspace_is_told(house: House) -> None:
    talkative(house)
    await known(house)
    await plan(house, recipient=WITHOUT_BOT)
    await house.settle()
    [told] = house.playground.dms(AMELIE)
    assert "Liaison is not in" in told["text"]
    assert "because you look after Liaison here" in told["blocks"][-1]["elements"][0]["text"]


async def test_somebody_else_is_told_when_the_owner_cannot_be_reached(house: House) -> None:
    talkative(house)
    await known(house)
    house.playground.workspace.people[SAM].deleted = True
    await plan(house, recipient=SAM, facts={"partner_id": await partner_of(house, SAM)})
    await house.settle()
    [told] = house.playground.dms(AMELIE)
    assert "Sam cannot be reached in Slack any more" in told["text"]


async def test_trouble_with_telling_of_trouble_ends_there(house: House) -> None:
    talkative(house)
    await known(house)
    house.playground.faults.answer(POST, "restricted_action", times=None)
    made = await plan(house)
    await house.settle()
    await house.pass_time(24 * HOUR)
    async with house.database.outbox() as outbox:
        assert (await outbox.counts())[ReminderState.undeliverable] == 2
    assert (await row(house, made)).reason == "restricted_action"


async def test_nobody_to_tell(house: House) -> None:
    talkative(house)
    made = await plan(house, recipient=WITHOUT_BOT)
    await house.settle()
    assert (await row(house, made)).state is ReminderState.undeliverable


async def test_post_it_to_me(house: House) -> None:
    talkative(house)
    await known(house)
    made = await plan(house, recipient=WITHOUT_BOT)
    await house.settle()
    amelie = house.playground.person(AMELIE)
    await amelie.click("Post it to me")
    await amelie.open_home(tab="messages")
    await house.settle()
    told, got = house.playground.dms(AMELIE)
    assert "coming to you here" in told["text"]
    assert got["text"] == "thing:1 missed 0 en"
    assert (await row(house, made)).state is ReminderState.undeliverable


async def test_two_of_a_series_asked_for_both_come(house: House) -> None:
    """Somebody asked for each, so the newer one does not speak for the older."""
    talkative(house)
    await known(house)
    for number in (1, 2):
        await plan(house, f"thing:{number}", recipient=WITHOUT_BOT, series="cadence:1")
        await house.settle()
        await house.pass_time(MINUTE)
    amelie = house.playground.person(AMELIE)
    for told in house.playground.dms(AMELIE):
        await amelie.click("Post it to me", message=told)
    await house.settle()
    got = [said["text"] for said in house.playground.dms(AMELIE)[2:]]
    assert got == ["thing:1 missed 0 en", "thing:2 missed 0 en"]


async def test_choose_a_channel(house: House) -> None:
    talkative(house)
    await known(house)
    house.playground.workspace.channels[RIVER].is_archived = True
    await plan(house, recipient=RIVER)
    await house.settle()
    amelie = house.playground.person(AMELIE)
    await amelie.click("Choose a channel")
    assert amelie.modal["title"]["text"] == "Choose a channel"
    amelie.fill("channel", WITHOUT_BOT)
    assert "Liaison is not in" in (await amelie.submit())["channel"]
    amelie.fill("channel", SECRET)
    house.playground.workspace.channels[SECRET].is_archived = True
    assert "archived" in (await amelie.submit())["channel"]
    amelie.fill("channel", GENERAL)
    assert await amelie.submit() == {}
    assert amelie.modal is None
    await house.settle()
    assert [said["text"] for said in house.playground.messages(GENERAL)] == ["thing:1 missed 0 en"]
    [told] = house.playground.dms(AMELIE)
    assert f"is being posted in <#{GENERAL}> instead" in told["text"]


@pytest.mark.parametrize("from_now_on", [True, False])
async def test_the_channel_chosen_may_become_the_partners(house: House, from_now_on: bool) -> None:
    """Its sessions follow it there, unless the choice was for one message only."""
    talkative(house)
    await known(house)
    partner_id = await partner_of(house, SAM)
    async with house.store() as store:
        (await store.partners.get(partner_id)).channel_id = RIVER
        plan_ = Plan(Frequency.weekly, date(2026, 11, 19), time(9), "America/Toronto")
        await store.sessions.begin(await store.partners.get(partner_id), plan_)
    house.playground.workspace.channels[RIVER].is_archived = True
    await plan(house, recipient=RIVER, facts={"partner_id": partner_id})
    await house.settle()
    sam = house.playground.person(SAM)
    await sam.click("Choose a channel")
    sam.fill("channel", GENERAL)
    if not from_now_on:
        sam.fill("from_now_on", [])
    assert await sam.submit() == {}
    await house.settle()
    async with house.store() as store:
        partner = await store.partners.get(partner_id)
        announced = await store.reminders.about(subject=(await store.sessions.next_of(partner_id)).subject)
    assert partner.channel_id == (GENERAL if from_now_on else RIVER)
    waiting = {one.recipient for one in announced if one.state is ReminderState.planned}
    assert waiting == {partner.channel_id}
    assert ("What comes after it" in str(house.playground.dms(SAM))) is from_now_on
    assert len(house.playground.messages(GENERAL)) == 1


async def test_a_session_in_a_channel_of_its_own_moves_alone(house: House) -> None:
    talkative(house)
    await known(house)
    partner_id = await partner_of(house, SAM)
    async with house.store() as store:
        plan_ = Plan(Frequency.weekly, date(2026, 11, 19), time(9), "America/Toronto", channel_id=RIVER)
        cadence = await store.sessions.begin(await store.partners.get(partner_id), plan_)
    house.playground.workspace.channels[RIVER].is_archived = True
    await plan(house, recipient=RIVER, facts={"partner_id": partner_id}, series=f"cadence:{cadence.id}")
    await house.settle()
    sam = house.playground.person(SAM)
    await sam.click("Choose a channel")
    sam.fill("channel", GENERAL)
    assert await sam.submit() == {}
    async with house.store() as store:
        assert (await store.sessions.cadence(cadence.id)).channel_id == GENERAL
        assert (await store.partners.get(partner_id)).channel_id is None


async def test_a_message_that_went_after_all_is_not_told_of(house: House) -> None:
    """Between the failure and the telling somebody has planned it anew."""
    talkative(house)
    await known(house)
    made = await plan(house, recipient=RIVER)
    async with house.database.outbox() as outbox:
        [claimed] = await outbox.claim(worker="one", workspaces=await outbox.busy(without=()), share=9)
    await house.liaison.delivering.saying._failed(claimed, _refused())
    await plan(house, recipient=RIVER)
    await house.settle()
    assert len(posted(house, made)) == 1
    assert house.playground.dms(AMELIE) == []


def _refused() -> object:
    from handlers.outcomes import Fate, Outcome

    return Outcome(Fate.refused, "is_archived")


# -- a message that may have arrived


@pytest.mark.parametrize("trouble", ["missing_scope", "not_in_channel", "ratelimited"])
async def test_the_owner_decides_where_liaison_may_not_look(house_anywhere: House, trouble: str) -> None:
    house = talkative(house_anywhere)
    await known(house)
    house.playground.faults.drop(POST, performed=True)
    house.playground.faults.answer(HISTORY, trouble, times=None)
    made = await plan(house)
    await house.settle()
    await house.pass_time(LATER)
    [told] = house.playground.dms(AMELIE)
    assert "Liaison may not look there" in told["text"]
    assert buttons(told) == ["Post it again", "Leave it", "Why am I seeing this"]
    await house.pass_time(24 * HOUR)
    assert (await row(house, made)).state is ReminderState.uncertain
    assert len(posted(house, made)) == 1
    assert len(house.playground.dms(AMELIE)) == 1


async def in_doubt(house: House, *, performed: bool) -> int:
    talkative(house)
    await known(house)
    house.playground.workspace.scopes -= {"channels:history"}
    house.playground.faults.drop(POST, performed=performed)
    made = await plan(house)
    await house.settle()
    await house.pass_time(LATER)
    return made


async def test_leave_it(house: House) -> None:
    made = await in_doubt(house, performed=True)
    await house.playground.person(AMELIE).click("Leave it")
    await house.pass_time(HOUR)
    assert (await row(house, made)).state is ReminderState.left
    assert len(posted(house, made)) == 1
    [told] = house.playground.dms(AMELIE)
    assert "perhaps posted, and left as it is" in told["text"]


async def test_post_it_again(house: House) -> None:
    made = await in_doubt(house, performed=False)
    question = house.playground.dms(AMELIE)[0]
    await house.playground.person(AMELIE).click("Post it again")
    await house.settle()
    assert len(posted(house, made)) == 1
    assert (await row(house, made)).state is ReminderState.sent
    [answered] = house.playground.dms(AMELIE)
    assert answered["ts"] == question["ts"]
    assert "is being posted again" in answered["text"]


async def test_a_second_answer_changes_nothing(house: House) -> None:
    made = await in_doubt(house, performed=False)
    async with house.store() as store:
        await store.reminders.leave(await store.reminders.get(made))
    await house.playground.person(AMELIE).click("Post it again")
    await house.settle()
    assert posted(house, made) == []
    assert "left as it is" in house.playground.dms(AMELIE)[0]["text"]


async def test_doubt_about_the_question_itself_is_left(house: House) -> None:
    talkative(house)
    await known(house)
    house.playground.workspace.scopes -= {"channels:history", "im:history"}
    house.playground.faults.drop(POST, times=2, performed=True)
    await plan(house)
    await house.settle()
    await house.pass_time(LATER)
    await house.pass_time(LATER)
    async with house.database.outbox() as outbox:
        counts = await outbox.counts()
    assert (counts[ReminderState.uncertain], counts[ReminderState.left]) == (1, 1)


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
