"""Content lines, of which calendars and cards are made (RFC 5545, RFC 6350)."""

import re

LINE_OCTETS = 75
_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def escaped(text: str) -> str:
    """A TEXT value: no control characters, what means something to the format escaped (RFC 5545, section 3.3.11; RFC
    6350, section 3.4)."""
    plain = _CONTROLS.sub("", _BREAKS.sub("\n", text))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """At most 75 octets a line, the next one begun with a space; no letter is cut in two (RFC 5545, section 3.1; RFC
    6350, section 3.2)."""
    octets = line.encode()
    if len(octets) <= LINE_OCTETS:
        return octets + b"\r\n"
    pieces, limit = [], LINE_OCTETS
    while len(octets) > limit:
        end = limit
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[:end])
        octets, limit = octets[end:], LINE_OCTETS - 1
    return b"\r\n ".join([*pieces, octets]) + b"\r\n"
