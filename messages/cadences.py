"""How often a partner is met, in words."""

from datetime import date, datetime, timedelta

from babel.dates import format_date

from messages.words import N_, Text, Words
from storage.plans import DAY
from storage.recurrence import Frequency, nth_weekday
from storage.sessions import Cadence

FREQUENCIES: dict[Frequency, str] = {
    Frequency.once: N_("Once"),
    Frequency.weekly: N_("Every week"),
    Frequency.biweekly: N_("Every two weeks"),
    Frequency.monthly_by_date: N_("Every month, by date"),
    Frequency.monthly_by_weekday: N_("Every month, by weekday"),
    Frequency.quarterly: N_("Every three months"),
    Frequency.half_yearly: N_("Twice a year"),
    Frequency.yearly: N_("Every year"),
}
_WHICH = {1: N_("first"), 2: N_("second"), 3: N_("third"), 4: N_("fourth"), -1: N_("last")}
_NTH = {1: "st", 2: "nd", 3: "rd"}


def rhythm(words: Words, cadence: Cadence) -> str:
    """ "every second Tuesday", "on the last Thursday of each month"; plain text, for within a sentence."""
    first = cadence.first_on
    weekday = format_date(first, "EEEE", locale=words.locale)
    match cadence.frequency:
        case Frequency.once:
            return words.text("once, on {day}", day=words.day(first))
        case Frequency.weekly:
            return words.text("every {weekday}", weekday=weekday)
        case Frequency.biweekly:
            return words.text("every second {weekday}", weekday=weekday)
        case Frequency.monthly_by_weekday:
            which = words.text(_WHICH[nth_weekday(first)])
            return words.text("on the {which} {weekday} of each month", which=which, weekday=weekday)
        case Frequency.monthly_by_date if first.day > 28:
            return words.text("on the {day} of each month, or its last day", day=_nth(words, first))
        case Frequency.monthly_by_date:
            return words.text("on the {day} of each month", day=_nth(words, first))
        case Frequency.quarterly if first.day > 28:
            return words.text("every three months on the {day}, or the last day", day=_nth(words, first))
        case Frequency.quarterly:
            return words.text("every three months on the {day}", day=_nth(words, first))
        case Frequency.half_yearly | Frequency.yearly:
            return _seldom(words, cadence.frequency, first)


def span(words: Words, starts_at: datetime, minutes: int) -> str:
    """ "09:00 to 10:00", in the words' zone."""
    ends_at = starts_at + timedelta(minutes=minutes)
    return words.text("{start} to {end}", start=words.hour(starts_at), end=words.hour(ends_at))


def length(words: Words, minutes: int) -> str:
    """ "45 minutes", "1 hour", "2 days", "1 week"."""
    if minutes % (7 * DAY) == 0:
        return words.plural("{n} week", "{n} weeks", minutes // (7 * DAY))
    if minutes % DAY == 0:
        return words.plural("{n} day", "{n} days", minutes // DAY)
    if minutes % 60 == 0:
        return words.plural("{n} hour", "{n} hours", minutes // 60)
    return words.plural("{n} minute", "{n} minutes", minutes)


def reminders(words: Words, remind_before: list[int]) -> str:
    """ "reminders 1 day and 1 hour before"."""
    lengths = [length(words, ahead) for ahead in sorted(remind_before, reverse=True)]
    listed = words.listed(lengths)
    return words.plural("reminder {lengths} before", "reminders {lengths} before", len(lengths), lengths=listed)


def _seldom(words: Words, frequency: Frequency, first: date) -> str:
    """A rhythm whose months are worth naming."""
    if frequency is Frequency.yearly:
        day = _date(words, first)
        if (first.month, first.day) == (2, 29):
            return words.text("every year on {day}, or the month’s last day", day=day)
        return words.text("every year on {day}", day=day)
    months = sorted((first.month, (first.month + 5) % 12 + 1))
    one, other = (format_date(date(2000, month, 1), "LLLL", locale=words.locale) for month in months)
    facts = {"one": one, "other": other, "day": _nth(words, first)}
    if first.day > 28:
        return words.text("twice a year, in {one} and {other}, on the {day} or the last day", **facts)
    return words.text("twice a year, in {one} and {other}, on the {day}", **facts)


def _date(words: Words, day: date) -> str:
    if words.language == "fr" and day.day == 1:
        return f"1er {format_date(day, 'MMMM', locale=words.locale)}"
    return format_date(day, "d MMMM", locale=words.locale)


def _nth(words: Words, day: date) -> str:
    if words.language == "fr":
        return "1er" if day.day == 1 else str(day.day)
    return f"{day.day}{'th' if day.day in (11, 12, 13) else _NTH.get(day.day % 10, 'th')}"


def capital(text: Text) -> Text:
    """With a capital, as a sentence begins."""
    return type(text)(text[:1].upper() + text[1:])
