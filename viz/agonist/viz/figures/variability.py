"""Figures of variability: synergies window by window, and early warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agonist.experiments.summary import plain
from agonist.experiments.varying.answer import ENVELOPE_NOISE, Synergies, Warnings
from agonist.experiments.varying.series import AFTER_MS, BEFORE_MS, envelopes
from agonist.viz.figures.charts import PALETTE, QUIET, REST, bare
from agonist.viz.figures.paper import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

    from agonist.experiments.varying.answer import Part
    from agonist.experiments.varying.warning import Announced


SHOWN = 12  # envelopes of a muscle


def synergy_figure(answer: Synergies) -> Figure:
    """Above: envelopes of single movements. Middle: modules. Below: who varies with whom."""
    names = list(answer.parts)
    muscles = answer.parts[names[0]].bouts.muscles
    count = len(muscles)
    figure = Figure(figsize=(3.1 * len(names) + 1.4, 2.2 + 0.42 * count + 2.4), layout="constrained")
    axes = figure.subplots(3, len(names), squeeze=False, height_ratios=[0.34 * count, 1.9, 2.4])
    for column, name in enumerate(names):
        part = answer.parts[name]
        _envelopes(axes[0, column], part, muscles, column == 0)
        axes[0, column].set_title(name, loc="left", fontsize=10)
        _modules(axes[1, column], part, column == 0)
        image = _network(axes[2, column], part, muscles, column == 0)
    bar = figure.colorbar(image, ax=axes[2, :].tolist(), shrink=0.8, aspect=14)
    bar.set_label("correlation", fontsize=8)
    bar.ax.tick_params(labelsize=8)
    bar.outline.set_visible(False)
    return figure


def _envelopes(axis: Axes, part: Part, muscles: Sequence[str], named: bool) -> None:
    bare(axis)
    seen = envelopes(part.bouts, ENVELOPE_NOISE)[:SHOWN]
    ms = np.linspace(-BEFORE_MS, AFTER_MS, seen.shape[2])
    top = 0.9 / max(float(seen.max()), 1e-9)
    for row, muscle in enumerate(muscles):
        axis.plot(ms, row - top * seen[:, row].T, color=PALETTE[row % len(PALETTE)], linewidth=0.45, alpha=0.7)
        if named:
            axis.text(-BEFORE_MS - 30.0, row - 0.25, plain(muscle), fontsize=8, ha="right", va="center")
    axis.axvline(0.0, color=QUIET, linewidth=0.8, linestyle=":")
    axis.set(ylim=(len(muscles) - 0.6, -1.0), yticks=[], xlim=(-BEFORE_MS, AFTER_MS))
    axis.spines["left"].set_visible(False)
    axis.set_xlabel("ms from the beginning of the movement", fontsize=8)


def _modules(axis: Axes, part: Part, named: bool) -> None:
    bare(axis)
    weights = part.modules.weights
    wide = 0.8 / len(weights)
    for n, module in enumerate(weights):
        at = np.arange(len(module)) + (n - (len(weights) - 1) / 2) * wide
        colours = [PALETTE[k % len(PALETTE)] for k in range(len(module))]
        axis.bar(at, module, wide, color=colours, alpha=1.0 if n == 0 else 0.55)
    axis.set(xticks=[], ylim=(0.0, 1.3 * float(weights.max())))
    count = f"{len(weights)} module{'s' if len(weights) > 1 else ''}"
    axis.set_title(f"{count}, cosine {part.modules.like:.2f}", loc="left", fontsize=8, color=QUIET)
    if named:
        axis.set_ylabel("weight", fontsize=9)


def _network(axis: Axes, part: Part, muscles: Sequence[str], named: bool) -> AxesImage:
    linked = np.where(part.network.linked == 0.0, np.nan, part.network.linked)
    image = axis.imshow(linked, cmap="PuOr", vmin=-1.0, vmax=1.0)
    axis.set_facecolor("#f4f4f4")
    axis.set_xticks([])
    axis.set_yticks(range(len(muscles)), [plain(m) for m in muscles] if named else [], fontsize=8)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    axis.set_xlabel(f"{100 * part.network.density:.0f} % of pairs beyond chance", fontsize=8)
    return image


def warning_figure(answer: Warnings) -> Figure:
    """The ramp, what announces it, and how fast a knock is forgotten."""
    found = answer.found
    figure = Figure(figsize=(9.6, 3.3), layout="constrained")
    ramp, signal, recovery = figure.subplots(1, 3, width_ratios=[1.25, 1.0, 1.0])
    for axis in (ramp, signal, recovery):
        bare(axis)
    for lives, colour, name, height in (
        (found.calm, REST, "without", 0.97),
        (
            found.ramped,
            PALETTE[0],
            "slowly inhibited" if found.cause.inhibits else f"slowly more: {found.cause.word}",
            0.89,
        ),
    ):
        for life in lives:
            ramp.plot(life.day, life.share, color=colour, linewidth=0.7, alpha=0.7)
        ramp.text(0.98, height, name, color=colour, fontsize=8.5, ha="right", va="top", transform=ramp.transAxes)
    ramp.set_ylim(0.0, 1.25 * max(float(life.share.max()) for life in (*found.calm, *found.ramped)))
    ramp.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    ramp.set(xlabel="day", ylabel="share of torque, mean of a day")
    ramp.set_title(plain(found.muscle), loc="left", fontsize=10)
    _signals(signal, found)
    _recovery(recovery, found)
    for axis in (ramp, signal, recovery):
        axis.xaxis.label.set_size(9)
        axis.yaxis.label.set_size(9)
    return figure


def _signals(axis: Axes, found: Announced) -> None:
    """Kendall's tau of each life, on the ramp and without."""
    for column, name in enumerate(("variance", "autocorrelation")):
        for lives, colour, off in ((found.ramped, PALETTE[0], -0.14), (found.calm, REST, 0.14)):
            sure = [life.signals[name].p < 0.05 for life in lives]
            taus = [life.signals[name].tau for life in lives]
            spread = np.linspace(-0.07, 0.07, len(lives)) if len(lives) > 1 else np.zeros(1)
            for at, tau, filled in zip(column + off + spread, taus, sure, strict=True):
                axis.plot([at], [tau], "o", color=colour, markersize=5, markerfacecolor=colour if filled else "white")
    axis.axhline(0.0, color=QUIET, linewidth=0.7)
    axis.set(ylim=(-1.05, 1.05), xlim=(-0.5, 1.5), xticks=[0, 1])
    axis.set_xticklabels(["variance", "autocorrelation"])
    axis.set_ylabel("rise before it tips, Kendall's tau")
    axis.set_title("filled: beyond surrogates", loc="left", fontsize=9)


def _recovery(axis: Axes, found: Announced) -> None:
    """Recovery rate by dose, and the dose at which the share tips."""
    axis.plot(found.recovery.dose, found.recovery.rate_day, "o-", color=PALETTE[0], linewidth=1.4, markersize=4)
    tips = found.tipping_dose()
    if np.isfinite(tips):
        axis.axvline(tips, color=PALETTE[1], linewidth=1.2)
        axis.annotate(
            "tips on the ramp",
            (tips, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(4, -3),
            textcoords="offset points",
            fontsize=8.5,
            color=PALETTE[1],
            va="top",
        )
    axis.axhline(0.0, color=QUIET, linewidth=0.7)
    axis.set(xlabel=f"dose held for 60 days, {found.cause.told}", ylabel="recovery from a knock, 1/day")
    axis.set_title("how fast it is forgotten", loc="left", fontsize=9)
