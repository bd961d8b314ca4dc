"""The history of a partner: everything that happened with it, with who, when and why."""

from collections.abc import Mapping

from messages import partners, reviews
from messages.blocks import Block, Element, actions, button, confirm, section
from messages.limits import cut
from messages.merges import APART
from messages.stages import MOVE, stage_name
from messages.surfaces import View, modal
from messages.touchpoints import line, way_into
from messages.words import N_, Rich, Words
from storage import challenges, communication, merges, mutes, readiness, touchpoints
from storage.audit import Entry
from storage.contacts import EXPLAINED
from storage.meetings import Meeting
from storage.partners import ARCHIVED, EDITED, RESTORED, Partner, StageMove
from storage.reviews import Review
from storage.timeline import Page
from storage.touchpoints import Touchpoint

VIEW = "partners.history"
OLDER = "partners.older"
NEWEST = "partners.newest"
CLOCK = "clock"


def history(
    words: Words,
    partner: Partner,
    page: Page,
    *,
    names: Mapping[str, str],
    contacts: Mapping[int, str],
    may_edit: bool,
    first: bool,
    former: Mapping[int, str],
) -> View:
    """A page of the timeline, newest first: moves, changes, meetings, contacts and saved messages; `former` are the
    partnerships that were merged into it, by number, with what they were called."""
    blocks: list[Block] = [section(words.rich("*{name}*", name=partner.name))]
    for event in page.events:
        if isinstance(event, Meeting | Touchpoint):
            place = "meeting" if isinstance(event, Meeting) else "touchpoint"
            opened = way_into(words, event, may_log=False)
            text = line(words, event, names=names, contacts=contacts)
            blocks.append(section(text, accessory=opened, block_id=f"{place}:{event.id}"))
        elif isinstance(event, Review):
            door = button(words.text("Open"), reviews.OPEN, str(event.id))
            blocks.append(section(reviews.line(words, event, names), accessory=door, block_id=f"review:{event.id}"))
        else:
            text = _move(words, event, names) if isinstance(event, StageMove) else _change(words, event, names)
            local = event.at.astimezone(words.zone).date()
            when = words.rich("{day}, {hour}", day=words.full_date(local), hour=words.hour(event.at))
            whose = former.get(_whose(event))
            lead = words.rich("{when} · as “{name}”", when=when, name=whose) if whose else when
            undo = _apart(words, event) if isinstance(event, Entry) and event.tag == merges.MERGED else None
            blocks.append(section(Rich("{}\n{}").format(lead, text), accessory=undo))
    if not page.events:
        blocks.append(section(words.rich("Nothing older is on record.")))
    row = []
    if not first:
        row.append(button(words.text("Back to the newest"), NEWEST))
    if page.older:
        row.append(button(words.text("Show older"), OLDER, str(page.older)))
    if may_edit and not partner.archived:
        row.append(button(words.text("Correct the stage"), MOVE, str(partner.id)))
    if row:
        blocks.append(actions(*row, block_id="turn"))
    return modal(VIEW, words.text("History"), blocks, close=words.text("Close"), meta={"id": partner.id})


def _whose(event: StageMove | Entry) -> int:
    """The partnership that a move or a change is of."""
    return event.partner_id if isinstance(event, StageMove) else int(event.subject.partition(":")[2])


def _apart(words: Words, entry: Entry) -> Element:
    ask = confirm(
        words.text("Take them apart?"),
        words.text("What was moved goes back. What was added since stays."),
        words.text("Take apart"),
        words.text("Cancel"),
    )
    return button(words.text("Take apart"), APART, str(entry.facts["merge"]), ask=ask)


def _move(words: Words, move: StageMove, names: Mapping[str, str]) -> Rich:
    who, to = names.get(move.by, move.by), stage_name(words, move.stage_to)
    if move.stage_from is None:
        return words.rich("{name} added it: {to}", name=who, to=to)
    since = stage_name(words, move.stage_from)
    if move.by_itself and move.by == CLOCK:
        text = words.rich("Moved from {since} to {to} by itself", since=since, to=to)
    elif move.by_itself:
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
    return Rich(" · ").join(parts)


def _change(words: Words, entry: Entry, names: Mapping[str, str]) -> Rich:
    lead = words.rich(_VERBS[entry.tag], name=names.get(entry.by, entry.by))
    lines: list[str] = [lead]
    if what := entry.facts.get("what"):
        lines.append(words.rich("“{what}”", what=cut(what, 300)))
    for field, (before, after) in entry.facts.get("changes", {}).items():
        lines.append(
            words.rich(
                "{field}: {before} → {after}",
                field=words.text(partners.FIELD_NAMES[field]),
                before=partners.field_value(words, field, before, names),
                after=partners.field_value(words, field, after, names),
            )
        )
    return Rich("\n").join(lines)


_VERBS = {
    EDITED: N_("{name} changed it"),
    ARCHIVED: N_("{name} archived it"),
    RESTORED: N_("{name} brought it back"),
    communication.ADDED: N_("{name} added to how we keep in touch"),
    communication.CHANGED: N_("{name} changed how we keep in touch"),
    communication.ENDED: N_("{name} took a line out of how we keep in touch"),
    touchpoints.REMOVED: N_("{name} removed a touchpoint"),
    "partner:health:started": N_("{name} asked both sides how it is going"),
    "partner:health:closed": N_("{name} closed a round of answers"),
    "partner:health:rhythm": N_("{name} changed how often both sides are asked"),
    "partner:roles:corrected": N_("{name} corrected the roles beside what was signed"),
    "partner:position:named": N_("{name} named who holds a position"),
    "partner:position:ended": N_("{name} noted until when somebody holds a position"),
    "partner:position:taken_up": N_("{name} noted that somebody still holds a position"),
    "partner:position:removed": N_("{name} took out a position noted by mistake"),
    EXPLAINED: N_("{name} noted where data of contacts came from, or what they are kept for"),
    challenges.RAISED: N_("{name} raised a challenge"),
    challenges.CLOSED: N_("{name} closed a challenge"),
    challenges.REOPENED: N_("{name} opened a challenge again"),
    f"partner:readiness:{readiness.ASSESSED}": N_("{name} checked how ready they are"),
    f"partner:readiness:{readiness.CORRECTED}": N_("{name} corrected the check of readiness"),
    f"partner:readiness:{readiness.TAKEN_BACK}": N_("{name} took the check of readiness back"),
    f"partner:readiness:{readiness.BROUGHT_BACK}": N_("{name} brought the check of readiness back"),
    mutes.MUTED: N_("{name} muted its messages in the channel"),
    merges.MERGED: N_("{name} merged another one into it"),
    merges.TAKEN_APART: N_("{name} took out again what had been merged into it"),
    mutes.UNMUTED: N_("{name} let its messages into the channel again"),
}
TAGS = tuple(_VERBS)
"""The changes of the trail that the history shows; the others are told by what they changed."""
