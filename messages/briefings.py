"""The briefing before a review: what has become of the partnership since the last one, each part short."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from messages import actions as steps
from messages import challenges, reviews, sessions
from messages.agenda_view import VIEW as PREPARED
from messages.agenda_view import settled
from messages.agreement_states import state_name
from messages.blocks import Block, Element, actions, button, context, section
from messages.goals import goal_line
from messages.kpi_names import name_of, target_of
from messages.kpi_trends import bars, newest
from messages.limits import SECTION, cut
from messages.occasions import gone_by, note, short, skipped, title, why_here
from messages.reminders import why_button
from messages.room import has_room, in_sections, under
from messages.surfaces import Message, View, message, modal
from messages.words import Rich, Words, escape
from storage.briefings import Briefing, Picture
from storage.goals import GoalState
from storage.kpi_rules import Status
from storage.reminder import Reminder
from storage.sessions import Session, SessionState


@dataclass(frozen=True)
class Bounds:
    """How many of each are shown, how many characters of a text, and what one part has room for; what is left out is
    counted."""

    goals: int
    indicators: int
    slipped: int
    done: int
    challenges: int
    agreements: int
    letters: int
    room: int = SECTION


IN_CHANNEL = Bounds(goals=6, indicators=6, slipped=5, done=3, challenges=6, agreements=3, letters=400)
SHORTER = (
    Bounds(goals=4, indicators=4, slipped=3, done=2, challenges=4, agreements=3, letters=250),
    Bounds(goals=3, indicators=3, slipped=2, done=1, challenges=2, agreements=2, letters=150),
    Bounds(goals=1, indicators=2, slipped=1, done=1, challenges=1, agreements=1, letters=100),
)
"""Where a message has no room for more."""
IN_FULL = Bounds(25, 20, 20, 20, 20, 10, letters=2000, room=5 * SECTION)
_WORST_FIRST = list(Status)


def said(words: Words, briefing: Briefing, reminder: Reminder, *, missed: int, redacted_in: str | None) -> Message:
    """A review as it stands now: its briefing, or what became of it. Arguments as in `agendas.said`."""
    local = Words(words.language, ZoneInfo(briefing.cadence.time_zone))
    match briefing.session.state:
        case SessionState.skipped:
            return skipped(local, briefing)
        case SessionState.held:
            return _recorded(local, briefing)
        case SessionState.withdrawn:
            return short(local.rich("No longer planned: {title}", title=title(local, briefing)))
    lead = gone_by(local, briefing) if briefing.over else title(local, briefing)
    blocks = [section(Rich("*{}*").format(lead))]
    if small := note(local, briefing, missed):
        blocks.append(context(small))
    end = [
        actions(*_buttons(local, briefing, reminder), block_id="session"),
        context(why_here(local, briefing, reminder.recipient, redacted_in)),
    ]
    for bounds in (IN_CHANNEL, *SHORTER):
        shown, lines = parts(local, briefing.picture, bounds, session=briefing.session)
        if has_room([*blocks, *shown, *end]):
            break
    return message(Rich("\n").join([lead, *lines]), [*blocks, *shown, *end])


def full(words: Words, picture: Picture) -> View:
    """The same with all that there is room for, to read."""
    lead = section(words.rich("*{partner}*", partner=picture.partner.name))
    shown, _ = parts(words, picture, IN_FULL, session=None)
    return modal(reviews.FULL, words.text("The full picture"), [lead, *shown], close=words.text("Close"))


def preparation(words: Words, briefing: Briefing, *, may: bool) -> View:
    """The briefing before it is given, for whoever prepares the review."""
    local = Words(words.language, ZoneInfo(briefing.cadence.time_zone))
    session = briefing.session
    if session.state is not SessionState.planned:
        return settled(local, briefing, may=may)
    shown, _ = parts(local, briefing.picture, IN_FULL, session=None)
    blocks = [section(Rich("*{}*").format(title(local, briefing))), *shown]
    if may:
        record = button(
            words.text("Record the review"), reviews.RECORD, f"{briefing.partner.id}:{session.id}", style="primary"
        )
        later = button(words.text("Reschedule"), sessions.RESCHEDULE, str(session.id))
        leave = button(words.text("Skip this one"), sessions.SKIP, str(session.id))
        blocks.append(actions(record, later, leave, block_id="session"))
    blocks.append(context(words.rich("Made from today’s facts, like the message about this session in the channel.")))
    return modal(PREPARED, words.text("Briefing"), blocks, close=words.text("Close"))


def parts(words: Words, picture: Picture, bounds: Bounds, *, session: Session | None) -> tuple[list[Block], list[Rich]]:
    """The numbered parts as blocks and as lines of text; with menus and buttons where it is posted about a session."""
    blocks: list[Block] = []
    lines: list[Rich] = []
    for text, below, more in (
        _goals(words, picture, bounds),
        _indicators(words, picture, bounds),
        _promised(words, picture, bounds, session),
        _challenges(words, picture, bounds, session),
        _agreements(words, picture, bounds),
        _sessions(words, picture),
        _decided(words, picture, bounds),
    ):
        if text:
            lines.append(Rich("{}. {}").format(len(lines) + 1, text))
            blocks += [*in_sections(lines[-1].lines()), *below]
            if more > 0:
                blocks.append(context(words.plural("and {n} more", "and {n} more", more)))
    if not lines:
        blocks.append(section(words.text("Nothing is on record yet: the review is yours to shape.")))
    return blocks, lines


Part = tuple[Rich | None, list[Block], int]
"""A part's text, the blocks below it, and how many more there are."""
NOTHING: Part = (None, [], 0)


def _goals(words: Words, picture: Picture, bounds: Bounds) -> Part:
    goals = sorted(picture.goals, key=lambda goal: goal.state is not GoalState.open)
    if not goals:
        return NOTHING
    before = picture.last.goal_notes if picture.last else {}
    lines: list[str] = []
    for goal in goals[: bounds.goals]:
        line = cut(goal_line(words, goal), 240)
        if goal.state is GoalState.met:
            lines.append(words.rich("• {goal}: met", goal=line))
        elif said_before := before.get(str(goal.id)):
            lines.append(words.rich("• {goal}. Last time: {note}", goal=line, note=cut(said_before, 150)))
        else:
            lines.append(words.rich("• {goal}", goal=line))
    return under(words, words.rich("*Goals*"), lines, limit=bounds.room), [], len(goals) - bounds.goals


def _indicators(words: Words, picture: Picture, bounds: Bounds) -> Part:
    """Those that are furthest off first: the figure with its change and state, the target, the way it has gone."""
    found = sorted(picture.followed, key=lambda one: _WORST_FIRST.index(one.reading.status))
    if not found:
        return NOTHING
    lines: list[str] = []
    for one in found[: bounds.indicators]:
        line = words.rich("• {name}: {newest}", name=name_of(words, one.kpi), newest=newest(words, one))
        target = target_of(words, one.kpi)
        tail = [words.rich("target {target}", target=target)] if target else []
        tail += [escape(trend)] if (trend := bars(one.points)) else []
        lines.append(Rich(" · ").join([line, *tail]))
    return under(words, words.rich("*Indicators*"), lines, limit=bounds.room), [], len(found) - bounds.indicators


def _promised(words: Words, picture: Picture, bounds: Bounds, session: Session | None) -> Part:
    promised = picture.promised
    if not (promised.many_done or promised.many_open):
        return NOTHING
    counts = [
        words.plural("{n} done", "{n} done", promised.many_done),
        words.plural("{n} slipped", "{n} slipped", promised.many_slipped),
        words.plural("{n} open in all", "{n} open in all", promised.many_open),
    ]
    lead = words.rich("*Actions {since}*: {counts}", since=_since(words, picture), counts=", ".join(counts))
    lines = [words.rich("• done: {what}", what=cut(one.what, 150)) for one in promised.done[: bounds.done]]
    slipped = promised.slipped[: bounds.slipped]
    place, may = (session.subject, True) if session else (steps.ALONE, False)
    below = [steps.item(words, one, promised.who, picture.today, place, may=may, partner=False) for one in slipped]
    return under(words, lead, lines, limit=bounds.room), below, promised.many_slipped - len(slipped)


def _challenges(words: Words, picture: Picture, bounds: Bounds, session: Session | None) -> Part:
    found = picture.challenges
    if not found:
        return NOTHING
    still = [one for one in found if one.closed_at is None]
    last_id = picture.last.id if picture.last else None
    new = len([one for one in still if one.raised_at > picture.since and one.review_id != last_id])
    counts = [words.plural("{n} open", "{n} open", len(still))]
    if new and last_id:
        counts.append(words.plural("{n} of them new", "{n} of them new", new))
    lead = words.rich("*Challenges*: {counts}", counts=", ".join(counts))
    shown = found[: bounds.challenges]
    place = f"{challenges.SESSION}{session.id}" if session else None
    below = [challenges.item(words, one, picture.names, place=place) for one in shown]
    return lead, below, len(found) - len(shown)


def _agreements(words: Words, picture: Picture, bounds: Bounds) -> Part:
    if not picture.agreements:
        return NOTHING
    lines = [words.rich("*Agreements*")]
    for one in picture.agreements[: bounds.agreements]:
        facts = {"title": cut(one.title, 150), "state": state_name(words, one.state).lower()}
        if one.ends_on and one.starts_on:
            days = {"first": words.full_date(one.starts_on), "last": words.full_date(one.ends_on)}
            lines.append(words.rich("• {title} ({state}): {first} to {last}", **facts, **days))
        elif one.starts_on:
            first = words.full_date(one.starts_on)
            lines.append(words.rich("• {title} ({state}): since {first}, without an end", **facts, first=first))
        else:
            lines.append(words.rich("• {title} ({state})", **facts))
    return Rich("\n").join(lines), [], len(picture.agreements) - bounds.agreements


def _sessions(words: Words, picture: Picture) -> Part:
    if not picture.planned:
        return NOTHING
    took_place = words.plural(
        "{held} of {n} planned session took place", "{held} of {n} planned sessions took place", picture.planned,
        held=words.number(picture.held),
    )  # fmt: skip
    return words.rich("*Sessions*: {took_place} {since}", took_place=took_place, since=_since(words, picture)), [], 0


def _decided(words: Words, picture: Picture, bounds: Bounds) -> Part:
    last = picture.last
    if last is None or not (last.decisions or last.plan_changes or last.progress):
        return NOTHING
    day = words.full_date(last.held_at.astimezone(words.zone).date())
    lines: list[str] = [words.rich("*The last review*, on {day}", day=day)]
    lines += reviews.came_to(words, last, letters=bounds.letters)
    return Rich("\n").join(lines), [], 0


def _since(words: Words, picture: Picture) -> str:
    day = words.full_date(picture.since.astimezone(words.zone).date())
    if picture.last:
        return words.text("since the last review, on {day}", day=day)
    return words.text("since {day}", day=day)


def _recorded(words: Words, briefing: Briefing) -> Message:
    lead = words.rich("Recorded: {title}", title=title(words, briefing))
    if briefing.review is None:
        return short(lead)
    door = button(words.text("Open"), reviews.OPEN, str(briefing.review.id))
    blocks = [section(lead, accessory=door, block_id="review")]
    return message(lead, blocks)


def _buttons(words: Words, briefing: Briefing, reminder: Reminder) -> Iterator[Element]:
    session, partner = briefing.session, str(briefing.partner.id)
    yield button(words.text("Record the review"), reviews.RECORD, f"{partner}:{session.id}", style="primary")
    if not briefing.over:
        yield button(words.text("Reschedule"), sessions.RESCHEDULE, str(session.id))
    yield button(words.text("Skip this one"), sessions.SKIP, str(session.id))
    yield button(words.text("Full picture"), reviews.FULL, partner)
    yield button(words.text("All reviews"), reviews.OF, partner)
    yield why_button(words, reminder.id)
