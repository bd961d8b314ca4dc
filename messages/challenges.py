"""Challenges of a partnership: one in a list, the forms for one, and the word that somebody who had one has left."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from messages import inputs
from messages.blocks import Block, Element, actions, button, option, section
from messages.drafts import offered_back
from messages.limits import cut
from messages.reminders import why
from messages.room import coming_up
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words
from storage.challenges import LEARNED_LIMIT, NEXT_LIMIT, WHAT_LIMIT, Challenge, ChallengeKind, Severity
from storage.partners import Partner

NEW = "challenges.new"
CHANGE = "challenges.change"
CLOSE = "challenges.close"
REOPEN = "challenges.reopen"
LEARN = "challenges.learn"
FORM = "challenges.form"
LEARNING = "challenges.learning"
AFRESH = "challenges.afresh"

WHAT, LEARNED = "what", "learned"
YES = "yes"
SHOWN, QUOTED = 12, 300
WINDOW, SESSION, LEFT = "w", "s", "r"
"""Where a challenge is shown: in the window of reviews, in what was posted about a session (by its id), in the word
that somebody has left (by the reminder's id)."""

Names = Mapping[str, str]

KINDS: dict[ChallengeKind, str] = {
    ChallengeKind.people: N_("People and staffing"),
    ChallengeKind.money: N_("Money and resources"),
    ChallengeKind.communication: N_("Communication"),
    ChallengeKind.roles: N_("Roles and decisions"),
    ChallengeKind.delivery: N_("Delivery and results"),
    ChallengeKind.access: N_("Access and language"),
    ChallengeKind.rules: N_("Rules, data and privacy"),
    ChallengeKind.other: N_("Something else"),
}
SEVERITIES: dict[Severity, str] = {
    Severity.minor: N_("Minor"),
    Severity.serious: N_("Serious"),
    Severity.critical: N_("Critical"),
}
_MEANING: dict[Severity, str] = {
    Severity.minor: N_("slows us down a little"),
    Severity.serious: N_("holds the work back"),
    Severity.critical: N_("puts the partnership at risk"),
}


def line(words: Words, one: Challenge, names: Names, *, gone: Collection[str] = ()) -> Rich:
    """One challenge: what, how serious, whose, the next step; or who closed it and what was learned."""
    what = words.rich("*{what}*", what=cut(one.what, QUOTED))
    if one.closed_at is not None:
        by = names.get(one.closed_by or "", "")
        closed = words.rich("closed by {name}, {day}", name=by, day=_day(words, one.closed_at))
        lesson = words.rich("learned: {learned}", learned=cut(one.learned, QUOTED)) if one.learned else Rich("")
        return Rich("{}\n{}").format(what, Rich(" · ").join(filter(None, (closed, lesson))))
    facts = [words.text(SEVERITIES[one.severity]).lower(), words.text(KINDS[one.kind]).lower()]
    if one.owner_id:
        name = names.get(one.owner_id, one.owner_id)
        facts.append(words.text("{name} (has left)", name=name) if one.owner_id in gone else name)
    facts.append(words.text("since {day}", day=_day(words, one.raised_at)))
    if one.internal:
        facts.append(words.text("for our team"))
    lines = [what, words.rich("{facts}", facts=" · ".join(facts))]
    if one.next_step:
        lines.append(words.rich("Next step: {step}", step=cut(one.next_step, QUOTED)))
    return Rich("\n").join(lines)


def short(words: Words, one: Challenge, names: Names) -> Rich:
    """The same on one line, for an agenda or a notice: "intake desk vacant (serious, Sam)"."""
    facts = [words.text(SEVERITIES[one.severity]).lower()]
    if one.owner_id:
        facts.append(names.get(one.owner_id, one.owner_id))
    return words.rich("{what} ({facts})", what=cut(one.what, 150), facts=", ".join(facts))


def item(words: Words, one: Challenge, names: Names, *, place: str | None) -> Block:
    """One challenge where it is posted: closed with one click, and opened again with another. No `place`: to read."""
    said = line(words, one, names)
    return section(said, accessory=_turn(words, one, place) if place else None, block_id=f"challenge:{one.id}")


def row(words: Words, one: Challenge, names: Names, *, may: bool) -> list[Block]:
    """One challenge in the window of reviews, with all that can be done to it."""
    blocks = [section(line(words, one, names), block_id=f"challenge:{one.id}")]
    if may:
        learn = words.text("What we learned") if one.closed_at else words.text("Close with a lesson")
        deeds = [_turn(words, one, WINDOW), button(learn, LEARN, f"{one.id} {WINDOW}")]
        if one.closed_at is None:
            deeds.append(button(words.text("Change"), CHANGE, f"{one.id} {WINDOW}"))
        blocks.append(actions(*deeds, block_id=f"deeds:{one.id}"))
    return blocks


def counted(words: Words, counts: Mapping[Severity, int]) -> str:
    """ "3 open, 1 critical"; "" when there is none."""
    total = sum(counts.values())
    if not total:
        return ""
    parts = [words.plural("{n} open", "{n} open", total)]
    if critical := counts.get(Severity.critical, 0):
        parts.append(words.plural("{n} critical", "{n} critical", critical))
    return ", ".join(parts)


def fields(words: Words, name: str, values: Mapping[str, Any], *, n: int | None = None) -> list[Block]:
    """What is asked of one challenge; the field of its text is `name`. `n`: which of several it is, from 1 on."""

    def label(alone: str, numbered: str) -> str:
        return words.text(alone) if n is None else words.text(numbered, n=n)

    kinds = [option(words.text(text), kind.value) for kind, text in KINDS.items()]
    severities = [
        option(words.text(text), severity.value, words.text(_MEANING[severity]))
        for severity, text in SEVERITIES.items()
    ]
    internal = option(words.text("For our own team only: it is left out of what is shared"), YES)
    what = inputs.text(values.get(name), lines=True, limit=WHAT_LIMIT, while_typing=True)
    step = inputs.text(values.get(f"{name}_next"), limit=NEXT_LIMIT)
    facts_only = words.text("Facts only: no client names, no opinions about a person.")
    return [
        inputs.field(
            name,
            label(N_("What stands in the way?"), N_("Challenge {n}: what stands in the way?")),
            what,
            hint=facts_only if n in (None, 1) else None,
            optional=n is not None,
            dispatch=True,
        ),
        inputs.field(
            f"{name}_kind",
            label(N_("What is it about?"), N_("Challenge {n}: what is it about?")),
            inputs.select(kinds, values.get(f"{name}_kind")),
            optional=True,
            dispatch=True,
        ),
        inputs.field(
            f"{name}_severity",
            label(N_("How serious is it?"), N_("Challenge {n}: how serious is it?")),
            inputs.select(severities, values.get(f"{name}_severity")),
            optional=True,
            dispatch=True,
        ),
        inputs.field(
            f"{name}_owner",
            label(N_("Who takes it on?"), N_("Challenge {n}: who takes it on?")),
            inputs.user(values.get(f"{name}_owner")),
            hint=words.text("Left blank: whoever looks after the partner.") if n in (None, 1) else None,
            optional=True,
            dispatch=True,
        ),
        inputs.field(
            f"{name}_next",
            label(N_("What is the next step?"), N_("Challenge {n}: what is the next step?")),
            step,
            optional=True,
        ),
        inputs.field(
            f"{name}_internal",
            label(N_("Who may read it?"), N_("Challenge {n}: who may read it?")),
            inputs.checkboxes([internal], values.get(f"{name}_internal") or ()),
            optional=True,
            dispatch=True,
        ),
    ]


def form(
    words: Words,
    partner: str,
    values: Mapping[str, Any],
    *,
    meta: Mapping[str, Any],
    now: datetime,
    saved_at: datetime | None = None,
) -> View:
    """The form that raises a challenge, or changes one (`meta` names it); "afresh": the round of one started over."""
    blocks: list[Block] = [section(words.rich("*{partner}*", partner=partner))]
    if saved_at:
        blocks += offered_back(words, saved_at, now=now, afresh=AFRESH)
    blocks += fields(words, WHAT, values)
    inputs.start_over(blocks, meta.get("afresh"))
    title = words.text("Change a challenge") if "challenge" in meta else words.text("Raise a challenge")
    return modal(FORM, title, blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta)


def learning(words: Words, one: Challenge, names: Names, *, meta: Mapping[str, Any]) -> View:
    """The form that closes a challenge with what was learned, or adds that to one that is closed."""
    learned = inputs.text(one.learned, lines=True, limit=LEARNED_LIMIT)
    blocks = [
        section(line(words, one, names)),
        inputs.field(
            LEARNED,
            words.text("What did we learn?"),
            learned,
            hint=words.text("Facts only: no client names, no opinions about a person."),
            optional=True,
        ),
    ]
    submit = words.text("Save") if one.closed_at else words.text("Close it")
    title, cancel = words.text("What we learned"), words.text("Cancel")
    return modal(LEARNING, title, blocks, submit=submit, close=cancel, meta=meta)


def orphaned(
    words: Words, found: Sequence[tuple[Challenge, Partner]], names: Names, *, name: str, reminder_id: int
) -> Message:
    """To the owner of partners in which somebody who left had open challenges."""
    lead = words.rich("{name} has left the workspace, and had challenges in partnerships of yours.", name=name)
    if not found:
        lead = words.rich("All challenges that {name} had are closed, or with somebody else.", name=name)
    rows: list[list[Block]] = []
    for one, partner in found:
        said = Rich("{}\n{}").format(words.rich("{partner}", partner=partner.name), line(words, one, names))
        place = f"{LEFT}{reminder_id}"
        give = button(words.text("Give to somebody"), CHANGE, f"{one.id} {place}")
        shown = section(said, accessory=give, block_id=f"challenge:{one.id}")
        rows.append([shown, actions(_turn(words, one, place), block_id=f"deeds:{one.id}")])
    because = words.rich(
        "Sent once, because you look after these partnerships. Give each challenge to somebody else, or close it."
    )
    return message(lead, [section(lead), *coming_up(words, rows, most=SHOWN), *why(words, because, reminder_id)])


def _turn(words: Words, one: Challenge, place: str) -> Element:
    """Close it, or undo that."""
    if one.closed_at is None:
        label = words.text("Close it: {what}", what=one.what)
        return button(words.text("Close it"), CLOSE, f"{one.id} {place}", label=label)
    return button(words.text("Undo"), REOPEN, f"{one.id} {place}")


def _day(words: Words, at: datetime) -> str:
    return words.full_date(at.astimezone(words.zone).date())
