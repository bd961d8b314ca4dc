"""The first contact with a prospect: the form, the message prepared in their language, and what to do with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from messages import inputs, partners
from messages.blocks import Block, actions, button, context, option, paragraph, rich_text, run, section
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.contacts import Contact
from storage.introductions import Introduction
from storage.opportunity import Opportunity
from storage.organizations import Organization
from storage.partners import Partner
from storage.texts import LIMIT

FORM, LANGUAGE, AFRESH, PREPARED, OPEN = (
    "introductions.form",
    "introductions.language",
    "introductions.afresh",
    "introductions.prepared",
    "introductions.open",
)
IN, WHO, BY, MESSAGE = "language", "assignee", "due", "message"
LANGUAGES = {"en": N_("English"), "fr": N_("French")}


@dataclass(frozen=True)
class About:
    """Whom the message is to, whom it is from, and what it is about."""

    organization: Organization
    contact: str
    sender: str
    workspace: str
    opportunity: Opportunity | None
    services: Sequence[str]


def language_of(organization: Organization) -> str:
    """The language to write to an organization in: French for those who speak no English, or name French first."""
    spoken = [code.partition("-")[0] for code in organization.languages if code.partition("-")[0] in LANGUAGES]
    return spoken[0] if spoken else "en"


def letter(words: Words, about: About) -> str:
    """The message, in the language of these words; a person makes it theirs before they send it."""
    hello = words.text("Hello {name},", name=about.contact) if about.contact else words.text("Hello,")
    parts = [
        hello,
        words.text("My name is {sender}, and I work at {workspace}.", sender=about.sender, workspace=about.workspace),
    ]
    if about.opportunity:
        parts.append(
            words.text("We are looking for partners for this outcome: {outcome}.", outcome=about.opportunity.outcome)
        )
    if about.services:
        parts.append(
            words.text(
                "We noticed that {name} offers {services}, which is close to what we need.",
                name=about.organization.name,
                services=words.listed(list(about.services)),
            )
        )
    parts += [
        words.text(
            "Could we talk for half an hour in the coming weeks? We would like to hear what matters to you, and to see "
            "whether working together would help the people we both serve."
        ),
        words.text("Kind regards,\n{sender}", sender=about.sender),
    ]
    return "\n\n".join(parts)[:LIMIT]


def form(
    words: Words,
    about: About,
    values: Mapping[str, Any],
    *,
    meta: Mapping[str, Any],
    notes: Sequence[Block] = (),
) -> View:
    """Who gets in touch, by when, and the message; another language brings its own, unless the text was changed."""
    again = f"@{meta['again']}" if meta.get("again") else ""
    languages = [option(words.text(name), code) for code, name in LANGUAGES.items()]
    language = inputs.select(languages, values[IN], action=LANGUAGE)
    message = inputs.text(values.get(MESSAGE), lines=True, limit=LIMIT, while_typing=True)
    blocks: list[Block] = [
        *notes,
        section(words.rich("*{name}*", name=about.organization.name)),
        inputs.field(IN, words.text("Language of the message"), language, dispatch=True),
        inputs.field(
            f"{MESSAGE}{again}",
            words.text("Message"),
            message,
            hint=words.text("Make it yours. You copy and send it yourself; Liaison sends nothing."),
            dispatch=True,
        ),
        inputs.field(WHO, words.text("Who gets in touch"), inputs.user(values.get(WHO)), dispatch=True),
        inputs.field(BY, words.text("By"), inputs.date(values.get(BY)), optional=True, dispatch=True),
        context(words.rich("They become a partner of yours, as identified; the first contact is an action.")),
    ]
    title = words.text("Plan the first contact")
    return modal(FORM, title, blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta)


def what(words: Words, organization: Organization) -> str:
    """The action."""
    return words.text("First contact with {name}: send the prepared message", name=organization.name)[:300]


def prepared(
    words: Words, partner: Partner, one: Introduction, contacts: Sequence[Contact], *, due_on: date | None, new: bool
) -> View:
    """The message to copy, whom to send it to, and the way to the partner."""
    blocks: list[Block] = []
    if new:
        by = words.text("by {day}", day=words.day(due_on)) if due_on else words.text("no date")
        lead = words.rich("Planned ({by}). {name} is among your partners now, as identified.", by=by, name=partner.name)
        blocks.append(section(lead))
    blocks.append(section(words.rich("*The message, to copy and send*")))
    blocks.append(rich_text(paragraph(run(one.message)), block_id="letter"))
    reached = [contact for contact in contacts if contact.email][:5]
    people = [words.rich("{name}: {email}", name=one.name, email=one.email) for one in reached]
    if partner.organization.email:
        people.append(words.rich("{email}", email=partner.organization.email))
    if people:
        blocks.append(section(Rich("\n").join([words.rich("*To*"), *people])))
    blocks.append(actions(button(words.text("Open the partner"), partners.SHOW, str(partner.id)), block_id="deeds"))
    blocks.append(context(words.rich("Once it is sent, mark the action as done and log the contact.")))
    return modal(PREPARED, words.text("First contact"), blocks, close=words.text("Close"))
