"""Indicators put together over chosen periods, of one partner or of all; and their figures as a table for a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from messages.blocks import Block, actions, button, context, divider, option, section
from messages.inputs import checkboxes
from messages.inputs import date as day_picker
from messages.kpi_names import DIRECTIONS, FREQUENCIES, HOW, UNITS, name_of, period_name, status_name
from messages.numbers import shown
from messages.sheets import Cell
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words, escape
from storage.agreement_parts import Unit
from storage.kpi import Kpi, KpiValue, ValueState
from storage.kpi_rules import FEWEST_SHOWN, Point, Sum, Together, is_masked, together
from storage.kpis import Followed
from storage.partners import Partner

VIEW = "kpi_totals.view"
CHANGED = "kpi_totals.changed"
CSV, XLSX = "kpi_totals.csv", "kpi_totals.xlsx"
SINCE, UNTIL, OUTSIDE = "since", "until", "outside"
YES = "yes"
MOST_SHOWN = 40
STATES: dict[ValueState, str] = {
    ValueState.given: N_("given"),
    ValueState.not_collected: N_("not collected"),
    ValueState.missed: N_("missed"),
}


@dataclass(frozen=True)
class Chosen:
    """The periods that begin between two days, and whether it is for people outside the team."""

    since: date
    until: date
    outside: bool = False


@dataclass(frozen=True)
class Total:
    """One indicator, of one partner or of several alike, put together. `blank`: periods without a figure."""

    name: str
    unit: Unit
    partners: int
    total: Sum | None
    blank: int
    masked: bool


def totals_of(words: Words, found: Sequence[tuple[Followed, Partner]], chosen: Chosen) -> list[Total]:
    """Those of the library are put together across partners; what somebody defined stays by itself."""
    groups: dict[object, list[tuple[Followed, Partner]]] = {}
    for one, partner in found:
        key = (one.kpi.code, one.kpi.unit) if one.kpi.code else one.kpi.id
        groups.setdefault(key, []).append((one, partner))
    return [_total(words, group, chosen) for group in groups.values()]


def view(words: Words, scope: str, totals: Sequence[Total], chosen: Chosen, *, meta: Mapping[str, object]) -> View:
    """The totals of the periods chosen, with the files that hold every figure. `scope`: a partner's name, or all."""
    lines = [_line(words, one) for one in totals[:MOST_SHOWN]]
    outside = option(words.text("For people outside the team: counts under {n} are masked", n=FEWEST_SHOWN), YES)
    blocks: list[Block] = [
        section(words.rich("*{scope}*", scope=scope)),
        section(
            words.text("Periods that begin on or after"),
            accessory=day_picker(chosen.since.isoformat(), action=CHANGED),
            block_id=SINCE,
        ),
        section(
            words.text("and not later than"),
            accessory=day_picker(chosen.until.isoformat(), action=CHANGED),
            block_id=UNTIL,
        ),
        actions(_boxes(outside, chosen), block_id=OUTSIDE),
        divider(),
        section(Rich("\n").join(lines) if lines else words.text("Nothing is measured yet.")),
        context(
            words.text(
                "Counts, hours and dollars are added up; rates are counted together from their two numbers; scores are "
                "averaged. What was not collected is left out, never taken for zero."
            )
        ),
        actions(
            button(words.text("CSV file"), CSV),
            button(words.text("Excel file"), XLSX),
            block_id="files",
        ),
    ]
    return modal(VIEW, words.text("Totals and files"), blocks, close=words.text("Close"), meta=meta)


def rows(
    words: Words, found: Sequence[tuple[Followed, Partner]], chosen: Chosen, names: Mapping[str, str]
) -> list[list[Cell]]:
    """Every figure of the periods chosen, a row each, headings first; masked where it is for outsiders."""
    table: list[list[Cell]] = [[words.text(heading) for heading in _HEADINGS]]
    for one, partner in found:
        for value in one.values:
            if chosen.since <= value.period <= chosen.until:
                table.append(_row(words, one, partner, value, chosen, names))
    return table


def title(words: Words) -> str:
    """The name of the sheet."""
    return words.text("Indicators")


def all_partners(words: Words) -> str:
    return words.text("All partners")


def file_name(words: Words, chosen: Chosen, kind: str) -> str:
    return f"{words.text('Indicators')} {chosen.since.isoformat()} {chosen.until.isoformat()}.{kind}"


def comment(words: Words, scope: str, chosen: Chosen) -> Rich:
    """What stands beside the file."""
    facts = {"scope": scope, "since": words.full_date(chosen.since), "until": words.full_date(chosen.until)}
    if chosen.outside:
        return words.rich(
            "Indicators, {scope}, {since} to {until}; counts under {n} are masked.", **facts, n=FEWEST_SHOWN
        )
    return words.rich(
        "Indicators, {scope}, {since} to {until}. For the team only: small counts are not masked.", **facts
    )


def _total(words: Words, group: Sequence[tuple[Followed, Partner]], chosen: Chosen) -> Total:
    kpi = group[0][0].kpi
    values = [value for one, _ in group for value in one.values if chosen.since <= value.period <= chosen.until]
    points = [value.point for value in values if value.point is not None]
    total = together(points, kpi.rule)
    return Total(
        name=name_of(words, kpi),
        unit=kpi.unit,
        partners=len({partner.id for _, partner in group}),
        total=total,
        blank=len(values) - len(points),
        masked=chosen.outside and total is not None and _masked(kpi, points, total),
    )


def _masked(kpi: Kpi, points: Sequence[Point], total: Sum) -> bool:
    if total.how is Together.total:
        return is_masked(kpi.unit, total.value)
    parts = [sum(part for point in points if (part := getattr(point, name)) is not None) for name in _PARTS]
    known = any(point.numerator is not None for point in points)
    return known and any(part < FEWEST_SHOWN for part in parts)


def _line(words: Words, one: Total) -> Rich:
    if one.total is None:
        said = words.rich("*{name}*: no figures", name=one.name)
    elif one.masked:
        said = words.rich("*{name}*: fewer than {n}, masked", name=one.name, n=FEWEST_SHOWN)
    else:
        value = shown(words, one.total.value, one.unit)
        said = words.rich("*{name}* · {value}, {how}", name=one.name, value=value, how=words.text(HOW[one.total.how]))
    facts = [words.plural("{n} figure", "{n} figures", one.total.given)] if one.total else []
    if one.blank:
        facts.append(words.plural("{n} period without one", "{n} periods without one", one.blank))
    if one.partners > 1:
        facts.append(words.plural("{n} partner", "{n} partners", one.partners))
    return Rich(" · ").join([said, *map(escape, facts)])


def _row(
    words: Words, one: Followed, partner: Partner, value: KpiValue, chosen: Chosen, names: Mapping[str, str]
) -> list[Cell]:
    kpi, point = one.kpi, value.point
    masked = (
        chosen.outside and point is not None and is_masked(value.unit, point.value, point.numerator, point.denominator)
    )
    figures: list[Cell] = [value.value, value.numerator, value.denominator]
    if masked:
        figures = [words.text("fewer than {n}", n=FEWEST_SHOWN), None, None]
    return [
        partner.name,
        name_of(words, kpi),
        words.text(UNITS[value.unit]),
        words.text(DIRECTIONS[kpi.direction]),
        words.text(FREQUENCIES[value.frequency]),
        value.period,
        period_name(words, value.period, value.frequency),
        words.text(STATES[value.state]),
        *figures,
        kpi.baseline,
        kpi.target,
        kpi.target_on,
        status_name(words, one.reading.status),
        "" if chosen.outside else names.get(value.by, value.by if value.by != "clock" else ""),
        value.at.astimezone(words.zone).date(),
        "" if chosen.outside else value.why,
        kpi.source,
    ]


def _boxes(outside: dict[str, object], chosen: Chosen) -> dict[str, object]:
    return checkboxes([outside], [YES] if chosen.outside else [], action=CHANGED)


_PARTS = ("numerator", "denominator")
_HEADINGS = (
    N_("Partner"),
    N_("Indicator"),
    N_("Unit"),
    N_("Direction"),
    N_("How often"),
    N_("Period begins"),
    N_("Period"),
    N_("State of the figure"),
    N_("Figure"),
    N_("Numerator"),
    N_("Denominator"),
    N_("Baseline"),
    N_("Target"),
    N_("Target by"),
    N_("Standing today"),
    N_("Reported by"),
    N_("Recorded on"),
    N_("Why it was corrected"),
    N_("Source"),
)
