"""What the asset map covers: in words, as Slack's own chart, and as a picture that is told apart without colours."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from messages import assets
from messages.blocks import Block, actions, button, option, overflow, section
from messages.kpi_chart import ALT_LIMIT, BLUE, DPI, GREY, VERMILION, WIDE
from messages.limits import cut
from messages.opportunities import OPEN
from messages.surfaces import Message, View, message, modal
from messages.words import N_, Rich, Words
from storage.resources import Cover

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VIEW, PICTURE = "resources.cover", "resources.picture"
TITLE = N_("What the map covers")
MOST_NEEDS = 5
"""Slack: options of an overflow menu."""
LABEL_LIMIT, TITLE_LIMIT = 20, 50
"""Slack: labels and title of a chart."""
HIGH = 4.2


def view(words: Words, covers: Sequence[Cover]) -> View:
    """Each category in words: what is there, what is needed, and which is a gap."""
    blocks: list[Block] = [section(words.rich("{lead}", lead=lead(words, covers)))]
    for cover in covers:
        needs = [option(cut(one.outcome, 75), str(one.id)) for one in cover.needed[:MOST_NEEDS]]
        menu = overflow(OPEN, needs) if needs else None
        blocks.append(section(_line(words, cover), accessory=menu, block_id=f"category:{cover.category}"))
    blocks.append(actions(button(words.text("Send me the picture"), PICTURE, "all"), block_id="picture"))
    return modal(VIEW, words.text("Coverage and gaps"), blocks, close=words.text("Close"))


def lead(words: Words, covers: Sequence[Cover]) -> str:
    """The finding in one sentence."""
    gaps = [assets.name(words, cover.category).lower() for cover in covers if cover.gap]
    if gaps:
        return words.text("Needed, and nobody is known to have any: {gaps}.", gaps=words.listed(gaps))
    if any(cover.needed for cover in covers):
        return words.text("For everything that open opportunities need, somebody is known.")
    return words.text("No open opportunity says which assets it needs.")


def said(words: Words, covers: Sequence[Cover]) -> str:
    """What the picture says, in words."""
    told = [
        words.text(
            "{category}: {ours} ours, {theirs} of others, needed by {needed}",
            category=assets.name(words, cover.category),
            ours=words.number(cover.ours),
            theirs=words.number(cover.theirs),
            needed=words.number(len(cover.needed)),
        )
        for cover in covers
        if cover.ours or cover.theirs or cover.needed
    ]
    empty = [
        assets.name(words, cover.category).lower()
        for cover in covers
        if not (cover.ours or cover.theirs or cover.needed)
    ]
    if empty:
        told.append(words.text("neither known nor needed: {categories}", categories=words.listed(empty)))
    return cut(f"{lead(words, covers)} {'; '.join(told)}.", ALT_LIMIT)


def drawn(words: Words, covers: Sequence[Cover]) -> Message:
    """A message with Slack's own chart."""
    chart = {
        "type": "data_visualization",
        "title": cut(words.text(TITLE), TITLE_LIMIT),
        "chart": {
            "type": "bar",
            "series": [
                _series(words, words.text("Ours"), covers, [cover.ours for cover in covers]),
                _series(words, words.text("Theirs"), covers, [cover.theirs for cover in covers]),
                _series(words, words.text("Needed by"), covers, [len(cover.needed) for cover in covers]),
            ],
            "axis_config": {"categories": [_label(words, cover) for cover in covers]},
        },
    }
    text = words.rich("{said}", said=said(words, covers))
    return message(text, [section(text), chart])


def png(words: Words, covers: Sequence[Cover]) -> bytes:
    """One picture. Loads matplotlib at first use (most of a second): in a thread."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDE, HIGH), dpi=DPI, layout="constrained")
    _draw(words, figure.add_subplot(), covers)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _draw(words: Words, axes: "Axes", covers: Sequence[Cover]) -> None:
    from matplotlib.ticker import MaxNLocator

    places = list(range(len(covers)))
    ours, theirs = [cover.ours for cover in covers], [cover.theirs for cover in covers]
    needed = [len(cover.needed) for cover in covers]
    axes.barh(places, ours, color=BLUE, label=words.text("Ours"))
    axes.barh(
        places, theirs, left=ours, color="white", edgecolor=BLUE, hatch="///", linewidth=1.2, label=words.text("Theirs")
    )
    shown = [place for place in places if needed[place]]
    axes.scatter(
        [needed[place] for place in shown],
        shown,
        marker="D",
        s=70,
        color=VERMILION,
        zorder=3,
        label=words.text("Opportunities that need some"),
    )
    most = max([*needed, *(mine + other for mine, other in zip(ours, theirs, strict=True)), 1])
    for place, cover in enumerate(covers):
        if cover.gap:
            end = max(needed[place], ours[place] + theirs[place]) + most * 0.03
            axes.text(end, place, words.text("gap"), color=VERMILION, va="center", fontweight="bold")
    axes.set_yticks(places, [assets.name(words, cover.category) for cover in covers])
    axes.invert_yaxis()
    axes.set_xlim(0, most * 1.15)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_title(words.text(TITLE), loc="left", fontsize=12, fontweight="bold")
    axes.set_xlabel(words.text("How many"), color=GREY)
    axes.grid(axis="x", color="#dddddd", linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(loc="lower center", bbox_to_anchor=(0.4, -0.32), ncols=3, frameon=False, fontsize=9)


def _series(words: Words, name: str, covers: Sequence[Cover], values: Sequence[int]) -> dict[str, object]:
    points = [{"label": _label(words, cover), "value": value} for cover, value in zip(covers, values, strict=True)]
    return {"name": cut(name, LABEL_LIMIT), "data": points}


def _label(words: Words, cover: Cover) -> str:
    return cut(assets.name(words, cover.category), LABEL_LIMIT)


def _line(words: Words, cover: Cover) -> Rich:
    told = [
        words.plural("{n} of ours", "{n} of ours", cover.ours),
        words.plural("{n} of others", "{n} of others", cover.theirs),
    ]
    if cover.needed:
        needed = words.plural("needed by {n} opportunity", "needed by {n} opportunities", len(cover.needed))
        told.append(words.text("{needed}: a gap", needed=needed) if cover.gap else needed)
    return words.rich("*{category}*\n{told}", category=assets.name(words, cover.category), told=" · ".join(told))
