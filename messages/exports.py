"""/partner export: everything as files, and what is kept of one person, which can be erased."""

from messages import inputs
from messages.blocks import Block, Element, actions, button, confirm, context, divider, header, option, section
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.contacts import Contact
from storage.partners import Partner
from storage.privacy import Traces

ABOUT = N_("Take data out: organizations by the HSDS standard, everything as files, or what is kept of a person")
USAGE = N_("[me]")
ME = frozenset(("me", "mine", "moi"))
VIEW, WRITE, MINE, PERSON = "exports.view", "exports.write", "exports.mine", "exports.person"
HAND_OUT, ERASE, CONTACTS = "exports.hand_out", "exports.erase", "exports.contacts"
ONE = "exports.one"
EACH, PLACES = 25, 500
"""Places in one section, and in all: a section holds 3000 characters."""
CHOICES = {
    "hsds-csv": N_("Organizations: HSDS tables"),
    "hsds-json": N_("Organizations: HSDS JSON"),
    "csv": N_("Everything: CSV"),
    "xlsx": N_("Everything: Excel"),
    "json": N_("Everything: JSON"),
}


def choose(words: Words, *, coordinator: bool, may_edit: bool) -> View:
    """What can be taken out; for coordinators all of it, for whoever edits partners their contacts."""
    blocks: list[Block] = []
    if coordinator:
        row = [button(words.text(name), f"{WRITE}.{format}", format) for format, name in CHOICES.items()]
        person = inputs.external(PERSON, placeholder=words.text("Name of a contact"), least=1)
        blocks += [
            header(words.text("For the whole workspace")),
            section(
                words.rich(
                    "HSDS is a standard for data of organizations and services; other programs read it. Everything"
                    " holds partnerships, meetings and agreements too. Confidential partners are in it."
                )
            ),
            actions(*row, block_id="whole"),
            context(
                words.rich("Indigenous organizations do not go out in bulk; their data are theirs to give."),
            ),
            divider(),
            header(words.text("One contact")),
            section(words.rich("What is kept of them, to hand out when they ask; or to erase."), accessory=person),
            divider(),
        ]
    if may_edit:
        one = inputs.external(CONTACTS, placeholder=words.text("One partner"), least=0)
        said = words.rich("As vCard 4.0, for a telephone or a mail program: of the partners that you may change.")
        blocks += [
            header(words.text("The contacts of a partner")),
            section(said, accessory=one, block_id="contacts"),
            divider(),
        ]
    blocks += [
        header(words.text("Your own data")),
        section(words.rich("Every row that names you, as JSON and as a text to read.")),
        actions(button(words.text("Send me my data"), MINE), block_id="mine"),
    ]
    return modal(VIEW, words.text("Take data out"), blocks, close=words.text("Close"))


def people(found: list[tuple[Contact, str]]) -> list[Element]:
    """Contacts as the options of a typeahead."""
    return [option(f"{one.name}, {organization}", str(one.id)) for one, organization in found]


def one_person(words: Words, contact: Contact, organization: str, note: Rich | None = None) -> View:
    """A contact, with what can be done on their request."""
    about = ", ".join(part for part in (contact.title, organization) if part)
    blocks: list[Block] = [section(words.rich("*{name}*\n{about}", name=contact.name, about=about))]
    if contact.source:
        day = words.full_date(contact.collected_on)
        blocks.append(context(words.rich("From {source}, {day}", source=contact.source, day=day)))
    ask = confirm(
        words.text("Erase this person?"),
        words.text(
            "Name, position, email and numbers go from all data, from the history and from messages that Liaison can"
            " still reach. This cannot be undone."
        ),
        words.text("Erase"),
        words.text("Cancel"),
        danger=True,
    )
    blocks.append(
        actions(
            button(words.text("Send me what is kept"), HAND_OUT, str(contact.id)),
            button(words.text("Erase"), ERASE, str(contact.id), style="danger", ask=ask),
            block_id="person",
        )
    )
    blocks += [context(note)] if note else []
    return modal(ONE, words.text("One contact"), blocks, close=words.text("Close"))


def erased(words: Words, traces: Traces) -> View:
    """What went, and what only people can put right."""
    lead = words.rich("Erased. Messages that named this person are being put right; a word follows when that is done.")
    blocks: list[Block] = [section(lead)]
    if traces.texts:
        many = words.plural(
            "{n} text that somebody wrote still holds the name; please look at it:",
            "{n} texts that people wrote still hold the name; please look at them:",
            len(traces.texts),
        )
        blocks.append(section(words.rich("{many}", many=many)))
        for start in range(0, min(len(traces.texts), PLACES), EACH):
            places = [_place(words, one) for one in traces.texts[start : min(start + EACH, PLACES)]]
            blocks.append(section(words.rich("{places}", places="\n".join(places))))
        if len(traces.texts) > PLACES:
            blocks.append(context(words.rich("And {n} more.", n=len(traces.texts) - PLACES)))
    return modal(ONE, words.text("One contact"), blocks, close=words.text("Close"))


def put_right(words: Words, changed: int, missed: int) -> Rich:
    """What became of the messages that were posted."""
    if not changed and not missed:
        return words.rich("The erasure is complete: no message of Liaison’s named the person.")
    parts = [words.plural("{n} message was put right.", "{n} messages were put right.", changed)]
    if missed:
        parts.append(
            words.plural(
                "{n} could not be read or changed; please look there yourself.",
                "{n} could not be read or changed; please look there yourself.",
                missed,
            )
        )
    return words.rich("The erasure is complete. {parts}", parts=" ".join(parts))


def comment(words: Words, format: str, records: int, left_out: int) -> Rich:
    """What is said beside the file."""
    what = words.text(CHOICES[format])
    said = words.plural("{n} record", "{n} records", records)
    lead = words.rich("*{what}*, {said}.", what=what, said=said)
    if not left_out:
        return lead
    out = words.plural(
        "{n} Indigenous organization was left out: ask their data steward first.",
        "{n} Indigenous organizations were left out: ask their data stewards first.",
        left_out,
    )
    return words.rich("{lead} {out}", lead=lead, out=out)


def no_contacts(words: Words, partner: Partner) -> Rich:
    return words.rich("No contact of *{name}* is kept. `/partner edit` adds one.", name=partner.name)


def contacts_comment(words: Words, partner: Partner, number: int) -> Rich:
    """What is said beside the cards."""
    many = words.plural("{n} contact", "{n} contacts", number)
    return words.rich("*{name}*, {many} as vCard.", name=partner.name, many=many)


def own_comment(words: Words, name: str) -> Rich:
    return words.rich("What is kept of *{name}*.", name=name)


_PLACES = {
    "meetings": N_("a meeting’s notes (number {number})"),
    "touchpoints": N_("a contact’s note or a saved message (number {number})"),
    "actions": N_("an action (number {number})"),
    "agreements": N_("an agreement (number {number})"),
    "assessments": N_("a check of readiness (number {number})"),
    "goals": N_("a goal (number {number})"),
    "ways": N_("a way to work together (number {number})"),
    "requirements": N_("a requirement (number {number})"),
    "sessions": N_("a planned session (number {number})"),
    "reviews": N_("a review (number {number})"),
    "challenges": N_("a challenge (number {number})"),
    "resources": N_("a community resource (number {number})"),
    "organizations": N_("the description of the organization (number {number})"),
    "asides": N_("the reason why the prospect was set aside (number {number})"),
    "opportunities": N_("an opportunity they were found for (number {number})"),
    "stage_moves": N_("the reason for a change of stage (number {number})"),
    "arrangements": N_("a line of communication (number {number})"),
    "introductions": N_("the message for the first contact (number {number})"),
    "kpis": N_("the description of indicator {number}"),
    "kpi_values": N_("the reason for a figure of indicator {number}"),
    "check_in_comments": N_("a comment under check-in {number}"),
    "health_sheets": N_("an answer on how it is going (round {number})"),
    "health_results": N_("a comment on how it is going (round {number})"),
    "agreement_parts": N_("the parts of agreement {number} that are being written"),
    "agreement_moves": N_("a reason given on the way of agreement {number}"),
    "agreement_reviews": N_("a reviewer’s comment on agreement {number}"),
    "role_corrections": N_("a correction of the roles of agreement {number}"),
    "reports_due": N_("a report due under agreement {number}"),
    "agreement_versions": N_("version {version} of agreement {number}, which cannot change"),
    "agreement_signatures": N_("a signature under version {version} of agreement {number}"),
}


def _place(words: Words, where: str) -> str:
    table, number, *version = where.split(":")
    return "• " + words.text(_PLACES[table], number=number, version="".join(version))
