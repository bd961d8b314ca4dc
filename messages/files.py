"""What is said of a file that somebody asked for: that it comes, why none comes."""

from messages.errors import refused
from messages.words import Rich, Words, escape
from storage.errors import Refused


def on_its_way(words: Words) -> Rich:
    """Said at once, where it was asked for."""
    return words.rich("It is on its way to your direct messages with Liaison.")


def not_taken(words: Words, refusal: Refused) -> Rich:
    """Why no file came, and what a picture would have shown."""
    return escape(" ".join(part for part in (refused(words, refusal), refusal.facts.get("shown")) if part))


def not_sent(words: Words, reference: str) -> Rich:
    return words.rich(
        "The file you asked for could not be sent (ref {reference}). Please ask for it again.", reference=reference
    )
