"""An agreement on paper: one version of it, with all that its document says of itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from storage.agreement_parts import AgreementKind, Content

LANGUAGES = {"en": "en-CA", "fr": "fr-CA"}
"""What documents call their language, so that spelling and voices follow it."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Signed:
    """Somebody who signs, or has signed, for one side; `signed_on` is a local day, None for not yet."""

    side: Literal["us", "them"]
    name: str
    title: str
    signed_on: date | None = None


@dataclass(frozen=True)
class Paper:
    """One version of an agreement, as its document shows it.

    `language` is the document's, not the reader's. `status` stands in its words ("Draft", « Signée »); `draft` marks
    it as one. `ours` and `theirs` are the names of the two sides in daily use. `amends` is the version that this one
    changes.
    """

    kind: AgreementKind
    title: str
    content: Content
    language: Literal["en", "fr"]
    version: int
    status: str
    draft: bool
    ours: str
    theirs: str
    made_on: date
    amends: int | None = None
    signatures: Sequence[Signed] = field(default=())


def clean(text: str) -> str:
    """The text without the characters that XML 1.0 forbids; lines end as in Unix."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def plain_name(text: str) -> str:
    """What of a text every system takes in a file's name, at most 80 characters; "" where nothing is left."""
    return " ".join(re.sub(r"[^\w\-. ]+", " ", text).split())[:80]
