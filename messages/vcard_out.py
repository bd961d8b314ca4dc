"""People at an organization as vCard 4.0 (RFC 6350), which telephones and mail programs read. Work data only."""

from collections.abc import Sequence

from messages.content_lines import escaped, folded
from storage.contacts import Card


def vcards(cards: Sequence[Card]) -> bytes:
    """One card for each, in UTF-8; the same person has the same UID whenever they are written."""
    return b"".join(folded(line) for card in cards for line in _lines(card))


def _lines(card: Card) -> list[str]:
    """A name is not taken apart: which part is the family's nobody has said, and N needs no more (section 6.2.2)."""
    name = escaped(card.name)
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"UID:urn:uuid:{card.uid}", "KIND:individual", f"FN:{name}", f"N:;{name};;;"]
    lines.append(f"ORG:{escaped(card.organization)}")
    lines += [f"TITLE:{escaped(card.title)}"] if card.title else []
    lines += [f"EMAIL;TYPE=work:{escaped(card.email)}"] if card.email else []
    lines += [f'TEL;TYPE="work,voice":{escaped(number)}' for number in card.numbers]
    lines += [f"LANG:{escaped(card.language)}"] if card.language else []
    return [*lines, "END:VCARD"]
