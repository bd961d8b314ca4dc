"""A Slack message saved with a partner from its own menu: what is kept, once, and what is asked before."""

from datetime import UTC, datetime
from typing import Any

import pytest

from handlers import saved_messages
from messages.saved_messages import SAVE
from tests.house import AMELIE, GENERAL, GUEST, MARC, OUTSIDER, PRIYA, RIVER, SAM, SECRET, SHARED, House
from tests.meeting import NAME, partner
from tests.promised import said

TEXT = "Maria can take <ten> referrals & <@U_SAM> knows, see https://river.example/a?b=1&c=2"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, what Slack says of a channel is waited for."""
    monkeypatch.setattr(saved_messages, "PATIENCE", 15)


async def written(house: House, user: str, channel: str, text: str) -> str:
    """The ts of a message somebody wrote."""
    await house.playground.person(user).say(text, channel=channel)
    return str(house.playground.messages(channel)[-1]["ts"])


async def saving(house: House, user: str, channel: str, ts: str) -> Any:
    """The person, with the form before them."""
    person = house.playground.person(user)
    await person.message_shortcut(SAVE, channel, ts)
    return person


async def test_a_message_is_kept_with_the_partner_whose_channel_it_is(house_anywhere: House) -> None:
    house = house_anywhere
    partner_id = await partner(house)
    ts = await written(house, SAM, RIVER, TEXT)
    amelie = await saving(house, AMELIE, RIVER, ts)
    assert amelie.modal["title"]["text"] == "Save to partner"
    state = amelie.modal["state"]["values"]
    assert state["partner"]["partners.find"]["selected_option"]["text"]["text"] == NAME
    assert (
        state["text"]["field"]["value"]
        == "Maria can take <ten> referrals & @Sam knows, see https://river.example/a?b=1&c=2"
    )
    assert "sure" not in state
    assert await amelie.submit() == {}
    assert f"Kept with {NAME}" in str(amelie.modal["blocks"])
    await amelie.close()
    async with house.store() as store:
        [kept] = await store.touchpoints.recent(await store.partners.get(partner_id))
    assert kept.author == "Sam"
    assert kept.link.endswith(f"/archives/{RIVER}/p{ts.replace('.', '')}")
    assert (kept.counts, kept.cut) == (False, False)
    await amelie.command(f"/partner show {NAME}", channel=GENERAL)
    assert "Last contact" not in said(house.playground.ephemerals(AMELIE)[-1:])
    await amelie.click("partners.more", option="Full history")
    shown = str(amelie.modal["blocks"])
    assert "message by Sam, saved by Amélie" in shown
    assert "Maria can take &lt;ten&gt; referrals &amp; @Sam knows" in shown
    assert f"<{kept.link}|Open it in Slack>" in shown
    assert house.playground.refused == []


async def test_the_same_message_is_kept_once_for_each_partner(house_anywhere: House) -> None:
    house = house_anywhere
    await partner(house)
    async with house.store() as store:
        await store.partners.create(name="Harbour House")
    ts = await written(house, SAM, RIVER, "Ten referrals")
    amelie = await saving(house, AMELIE, RIVER, ts)
    assert await amelie.submit() == {}
    await amelie.close()
    sam = await saving(house, SAM, RIVER, ts)
    assert "Amélie has saved this message with that partner already" in (await sam.submit())["partner"]
    await sam.close()
    amelie = await saving(house, AMELIE, RIVER, ts)
    await amelie.options("partner", "harb")
    amelie.fill("partner", "Harbour House")
    assert await amelie.submit() == {}
    await amelie.click("Undo")
    assert "Removed." in str(amelie.modal["blocks"])
    await amelie.close()
    amelie = await saving(house, AMELIE, RIVER, ts)
    await amelie.options("partner", "harb")
    amelie.fill("partner", "Harbour House")
    assert await amelie.submit() == {}
    assert house.playground.refused == []


async def test_as_a_contact_it_counts(house: House) -> None:
    partner_id = await partner(house)
    ts = await written(house, SAM, RIVER, "They called")
    amelie = await saving(house, AMELIE, RIVER, ts)
    amelie.fill("counts", "A contact with them")
    assert await amelie.submit() == {}
    await amelie.close()
    await amelie.command(f"/partner show {NAME}", channel=GENERAL)
    assert "(in Slack)" in said(house.playground.ephemerals(AMELIE)[-1:])
    async with house.store() as store:
        [kept] = await store.touchpoints.recent(await store.partners.get(partner_id))
    assert kept.counts
    await amelie.command(f"/partner contact {NAME}", channel=GENERAL)
    assert "saved as a contact by Amélie" in str(amelie.modal["blocks"])
    await amelie.click("Remove")
    assert "Nothing is on record yet." in str(amelie.modal["blocks"])


async def test_a_private_channel_asks_for_a_word_first(house_anywhere: House) -> None:
    house = house_anywhere
    await partner(house, channel=SECRET)
    ts = await written(house, AMELIE, SECRET, "Between us")
    amelie = await saving(house, AMELIE, SECRET, ts)
    assert "This comes from a private conversation" in str(amelie.modal["blocks"])
    assert "sure" in await amelie.submit()
    amelie.fill("sure", ["It may be kept where everybody who sees this partner reads it"])
    assert await amelie.submit() == {}
    assert house.playground.refused == []


async def test_a_direct_message_asks_too(house: House) -> None:
    await partner(house, channel=None)
    amelie = house.playground.person(AMELIE)
    await amelie.say("A note to myself")
    ts = house.playground.dms(AMELIE)[0]["ts"]
    await amelie.message_shortcut(SAVE, amelie.dm, ts)
    assert "sure" in amelie.modal["state"]["values"]
    assert amelie.modal["state"]["values"]["partner"]["partners.find"]["selected_option"] is None
    assert "partner" in await amelie.submit()


async def test_a_long_message_is_cut_and_says_so(house: House) -> None:
    partner_id = await partner(house)
    ts = await written(house, SAM, RIVER, "word " * 700)
    amelie = await saving(house, AMELIE, RIVER, ts)
    assert "longer than 3000 characters: the rest is behind its link" in str(amelie.modal["blocks"])
    assert await amelie.submit() == {}
    await amelie.close()
    async with house.store() as store:
        [kept] = await store.touchpoints.recent(await store.partners.get(partner_id))
    assert (len(kept.note), kept.cut) == (2999, True)  # the blank at its end is not kept
    await amelie.command(f"/partner contact {NAME}", channel=GENERAL)
    assert "The message goes on in Slack." in str(amelie.modal["blocks"])


async def test_an_identity_number_is_refused_and_can_be_taken_out(house: House) -> None:
    await partner(house)
    ts = await written(house, SAM, RIVER, "SIN 046 454 286 of a client")
    amelie = await saving(house, AMELIE, RIVER, ts)
    assert "social insurance" in (await amelie.submit())["text"]
    amelie.fill("text", "Of a client")
    assert await amelie.submit() == {}


async def test_people_of_other_organizations_are_named(house: House) -> None:
    partner_id = await partner(house, channel=SHARED)
    ts = await written(house, OUTSIDER, SHARED, "We have ten places")
    amelie = await saving(house, AMELIE, SHARED, ts)
    assert await amelie.submit() == {}
    async with house.store() as store:
        [kept] = await store.touchpoints.recent(await store.partners.get(partner_id))
    assert kept.author == "Olga"
    assert kept.at.replace(microsecond=0) == datetime.fromtimestamp(int(ts.partition(".")[0]), UTC)


@pytest.mark.parametrize("method", ["chat.getPermalink", "conversations.info", "users.info"])
async def test_slack_says_nothing_of_it(house: House, method: str) -> None:
    """Without an answer the form opens all the same, and on the careful side."""
    await partner(house)
    ts = await written(house, SAM, RIVER, "Ten referrals")
    house.playground.faults.answer(method, "internal_error")
    amelie = await saving(house, AMELIE, RIVER, ts)
    assert amelie.modal is not None
    if method == "chat.getPermalink":
        assert "Slack gives Liaison no link to it." in str(amelie.modal["blocks"])
    if method == "conversations.info":
        amelie.fill("sure", ["It may be kept where everybody who sees this partner reads it"])
    assert await amelie.submit() == {}


async def test_what_an_app_said_is_kept_under_the_name_of_the_app(house: House) -> None:
    partner_id = await partner(house)
    async with house.store() as store:
        workspace_id = store.workspace_id
    client = await house.liaison.installations.client_of(workspace_id)
    await client.chat_postMessage(channel=RIVER, text="Ten referrals")
    amelie = await saving(house, AMELIE, RIVER, house.playground.messages(RIVER)[-1]["ts"])
    assert await amelie.submit() == {}
    async with house.store() as store:
        [kept] = await store.touchpoints.recent(await store.partners.get(partner_id))
    assert kept.author == "Liaison"


async def test_nothing_to_keep(house: House) -> None:
    await partner(house)
    ts = await written(house, SAM, RIVER, "Ten referrals")
    house.playground.faults.answer("chat.getPermalink", "internal_error")
    amelie = await saving(house, AMELIE, RIVER, ts)
    amelie.fill("text", None)
    assert "fill this in" in (await amelie.submit())["text"]


async def test_who_may_not_change_the_partner_may_not_save_with_it(house: House) -> None:
    await partner(house, people=[])
    ts = await written(house, SAM, RIVER, "Ten referrals")
    sam = await saving(house, SAM, RIVER, ts)
    assert "role here does not include that" in (await sam.submit())["partner"]
    ts = await written(house, AMELIE, GENERAL, "Ten referrals")
    guest = await saving(house, GUEST, GENERAL, ts)
    assert guest.modal is None
    assert "Your role here does not include that" in said(house.playground.ephemerals(GUEST)[-1:])


async def test_a_confidential_partner_is_not_offered_to_others(house: House) -> None:
    await partner(house, people=[], confidential=True)
    ts = await written(house, SAM, RIVER, "Ten referrals")
    sam = await saving(house, SAM, RIVER, ts)
    assert sam.modal["state"]["values"]["partner"]["partners.find"]["selected_option"] is None
    assert await sam.options("partner", "riv") == []


async def test_in_french(house: House) -> None:
    await partner(house, people=[MARC])
    ts = await written(house, SAM, RIVER, "Dix références")
    marc = await saving(house, MARC, RIVER, ts)
    assert marc.modal["title"]["text"] == "Garder avec un dossier"
    assert await marc.submit() == {}
    assert f"Gardé avec {NAME}." in str(marc.modal["blocks"])


async def test_two_partners_with_one_channel_are_not_guessed(house: House) -> None:
    await partner(house)
    async with house.store() as store:
        await store.partners.create(name="Harbour House", channel_id=RIVER)
    ts = await written(house, PRIYA, GENERAL, "Ten referrals")
    amelie = await saving(house, AMELIE, GENERAL, ts)
    assert amelie.modal["state"]["values"]["partner"]["partners.find"]["selected_option"] is None
    await amelie.close()
    amelie = await saving(house, AMELIE, RIVER, await written(house, SAM, RIVER, "Ten more"))
    assert amelie.modal["state"]["values"]["partner"]["partners.find"]["selected_option"] is None
