"""The register of agreements: the words that narrow it, its pages, and its table."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import cache
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from messages.agreement_parts import KINDS, kind_name
from messages.agreement_states import STATES, state_name
from messages.agreements import OPEN
from messages.blocks import Block, Element, actions, button, context, section
from messages.lists import MINE, SHORT_KINDS
from messages.narrowing import narrowed
from messages.organizations import KIND_NAMES
from messages.sheets import Cell
from messages.surfaces import Message, message
from messages.words import LANGUAGES, N_, Rich, Words
from storage.agreement import AgreementState, Decision
from storage.agreement_parts import AgreementKind
from storage.organizations import Kind, name_key
from storage.register import MOST_ROWS, Entry, Pages, Row, Wanted

TITLE = N_("Agreements")
ABOUT = N_("The register of agreements; narrow it by state, kind, kind of partner, owner or name, or export it")
USAGE = N_("[state | kind | kind of partner | owner | mine | all | part of a name]")
PAGE, ALL, CSV, EXCEL = "register.page", "register.all", "register.csv", "register.xlsx"
NAME_KEPT = 150
"""Characters of a name that a button carries on."""
EVERYTHING = frozenset(["all", "everything", "tout", "tous", "toute", "toutes"])
SHORT_AGREEMENTS = {
    "informal": AgreementKind.informal,
    "informelle": AgreementKind.informal,
    "informelles": AgreementKind.informal,
    "letter": AgreementKind.letter,
    "letters": AgreementKind.letter,
    "lettre": AgreementKind.letter,
    "lettres": AgreementKind.letter,
    "memorandum": AgreementKind.memorandum,
    "mou": AgreementKind.memorandum,
    "protocole": AgreementKind.memorandum,
    "protocoles": AgreementKind.memorandum,
    "contracts": AgreementKind.contract,
    "contrats": AgreementKind.contract,
    "funding": AgreementKind.funding,
    "financement": AgreementKind.funding,
}
DECISIONS: dict[Decision, str] = {
    Decision.renew: N_("to be renewed"),
    Decision.renegotiate: N_("being renegotiated"),
    Decision.close: N_("to be ended"),
}
COLUMNS = (
    N_("Partner"),
    N_("Kind of partner"),
    N_("Agreement"),
    N_("Kind"),
    N_("State"),
    N_("First day"),
    N_("Last day"),
    N_("Owner"),
    N_("Decision"),
    N_("First review"),
    N_("Next report"),
    N_("Funding"),
    N_("Currency"),
    N_("Confidential"),
)


def packed(wanted: Wanted, **place: int) -> str:
    """The value of a button: what is wanted, and where it goes on."""
    given = {**asdict(wanted), "everything": "1" if wanted.everything else "", "name": wanted.name[:NAME_KEPT], **place}
    return urlencode({name: value for name, value in given.items() if value}) or ALL


def unpacked(value: str) -> tuple[Wanted, dict[str, int]]:
    """What a button asks for, and `after` or `before` which agreement."""
    given = dict(parse_qsl(value))
    wanted = Wanted(
        state=AgreementState(given["state"]) if "state" in given else None,
        kind=AgreementKind(given["kind"]) if "kind" in given else None,
        partner_kind=Kind(given["partner_kind"]) if "partner_kind" in given else None,
        owner_id=given.get("owner_id"),
        everything="everything" in given,
        name=given.get("name", ""),
    )
    return wanted, {name: int(given[name]) for name in ("after", "before") if name in given}


def understood(text: str, *, me: str, people: Mapping[str, str]) -> Wanted:
    """Reads the words after /partner agreements, in either language; `people` are user ids by name key."""
    state, kind, partner_kind, owner_id, everything = None, None, None, None, False
    meanings, rest = narrowed(text, vocabulary(), people)
    for meaning in meanings:
        match meaning:
            case AgreementState():
                state = meaning
            case AgreementKind():
                kind = meaning
            case Kind():
                partner_kind = meaning
            case "mine":
                owner_id = me
            case "all":
                everything = True
            case str():
                owner_id = meaning
    return Wanted(state, kind, partner_kind, owner_id, everything, rest)


@cache
def vocabulary() -> dict[str, AgreementState | AgreementKind | Kind | str]:
    """Every word that narrows the register, in both languages, as name keys."""
    known: dict[str, AgreementState | AgreementKind | Kind | str] = dict.fromkeys(MINE, "mine")
    known |= dict.fromkeys(EVERYTHING, "all") | SHORT_KINDS | SHORT_AGREEMENTS
    for language in LANGUAGES:
        words = Words(language, ZoneInfo("UTC"))
        known |= {name_key(words.text(label)): partner_kind for partner_kind, label in KIND_NAMES.items()}
        known |= {name_key(words.text(label)): kind for kind, label in KINDS.items()}
        for state, label in STATES.items():
            key = name_key(words.text(label))
            known |= {key: state, f"{key}s": state}
            known.setdefault(key.removeprefix("en "), state)
    return known


def listing(words: Words, wanted: Wanted, pages: Pages, *, names: Mapping[str, str]) -> Message:
    """One page of the register, with buttons for the pages beside it and for the whole as a table."""
    lead = heading(words, wanted, names.get(wanted.owner_id or "", wanted.owner_id or ""))
    if not pages.entries:
        return _empty(words, wanted, lead)
    lines = [line(words, entry, names) for entry in pages.entries]
    blocks: list[Block] = [section(lead)]
    for entry, text in zip(pages.entries, lines, strict=True):
        label = words.text("Open: {title}", title=entry.title)
        blocks.append(section(text, accessory=button(words.text("Open"), OPEN, str(entry.id), label=label)))
    row: list[Element] = []
    if pages.before:
        row.append(button(words.text("Previous"), f"{PAGE}.back", packed(wanted, before=pages.before)))
    if pages.after:
        row.append(button(words.text("Next"), PAGE, packed(wanted, after=pages.after)))
    row.append(button("Excel", EXCEL, packed(wanted), label=words.text("As an Excel workbook")))
    row.append(button("CSV", CSV, packed(wanted), label=words.text("As a CSV file")))
    blocks.append(actions(*row, block_id="register"))
    if wanted.state is None and not wanted.everything:
        blocks.append(
            context(words.rich("Ended and superseded ones are left out; `/partner agreements all` lists them too."))
        )
    return message(Rich("\n").join([lead, *lines]), blocks)


def heading(words: Words, wanted: Wanted, owner: str) -> Rich:
    """How the words were understood."""
    parts = [words.text(TITLE)]
    if wanted.everything:
        parts.append(words.text("all of them"))
    if wanted.state:
        parts.append(state_name(words, wanted.state).lower())
    if wanted.kind:
        parts.append(kind_name(words, wanted.kind).lower())
    if wanted.partner_kind:
        kind = words.text(KIND_NAMES[wanted.partner_kind]).lower()
        parts.append(words.text("with partners of this kind: {kind}", kind=kind))
    if wanted.owner_id:
        parts.append(words.text("owned by {name}", name=owner))
    if wanted.name:
        parts.append(words.text("called “{name}”", name=wanted.name[:100]))
    return words.rich("*{heading}*", heading=" · ".join(parts))


def line(words: Words, entry: Entry, names: Mapping[str, str]) -> Rich:
    """One agreement: its title, partner, kind, state, dates, owner."""
    about = [kind_name(words, entry.kind), state_name(words, entry.state)]
    if entry.starts_on and entry.ends_on:
        about.append(
            words.text(
                "from {start} to {end}", start=words.full_date(entry.starts_on), end=words.full_date(entry.ends_on)
            )
        )
    elif entry.starts_on:
        about.append(words.text("since {day}", day=words.full_date(entry.starts_on)))
    about.append(names.get(entry.owner_id, entry.owner_id))
    if entry.confidential:
        about.append(words.text("confidential"))
    return words.rich(
        "*{title}*, {partner}\n{about}", title=entry.title, partner=entry.partner, about=" · ".join(about)
    )


def table(words: Words, rows: Sequence[Row], *, names: Mapping[str, str]) -> list[list[Cell]]:
    """The register as a table, its columns named in the reader's language."""
    return [[words.text(column) for column in COLUMNS], *(_cells(words, row, names) for row in rows)]


def file_name(words: Words, today: date, ending: str) -> str:
    return f"{words.text(TITLE)} {today.isoformat()}.{ending}"


def comment(words: Words, rows: Sequence[Row]) -> Rich:
    """What is said beside the file."""
    count = words.plural("{n} agreement, as you may see them.", "{n} agreements, as you may see them.", len(rows))
    said = words.rich("{count}", count=count)
    if len(rows) < MOST_ROWS:
        return said
    return Rich("{} {}").format(said, words.rich("There may be more: narrow the register to have them all."))


def _cells(words: Words, row: Row, names: Mapping[str, str]) -> list[Cell]:
    entry = row.entry
    return [
        entry.partner,
        ", ".join(words.text(KIND_NAMES[kind]) for kind in row.partner_kinds),
        entry.title,
        kind_name(words, entry.kind),
        state_name(words, entry.state),
        entry.starts_on,
        entry.ends_on,
        names.get(entry.owner_id, entry.owner_id),
        words.text(DECISIONS[row.decision]) if row.decision else None,
        row.review_on,
        row.report_on,
        row.total,
        row.currency or None,
        words.text("yes") if entry.confidential else None,
    ]


def _empty(words: Words, wanted: Wanted, lead: Rich) -> Message:
    if wanted in (Wanted(), Wanted(everything=True)):
        text = words.rich("No agreements yet. `/partner agree` begins one with a partner.")
        more = [] if wanted.everything else [_all(words)]
        return message(text, [section(text), *more])
    text = words.rich("Nothing found.")
    return message(Rich("{}\n{}").format(lead, text), [section(lead), section(text), _all(words)])


def _all(words: Words) -> Block:
    return actions(button(words.text("Show all agreements"), ALL, ALL))
