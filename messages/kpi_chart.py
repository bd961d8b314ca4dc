"""Charts as pictures, where Slack does not draw them: PNG by matplotlib, told apart without colours."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from messages.kpi_trends import Drawn
from messages.limits import cut
from messages.numbers import bare
from messages.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, VERMILION, GREY = "#0072B2", "#D55E00", "#5c5c5c"
"""Of the palette of Okabe and Ito, which people who see colours differently tell apart."""
WIDE, HIGH, DPI = 8.0, 3.0, 120
LONGEST_TITLE = 48
ALT_LIMIT = 1000
"""Slack: the alternative text of an upload."""


def png(words: Words, charts: Sequence[Drawn]) -> bytes:
    """One picture, the charts one below the other. Loads matplotlib at first use (most of a second): in a thread."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDE, HIGH * len(charts)), dpi=DPI, layout="constrained")
    for place, one in enumerate(charts):
        _draw(words, figure.add_subplot(len(charts), 1, place + 1), one)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def warm_up() -> None:
    """Loads matplotlib, in a thread, so that the picture is there in time when it is asked for."""
    import matplotlib.figure  # noqa: F401


def alt(charts: Sequence[Drawn]) -> str:
    """What the picture says, in words."""
    return cut(" ".join(one.said for one in charts), ALT_LIMIT)


def _draw(words: Words, axes: "Axes", one: Drawn) -> None:
    places = list(range(len(one.labels)))
    values = [float("nan") if value is None else float(value) for value in one.values]
    line = [float("nan") if value is None else float(value) for value in one.line]
    if any(value is not None for value in one.line):
        axes.plot(
            places, line, color=VERMILION, linestyle=(0, (5, 3)), linewidth=1.8, label=words.text("Line to the target")
        )
    axes.plot(places, values, color=BLUE, marker="o", markersize=6, linewidth=2.2, label=words.text("Figure"))
    _label_ends(words, axes, one)
    axes.set_title(cut(one.title, LONGEST_TITLE), loc="left", fontsize=12, fontweight="bold", parse_math=False)
    axes.set_ylabel(one.unit, color=GREY, parse_math=False)
    axes.set_xticks(
        places, one.labels, rotation=0 if len(places) < 8 else 30, ha="center" if len(places) < 8 else "right"
    )
    axes.set_xlim(-0.4, len(places) - 0.6)
    highest = max(value for value in [*one.values, *one.line] if value is not None)
    axes.set_ylim(0, float(highest) * 1.2 or 1)
    axes.yaxis.set_major_formatter(lambda value, _place: bare(words, Decimal(str(round(value, 3)))))
    axes.grid(axis="y", color="#dddddd", linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, fontsize=9, borderaxespad=0.2)


def _label_ends(words: Words, axes: "Axes", one: Drawn) -> None:
    """The first and the newest figure, written beside their points."""
    known: list[tuple[int, Decimal]] = [(place, value) for place, value in enumerate(one.values) if value is not None]
    style: dict[str, Any] = {"textcoords": "offset points", "ha": "center", "fontsize": 10, "color": BLUE}
    for place, value in dict.fromkeys((known[0], known[-1])):
        axes.annotate(bare(words, value), (place, float(value)), xytext=(0, 8), fontweight="bold", **style)
