"""What is said of a meeting once it is recorded: the notice, its whole content, and the word to who got a next step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from messages import actions as steps_of
from messages import inputs, sessions
from messages.blocks import Block, Element, actions, button, channel, context, section
from messages.goals import WAYS, goal_line
from messages.requirements import KINDS
from messages.room import LONGEST_LINE, in_sections, under
from messages.stages import stage_name
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words, escape
from storage.actions import Action, Side, Who
from storage.goals import Goal, Way
from storage.meetings import Interest, Meeting, Purpose
from storage.partners import Partner, Stage
from storage.requirements import Requirement
from storage.texts import length

NOTICE = "minutes.notice"
STEPS = "minutes.steps"
OPEN = "minutes.open"
COMPLETE = "minutes.complete"
AGREE = "minutes.agree"
DECLINE = "minutes.decline"
ASK_AGAIN, WHY = "ask_again", "why"
WHY_LIMIT = 500

_PURPOSES: dict[Purpose, str] = {
    Purpose.introduction: N_("introduction"),
    Purpose.exploration: N_("exploration"),
    Purpose.planning: N_("planning"),
    Purpose.review: N_("review"),
    Purpose.other: N_("other purpose"),
}
_INTERESTS: dict[Interest, str] = {
    Interest.yes: N_("They want to work with us."),
    Interest.not_yet: N_("They are not ready to work with us yet."),
    Interest.no: N_("They do not want a partnership now."),
}


@dataclass(frozen=True)
class Minutes:
    """All that is told of one meeting. `names` are those of `meeting.members` and of who recorded and edited it;
    `contacts` name their side; `clarify` is what is still open; `offers` are the action ids of what can be done next.
    """

    meeting: Meeting
    partner: Partner
    names: Mapping[str, str]
    contacts: Sequence[str]
    new_goals: Sequence[Goal]
    met: Sequence[Goal]
    dropped: Sequence[Goal]
    ways: Sequence[Way]
    requirements: Sequence[Requirement]
    steps: Sequence[Action]
    who: Who
    clarify: Sequence[str]
    offers: Sequence[str]


def notice(words: Words, told: Minutes, *, place: str, default: bool = False) -> Message:
    """To the partner's channel right after a meeting. `place` is where it is posted: the partner's own channel, the
    workspace's `default` one, or a person (a user id) when there is none."""
    told_of = [under(words, None, part) for part in _told(words, told)]
    buttons = [
        button(words.text("Open"), OPEN, str(told.meeting.id)),
        button(words.text("Add something"), COMPLETE, str(told.meeting.id)),
        *_offers(words, told),
    ]
    small = context(_stage(words, told), posted_because(words, place, default=default), *_edited(words, told))
    return message(Rich("\n").join(told_of), [*map(section, told_of), actions(*buttons, block_id="next"), small])


def redacted(words: Words, meeting_id: int) -> Message:
    """The same where people of another organization read along: nothing of what was said."""
    lead = words.rich("A partner meeting was recorded. What was said is for our own team.")
    why = words.rich(
        "Posted because this is the partner’s channel; it is shared with another organization, so details stay out."
    )
    return message(lead, [section(lead), actions(button(words.text("Open"), OPEN, str(meeting_id))), context(why)])


def opened(words: Words, told: Minutes, *, may: bool) -> View:
    """The whole meeting, to read."""
    meeting = told.meeting
    blocks: list[Block] = [one for part in _told(words, told) for one in in_sections(part)]
    if told.contacts:
        blocks.append(section(words.rich("From their side: {names}", names=words.listed(list(told.contacts)))))
    agreed = [
        words.rich("• {kind} – {text}", kind=words.text(KINDS[one.kind]), text=one.text or words.text("not applicable"))
        for one in told.requirements
    ]
    if agreed:
        blocks += in_sections([words.rich("Requirements settled at this meeting:"), *agreed])
    if meeting.notes:
        blocks += in_sections([meeting.notes])
    if may:
        blocks.append(actions(button(words.text("Add something"), COMPLETE, str(meeting.id))))
    by = told.names[meeting.recorded_by]
    recorded = words.rich("Recorded by {name}, {when}", name=by, when=words.when(meeting.recorded_at))
    blocks.append(context(recorded, *_edited(words, told)))
    return modal(OPEN, words.text("A meeting"), blocks, close=words.text("Close"))


def given(words: Words, told: Minutes, mine: Sequence[Action], today: date) -> Message:
    """To somebody who was given next steps at a meeting: all of them in one message."""
    lead = escape(
        words.plural(
            "{name} gave you {n} next step from the meeting with {partner} on {day}.",
            "{name} gave you {n} next steps from the meeting with {partner} on {day}.",
            len(mine),
            name=told.names[told.meeting.recorded_by],
            partner=told.partner.name,
            day=_day(words, told.meeting),
        )
    )
    place = "ids:" + ".".join(str(one.id) for one in mine)
    why = words.rich(
        "Sent once for this meeting, because these steps are yours. `/partner actions mine` shows all of yours, "
        "`/partner settings` sets your quiet hours."
    )
    rows = [[steps_of.item(words, one, told.who, today, place, may=True, partner=False)] for one in mine]
    lines = [_step(words, one, told.who) for one in mine]
    blocks = [section(lead), *steps_of.as_many_as_fit(words, rows, beside=[section(lead), context(why)]), context(why)]
    return message(Rich("\n").join([lead, *lines]), blocks)


def decline(words: Words, told: Minutes, *, suggested: date) -> View:
    """Before a partnership is put aside: when to ask again, and why not now."""
    ask = inputs.field(ASK_AGAIN, words.text("Ask again on"), inputs.date(suggested.isoformat()), optional=True)
    reason = inputs.text(told.meeting.interest_note, lines=True, limit=WHY_LIMIT)
    why = inputs.field(
        WHY,
        words.text("What would change it?"),
        reason,
        hint=words.text("Facts only: no client names, no opinions about a person."),
        optional=True,
    )
    lead = words.rich(
        "{partner} moves to “{stage}”. It stays in the list, and can be taken up again at any time.",
        partner=told.partner.name,
        stage=stage_name(words, Stage.declined),
    )
    return modal(
        DECLINE,
        words.text("Not now"),
        [section(lead), ask, why],
        submit=words.text("Put aside"),
        close=words.text("Cancel"),
        meta={"subject": f"meeting:{told.meeting.id}", "meeting": told.meeting.id},
    )


def step_line(words: Words, action: Action, who: Who) -> str:
    """A next step in one plain line: who, what, by when."""
    name = _holder(words, action, who)
    if action.due_on is None:
        return words.text("{what} ({name})", name=name, what=action.what)
    return words.text("{what} ({name}, by {day})", name=name, what=action.what, day=words.day(action.due_on))


def _told(words: Words, told: Minutes) -> list[list[Rich]]:
    """What happened, who does what next, and what is still open, each a part of its own, in lines: none pushes another
    out."""
    meeting = told.meeting
    ours = [told.names[user_id] for user_id in meeting.members] or [told.names[meeting.recorded_by]]
    met = words.plural(
        "{who} met {partner} on {day} ({purpose}).",
        "{who} met {partner} on {day} ({purpose}).",
        len(ours),
        who=words.listed(ours),
        partner=told.partner.name,
        day=_day(words, meeting),
        purpose=words.text(_PURPOSES[meeting.purpose]),
    )
    if meeting.interest:
        met = f"{met} {words.text(_INTERESTS[meeting.interest])}"
    lines = [escape(met)]
    if meeting.interest_note:
        lines.append(words.rich("What would change it: {note}", note=meeting.interest_note))
    lines += [words.rich("New goal: {goal}", goal=goal_line(words, goal)) for goal in told.new_goals]
    lines += [words.rich("Goal met: {goal}", goal=goal.text) for goal in told.met]
    lines += [words.rich("Goal dropped: {goal}", goal=goal.text) for goal in told.dropped]
    lines += [words.rich("{kind} – {text}", kind=words.text(WAYS[way.kind]), text=way.text) for way in told.ways]
    ahead = []
    if told.clarify:
        ahead.append(words.rich("Still to clarify: {items}", items=" · ".join(told.clarify)))
    if meeting.next_at:
        ahead.append(words.rich("Next meeting: {when}", when=words.when(meeting.next_at, zone=True)))
    each = [_step(words, action, told.who) for action in told.steps]
    steps = [words.rich("Next steps: {steps}", steps=Rich(" · ").join(each))] if each else []
    if steps and length(steps[0]) > LONGEST_LINE:
        steps = [words.rich("Next steps: {steps}", steps=each[0]), *each[1:]]
    return [part for part in (lines, steps, ahead) if part]


def _offers(words: Words, told: Minutes) -> list[Element]:
    value = str(told.meeting.id)
    agreeing = words.text("Move to “{stage}”", stage=stage_name(words, Stage.agreeing))
    known = {
        AGREE: button(agreeing, AGREE, value, style="primary"),
        DECLINE: button(words.text("Put aside"), DECLINE, value),
        sessions.PLAN: button(words.text("Plan sessions"), sessions.PLAN, str(told.partner.id)),
    }
    return [known[offer] for offer in told.offers]


def posted_because(words: Words, place: str, *, default: bool) -> Rich:
    """Why a card about a partner stands where it does, and how to have it elsewhere."""
    if place[:1] in "UW":
        return words.rich(
            "Sent to you because you look after this partner, and it has no channel that only our team reads. "
            "`/partner edit` gives it one."
        )
    if default:
        return words.rich(
            "Posted because {channel} is the default channel. `/partner edit` gives this partner its own.",
            channel=channel(place),
        )
    return words.rich(
        "Posted because {channel} is this partner’s channel. `/partner edit` changes it.", channel=channel(place)
    )


def _stage(words: Words, told: Minutes) -> Rich:
    return words.rich("Stage: {stage}", stage=stage_name(words, told.partner.stage))


def _edited(words: Words, told: Minutes) -> list[Rich]:
    meeting = told.meeting
    if not meeting.edited_at or not meeting.edited_by:
        return []
    return [
        words.rich(
            "Completed by {name}, {when}", name=told.names[meeting.edited_by], when=words.when(meeting.edited_at)
        )
    ]


def _day(words: Words, meeting: Meeting) -> str:
    return words.full_date(meeting.held_at.astimezone(words.zone).date())


def _step(words: Words, action: Action, who: Who) -> Rich:
    return escape(step_line(words, action, who))


def _holder(words: Words, action: Action, who: Who) -> str:
    if action.side is Side.joint:
        return words.text("Both sides")
    return steps_of.holder(words, action, who)
