"""The form of a community resource, and its fields as people read them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from messages import assets, inputs
from messages.blocks import Block, Element, context, option
from messages.drafts import offered_back
from messages.limits import cut
from messages.organizations import SPOKEN, language_in_text, language_name
from messages.surfaces import View, modal
from messages.words import N_, Words
from storage.assets import Asset
from storage.organizations import NAME_LIMIT, SHORT_LIMIT, Organization
from storage.resources import HOW_LIMIT, WHAT_LIMIT, Described

FORM, AFRESH, HOLDERS = "resources.form", "resources.afresh", "resources.holders"
WHAT, CATEGORY, PLACE, HELD_BY, HOLDER = "what", "category", "place", "organization_id", "holder"
HOW, CONTACT, LANGUAGES = "how", "contact", "languages"
US = "us"
FIELD_NAMES: dict[str, str] = {
    WHAT: N_("What it is"),
    CATEGORY: N_("Category"),
    PLACE: N_("Where it is"),
    HELD_BY: N_("Who holds it"),
    HOLDER: N_("Somebody else who holds it"),
    HOW: N_("How to get it"),
    CONTACT: N_("Whom to ask"),
    LANGUAGES: N_("Languages"),
}


def values_of(said: Described, holder: Element | None) -> dict[str, Any]:
    """A resource as it is kept, as the form's values; `holder` is the option of who holds it."""
    return {
        WHAT: said.what,
        CATEGORY: said.category.value,
        PLACE: said.place,
        HELD_BY: holder,
        HOLDER: said.holder,
        HOW: said.how,
        CONTACT: said.contact,
        LANGUAGES: list(said.languages),
    }


def described(values: Mapping[str, Any]) -> Described:
    """What the form says."""
    held_by = values.get(HELD_BY)
    return Described(
        category=Asset(values.get(CATEGORY) or Asset.physical),
        what=values.get(WHAT) or "",
        place=values.get(PLACE) or "",
        ours=held_by == US,
        organization_id=int(held_by) if held_by and held_by != US else None,
        holder=values.get(HOLDER) or "",
        how=values.get(HOW) or "",
        contact=values.get(CONTACT) or "",
        languages=tuple(values.get(LANGUAGES) or ()),
    )


def us(words: Words) -> Element:
    """The choice that it is ours."""
    return option(words.text("Our own organization"), US)


def holders(words: Words, typed: str, found: Sequence[Organization]) -> list[Element]:
    """Who may hold it, as the options of a typeahead: we, and organizations."""
    ours = [us(words)] if not typed.strip() or typed.casefold() in us(words)["text"]["text"].casefold() else []
    return [*ours, *(option(one.name, str(one.id)) for one in found)]


def form(
    words: Words,
    values: Mapping[str, Any],
    *,
    meta: Mapping[str, Any],
    now: datetime,
    saved_at: datetime | None = None,
) -> View:
    """The form, new or (`meta` holds its id) known; the value of who holds it is an option."""
    blocks: list[Block] = offered_back(words, saved_at, now=now, afresh=AFRESH) if saved_at else []
    languages = [option(language_name(words, code), code) for code in SPOKEN]
    what = inputs.text(values.get(WHAT), limit=WHAT_LIMIT, while_typing=True, focus=not values.get(WHAT))
    how = inputs.text(values.get(HOW), lines=True, limit=HOW_LIMIT, while_typing=True)
    held_by = inputs.external(HOLDERS, values.get(HELD_BY), placeholder=words.text("Search by name"))
    holder = inputs.text(values.get(HOLDER), limit=NAME_LIMIT, while_typing=True)
    person = words.text("Of a person only what they are asked for at work: name, role, work telephone or email.")
    blocks += [
        _field(words, WHAT, what, hint=words.text("For example a training kitchen for 12 people."), optional=False),
        _field(words, CATEGORY, inputs.select(assets.options(words), values.get(CATEGORY)), optional=False),
        _field(words, HELD_BY, held_by, hint=words.text("Your own organization, a partner, or any other known here.")),
        _field(words, HOLDER, holder, hint=words.text("If it is not found above.")),
        _field(words, PLACE, inputs.text(values.get(PLACE), limit=SHORT_LIMIT)),
        _field(words, HOW, how, hint=words.text("Whom to call, how long before, what it costs.")),
        _field(words, CONTACT, inputs.text(values.get(CONTACT), limit=SHORT_LIMIT), hint=person),
        _field(words, LANGUAGES, inputs.multi_select(languages, values.get(LANGUAGES) or ())),
        context(words.rich("Facts only; no client names, no opinions about a person.")),
    ]
    inputs.start_over(blocks, meta.get("afresh"))
    title = words.text("Change a resource") if meta.get("id") else words.text("New resource")
    return modal(FORM, title, blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta)


def field_value(words: Words, name: str, value: Any, holders: Mapping[int, str]) -> str:
    """The value of one field as people read it; `holders` are names of organizations by id."""
    match name:
        case "category":
            shown = assets.name(words, Asset(value)).lower()
        case "languages":
            shown = words.listed([language_in_text(words, code) for code in value])
        case "organization_id":
            shown = holders.get(value, "")
        case _:
            shown = str(value or "")
    return cut(shown, 120) or "–"


def _field(words: Words, name: str, element: Element, *, hint: str | None = None, optional: bool = True) -> Block:
    return inputs.field(name, words.text(FIELD_NAMES[name]), element, hint=hint, optional=optional, dispatch=True)
