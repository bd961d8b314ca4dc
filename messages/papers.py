"""Documents of agreements: what a version is as a DOCX, as Markdown, and which buttons ask for one."""

from pathlib import Path

from messages.paper import Paper as Paper
from messages.paper import Signed as Signed
from messages.paper import plain_name
from messages.paper_facts import facts as facts
from messages.paper_markdown import markdown as markdown
from messages.words import Rich, Words
from storage.agreement_parts import AgreementKind

WORD = "papers.word"
MARKDOWN = "papers.markdown"
PREVIEW = "papers.preview"
TEMPLATES = "papers.templates"
DOCUMENTS = Path(__file__).parent / "documents"


def built_in(kind: AgreementKind, language: str) -> bytes:
    """The document that comes with Liaison, as a template."""
    return (DOCUMENTS / f"{kind.value}.{language}.docx").read_bytes()


def docx(paper: Paper, template: bytes | None = None) -> bytes:
    """The DOCX, from the workspace's own template or the built-in one of its kind and language.

    Takes a tenth of a second and more, and loads docxtpl at first use: call it in a thread. An own template raises
    `TemplateTooLong` and `TemplateBroken`.
    """
    from messages.paper_docx import filled, filled_own

    if template is not None:
        return filled_own(paper, template)
    return filled(paper, built_in(paper.kind, paper.language))


def file_name(paper: Paper, kind: str) -> str:
    """The name of its file: the title, as every system takes it, with the version."""
    return f"{plain_name(paper.title) or 'agreement'} v{paper.version}.{kind}"


def comment(words: Words, paper: Paper) -> Rich:
    """What is said beside the file."""
    return words.rich("*{title}*, version {n}, as you asked.", title=paper.title, n=paper.version)


def reading(words: Words, lead: Rich, number: int | None, newest: int | None) -> Rich:
    """What a preview shows: version `number`, or what is written now and no version says yet."""
    if number is not None:
        return words.rich("{lead}\nversion {n}", lead=lead, n=number)
    if newest is not None:
        return words.rich("{lead}\nas it stands now; the last version is {n}", lead=lead, n=newest)
    return words.rich("{lead}\nas it stands now; no version is saved yet", lead=lead)
