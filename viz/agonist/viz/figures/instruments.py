"""Figures of the instruments: each is a function of the answer that it draws, in the same hand as the other charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from agonist.experiments.causes import Cause
from agonist.experiments.instruments.basins import Basin
from agonist.experiments.instruments.dwelling import Dwells
from agonist.experiments.instruments.planes import Kinds, Line, Plane
from agonist.experiments.loops import DEFAULT
from agonist.experiments.summary import plain
from agonist.model.folds import Branch
from agonist.viz.figures.charts import PALETTE, REST, SHADE, bare
from agonist.viz.figures.paper import Figure

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from agonist.experiments.axes import Axis
    from agonist.model.body.wiring import Bools, Floats

SMALL = 8


def percents(axis: Axes, which: str = "y") -> None:
    """Label an axis in percent."""
    getattr(axis, f"{which}axis").set_major_formatter(lambda value, _: f"{100 * value:.0f} %")


def stretches(chosen: Bools) -> list[slice]:
    """Runs of equal truth in a series, each one point into the next, so that lines join."""
    edges = [0, *(np.flatnonzero(np.diff(np.asarray(chosen, dtype=int))) + 1), len(chosen)]
    return [slice(a, min(b + 1, len(chosen))) for a, b in zip(edges[:-1], edges[1:], strict=True)]


def dwells_figure(found: Dwells) -> Figure:
    """The loop of each learner at the longest dwell with the theory of the default, and what stays over the dwell."""
    last = found.loops[-1]
    names = list(last.branches)
    columns = min(len(names), 4)
    rows = -(-len(names) // columns)
    wide = len(found.loops) > 1
    figure = Figure(
        figsize=(max(5.2, 1.75 * columns + (2.9 if wide else 0.6)), 1.85 * rows + 0.9), layout="constrained"
    )
    parts: Any = figure.subfigures(
        1, 2 if wide else 1, width_ratios=[1.75 * columns, 2.6] if wide else None, squeeze=False
    )
    grid = parts[0, 0].subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    for axis, name in zip(grid.ravel(), names, strict=False):
        _one_loop(axis, found, name)
    for axis in grid.ravel()[len(names) :]:
        axis.set_visible(False)
    grid[0, 0].set_ylim(0, None)
    _name_the_lines(grid[0, 0], last.cause, DEFAULT in names)
    taken = f"part of the excitability of {plain(last.muscle)} taken away" if last.cause.inhibits else last.cause.axis
    parts[0, 0].supxlabel(f"{taken}, {last.dwell_day:g} days a step", fontsize=9)
    parts[0, 0].supylabel("share of torque, 1: healthy start", fontsize=9)
    if wide:
        _what_stays(parts[0, 1].subplots(), found)
    return figure


def _one_loop(axis: Axes, found: Dwells, name: str) -> None:
    last, b = found.loops[-1], found.loops[-1].branches[name]
    start = float(b.start.mean())
    bare(axis)
    up, down = b.up.mean(axis=0) / start, b.down.mean(axis=0) / start
    axis.fill_between(last.dose, up, down, color=SHADE, linewidth=0)
    theory = found.theory
    if name == DEFAULT and theory is not None:
        for part in stretches(theory.stable):
            stable = bool(theory.stable[part][0])
            axis.plot(
                theory.dose[part],
                theory.share[part],
                color="black",
                linewidth=0.9,
                linestyle="-" if stable else (0, (2, 2)),
                zorder=4,
            )
    axis.plot(last.dose, up, "o-", color=PALETTE[0], linewidth=1.3, markersize=2.6)
    axis.plot(last.dose, down, "o-", color=PALETTE[1], linewidth=1.3, markersize=2.6)
    rim = 0.025 * (last.dose[-1] - last.dose[0])
    axis.set_xlim(last.dose[0] - rim, last.dose[-1] + rim)
    axis.set_title(f"{name}, area {b.area.mean():.3f}", loc="left", fontsize=8.5)


def _name_the_lines(axis: Axes, cause: Cause, default: bool) -> None:
    """Name both branches and the theory in the corner that a falling share leaves free."""
    said = [("inhibition rising" if cause.inhibits else "dose rising", PALETTE[0]), ("falling again", PALETTE[1])]
    said += [("theory", "black")] * (default and cause.inhibits)
    for line, (name, colour) in enumerate(said):
        axis.annotate(
            name,
            (1.0, 1.0),
            xycoords="axes fraction",
            xytext=(-2, -2 - 10 * line),
            textcoords="offset points",
            color=colour,
            fontsize=7.5,
            ha="right",
            va="top",
        )


def _what_stays(axis: Axes, found: Dwells) -> None:
    """Missing share at dose 0 over the dwell, and at its right end what stays after any dwell."""
    bare(axis)
    days = np.array([one.dwell_day for one in found.loops])
    end, ends = 2.6 * days[-1], []
    for name, stays in found.lasting().items():
        means = [one.branches[name].missing.mean() for one in found.loops]
        colour = PALETTE[0] if name == DEFAULT else PALETTE[1] if stays.part > 0.05 else REST
        axis.plot(days, means, "o-", color=colour, markersize=3, linewidth=1.2)
        axis.errorbar(
            [end],
            [stays.part],
            [[max(stays.part - stays.low, 0.0)], [max(stays.high - stays.part, 0.0)]],
            fmt="s",
            color=colour,
            markersize=3.5,
            linewidth=1.0,
        )
        axis.plot([days[-1], end], [means[-1], stays.part], color=colour, linewidth=0.7, linestyle=(0, (2, 2)))
        ends.append((stays.part, colour, name))
    axis.set_xscale("log")
    axis.set_xticks([*days, end], [*(f"{day:g}" for day in days), "any"])
    axis.minorticks_off()
    axis.set_title("missing at dose 0 after the loop", loc="left", fontsize=8.5)
    axis.set_xlabel("days a step", fontsize=9)
    axis.set_ylim(min(axis.get_ylim()[0], -0.05), 1.02)
    percents(axis)
    beside(axis, end, ends)


def beside(axis: Axes, at: float, ends: Sequence[tuple[float, str, str]], gap: float = 0.055) -> None:
    """Write names beside the ends of lines, moved apart where they would meet."""
    low, high = axis.get_ylim()
    ends = sorted(ends)
    places = apart([y for y, _, _ in ends], gap * (high - low), low + 0.02 * (high - low))
    for (_, colour, name), place in zip(ends, places, strict=True):
        axis.annotate(
            name, (at, place), xytext=(7, 0), textcoords="offset points", color=colour, fontsize=SMALL, va="center"
        )


def apart(values: Sequence[float], gap: float, least: float = -np.inf) -> Floats:
    """Rising values moved until neighbours are a gap apart, about where they were and none below the least."""
    found = np.array(values, dtype=float)
    for _ in range(200):
        for n in range(len(found) - 1):
            short = gap - (found[n + 1] - found[n])
            if short > 0.0:
                found[n : n + 2] += np.array([-0.5, 0.5]) * short
        found = np.maximum(found, least)
    return found


KIND_COLOURS = ("#e8eef4", "#7fb0d5", "#24476b", "#E69F00")  # kept, both, lost, more: light to dark in print


def named(axis: Axis) -> str:
    """An axis of an answer in words, with its unit."""
    return f"{axis.name.replace('_', ' ')} ({axis.unit})" if axis.unit not in ("", "1") else axis.name.replace("_", " ")


def plane_figure(found: Plane) -> Figure:
    """Which states a muscle has over two settings, the theory drawn over it, the watershed beside."""
    figure = Figure(figsize=(5.4, 3.8), layout="constrained")
    axis = figure.subplots()
    bare(axis)
    assert found.y is not None
    kinds, x, y = found.kinds(), found.x.values, found.y.values
    axis.pcolormesh(
        x,
        y,
        kinds,
        cmap=ListedColormap(KIND_COLOURS),
        vmin=-0.5,
        vmax=3.5,
        shading="nearest",
        edgecolors="white",
        linewidth=0.3,
    )
    axis.set(xlabel=named(found.x), ylabel=named(found.y))
    if isinstance(found.theory, Line):
        for doses in (found.theory.health_ends, found.theory.loss_ends):
            line = (doses, found.theory.x) if found.x.name == "dose" else (found.theory.x, doses)
            axis.plot(*line, color="black", linewidth=1.5)
    if isinstance(found.theory, Kinds):
        axis.contour(
            found.theory.x,
            found.theory.y,
            found.theory.kinds,
            levels=[0.5, 1.5],
            colors="black",
            linewidths=1.5,
        )
    axis.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))  # cells at the rim are halved: nothing is drawn that was not asked
    axis.set_title(f"{plain(found.muscle)}: which states are stable", loc="left", fontsize=10)
    texts = ("keeps its part", "either, by its past", "is lost", "more than two")
    there = [k for k in range(4) if (kinds == k).any()]
    marks: list[Artist] = [
        Patch(facecolor=KIND_COLOURS[k], edgecolor=REST, linewidth=0.5, label=texts[k]) for k in there
    ]
    if isinstance(found.theory, Line | Kinds):
        marks.append(Line2D([], [], color="black", linewidth=1.5, label="theory"))
    figure.legend(handles=marks, loc="outside lower center", ncols=len(marks), frameon=False, fontsize=SMALL)
    return figure


def branches_figure(found: Plane) -> Figure:
    """Where lives end over one setting, from many starts, and the branches of the theory through their folds."""
    figure = Figure(figsize=(5.4, 3.6), layout="constrained")
    axis = figure.subplots()
    bare(axis)
    x = found.x.values
    if isinstance(found.theory, Branch):
        for part in stretches(found.theory.stable):
            stable = bool(found.theory.stable[part][0])
            style = "-" if stable else (0, (2, 2))
            axis.plot(found.theory.dose[part], found.theory.share[part], color="black", linewidth=1.2, linestyle=style)
    if isinstance(found.theory, list):
        for value, rests in zip(x, found.theory, strict=True):
            for r in rests:
                axis.plot([value], [r.share], "_", color="black", markersize=9, alpha=1.0 if r.stable else 0.45)
    shades = np.linspace(0.0, 1.0, len(found.starts))
    for n, start in enumerate(found.starts):
        colour = from_to(PALETTE[0], PALETTE[1], shades[n])
        for seed in range(found.share.shape[3]):
            axis.plot(x, found.share[0, :, n, seed], "o", color=colour, markersize=4, markeredgewidth=0, alpha=0.85)
        if n in (0, len(found.starts) - 1):
            axis.annotate(
                f"from gain {start:g}",
                (1.0, 1.0),
                xycoords="axes fraction",
                xytext=(-2, -2 - 11 * (n > 0)),
                textcoords="offset points",
                ha="right",
                va="top",
                fontsize=SMALL,
                color=colour,
            )
    if found.theory is not None:
        axis.annotate(
            "theory (dashed: watershed)" if isinstance(found.theory, Branch) else "theory (pale: watershed)",
            (1.0, 1.0),
            xycoords="axes fraction",
            xytext=(-2, -24),
            textcoords="offset points",
            ha="right",
            va="top",
            fontsize=SMALL,
        )
    axis.set(xlabel=named(found.x), ylabel="share at the end, 1: healthy", ylim=(0, None))
    wide = 0.03 * (x[-1] - x[0])
    axis.set_xlim(x[0] - wide, x[-1] + wide)
    axis.set_title(f"{plain(found.muscle)}: where lives end", loc="left", fontsize=10)
    return figure


def from_to(first: str, last: str, part: float) -> tuple[float, ...]:
    """A colour between two."""
    return tuple(a + part * (b - a) for a, b in zip(to_rgb(first), to_rgb(last), strict=True))


def basin_figure(found: Basin) -> Figure:
    """Who returns over the scatter of the pattern, theory beside, and the state over the days of each treatment."""
    figure = Figure(figsize=(8.4, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.15])
    bare(left)
    part, bounds = found.returned / found.people, found.bounds()
    left.errorbar(found.scatter, part, np.abs(bounds.T - part), fmt="o", color=PALETTE[0], markersize=4, linewidth=1.0)
    if np.isfinite(found.expected).all():
        left.plot(found.scatter, found.expected, color="black", linewidth=1.2)
        left.annotate("theory, each muscle alone", (found.scatter[0], 0.06), fontsize=SMALL)
    left.annotate("lives", (found.scatter[0], 0.14), fontsize=SMALL, color=PALETTE[0])
    left.set(xlabel="scatter of the gains, SD of their logarithm", ylim=(-0.02, 1.03))
    left.set_title("patterns that return to health", loc="left", fontsize=9.5)
    percents(left)
    bare(right)
    ends = []
    for n, one in enumerate(sorted(found.crossings, key=lambda c: -c.state[-1])):
        colour = REST if one.days is None else PALETTE[n % len(PALETTE)]
        right.plot(found.lengths, one.state, "o-", color=colour, markersize=3, linewidth=1.2)
        ends.append((float(one.state[-1]), colour, one.name))
    right.set_xscale("log")
    right.set_xticks(found.lengths, [f"{days:g}" for days in found.lengths])
    right.minorticks_off()
    right.set(xlabel="days of treatment", ylim=(-0.05, 1.08))
    right.set_title(f"{plain(found.muscle)} a year later: 0 lost, 1 healthy", loc="left", fontsize=9.5)
    beside(right, found.lengths[-1], ends, 0.07)
    return figure
