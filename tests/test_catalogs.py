"""The catalogs: what the tool finds, what it changes, and that ours are complete."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.catalogs import check, said, translated, update
from bot.titles import titles
from handlers import house
from messages.words import Words

CODE = '''
"""Greetings."""
from messages.words import N_
ABOUT = N_("Say hello")
def hello(words, name, n):
    words.text("Hello {name}", name=name)
    words.rich("Press `Enter`: it is done")
    words.text("{name} · {n}", name=name, n=n)
    return words.plural("{n} guest", "{n} guests", n)
'''
FRENCH = {
    "Say hello": "Saluer",
    "Hello {name}": "Bonjour {name}",
    "Press `Enter`: it is done": "Appuyez sur `Enter`\u00a0: c’est fait",
}
GUESTS = ("{n} personne", "{n} personnes")


@pytest.fixture
def root(tmp_path):
    """A house with one feature, translated in full."""
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages/greetings.py").write_text(CODE)
    write(tmp_path, "greetings", FRENCH, GUESTS)
    return tmp_path


def write(root, feature, sentences, counted=None, before=""):
    """A catalog written by hand."""
    lines = ['msgid ""', 'msgstr ""', '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"', ""]
    lines += [f'{before}msgid "{english}"\nmsgstr "{french}"\n' for english, french in sentences.items()]
    if counted:
        lines.append('msgid "{n} guest"\nmsgid_plural "{n} guests"')
        lines += [f'msgstr[{place}] "{form}"' for place, form in enumerate(counted)]
    folder = root / "messages/locale/fr"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{feature}.po").write_text("\n".join(lines) + "\n")


def troubles(root):
    return [problem.trouble for problem in check(root)]


def test_every_sentence_is_found_and_bare_placeholders_are_not(root):
    assert said(root) == {"greetings": [*FRENCH, ("{n} guest", "{n} guests")]}


def test_what_an_f_string_says_is_found_too(tmp_path):
    (tmp_path / "messages").mkdir()
    said_there = (
        "words.rich('*A*')",
        "words.plural('{n} day', '{n} days', 2)",
        "words.text(NAME)",
        "words.rich('{x}')",
    )
    code = f'f"{" · ".join(f"{{{one}}}" for one in said_there)}"'
    (tmp_path / "messages/days.py").write_text(code)
    assert said(tmp_path) == {"days": ["*A*", ("{n} day", "{n} days")]}


def test_a_complete_catalog_is_well(root):
    assert troubles(root) == []


def test_missing_french_is_found(root):
    write(root, "greetings", {**FRENCH, "Say hello": ""}, GUESTS)
    assert [(problem.sentence, problem.where) for problem in check(root)] == [("Say hello", "greetings.po")]


def test_a_sentence_of_two_features_is_translated_once(root):
    (root / "messages/visits.py").write_text('def a(words): return words.text("Say hello")\n')
    assert troubles(root) == []
    write(root, "visits", {"Say hello": "Dire bonjour"})
    assert troubles(root) == ["is said otherwise in greetings.po"]


@pytest.mark.parametrize(
    ("english", "french", "trouble"),
    [
        ("Hello {name}", "Bonjour {nom}", "has other placeholders"),
        ("Hello {name}", "Bonjour", "has other placeholders"),
        ("Press `Enter`: it is done", "Appuyez sur Enter, c’est fait", "has other `code`"),
        ("Say hello", "Saluer ?", "needs no-break spaces"),
        ("Say hello", "Saluer\u00a0; partir", "needs no-break spaces"),
        ("Say hello", "Dire « bonjour »", "needs no-break spaces"),
        ("Say hello", "Dire : bonjour", "needs no-break spaces"),
        ("Say hello", "Dire: bonjour", "needs no-break spaces"),
        ("Say hello", "Saluer l'équipe", "needs ’"),
    ],
)
def test_wrong_french_is_found(root, english, french, trouble):
    write(root, "greetings", {**FRENCH, english: french}, GUESTS)
    assert [found for found in troubles(root) if found.startswith(trouble)]


@pytest.mark.parametrize("french", ["À 09:30", "Dire :wave: bonjour", "Voir https://liaison.example", "Saluer?"])
def test_right_french_passes(root, french):
    write(root, "greetings", {**FRENCH, "Say hello": french}, GUESTS)
    assert troubles(root) == []


def test_fuzzy_obsolete_and_one_form_of_two_are_found(root):
    write(root, "greetings", {**FRENCH, "Say bye": "Dire adieu"}, ("{n} personne", ""))
    assert sorted(troubles(root)) == [
        "has no French (run make messages, then translate)",
        "is said no more; run make messages",
        "needs two forms, for one and for many",
    ]
    write(root, "greetings", FRENCH, GUESTS, before="#, fuzzy\n")
    assert "is marked fuzzy" in troubles(root)


def test_titles_are_measured_in_both_languages(root):
    (root / "messages/greetings.py").write_text(
        "def form(words, new):\n"
        '    title = words.text("Greet somebody") if new else words.text("Greet somebody once more, please")\n'
        '    return modal("greet", title, [], submit=words.text("Greet"), close=words.text("Close"))\n'
    )
    write(root, "greetings", {
        "Greet somebody": "Saluer une personne inconnue",
        "Greet somebody once more, please": "Saluer",
        "Greet": "Saluer",
        "Close": "Fermer",
    })  # fmt: skip
    assert [(found.sentence, found.trouble.rpartition(": ")[2]) for found in check(root)] == [
        ("Greet somebody", "'Saluer une personne inconnue'"),
        ("Greet somebody once more, please", "'Greet somebody once more, please'"),
    ]


def test_titles_are_read_from_the_code():
    assert titles('def f(words):\n    return modal("id", words.text("Title"), [], close=words.text("No"))') == [
        "No",
        "Title",
    ]


def test_update_adds_drops_and_keeps(root):
    code = CODE.replace("Say hello", "Say good morning")
    (root / "messages/greetings.py").write_text(code)
    update(root)
    catalog = translated(root / "messages/locale/fr")["greetings"]
    assert next(message.id for message in catalog if message.id) == "Say good morning"
    assert catalog.get("Hello {name}").string == "Bonjour {name}"
    assert tuple(catalog.get("{n} guest").string) == GUESTS
    assert [problem.sentence for problem in check(root)] == ["Say good morning"]
    before = (root / "messages/locale/fr/greetings.po").read_text()
    update(root)
    assert (root / "messages/locale/fr/greetings.po").read_text() == before


def test_update_removes_the_catalog_of_a_feature_that_is_gone(root):
    (root / "messages/greetings.py").unlink()
    update(root)
    assert translated(root / "messages/locale/fr") == {}


def test_ours_are_complete():
    assert [str(problem) for problem in check()] == []


def test_every_command_and_shortcut_is_explained_in_french():
    routes, french = house(), Words("fr", None).catalog
    shown = [sentence for command in routes.commands.values() for sentence in (command.about, command.usage)]
    shown += [sentence for shortcut in routes.shortcuts.values() for sentence in (shortcut.name, shortcut.about)]
    assert [sentence for sentence in shown if sentence and sentence not in french.sentences] == []


def test_the_point_of_an_abbreviation_ends_the_sentence_too():
    english, french = Words("en", ZoneInfo("UTC")), Words("fr", ZoneInfo("UTC"))
    day = french.day(date(2026, 11, 26))
    assert french.text("Left by {day}. Kept.", day=day) == "Left by jeu. 26 nov. Kept."
    assert english.rich("{name}. *{name}*", name="Silva & Co.") == "Silva &amp; Co. *Silva &amp; Co.*"
    assert english.plural("{n} of {name}.", "{n} of {name}.", 2, name="Silva Inc.") == "2 of Silva Inc."
    assert english.text("{name}. And so on..", name="Well...") == "Well.... And so on.."
