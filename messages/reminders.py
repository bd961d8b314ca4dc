"""What is said about reminders themselves: why one came, why one did not go, and what can be done about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from messages import mutes, settings, snoozing
from messages.blocks import Block, Element, actions, button, channel, context, divider, option, section
from messages.inputs import channel as channel_select
from messages.inputs import checkboxes, field
from messages.limits import levelled
from messages.refusals import meaning
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words, escape
from storage.reminder import (
    CONFIDENTIAL,
    ENOUGH,
    HOLIDAY,
    MUTED,
    NOT_ONE_OF_US,
    NOTHING_TO_SAY,
    PASSED_OVER,
    QUIET_HOURS,
    Reminder,
    ReminderState,
)

UNDELIVERABLE = "reminders.undeliverable"
UNCERTAIN = "reminders.uncertain"
SET_ASIDE = "reminders.set_aside"

WHY = "reminders.why"
POST_AGAIN = "reminders.post_again"
LEAVE = "reminders.leave"
CHOOSE = "reminders.choose"
TO_ME = "reminders.to_me"

CHOSEN = "reminders.chosen"
CHANNEL = "channel"
FROM_NOW_ON = "from_now_on"
YES = "yes"

Names = Mapping[str, str]

_TAKEN_BACK = {
    PASSED_OVER: N_("left out: a later message says it all"),
    NOT_ONE_OF_US: N_("not posted: who it was for is not a member of this workspace"),
    NOTHING_TO_SAY: N_("not posted: there was nothing to say any more"),
    "plan changed": N_("taken back: the plan was changed"),
    "held": N_("taken back: the meeting was recorded"),
    "skipped": N_("taken back: the session is skipped"),
    "withdrawn": N_("taken back: the session is not planned any more"),
    "replanned": N_("taken back: nothing is due then any more"),
    "report sent": N_("taken back: the report was sent"),
    "superseded": N_("taken back: another agreement has taken its place"),
    "answered": N_("taken back: it was answered"),
    "version replaced": N_("taken back: another version is being written"),
    "archived": N_("taken back: the partner was archived"),
    "missed": N_("taken back: the next one is due"),
    MUTED: N_("not posted: messages about the partner are muted here"),
    CONFIDENTIAL: N_("not posted: the partner is confidential, and everybody reads this channel"),
}

_WAITS = {
    QUIET_HOURS: N_("waits for the end of the quiet hours, {when}"),
    HOLIDAY: N_("waits for the end of the public holiday, {when}"),
    ENOUGH: N_("waits until {when}: there were enough messages for a day"),
}


def why(words: Words, because: str, reminder_id: int) -> list[Block]:
    """The end of every unprompted message: why it came (mrkdwn when `Rich`), and the button that tells more."""
    return [context(because), actions(why_button(words, reminder_id))]


def why_button(words: Words, reminder_id: int) -> Element:
    """The button alone, for a card that has a row of buttons already."""
    return button(words.text("Why am I seeing this"), WHY, str(reminder_id))


def finished(words: Words, said: Message, reminder: Reminder, *, shared: bool) -> Message:
    """What every unprompted message ends with, whoever wrote it: why it came and, for a person, how to put it off.

    A bare card in a channel `shared` with another organization stays bare: who reads it there could press nothing.
    """
    if shared:
        return said
    blocks = list(said.get("blocks") or [section(said["text"])])
    place = next((n for n, one in enumerate(blocks) if _tells_why(one)), len(blocks))
    row = blocks[place] if place < len(blocks) else actions(why_button(words, reminder.id))
    if reminder.to_person:
        row = {**row, "elements": [*row["elements"], snoozing.later(words, reminder)]}
    return {**said, "blocks": levelled([*blocks[:place], row, *blocks[place + 1 :]])}


def _tells_why(block: Block) -> bool:
    return block["type"] == "actions" and any(one.get("action_id") == WHY for one in block["elements"])


def undeliverable(words: Words, reminder: Reminder, *, names: Names, partner: str | None) -> Message:
    """To who answers for a reminder that could not be posted: what happened, and what they can do."""
    lead = words.rich("A message due {when} could not be posted.", when=words.when(reminder.due_at, zone=True))
    return _trouble(
        words,
        reminder,
        partner,
        Rich("{} {}").format(lead, _meaning(words, reminder, names)),
        button(words.text("Choose a channel"), CHOOSE, str(reminder.id)),
        button(words.text("Post it to me"), TO_ME, str(reminder.id)),
    )


def uncertain(words: Words, reminder: Reminder, *, names: Names, partner: str | None) -> Message:
    """To who answers for a reminder that may or may not have arrived, where Liaison cannot look."""
    said = words.rich(
        "Slack did not say whether the message due {when} arrived in {place}, and Liaison may not look there. "
        "If you see it, leave it; if not, have it posted again.",
        when=words.when(reminder.due_at, zone=True),
        place=_place(reminder, names),
    )
    return _trouble(
        words,
        reminder,
        partner,
        said,
        button(words.text("Post it again"), POST_AGAIN, str(reminder.id)),
        button(words.text("Leave it"), LEAVE, str(reminder.id)),
    )


def set_aside(words: Words, reminder: Reminder) -> Message:
    """To an owner: regular work that never came to its end is not done for now."""
    said = words.rich(
        "Part of Liaison’s regular work here was set aside until tomorrow: three times, it was cut off. Everything else"
        " goes on. Whoever runs Liaison finds the cause in its log, under “{name}”.",
        name=reminder.subject,
    )
    because = words.rich("You are told because you look after Liaison here.")
    return message(said, [section(said), *why(words, because, reminder.id)])


def settled(words: Words, reminder: Reminder, *, names: Names) -> Message:
    """In place of the question, once it is answered: what has become of the message."""
    said = words.rich(
        "The message due {when}: {became}.", when=words.when(reminder.due_at), became=_became(words, reminder, names)
    )
    return message(said, [section(said)])


def again(words: Words, reminder: Reminder) -> Message:
    """In place of the question, once a person wants it posted again."""
    said = words.rich("The message due {when} is being posted again.", when=words.when(reminder.due_at))
    return message(said, [section(said)])


def moved(words: Words, reminder: Reminder, *, place: Rich, from_now_on: bool) -> Message:
    """In place of the trouble, once a person has named another place."""
    said = words.rich(
        "The message due {when} is being posted in {place} instead.", when=words.when(reminder.due_at), place=place
    )
    hint = (
        words.rich("What comes after it is posted there too.")
        if from_now_on
        else words.rich(
            "This one only. The partner’s channel is changed in `/partner edit`, "
            "that of its sessions in `/partner plan`."
        )
    )
    return message(said, [section(said), context(hint)])


def to_you(words: Words, reminder: Reminder) -> Message:
    """In place of the trouble, once a person has asked for it themselves."""
    said = words.rich("The message due {when} is coming to you here.", when=words.when(reminder.due_at))
    return message(said, [section(said)])


def choose(words: Words, reminder: Reminder, *, partner: str | None, origin: Mapping[str, Any]) -> View:
    """The form that asks for another channel, for this message or from now on where the person may change the
    `partner`; it knows the message it was opened from."""
    always = option(words.text("Use this channel from now on, too"), YES)
    lasting = field(
        FROM_NOW_ON,
        words.text("For {partner}", partner=partner),
        checkboxes([always], [YES]),
        optional=True,
    )
    meta = {"subject": f"reminder:{reminder.id}", "reminder": reminder.id, **origin}
    return modal(
        CHOSEN,
        words.text("Choose a channel"),
        [
            field(
                CHANNEL,
                words.text("Post it in"),
                channel_select(),
                hint=words.text(
                    "Liaison must be in the channel. If people of another organization read it too, "
                    "they see a short card only, and the owner gets the whole message."
                ),
            ),
            *([lasting] if partner else []),
        ],
        submit=words.text("Post it there"),
        close=words.text("Cancel"),
        meta=meta,
    )


def ledger(words: Words, reminder: Reminder, rows: Sequence[Reminder], *, names: Names) -> View:
    """Why this message came, and what became of the others about the same thing, newest first."""
    planned = words.rich(
        "Liaison planned this message on {planned} for {place}, to be posted {due}.",
        planned=words.when(reminder.created_at),
        place=_place(reminder, names),
        due=words.when(reminder.due_at, zone=True),
    )
    lines = [
        words.rich(
            "{when} · {place} · {became}",
            when=words.when(row.due_at),
            place=_place(row, names),
            became=_became(words, row, names),
        )
        for row in rows
    ]
    fewer = words.rich(
        "*To have fewer*: choose how many messages you want in a day, and your quiet hours; mute the partner, for "
        "yourself or in its channel; or change the days of its sessions in `/partner plan`."
    )
    heading = words.rich("About the same thing, newest first:")
    doors = [button(words.text("My settings"), settings.OPEN_OWN)]
    if reminder.partner_id is not None:
        doors.append(button(words.text("Fewer about this partner"), mutes.OPEN, str(reminder.partner_id)))
    lasting = section(Rich("\n").join([heading, *lines]))
    blocks = [section(planned), divider(), lasting, divider(), section(fewer), actions(*doors)]
    return modal("reminders.ledger", words.text("Why am I seeing this"), blocks, close=words.text("Close"))


def _trouble(words: Words, reminder: Reminder, partner: str | None, said: Rich, *buttons: Element) -> Message:
    lead = words.rich("About {partner}: {said}", partner=partner, said=said) if partner else said
    because = (
        words.rich("You are told because you look after this partner.")
        if partner
        else words.rich("You are told because you look after Liaison here.")
    )
    row = actions(*buttons, why_button(words, reminder.id))
    return message(lead, [section(lead), row, context(because)])


def _place(reminder: Reminder, names: Names) -> Rich:
    if reminder.to_person:
        return escape(names.get(reminder.recipient, reminder.recipient))
    return channel(reminder.recipient)


def _meaning(words: Words, reminder: Reminder, names: Names) -> Rich:
    reason = reminder.reason.removeprefix("fault ")
    return words.rich(meaning(reminder.reason), place=_place(reminder, names), reason=reason)


def _waits(words: Words, row: Reminder) -> Rich:
    if row.retry_at:
        return words.rich(_WAITS.get(row.reason, N_("tried again {when}")), when=words.when(row.retry_at))
    return words.rich("put off until {when}", when=words.when(row.due_at)) if row.snoozed else words.rich("planned")


def _became(words: Words, row: Reminder, names: Names) -> Rich:
    """What has become of one row, as the end of a sentence."""
    match row.state:
        case ReminderState.planned:
            return _waits(words, row)
        case ReminderState.claimed | ReminderState.sending:
            return words.rich("being posted now")
        case ReminderState.sent if row.bundle_id:
            return words.rich("posted {when}, together with others", when=words.when(row.settled_at or row.due_at))
        case ReminderState.sent:
            return words.rich("posted {when}", when=words.when(row.settled_at or row.due_at))
        case ReminderState.undeliverable:
            return words.rich("not posted: {meaning}", meaning=_meaning(words, row, names))
        case ReminderState.uncertain:
            return words.rich("perhaps posted; Slack did not say")
        case ReminderState.left:
            return words.rich("perhaps posted, and left as it is")
        case ReminderState.cancelled if row.reason in _TAKEN_BACK:
            return words.rich(_TAKEN_BACK[row.reason])
    return words.rich("taken back: {reason}", reason=words.text(row.reason))
