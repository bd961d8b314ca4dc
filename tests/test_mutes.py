"""Muting a partner, for oneself or in its channel: what is not said, what is said all the same, and the way back."""

from datetime import date, timedelta

from storage.reminder import MUTED, ReminderState
from tests.house import AMELIE, GENERAL, MARC, PRIYA, RIVER, SAM, House
from tests.outbox import DAY, known, partner_of, plan, row, speak, talkative
from tests.planned import partner_in, planned_in, sessions_in


async def furnished(house: House, owner: str = SAM) -> int:
    """A partner of Sam's in #rivière-nord, in a house that has something to say about it."""
    talkative(house)
    house.liaison.routes.reminder("test.asked", asked=True)(speak)
    house.liaison.routes.reminder("test.essential", essential=True)(speak)
    await known(house, AMELIE, SAM, MARC, PRIYA)
    partner_id = await partner_of(house, owner)
    async with house.store() as store:
        (await store.partners.get(partner_id)).channel_id = RIVER
    return partner_id


async def muted_by(house: House, user_id: str, **values: object) -> None:
    person = house.playground.person(user_id)
    await person.command("/partner mute cle", channel=GENERAL)
    for name, value in values.items():
        person.fill(name, value)
    assert await person.submit() == {}


async def test_a_person_mutes_what_comes_to_themselves(house_anywhere: House) -> None:
    house = house_anywhere
    about = {"facts": {"partner_id": await furnished(house)}}
    await muted_by(house, MARC, mine="muted")
    marc = house.playground.person(MARC)
    assert "en sourdine jusqu’à ce que vous changiez ce choix" in str(marc.modal)
    mine, theirs = await plan(house, recipient=MARC, **about), await plan(house, recipient=SAM, **about)
    other = await plan(house, "other:1", recipient=MARC)
    asked = await plan(house, recipient=MARC, kind="test.asked", **about)
    await house.settle()
    states = [(await row(house, one)).state for one in (mine, theirs, other, asked)]
    assert states == [ReminderState.cancelled, *[ReminderState.sent] * 3]
    assert (await row(house, mine)).reason == MUTED
    await marc.close()
    await marc.command("/partner fiche cle", channel=GENERAL)
    assert "Pour vous" in str(house.playground.ephemerals(MARC)[-1])
    await marc.click("mutes.open")
    marc.fill("mine", "wanted")
    assert await marc.submit() == {}
    again = await plan(house, "again:1", recipient=MARC, **about)
    await house.settle()
    assert (await row(house, again)).state is ReminderState.sent
    assert house.playground.refused == []


async def test_a_channel_is_muted_through_a_day_and_the_end_of_an_agreement_is_not_lost(house: House) -> None:
    about = {"facts": {"partner_id": await furnished(house)}}
    await muted_by(house, SAM, there="until", there_until="2026-11-13")
    sam = house.playground.person(SAM)
    assert "In the channel: muted through Fri 13 Nov 2026" in str(sam.modal)
    quiet = await plan(house, recipient=RIVER, **about)
    ending = await plan(house, recipient=RIVER, kind="test.essential", **about)
    await house.settle()
    assert house.playground.messages(RIVER) == []
    assert {(await row(house, one)).reason for one in (quiet, ending)} == {MUTED}
    [told] = house.playground.dms(SAM)
    assert told["text"].startswith("thing:1")
    await sam.command("/partner show cle", channel=GENERAL)
    assert "In the channel: muted through" in str(house.playground.ephemerals(SAM)[-1])
    await house.pass_time(2 * DAY)
    later = await plan(house, "later:1", recipient=RIVER, **about)
    await house.settle()
    assert (await row(house, later)).state is ReminderState.sent
    async with house.store() as store:
        tags = [entry.tag for entry in await store.audit.of("partner:1")]
    assert "partner:channel:muted" in tags


async def test_undo(house: House) -> None:
    about = {"facts": {"partner_id": await furnished(house)}}
    await muted_by(house, SAM, mine="muted", there="muted")
    sam = house.playground.person(SAM)
    await sam.click("Undo")
    assert "In the channel: messages as they come" in str(sam.modal)
    said = [await plan(house, recipient=where, **about) for where in (RIVER, SAM)]
    await house.settle()
    assert {(await row(house, one)).state for one in said} == {ReminderState.sent}


async def test_who_may_and_which_days(house: House) -> None:
    """The channel is for coordinators and whoever looks after the partner; a day that has passed is asked for again."""
    await furnished(house)
    marc, amelie = house.playground.person(MARC), house.playground.person(AMELIE)
    await marc.command("/partner sourdine cle", channel=GENERAL)
    assert "there" not in str([block.get("block_id") for block in marc.modal["blocks"]])
    marc.fill("mine", "until")
    assert "mine_until" in await marc.submit()
    marc.fill("mine_until", "2026-11-11")
    assert "mine_until" in await marc.submit()
    marc.fill("mine_until", "2026-11-12")
    assert await marc.submit() == {}
    await amelie.command("/partner mute cle", channel=GENERAL)
    amelie.fill("there", "until")
    amelie.fill("there_until", "2026-11-01")
    assert "there_until" in await amelie.submit()
    assert house.playground.refused == []


async def test_from_the_message_itself(house: House) -> None:
    about = {"facts": {"partner_id": await furnished(house)}}
    await plan(house, recipient=SAM, **about)
    await house.settle()
    sam = house.playground.person(SAM)
    await sam.open_home(tab="messages")
    await sam.change("snoozing.later", "Fewer about this partner")
    assert sam.modal["title"]["text"] == "Fewer messages"
    await sam.close()
    await sam.click("Why am I seeing this")
    await sam.click("Fewer about this partner")
    sam.fill("mine", "muted")
    assert await sam.submit() == {}
    assert house.playground.refused == []


async def test_after_a_mute_the_sessions_go_on(house: House) -> None:
    """What a message does when it is due is done although nobody is told: the sessions after it are planned."""
    partner = await partner_in(house)
    cadence = await planned_in(house, partner, remind_before=(60,))
    async with house.store() as store:
        await store.mutes.choose(partner, {"": (True, date(2026, 12, 20))})
    for _ in range(8):
        await house.pass_time(timedelta(days=5))
    assert all(one["ts"] for one in house.playground.messages(RIVER))
    assert len(house.playground.messages(RIVER)) <= 1
    assert len(await sessions_in(house, cadence)) == 2
