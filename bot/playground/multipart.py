"""Multipart form data, as browsers send it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One field of the form."""

    content: bytes
    filename: str = ""

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


def parts(body: bytes, content_type: str) -> dict[str, Part]:
    """The fields by name; empty when the body is no multipart form."""
    boundary = re.search(r'boundary="?([^";]+)', content_type)
    if boundary is None:
        return {}
    found = {}
    for piece in (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())[1:]:
        head, _, content = piece.partition(b"\r\n\r\n")
        text = head.decode("utf-8", "replace")
        name = re.search(r'[; ]name="([^"]*)"', text)
        filename = re.search(r'filename="([^"]*)"', text)
        if name is not None:
            found[name[1]] = Part(content, filename[1] if filename else "")
    return found
