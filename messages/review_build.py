"""The built-in document of a review, in each language. `make documents` writes them; nothing else imports this."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from docx import Document
from docx.shared import Pt

from messages import paper_styles as styles
from messages import review_paper as paper
from messages.paper import LANGUAGES
from messages.paper_pieces import footer, properties, row, space, when
from messages.words import Words

TABLES: dict[str, tuple[str, Sequence[str], list[float]]] = {
    "goals": (paper.GOALS, paper.GOAL_HEADS, [3.4, 3.1]),
    "indicators": (paper.INDICATORS, paper.INDICATOR_HEADS, [2.9, 1.2, 1.2, 1.2]),
    "challenges": (paper.CHALLENGES, paper.CHALLENGE_HEADS, [2.6, 0.9, 1.8, 1.2]),
    "overcome": (paper.OVERCOME, paper.OVERCOME_HEADS, [3.2, 3.3]),
}
TEXTS = {"decisions": paper.DECISIONS, "plan_changes": paper.PLAN, "next": paper.NEXT, "notes": paper.NOTES}


def built(language: str) -> bytes:
    """The template in one language, the same each time but for the dates within the ZIP."""
    words = Words(language, ZoneInfo("UTC"))
    document = Document()
    styles.lay_out(document, LANGUAGES[language])
    properties(document, words.text(paper.TITLE), language)
    footer(document, words, "{{ title }} · {{ day }}")
    styles.barred(document.add_paragraph("{{ title }}", style=styles.KIND))
    document.add_paragraph("{{ kind }}", style="Title")
    document.add_paragraph("{{ day }}", style="Subtitle").paragraph_format.space_after = Pt(10)
    when(document, "present", words.text(paper.PRESENT, names="{{ present }}"))
    _text(document, words, "progress", paper.PROGRESS)
    for name in ("goals", "indicators"):
        _table(document, words, name)
    when(document, "masked", "{{ masked }}")
    for name in ("challenges", "overcome"):
        _table(document, words, name)
    for name, heading in TEXTS.items():
        _text(document, words, name, heading)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _text(document: Any, words: Words, name: str, heading: str) -> None:
    document.add_paragraph(f"{{%p if {name} %}}")
    document.add_paragraph(words.text(heading), style="Heading 1")
    document.add_paragraph(f"{{%p for line in {name}|lines %}}")
    document.add_paragraph("{{ line }}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endif %}")


def _table(document: Any, words: Words, name: str) -> None:
    title, heads, widths = TABLES[name]
    document.add_paragraph(f"{{%p if {name} %}}")
    document.add_paragraph(words.text(title), style="Heading 1")
    table = document.add_table(rows=0, cols=len(heads))
    row(table, [words.text(head) for head in heads])
    row(table, [f"{{%tr for one in {name} %}}", *[""] * (len(heads) - 1)])
    row(table, [f"{{{{ one[{place}] }}}}" for place in range(len(heads))])
    row(table, ["{%tr endfor %}", *[""] * (len(heads) - 1)])
    styles.shape_table(table, widths, about=words.text(title))
    space(document)
    document.add_paragraph("{%p endif %}")
