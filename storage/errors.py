"""What storage refuses. Each class is one reason; its words live in `messages.errors`."""

from typing import Any


class Refused(Exception):
    """Something a person asked for that cannot be done as asked.

    `field` is the form field it concerns (a block id), `facts` are what the sentence needs.
    """

    field: str | None = None

    def __init__(self, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(facts)
        self.field = field or self.field
        self.facts = facts


class NotFound(Refused):
    """What was asked for is not there, or not for this person to see."""


class NotAllowed(Refused):
    """This person's role does not include it."""


class Missing(Refused):
    """A field that must not be blank is blank."""


class TooLong(Refused):
    """A text is longer than `limit` characters."""


class LooksLikeIdentityNumber(Refused):
    """A free text holds what looks like a social insurance or health card number (design, section 10)."""


class AlreadySubmitted(Refused):
    """The same form, in the same state, was saved before: view id and hash are the key (design, section 4)."""


class Changed(Refused):
    """Somebody else changed it in the meantime."""
