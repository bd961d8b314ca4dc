"""What is said of a check-in: its figures are due, reported, corrected, still open; who reports instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from messages import inputs
from messages.blocks import Block, Element, actions, button, channel, context, people, section
from messages.cadences import capital
from messages.kpi_names import name_of, period_name, rule, target_of
from messages.kpi_trends import newest, sentence
from messages.kpis import OF as KPIS_OF
from messages.limits import cut
from messages.numbers import bare, shown
from messages.reminders import why_button
from messages.room import coming_up, some, under
from messages.surfaces import Message, message
from messages.words import Rich, Words, escape
from storage.kpi import CheckIn, CheckInComment, CheckInState, Kpi, KpiValue, ValueState
from storage.kpis import Followed
from storage.partners import Partner
from storage.reminder import Reminder

REPORT, CORRECT = "check_ins.report", "check_ins.correct"
NONE = "check_ins.none"
ASK = "check_ins.ask"
COMMENT = "check_ins.comment"
HAND_OVER = "check_ins.hand_over"
CLOCK = "clock"
IN_TWO_MINUTES = 3
"""Figures that are given in about two minutes."""
SHOWN_COMMENT = 400
AT_ONCE = 30


@dataclass(frozen=True)
class Told:
    """What a message about a check-in is made of.

    `followed`: what it asks for, each as it stood at the end of the period. `values`: what is said of the period, by
    indicator. `who`: who is to report what is open. `charts`: Slack's own, as far as it draws any here.
    """

    check_in: CheckIn
    partner: Partner
    followed: Sequence[Followed]
    values: Mapping[int, KpiValue]
    names: Mapping[str, str]
    who: Sequence[str]
    comments: Sequence[CheckInComment]
    today: date
    charts: Sequence[Block] = ()
    pictured: Sequence[Followed] = ()

    @property
    def left(self) -> list[Followed]:
        return [one for one in self.followed if one.kpi.id not in self.values]

    @property
    def done(self) -> list[Followed]:
        return [one for one in self.followed if one.kpi.id in self.values]


def period_of(words: Words, told: Told) -> str:
    return period_name(words, told.check_in.period, told.check_in.frequency, today=told.today)


def posted(words: Words, told: Told, reminder: Reminder, *, missed: int = 0) -> Message:
    """The message of a check-in as things stand: what is asked for, and what was reported."""
    if not told.done:
        return _due(words, told, reminder, missed)
    return _reported(words, told, reminder)


def redacted(words: Words) -> Message:
    """What outsiders may read: nothing of it."""
    lead = words.rich("Figures of a partnership are due.")
    small = words.rich(
        "Not everybody who reads this channel may see them, so they went to the person who looks after this."
    )
    return message(lead, [section(lead), context(small)])


def late(words: Words, told: Told, reminder: Reminder) -> Message:
    """To whoever reports: what is still open, or that nothing is."""
    if not told.left:
        return _recorded(words, told)
    lead = words.rich(
        "{period} figures for {partner} are still open.",
        period=capital(period_of(words, told)),
        partner=told.partner.name,
    )
    why = words.rich("Sent to you because you report these. To have fewer, change who reports or how often.")
    return _personal(words, told, reminder, lead, why)


def asked(words: Words, told: Told, reminder: Reminder) -> Message:
    """To whom somebody asked to report instead."""
    if not told.left:
        return _recorded(words, told)
    lead = words.rich(
        "{name} asks you to report {period} figures for {partner}.",
        name=told.names.get(told.check_in.asked_by or "", ""),
        period=period_of(words, told),
        partner=told.partner.name,
    )
    return _personal(words, told, reminder, lead, words.rich("Sent to you because a colleague asked you to."))


def orphaned(words: Words, name: str, found: Sequence[tuple[Partner, Sequence[Kpi]]], reminder: Reminder) -> Message:
    """To an owner: a reporter has left; who reports now?"""
    if not found:
        lead = words.rich("{name} has left; somebody else reports their figures by now.", name=name)
        return message(lead, [section(lead)])
    lead = words.rich(
        "{name} has left, and reported figures of partners you look after. Who reports them now?", name=name
    )
    rows: list[list[Block]] = []
    lines: list[str] = [lead]
    for partner, left in found:
        what = words.listed(some(words, [name_of(words, kpi) for kpi in left]))
        lines.append(words.rich("*{partner}*: {what}", partner=partner.name, what=what))
        choose = button(words.text("Choose somebody"), HAND_OVER, f"{partner.id}:{reminder.id}")
        rows.append([section(lines[-1], accessory=choose)])
    small = words.rich("Until then you are asked instead. You are told because you look after these partners.")
    blocks = [section(lead), *coming_up(words, rows, most=AT_ONCE), context(small)]
    return message(Rich("\n").join(lines), [*blocks, actions(why_button(words, reminder.id))])


def _due(words: Words, told: Told, reminder: Reminder, missed: int) -> Message:
    minutes = 2 * -(-len(told.left) // IN_TWO_MINUTES)
    measures = words.plural("{n} measure", "{n} measures", len(told.left))
    facts = {"period": capital(period_of(words, told)), "partner": told.partner.name, "measures": measures}
    if told.check_in.state is CheckInState.missed:
        lead = words.rich("{period} figures for {partner} were never recorded; they count as missed.", **facts)
    else:
        lead = words.rich(
            "{period} figures for {partner} are due ({measures}, about {minutes} minutes)", **facts, minutes=minutes
        )
    lines = [_asked_for(words, one) for one in told.left]
    blocks = [section(Rich("*{}*").format(lead)), section(under(words, None, lines))]
    if missed:
        away = words.plural(
            "Those of {n} earlier period could not be asked for while Liaison was away.",
            "Those of {n} earlier periods could not be asked for while Liaison was away.",
            missed,
        )
        blocks.append(context(escape(away)))
    blocks += _who(words, told)
    blocks += _doors(words, told, reminder)
    return message(Rich("\n").join([lead, *lines]), blocks)


def _asked_for(words: Words, one: Followed) -> Rich:
    """ "Referrals received · last 14 · target 15 a month"."""
    parts = [words.rich("*{name}*", name=name_of(words, one.kpi))]
    if one.points:
        last = one.points[-1]
        parts.append(words.rich("last {value}", value=shown(words, last.value, one.kpi.unit)))
    if target := target_of(words, one.kpi):
        parts.append(words.rich("target {target}", target=target))
    return Rich(" · ").join(parts)


def _reported(words: Words, told: Told, reminder: Reminder) -> Message:
    by = list(dict.fromkeys(told.values[one.kpi.id].by for one in told.done))
    people_ = [told.names.get(user_id, user_id) for user_id in by if user_id != CLOCK]
    facts = {"period": capital(period_of(words, told)), "partner": told.partner.name}
    lead = (
        words.rich("*{period}, {partner}* · reported by {names}", **facts, names=words.listed(people_))
        if people_
        else words.rich("*{period}, {partner}* · not recorded in time", **facts)
    )
    lines = [_line(words, one, told.values[one.kpi.id]) for one in told.done]
    figures = under(words, None, lines)
    whole = figures == Rich("\n").join(lines)
    every = None if whole else button(words.text("All indicators"), KPIS_OF, str(told.partner.id))
    blocks = [section(lead), section(figures, accessory=every), context(rule(words))]
    said = [escape(sentence(words, one)) for one in told.pictured]
    if told.pictured:
        blocks += [*told.charts, context(Rich("\n").join(said))]
    if told.left:
        names = some(words, [name_of(words, one.kpi) for one in told.left])
        lines.append(words.rich("*Still open*: {names}", names=words.listed(names)))
        blocks += [section(lines[-1]), *_who(words, told)]
    comments = [_comment(words, one, told.names) for one in told.comments]
    if comments:
        blocks.append(section(under(words, None, comments)))
    blocks += _doors(words, told, reminder)
    return message(Rich("\n").join([lead, *lines, *said, *comments]), blocks)


def _line(words: Words, one: Followed, value: KpiValue) -> Rich:
    name = name_of(words, one.kpi)
    if value.state is ValueState.not_collected:
        return words.rich("• *{name}* not collected", name=name)
    if value.state is ValueState.missed:
        return words.rich("• *{name}* missed, nothing was recorded", name=name)
    line = Rich("• *{}* {}").format(escape(name), newest(words, one))
    if value.numerator is not None and value.denominator is not None:
        whole = words.rich("{part} of {whole}", part=bare(words, value.numerator), whole=bare(words, value.denominator))
        line = Rich("{} · {}").format(line, whole)
    if value.number > 1 and value.why:
        corrected = words.rich("corrected: {why}", why=cut(value.why, 150))
        line = Rich("{} · {}").format(line, corrected)
    return line


def _comment(words: Words, one: CheckInComment, names: Mapping[str, str]) -> Rich:
    return words.rich(
        "{name}: “{text}”", name=names.get(one.by, one.by), text=cut(" ".join(one.text.split()), SHOWN_COMMENT)
    )


def _who(words: Words, told: Told) -> list[Block]:
    """Who is to report what is open: mentioned, for they must act."""
    if not told.left or not told.who:
        return []
    if told.check_in.asked_id and told.check_in.asked_by:
        by = told.names.get(told.check_in.asked_by, told.check_in.asked_by)
        return [context(words.rich("{name} asked {who} to report these.", name=by, who=people(told.who)))]
    return [context(words.rich("To be reported by {who}.", who=people(told.who)))]


def _doors(words: Words, told: Told, reminder: Reminder) -> list[Block]:
    key = str(told.check_in.id)
    row: list[Element] = []
    blocks: list[Block] = []
    if told.left:
        report = words.text("Report {period}", period=period_of(words, told))
        row += [button(report, REPORT, key, style="primary"), button(words.text("Not collected"), NONE, key)]
    if told.done:
        row += [button(words.text("Correct"), CORRECT, key), button(words.text("Comment"), COMMENT, key)]
    row.append(why_button(words, reminder.id))
    if told.left:
        ask = inputs.user(placeholder=words.text("Ask somebody else"), action=ASK)
        blocks.append(actions(ask, block_id=f"ask:{key}"))
    return [actions(*row, block_id=f"check_in:{key}"), *blocks, context(_why_here(words, told, reminder.recipient))]


def _why_here(words: Words, told: Told, recipient: str) -> Rich:
    if recipient[:1] in "UW":
        why = words.rich("sent to you because you look after this partner")
    elif any(one.kpi.channel_id == recipient for one in told.followed):
        why = words.rich("posted because {channel} was chosen for these figures", channel=channel(recipient))
    elif told.partner.channel_id == recipient:
        why = words.rich("posted because {channel} is this partner’s channel", channel=channel(recipient))
    else:
        why = words.rich("posted because {channel} is the default channel here", channel=channel(recipient))
    return words.rich("{why} · to have fewer, change how often in `/partner kpis`", why=capital(why))


def _personal(words: Words, told: Told, reminder: Reminder, lead: Rich, why: Rich) -> Message:
    lines = [_asked_for(words, one) for one in told.left]
    key = str(told.check_in.id)
    report = words.text("Report {period}", period=period_of(words, told))
    row = actions(
        button(report, REPORT, key, style="primary"),
        button(words.text("Not collected"), NONE, key),
        why_button(words, reminder.id),
        block_id=f"check_in:{key}",
    )
    return message(
        Rich("\n").join([lead, *lines]), [section(lead), section(under(words, None, lines)), row, context(why)]
    )


def _recorded(words: Words, told: Told) -> Message:
    lead = words.rich(
        "{period} figures for {partner} are recorded.",
        period=capital(period_of(words, told)),
        partner=told.partner.name,
    )
    return message(lead, [section(lead)])
