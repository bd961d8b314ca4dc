"""What a part of an agreement begins with: what is known, with the source named, and nothing once somebody wrote."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from handlers.kpi_views import offered
from messages.agreement_pages import GO, OVERVIEW
from messages.prefill import prefilled
from messages.words import Words
from storage.actions import Side
from storage.agreement_parts import AgreementKind, Part, most_rows
from storage.communication import Every, How, Terms
from storage.goals import WayKind
from storage.meetings import Purpose, Report
from storage.partners import Partner, Reason
from storage.plans import Plan
from storage.prefill import known_of
from storage.recurrence import Frequency
from storage.requirements import RequirementKind
from storage.store import Store
from tests import agreeing
from tests.agreeing import meet, write
from tests.house import AMELIE, GENERAL, MARC, SAM, House
from tests.measuring import description

NAME = "Centre Rivière-Nord"
ENGLISH, FRENCH = (Words(language, ZoneInfo("America/Toronto")) for language in ("en", "fr"))
CARD, CONTACTS = "from the partner’s card", "from its contacts"
MET = "from the meeting of 10 Nov 2026"


async def known_partner(store: Store) -> Partner:
    """A partner that was met on 10 November (the 11th, UTC), of whom everything is known."""
    partner = await agreeing.partner(
        store, reasons=[Reason.outreach, Reason.services], serves="Newcomers in Durham", languages=["fr", "en"]
    )
    contact = await store.contacts.add(partner, name="Maria Silva", title="Executive director")
    held = Report(held_at=datetime(2026, 11, 11, 2, 0, tzinfo=UTC), purpose=Purpose.exploration)
    met = {"partner_id": partner.id, "meeting_id": (await store.meetings.record(partner.id, held)).id}
    await store.goals.add(text="40 in paid work", measure="placements", by=date(2027, 6, 30), **met)
    await store.goals.add(partner_id=partner.id, text="A joint intake")
    await store.goals.add_way(kind=WayKind.services, text="Joint intake\non Tuesdays", **met)
    for kind in (RequirementKind.schedule, RequirementKind.reporting, RequirementKind.measurement):
        await store.requirements.answer(partner.id, kind, text=f"About {kind}", meeting_id=met["meeting_id"])
    await store.requirements.answer(partner.id, RequirementKind.finance, not_applicable=True)
    await store.actions.add(what="Draft the poster", assignee_id=SAM, **met)
    await store.actions.add(what="Book a room", side=Side.them, contact_id=contact.id, partner_id=partner.id)
    await store.actions.add(what="Tell the board", side=Side.joint, partner_id=partner.id)
    plan = Plan(Frequency.biweekly, date(2026, 11, 24), time(9), "America/Toronto")
    await store.sessions.begin(partner, plan)
    return partner


async def test_every_part_that_can_be_is_filled_and_says_from_where(house_anywhere: House) -> None:
    await meet(house_anywhere)
    async with house_anywhere.store() as store:
        partner = await known_partner(store)
        known = {part: await known_of(store, partner, part) for part in Part}
    filled = {part: prefilled(ENGLISH, ENGLISH, part, known[part]) for part in Part}
    owner, sam = {"ref": f"u:{AMELIE}", "name": "Amélie"}, {"ref": f"u:{SAM}", "name": "Sam"}
    assert filled[Part.purpose] == (
        {"why": "Increase outreach\nDeliver services", "served": "Newcomers in Durham"},
        [CARD],
    )
    assert filled[Part.governance] == (
        {"lead_ours": "Amélie", "lead_theirs": "Maria Silva", "meetings": "every second Tuesday"},
        [CARD, CONTACTS, "from the planned sessions"],
    )
    assert filled[Part.goals] == (
        {"rows": [{"goal": "40 in paid work", "measure": "placements", "by": "2027-06-30"},
                  {"goal": "A joint intake", "measure": "", "by": None}]},
        [MET, CARD],
    )  # fmt: skip
    assert filled[Part.services] == (
        {"note": "About schedule", "rows": [{"what": "Joint intake\non Tuesdays", "giver": "both"}]},
        [MET],
    )
    assert filled[Part.funding] == ({"funded": "none"}, [CARD])
    assert filled[Part.communications][0] == {
        "contact_ours": "Amélie", "contact_theirs": "Maria Silva",
        "frequency": "every second Tuesday", "language": "French, English",
    }  # fmt: skip
    assert filled[Part.indicators] == (
        {"rows": [{"name": "placements", "by": "2027-06-30"}, {"name": "About measurement"}]},
        [MET],
    )
    assert filled[Part.reporting] == ({"note": "About reporting"}, [MET])
    assert filled[Part.roles] == (
        {"rows": [
            {"work": "Joint intake on Tuesdays", "responsible": [owner]},
            {"work": "Draft the poster", "responsible": [sam]},
            {"work": "Book a room", "responsible": [{"ref": "c:1", "name": "Maria Silva"}]},
            {"work": "Tell the board", "responsible": [{"ref": "both", "name": "Both sides"}]},
        ]},
        [MET, "from the open action items"],
    )  # fmt: skip
    assert filled[Part.parties][0] == {
        "name_theirs": NAME, "signatory_theirs": "Maria Silva", "title_theirs": "Executive director",
    }  # fmt: skip
    assert filled[Part.term] == ({}, [])
    french = prefilled(FRENCH, ENGLISH, Part.governance, known[Part.governance])
    assert "mardi" in french[0]["meetings"]
    assert french[1] == [CARD, CONTACTS, "from the planned sessions"]


async def test_what_is_measured_and_how_one_stays_in_touch_is_known_too(house: House) -> None:
    """Indicators come before what goals are measured by; nothing is offered to be followed that is followed."""
    await meet(house)
    async with house.store() as store:
        partner = await known_partner(store)
        contact = await store.contacts.add(partner, name="Luc Tremblay")
        await store.kpis.add(partner, description(baseline=Decimal("1234.5"), source="Referral log"))
        await store.kpis.add(partner, description(code="", name="Placements", target=None, reporter_id=AMELIE))
        for how, every in ((How.phone, Every.weekly), (How.in_person, Every.quarterly)):
            await store.communication.add(partner, Terms(SAM, contact.id, how, every))
        known = {part: await known_of(store, partner, part) for part in (Part.indicators, Part.communications)}
    assert prefilled(ENGLISH, ENGLISH, Part.indicators, known[Part.indicators]) == (
        {"rows": [
            {"name": "Referrals received", "unit": "count", "baseline": "1,234.5", "target": "15 a month",
             "source": "Referral log", "owner": "Sam"},
            {"name": "Placements", "unit": "count", "owner": "Amélie"},
            {"name": "About measurement"},
        ]},
        ["from its indicators", MET],
    )  # fmt: skip
    filled, sources = prefilled(ENGLISH, ENGLISH, Part.communications, known[Part.communications])
    assert filled == {
        "contact_ours": "Sam", "contact_theirs": "Luc Tremblay", "frequency": "weekly, by phone; quarterly, in person",
        "language": "French, English",
    }  # fmt: skip
    assert sources == ["from how you stay in touch", CARD]
    french = prefilled(FRENCH, FRENCH, Part.indicators, known[Part.indicators])
    assert french[0]["rows"][0]["name"] == "Aiguillages reçus"
    assert french[1][0] == "de ses indicateurs"
    async with house.store() as store:
        rows = {"rows": [{"name": "Aiguillages reçus"}, {"name": "PLACEMENTS"}, {"name": "Hours"}]}
        agreement = await agreeing.begun(store, await store.partners.get(partner.id))
        await agreeing.signed(store, await agreeing.written(store, agreement, indicators=rows))
        assert await offered(store, await store.partners.get(partner.id)) == [{"name": "Hours"}]


async def test_what_does_not_fit_is_said(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        partner = await agreeing.partner(store)
        for n in range(most_rows(Part.services) + 3):
            await store.goals.add_way(partner_id=partner.id, kind=WayKind.resources, text=f"Way {n} " + "long " * 100)
        services, roles = [await known_of(store, partner, part) for part in (Part.services, Part.roles)]
    saying, sources = prefilled(ENGLISH, ENGLISH, Part.services, services)
    assert len(saying["rows"]) == most_rows(Part.services)
    assert sources[-1] == "3 more stay on the partner’s card"
    saying, _ = prefilled(ENGLISH, ENGLISH, Part.roles, roles)
    assert len(saying["rows"][0]["work"]) <= 300
    assert saying["rows"][0]["work"].endswith("…")


async def test_a_blank_partner_fills_no_more_than_names(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        partner = await agreeing.partner(store)
        known = {part: await known_of(store, partner, part) for part in Part}
    filled = {part: prefilled(ENGLISH, ENGLISH, part, known[part])[0] for part in Part}
    assert {part: saying for part, saying in filled.items() if saying} == {
        Part.governance: {"lead_ours": "Amélie"},
        Part.communications: {"contact_ours": "Amélie"},
        Part.parties: {"name_theirs": NAME},
    }


async def test_a_page_shows_it_once_and_never_over_what_was_written(house: House) -> None:
    await meet(house)
    async with house.store() as store:
        partner = await known_partner(store)
        await store.partners.name_people(partner, [MARC])
        await agreeing.begun(store, partner, kind=AgreementKind.letter)
    amelie = house.playground.person(AMELIE)
    await amelie.command(f"/partner agree {NAME}", channel=GENERAL)
    await amelie.click("Write: Strategic goals")
    assert f"Filled with what is known: {MET}" in str(amelie.modal["blocks"])
    await amelie.click("Example")
    assert f"Filled with what is known: {MET}" in str(amelie.modal["blocks"])
    await write(amelie, goal_0="", measure_0="", by_0=None)
    await amelie.change(GO, OVERVIEW)
    await amelie.click("Change: Strategic goals")
    assert "40 in paid work" not in str(amelie.modal)
    assert "Filled with" not in str(amelie.modal)
    marc = house.playground.person(MARC)
    await marc.command(f"/partner entente {NAME}", channel=GENERAL)
    await marc.click("Rédiger\u00a0: Ressources et services")
    assert "de la rencontre du 10 nov. 2026" in str(marc.modal["blocks"])
    assert house.playground.refused == []
