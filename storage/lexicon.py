"""Words as they are compared in a search: the same in English and French, in singular and plural, without accents.

Both databases search for exactly these words, so that they find the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

LONGEST = 40
REMEMBERED = 20_000
"""Words of which it is remembered how they are compared: those of a register are mostly the same few thousand."""
PROVINCES = {
    "ab": "alberta",
    "bc": "british columbia",
    "cb": "british columbia",
    "mb": "manitoba",
    "nb": "new brunswick",
    "nl": "newfoundland",
    "tnl": "newfoundland",
    "ns": "nova scotia",
    "ne": "nova scotia",
    "nt": "northwest territories",
    "nu": "nunavut",
    "on": "ontario",
    "pe": "prince edward island",
    "ipe": "prince edward island",
    "qc": "quebec",
    "sk": "saskatchewan",
    "yt": "yukon",
}

_UNSAID = frozenset(
    """
    the of and for an in to on with at by from or as is are be we our their your more who that this it its not can will
    have has do within per all any other others
    le la les de des du un une et ou pour dans en au aux sur avec par plus qui que ce cette ces leur leurs notre nos
    votre vos est sont ne pas se sa son ses chez entre tout tous toute toutes
    service program programme organization organisation organisme people personne need besoin inc ltd ltee
    """.split()  # noqa: SIM905 - lists of words are read as such
)
_UNPLACED = frozenset(
    """
    region regional regionale city ville county comte municipality municipalite district greater grand area secteur
    territory territoire of the de du des la le les and et
    """.split()  # noqa: SIM905
)
_SAME = {
    "newcomer": "immigrant immigre immigration arrivant migrant",
    "refugee": "refugie asylum asile",
    "employment": "emploi job work travail employability employabilite",
    "career": "carriere",
    "youth": "jeune jeunesse young teen adolescent",
    "training": "formation",
    "skill": "competence",
    "interpretation": "interpreter interprete interpretariat translation translator traduction",
    "childcare": "daycare garderie",
    "child": "children enfant kid enfance",
    "family": "familie famille familial familiale",
    "housing": "logement habitation",
    "shelter": "hebergement refuge",
    "disability": "disabilitie disabled handicap handicape handicapee",
    "senior": "aine ainee elderly",
    "woman": "women femme female",
    "indigenous": "autochtone aboriginal inuit metis",
    "francophone": "french francai francaise",
    "language": "langue linguistic linguistique",
    "francization": "francisation",
    "mentoring": "mentor mentorat mentorship",
    "health": "sante",
    "mental": "mentale",
    "food": "alimentation alimentaire nourriture meal repa",
    "transport": "transportation",
    "legal": "juridique law droit",
    "volunteer": "benevole benevolat volunteering",
    "funding": "financement fund fond",
    "school": "ecole scolaire",
    "university": "universite universitie",
    "literacy": "alphabetisation litteratie",
    "digital": "numerique computer ordinateur informatique",
    "counselling": "counseling counsellor counselor orientation",
    "business": "entreprise enterprise entrepreneur entrepreneurship entrepreneuriat",
    "trade": "metier",
    "library": "bibliotheque librarie",
    "faith": "church eglise mosque mosquee temple synagogue paroisse parish confessionnel",
    "veteran": "",
    "addiction": "toxicomanie dependance",
    "poverty": "pauvrete",
    "employer": "employeur",
    "community": "communautaire communaute communitie",
    "centre": "center",
    "workshop": "atelier",
    "assessment": "evaluation",
    "room": "salle local locaux",
    "kitchen": "cuisine",
}
_CONCEPTS = {word: concept for concept, words in _SAME.items() for word in words.split()}
_TOGETHER = {
    ("child", "care"): "childcare",
    ("garde", "enfant"): "childcare",
    ("first", "nation"): "indigenous",
    ("premiere", "nation"): "indigenous",
    ("nouvel", "arrivant"): "newcomer",
    ("nouveau", "arrivant"): "newcomer",
    ("nouveaux", "arrivant"): "newcomer",
}


_WORDS = re.compile(r"[^\W_]+")


def plain(text: str) -> list[str]:
    """The words of a text, in lower case and without accents."""
    spelt = text.casefold().replace("œ", "oe").replace("æ", "ae")
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(sign))
    return [word[:LONGEST] for word in _WORDS.findall(bare)]


def concepts(text: str) -> list[str]:
    """What a text speaks of, each once, in its order: « Emplois d’été pour jeunes » and "Summer jobs for youth" share
    two of their words."""
    return [concept for concept, _ in spoken(text)]


def spoken(text: str) -> list[tuple[str, str]]:
    """The same, each with the words as they are written."""
    written = _WORDS.findall(unicodedata.normalize("NFC", text))
    words = [(one, word) for one in written if (word := _compared(one[:LONGEST]))]
    found: dict[str, str] = {}
    place = 0
    while place < len(words):
        one, word = words[place]
        both = _TOGETHER.get((word, words[place + 1][1])) if place + 1 < len(words) else None
        found.setdefault(both or _CONCEPTS.get(word, word), f"{one} {words[place + 1][0]}" if both else one)
        place += 2 if both else 1
    return list(found.items())


def phrases(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """What is listed in a text, separated by commas, semicolons or lines: each as it is written, with what it speaks
    of; what speaks of nothing is left out."""
    parts = [" ".join(part.split()) for part in re.split(r"[,;\n/•·]+", text)]
    told: dict[tuple[str, ...], str] = {}
    for part in parts:
        told.setdefault(tuple(concepts(part)), part)
    return [(part, words) for words, part in told.items() if words]


def places(*texts: str) -> list[str]:
    """The words of places, each once: "Durham Region" is where "durham" is; "ON" is Ontario."""
    return list(dict.fromkeys(_placed(texts)))


def _placed(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        words = plain(text)
        if len(words) == 1:
            words = PROVINCES.get(words[0], words[0]).split()
        yield from (word for word in words if len(word) > 1 and word not in _UNPLACED)


@lru_cache(maxsize=REMEMBERED)
def _compared(written: str) -> str:
    """How a word is compared; "" for one that says nothing."""
    word = _singular(next(iter(plain(written)), ""))
    return word if len(word) > 1 and word not in _UNSAID else ""


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("aux") else word
