"""The register of agreements: narrowed by words, page by page, as a table; only what the person may see."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from messages.register import packed, understood, unpacked
from storage.agreement import Agreement, AgreementState
from storage.agreement_parts import AgreementKind
from storage.organizations import Kind
from storage.register import Wanted
from tests import agreeing
from tests.agreeing import meet, signed
from tests.house import AMELIE, GENERAL, MARC, SAM, House
from tests.test_partners import shown_to, words_of

PEOPLE = {"sam": SAM, "amelie": AMELIE, "amelie roy": AMELIE}
FUNDED = {"funded": "funded", "total": "1200.50", "currency": "USD", "payer": "us"}
SPOKEN = {"note": "By word of mouth."}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Wanted()),
        ("mine", Wanted(owner_id=MARC)),
        ("in force", Wanted(state=AgreementState.in_force)),
        ("en vigueur", Wanted(state=AgreementState.in_force)),
        ("échues", Wanted(state=AgreementState.expired)),
        ("expired letters health", Wanted(AgreementState.expired, AgreementKind.letter, Kind.health)),
        ("protocole d’entente confessionnel", Wanted(kind=AgreementKind.memorandum, partner_kind=Kind.faith)),
        ("funding funder", Wanted(kind=AgreementKind.funding, partner_kind=Kind.funder)),
        ("all @Sam", Wanted(owner_id=SAM, everything=True)),
        ("<@U_SAM|sam> joint intake", Wanted(owner_id=SAM, name="joint intake")),
        ('"signed" sealed', Wanted(name="signed sealed")),
        ("*_~ </>& <!channel>", Wanted(name="*_~ </>& <!channel>")),
    ],
)
def test_words_are_understood(text: str, wanted: Wanted) -> None:
    assert understood(text, me=MARC, people=PEOPLE) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(everything=True),
        Wanted(AgreementState.signed, AgreementKind.letter, Kind.health, SAM, True, "a & b=c é"),
    ],
)
def test_what_a_button_carries_comes_back(wanted: Wanted) -> None:
    assert unpacked(packed(wanted, after=7)) == (wanted, {"after": 7})
    assert unpacked(packed(wanted)) == (wanted, {})


async def partner(store: Any, name: str, **more: Any) -> Any:
    return await store.partners.create(name=name, **({"owner_id": AMELIE} | more))


async def some(house: House) -> dict[str, Agreement]:
    """One in force for which money is paid, a letter being written by Sam, one that has ended, a confidential one."""
    await meet(house, AMELIE, SAM, MARC)
    async with house.store() as store:
        health = await partner(store, "Centre Rivière-Nord", kinds=[Kind.health, Kind.settlement])
        mosque = await partner(store, "Able Mosque", kinds=[Kind.faith])
        secret = await partner(store, "Secret House", confidential=True)
        term = {"starts_on": "2026-01-01", "ends_on": "2027-12-31"}
        funded = await agreeing.begun(store, health, kind=AgreementKind.funding, title="=Joint intake")
        funded = await agreeing.written(store, funded, funding=FUNDED, term=term)
        funded = await signed(store, funded)
        over = await agreeing.begun(store, health, title="The year before")
        over = await agreeing.written(store, over, reporting=SPOKEN, term={"ends_on": "2026-11-12"})
        over = await signed(store, over)
        hidden = await signed(store, await agreeing.written(store, await agreeing.begun(store, secret, title="Hidden")))
    async with house.store(SAM) as store:
        letter = await agreeing.begun(store, mosque, kind=AgreementKind.letter, title="Food hampers")
    async with house.store() as store:
        over = await store.agreements.for_change(over.id)
        await store.agreements.move(over, AgreementState.ended)
    return {"funded": funded, "letter": letter, "over": over, "hidden": hidden}


async def titles(house: House, **wanted: Any) -> list[str]:
    async with house.store() as store:
        return [entry.title for entry in (await store.register.page(Wanted(**wanted))).entries]


async def test_it_is_narrowed_by_everything_it_shows(house_anywhere: House) -> None:
    house = house_anywhere
    await some(house)
    assert await titles(house) == ["Food hampers", "=Joint intake", "Hidden"]
    assert await titles(house, everything=True) == ["Food hampers", "=Joint intake", "The year before", "Hidden"]
    assert await titles(house, state=AgreementState.ended) == ["The year before"]
    assert await titles(house, state=AgreementState.in_force) == ["=Joint intake", "Hidden"]
    assert await titles(house, kind=AgreementKind.letter) == ["Food hampers"]
    assert await titles(house, partner_kind=Kind.settlement) == ["=Joint intake"]
    assert await titles(house, owner_id=SAM) == ["Food hampers"]
    assert await titles(house, name="riviere nord") == ["=Joint intake"]
    assert await titles(house, name="HAMPERS") == ["Food hampers"]
    assert await titles(house, name="100%_") == []
    assert await titles(house, owner_id=SAM, partner_kind=Kind.health) == []


async def test_people_see_what_they_may(house_anywhere: House) -> None:
    house = house_anywhere
    await some(house)
    amelie, marc = house.playground.person(AMELIE), house.playground.person(MARC)
    said = words_of(await amelie.command("/partner agreements", channel=GENERAL))
    assert "*Hidden*, Secret House" in said
    assert "Memorandum of understanding · In force · since 12 Nov 2026 · Amélie · confidential" in said
    assert "Funding sub-agreement · In force · from 1 Jan 2026 to 31 Dec 2027 · Amélie" in said
    assert "The year before" not in said
    said = words_of(await marc.command("/partner ententes toutes", channel=GENERAL))
    assert "Hidden" not in said
    assert "The year before" in said
    assert "Sous-entente de financement" in said
    assert house.playground.refused == []


async def test_pages_go_to_the_end_and_back(house_anywhere: House) -> None:
    house = house_anywhere
    await meet(house)
    async with house.store() as store:
        for number in range(5):
            one = await partner(store, f"Partner {number}")
            for place in range(5):
                await agreeing.begun(store, one, title=f"Agreement {number}{place}")
    amelie = house.playground.person(AMELIE)
    said = await amelie.command("/partner agreements", channel=GENERAL)
    assert ("Agreement 14" in words_of(said), "Agreement 20" in words_of(said)) == (True, False)
    await amelie.click("Next", message=said[0])
    await amelie.click("Next", message=said[0])
    assert "Agreement 44" in shown_to(house, AMELIE)
    assert "Next" not in shown_to(house, AMELIE)
    await amelie.click("Previous", message=said[0])
    assert "Agreement 20" in shown_to(house, AMELIE)
    await amelie.click("Previous", message=said[0])
    assert "Agreement 00" in shown_to(house, AMELIE)
    assert "Previous" not in shown_to(house, AMELIE)
    await amelie.click("Open: Agreement 00", message=said[0])
    assert "Agreement 00" in str(amelie.modal["blocks"])
    assert house.playground.refused == []


async def test_nothing_there_and_nothing_found(house: House) -> None:
    await meet(house)
    amelie = house.playground.person(AMELIE)
    assert "No agreements yet." in words_of(await amelie.command("/partner agreements", channel=GENERAL))
    await some(house)
    said = await amelie.command("/partner agreements letter health", channel=GENERAL)
    assert "Nothing found." in words_of(said)
    await amelie.click("Show all agreements", message=said[0])
    assert "The year before" in shown_to(house, AMELIE)
    assert house.playground.refused == []


async def test_a_state_is_never_stale(house: House) -> None:
    await some(house)
    await house.playground.move(timedelta(days=500))
    amelie = house.playground.person(AMELIE)
    assert "Expired" in words_of(await amelie.command("/partner agreements intake", channel=GENERAL))


async def sent_to(house: House, user_id: str) -> Any:
    await house.liaison.afterwards.finished()
    [said] = [one for one in house.playground.dms(user_id) if one.get("files")]
    return house.playground.workspace.files[said["files"][0]["id"]], said["text"]


async def test_a_workbook_has_dates_and_numbers_and_no_formulas(house: House) -> None:
    await some(house)
    amelie = house.playground.person(AMELIE)
    said = await amelie.command("/partner agreements", channel=GENERAL)
    await amelie.click("Excel", message=said[0])
    file, beside = await sent_to(house, AMELIE)
    assert (file.name, "3 agreements" in beside) == ("Agreements 2026-11-12.xlsx", True)
    sheet = load_workbook(io.BytesIO(file.content)).active
    rows = [[cell.value.date() if cell.is_date else cell.value for cell in row] for row in sheet]
    assert rows[0] == [
        "Partner", "Kind of partner", "Agreement", "Kind", "State", "First day", "Last day", "Owner", "Decision",
        "First review", "Next report", "Funding", "Currency", "Confidential",
    ]  # fmt: skip
    assert rows[1][:5] == ["Able Mosque", "Faith-based", "Food hampers", "Letter of agreement", "Drafting"]
    assert rows[2] == [
        "Centre Rivière-Nord", "Health, Settlement", "=Joint intake", "Funding sub-agreement", "In force",
        date(2026, 1, 1), date(2027, 12, 31), "Amélie", None, date(2026, 7, 2), date(2027, 1, 31),
        1200.5, "USD", None,
    ]  # fmt: skip
    assert sheet["C3"].data_type == "s"
    assert rows[3][-1] == "yes"
    assert house.playground.refused == []


async def test_a_csv_in_french_has_what_is_listed_and_no_more(house: House) -> None:
    await some(house)
    marc = house.playground.person(MARC)
    said = await marc.command("/partner ententes toutes santé", channel=GENERAL)
    await marc.click("CSV", message=said[0])
    file, _ = await sent_to(house, MARC)
    assert file.name == "Ententes 2026-11-12.csv"
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Partenaire", "Type de partenaire", "Entente"]
    assert [row[2] for row in rows[1:]] == ["'=Joint intake", "The year before"]
    assert rows[1][4:7] == ["En vigueur", date(2026, 1, 1).isoformat(), "2027-12-31"]
    assert house.playground.refused == []
