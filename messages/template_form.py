"""The workspace's own documents: those there are, a form for another, and what one that was taken asks for."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from messages import inputs, papers
from messages.agreement_parts import KINDS, kind_name
from messages.blocks import Block, actions, button, confirm, context, divider, option, quotation, section
from messages.paper_facts import paths
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words, escape
from storage.agreement_parts import AgreementKind
from storage.templates import DocumentTemplate

UPLOAD, REMOVE, START, DONE = "templates.upload", "templates.remove", "templates.start", "templates.done"
KIND, LANGUAGE, FILE = "kind", "language", "file"
ALL = "all"
LANGUAGES = {"en": "English", "fr": "Français"}
INTRO = N_(
    "Liaison makes each agreement as a Word document. You can give it documents of your own, with your logo and your"
    " wording: write a field such as `{{ title }}` where Liaison is to fill something in."
)


def listing(words: Words, templates: Sequence[DocumentTemplate], names: Mapping[str, str]) -> View:
    """Every document of the workspace's own, and the form for another one."""
    blocks: list[Block] = [section(words.rich(INTRO))]
    for one in templates:
        blocks.append(section(_line(words, one, names), accessory=_remove(words, one)))
    if not templates:
        blocks.append(section(words.rich("None yet: all agreements use the documents that come with Liaison.")))
    ours = [
        option(words.text("{kind}, {language}", kind=kind_name(words, kind), language=name), f"{kind.value}:{language}")
        for kind in KINDS
        for language, name in LANGUAGES.items()
    ]
    begin = inputs.select(ours, placeholder=words.text("Send me one to start from"), action=START)
    blocks += [actions(begin, block_id="start"), divider()]
    blocks += [
        inputs.field(FILE, words.text("Your document"), inputs.file(["docx"]), hint=_small(words)),
        inputs.field(KIND, words.text("For which agreements?"), inputs.select(_kinds(words), ALL)),
        inputs.field(LANGUAGE, words.text("Language of the document"), inputs.radio(_languages(), words.language)),
    ]
    return modal(
        UPLOAD, words.text("Own documents"), blocks, submit=words.text("Check and use it"), close=words.text("Close")
    )


def taken(words: Words, template: DocumentTemplate, fields: Sequence[str]) -> View:
    """What was uploaded, for what, and which fields were found in it."""
    known = Rich(", ").join(Rich("`{}`").format(one) for one in fields)
    found = words.plural("{n} field was found, and Liaison knows it:", "{n} fields were found, all known:", len(fields))
    if not fields:
        found = words.text("No field was found in it, so that every agreement will say the same.")
    blocks: list[Block] = [
        section(words.rich("*{name}* is used from now on.", name=template.name)),
        section(words.rich("{what}, {language}", what=_kind(words, template), language=LANGUAGES[template.language])),
        section(Rich("\n").join(filter(None, [escape(found), known]))),
        context(words.rich("Open an agreement and choose “Word” to see it filled in.")),
    ]
    return modal(DONE, words.text("Own documents"), blocks, close=words.text("Close"))


def checking(words: Words) -> View:
    """While a document is looked through that takes its time."""
    said = words.rich(
        "The document is being checked. What comes of it will be shown here; you may also come back later."
    )
    return modal(DONE, words.text("Own documents"), [section(said)], close=words.text("Close"))


def not_taken(words: Words, sentence: str) -> View:
    """Why a document that was checked for a while is not used, and the way to another one."""
    again = button(words.text("Choose another"), papers.TEMPLATES, style="primary")
    return modal(DONE, words.text("Own documents"), [quotation(sentence), actions(again)], close=words.text("Close"))


def unknown_names(words: Words, names: Sequence[str]) -> str:
    """The names that nobody documents, each with the nearest one that somebody does."""
    known, listed = paths(), []
    for name in names[:10]:
        near = get_close_matches(name, known, n=1)
        listed.append(words.text("{name} (perhaps {near})", name=name, near=near[0]) if near else name)
    more = [words.plural("{n} more", "{n} more", len(names) - 10)] if len(names) > 10 else []
    return ", ".join([*listed, *more])


def start_comment(words: Words) -> Rich:
    """What is said beside a built-in document that somebody asked for to start from."""
    return words.rich("The document that comes with Liaison. Change it in Word, then upload it under “Own documents”.")


def _line(words: Words, one: DocumentTemplate, names: Mapping[str, str]) -> Rich:
    day = words.full_date(one.at.astimezone(words.zone).date())
    return words.rich(
        "*{what}, {language}*\n{name} · {who}, {day}",
        what=_kind(words, one),
        language=LANGUAGES[one.language],
        name=one.name,
        who=names.get(one.uploaded_by, one.uploaded_by),
        day=day,
    )


def _remove(words: Words, one: DocumentTemplate) -> dict[str, Any]:
    ask = confirm(
        words.text("Remove this document?"),
        words.text("Agreements are then made from the document that comes with Liaison. What was sent stays."),
        words.text("Remove"),
        words.text("Keep it"),
        danger=True,
    )
    return button(words.text("Remove"), REMOVE, str(one.id), ask=ask, label=f"{words.text('Remove')} {one.name}")


def _kind(words: Words, one: DocumentTemplate) -> str:
    return kind_name(words, one.kind) if one.kind else words.text("All agreements")


def _kinds(words: Words) -> list[dict[str, Any]]:
    return [
        option(words.text("All agreements"), ALL),
        *(option(kind_name(words, kind), kind.value) for kind in AgreementKind),
    ]


def _languages() -> list[dict[str, Any]]:
    return [option(name, language) for language, name in LANGUAGES.items()]


def _small(words: Words) -> str:
    return words.text("A Word document (.docx) of at most 5 MB, without macros. It takes the place of an earlier one.")
