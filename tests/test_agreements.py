"""Agreements as people write, review and sign them: from the command to the notice in the channel."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from messages.agreement_pages import BACK, GO, OVERVIEW
from storage.agreement import AgreementState
from storage.agreement_parts import AgreementKind, Part
from storage.partners import Stage
from tests import agreeing
from tests.agreeing import meet
from tests.house import AMELIE, GENERAL, MARC, RIVER, SAM, House

NAME = "Centre Rivière-Nord"


def seen(view: dict[str, Any] | None) -> str:
    assert view is not None
    return str(view["blocks"])


async def begun(house: House, **more: Any) -> Any:
    """Amélie has the agreement as a whole before her, nothing written yet."""
    await meet(house)
    async with house.store() as store:
        partner = await agreeing.partner(store, serves="Newcomers", people=[SAM])
        await store.goals.add(partner_id=partner.id, text="40 newcomers in paid work", measure="placements", **more)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    await amelie.change("kind", "informal")
    assert await amelie.submit() == {}
    return amelie


async def test_it_is_written_page_by_page(house_anywhere: House) -> None:
    house = house_anywhere
    amelie = await begun(house)
    assert "0 of 4 parts, about 8 minutes left" in seen(amelie.modal)
    await amelie.click("Begin writing")
    assert "Purpose" in seen(amelie.modal)
    assert "Filled with what is known: from the partner’s card" in seen(amelie.modal)
    await amelie.click("Example")
    assert "Hide the example" in seen(amelie.modal)
    await agreeing.write(amelie, why="To bring forty newcomers into <paid> work & housing by June.")
    assert await amelie.submit() == {}
    assert "Strategic goals" in seen(amelie.modal)
    assert "40 newcomers in paid work" in seen(amelie.modal)
    await agreeing.write(amelie, by_0="2027-06-30")
    await amelie.click("Add another")
    await agreeing.write(amelie, goal_1="A joint intake")
    await amelie.click(BACK)
    assert "&amp; housing" not in seen(amelie.modal)  # a field shows the text itself
    assert "Newcomers" in seen(amelie.modal)
    await amelie.change(GO, OVERVIEW)
    shown = seen(amelie.modal)
    assert "1 of 4 parts, about 6 minutes left" in shown
    assert "✓ *Purpose*: complete" in shown
    async with house.store() as store:
        agreement = (await store.agreements.of(1))[0]
        content = await store.agreements.content(agreement)
    assert content["purpose"] == {
        "why": "To bring forty newcomers into <paid> work & housing by June.",
        "served": "Newcomers",
    }
    assert content["goals"]["rows"] == [
        {"goal": "40 newcomers in paid work", "measure": "placements", "by": "2027-06-30"},
        {"goal": "A joint intake"},
    ]
    assert house.playground.refused == []


async def test_two_write_the_same_part_and_neither_loses_a_word(house: House) -> None:
    amelie = await begun(house)
    sam = house.playground.person(SAM)
    await sam.command(f"/partner agree {NAME}", channel=GENERAL)
    for person, text in ((amelie, "Amélie’s text of the purpose"), (sam, "Sam’s text of the purpose")):
        await person.click("Begin writing")
        await agreeing.write(person, why=text)
    assert await amelie.submit() == {}
    assert await sam.submit() == {}
    assert sam.modal["title"]["text"] == "Two texts"
    assert all(text in seen(sam.modal) for text in ("Amélie wrote in *Purpose*", "Amélie’s text", "Sam’s text"))
    assert await sam.submit() == {}
    assert "Amélie’s text of the purpose\\n\\nSam’s text of the purpose" in seen(sam.modal)
    assert await sam.submit() == {}
    async with house.store() as store:
        parts = await store.agreements.parts(await store.agreements.get(1))
    assert parts[Part.purpose].saying["why"] == "Amélie’s text of the purpose\n\nSam’s text of the purpose"
    assert parts[Part.purpose].changed_by == SAM
    assert house.playground.refused == []


async def test_a_half_made_page_outlives_a_restart_and_an_identity_number_is_refused_in_place(house: House) -> None:
    amelie = await begun(house)
    await amelie.click("Begin writing")
    await agreeing.write(amelie, why="Half a thought")
    await amelie.close()
    await house.restart()
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    await amelie.click("Begin writing")
    assert "Continuing where you left off" in seen(amelie.modal)
    assert "Half a thought" in seen(amelie.modal)
    await agreeing.write(amelie, need="Her number is 046 454 286")
    refused = await amelie.submit()
    assert "social insurance" in refused["need"]
    await agreeing.write(amelie, need="")
    assert await amelie.submit() == {}
    assert house.playground.refused == []


async def test_long_prose_goes_on_in_numbered_fields(house: House) -> None:
    amelie = await begun(house)
    await amelie.click("Begin writing")
    first, second = "a" * 2990, "b" * 2000
    await agreeing.write(amelie, why=first)
    assert await amelie.submit() == {}
    await amelie.click(BACK)
    await amelie.click("continue_why")
    await agreeing.write(amelie, why_2=second)
    assert await amelie.submit() == {}
    async with house.store() as store:
        content = await store.agreements.content(await store.agreements.get(1))
    assert content["purpose"]["why"] == f"{first}\n\n{second}"
    assert house.playground.refused == []


async def test_review_signature_and_what_follows(house_anywhere: House) -> None:
    house = house_anywhere
    await meet(house)
    async with house.store() as store:
        partner = await agreeing.partner(store, people=[SAM])
        term = {"starts_on": "2026-11-12", "ends_on": "2027-11-11"}
        agreement = await agreeing.written(store, await agreeing.begun(store, partner), term=term)
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    await amelie.click("Send for review")
    assert await amelie.submit() == {}
    assert "Sam has not answered yet" in seen(amelie.modal)
    await house.settle()
    [asked] = house.playground.dms(SAM)
    assert "Amélie asks you to review version 1." in asked["text"]
    await sam.click("Read it", message=asked)
    assert "40 newcomers in paid work" in seen(sam.modal)
    await sam.close()
    await sam.click("Ask for changes", message=house.playground.dms(SAM)[0])
    await sam.change("part", "purpose")
    await sam.change("comment", "Say for whom.")
    assert await sam.submit() == {}
    assert "You asked for changes in version 1." in house.playground.dms(SAM)[0]["text"]
    await house.settle()
    assert "Sam asks for changes (version 1)." in house.playground.dms(AMELIE)[-1]["text"]
    await sam.click("Change my answer", message=house.playground.dms(SAM)[0])
    await sam.click("Approve", message=house.playground.dms(SAM)[0])
    await house.settle()
    assert "approves version 1. It can be signed now." in house.playground.dms(AMELIE)[-1]["text"]
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    await amelie.click("Record a signature")
    await amelie.change("member", AMELIE)
    assert await amelie.submit() == {}
    await amelie.click("Record a signature")
    await amelie.change("name_them", "Maria Silva")
    assert set(await amelie.submit()) == {"title_them"}
    await amelie.change("title_them", "Executive director")
    await amelie.change("signed_on_them", "2026-11-13")
    assert set(await amelie.submit()) == {"signed_on_them"}
    await amelie.change("signed_on_them", "2026-11-12")
    assert await amelie.submit() == {}
    assert "In force" in seen(amelie.modal)
    await house.settle()
    said = house.playground.messages(RIVER)[-1]["text"]
    assert "Signed by both sides: *Joint intake*" in said
    async with house.store() as store:
        found = await store.agreements.get(agreement.id)
        partner = await store.partners.get(found.partner_id)
        [review] = [one for one in await store.sessions.cadences_of(partner.id)]
    assert (found.state, found.signed_number, partner.stage) == (AgreementState.in_force, 1, Stage.active)
    assert (review.purpose, review.first_on.isoformat()) == ("review", "2027-05-12")
    assert house.playground.refused == []


async def test_the_end_is_announced_until_something_is_decided(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        term = {"starts_on": "2026-11-12", "ends_on": "2027-02-01"}
        agreement = await agreeing.signed(store, term=term, reporting={"note": "By word of mouth."})
    await house.until(datetime(2026, 12, 4, tzinfo=UTC))
    ending = [one for one in house.playground.messages(RIVER) if "It ends in" in one["text"]]
    assert len(ending) == 2  # inside the 90 days at once, and 60 days before
    amelie = house.playground.person(AMELIE)
    await amelie.click("Renew", message=ending[-1])
    renewed = [one for one in house.playground.messages(RIVER) if "It ends in" in one["text"]]
    assert "Amélie decided on 3 Dec 2026 to renew it." in renewed[-1]["text"]
    await house.until(datetime(2027, 1, 31, tzinfo=UTC))
    assert len([one for one in house.playground.messages(RIVER) if "It ends in" in one["text"]]) == 2
    async with house.store() as store:
        former = await store.agreements.get(agreement.id)
        renewal = await store.decisions.renewal_of(former)
        assert renewal is not None
        content = await store.agreements.content(renewal)
    assert (content["term"]["starts_on"], renewal.state) == ("2027-02-02", AgreementState.drafting)
    assert house.playground.refused == []


async def test_versions_are_saved_compared_and_taken_up_again(house: House) -> None:
    amelie = await begun(house)
    await amelie.click("Begin writing")
    await agreeing.write(amelie, why="To bring *forty* newcomers into paid work by June.")
    await amelie.change(GO, OVERVIEW)
    await amelie.click("Save this version")
    amelie.fill("why", "The first round")
    assert await amelie.submit() == {}
    await amelie.click("Change: Purpose")
    await agreeing.write(amelie, why="To bring sixty newcomers into paid work by June.")
    await amelie.change(GO, OVERVIEW)
    await amelie.click("Save this version")
    assert await amelie.submit() == {}
    await amelie.click("Versions")
    assert "“The first round”" in seen(amelie.modal)
    await amelie.click("Compare two")
    assert await amelie.submit() == {}
    assert "{'type': 'text', 'text': ' sixty', 'style': {'bold': True}}" in seen(amelie.modal)
    assert "{'type': 'text', 'text': ' *forty*', 'style': {'strike': True}}" in seen(amelie.modal)
    await amelie.close()
    await amelie.click("Take up again")
    assert "takes up version 1 again" in seen(amelie.modal)
    async with house.store() as store:
        content = await store.agreements.content(await store.agreements.get(1))
    assert content["purpose"]["why"] == "To bring *forty* newcomers into paid work by June."
    assert house.playground.refused == []


@pytest.mark.parametrize(("button", "begins"), [("Word", b"PK"), ("Markdown", b"# Joint intake")])
async def test_documents_are_sent_to_who_asks(house: House, button: str, begins: bytes) -> None:
    await meet(house)
    async with house.store() as store:
        await agreeing.signed(store)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    await amelie.click(button)
    await house.liaison.afterwards.finished()
    [sent] = [one for one in house.playground.dms(AMELIE) if one.get("files")]
    file = house.playground.workspace.files[sent["files"][0]["id"]]
    assert file.name.startswith("Joint intake v1.")
    assert file.content.startswith(begins)
    assert house.playground.refused == []


async def test_a_portfolio_is_private_until_it_is_shared(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        await agreeing.signed(store)
    amelie, sam = house.playground.person(AMELIE), house.playground.person(SAM)
    await amelie.command("/partner portfolio", channel=GENERAL)
    assert "1 signed agreement of the 5 that the standard names." in seen(amelie.modal)
    assert "Only you see this" in seen(amelie.modal)
    await sam.command("/partner portfolio", channel=GENERAL)
    assert "Nothing yet" in seen(sam.modal)
    assert "Shown to you" not in seen(sam.modal)
    await sam.close()
    await amelie.click("Share")
    amelie.fill("readers", [SAM])
    assert await amelie.submit() == {}
    assert "Seen by you and Sam." in seen(amelie.modal)
    await sam.command("/partner portfolio", channel=GENERAL)
    await sam.change("portfolio.look", AMELIE)
    assert "Amélie’s portfolio" in seen(sam.modal)
    assert house.playground.refused == []


async def test_in_french(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        await agreeing.partner(store, people=[MARC])
    marc = house.playground.person(MARC)
    await marc.command(f"/partner entente {NAME}", channel=GENERAL)
    await marc.change("kind", AgreementKind.letter.value)
    assert await marc.submit() == {}
    assert "Parties complètes\\xa0: 0 sur 5, encore 10 minutes environ" in seen(marc.modal)
    await marc.click("Commencer la rédaction")
    assert "Raison d’être" in seen(marc.modal)
    assert house.playground.refused == []


async def test_who_may_not_edit_reads_and_changes_nothing(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        agreement = await agreeing.written(store)
    marc = house.playground.person(MARC)
    await marc.command(f"/partner agree {NAME}", channel=GENERAL)
    shown = seen(marc.modal)
    assert "Joint intake" in shown or "rédaction" in shown
    assert "agreements.part" not in shown
    assert "approvals.send" not in shown
    async with house.store() as store:
        assert (await store.agreements.get(agreement.id)).state is AgreementState.drafting


async def test_three_days_of_downtime_speak_once(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        await agreeing.signed(store, term={"starts_on": "2026-11-12", "ends_on": "2026-12-14"})
    await house.pass_time(timedelta(days=40))
    said = [one["text"] for one in house.playground.messages(RIVER) if "It e" in one["text"]]
    assert len([text for text in said if "It ends in" in text]) == 0
    assert len([text for text in said if "It expired" in text]) == 1
