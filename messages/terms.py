"""The dates of an agreement: announced before they are needed, and what is decided about them."""

from collections.abc import Mapping, Sequence
from datetime import date

from messages import inputs
from messages.agreements import OPEN, lead
from messages.blocks import Block, Element, actions, button, channel, confirm, context, section
from messages.reminders import why
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words
from storage.agreement import Agreement, AgreementState, Decision
from storage.decisions import WHY_LIMIT
from storage.reminder import Reminder
from storage.reports_due import ReportDue, ReportState

RENEW, RENEGOTIATE, CLOSE = "terms.renew", "terms.renegotiate", "terms.close"
CLOSING, RECONSIDER = "terms.closing", "terms.reconsider"
REPORTS, REPORTED, NOT_REPORTED = "terms.reports", "terms.reported", "terms.not_reported"
VIEW = "terms.view"
ON, WHY = "on", "why"
SHOWN = 40

DECISIONS: dict[Decision, str] = {
    Decision.renew: N_("{name} decided on {day} to renew it."),
    Decision.renegotiate: N_("{name} decided on {day} to renegotiate it."),
    Decision.close: N_("{name} decided on {day} to close it."),
}
FAREWELL = N_(
    "Before the last day: thank them, agree on what is said in public, hand over clients and actions, and return or "
    "destroy shared data."
)
DECIDED_IN = (AgreementState.in_force, AgreementState.expiring, AgreementState.expired)


def decision_buttons(words: Words, agreement: Agreement) -> list[Element]:
    """What can be decided about it now; nothing when it does not hold, or was decided."""
    if agreement.state not in DECIDED_IN or agreement.decision is not None or agreement.amending is not None:
        return []
    key = str(agreement.id)
    ask = confirm(
        words.text("Renew it?"),
        words.text("A new agreement begins from what this one says, for the same length of time. You can undo this."),
        words.text("Renew"),
        words.text("Not now"),
    )
    row = [button(words.text("Renew"), RENEW, key, ask=ask)]
    if agreement.state is not AgreementState.expired:
        row.append(button(words.text("Renegotiate"), RENEGOTIATE, key))
        row.append(button(words.text("Close"), CLOSE, key))
    return row


def decision_lines(words: Words, agreement: Agreement, names: Mapping[str, str], *, may_edit: bool) -> list[Block]:
    """What was decided, by whom, and how to take it back."""
    if agreement.decision is None or agreement.decided_by is None or agreement.decided_at is None:
        return []
    lines: list[str] = [_decided(words, agreement, names)]
    if agreement.decision is Decision.close:
        lines += [words.rich("“{why}”", why=agreement.ended_why), words.rich(FAREWELL)]
    undo = agreement.state in DECIDED_IN and may_edit
    accessory = button(words.text("Undo"), RECONSIDER, str(agreement.id)) if undo else None
    return [section(Rich("\n".join(lines)), accessory=accessory)]


def close_form(words: Words, agreement: Agreement, partner: str, *, on: date) -> View:
    """When it ends, and why."""
    return modal(
        CLOSING,
        words.text("Close an agreement"),
        [
            section(lead(words, agreement, partner)),
            inputs.field(ON, words.text("It ends on"), inputs.date(on.isoformat())),
            inputs.field(
                WHY,
                words.text("Why, what was learned, and what stays"),
                inputs.text(lines=True, limit=WHY_LIMIT),
                hint=words.text("Facts only: no client names, no opinions about a person."),
            ),
            context(words.rich(FAREWELL)),
        ],
        submit=words.text("Close it"),
        close=words.text("Cancel"),
        meta={"subject": agreement.subject, "agreement": agreement.id},
    )


def ending(
    words: Words, agreement: Agreement, partner: str, *, today: date, names: Mapping[str, str], reminder: Reminder
) -> Message:
    """Before the end: how long there is, and the three ways on; once decided, what was."""
    about = lead(words, agreement, partner)
    ends_on = agreement.ends_on or today
    left = (ends_on - today).days
    when = words.plural("in {n} day", "in {n} days", left)
    first = words.rich("{about}\nIt ends {when}, on {day}.", about=about, when=when, day=words.day(ends_on, year=True))
    if agreement.decision is not None:
        first = Rich(f"{first}\n{_decided(words, agreement, names)}")
        undo = [button(words.text("Undo"), RECONSIDER, str(agreement.id))] if agreement.state in DECIDED_IN else []
        row = [*undo, _open(words, agreement)]
    else:
        row = [*decision_buttons(words, agreement), _open(words, agreement)]
    blocks = [section(first), actions(*row, block_id="decide")]
    return message(first, [*blocks, *_why(words, reminder, words.rich("notices stop when you decide"))])


def started(words: Words, agreement: Agreement, partner: str, *, reminder: Reminder) -> Message:
    """On its first day."""
    first = words.rich("{about}\nIt is in force from today on.", about=lead(words, agreement, partner))
    row = actions(_open(words, agreement), block_id="next")
    return message(first, [section(first), row, *_why(words, reminder)])


def over(words: Words, agreement: Agreement, partner: str, *, reminder: Reminder) -> Message:
    """On the day after its end."""
    about = lead(words, agreement, partner)
    if agreement.state is AgreementState.ended:
        first = words.rich("{about}\nIt ended yesterday, as was decided.", about=about)
        row = [_open(words, agreement)]
    elif agreement.decision is Decision.renew:
        first = words.rich("{about}\nIt ended yesterday, and its renewal is not signed yet.", about=about)
        row = [_open(words, agreement)]
    else:
        first = words.rich("{about}\nIt expired yesterday, and nothing was decided.", about=about)
        row = [*decision_buttons(words, agreement), _open(words, agreement)]
    return message(first, [section(first), actions(*row, block_id="decide"), *_why(words, reminder)])


def redacted(words: Words) -> Message:
    """The same where people of another organization read along."""
    first = words.rich("A date of an agreement is coming. Its details are for our own team.")
    return message(first, [section(first)])


def report(
    words: Words, due: ReportDue, agreement: Agreement, partner: str, *, today: date, name: str, reminder: Reminder
) -> Message:
    """A report that is due; once sent, that it was, by `name`."""
    facts = {
        "what": due.what,
        "reader": due.reader or partner,
        "day": words.day(due.due_on),
        "about": lead(words, agreement, partner),
    }
    if due.state is ReportState.sent:
        first = words.rich("Sent: “{what}” for {reader}, due {day} ({name})\n{about}", name=name, **facts)
        row = [button(words.text("Undo"), NOT_REPORTED, str(due.id))]
    elif due.due_on < today:
        first = words.rich("Overdue: “{what}” for {reader}, due {day}\n{about}", **facts)
        row = [button(words.text("Sent"), REPORTED, str(due.id), style="primary")]
    else:
        first = words.rich("A report is due {day}: “{what}” for {reader}\n{about}", **facts)
        row = [button(words.text("Sent"), REPORTED, str(due.id), style="primary")]
    row.append(_open(words, agreement))
    return message(first, [section(first), actions(*row, block_id="report"), *_why(words, reminder)])


def calendar(
    words: Words,
    agreement: Agreement,
    partner: str,
    reports: Sequence[ReportDue],
    names: Mapping[str, str],
    *,
    today: date,
    may_edit: bool,
) -> View:
    """The reports that an agreement asks for: those that were, and those to come."""
    blocks: list[Block] = [section(lead(words, agreement, partner))]
    for due in reports[-SHOWN:]:
        facts = {"what": due.what, "reader": due.reader or partner, "day": words.day(due.due_on, year=True)}
        if due.state is ReportState.sent:
            line = words.rich(
                "✓ {day}: “{what}” for {reader}, sent ({name})", name=names.get(due.settled_by or "", ""), **facts
            )
            accessory = button(words.text("Undo"), NOT_REPORTED, str(due.id))
        else:
            late = words.rich("⚠ {day}: “{what}” for {reader}, overdue", **facts)
            line = late if due.due_on < today else words.rich("○ {day}: “{what}” for {reader}", **facts)
            accessory = button(words.text("Sent"), REPORTED, str(due.id))
        blocks.append(section(line, accessory=accessory if may_edit else None))
    if not reports:
        empty = words.text("Nothing is to be reported, or the agreement does not say what, how often and from when.")
        blocks.append(section(empty))
    return modal(VIEW, words.text("Reports"), blocks, close=words.text("Close"), meta={"agreement": agreement.id})


def _decided(words: Words, agreement: Agreement, names: Mapping[str, str]) -> Rich:
    if agreement.decision is None or agreement.decided_at is None:
        return Rich("")
    day = words.full_date(agreement.decided_at.astimezone(words.zone).date())
    who = names.get(agreement.decided_by or "", agreement.decided_by or "")
    return words.rich(DECISIONS[agreement.decision], name=who, day=day)


def _open(words: Words, agreement: Agreement) -> Element:
    return button(words.text("Open"), OPEN, str(agreement.id))


def _why(words: Words, reminder: Reminder, fewer: Rich | None = None) -> list[Block]:
    if reminder.to_person:
        because = words.rich("sent to you because you look after this partner")
    else:
        place = channel(reminder.recipient)
        because = words.rich("posted because {channel} is where this partner is spoken of", channel=place)
    return why(words, Rich(f"{because} · {fewer}") if fewer else because, reminder.id)
