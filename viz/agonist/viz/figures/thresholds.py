"""Strength-duration curves: of one muscle with every trial behind it, of the muscles of a task, or a panel a task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from agonist.experiments.instruments.thresholds import Curve, Thresholds
from agonist.experiments.summary import plain
from agonist.viz.figures.charts import MANY, PALETTE, REST, bare
from agonist.viz.figures.instruments import SMALL, beside
from agonist.viz.figures.paper import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agonist.model.body.wiring import Floats

COLUMNS = 4  # panels side by side


def thresholds_figure(found: Thresholds) -> Figure:
    """Least lasting doses over the duration beside the theory; for one muscle, every trial behind them; a panel a task."""
    tasks = list(dict.fromkeys(curve.task for curve in found.curves))
    if len(tasks) > 1:
        return _panels(found, tasks)
    figure = Figure(figsize=(5.8, 3.7), layout="constrained")
    axis = figure.subplots()
    bare(axis)
    alone = len(found.curves) == 1
    if alone:
        _draw_trials(axis, found)
    ends = []
    for n, curve in enumerate(sorted(found.curves, key=lambda c: -c.size)):
        colour = "black" if alone else PALETTE[n % len(PALETTE)]
        last = _draw_doses(axis, found.durations, curve, colour, named=alone)
        ends.append((last, colour, plain(curve.muscle)))
    _days_and_doses(axis, found)
    axis.set(xlabel="days for which it is held", ylabel=found.cause.axis)
    axis.set_title(f"{plain(found.task)}: what is not forgotten", loc="left", fontsize=10)
    if alone:
        figure.legend(loc="outside right center", frameon=False, fontsize=SMALL)
    else:
        beside(axis, found.durations[-1], [end for end in ends if np.isfinite(end[0])], 0.05)
        _by_none(axis, [plain(curve.muscle) for curve in found.curves if not np.isfinite(curve.dose).any()])
    return figure


def _days_and_doses(axis: Axes, found: Thresholds) -> None:
    """The durations on a logarithmic axis, and the range of the dose upwards."""
    axis.set_xlim(0.85 * found.durations[0], 1.18 * found.durations[-1])
    axis.set_xscale("log")
    axis.set_xticks(found.durations, [f"{d:g}" for d in found.durations])
    axis.minorticks_off()
    axis.set_ylim(*((0.0, 1.0) if found.cause.inhibits else (found.cause.low, found.cause.high)))


def _by_none(axis: Axes, names: Sequence[str]) -> None:
    """Name the muscles that no dose loses."""
    if names:
        axis.text(
            0.5, 0.98, "\n".join(["by none:", *names]), transform=axis.transAxes, ha="center", va="top", fontsize=7, color=REST
        )  # fmt: skip


def _panels(found: Thresholds, tasks: Sequence[str]) -> Figure:
    """A panel a task: every muscle in grey, the one that is lost by least and the one that bears most by name."""
    across = min(COLUMNS, len(tasks))
    down = -(-len(tasks) // across)
    figure = Figure(figsize=(2.5 * across + 0.4, 2.0 * down + 0.5), layout="constrained")
    grid = figure.subplots(down, across, squeeze=False, sharex=True, sharey=True)
    for axis in grid.ravel()[len(tasks) :]:
        axis.set_visible(False)
    for axis, task in zip(grid.ravel(), tasks, strict=False):
        bare(axis)
        _one_task(axis, found, [curve for curve in found.curves if curve.task == task])
        axis.set_title(plain(task), loc="left", fontsize=SMALL)
    for axis in grid[max(down - 2, 0)].ravel()[across - (across * down - len(tasks)) :]:
        axis.tick_params(labelbottom=True)
    figure.supxlabel(
        "days for which it is held; by name the muscle that the least dose loses, and the one that bears most",
        fontsize=9,
    )
    figure.supylabel(found.cause.axis, fontsize=9)
    return figure


def _one_task(axis: Axes, found: Thresholds, curves: Sequence[Curve]) -> None:
    """Mean doses of the muscles of a task; a muscle that nothing loses has no line and is counted."""
    means = {curve.muscle: curve.means() for curve in curves}
    last = {muscle: float(doses[-1]) for muscle, doses in means.items() if np.isfinite(doses[-1])}
    rank = sorted(last, key=lambda muscle: abs(last[muscle] - found.cause.low))
    named = dict(zip((rank[:1] + rank[1:][-1:]), (PALETTE[1], PALETTE[0]), strict=False))
    for muscle, doses in means.items():
        axis.plot(
            found.durations, doses, "o-", color=named.get(muscle, REST), markersize=2.2, linewidth=1.0,
            zorder=3 if muscle in named else 2,
        )  # fmt: skip
    _days_and_doses(axis, found)
    axis.tick_params(labelsize=7)
    said = [(plain(muscle), colour) for muscle, colour in named.items()]
    never = sum(not np.isfinite(doses).any() for doses in means.values())
    said += [(f"{never} of {len(means)} by none", REST)] * (never > 0)
    for n, (text, colour) in enumerate(said):
        axis.annotate(
            text, (1.0, 1.0), xycoords="axes fraction", xytext=(-2, -2 - 9 * n), textcoords="offset points",
            ha="right", va="top", fontsize=6.5, color=colour,
        )  # fmt: skip


def _draw_trials(axis: Axes, found: Thresholds) -> None:
    """A dot for every trial, beside one another where they are many of one duration."""
    size = 3 if len(found.trials) > MANY else 6
    for lost, colour, text in ((False, PALETTE[5], "came back"), (True, PALETTE[1], "lost a year later")):
        dots = [(d, a) for _, d, a, gone in found.trials if gone == lost]
        spread = 1.0 + 0.05 * np.sin(np.arange(len(dots)) * 2.4)
        days = [d * k for (d, _), k in zip(dots, spread, strict=True)]
        doses = [a for _, a in dots]
        axis.plot(days, doses, ".", color=colour, markersize=size, alpha=0.7, label=text, markeredgewidth=0)


def _draw_doses(axis: Axes, durations: Floats, curve: Curve, colour: str, named: bool) -> float:
    """Least lasting doses of a muscle, from its least to its greatest seed, and the line of theory; the last mean."""
    mean = curve.means()
    low, high = (np.array([f(row) for row in curve.dose]) for f in (np.min, np.max))
    style: dict[str, Any] = {"color": colour, "fmt": "o", "markersize": 3.5, "linewidth": 1.0}
    style |= {} if len(curve.theory_days) else {"fmt": "o-"}  # a line that joins them where no theory does
    axis.errorbar(durations, mean, [mean - low, high - mean], label="least lasting dose" if named else None, **style)
    there = np.isfinite(curve.theory_days)
    theory = curve.theory_days[there], curve.theory_dose[there]
    axis.plot(*theory, color=colour, linewidth=1.1, label="theory" if named else None)
    last = mean[np.isfinite(mean)]
    return float(last[-1]) if len(last) else float("nan")
