"""Reviews of a partnership: the window with what is planned, open and recorded, and what is said of a review."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from messages import challenges, inputs, sessions
from messages.blocks import Block, Element, actions, button, confirm, context, divider, section
from messages.calendar import add_button
from messages.limits import cut
from messages.minutes import posted_because
from messages.room import in_sections, under
from messages.sessions import cadence_line, choices
from messages.stages import stage_name
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words, escape
from storage.challenges import Challenge
from storage.goals import Goal
from storage.meetings import Meeting
from storage.partners import Partner
from storage.reviews import TEXT_LIMIT, Review
from storage.sessions import Cadence, Session

OF = "reviews.of"
WINDOW = "reviews.window"
PICK, PARTNER = "reviews.pick", "partner"
NOW = "reviews.now"
RECORD = "reviews.record"
OPEN, VIEW = "reviews.open", "reviews.view"
COMPLETE = "reviews.complete"
SHARE = "reviews.share"
FULL = "reviews.full"
NOTICE = "reviews.notice"

ABOUT = N_("Review a partnership: what is planned, what is in the way, what was decided")
USAGE = N_("[NAME]")
CHALLENGES_SHOWN, LETTERS = 15, 600


@dataclass(frozen=True)
class Told:
    """All that is told of one review. `names` are our people's by user id, `contacts` those of the partner's people who
    were there; `raised` and `closed` are its challenges, `open` all that are open today; `goals` are those that
    something was said of, `met` those that were met."""

    review: Review
    meeting: Meeting
    partner: Partner
    names: Mapping[str, str]
    contacts: Sequence[str]
    goals: Sequence[Goal]
    met: Sequence[Goal]
    raised: Sequence[Challenge]
    closed: Sequence[Challenge]
    open: Sequence[Challenge]


@dataclass(frozen=True)
class Shown:
    """What the window is made of. `planned` are the reviews to come with their cadences, by cadence; `opened` is the
    one that is open; `ended` was ended just now, and can be taken up again."""

    partner: Partner
    planned: Sequence[tuple[Cadence, Sequence[Session]]]
    opened: Session | None
    last: Sequence[Review]
    challenges: Sequence[Challenge]
    names: Mapping[str, str]
    may: bool
    ended: Cadence | None = None


def pick(words: Words, find: str) -> View:
    """Which partnership to review; `find` is the action of the typeahead over partners."""
    who = inputs.field(PARTNER, words.text("Partner"), inputs.external(find, placeholder=words.text("Type a name")))
    title, close = words.text("Reviews"), words.text("Cancel")
    return modal(PICK, title, [who], submit=words.text("Continue"), close=close)


def window(words: Words, shown: Shown) -> View:
    """What is planned, what is open, what the last reviews came to, and what can be done."""
    partner, key = shown.partner, str(shown.partner.id)
    stage = stage_name(words, partner.stage)
    blocks: list[Block] = [section(words.rich("*{partner}*\n{stage}", partner=partner.name, stage=stage))]
    if shown.opened:
        blocks += _opened_now(words, shown.opened, shown)
    blocks += _planned(words, shown)
    blocks.append(actions(*_doors(words, shown, key), block_id="reviews"))
    blocks += [divider(), *_challenges(words, shown, key), divider(), *_last(words, shown)]
    return modal(WINDOW, words.text("Reviews"), blocks, close=words.text("Close"), meta={"partner": partner.id})


def notice(words: Words, told: Told, *, place: str, default: bool = False) -> Message:
    """To the partner's channel right after a review. `place` is where it is posted: the partner's own channel, the
    workspace's `default` one, or a person (a user id) when there is none."""
    said = [under(words, None, part) for part in _told(words, told)]
    small = context(words.rich("Stage: {stage}", stage=stage_name(words, told.partner.stage)))
    small["elements"] += context(posted_because(words, place, default=default), *_edited(words, told))["elements"]
    row = [*doors(words, told.review), button(words.text("All reviews"), OF, str(told.partner.id))]
    return message(Rich("\n").join(said), [*map(section, said), actions(*row, block_id="next"), small])


def redacted(words: Words, review_id: int) -> Message:
    """The same where people of another organization read along: nothing of what was said."""
    lead = words.rich("A review was recorded. What was said is for our own team.")
    why = words.rich(
        "Posted because this is the partner’s channel; it is shared with another organization, so details stay out."
    )
    row = actions(button(words.text("Open"), OPEN, str(review_id)))
    return message(lead, [section(lead), row, context(why)])


def opened(words: Words, told: Told, *, may: bool) -> View:
    """The whole review, to read, with what is for our own team."""
    review = told.review
    blocks: list[Block] = [one for part in _told(words, told, letters=TEXT_LIMIT) for one in in_sections(part)]
    if told.contacts:
        blocks.append(section(words.rich("From their side: {names}", names=words.listed(list(told.contacts)))))
    if review.notes:
        blocks += in_sections([words.rich("For our team: {notes}", notes=review.notes)])
    row = [button(words.text("Share it with them"), SHARE, str(review.id))]
    if may:
        row.append(button(words.text("Add something"), COMPLETE, str(review.id)))
    blocks.append(actions(*row, block_id="deeds"))
    by = told.names[review.recorded_by]
    recorded = words.rich("Recorded by {name}, {when}", name=by, when=words.when(review.recorded_at))
    blocks.append(context(recorded, *_edited(words, told)))
    return modal(VIEW, words.text("A review"), blocks, close=words.text("Close"), meta={"review": review.id})


def came_to(words: Words, review: Review, *, letters: int) -> list[Rich]:
    """What a review came to: progress in words, decisions, changes to the plan; each within so many letters."""
    lines = []
    if review.progress:
        lines.append(words.rich("Progress: {text}", text=cut(review.progress, letters)))
    if review.decisions:
        lines.append(words.rich("Decided: {text}", text=cut(review.decisions, letters)))
    if review.plan_changes:
        lines.append(words.rich("Changes to the plan: {text}", text=cut(review.plan_changes, letters)))
    return lines


def doors(words: Words, review: Review) -> list[Element]:
    """What can be done with a review where it is told of."""
    return [
        button(words.text("Open"), OPEN, str(review.id)),
        button(words.text("Add something"), COMPLETE, str(review.id)),
        button(words.text("Share it with them"), SHARE, str(review.id)),
    ]


def line(words: Words, review: Review, names: Mapping[str, str]) -> Rich:
    """One review in a list: the day, by whom, and what was decided."""
    day = words.day(review.held_at.astimezone(words.zone).date(), year=True)
    name = names.get(review.recorded_by, review.recorded_by)
    lead = words.rich("*{day}*, review · recorded by {name}", day=day, name=name)
    return Rich("\n").join([lead, *came_to(words, review, letters=200)])


def _opened_now(words: Words, session: Session, shown: Shown) -> Iterator[Block]:
    when = words.when(session.starts_at, zone=True)
    line = words.rich("*A review is open*: {when}. Its briefing has been given.", when=when)
    yield section(line, block_id="opened")
    if shown.may:
        value = f"{shown.partner.id}:{session.id}"
        yield actions(
            button(words.text("Record the review"), RECORD, value, style="primary"),
            button(words.text("Reschedule"), sessions.RESCHEDULE, str(session.id)),
            button(words.text("Skip this one"), sessions.SKIP, str(session.id)),
            block_id="open",
        )


def _planned(words: Words, shown: Shown) -> Iterator[Block]:
    for cadence, coming in shown.planned:
        own = add_button(words, coming[0]) if coming else None
        yield section(cadence_line(words, cadence, coming), accessory=own, block_id=f"planned:{cadence.id}")
        if shown.may:
            yield actions(*choices(words, cadence), block_id=f"cadence:{cadence.id}")
    if shown.ended is not None:
        yield sessions.ended_line(words, shown.ended)
    if not shown.planned:
        said = words.text("No review is planned. Twice a year is usual: is it going well, and what is in the way?")
        yield section(said)


def _doors(words: Words, shown: Shown, key: str) -> list[Element]:
    full = button(words.text("Full picture"), FULL, key)
    if not shown.may or shown.partner.archived:
        return [full]
    row = [button(words.text("Plan reviews"), sessions.NEW, f"{key}:review")]
    if shown.opened is None:
        sure = confirm(
            words.text("Review it now?"),
            words.text("The briefing goes to the partner’s channel at once. You can skip it again."),
            words.text("Review now"),
            words.text("Not now"),
        )
        row.append(button(words.text("Review now"), NOW, key, ask=sure))
        row.append(button(words.text("Record a review"), RECORD, key))
    return [*row, full]


def _challenges(words: Words, shown: Shown, key: str) -> Iterator[Block]:
    still = len([one for one in shown.challenges if one.closed_at is None])
    if still:
        lead = escape(words.plural("{n} challenge is open", "{n} challenges are open", still))
    else:
        lead = words.rich("No challenge is open.")
    more = button(words.text("Raise a challenge"), challenges.NEW, key) if shown.may else None
    yield section(Rich("*{}*").format(lead), accessory=more, block_id="challenges")
    for one in shown.challenges[:CHALLENGES_SHOWN]:
        yield from challenges.row(words, one, shown.names, may=shown.may)
    if (left := len(shown.challenges) - CHALLENGES_SHOWN) > 0:
        yield context(words.plural("and {n} more", "and {n} more", left))


def _last(words: Words, shown: Shown) -> Iterator[Block]:
    if not shown.last:
        yield section(words.text("No review has been recorded yet."))
    for review in shown.last:
        door = button(words.text("Open"), OPEN, str(review.id))
        yield section(line(words, review, shown.names), accessory=door, block_id=f"review:{review.id}")


def _told(words: Words, told: Told, *, letters: int = LETTERS) -> list[list[Rich]]:
    """What happened and what it came to, what stands in the way, and what comes next; each a part of its own,
    in lines."""
    review = told.review
    ours = [told.names[user_id] for user_id in told.meeting.members] or [told.names[review.recorded_by]]
    lead = words.plural(
        "{who} reviewed the partnership with {partner} on {day}.",
        "{who} reviewed the partnership with {partner} on {day}.",
        len(ours),
        who=words.listed(ours),
        partner=told.partner.name,
        day=words.full_date(review.held_at.astimezone(words.zone).date()),
    )
    first = [escape(lead), *came_to(words, review, letters=letters)]
    goals = [_goal(words, review, goal, letters) for goal in told.goals]
    goals += [words.rich("Goal met: {goal}", goal=cut(goal.text, letters)) for goal in told.met]
    hard = [
        words.rich("New challenge: {challenge}", challenge=challenges.short(words, one, told.names))
        for one in told.raised
    ]
    for one in told.closed:
        known = {"what": cut(one.what, 150), "learned": cut(one.learned, letters)}
        told_of = words.rich("Closed: {what}. Learned: {learned}", **known) if one.learned else None
        hard.append(told_of or words.rich("Closed: {what}", what=known["what"]))
    if told.open:
        hard.append(escape(words.plural("{n} challenge is open", "{n} challenges are open", len(told.open))))
    ahead = [words.rich("Next review: {day}", day=words.day(review.next_on, year=True))] if review.next_on else []
    return [part for part in (first, goals, hard, ahead) if part]


def _goal(words: Words, review: Review, goal: Goal, letters: int) -> Rich:
    note = cut(str(review.goal_notes[str(goal.id)]), letters)
    return words.rich("{goal}: {note}", goal=Rich("_{}_").format(escape(cut(goal.text, 150))), note=note)


def _edited(words: Words, told: Told) -> list[Rich]:
    review = told.review
    if not review.edited_at or not review.edited_by:
        return []
    name = told.names[review.edited_by]
    return [words.rich("Completed by {name}, {when}", name=name, when=words.when(review.edited_at))]
