"""App Home: who I am, what I promised, my partners with their next step."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from messages import actions as promises
from messages import help, meetings, partners, sessions, settings
from messages.blocks import Block, actions, button, context, divider, header, section
from messages.stages import stage_name
from messages.surfaces import View, home
from messages.words import N_, Rich, Words
from storage.actions import Action, Who
from storage.home import Group
from storage.members import Member, Role
from storage.partners import Partner, Stage

MOST_ACTIONS = 10
EACH_STAGE = 5

ROLES: dict[Role, str] = {
    Role.owner: N_("You are an owner here: you see and change everything, settings and roles included."),
    Role.coordinator: N_("You are a coordinator here: you see and change everything but settings and roles."),
    Role.member: N_("You are a member here: you see all that is not confidential, and change what is yours."),
    Role.viewer: N_("You are a viewer here: you see all that is not confidential."),
}

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


def page(
    words: Words,
    person: Member,
    groups: Sequence[Group],
    next_sessions: Mapping[int, datetime],
    open_actions: Sequence[Action],
    who: Who,
    today: date,
    *,
    owners: Sequence[str],
) -> View:
    """The Home tab. `next_sessions` are instants by partner id, `owners` the names of who can help."""
    blocks = [
        header(words.text("Hello, {name}", name=person.name)),
        context(words.rich(ROLES[person.role])),
        actions(*_buttons(words, person)),
        divider(),
        *_promises(words, open_actions, who, today, may=person.role is not Role.viewer),
        divider(),
        *_partners(words, groups, next_sessions, today),
        divider(),
        context(_contact(words, owners)),
    ]
    return home(blocks)


def closed(words: Words) -> View:
    """For guests and people of other organizations."""
    return home([section(words.rich("Liaison is for the members of this workspace. An owner can tell you more."))])


def _buttons(words: Words, person: Member) -> list[dict[str, object]]:
    buttons = [
        button(words.text("Settings"), settings.OPEN),
        button(words.text("Help"), help.OPEN),
    ]
    if person.role is Role.viewer:
        return buttons
    return [
        button(words.text("New partner"), partners.NEW, style="primary"),
        button(words.text("Record a meeting"), meetings.MEET),
        button(words.text("Plan sessions"), sessions.PLAN),
        *buttons,
    ]


def _promises(words: Words, found: Sequence[Action], who: Who, today: date, *, may: bool) -> list[Block]:
    if not found:
        return [section(words.rich("*Your open actions*\nNothing is open for you."))]
    title = words.plural("Your open action", "Your open actions ({n})", len(found))
    blocks = [section(Rich(f"*{title}*"))]
    for one in found[:MOST_ACTIONS]:
        done = promises.done_button(words, one, promises.HOME) if may else None
        blocks.append(section(promises.line(words, one, who, today), accessory=done, block_id=f"action:{one.id}"))
    if len(found) > MOST_ACTIONS:
        left = len(found) - MOST_ACTIONS
        blocks.append(
            context(
                words.plural("and {n} more: `/partner actions mine`", "and {n} more: `/partner actions mine`", left)
            )
        )
    return blocks


def _partners(words: Words, groups: Sequence[Group], next_sessions: Mapping[int, datetime], today: date) -> list[Block]:
    if not groups:
        return [section(words.rich("*Your partners*\nNone yet. `/partner new` adds one, `/partner list` shows all."))]
    total = sum(group.total for group in groups)
    title = words.plural("Your partner", "Your partners ({n})", total)
    blocks = [section(Rich(f"*{title}*"))]
    for group in groups:
        blocks.append(context(Rich(f"*{stage_name(words, group.stage)}* · {words.number(group.total)}")))
        for partner in group.partners:
            text = words.rich("*{name}*\n{step}", name=partner.name, step=_step(words, partner, next_sessions, today))
            blocks.append(
                section(
                    text,
                    accessory=button(words.text("Open"), partners.SHOW, str(partner.id)),
                    block_id=f"partner:{partner.id}",
                )
            )
        if group.total > len(group.partners):
            left = group.total - len(group.partners)
            blocks.append(
                context(words.plural("and {n} more: `/partner list mine`", "and {n} more: `/partner list mine`", left))
            )
    return blocks


def _step(words: Words, partner: Partner, next_sessions: Mapping[int, datetime], today: date) -> str:
    if partner.stage is Stage.declined and partner.ask_again_on:
        day = words.day(partner.ask_again_on, year=partner.ask_again_on.year != today.year)
        return words.text(ASK_AGAIN, day=day)
    if partner.stage not in (Stage.closed, Stage.declined) and partner.id in next_sessions:
        return words.text(MET_NEXT, when=words.when(next_sessions[partner.id]))
    return words.text(STEPS[partner.stage])


def _contact(words: Words, owners: Sequence[str]) -> Rich:
    if not owners:
        return words.rich("`/partner help` shows every command.")
    return words.rich(
        "`/partner help` shows every command. Questions about Liaison here: {names}.", names=words.listed(list(owners))
    )
