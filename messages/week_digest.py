"""The Monday digest: a person's week in a message of its own."""

from messages import settings, week
from messages import week_lines as lines
from messages.blocks import Block, actions, button, context, section
from messages.limits import cut
from messages.reminders import why_button
from messages.room import has_room, more
from messages.surfaces import Message, message
from messages.words import Rich, Words
from storage.reminder import Reminder

WANT, DECLINE, STOP = "week_digest.want", "week_digest.decline", "week_digest.stop"
EACH = 5
LONGEST_LINE = 400


def digest(words: Words, facts: week.Facts, reminder: Reminder) -> Message:
    """The week, a section for each kind; of what is left out it is said how much, and the window has it all."""
    lead = lines.title(words, facts.week.span)
    row = [
        button(words.text("Open my week"), week.OPEN, style="primary"),
        button(words.text("No more of these"), STOP),
        why_button(words, reminder.id),
    ]
    because = words.rich(
        "Sent on Mondays at 9, or on the next working day, because you asked for it. `/partner settings` changes it."
    )
    end = [actions(*row, block_id="week"), context(because)]
    top: list[Block] = [section(Rich("*{}*").format(lead))]
    top += [context(holiday) for holiday in lines.holidays(words, facts.week.span, facts.province)]
    for most in range(EACH, 0, -1):
        told = {part.title: _rows(words, part, most) for part in week.parts(words, facts, place="")}
        blocks = [
            *top,
            *(section(Rich("\n").join([Rich("*{}*").format(title), *rows])) for title, rows in told.items()),
            *end,
        ]
        if has_room(blocks):
            break
    text = [lead, *(line for title, rows in told.items() for line in (title, *rows))]
    return message(Rich("\n").join(text), blocks)


def _rows(words: Words, part: week.Part, most: int) -> list[Rich]:
    """So many of one kind, a line each, and how many more there are."""
    shown = part.some.shown[:most]
    rows = [Rich("• {}").format(cut(part.line(one).one_line(), LONGEST_LINE)) for one in shown]
    left = part.some.total - len(shown)
    return [*rows, more(words, left)] if left else rows


def offer(words: Words) -> list[Block]:
    """What is proposed once, in the window of the week."""
    text = words.rich("Shall this come to you on Mondays at 9, as a direct message?")
    row = [button(words.text("Yes, on Mondays"), WANT), button(words.text("No, thank you"), DECLINE)]
    return [section(text), actions(*row, block_id="offer")]


def taken(words: Words) -> list[Block]:
    """In place of the offer, once it was taken up."""
    return [context(words.rich("It comes on Mondays at 9. `/partner settings` changes that."))]


def stopped(words: Words) -> Message:
    """After the one click that stops it."""
    said = words.rich("Your week does not come on Mondays any more. `/partner week` shows it whenever you like.")
    row = [button(words.text("Undo"), WANT), button(words.text("Settings"), settings.OPEN_OWN)]
    return message(said, [section(said), actions(*row, block_id="week")])


def begun_again(words: Words) -> Message:
    """The click undone."""
    said = words.rich("Your week goes on coming on Mondays at 9.")
    return message(said, [section(said)])
