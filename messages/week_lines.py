"""What a week holds, one line for each: sessions, figures, agreements, silences, versions to answer (mrkdwn)."""

from datetime import date, datetime

from messages.blocks import channel
from messages.cadences import capital
from messages.cadences import span as hours_of
from messages.communication import silence_line
from messages.kpi_names import period_name
from messages.words import N_, Rich, Words
from storage.agreement import Agreement, Decision
from storage.meetings import Purpose
from storage.partners import Partner
from storage.public_holidays import holiday_on
from storage.silences import Quiet
from storage.week import Asked, Figures, Report, Sitting, Span

_DECIDED: dict[Decision | None, str] = {
    None: N_("to be decided: renew, renegotiate or end it"),
    Decision.renew: N_("it is being renewed"),
    Decision.renegotiate: N_("it is being renegotiated"),
    Decision.close: N_("it is decided that it ends"),
}


def title(words: Words, span: Span) -> Rich:
    """ "Week of Mon 23 Nov to Sun 29 Nov"."""
    year = span.monday.year != span.today.year or span.sunday.year != span.today.year
    return words.rich(
        "Week of {monday} to {sunday}",
        monday=words.day(span.monday, year=year and span.monday.year != span.sunday.year),
        sunday=words.day(span.sunday, year=year),
    )


def holidays(words: Words, span: Span, province: str) -> list[Rich]:
    """The public holidays in it, in the reader's language."""
    days = [date.fromordinal(span.monday.toordinal() + n) for n in range(7)]
    named = [(day, holiday_on(day, province, words.language)) for day in days]
    return [
        words.rich("{day} is a public holiday: {name}.", day=words.day(day), name=name) for day, name in named if name
    ]


def sitting(words: Words, one: Sitting, now: datetime) -> Rich:
    """ "*Tue 24 Nov, 09:00 to 10:00*, planning session with …, #channel"."""
    day = words.day(one.starts_at.astimezone(words.zone).date())
    hours = hours_of(words, one.starts_at, one.cadence.minutes)
    name = one.partner.name
    if one.cadence.purpose is Purpose.review:
        what = words.rich("review with {name}", name=name)
    else:
        what = words.rich("planning session with {name}", name=name)
    parts = [what]
    if place := one.cadence.channel_id or one.partner.channel_id:
        parts.append(channel(place))
    if one.starts_at <= now:
        parts.append(words.rich("nothing on record yet"))
    return words.rich("*{day}, {hours}*\n{rest}", day=day, hours=hours, rest=capital(Rich(" · ").join(parts)))


def figures(words: Words, one: Figures, now: datetime) -> Rich:
    """ "*October figures, …*, 3 measures, open since Mon 2 Nov"."""
    period = capital(period_name(words, one.period, one.frequency, today=_today(words, now)))
    day = words.day(one.due_at.astimezone(words.zone).date())
    measures = words.plural("{n} measure", "{n} measures", one.measures)
    facts = {"period": period, "partner": one.partner, "measures": measures, "day": day}
    if one.due_at <= now:
        return words.rich("*{period} figures, {partner}*\n{measures}, open since {day}", **facts)
    return words.rich("*{period} figures, {partner}*\n{measures}, asked for on {day}", **facts)


def ending(words: Words, agreement: Agreement, partner: Partner, today: date) -> Rich:
    """ "*Title*, …: ends Thu 31 Dec, in 33 days; to be decided"."""
    ends_on = agreement.ends_on or today
    day = words.day(ends_on, year=ends_on.year != today.year)
    left = (ends_on - today).days
    if left > 0:
        when = words.plural("ends {day}, in {n} day", "ends {day}, in {n} days", left, day=day)
    elif left == 0:
        when = words.text("ends today, {day}", day=day)
    else:
        when = words.text("ended {day}", day=day)
    return words.rich(
        "*{title}*\n{partner} · {when} · {decided}",
        title=agreement.title,
        partner=partner.name,
        when=when,
        decided=words.text(_DECIDED[agreement.decision]),
    )


def report(words: Words, one: Report, today: date) -> Rich:
    """ "*Half-yearly report* for …, due Fri 27 Nov"."""
    day = words.day(one.due.due_on, year=one.due.due_on.year != today.year)
    due = (
        words.text("overdue since {day}", day=day)
        if one.due.due_on < today
        else words.text("to be sent today, {day}", day=day)
        if one.due.due_on == today
        else words.text("to be sent by {day}", day=day)
    )
    facts = {"what": one.due.what, "partner": one.partner.name, "due": due}
    if one.due.reader:
        return words.rich("*{what}*\n{partner} · for {reader} · {due}", reader=one.due.reader, **facts)
    return words.rich("*{what}*\n{partner} · {due}", **facts)


def quiet(words: Words, one: Quiet, now: datetime) -> Rich:
    """How long there was no contact, and what was agreed."""
    return silence_line(words, one.silence, one.partner.name, one.contact, now)


def asked(words: Words, one: Asked, by: str) -> Rich:
    """ "*Title*, …: version 2, asked by Amélie on Mon 23 Nov"."""
    return words.rich(
        "*{title}*\n{partner} · version {n} · {name} asked you on {day}",
        title=one.agreement.title,
        partner=one.partner.name,
        n=one.review.number,
        name=by,
        day=words.day(one.review.asked_at.astimezone(words.zone).date()),
    )


def _today(words: Words, now: datetime) -> date:
    return now.astimezone(words.zone).date()
