"""Indicators across partners: narrowed by state or kind, what is off track first."""

from collections.abc import Sequence
from dataclasses import dataclass

from messages import inputs
from messages.blocks import Block, Element, actions, button, context, option, section
from messages.cadences import capital
from messages.kpi_names import LIBRARY_NAMES, STATUSES, name_of, rule
from messages.kpi_trends import newest
from messages.kpis import ALL, PAGE, TOTALS
from messages.surfaces import View, modal
from messages.words import Words, escape
from storage.kpi_rules import Status
from storage.kpis import Followed
from storage.partners import Partner

VIEW = "kpi_overview.view"
BY_STATUS, BY_CODE, TURN = "kpi_overview.by_status", "kpi_overview.by_code", "kpi_overview.turn"
OWN = "own"
MOST_SHOWN = 15


@dataclass(frozen=True)
class Wanted:
    """What the list across partners is narrowed to, and from which line on it shows."""

    status: str = ALL
    code: str = ALL
    since: int = 0


def across(words: Words, found: Sequence[tuple[Followed, Partner]], wanted: Wanted) -> View:
    """The indicators of every partner the person may see, narrowed; what is off track first."""
    shown_ones = narrowed(found, wanted)
    total = words.plural("{n} indicator", "{n} indicators", len(shown_ones))
    blocks: list[Block] = [section(words.rich("*All partners* · {total}", total=total)), _filters(words, found, wanted)]
    counts = {status: sum(one.reading.status is status for one, _ in found) for status in Status}
    told = [f"{words.text(STATUSES[status])} {words.number(n)}" for status, n in counts.items() if n]
    if told:
        blocks.append(context(escape(" · ".join(told))))
    if not shown_ones:
        blocks.append(
            section(words.text("Nothing is measured yet, or nothing fits. Open a partner’s indicators to begin."))
        )
    for one, partner in shown_ones[wanted.since : wanted.since + MOST_SHOWN]:
        said = words.rich(
            "*{partner}* · {name}\n{newest}",
            partner=partner.name,
            name=name_of(words, one.kpi),
            newest=newest(words, one),
        )
        blocks.append(
            section(said, accessory=button(words.text("Open"), PAGE, str(one.kpi.id), label=name_of(words, one.kpi)))
        )
    if found:
        blocks.append(context(rule(words)))
    row: list[Element] = []
    if wanted.since:
        row.append(button(words.text("Previous"), f"{TURN}.back", str(max(0, wanted.since - MOST_SHOWN))))
    if wanted.since + MOST_SHOWN < len(shown_ones):
        row.append(button(words.text("Next"), TURN, str(wanted.since + MOST_SHOWN)))
    if found:
        row.append(button(words.text("Totals and files"), TOTALS, ALL))
    if row:
        blocks.append(actions(*row, block_id="kpis"))
    meta = {"status": wanted.status, "code": wanted.code, "since": wanted.since}
    return modal(VIEW, words.text("Indicators"), blocks, close=words.text("Close"), meta=meta)


def narrowed(found: Sequence[tuple[Followed, Partner]], wanted: Wanted) -> list[tuple[Followed, Partner]]:
    """What passes the filters, by state and then by partner."""
    order = list(Status)
    kept = [
        (one, partner)
        for one, partner in found
        if wanted.status in (ALL, one.reading.status.value) and wanted.code in (ALL, one.kpi.code or OWN)
    ]
    return sorted(
        kept, key=lambda pair: (order.index(pair[0].reading.status), pair[1].organization.name_key, pair[0].kpi.id)
    )


def _filters(words: Words, found: Sequence[tuple[Followed, Partner]], wanted: Wanted) -> Block:
    states = [option(words.text("Any state"), ALL)]
    states += [option(capital(words.text(label)), status.value) for status, label in STATUSES.items()]
    there = {one.kpi.code for one, _ in found}
    kinds = [option(words.text("Any indicator"), ALL)]
    kinds += [option(words.text(label), code) for code, label in LIBRARY_NAMES.items() if code in there]
    kinds += [option(words.text("Our own"), OWN)] if "" in there else []
    return actions(
        inputs.select(states, wanted.status, action=BY_STATUS),
        inputs.select(kinds, wanted.code, action=BY_CODE),
        block_id="filters",
    )
