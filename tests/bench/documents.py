"""The Word document of an agreement, beside docxtpl filling the same template with the same facts and nothing else."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

from docxtpl import DocxTemplate  # type: ignore[import-untyped] # it ships no types
from jinja2 import Environment

from messages.paper import Paper
from messages.paper_docx import lines
from messages.papers import built_in, docx, facts
from storage.agreement_parts import AgreementKind, Part
from tests.bench.measure import Result, cpu_ratio
from tests.paper import english, paper

LEFT_OUT = (Part.disputes, Part.liability, Part.property, Part.binding, Part.stewardship, Part.equity)
"""Without these clauses the memorandum has six pages (LibreOffice, Letter)."""


async def results(_database_url: str) -> AsyncIterator[Result]:
    """CPU of one document; ours checks each part as XML and says what the file is, besides making the facts."""
    one = six_pages()
    template, known = built_in(one.kind, one.language), facts(one)

    async def ours() -> None:
        docx(one)

    async def theirs() -> None:
        _bare(template, known)

    yield await cpu_ratio("a Word document of six pages / docxtpl alone", ours, theirs, goal=1.5, times=3)


def six_pages() -> Paper:
    """A memorandum with every table there is."""
    content = {part: saying for part, saying in english().items() if part not in LEFT_OUT}
    return paper(AgreementKind.memorandum, content=content)


def _bare(template: bytes, known: dict[str, Any]) -> bytes:
    environment = Environment(autoescape=True)
    environment.filters["lines"] = lines
    document = DocxTemplate(BytesIO(template))
    document.render(known, environment)
    file = BytesIO()
    document.save(file)
    return file.getvalue()
