"""Figures for print and screen: each is a function of records, drawn with matplotlib, safe for the colour-blind."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from agonist.experiments.files import write_whole
from agonist.model.measures import of_muscles, of_task
from agonist.model.record import Record

matplotlib.rcParams["svg.hashsalt"] = "agonist"  # the same figure has the same bytes

# Okabe & Ito 2008, in the order in which muscles are drawn
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999")
SHOWN = 7  # muscles with a line of their own
SMOOTHED_BOUTS = 16  # one day of daily life


def plain(name: str) -> str:
    """A muscle's name as a person writes it."""
    words = name.removesuffix("_right").removesuffix("_left").split("_")
    return " ".join(words)


def smooth(values: Any, width: int) -> Any:
    """Running mean over `width` samples along the first axis; shorter at the ends."""
    if len(values) < 2:
        return values
    sums = np.cumsum(np.concatenate([np.zeros((1, *values.shape[1:])), values]), axis=0)
    right = np.minimum(np.arange(len(values)) + width // 2 + 1, len(values))
    left = np.maximum(np.arange(len(values)) - width // 2, 0)
    return (sums[right] - sums[left]) / (right - left).reshape(-1, *[1] * (values.ndim - 1))


def leading(record: Record) -> list[int]:
    """The muscles that ever carry most, by their largest mean share, drawn first."""
    peak = smooth(np.nan_to_num(record.share), SMOOTHED_BOUTS).max(axis=0)
    return [int(i) for i in np.argsort(-peak)[:SHOWN]]


def _hold(axis: Any, record: Record) -> None:
    """Shade the time during which some muscle's motoneurons are inhibited."""
    low = of_muscles(record.view, record.samples, "M", "excitability").min(axis=1)
    axis.fill_between(record.time_day, 0, 1, where=low < 0.9, color="0.88", linewidth=0, step="mid", zorder=0)


def _shares(axis: Any, record: Record, muscles: Sequence[int], labels: bool) -> None:
    _hold(axis, record)
    share = smooth(np.nan_to_num(record.share), SMOOTHED_BOUTS)
    ends = []
    for colour, i in zip(PALETTE, muscles, strict=False):
        axis.plot(record.time_day, share[:, i], color=colour, linewidth=1.6)
        ends.append((share[-1, i], colour, plain(record.muscles[i])))
    axis.set(xlim=(record.time_day[0], record.time_day[-1]), ylim=(0, None))
    axis.spines[["top", "right"]].set_visible(False)
    if labels:
        _label_ends(axis, record.time_day[-1], ends)


def _label_ends(axis: Any, x: float, ends: list[tuple[float, str, str]], gap: float = 0.055) -> None:
    """Write each name at the end of its line, moved apart where they would meet."""
    top = axis.get_ylim()[1]
    placed = -1.0
    for y, colour, name in sorted(ends):
        at = max(y, placed + gap * top)
        placed = at
        axis.annotate(
            name, (x, y), xytext=(1.02, at / top), textcoords=axis.transAxes, color=colour, fontsize=8,
            va="center", arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5, "shrinkB": 0},
        )  # fmt: skip


def run_figure(record: Record, rivals: Sequence[Record] = ()) -> Figure:
    """Who carries the task over time, the effort it takes, and the same life under other learners.

    `record` and `rivals` are runs of one scenario; shaded: a muscle is inhibited.
    """
    columns = min(len(rivals), 3)
    extra = -(-len(rivals) // 3)
    figure = Figure(figsize=(8.6, 4.6 + 1.9 * extra), layout="constrained")
    grid = figure.add_gridspec(2 + extra, max(1, columns), height_ratios=[3, 1, *[1.6] * extra])
    muscles = leading(record)
    top = figure.add_subplot(grid[0, :])
    _shares(top, record, muscles, labels=True)
    top.set_ylabel("share of torque")
    top.set_title(f"{record.title} ({record.recipe['learner']})", loc="left", fontsize=11)
    low = figure.add_subplot(grid[1, :], sharex=top)
    _hold(low, record)
    low.plot(record.time_day, smooth(record.effort, SMOOTHED_BOUTS), color="black", linewidth=1.2)
    low.set(ylabel="effort", xlabel="days", ylim=(0, None))
    low.spines[["top", "right"]].set_visible(False)
    for n, rival in enumerate(rivals):
        axis = figure.add_subplot(grid[2 + n // 3, n % 3], sharex=top)
        _shares(axis, rival, muscles, labels=False)
        axis.set_title(rival.recipe["learner"], loc="left", fontsize=9)
        axis.tick_params(labelsize=8)
    return figure


def loop_figure(dose: Any, branches: Mapping[str, tuple[Any, Any, float]], muscle: str) -> Figure:
    """The share of a muscle while its inhibition rises and falls again, one panel per learner.

    `branches` maps a learner to (share going up, share coming back, loop area); all [levels].
    """
    count = len(branches)
    columns = min(count, 4)
    figure = Figure(figsize=(2.6 * columns + 0.6, 2.7 * -(-count // columns)), layout="constrained")
    axes = figure.subplots(-(-count // columns), columns, squeeze=False, sharex=True, sharey=True)
    for axis, (learner, (up, down, area)) in zip(axes.ravel(), branches.items(), strict=False):
        axis.fill_between(dose, up, down, color="0.88", linewidth=0)
        axis.plot(dose, up, color=PALETTE[0], linewidth=1.6, label="inhibition rising")
        axis.plot(dose, down, color=PALETTE[1], linewidth=1.6, linestyle="--", label="falling again")
        axis.set_title(f"{learner}: area {abs(area):.3f}", loc="left", fontsize=9)
        axis.spines[["top", "right"]].set_visible(False)
    for axis in axes.ravel()[count:]:
        axis.set_visible(False)
    axes[0, 0].set_ylim(0, None)
    axes[0, 0].legend(frameon=False, fontsize=8, loc="lower left")
    figure.supxlabel(f"inhibition of {plain(muscle)}", fontsize=10)
    figure.supylabel("its share of torque", fontsize=10)
    return figure


def save(figure: Figure, path: Path) -> None:
    """Write a figure as PNG or SVG, by the suffix of the path; the same figure gives the same bytes."""
    metadata = {"Software": None} if path.suffix == ".png" else {"Date": None}
    figure.savefig(path, dpi=150, metadata=metadata)


def effort_of(record: Record) -> Any:
    """Effort over time, smoothed over a day, [time]."""
    return smooth(of_task(record.view, record.samples, "effort"), SMOOTHED_BOUTS)


def save_figure(figure: Figure, stem: Path) -> list[Path]:
    """Write a figure as PNG and SVG beside each other, each whole or not at all; the paths."""
    found = []
    for suffix in (".png", ".svg"):
        held = io.BytesIO()
        metadata = {"Software": None} if suffix == ".png" else {"Date": None}
        figure.savefig(held, format=suffix[1:], dpi=150, metadata=metadata)
        found.append(write_whole(stem.with_name(stem.name + suffix), held.getvalue()))
    return found
