"""Figures of what carries a loss and of who is vulnerable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D

from agonist.experiments.instruments.mechanisms import Verdicts
from agonist.experiments.instruments.vulnerable import Told, Victim, Vulnerable
from agonist.viz.figures.charts import PALETTE, REST, bare
from agonist.viz.figures.instruments import SMALL, percents
from agonist.viz.figures.paper import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEVEL_COLOURS = {"off": PALETTE[1], "half": PALETTE[4], "double": PALETTE[5], "top": PALETTE[0]}


def verdicts_figure(found: Verdicts) -> Figure:
    """Part of the share that is missing, by mechanism and level, below and above the threshold, with the verdicts."""
    verdicts = found.verdicts()
    figure = Figure(figsize=(8.0, 0.30 * len(verdicts) + 1.5), layout="constrained")
    axes = figure.subplots(1, 2, sharey=True)
    for axis, where, dose in zip(axes, ("below", "above"), found.doses, strict=True):
        bare(axis)
        axis.axvline(float(getattr(found.cells[0], where).mean()), color=REST, linewidth=0.9)
        for n, verdict in enumerate(verdicts):
            for k, cell in enumerate(c for c in found.cells[1:] if c.names == (verdict.name,)):
                values, y = getattr(cell, where), n + 0.16 * (k - 1.5)
                axis.plot([values.min(), values.max()], [y, y], color=LEVEL_COLOURS[cell.level], linewidth=1.0)
                axis.plot([values.mean()], [y], "o", color=LEVEL_COLOURS[cell.level], markersize=3.6)
        said = f"{where} the threshold" if len(set(found.doses)) > 1 else "the most, no loss lasts"
        axis.set_title(f"dose {dose:g}, {said}", loc="left", fontsize=9.5)
        percents(axis, "x")
        axis.set_xlim(-0.08, 1.0)
    axes[0].set_yticks(range(len(verdicts)), [v.name for v in verdicts])
    axes[0].set_ylim(len(verdicts) - 0.5, -0.5)
    for n, verdict in enumerate(verdicts):
        strong = "inert" not in verdict.verdict
        axes[1].annotate(
            verdict.verdict,
            (1.02, n),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=SMALL,
            color="black" if strong else REST,
        )
    count = len(found.cells[0].above)
    figure.supxlabel(f"part of the share that is missing afterwards (mean, least to most of {count} lives)", fontsize=9)
    marks = [Line2D([], [], marker="o", linestyle="", color=c, markersize=4, label=k) for k, c in LEVEL_COLOURS.items()]
    marks.append(Line2D([], [], color=REST, linewidth=0.9, label="the whole model"))
    figure.legend(handles=marks, loc="outside upper center", ncols=5, frameon=False, fontsize=SMALL)
    return figure


def vulnerable_figure(found: Vulnerable) -> Figure:
    """Least lasting doses over the graph measure that tells most, and the rank correlation of every measure."""
    told = found.told()
    figure = Figure(figsize=(8.4, 3.5), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[1.25, 1])
    bare(left)
    _draw_victims(left, found.victims, told[0].measure if told else "capacity")
    left.set_title(f"sixty days of {found.what()}", loc="left", fontsize=9.5)
    figure.legend(loc="outside lower left", ncols=6, frameon=False, fontsize=SMALL, handletextpad=0.1)
    bare(right)
    _draw_ranks(right, told)
    return figure


def _draw_victims(axis: Axes, victims: Sequence[Victim], measure: str) -> None:
    """A sign for every muscle: its least lasting dose over a measure; above them those that lose by none."""
    doses = [v.dose for v in victims if not np.isnan(v.dose)]
    low, high = min(doses, default=0.0), max(doses, default=1.0)
    never = high + 0.35 * max(high - low, 0.05)
    for n, body in enumerate(sorted({v.body for v in victims})):
        mine = [v for v in victims if v.body == body]
        across, up = [v.measures[measure] for v in mine], [never if np.isnan(v.dose) else v.dose for v in mine]
        sign, colour = "s" if body.startswith("random") else "o", PALETTE[n % len(PALETTE)]
        axis.plot(across, up, sign, color=colour, markersize=4, alpha=0.8, markeredgewidth=0, label=body)
    axis.set(xlabel=measure, ylabel="least lasting dose")
    axis.locator_params(axis="x", nbins=6)
    if len(doses) < len(victims):
        marks = [tick for tick in axis.get_yticks() if low - 0.02 <= tick <= high + 0.02]
        axis.set_yticks([*marks, never], [*(f"{tick:.2f}" for tick in marks), "never"])


def _draw_ranks(axis: Axes, told: Sequence[Told]) -> None:
    """Rank correlations with that dose, with the range of each."""
    for n, each in enumerate(told):
        axis.plot([each.low, each.high], [n, n], color=PALETTE[0], linewidth=1.2)
        axis.plot([each.rho], [n], "o", color=PALETTE[0], markersize=4.5)
    axis.axvline(0.0, color=REST, linewidth=0.8)
    axis.set_yticks(range(len(told)), [each.measure for each in told])
    axis.set(ylim=(max(len(told), 1) - 0.5, -0.5), xlim=(-1, 1), xlabel="rank correlation with that dose")
    axis.set_xticks([-1.0, -0.5, 0.0, 0.5, 1.0])
    axis.set_title("which measure tells", loc="left", fontsize=9.5)
    if not told:
        axis.text(0.0, 0.0, "none: too few muscles, or all alike", ha="center", va="center", fontsize=SMALL)
