"""Partners: the form, the card, the list, the picker."""

from collections.abc import Iterable

from messages.blocks import Block, button, option, section
from messages.surfaces import Message, message
from messages.words import Words
from storage.partners import Partner

NEW = "partners.new"
EDIT = "partners.edit"
STAGE = "partners.stage"
SHOW = "partners.show"
MORE = "partners.more"
FIND = "partners.find"
PAGE = "partners.page"
RESTORE = "partners.restore"
ARCHIVE = "partners.archive"


def choices(partners: Iterable[Partner]) -> list[dict[str, object]]:
    """Partners as the options of a typeahead; the value is the partner's id."""
    return [option(partner.name, str(partner.id)) for partner in partners]


def picker(words: Words, typed: str, partners: list[Partner], *, then: str) -> Message:
    """Several partners answer to what was typed: a button for each, with the action `then`."""
    lead = words.rich("Several partners answer to “{typed}”. Which one?", typed=typed)
    return message(lead, [section(lead), *(_pick(words, partner, then) for partner in partners)])


def none_called(words: Words, typed: str, nearest: list[Partner], *, then: str) -> Message:
    """No partner answers to what was typed; the nearest names, if any, are offered."""
    if not typed:
        return message(words.rich("Which partner? Type its name after the command, or try `/partner list`."))
    if not nearest:
        return message(
            words.rich(
                "There is no partner called “{typed}”. `/partner new` adds one, `/partner list` shows all.", typed=typed
            )
        )
    lead = words.rich("There is no partner called “{typed}”. Did you mean one of these?", typed=typed)
    return message(lead, [section(lead), *(_pick(words, partner, then) for partner in nearest)])


def _pick(words: Words, partner: Partner, then: str) -> Block:
    return section(partner.name, accessory=button(words.text("Choose"), then, str(partner.id), label=partner.name))
