"""`make messages`: the French catalogs, brought up to the sentences in the code, and checked.

One catalog a feature: what `messages/<feature>.py` (or `handlers/<feature>.py`) says stands, with its French, in
`messages/locale/fr/<feature>.po`. A sentence that several features say is translated once, in one of them.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Annotated, Any

import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from bot.titles import LONGEST_TITLE, titles
from messages.words import CATALOGS

ROOT = Path(__file__).parent.parent
FRENCH = CATALOGS / "fr"
SAYING: dict[str, Any] = {"text": None, "rich": None, "N_": None, "plural": (1, 2)}
HEADER = """\
msgid ""
msgstr ""
"Language: fr_CA\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""

# What is no prose: code, placeholders, addresses, emoji.
CODE = re.compile(r"`[^`]*`|\{[^}]*\}|https?://\S+|:\w+:")
OTHERWISE = ":“”"
# Canadian French (OQLF): a no-break space (U+00A0) inside « » and before a colon, and no space before ; ? !
MISSPACED = re.compile(r"(?<!\u00a0)»|«(?!\u00a0)|(?<!\u00a0):(?=\s|$)|\s[;?!]")

Sentence = str | tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one sentence of one catalog."""

    where: str
    sentence: str
    trouble: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence!r}: {self.trouble}"


def said(root: Path = ROOT) -> dict[str, list[Sentence]]:
    """The English sentences of each feature, in the order of its code."""
    found: dict[str, list[Sentence]] = {}
    for path in sorted([*root.glob("messages/*.py"), *root.glob("handlers/*.py")]):
        extracted = [sentence for _line, sentence, *_ in extract_from_file("python", path, keywords=SAYING)]
        for sentence in [*extracted, *_within_f_strings(path.read_text())]:
            sentences = found.setdefault(path.stem, [])
            if sentence not in sentences and _speaks(sentence):
                sentences.append(sentence)
    return found


def _within_f_strings(code: str) -> Iterator[Sentence]:
    """What is said inside an f-string, where Babel sees one token only before Python 3.12."""
    outer = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.JoinedStr)]
    for call in (inner for node in outer for inner in ast.walk(node) if isinstance(inner, ast.Call)):
        texts = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        match call.func:
            case ast.Attribute(attr="text" | "rich") if texts:
                yield texts[0]
            case ast.Attribute(attr="plural") if len(texts) > 1:
                yield texts[0], texts[1]


def translated(folder: Path = FRENCH) -> dict[str, Catalog]:
    """The catalogs there are, by feature."""
    catalogs = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            catalogs[path.stem] = read_po(file, locale="fr_CA")
    return catalogs


def update(root: Path = ROOT) -> None:
    """Adds what is new with an empty translation, drops what nobody says any more; what is translated stays."""
    folder = root / "messages/locale/fr"
    sentences, catalogs = said(root), translated(folder)
    home = _homes(sentences, catalogs)
    folder.mkdir(parents=True, exist_ok=True)
    for feature in sentences.keys() | catalogs.keys():
        path, fresh = folder / f"{feature}.po", Catalog(locale="fr_CA")
        for sentence in sentences.get(feature, []):
            if home[sentence] == feature:
                known = catalogs[feature].get(_key(sentence)) if feature in catalogs else None
                comments = known.user_comments if known else ()
                fresh.add(sentence, known.string if known else None, user_comments=comments)
        if not len(fresh):
            path.unlink(missing_ok=True)
            continue
        with path.open("wb") as file:
            file.write(HEADER.encode())
            write_po(file, fresh, omit_header=True, no_location=True, width=110)


def check(root: Path = ROOT) -> list[Problem]:
    """Everything that keeps the French from being complete and right."""
    sentences, catalogs = said(root), translated(root / "messages/locale/fr")
    return [
        *_missing(sentences, catalogs),
        *(problem for feature, catalog in catalogs.items() for problem in _wrong(feature, catalog, sentences)),
        *_two_ways(catalogs),
        *_long_titles(root, catalogs),
    ]


def _homes(sentences: dict[str, list[Sentence]], catalogs: dict[str, Catalog]) -> dict[Sentence, str]:
    """Which feature translates each sentence: the first that has its French, else the first that says it."""
    homes: dict[Sentence, str] = {}
    for feature in sorted(sentences):
        for sentence in sentences[feature]:
            done = feature in catalogs and _french(catalogs[feature], sentence)
            at = homes.get(sentence)
            if at is None or (done and not (at in catalogs and _french(catalogs[at], sentence))):
                homes[sentence] = feature
    return homes


def _french(catalog: Catalog, sentence: Sentence) -> tuple[str, ...]:
    """The translation's forms, () where there is none."""
    message = catalog.get(_key(sentence))
    if message is None or not message.string or message.fuzzy:
        return ()
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return forms if all(forms) else ()


def _missing(sentences: dict[str, list[Sentence]], catalogs: dict[str, Catalog]) -> Iterator[Problem]:
    known = {
        sentence: True
        for feature, catalog in catalogs.items()
        for sentence in sentences.get(feature, [])
        if _french(catalog, sentence)
    }
    for feature, spoken in sentences.items():
        for sentence in spoken:
            if sentence not in known:
                known[sentence] = True
                yield Problem(f"{feature}.po", _key(sentence), "has no French (run make messages, then translate)")


def _wrong(feature: str, catalog: Catalog, sentences: dict[str, list[Sentence]]) -> Iterator[Problem]:
    spoken = {_key(sentence) for sentence in sentences.get(feature, [])}
    where = f"{feature}.po"
    for text in catalog.obsolete:
        yield Problem(where, _key(text), "is commented out; run make messages")
    for message in catalog:
        if not message.id:
            continue
        key = _key(message.id)
        if message.fuzzy:
            yield Problem(where, key, "is marked fuzzy")
        if key not in spoken:
            yield Problem(where, key, "is said no more; run make messages")
        for trouble in _faults(message):
            yield Problem(where, key, trouble)


def _faults(message: Message) -> Iterator[str]:
    english, french = _forms(message.id), _forms(message.string)
    if not any(french):
        return
    if len(english) != len(french):
        yield "needs two forms, for one and for many"
        return
    spare = {"n"} if len(english) > 1 else set()
    for source, form in zip(english, french, strict=True):
        if (_placeholders(form) ^ _placeholders(source)) - spare:
            yield f"has other placeholders in French: {form!r}"
        if form.count("`") != source.count("`"):
            yield f"has other `code` in French: {form!r}"
        prose = CODE.sub("…", form)
        if MISSPACED.search(prose):
            yield f"needs no-break spaces inside « » and before a colon, none before ; ? !: {form!r}"
        if "'" in prose:
            yield f"needs ’ for its apostrophes: {form!r}"


def _forms(text: Any) -> list[str]:
    """The forms of a counted sentence, or the one of another; blank ones left out."""
    return [form for form in ([text] if isinstance(text, str) else text or []) if form]


def _two_ways(catalogs: dict[str, Catalog]) -> Iterator[Problem]:
    first: dict[str, tuple[str, Any]] = {}
    for feature, catalog in catalogs.items():
        for message in catalog:
            if message.id and message.string:
                there, string = first.setdefault(_key(message.id), (feature, message.string))
                if string != message.string:
                    yield Problem(f"{feature}.po", _key(message.id), f"is said otherwise in {there}.po")


def _long_titles(root: Path, catalogs: dict[str, Catalog]) -> Iterator[Problem]:
    for path in sorted(root.glob("messages/*.py")):
        for title in titles(path.read_text()):
            french = [form for catalog in catalogs.values() for form in _french(catalog, title)]
            for form in {title, *french}:
                if len(form) > LONGEST_TITLE:
                    yield Problem(
                        path.name, title, f"is a title or button of a form, {LONGEST_TITLE} at most: {form!r}"
                    )


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _speaks(sentence: Sentence) -> bool:
    """Whether there is something to translate: not so for one that only arranges its facts."""
    return any(letter.isalpha() or letter in ":“”;?!" for letter in CODE.sub("", _key(sentence)))


def _key(sentence: Any) -> str:
    return str(sentence if isinstance(sentence, str) else sentence[0])


def main(
    only_check: Annotated[bool, typer.Option("--check", help="Change nothing; fail where French is wanting.")] = False,
) -> None:
    """Bring the French catalogs up to the code, or only check them."""
    if not only_check:
        update()
        return
    problems = check()
    for problem in problems:
        typer.echo(str(problem), err=True)
    if problems:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
