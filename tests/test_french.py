"""The French catalogs as they come out: facts in their places, numbers in their forms, and a second reader's sample."""

import re
from collections.abc import Iterator
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.catalogs import translated
from messages.words import Words

FRENCH, ENGLISH = Words("fr", ZoneInfo("UTC")), Words("en", ZoneInfo("UTC"))
Counted = tuple[tuple[str, str], tuple[str, str]]
TURNED = {
    "Version {n} was replaced by version {newest}.",
    "{name} asks you to report {period} figures for {partner}.",
}
"""Said in another order in French; each stands in the sample below."""
ALIKE = {
    "{n} slipped", "{n} open in all", "{n} open", "{n} overdue", "{n} session planned, {held} held",
    "Take over {n} from the agreement", "{n} of ours", "{n} of others",
}  # fmt: skip
"""One form for any number in French."""
NUMBERLESS = {
    "reminder {lengths} before", "{total} point", "{who} met {partner} on {day} ({purpose}).",
    "{who} reviewed the partnership with {partner} on {day}.",
    "A planning session with {name} went by while Liaison was away.",
    "Your other open action", "Your partner",
}  # fmt: skip
"""Where the number is not said: it shows in what is listed, or there is one only."""
SINGULARS = {
    "a": "ont", "est": "sont", "n’a": "n’ont", "reste": "restent", "revient": "reviennent", "attend": "attendent",
    "du": "des", "la": "les", "le": "les", "lieu": "lieux", "auquel": "auxquels", "votre": "vos", "lui": "eux",
    "is": "are", "was": "were", "has": "have", "holds": "hold", "stays": "stay", "comes": "come", "it": "them",
    "person": "people", "entry": "entries", "opportunity": "opportunities",
}  # fmt: skip
"""Words whose plural is not made by an s."""
WORD = re.compile(r"[^\W\d_]+(?:’[^\W\d_]+)?")


def messages() -> list[Any]:
    """What the catalogs hold, as Babel reads them."""
    return [message for catalog in translated().values() for message in catalog if message.id]


def counted() -> list[Counted]:
    """The English forms for one and for many, and the French ones, of every sentence that counts."""
    return [(message.id, message.string) for message in messages() if isinstance(message.id, tuple)]


def sentences() -> Iterator[tuple[str, str]]:
    """Every English form and the French one in its place."""
    yield from ((message.id, message.string) for message in messages() if isinstance(message.id, str))
    for english, french in counted():
        yield from zip(english, french, strict=True)


def placeholders(text: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(text) if name]


def test_facts_stand_in_the_order_of_the_english() -> None:
    """What begins and what ends, who asks and who is asked: none of them took the other's place."""
    found = list(sentences())
    assert len(found) > 2500
    assert sum(len(placeholders(english)) > 1 for english, _ in found) > 250
    moved = {
        english
        for english, french in found
        if [name for name in placeholders(french) if name in placeholders(english)] != placeholders(english)
    }
    assert moved == TURNED


def filled(form: str, number: str) -> str:
    """The form as it comes out, put together without the code under test."""
    return re.sub(r"\{(\w+)\}", lambda name: number if name[1] == "n" else f"<{name[1]}>", form)


@pytest.mark.parametrize(
    ("words", "language", "place"),
    [(FRENCH, 1, {0: 0, 1: 0, 2: 1, 11: 1}), (ENGLISH, 0, {0: 1, 1: 0, 2: 1, 11: 1})],
    ids=["French", "English"],
)
def test_every_number_has_its_form(words: Words, language: int, place: dict[int, int]) -> None:
    """In French nothing and one are one, in English nothing is many. The number is said."""
    found = counted()
    assert len(found) > 100
    for forms in found:
        english = forms[0]
        facts = {name: f"<{name}>" for form in english for name in placeholders(form) if name != "n"}
        for n, which in place.items():
            said = words.plural(*english, n, **facts)
            assert said == filled(forms[language][which], str(n))
            assert str(n) in said or english[0] in NUMBERLESS


def of_many(one: str, many: str) -> bool:
    """Whether a form says of many what the other says of one, by a word at least."""
    said = set(WORD.findall(many.lower()))
    return any(
        SINGULARS.get(word, f"{word}s") in said for word in WORD.findall(one.lower()) if word not in SINGULARS.values()
    )


def test_no_form_stands_in_the_place_of_the_other() -> None:
    assert {english[0] for english, french in counted() if french[0] == french[1]} == ALIKE
    for one, many in (forms for both in counted() for forms in both if forms[0] != forms[1]):
        assert of_many(one, many), (one, many)
        assert not of_many(many, one), (one, many)


SAMPLE: list[tuple[str, dict[str, object], str]] = [
    ("from {start} to {end}", {"start": "1er janv. 2026", "end": "31 déc. 2026"}, "du 1er janv. 2026 au 31 déc. 2026"),
    ("{start} to {end}", {"start": "9 h", "end": "10 h"}, "de 9 h à 10 h"),
    ("{since} to {until}", {"since": "1er oct.", "until": "30 nov."}, "du 1er oct. au 30 nov."),
    (
        "{name}, {since} to {until}",
        {"name": "Sam", "since": "1er oct.", "until": "30 nov."},
        "Sam, du 1er oct. au 30 nov.",
    ),
    ("Week of {monday} to {sunday}", {"monday": "9 nov.", "sunday": "15 nov."}, "Semaine du 9 nov. au 15 nov."),
    (
        "The workspace’s: {start} to {end}",
        {"start": "18 h", "end": "8 h"},
        "Celles de l’espace de travail : de 18 h à 8 h",
    ),
    (
        "• {title} ({state}): {first} to {last}",
        {"title": "Accueil", "state": "en vigueur", "first": "2 janv. 2026", "last": "1er janv. 2027"},
        "• Accueil (en vigueur) : du 2 janv. 2026 au 1er janv. 2027",
    ),
    (
        "Moved from {since} to {to} by itself",
        {"since": "Repéré", "to": "Contacté"},
        "Passé de lui-même de Repéré à Contacté",
    ),
    (
        "Moved from {since} to {to} by itself, after something {name} recorded",
        {"since": "Repéré", "to": "Contacté", "name": "Sam"},
        "Passage automatique de « Repéré » à « Contacté », à la suite d’une note de Sam",
    ),
    (
        "{name} moved it from {since} to {to}",
        {"name": "Sam", "since": "Repéré", "to": "Contacté"},
        "Sam l’a fait passer de « Repéré » à « Contacté »",
    ),
    (
        "{day}: {name} moved it to “{to}”: “{why}”",
        {"day": "2 nov.", "name": "Sam", "to": "En cours", "why": "Trouvé"},
        "2 nov. : Sam l’a déplacé vers « En cours » : « Trouvé »",
    ),
    (
        "{name} rose from {first} ({first_period}) to {last} ({last_period})",
        {"name": "Placements", "first": 12, "first_period": "sept.", "last": 17, "last_period": "oct."},
        "Placements : hausse de 12 (sept.) à 17 (oct.)",
    ),
    (
        "{name} fell from {first} ({first_period}) to {last} ({last_period})",
        {"name": "Placements", "first": 17, "first_period": "sept.", "last": 12, "last_period": "oct."},
        "Placements : baisse de 17 (sept.) à 12 (oct.)",
    ),
    (
        "{side}: from {first} ({since}) to {last} ({until}), of 5.",
        {"side": "Leur côté", "first": "3,2", "since": "mai", "last": "4,1", "until": "nov."},
        "Leur côté : de 3,2 (mai) à 4,1 (nov.), sur 5.",
    ),
    (
        "{field}: {before} → {after}",
        {"field": "Région", "before": "Ajax", "after": "Oshawa"},
        "Région : Ajax → Oshawa",
    ),
    ("*{title}*\nversion {one} → version {other}", {"title": "A", "one": 1, "other": 3}, "*A*\nversion 1 → version 3"),
    ("Version {n} was replaced by version {newest}.", {"n": 1, "newest": 3}, "La version 3 a remplacé la version 1."),
    (
        "Version {n} is taken up again, as version {new}.",
        {"n": 1, "new": 4},
        "La version 1 est reprise et devient la version 4.",
    ),
    (
        "This is off the scale: it goes from {least} to {most}.",
        {"least": 1, "most": 5},
        "C’est hors de l’échelle, qui va de 1 à 5.",
    ),
    (
        "*{gone}* is part of *{kept}* now.",
        {"gone": "Le Lac", "kept": "Maison du Lac"},
        "*Le Lac* fait maintenant partie de *Maison du Lac*.",
    ),
    (
        "*{gone}* goes into *{kept}*. Nothing is done yet.",
        {"gone": "Le Lac", "kept": "Maison du Lac"},
        "*Le Lac* passe dans *Maison du Lac*. Rien n’est encore fait.",
    ),
    (
        "{name} merged *{gone}* into *{kept}*.",
        {"name": "Sam", "gone": "Le Lac", "kept": "Maison du Lac"},
        "Sam a fusionné *Le Lac* avec *Maison du Lac*.",
    ),
    ("{part} of {whole}", {"part": 3, "whole": 12}, "3 sur 12"),
    ("{done} of the {five} that the standard names.", {"done": 3, "five": 5}, "3 sur les 5 que demande la norme."),
    ("{late} of {due} actions late", {"late": 2, "due": 9}, "actions en retard : 2 sur 9"),
    ("{off} of {judged} indicators off track", {"off": 2, "judged": 9}, "indicateurs en retard sur la cible : 2 sur 9"),
    (
        "roles unclear for {unclear} of {works} pieces of work",
        {"unclear": 2, "works": 9},
        "rôles à préciser pour 2 tâches sur 9",
    ),
    (
        "{total}, {answered} of {asked} answered",
        {"total": "18 points", "answered": 9, "asked": 11},
        "18 points, 9 réponses sur 11",
    ),
    (
        "Reading *{name}*: {done} of {total} records\n{bar}",
        {"name": "a.csv", "done": 3, "total": 12, "bar": "▰"},
        "Lecture de *a.csv* : 3 fiches sur 12\n▰",
    ),
    ("Page {page} of {pages}", {"page": 2, "pages": 3}, "Page 2 sur 3"),
    (
        "Answered so far: {ours} of our side, {theirs} of theirs.",
        {"ours": 3, "theirs": 1},
        "Réponses reçues : 3 de notre côté, 1 du leur.",
    ),
    (
        "The sides are {gap} apart, most on “{statement}”: {ours} here, {theirs} there.",
        {"gap": "1,2", "statement": "Le but est clair", "ours": "4,4", "theirs": "3,2"},
        "L’écart entre les parties est de 1,2, surtout pour « Le but est clair » : 4,4 ici, 3,2 chez eux.",
    ),
    ("{ours} ours, {theirs} of others", {"ours": 2, "theirs": 5}, "2 à nous, 5 à d’autres"),
    (
        "{name} asks you to report {period} figures for {partner}.",
        {"name": "Sam", "period": "octobre", "partner": "Le Lac"},
        "Sam vous demande de saisir les chiffres de Le Lac (octobre).",
    ),
    ("{name} asked {who} to report these.", {"name": "Sam", "who": "Priya"}, "Sam a demandé à Priya de les saisir."),
    (
        "Version {n} still waits for your review; {by} asked you.",
        {"n": 2, "by": "Sam"},
        "La version 2 attend toujours votre révision, demandée par Sam.",
    ),
    (
        "*{day}*, message by {author}, saved by {who}",
        {"day": "2 nov.", "author": "Priya", "who": "Sam"},
        "*2 nov.*, message de Priya, gardé par Sam",
    ),
    (
        "*{day}*, {how} · {who} with {whom}",
        {"day": "2 nov.", "how": "appel", "who": "Sam", "whom": "Maria"},
        "*2 nov.*, appel · Sam avec Maria",
    ),
    (
        "No contact with {whom} for {length}; you agreed on {rhythm}. The last one was on {day}.",
        {"whom": "Maria", "length": "5 semaines", "rhythm": "par mois", "day": "2 nov. 2026"},
        "Aucun échange avec Maria depuis 5 semaines; vous aviez convenu d’un échange par mois. Le dernier date du"
        " 2 nov. 2026.",
    ),
    (
        "*{name}*\nKept since {kept}, to be looked at again since {day}",
        {"name": "Maria", "kept": "2 nov. 2024", "day": "2 nov. 2026"},
        "*Maria*\nConservé depuis le 2 nov. 2024, à revoir depuis le 2 nov. 2026",
    ),
    (
        "Your link was made on {day}. A calendar last read it on {when}.",
        {"day": "2 nov.", "when": "9 nov., 9 h"},
        "Votre lien date du 2 nov. Un calendrier l’a lu pour la dernière fois le 9 nov., 9 h.",
    ),
    (
        "Liaison planned this message on {planned} for {place}, to be posted {due}.",
        {"planned": "2 nov.", "place": "Sam", "due": "9 nov."},
        "Liaison a préparé ce message le 2 nov. pour Sam, à publier le 9 nov.",
    ),
    (
        "Our check of readiness to partner, made on {day} by {name}, is valid until {until}.",
        {"day": "2 nov. 2026", "name": "Sam", "until": "2 nov. 2027"},
        "Notre vérification de l’état de préparation aux partenariats, faite le 2 nov. 2026 par Sam, est valide"
        " jusqu’au 2 nov. 2027.",
    ),
    ("{side} {mean} of 5", {"side": "Notre côté", "mean": "4,1"}, "Notre côté : 4,1 sur 5"),
]
"""Where two facts of a sort stand in one sentence: what goes in, and what a reader of French must be told."""


@pytest.mark.parametrize(("sentence", "facts", "french"), SAMPLE, ids=[one[0][:40] for one in SAMPLE])
def test_a_second_reader_understands_it(sentence: str, facts: dict[str, object], french: str) -> None:
    said = FRENCH.text(sentence, **facts)
    assert said.replace("\u00a0", " ") == french


def test_what_is_turned_round_is_in_the_sample() -> None:
    assert {one[0] for one in SAMPLE} >= TURNED
