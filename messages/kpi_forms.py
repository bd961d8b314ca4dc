"""The forms of indicators: one from the library or one's own, the period to report, what an agreement already names."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from messages import inputs
from messages.blocks import Block, Element, context, option, section
from messages.cadences import capital
from messages.kpi_names import DIRECTIONS, FREQUENCIES, HINTS, LIBRARY_NAMES, UNITS, period_name
from messages.limits import cut
from messages.numbers import bare, read_figure
from messages.surfaces import View, modal
from messages.words import Rich, Words
from storage.agreement_parts import Unit
from storage.days import checked_day, needed_day
from storage.errors import Missing
from storage.kpi import LABEL_LIMIT, NAME_LIMIT, SOURCE_LIMIT, Kpi, KpiDescription
from storage.kpi_library import LIBRARY
from storage.kpi_periods import KpiFrequency
from storage.kpi_rules import Direction

FORM = "kpi_forms.form"
CHOOSE = "kpi_forms.choose"
AFRESH = "kpi_forms.afresh"
PERIODS = "kpi_forms.periods"
TAKING = "kpi_forms.taking"
CODE, NAME, UNIT, DIRECTION, SHARE = "code", "name", "unit", "direction", "share"
BASELINE, TARGET, TARGET_ON, SINCE = "baseline", "target", "target_on", "begun_on"
FREQUENCY, REPORTER, CHANNEL, SOURCE = "frequency", "reporter", "channel", "source"
NUMERATOR, DENOMINATOR = "numerator", "denominator"
PERIOD, ROWS = "period", "rows"
OWN, YES = "own", "yes"
MOST_ROWS = 10


def first_values(*, reporter_id: str, since: date) -> dict[str, Any]:
    """What the form says before anybody has changed it."""
    return {
        CODE: "referrals_in",
        UNIT: Unit.number.value,
        DIRECTION: Direction.up.value,
        SHARE: [YES],
        FREQUENCY: KpiFrequency.monthly.value,
        REPORTER: reporter_id,
        SINCE: since.isoformat(),
    }


def values_of(words: Words, kpi: Kpi) -> dict[str, Any]:
    """An indicator as the form's values."""
    return {
        CODE: kpi.code or OWN,
        NAME: kpi.name,
        UNIT: kpi.unit.value,
        DIRECTION: kpi.direction.value,
        SHARE: [YES] if kpi.share else [],
        BASELINE: None if kpi.baseline is None else bare(words, kpi.baseline),
        TARGET: None if kpi.target is None else bare(words, kpi.target),
        TARGET_ON: kpi.target_on.isoformat() if kpi.target_on else None,
        SINCE: kpi.begun_on.isoformat(),
        FREQUENCY: kpi.frequency.value,
        REPORTER: kpi.reporter_id,
        CHANNEL: kpi.channel_id,
        SOURCE: kpi.source,
        NUMERATOR: kpi.numerator,
        DENOMINATOR: kpi.denominator,
    }


def chosen_code(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values once another indicator was chosen: those of the library bring their own rhythm."""
    known = LIBRARY.get(values.get(CODE) or "")
    return {**values, FREQUENCY: known.frequency.value} if known else dict(values)


def described(words: Words, values: Mapping[str, Any]) -> KpiDescription:
    """What the form says. Raises what reading a day or a figure raises, and `Missing`, with the field."""
    code = values.get(CODE) or OWN
    known = LIBRARY.get(code)
    unit = known.unit if known else Unit(_given(values, UNIT))
    since = needed_day(values.get(SINCE), field=SINCE)
    return KpiDescription(
        code=code if known else "",
        name="" if known else values.get(NAME) or "",
        unit=unit,
        direction=known.direction if known else Direction(_given(values, DIRECTION)),
        share=known.share if known else unit is Unit.percent and YES in (values.get(SHARE) or ()),
        baseline=read_figure(words, values[BASELINE], unit, field=BASELINE) if values.get(BASELINE) else None,
        target=read_figure(words, values[TARGET], unit, field=TARGET) if values.get(TARGET) else None,
        target_on=checked_day(values.get(TARGET_ON), field=TARGET_ON),
        frequency=KpiFrequency(_given(values, FREQUENCY)),
        reporter_id=_given(values, REPORTER),
        channel_id=values.get(CHANNEL),
        source=values.get(SOURCE) or "",
        numerator="" if known else values.get(NUMERATOR) or "",
        denominator="" if known else values.get(DENOMINATOR) or "",
        begun_on=since or date.min,
    )


def form(
    words: Words, partner: str, values: Mapping[str, Any], *, meta: Mapping[str, Any], lead: Sequence[Block] = ()
) -> View:
    """The form for an indicator, new or (`meta` holds its id) known. A form that starts anew has other block ids."""
    again, known = meta.get("again", 0), LIBRARY.get(values.get(CODE) or "")
    changing = "kpi" in meta

    def field(name: str, label: str, element: Element, **more: Any) -> Block:
        return inputs.field(f"{name}@{again}" if again else name, label, element, **more)

    blocks: list[Block] = [section(words.rich("*{partner}*", partner=partner)), *lead]
    if changing:
        blocks.append(
            context(words.text("Another unit or rhythm begins a new series; the figures so far stay in the old one."))
        )
    if not changing:
        choices = [option(words.text("Our own, not in the library"), OWN)]
        choices += [option(words.text(label), code) for code, label in LIBRARY_NAMES.items()]
        pick = inputs.select(choices, values.get(CODE), action=CHOOSE)
        blocks.append(field(CODE, words.text("Indicator"), pick, dispatch=True))
    if known:
        blocks.append(context(_of_library(words, values[CODE])))
    else:
        blocks += _own(words, values, field)
    blocks += _line_to_target(words, values, field)
    rhythm = [option(words.text(label), one.value) for one, label in FREQUENCIES.items()]
    small = words.text("Left blank: this partner’s channel, else the default one, else a message to its owner.")
    blocks += [
        field(FREQUENCY, words.text("How often"), inputs.select(rhythm, values.get(FREQUENCY))),
        field(REPORTER, words.text("Who reports it"), inputs.user(values.get(REPORTER))),
        field(
            CHANNEL, words.text("Where it is asked for"), inputs.channel(values.get(CHANNEL)), hint=small, optional=True
        ),
        field(
            SOURCE,
            words.text("Source of the figure"),
            inputs.text(values.get(SOURCE), limit=SOURCE_LIMIT),
            hint=words.text("Where it is read: a register, a report, a survey."),
            optional=True,
        ),
    ]
    title = words.text("Change the indicator") if changing else words.text("Add an indicator")
    return modal(FORM, title, blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta)


def periods_form(
    words: Words,
    partner: str,
    periods: Sequence[tuple[KpiFrequency, date]],
    *,
    meta: Mapping[str, Any],
) -> View:
    """Which period to report now, newest first."""
    options = [
        option(
            words.text(
                "{period} ({rhythm})",
                period=capital(period_name(words, period, one)),
                rhythm=words.text(FREQUENCIES[one]).lower(),
            ),
            f"{one}:{period.isoformat()}",
        )
        for one, period in periods
    ]
    return modal(
        PERIODS,
        words.text("Report figures"),
        [
            section(words.rich("*{partner}*", partner=partner)),
            inputs.field(PERIOD, words.text("Period"), inputs.select(options, options[0]["value"])),
        ],
        submit=words.text("Continue"),
        close=words.text("Cancel"),
        meta=meta,
    )


def take_over_form(words: Words, partner: str, rows: Sequence[Mapping[str, str]], *, meta: Mapping[str, Any]) -> View:
    """The indicators of a signed agreement that are not followed yet."""
    options = [
        option(cut(row["name"], 75), str(place), about=_row(words, row)) for place, row in enumerate(rows[:MOST_ROWS])
    ]
    boxes = inputs.checkboxes(options, [one["value"] for one in options])
    rhythm = [option(words.text(label), one.value) for one, label in FREQUENCIES.items()]
    return modal(
        TAKING,
        words.text("Take over indicators"),
        [
            section(words.rich("*{partner}*", partner=partner)),
            inputs.field(
                ROWS,
                words.text("Indicators of the agreement"),
                boxes,
                hint=words.text("A baseline or a target that is not a number stays blank; you can add it afterwards."),
            ),
            inputs.field(FREQUENCY, words.text("How often"), inputs.select(rhythm, KpiFrequency.monthly.value)),
            inputs.field(REPORTER, words.text("Who reports it"), inputs.user(meta["reporter"])),
        ],
        submit=words.text("Take over"),
        close=words.text("Cancel"),
        meta=meta,
    )


def _row(words: Words, row: Mapping[str, str]) -> str | None:
    parts = [words.text("target {target}", target=row["target"])] if row.get("target") else []
    if row.get("by"):
        parts.append(words.text("by {day}", day=words.full_date(date.fromisoformat(row["by"]))))
    return cut(" · ".join(parts), 75) or None


def _of_library(words: Words, code: str) -> Rich:
    known = LIBRARY[code]
    lines: list[str] = [
        words.rich(
            "{unit} · {direction}",
            unit=words.text(UNITS[known.unit]),
            direction=words.text(DIRECTIONS[known.direction]).lower(),
        )
    ]
    if code in HINTS:
        lines.append(words.rich(HINTS[code]))
    return Rich("\n").join(lines)


def _own(words: Words, values: Mapping[str, Any], field: Any) -> list[Block]:
    units = [option(words.text(label), unit.value) for unit, label in UNITS.items()]
    ways = [option(words.text(label), one.value) for one, label in DIRECTIONS.items()]
    blocks = [
        field(NAME, words.text("Name"), inputs.text(values.get(NAME), limit=NAME_LIMIT)),
        field(UNIT, words.text("Counted in"), inputs.select(units, values.get(UNIT), action=CHOOSE), dispatch=True),
        field(DIRECTION, words.text("Which way it should go"), inputs.radio(ways, values.get(DIRECTION))),
    ]
    if values.get(UNIT) == Unit.percent:
        share = [option(words.text("It is a part of a whole, never above 100%"), YES)]
        blocks += [
            field(
                SHARE, words.text("Percent of what"), inputs.checkboxes(share, values.get(SHARE) or ()), optional=True
            ),
            field(
                NUMERATOR,
                words.text("What is counted"),
                inputs.text(values.get(NUMERATOR), limit=LABEL_LIMIT),
                hint=words.text(
                    "With both, people report two numbers and the rate follows; rates then add up correctly."
                ),
                optional=True,
            ),
            field(
                DENOMINATOR,
                words.text("Out of what"),
                inputs.text(values.get(DENOMINATOR), limit=LABEL_LIMIT),
                optional=True,
            ),
        ]
    return blocks


def _line_to_target(words: Words, values: Mapping[str, Any], field: Any) -> list[Block]:
    return [
        field(SINCE, words.text("Counted since"), inputs.date(values.get(SINCE))),
        field(
            BASELINE,
            words.text("Baseline"),
            inputs.text(values.get(BASELINE), limit=40),
            hint=words.text("Where it stands on that day."),
            optional=True,
        ),
        field(
            TARGET,
            words.text("Target for one period"),
            inputs.text(values.get(TARGET), limit=40),
            hint=words.text(
                "With a day, it is reached in a straight line from the baseline; without, it holds from now on."
            ),
            optional=True,
        ),
        field(TARGET_ON, words.text("Target by"), inputs.date(values.get(TARGET_ON)), optional=True),
    ]


def _given(values: Mapping[str, Any], name: str) -> str:
    """Raises `Missing` for a blank."""
    value = values.get(name)
    if not value:
        raise Missing(field=name)
    return str(value)
