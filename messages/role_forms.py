"""The forms of roles: one piece of work corrected, and who holds a position."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from messages import inputs
from messages.blocks import Block, Element, actions, button, confirm, context, divider, option, section
from messages.roles import COLUMNS, POSITIONS, SIDES, held_line
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.agreement_parts import LINE_LIMIT
from storage.contacts import Contact
from storage.positions import Holding, Position
from storage.role_corrections import WHY_LIMIT

CORRECTING, NAMING, ENDING = "roles.correcting", "roles.naming", "roles.ending"
WHO_FIND, HELD, REMOVE = "roles.who", "roles.held", "roles.remove"
WORK, WHY, OUT = "work", "why", "out"
OURS, THEIRS, SINCE, UNTIL = "ours", "theirs", "since", "until"
YES = "yes"
FORMER_SHOWN = 8
_LABELS: dict[str, str] = {
    "responsible": N_("Who does it"),
    "accountable": N_("Who answers for it (exactly one)"),
    "consulted": N_("Who is consulted"),
    "informed": N_("Who is informed"),
}


def correct_form(
    words: Words, partner: str, row: Mapping[str, Any], labels: Mapping[str, str], *, meta: Mapping[str, Any]
) -> View:
    """One piece of work, as it is gone by; and why it is corrected."""
    blocks: list[Block] = [
        section(words.rich("*{partner}*", partner=partner)),
        context(words.rich("What was signed stays as it is; your correction is kept beside it.")),
        inputs.field(WORK, words.text("Piece of work"), inputs.text(row.get("work"), limit=LINE_LIMIT)),
    ]
    for column in COLUMNS:
        chosen = [option(labels.get(one["ref"], one["name"]), one["ref"]) for one in row.get(column) or []]
        element = inputs.multi_external(WHO_FIND, chosen, placeholder=words.text("A side, or people of either"))
        blocks.append(inputs.field(column, words.text(_LABELS[column]), element, optional=True))
    if meta["place"] >= 0:
        out = inputs.checkboxes([option(words.text("Nobody does this any more"), YES)])
        blocks.append(inputs.field(OUT, words.text("Take it out"), out, optional=True))
    why = inputs.text(limit=WHY_LIMIT)
    hint = words.text("Kept with your name and the day. Facts only, no opinions about a person.")
    blocks.append(inputs.field(WHY, words.text("Why it is corrected"), why, hint=hint))
    return modal(
        CORRECTING,
        words.text("Correct the roles"),
        blocks,
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta=meta,
    )


def position_form(
    words: Words,
    partner: str,
    position: Position,
    holdings: Sequence[Holding],
    contacts: Sequence[Contact],
    *,
    names: Mapping[str, str],
    gone: frozenset[int],
    today: date,
    meta: Mapping[str, Any],
) -> View:
    """Who holds a position from now on, on either side; and everybody who did, to be put right."""
    heading = words.rich("*{position}*\n{partner}", position=words.text(POSITIONS[position]), partner=partner)
    people: list[Element] = [option(one.name, str(one.id)) for one in contacts[:100]]
    blocks: list[Block] = [
        section(heading),
        inputs.field(
            OURS,
            words.text("On our side"),
            inputs.user(),
            hint=words.text("Leave blank a side that stays as it is."),
            optional=True,
        ),
    ]
    if people:
        blocks.append(inputs.field(THEIRS, words.text("On their side"), inputs.select(people), optional=True))
    since = inputs.date(today.isoformat())
    blocks.append(
        inputs.field(
            SINCE,
            words.text("Since"),
            since,
            hint=words.text("Whoever held it on that side did so until the day before."),
        )
    )
    if holdings:
        blocks += [divider(), section(words.rich("*So far*"))]
    for one in holdings[:FORMER_SHOWN]:
        line = held_line(words, one, names.get(one.ref, one.ref), today=today, gone=one.id in gone)
        text = words.rich("{line} · {side}", line=line, side=words.text(SIDES[one.side]))
        change = button(words.text("Change"), HELD, str(one.id), label=names.get(one.ref))
        blocks.append(section(text, accessory=change, block_id=f"held:{one.id}"))
    return modal(
        NAMING, words.text("Who holds it"), blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta
    )


def held_form(words: Words, partner: str, held: Holding, name: str, *, meta: Mapping[str, Any]) -> View:
    """Until when somebody holds a position; or that they never did."""
    what = words.rich(
        "*{position}*\n{name} · {partner}",
        position=words.text(POSITIONS[held.position]),
        name=words.text("{name}, since {since}", name=name, since=words.full_date(held.since)),
        partner=partner,
    )
    sure = confirm(
        words.text("Noted by mistake?"),
        words.text("It is taken out, as if it had never been so."),
        words.text("Take it out"),
        words.text("Keep it"),
        danger=True,
    )
    until = inputs.date(held.until.isoformat() if held.until else None)
    return modal(
        ENDING,
        words.text("Until when"),
        [
            section(what),
            inputs.field(
                UNTIL,
                words.text("Until"),
                until,
                hint=words.text("The last day; blank as long as they hold it."),
                optional=True,
            ),
            actions(
                button(words.text("Noted by mistake"), REMOVE, str(held.id), style="danger", ask=sure),
                block_id="deeds",
            ),
        ],
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta=meta,
    )


def removed(words: Words, partner: str) -> View:
    """In place of the form: it is taken out."""
    said: Rich = words.rich("Taken out of the positions with {partner}.", partner=partner)
    return modal("roles.removed", words.text("Roles"), [section(said)], close=words.text("Close"))
