"""What is said of any session, to plan or to review: when it is, why it is said here, what became of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from messages import sessions
from messages.blocks import Block, actions, button, channel, context, section
from messages.cadences import capital, rhythm, span
from messages.meetings import MEET
from messages.surfaces import Message, message
from messages.words import Rich, Words
from storage.agendas import Occasion
from storage.meetings import Purpose

PAST_SHOWN = 8


def title(words: Words, occasion: Occasion, *, name: bool = True) -> Rich:
    """ "Planning session with … tomorrow, Tue 24 Nov, 09:00 to 10:00 (Toronto)"; `words` in the cadence's zone."""
    starts = occasion.session.starts_at.astimezone(words.zone).date()
    today = occasion.now.astimezone(words.zone).date()
    facts = {
        "name": occasion.partner.name if name else "",
        "day": words.day(starts),
        "hours": span(words, occasion.session.starts_at, occasion.cadence.minutes),
        "city": words.city,
    }
    if occasion.cadence.purpose is Purpose.review:
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


def redacted(words: Words, occasion: Occasion) -> Message:
    """What outsiders may read: when, and nothing else."""
    local = Words(words.language, ZoneInfo(occasion.cadence.time_zone))
    lead = title(local, occasion, name=False)
    small = local.rich(
        "Not everybody who reads this channel may see the agenda, so it went to the person who looks after this."
    )
    return message(lead, [section(lead), context(small)])


def gone_by(words: Words, occasion: Occasion) -> Rich:
    """That a review went by before its briefing could be given."""
    when = words.when(occasion.session.starts_at, zone=True)
    return words.rich(
        "A review with {name} went by while Liaison was away: {when}.", name=occasion.partner.name, when=when
    )


def why_here(words: Words, occasion: Occasion, recipient: str, redacted_in: str | None) -> Rich:
    """Why this is said here, and how to have less of it."""
    if redacted_in:
        why = words.rich(
            "sent to you because not everybody in {channel} may see the agenda", channel=channel(redacted_in)
        )
    elif recipient[:1] in "UW":
        why = words.rich("sent to you because you look after this partner and it has no channel")
    elif occasion.cadence.channel_id == recipient:
        why = words.rich("posted because {channel} was chosen for these sessions", channel=channel(recipient))
    elif occasion.partner.channel_id == recipient:
        why = words.rich("posted because {channel} is this partner’s channel", channel=channel(recipient))
    else:
        why = words.rich("posted because {channel} is the default channel here", channel=channel(recipient))
    known = {"rhythm": capital(rhythm(words, occasion.cadence)), "why": why}
    if occasion.cadence.purpose is Purpose.review:
        return words.rich("{rhythm} · {why} · to have fewer reminders, use “All reviews”", **known)
    return words.rich("{rhythm} · {why} · to have fewer reminders, use “Change the plan”", **known)


def note(words: Words, occasion: Occasion, missed: int) -> Rich | None:
    notes: list[str] = []
    if occasion.holiday:
        notes.append(words.rich("This day is a public holiday: {holiday}.", holiday=occasion.holiday))
    if occasion.session.moved and occasion.changed_by:
        notes.append(words.rich("Rescheduled by {name}.", name=occasion.changed_by))
    if missed:
        notes.append(
            words.plural(
                "{n} earlier reminder could not be sent while Liaison was away.",
                "{n} earlier reminders could not be sent while Liaison was away.",
                missed,
            )
        )
    return Rich(" ").join(notes) if notes else None


def unrecorded(words: Words, occasion: Occasion) -> Block:
    last = occasion.unrecorded[-1]
    line = words.rich(
        "Nothing is on record yet for {day}.", day=words.day(last.starts_at.astimezone(words.zone).date())
    )
    return section(line, accessory=button(words.text("Record it"), MEET, f"{last.partner_id}:{last.id}"))


def passed(words: Words, occasion: Occasion, end: list[Block]) -> Message:
    """A session that went by before its reminder could be sent; one message speaks for all of them."""
    days = [session.starts_at for session in occasion.unrecorded] + [occasion.session.starts_at]
    past = sorted(_on(words, at) for at in days if at < occasion.now)
    lead = words.plural(
        "A planning session with {name} went by while Liaison was away.",
        "{n} planning sessions with {name} went by while Liaison was away.",
        len(past),
        name=occasion.partner.name,
    )
    listed = words.listed([words.day(day) for day in past[-PAST_SHOWN:]])
    blocks = [
        section(lead),
        section(words.rich("{days}. If you met, it can still be recorded; if not, it can be skipped.", days=listed)),
    ]
    if len(past) > 1:
        about = words.day(_on(words, occasion.session.starts_at))
        small = words.rich(
            "The buttons are about {day}. For another day use `/partner meet`: it finds the session by its date.",
            day=about,
        )
        blocks.append(context(small))
    if occasion.coming:
        blocks.append(
            context(words.rich("The next one is on {when}.", when=words.when(occasion.coming.starts_at, zone=True)))
        )
    return message(f"{lead} {listed}", [*blocks, *end])


def skipped(words: Words, occasion: Occasion) -> Message:
    lead = words.rich("Skipped: {title}", title=title(words, occasion))
    blocks = [section(lead)]
    if occasion.session.why:
        who = occasion.changed_by
        blocks.append(section(words.rich("Reason given by {name}: {why}", name=who, why=occasion.session.why)))
    if occasion.coming:
        blocks.append(
            context(words.rich("The next one is on {when}.", when=words.when(occasion.coming.starts_at, zone=True)))
        )
    undo = button(words.text("Undo"), sessions.UNSKIP, str(occasion.session.id))
    blocks.append(actions(undo, block_id="session"))
    return message(lead, blocks)


def short(lead: Rich) -> Message:
    return message(lead, [section(lead)])


def _on(words: Words, at: datetime) -> date:
    return at.astimezone(words.zone).date()
