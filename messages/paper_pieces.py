"""Pieces that the built-in documents share: what the file says of itself, footers, rows, lines to sign on.

Only the makers of templates use this, as they do `messages.paper_styles`.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Inches

from messages import paper_styles as styles
from messages.paper import LANGUAGES
from messages.words import N_, Words

MADE = datetime(2026, 1, 1, tzinfo=UTC)
WIDTH = 6.5
"""Inches of a line of text."""
PAGE = N_("Page {page} of {pages}")


def properties(document: Any, title: str, language: str) -> None:
    """What a template says of itself; a document that is made from it says its own."""
    about = document.core_properties
    about.title = about.subject = title
    about.author, about.last_modified_by, about.comments, about.language = "Liaison", "Liaison", "", LANGUAGES[language]
    about.created = about.modified = MADE.replace(tzinfo=None)


def footer(document: Any, words: Words, text: str) -> None:
    """The text on the left, the number of the page on the right."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.add_tab_stop(Inches(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(text + "\t")
    before, _, rest = words.text(PAGE, page="\0", pages="\1").partition("\0")
    between, _, after = rest.partition("\1")
    paragraph.add_run(before)
    styles.field(paragraph, "PAGE")
    paragraph.add_run(between)
    styles.field(paragraph, "NUMPAGES")
    paragraph.add_run(after)


def to_sign(document: Any, lines: Mapping[str, str], *, about: str) -> None:
    """Lines to write on, each with its label and what stands on it already; the first one has room for a hand. What
    follows stays on the same page, so that all who sign see each other."""
    table = document.add_table(rows=0, cols=2)
    for name, value in lines.items():
        added = row(table, [name, value])
        added.height = Inches(0.5 if len(table.rows) == 1 else 0.3)
        styles.underlined(added.cells[1])
        for cell in added.cells:
            cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    styles.shape_table(table, [1.3, 4.2], about=about, first_column=True)
    table.style = "Normal Table"
    space(document).paragraph_format.keep_with_next = True


def when(document: Any, path: str, text: str, *, style: str = "Normal") -> None:
    """A paragraph that is there only where the field says something."""
    document.add_paragraph(f"{{%p if {path} %}}")
    document.add_paragraph(text, style=style)
    document.add_paragraph("{%p endif %}")


def row(table: Any, texts: Sequence[str]) -> Any:
    """One more row."""
    added = table.add_row()
    for cell, text in zip(added.cells, texts, strict=True):
        cell.paragraphs[0].style = styles.CELL
        if text:
            cell.paragraphs[0].add_run(text)
    return added


def space(document: Any) -> Any:
    """What keeps two tables apart, and a table from the text below it."""
    return document.add_paragraph(style=styles.CELL)
