"""Prospects: whom to find, the ranked list with its reasons, the card of one, and those that are not for us."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from messages import inputs, organizations, partners, readiness, readiness_names, sources
from messages.blocks import Block, Element, actions, button, context, divider, section
from messages.limits import cut
from messages.organizations import kind_names, language_in_text
from messages.prospect_reasons import lines, points, weights_line
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words, escape
from storage.asides import WHY_LIMIT, Aside
from storage.assessment import Assessment
from storage.contacts import Contact
from storage.imports import Import
from storage.locations import Location, Phone
from storage.opportunity import Opportunity
from storage.organizations import Kind, Organization
from storage.partners import Partner
from storage.prospect_rules import Asked, Ranked
from storage.prospects import Found
from storage.services import Service
from storage.sources import Source

CHOOSE, RESULTS, CARD, ASIDES = "prospects.choose", "prospects.results", "prospects.card", "prospects.asides"
FOR, TURN, OPEN, MAKE = "prospects.for", "prospects.turn", "prospects.open", "prospects.make"
NOT_FOR_US, SETTING, AGAIN, SHOW_ASIDES = (
    "prospects.not_for_us",
    "prospects.setting",
    "prospects.again",
    "prospects.show_asides",
)
WEIGHTS, CONTACT = "prospects.weights", "prospects.contact"
WHY = "why"
SIZE = 5
MOST_SERVICES, MOST_PEOPLE = 6, 3

ABOUT = N_("Find organizations for an opportunity, or for words: ranked, with the reasons for each rank")
USAGE = N_("[opportunity or words]")


@dataclass(frozen=True)
class Facts:
    """What the card of a prospect shows. `names` are our people's by user id; `asked` and `ranked` are there when it
    was found for something."""

    organization: Organization
    kinds: Sequence[Kind]
    services: Sequence[Service]
    places: Sequence[Location]
    phones: Sequence[Phone]
    contacts: Sequence[Contact]
    source: Source | None
    reading: Import | None
    partner: Partner | None
    aside: Aside | None
    names: Mapping[str, str]
    may_edit: bool
    today: date
    readiness: Assessment | None = None
    asked: Asked | None = None
    ranked: Ranked | None = None


def choose(words: Words, found: Sequence[Opportunity], *, more: bool) -> View:
    """Which opportunity partners are looked for."""
    blocks: list[Block] = []
    for one in found:
        label = words.text("Find partners")
        find = button(label, FOR, str(one.id), label=words.labelled(label, one.outcome))
        blocks.append(section(words.rich("*{outcome}*", outcome=one.outcome), accessory=find, block_id=f"for:{one.id}"))
    if not found:
        blocks.append(
            section(
                words.rich(
                    "No opportunity looks for partners. `/partner need` notes one; `/partner find` with words looks "
                    "for these."
                )
            )
        )
    elif more:
        blocks.append(context(words.rich("The newest ones. `/partner need` has all of them.")))
    return modal(CHOOSE, words.text("Find partners"), blocks, close=words.text("Close"))


def results(
    words: Words,
    asked: Asked,
    found: Found,
    *,
    lead: Rich,
    regions: Mapping[int, Sequence[str]],
    checks: Mapping[int, Assessment],
    today: date,
    since: int,
    may_weigh: bool,
    meta: Mapping[str, Any],
) -> View:
    """Some of the ranked, from place `since` on, each with the reasons for its rank."""
    blocks: list[Block] = [section(lead)]
    if not asked.services:
        blocks.append(section(words.rich("These words say too little to look for. Name a service, a group, a skill.")))
    elif not found.ranked:
        blocks.append(section(words.rich("Nobody is known who does this. `/partner import` brings a register in.")))
    for place, one in enumerate(found.ranked[since : since + SIZE], since + 1):
        where = ", ".join(regions.get(one.known.id, ())[:3])
        head = words.rich(
            "*{place}. {name}* · {points}{where}",
            place=place,
            name=one.known.name,
            points=points(words, one),
            where=f" · {where}" if where else "",
        )
        text = Rich("{}\n{}").format(head, lines(words, asked, one))
        if check := checks.get(one.known.id):
            text = Rich("{}\n{}").format(text, readiness_names.brief(words, check, today))
        opened = button(
            words.text("Open"), OPEN, str(one.known.id), label=words.text("Open: {title}", title=one.known.name)
        )
        blocks.append(section(text, accessory=opened, block_id=f"prospect:{one.known.id}"))
    row: list[Element] = []
    if since:
        row.append(button(words.text("Previous"), f"{TURN}.back", str(max(0, since - SIZE))))
    if since + SIZE < len(found.ranked):
        row.append(button(words.text("Next"), TURN, str(since + SIZE)))
    if may_weigh:
        row.append(button(words.text("Weights"), WEIGHTS, "all"))
    if found.asides:
        row.append(button(words.text("Not for us ({n})", n=words.number(found.asides)), SHOW_ASIDES, "all"))
    if row:
        blocks.append(actions(*row, block_id="turn"))
    blocks.append(context(weights_line(words, found.weights), _rule(words)))
    return modal(RESULTS, words.text("Possible partners"), blocks, close=words.text("Close"), meta=meta)


def for_opportunity(words: Words, one: Opportunity) -> Rich:
    return words.rich("For the opportunity *{outcome}*", outcome=one.outcome)


def for_words(words: Words, text: str) -> Rich:
    return words.rich("For “{text}”", text=cut(text, 200))


def card(words: Words, facts: Facts, *, meta: Mapping[str, Any]) -> View:
    """All that is known of one, where it comes from, and what can be done."""
    blocks: list[Block] = [section(Rich("\n").join(_who(words, facts)))]
    if facts.aside:
        blocks.append(section(_why_not(words, facts.aside, facts.names), block_id="aside"))
    if facts.may_edit or facts.partner:
        blocks.append(actions(*_deeds(words, facts), block_id="deeds"))
    if facts.readiness:
        blocks.append(section(readiness_names.brief(words, facts.readiness, facts.today)))
    if facts.ranked and facts.asked and facts.ranked.because:
        head = words.rich("*Why it is proposed* · {points}", points=points(words, facts.ranked))
        blocks.append(section(Rich("{}\n{}").format(head, lines(words, facts.asked, facts.ranked))))
    if facts.services:
        blocks.append(section(_services(words, facts.services)))
    reach = _reach(words, facts)
    if reach:
        blocks.append(section(reach))
    blocks += [divider(), context(_provenance(words, facts))]
    return modal(CARD, words.text("Organization"), blocks, close=words.text("Close"), meta=meta)


def known_already(words: Words) -> list[Block]:
    """On top of the form for a new partner: whom it takes over."""
    said = words.rich("This organization is known here already. The form is filled with that; saving takes it over.")
    return [context(said)]


def values_of(organization: Organization, kinds: Sequence[Kind], *, owner_id: str) -> dict[str, Any]:
    """What the form for a new partner shows of an organization that is known already."""
    return {
        organizations.NAME: organization.name,
        organizations.KINDS: [kind.value for kind in kinds],
        organizations.WEBSITE: organization.website,
        organizations.REGION: organization.region,
        organizations.LANGUAGES: list(organization.languages),
        organizations.SERVES: organization.serves[: organizations.SERVES_LIMIT],
        partners.OWNER: owner_id,
    }


def setting_form(words: Words, organization: Organization, *, meta: Mapping[str, Any]) -> View:
    """Why it is not for us."""
    why = inputs.text(lines=True, limit=WHY_LIMIT)
    hint = words.text("Kept with your name, so that nobody looks into it twice. Facts only.")
    return modal(
        SETTING,
        words.text("Not for us"),
        [
            section(words.rich("*{name}*", name=organization.name)),
            inputs.field(WHY, words.text("Why"), why, hint=hint),
        ],
        submit=words.text("Save"),
        close=words.text("Cancel"),
        meta=meta,
    )


def asides(
    words: Words, found: Sequence[tuple[Aside, Organization]], names: Mapping[str, str], after: int | None
) -> View:
    """Those that are not for us, the newest first."""
    blocks: list[Block] = []
    for aside, organization in found:
        label = words.text("Open: {title}", title=organization.name)
        opened = button(words.text("Open"), OPEN, str(organization.id), label=label)
        text = Rich("{}\n{}").format(words.rich("*{name}*", name=organization.name), _why_not(words, aside, names))
        blocks.append(section(text, accessory=opened, block_id=f"aside:{organization.id}"))
    if not found:
        blocks.append(section(words.rich("None.")))
    if after is not None:
        blocks.append(actions(button(words.text("Next"), SHOW_ASIDES, str(after)), block_id="turn"))
    return modal(ASIDES, words.text("Not for us"), blocks, close=words.text("Close"))


def _rule(words: Words) -> Rich:
    return words.rich(
        "100 points are for who has all that is asked for; ties and past contact add, duplication takes away. At most "
        "120 organizations that answer are ranked together."
    )


def _who(words: Words, facts: Facts) -> list[Rich]:
    one = facts.organization
    about = [*(kind.lower() for kind in kind_names(words, facts.kinds)), one.region]
    about += [language_in_text(words, code) for code in one.languages]
    told = [words.rich("*{name}*", name=one.name)]
    if any(about):
        told.append(words.rich("{about}", about=" · ".join(part for part in about if part)))
    if one.serves:
        told.append(words.rich("Serves: {whom}", whom=cut(one.serves, 300)))
    if one.description:
        told.append(words.rich("{text}", text=cut(" ".join(one.description.split()), 600)))
    return told


def _deeds(words: Words, facts: Facts) -> list[Element]:
    key = str(facts.organization.id)
    ready = button(words.text("Are they ready?"), readiness.OPEN, f"organization:{key}")
    if facts.partner:
        return [button(words.text("Open the partner"), partners.SHOW, str(facts.partner.id)), ready]
    row = [
        button(words.text("Make a partner"), MAKE, key, style="primary"),
        button(words.text("Plan the first contact"), CONTACT, key),
        ready,
    ]
    if facts.aside:
        return [*row, button(words.text("Look at it again"), AGAIN, key)]
    return [*row, button(words.text("Not for us"), NOT_FOR_US, key)]


def _services(words: Words, services: Sequence[Service]) -> Rich:
    told = [words.rich("*Services*")]
    for one in services[:MOST_SERVICES]:
        about = cut(" ".join(one.description.split()), 150)
        told.append(words.rich("• {said}", said=f"{one.name} · {about}" if about else one.name))
    if len(services) > MOST_SERVICES:
        left = len(services) - MOST_SERVICES
        told.append(escape(words.plural("and {n} more", "and {n} more", left)))
    return Rich("\n").join(told)


def _reach(words: Words, facts: Facts) -> Rich | None:
    one = facts.organization
    told: list[Rich] = []
    places = [", ".join(part for part in (at.address, at.city, at.province) if part) for at in facts.places]
    named = [place for place in dict.fromkeys(places) if place][:MOST_PEOPLE]
    if named:
        told.append(words.rich("*Where:* {said}", said="; ".join(named)))
    for contact in facts.contacts[:MOST_PEOPLE]:
        parts = [contact.name, contact.title, contact.email, contact.phone]
        told.append(words.rich("{said}", said=" · ".join(part for part in parts if part)))
    direct = [one.email, *dict.fromkeys(phone.number for phone in facts.phones[:MOST_PEOPLE]), one.website]
    if any(direct):
        told.append(words.rich("{said}", said=" · ".join(part for part in direct if part)))
    return Rich("\n").join(told) if told else None


def _provenance(words: Words, facts: Facts) -> Rich:
    if facts.source is None:
        return words.rich("Typed in here by a colleague.")
    return sources.provenance(words, facts.source, facts.reading)


def _why_not(words: Words, aside: Aside, names: Mapping[str, str]) -> Rich:
    day = words.full_date(aside.at.astimezone(words.zone).date())
    return words.rich("Not for us: “{why}” ({name}, {day})", why=aside.why, name=names.get(aside.by, aside.by), day=day)
