"""How the built-in documents look: page, type, headings with numbers, tables. Word shows and reads them all.

Only the makers of templates use this (`messages.paper_build`, `messages.portfolio_build`).
"""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches, Pt, RGBColor

FONT = "Arial"
INK, NAVY, GREY, RED = "1A1A1A", "1F3864", "595959", "A4262C"
TABLE, PLAIN_HEADING, KIND, NOTE = "Agreement Table", "Plain Heading", "Kind", "Note"
CELL, CELL_HEADING = "Cell", "Cell Heading"
_LOOK = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}
_NUMBERING = f"""
<w:abstractNum {nsdecls("w")} w:abstractNumId="90">
  <w:multiLevelType w:val="multilevel"/>
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading1"/><w:lvlText w:val="%1."/>
    <w:lvlJc w:val="left"/><w:pPr><w:ind w:left="454" w:hanging="454"/></w:pPr></w:lvl>
</w:abstractNum>"""
_TABLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="AgreementTable">
  <w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>
  <w:tblPr><w:tblStyleRowBandSize w:val="1"/>
    <w:tblBorders>
      <w:top w:val="single" w:sz="8" w:space="0" w:color="{NAVY}"/>
      <w:bottom w:val="single" w:sz="8" w:space="0" w:color="{NAVY}"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="BFC7D5"/>
    </w:tblBorders>
    <w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="90" w:type="dxa"/>
      <w:bottom w:w="60" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E3E9F3"/></w:tcPr></w:tblStylePr>
</w:style>"""


def lay_out(document: Document, language: str) -> None:
    """Letter pages, and every style that the documents use, in the language of Canada."""
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)
    section.top_margin, section.bottom_margin = Inches(1), Inches(0.9)
    _default_language(document, language)
    document.part.numbering_part.element.insert(0, parse_xml(_NUMBERING))
    number = document.part.numbering_part.element.add_num(90)
    _settings(document, language)
    _style(document, "Normal", 10, INK, after=6, line=1.15)
    heading = _style(document, "Heading 1", 14, NAVY, bold=True, before=16, after=5)
    _numbered(heading, number.numId)
    _style(document, "Heading 2", 11, NAVY, bold=True, before=8, after=2)
    _style(document, "Title", 28, NAVY, bold=True, after=14)
    _style(document, "Subtitle", 15, INK, after=4)
    for name in ("Header", "Footer"):
        for tabs in _style(document, name, 8.5, GREY, after=0).element.iter(qn("w:tabs")):
            tabs.getparent().remove(tabs)
    _numbered(_own(document, PLAIN_HEADING, "Heading 1", 14, NAVY, bold=True, before=16, after=5), 0)
    _own(document, KIND, "Normal", 13, GREY, after=6)
    _own(document, NOTE, "Normal", 9.5, GREY, before=10, after=10)
    _own(document, CELL, "Normal", 9, INK, after=0)
    _own(document, CELL_HEADING, CELL, 9, NAVY, bold=True, after=0)
    document.styles.element.append(parse_xml(_TABLE))


def shape_table(
    table: Any, widths: list[float], *, about: str, first_column: bool = False, last_row: bool = False
) -> None:
    """A table as readers need it: fixed widths (inches), a description, a header row on every page, no row split."""
    table.style = TABLE
    table.autofit = False
    properties = table._tbl.tblPr
    for element in properties.findall(qn("w:tblLook")):
        properties.remove(element)
    on = {"noHBand", "noVBand", "firstColumn" if first_column else "firstRow"}
    chosen = " ".join(f'w:{name}="{int(name in on)}"' for name in _LOOK)
    mask = f"{sum(_LOOK[name] for name in on):04X}"
    properties.append(parse_xml(f'<w:tblLook {nsdecls("w")} w:val="{mask}" {chosen}/>'))
    caption = parse_xml(f"<w:tblCaption {nsdecls('w')}/>")
    caption.set(qn("w:val"), about)
    properties.append(caption)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    for row in table.rows:
        whole(row)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Inches(width)
        if first_column:
            row.cells[0].paragraphs[0].style = CELL_HEADING
    if not first_column:
        table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        for cell in table.rows[0].cells:
            cell.paragraphs[0].style = CELL_HEADING
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def whole(row: Any) -> None:
    """The row is never parted by the end of a page."""
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))


def field(paragraph: Any, code: str) -> None:
    """A number that Word counts: PAGE, NUMPAGES."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", "1"), ("end", "")):
        run = paragraph.add_run(text if kind == "shown" else "")
        if kind in ("begin", "separate", "end"):
            run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))
        elif not kind:
            run._r.append(parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> {text} </w:instrText>'))


def underlined(cell: Any) -> None:
    """A line to write on."""
    border = f'<w:bottom w:val="single" w:sz="6" w:space="0" w:color="{INK}"/>'
    cell._tc.get_or_add_tcPr().append(parse_xml(f"<w:tcBorders {nsdecls('w')}>{border}</w:tcBorders>"))


def barred(paragraph: Any) -> None:
    """A paragraph below a thick line."""
    bar = f'<w:top w:val="single" w:sz="36" w:space="14" w:color="{NAVY}"/>'
    paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {nsdecls('w')}>{bar}</w:pBdr>"))


def ruled(paragraph: Any) -> None:
    """A paragraph between two thin lines."""
    sides = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="6" w:color="BFC7D5"/>' for side in ("top", "bottom"))
    paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>"))


def to_the_right(cell: Any) -> None:
    """Amounts stand below each other."""
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def together(table: Any) -> None:
    """The whole table on one page, where it fits on one."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _settings(document: Document, language: str) -> None:
    """Word's present mode, not that of 2010; its spelling checked in this language."""
    for element in document.settings.element.iter(qn("w:compatSetting")):
        if element.get(qn("w:name")) == "compatibilityMode":
            element.set(qn("w:val"), "15")
    for element in document.settings.element.iter(qn("w:themeFontLang")):
        element.set(qn("w:val"), language)


def _default_language(document: Document, language: str) -> None:
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)
        element.set(qn("w:eastAsia"), language)


def _style(
    document: Document, name: str, size: float, colour: str, *, bold: bool = False, before: float = 0, after: float = 0,
    line: float | None = None,
) -> Any:  # fmt: skip
    style: Any = document.styles[name]
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    if line:
        style.paragraph_format.line_spacing = line
    if name.startswith(("Heading", PLAIN_HEADING)):
        style.paragraph_format.keep_with_next = True
    if name == "Title":
        for border in style.element.pPr.findall(qn("w:pBdr")):
            style.element.pPr.remove(border)
    return style


def _own(document: Document, name: str, base: str, *how: Any, **more: Any) -> Any:
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles[base]
    style.quick_style = True
    return _style(document, name, *how, **more)


def _numbered(style: Any, number: int) -> None:
    """Linked to the numbers of Heading 1; 0 for none."""
    properties = style.element.get_or_add_pPr()
    for element in properties.findall(qn("w:numPr")):
        properties.remove(element)
    properties._insert_numPr(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="{number}"/></w:numPr>'))
