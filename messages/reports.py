"""The reporting calendar of an agreement: a report that is due, and all that were and will be."""

from collections.abc import Mapping, Sequence
from datetime import date

from messages.agreements import OPEN, lead
from messages.blocks import Block, actions, button, section
from messages.surfaces import Message, View, message, modal
from messages.terms import why_here
from messages.words import Rich, Words
from storage.agreement import Agreement
from storage.reminder import Reminder
from storage.reports_due import ReportDue, ReportState

REPORTS, REPORTED, NOT_REPORTED = "terms.reports", "terms.reported", "terms.not_reported"
VIEW = "terms.view"
SHOWN = 40


def report(
    words: Words,
    due: ReportDue,
    agreement: Agreement,
    partner: str,
    *,
    today: date,
    by: str,
    beside: int,
    reminder: Reminder,
) -> Message:
    """A report that is due; once sent, that it was, `by` whom. `beside` counts others of it that are overdue."""
    facts = {
        "what": due.what,
        "reader": due.reader or partner,
        "day": words.day(due.due_on),
        "about": lead(words, agreement, partner),
    }
    if due.state is ReportState.sent:
        first = words.rich("Sent: “{what}” for {reader}, due {day} ({name})\n{about}", name=by, **facts)
        row = [button(words.text("Undo"), NOT_REPORTED, str(due.id))]
    elif due.due_on < today:
        first = words.rich("Overdue: “{what}” for {reader}, due {day}\n{about}", **facts)
        row = [button(words.text("Sent"), REPORTED, str(due.id), style="primary")]
    else:
        first = words.rich("A report is due {day}: “{what}” for {reader}\n{about}", **facts)
        row = [button(words.text("Sent"), REPORTED, str(due.id), style="primary")]
    if beside and due.state is not ReportState.sent:
        more = words.plural("{n} other of these is overdue.", "{n} others of these are overdue.", beside)
        first = Rich("{}\n{}").format(first, words.rich("{more}", more=more))
        row.append(button(words.text("Reports"), REPORTS, str(agreement.id)))
    row.append(button(words.text("Open"), OPEN, str(agreement.id)))
    return message(first, [section(first), actions(*row, block_id="report"), *why_here(words, reminder)])


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
            by = names.get(due.settled_by or "", "")
            line = words.rich("✓ {day}: “{what}” for {reader}, sent ({name})", name=by, **facts)
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
