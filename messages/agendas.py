"""What is said of one planning session: its agenda, or that it was skipped, held, moved, missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from messages import actions as steps
from messages import challenges, sessions
from messages.blocks import Block, Element, actions, button, context, section
from messages.goals import goal_line
from messages.limits import SECTION, cut
from messages.meetings import MEET
from messages.occasions import note, passed, short, skipped, title, unrecorded, why_here
from messages.reminders import why_button
from messages.room import has_room, in_sections, more, under
from messages.standing import indicators, to_clarify
from messages.surfaces import Message, message
from messages.words import Rich, Words
from storage.agendas import Agenda
from storage.goals import Goal, GoalState
from storage.reminder import Reminder
from storage.sessions import SessionState

PREPARE = "agendas.prepare"


@dataclass(frozen=True)
class Bounds:
    """How many of each are shown, how many characters of the notes, and what one point has room for; what is left out
    is counted."""

    steps: int
    goals: int
    challenges: int
    decided: int
    letters: int
    room: int = SECTION


IN_CHANNEL = (Bounds(12, 10, 6, 6, 400), Bounds(8, 6, 4, 4, 300), Bounds(4, 4, 2, 2, 200), Bounds(2, 2, 1, 1, 100))
"""The first of these that a message has room for."""
IN_FULL = Bounds(steps=50, goals=30, challenges=30, decided=30, letters=2000, room=5 * SECTION)


def said(words: Words, agenda: Agenda, reminder: Reminder, *, missed: int, redacted_in: str | None) -> Message:
    """A session as it stands now. `reminder` is what says it; `missed` how many a silence swallowed; `redacted_in`
    the channel that only saw the redacted card."""
    local = Words(words.language, ZoneInfo(agenda.cadence.time_zone))
    match agenda.session.state:
        case SessionState.skipped:
            return skipped(local, agenda)
        case SessionState.held:
            return short(local.rich("Recorded: {title}", title=title(local, agenda)))
        case SessionState.withdrawn:
            return short(local.rich("No longer planned: {title}", title=title(local, agenda)))
    end = [
        actions(*_buttons(local, agenda, reminder), block_id="session"),
        context(why_here(local, agenda, reminder.recipient, redacted_in)),
    ]
    return passed(local, agenda, end) if agenda.over else _coming(local, agenda, end, missed)


def _coming(words: Words, agenda: Agenda, end: list[Block], missed: int) -> Message:
    lead = title(words, agenda)
    blocks = [section(Rich("*{}*").format(lead))]
    if small := note(words, agenda, missed):
        blocks.append(context(small))
    if agenda.unrecorded:
        end = [unrecorded(words, agenda), *end]
    for bounds in IN_CHANNEL:
        numbered, lines, left = points(words, agenda, bounds)
        if left:
            full = button(words.text("Full agenda"), PREPARE, str(agenda.session.id))
            numbered.append(section(words.text("Not everything has room here."), accessory=full))
        if has_room([*blocks, *numbered, *end]):
            break
    return message(Rich("\n").join([lead, *lines]), [*blocks, *numbered, *end])


def points(words: Words, agenda: Agenda, bounds: Bounds, *, may: bool = True) -> tuple[list[Block], list[Rich], int]:
    """The numbered points of the agenda, as blocks and as lines of text, with the actions' menus where one `may`; and
    how much is left out of them."""
    today = agenda.now.astimezone(words.zone).date()
    blocks: list[Block] = []
    lines: list[Rich] = []

    def point(text: Rich) -> None:
        lines.append(Rich("{}. {}").format(len(lines) + 1, text))
        blocks.extend(in_sections(lines[-1].lines()))

    if agenda.due:
        point(words.rich("*Promised by now*"))
        for action in agenda.due[: bounds.steps]:
            place = agenda.session.subject
            blocks.append(steps.item(words, action, agenda.who, today, place, may=may, partner=False))
            told = steps.line(words, action, agenda.who, today, partner=False)
            lines[-1] = Rich("\n").join([lines[-1], told.one_line()])
    left = max(0, len(agenda.due) - bounds.steps)
    if left:
        blocks.append(context(more(words, left)))
    for text, missing in (
        _goals(words, agenda.goals, bounds),
        (_measured(words, agenda), 0),
        _challenges(words, agenda, bounds),
        (_open_points(words, agenda), 0),
        _decided(words, agenda, bounds),
    ):
        if text:
            point(text)
        left += missing
    if agenda.later:
        later = words.plural("{n} more open action", "{n} more open actions", agenda.later)
        point(words.rich("{later}, due after this session or without a date.", later=later))
    if not lines:
        blocks.append(section(words.text("Nothing is left over from last time: the agenda is yours to write.")))
    return blocks, lines, left


def _goals(words: Words, goals: Sequence[Goal], bounds: Bounds) -> tuple[Rich | None, int]:
    shown = [goal for goal in goals if goal.state is not GoalState.dropped]
    if not shown:
        return None, 0
    states = {GoalState.open: words.text("still open"), GoalState.met: words.text("met")}
    newest = sorted(shown, key=lambda goal: (goal.state is not GoalState.open, -goal.id))
    lines = [
        words.rich("• {goal} ({state})", goal=cut(goal_line(words, goal), 240), state=states[goal.state])
        for goal in newest
    ]
    return _listed(words, words.rich("*Goals*"), lines, bounds.goals, bounds)


def _measured(words: Words, agenda: Agenda) -> Rich | None:
    counts = indicators(words, agenda.standing)
    return words.rich("*Indicators*: {counts}", counts=counts) if counts else None


def _challenges(words: Words, agenda: Agenda, bounds: Bounds) -> tuple[Rich | None, int]:
    """Those that are open, the most severe first."""
    lines = [
        words.rich("• {challenge}", challenge=challenges.short(words, one, agenda.holders)) for one in agenda.challenges
    ]
    if not lines:
        return None, 0
    return _listed(words, words.rich("*Challenges that are open*"), lines, bounds.challenges, bounds)


def _open_points(words: Words, agenda: Agenda) -> Rich | None:
    points = to_clarify(words, agenda.standing)
    return words.rich("*To clarify*: {points}", points=" · ".join(points)) if points else None


def _decided(words: Words, agenda: Agenda, bounds: Bounds) -> tuple[Rich | None, int]:
    if agenda.last is None:
        return None, 0
    met_on = words.day(agenda.last.held_at.astimezone(words.zone).date())
    lines: list[str] = []
    if agenda.last.notes:
        lines.append(words.rich("Notes: {notes}", notes=cut(agenda.last.notes, bounds.letters)))
    shown = {action.id for action in agenda.due}
    decided = [action for action in agenda.decided if action.id not in shown]
    lines += [words.rich("• {what}", what=cut(action.what, 150)) for action in decided]
    if not lines:
        return None, 0
    most = bounds.decided + len(lines) - len(decided)
    return _listed(words, words.rich("*Last time*, on {day}", day=met_on), lines, most, bounds)


def _listed(words: Words, lead: Rich, lines: Sequence[str], most: int, bounds: Bounds) -> tuple[Rich, int]:
    """The lines below a heading, and how many of them are left out."""
    return under(words, lead, lines, most=most, limit=bounds.room), max(0, len(lines) - most)


def _buttons(words: Words, agenda: Agenda, reminder: Reminder) -> list[Element]:
    session, partner = agenda.session, str(agenda.partner.id)
    record = button(words.text("Record the meeting"), MEET, f"{partner}:{session.id}", style="primary")
    later = button(words.text("Reschedule"), sessions.RESCHEDULE, str(session.id))
    leave = button(words.text("Skip this one"), sessions.SKIP, str(session.id))
    change = button(words.text("Change the plan"), sessions.PLAN, partner)
    return [record, *([] if agenda.over else [later]), leave, change, why_button(words, reminder.id)]
