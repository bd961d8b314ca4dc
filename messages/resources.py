"""Community resources: the list, the card of one, and what the map covers (25.2 K2)."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from messages import assets, inputs
from messages.blocks import Block, Element, actions, button, confirm, context, option, section
from messages.limits import cut
from messages.lists import ARCHIVED as ARCHIVED_WORDS
from messages.organizations import language_in_text
from messages.resource_form import FIELD_NAMES, field_value
from messages.surfaces import View, modal
from messages.words import LANGUAGES, N_, Rich, Words
from storage.assets import Asset
from storage.audit import Entry
from storage.organizations import name_key
from storage.resources import ARCHIVED, EDITED, RESTORED, Pages, Resource, Wanted

LIST, CARD = "resources.list", "resources.card"
NEW, OPEN, EDIT, SEARCH = "resources.new", "resources.open", "resources.edit", "resources.search"
BY_CATEGORY, BY_SIDE, TURN, EVERY = (
    "resources.by_category",
    "resources.by_side",
    "resources.turn",
    "resources.every",
)
ARCHIVE, RESTORE, UNDO = "resources.archive", "resources.restore", "resources.undo"
COVERAGE = "resources.coverage"
ANY, OURS, THEIRS = "any", "ours", "theirs"

ABOUT = N_("Community resources: what there is, where, who holds it and how to get it; what is covered and what is not")
USAGE = N_("[category | ours | theirs | words]")
_OURS = ("ours", "us", "notre", "nos", "notres")
_THEIRS = ("theirs", "them", "leurs", "leur")


def packed(wanted: Wanted) -> dict[str, Any]:
    """What a list is narrowed to, as its metadata carries it."""
    side = ANY if wanted.ours is None else OURS if wanted.ours else THEIRS
    return {
        "category": wanted.category or ANY,
        "side": side,
        "name": wanted.name[:150],
        "archived": wanted.archived,
    }


def unpacked(meta: Mapping[str, Any]) -> Wanted:
    return Wanted(
        category=None if meta["category"] == ANY else Asset(meta["category"]),
        ours=None if meta["side"] == ANY else meta["side"] == OURS,
        name=meta["name"],
        archived=meta["archived"],
    )


def place_of(value: str) -> dict[str, int]:
    """Where a page button leads: after or before which resource."""
    return {name: int(number) for name, number in parse_qsl(value)}


@cache
def vocabulary() -> dict[str, Asset | str]:
    """Every word that narrows the list, in both languages, as name keys."""
    known: dict[str, Asset | str] = dict.fromkeys(_OURS, OURS) | dict.fromkeys(_THEIRS, THEIRS)
    known |= dict.fromkeys(ARCHIVED_WORDS, "archived")
    for language in LANGUAGES:
        words = Words(language, ZoneInfo("UTC"))
        known |= {name_key(words.text(label)): asset for asset, label in assets.NAMES.items()}
    return known | {asset.value: asset for asset in Asset}


def understood(meanings: Sequence[Asset | str], rest: str) -> Wanted:
    """What the words after /partner assets narrow the list to."""
    category, ours, archived = None, None, False
    for meaning in meanings:
        match meaning:
            case Asset():
                category = meaning
            case "archived":
                archived = True
            case _:
                ours = meaning == OURS
    return Wanted(category, ours, rest, archived)


def listing(words: Words, wanted: Wanted, pages: Pages, *, may_edit: bool, meta: Mapping[str, Any]) -> View:
    """One page of the list with its filters."""
    row: list[Element] = []
    if may_edit:
        row.append(button(words.text("Add a resource"), NEW, "new", style="primary"))
    row.append(button(words.text("Coverage and gaps"), COVERAGE, "all"))
    row.append(inputs.external(SEARCH, placeholder=words.text("Search by name")))
    blocks: list[Block] = [actions(*row, block_id="new"), _filters(words, wanted)]
    if wanted.name or wanted.archived:
        blocks.append(_narrowed(words, wanted))
    for one in pages.found:
        opened = button(words.text("Open"), OPEN, str(one.id), label=words.text("Open: {title}", title=one.what))
        blocks.append(section(line(words, one), accessory=opened, block_id=f"resource:{one.id}"))
    if not pages.found:
        blocks.append(section(_nothing(words, wanted)))
    turns: list[Element] = []
    if pages.before:
        turns.append(button(words.text("Previous"), f"{TURN}.back", urlencode({"before": pages.before})))
    if pages.after:
        turns.append(button(words.text("Next"), TURN, urlencode({"after": pages.after})))
    if turns:
        blocks.append(actions(*turns, block_id="turn"))
    return modal(LIST, words.text("Community resources"), blocks, close=words.text("Close"), meta=meta)


def line(words: Words, one: Resource) -> Rich:
    """One resource in a list: what, its category, who holds it, where."""
    about = [assets.name(words, one.category), holder(words, one), one.place]
    return words.rich("*{what}*\n{about}", what=one.what, about=" · ".join(part for part in about if part))


def holder(words: Words, one: Resource) -> str:
    return words.text("ours") if one.ours else one.held_by


def card(
    words: Words,
    one: Resource,
    change: Entry | None,
    *,
    names: Mapping[str, str],
    holders: Mapping[int, str],
    may_edit: bool,
    meta: Mapping[str, Any],
    notes: Sequence[Block] = (),
) -> View:
    """All that is known of one, its last change, and what can be done."""
    about = [assets.name(words, one.category), *([words.text("archived")] if one.archived else [])]
    blocks: list[Block] = [*notes]
    blocks.append(section(words.rich("*{what}*\n{about}", what=one.what, about=" · ".join(about))))
    languages = words.listed([language_in_text(words, code) for code in one.languages])
    told = [
        (N_("*Who holds it:* {said}"), holder(words, one)),
        (N_("*Where:* {said}"), one.place),
        (N_("*How to get it:* {said}"), one.how),
        (N_("*Whom to ask:* {said}"), one.contact),
        (N_("*Languages:* {said}"), languages),
    ]
    blocks.append(section(Rich("\n").join(words.rich(sentence, said=said) for sentence, said in told if said)))
    if may_edit:
        blocks.append(actions(*_deeds(words, one, change), block_id="deeds"))
    added = words.rich(
        "Added by {name}, {day}", name=names.get(one.created_by, one.created_by), day=_day(words, one.created_at)
    )
    last = changed_line(words, change, names, holders) if change else None
    blocks.append(context(added, *([last] if last else [])))
    return modal(CARD, words.text("Resource"), blocks, close=words.text("Close"), meta=meta)


def changed_line(words: Words, entry: Entry, names: Mapping[str, str], holders: Mapping[int, str]) -> Rich | None:
    """The last change: what, who, when; None when it was never changed."""
    told = {"name": names.get(entry.by, entry.by), "day": _day(words, entry.at)}
    if entry.tag == EDITED:
        changes = "; ".join(
            words.text(
                "{field}, before: {value}",
                field=words.text(FIELD_NAMES[name]),
                value=field_value(words, name, before, holders),
            )
            for name, (before, _after) in entry.facts["changes"].items()
            if name in FIELD_NAMES
        )
        return words.rich("{day}: {name} changed it. {changes}", **told, changes=changes)
    if entry.tag in (ARCHIVED, RESTORED):
        return words.rich(_SHELVED[entry.tag], **told)
    return None


def archived(words: Words, one: Resource) -> list[Block]:
    """On top of the card: it was put away, with the way back."""
    back = button(words.text("Undo"), RESTORE, str(one.id))
    return [section(words.rich("It is off the map. Nothing is lost."), accessory=back, block_id="note")]


def note(words: Words, sentence: str) -> list[Block]:
    return [section(words.rich(sentence), block_id="note")]


ADDED_NOTE, SAVED_NOTE, BACK_NOTE = N_("It is on the map."), N_("Saved."), N_("It is back on the map.")
UNDONE_NOTE = N_("The last change is undone.")
_SHELVED = {
    ARCHIVED: N_("{day}: {name} archived it"),
    RESTORED: N_("{day}: {name} brought it back"),
}


def choices(found: Sequence[Resource]) -> list[Element]:
    """Resources as the options of a typeahead."""
    return [option(one.what, str(one.id)) for one in found]


def _deeds(words: Words, one: Resource, change: Entry | None) -> list[Element]:
    key = str(one.id)
    if one.archived:
        return [button(words.text("Restore"), RESTORE, key)]
    row = [button(words.text("Change"), EDIT, key), button(words.text("Archive"), ARCHIVE, key)]
    if change and change.tag == EDITED:
        sure = confirm(
            words.text("Undo the last change"),
            words.text("What stood there before comes back."),
            words.text("Undo"),
            words.text("Leave it"),
        )
        row.append(button(words.text("Undo the last change"), UNDO, key, ask=sure))
    return row


def _day(words: Words, at: Any) -> str:
    return words.full_date(at.astimezone(words.zone).date())


def _filters(words: Words, wanted: Wanted) -> Block:
    kinds = [option(words.text("Any category"), ANY)]
    kinds += [option(words.text(label), asset.value) for asset, label in assets.NAMES.items()]
    sides = [option(words.text("Ours and theirs"), ANY), option(words.text("Ours"), OURS)]
    sides.append(option(words.text("Theirs"), THEIRS))
    side = packed(wanted)["side"]
    return actions(
        inputs.select(kinds, wanted.category or ANY, action=BY_CATEGORY),
        inputs.select(sides, side, action=BY_SIDE),
        block_id="filters",
    )


def _narrowed(words: Words, wanted: Wanted) -> Block:
    parts = [words.text("archived")] if wanted.archived else []
    if wanted.name:
        parts.append(words.text("with “{name}”", name=cut(wanted.name, 100)))
    every = button(words.text("Show all"), EVERY, "all")
    return section(words.rich("{parts}", parts=" · ".join(parts)), accessory=every, block_id="narrowed")


def _nothing(words: Words, wanted: Wanted) -> Rich:
    if wanted == Wanted():
        return words.rich("No resources yet. Add what your community has: rooms, skills, networks, people to ask.")
    return words.rich("Nothing fits.")
