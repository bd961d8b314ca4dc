"""App Home: who I am, my week, what else I promised, my partners with their next step."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from messages import actions as promises
from messages import help, meetings, own_partners, ownership, partners, sessions, settings, week
from messages.blocks import Block, actions, button, context, divider, header, section
from messages.surfaces import View, home
from messages.words import N_, Rich, Words
from storage.home import Group
from storage.members import Member, Role

MOST_BLOCKS = 100

ROLES: dict[Role, str] = {
    Role.owner: N_("You are an owner here: you see and change everything, settings and roles included."),
    Role.coordinator: N_("You are a coordinator here: you see and change everything but settings and roles."),
    Role.member: N_("You are a member here: you see all that is not confidential, and change what is yours."),
    Role.viewer: N_("You are a viewer here: you see all that is not confidential."),
}


def page(
    words: Words,
    person: Member,
    groups: Sequence[Group],
    next_sessions: Mapping[int, datetime],
    facts: week.Facts,
    *,
    owners: Sequence[str],
    offered: bool,
) -> View:
    """The Home tab. `next_sessions` are instants by partner id, `owners` the names of who can help. `offered`: nobody
    here has taken Liaison on, and this admin of the workspace may."""
    top = [
        header(words.text("Hello, {name}", name=person.name)),
        context(words.rich(ROLES[person.role])),
        *(ownership.offer(words) if offered else []),
        actions(*_buttons(words, person)),
        divider(),
        *week.on_home(words, facts),
        divider(),
        *_later(words, facts),
    ]
    end = [divider(), context(_contact(words, owners))]
    room = MOST_BLOCKS - len(top) - len(end)
    return home([*top, *own_partners.blocks(words, groups, next_sessions, facts.today, room=room), *end])


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


def _later(words: Words, facts: week.Facts) -> list[Block]:
    """What the person promised for later, or without a date."""
    later = facts.week.later
    if not later.total:
        return []
    title = words.plural("Your other open action", "Your other open actions ({n})", later.total)
    blocks = [section(Rich("*{}*").format(title))]
    for one in later.shown:
        done = promises.done_button(words, one, promises.HOME) if facts.may else None
        text = promises.line(words, one, facts.who, facts.today)
        blocks.append(section(text, accessory=done, block_id=f"action:{one.id}"))
    if left := later.left:
        more = words.plural("and {n} more: `/partner actions mine`", "and {n} more: `/partner actions mine`", left)
        blocks.append(context(more))
    return [*blocks, divider()]


def _contact(words: Words, owners: Sequence[str]) -> Rich:
    if not owners:
        return words.rich("`/partner help` shows every command.")
    return words.rich(
        "`/partner help` shows every command. Questions about Liaison here: {names}.", names=words.listed(list(owners))
    )
