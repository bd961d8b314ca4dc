"""What was found in a file, in words: one sentence for each fault, and the table of all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from messages.words import N_, Words
from storage.cleaning import REFUSING, Fault, Finding

_SENTENCES: dict[Fault, str] = {
    Fault.no_id: N_("it has no identifier; one was made from its content"),
    Fault.no_name: N_("it has no name"),
    Fault.nameless_contact: N_("the contact has no name; “{about}” stands for it"),
    Fault.no_number: N_("it has no number"),
    Fault.dangling: N_("it refers to something that is not in the file; the reference was left out"),
    Fault.orphan: N_("what it belongs to is not in the file"),
    Fault.cycle: N_("it would be its own parent; the last link was left out"),
    Fault.repeated_id: N_("the same identifier stood earlier with other content; the first was kept"),
    Fault.markup: N_("web markup was turned into plain text"),
    Fault.not_an_address: N_("“{about}” is no web address and was left out"),
    Fault.not_an_email: N_("“{about}” is no email address and was left out"),
    Fault.not_a_number: N_("“{about}” is no number and was left out"),
    Fault.no_status: N_("the status is blank; taken as active"),
    Fault.unknown_status: N_("“{about}” is no status of the standard; taken as active"),
    Fault.unknown_type: N_("the kind of place is missing or unknown; taken as physical"),
    Fault.too_long: N_("longer than {about} characters; the rest was cut"),
    Fault.identity_number: N_("it looks like a social insurance or health card number and was left out"),
    Fault.unknown_columns: N_("columns that were passed over: {about}"),
    Fault.unlabelled_columns: N_("columns without a heading, passed over: {about}"),
    Fault.unknown_file: N_("a file that the standard does not know, passed over"),
    Fault.missing_file: N_("this file is missing from the package"),
    Fault.not_utf8: N_("the text is not UTF-8; read as Windows-1252"),
    Fault.unreadable: N_("it cannot be read"),
    Fault.edited_here: N_("somebody has edited “{about}” here; the edited fields stay"),
    Fault.same_name: N_(
        "an organization called “{about}” is here already, from elsewhere; this one is added beside it"
    ),
    Fault.merged_into: N_("it was merged into “{about}” here; its own fields are left as they are"),
    Fault.merged: N_("it was merged into another organization here; its own fields are left as they are"),
    Fault.changed: N_("“{about}” is not as it was when it was read last"),
}
_DUPLICATES = frozenset((Fault.repeated_id, Fault.same_name, Fault.merged_into, Fault.merged))
_VERDICTS = {
    "refused": N_("refused"),
    "duplicate": N_("duplicate"),
    "changed": N_("changed"),
    "kept": N_("left as edited"),
    "mended": N_("mended"),
}


def verdict_name(words: Words, finding: Finding) -> str:
    return words.text(_VERDICTS[verdict(finding)])


def tally(words: Words, verdicts: Mapping[str, int]) -> str:
    """How many of each: "refused 2 · duplicate 1"."""
    return " · ".join(
        f"{words.text(name)} {words.number(verdicts[key])}" for key, name in _VERDICTS.items() if verdicts.get(key)
    )


def sentence(words: Words, finding: Finding) -> str:
    """What is wrong, and what was done about it."""
    return words.text(_SENTENCES[finding.fault], about=finding.about)


def verdict(finding: Finding) -> str:
    """What became of it: "refused", "duplicate", "changed", "kept" or "mended"."""
    if finding.fault in _DUPLICATES:
        return "duplicate"
    if finding.fault in REFUSING:
        return "refused"
    return {Fault.changed: "changed", Fault.edited_here: "kept"}.get(finding.fault, "mended")


def table(words: Words, findings: Sequence[Finding]) -> list[list[str | int]]:
    """All findings as a table: where, which column, what became of it, why."""
    rows: list[list[str | int]] = [heading(words)]
    return rows + [line(words, one) for one in findings]


def in_table(one: Finding, columns: Mapping[str, str]) -> Finding:
    """The same with the heading of the table in the place of the standard's word for the column; `columns` are the
    headings by field."""
    if one.column in columns.values():
        return one
    of_contact = f"contact_{one.column}"
    names = (of_contact, one.column) if one.fault is Fault.nameless_contact else (one.column, of_contact)
    return replace(one, column=next((columns[name] for name in names if name in columns), ""))


def heading(words: Words) -> list[str | int]:
    return [
        words.text("File"),
        words.text("Row"),
        words.text("Column"),
        words.text("What became of it"),
        words.text("Reason"),
    ]


def line(words: Words, one: Finding) -> list[str | int]:
    return [one.place, one.row or "", one.column, verdict_name(words, one), sentence(words, one)]


def totals(counts: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """What became of organizations, services, contacts and all else: new, changed, same."""
    made: dict[str, dict[str, int]] = {}
    groups = ("organization", "service", "contact")
    for key, number in counts.items():
        resource, _, what = key.partition(":")
        if what:
            group = resource if resource in groups else "other"
            into = made.setdefault(group, {"new": 0, "changed": 0, "same": 0, "here": 0})
            into[what] = into.get(what, 0) + number
    return {group: made[group] for group in (*groups, "other") if group in made}


def file_name(words: Words, stem: str) -> str:
    """What the file with the table of a file is called."""
    return words.text("{name}-findings.csv", name=stem)
