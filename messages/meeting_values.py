"""What the meeting form is filled with: as a new meeting begins, or as a recorded one stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from messages import requirements as needs
from messages.forms import Values
from messages.goals import way_field
from messages.meetings import (
    CONTACTS,
    DATE,
    INTEREST,
    INTEREST_NOTE,
    MEMBERS,
    NEXT_DATE,
    NEXT_TIME,
    NOTES,
    PURPOSE,
    TIME,
)
from messages.words import Words
from storage.goals import Way
from storage.meetings import Meeting, Purpose
from storage.requirements import Requirement, RequirementKind


def rows_in(values: Mapping[str, Any], name: str) -> int:
    """How many rows a form has for `name` ("goal", "step"), at least 1."""
    found = [int(rest) for key in values if key.startswith(f"{name}_") and (rest := key.split("_")[1]).isdigit()]
    return max(found, default=0) + 1


def first_values(
    words: Words,
    now: datetime,
    *,
    purpose: Purpose,
    requirements: Mapping[RequirementKind, Requirement],
    at: datetime | None = None,
    member: str | None = None,
) -> Values:
    """The values of a form for a new meeting, held `at` or now, by `member`."""
    local = (at or now).astimezone(words.zone)
    return {
        DATE: local.date().isoformat(),
        TIME: f"{local:%H:%M}",
        PURPOSE: purpose.value,
        MEMBERS: [member] if member else [],
        **_agreed(requirements),
    }


def values_of(
    words: Words, meeting: Meeting, *, ways: Sequence[Way], requirements: Mapping[RequirementKind, Requirement]
) -> Values:
    """The values of a form that corrects or completes a meeting; `ways` are those found in it."""
    held = meeting.held_at.astimezone(words.zone)
    later = meeting.next_at.astimezone(words.zone) if meeting.next_at else None
    return {
        DATE: held.date().isoformat(),
        TIME: f"{held:%H:%M}",
        PURPOSE: meeting.purpose.value,
        MEMBERS: meeting.members,
        CONTACTS: [str(contact_id) for contact_id in meeting.contact_ids],
        INTEREST: meeting.interest.value if meeting.interest else None,
        INTEREST_NOTE: meeting.interest_note,
        NOTES: meeting.notes,
        NEXT_DATE: later.date().isoformat() if later else None,
        NEXT_TIME: f"{later:%H:%M}" if later else None,
        **{way_field(way.kind): way.text for way in ways},
        **_agreed(requirements),
    }


def _agreed(requirements: Mapping[RequirementKind, Requirement]) -> Values:
    texts: Values = {needs.field(kind): known.text for kind, known in requirements.items() if known.text}
    return {**texts, needs.NOT_APPLICABLE: [kind.value for kind, known in requirements.items() if known.not_applicable]}
