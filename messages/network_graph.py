"""The network as GraphML, for programs that draw and measure networks (Gephi, yEd, networkx)."""

import io
from collections.abc import Mapping
from typing import Any

from messages import assets, network_ties
from messages.organizations import kind_names, language_name
from messages.paper import clean
from messages.stages import stage_name
from messages.words import N_, Rich, Words
from storage.network import Network, Node

US = "us"
FILE_NAME = N_("network")


def graphml(words: Words, network: Network, *, ours: str) -> bytes:
    """We in the middle, an edge to each partner, and one between partners that share opportunities. Names are in the
    reader's language, codes the same in all. Loads networkx at first use: in a thread."""
    import networkx

    graph = networkx.Graph(name=clean(ours))
    graph.add_node(US, label=clean(ours), role="us")
    for one in network.nodes:
        graph.add_node(name_of(one.id), **_cleaned(_node(words, one)))
        graph.add_edge(US, name_of(one.id), **_cleaned(_edge(words, one)))
    for (first, second), number in network.shared.items():
        graph.add_edge(name_of(first), name_of(second), relation="shared opportunities", opportunities=number)
    out = io.BytesIO()
    networkx.write_graphml(graph, out, encoding="utf-8", prettyprint=True)
    return out.getvalue()


def name_of(partner_id: int) -> str:
    """What a partner is called in the file, so that two files of different days can be compared: "partner-7"."""
    return f"partner-{partner_id}"


def comment(words: Words, network: Network, withheld: int) -> Rich:
    """What is said beside the file."""
    parts = [
        words.rich(
            "*Our network* as GraphML, {many}.", many=words.plural("{n} partner", "{n} partners", len(network.nodes))
        )
    ]
    if withheld:
        out = words.plural(
            "{n} Indigenous organization was left out: ask their data steward first.",
            "{n} Indigenous organizations were left out: ask their data stewards first.",
            withheld,
        )
        parts.append(words.rich("{out}", out=out))
    if network.left_out:
        parts.append(words.rich("There are more; narrow the network to have them all."))
    return Rich(" ").join(parts)


def _node(words: Words, one: Node) -> dict[str, Any]:
    organization = one.partner.organization
    return {
        "label": one.partner.name,
        "role": "partner",
        "kind": one.kinds[0].value if one.kinds else "",
        "kinds": ";".join(kind.value for kind in one.kinds),
        "kind_names": "; ".join(kind_names(words, one.kinds)),
        "stage": one.partner.stage.value,
        "stage_name": stage_name(words, one.partner.stage),
        "region": organization.region,
        "languages": ";".join(organization.languages),
        "language_names": "; ".join(language_name(words, code) for code in organization.languages),
        "tie": one.tie.strength.value,
        "assets": ";".join(asset.value for asset in one.assets),
        "asset_names": "; ".join(assets.name(words, asset) for asset in one.assets),
        "resources": sum(one.assets.values()),
        "confidential": one.partner.confidential,
    }


def _edge(words: Words, one: Node) -> dict[str, Any]:
    reported, indicators = one.tie.reported
    return {
        "relation": "partnership",
        "tie": one.tie.strength.value,
        "tie_name": words.text(network_ties.NAMES[one.tie.strength]),
        "facts_there": len(one.tie.grounds),
        "grounds": ";".join(one.tie.grounds),
        "there": "; ".join(network_ties.there(words, one.tie)),
        "missing": "; ".join(network_ties.missing(words, one.tie)),
        "serious_challenges": one.tie.hindered,
        "sessions_planned": one.tie.known.promised,
        "sessions_held": one.tie.known.held,
        "last_contact": one.tie.known.last_contact.isoformat() if one.tie.known.last_contact else "",
        "indicators": indicators,
        "indicators_reported": reported,
    }


def _cleaned(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: clean(value) if isinstance(value, str) else value for name, value in facts.items()}
