"""Organizations: the names of their kinds and languages, and their part of the partner form."""

from collections.abc import Iterable, Mapping
from typing import Any

from babel import Locale

from messages import inputs
from messages.blocks import Block, option
from messages.words import N_, Words
from storage.organizations import NAME_LIMIT, SHORT_LIMIT, Kind

NAME, KINDS, WEBSITE, REGION, LANGUAGES, SERVES = "name", "kinds", "website", "region", "languages", "serves"

SERVES_LIMIT = 1000

KIND_NAMES: dict[Kind, str] = {
    Kind.community: N_("Community"),
    Kind.government: N_("Government"),
    Kind.education: N_("Education"),
    Kind.faith: N_("Faith-based"),
    Kind.employer: N_("Employer"),
    Kind.indigenous: N_("Indigenous organization"),
    Kind.health: N_("Health"),
    Kind.settlement: N_("Settlement"),
    Kind.disability: N_("Disability"),
    Kind.union: N_("Union or association"),
    Kind.funder: N_("Funder"),
}
# The official languages first, then sign languages, Indigenous languages, and others often spoken in Canada.
SPOKEN = (
    *("en", "fr", "ase", "fcs", "cr", "iu", "mic", "oj"),
    *("am", "ar", "bn", "de", "es", "fa", "fil", "gu", "hi", "ht", "it", "ja", "ko", "ku", "pa", "pl", "ps", "pt"),
    *("ro", "ru", "so", "sw", "ta", "ti", "uk", "ur", "vi", "zh"),
)
QUEBEC_SIGN_LANGUAGE = N_("Quebec Sign Language")


def kind_names(words: Words, kinds: Iterable[Kind]) -> list[str]:
    return [words.text(KIND_NAMES[kind]) for kind in kinds]


def language_name(words: Words, code: str) -> str:
    """The language's name with a capital, as a list shows it."""
    if code == "fcs":
        return words.text(QUEBEC_SIGN_LANGUAGE)
    found = Locale.parse(words.locale).languages.get(code, code)
    return str(found)[:1].upper() + str(found)[1:]


def language_in_text(words: Words, code: str) -> str:
    """The language's name within a sentence: French writes it without a capital."""
    name = language_name(words, code)
    return name[:1].lower() + name[1:] if words.language == "fr" else name


def who_they_are(words: Words, values: Mapping[str, Any]) -> list[Block]:
    """The name and the kinds."""
    kinds = [option(words.text(name), kind.value) for kind, name in KIND_NAMES.items()]
    name = inputs.text(values.get(NAME), limit=NAME_LIMIT, while_typing=True, focus=not values.get(NAME))
    return [
        inputs.field(NAME, words.text("Name"), name, dispatch=True),
        inputs.field(
            KINDS,
            words.text("Kinds of organization"),
            inputs.multi_select(kinds, values.get(KINDS) or ()),
            optional=True,
            dispatch=True,
        ),
    ]


def what_they_do(words: Words, values: Mapping[str, Any]) -> list[Block]:
    """Whom they serve, where, in which languages, and their website."""
    languages = [option(language_name(words, code), code) for code in SPOKEN]
    serves = inputs.text(values.get(SERVES), lines=True, limit=SERVES_LIMIT, while_typing=True)
    region = inputs.text(values.get(REGION), limit=SHORT_LIMIT)
    website = inputs.text(values.get(WEBSITE), limit=SHORT_LIMIT)
    example = words.text("For example newcomers, youth leaving school, people over 50. No client names.")
    return [
        inputs.field(SERVES, words.text("Who they serve"), serves, hint=example, optional=True, dispatch=True),
        inputs.field(REGION, words.text("Region"), region, optional=True),
        inputs.field(
            LANGUAGES,
            words.text("Languages"),
            inputs.multi_select(languages, values.get(LANGUAGES) or ()),
            optional=True,
            dispatch=True,
        ),
        inputs.field(WEBSITE, words.text("Website"), website, optional=True),
    ]
