"""The forms of a check-in: one for all its figures, what was not collected, a comment, and who reports from now on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from messages import inputs
from messages.blocks import Block, Element, context, option, section
from messages.cadences import capital
from messages.kpi_names import HINTS, UNITS, name_of, parts_of, period_name, target_of
from messages.limits import cut
from messages.numbers import bare, read_figure, shown
from messages.surfaces import View, modal
from messages.words import Words
from storage.agreement_parts import Unit
from storage.errors import GivenAndNot
from storage.kpi import COMMENT_LIMIT, WHY_LIMIT, Kpi, KpiValue, ValueState
from storage.kpi_periods import KpiFrequency
from storage.kpi_rules import Point
from storage.kpi_values import NOT_COLLECTED, Figure, given, rate

REPORTING, LEAVING = "check_ins.reporting", "check_ins.leaving"
COMMENTING, HANDING = "check_ins.commenting", "check_ins.handing"
AFRESH = "check_ins.afresh"
NONE, WHY, TEXT, REPORTER = "none", "why", "comment", "reporter"
EACH_GROUP = 10
"""Slack: checkboxes in one group."""


@dataclass(frozen=True)
class Asked:
    """One indicator in the form: its newest figure before the period, and what is said of the period already."""

    kpi: Kpi
    before: Point | None
    now: KpiValue | None


def value_field(kpi: Kpi) -> str:
    return f"value_{kpi.id}"


def part_fields(kpi: Kpi) -> tuple[str, str]:
    """The fields of a rate: numerator, denominator."""
    return f"numerator_{kpi.id}", f"denominator_{kpi.id}"


def first_values(words: Words, asked: Sequence[Asked]) -> dict[str, Any]:
    """The form's values as the figures are kept."""
    values: dict[str, Any] = {}
    for one in asked:
        if one.now is None or one.now.value is None:
            continue
        if one.kpi.has_parts and one.now.numerator is not None and one.now.denominator is not None:
            for field, part in zip(part_fields(one.kpi), (one.now.numerator, one.now.denominator), strict=True):
                values[field] = bare(words, part)
        else:
            values[value_field(one.kpi)] = bare(words, one.now.value)
    for place, group in enumerate(_groups(asked)):
        none = [str(one.kpi.id) for one in group if one.now and one.now.state is ValueState.not_collected]
        values[f"{NONE}_{place}"] = none
    return values


def report_form(
    words: Words,
    partner: str,
    period: date,
    frequency: KpiFrequency,
    asked: Sequence[Asked],
    values: Mapping[str, Any],
    *,
    meta: Mapping[str, Any],
    lead: Sequence[Block] = (),
) -> View:
    """One form for all the figures of a period. `meta` has the round ("again") of one that started afresh."""
    again = meta.get("again", 0)

    def named(field: str) -> str:
        return f"{field}@{again}" if again else field

    blocks = [
        section(
            words.rich("*{partner}*\n{period}", partner=partner, period=capital(period_name(words, period, frequency)))
        ),
        *lead,
    ]
    for one in asked:
        for field, label, placeholder in _fields(words, one):
            element = inputs.text(values.get(field), limit=40, placeholder=placeholder)
            blocks.append(inputs.field(named(field), label, element, hint=_hint(words, one), optional=True))
    for place, group in enumerate(_groups(asked)):
        field = f"{NONE}_{place}"
        boxes = inputs.checkboxes(_options(words, group), values.get(field) or ())
        blocks.append(
            inputs.field(
                named(field),
                words.text("Not collected this time"),
                boxes,
                hint=words.text("No figure is not zero: nothing is made up for it."),
                optional=True,
            )
        )
    corrects = any(one.now is not None and one.now.state is not ValueState.missed for one in asked)
    if corrects:
        why = inputs.text(values.get(WHY), limit=WHY_LIMIT)
        hint = words.text("The figure there was before is kept too, with who, when and why.")
        blocks.append(inputs.field(named(WHY), words.text("Why it is corrected"), why, hint=hint, optional=True))
    comment = inputs.text(values.get(TEXT), lines=True, limit=COMMENT_LIMIT)
    small = words.text("Facts only; no client names.")
    blocks.append(inputs.field(named(TEXT), words.text("Comment"), comment, hint=small, optional=True))
    blocks.append(context(words.text("Leave blank what you do not know yet; it stays open.")))
    title = words.text("Correct figures") if corrects else words.text("Report figures")
    return modal(REPORTING, title, blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta)


def figures(words: Words, kpis: Sequence[Kpi], values: Mapping[str, Any]) -> dict[int, Figure]:
    """What the form says, by indicator; those it says nothing of are left out.

    Raises `GivenAndNot` and what reading a figure raises, each with its field.
    """
    none = {int(kpi_id) for name, chosen in values.items() if name.startswith(f"{NONE}_") for kpi_id in chosen or ()}
    found: dict[int, Figure] = {}
    for kpi in kpis:
        figure, field = _figure(words, kpi, values)
        if figure is not None and kpi.id in none:
            raise GivenAndNot(field=field, name=name_of(words, kpi))
        if figure is not None or kpi.id in none:
            found[kpi.id] = figure or NOT_COLLECTED
    return found


def leave_form(words: Words, partner: str, period: date, kpis: Sequence[Kpi], *, meta: Mapping[str, Any]) -> View:
    """Which figures of a period were not collected: all that are open, unless changed."""
    frequency = kpis[0].frequency
    heading = words.rich(
        "*{partner}*\n{period}", partner=partner, period=capital(period_name(words, period, frequency))
    )
    blocks = [section(heading)]
    for place in range(0, len(kpis), EACH_GROUP):
        group = kpis[place : place + EACH_GROUP]
        options = [option(cut(name_of(words, kpi), 75), str(kpi.id)) for kpi in group]
        boxes = inputs.checkboxes(options, [str(kpi.id) for kpi in group])
        blocks.append(
            inputs.field(f"{NONE}_{place // EACH_GROUP}", words.text("Not collected this time"), boxes, optional=True)
        )
    comment = inputs.text(lines=True, limit=COMMENT_LIMIT)
    small = words.text("Facts only; no client names.")
    blocks.append(inputs.field(TEXT, words.text("Comment"), comment, hint=small, optional=True))
    blocks.append(context(words.text("No figure is not zero: nothing is made up for it.")))
    return modal(
        LEAVING, words.text("Not collected"), blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta
    )


def comment_form(words: Words, partner: str, period: str, *, meta: Mapping[str, Any]) -> View:
    text = inputs.text(lines=True, limit=COMMENT_LIMIT)
    small = words.text("Everybody who sees the figures reads it. Facts only; no client names.")
    return modal(
        COMMENTING,
        words.text("Comment on figures"),
        [
            section(words.rich("*{partner}*\n{period}", partner=partner, period=capital(period))),
            inputs.field(TEXT, words.text("Comment"), text, hint=small),
        ],
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta=meta,
    )


def hand_over_form(words: Words, partner: str, kpis: Sequence[Kpi], *, meta: Mapping[str, Any]) -> View:
    """Who reports from now on what somebody who has left did."""
    listed = words.listed([name_of(words, kpi) for kpi in kpis])
    return modal(
        HANDING,
        words.text("Who reports now?"),
        [
            section(words.rich("*{partner}*\n{what}", partner=partner, what=listed)),
            inputs.field(REPORTER, words.text("Who reports it"), inputs.user()),
        ],
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta=meta,
    )


def _figure(words: Words, kpi: Kpi, values: Mapping[str, Any]) -> tuple[Figure | None, str]:
    if not kpi.has_parts:
        field = value_field(kpi)
        typed = values.get(field)
        return (given(kpi, read_figure(words, typed, kpi.unit, field=field), field=field) if typed else None), field
    fields = part_fields(kpi)
    parts = [
        read_figure(words, values[field], Unit.number, field=field) if values.get(field) else None for field in fields
    ]
    if parts == [None, None]:
        return None, fields[0]
    return rate(kpi, *parts, field=fields[0]), fields[0]


def _fields(words: Words, one: Asked) -> Iterator[tuple[str, str, str | None]]:
    """The inputs of one indicator: field, label, and the last figure as what to type over."""
    name, before = name_of(words, one.kpi), one.before
    if not one.kpi.has_parts:
        label = words.text("{name} ({unit})", name=name, unit=words.text(UNITS[one.kpi.unit]).lower())
        yield value_field(one.kpi), label, bare(words, before.value) if before else None
        return
    last = (before.numerator, before.denominator) if before else (None, None)
    for field, part, value in zip(part_fields(one.kpi), parts_of(words, one.kpi), last, strict=True):
        label = words.text("{name}: {part}", name=name, part=part)
        yield field, label, None if value is None else bare(words, value)


def _hint(words: Words, one: Asked) -> str | None:
    said = []
    if one.before is not None:
        facts = {
            "value": shown(words, one.before.value, one.kpi.unit),
            "period": period_name(words, one.before.period, one.kpi.frequency),
        }
        said.append(words.text("Last: {value} ({period}).", **facts))
    if target := target_of(words, one.kpi):
        said.append(words.text("Target: {target}.", target=target))
    if one.kpi.code in HINTS:
        said.append(words.text(HINTS[one.kpi.code]))
    return " ".join(said) or None


def _groups(asked: Sequence[Asked]) -> list[Sequence[Asked]]:
    return [asked[place : place + EACH_GROUP] for place in range(0, len(asked), EACH_GROUP)]


def _options(words: Words, group: Sequence[Asked]) -> list[Element]:
    return [option(cut(name_of(words, one.kpi), 75), str(one.kpi.id)) for one in group]
