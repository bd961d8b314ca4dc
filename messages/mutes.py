"""Muting what is said about a partner: to oneself, or in its channel."""

from collections.abc import Mapping
from datetime import date

from messages import inputs
from messages.blocks import Block, actions, button, context, option, section
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.mutes import CHANNEL, Mute
from storage.partners import Partner

OPEN = "mutes.open"
UNDO = "mutes.undo"
FORM = "mutes.form"
DONE = "mutes.done"
ABOUT = N_("Fewer messages about a partner: mute it for yourself, or in its channel")
USAGE = N_("NAME")
MINE, MINE_UNTIL = "mine", "mine_until"
THERE, THERE_UNTIL = "there", "there_until"
WANTED, UNTIL, MUTED = "wanted", "until", "muted"

Wanted = tuple[bool, date | None]
NOT_MUTED: Wanted = (False, None)


def form(words: Words, partner: Partner, mutes: Mapping[str, Mute], *, reader: str, channel: bool) -> View:
    """The form; what is said in the `channel` is asked for only where the person may decide it."""
    blocks = [
        section(words.rich("*{name}*", name=partner.name)),
        *_fields(words, MINE, words.text("Direct messages to me about it"), mutes.get(reader)),
        context(
            words.rich("What a colleague asks of you comes all the same, and the end of an agreement you look after.")
        ),
    ]
    if channel:
        blocks += [
            *_fields(words, THERE, words.text("Messages in the channel about it"), mutes.get(CHANNEL)),
            context(words.rich("The owner still gets a direct message when an agreement ends.")),
        ]
    meta = {"subject": f"partner:{partner.id}", "partner": partner.id, "channel": channel}
    title, close = words.text("Fewer messages"), words.text("Cancel")
    return modal(FORM, title, blocks, submit=words.text("Save"), close=close, meta=meta)


def done(words: Words, partner: Partner, chosen: Mapping[str, Wanted], *, before: Mapping[str, Wanted] | None) -> View:
    """After it was saved: what is muted now, and the way back to what was `before`."""
    lines = [_line(words, reader, wanted) for reader, wanted in chosen.items()]
    blocks: list[Block] = [section(Rich("\n").join([words.rich("*{name}*", name=partner.name), *lines]))]
    if before is not None:
        blocks.append(actions(button(words.text("Undo"), UNDO, str(partner.id))))
    kept = {reader or "channel": _as_text(wanted) for reader, wanted in (before or {}).items()}
    meta = {"partner": partner.id, "before": kept}
    return modal(DONE, words.text("Fewer messages"), blocks, close=words.text("Close"), meta=meta)


def line(words: Words, mutes: Mapping[str, Mute]) -> Rich:
    """What is muted, for the card."""
    parts = [_line(words, reader, (True, mute.until)) for reader, mute in sorted(mutes.items())]
    return Rich(" · ").join(parts)


def wanted_from(text: str) -> Wanted:
    """What `done` kept of how it was before."""
    if text == WANTED:
        return NOT_MUTED
    return True, None if text == MUTED else date.fromisoformat(text)


def _as_text(wanted: Wanted) -> str:
    muted, until = wanted
    if not muted:
        return WANTED
    return until.isoformat() if until else MUTED


def _fields(words: Words, name: str, label: str, mute: Mute | None) -> list[Block]:
    options = [
        option(words.text("As they come"), WANTED),
        option(words.text("None through the day below"), UNTIL),
        option(words.text("None until I change it"), MUTED),
    ]
    chosen = WANTED if mute is None else UNTIL if mute.until else MUTED
    until = mute.until.isoformat() if mute and mute.until else None
    return [
        inputs.field(name, label, inputs.radio(options, chosen)),
        inputs.field(f"{name}_until", words.text("Through"), inputs.date(until), optional=True),
    ]


def _line(words: Words, reader: str, wanted: Wanted) -> Rich:
    muted, until = wanted
    day = words.day(until, year=True) if until else ""
    if reader == CHANNEL:
        if not muted:
            return words.rich("In the channel: messages as they come")
        if until:
            return words.rich("In the channel: muted through {day}", day=day)
        return words.rich("In the channel: muted until somebody changes it")
    if not muted:
        return words.rich("To you: messages as they come")
    return (
        words.rich("To you: muted through {day}", day=day) if until else words.rich("To you: muted until you change it")
    )
