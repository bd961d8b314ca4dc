"""Putting off what was said to a person: until tomorrow, or for a week."""

from datetime import datetime

from messages import inputs
from messages.blocks import Element, actions, button, option, section
from messages.surfaces import Message, message
from messages.words import Words
from storage.reminder import Reminder

LATER = "snoozing.later"
WAKE = "snoozing.wake"
TOMORROW, IN_A_WEEK = "tomorrow", "week"
FEWER = "fewer"
DAYS = {TOMORROW: 1, IN_A_WEEK: 7}


def later(words: Words, reminder: Reminder) -> Element:
    """The menu at the end of every unprompted direct message."""
    options = [
        option(words.text("Remind me tomorrow"), f"{TOMORROW}:{reminder.id}"),
        option(words.text("Remind me in a week"), f"{IN_A_WEEK}:{reminder.id}"),
    ]
    if reminder.partner_id is not None:
        options.append(option(words.text("Fewer about this partner"), f"{FEWER}:{reminder.id}"))
    return inputs.select(options, action=LATER, placeholder=words.text("Later"))


def put_off(words: Words, reminder: Reminder, until: datetime) -> Message:
    """In place of the message: when it comes back."""
    said = words.rich("Put off. It comes back {when}, if there is still something to say.", when=words.when(until))
    return message(said, [section(said), actions(button(words.text("Show it now"), WAKE, str(reminder.id)))])


def awake(words: Words) -> Message:
    """In place of that, once the person wants it after all."""
    said = words.rich("It is coming to you again now.")
    return message(said, [section(said)])
