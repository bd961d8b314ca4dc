"""The board of opportunities: the words that narrow it, its filters and its pages (25.2 P1)."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from messages import inputs
from messages.blocks import Block, Element, actions, button, context, option, section
from messages.lists import MINE as MINE_WORDS
from messages.opportunities import BOARD, NEW, OPEN, STATES, state_name
from messages.opportunity_form import URGENCIES
from messages.surfaces import View, modal
from messages.words import LANGUAGES, N_, Rich, Words
from storage.opportunities import Pages, Wanted
from storage.opportunity import Opportunity, OpportunityState, Urgency
from storage.organizations import name_key
from storage.partners import Partner

BY_STATE, BY_OWNER, BY_URGENCY, TURN = (
    "opportunities.by_state",
    "opportunities.by_owner",
    "opportunities.by_urgency",
    "opportunities.turn",
)
ANY, MINE = "any", "mine"

ABOUT = N_(
    "Opportunities: an outcome a partnership would improve, what is missing and what is needed; the board of all"
)
USAGE = N_("[state | mine | the outcome of a new one]")


def packed(wanted: Wanted) -> dict[str, str]:
    """What a board is narrowed to, as its metadata carries it."""
    return {
        "state": wanted.state or "",
        "owner": wanted.owner_id or "",
        "urgency": wanted.urgency or "",
    }


def unpacked(meta: Mapping[str, Any]) -> Wanted:
    return Wanted(
        state=OpportunityState(meta["state"]) if meta.get("state") else None,
        owner_id=meta.get("owner") or None,
        urgency=Urgency(meta["urgency"]) if meta.get("urgency") else None,
    )


@cache
def vocabulary() -> dict[str, OpportunityState | Urgency | str]:
    """Every word that narrows the board, in both languages, as name keys."""
    known: dict[str, OpportunityState | Urgency | str] = dict.fromkeys(MINE_WORDS, MINE)
    known |= dict.fromkeys(("ouvert", "ouverts"), OpportunityState.open)
    for language in LANGUAGES:
        words = Words(language, ZoneInfo("UTC"))
        for state, label in STATES.items():
            key = name_key(words.text(label))
            known |= {key: state, f"{key}s": state, state.value: state}
            known.setdefault(key.removeprefix("en "), state)
        known |= {name_key(words.text(label)): urgency for urgency, label in URGENCIES.items()}
    return known


def understood(meanings: Sequence[OpportunityState | Urgency | str], *, me: str) -> Wanted:
    """What the words after /partner need narrow the board to."""
    state, owner_id, urgency = None, None, None
    for meaning in meanings:
        match meaning:
            case OpportunityState():
                state = meaning
            case Urgency():
                urgency = meaning
            case _:
                owner_id = me if meaning == MINE else meaning
    return Wanted(state, owner_id, urgency)


def place_of(value: str) -> dict[str, int]:
    """Where a page button leads: after or before which opportunity."""
    return {name: int(number) for name, number in parse_qsl(value)}


def board(
    words: Words,
    wanted: Wanted,
    pages: Pages,
    *,
    counts: Mapping[OpportunityState, int],
    partners: Mapping[int, Sequence[Partner]],
    owners: Mapping[str, str],
    me: str,
    may_edit: bool,
    meta: Mapping[str, Any],
) -> View:
    """One page of the board with its filters; `owners` are names by user id."""
    blocks: list[Block] = []
    if may_edit:
        new = button(words.text("Note an opportunity"), NEW, "new", style="primary")
        blocks.append(actions(new, block_id="new"))
    blocks.append(_filters(words, wanted, owners, me))
    told = [f"{state_name(words, state)} {words.number(n)}" for state in OpportunityState if (n := counts.get(state))]
    if told:
        blocks.append(context(words.rich("{counts}", counts=" · ".join(told))))
    for one in pages.found:
        text = line(words, one, partners.get(one.id, ()), owners)
        label = words.text("Open: {title}", title=one.outcome)
        opened = button(words.text("Open"), OPEN, str(one.id), label=label)
        blocks.append(section(text, accessory=opened, block_id=f"opportunity:{one.id}"))
    if not pages.found:
        blocks.append(section(_nothing(words, counts)))
    row: list[Element] = []
    if pages.before:
        row.append(button(words.text("Previous"), f"{TURN}.back", urlencode({"before": pages.before})))
    if pages.after:
        row.append(button(words.text("Next"), TURN, urlencode({"after": pages.after})))
    if row:
        blocks.append(actions(*row, block_id="turn"))
    return modal(BOARD, words.text("Opportunities"), blocks, close=words.text("Close"), meta=meta)


def line(words: Words, one: Opportunity, partners: Sequence[Partner], names: Mapping[str, str]) -> Rich:
    """One opportunity on the board: outcome, state, urgency, owner, partners."""
    about = [
        state_name(words, one.state),
        words.text(URGENCIES[one.urgency]),
        names.get(one.owner_id, one.owner_id),
    ]
    if partners:
        about.append(words.text("with {names}", names=words.listed([partner.name for partner in partners])))
    return words.rich("*{outcome}*\n{about}", outcome=one.outcome, about=" · ".join(about))


def _filters(words: Words, wanted: Wanted, owners: Mapping[str, str], me: str) -> Block:
    states = [option(words.text("Not put away"), ANY)]
    states += [option(words.text(label), state.value) for state, label in STATES.items()]
    people = [option(words.text("Anybody’s"), ANY), option(words.text("Mine"), me)]
    people += [option(name, user_id) for user_id, name in owners.items() if user_id != me]
    urgencies = [option(words.text("Any urgency"), ANY)]
    urgencies += [option(words.text(label), urgency.value) for urgency, label in URGENCIES.items()]
    return actions(
        inputs.select(states, wanted.state or ANY, action=BY_STATE),
        inputs.select(people, wanted.owner_id or ANY, action=BY_OWNER),
        inputs.select(urgencies, wanted.urgency or ANY, action=BY_URGENCY),
        block_id="filters",
    )


def _nothing(words: Words, counts: Mapping[OpportunityState, int]) -> Rich:
    if counts:
        return words.rich("Nothing fits. Choose another state, owner or urgency.")
    return words.rich(
        "No opportunities yet. Note an outcome that a partnership would improve; then Liaison helps you find who could "
        "help."
    )
