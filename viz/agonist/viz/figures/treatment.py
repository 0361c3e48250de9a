"""The figure of a treatment search: what work buys, and the year after the course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from agonist.experiments.summary import plain
from agonist.experiments.treating.course import TERMS, Term
from agonist.experiments.treating.lives import FOLLOWED
from agonist.experiments.treating.search import Found, front
from agonist.viz.figures.charts import PALETTE, QUIET, REST, SHADE, _label, bare, smooth
from agonist.viz.figures.paper import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes


COLOURS = {
    "this course": PALETTE[0],
    "general training, equal work": PALETTE[1],
    "untreated": PALETTE[6],
    "in health": PALETTE[2],
}
BEST = "this course"
BEFORE = 60.0  # days that are shown before a course


def treatment_figure(found: Found) -> Figure:
    """Left: work against what is missing a year on. Right: the own share reached day by day, and the course."""
    figure = Figure(figsize=(9.6, 4.6), layout="constrained")
    parts: Any = figure.subfigures(1, 2, width_ratios=[1.0, 1.3])
    left, right = parts
    _front(left.subplots(), found)
    lanes = max(1, len(_asked(found)))
    lines, course = right.subplots(2, 1, height_ratios=[3.2, 0.3 + 0.32 * lanes])
    _lines(lines, found)
    _course(course, found)
    return figure


def _asked(found: Found) -> list[Term]:
    return [t for t in TERMS if any(phase[t.name] != t.nothing for phase in found.best.course.phases)]


def _front(axis: Axes, found: Found) -> None:
    """Every course as a dot, the ones that none beats as a line, general training beside them."""
    bare(axis)
    axis.plot(
        [t.work for t in found.tried],
        [t.missing for t in found.tried],
        "o",
        color=REST,
        markersize=3,
        alpha=0.6,
        markeredgewidth=0,
    )
    edge = front(found.tried)
    axis.step([t.work for t in edge], [t.missing for t in edge], where="post", color=PALETTE[0], linewidth=1.6)
    general = [found.untreated, *sorted(found.general, key=lambda t: t.work)]
    axis.plot(
        [t.work for t in general], [t.missing for t in general], "s-", color=PALETTE[1], markersize=4, linewidth=1.2
    )
    best = found.best
    axis.plot(
        [best.work], [best.missing], "o", color=PALETTE[0], markersize=9, markerfacecolor="white", markeredgewidth=1.8
    )
    people = len(found.case.persons)
    widest = 1.35 * max(t.work for t in [*edge, *general, best])
    highest = max(t.missing for t in [found.untreated, *found.general])
    axis.set(xlim=(-0.02 * widest, widest), ylim=(-0.02, max(0.1, 1.18 * highest)))
    axis.annotate(
        f"least work: {best.work:.0f} min,\n{best.back} of {people} people back",
        (best.work, best.missing),
        xytext=(14, 34),
        textcoords="offset points",
        fontsize=8.5,
        color=PALETTE[0],
        arrowprops={"arrowstyle": "-", "color": PALETTE[0], "linewidth": 0.7, "shrinkB": 5},
    )
    last = general[-1]
    axis.annotate(
        "general training", (last.work, last.missing), xytext=(6, 0), textcoords="offset points", fontsize=8.5,
        color=PALETTE[1], va="center",
    )  # fmt: skip
    axis.text(
        0.98, 0.99, "grey: courses tried; line: none is better", fontsize=8, color=QUIET, ha="right", va="top",
        transform=axis.transAxes,
    )  # fmt: skip
    axis.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axis.set_xlabel("work besides usual life (activation-minutes)", fontsize=9)
    axis.set_ylabel("own share still missing within the year after", fontsize=9)
    axis.set_title(f"{plain(found.case.place.muscle)}, {plain(found.case.place.task)}", loc="left", fontsize=10)


def _lines(axis: Axes, found: Found) -> None:
    """Part of the own healthy share, mean over the people day by day, and the range of people after the course."""
    bare(axis)
    case, ends = found.case, []
    axis.axvspan(case.day, case.end, color=SHADE, linewidth=0, zorder=0)
    for name, after in found.lines.items():
        width = max(1, int(len(after.day) * 10.0 / max(after.day[-1], 1.0)))
        shown = after.day >= case.day - BEFORE
        part = smooth(np.nan_to_num(after.series), width)[shown] / after.healthy.mean(axis=0)
        axis.plot(after.day[shown], part.mean(axis=1), color=COLOURS[name], linewidth=1.5)
        if name == BEST:
            low, high = part.min(axis=1), part.max(axis=1)
            axis.fill_between(after.day[shown], low, high, color=COLOURS[name], alpha=0.2, linewidth=0)
        ends.append((float(part[-1].mean()), COLOURS[name], name))
    axis.set_ylim(0, None)
    axis.set_xlim(case.day - BEFORE, case.end + FOLLOWED)
    _label(axis, ends, 0.075)
    axis.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axis.set_xlabel("day", fontsize=9)
    axis.set_ylabel("part of the own share", fontsize=9)
    axis.set_title(f"mean of {len(case.persons)} people and their range; grey: the course", loc="left", fontsize=10)


def _course(axis: Axes, found: Found) -> None:
    """What each phase asks, a lane for every word."""
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.tick_params(length=3, labelsize=8, color=QUIET, labelcolor=QUIET)
    axis.tick_params(axis="y", length=0)
    asked, span = _asked(found), found.case.weeks
    for row, term in enumerate(asked):
        for n, phase in enumerate(found.best.course.phases):
            value = phase[term.name]
            if value != term.nothing:
                axis.barh(
                    row, 0.98 * span, left=(n + 0.01) * span, height=0.74, color=PALETTE[0], alpha=0.3, linewidth=0
                )
                axis.text((n + 0.5) * span, row, f"{value:g}", ha="center", va="center", fontsize=8)
    axis.set_yticks(range(len(asked)), [f"{t.name} ({t.unit})" for t in asked])
    axis.set(ylim=(len(asked) - 0.4, -0.6), xlim=(0.0, span * found.case.phases))
    axis.set_xlabel("week of the course", fontsize=9)
