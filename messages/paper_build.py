"""The built-in documents, one for each kind and language, as templates that people may also start their own from.

`make documents` writes them into `messages/documents/`; a test compares. Nothing else imports this.
"""

from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from docx import Document
from docx.enum.text import WD_BREAK
from docx.shared import Pt, RGBColor

from messages import paper_styles as styles
from messages.agreement_parts import FIELDS, KINDS, PARTS
from messages.paper import LANGUAGES
from messages.paper_chapters import ADDED, KNOWN_AS, PARTIES, TOTAL, label
from messages.paper_pieces import WIDTH, footer, properties, row, space, to_sign, when
from messages.words import N_, Words
from storage.agreement_parts import ASKS, ROWS, AgreementKind, Asked, Field, Part

COVERED = (AgreementKind.memorandum, AgreementKind.contract, AgreementKind.funding)
"""The kinds with a cover page of their own; the others begin on the first page."""
WIDTHS: dict[Part, list[float]] = {
    Part.goals: [3.1, 2.2, 1.2],
    Part.services: [2.6, 1.5, 1.2, 1.2],
    Part.funding: [3.5, 1.5, 1.5],
    Part.indicators: [1.3, 0.95, 0.75, 0.6, 0.85, 0.9, 1.15],
    Part.reporting: [2.1, 1.9, 1.3, 1.2],
    Part.roles: [1.5, 1.25, 1.25, 1.25, 1.25],
}
BETWEEN, AND = N_("between"), N_("and")
VERSION = N_("Version {version} · {day}")
AMENDS = N_("This version changes version {version}, which was signed.")
SIGNATURES = N_("Signatures")
AUTHORITY = N_("Each person who signs below has the authority to sign for their organization.")
FOR = N_("For {partner}")
SIGNED = {"signature": N_("Signature"), "name": N_("Name"), "title": N_("Title"), "signed_on": N_("Date")}


def built(kind: AgreementKind, language: str) -> bytes:
    """The template of one kind in one language, the same each time but for the dates within the ZIP."""
    words = Words(language, ZoneInfo("UTC"))
    document = Document()
    styles.lay_out(document, LANGUAGES[language])
    properties(document, words.text(KINDS[kind]), language)
    _header_and_footer(document, words, covered=kind in COVERED)
    _cover(document, words, covered=kind in COVERED)
    _parties(document, words)
    for part in Part:
        if part is not Part.parties:
            _part(document, words, part)
    _signatures(document, words)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _header_and_footer(document: Any, words: Words, *, covered: bool) -> None:
    section = document.sections[0]
    section.different_first_page_header_footer = covered
    for header in (section.header, section.first_page_header) if covered else (section.header,):
        mark = header.paragraphs[0].add_run("{{ draft }}")
        mark.bold, mark.font.all_caps, mark.font.size = True, True, Pt(11)
        mark.font.color.rgb = RGBColor.from_string(styles.RED)
    footer(document, words, "{{ title }} · " + words.text(VERSION, version="{{ version }}", day="{{ made_on }}"))


def _cover(document: Any, words: Words, *, covered: bool) -> None:
    first = document.add_paragraph("{{ kind }}", style=styles.KIND)
    styles.barred(first)
    if covered:
        first.paragraph_format.space_before = Pt(120)
    document.add_paragraph("{{ title }}", style="Title")
    for text in (words.text(BETWEEN), "{{ ours }}", words.text(AND), "{{ theirs }}"):
        document.add_paragraph(text, style="Subtitle" if "{{" in text else "Normal")
    version = document.add_paragraph(words.text(VERSION, version="{{ version }}", day="{{ made_on }}"))
    version.paragraph_format.space_before = Pt(18)
    version.add_run(" · {{ status }}")
    when(document, "amends", words.text(AMENDS, version="{{ amends }}"))
    note = document.add_paragraph("{{ notice }}", style=styles.NOTE)
    styles.ruled(note)
    if covered:
        note.paragraph_format.space_before = Pt(90)
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("{{ intro }}")


def _parties(document: Any, words: Words) -> None:
    document.add_paragraph(words.text(PARTS[Part.parties]), style=styles.PLAIN_HEADING)
    table = document.add_table(rows=0, cols=3)
    row(table, [words.text(KNOWN_AS), "{{ ours }}", "{{ theirs }}"])
    for key, name in PARTIES.items():
        row(table, [words.text(name), *(f"{{{{ sides[{side}].{key} }}}}" for side in (0, 1))])
    styles.shape_table(table, [1.5, 2.5, 2.5], about=words.text(PARTS[Part.parties]))
    space(document)


def _part(document: Any, words: Words, part: Part) -> None:
    """Heading; short fields in a table of two columns; the rows in one with their own; then prose below its labels."""
    asks, name = ASKS[part], words.text(PARTS[part])
    document.add_paragraph(f"{{%p if {part}.shown %}}")
    document.add_paragraph(name, style="Heading 1")
    document.add_paragraph("{%p endif %}")
    when(document, f"{part}.pending", f"{{{{ {part}.pending }}}}")
    short = [field for field in asks.fields if field.asked is not Asked.text]
    if short:
        _short(document, words, part, short)
    if asks.columns:
        _rows(document, words, part)
    for field in asks.fields:
        if field.asked is Asked.text:
            _prose(document, words, part, field)


def _short(document: Any, words: Words, part: Part, short: list[Field]) -> None:
    document.add_paragraph("{%p if " + " or ".join(f"{part}.{field.name}" for field in short) + " %}")
    table = document.add_table(rows=0, cols=2)
    for field in short:
        name = label(words, part, field.name, ours="{{ ours }}", theirs="{{ theirs }}")
        row(table, [f"{{%tr if {part}.{field.name} %}}", ""])
        row(table, [name, f"{{{{ {part}.{field.name} }}}}"])
        row(table, ["{%tr endif %}", ""])
    styles.together(table)
    styles.shape_table(table, [2.3, WIDTH - 2.3], about=words.text(PARTS[part]), first_column=True)
    space(document)
    document.add_paragraph("{%p endif %}")


def _rows(document: Any, words: Words, part: Part) -> None:
    columns = ASKS[part].columns
    document.add_paragraph(f"{{%p if {part}.{ROWS} %}}")
    table = document.add_table(rows=0, cols=len(columns))
    row(table, [words.text(FIELDS[part][column.name]) for column in columns])
    row(table, [f"{{%tr for row in {part}.{ROWS} %}}", *[""] * (len(columns) - 1)])
    row(table, [f"{{{{ row.{column.name} }}}}" for column in columns])
    row(table, ["{%tr endfor %}", *[""] * (len(columns) - 1)])
    if part in ADDED:
        at = [column.name for column in columns].index(ADDED[part])
        row(table, [f"{{%tr if {part}.sum %}}", *[""] * (len(columns) - 1)])
        row(table, [words.text(TOTAL), *[""] * (at - 1), f"{{{{ {part}.sum }}}}", *[""] * (len(columns) - at - 1)])
        for cell in table.rows[-1].cells:
            for run in cell.paragraphs[0].runs:
                run.bold = True
        row(table, ["{%tr endif %}", *[""] * (len(columns) - 1)])
        styles.together(table)
    for column, cells in zip(columns, table.columns, strict=True):
        if column.asked is Asked.money:
            for cell in cells.cells:
                styles.to_the_right(cell)
    styles.shape_table(table, WIDTHS[part], about=words.text(PARTS[part]))
    space(document)
    document.add_paragraph("{%p endif %}")


def _prose(document: Any, words: Words, part: Part, field: Field) -> None:
    path = f"{part}.{field.name}"
    document.add_paragraph(f"{{%p if {path} %}}")
    if field.name != "text":
        document.add_paragraph(words.text(FIELDS[part][field.name]), style="Heading 2")
    document.add_paragraph(f"{{%p for line in {path}|lines %}}")
    document.add_paragraph("{{ line }}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endif %}")


def _signatures(document: Any, words: Words) -> None:
    document.add_paragraph(words.text(SIGNATURES), style=styles.PLAIN_HEADING)
    document.add_paragraph(words.text(AUTHORITY)).paragraph_format.keep_with_next = True
    document.add_paragraph("{%p for one in signatures %}")
    document.add_paragraph(words.text(FOR, partner="{{ one.party }}"), style="Heading 2")
    lines = {words.text(name): f"{{{{ one.{key} }}}}" if key != "signature" else "" for key, name in SIGNED.items()}
    to_sign(document, lines, about=words.text(SIGNATURES))
    document.add_paragraph("{%p endfor %}")
