"""What both sides said over the rounds, as two lines and never as one: in words, as Slack's chart, as a picture."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from messages.blocks import section
from messages.health_names import SIDES, score
from messages.kpi_chart import ALT_LIMIT, BLUE, DPI, GREY, HIGH, VERMILION, WIDE
from messages.limits import cut
from messages.surfaces import Message, message
from messages.words import N_, Words
from storage.health import Closed
from storage.health_rules import HIGHEST_SCORE, LOWEST_SCORE, HealthSide

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PICTURE = "health.picture"
TITLE = N_("{partner}: what both sides said")
LABEL_LIMIT = 20
"""Slack: names of series."""
LONGEST_TITLE = 70
"""Of the picture, which has its legend below."""
LEAST_ROUNDS = 2


@dataclass(frozen=True)
class Lines:
    """The mean of each side by round, oldest first; None where there was not enough to say (field, section 7)."""

    title: str
    labels: Sequence[str]
    means: Mapping[HealthSide, Sequence[Decimal | None]]
    said: str


def lines(words: Words, partner: str, rounds: Sequence[Closed]) -> Lines | None:
    """What there is to draw of rounds, newest first; None where fewer than two of them have a figure."""
    told = [one for one in reversed(rounds) if any(_mean(one, side) is not None for side in HealthSide)]
    if len(told) < LEAST_ROUNDS:
        return None
    labels = [words.full_date(one.round.ask_on) for one in told]
    means = {side: [_mean(one, side) for one in told] for side in HealthSide}
    title = words.text(TITLE, partner=partner)
    sides = [_said(words, words.text(SIDES[side]), labels, means[side]) for side in HealthSide]
    return Lines(title, labels, means, cut(f"{title}. {' '.join(sides)}", ALT_LIMIT))


def native(words: Words, drawn: Lines) -> Message | None:
    """A message with Slack's own chart, in which every line has a value for every round: None where one lacks some."""
    known = [side for side in HealthSide if any(mean is not None for mean in drawn.means[side])]
    whole = all(mean is not None for side in known for mean in drawn.means[side])
    if not whole or len(set(drawn.labels)) < len(drawn.labels):
        return None
    series = [
        {
            "name": cut(words.text(SIDES[side]), LABEL_LIMIT),
            "data": [
                {"label": label, "value": float(mean or 0)}
                for label, mean in zip(drawn.labels, drawn.means[side], strict=True)
            ],
        }
        for side in known
    ]
    chart = {
        "type": "data_visualization",
        "title": words.text("What both sides said"),
        "chart": {
            "type": "line",
            "series": series,
            "axis_config": {"categories": list(drawn.labels), "y_label": words.text("Mean, 1 to 5")},
        },
    }
    text = words.rich("{said}", said=drawn.said)
    return message(text, [section(text), chart])


def png(words: Words, drawn: Lines) -> bytes:
    """One picture, told apart without colours. Loads matplotlib at first use (most of a second): in a thread."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDE, HIGH), dpi=DPI, layout="constrained")
    _draw(words, figure.add_subplot(), drawn)
    figure.legend(loc="outside lower right", ncols=2, frameon=False, fontsize=9)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _mean(one: Closed, side: HealthSide) -> Decimal | None:
    told = one.tally(side)
    return told.mean if told else None


def _said(words: Words, side: str, labels: Sequence[str], means: Sequence[Decimal | None]) -> str:
    """One side in words: "Our side: from 3.4 (3 Aug 2026) to 3.9 (2 Nov 2026), of 5." """
    known = [(label, score(words, mean)) for label, mean in zip(labels, means, strict=True) if mean is not None]
    if not known:
        return words.text("{side}: not enough to say.", side=side)
    (since, first), (until, last) = known[0], known[-1]
    if len(known) == 1:
        found = words.text("{side}: {mean} of 5 ({day}).", side=side, mean=last, day=until)
    else:
        found = words.text(
            "{side}: from {first} ({since}) to {last} ({until}), of 5.",
            side=side,
            first=first,
            since=since,
            last=last,
            until=until,
        )
    silent = [label for label, mean in zip(labels, means, strict=True) if mean is None]
    return f"{found} {words.text('Not enough to say: {days}.', days=words.listed(silent))}" if silent else found


def _draw(words: Words, axes: "Axes", drawn: Lines) -> None:
    places = list(range(len(drawn.labels)))
    ours, theirs = drawn.means[HealthSide.us], drawn.means[HealthSide.them]
    _line(words, axes, ours, theirs, words.text(SIDES[HealthSide.us]), color=BLUE, marker="o")
    _line(words, axes, theirs, ours, words.text(SIDES[HealthSide.them]), color=VERMILION, marker="s", linestyle="--")
    axes.set_title(cut(drawn.title, LONGEST_TITLE), loc="left", fontsize=12, fontweight="bold", parse_math=False)
    axes.set_ylabel(words.text("Mean, 1 to 5"), color=GREY)
    few = len(places) < 6
    axes.set_xticks(places, drawn.labels, rotation=0 if few else 30, ha="center" if few else "right")
    axes.set_xlim(-0.4, len(places) - 0.6)
    axes.set_ylim(LOWEST_SCORE - 0.4, HIGHEST_SCORE + 0.5)
    axes.set_yticks(range(LOWEST_SCORE, HIGHEST_SCORE + 1))
    axes.grid(axis="y", color="#dddddd", linewidth=0.8)
    axes.set_axisbelow(True)
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)


def _line(
    words: Words,
    axes: "Axes",
    means: Sequence[Decimal | None],
    other: Sequence[Decimal | None],
    label: str,
    **style: Any,
) -> None:
    """One side, each mean written on the side of its point where the other line is not; a side that says nothing has
    its name in the legend all the same."""
    values = [float("nan") if mean is None else float(mean) for mean in means]
    if all(mean is None for mean in means):
        label = words.text("{side}: not enough to say", side=label)
    axes.plot(range(len(means)), values, markersize=6, linewidth=2.2, label=label, **style)
    for place, (mean, beside) in enumerate(zip(means, other, strict=True)):
        if mean is not None:
            below = beside is not None and (mean < beside or (mean == beside and style["marker"] == "s"))
            axes.annotate(
                score(words, mean),
                (place, float(mean)),
                xytext=(0, -16 if below else 8),
                textcoords="offset points",
                ha="center",
                fontsize=10,
                fontweight="bold",
                color=style["color"],
            )
