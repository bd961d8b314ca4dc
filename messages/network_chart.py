"""The network as a picture: we in the middle, partners on both sides by kind, the nearer and thicker the stronger the
tie. Every partner has a line of its own, so that names never overlap; shapes and lines tell strengths apart without
colours; the same facts give the same picture."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from messages import assets, network, network_ties, resource_chart
from messages.kpi_chart import ALT_LIMIT, BLUE, DPI, GREY, VERMILION
from messages.limits import cut
from messages.organizations import KIND_NAMES
from messages.paper import clean
from messages.words import Rich, Words
from storage.network import Network, Node, Wanted
from storage.network_rules import Strength
from storage.organizations import Kind
from storage.resources import Cover

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_DRAWN = 40
MOST_ARCS = 30
MOST_NAMED = 12
"""Partners that the alternative text names for each strength."""
WIDE, ROW, HEAD, FOOT, LEAST_HIGH = 9.0, 0.25, 1.2, 1.75, 2.0
"""Inches."""
LANES: dict[Strength, float] = {Strength.strong: 0.72, Strength.medium: 1.12, Strength.thin: 1.5}
"""Inches from the middle."""
NAMES_AT = 1.68
LONGEST_NAME, LONGEST_OURS, OURS_WIDE = 36, 45, 15
ARC: dict[str, Any] = {"color": "#E69F00", "linewidth": 1.6, "linestyle": (0, (1, 1.2))}
EDGES: dict[Strength, dict[str, Any]] = {
    Strength.strong: {"color": BLUE, "linewidth": 3.2},
    Strength.medium: {"color": BLUE, "linewidth": 1.6},
    Strength.thin: {"color": GREY, "linewidth": 1.0, "linestyle": (0, (2, 2))},
}
DOTS: dict[Strength, dict[str, Any]] = {
    Strength.strong: {"s": 95, "facecolor": BLUE, "edgecolor": BLUE, "linewidth": 1.6},
    Strength.medium: {"s": 70, "facecolor": "white", "edgecolor": BLUE, "linewidth": 2.2},
    Strength.thin: {"s": 30, "facecolor": "white", "edgecolor": GREY, "linewidth": 1.2},
}


@dataclass(frozen=True)
class Row:
    """One line of a side: the heading of a kind, or a partner."""

    text: str
    node: Node | None = None


def drawn(network: Network) -> list[Node]:
    """Who is drawn: of each kind the strongest tie, then the others from the strongest on, at most `MOST_DRAWN`."""
    first: dict[Kind | None, Node] = {}
    for one in network.nodes:
        first.setdefault(_kind(one), one)
    ranked = [*first.values(), *(one for one in network.nodes if one not in first.values())][:MOST_DRAWN]
    return [one for one in network.nodes if one in ranked]


def png(words: Words, found: Network, *, ours: str, narrowed: str) -> bytes:
    """The picture. Loads matplotlib at first use (most of a second): in a thread."""
    from matplotlib.figure import Figure

    left, right = sides(words, found)
    middle = max(ROW * max(len(left), len(right)), LEAST_HIGH)
    high = HEAD + middle + FOOT
    figure = Figure(figsize=(WIDE, high), dpi=DPI)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDE)
    axes.set_ylim(0, high)
    axes.axis("off")
    _draw_head(words, axes, found, high, narrowed)
    _draw_ties(axes, found, (left, right), FOOT + middle / 2, ours)
    _draw_assets(words, axes, found.covers)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def alt(words: Words, found: Network, narrowed: str) -> str:
    """What the picture says, in words."""
    told = [f"{words.text(network.TITLE)}, {narrowed}." if narrowed else f"{words.text(network.TITLE)}."]
    told.append(f"{network.lead(words, found)}.")
    for strength in Strength:
        names = [one.partner.name for one in found.nodes if one.tie.strength is strength]
        if names:
            more = len(names) - MOST_NAMED
            shown = [*names[:MOST_NAMED], *([words.plural("{n} more", "{n} more", more)] if more > 0 else [])]
            name = words.text(network_ties.NAMES[strength])
            told.append(words.text("{strength}: {names}.", strength=name, names=", ".join(shown)))
    told.append("; ".join(network.by_kind(words, found)) + ".")
    told.append(resource_chart.lead(words, found.covers))
    return cut(" ".join(told), ALT_LIMIT)


def comment(words: Words, found: Network, wanted: Wanted, narrowed: str) -> Rich:
    """What is said beside the picture: the same in a few words, and what it leaves out."""
    told = [words.rich("*{title}* · {lead}.", title=words.text(network.TITLE), lead=network.lead(words, found))]
    if narrowed:
        told.append(words.rich("Narrowed to: {narrowed}", narrowed=narrowed))
    absent = "" if wanted != Wanted() else network.no_kind_of(words, found)
    told += [words.rich("{absent}.", absent=absent)] if absent else []
    told.append(words.rich("{gaps}", gaps=resource_chart.lead(words, found.covers)))
    left = _left_out(words, found)
    told += [words.rich("{left}", left=left)] if left else []
    if any(len(one.kinds) > 1 for one in found.nodes):
        told.append(words.rich("Who is of several kinds stands under the first of them, and counts for each."))
    told.append(network_ties.rule(words))
    return Rich("\n").join(told)


def sides(words: Words, found: Network) -> tuple[list[Row], list[Row]]:
    """The lines of the left and of the right: kinds in the standard's order, the strongest first in each."""
    rows: list[Row] = []
    shown = drawn(found)
    for kind in [*Kind, None]:
        mine = [one for one in shown if _kind(one) is kind]
        if not mine:
            continue
        rows.append(Row(_heading(words, kind, len(mine), len(found.of_kind(kind)))))
        rows += [Row(one.partner.name, one) for one in mine]
    half = (len(rows) + 1) // 2
    if half < len(rows) and rows[half - 1].node is None:
        half -= 1
    left, right = rows[:half], rows[half:]
    if right and right[0].node is not None:
        kind = _kind(right[0].node)
        name = words.text(KIND_NAMES[kind]) if kind else words.text("No kind noted")
        right.insert(0, Row(words.text("{kind}, continued", kind=name)))
    return left, right


def _kind(one: Node) -> Kind | None:
    return one.kinds[0] if one.kinds else None


def _heading(words: Words, kind: Kind | None, shown: int, every: int) -> str:
    name = words.text(KIND_NAMES[kind]) if kind else words.text("No kind noted")
    if shown < every:
        return words.text("{kind}: {shown} of {every}", kind=name, shown=words.number(shown), every=words.number(every))
    return words.text("{kind}: {every}", kind=name, every=words.number(every))


def _left_out(words: Words, found: Network) -> str:
    shown = len(drawn(found))
    if shown == found.total:
        return ""
    return words.text(
        "{shown} of {total} are drawn, the strongest ties first. Narrow it by kind, stage, region or to one partner to "
        "see the others.",
        shown=words.number(shown),
        total=network.how_many(words, found),
    )


def _draw_head(words: Words, axes: "Axes", found: Network, high: float, narrowed: str) -> None:
    title = f"{words.text(network.TITLE)} · {network.how_many(words, found)}"
    _write(axes, 0.15, high - 0.25, title, size=13, weight="bold")
    about = [narrowed] if narrowed else []
    shown = drawn(found)
    if len(shown) < found.total:
        about.append(words.text("{n} drawn, the strongest ties first", n=words.number(len(shown))))
    _write(axes, WIDE - 0.15, high - 0.25, cut(" · ".join(about), 70), size=9, color=GREY, ha="right")
    at, y = 0.3, high - 0.58
    for strength in Strength:
        axes.plot([at - 0.12, at + 0.3], [y, y], zorder=1, **EDGES[strength])
        axes.scatter([at + 0.3], [y], zorder=3, **DOTS[strength])
        _write(axes, at + 0.45, y, network_ties.counted(words, strength, found.count(strength)), size=9.5)
        at += 2.1
    at, y = 0.3, high - 0.86
    if any(one.tie.hindered for one in shown):
        axes.scatter([at + 0.1], [y], marker="^", s=55, color=VERMILION, zorder=3)
        _write(axes, at + 0.45, y, words.text("a serious challenge is open"), size=9.5)
        at += 4.2
    if any({one.id for one in shown}.issuperset(pair) for pair in found.shared):
        axes.plot([at - 0.12, at + 0.3], [y, y], **ARC)
        _write(axes, at + 0.45, y, words.text("found for the same opportunity"), size=9.5)


def _draw_ties(
    axes: "Axes", found: Network, both: tuple[Sequence[Row], Sequence[Row]], middle: float, ours: str
) -> None:
    from matplotlib.patches import FancyArrowPatch

    center = WIDE / 2
    places: dict[int, tuple[float, float]] = {}
    for rows, side in zip(both, (-1, 1), strict=True):
        for place, row in enumerate(rows):
            y = middle + ROW * (len(rows) - 1) / 2 - ROW * place
            ha = "right" if side < 0 else "left"
            if row.node is None:
                _write(axes, center + side * NAMES_AT, y - 0.02, row.text, size=9.5, weight="bold", color=GREY, ha=ha)
                continue
            x = center + side * LANES[row.node.tie.strength]
            places[row.node.id] = (x, y)
            axes.plot([x, center + side * (NAMES_AT - 0.04)], [y, y], color="#cccccc", linewidth=0.7, zorder=1)
            axes.plot([center, x], [middle, y], zorder=2, alpha=0.85, **EDGES[row.node.tie.strength])
            axes.scatter([x], [y], zorder=4, **DOTS[row.node.tie.strength])
            if row.node.tie.hindered:
                axes.scatter([center + side * (NAMES_AT + 0.06)], [y], marker="^", s=45, color=VERMILION, zorder=4)
            start = NAMES_AT + (0.17 if row.node.tie.hindered else 0)
            _write(axes, center + side * start, y - 0.01, cut(row.text, LONGEST_NAME), size=9, ha=ha)
    ranked = sorted(found.shared.items(), key=lambda one: (-one[1], one[0]))
    shared = [pair for pair, _number in ranked if places.keys() >= set(pair)]
    for first, second in shared[:MOST_ARCS]:
        bend = 0.25 if (places[first][1] > places[second][1]) == (places[first][0] > center) else -0.25
        arc = FancyArrowPatch(
            places[first], places[second], connectionstyle=f"arc3,rad={bend}", arrowstyle="-", zorder=3, **ARC
        )
        axes.add_patch(arc)
    box = {"facecolor": "white", "edgecolor": BLUE, "boxstyle": "round,pad=0.35", "linewidth": 2.0}
    us = "\n".join(wrap(cut(ours, LONGEST_OURS), OURS_WIDE))
    _write(axes, center, middle, us, size=9.5, weight="bold", ha="center", bbox=box)


def _draw_assets(words: Words, axes: "Axes", covers: Sequence[Cover]) -> None:
    """A cell for each category: how much is known, and what is a gap."""
    from matplotlib.patches import Rectangle

    _write(
        axes,
        0.15,
        FOOT - 0.2,
        words.text("Assets, and what open opportunities need"),
        size=9.5,
        weight="bold",
        color=GREY,
    )
    wide, high = (WIDE - 0.3) / 4, 0.55
    for place, cover in enumerate(covers):
        x, y = 0.15 + wide * (place % 4), FOOT - 0.95 - (high + 0.08) * (place // 4)
        edge: dict[str, Any] = {"edgecolor": VERMILION, "linewidth": 2.6} if cover.gap else {"edgecolor": "#bbbbbb"}
        axes.add_patch(Rectangle((x, y), wide - 0.08, high, facecolor="white", **edge))
        _write(axes, x + 0.1, y + high - 0.17, assets.name(words, cover.category), size=9, weight="bold")
        style = {"color": VERMILION, "weight": "bold"} if cover.gap else {}
        _write(axes, x + 0.1, y + 0.15, _known(words, cover), size=8.5, **style)


def _known(words: Words, cover: Cover) -> str:
    if cover.gap:
        return words.plural("gap: needed by {n}", "gap: needed by {n}", len(cover.needed))
    known = words.text(
        "{ours} ours, {theirs} of others", ours=words.number(cover.ours), theirs=words.number(cover.theirs)
    )
    if not cover.needed:
        return known
    return words.plural("{known}; needed by {n}", "{known}; needed by {n}", len(cover.needed), known=known)


def _write(
    axes: "Axes",
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    weight: str = "normal",
    color: str = "black",
    **more: Any,
) -> None:
    """Text letter by letter: nothing in it is read as a formula, and what the font lacks is a box."""
    said = _drawable(clean(text))
    style = {"fontsize": size, "fontweight": weight, "color": color, "va": "center", "parse_math": False}
    axes.text(x, y, said, **{"zorder": 6, **style, **more})


def _drawable(text: str) -> str:
    return "\n".join("".join(one if ord(one) in _letters() else "\u25a1" for one in line) for line in text.split("\n"))


@cache
def _letters() -> frozenset[int]:
    """What the font can draw."""
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())
