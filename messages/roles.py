"""Roles in a partnership: who does what, which positions are held by whom, and what is still unclear (25.2 K3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from messages import agreements
from messages.agreement_roles import unclear
from messages.blocks import Block, Element, actions, button, context, divider, section
from messages.limits import cut
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words, escape
from storage.actions import Side
from storage.agreement_parts import ROWS, Part
from storage.partners import Partner
from storage.positions import Holding, Position
from storage.roles import Raci, RaciFrom

OPEN, VIEW = "roles.open", "roles.view"
WORK, TAKE_OVER, POSITION = "roles.work", "roles.take_over", "roles.position"
ABOUT = N_("Who does what with a partner, and who holds which position; alone: what you are responsible for")
USAGE = N_("[NAME]")
WORK_SHOWN, WHY_SHOWN, CORRECTIONS_SHOWN = 200, 200, 3

COLUMNS: dict[str, str] = {
    "responsible": N_("does it"),
    "accountable": N_("answers for it"),
    "consulted": N_("is consulted"),
    "informed": N_("is informed"),
}
POSITIONS: dict[Position, str] = {
    Position.lead: N_("Lead"),
    Position.deputy: N_("Deputy"),
    Position.sponsor: N_("Executive sponsor"),
    Position.signatory: N_("Signatory"),
    Position.privacy: N_("Data and privacy contact"),
    Position.reporter: N_("Reports the indicators"),
}
SIDES: dict[Side, str] = {Side.us: N_("our side"), Side.them: N_("their side")}


@dataclass(frozen=True)
class Page:
    """What the view shows. `holdings` are those of today and before; `gone` the ids of those whose holder has left;
    `names` are people's by reference ("u:U1", "c:7"), `who` by user id."""

    partner: Partner
    raci: Raci
    holdings: Sequence[Holding]
    gone: frozenset[int]
    names: Mapping[str, str]
    who: Mapping[str, str]
    today: date
    may_edit: bool


def view(words: Words, page: Page) -> View:
    """Who does what, then who holds which position."""
    blocks: list[Block] = [section(words.rich("*{partner}*", partner=page.partner.name)), *_raci(words, page)]
    blocks += [divider(), section(words.rich("*Positions*"))]
    for position in Position:
        label = words.text("Change: {what}", what=words.text(POSITIONS[position]))
        value = f"{page.partner.id}:{position}"
        change = button(words.text("Change"), POSITION, value, label=label) if page.may_edit else None
        blocks.append(section(_position(words, page, position), accessory=change, block_id=f"position:{position}"))
    return modal(VIEW, words.text("Roles"), blocks, close=words.text("Close"), meta={"partner": page.partner.id})


def held_line(words: Words, held: Holding, name: str, *, today: date, gone: bool) -> Rich:
    """ "Sam, since 12 Nov 2026", "Maria, 1 Jan 2026 to 12 Nov 2026"; and that they have left."""
    since = words.full_date(held.since)
    if held.until is None:
        line = words.rich("{name}, since {since}", name=name, since=since)
    else:
        line = words.rich("{name}, {since} to {until}", name=name, since=since, until=words.full_date(held.until))
    if gone and held.current(today):
        return words.rich("{line} · *is no longer there*", line=line)
    return line


def corrected_since(words: Words) -> Rich:
    """On the page of the roles, while an amendment is written."""
    return words.rich("These roles were corrected since they were signed: `/partner roles` puts that in here.")


def _raci(words: Words, page: Page) -> list[Block]:
    raci = page.raci
    blocks: list[Block] = [section(words.rich("*Who does what*")), context(_source(words, page))]
    correctable = page.may_edit and raci.source in (RaciFrom.signed, RaciFrom.corrected)
    for place, row in enumerate(raci.rows):
        work = cut(row.get("work") or words.text("A piece of work"), WORK_SHOWN)
        lines: list[str] = [words.rich("*{work}*", work=work)]
        for column, label in COLUMNS.items():
            named = [one["name"] for one in row.get(column) or []]
            if named:
                lines.append(words.rich("{what}: {names}", what=words.text(label), names=words.listed(named)))
        lines += [words.rich("_{unclear}_", unclear=one) for one in unclear(words, {ROWS: [row]}, raci.left)]
        label, value = words.text("Correct: {what}", what=work), f"{page.partner.id}:{place}"
        change = button(words.text("Correct"), WORK, value, label=label) if correctable else None
        blocks.append(section(Rich("\n").join(lines), accessory=change, block_id=f"work:{place}"))
    row_of_buttons: list[Element] = []
    if correctable:
        row_of_buttons.append(button(words.text("Add a piece of work"), WORK, f"{page.partner.id}:-1"))
    if raci.agreement is not None and page.may_edit and raci.agreement.writing is not None:
        if raci.source is RaciFrom.corrected:
            row_of_buttons.append(
                button(words.text("Put it into the amendment"), TAKE_OVER, str(raci.agreement.id), style="primary")
            )
        elif raci.source is RaciFrom.written:
            value = f"{raci.agreement.id}:{Part.roles}"
            row_of_buttons.append(button(words.text("Write the roles"), agreements.PART, value))
    if raci.source is RaciFrom.nothing and page.may_edit:
        row_of_buttons.append(button(words.text("Agreement"), agreements.AGREE, str(page.partner.id)))
    if row_of_buttons:
        blocks.append(actions(*row_of_buttons, block_id="raci"))
    return blocks


def _source(words: Words, page: Page) -> Rich:
    """Where it comes from; a correction is shown as what it is, with who, when and why."""
    raci = page.raci
    if raci.agreement is None:
        return words.rich("No agreement says so yet.")
    title = raci.agreement.title
    match raci.source:
        case RaciFrom.signed:
            said = N_("As signed in “{title}” (version {number}).")
            if not raci.rows:
                said = N_("“{title}” (version {number}) was signed without roles.")
            return words.rich(said, title=title, number=raci.agreement.signed_number)
        case RaciFrom.written:
            said = N_("From “{title}”, which is being written.")
            if not raci.rows:
                said = N_("“{title}” is being written, and says nothing of roles yet.")
            return words.rich(said, title=title)
    lines = [
        words.rich(
            "*Corrected* beside “{title}” (version {number}), which stays as it was signed.",
            title=title,
            number=raci.agreement.signed_number,
        )
    ]
    for one in raci.corrections[:CORRECTIONS_SHOWN]:
        day = words.full_date(one.at.astimezone(words.zone).date())
        name = page.who.get(one.by, one.by)
        lines.append(words.rich("{day}, {name}: “{why}”", day=day, name=name, why=cut(one.why, WHY_SHOWN)))
    return Rich("\n").join(lines)


def _position(words: Words, page: Page, position: Position) -> Rich:
    lines: list[str] = [words.rich("*{position}*", position=words.text(POSITIONS[position]))]
    for side in (Side.us, Side.them):
        held = [
            held_line(words, one, page.names.get(one.ref, one.ref), today=page.today, gone=one.id in page.gone)
            for one in page.holdings
            if (one.position, one.side) == (position, side) and one.current(page.today)
        ]
        said = Rich("; ").join(held) if held else escape(words.text("nobody named"))
        lines.append(words.rich("{side}: {held}", side=words.text(SIDES[side]), held=said))
    return Rich("\n").join(lines)
