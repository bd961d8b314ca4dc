"""The document of a portfolio as a template, one for each language.

`make documents` writes it into `messages/documents/`; a test compares. Nothing else imports this.
"""

from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from docx import Document
from docx.shared import Pt

from messages import paper_styles as styles
from messages.paper import LANGUAGES
from messages.paper_pieces import WIDTH, footer, properties, row, space, to_sign, when
from messages.portfolio_paper import TITLE
from messages.words import N_, Words

COMPETENCY = N_("Competency 25.2, Build Strategic Partnerships")
STANDARD = N_(
    "The Pan-Canadian Competency Framework for Career Development Professionals (CDPC) asks of who is proficient in"
    " competency 25.2, Build Strategic Partnerships, at least five partnership agreements (P4) developed with a broad"
    " range of stakeholders."
)
WHO = {
    "name": N_("Name"),
    "position": N_("Title"),
    "organization": N_("Organization"),
    "made_on": N_("Date of this summary"),
}
HEADS = (N_("No."), N_("Agreement"), N_("Partner"), N_("Role in it"), N_("Dates"), N_("State"))
WIDTHS = [0.4, 1.6, 1.35, 0.95, 1.45, 0.75]
SIGNED, BEGUN, SPREAD = N_("Signed agreements"), N_("Agreements in preparation"), N_("Kinds of partners")
NONE_SIGNED = N_("None is signed yet.")
COUNTED = N_("Signed agreements with each kind of partner; a partner of several kinds counts for each.")
EXPLAINED = N_(
    "“Led” means responsible for the agreement as a whole, “contributed” author of one or more of its versions. The"
    " eight considerations are those of the standard: purpose, governance, strategic goals, services and resources,"
    " funding, communications, key performance indicators, reporting."
)
ATTESTATION = N_("Declaration and attestation")
DECLARED = N_("I declare that I developed the agreements listed above in the role shown.")
ATTESTED = N_("I have knowledge of this work, and attest that this summary describes it faithfully.")
BY = {N_("The practitioner"): DECLARED, N_("The supervisor"): ATTESTED}
SIGNATURE, NAME, POSITION, DATE = N_("Signature"), N_("Name"), N_("Title"), N_("Date")
SOURCE = N_("Made with Liaison on {day} from the agreements that {organization} keeps there.")


def built(language: str) -> bytes:
    """The template in one language, the same each time but for the dates within the ZIP."""
    words = Words(language, ZoneInfo("UTC"))
    document = Document()
    styles.lay_out(document, LANGUAGES[language])
    properties(document, words.text(TITLE), language)
    footer(document, words, f"{words.text(TITLE)} · {{{{ name }}}} · {{{{ made_on }}}}")
    _head(document, words)
    _progress(document, words)
    document.add_paragraph(words.text(SIGNED), style=styles.PLAIN_HEADING)
    _listed(document, words, "signed", about=words.text(SIGNED))
    document.add_paragraph("{%p if not signed %}")
    document.add_paragraph(words.text(NONE_SIGNED))
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if begun %}")
    document.add_paragraph(words.text(BEGUN), style=styles.PLAIN_HEADING)
    document.add_paragraph("{%p endif %}")
    _listed(document, words, "begun", about=words.text(BEGUN))
    document.add_paragraph(words.text(EXPLAINED), style=styles.NOTE).paragraph_format.keep_together = True
    when(document, "withheld", "{{ withheld }}", style=styles.NOTE)
    _kinds(document, words)
    _attestation(document, words)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _head(document: Any, words: Words) -> None:
    styles.barred(document.add_paragraph(words.text(COMPETENCY), style=styles.KIND))
    title = document.add_paragraph(words.text(TITLE), style="Title")
    title.runs[0].font.size = Pt(22)
    table = document.add_table(rows=0, cols=2)
    for key, name in WHO.items():
        if key == "position":
            row(table, ["{%tr if position %}", ""])
        row(table, [words.text(name), f"{{{{ {key} }}}}"])
        if key == "position":
            row(table, ["{%tr endif %}", ""])
    styles.shape_table(table, [1.8, WIDTH - 1.8], about=words.text(TITLE), first_column=True)
    space(document)


def _progress(document: Any, words: Words) -> None:
    progress = document.add_paragraph().add_run("{{ progress }}")
    progress.bold, progress.font.size = True, Pt(13)
    document.add_paragraph(words.text(STANDARD))


def _listed(document: Any, words: Words, name: str, *, about: str) -> None:
    """A table of agreements, there only when there are some."""
    document.add_paragraph(f"{{%p if {name} %}}")
    table = document.add_table(rows=0, cols=len(HEADS))
    blanks = [""] * (len(HEADS) - 1)
    row(table, [words.text(head) for head in HEADS])
    row(table, [f"{{%tr for one in {name} %}}", *blanks])
    cells = row(
        table,
        ["{{ one.number }}", "", "", "{{ one.role }}", "{{ one.dates }}", "{{ one.state }}"],
    ).cells
    _stacked(cells[1], "title", "kind", "considered")
    _stacked(cells[2], "partner", "kinds")
    row(table, ["{%tr endfor %}", *blanks])
    styles.shape_table(table, WIDTHS, about=about)
    space(document)
    document.add_paragraph("{%p endif %}")


def _stacked(cell: Any, first: str, *more: str) -> None:
    """Fields one below the other, the first in bold; the others only where they say something."""
    cell.paragraphs[0].add_run(f"{{{{ one.{first} }}}}").bold = True
    for name in more:
        for text in (f"{{%p if one.{name} %}}", f"{{{{ one.{name} }}}}", "{%p endif %}"):
            cell.add_paragraph(text, style=styles.CELL)


def _kinds(document: Any, words: Words) -> None:
    document.add_paragraph(words.text(SPREAD), style=styles.PLAIN_HEADING)
    document.add_paragraph(words.text(COUNTED)).paragraph_format.keep_with_next = True
    table = document.add_table(rows=0, cols=2)
    row(table, [words.text(SPREAD), words.text(SIGNED)])
    row(table, ["{%tr for kind in kinds %}", ""])
    row(table, ["{{ kind.name }}", "{{ kind.count }}"])
    row(table, ["{%tr endfor %}", ""])
    for cell in table.columns[1].cells:
        styles.to_the_right(cell)
    styles.together(table)
    styles.shape_table(table, [2.6, 1.6], about=words.text(SPREAD))
    space(document)


def _attestation(document: Any, words: Words) -> None:
    """Lines for the practitioner, whose name and title are known, and for who supervises them."""
    document.add_paragraph(words.text(ATTESTATION), style=styles.PLAIN_HEADING)
    for who, says in BY.items():
        document.add_paragraph(words.text(who), style="Heading 2")
        document.add_paragraph(words.text(says)).paragraph_format.keep_with_next = True
        known = says is DECLARED
        lines = {
            words.text(SIGNATURE): "",
            words.text(NAME): "{{ name }}" if known else "",
            words.text(POSITION): "{{ position }}" if known else "",
            words.text(DATE): "",
        }
        to_sign(document, lines, about=words.text(ATTESTATION))
    note = document.add_paragraph(words.text(SOURCE, day="{{ made_on }}", organization="{{ organization }}"))
    note.style = styles.NOTE
