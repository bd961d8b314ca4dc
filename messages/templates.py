"""A workspace's own document: what its template asks for, and that it is safe to fill."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

from messages.limits import cut
from messages.paper import Paper
from messages.paper_facts import paths, shape
from messages.template_package import is_read, unpacked
from storage.agreement_parts import ASKS, ROWS, AgreementKind, Asked, Content, Field
from storage.errors import CodeMisplaced, CodeNotAllowed, TemplateBroken

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Template:
    """The documented fields that a template uses, and the names in it that nobody documents; both sorted."""

    fields: tuple[str, ...]
    unknown: tuple[str, ...]


def inspect(data: bytes) -> Template:
    """Reads an uploaded template, and tries it when every name is known.

    Takes up to a second: call it in a thread. Raises what `unpacked` raises, `CodeNotAllowed` and `CodeMisplaced` with
    the `place` (what stands around the code), `TemplateTooLong`, and `TemplateBroken` for what Word's own rules forbid.
    """
    from jinja2 import TemplateSyntaxError

    from messages.paper_docx import environment
    from messages.template_code import Code

    unpacked(data)
    code = Code(shape())
    for source in _sources(data):
        try:
            code.read(environment().parse(source))
        except (CodeNotAllowed, TemplateSyntaxError, RecursionError) as error:
            raise CodeNotAllowed(place=_place(source, error)) from error
    if not code.unknown:
        _try(data)
    return Template(tuple(sorted(code.fields.intersection(paths()))), tuple(sorted(code.unknown)))


def _sources(data: bytes) -> Iterator[str]:
    """The code of each part as docxtpl will compile it, a paragraph a line."""
    from messages.paper_docx import BROKEN, Filling

    try:
        template = Filling(BytesIO(data))
        parts = list(template.parts_with_code())
    except BROKEN as error:
        raise TemplateBroken from error
    for name, xml in parts:
        if not name.startswith("/word/") or not is_read(name):
            raise CodeMisplaced(place=cut(name, 80))
        yield re.sub(r"<w:p([ >])", r"\n<w:p\1", xml.replace("\n", " "))


def _place(source: str, error: Exception) -> str:
    """The text of the paragraph in which the code stands; the longest of all for code too deep to be read."""
    line = error.facts.get("line") if isinstance(error, CodeNotAllowed) else getattr(error, "lineno", None)
    lines = [_TAG.sub("", one).strip() for one in source.split("\n")]
    return cut(lines[line - 1] if line and line <= len(lines) else max(lines, key=len), 80)


def _try(data: bytes) -> None:
    """Fills it with everything and with nothing."""
    from messages.paper_docx import filled_own

    for kind in (AgreementKind.funding, AgreementKind.informal):
        filled_own(_sample(kind), data)


def _sample(kind: AgreementKind) -> Paper:
    """A paper on which every field says something; of the informal kind, none."""
    paper = Paper(
        kind=kind, title="A", content={}, language="en", version=1, status="A", draft=False, ours="A", theirs="B",
        made_on=date(2026, 1, 1),
    )  # fmt: skip
    if kind is AgreementKind.informal:
        return paper
    content: Content = {
        part.value: {field.name: _saying(field) for field in asks.fields}
        | ({ROWS: [{column.name: _saying(column) for column in asks.columns}] * 2} if asks.columns else {})
        for part, asks in ASKS.items()
    }
    content["funding"]["currency"] = "CAD"
    return replace(paper, content=content, draft=True, amends=1)


def _saying(field: Field) -> Any:
    first = next(iter(field.options or ()), None)
    said = {Asked.day: "2026-01-01", Asked.money: "1.00", Asked.number: 1, Asked.who: [{"ref": "A", "name": "A"}]}
    return {Asked.choice: first, Asked.choices: [first]}.get(field.asked) or said.get(field.asked, "A\nB")
