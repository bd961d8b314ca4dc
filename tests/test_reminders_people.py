"""What people see of the outbox: trouble told to who answers for it, and a choice left to them."""

import json
from datetime import date, time

import pytest

from storage.plans import Plan
from storage.recurrence import Frequency
from storage.reminder import ReminderState
from tests.house import AMELIE, GENERAL, MARC, RIVER, SAM, SECRET, WITHOUT_BOT, House
from tests.outbox import HOUR, LATER, MINUTE, buttons, known, partner_of, plan, posted, row, talkative

POST, HISTORY = "chat.postMessage", "conversations.history"


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


@pytest.mark.parametrize("opened", ["now", "before an upgrade"])
async def test_choose_a_channel(house: House, opened: str) -> None:
    """A form that was opened before an upgrade does not say which message it came from."""
    talkative(house)
    await known(house)
    house.playground.workspace.channels[RIVER].is_archived = True
    await plan(house, recipient=RIVER)
    await house.settle()
    amelie = house.playground.person(AMELIE)
    await amelie.click("Choose a channel")
    assert amelie.modal["title"]["text"] == "Choose a channel"
    if opened == "before an upgrade":
        view = house.playground.workspace.views.top(AMELIE)
        meta = json.loads(view.body["private_metadata"])
        view.replace(
            {**view.body, "private_metadata": json.dumps({name: meta[name] for name in meta if name != "post"})}
        )
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
    await house.liaison.delivering.saying._failed([claimed], _refused())
    await plan(house, recipient=RIVER)
    await house.settle()
    assert len(posted(house, made)) == 1
    assert house.playground.dms(AMELIE) == []


def _refused() -> object:
    from handlers.outcomes import Fate, Outcome

    return Outcome(Fate.refused, "is_archived")


# -- a message that may have arrived


@pytest.mark.parametrize("trouble", ["missing_scope", "not_in_channel", "ratelimited"])
async def test_the_owner_decides_where_liaison_may_not_look(house: House, trouble: str) -> None:
    house = talkative(house)
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
