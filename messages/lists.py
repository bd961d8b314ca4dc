"""The list of partners: the words that narrow it, its pages, and what it says when it is empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from messages import inputs, partners
from messages.blocks import Block, actions, button, section
from messages.narrowing import narrowed
from messages.organizations import KIND_NAMES
from messages.stages import NAMES, stage_name
from messages.surfaces import Message, message
from messages.words import N_, Rich, Words
from storage.organizations import Kind, name_key
from storage.partners import Line, Page, Stage

ABOUT = N_("Partners by name; narrow them by stage, kind, owner, “mine” or “archived”, or search by name")
USAGE = N_("[stage | kind | owner | mine | archived | part of a name]")
ALL = "partners.all"
MINE = frozenset(["mine", "me", "my", "moi", "mien", "miens", "mes"])
ARCHIVED = frozenset(["archived", "archive", "archives", "archivee", "archivees"])
SHORT_KINDS = {
    "faith": Kind.faith,
    "autochtone": Kind.indigenous,
    "union": Kind.union,
    "association": Kind.union,
    "syndicat": Kind.union,
    "bailleur": Kind.funder,
    "gouvernement": Kind.government,
}


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; `name` is what is left of the words, a name to search for. `mine`: also those on
    which the person, who is `owner_id` then, is named."""

    stage: Stage | None = None
    kind: Kind | None = None
    owner_id: str | None = None
    archived: bool = False
    name: str = ""
    mine: bool = False

    def packed(self, **place: int) -> str:
        """The value of a page button."""
        given = {
            "stage": self.stage,
            "kind": self.kind,
            "owner": self.owner_id,
            "archived": "1" if self.archived else None,
            "mine": "1" if self.mine else None,
            **place,
        }
        return urlencode({name: value for name, value in given.items() if value})


def unpacked(value: str) -> tuple[Wanted, dict[str, int]]:
    """What a page button asks for, and `after` or `before` which partner."""
    given = dict(parse_qsl(value))
    wanted = Wanted(
        stage=Stage(given["stage"]) if "stage" in given else None,
        kind=Kind(given["kind"]) if "kind" in given else None,
        owner_id=given.get("owner"),
        archived="archived" in given,
        mine="mine" in given,
    )
    return wanted, {name: int(given[name]) for name in ("after", "before") if name in given}


def understood(text: str, *, me: str, people: Mapping[str, str]) -> Wanted:
    """Reads the words after /partner list, in either language; `people` are user ids by name key."""
    stage, kind, owner_id, archived, mine = None, None, None, False, False
    meanings, rest = narrowed(text, vocabulary(), people)
    for meaning in meanings:
        match meaning:
            case Stage():
                stage = meaning
            case Kind():
                kind = meaning
            case "mine":
                owner_id, mine = me, True
            case "archived":
                archived = True
            case str():
                owner_id, mine = meaning, False
    return Wanted(stage, kind, owner_id, archived, rest, mine)


@cache
def vocabulary() -> dict[str, Stage | Kind | str]:
    """Every word that narrows a list, in both languages, as name keys."""
    known: dict[str, Stage | Kind | str] = dict.fromkeys(MINE, "mine") | dict.fromkeys(ARCHIVED, "archived")
    known |= SHORT_KINDS
    for language in ("en", "fr"):
        words = Words(language, ZoneInfo("UTC"))
        known |= {name_key(words.text(label)): kind for kind, label in KIND_NAMES.items()}
        for stage, label in NAMES.items():
            key = name_key(words.text(label))
            known[key] = stage
            known.setdefault(key.removeprefix("en "), stage)
    return known


def heading(words: Words, wanted: Wanted, owner: str) -> Rich:
    """How the words were understood."""
    parts = [words.text("Partners")]
    if wanted.archived:
        parts.append(words.text("archived"))
    if wanted.stage:
        parts.append(stage_name(words, wanted.stage).lower())
    if wanted.kind:
        parts.append(words.text(KIND_NAMES[wanted.kind]).lower())
    if wanted.mine:
        parts.append(words.text("yours, or with your name on them"))
    elif wanted.owner_id:
        parts.append(words.text("owned by {name}", name=owner))
    if wanted.name:
        parts.append(words.text("called “{name}”", name=wanted.name[:100]))
    return words.rich("*{heading}*", heading=" · ".join(parts))


def listing(
    words: Words,
    wanted: Wanted,
    page: Page,
    *,
    names: Mapping[str, str],
    next_at: Mapping[int, datetime],
) -> Message:
    """One page of partners, with buttons for the pages beside it and a search by name."""
    lead = heading(words, wanted, names.get(wanted.owner_id or "", wanted.owner_id or ""))
    if not page.lines:
        return _empty(words, wanted, lead)
    blocks: list[Block] = [section(lead)]
    lines = [_line(words, line, names, next_at.get(line.id)) for line in page.lines]
    for line, text in zip(page.lines, lines, strict=True):
        blocks.append(section(text, accessory=button(words.text("Open"), partners.SHOW, str(line.id), label=line.name)))
    row = [inputs.external(partners.SEARCH, placeholder=words.text("Search by name"))]
    if page.before:
        row.append(button(words.text("Previous"), f"{partners.PAGE}.back", wanted.packed(before=page.before)))
    if page.after:
        row.append(button(words.text("Next"), partners.PAGE, wanted.packed(after=page.after)))
    return message(Rich("\n").join([lead, *lines]), [*blocks, actions(*row)])


def _line(words: Words, line: Line, names: Mapping[str, str], next_at: datetime | None) -> Rich:
    about = [stage_name(words, line.stage), names.get(line.owner_id, line.owner_id)]
    if next_at:
        about.append(words.text("next {when}", when=words.when(next_at)))
    if line.confidential:
        about.append(words.text("confidential"))
    return words.rich("*{name}*\n{about}", name=line.name, about=" · ".join(about))


def _empty(words: Words, wanted: Wanted, lead: Rich) -> Message:
    if wanted == Wanted():
        text = words.rich("No partners yet. Add the first one; then you can record a meeting with them.")
        return message(text, [section(text), actions(button(words.text("New partner"), partners.NEW, style="primary"))])
    text = words.rich("Nothing found.")
    row = [
        button(words.text("Show all partners"), ALL, "all"),
        button(words.text("New partner"), partners.NEW, wanted.name[:200]),
    ]
    return message(Rich("{}\n{}").format(lead, text), [section(lead), section(text), actions(*row)])
