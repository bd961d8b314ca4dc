"""What indicators, their units, periods and states are called."""

from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import format_date

from messages.numbers import shown
from messages.words import LANGUAGES, N_, Rich, Words
from storage.agreement_parts import Unit
from storage.kpi import Kpi
from storage.kpi_periods import KpiFrequency
from storage.kpi_rules import Direction, Status, Together

LIBRARY_NAMES: dict[str, str] = {
    "referrals_out": N_("Referrals made"),
    "referrals_in": N_("Referrals received"),
    "days_to_acknowledge": N_("Days until a referral is acknowledged"),
    "referral_to_intake": N_("Referrals that became an intake"),
    "clients_served": N_("Clients served"),
    "placed": N_("People placed in work"),
    "placed_20_hours": N_("Placed at 20 hours a week or more"),
    "employed_3_months": N_("Still employed after 3 months"),
    "employed_6_months": N_("Still employed after 6 months"),
    "employed_12_months": N_("Still employed after 12 months"),
    "joint_events": N_("Joint events"),
    "attendance": N_("Attendance at joint events"),
    "cost_shared": N_("Cost shared"),
    "in_kind_hours": N_("Hours given in kind"),
    "space_days": N_("Days of space shared"),
    "staff_cross_trained": N_("Staff cross-trained"),
    "duplications_avoided": N_("Duplications avoided"),
    "satisfaction": N_("Partner satisfaction (1 to 5)"),
    "meetings_held": N_("Planned meetings held"),
    "actions_on_time": N_("Actions done on time"),
    "reports_on_time": N_("Reports sent on time"),
}
PARTS: dict[str, tuple[str, str]] = {
    "referral_to_intake": (N_("Intakes that came of them"), N_("Referrals made")),
    "employed_3_months": (N_("Still employed"), N_("People placed 3 months before")),
    "employed_6_months": (N_("Still employed"), N_("People placed 6 months before")),
    "employed_12_months": (N_("Still employed"), N_("People placed 12 months before")),
    "meetings_held": (N_("Meetings held"), N_("Meetings planned")),
    "actions_on_time": (N_("Done on time"), N_("Actions that were due")),
    "reports_on_time": (N_("Sent on time"), N_("Reports that were due")),
}
HINTS: dict[str, str] = {
    "referrals_in": N_(
        "Only referrals that were planned, supported, coordinated and documented; by telephone is fine."
    ),
    "referrals_out": N_(
        "Only referrals that were planned, supported, coordinated and documented; by telephone is fine."
    ),
    "employed_3_months": N_("Of all who were placed that long ago; say in a comment how many could not be reached."),
    "employed_6_months": N_("Of all who were placed that long ago; say in a comment how many could not be reached."),
    "employed_12_months": N_("Of all who were placed that long ago; say in a comment how many could not be reached."),
}
UNITS: dict[Unit, str] = {
    Unit.number: N_("Count"),
    Unit.percent: N_("Percent"),
    Unit.hours: N_("Hours"),
    Unit.days: N_("Days"),
    Unit.cad: N_("Canadian dollars"),
    Unit.score: N_("Score"),
}
DIRECTIONS: dict[Direction, str] = {
    Direction.up: N_("Should rise"),
    Direction.down: N_("Should fall"),
    Direction.keep: N_("Should stay where it is"),
}
FREQUENCIES: dict[KpiFrequency, str] = {
    KpiFrequency.monthly: N_("Every month"),
    KpiFrequency.quarterly: N_("Every quarter"),
    KpiFrequency.half_yearly: N_("Every half-year"),
    KpiFrequency.yearly: N_("Every year"),
}
STATUSES: dict[Status, str] = {
    Status.on_track: N_("on track"),
    Status.at_risk: N_("at risk"),
    Status.off_track: N_("off track"),
    Status.no_recent_value: N_("no recent value"),
    Status.no_value: N_("no value yet"),
    Status.no_target: N_("no target"),
}
HOW: dict[Together, str] = {
    Together.total: N_("added up"),
    Together.rate: N_("all counted together"),
    Together.mean: N_("on average"),
}
_PER: dict[KpiFrequency, str] = {
    KpiFrequency.monthly: N_("{value} a month"),
    KpiFrequency.quarterly: N_("{value} a quarter"),
    KpiFrequency.half_yearly: N_("{value} a half-year"),
    KpiFrequency.yearly: N_("{value} a year"),
}


def name_of(words: Words, kpi: Kpi) -> str:
    """What an indicator is called in the reader's language; one that was typed, as it was."""
    return kpi.name or words.text(LIBRARY_NAMES[kpi.code])


def names_of(kpi: Kpi) -> set[str]:
    """What an indicator is called in every language."""
    return {name_of(Words(language, ZoneInfo("UTC")), kpi) for language in LANGUAGES}


def parts_of(words: Words, kpi: Kpi) -> tuple[str, str]:
    """What the numerator and the denominator of a rate count."""
    if kpi.numerator and kpi.denominator:
        return kpi.numerator, kpi.denominator
    numerator, denominator = PARTS[kpi.code]
    return words.text(numerator), words.text(denominator)


def period_name(words: Words, period: date, frequency: KpiFrequency, *, today: date | None = None) -> str:
    """ "October 2026", "Q4 2026", "second half of 2026", "2026"; a month of the year that `today` is in, "October"."""
    if frequency is KpiFrequency.monthly:
        form = "LLLL" if today is not None and today.year == period.year else "LLLL y"
        return format_date(period, form, locale=words.locale)
    if frequency is KpiFrequency.quarterly:
        return words.text("Q{n} {year}", n=(period.month + 2) // 3, year=period.year)
    if frequency is KpiFrequency.half_yearly:
        first = period.month == 1
        return (
            words.text("first half of {year}", year=period.year)
            if first
            else words.text("second half of {year}", year=period.year)
        )
    return str(period.year)


def period_label(words: Words, period: date, frequency: KpiFrequency) -> str:
    """The same within 20 characters, for a chart: "Oct 2026", "Q4 2026", "H2 2026"."""
    if frequency is KpiFrequency.monthly:
        return format_date(period, "LLL y", locale=words.locale)
    if frequency is KpiFrequency.half_yearly:
        return words.text("H{n} {year}", n=1 if period.month == 1 else 2, year=period.year)
    return period_name(words, period, frequency)


def target_of(words: Words, kpi: Kpi) -> str:
    """ "15 a month", "85%"; "" without a target."""
    if kpi.target is None:
        return ""
    value = shown(words, kpi.target, kpi.unit)
    return words.text(_PER[kpi.frequency], value=value) if kpi.rule is Together.total else value


def status_name(words: Words, status: Status) -> str:
    return words.text(STATUSES[status])


def rule(words: Words) -> Rich:
    """The rule of the states, which stands beside them wherever they are shown."""
    return words.rich(
        "On track: at least 95% of what the line from the baseline to the target asks for at the end of the period; "
        "at risk: 80 to 95%; off track: less. Where less is better, the other way round; no recent value: none for "
        "two periods."
    )
