"""The card of a partner: where it stands, who is who, and what can be done next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from messages import actions as promises
from messages import (
    agreements,
    challenges,
    contact_data,
    contacts,
    health,
    introductions,
    kpis,
    meetings,
    mutes,
    opportunities,
    partners,
    readiness,
    readiness_names,
    reviews,
    roles,
    sessions,
    sources,
    stages,
    touchpoints,
)
from messages import blocks as b
from messages.blocks import Block
from messages.health_names import main_reasons
from messages.organizations import kind_names, language_in_text
from messages.room import in_sections
from messages.standing import indicators, to_clarify
from messages.surfaces import Message, View, message, modal
from messages.words import Rich, Words, escape
from storage.assessment import Assessment
from storage.contacts import Contact
from storage.health_reasons import Reason as HealthReason
from storage.imports import Import
from storage.introductions import Introduction
from storage.mutes import Mute
from storage.opportunity import Opportunity
from storage.organizations import Kind
from storage.partners import Partner, Reason, Stage
from storage.sources import Source
from storage.stages import offered
from storage.standing import Standing

QUOTED = 160
BEFORE_ACTIVE = (Stage.identified, Stage.contacted, Stage.exploring, Stage.agreeing)


@dataclass(frozen=True)
class Facts:
    """What a card is made of. `names` are people's by user id; `may_edit` is the reader's right; `health` are the
    reasons of its signal, the worst first; `now` is the present instant; `source` and `reading` are there where it was
    imported."""

    partner: Partner
    kinds: Sequence[Kind]
    standing: Standing
    people: Sequence[str]
    contacts: Sequence[Contact]
    names: Mapping[str, str]
    may_edit: bool
    health: Sequence[HealthReason]
    now: datetime
    notes: Sequence[Rich] = field(default=())
    mutes: Mapping[str, Mute] = field(default_factory=dict)
    opportunities: Sequence[Opportunity] = field(default=())
    introduction: Introduction | None = None
    readiness: Assessment | None = None
    source: Source | None = None
    reading: Import | None = None


def card(words: Words, facts: Facts) -> Message:
    """The card as a message."""
    lines = _lines(words, facts)
    going = [] if facts.partner.archived else [_going(words, facts)]
    text = Rich("\n").join([*facts.notes, *lines, *going])
    return message(text, [*_blocks(words, facts, lines), *_next(words, facts)])


def card_view(words: Words, facts: Facts) -> View:
    """The card as a modal."""
    blocks = [*_blocks(words, facts, _lines(words, facts)), *_next(words, facts)]
    meta = {"id": facts.partner.id}
    return modal(partners.CARD, words.text("Partner"), blocks, close=words.text("Close"), meta=meta)


def _blocks(words: Words, facts: Facts, lines: Sequence[Rich]) -> list[Block]:
    partner = facts.partner
    added = words.rich(
        "Added by {name}, {day}",
        name=facts.names.get(partner.created_by, partner.created_by),
        day=words.full_date(partner.created_at.astimezone(words.zone).date()),
    )
    blocks = [b.section(note) for note in facts.notes]
    blocks += in_sections(lines)
    if not partner.archived:
        blocks.append(b.section(_going(words, facts), accessory=_see_health(words, partner), block_id="health"))
    if facts.mutes:
        change = b.button(words.text("Change"), mutes.OPEN, str(partner.id), label=words.text("Change what is muted"))
        blocks.append(b.section(mutes.line(words, facts.mutes), accessory=change))
    if facts.contacts:
        blocks.append(_contacts(words, facts))
    known = [sources.provenance(words, facts.source, facts.reading)] if facts.source else []
    return [*blocks, b.context(added, *known)]


def _contacts(words: Words, facts: Facts) -> Block:
    told = contacts.line(words, facts.contacts, facts.now.astimezone(words.zone).date())
    why = b.button(words.text("Source and purpose"), contact_data.OPEN, str(facts.partner.id))
    editable = facts.may_edit and not facts.partner.archived
    return b.section(Rich("\n").join([words.rich("*Contacts*"), told]), accessory=why if editable else None)


def _lines(words: Words, facts: Facts) -> list[Rich]:
    partner, standing = facts.partner, facts.standing
    return [
        line
        for line in (
            _title(words, facts),
            _who(words, facts),
            _reasons(words, partner),
            opportunities.of_partner(words, facts.opportunities),
            words.rich("Serves: {whom}", whom=partner.organization.serves) if partner.organization.serves else None,
            words.rich("*Next:* {when}", when=words.when(standing.next_at, zone=True)) if standing.next_at else None,
            _counts(words, standing),
            _measured(words, standing),
            _challenges(words, standing),
            _open(words, partner, standing),
            _ready(words, facts),
            _last_met(words, standing),
            touchpoints.last_line(words, standing.last_touch) if standing.last_touch else None,
        )
        if line
    ]


def _title(words: Words, facts: Facts) -> Rich:
    partner = facts.partner
    about = [stages.stage_name(words, partner.stage), *(kind.lower() for kind in kind_names(words, facts.kinds))]
    if partner.confidential:
        about.append(words.text("confidential"))
    if partner.archived:
        about.append(words.text("archived"))
    if partner.ask_again_on:
        about.append(words.text("ask again on {day}", day=words.full_date(partner.ask_again_on)))
    return words.rich("*{name}*\n{about}", name=partner.name, about=" · ".join(about))


def _who(words: Words, facts: Facts) -> Rich:
    partner, organization = facts.partner, facts.partner.organization
    parts: list[str] = [words.rich("Owner {name}", name=facts.names.get(partner.owner_id, partner.owner_id))]
    if facts.people:
        with_whom = words.listed([facts.names.get(user_id, user_id) for user_id in facts.people])
        parts.append(words.rich("with {names}", names=with_whom))
    if partner.channel_id:
        parts.append(b.channel(partner.channel_id))
    if organization.region:
        parts.append(escape(organization.region))
    if organization.languages:
        parts.append(escape(", ".join(language_in_text(words, code) for code in organization.languages)))
    if organization.website:
        host = urlsplit(organization.website).netloc
        parts.append(Rich("<{}|{}>").format(escape(organization.website), escape(host)))
    return Rich(" · ").join(parts)


def _going(words: Words, facts: Facts) -> Rich:
    """The two main reasons of its health."""
    first = main_reasons(words, facts.health) or words.rich("not enough on record yet")
    return words.rich("*How it is going:* {reasons}", reasons=first)


def _see_health(words: Words, partner: Partner) -> b.Element:
    return b.button(words.text("How it is going"), health.OPEN, str(partner.id))


def _reasons(words: Words, partner: Partner) -> Rich | None:
    known = [words.text(partners.REASON_NAMES[Reason(reason)]).lower() for reason in partner.reasons]
    return words.rich("Why: {reasons}", reasons=words.listed(known)) if known else None


def _counts(words: Words, standing: Standing) -> Rich:
    shared = standing.open_goals + standing.met_goals
    goals = words.plural("{n} shared goal", "{n} shared goals", shared)
    met = words.plural("{n} met", "{n} met", standing.met_goals)
    todo = words.plural("{n} open action", "{n} open actions", standing.open_actions)
    late = words.plural("{n} overdue", "{n} overdue", standing.overdue_actions)
    left = f"{goals}, {met}" if standing.met_goals else goals
    right = f"{todo}, {late}" if standing.overdue_actions else todo
    return escape(f"{left} · {right}")


def _measured(words: Words, standing: Standing) -> Rich | None:
    counts = indicators(words, standing)
    return words.rich("Indicators: {counts}", counts=counts) if counts else None


def _challenges(words: Words, standing: Standing) -> Rich | None:
    counts = challenges.counted(words, standing.challenges)
    return words.rich("Challenges: {counts}", counts=counts) if counts else None


def _open(words: Words, partner: Partner, standing: Standing) -> Rich | None:
    suggested = offered(partner.stage, standing)
    if suggested:
        return words.rich("Everything is clarified: ready for “{stage}”.", stage=stages.stage_name(words, suggested))
    missing = to_clarify(words, standing)
    return words.rich("Still to clarify: {items}", items=" · ".join(missing)) if missing else None


def _ready(words: Words, facts: Facts) -> Rich | None:
    if facts.readiness is None:
        return None
    return readiness_names.brief(words, facts.readiness, facts.now.astimezone(words.zone).date())


def _last_met(words: Words, standing: Standing) -> Rich | None:
    met = standing.last_met
    if met is None:
        return words.rich("Not met yet.")
    day = words.day(met.held_at.astimezone(words.zone).date(), year=True)
    purpose = words.text(meetings.PURPOSES[met.purpose]).lower()
    if not met.notes:
        return words.rich("Last met {day} ({purpose})", day=day, purpose=purpose)
    quote = " ".join(met.notes.split())
    quote = quote if len(quote) <= QUOTED else quote[: QUOTED - 1].rstrip() + "…"
    return words.rich("Last met {day} ({purpose}): “{quote}”", day=day, purpose=purpose, quote=quote)


def _next(words: Words, facts: Facts) -> list[Block]:
    key = str(facts.partner.id)
    history = b.option(words.text("Full history"), f"history:{key}")
    if facts.partner.archived:
        row = [b.button(words.text("Restore"), partners.RESTORE, key)] if facts.may_edit else []
        return [b.actions(*row, b.overflow(partners.MORE, [history]))]
    row = []
    contact = b.option(words.text("Staying in touch"), f"contact:{key}")
    menu = [contact, history]
    if facts.may_edit:
        row.append(b.button(words.text("Record a meeting"), meetings.MEET, key, style="primary"))
        row.append(b.button(words.text("Plan sessions"), sessions.PLAN, key))
        row.append(b.button(words.text("Agreement"), agreements.AGREE, key))
        menu = [
            b.option(words.text("Change"), f"edit:{key}"),
            b.option(words.text("Move to a stage"), f"stage:{key}"),
            contact,
            history,
            b.option(words.text("Archive"), f"archive:{key}"),
        ]
    if facts.introduction:
        row.append(b.button(words.text("First message"), introductions.OPEN, str(facts.introduction.id)))
    row.append(b.button(words.text("Actions"), promises.OF, key))
    row.append(b.button(words.text("Indicators"), kpis.OF, key))
    row.append(b.button(words.text("Roles"), roles.OPEN, key))
    row.append(b.button(words.text("Reviews"), reviews.OF, key))
    if facts.readiness or facts.partner.stage in BEFORE_ACTIVE:
        row.append(b.button(words.text("Are they ready?"), readiness.OF_PARTNER, key))
    return [b.actions(*row, b.overflow(partners.MORE, menu))]
