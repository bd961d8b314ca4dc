"""How strong a tie is, in words: what it rests on, what is missing, what stands in the way, and the rule."""

from collections.abc import Callable

from messages.words import N_, Rich, Words
from storage.network_rules import Ground, Strength, Tie

NAMES: dict[Strength, str] = {
    Strength.strong: N_("Strong"),
    Strength.medium: N_("Medium"),
    Strength.thin: N_("Thin"),
}
TIES: dict[Strength, str] = {
    Strength.strong: N_("strong tie"),
    Strength.medium: N_("medium tie"),
    Strength.thin: N_("thin tie"),
}


def counted(words: Words, strength: Strength, number: int) -> str:
    """ "3 strong ties"."""
    match strength:
        case Strength.strong:
            return words.plural("{n} strong tie", "{n} strong ties", number)
        case Strength.medium:
            return words.plural("{n} medium tie", "{n} medium ties", number)
        case _:
            return words.plural("{n} thin tie", "{n} thin ties", number)


def there(words: Words, tie: Tie) -> list[str]:
    """The facts it rests on."""
    return [_SAID[ground](words, tie) for ground in Ground if ground in tie.grounds]


def missing(words: Words, tie: Tie) -> list[str]:
    """Those of the four facts that are not there, as they stand."""
    return [_SAID[ground](words, tie) for ground in Ground if ground not in tie.grounds]


def hindered(words: Words, tie: Tie) -> str:
    """What stands in the way; "" for nothing."""
    if not tie.hindered:
        return ""
    return words.plural("{n} serious challenge open", "{n} serious challenges open", tie.hindered)


def rule(words: Words) -> Rich:
    """How a tie is read, as it is shown beside one."""
    return words.rich(
        "Four facts of the last three months: an agreement is in force; at least half of the planned sessions were "
        "held; there was contact, as often as agreed; at least half of the indicators have figures. Strong: three or "
        "four of them, and no serious challenge open. Medium: two or more. Thin: fewer."
    )


def _agreement(words: Words, tie: Tie) -> str:
    if Ground.agreement not in tie.grounds:
        return words.text("no agreement is in force")
    if tie.known.ends_on is None:
        return words.text("an agreement is in force")
    return words.text("an agreement is in force until {day}", day=words.full_date(tie.known.ends_on))


def _meetings(words: Words, tie: Tie) -> str:
    if not tie.known.promised:
        return words.text("no session was planned")
    held = words.number(tie.known.held)
    return words.plural(
        "{n} session planned, {held} held", "{n} sessions planned, {held} held", tie.known.promised, held=held
    )


def _contact(words: Words, tie: Tie) -> str:
    if tie.known.last_contact is None:
        return words.text("no contact on record")
    day = words.full_date(tie.known.last_contact)
    if tie.known.quiet is not None:
        return words.text("last contact {day}, longer ago than agreed", day=day)
    return words.text("last contact {day}", day=day)


def _figures(words: Words, tie: Tie) -> str:
    reported, every = tie.reported
    if not every:
        return words.text("no indicator is followed")
    return words.plural(
        "{reported} of {n} indicator has figures",
        "{reported} of {n} indicators have figures",
        every,
        reported=words.number(reported),
    )


_SAID: dict[Ground, Callable[[Words, Tie], str]] = {
    Ground.agreement: _agreement,
    Ground.meetings: _meetings,
    Ground.contact: _contact,
    Ground.figures: _figures,
}
