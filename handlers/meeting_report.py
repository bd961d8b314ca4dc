"""What a submitted meeting form says, as plain values; refused where it cannot be meant."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from messages import goals as goals_of
from messages import meetings, requirements
from messages.meeting_values import rows_in
from storage.actions import Side
from storage.days import checked_day, checked_hour, instant, needed_day, needed_hour
from storage.errors import MetAndDropped, Missing
from storage.goals import WayKind
from storage.meetings import Interest, Purpose, Report
from storage.organizations import NAME_LIMIT
from storage.requirements import Requirement, RequirementKind
from storage.texts import checked

NINE = time(9)


@dataclass(frozen=True)
class NewGoal:
    field: str
    text: str
    measure: str
    by: date | None


@dataclass(frozen=True)
class Step:
    """A next step: ours with an `assignee_id`, theirs with a `contact_id`, or a side's as a whole."""

    field: str
    what: str
    side: Side
    assignee_id: str | None
    contact_id: int | None
    by: date | None


@dataclass(frozen=True)
class Said:
    """The whole form. `newcomers` are names of people to add to the partner's contacts."""

    report: Report
    newcomers: list[str]
    met: list[int]
    dropped: list[int]
    goals: list[NewGoal]
    ways: dict[WayKind, str]
    needs: dict[RequirementKind, tuple[str, bool]]
    steps: list[Step]

    @property
    def people(self) -> set[str]:
        """Everybody of our side the form speaks of."""
        return {*self.report.members, *self.assignees}

    @property
    def assignees(self) -> set[str]:
        return {step.assignee_id for step in self.steps if step.assignee_id}


def said(values: Mapping[str, Any], zone: ZoneInfo) -> Said:
    """Reads the form's fields; days and hours are local to `zone`. Raises refusals with their field."""
    ticked = values.get(requirements.NOT_APPLICABLE) or []
    met, dropped = _ids(values.get(goals_of.MET)), _ids(values.get(goals_of.DROPPED))
    if set(met) & set(dropped):
        raise MetAndDropped(field=goals_of.DROPPED)
    return Said(
        report=_report(values, zone),
        newcomers=_newcomers(values.get(meetings.NEW_CONTACTS)),
        met=met,
        dropped=dropped,
        goals=[goal for index in range(rows_in(values, "goal")) if (goal := _goal(values, index))],
        ways={kind: values.get(goals_of.way_field(kind)) or "" for kind in WayKind},
        needs={kind: (values.get(requirements.field(kind)) or "", kind.value in ticked) for kind in RequirementKind},
        steps=[step for index in range(rows_in(values, "step")) if (step := _step(values, index))],
    )


def marks(known: Mapping[RequirementKind, Requirement]) -> dict[str, int]:
    """A short mark of each requirement as the form showed it, to tell later what a person changed."""
    return {kind.value: mark(one.text, one.not_applicable) for kind, one in known.items()}


def mark(text: str, not_applicable: bool) -> int:
    return crc32(f"{not_applicable}{text.strip()}".encode())


def _report(values: Mapping[str, Any], zone: ZoneInfo) -> Report:
    day = needed_day(values.get(meetings.DATE), field=meetings.DATE)
    hour = needed_hour(values.get(meetings.TIME), field=meetings.TIME)
    interest, purpose = values.get(meetings.INTEREST), values.get(meetings.PURPOSE)
    return Report(
        held_at=instant(day, hour, zone),
        purpose=Purpose(purpose) if purpose else Purpose.other,
        interest=Interest(interest) if interest else None,
        interest_note=values.get(meetings.INTEREST_NOTE) or "",
        members=list(values.get(meetings.MEMBERS) or []),
        contact_ids=_ids(values.get(meetings.CONTACTS)),
        notes=values.get(meetings.NOTES) or "",
        next_at=_next(values, zone),
    )


def _next(values: Mapping[str, Any], zone: ZoneInfo) -> datetime | None:
    day = checked_day(values.get(meetings.NEXT_DATE), field=meetings.NEXT_DATE)
    hour = checked_hour(values.get(meetings.NEXT_TIME), field=meetings.NEXT_TIME)
    if day is None:
        if hour is not None:
            raise Missing(field=meetings.NEXT_DATE)
        return None
    return instant(day, hour or NINE, zone)


def _goal(values: Mapping[str, Any], index: int) -> NewGoal | None:
    field = goals_of.row(index)
    text, measure = values.get(field) or "", values.get(f"{field}_measure") or ""
    by = checked_day(values.get(f"{field}_by"), field=f"{field}_by")
    if not text and (measure or by):
        raise Missing(field=field)
    return NewGoal(field, text, measure, by) if text else None


def _step(values: Mapping[str, Any], index: int) -> Step | None:
    field = meetings.step(index)
    who = values.get(f"{field}_who") or ""
    by = checked_day(values.get(f"{field}_by"), field=f"{field}_by")
    what = checked(values.get(field), field=field, limit=meetings.WHAT_LIMIT)
    if not what:
        if who or by:
            raise Missing(field=field)
        return None
    kind, _, person = who.partition(":")
    side = {"both": Side.joint, "them": Side.them, "c": Side.them}.get(kind, Side.us)
    return Step(field, what, side, person if kind == "u" else None, int(person) if kind == "c" else None, by)


def _newcomers(typed: str | None) -> list[str]:
    field = meetings.NEW_CONTACTS
    names = re.split(r"[,;\n]", checked(typed, field=field, limit=meetings.NEW_CONTACTS_LIMIT))
    return [kept for name in names if (kept := checked(name, field=field, limit=NAME_LIMIT))]


def _ids(chosen: list[str] | None) -> list[int]:
    return [int(one) for one in chosen or []]
