"""A person's week: as a window that turns from week to week, and as the upper part of App Home."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from messages import actions as promises
from messages import (
    agendas,
    agreements,
    check_ins,
    meetings,
    own_partners,
    partners,
    reports,
    reviews,
    sessions,
    touchpoints,
)
from messages import week_lines as lines
from messages.blocks import Block, Element, actions, button, context, divider, section
from messages.kpi_names import period_name
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.actions import Action, Who
from storage.agreement import Agreement
from storage.home import Group
from storage.meetings import Purpose
from storage.silences import Quiet
from storage.week import A_WEEK, Figures, Report, Sitting, Some, Week

OPEN, TURN, ALL = "week.open", "week.turn", "week.all"
VIEW, PART = "week.view", "week.part"
PLACE = "week:"
"""Where an action stands in the window of a week: "week:2026-11-23"."""
ABOUT = N_("Your week: sessions, reviews, figures, actions, agreements, and what waits for you")
BACK, AHEAD = 8, 26
"""Weeks that can be turned back and ahead."""
MOST_BLOCKS = 100
EACH, EVERY = 6, 80
"""So many of each are shown in a week, and where all of one kind are shown."""


@dataclass(frozen=True)
class Facts:
    """What the week is shown from. `who` and `names` are those of whom it speaks; `province` has the public holidays;
    `coming` is the next session after an empty week; `may` tells whether the person may change anything."""

    week: Week
    who: Who
    names: Mapping[str, str]
    province: str
    now: datetime
    may: bool
    coming: Sitting | None = None

    @property
    def today(self) -> date:
        return self.week.span.today


@dataclass(frozen=True)
class Part:
    """One kind of thing in a week. `row` shows one of them as a block, `line` in words alone."""

    key: str
    title: str
    some: Some[Any]
    row: Callable[[Any], Block]
    line: Callable[[Any], Rich]


def view(
    words: Words,
    facts: Facts,
    groups: Sequence[Group],
    next_sessions: Mapping[int, datetime],
    *,
    top: Sequence[Block] = (),
) -> View:
    """The week as a window, with the person's partners by stage below; `top` is what else is to be said."""
    span = facts.week.span
    blocks: list[Block] = [section(Rich("*{}*").format(lines.title(words, span))), actions(*_turns(words, facts))]
    blocks += [*top, *_holidays(words, facts)]
    blocks += blocks_of(words, facts, f"{PLACE}{span.monday.isoformat()}")
    if later := facts.week.later.total:
        text = words.plural(
            "{n} more action of yours is open, due later or without a date: `/partner actions mine`",
            "{n} more actions of yours are open, due later or without a date: `/partner actions mine`",
            later,
        )
        blocks.append(context(text))
    meta = {"monday": span.monday.isoformat()}
    blocks.append(divider())
    blocks += own_partners.blocks(words, groups, next_sessions, facts.today, room=MOST_BLOCKS - len(blocks))
    return modal(VIEW, words.text("Your week"), blocks, close=words.text("Close"), meta=meta)


def on_home(words: Words, facts: Facts) -> list[Block]:
    """The present week for App Home, with a way into the weeks beside it."""
    span = facts.week.span
    door = button(words.text("Next week"), OPEN, (span.monday + A_WEEK).isoformat())
    heading = section(Rich("*{}*").format(lines.title(words, span)), accessory=door)
    return [heading, *_holidays(words, facts), *blocks_of(words, facts, promises.HOME)]


def blocks_of(words: Words, facts: Facts, place: str) -> list[Block]:
    """What the week holds, part by part; of what is left out it is said how much, with a way to all of it."""
    if facts.week.empty:
        return _nothing(words, facts, begin=facts.may and place != promises.HOME)
    blocks: list[Block] = []
    for part in parts(words, facts, place):
        blocks += [section(Rich("*{}*").format(part.title)), *(part.row(one) for one in part.some.shown)]
        if left := part.some.left:
            more = words.plural("and {n} more", "and {n} more", left)
            every = button(words.text("Show all"), ALL, f"{part.key}@{facts.week.span.monday.isoformat()}")
            blocks.append(section(more, accessory=every))
    return blocks


def all_of(words: Words, facts: Facts, key: str) -> View:
    """Everything of one kind in the week, as far as one window holds it."""
    found = [part for part in parts(words, facts, promises.ALONE) if part.key == key]
    blocks: list[Block] = [section(Rich("*{}*").format(lines.title(words, facts.week.span)))]
    for part in found:
        plain = part.key == ACTIONS
        rows = [section(part.line(one)) if plain else part.row(one) for one in part.some.shown]
        blocks += [section(Rich("*{}*").format(part.title)), *rows]
        if left := part.some.left:
            more = words.plural("and {n} more", "and {n} more", left)
            blocks.append(context(more, words.rich(ELSEWHERE[part.key])))
    if not found:
        blocks.append(section(words.rich("Nothing of it is left.")))
    return modal(PART, words.text("Your week"), blocks, close=words.text("Close"))


def parts(words: Words, facts: Facts, place: str) -> list[Part]:
    """What there is in the week, by kind; a kind of which there is nothing is left out."""
    week, now, today = facts.week, facts.now, facts.today

    def part(key: str, title: str, some: Some[Any], line: Callable[[Any], Rich], door: Callable[[Any], Any]) -> Part:
        return Part(key, title, some, lambda one: section(line(one), accessory=door(one)), line)

    every = [
        Part(
            "sittings",
            words.text("Sessions and reviews"),
            week.sittings,
            lambda one: _sitting(words, one, facts),
            lambda one: lines.sitting(words, one, now),
        ),
        part(
            "figures", words.text("Figures to report"), week.figures,
            lambda one: lines.figures(words, one, now), lambda one: _figures_door(words, one, facts),
        ),
        Part(
            ACTIONS, _actions_title(words, week), week.actions,
            lambda one: _action(words, one, facts, place), lambda one: promises.line(words, one, facts.who, today),
        ),
        part(
            "ending", words.text("Agreements that end"), week.ending,
            lambda one: lines.ending(words, one[0], one[1], today), lambda one: _agreement_door(words, one[0]),
        ),
        part(
            "reports", words.text("Reports that agreements ask for"), week.reports,
            lambda one: lines.report(words, one, today), lambda one: _report_door(words, one),
        ),
        part(
            "quiet", words.text("Gone quiet"), week.quiet,
            lambda one: lines.quiet(words, one, now), lambda one: _quiet_door(words, one, facts),
        ),
        part(
            "asked", words.text("Waiting for your answer"), week.asked,
            lambda one: lines.asked(words, one, facts.names.get(one.review.asked_by, one.review.asked_by)),
            lambda one: _agreement_door(words, one.agreement),
        ),
    ]  # fmt: skip
    return [one for one in every if one.some.total]


ACTIONS = "actions"
ELSEWHERE: dict[str, str] = {
    "sittings": N_("Your calendar has them all: `/partner calendar`"),
    "figures": N_("With all partners: `/partner kpis`"),
    ACTIONS: N_("All that is yours: `/partner actions mine`"),
    "ending": N_("The register has them all: `/partner agreements mine`"),
    "reports": N_("Each is with its agreement: `/partner agreements mine`"),
    "quiet": N_("With each partner: `/partner contact NAME`"),
    "asked": N_("The register has them all: `/partner agreements`"),
}
"""Where what one window does not hold is found."""


def _turns(words: Words, facts: Facts) -> list[Element]:
    """To the week before and after, and to the present one, which is also how it is brought up to date."""
    span = facts.week.span
    distance = (span.monday - span.today).days // 7
    row = []
    if distance >= -BACK:
        row.append(button(words.text("Previous week"), f"{TURN}.back", (span.monday - A_WEEK).isoformat()))
    row.append(button(words.text("Refresh") if span.present else words.text("This week"), f"{TURN}.now"))
    if distance < AHEAD:
        row.append(button(words.text("Next week"), TURN, (span.monday + A_WEEK).isoformat()))
    return row


def _holidays(words: Words, facts: Facts) -> list[Block]:
    named = lines.holidays(words, facts.week.span, facts.province)
    return [context(Rich(" ").join(named))] if named else []


def _nothing(words: Words, facts: Facts, *, begin: bool) -> list[Block]:
    """An empty week: what comes after it, and what can be begun (Home has buttons for that already)."""
    if facts.coming is not None:
        when = lines.sitting(words, facts.coming, facts.now).one_line()
        text = words.rich("Nothing comes up for you in this week. What comes next: {when}.", when=when)
    else:
        text = words.rich("Nothing comes up for you in this week, and no session is planned with your partners.")
    row = [
        button(words.text("Plan sessions"), sessions.PLAN, style="primary"),
        button(words.text("Record a meeting"), meetings.MEET),
        button(words.text("New partner"), partners.NEW),
    ]
    return [section(text), *([actions(*row, block_id="begin")] if begin else [])]


def _actions_title(words: Words, week: Week) -> str:
    title = words.text("Your actions")
    if not week.overdue:
        return title
    return f"{title} · {words.plural('{n} overdue', '{n} overdue', week.overdue)}"


def _action(words: Words, one: Action, facts: Facts, place: str) -> Block:
    done = promises.done_button(words, one, place) if facts.may else None
    text = promises.line(words, one, facts.who, facts.today)
    return section(text, accessory=done, block_id=f"action:{one.id}")


def _sitting(words: Words, one: Sitting, facts: Facts) -> Block:
    """To be prepared before it begins, recorded after; with neither, as long as only its rule gives it."""
    text, door = lines.sitting(words, one, facts.now), None
    if one.session is None:
        return section(text)
    key = str(one.session.id)
    if one.starts_at > facts.now:
        door = button(words.text("Prepare"), agendas.PREPARE, key, label=one.partner.name)
    elif facts.may:
        record = reviews.RECORD if one.cadence.purpose is Purpose.review else meetings.MEET
        door = button(words.text("Record it"), record, f"{one.partner.id}:{key}", label=one.partner.name)
    return section(text, accessory=door, block_id=f"session:{key}")


def _figures_door(words: Words, one: Figures, facts: Facts) -> Element | None:
    period = period_name(words, one.period, one.frequency, today=facts.today)
    label = words.text("Report {period}", period=period)
    return button(label, check_ins.REPORT, str(one.check_in_id)) if facts.may else None


def _agreement_door(words: Words, agreement: Agreement) -> Element:
    return button(words.text("Open"), agreements.OPEN, str(agreement.id), label=agreement.title)


def _report_door(words: Words, one: Report) -> Element:
    return button(words.text("Reports"), reports.REPORTS, str(one.agreement.id), label=one.due.what)


def _quiet_door(words: Words, one: Quiet, facts: Facts) -> Element | None:
    label = words.text("Log a touchpoint")
    return button(label, touchpoints.LOG, str(one.partner.id), label=one.partner.name) if facts.may else None
