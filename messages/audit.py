"""The history of a partner: every move and change, with who, when and why."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from messages import partners
from messages.blocks import Block, actions, button, context, section
from messages.limits import cut
from messages.stages import MOVE, stage_name
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.audit import Entry
from storage.partners import ARCHIVED, EDITED, RESTORED, Partner, StageMove

VIEW = "partners.history"
MOST = 40


def history(
    words: Words,
    partner: Partner,
    moves: Sequence[StageMove],
    entries: Sequence[Entry],
    *,
    names: Mapping[str, str],
    may_edit: bool,
) -> View:
    """Moves of the stage and changes of the description, newest first."""
    told: list[tuple[datetime, Rich]] = [(move.at, _move(words, move, names)) for move in moves]
    told += [(entry.at, _change(words, entry, names)) for entry in entries if entry.tag in _VERBS]
    told.sort(key=lambda one: one[0], reverse=True)
    blocks: list[Block] = [section(words.rich("*{name}*", name=partner.name))]
    for at, text in told[:MOST]:
        local = at.astimezone(words.zone).date()
        when = words.rich("{day}, {hour}", day=words.full_date(local), hour=words.hour(at))
        blocks.append(section(Rich(f"{when}\n{text}")))
    if len(told) > MOST:
        blocks.append(context(words.rich("Only the newest {n} are shown.", n=MOST)))
    if may_edit and not partner.archived:
        blocks.append(actions(button(words.text("Correct the stage"), MOVE, str(partner.id))))
    return modal(VIEW, words.text("History"), blocks, close=words.text("Close"))


def _move(words: Words, move: StageMove, names: Mapping[str, str]) -> Rich:
    who, to = names.get(move.by, move.by), stage_name(words, move.stage_to)
    if move.stage_from is None:
        return words.rich("{name} added it: {to}", name=who, to=to)
    since = stage_name(words, move.stage_from)
    if move.by_itself:
        text = words.rich(
            "Moved from {since} to {to} by itself, after something {name} recorded", since=since, to=to, name=who
        )
    else:
        text = words.rich("{name} moved it from {since} to {to}", name=who, since=since, to=to)
    parts: list[str] = [text]
    if move.overridden:
        parts.append(words.rich("although something was still to clarify"))
    if move.why:
        parts.append(words.rich("“{why}”", why=cut(move.why, 500)))
    return Rich(" · ".join(parts))


def _change(words: Words, entry: Entry, names: Mapping[str, str]) -> Rich:
    lead = words.rich(_VERBS[entry.tag], name=names.get(entry.by, entry.by))
    lines: list[str] = [lead]
    for field, (before, after) in entry.facts.get("changes", {}).items():
        lines.append(
            words.rich(
                "{field}: {before} → {after}",
                field=words.text(partners.FIELD_NAMES[field]),
                before=partners.field_value(words, field, before, names),
                after=partners.field_value(words, field, after, names),
            )
        )
    return Rich("\n".join(lines))


_VERBS = {
    EDITED: N_("{name} changed it"),
    ARCHIVED: N_("{name} archived it"),
    RESTORED: N_("{name} brought it back"),
}
