"""What was read of a life, drawn over its days: a panel for each measure, a line for each learner."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

from agonist.experiments.reading_table import Row
from agonist.viz.figures.charts import PALETTE, QUIET, bare
from agonist.viz.figures.paper import Figure

COLUMNS, MOST = 3, 24  # panels side by side, and of one figure
LINE = 34  # letters of a title's line


def readings_figure(rows: Sequence[Row], days: float) -> Figure:
    """Each measure over the days on which it was read; what is read over trials stands at the end of its life."""
    names = list(dict.fromkeys(row.what for row in rows))[:MOST]
    learners = list(dict.fromkeys(row.learner for row in rows))
    across = min(COLUMNS, len(names))
    down = -(-len(names) // across)
    figure = Figure(figsize=(2.9 * across + 0.3, 2.2 * down + 0.3), layout="constrained")
    axes = figure.subplots(down, across, squeeze=False).ravel()
    for axis, name in zip(axes, names, strict=False):
        bare(axis)
        mine = [row for row in rows if row.what == name]
        for n, learner in enumerate(learners):
            points = [(days if math.isnan(r.day) else r.day, r.value) for r in mine if r.learner == learner]
            axis.plot(*zip(*points, strict=True), "o-", color=PALETTE[n % len(PALETTE)], markersize=3.5, linewidth=1.2)
        axis.set_title(textwrap.fill(name, LINE), loc="left", fontsize=8.5)
        axis.set_ylabel(mine[0].unit, fontsize=8, color=QUIET)
        axis.set_xlim(-0.03 * days, 1.03 * days)
    for axis in axes[len(names) :]:
        axis.set_visible(False)
    figure.supxlabel("days", fontsize=9)
    if len(learners) > 1:
        marks = axes[0].get_lines()
        figure.legend(marks, learners, loc="outside upper center", ncols=5, frameon=False, fontsize=8.5)
    return figure
