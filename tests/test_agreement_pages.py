"""The pages of an agreement: what they hold, what they take, and what happens when they cannot."""

from datetime import timedelta
from typing import Any

import pytest

from messages.agreement_pages import BACK, GO, OVERVIEW
from storage.agreement_parts import NEEDED, AgreementKind, Part, most_rows
from storage.drafts import Draft
from storage.members import Role
from tests import agreeing
from tests.agreeing import at, meet, write
from tests.house import AMELIE, GENERAL, MARC, PRIYA, SAM, SECRET, House

NAME = "Centre Rivière-Nord"
ODD = "<!channel> <@U_SAM> <#C_RIVER|x> & *bold* </script>"


def seen(person: Any) -> str:
    assert person.modal is not None
    return str(person.modal["blocks"])


async def begun(house: House, kind: AgreementKind = AgreementKind.memorandum, **more: Any) -> Any:
    """Amélie with an agreement before her in which nothing is written; Sam is named on its partner."""
    await meet(house)
    async with house.store() as store:
        partner = await agreeing.partner(store, **({"people": [SAM]} | more))
        await agreeing.begun(store, partner, kind=kind)
    return await opened(house, AMELIE)


async def opened(house: House, user: str) -> Any:
    person = house.playground.person(user)
    await person.command(f"/partner agree {NAME}", channel=GENERAL)
    return person


async def content(house: House) -> dict[str, Any]:
    async with house.store() as store:
        return await store.agreements.content(await store.agreements.get(1))


async def test_every_part_has_a_page_and_no_text_wanders_to_the_next(house: House) -> None:
    """Parts have fields of the same name; Slack keeps what stands in a block of the same id."""
    amelie = await begun(house)
    await amelie.click("Begin writing")
    special = {"currency": "USD", "total": "10", "amount": "12.50", "value": "3", "notice_days": "60"}
    for part in Part:
        if part is not Part.purpose:
            await amelie.change(GO, part.value)
        assert "Text in" not in str(amelie.modal["state"])
        for one in amelie.modal["blocks"]:
            if one["type"] == "input" and one["element"]["type"] == "plain_text_input":
                name = one["block_id"].partition("@")[0].partition(".")[0]
                await amelie.change(one["block_id"], special.get(name, f"Text in {part}"))
    await amelie.change(GO, OVERVIEW)
    kept = await content(house)
    assert set(kept) == {part.value for part in Part}
    assert {part: value for part, value in kept.items() if f"Text in {part}" not in str(value)} == {}
    assert house.playground.refused == []


@pytest.mark.parametrize("kind", AgreementKind)
async def test_next_leads_through_what_is_needed_and_then_to_the_whole(house: House, kind: AgreementKind) -> None:
    amelie = await begun(house, kind)
    await amelie.click("Begin writing")
    for n, part in enumerate(NEEDED[kind]):
        assert amelie.modal["callback_id"] == "agreement_pages.page"
        assert f'"part":"{part}"' in amelie.modal["private_metadata"]
        assert f"0 of {len(NEEDED[kind])} parts" in seen(amelie) or n
        last = part is NEEDED[kind][-1]
        assert amelie.modal["submit"]["text"] == ("Done" if last else "Next part")
        assert await amelie.submit() == {}
    assert amelie.modal["callback_id"] == "agreements.view"
    await amelie.click("Write: Strategic goals")
    await amelie.click(BACK)
    assert "Purpose" in seen(amelie)
    assert house.playground.refused == []


async def test_what_cannot_be_kept_is_said_below_its_field_and_stays(house: House) -> None:
    amelie = await begun(house)
    await amelie.click("Write: Purpose")
    await write(amelie, why="A whole sentence about the purpose of it.", need="Her number is 046 454 286")
    for leave in ("goals", OVERVIEW):
        await amelie.change(GO, leave)
        blocks = [str(block) for block in amelie.modal["blocks"]]
        [place] = [n for n, block in enumerate(blocks) if "social insurance" in block]
        assert "'need'" in blocks[place - 1]
        assert "046 454 286" in str(amelie.modal["state"])
    refused = await amelie.submit()
    assert list(refused) == ["need"]
    async with house.store() as store:
        draft = await store.drafts.find(user_id=AMELIE, form="agreement_pages.page", subject="agreement:1:purpose")
    assert isinstance(draft, Draft)
    assert "046" not in str(draft.values)
    await write(amelie, need="A first job")
    await amelie.change(GO, OVERVIEW)
    assert (await content(house))["purpose"]["need"] == "A first job"
    assert house.playground.refused == []


@pytest.mark.parametrize(
    ("user", "typed", "kept"),
    [(AMELIE, "1,200.50", "1200.50"), (AMELIE, "1200", "1200.00"), (MARC, "1 200,50 $", "1200.50")],
)
async def test_amounts_are_read_as_the_person_writes_them(house: House, user: str, typed: str, kept: str) -> None:
    await begun(house, people=[SAM, MARC])
    person = await opened(house, user)
    await person.click(_part(person, "funding"))
    await write(person, funded="funded", total=typed, what_0="First", amount_0=typed)
    await person.change(GO, OVERVIEW)
    funding = (await content(house))["funding"]
    assert (funding["total"], funding["rows"]) == (kept, [{"what": "First", "amount": kept}])
    await person.click(_part(person, "funding"))
    await person.change(GO, OVERVIEW)
    assert (await content(house))["funding"] == funding
    assert house.playground.refused == []


def _part(person: Any, part: str) -> str:
    """The name of the button to a part's page."""
    buttons = [block.get("accessory") or {} for block in person.modal["blocks"]]
    return next(one["accessibility_label"] for one in buttons if one.get("value") == f"1:{part}")


async def test_an_amount_that_reads_two_ways_is_asked_again(house: House) -> None:
    amelie = await begun(house)
    await amelie.click("Write: Funding agreement")
    await write(amelie, total="1.200", currency="EURO")
    assert list(await amelie.submit()) == [at(amelie, "currency")]
    await write(amelie, currency="eur")
    refused = await amelie.submit()
    assert "two ways" in refused[at(amelie, "total")]
    await write(amelie, total="1200")
    assert await amelie.submit() == {}
    assert (await content(house))["funding"] == {"total": "1200.00", "currency": "EUR"}


async def test_rows_grow_as_far_as_a_form_can(house: House) -> None:
    amelie = await begun(house)
    await amelie.change("agreements.clause", "term")
    await amelie.change(GO, "indicators")
    most = most_rows(Part.indicators)
    for _ in range(most - 1):
        await amelie.click("Add another")
    assert "Add another" not in seen(amelie)
    for row in range(most):
        await write(amelie, **{f"name_{row}": f"Indicator {row}"})
    await amelie.change(GO, OVERVIEW)
    assert len((await content(house))["indicators"]["rows"]) == most
    await amelie.click(_part(amelie, "indicators"))
    assert f"Indicator {most - 1}" in seen(amelie)
    assert house.playground.refused == []


async def test_a_text_of_twenty_thousand_letters_is_kept_as_it_is(house_anywhere: House) -> None:
    house = house_anywhere
    text = "\n\n".join(f"Paragraph {n}. " + "word " * 290 for n in range(13)).strip()
    assert 15_000 < len(text) < 20_000
    amelie = await begun(house)
    async with house.store() as store:
        await store.agreements.keep_part(await store.agreements.get(1), Part.purpose, {"why": text}, seen=0)
    kept = (await content(house))["purpose"]["why"]
    amelie = await opened(house, AMELIE)
    for _ in range(2):
        await amelie.click("Change: Purpose")
        assert "Why we work together (6)" in seen(amelie)
        assert "Why we work together (11)" not in seen(amelie)
        await amelie.change(GO, OVERVIEW)
        assert (await content(house))["purpose"]["why"] == kept
    async with house.store() as store:
        assert (await store.agreements.parts(await store.agreements.get(1)))[Part.purpose].revision == 1
    assert house.playground.refused == []


async def test_a_starter_fills_an_empty_clause_in_the_language_of_the_document(house: House) -> None:
    amelie = await begun(house)
    async with house.store() as store:
        (await store.agreements.get(1)).language = "fr"
    await amelie.change("agreements.clause", "disputes")
    await amelie.click("Start from a plain text")
    assert "les parties" in str(amelie.modal["state"])
    assert "Start from a plain text" not in seen(amelie)
    await write(amelie, text="Our own words")
    assert await amelie.submit() == {}
    await amelie.change("agreements.clause", "liability")
    await write(amelie, text="Typed before the button was pressed")
    await amelie.click("Start from a plain text")
    assert "Typed before the button was pressed" in str(amelie.modal["state"])
    await amelie.change(GO, OVERVIEW)
    assert (await content(house))["liability"]["text"] == "Typed before the button was pressed"
    assert (await content(house))["disputes"]["text"] == "Our own words"


async def test_a_page_starts_afresh_from_what_is_kept(house: House) -> None:
    amelie = await begun(house)
    await amelie.click("Write: Purpose")
    await write(amelie, why="Half a thought")
    await amelie.click("Example")
    await amelie.close()
    amelie = await opened(house, AMELIE)
    await amelie.click("Write: Purpose")
    assert "Half a thought" in seen(amelie)
    await amelie.click("Start afresh")
    assert "Half a thought" not in str(amelie.modal)
    assert "Continuing where you left off" not in seen(amelie)
    assert house.playground.refused == []


async def test_what_people_type_stays_text(house: House) -> None:
    amelie = await begun(house)
    await amelie.click("Write: Strategic goals")
    await write(amelie, goal_0=ODD, measure_0=ODD)
    assert await amelie.submit() == {}
    await amelie.change(GO, "roles")
    await write(amelie, work_0=ODD)
    await amelie.change(GO, OVERVIEW)
    await amelie.click("Title and kind")
    amelie.fill("title", ODD)
    assert await amelie.submit() == {}
    shown = seen(amelie)
    assert "&lt;!channel&gt;" in shown
    assert "<!channel>" not in shown
    assert "<@U_SAM>" not in shown


async def test_an_archived_partner_is_written_about_no_more(house: House) -> None:
    amelie = await begun(house)
    await amelie.click("Write: Purpose")
    await write(amelie, why="Typed before it was archived")
    async with house.store() as store:
        await store.partners.archive(await store.partners.get(1))
    assert "This partner is archived" in str(await amelie.submit())
    await amelie.change(GO, OVERVIEW)
    assert "This partner is archived" in seen(amelie)
    assert "Typed before it was archived" in str(amelie.modal["state"])
    async with house.store() as store:
        await store.partners.restore(await store.partners.get(1))
    assert await amelie.submit() == {}
    assert (await content(house))["purpose"]["why"] == "Typed before it was archived"


async def test_who_may_see_it_reads_and_who_may_not_sees_nothing(house: House) -> None:
    await begun(house)
    await meet(house, PRIYA)
    async with house.store() as store:
        await store.members.give_roles({Role.owner: [AMELIE], Role.viewer: [PRIYA]})
        await store.agreements.keep_part(await store.agreements.get(1), Part.purpose, {"why": "To read"}, seen=0)
    await house.pass_time(timedelta(minutes=1))  # roles are known from memory for half a minute
    priya = await opened(house, PRIYA)
    assert "Joint intake" in seen(priya)
    assert "agreements.part" not in seen(priya)
    assert "Title and kind" not in seen(priya)
    await priya.click("Read it")
    assert "To read" in seen(priya)
    await priya.close(clear=True)
    async with house.store() as store:
        partner = await store.partners.get(1)
        partner.confidential, partner.channel_id = True, SECRET
    said = await priya.command(f"/partner agree {NAME}", channel=GENERAL)
    assert priya.modal is None
    assert "Joint intake" not in str(said)


async def test_a_trigger_that_has_expired(house: House) -> None:
    await begun(house)
    house.playground.faults.answer("views.open", "expired_trigger_id")
    sam = house.playground.person(SAM)
    said = await sam.command(f"/partner agree {NAME}", channel=GENERAL)
    assert [one["text"] for one in said] == ["That took too long for Slack to open the form. Please try again."]


async def test_a_half_made_agreement_after_a_restart(house_anywhere: House) -> None:
    """In the middle of a page, with one part kept and another half typed."""
    house = house_anywhere
    amelie = await begun(house)
    await amelie.click("Begin writing")
    await write(amelie, why="To bring forty newcomers into paid work.")
    assert await amelie.submit() == {}
    await write(amelie, decisions="Both leads dec")
    await house.restart()
    await write(amelie, decisions="Both leads decide")
    assert await amelie.submit() == {}
    await amelie.close()
    await opened(house, AMELIE)
    kept = await content(house)
    assert kept["purpose"]["why"] == "To bring forty newcomers into paid work."
    assert kept["governance"]["decisions"] == "Both leads decide"
    assert "1 of 8 parts, about 14 minutes left" in seen(amelie)
    assert house.playground.refused == []
