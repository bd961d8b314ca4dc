"""What somebody is responsible for, across partners; and that somebody has left a position."""

from collections.abc import Mapping, Sequence

from messages.blocks import Block, Element, actions, button, context, section
from messages.limits import cut
from messages.reminders import why_button
from messages.roles import COLUMNS, OPEN, POSITIONS, SIDES
from messages.room import how_many, more
from messages.surfaces import Message, View, message, modal
from messages.words import Rich, Words, escape
from storage.reminder import Reminder
from storage.roles import Duties, Vacated

VIEW, TURN, ALL = "roles.duties", "roles.turn", "roles.all"
AT_ONCE = 15
MOST_IN_WINDOW = 95
WORKS_SHOWN, WORK_SHOWN = 3, 60


def view(words: Words, duties: Sequence[Duties], *, since: int = 0) -> View:
    """By partner: positions, what the roles name you for, and how much there is to do."""
    total = words.plural("{n} partner", "{n} partners", len(duties))
    blocks: list[Block] = [section(words.rich("*What you are responsible for* · {total}", total=total))]
    for one in duties[since : since + AT_ONCE]:
        text = words.rich("*{partner}*\n{what}", partner=one.partner.name, what=_what(words, one))
        see = button(words.text("Open"), OPEN, str(one.partner.id), label=one.partner.name)
        blocks.append(section(text, accessory=see, block_id=f"partner:{one.partner.id}"))
    if not duties:
        blocks.append(section(words.text("Nothing names you yet: no position, no role, no action.")))
    row: list[Element] = []
    if since:
        row.append(button(words.text("Previous"), f"{TURN}.back", str(max(0, since - AT_ONCE))))
    if since + AT_ONCE < len(duties):
        row.append(button(words.text("Next"), TURN, str(since + AT_ONCE)))
    if row:
        blocks.append(actions(*row, block_id="turn"))
    return modal(VIEW, words.text("My responsibilities"), blocks, close=words.text("Close"))


def vacant(words: Words, name: str, found: Sequence[Vacated], reminder: Reminder) -> Message:
    """To an owner: somebody has left, with positions and work that the roles name them for; who has them now?"""
    if any(one.held for one in found):
        lead = words.rich("{name} is no longer there, and held positions with partners you look after.", name=name)
    else:
        lead = words.rich("{name} is no longer there. Partners you look after still count on them.", name=name)
    small = words.rich("Told once, because you look after these partners.")
    end = [context(small), actions(why_button(words, reminder.id))]
    rows = [_vacancy(words, one) for one in found]
    shown = how_many([[row] for row in rows], beside=[section(lead), *end])
    blocks = [section(lead), *rows[:shown]]
    if left := len(rows) - shown:
        blocks.append(section(more(words, left), accessory=button(words.text("Show all"), ALL, str(reminder.id))))
    return message(Rich("\n").join([lead, *(_left_open(words, one) for one in found)]), [*blocks, *end])


def all_vacant(words: Words, name: str, found: Sequence[Vacated]) -> View:
    """The same in full, as far as a window holds it."""
    blocks = [section(words.rich("*{name}*", name=name)), *(_vacancy(words, one) for one in found[:MOST_IN_WINDOW])]
    if left := len(found) - MOST_IN_WINDOW:
        blocks += [context(more(words, left))] if left > 0 else []
    return modal(VIEW, words.text("What is left open"), blocks, close=words.text("Close"))


def _vacancy(words: Words, one: Vacated) -> Block:
    return section(_left_open(words, one), accessory=button(words.text("Name somebody"), OPEN, str(one.partner.id)))


def _left_open(words: Words, one: Vacated) -> Rich:
    """ "*Centre Rivière-Nord*: lead (our side)", and below it what the roles name them for."""
    first = words.rich("*{partner}*", partner=one.partner.name)
    if one.held:
        what = words.listed([words.text(POSITIONS[held.position]) for held in one.held])
        side = words.text(SIDES[one.held[0].side])
        first = words.rich("*{partner}*: {what} ({side})", partner=one.partner.name, what=what, side=side)
    return Rich("\n").join([first, *_named_for(words, one.letters)])


def _what(words: Words, duties: Duties) -> Rich:
    parts: list[str] = []
    if duties.owner:
        parts.append(words.text("you look after this partner"))
    parts += [
        words.text(
            "{position} since {day}", position=words.text(POSITIONS[held.position]), day=words.full_date(held.since)
        )
        for held in duties.positions
    ]
    lines: list[str] = [escape(" · ".join(parts))] if parts else []
    lines += _named_for(words, duties.letters)
    counts = [
        words.plural("{n} open action", "{n} open actions", duties.actions) if duties.actions else "",
        words.plural("{n} indicator to report", "{n} indicators to report", duties.indicators)
        if duties.indicators
        else "",
        words.plural("{n} contact to keep up", "{n} contacts to keep up", duties.lines) if duties.lines else "",
    ]
    if any(counts):
        lines.append(escape(" · ".join(count for count in counts if count)))
    return Rich("\n").join(lines)


def _named_for(words: Words, letters: Mapping[str, Sequence[str]]) -> list[Rich]:
    """ "answers for it: joint intake, referrals and 2 more"."""
    lines = []
    for column, label in COLUMNS.items():
        works = [cut(work or words.text("A piece of work"), WORK_SHOWN) for work in letters.get(column, ())]
        if not works:
            continue
        shown = works[:WORKS_SHOWN]
        if len(works) > WORKS_SHOWN:
            shown.append(words.plural("{n} other", "{n} others", len(works) - WORKS_SHOWN))
        lines.append(words.rich("{what}: {names}", what=words.text(label), names=words.listed(shown)))
    return lines
