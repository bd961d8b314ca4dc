"""Who does what: chosen from both sides, with what is unclear pointed out."""

from typing import Any

import pytest

from messages.agreement_pages import GO, OVERVIEW
from storage.actions import Side
from storage.agreement import AgreementState, Decision
from storage.errors import Changed
from storage.roles import meant
from tests import agreeing
from tests.agreeing import at, meet, write
from tests.house import AMELIE, GENERAL, MARC, PRIYA, SAM, House

NAME = "Centre Rivière-Nord"


def seen(person: Any) -> str:
    assert person.modal is not None
    return str(person.modal["blocks"])


async def roles(house: House, **more: Any) -> Any:
    """Amélie with the page of roles before her; Maria is a contact of the partner."""
    await meet(house, AMELIE, SAM, MARC, PRIYA)
    async with house.store() as store:
        partner = await agreeing.partner(store, people=[SAM, MARC], **more)
        await store.contacts.add(partner, name="Maria Silva")
        await agreeing.begun(store, partner)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    assert "*Roles and responsibilities*: as you wish" in seen(amelie)
    await amelie.click("Write: Roles and responsibilities")
    return amelie


async def choose(person: Any, name: str, *chosen: tuple[str, str]) -> None:
    """Looks each one up by what is typed, and chooses them all."""
    offered: list[tuple[str, str]] = []
    for typed, _ in chosen:
        offered += await person.options(at(person, name), typed)
    assert {value for _, value in chosen} <= {value for _, value in offered}
    await person.options(at(person, name), "")
    await person.change(at(person, name), [value for _, value in chosen])


async def leave(house: House, *people: str) -> None:
    """Colleagues leave the workspace, and the first contact of the partner is taken out."""
    async with house.store() as store:
        (await store.contacts.get(1)).removed = True
        for user_id in people:
            member = await store.members.by_user(user_id)
            await store.members.meet(
                user_id=user_id, name=member.name, role=member.role, locale="en-CA", time_zone="America/Toronto",
                left=True,
            )  # fmt: skip


async def in_force(house: House) -> int:
    """An agreement that Sam began and signed for us, and Maria Silva for them; both are named in it."""
    await meet(house, AMELIE, SAM, MARC, PRIYA)
    async with house.store() as store:
        partner = await agreeing.partner(store, people=[SAM])
        await store.contacts.add(partner, name="Maria Silva")
    async with house.store(SAM) as store:
        agreement = await agreeing.begun(store, await store.partners.get(partner.id))
        who = [{"ref": f"u:{SAM}", "name": "Sam"}]
        governance = {"lead_ours": "Sam, counsellor", "lead_theirs": "Maria Silva", "decisions": "Both leads."}
        rows = {
            "rows": [{"work": "Intake", "responsible": who, "accountable": [{"ref": "c:1", "name": "Maria Silva"}]}]
        }
        await agreeing.written(store, agreement, governance=governance, roles=rows)
        await agreeing.approved(store, agreement)
        await store.approvals.sign(agreement, agreeing.signing(Side.us, name="Sam", user_id=SAM))
        await store.approvals.sign(agreement, agreeing.signing(Side.them))
    return agreement.id


async def test_each_piece_of_work_names_who_does_and_who_answers(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = await roles(house)
    offered = await amelie.options(at(amelie, "responsible.0"), "")
    assert ("Our organization", "us") in offered
    assert ("Both sides", "both") in offered
    assert (NAME, "them") in offered
    assert await amelie.options(at(amelie, "responsible.0"), "zzz") == [
        ("Our organization", "us"),
        ("Both sides", "both"),
        (NAME, "them"),
    ]
    await write(amelie, work_0="Joint intake")
    await choose(amelie, "responsible.0", ("Sam", f"u:{SAM}"), ("Maria", "c:1"))
    await choose(amelie, "accountable.0", ("Amélie", f"u:{AMELIE}"))
    await choose(amelie, "consulted.0", ("", "both"))
    await amelie.change(GO, OVERVIEW)
    assert "✓ *Roles and responsibilities*: complete" in seen(amelie)
    async with house.store() as store:
        content = await store.agreements.content(await store.agreements.get(1))
    assert content["roles"]["rows"] == [
        {
            "work": "Joint intake",
            "responsible": [{"ref": f"u:{SAM}", "name": "Sam"}, {"ref": "c:1", "name": "Maria Silva"}],
            "accountable": [{"ref": f"u:{AMELIE}", "name": "Amélie"}],
            "consulted": [{"ref": "both", "name": "Both sides"}],
        }
    ]
    assert house.playground.refused == []


async def test_what_is_unclear_is_pointed_out(house: House) -> None:
    amelie = await roles(house)
    await write(amelie, work_0="Intake")
    await choose(amelie, "accountable.0", ("Amélie", f"u:{AMELIE}"), ("Sam", f"u:{SAM}"))
    await amelie.click("Add another")
    await write(amelie, work_1="Transport <@U_SAM>")
    await choose(amelie, "responsible.1", ("", "us"))
    await amelie.change(GO, OVERVIEW)
    expected = (
        "3 things are still open",
        "Intake: nobody does it, though somebody answers for it: Amélie and Sam (A without R).",
        "Intake: more than one answers for it; one is clearer.",
        "Transport &lt;@U_SAM&gt;: nobody answers for it yet.",
    )
    assert all(text in seen(amelie) for text in expected)
    await amelie.click("Change: Roles and responsibilities")
    assert all(text in seen(amelie) for text in ("*Still to settle*", *expected[1:]))
    assert house.playground.refused == []


async def test_somebody_who_left_is_pointed_out_and_keeps_their_name(house: House) -> None:
    amelie = await roles(house)
    await write(amelie, work_0="Intake")
    await choose(amelie, "responsible.0", ("Sam", f"u:{SAM}"))
    await choose(amelie, "accountable.0", ("Maria", "c:1"))
    await amelie.change(GO, OVERVIEW)
    await leave(house, SAM)
    await amelie.close()
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    assert "Intake: Sam is no longer there." in seen(amelie)
    assert "Intake: Maria Silva is no longer there." in seen(amelie)
    assert "*No longer there*\\n• Sam, named in: Roles and responsibilities\\n• Maria Silva, named in: Roles" in seen(
        amelie
    )
    assert "Please name somebody else in these parts" in seen(amelie)
    await amelie.click("Change: Roles and responsibilities")
    assert "Intake: Sam is no longer there." in seen(amelie)
    await amelie.change(GO, OVERVIEW)
    async with house.store() as store:
        parts = await store.agreements.parts(await store.agreements.get(1))
    [found] = parts.values()
    assert found.revision == 1
    assert found.saying["rows"][0]["accountable"] == [{"ref": "c:1", "name": "Maria Silva"}]


async def test_who_left_after_signing_is_pointed_out_with_what_to_do(house_anywhere: House) -> None:
    """The signature holds; an amendment names who takes over; whoever looked after it is replaced."""
    house = house_anywhere
    agreement_id = await in_force(house)
    amelie, priya = house.playground.person(AMELIE), house.playground.person(PRIYA)
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    assert "No longer there" not in seen(amelie)
    await amelie.close()
    await leave(house, SAM)
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    assert "*Sam*, who looks after this agreement, has left the workspace." in seen(amelie)
    for line in (
        "• Sam, who signed for our side: the signature holds · named in: Governance and Roles and responsibilities",
        "• Maria Silva, who signed for their side: the signature holds · named in: Governance and Roles",
        "What was signed still holds. “Amend” names who takes over; please tell the partner too.",
    ):
        assert line in seen(amelie)
    await priya.command(f"/partner agree {NAME}", channel=GENERAL)
    assert "Whoever may edit this partner can name somebody else." in seen(priya)
    assert "agreements.take_over" not in seen(priya)
    await amelie.click("Take it over")
    assert "who looks after this agreement" not in seen(amelie)
    async with house.store() as store:
        agreement = await store.agreements.get(agreement_id)
        with pytest.raises(Changed):
            await store.agreements.take_over(agreement)
        notes = [one.tag for one in await store.audit.of(f"partner:{agreement.partner_id}")]
    assert (agreement.owner_id, "agreement:owner:taken_over" in notes) == (AMELIE, True)
    await amelie.click("Amend")
    assert "Please name somebody else in these parts; who signed stays on record." in seen(amelie)
    await amelie.click("Change: Governance")
    await write(amelie, lead_ours="Amélie", lead_theirs="Luc Tremblay")
    await amelie.change(GO, OVERVIEW)
    assert "named in: Roles and responsibilities" in seen(amelie)
    assert house.playground.refused == []


async def test_in_french_and_until_the_last_day(house: House) -> None:
    agreement_id = await in_force(house)
    await leave(house, SAM)
    async with house.store() as store:
        (await store.agreements.get(agreement_id)).decision = Decision.close
    marc = house.playground.person(MARC)
    await marc.command(f"/partner entente {NAME}", channel=GENERAL)
    assert "*Ne sont plus là*" in seen(marc)
    assert "• Sam, signataire pour nous\\xa0: la signature reste valable" in seen(marc)
    async with house.store() as store:
        (await store.agreements.get(agreement_id)).state = AgreementState.ended
    await marc.close()
    await marc.command(f"/partner entente {NAME}", channel=GENERAL)
    await marc.click("Ouvrir")
    assert "Ne sont plus là" not in seen(marc)


@pytest.mark.parametrize(
    ("written", "left", "here", "who"),
    [
        ("Amélie Roy, Executive Director", ["Amelie Roy"], [], "Amelie Roy"),
        ("AMÉLIE", ["Amélie"], [], "Amélie"),
        ("Amélie Roy", ["Amélie"], ["Amélie"], None),
        ("Amélie Roy", ["Amélie"], ["Amélie Roy"], None),
        ("Amélien", ["Amélie"], [], None),
        ("Program Manager", ["Amélie"], [], None),
        ("", ["Amélie"], [], None),
        (None, ["Amélie"], [], None),
    ],
)
def test_a_written_name_means_somebody_only_where_nobody_else_can_be_meant(
    written: str | None, left: list[str], here: list[str], who: str | None
) -> None:
    assert meant(written, left, here) == who


async def test_a_reader_of_another_language_changes_no_name(house: House) -> None:
    amelie = await roles(house)
    await write(amelie, work_0="Intake")
    await choose(amelie, "responsible.0", ("", "us"))
    await choose(amelie, "accountable.0", ("Sam", f"u:{SAM}"))
    await amelie.change(GO, OVERVIEW)
    marc = house.playground.person(MARC)
    await marc.command(f"/partner entente {NAME}", channel=GENERAL)
    await marc.click("Modifier\u00a0: Rôles et responsabilités")
    assert "Notre organisme" in seen(marc)
    await marc.change(GO, OVERVIEW)
    async with house.store() as store:
        content = await store.agreements.content(await store.agreements.get(1))
    assert content["roles"]["rows"][0]["responsible"] == [{"ref": "us", "name": "Our organization"}]


async def test_of_a_confidential_partner_only_those_named_on_it_are_offered(house: House) -> None:
    amelie = await roles(house, confidential=True, channel_id=None)
    offered = dict(await amelie.options(at(amelie, "responsible.0"), ""))
    assert {"Amélie", "Sam", "Marc"} <= offered.keys()
    assert "Priya" not in offered
