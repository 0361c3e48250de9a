"""Figures of a fit: how sure each learner is, what the parameters may be, and whether lives of the fit look so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from agonist.experiments.fitting.answer import Fit, Recovery
from agonist.viz.figures.charts import PALETTE, QUIET, REST, SHADE, bare
from agonist.viz.figures.paper import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agonist.experiments.fitting.infer import Free

BINS = 24
SHOWN = 3  # parameters at most
LONGEST = 64  # characters of a reading


def fit_figure(answer: Fit) -> Figure:
    """Learners, parameters before and after, and every reading beside lives of the fit."""
    free = answer.found.free[:SHOWN]
    count = len(answer.found.measured.data)
    figure = Figure(figsize=(9.6, 2.5 + max(1.4, 0.24 * count)), layout="constrained")
    parts: Any = figure.subfigures(2, 1, height_ratios=[2.3, max(1.4, 0.24 * count + 0.4)])
    top = parts[0].subplots(1, 1 + len(free), squeeze=False)[0]
    _learners(top[0], answer)
    for axis, one in zip(top[1:], free, strict=True):
        _parameter(axis, answer, one)
    _readings(parts[1].subplots(), answer)
    return figure


def _learners(axis: Axes, answer: Fit) -> None:
    bare(axis)
    found = answer.found
    names = sorted(found.learners, key=lambda name: found.probability[name])
    sure = [found.probability[name] for name in names]
    axis.barh(names, sure, color=[PALETTE[0] if name == answer.best() else REST for name in names], height=0.7)
    for row, part in enumerate(sure):
        axis.text(part + 0.02, row, f"{100 * part:.0f} %", va="center", fontsize=8, color=QUIET)
    axis.set(xlim=(0.0, 1.18), xticks=[0, 0.5, 1])
    axis.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axis.set_title("how sure of each learner", loc="left", fontsize=9.5)


def _parameter(axis: Axes, answer: Fit, one: Free) -> None:
    """Density before (flat) and after, by the learners that are left."""
    bare(axis)
    values, weights, _ = answer.together()
    edges = np.linspace(one.low, one.high, BINS + 1).tolist()
    axis.hist(values[one.name], edges, weights=weights, density=True, color=PALETTE[0], alpha=0.75)
    axis.axhline(1.0 / (one.high - one.low), color=PALETTE[1], linewidth=1.2, linestyle="--")
    axis.set_title("dashed: before", loc="right", fontsize=8, color=PALETTE[1])
    middle = answer.ranges()[one.name]
    axis.set_title(
        f"{one.name.replace('_', ' ')}: {middle.middle:.3g} ({middle.low:.3g} to {middle.high:.3g})",
        loc="left",
        fontsize=9.5,
    )
    axis.set_xlabel(one.unit, fontsize=9)
    axis.set(yticks=[], xlim=(one.low, one.high))
    axis.spines["left"].set_visible(False)


def _readings(axis: Axes, answer: Fit) -> None:
    """Measured and predicted, in standard deviations of the measurement from what was measured."""
    bare(axis)
    checks = answer.checks()
    axis.axvspan(-1.0, 1.0, color=SHADE, linewidth=0, zorder=0)
    axis.axvline(0.0, color="black", linewidth=1.0)
    for row, check in enumerate(checks):
        low, middle, high = ((v - check.value) / check.sd for v in check.predicted)
        colour = PALETTE[1] if check.p < 0.1 else PALETTE[0]
        axis.plot([low, high], [row, row], color=colour, linewidth=1.6)
        axis.plot([middle], [row], "o", color=colour, markersize=5)
    shown = [c.reading if len(c.reading) <= LONGEST else f"{c.reading[: LONGEST - 1]}…" for c in checks]
    axis.set_yticks(range(len(checks)), [text.replace("_", " ") for text in shown], fontsize=8)
    axis.set_ylim(len(checks) - 0.4, -0.6)
    axis.set_xlabel(
        "lives of the fit with errors of measurement, 90 %: standard deviations from what was measured", fontsize=9
    )
    axis.set_title(f"do lives of the fit look like the person? p {answer.p():.2f}", loc="left", fontsize=9.5)


def recovery_figure(answer: Recovery) -> Figure:
    """True values across, what is believed up; a panel for each parameter and one for the learners."""
    names = list(answer.patients[0].truth)[:SHOWN]
    figure = Figure(figsize=(3.2 * (1 + len(names)) + 0.6, 3.3), layout="constrained")
    axes = figure.subplots(1, 1 + len(names), squeeze=False)[0]
    for axis, name in zip(axes, names, strict=False):
        bare(axis)
        for one in answer.patients:
            r, true = one.ranges[name], one.truth[name]
            colour = PALETTE[0] if r.low <= true <= r.high else PALETTE[1]
            axis.plot([true, true], [r.low, r.high], color=colour, linewidth=1.4)
            axis.plot([true], [r.middle], "o", color=colour, markersize=4.5)
        ends = [min(one.truth[name] for one in answer.patients), max(one.truth[name] for one in answer.patients)]
        axis.plot(ends, ends, color="black", linewidth=0.8)
        axis.set_xlabel(f"true {name.replace('_', ' ')}", fontsize=9)
        axis.set_ylabel("believed, 90 %", fontsize=9)
    last = axes[-1]
    bare(last)
    rows = list(enumerate(answer.patients))
    last.barh(
        [row for row, _ in rows],
        [one.probability for _, one in rows],
        height=0.7,
        color=[PALETTE[0] if one.believed == one.learner else PALETTE[1] for _, one in rows],
    )
    last.set_yticks([row for row, _ in rows], [one.learner for _, one in rows], fontsize=8)
    last.invert_yaxis()
    last.set_xlim(0.0, 1.0)
    last.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    last.set_xlabel("how sure of the true learner", fontsize=9)
    return figure
