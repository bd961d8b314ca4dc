"""Erasing a contact: every place that still holds the name is told, and what the machine keeps holds it no more."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Text, select

import storage.privacy
from messages.exports import _PLACES
from storage.audit import Entry
from storage.base import Base
from storage.communication import Arrangement, Every, How
from storage.drafts import Draft
from storage.health import HealthResult, HealthRound, HealthSheet, RoundState
from storage.health_rules import HealthSide
from storage.introductions import Introduction
from storage.kpi import CheckIn, CheckInComment, Kpi, KpiFrequency, KpiValue, ValueState
from storage.kpi_library import Direction, Unit
from storage.opportunity import Need
from storage.partner import Stage, StageMove
from storage.privacy_places import _BELOW, _OF_ORGANIZATION, _OF_PARTNER
from storage.reminder import Reminder
from tests.house import AMELIE, House
from tests.meeting import NAME, partner

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
OTHERS = frozenset(
    """
    cadences check_ins feeds health_rhythms health_rounds health_snapshots holdings mutes opportunity_partners
    partner_people identifiers details likely_pairs match_keys organization_kinds locations services service_areas
    phones term_links contacts partners merges
    """.split()  # noqa: SIM905 - a list of words is read as such
)
"""Who, when, where and in which state; what is made by the machine, or brought by an import."""


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


def test_whatever_may_be_written_about_a_partner_is_looked_at() -> None:
    """A new table with texts about an organization or partner is listed, or said to hold none that people wrote."""
    nouns = {*_OF_ORGANIZATION, *_OF_PARTNER, *(noun for _, _, below in _BELOW for noun in below)}
    listed = {noun.__tablename__ for noun in nouns}
    above = {"partner_id", "organization_id", "agreement_id", "round_id", "kpi_id", "check_in_id"}
    for table in Base.metadata.sorted_tables:
        texts = [column for column in table.c if isinstance(column.type, Text)]
        if texts and above & set(table.c.keys()):
            assert table.name in listed | OTHERS | {"assessments"}, table.name
    assert listed | {"assessments", "organizations", "opportunities"} == set(_PLACES)
