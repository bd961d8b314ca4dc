"""Text of files from elsewhere: UTF-8 with or without a mark, UTF-16, or Windows-1252; read piece by piece."""

import codecs
import io
from typing import BinaryIO

CHUNK = 1 << 18
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Recoded(io.RawIOBase):
    """A file of bytes as UTF-8 without a mark, whatever it is in; `taken` counts the bytes read from it."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self.file = file
        self.decoder = codecs.getincrementaldecoder(encoding)("replace")
        self.left = b""
        self.taken = 0
        self.ended = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self.ended and (size < 0 or len(self.left) < size):
            piece = self.file.read(CHUNK)
            self.taken += len(piece)
            self.ended = not piece
            self.left += self.decoder.decode(piece, final=self.ended).replace("\x00", "").encode()
        given, self.left = (self.left, b"") if size < 0 else (self.left[:size], self.left[size:])
        return given

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        given = self.read(len(buffer))
        buffer[: len(given)] = given
        return len(given)


def encoding_of(file: BinaryIO) -> str:
    """The encoding of all that is left of a file: read through once, in pieces. What is not UTF-8 is Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    head = file.read(CHUNK)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    try:
        while head:
            decoder.decode(head)
            head = file.read(CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
