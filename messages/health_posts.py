"""What is said of a round unasked: both sides are asked, one reminder, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from messages.blocks import Block, Element, actions, button, channel, context, section
from messages.cadences import capital
from messages.health import ANSWER, ENTER, OPEN, both_sides
from messages.health_names import main_reasons, rule
from messages.reminders import why_button
from messages.room import some
from messages.surfaces import Message, message
from messages.words import Rich, Words
from storage.health import HealthRound, RoundState
from storage.health_rules import HealthSide
from storage.health_signals import Signal
from storage.partners import Partner
from storage.reminder import Reminder


@dataclass(frozen=True)
class Asked:
    """What a message about a round is made of. `counts`: how many of each side have answered; `people`: the names
    of who is asked."""

    round: HealthRound
    partner: Partner
    counts: Mapping[HealthSide, int]
    people: Sequence[str]

    @property
    def open(self) -> bool:
        return self.round.state is RoundState.open


def asked(words: Words, told: Asked, reminder: Reminder) -> Message:
    """Both sides are asked, with how many have answered; the same once the round is closed."""
    lead = words.rich("*How is the partnership with {partner} doing?*", partner=told.partner.name)
    so_far = answered(words, told)
    if not told.open:
        said = words.rich("This round is closed. {answered}", answered=so_far)
        row = actions(_see(words, told.partner), why_button(words, reminder.id))
        return message(Rich("{}\n{}").format(lead, said), [section(lead), section(said), row])
    until = words.when(told.round.closes_at, zone=True) if told.round.closes_at else ""
    what = words.rich(
        "Eight statements, about three minutes; blanks are fine. Answers are taken until {until}. Once three of a side "
        "have answered enough, nobody of it is named.",
        until=until,
    )
    blocks: list[Block] = [section(lead), section(what), section(so_far)]
    if told.people:
        names = words.listed(some(words, told.people, 20))
        blocks.append(context(words.rich("Asked of {people}.", people=names)))
    row = actions(
        button(words.text("Answer"), ANSWER, str(told.round.id), style="primary"),
        button(words.text("Write down theirs"), ENTER, str(told.round.id)),
        why_button(words, reminder.id),
    )
    return message(Rich("\n").join([lead, what, so_far]), [*blocks, row, context(_why_here(words, told, reminder))])


def answered(words: Words, told: Asked) -> Rich:
    """How many have answered, and not who."""
    counts = {"ours": told.counts.get(HealthSide.us, 0), "theirs": told.counts.get(HealthSide.them, 0)}
    if told.open:
        return words.rich("Answered so far: {ours} of our side, {theirs} of theirs.", **counts)
    return words.rich("Answers: {ours} of our side, {theirs} of theirs.", **counts)


def nudged(words: Words, told: Asked, reminder: Reminder, *, done: bool) -> Message:
    """The one reminder, to somebody who has not answered; thanks once they have."""
    if done or not told.open:
        said = words.rich("Thank you: your answers about {partner} are kept.", partner=told.partner.name)
        if not done:
            said = words.rich("The round about {partner} is closed.", partner=told.partner.name)
        return message(said, [section(said), actions(_see(words, told.partner), why_button(words, reminder.id))])
    lead = words.rich(
        "How is the partnership with {partner} doing? Your answers are still to come; they are taken until {until}.",
        partner=told.partner.name,
        until=words.when(told.round.closes_at, zone=True) if told.round.closes_at else "",
    )
    row = actions(
        button(words.text("Answer"), ANSWER, str(told.round.id), style="primary"), why_button(words, reminder.id)
    )
    small = words.rich("Sent once in a round, because you are named on this partner. Not answering is fine.")
    return message(lead, [section(lead), row, context(small)])


def result(words: Words, signal: Signal, reminder: Reminder) -> Message:
    """What came of a round: each side by itself, how far they are apart, and what else needs a talk."""
    lead = words.rich("*{partner}: what both sides say*", partner=signal.partner.name)
    lines: list[str] = [*both_sides(words, signal.rounds)]
    first = main_reasons(words, signal.reasons)
    if first is not None:
        lines.append(words.rich("First of all: {reasons}", reasons=first))
    row = actions(_see(words, signal.partner), why_button(words, reminder.id))
    small = words.rich("Posted once, because a round was closed. {rule}", rule=rule(words))
    blocks = [section(lead), section(Rich("\n").join(lines)), row, context(small)]
    return message(Rich("\n").join([lead, *lines]), blocks)


def redacted(words: Words, reminder: Reminder) -> Message:
    """The same where people of another organization read along."""
    lead = words.rich("A partnership is being looked at together.")
    small = words.rich(
        "Not everybody who reads this channel may see more, so it went to the person who looks after this."
    )
    return message(lead, [section(lead), context(small), actions(why_button(words, reminder.id))])


def _see(words: Words, partner: Partner) -> Element:
    return button(words.text("See how it stands"), OPEN, str(partner.id))


def _why_here(words: Words, told: Asked, reminder: Reminder) -> Rich:
    place = reminder.recipient
    if place[:1] in "UW":
        why = words.rich("sent to you because you look after this partner")
    elif told.partner.channel_id == place:
        why = words.rich("posted because {channel} is this partner’s channel", channel=channel(place))
    else:
        why = words.rich("posted because {channel} is the default channel here", channel=channel(place))
    return words.rich("{why} · to have fewer, change how often in `/partner health`", why=capital(why))
