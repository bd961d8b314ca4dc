"""A channel that people of another organization read, or are invited to: nothing confidential goes there, however few
of our own read it (Slack: an invitation may be accepted at any time, so a pending one counts)."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bot.playground.people import Channel
from storage.partners import Partner
from tests.house import AMELIE, GENERAL, RIVER, SECRET, House
from tests.measuring import description, partner_in
from tests.outbox import plan, talkative
from tests.planned import planned_in

ANOTHER = "T0PARTNER"
READ_BY_OTHERS: dict[str, dict[str, Any]] = {
    "by another organization": {"is_ext_shared": True},
    "by one that is invited": {"pending_team_ids": [ANOTHER]},
    "by everybody": {"is_private": False},
}
OURS: dict[str, Any] = {"is_private": True, "is_ext_shared": False, "pending_team_ids": []}


def opened_to(channel: Channel, how: dict[str, Any]) -> None:
    for name, value in {**OURS, **how}.items():
        setattr(channel, name, value)


async def of_the_partner(house: House, amelie: Any, partner: Partner) -> None:
    await amelie.command(f"/partner edit {partner.name}", channel=GENERAL)


async def of_a_plan(house: House, amelie: Any, partner: Partner) -> None:
    await amelie.command(f"/partner plan {partner.name}", channel=GENERAL)
    await amelie.change("first_on", "2026-11-24")


async def of_an_indicator(house: House, amelie: Any, partner: Partner) -> None:
    async with house.store() as store:
        if not await store.kpis.of(partner.id):
            await store.kpis.add(partner, description(reporter_id=AMELIE))
    await amelie.command(f"/partner kpis {partner.name}", channel=GENERAL)
    await amelie.click("Open")
    await amelie.click("Change")


async def of_what_was_not_posted(house: House, amelie: Any, partner: Partner) -> None:
    if not house.playground.dms(AMELIE):
        house.playground.faults.answer("chat.postMessage", "is_archived")
        await plan(house, recipient=SECRET, facts={"partner_id": partner.id})
        await house.settle()
    await amelie.click("Choose a channel")


FORMS: tuple[Callable[[House, Any, Partner], Awaitable[None]], ...] = (
    of_the_partner,
    of_a_plan,
    of_an_indicator,
    of_what_was_not_posted,
)
"""Every form in which a channel is chosen that a partner is spoken of in."""


async def chosen(amelie: Any, channel: str) -> dict[str, str]:
    blocks = {block["block_id"]: block for block in amelie.modal["blocks"]}
    if blocks["channel"].get("dispatch_action"):
        await amelie.change("channel", channel)
    else:
        amelie.fill("channel", channel)
    return await amelie.submit()


async def test_a_confidential_partner_is_given_no_channel_that_others_read(house: House) -> None:
    talkative(house)
    partner = await partner_in(house, channel_id=None, confidential=True, people=[])
    amelie, secret = house.playground.person(AMELIE), house.playground.workspace.channels[SECRET]
    for begin in FORMS:
        for how in READ_BY_OTHERS:
            opened_to(secret, OURS)
            await begin(house, amelie, partner)
            opened_to(secret, READ_BY_OTHERS[how])
            assert list(await chosen(amelie, SECRET)) == ["channel"], (begin, how)
            await amelie.close(clear=True)
        opened_to(secret, OURS)
        await begin(house, amelie, partner)
        assert await chosen(amelie, SECRET) == {}, begin
        if amelie.modal:
            await amelie.close(clear=True)
    assert [one.name for one in house.playground.refused] == ["chat.postMessage"], "as it was made to be"


async def test_a_partner_whose_channel_others_read_does_not_become_confidential(house: House) -> None:
    partner = await partner_in(house, channel_id=SECRET)
    amelie, secret = house.playground.person(AMELIE), house.playground.workspace.channels[SECRET]
    await of_the_partner(house, amelie, partner)
    await amelie.change("confidential", ["yes"])
    for how in READ_BY_OTHERS.values():
        opened_to(secret, how)
        assert list(await amelie.submit()) == ["channel"], how
    opened_to(secret, OURS)
    assert await amelie.submit() == {}
    assert house.playground.refused == []


async def test_who_is_invited_reads_no_more_than_who_has_joined(house: House) -> None:
    """A session is announced in a channel that another organization has been invited to since it was planned."""
    partner = await partner_in(house)
    await planned_in(house, partner)
    river = house.playground.workspace.channels[RIVER]
    river.pending_team_ids = [ANOTHER]
    await house.pass_time(timedelta(days=12))
    said = house.playground.messages(RIVER)
    assert said
    assert partner.name not in str(said)
    assert partner.name in str(house.playground.dms(AMELIE))
    assert house.playground.refused == []
