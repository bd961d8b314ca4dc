"""Public holidays of Canada's provinces and territories, and the working days between them."""

from datetime import date, timedelta
from functools import lru_cache

SATURDAY = 5
_LANGUAGES = {"en": "en_CA", "fr": "fr"}


@lru_cache(maxsize=256)
def _of_year(year: int, province: str, language: str) -> dict[date, str]:
    from holidays import country_holidays  # heavy, so imported at first use

    return dict(country_holidays("CA", subdiv=province, years=year, language=_LANGUAGES[language]).items())


def holiday_on(day: date, province: str, language: str = "en") -> str | None:
    """The name, in `language` ("en" or "fr"), of the public holiday of `province` ("ON") on `day`; None otherwise."""
    return _of_year(day.year, province, language).get(day)


def working_day(day: date, province: str) -> date:
    """`day` itself, or when it is a public holiday the next day that is neither one nor in a weekend."""
    if holiday_on(day, province) is None:
        return day
    while holiday_on(day, province) is not None or day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day
