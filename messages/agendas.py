"""What is said of one planning session: its agenda, or that it was skipped, held, moved, missed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from messages import actions as steps
from messages import sessions
from messages.blocks import Block, Element, actions, button, channel, context, section
from messages.cadences import capital, rhythm, span
from messages.goals import goal_line
from messages.limits import cut
from messages.meetings import MEET
from messages.reminders import why_button
from messages.standing import indicators, to_clarify
from messages.surfaces import Message, message
from messages.words import Rich, Words
from storage.agendas import Agenda
from storage.goals import Goal, GoalState
from storage.meetings import Purpose
from storage.reminder import Reminder
from storage.sessions import SessionState

STEPS_SHOWN = 12
GOALS_SHOWN = 10
DECIDED_SHOWN = 6
NOTES_SHOWN = 400
PAST_SHOWN = 8


def said(words: Words, agenda: Agenda, reminder: Reminder, *, missed: int, redacted_in: str | None) -> Message:
    """A session as it stands now. `reminder` is what says it; `missed` how many a silence swallowed; `redacted_in`
    the channel that only saw the redacted card."""
    local = Words(words.language, ZoneInfo(agenda.cadence.time_zone))
    match agenda.session.state:
        case SessionState.skipped:
            return _skipped(local, agenda)
        case SessionState.held:
            return _short(local.rich("Recorded: {title}", title=title(local, agenda)))
        case SessionState.withdrawn:
            return _short(local.rich("No longer planned: {title}", title=title(local, agenda)))
    end = [
        actions(*_buttons(local, agenda, reminder), block_id="session"),
        context(_why_here(local, agenda, reminder.recipient, redacted_in)),
    ]
    return _passed(local, agenda, end) if agenda.over else _coming(local, agenda, end, missed)


def title(words: Words, agenda: Agenda, *, name: bool = True) -> Rich:
    """ "Planning session with … tomorrow, Tue 24 Nov, 09:00 to 10:00 (Toronto)"; `words` in the cadence's zone."""
    starts = agenda.session.starts_at.astimezone(words.zone).date()
    today = agenda.now.astimezone(words.zone).date()
    facts = {
        "name": agenda.partner.name if name else "",
        "day": words.day(starts),
        "hours": span(words, agenda.session.starts_at, agenda.cadence.minutes),
        "city": words.city,
    }
    if agenda.cadence.purpose is Purpose.review:
        return _review_title(words, starts, today, facts, name=name)
    if not name:
        return words.rich("A planning session: {day}, {hours} ({city})", **facts)
    if starts == today:
        return words.rich("Planning session with {name} today, {day}, {hours} ({city})", **facts)
    if starts == today + timedelta(days=1):
        return words.rich("Planning session with {name} tomorrow, {day}, {hours} ({city})", **facts)
    return words.rich("Planning session with {name}, {day}, {hours} ({city})", **facts)


def _review_title(words: Words, starts: date, today: date, facts: dict[str, str], *, name: bool) -> Rich:
    if not name:
        return words.rich("A review: {day}, {hours} ({city})", **facts)
    if starts == today:
        return words.rich("Review with {name} today, {day}, {hours} ({city})", **facts)
    if starts == today + timedelta(days=1):
        return words.rich("Review with {name} tomorrow, {day}, {hours} ({city})", **facts)
    return words.rich("Review with {name}, {day}, {hours} ({city})", **facts)


def redacted(words: Words, agenda: Agenda) -> Message:
    """What outsiders may read: when, and nothing else."""
    local = Words(words.language, ZoneInfo(agenda.cadence.time_zone))
    lead = title(local, agenda, name=False)
    small = local.rich(
        "Not everybody who reads this channel may see the agenda, so it went to the person who looks after this."
    )
    return message(lead, [section(lead), context(small)])


def _why_here(words: Words, agenda: Agenda, recipient: str, redacted_in: str | None) -> Rich:
    """Why this is said here, and how to have less of it."""
    if redacted_in:
        why = words.rich(
            "sent to you because not everybody in {channel} may see the agenda", channel=channel(redacted_in)
        )
    elif recipient[:1] in "UW":
        why = words.rich("sent to you because you look after this partner and it has no channel")
    elif agenda.cadence.channel_id == recipient:
        why = words.rich("posted because {channel} was chosen for these sessions", channel=channel(recipient))
    elif agenda.partner.channel_id == recipient:
        why = words.rich("posted because {channel} is this partner’s channel", channel=channel(recipient))
    else:
        why = words.rich("posted because {channel} is the default channel here", channel=channel(recipient))
    return words.rich(
        "{rhythm} · {why} · to have fewer reminders, use “Change the plan”",
        rhythm=capital(rhythm(words, agenda.cadence)),
        why=why,
    )


def _coming(words: Words, agenda: Agenda, end: list[Block], missed: int) -> Message:
    lead = title(words, agenda)
    blocks = [section(Rich(f"*{lead}*"))]
    if note := _note(words, agenda, missed):
        blocks.append(context(note))
    numbered, lines = points(words, agenda)
    blocks += numbered
    if agenda.unrecorded:
        blocks.append(_unrecorded(words, agenda))
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


def _note(words: Words, agenda: Agenda, missed: int) -> Rich | None:
    notes: list[str] = []
    if agenda.holiday:
        notes.append(words.rich("This day is a public holiday: {holiday}.", holiday=agenda.holiday))
    if agenda.session.moved and agenda.changed_by:
        notes.append(words.rich("Rescheduled by {name}.", name=agenda.changed_by))
    if missed:
        notes.append(
            words.plural(
                "{n} earlier reminder could not be sent while Liaison was away.",
                "{n} earlier reminders could not be sent while Liaison was away.",
                missed,
            )
        )
    return Rich(" ".join(notes)) if notes else None


def _unrecorded(words: Words, agenda: Agenda) -> Block:
    last = agenda.unrecorded[-1]
    line = words.rich(
        "Nothing is on record yet for {day}.", day=words.day(last.starts_at.astimezone(words.zone).date())
    )
    return section(line, accessory=button(words.text("Record it"), MEET, f"{last.partner_id}:{last.id}"))


def _passed(words: Words, agenda: Agenda, end: list[Block]) -> Message:
    """A session that went by before its reminder could be sent; one message speaks for all of them."""
    days = [session.starts_at for session in agenda.unrecorded] + [agenda.session.starts_at]
    past = sorted(_on(words, at) for at in days if at < agenda.now)
    if agenda.cadence.purpose is Purpose.review and len(past) == 1:
        lead = words.text("A review with {name} went by while Liaison was away.", name=agenda.partner.name)
    else:
        lead = words.plural(
            "A planning session with {name} went by while Liaison was away.",
            "{n} planning sessions with {name} went by while Liaison was away.",
            len(past),
            name=agenda.partner.name,
        )
    listed = words.listed([words.day(day) for day in past[-PAST_SHOWN:]])
    blocks = [
        section(lead),
        section(words.rich("{days}. If you met, it can still be recorded; if not, it can be skipped.", days=listed)),
    ]
    if len(past) > 1:
        about = words.day(_on(words, agenda.session.starts_at))
        small = words.rich(
            "The buttons are about {day}. For another day use `/partner meet`: it finds the session by its date.",
            day=about,
        )
        blocks.append(context(small))
    if agenda.coming:
        blocks.append(
            context(words.rich("The next one is on {when}.", when=words.when(agenda.coming.starts_at, zone=True)))
        )
    return message(f"{lead} {listed}", [*blocks, *end])


def _skipped(words: Words, agenda: Agenda) -> Message:
    lead = words.rich("Skipped: {title}", title=title(words, agenda))
    blocks = [section(lead)]
    if agenda.session.why:
        who = agenda.changed_by
        blocks.append(section(words.rich("Reason given by {name}: {why}", name=who, why=agenda.session.why)))
    if agenda.coming:
        blocks.append(
            context(words.rich("The next one is on {when}.", when=words.when(agenda.coming.starts_at, zone=True)))
        )
    undo = button(words.text("Undo"), sessions.UNSKIP, str(agenda.session.id))
    blocks.append(actions(undo, block_id="session"))
    return message(lead, blocks)


def _buttons(words: Words, agenda: Agenda, reminder: Reminder) -> list[Element]:
    session, partner = agenda.session, str(agenda.partner.id)
    record = button(words.text("Record the meeting"), MEET, f"{partner}:{session.id}", style="primary")
    later = button(words.text("Reschedule"), sessions.RESCHEDULE, str(session.id))
    leave = button(words.text("Skip this one"), sessions.SKIP, str(session.id))
    change = button(words.text("Change the plan"), sessions.PLAN, partner)
    return [record, *([] if agenda.over else [later]), leave, change, why_button(words, reminder.id)]


def _short(lead: Rich) -> Message:
    return message(lead, [section(lead)])


def _on(words: Words, at: datetime) -> date:
    return at.astimezone(words.zone).date()
