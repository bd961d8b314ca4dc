"""Time zones as people look for them: by city, Canadian ones first."""

from functools import cache
from zoneinfo import available_timezones

from messages.blocks import Element, option
from messages.words import CITIES
from storage.organizations import name_key

CANADA = {
    "America/St_Johns": "St. John’s",
    "America/Halifax": "Halifax, Charlottetown, Sydney",
    "America/Moncton": "Moncton, Fredericton, Saint John",
    "America/Goose_Bay": "Happy Valley-Goose Bay",
    "America/Blanc-Sablon": "Blanc-Sablon",
    "America/Toronto": "Toronto, Ottawa, Montréal, Québec",
    "America/Iqaluit": "Iqaluit",
    "America/Winnipeg": "Winnipeg, Brandon, Kenora",
    "America/Rankin_Inlet": "Rankin Inlet",
    "America/Regina": "Regina, Saskatoon",
    "America/Edmonton": "Edmonton, Calgary, Yellowknife",
    "America/Dawson_Creek": "Dawson Creek, Fort St. John",
    "America/Vancouver": "Vancouver, Victoria, Kelowna",
    "America/Whitehorse": "Whitehorse",
}
CONTINENTS = frozenset(
    ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"]
)
MOST = 100


def zone_option(zone: str) -> Element:
    """A time zone by its cities; the value is its IANA name."""
    return option(_label(zone), zone)


def find(typed: str) -> list[Element]:
    """Zones whose city or name holds what was typed, accents and case aside; without it, Canada's."""
    key = name_key(typed) if typed.strip() else ""
    if not key:
        return [zone_option(zone) for zone in CANADA]
    found = [
        (f" {known}".find(f" {key}") < 0, place, zone) for place, (zone, known) in enumerate(_known()) if key in known
    ]
    return [zone_option(zone) for _, _, zone in sorted(found)[:MOST]]


def _label(zone: str) -> str:
    if known := CANADA.get(zone) or CITIES.get(zone):
        return known
    region, _, city = zone.partition("/")
    city = ", ".join(reversed(city.replace("_", " ").split("/")))
    return f"{city} ({region})" if city else zone


@cache
def _known() -> list[tuple[str, str]]:
    """Every zone with the words it is found by, in the order shown."""
    others = [zone for zone in available_timezones() if zone.partition("/")[0] in CONTINENTS and zone not in CANADA]
    others.sort(key=_label)
    every = [*CANADA, *others, "UTC"]
    return [(zone, name_key(f"{_label(zone)} {zone.replace('_', ' ')}")) for zone in every]
