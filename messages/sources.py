"""Where what is known of an organization comes from, and under which licence."""

from messages.words import Rich, Words
from storage.imports import Import
from storage.sources import Source


def provenance(words: Words, source: Source, reading: Import | None) -> Rich:
    """Its source, the day it was read in where that is known, and the licence of the data."""
    licence = source.licence or words.text("not stated")
    if reading is None:
        return words.rich("From {source}; licence: {licence}.", source=source.name, licence=licence)
    day = words.full_date(reading.created_at.astimezone(words.zone).date())
    return words.rich("From {source}, read on {day}; licence: {licence}.", source=source.name, day=day, licence=licence)
