"""Signatures: both sides', with the signed copy; what is refused, and what becomes of copies that are gone."""

from datetime import date
from typing import Any

import pytest

from storage.actions import Side
from storage.agreement import AgreementState
from storage.agreement_parts import AgreementKind, Part
from storage.errors import NotInThisState
from tests import agreeing
from tests.agreeing import meet, signing
from tests.house import AMELIE, GENERAL, GUEST, MARC, RIVER, SAM, House

NAME = "Centre Rivière-Nord"
PDF = b"%PDF-1.7 both signatures"


def seen(person: Any) -> str:
    assert person.modal is not None
    return str(person.modal["blocks"])


async def to_sign(house: House, who: str = AMELIE, **parts: Any) -> Any:
    """Somebody with the form for signatures of an approved version before them; Maria is a contact of the partner."""
    await meet(house, AMELIE, SAM, MARC)
    async with house.store() as store:
        partner = await agreeing.partner(store, people=[SAM])
        await store.contacts.add(partner, name="Maria Silva", title="Executive director")
        agreement = await agreeing.begun(store, partner)
        await agreeing.approved(store, await agreeing.written(store, agreement, **parts))
    person = house.playground.person(who)
    await person.command(f"/partner agree {NAME}", channel=GENERAL)
    await person.click("Record a signature")
    return person


async def test_each_side_signs_with_a_copy_that_who_may_see_it_can_have(house_anywhere: House) -> None:
    """Our colleague from Slack; the partner’s signatory, who is not there, by name, title, day and the paper itself."""
    house = house_anywhere
    amelie = await to_sign(house, parties={"signatory_theirs": "Maria Silva", "title_theirs": "Executive director"})
    assert "Named in the agreement: Maria Silva, Executive director" in str(amelie.modal)
    await amelie.change("member", SAM)
    assert await amelie.submit() == {}
    assert "Their side has still to sign." in seen(amelie)
    await amelie.click("Record a signature")
    await amelie.options("contact", "mari")
    await amelie.change("contact", "1")
    await amelie.change("signed_on_them", "2026-11-11")
    await amelie.change("file", ("signed copy.pdf", PDF))
    assert await amelie.submit(twice=True) == {}
    assert "• Sam (our side), 12 Nov 2026" in seen(amelie)
    assert "• Maria Silva, Executive director (their side), 11 Nov 2026 · signed copy: signed copy.pdf" in seen(amelie)
    assert "Record a signature" not in seen(amelie)
    marc = house.playground.person(MARC)
    await marc.command(f"/partner entente {NAME}", channel=GENERAL)
    await marc.click("signing.copy")
    await house.liaison.afterwards.finished()
    told = [one for one in house.playground.dms(MARC) if one.get("files")]
    file = house.playground.workspace.files[told[-1]["files"][0]["id"]]
    assert (file.name, file.content) == ("signed copy.pdf", PDF)
    async with house.store() as store:
        agreement = await store.agreements.get(1)
        ours, theirs = await store.approvals.signatures(agreement, 1)
        with pytest.raises(NotInThisState):
            await store.approvals.sign(await store.agreements.for_change(1), signing(Side.us))
        signed = [move for move in await store.agreements.moves(agreement) if move.state_to is AgreementState.signed]
    assert (ours.user_id, ours.title, theirs.user_id, theirs.title) == (SAM, "", None, "Executive director")
    assert (theirs.signed_on, theirs.recorded_by, theirs.file_name) == (date(2026, 11, 11), AMELIE, "signed copy.pdf")
    assert [(move.by, move.by_itself, move.number) for move in signed] == [(AMELIE, True, 1)]
    await house.settle()
    assert len([one for one in house.playground.messages(RIVER) if "Signed by both sides" in one["text"]]) == 1
    assert house.playground.refused == []


async def test_what_cannot_be_a_signature_is_said_at_its_field_and_nothing_typed_is_lost(house: House) -> None:
    amelie = await to_sign(house)
    assert list(await amelie.submit()) == ["name_us"]
    await amelie.change("member", SAM)
    next(one for one in house.playground.workspace.people.values() if one.id == SAM).deleted = True
    async with house.store() as store:
        sam = await store.members.by_user(SAM)
        await store.members.meet(
            user_id=SAM, name="Sam", role=sam.role, locale="en-CA", time_zone="America/Toronto", left=True
        )
    assert "has left" in (await amelie.submit())["member"]
    await amelie.change("member", GUEST)
    assert list(await amelie.submit()) == ["member"]
    await amelie.change("member", None)
    await amelie.change("name_us", "Sam Osei")
    await amelie.change("signed_on_us", "2026-11-13")
    assert list(await amelie.submit()) == ["signed_on_us"]
    await amelie.change("signed_on_us", "2026-11-12")
    await amelie.change("name_them", "Maria Silva")
    assert list(await amelie.submit()) == ["title_them"]
    await amelie.change("title_them", "046 454 286")
    assert "social insurance" in (await amelie.submit())["title_them"]
    await amelie.change("title_them", "Director")
    await amelie.close()
    await amelie.click("Record a signature")
    assert "Continuing where you left off" in seen(amelie)
    assert "Sam Osei" in seen(amelie)
    assert await amelie.submit() == {}
    async with house.store() as store:
        assert (await store.agreements.get(1)).state is AgreementState.in_force
    assert house.playground.refused == []


async def test_a_signature_can_be_corrected_until_the_other_side_s_is_there(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        agreement = await agreeing.approved(store)
        await store.approvals.sign(agreement, signing(Side.us, file_id="F1", file_name="one.pdf"))
        [kept] = await store.approvals.sign(agreement, signing(Side.us, name="Amélie R. Roy"))
        assert (kept.name, kept.file_id) == ("Amélie R. Roy", "F1")
        [same] = await store.approvals.sign(agreement, signing(Side.us, name="Amélie R. Roy"))
        assert same is kept
    async with house.store(SAM) as store:
        agreement = await store.agreements.get(agreement.id)
        seen_part = (await store.agreements.parts(agreement))[Part.purpose]
        await store.agreements.keep_part(agreement, Part.purpose, {"why": "Written after."}, seen=seen_part.revision)
    async with house.store() as store:
        agreement = await store.agreements.for_change(agreement.id)
        await store.approvals.sign(agreement, signing(Side.them))
        versions = {one.number: one for one in await store.agreements.versions(agreement)}
    assert (agreement.signed_number, agreement.state) == (1, AgreementState.in_force)
    assert versions[1].content["purpose"]["why"] == "To bring forty newcomers into paid work by June."
    assert (versions[2].content["purpose"], versions[2].by) == ({"why": "Written after."}, SAM)


async def test_a_version_that_was_replaced_while_the_form_was_open_is_not_signed(house: House) -> None:
    amelie = await to_sign(house)
    async with house.store(SAM) as store:
        agreement = await store.agreements.for_change(1)
        revision = (await store.agreements.parts(agreement))[Part.purpose].revision
        await store.agreements.keep_part(agreement, Part.purpose, {"why": "Sixty, not forty."}, seen=revision)
        await store.agreements.save_version(agreement)
    await amelie.change("name_us", "Amélie Roy")
    assert await amelie.submit() != {}
    async with house.store() as store:
        assert await store.approvals.signatures(await store.agreements.get(1), 2) == []
        assert await store.approvals.signatures(await store.agreements.get(1), 1) == []


async def test_an_informal_understanding_is_signed_without_a_review(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        agreement = await agreeing.begun(store, kind=AgreementKind.informal)
        await agreeing.written(store, agreement)
        for side in (Side.us, Side.them):
            await store.approvals.sign(agreement, signing(side))
        assert (agreement.state, agreement.signed_number) == (AgreementState.in_force, 1)
        formal = await agreeing.written(store, await agreeing.begun(store, await store.partners.get(1)))
        with pytest.raises(NotInThisState):
            await store.approvals.sign(formal, signing(Side.us))


async def test_a_copy_that_slack_has_no_more_is_said_to_be_gone(house: House) -> None:
    amelie = await to_sign(house)
    await amelie.change("name_us", "Amélie Roy")
    await amelie.change("file", ("ours.pdf", PDF))
    assert await amelie.submit() == {}
    house.playground.faults.answer("files.info", "file_deleted")
    await amelie.click("signing.copy")
    await house.liaison.afterwards.finished()
    assert "ours.pdf" in house.playground.dms(AMELIE)[-1]["text"]
    assert [one for one in house.playground.dms(AMELIE) if one.get("files")] == []
    house.playground.faults.clear()
    await amelie.click("signing.copy")
    await house.liaison.afterwards.finished()
    assert len([one for one in house.playground.dms(AMELIE) if one.get("files")]) == 1


async def test_a_signatory_who_was_chosen_and_is_erased_is_chosen_anew(house: House) -> None:
    """What else was typed is still there."""
    amelie = await to_sign(house)
    await amelie.change("name_us", "Amélie Roy")
    await amelie.options("contact", "mari")
    await amelie.change("contact", "1")
    async with house.store(SAM) as store:
        await store.privacy.erase(1)
    assert "no longer here" in (await amelie.submit())["contact"]
    await amelie.close()
    await amelie.click("Record a signature")
    state = amelie.modal["state"]["values"]
    assert next(iter(state["contact"].values()))["selected_option"] is None
    assert "Amélie Roy" in str(state)


async def test_who_is_chosen_in_place_of_another_signs_by_their_own_name(house: House) -> None:
    amelie = await to_sign(house)
    await amelie.change("member", SAM)
    assert await amelie.submit() == {}
    await amelie.click("Record a signature")
    await amelie.change("member", MARC)
    assert await amelie.submit() == {}
    async with house.store() as store:
        [ours] = await store.approvals.signatures(await store.agreements.get(1), 1)
    assert (ours.user_id, ours.name) == (MARC, "Marc")


@pytest.mark.parametrize("error", ["file_not_found", "internal_error"])
async def test_a_copy_that_slack_does_not_give_is_not_said_to_be_gone_for_nothing(house: House, error: str) -> None:
    amelie = await to_sign(house)
    await amelie.change("name_us", "Amélie Roy")
    await amelie.change("file", ("ours.pdf", PDF))
    assert await amelie.submit() == {}
    house.playground.faults.answer("files.info", error)
    await amelie.click("signing.copy")
    await house.liaison.afterwards.finished()
    assert ("ours.pdf" in house.playground.dms(AMELIE)[-1]["text"]) == (error == "file_not_found")
    assert "ref" in house.playground.dms(AMELIE)[-1]["text"] or error == "file_not_found"


async def test_in_french(house: House) -> None:
    marc = await to_sign(house)
    await marc.close(clear=True)
    async with house.store() as store:
        await store.partners.name_people(await store.partners.get(1), [MARC])
    marc = house.playground.person(MARC)
    await marc.command(f"/partner entente {NAME}", channel=GENERAL)
    await marc.click("Noter une signature")
    await marc.change("name_us", "Marc Tremblay")
    assert await marc.submit() == {}
    assert "• Marc Tremblay (nous), 12 nov. 2026" in seen(marc)
    assert house.playground.refused == []
