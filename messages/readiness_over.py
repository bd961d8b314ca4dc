"""The word that the yearly check of readiness is over, and how it is turned off."""

from datetime import date

from messages import settings
from messages.blocks import actions, button, context, section
from messages.readiness import OPEN
from messages.readiness_names import VERDICTS, points_total
from messages.reminders import why_button
from messages.surfaces import Message, message
from messages.words import Rich, Words
from storage.assessment import Assessment
from storage.readiness_rules import FULL, judged, valid_until
from storage.reminder import Reminder

STOP, GO_ON = "readiness.stop", "readiness.go_on"


def over(words: Words, one: Assessment, reminder: Reminder, today: date, name: str) -> Message:
    """The yearly check is over: what it said, and how to go on."""
    day, until = words.full_date(one.at.astimezone(words.zone).date()), valid_until(one.at, words.zone)
    found = judged(one.given, FULL)
    facts = {"day": day, "name": name, "until": words.full_date(until)}
    if until >= today:
        lead = words.rich(
            "Our check of readiness to partner, made on {day} by {name}, is valid until {until}.", **facts
        )
    else:
        lead = words.rich("Our check of readiness to partner, made on {day} by {name}, ran out on {until}.", **facts)
    said = words.rich(
        "It said: {verdict}, {total}.",
        verdict=words.text(VERDICTS[found.verdict]).lower(),
        total=points_total(words, found),
    )
    row = [
        button(words.text("Look at it again"), OPEN, "us", style="primary"),
        button(words.text("No more of these"), STOP, "yearly"),
        why_button(words, reminder.id),
    ]
    because = words.rich(
        "Sent once a year, to whoever made the last check, else to an owner. You can stop it for yourself, here or in"
        " `/partner settings`; an owner can stop it there for everybody."
    )
    return message(
        Rich("{} {}").format(lead, said),
        [section(lead), section(said), actions(*row, block_id="ready"), context(because)],
    )


def stopped(words: Words, *, owner: bool) -> Message:
    """After the click that stops it for one person; an owner is led to where it stops for everybody."""
    said = words.rich("You are not told any more when the yearly check is over. `/partner ready` shows it at any time.")
    blocks = [section(said)]
    if owner:
        blocks.append(context(words.rich("Other owners still are; the workspace’s settings stop it for everybody.")))
    row = [button(words.text("Undo"), GO_ON, "yearly"), button(words.text("Settings"), settings.OPEN)]
    return message(said, [*blocks, actions(*row, block_id="ready")])


def goes_on(words: Words) -> Message:
    """The click undone."""
    said = words.rich("You are told again when a yearly check that you made is over.")
    return message(said, [section(said)])
