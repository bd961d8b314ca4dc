"""The form of an opportunity: what it asks, and its fields as people read them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from messages import assets, inputs
from messages.blocks import Block, button, context, option, section
from messages.drafts import offered_back
from messages.limits import cut
from messages.organizations import SPOKEN, language_in_text, language_name
from messages.partners import REASON_NAMES
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.assets import Asset
from storage.audit import Entry
from storage.opportunity import OUTCOME_LIMIT, REGION_LIMIT, TEXT_LIMIT, Need, Urgency
from storage.partners import Reason

FORM, AFRESH, CONTINUE = "opportunities.form", "opportunities.afresh", "opportunities.continue"
OUTCOME, WHOM, GAP, REASONS, ASSETS = "outcome", "whom", "gap", "reasons", "assets"
SERVICES, LANGUAGES, REGION, SUCCESS, URGENCY, OWNER = (
    "services",
    "languages",
    "region",
    "success",
    "urgency",
    "owner_id",
)
FIELD_NAMES: dict[str, str] = {
    OUTCOME: N_("Outcome to improve"),
    WHOM: N_("Whom it concerns"),
    GAP: N_("What we cannot do alone"),
    REASONS: N_("Reasons for a partnership"),
    ASSETS: N_("Assets needed"),
    SERVICES: N_("Services needed"),
    LANGUAGES: N_("Languages"),
    REGION: N_("Region"),
    SUCCESS: N_("How success would show"),
    URGENCY: N_("Urgency"),
    OWNER: N_("Owner"),
}
URGENCIES: dict[Urgency, str] = {
    Urgency.high: N_("Urgent"),
    Urgency.normal: N_("This year"),
    Urgency.low: N_("When it fits"),
}


def first_values(outcome: str, *, owner_id: str) -> dict[str, Any]:
    """What the form says before anybody has filled it in."""
    return {OUTCOME: outcome[:OUTCOME_LIMIT], URGENCY: Urgency.normal.value, OWNER: owner_id}


def values_of(need: Need) -> dict[str, Any]:
    """An opportunity as it is kept, as the form's values."""
    return {
        OUTCOME: need.outcome,
        WHOM: need.whom,
        GAP: need.gap,
        REASONS: [reason.value for reason in need.reasons],
        ASSETS: [asset.value for asset in need.assets],
        SERVICES: need.services,
        LANGUAGES: list(need.languages),
        REGION: need.region,
        SUCCESS: need.success,
        URGENCY: need.urgency.value,
        OWNER: need.owner_id,
    }


def need_of(values: Mapping[str, Any]) -> Need:
    """What the form says."""
    return Need(
        outcome=values.get(OUTCOME) or "",
        whom=values.get(WHOM) or "",
        gap=values.get(GAP) or "",
        reasons=tuple(Reason(reason) for reason in values.get(REASONS) or ()),
        assets=tuple(Asset(asset) for asset in values.get(ASSETS) or ()),
        services=values.get(SERVICES) or "",
        languages=tuple(values.get(LANGUAGES) or ()),
        region=values.get(REGION) or "",
        success=values.get(SUCCESS) or "",
        urgency=Urgency(values.get(URGENCY) or Urgency.normal),
        owner_id=values.get(OWNER) or "",
    )


def form(
    words: Words,
    values: Mapping[str, Any],
    *,
    meta: Mapping[str, Any],
    now: datetime,
    saved_at: datetime | None = None,
    notes: Sequence[Block] = (),
) -> View:
    """The form, new or (`meta` holds its id) known."""
    blocks: list[Block] = [*notes]
    if saved_at:
        blocks += offered_back(words, saved_at, now=now, afresh=AFRESH)
    blocks += _outcome(words, values)
    blocks += _needed(words, values)
    urgencies = [option(words.text(label), urgency.value) for urgency, label in URGENCIES.items()]
    success = inputs.text(values.get(SUCCESS), lines=True, limit=TEXT_LIMIT, while_typing=True)
    hint = words.text("What would be different, and how it could be counted.")
    blocks += [
        _field(words, SUCCESS, success, hint=hint),
        _field(words, URGENCY, inputs.select(urgencies, values.get(URGENCY) or Urgency.normal.value), optional=False),
        _field(words, OWNER, inputs.user(values.get(OWNER)), optional=False),
        context(words.rich("Leave blank what you do not know yet; only the outcome is needed.")),
    ]
    inputs.start_over(blocks, meta.get("afresh"))
    title = words.text("Change an opportunity") if meta.get("id") else words.text("New opportunity")
    return modal(FORM, title, blocks, submit=words.text("Save"), close=words.text("Cancel"), meta=meta)


def unfinished(words: Words, outcome: str) -> list[Block]:
    """On top of a form begun with an outcome: another one was left unfinished."""
    text = words.rich("Your form for “{name}” is not finished yet.", name=cut(outcome, 150))
    return [section(text, accessory=button(words.text("Continue with it"), CONTINUE), block_id="unfinished")]


def changed_meanwhile(words: Words, entry: Entry, names: Mapping[str, str]) -> list[Block]:
    """On top of a form that goes on: somebody else saved meanwhile; what they changed, as it is kept now."""
    lead = words.rich(
        "*{name} saved changes at {hour}, while you were editing.*",
        name=names.get(entry.by, entry.by),
        hour=words.hour(entry.at),
    )
    kept = [
        words.rich(
            "{field}: {value}", field=words.text(FIELD_NAMES[name]), value=field_value(words, name, after, names)
        )
        for name, (_before, after) in entry.facts["changes"].items()
    ]
    tail = words.rich("Your text is below. Saving again puts it in the place of theirs.")
    return [section(Rich("\n").join([lead, *kept, tail]), block_id="changed")]


def field_value(words: Words, name: str, value: Any, names: Mapping[str, str]) -> str:
    """The value of one field as people read it; `names` are people's by user id."""
    match name:
        case "reasons":
            shown = words.listed([words.text(REASON_NAMES[Reason(reason)]).lower() for reason in value])
        case "assets":
            shown = words.listed(assets.named(words, [Asset(asset) for asset in value]))
        case "languages":
            shown = words.listed([language_in_text(words, code) for code in value])
        case "urgency":
            shown = words.text(URGENCIES[Urgency(value)]).lower()
        case "owner_id":
            shown = names.get(value, value)
        case _:
            shown = str(value or "")
    return cut(shown, 120) or "–"


def _outcome(words: Words, values: Mapping[str, Any]) -> list[Block]:
    outcome = inputs.text(values.get(OUTCOME), limit=OUTCOME_LIMIT, while_typing=True, focus=not values.get(OUTCOME))
    whom = inputs.text(values.get(WHOM), lines=True, limit=TEXT_LIMIT, while_typing=True)
    gap = inputs.text(values.get(GAP), lines=True, limit=TEXT_LIMIT, while_typing=True)
    reasons = [option(words.text(label), reason.value) for reason, label in REASON_NAMES.items()]
    for_whom = words.text("For example newcomers, youth leaving school, people over 50. No client names.")
    alone = words.text("Places, hours, languages, expertise, reach. Facts only.")
    first = words.text("For example: more newcomers with a trade work in it within a year.")
    return [
        _field(words, OUTCOME, outcome, hint=first, optional=False),
        _field(words, WHOM, whom, hint=for_whom),
        _field(words, GAP, gap, hint=alone),
        _field(words, REASONS, inputs.multi_select(reasons, values.get(REASONS) or ())),
    ]


def _needed(words: Words, values: Mapping[str, Any]) -> list[Block]:
    services = inputs.text(values.get(SERVICES), limit=TEXT_LIMIT, while_typing=True)
    languages = [option(language_name(words, code), code) for code in SPOKEN]
    commas = words.text("Separated by commas, for example: interpretation, trades mentoring, child care.")
    return [
        _field(words, ASSETS, inputs.multi_select(assets.options(words), values.get(ASSETS) or ())),
        _field(words, SERVICES, services, hint=commas),
        _field(words, LANGUAGES, inputs.multi_select(languages, values.get(LANGUAGES) or ())),
        _field(words, REGION, inputs.text(values.get(REGION), limit=REGION_LIMIT, while_typing=True)),
    ]


def _field(
    words: Words, name: str, element: dict[str, Any], *, hint: str | None = None, optional: bool = True
) -> Block:
    return inputs.field(name, words.text(FIELD_NAMES[name]), element, hint=hint, optional=optional, dispatch=True)
