"""How an indicator has gone: in words, as a row of bars, and as Slack's own chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from messages.blocks import Block
from messages.kpi_names import (
    FREQUENCIES,
    UNITS,
    name_of,
    period_label,
    period_name,
    status_name,
    target_of,
)
from messages.limits import cut
from messages.numbers import bare, shown
from messages.words import Rich, Words, escape
from storage.kpi import Kpi
from storage.kpi_periods import last_day, periods
from storage.kpi_rules import Change, Point, Reading, Status
from storage.kpis import Followed

BARS = "▁▂▃▄▅▆▇█"
MOST_POINTS = 12
TENTH = Decimal("0.1")
CHARTS = 2
"""Slack: charts in a message."""
_STANDING = (Status.on_track, Status.at_risk, Status.off_track)


@dataclass(frozen=True)
class Drawn:
    """One indicator as a chart shows it: a value, or None, for each period since the first one shown."""

    title: str
    unit: str
    labels: Sequence[str]
    values: Sequence[Decimal | None]
    line: Sequence[Decimal | None]
    said: str


def bars(points: Sequence[Point]) -> str:
    """The last figures as a row of bars, from the lowest to the highest; "" for fewer than two."""
    values = [point.value for point in points[-MOST_POINTS:]]
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    reach = high - low
    return "".join(BARS[int((value - low) * 7 / reach)] if reach else BARS[3] for value in values)


def change_of(words: Words, change: Change) -> str:
    """ "+3", "−2", "no change"."""
    if change.amount == 0:
        return words.text("no change")
    return ("+" if change.amount > 0 else "−") + bare(words, abs(change.amount))


def standing_of(words: Words, kpi: Kpi, reading: Reading) -> str:
    """ "+3, on track: 15 expected"; what there is of it."""
    parts = [change_of(words, reading.change)] if reading.change else []
    state = status_name(words, reading.status)
    if reading.expected is not None and reading.status in _STANDING:
        expected = shown(words, reading.expected.quantize(TENTH), kpi.unit)
        state = words.text("{state}: {expected} expected", state=state, expected=expected)
    return ", ".join([*parts, state])


def newest(words: Words, one: Followed) -> Rich:
    """The newest figure with its change and its state: "17 (+3, on track: 15 expected)"."""
    if one.reading.last is None:
        return escape(status_name(words, one.reading.status))
    value = shown(words, one.reading.last.value, one.kpi.unit)
    return escape(f"{value} ({standing_of(words, one.kpi, one.reading)})")


def sentence(words: Words, one: Followed) -> str:
    """What the line says, in words: "Referrals received: from 9 in May to 17 in October; the target is 15 a month."."""
    kpi, points = one.kpi, one.points[-MOST_POINTS:]
    name, target = name_of(words, kpi), target_of(words, kpi)
    if not points:
        return words.text("{name}: no figures yet.", name=name)
    last = points[-1]
    facts = {
        "name": name,
        "last": shown(words, last.value, kpi.unit),
        "last_period": period_name(words, last.period, kpi.frequency),
        "first": shown(words, points[0].value, kpi.unit),
        "first_period": period_name(words, points[0].period, kpi.frequency),
    }
    if len(points) == 1:
        said = "{name} · {last} ({last_period})".format(**facts)
    elif last.value > points[0].value:
        said = words.text("{name} rose from {first} ({first_period}) to {last} ({last_period})", **facts)
    elif last.value < points[0].value:
        said = words.text("{name} fell from {first} ({first_period}) to {last} ({last_period})", **facts)
    else:
        said = words.text("{name} is where it was: {last} ({first_period} and {last_period})", **facts)
    if target:
        return words.text("{said}; the target is {target}.", said=said, target=target)
    return f"{said}."


def drawn(words: Words, one: Followed) -> Drawn | None:
    """The data of a chart of the last twelve periods; None for fewer than two figures."""
    points = {point.period: point for point in one.points[-MOST_POINTS:]}
    if len(points) < 2:
        return None
    kpi = one.kpi
    days = list(periods(kpi.frequency, min(points), max(points)))[-MOST_POINTS:]
    return Drawn(
        title=name_of(words, kpi),
        unit=_axis(words, kpi),
        labels=[period_label(words, day, kpi.frequency) for day in days],
        values=[points[day].value if day in points else None for day in days],
        line=[_expected(kpi, day) for day in days],
        said=sentence(words, one),
    )


def native(words: Words, one: Drawn) -> Block:
    """Slack's own chart: every series has a value for every category, so periods without a figure are left out."""
    shown_ones = [place for place, value in enumerate(one.values) if value is not None]
    series = [_series(words.text("Figure"), one, one.values, shown_ones)]
    if all(one.line[place] is not None for place in shown_ones):
        series.append(_series(words.text("Line to the target"), one, one.line, shown_ones))
    return {
        "type": "data_visualization",
        "title": cut(one.title, 50),
        "chart": {
            "type": "line",
            "series": series,
            "axis_config": {"categories": [one.labels[place] for place in shown_ones], "y_label": cut(one.unit, 50)},
        },
    }


def most_telling(followed: Sequence[Followed], most: int = CHARTS) -> list[Followed]:
    """Those that a picture helps with most: what is off track first; in their order otherwise."""
    order = list(Status)
    ranked = sorted((one for one in followed if len(one.points) > 1), key=lambda one: order.index(one.reading.status))
    return ranked[:most]


def sent(words: Words, partner: str, one: Drawn) -> Rich:
    """What stands beside a picture that somebody asked for."""
    return words.rich("{partner} · {said}", partner=partner, said=one.said)


def _series(name: str, one: Drawn, values: Sequence[Decimal | None], places: Sequence[int]) -> dict[str, object]:
    data = [{"label": one.labels[place], "value": float(values[place] or 0)} for place in places]
    return {"name": cut(name, 20), "data": data}


def _expected(kpi: Kpi, period: date) -> Decimal | None:
    expected = kpi.line.expected(last_day(period, kpi.frequency))
    return None if expected is None else Decimal(expected.numerator) / Decimal(expected.denominator)


def _axis(words: Words, kpi: Kpi) -> str:
    return words.text(
        "{unit}, {rhythm}", unit=words.text(UNITS[kpi.unit]), rhythm=words.text(FREQUENCIES[kpi.frequency]).lower()
    )
