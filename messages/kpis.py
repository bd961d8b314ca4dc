"""Indicators as people look at them: those of one partner, and one with its history."""

from collections.abc import Mapping, Sequence
from datetime import date

from messages import inputs
from messages.blocks import Block, Element, actions, button, channel, confirm, context, divider, option, section
from messages.cadences import capital
from messages.kpi_names import (
    DIRECTIONS,
    FREQUENCIES,
    UNITS,
    name_of,
    parts_of,
    period_name,
    rule,
    target_of,
)
from messages.kpi_trends import bars, newest, sentence
from messages.limits import cut
from messages.numbers import bare, shown
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words, escape
from storage.kpi import Kpi, KpiValue, ValueState
from storage.kpis import Followed
from storage.partners import Partner

OF, PAGE, ADD, CHANGE = "kpis.of", "kpis.page", "kpis.add", "kpis.change"
REPORT, CORRECT, END, RESUME = "kpis.report", "kpis.correct", "kpis.end", "kpis.resume"
PICTURE, TOTALS, TAKE_OVER, EVERYWHERE = "kpis.picture", "kpis.totals", "kpis.take_over", "kpis.everywhere"
LIST, ONE = "kpis.list", "kpis.one"

ABOUT = N_("Indicators of a partner, or of all: figures, states, trends, totals, files")
USAGE = N_("[NAME]")
ALL = "all"
MOST_VALUES = 12
CLOCK = "clock"


def listing(
    words: Words,
    partner: Partner,
    followed: Sequence[Followed],
    ended: Sequence[Kpi],
    *,
    names: Mapping[str, str],
    may: bool,
    offered: int,
) -> View:
    """The indicators of one partner. `offered`: how many its signed agreement has that are not followed yet."""
    blocks: list[Block] = [section(words.rich("*{partner}*", partner=partner.name))]
    if not followed:
        empty = words.text("Nothing is measured with this partner yet. Choose from the library, or define your own.")
        blocks.append(section(empty))
    for one in followed:
        said = _in_list(words, one, names)
        blocks.append(
            section(said, accessory=button(words.text("Open"), PAGE, str(one.kpi.id), label=name_of(words, one.kpi)))
        )
    if followed:
        blocks.append(context(rule(words)))
    blocks.append(actions(*_doors(words, partner, followed, may=may, offered=offered), block_id="kpis"))
    if ended:
        blocks.append(divider())
        for kpi in ended[-5:]:
            said = words.rich("{name} · followed no more", name=name_of(words, kpi))
            blocks.append(
                section(said, accessory=button(words.text("Open"), PAGE, str(kpi.id), label=name_of(words, kpi)))
            )
    return modal(LIST, words.text("Indicators"), blocks, close=words.text("Close"), meta={"partner": partner.id})


def page(
    words: Words,
    partner: Partner,
    one: Followed,
    history: Sequence[KpiValue],
    *,
    names: Mapping[str, str],
    may: bool,
    may_report: bool,
) -> View:
    """One indicator: what it is, where it stands, every figure with who and when, and what was corrected."""
    kpi = one.kpi
    blocks: list[Block] = [
        section(words.rich("*{name}*\n{partner}", name=name_of(words, kpi), partner=partner.name)),
        section(_standing(words, one)),
        context(_definition(words, kpi, names)),
    ]
    if kpi.ended_at is not None:
        day = words.full_date(kpi.ended_at.astimezone(words.zone).date())
        blocks.append(section(words.rich("Followed no more since {day}; the figures stay.", day=day)))
    if history:
        blocks += [divider(), *_history(words, kpi, history, names)]
    row = _page_doors(words, one, may=may)
    if row:
        blocks.append(actions(*row, block_id="kpi"))
    periods = [value.period for value in one.values[-MOST_VALUES * 2 :]][::-1]
    if may_report and periods and kpi.ended_at is None:
        options = [
            option(capital(period_name(words, day, kpi.frequency)), f"{kpi.id}:{day.isoformat()}") for day in periods
        ]
        pick = inputs.select(options, placeholder=words.text("Which period?"), action=CORRECT)
        blocks.append(section(words.text("Correct a figure"), accessory=pick, block_id="correct"))
    return modal(ONE, words.text("Indicator"), blocks, close=words.text("Close"), meta={"kpi": kpi.id})


def _in_list(words: Words, one: Followed, names: Mapping[str, str]) -> Rich:
    kpi = one.kpi
    about = [escape(names.get(kpi.reporter_id, kpi.reporter_id))]
    if target := target_of(words, kpi):
        about.append(words.rich("target {target}", target=target))
    lines = [Rich("*{}* · {}").format(escape(name_of(words, kpi)), Rich(" · ").join(about)), newest(words, one)]
    if row := bars(one.points):
        lines.append(Rich("{}  {}").format(row, escape(sentence(words, one))))
    return Rich("\n").join(lines)


def _standing(words: Words, one: Followed) -> Rich:
    lines = [newest(words, one)]
    if one.points:
        lines.append(escape(f"{bars(one.points)} {sentence(words, one)}".strip()))
    return Rich("\n").join(lines)


def _definition(words: Words, kpi: Kpi, names: Mapping[str, str]) -> Rich:
    facts = [
        words.text(UNITS[kpi.unit]),
        words.text(DIRECTIONS[kpi.direction]).lower(),
        words.text(FREQUENCIES[kpi.frequency]).lower(),
        words.text("reported by {name}", name=names.get(kpi.reporter_id, kpi.reporter_id)),
        words.text("counted since {day}", day=words.full_date(kpi.begun_on)),
    ]
    if kpi.baseline is not None:
        facts.append(words.text("baseline {value}", value=shown(words, kpi.baseline, kpi.unit)))
    if kpi.target is not None:
        facts.append(words.text("target {target}", target=target_of(words, kpi)))
    if kpi.target_on is not None:
        facts.append(words.text("by {day}", day=words.full_date(kpi.target_on)))
    if kpi.has_parts:
        numerator, denominator = parts_of(words, kpi)
        facts.append(words.text("{part} of {whole}", part=numerator, whole=denominator))
    if kpi.source:
        facts.append(words.text("source: {source}", source=kpi.source))
    said = escape(" · ".join(facts))
    return Rich("{} · {}").format(said, channel(kpi.channel_id)) if kpi.channel_id else said


def _history(words: Words, kpi: Kpi, history: Sequence[KpiValue], names: Mapping[str, str]) -> list[Block]:
    """The last periods, newest first, each with what was there before; older series apart."""
    lines: list[Rich] = []
    series = kpi.series
    periods: list[tuple[int, date]] = []
    for value in history:
        key = value.series, value.period
        if key not in periods:
            if len(periods) == MOST_VALUES * 2:
                break
            periods.append(key)
        if value.series != series:
            series = value.series
            lines.append(words.rich("*Before the unit or the rhythm changed*"))
        lines.append(_value(words, value, names))
    return [section(Rich("\n").join(lines))]


def _value(words: Words, value: KpiValue, names: Mapping[str, str]) -> Rich:
    day = words.full_date(value.at.astimezone(words.zone).date())
    facts = {"figure": figure(words, value), "name": names.get(value.by, value.by), "day": day}
    if value.replaced_at is not None:
        return words.rich("↳ before: {figure}, {name}, {day}", **facts)
    period = words.rich("*{period}* · ", period=capital(period_name(words, value.period, value.frequency)))
    if value.by == CLOCK:
        return Rich("{}{}").format(period, facts["figure"])
    if value.why:
        said = words.rich("{figure} · {name}, {day}: “{why}”", **facts, why=cut(value.why, 150))
        return Rich("{}{}").format(period, said)
    return Rich("{}{}").format(period, words.rich("{figure} · {name}, {day}", **facts))


def figure(words: Words, value: KpiValue) -> str:
    """A figure in words, or why there is none."""
    if value.state is ValueState.not_collected:
        return words.text("not collected")
    if value.value is None:
        return words.text("missed, nothing was recorded")
    said = shown(words, value.value, value.unit)
    if value.numerator is None or value.denominator is None:
        return said
    parts = words.text("{part} of {whole}", part=bare(words, value.numerator), whole=bare(words, value.denominator))
    return f"{said} ({parts})"


def _doors(words: Words, partner: Partner, followed: Sequence[Followed], *, may: bool, offered: int) -> list[Element]:
    key = str(partner.id)
    row: list[Element] = []
    if may and not partner.archived:
        row.append(button(words.text("Add"), ADD, key, style="primary"))
        if followed:
            row.append(button(words.text("Report a period now"), REPORT, key))
        if offered:
            take = words.plural("Take over {n} from the agreement", "Take over {n} from the agreement", offered)
            row.append(button(take, TAKE_OVER, key))
    if followed:
        row.append(button(words.text("Totals and files"), TOTALS, key))
    return [*row, button(words.text("All partners"), EVERYWHERE, ALL)]


def _page_doors(words: Words, one: Followed, *, may: bool) -> list[Element]:
    key, row = str(one.kpi.id), []
    if len(one.points) > 1:
        row.append(button(words.text("Send me the chart"), PICTURE, key))
    if may and one.kpi.ended_at is not None:
        row.append(button(words.text("Follow it again"), RESUME, key))
    elif may:
        sure = confirm(
            words.text("Follow it no more?"),
            words.text("Its figures stay and nothing more is asked. You can undo it."),
            words.text("End it"),
            words.text("Keep it"),
            danger=True,
        )
        row.append(button(words.text("Change"), CHANGE, key))
        row.append(button(words.text("End"), END, key, style="danger", ask=sure))
    return row
