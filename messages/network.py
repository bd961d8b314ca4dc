"""The network in words: partners by kind, the tie to each with its reasons, what they share, and what is missing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from messages import assets, inputs, lists, network_ties, partners, resource_chart, resources
from messages.blocks import Block, Element, actions, button, context, option, section
from messages.organizations import KIND_NAMES, kind_names
from messages.stages import NAMES as STAGES
from messages.stages import stage_name
from messages.surfaces import View, modal
from messages.words import N_, Rich, Words
from storage.network import MOST_COUNTED, Network, Node, Wanted
from storage.network_rules import Strength
from storage.organizations import Kind
from storage.partners import Stage

VIEW = "network.view"
BY_KIND, BY_STAGE, BY_REGION, BY_STRENGTH = (
    "network.by_kind",
    "network.by_stage",
    "network.by_region",
    "network.by_strength",
)
PARTNER, EVERY, TURN = "network.partner", "network.every", "network.turn"
PICTURE, GRAPH = "network.picture", "network.graph"
ANY = "any"
TITLE = N_("Our network")
ABOUT = N_(
    "Your network: partners by kind, how strong each tie is and why, what is missing; as a picture, and as a file"
)
USAGE = N_("[kind | stage | region or NAME]")
STANDARD = (Kind.community, Kind.government, Kind.education, Kind.faith)
"""The kinds that the standard names (25.2 K1): a network without one of them has a gap."""
AT_ONCE = 8
MOST_PAIRS = 5
LONGEST_REGION = 75
"""Slack: the value of an option."""


def packed(wanted: Wanted, since: int = 0) -> dict[str, Any]:
    """What the window is narrowed to and where it stands, as its metadata carries it."""
    return {
        "kind": wanted.kind,
        "stage": wanted.stage,
        "region": wanted.region,
        "partner": wanted.partner_id,
        "strength": wanted.strength,
        "since": since,
    }


def unpacked(meta: Mapping[str, Any]) -> Wanted:
    return Wanted(
        kind=Kind(meta["kind"]) if meta["kind"] else None,
        stage=Stage(meta["stage"]) if meta["stage"] else None,
        region=meta["region"],
        partner_id=meta["partner"],
        strength=Strength(meta["strength"]) if meta["strength"] else None,
    )


def understood(meanings: Sequence[Stage | Kind | str]) -> Wanted:
    """What the words after /partner map narrow it to."""
    kind = next((one for one in meanings if isinstance(one, Kind)), None)
    return Wanted(kind=kind, stage=next((one for one in meanings if isinstance(one, Stage)), None))


def vocabulary() -> dict[str, Stage | Kind | str]:
    """Kinds and stages in both languages, as name keys."""
    return {key: meaning for key, meaning in lists.vocabulary().items() if isinstance(meaning, Stage | Kind)}


def lead(words: Words, network: Network) -> str:
    """How many partners there are, and how many ties of each strength."""
    counts = [network_ties.counted(words, one, network.count(one)) for one in Strength if network.count(one)]
    return words.text("{many}: {ties}", many=how_many(words, network), ties=words.listed(counts))


def how_many(words: Words, network: Network) -> str:
    if network.total == MOST_COUNTED:
        return words.text("{n} partners and more", n=words.number(network.total))
    return words.plural("{n} partner", "{n} partners", network.total)


def by_kind(words: Words, network: Network) -> list[str]:
    """Each kind that is there: how many, and how strong the ties are."""
    told = []
    for kind in [*Kind, None]:
        found = network.of_kind(kind)
        if found:
            name = words.text(KIND_NAMES[kind]) if kind else words.text("No kind noted")
            strengths = Counter(one.tie.strength for one in found)
            ties = [network_ties.counted(words, one, strengths[one]) for one in Strength if strengths[one]]
            told.append(words.text("{kind} {n}: {ties}", kind=name, n=words.number(len(found)), ties=", ".join(ties)))
    return told


def no_kind_of(words: Words, network: Network) -> str:
    """Which of the standard's kinds nobody stands for; "" when each is there."""
    absent = [words.text(KIND_NAMES[kind]).lower() for kind in STANDARD if not network.of_kind(kind)]
    return words.text("No partner yet of the kind: {kinds}", kinds=words.listed(absent)) if absent else ""


def narrowed_to(words: Words, wanted: Wanted, partner: str) -> str:
    """What it is narrowed to, on one line; "" for nothing. `partner` is the name of the one that is wanted."""
    parts = [words.text("{name} and who shares an opportunity with it", name=partner)] if partner else []
    if wanted.kind:
        parts.append(words.text(KIND_NAMES[wanted.kind]).lower())
    if wanted.stage:
        parts.append(stage_name(words, wanted.stage).lower())
    parts += [wanted.region] if wanted.region else []
    return " · ".join(parts)


def view(
    words: Words,
    wanted: Wanted,
    network: Network,
    *,
    regions: Sequence[str],
    partner: str,
    since: int,
    may_take: bool,
) -> View:
    """The network as a window; `since` is the first of the list to show, `may_take`: the file is offered too."""
    blocks: list[Block] = []
    if not network.nodes and wanted == Wanted():
        start = button(words.text("New partner"), partners.NEW, style="primary")
        empty = words.rich("No partners yet. Add the first one: the picture grows with each, and shows whom you lack.")
        blocks = [section(empty), actions(start, block_id="begin"), _gaps(words, network)]
        return modal(VIEW, words.text(TITLE), blocks, close=words.text("Close"), meta=packed(wanted))
    said = lead(words, network) if network.nodes else words.text("Nobody fits. Choose other words, or show all.")
    blocks.append(section(words.rich("*{said}*", said=said)))
    blocks.append(_filters(words, wanted, regions))
    blocks.append(_ways(words, wanted, network, partner, may_take=may_take))
    narrowed = narrowed_to(words, wanted, partner)
    if narrowed:
        blocks.append(context(words.rich("Narrowed to: {narrowed}", narrowed=narrowed)))
    if network.nodes and not wanted.kind:
        kinds = "\n".join(f"• {one}" for one in by_kind(words, network))
        absent = "" if narrowed else no_kind_of(words, network)
        blocks.append(section(words.rich("*By kind*\n{kinds}\n{absent}", kinds=kinds, absent=absent)))
    listed = network.narrowed(wanted.strength).nodes
    blocks += [_line(words, one) for one in listed[since : since + AT_ONCE]]
    blocks += _turns(words, since, len(listed))
    blocks += _pairs(words, network)
    blocks.append(_gaps(words, network))
    left = left_out(words, network)
    blocks.append(context(network_ties.rule(words), *([words.rich("{left}", left=left)] if left else [])))
    return modal(VIEW, words.text(TITLE), blocks, close=words.text("Close"), meta=packed(wanted, since))


def left_out(words: Words, network: Network) -> str:
    """What was not looked at, and how to see it; "" for nothing."""
    if not network.left_out:
        return ""
    return words.text(
        "The first {n} were looked at, active ones first. Narrow it by kind, stage, region or to one partner to see "
        "the others.",
        n=words.number(len(network.nodes)),
    )


def _filters(words: Words, wanted: Wanted, regions: Sequence[str]) -> Block:
    kinds = [option(words.text("Any kind"), ANY)]
    kinds += [option(words.text(name), kind.value) for kind, name in KIND_NAMES.items()]
    stages = [option(words.text("Any stage"), ANY)]
    stages += [option(words.text(name), stage.value) for stage, name in STAGES.items()]
    strengths = [option(words.text("Any tie"), ANY)]
    strengths += [option(words.text(name), one.value) for one, name in network_ties.NAMES.items()]
    row = [
        inputs.select(kinds, wanted.kind or ANY, action=BY_KIND),
        inputs.select(stages, wanted.stage or ANY, action=BY_STAGE),
    ]
    places = [one for one in regions if len(one) <= LONGEST_REGION]
    if places:
        known = [option(words.text("Any region"), ANY), *(option(one, one) for one in places)]
        row.append(inputs.select(known, wanted.region or ANY, action=BY_REGION))
    row.append(inputs.select(strengths, wanted.strength or ANY, action=BY_STRENGTH))
    return actions(*row, block_id="filters")


def _ways(words: Words, wanted: Wanted, network: Network, partner: str, *, may_take: bool) -> Block:
    one = option(partner, str(wanted.partner_id)) if partner else None
    row: list[Element] = [inputs.external(PARTNER, one, placeholder=words.text("One partner"))]
    if network.nodes:
        row.append(button(words.text("Send me the picture"), PICTURE, "all", style="primary"))
        if may_take:
            label = words.text("The network as a GraphML file")
            row.append(button(words.text("GraphML"), GRAPH, "all", label=label))
    if wanted != Wanted():
        row.append(button(words.text("Show all"), EVERY, "all"))
    return actions(*row, block_id="ways")


def _line(words: Words, one: Node) -> Block:
    about = [words.text(network_ties.TIES[one.tie.strength]), *kind_names(words, one.kinds)]
    about.append(stage_name(words, one.partner.stage))
    about += [one.partner.organization.region] if one.partner.organization.region else []
    told = [words.rich("*{name}* · {about}", name=one.partner.name, about=" · ".join(about))]
    for sentence, facts in (
        (N_("There: {facts}"), network_ties.there(words, one.tie)),
        (N_("Missing: {facts}"), network_ties.missing(words, one.tie)),
        (N_("In the way: {facts}"), [network_ties.hindered(words, one.tie)]),
        (N_("They hold: {facts}"), held(words, one)),
    ):
        if any(facts):
            told.append(words.rich(sentence, facts="; ".join(facts)))
    label = words.text("Open: {title}", title=one.partner.name)
    opened = button(words.text("Open"), partners.SHOW, str(one.id), label=label)
    return section(Rich("\n").join(told), accessory=opened, block_id=f"partner:{one.id}")


def held(words: Words, one: Node) -> list[str]:
    """What a partner holds, by category: "knowledge 2"."""
    return [f"{assets.name(words, asset).lower()} {words.number(number)}" for asset, number in one.assets.items()]


def _turns(words: Words, since: int, many: int) -> list[Block]:
    row: list[Element] = []
    if since:
        row.append(button(words.text("Previous"), f"{TURN}.back", str(max(0, since - AT_ONCE))))
    if since + AT_ONCE < many:
        row.append(button(words.text("Next"), TURN, str(since + AT_ONCE)))
    return [actions(*row, block_id="turn")] if row else []


def _pairs(words: Words, network: Network) -> list[Block]:
    told = pairs(words, network)
    if not told:
        return []
    lines = [f"• {one}" for one in told[:MOST_PAIRS]]
    if len(told) > MOST_PAIRS:
        lines.append(words.plural("and {n} more pair", "and {n} more pairs", len(told) - MOST_PAIRS))
    return [section(words.rich("*Found for the same opportunities*\n{lines}", lines="\n".join(lines)))]


def pairs(words: Words, network: Network) -> list[str]:
    """Partners that are linked to the same opportunities, those with the most first."""
    names = {one.id: one.partner.name for one in network.nodes}
    ranked = sorted(network.shared.items(), key=lambda one: (-one[1], one[0]))
    return [
        words.text(
            "{one} and {other} ({many})",
            one=names[first],
            other=names[second],
            many=words.plural("{n} opportunity", "{n} opportunities", number),
        )
        for (first, second), number in ranked
    ]


def _gaps(words: Words, network: Network) -> Block:
    said = words.rich("*Assets*\n{said}", said=resource_chart.lead(words, network.covers))
    door = button(words.text("Coverage and gaps"), resources.COVERAGE, "all")
    return section(said, accessory=door, block_id="gaps")
