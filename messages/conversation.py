"""What Liaison answers to a direct message: a command meant, a partner named, or what it can do."""

from collections.abc import Sequence

from messages import help, meetings, partners
from messages.blocks import Block, actions, button, context, section
from messages.surfaces import Message, message
from messages.words import Words
from storage.partners import Partner


def command(words: Words, line: str) -> Message:
    """What was written is a command without its slash."""
    lead = words.rich("That is a command: type `/partner {line}`, here or in any channel.", line=line)
    return message(lead, [section(lead), actions(button(words.text("What Liaison can do"), help.OPEN))])


def answer(words: Words, found: Sequence[Partner], *, may_add: bool) -> Message:
    """`found` are the partners that answer to what was written."""
    lead = words.rich("I keep track of partnerships, and answer to the command `/partner`.")
    if found:
        lead = words.rich("Here is what I know by that name.")
    blocks: list[Block] = [section(lead)]
    if found:
        shown = words.text("Show")
        blocks += [
            section(one.name, accessory=button(shown, partners.SHOW, str(one.id)), block_id=f"partner:{one.id}")
            for one in found
        ]
    buttons = [button(words.text("What Liaison can do"), help.OPEN)]
    if may_add:
        buttons += [
            button(words.text("New partner"), partners.NEW),
            button(words.text("Record a meeting"), meetings.MEET),
        ]
    tail = words.rich("I look for a command or a partner’s name in what you write here, and keep nothing of it.")
    blocks += [actions(*buttons), context(tail)]
    return message(lead, blocks)


def no_files(words: Words) -> Message:
    """To somebody who sent a file and nothing else."""
    lead = words.rich(
        "I do not read files that are sent here, and keep nothing of this one. `/partner import` reads a list of"
        " organizations; a signed copy goes into its agreement, under `/partner agree`."
    )
    return message(lead, [section(lead), actions(button(words.text("What Liaison can do"), help.OPEN))])


def not_yours(words: Words) -> Message:
    """To a guest, or a person of another organization."""
    return message(words.rich("Liaison is for the members of this workspace. An owner can tell you more."))
