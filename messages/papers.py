"""Documents of agreements: what a version is as a DOCX, as Markdown, and which buttons ask for one."""

from messages.paper import Paper as Paper
from messages.paper import Signed as Signed
from messages.paper_facts import facts as facts
from messages.paper_markdown import markdown as markdown

WORD = "papers.word"
MARKDOWN = "papers.markdown"
PREVIEW = "papers.preview"
TEMPLATES = "papers.templates"


def docx(paper: Paper, template: bytes | None = None) -> bytes:
    """The DOCX, from the workspace's own template or the built-in one of its kind and language.

    Takes a tenth of a second and more, and loads docxtpl at first use: call it in a thread. An own template raises
    `TemplateTooLong` and `TemplateBroken`.
    """
    from messages.paper_docx import built_in, filled, filled_own

    if template is not None:
        return filled_own(paper, template)
    return filled(paper, built_in(paper.kind, paper.language))
