"""Contacts: the people of a partner, in its form and on its card."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from messages import inputs
from messages.blocks import Block, actions, button, context, header
from messages.words import Rich, Words, escape
from storage.contacts import PHONE_LIMIT, Contact
from storage.organizations import NAME_LIMIT, SHORT_LIMIT

ADD = "contacts.add"
MOST_ROWS = 12
NAME, TITLE, EMAIL, PHONE = "contact_name", "contact_title", "contact_email", "contact_phone"


def known_row(contact: Contact) -> str:
    """The row of a contact that is kept already; a new one's is a number."""
    return f"c{contact.id}"


def contact_of(row: str) -> int | None:
    return int(row[1:]) if row.startswith("c") else None


def values_of(contacts: Iterable[Contact]) -> dict[str, str]:
    """What the form shows of those kept already."""
    values: dict[str, str] = {}
    for contact in contacts:
        row = known_row(contact)
        values |= {
            f"{NAME}.{row}": contact.name,
            f"{TITLE}.{row}": contact.title,
            f"{EMAIL}.{row}": contact.email,
            f"{PHONE}.{row}": contact.phone,
        }
    return values


def rows_of(values: Mapping[str, Any]) -> list[str]:
    """The rows that a form's values speak of, those kept already first; one empty row when there are none."""
    rows = [name.partition(".")[2] for name in values if name.startswith(f"{NAME}.")]
    return sorted(rows, key=lambda row: (contact_of(row) is None, int(row[1:]))) or ["n0"]


def rows_part(words: Words, values: Mapping[str, Any], rows: Sequence[str]) -> list[Block]:
    """Four fields a person, and a button for one more."""
    blocks: list[Block] = [header(words.text("Contacts"))]
    for number, row in enumerate(rows, start=1):
        name = inputs.text(values.get(f"{NAME}.{row}"), limit=NAME_LIMIT)
        title = inputs.text(values.get(f"{TITLE}.{row}"), limit=NAME_LIMIT)
        email = inputs.text(values.get(f"{EMAIL}.{row}"), limit=SHORT_LIMIT)
        phone = inputs.text(values.get(f"{PHONE}.{row}"), limit=PHONE_LIMIT)
        blocks += [
            inputs.field(f"{NAME}.{row}", words.text("Contact {number}: name", number=number), name, optional=True),
            inputs.field(f"{TITLE}.{row}", words.text("Role"), title, optional=True),
            inputs.field(f"{EMAIL}.{row}", words.text("Email"), email, optional=True),
            inputs.field(f"{PHONE}.{row}", words.text("Phone"), phone, optional=True),
        ]
    if len(rows) < MOST_ROWS:
        blocks.append(actions(button(words.text("Add another contact"), ADD), block_id="contacts"))
    else:
        blocks.append(context(words.rich("Save to add more than {n} contacts.", n=MOST_ROWS)))
    if any(contact_of(row) for row in rows):
        blocks.append(context(words.rich("To remove a contact, empty their four fields.")))
    return blocks


def line(words: Words, contacts: Sequence[Contact], today: date, *, most: int = 5) -> Rich:
    """The people of a partner on its card, with whose data are to be looked at again by the reader's day."""
    shown: list[str] = [_shown(words, contact, today) for contact in contacts[:most]]
    if len(contacts) > most:
        left = len(contacts) - most
        shown.append(words.plural("and {n} more", "and {n} more", left))
    return Rich("\n").join(shown)


def _shown(words: Words, contact: Contact, today: date) -> Rich:
    parts = [contact.name, contact.title, contact.email, contact.phone]
    if contact.to_review(today) and contact.review_on:
        parts.append(words.text("to be looked at again since {day}", day=words.full_date(contact.review_on)))
    return Rich(" · ").join(escape(part) for part in parts if part)
