"""Reading one XML entry of a template: no document type, nothing from outside, and code in plain text only."""

import re
from urllib.parse import urlsplit
from xml.parsers import expat

from messages.limits import cut
from storage.errors import CarriesMacros, CodeMisplaced, CodeNotAllowed, NotADocx, RefersOutside, UnsafeXml

DEEPEST = 200
MOST_ELEMENTS = 150_000
MOST_CODES = 2000
LONGEST_CODE = 300
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = ("http", "https", "mailto")
_OUTSIDE = {"altChunk": RefersOutside, "subDoc": RefersOutside, "mailMerge": RefersOutside}
_ACTIVE = {"object": CarriesMacros, "control": CarriesMacros, "OLEObject": CarriesMacros, "script": CarriesMacros}
_ADDRESSED = ("src", "href", "althref")
_FIELD = "\x01"
_FETCHING = re.compile(
    _FIELD + r"\s*((?:DDEAUTO|DDE|INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DATABASE|MACROBUTTON|RD)\b"
    r'|HYPERLINK\s+"?(?:file:|javascript:|\\\\))',
    re.IGNORECASE,
)
_MARKS = re.compile(r"{{|{%|{#|}}|%}|#}")
_CLOSED_BY = {"{{": "}}", "{%": "%}", "{#": "#}"}
_REPEATING = re.compile(r"{[{%#](tr|tc)\s")
_MERGING = re.compile(r"{%-?\s*(vm|hm|colspan|cellbg)\b")


class Reader:
    """Reads one entry by expat; `name` is the entry's, those below `word/` may hold code."""

    def __init__(self, name: str) -> None:
        self.name, self.short = name, name.rsplit("/", 1)[-1]
        self.codes_allowed = name.startswith("word/") and not name.endswith(".rels")
        self.open: list[str] = []
        self.elements = self.codes = 0
        self.flow: list[str] = []
        self.fields: list[str] = []
        self.types: list[tuple[str, str]] = []

    def read(self, content: bytes) -> None:
        """Raises `UnsafeXml`, `RefersOutside`, `CarriesMacros`, `CodeMisplaced`, `CodeNotAllowed`, `NotADocx`; expat's
        own error for what is no XML."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._unsafe
        parser.EntityDeclHandler = self._unsafe
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        if self.codes_allowed:
            parser.ProcessingInstructionHandler = self._unsafe
            parser.CommentHandler = self._unsafe
            parser.StartCdataSectionHandler = self._unsafe
        parser.Parse(content, True)
        self._paragraph()
        if found := _FETCHING.search("".join(self.fields)):
            raise RefersOutside(name=found[1].upper())

    def _unsafe(self, *_: object) -> None:
        raise UnsafeXml(name=self.short)

    def _start(self, element: str, given: dict[str, str]) -> None:
        self.open.append(element)
        self.elements += 1
        if len(self.open) > DEEPEST or self.elements > MOST_ELEMENTS:
            raise UnsafeXml(name=self.short)
        local = element.rpartition(":")[2]
        if refusal := (_OUTSIDE | _ACTIVE).get(local):
            raise refusal(name=local)
        if local == "Relationship":
            self._relationship(given)
        if local in ("Override", "Default"):
            self.types.append((given.get("PartName") or f".{given.get('Extension', '')}", given.get("ContentType", "")))
        if element == "w:p":
            self._paragraph()
        if local == "fldChar":
            self.fields.append(_FIELD)
        for key, value in given.items():
            self._attribute(key, value)

    def _attribute(self, key: str, value: str) -> None:
        local = key.rpartition(":")[2]
        if key.startswith("xmlns") and (value == WORD) != (key == "xmlns:w"):
            raise NotADocx
        if local in _ADDRESSED and not key.startswith("xmlns") and ("//" in value or "\\" in value or ":" in value):
            raise RefersOutside(name=cut(value, 80))
        if local == "instr":
            self.fields.append(f"{_FIELD}{value}")
        if self.codes_allowed and _MARKS.search(value):
            raise CodeMisplaced(place=cut(value, 80))

    def _relationship(self, given: dict[str, str]) -> None:
        target, kind = given.get("Target", ""), given.get("Type", "").rpartition("/")[2]
        outside = given.get("TargetMode", "").lower() == "external"
        link = kind == "hyperlink" and urlsplit(target).scheme.lower() in LINKS
        if (outside and not link) or kind in ("attachedTemplate", "aFChunk", "subDocument", "frame"):
            raise RefersOutside(name=cut(target, 80))
        if kind in ("vbaProject", "oleObject", "package", "control"):
            raise CarriesMacros(name=cut(target, 80))

    def _end(self, element: str) -> None:
        if element == "w:p":
            self._paragraph()
        self.open.pop()

    def _text(self, text: str) -> None:
        inside = self.open[-1] if self.open else ""
        if inside == "w:t":
            self.flow.append(text)
        elif inside == "w:instrText":
            self.fields.append(text)
        if inside != "w:t" and self.codes_allowed and ("{" in text or "}" in text):
            raise CodeMisplaced(place=cut(text.strip(), 80))

    def _paragraph(self) -> None:
        """What was said since the last paragraph began or ended: each code is closed there, and short."""
        text = "".join(self.flow)
        self.flow.clear()
        if not self.codes_allowed or ("{" not in text and "}" not in text):
            return
        place, begun = cut(text.strip(), 80), None
        for mark in _MARKS.finditer(text):
            if begun is None and mark[0] in _CLOSED_BY:
                begun = mark
                self.codes += 1
            elif begun is None or mark[0] != _CLOSED_BY[begun[0]] or mark.end() - begun.start() > LONGEST_CODE:
                raise CodeMisplaced(place=place)
            else:
                begun = None
        if begun is not None or self.codes > MOST_CODES:
            raise CodeMisplaced(place=place)
        if any(f"w:{found[1]}" not in self.open for found in _REPEATING.finditer(text)):
            raise CodeMisplaced(place=place)
        if _MERGING.search(text):
            raise CodeNotAllowed(place=place)
