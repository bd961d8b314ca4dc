"""Erasing a contact: every place that still holds the name is told, and what the machine keeps holds it no more."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, inspect, select, text

import storage.privacy
from messages.exports import _PLACES
from storage.audit import Entry
from storage.bundles import Bundle
from storage.communication import Arrangement, Every, How
from storage.contacts import Contact
from storage.details import Detail
from storage.drafts import Draft
from storage.duplicates import LikelyPair, MatchKey
from storage.health import HealthResult, HealthRound, HealthSheet, RoundState
from storage.health_rules import HealthSide
from storage.introductions import Introduction
from storage.kpi import CheckIn, CheckInComment, Kpi, KpiFrequency, KpiValue, ValueState
from storage.kpi_library import Direction, Unit
from storage.locations import Location, LocationType, Phone
from storage.merge import Merge, MergeMove
from storage.opportunity import Need
from storage.partner import Stage, StageMove
from storage.reminder import Reminder
from storage.services import Service, ServiceStatus
from storage.store import Store
from tests.every_column import tables
from tests.house import AMELIE, THURSDAY, House
from tests.meeting import NAME, partner
from tests.scoped import past

MARIA = "Maria Silva"
SAID = f"Ask {MARIA} about it"
SHOWN = [
    "the description of the organization (number 1)",
    "an opportunity they were found for (number 1)",
    "the reason for a change of stage (number",
    "a line of communication (number 1)",
    "the message for the first contact (number 1)",
    "the description of indicator 1",
    "the reason for a figure of indicator 1",
    "a comment under check-in 1",
    "an answer on how it is going (round 1)",
    "a comment on how it is going (round 1)",
]
EMAIL, NUMBER, SECOND = "maria@silva-house.example", "+1 416 555 0199", "(905) 555-0123"
KEPT_ANYWHERE = ("silva-house", "4165550199", "9055550123", NUMBER, SECOND)
"""Who she is, as it is written and as it is compared."""
MACHINES = {*tables("erasure", "blanked", "cleaned", "brought", "anew"), "organization_words", "partner_names"}
"""What an erasure takes her out of, or makes anew without her."""


async def named_everywhere(house: House) -> int:
    """A partner with the name of a contact in all that people may write of it; gives the contact's number."""
    await partner(house)
    async with house.store() as store:
        [kept] = await store.partners.find(NAME)
        kept.organization.serves = SAID
        need = await store.opportunities.create(Need(outcome=SAID))
        await store.opportunities.link(need, kept)
        action = await store.actions.add(partner_id=kept.id, what="Write")
        moment: dict[str, Any] = {"at": store.now, "by": AMELIE}
        kpi = Kpi(
            partner_id=kept.id,
            name=SAID,
            unit=next(iter(Unit)),
            direction=next(iter(Direction)),
            frequency=next(iter(KpiFrequency)),
            reporter_id=AMELIE,
            begun_on=date(2026, 1, 1),
            created_at=store.now,
            created_by=AMELIE,
        )
        round_ = HealthRound(partner_id=kept.id, state=RoundState.closed, ask_on=date(2026, 1, 1), days=14)
        check_in = CheckIn(
            partner_id=kept.id, frequency=kpi.frequency, period=date(2026, 1, 1), due_at=store.now, closes_at=store.now
        )
        for one in (kpi, round_, check_in):
            store.add(one)
        await store.session.flush()
        sheet: dict[str, Any] = {"who": "p:director", "entered_by": AMELIE, "consent": True, "comment": SAID}
        tally: dict[str, Any] = {"answered": 1, "counted": 1, "anonymous": False, "comments": [SAID]}
        figure: dict[str, Any] = {"unit": kpi.unit, "frequency": kpi.frequency, "state": next(iter(ValueState))}
        for row in (
            StageMove(partner_id=kept.id, stage_from=None, stage_to=Stage.contacted, why=SAID, **moment),
            Arrangement(
                partner_id=kept.id,
                how=next(iter(How)),
                every=next(iter(Every)),
                note=SAID,
                agreed_at=store.now,
                agreed_by=AMELIE,
            ),
            Introduction(action_id=action.id, partner_id=kept.id, language="en", message=SAID),
            KpiValue(kpi_id=kpi.id, series=1, period=date(2026, 1, 1), number=1, why=SAID, **figure, **moment),
            CheckInComment(check_in_id=check_in.id, text=SAID, **moment),
            HealthSheet(round_id=round_.id, side=HealthSide.us, **sheet),
            HealthResult(round_id=round_.id, side=HealthSide.us, **tally),
            Draft(user_id=AMELIE, form="x", values={"notes": [SAID]}, saved_at=store.now),
        ):
            store.add(row)
        for number in range(9):
            store.audit.note("test:thing:done", f"thing:{number}", what=f"{MARIA} {number}", n=number)
        await store.reminders.plan(
            kind="x", subject="x", recipient=AMELIE, due_at=store.now.replace(year=2030), facts={"what": SAID}
        )
        return (await store.contacts.of(kept))[0].id


async def test_every_place_is_told_and_no_data_keep_the_name(
    house_anywhere: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.privacy, "ROWS", 2)
    house = house_anywhere
    contact_id = await named_everywhere(house)
    amelie = house.playground.person(AMELIE)
    await amelie.command("/partner export")
    await amelie.options("exports.person", "mari")
    await amelie.change("exports.person", str(contact_id))
    await amelie.click("exports.erase")
    await house.liaison.afterwards.finished()
    shown = str(amelie.modal)
    assert [place for place in SHOWN if place not in shown] == []
    async with house.store() as store:
        for noun, column in ((Entry, Entry.facts), (Reminder, Reminder.facts), (Draft, Draft.values)):
            kept = list(await store.session.scalars(select(column).order_by(noun.id)))
            assert MARIA not in str(kept)
            assert "–" in str(kept)
    assert house.playground.refused == []


async def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that there is, those of the indexes too."""
    names = await (await store.session.connection()).run_sync(lambda bound: inspect(bound).get_table_names())
    return {
        name: [dict(row) for row in (await store.session.execute(past(text(f"SELECT * FROM {name}")))).mappings()]  # noqa: S608 - names out of the catalog
        for name in names
    }


def keeping(rows: dict[str, list[dict[str, Any]]], words: Iterable[str]) -> set[str]:
    said = {name: json.dumps(found, ensure_ascii=False, default=str) for name, found in rows.items()}
    return {name for name, found in said.items() if any(word in found for word in words)}


async def test_what_is_made_of_a_contact_is_made_anew_without_them(house_anywhere: House) -> None:
    """Two prospects have her number and mail domain, so each is likely her organization, one of them said to be
    another; a merge, an import and a message that several shared hold her too."""
    house = house_anywhere
    contact_id = await named_everywhere(house)
    async with house.store() as store:
        [kept] = await store.partners.find(NAME)
        maria = await store.contacts.get(contact_id)
        maria.email, maria.phone = EMAIL, NUMBER
        about: dict[str, Any] = {"organization_id": kept.organization_id}
        for one in (
            Phone(**about, contact_id=contact_id, number=SECOND),
            Service(**about, name="Rooms", status=ServiceStatus.active, email=EMAIL, description=f"Ask {MARIA}"),
            Location(**about, type=LocationType.physical, description=f"Ring {NUMBER}", more={"who": [MARIA]}),
            Detail(**about, resource="metadata", external_id="1", data={"by": MARIA, "at": EMAIL}),
            Bundle(recipient=AMELIE, channel="C", parts=[{"text": SAID, "blocks": [NUMBER]}], made_at=store.now),
        ):
            store.add(one)
        others = [await store.organizations.create(name=name) for name in ("Abbey", "Zoo")]
        for one in others:
            store.add(
                Contact(
                    organization_id=one.id,
                    name="X",
                    collected_on=THURSDAY.date(),
                    email="x@silva-house.example",
                    phone=NUMBER,
                )
            )
        merge = Merge(kept_id=others[0].id, gone_id=others[1].id, kept_name="", gone_name="", at=store.now, by=AMELIE)
        store.add(merge)
        await store.session.flush()
        store.add(
            MergeMove(merge_id=merge.id, noun="phones", row_id=1, before={"number": SECOND}, after={"number": EMAIL})
        )
        await store.search.keep([kept.organization_id, *(one.id for one in others)])
        about_them = await store.duplicates.page(about=kept.organization_id)
        assert len(about_them) == 2
        await store.duplicates.dismiss(about_them[0].pair)
        before = keeping(await everything(store), [MARIA, *KEPT_ANYWHERE])
        assert {"contacts", "phones", "likely_pairs", "match_keys", "bundles", "details", "merge_moves"} < before
    async with house.store() as store:
        await store.privacy.erase(contact_id)
        for one in others:  # what is theirs stays
            await store.session.delete((await store.contacts.at(one.id))[0])
            await store.session.execute(delete(MatchKey).where(MatchKey.organization_id == one.id))
            for end in (LikelyPair.low_id, LikelyPair.high_id):
                both = [other.id for other in others]
                await store.session.execute(
                    delete(LikelyPair).where(LikelyPair.low_id.in_(both), LikelyPair.high_id.in_(both), end == one.id)
                )
        left = await everything(store)
    assert keeping(left, KEPT_ANYWHERE) == set()
    assert keeping(left, [MARIA]) <= set(_PLACES)
    assert not keeping(left, [MARIA]) & MACHINES
