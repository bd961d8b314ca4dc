"""Words: every sentence a person sees, in English or French, with dates and numbers as that language writes them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("en", "fr")
CATALOGS = Path(__file__).parent / "locale"
CITIES = {"America/St_Johns": "St. John’s", "America/Montreal": "Montréal"}
"""Where the zone's own name is not how people write the city."""
_LOCALES = {"en": "en_CA", "fr": "fr_CA"}


class Rich(str):
    """Text that is mrkdwn already: escaped, and safe to put into a section. What is joined by it or filled into it is
    escaped, unless it is `Rich` too."""

    __slots__ = ()

    def join(self, parts: Iterable[str], /) -> "Rich":
        return Rich(super().join(map(escape, parts)))

    def format(self, *parts: object, **facts: object) -> "Rich":
        told = {name: _told(fact) for name, fact in facts.items()}
        return Rich(super().format(*map(_told, parts), **told))

    def lines(self) -> "list[Rich]":
        return [Rich(line) for line in self.split("\n")]

    def one_line(self) -> "Rich":
        """The same for a list in which each has a line of its own."""
        return Rich(" · ").join(self.lines())


Text = TypeVar("Text", str, Rich)


def escape(text: str) -> Rich:
    """User text as mrkdwn shows it, letter by letter (Slack: only & < > are escaped, & first)."""
    if isinstance(text, Rich):
        return text
    return Rich(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def _told(fact: object) -> Rich:
    return escape(fact if isinstance(fact, str) else str(fact))


def N_(sentence: str) -> str:
    """Marks a sentence for the catalog; `Words.text` translates it where it is shown."""
    return sentence


class Catalog(NullTranslations):
    """The French sentences by their English ones, read from `locale/fr/*.po` (one file a feature)."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.sentences: dict[str, str] = {}
        self.counted: dict[str, tuple[str, ...]] = {}
        for path in sorted((CATALOGS / language).glob("*.po")):
            with path.open("rb") as file:
                for message in read_po(file):
                    if isinstance(message.id, tuple):
                        self.counted[message.id[0]] = tuple(message.string or ())
                    elif message.string and not message.fuzzy:
                        self.sentences[str(message.id)] = str(message.string)

    def gettext(self, message: str) -> str:
        return self.sentences.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        forms = self.counted.get(msgid1)
        if forms is None:
            return msgid1 if n == 1 else msgid2
        return forms[0] if abs(n) < 2 else forms[1]


@cache
def _catalog(language: str) -> Catalog:
    return Catalog(language)


def read_catalogs() -> None:
    """Reads every language now, a fifth of a second's work, rather than for the first reader."""
    for language in LANGUAGES:
        _catalog(language)


def _filled(sentence: str, facts: Mapping[str, object]) -> str:
    """The sentence with its facts. The point of an abbreviation ends the sentence too: « le 24 nov. », "Silva Inc."."""
    said = sentence.format(**facts)
    if ".." in said:
        for fact in facts.values():
            if isinstance(fact, str) and fact.endswith(".") and not fact.endswith(".."):
                said = said.replace(f"{fact}.", fact)
    return said


class Words:
    """How one reader is spoken to: `language` "en" or "fr", instants shown in `zone`."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self.language = language if language in LANGUAGES else "en"
        self.zone = zone
        self.locale = _LOCALES[self.language]
        self.catalog = _catalog(self.language)

    def into(self, language: str) -> "Words":
        """The same reader's hours, in another language: what is written into a document of that language."""
        return Words(language, self.zone)

    def text(self, sentence: str, /, **facts: object) -> str:
        """The sentence as plain text; `{name}` is filled from `facts`, unescaped."""
        found = self.catalog.gettext(sentence)
        return _filled(found, facts) if facts else found

    def rich(self, sentence: str, /, **facts: object) -> Rich:
        """The sentence as mrkdwn; facts are escaped unless they are `Rich`."""
        found = self.catalog.gettext(sentence)
        if not facts:
            return Rich(found)
        return Rich(_filled(found, {name: _told(fact) for name, fact in facts.items()}))

    def plural(self, one: str, many: str, n: int, /, **facts: object) -> str:
        """The form for `n` (`{n}` in the sentence), as plain text; escape it where it joins mrkdwn."""
        return _filled(self.catalog.ngettext(one, many, n), {"n": self.number(n), **facts})

    def day(self, day: date, *, year: bool = False) -> str:
        """A day with its weekday: "Tue 24 Nov", « mar. 24 nov. »; with the year on demand."""
        return self._dated(day, "EEE d MMM y" if year else "EEE d MMM")

    def full_date(self, day: date) -> str:
        """A day without its weekday: "24 Nov 2026", « 24 nov. 2026 »."""
        return self._dated(day, "d MMM y")

    def _dated(self, day: date, form: str) -> str:
        """The first of a month is « 1er » in French, which CLDR's forms do not say."""
        if self.language == "fr" and day.day == 1:
            form = form.replace("d", "d'er'", 1)
        return format_date(day, form, locale=self.locale)

    def hour(self, at: datetime) -> str:
        """The time of day in the reader's zone: "09:00", « 9 h », « 14 h 30 »."""
        return self.clock(at.astimezone(self.zone).time())

    def clock(self, local: time) -> str:
        """A time of day that is the reader's own already: "09:00", « 9 h »."""
        if self.language == "fr":
            return f"{local.hour}\u00a0h" + (f"\u00a0{local.minute:02}" if local.minute else "")
        return format_time(local, "HH:mm", locale=self.locale)

    def when(self, at: datetime, *, zone: bool = False) -> str:
        """Day and time in the reader's zone: "Tue 24 Nov, 09:00", with "(Toronto)" on demand."""
        local = at.astimezone(self.zone)
        shown = f"{self.day(local.date())}, {self.hour(at)}"
        return f"{shown} ({self.city})" if zone else shown

    @property
    def city(self) -> str:
        """The zone's city, as people call it: "Toronto", "St. John’s"."""
        return CITIES.get(self.zone.key) or self.zone.key.rsplit("/", 1)[-1].replace("_", " ")

    def number(self, value: float) -> str:
        return format_decimal(value, locale=self.locale)

    def labelled(self, label: str, what: str) -> str:
        """What a button is called for who listens to the page: what stands on it, then what it is about."""
        return self.text("{label}: {part}", label=label, part=what)

    def listed(self, items: list[str]) -> str:
        """ "a, b and c", « a, b et c »."""
        return format_list(items, locale=self.locale)
