"""A person's own partners by stage, with the next step for each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from messages import partners
from messages.blocks import Block, button, context, section
from messages.stages import stage_name
from messages.words import N_, Rich, Words, escape
from storage.home import Group
from storage.partners import Partner, Stage

EACH_STAGE = 5

STEPS: dict[Stage, str] = {
    Stage.identified: N_("next: get in touch"),
    Stage.contacted: N_("next: meet, and confirm their interest"),
    Stage.exploring: N_("next: agree on goals, ways to work together, requirements and a plan"),
    Stage.agreeing: N_("next: write down what you agree on"),
    Stage.active: N_("next: plan the next session"),
    Stage.under_review: N_("next: finish the review"),
    Stage.renewing: N_("next: settle what changes"),
    Stage.paused: N_("next: decide whether to take it up again"),
    Stage.closed: N_("closed"),
    Stage.declined: N_("no for now"),
}
ASK_AGAIN = N_("ask again on {day}")
MET_NEXT = N_("next: planning session, {when}")


def blocks(
    words: Words, groups: Sequence[Group], next_sessions: Mapping[int, datetime], today: date, *, room: int
) -> list[Block]:
    """As many of each stage as `room` blocks hold, the same number of each; the others are counted."""
    if not groups:
        return [section(words.rich("*Your partners*\nNone yet. `/partner new` adds one, `/partner list` shows all."))]
    each = (room - 1 - len(groups)) // len(groups)
    title = words.plural("Your partner", "Your partners ({n})", sum(group.total for group in groups))
    found = [section(Rich("*{}*").format(title))]
    for group in groups:
        shown = group.partners[:each]
        heading = [Rich("*{}* · {}").format(stage_name(words, group.stage), words.number(group.total))]
        if left := group.total - len(shown):
            more = words.plural("and {n} more: `/partner list mine`", "and {n} more: `/partner list mine`", left)
            heading.append(escape(more))
        found.append(context(*heading))
        found += [_partner(words, partner, next_sessions, today) for partner in shown]
    return found


def _partner(words: Words, partner: Partner, next_sessions: Mapping[int, datetime], today: date) -> Block:
    step = _step(words, partner, next_sessions, today)
    return section(
        words.rich("*{name}*\n{step}", name=partner.name, step=step),
        accessory=button(words.text("Open"), partners.SHOW, str(partner.id), label=partner.name),
        block_id=f"partner:{partner.id}",
    )


def _step(words: Words, partner: Partner, next_sessions: Mapping[int, datetime], today: date) -> str:
    if partner.stage is Stage.declined and partner.ask_again_on:
        day = words.day(partner.ask_again_on, year=partner.ask_again_on.year != today.year)
        return words.text(ASK_AGAIN, day=day)
    if partner.stage not in (Stage.closed, Stage.declined) and partner.id in next_sessions:
        return words.text(MET_NEXT, when=words.when(next_sessions[partner.id]))
    return words.text(STEPS[partner.stage])
