"""Messages of Slack's saved with a partner: the form on a message, and what it says once it is kept."""

from collections.abc import Mapping
from typing import Any

from messages import inputs
from messages.blocks import Block, actions, button, context, option, section
from messages.surfaces import View, modal
from messages.touchpoints import link
from messages.words import N_, Words
from storage.partners import Partner
from storage.texts import LIMIT
from storage.touchpoints import SavedMessage, Touchpoint

SAVE = "saved_messages.save"
FORM = "saved_messages.form"
SAVED = "saved_messages.saved"
UNDO = "saved_messages.undo"

SHORTCUT_NAME = N_("Save to partner")
SHORTCUT_ABOUT = N_("Keep a message with a partner: its link, author and text")
AN_APP = N_("an app")

PARTNER, TEXT, COUNTS, SURE = "partner", "text", "counts", "sure"
CONTACT, KEPT, YES = "contact", "kept", "yes"


def form(
    words: Words, saved: SavedMessage, partner: Partner | None, *, find: str, private: bool, meta: Mapping[str, Any]
) -> View:
    """The form that keeps a message with a partner; `find` is the action of the typeahead over partners."""
    chosen = option(partner.name, str(partner.id)) if partner else None
    kinds = [
        option(words.text("A note about them"), KEPT),
        option(words.text("A contact with them"), CONTACT, words.text("It counts towards what was agreed")),
    ]
    when = words.rich("Written by {author}, {when}", author=saved.author, when=words.when(saved.at))
    text = words.text("Shorten it, or take out what should not be kept. Facts only; no client names.")
    if saved.cut:
        text = words.text("The message is longer than {limit} characters: the rest is behind its link.", limit=LIMIT)
    blocks: list[Block] = [
        context(
            when, *([link(words, saved.link)] if saved.link else [words.rich("Slack gives Liaison no link to it.")])
        ),
        inputs.field(
            PARTNER, words.text("Partner"), inputs.external(find, chosen, placeholder=words.text("Type a name"))
        ),
        inputs.field(
            TEXT, words.text("Text"), inputs.text(saved.text, lines=True, limit=LIMIT), hint=text, optional=True
        ),
        inputs.field(COUNTS, words.text("Keep it as"), inputs.radio(kinds, KEPT)),
    ]
    if private:
        sure = option(words.text("It may be kept where everybody who sees this partner reads it"), YES)
        blocks.append(
            inputs.field(SURE, words.text("This comes from a private conversation"), inputs.checkboxes([sure]))
        )
    return modal(
        FORM, words.text("Save to partner"), blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta
    )


def saved(words: Words, one: Touchpoint, partner: str) -> View:
    """In place of the form: it is kept, and can be taken away again."""
    said = words.rich("Kept with {partner}. It stands in the full history on the card.", partner=partner)
    row = actions(button(words.text("Undo"), UNDO, str(one.id)), block_id="saved")
    return modal(SAVED, words.text("Save to partner"), [section(said), row], close=words.text("Close"))
