"""Two people wrote the same part at once: the second sees both texts and chooses."""

from collections.abc import Mapping
from typing import Any

from messages import inputs
from messages.agreement_parts import part_name
from messages.agreement_text import text_of
from messages.blocks import Block, header, option, section
from messages.surfaces import View, modal
from messages.words import Words
from storage.agreement_parts import Part

FORM, CHOICE = "agreement_conflict.choose", "choice"
MINE, THEIRS, BOTH = "mine", "theirs", "both"
MOST = 40


def choose(
    words: Words, part: Part, *, theirs: Mapping[str, Any], mine: Mapping[str, Any], who: str, meta: Mapping[str, Any]
) -> View:
    """Both texts, and three ways on. `meta` is the page's, with the revision of theirs as `seen`."""
    lead = words.rich(
        "{who} wrote in *{part}* while you did. Nothing is lost: see both, and choose.",
        who=who,
        part=part_name(words, part),
    )
    blocks: list[Block] = [section(lead), header(words.text("Written by {who}", who=who))]
    blocks += text_of(words, part, theirs)[:MOST]
    blocks.append(header(words.text("Written by you")))
    blocks += text_of(words, part, mine)[:MOST]
    ways = [
        option(words.text("Keep both"), BOTH, words.text("Yours after theirs; where one answer fits, yours")),
        option(words.text("Keep mine"), MINE, words.text("Theirs gives way")),
        option(words.text("Keep theirs"), THEIRS, words.text("Mine gives way")),
    ]
    blocks.append(inputs.field(CHOICE, words.text("What shall stand?"), inputs.radio(ways, BOTH)))
    return modal(
        FORM, words.text("Two texts"), blocks, submit=words.text("Keep"), close=words.text("Not now"), meta=meta
    )
