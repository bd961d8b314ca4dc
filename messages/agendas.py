"""What is said of one planning session: its agenda, or that it was skipped, held, moved, missed."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from messages import actions as steps
from messages import challenges, sessions
from messages.blocks import Block, Element, actions, button, context, section
from messages.goals import goal_line
from messages.limits import cut
from messages.meetings import MEET
from messages.occasions import note, passed, short, skipped, title, unrecorded, why_here
from messages.reminders import why_button
from messages.standing import indicators, to_clarify
from messages.surfaces import Message, message
from messages.words import Rich, Words, escape
from storage.agendas import Agenda
from storage.goals import Goal, GoalState
from storage.reminder import Reminder
from storage.sessions import SessionState

STEPS_SHOWN = 12
GOALS_SHOWN = 10
DECIDED_SHOWN = 6
NOTES_SHOWN = 400
CHALLENGES_SHOWN = 6


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
    blocks = [section(Rich(f"*{lead}*"))]
    if small := note(words, agenda, missed):
        blocks.append(context(small))
    numbered, lines = points(words, agenda)
    blocks += numbered
    if agenda.unrecorded:
        blocks.append(unrecorded(words, agenda))
    return message(Rich("\n".join([lead, *lines])), [*blocks, *end])


def points(words: Words, agenda: Agenda, *, may: bool = True) -> tuple[list[Block], list[str]]:
    """The numbered points of the agenda, as blocks and as lines of text; with the actions' menus where one `may`."""
    today = agenda.now.astimezone(words.zone).date()
    blocks: list[Block] = []
    lines: list[str] = []

    def point(text: Rich) -> None:
        lines.append(Rich(f"{len(lines) + 1}. {text}"))
        blocks.append(section(lines[-1]))

    if agenda.due:
        point(words.rich("*Promised by now*"))
        for action in agenda.due[:STEPS_SHOWN]:
            place = agenda.session.subject
            blocks.append(steps.item(words, action, agenda.who, today, place, may=may, partner=False))
            told = steps.line(words, action, agenda.who, today, partner=False)
            lines[-1] = Rich("\n".join([lines[-1], told.replace("\n", " · ")]))
        if left := len(agenda.due) - STEPS_SHOWN:
            blocks += [context(words.plural("and {n} more", "and {n} more", left))] if left > 0 else []
    for text in (
        _goals(words, agenda.goals),
        _measured(words, agenda),
        _challenges(words, agenda),
        _open_points(words, agenda),
        _decided(words, agenda),
    ):
        if text:
            point(text)
    if agenda.later:
        later = words.plural("{n} more open action", "{n} more open actions", agenda.later)
        point(words.rich("{later}, due after this session or without a date.", later=later))
    if not lines:
        blocks.append(section(words.text("Nothing is left over from last time: the agenda is yours to write.")))
    return blocks, lines


def _goals(words: Words, goals: Sequence[Goal]) -> Rich | None:
    shown = [goal for goal in goals if goal.state is not GoalState.dropped]
    if not shown:
        return None
    states = {GoalState.open: words.text("still open"), GoalState.met: words.text("met")}
    newest = sorted(shown, key=lambda goal: (goal.state is not GoalState.open, -goal.id))[:GOALS_SHOWN]
    lines = [
        words.rich("• {goal} ({state})", goal=Rich(cut(goal_line(words, goal), 240)), state=states[goal.state])
        for goal in newest
    ]
    return Rich("\n".join([words.rich("*Goals*"), *lines]))


def _measured(words: Words, agenda: Agenda) -> Rich | None:
    counts = indicators(words, agenda.standing)
    return words.rich("*Indicators*: {counts}", counts=counts) if counts else None


def _challenges(words: Words, agenda: Agenda) -> Rich | None:
    """Those that are open, the most severe first."""
    if not agenda.challenges:
        return None
    shown = agenda.challenges[:CHALLENGES_SHOWN]
    lines = [words.rich("• {challenge}", challenge=challenges.short(words, one, agenda.holders)) for one in shown]
    if left := len(agenda.challenges) - len(shown):
        lines.append(escape(words.plural("and {n} more", "and {n} more", left)))
    return Rich("\n".join([words.rich("*Challenges that are open*"), *lines]))


def _open_points(words: Words, agenda: Agenda) -> Rich | None:
    points = to_clarify(words, agenda.standing)
    return words.rich("*To clarify*: {points}", points=" · ".join(points)) if points else None


def _decided(words: Words, agenda: Agenda) -> Rich | None:
    if agenda.last is None:
        return None
    met_on = words.day(agenda.last.held_at.astimezone(words.zone).date())
    lines: list[str] = []
    if agenda.last.notes:
        lines.append(words.rich("Notes: {notes}", notes=cut(agenda.last.notes, NOTES_SHOWN)))
    shown = {action.id for action in agenda.due}
    decided = [action for action in agenda.decided if action.id not in shown]
    lines += [words.rich("• {what}", what=cut(action.what, 150)) for action in decided[:DECIDED_SHOWN]]
    if not lines:
        return None
    return Rich("\n".join([words.rich("*Last time*, on {day}", day=met_on), *lines]))


def _buttons(words: Words, agenda: Agenda, reminder: Reminder) -> list[Element]:
    session, partner = agenda.session, str(agenda.partner.id)
    record = button(words.text("Record the meeting"), MEET, f"{partner}:{session.id}", style="primary")
    later = button(words.text("Reschedule"), sessions.RESCHEDULE, str(session.id))
    leave = button(words.text("Skip this one"), sessions.SKIP, str(session.id))
    change = button(words.text("Change the plan"), sessions.PLAN, partner)
    return [record, *([] if agenda.over else [later]), leave, change, why_button(words, reminder.id)]
