"""The words that narrow a list, in either language: what they mean, and what is left of them to search for."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from storage.organizations import name_key

Meaning = TypeVar("Meaning")
LONGEST = 4
"""Words that have a meaning together."""


def narrowed(
    text: str, vocabulary: Mapping[str, Meaning], people: Mapping[str, str]
) -> tuple[list[Meaning | str], str]:
    """What the words mean, in their order (people as user ids), and the rest.

    `vocabulary` and `people` are by name key. Quoted words are always a name to search for, whatever else they may
    mean.
    """
    meanings: list[Meaning | str] = []
    rest: list[str] = []
    tokens = text.replace("“", '"').replace("”", '"').replace("«", '"').replace("»", '"').split('"')
    for place, part in enumerate(tokens):
        words = part.split()
        if place % 2:
            rest += words
            continue
        while words:
            size, meaning = _longest(words, vocabulary, people)
            said, words = words[:size], words[size:]
            if meaning is None:
                rest += said
            else:
                meanings.append(meaning)
    return meanings, " ".join(rest)


def _longest(
    words: Sequence[str], vocabulary: Mapping[str, Meaning], people: Mapping[str, str]
) -> tuple[int, Meaning | str | None]:
    """The meaning of as many of the first words as have one together."""
    for size in range(min(LONGEST, len(words)), 0, -1):
        said = " ".join(words[:size])
        if said.startswith("<@"):
            return 1, said[2:].partition("|")[0].partition(">")[0]
        key = name_key(said.lstrip("@"))
        if said.startswith("@"):
            if key in people:
                return size, people[key]
            continue
        found = vocabulary.get(key) or people.get(key)
        if found:
            return size, found
    return 1, None
