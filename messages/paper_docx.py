"""A paper as DOCX: a template filled by docxtpl, in a sandbox, each text as text. Importing this loads docxtpl."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate  # type: ignore[import-untyped] # it ships no types
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import XML, LxmlError  # type: ignore[import-untyped] # it ships no types
from markupsafe import Markup, escape

from messages.paper import LANGUAGES, Paper
from messages.paper_facts import facts
from messages.template_code import FILTERS, TESTS
from storage.errors import TemplateBroken, TemplateTooLong

LONGEST, MOST_PARAGRAPHS = 8_000_000, 20_000
"""Characters of XML, and paragraphs, that one part of a document may become: a long agreement has 60,000 and 500."""
_PARAGRAPH = re.compile("<w:p[ />]")
BROKEN = (
    ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError, LxmlError, BadZipFile,
    PythonDocxError, OpcError,
)  # fmt: skip
"""What python-docx, lxml and docxtpl raise of a file that is no document by Word's rules."""
_JOINED = re.compile(r"(?<={)(?:<[^>]*>)+(?=[{%#])|(?<=[%}#])(?:<[^>]*>)+(?=})")
_CODE = re.compile(r"{{(?:(?!}}).)*", re.DOTALL)
_BETWEEN_TEXTS = re.compile(r"</w:t>.*?(?:<w:t>|<w:t [^>]*>)", re.DOTALL)
_AS_ELEMENT = re.compile(r"{{(?:r|p|tr|tc)\s")


def in_xml(value: object) -> Markup:
    """A value as Word's text: nothing of it is markup, its line ends and tabs are Word's."""
    text = str(escape(str(value)))
    if "\n" in text or "\t" in text:
        text = text.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
        text = text.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return Markup(text)  # noqa: S704 - escaped above; what is added is Word's own


def lines(text: str) -> list[str]:
    """The filter that gives each line of a text its own paragraph; blank ones are left out."""
    return [line for line in text.splitlines() if line.strip()]


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """Templates know the documented fields, a handful of filters, and nothing else."""
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=in_xml)
    sandbox.globals.clear()
    known = sandbox.filters | {"lines": lines}
    sandbox.filters = {name: known[name] for name in FILTERS}
    sandbox.tests = {name: sandbox.tests[name] for name in TESTS}
    return sandbox


@lru_cache(maxsize=16)
def _compiled(source: str) -> Template:
    """The code of one part, which takes most of the time that filling a document does; a document has three or four."""
    return environment().from_string(source)


class Filling(DocxTemplate):  # type: ignore[misc] # its base is untyped
    """A template whose fields are all plain text."""

    def patch_xml(self, src_xml: str) -> str:
        """`{{r …}}` and its like, which stand for elements in docxtpl, are texts too: a field has nothing else."""
        joined = _JOINED.sub("", src_xml)
        joined = _CODE.sub(lambda code: _BETWEEN_TEXTS.sub("", code[0]), joined)
        return str(super().patch_xml(_AS_ELEMENT.sub("{{ ", joined)))

    def parts_with_code(self) -> Iterator[tuple[str, str]]:
        """The name and the patched XML of every part that is filled: body, headers, footers, footnotes."""
        self.init_docx()
        yield str(self.docx.part.partname), self.patch_xml(self.get_xml())
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            for _, part in self.get_headers_footers(uri):
                yield str(part.partname), self.patch_xml(self.get_part_xml(part))
        for part in self.docx.part.package.parts:
            if part.content_type.endswith(".footnotes+xml"):
                yield str(part.partname), self.patch_xml(part.blob.decode())

    def render_xml_part(self, src_xml: str, part: Any, context: dict[str, Any], jinja_env: Any = None) -> str:
        """One part, filled. Raises `TemplateTooLong`; lxml's error when code tears an element apart."""
        self.current_rendering_part = part
        pieces, length, paragraphs = [], 0, 0
        for piece in _compiled(src_xml).generate(context):
            length += len(piece)
            paragraphs += len(_PARAGRAPH.findall(piece))
            if length > LONGEST or paragraphs > MOST_PARAGRAPHS:
                raise TemplateTooLong
            pieces.append(piece)
        filled_xml = "".join(pieces)
        XML(filled_xml.encode())
        return filled_xml

    def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        """What the file says of itself is set by `made`, not by template code."""


@dataclass(frozen=True)
class About:
    """What a file says of itself; `language` is "en" or "fr"."""

    title: str
    subject: str
    author: str
    language: str
    made_on: date
    comments: str = ""
    version: str = ""


def made(template: bytes, known: Mapping[str, Any], about: About) -> bytes:
    """The template with what is known. Raises `TemplateTooLong`."""
    document = Filling(BytesIO(template))
    document.render(dict(known), environment())
    says = document.docx.core_properties
    says.title, says.subject, says.author = about.title[:255], about.subject[:255], about.author[:255]
    says.last_modified_by, says.language = about.author[:255], LANGUAGES[about.language]
    says.comments, says.version = about.comments[:255], about.version
    says.created = says.modified = datetime.combine(about.made_on, time())
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def filled(paper: Paper, template: bytes) -> bytes:
    """The template with the paper's facts. Raises `TemplateTooLong`."""
    known = facts(paper)
    about = About(
        title=known["title"],
        subject=known["kind"],
        author=known["ours"],
        language=paper.language,
        made_on=paper.made_on,
        comments=known["status"],
        version=known["version"],
    )
    return made(template, known, about)


def filled_own(paper: Paper, template: bytes) -> bytes:
    """A workspace's own template, filled. Raises `TemplateTooLong`, `TemplateBroken`."""
    try:
        return filled(paper, template)
    except (*BROKEN, TemplateError) as error:
        raise TemplateBroken from error
