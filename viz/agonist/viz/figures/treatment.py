"""The figure of a treatment search: what work buys, and the year after the course."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from agonist.experiments.summary import plain
from agonist.experiments.treating.course import TERMS
from agonist.experiments.treating.search import Found, front
from agonist.viz.figures.charts import PALETTE, QUIET, REST, SHADE, _bare, _label, smooth

COLOURS = {
    "this course": PALETTE[0], "general training, equal work": PALETTE[1], "untreated": PALETTE[6], "in health": PALETTE[2],
}  # fmt: skip
BEFORE = 60.0  # days that are shown before a course


def treatment_figure(found: Found) -> Figure:
    """Left: work against what is missing a year on. Right: the share day by day, and the course under it."""
    figure = Figure(figsize=(9.6, 4.4), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=[1.0, 1.25])
    _front(left.subplots(), found)
    lines, course = right.subplots(2, 1, sharex=True, height_ratios=[2.6, 1.0])
    _lines(lines, found)
    _course(course, found)
    return figure


def _front(axis: Any, found: Found) -> None:
    """Every course as a dot, the ones that none beats as a line, general training beside them."""
    _bare(axis)
    axis.plot(
        [t.work for t in found.tried], [t.missing for t in found.tried], "o", color=REST, markersize=3, alpha=0.6,
        markeredgewidth=0,
    )  # fmt: skip
    edge = front(found.tried)
    axis.step([t.work for t in edge], [t.missing for t in edge], where="post", color=PALETTE[0], linewidth=1.6)
    general = [found.untreated, *sorted(found.general, key=lambda t: t.work)]
    axis.plot([t.work for t in general], [t.missing for t in general], "s-", color=PALETTE[1], markersize=4, linewidth=1.2)
    best = found.best
    axis.plot([best.work], [best.missing], "o", color=PALETTE[0], markersize=9, markerfacecolor="white", markeredgewidth=1.8)
    people = len(found.case.persons)
    widest = 1.35 * max(t.work for t in [*edge, *general, best])
    axis.set(xlim=(-0.02 * widest, widest), ylim=(-0.02, 1.0))
    axis.annotate(
        f"least work: {best.work:.0f} min,\n{best.back} of {people} people back", (best.work, best.missing), xytext=(14, 34),
        textcoords="offset points", fontsize=8.5, color=PALETTE[0],
        arrowprops={"arrowstyle": "-", "color": PALETTE[0], "linewidth": 0.7, "shrinkB": 5},
    )  # fmt: skip
    last = general[-1]
    axis.annotate(
        "general training", (last.work, last.missing), xytext=(0, 8), textcoords="offset points", fontsize=8.5,
        color=PALETTE[1], ha="right",
    )  # fmt: skip
    axis.text(0.98, 0.02, "grey: courses tried\nline: none is better", fontsize=8, color=QUIET, ha="right", transform=axis.transAxes)
    axis.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axis.set_xlabel("work besides usual life (activation-minutes)", fontsize=9)
    axis.set_ylabel("own share still missing within the year after", fontsize=9)
    axis.set_title(f"{plain(found.case.place.muscle)}, {plain(found.case.place.task)}", loc="left", fontsize=10)


def _lines(axis: Any, found: Found) -> None:
    """Mean share over the people, day by day, and the range of people of the course."""
    _bare(axis)
    case, ends = found.case, []
    axis.axvspan(case.day, case.end, color=SHADE, linewidth=0, zorder=0)
    for name, after in found.lines.items():
        width = max(1, int(len(after.day) * 5.0 / max(after.day[-1], 1.0)))
        shown = after.day >= case.day - BEFORE
        series = smooth(np.nan_to_num(after.series), width)[shown]
        axis.plot(after.day[shown], series.mean(axis=1), color=COLOURS[name], linewidth=1.5)
        if name == "this course":
            axis.fill_between(
                after.day[shown], series.min(axis=1), series.max(axis=1), color=COLOURS[name], alpha=0.18, linewidth=0
            )
        ends.append((float(series[-1].mean()), COLOURS[name], name))
    axis.set_ylim(0, None)
    axis.set_xlim(case.day - BEFORE, case.end + 365.0)
    _label(axis, ends, 0.075)
    axis.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axis.set_ylabel("share of torque", fontsize=9)
    axis.set_title(f"mean of {len(case.persons)} people; shaded: the course", loc="left", fontsize=10)


def _course(axis: Any, found: Found) -> None:
    """What each phase asks, a lane for every word."""
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.tick_params(length=0, labelsize=8, labelcolor=QUIET)
    asked = [t for t in TERMS if any(phase[t.name] != t.nothing for phase in found.best.course.phases)]
    span = 7.0 * found.case.weeks
    for row, term in enumerate(asked):
        for n, phase in enumerate(found.best.course.phases):
            value, start = phase[term.name], found.case.day + n * span
            if value == term.nothing:
                continue
            axis.barh(row, span, left=start, height=0.72, color=PALETTE[0], alpha=0.35, linewidth=0)
            axis.text(start + span / 2, row, f"{value:g}", ha="center", va="center", fontsize=7.5)
    axis.set_yticks(range(len(asked)), [f"{t.name}, {t.unit}" for t in asked])
    axis.set_ylim(len(asked) - 0.4, -0.6)
    axis.set_xlabel("day", fontsize=9)
