"""Opportunities: the board, the card of one, its forms, and what is said of it on a partner's card (25.2 P1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from messages import assets, inputs, readiness, readiness_names
from messages.blocks import Block, actions, button, context, divider, option, overflow, section
from messages.limits import cut
from messages.opportunity_form import FIELD_NAMES, URGENCIES, field_value
from messages.organizations import language_in_text
from messages.partners import FIND as FIND_PARTNER
from messages.partners import REASON_NAMES
from messages.stages import stage_name
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.assessment import Assessment
from storage.assets import Asset
from storage.audit import Entry
from storage.opportunities import EDITED, LINKED, MOVED, UNLINKED
from storage.opportunity import Opportunity, OpportunityState, subject
from storage.partners import Partner, Reason
from storage.readiness import ASSESSED, BROUGHT_BACK, CORRECTED, TAKEN_BACK

NEW, EDIT, OPEN = "opportunities.new", "opportunities.edit", "opportunities.open"
BOARD, CARD = "opportunities.board", "opportunities.card"
MOVE, MOVING, BACK = "opportunities.move", "opportunities.moving", "opportunities.back"
LINK, LINKING = "opportunities.link", "opportunities.linking"
FIND = "opportunities.find"
OF_PARTNER, LINK_AGAIN = "opportunities.of_partner", "opportunities.link_again"
TO, WHY, PARTNER = "to", "why", "partner"
WHY_LIMIT = 500


STATES: dict[OpportunityState, str] = {
    OpportunityState.open: N_("Still open"),
    OpportunityState.exploring: N_("Being explored"),
    OpportunityState.matched: N_("Matched"),
    OpportunityState.achieved: N_("Achieved"),
    OpportunityState.dropped: N_("Dropped"),
}
_STATES_MEAN: dict[OpportunityState, str] = {
    OpportunityState.open: N_("nobody is being talked to yet"),
    OpportunityState.exploring: N_("possible partners are being talked to"),
    OpportunityState.matched: N_("the partners for it are found"),
    OpportunityState.achieved: N_("the outcome is there"),
    OpportunityState.dropped: N_("not any more"),
}


@dataclass(frozen=True)
class Facts:
    """What the card shows. `names` are our people's by user id, `theirs` partners' by id; `notes` stand on top."""

    one: Opportunity
    partners: Sequence[Partner]
    history: Sequence[Entry]
    names: Mapping[str, str]
    theirs: Mapping[int, str]
    may_edit: bool
    today: date
    readiness: Assessment | None = None
    notes: Sequence[Block] = field(default=())


def state_name(words: Words, state: OpportunityState) -> str:
    return words.text(STATES[state])


def card(words: Words, facts: Facts, *, meta: Mapping[str, Any]) -> View:
    """All that is known of one, its partners, and what can be done."""
    one = facts.one
    about = [state_name(words, one.state), words.text(URGENCIES[one.urgency])]
    about.append(words.text("owner {name}", name=facts.names.get(one.owner_id, one.owner_id)))
    blocks: list[Block] = [*facts.notes]
    blocks.append(section(words.rich("*{outcome}*\n{about}", outcome=one.outcome, about=" · ".join(about))))
    said = _said(words, one)
    if facts.readiness:
        said.append(readiness_names.brief(words, facts.readiness, facts.today))
    if said:
        blocks.append(section(Rich("\n").join(said)))
    key = str(one.id)
    row = [button(words.text("Find partners"), FIND, key, style="primary")]
    row.append(button(words.text("Are we ready?"), readiness.OPEN, subject(one)))
    if facts.may_edit:
        row += [
            button(words.text("Change"), EDIT, key),
            button(words.text("Move on the board"), MOVE, key),
            button(words.text("Link a partner"), LINK, key),
        ]
    blocks.append(actions(*row, block_id="deeds"))
    blocks += [divider(), section(words.rich("*Partners for it*"))]
    for partner in facts.partners:
        what = [option(words.text("Open"), f"open:{partner.id}")]
        if facts.may_edit:
            what.append(option(words.text("Take the link off"), f"off:{partner.id}"))
        text = words.rich("{name} · {stage}", name=partner.name, stage=stage_name(words, partner.stage).lower())
        blocks.append(section(text, accessory=overflow(OF_PARTNER, what), block_id=f"partner:{partner.id}"))
    if not facts.partners:
        blocks.append(section(words.rich("None yet.")))
    blocks.append(context(*[entry_line(words, entry, facts) for entry in facts.history]))
    return modal(CARD, words.text("Opportunity"), blocks, close=words.text("Close"), meta=meta)


def moving_form(words: Words, one: Opportunity, *, meta: Mapping[str, Any]) -> View:
    """Where to, and why."""
    states = [option(state_name(words, to), to.value, words.text(_STATES_MEAN[to])) for to in OpportunityState]
    now = words.rich("Today: {stage}", stage=state_name(words, one.state))
    why = inputs.text(lines=True, limit=WHY_LIMIT)
    hint = words.text("Kept with your name. What came of it, or why not any more. Facts only; no client names.")
    return modal(
        MOVING,
        words.text("Move on the board"),
        [
            section(words.rich("*{name}*\n{now}", name=one.outcome, now=now)),
            inputs.field(TO, words.text("Move it to"), inputs.radio(states)),
            inputs.field(WHY, words.text("Why"), why, hint=hint, optional=True),
        ],
        submit=words.text("Move"),
        close=words.text("Cancel"),
        meta=meta,
    )


def linking_form(words: Words, one: Opportunity, *, meta: Mapping[str, Any]) -> View:
    """Which partner is for it."""
    pick = inputs.external(FIND_PARTNER, placeholder=words.text("Search by name"))
    hint = words.text("A confidential partner is shown only to those who may see it.")
    return modal(
        LINKING,
        words.text("Link a partner"),
        [
            section(words.rich("*{name}*", name=one.outcome)),
            inputs.field(PARTNER, words.text("Partner"), pick, hint=hint),
        ],
        submit=words.text("Link"),
        close=words.text("Cancel"),
        meta=meta,
    )


def moved(words: Words, one: Opportunity, before: OpportunityState) -> list[Block]:
    """On top of the card: it was moved, with the way back."""
    said = words.rich("Moved to “{state}”.", state=state_name(words, one.state))
    return [_note(words, said, BACK, f"{one.id}:{before}")]


def unlinked(words: Words, one: Opportunity, partner: Partner) -> list[Block]:
    """On top of the card: a link was taken off, with the way back."""
    said = words.rich("{name} is no longer linked.", name=partner.name)
    return [_note(words, said, LINK_AGAIN, f"{one.id}:{partner.id}")]


def saved(words: Words, *, new: bool) -> list[Block]:
    said = words.rich("Noted. What would you like to do next?") if new else words.rich("Saved.")
    return [section(said, block_id="note")]


def entry_line(words: Words, entry: Entry, facts: Facts) -> Rich:
    """One change: what, who, when."""
    day = words.full_date(entry.at.astimezone(words.zone).date())
    told = {"name": facts.names.get(entry.by, entry.by), "day": day}
    match entry.tag:
        case _ if entry.tag == MOVED:
            to = state_name(words, OpportunityState(entry.facts["after"]))
            if entry.facts.get("by_itself"):
                return words.rich("{day}: moved to “{to}” by itself, when {name} linked a partner", **told, to=to)
            if entry.facts.get("why"):
                why = cut(entry.facts["why"], WHY_LIMIT)
                return words.rich("{day}: {name} moved it to “{to}”: “{why}”", **told, to=to, why=why)
            return words.rich("{day}: {name} moved it to “{to}”", **told, to=to)
        case _ if entry.tag == EDITED:
            return words.rich("{day}: {name} changed it. {changes}", **told, changes=_changes(words, entry, facts))
        case _ if (did := entry.tag.removeprefix(READINESS)) != entry.tag:
            return words.rich(_CHECKS[did], **told)
        case _ if entry.tag in (LINKED, UNLINKED):
            said = _LINKS[entry.tag]
            return words.rich(said, **told, partner=facts.theirs.get(entry.facts["partner"], ""))
        case _:
            return words.rich("{day}: noted by {name}", **told)


def people_in(history: Sequence[Entry]) -> set[str]:
    """The user ids of our people whom these changes speak of."""
    owners = [owner for entry in history for owner in entry.facts.get("changes", {}).get("owner_id", ())]
    return {*(entry.by for entry in history), *owners}


def of_partner(words: Words, found: Sequence[Opportunity]) -> Rich | None:
    """On a partner's card: which opportunities it serves."""
    if not found:
        return None
    told = words.listed(
        [
            words.text(
                "“{outcome}” ({state})", outcome=cut(one.outcome, 120), state=state_name(words, one.state).lower()
            )
            for one in found[:3]
        ]
    )
    return words.rich("For the opportunity: {told}", told=told)


READINESS = "opportunity:readiness:"
_CHECKS = {
    ASSESSED: N_("{day}: {name} checked whether we are ready for it"),
    CORRECTED: N_("{day}: {name} corrected the check of readiness"),
    TAKEN_BACK: N_("{day}: {name} took the check of readiness back"),
    BROUGHT_BACK: N_("{day}: {name} brought the check of readiness back"),
}
_LINKS = {
    LINKED: N_("{day}: {name} linked {partner}"),
    UNLINKED: N_("{day}: {name} took the link to {partner} off"),
}


def _note(words: Words, said: Rich, action: str, value: str) -> Block:
    return section(said, accessory=button(words.text("Undo"), action, value), block_id="note")


def _changes(words: Words, entry: Entry, facts: Facts) -> str:
    """The fields that changed with what they said before, short."""
    return "; ".join(
        words.text(
            "{field}, before: {value}",
            field=words.text(FIELD_NAMES[name]),
            value=field_value(words, name, before, facts.names),
        )
        for name, (before, _after) in entry.facts["changes"].items()
    )


def _said(words: Words, one: Opportunity) -> list[Rich]:
    reasons = [words.text(REASON_NAMES[Reason(reason)]).lower() for reason in one.reasons]
    needed = assets.named(words, [Asset(asset) for asset in one.assets])
    languages = [language_in_text(words, code) for code in one.languages]
    told = [
        (N_("*Whom it concerns:* {said}"), one.whom),
        (N_("*What we cannot do alone:* {said}"), one.gap),
        (N_("*Why a partnership:* {said}"), words.listed(reasons)),
        (N_("*Assets needed:* {said}"), words.listed(needed)),
        (N_("*Services needed:* {said}"), one.services),
        (N_("*Where:* {said}"), one.region),
        (N_("*Languages:* {said}"), words.listed(languages)),
        (N_("*How success would show:* {said}"), one.success),
    ]
    return [words.rich(sentence, said=cut(said, 600)) for sentence, said in told if said]
