"""/partner import: the form for a file, what would come of it, how far it is, and the way back."""

from collections.abc import Mapping, Sequence

from messages import findings, inputs
from messages.blocks import Block, Element, actions, button, confirm, context, option, section
from messages.mapping import FIELDS
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words
from storage.cleaning import Finding
from storage.imports import Import, ImportState
from storage.sources import Source

ABOUT = N_("Read organizations, services and people from a file: HSDS, CSV, Excel or vCard")
FORM, FILE, SOURCE, LICENCE = "imports.form", "file", "source", "licence"
GO, STOP, RESUME, UNDO, DISCARD = "imports.go", "imports.stop", "imports.resume", "imports.undo", "imports.discard"
COLUMNS, MATCH = "imports.columns", "imports.match"
RECEIVED = "imports.received"
LARGEST = 10 * 1024 * 1024
TYPES = ("json", "zip", "csv", "xlsx", "txt", "vcf")
SAMPLES = 8
MOST_HEADINGS = 99  # Slack: 100 options, one of which is "not in the table"
NOT_THERE = "-"
FIELD_NAMES = {
    "name": N_("Organization"),
    "alternate_name": N_("Other name"),
    "description": N_("Description"),
    "website": N_("Website"),
    "email": N_("Email"),
    "phone": N_("Telephone"),
    "address": N_("Address"),
    "city": N_("City"),
    "province": N_("Province"),
    "postal_code": N_("Postal code"),
    "languages": N_("Languages"),
    "services": N_("Services"),
    "business_number": N_("Business number"),
    "contact_name": N_("Contact: name"),
    "contact_title": N_("Contact: position"),
    "contact_email": N_("Contact: email"),
    "contact_phone": N_("Contact: telephone"),
    "id": N_("Identifier in the file"),
}


def form(words: Words, sources: Sequence[Source]) -> View:
    """Which file, and whose data they are."""
    blocks: list[Block] = [
        section(
            words.rich(
                "Liaison first looks through the file and says what would be new, changed or refused. Nothing is kept"
                " before you say so. Organizations become prospects; `/partner new` makes a partner of one."
            )
        ),
        inputs.field(
            FILE,
            words.text("File"),
            inputs.file(list(TYPES)),
            hint=words.text("HSDS (JSON, or a zip of CSV files), CSV, Excel or vCard; at most 10 MB."),
        ),
        inputs.field(
            SOURCE,
            words.text("Source"),
            inputs.text(limit=200),
            hint=words.text("Who publishes the data. A newer file of the same source brings what is known up to date."),
            optional=True,
        ),
        inputs.field(
            LICENCE,
            words.text("Licence"),
            inputs.text(limit=300),
            hint=words.text("The terms that the data carry, for example CC BY 4.0. It stays with each record."),
            optional=True,
        ),
    ]
    if sources:
        known = words.listed([_source(words, one) for one in sources[:10]])
        blocks.append(context(words.rich("Sources so far: {known}", known=known)))
    return modal(
        FORM, words.text("Import a file"), blocks, submit=words.text("Look through it"), close=words.text("Cancel")
    )


def received(words: Words) -> View:
    """The form's place, once it is sent."""
    text = words.rich("Liaison is looking through it, and will tell you in your direct messages what is in it.")
    return modal(RECEIVED, words.text("Import a file"), [section(text)], close=words.text("Close"))


def looking(words: Words, one: Import) -> Message:
    """While the file is looked through."""
    return message(words.rich("Looking through *{name}* …", name=one.name))


def checked(
    words: Words,
    one: Import,
    source: str,
    found: Sequence[Finding],
    verdicts: Mapping[str, int],
    fields: Mapping[str, str],
) -> Message:
    """What would come of it: counts, the first findings, and what can be done."""
    lead = words.rich("*{name}*, of {source}: nothing is kept yet.", name=one.name, source=source)
    blocks: list[Block] = [section(lead), section(_counts(words, one.counts, dry=True))]
    if fields:
        read = [f"{words.text(FIELD_NAMES[name])} ← {fields[name]}" for name in FIELDS if name in fields]
        blocks.append(section(words.rich("*Columns*\n{read}", read="\n".join(read))))
    blocks += _findings(words, found, verdicts)
    row = [button(words.text("Import"), GO, str(one.id), style="primary")]
    if fields:
        row.append(button(words.text("Correct the columns"), COLUMNS, str(one.id)))
    row.append(button(words.text("Do not import"), DISCARD, str(one.id)))
    return message(lead, [*blocks, actions(*row)])


def running(words: Words, one: Import) -> Message:
    """How far it is."""
    share = min(one.done / one.total, 1.0) if one.total else 0.0
    bar = "▰" * round(share * 20) + "▱" * (20 - round(share * 20))
    lead = words.rich(
        "Reading *{name}*: {done} of {total} records\n{bar}",
        name=one.name,
        done=words.number(one.done),
        total=words.number(max(one.total, one.done)),
        bar=bar,
    )
    return message(lead, [section(lead), actions(button(words.text("Stop"), STOP, str(one.id)))])


def ended(words: Words, one: Import) -> Message:
    """How it ended, and the way on or back."""
    gone = words.plural("{n} record went", "{n} records went", one.counts.get("gone", 0))
    lead = words.rich(_ENDED[one.state], name=one.name, gone=gone)
    blocks: list[Block] = [section(lead)]
    if one.state in (ImportState.done, ImportState.stopped, ImportState.failed):
        blocks.append(section(_counts(words, one.counts, dry=False)))
        if one.state is ImportState.done:
            blocks.append(
                context(
                    words.rich(
                        "`/partner find` ranks them for an opportunity; `/partner duplicates` shows what is likely"
                        " here twice."
                    )
                )
            )
        row = [button(words.text("Go on"), RESUME, str(one.id))] if one.state is ImportState.stopped else []
        blocks.append(actions(*row, _undo(words, one)))
    return message(lead, blocks)


def set_aside(words: Words, one: Import) -> Message:
    """It was begun again and again, and never came to its end."""
    lead = words.rich(
        "*{name}* was set aside: three times, Liaison was cut off while it worked on it. Whoever runs Liaison finds the"
        " cause in its log.",
        name=one.name,
    )
    if one.state is not ImportState.failed:
        return message(lead, [section(lead), context(words.rich("Nothing of it is kept."))])
    kept = context(words.rich("What is in stays, unless you take it back."))
    return message(lead, [section(lead), kept, actions(_undo(words, one))])


def refused(words: Words, name: str, sentence: str) -> Message:
    """The file is none that can be read."""
    return message(words.rich("*{name}*: {sentence}", name=name, sentence=sentence))


def columns(words: Words, one: Import, headings: Sequence[str], fields: Mapping[str, str]) -> View:
    """Which column is what."""
    named = list(dict.fromkeys(heading for heading in headings if heading.strip()))[:MOST_HEADINGS]
    choices = [option(words.text("Not in the table"), NOT_THERE)]
    choices += [option(heading, str(at)) for at, heading in enumerate(named)]
    chosen = {name: str(named.index(heading)) for name, heading in fields.items() if heading in named}
    blocks = [
        inputs.field(name, words.text(FIELD_NAMES[name]), inputs.select(choices, chosen.get(name, NOT_THERE)))
        for name in FIELDS
    ]
    return modal(
        MATCH,
        words.text("Columns"),
        blocks,
        submit=words.text("Look again"),
        close=words.text("Cancel"),
        meta={"id": one.id},
    )


def chosen(headings: Sequence[str], values: Mapping[str, str | None]) -> dict[str, str]:
    """The heading of each field, as the form says."""
    named = list(dict.fromkeys(heading for heading in headings if heading.strip()))[:MOST_HEADINGS]
    picked = {name: values.get(name) or NOT_THERE for name in FIELDS}
    return {name: named[int(at)] for name, at in picked.items() if at != NOT_THERE and int(at) < len(named)}


def table_comment(words: Words, name: str) -> Rich:
    """What is said beside the table of everything that was found."""
    return words.rich("Everything that was found in *{name}*, row by row.", name=name)


_ENDED = {
    ImportState.done: N_("*{name}* is in."),
    ImportState.stopped: N_("*{name}* was stopped. What is in stays; you can go on or take it back."),
    ImportState.failed: N_("*{name}* is damaged from here on. What was read before stays, unless you take it back."),
    ImportState.discarded: N_("*{name}* was left. Nothing of it is kept."),
    ImportState.undoing: N_("Taking back *{name}* …"),
    ImportState.undone: N_("*{name}* was taken back: {gone}. What somebody has changed or worked with since stays."),
}
_GROUPS = {
    "organization": N_("Organizations"),
    "service": N_("Services"),
    "contact": N_("People"),
    "other": N_("Details (places, numbers, hours and more)"),
}


def _source(words: Words, source: Source) -> str:
    return f"{source.name} ({source.licence})" if source.licence else source.name


def _counts(words: Words, counts: Mapping[str, int], *, dry: bool) -> Rich:
    lines = []
    for group, made in findings.totals(counts).items():
        parts = [
            words.text(what, n=words.number(made[key]))
            for key, what in (
                ("new", N_("{n} new")),
                ("changed", N_("{n} changed")),
                ("same", N_("{n} as before")),
                ("here", N_("{n} here already")),
            )
            if made.get(key)
        ]
        if parts:
            lines.append(words.rich("{group}: {parts}", group=words.text(_GROUPS[group]), parts=words.listed(parts)))
    if not lines:
        return words.rich("It holds nothing that can be kept.") if dry else words.rich("Nothing of it could be kept.")
    return Rich("\n").join(lines)


def _findings(words: Words, found: Sequence[Finding], verdicts: Mapping[str, int]) -> list[Block]:
    if not verdicts:
        return [context(words.rich("Nothing is wrong with it."))]
    lines = [
        words.rich(
            "• {place}: *{verdict}*, {reason}",
            place=_place(words, one),
            verdict=findings.verdict_name(words, one),
            reason=findings.sentence(words, one),
        )
        for one in found[:SAMPLES]
    ]
    more = words.rich("Found: {tally}. The file below names all of it.", tally=findings.tally(words, verdicts))
    return [section(Rich("\n").join(lines)), context(more)] if lines else [context(more)]


def _place(words: Words, one: Finding) -> str:
    row = words.text("row {number}", number=one.row) if one.row else ""
    return ", ".join(part for part in (one.place, row, one.column) if part)


def _undo(words: Words, one: Import) -> Element:
    ask = confirm(
        words.text("Take this import back?"),
        words.text("What it added goes, unless somebody has changed it or worked with it since."),
        words.text("Take it back"),
        words.text("Keep it"),
        danger=True,
    )
    return button(words.text("Take it back"), UNDO, str(one.id), ask=ask)
