"""Figures for print and screen: each is a function of what was found, drawn with matplotlib, safe for the colour-blind.

Lines carry their names, shading says when a muscle was inhibited, and nothing is drawn twice.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib.figure
import numpy as np

from agonist.experiments.files import write_whole
from agonist.experiments.instruments.maps import HALF, Map
from agonist.experiments.summary import counted, plain
from agonist.model.measures import inhibited_at, of_muscles, within
from agonist.model.record import Record
from agonist.viz.figures.paper import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

    from agonist.experiments.axes import Axis
    from agonist.model.body.wiring import Floats

matplotlib.rcParams["svg.hashsalt"] = "agonist"  # the same figure has the same bytes

# Okabe & Ito 2008, in the order in which muscles are drawn
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
REST, SHADE, QUIET = "#8c8c8c", "#ececec", "#595959"
NAMED, NOTED = 5, 0.08  # at most so many muscles that ever carry this share have a line of their own
POINTS = 600  # of a line: more cannot be seen
MANY = 200  # dots in one panel: fewer are drawn larger
NAMED_SPELL = 0.1  # of the time shown: a shorter spell has no room for its name


def smooth(values: Floats, width: int) -> Floats:
    """Running mean over `width` samples along the first axis; shorter at the ends."""
    if len(values) < 2 or width < 2:
        return values
    sums = np.cumsum(np.concatenate([np.zeros((1, *values.shape[1:])), values]), axis=0)
    right = np.minimum(np.arange(len(values)) + width // 2 + 1, len(values))
    left = np.maximum(np.arange(len(values)) - width // 2, 0)
    return np.asarray((sums[right] - sums[left]) / (right - left).reshape(-1, *[1] * (values.ndim - 1)))


def daily(record: Record, values: Floats) -> tuple[Floats, Floats]:
    """Days and day means of a series of a record, thinned to what can be seen."""
    days = record.time_day
    spacing = float(np.median(np.diff(days))) if len(days) > 1 else 1.0
    mean = smooth(np.nan_to_num(values), max(1, round(1.0 / max(spacing, 1e-9))))
    kept = slice(None, None, max(1, len(days) // POINTS))
    return days[kept], mean[kept]


def leading(record: Record) -> list[int]:
    """The muscles with a line of their own, by their largest daily share; the others are drawn together."""
    peak = daily(record, record.share)[1].max(axis=0)
    return [int(i) for i in np.argsort(-peak)[:NAMED] if peak[i] >= NOTED]


def bare(axis: Axes) -> None:
    """No frame above and to the right, quiet ticks."""
    axis.spines[["top", "right"]].set_visible(False)
    axis.tick_params(length=3, color=QUIET, labelcolor=QUIET, labelsize=8)
    axis.spines[["left", "bottom"]].set_color(QUIET)


def spells(record: Record) -> list[tuple[float, float]]:
    """From when to when some muscle of the task was inhibited, days."""
    return within(record.time_day, inhibited_at(record.view, record.samples).any(axis=1))


def _shade(axis: Axes, record: Record, name: str = "") -> None:
    for first, last in spells(record):
        axis.axvspan(first, last, color=SHADE, linewidth=0, zorder=0)
        if name and last - first > NAMED_SPELL * (record.time_day[-1] - record.time_day[0]):
            axis.annotate(
                name,
                ((first + last) / 2, 1.0),
                xycoords=("data", "axes fraction"),
                xytext=(0, -3),
                textcoords="offset points",
                ha="center",
                va="top",
                fontsize=8,
                color=QUIET,
            )
            name = ""


def _shares(axis: Axes, record: Record, muscles: Sequence[int], width: float) -> list[tuple[float, str, str]]:
    """Draw the shares; (end, colour, name) of every line."""
    bare(axis)
    days, share = daily(record, record.share)
    others = [i for i in range(share.shape[1]) if i not in muscles]
    ends = []
    if others:
        axis.plot(days, share[:, others].sum(axis=1), color=REST, linewidth=0.75 * width)
        ends.append((float(share[-1, others].sum()), REST, counted(len(others), "other", "others together")))
    for colour, i in zip(PALETTE, muscles, strict=False):
        axis.plot(days, share[:, i], color=colour, linewidth=width)
        ends.append((float(share[-1, i]), colour, plain(record.muscles[i])))
    axis.set_xlim(0, max(float(record.time_day[-1]), 1e-3))
    axis.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    return ends


def _label(axis: Axes, ends: list[tuple[float, str, str]], gap: float = 0.062) -> None:
    """Write each name at the end of its line; names that would meet are moved apart, with a thread to their line."""
    top = axis.get_ylim()[1]
    ends = sorted(ends)
    at = np.array([y / top for y, _, _ in ends])
    for _ in range(200):
        for n in range(len(at) - 1):
            short = gap - (at[n + 1] - at[n])
            if short > 0.0:
                at[n : n + 2] += np.array([-0.5, 0.5]) * short
        at = np.maximum(at, 0.0)
    for (y, colour, name), place in zip(ends, at, strict=True):
        axis.plot([1.0, 1.02], [y / top, place], color=colour, linewidth=0.6, transform=axis.transAxes, clip_on=False)
        axis.text(1.025, place, name, color=colour, fontsize=8.5, va="center", transform=axis.transAxes)


def run_figure(record: Record, rivals: Sequence[Record] = ()) -> Figure:
    """Who carries the task day by day, what inhibits it, the effort it takes, and the same life under other learners.

    `record` and `rivals` are runs of one scenario; shaded: a muscle of the task is inhibited, and by how much stands
    in a row of its own.
    """
    extra = -(-len(rivals) // 3)
    own = 5.2 if spells(record) else 4.3
    figure = Figure(figsize=(7.6, own + 1.65 * extra), layout="constrained")
    muscles = leading(record)
    if not rivals:
        _main(figure, record, muscles)
        return figure
    parts: Any = figure.subfigures(2, 1, height_ratios=[own, 1.65 * extra])
    _main(parts[0], record, muscles)
    _rivals(parts[1], rivals, muscles, extra)
    return figure


def _main(part: FigureBase, record: Record, muscles: Sequence[int]) -> None:
    given = daily(record, of_muscles(record.view, record.samples, "muscles", "excitability"))
    sunk = bool(spells(record))
    top, *middle, low = part.subplots(3 if sunk else 2, 1, sharex=True, height_ratios=[3.2, *([1] if sunk else []), 1])
    _shade(top, record, "inhibited")
    ends = _shares(top, record, muscles, 1.6)
    top.set_ylim(0, None)
    _label(top, ends)
    top.set_ylabel("share of torque", fontsize=9)
    top.set_title(record.title, loc="left", fontsize=10.5)
    for axis in middle:
        _excitability(axis, record, muscles, *given)
    _shade(low, record)
    bare(low)
    day, effort = daily(record, record.effort)
    low.plot(day, effort, color="black", linewidth=1.3)
    low.set(ylim=(0, 1.1 * np.nanmax(effort, initial=0.0) or 1.0))
    low.set_ylabel("effort", fontsize=9)
    own = [name for name in record.recipe.get("rules", ()) if not name.startswith("learner.")]
    with_own = f"; of one's own: {', '.join(own)}" if own else ""
    low.set_xlabel(f"days ({record.recipe['learner']} learner, seed {record.recipe['seed']}{with_own})", fontsize=9)


def _excitability(axis: Axes, record: Record, muscles: Sequence[int], days: Floats, given: Floats) -> None:
    """The cause above the effect: what a muscle answers of a command, in the colours of the shares."""
    _shade(axis, record)
    bare(axis)
    colours = dict(zip(muscles, PALETTE, strict=False))
    for i in np.argsort(-given.mean(axis=0)).tolist():
        axis.plot(days, given[:, i], color=colours.get(i, REST), linewidth=1.3 if i in colours else 0.8)
    axis.set_ylim(0, 1.05 * max(1.0, float(given.max())))
    axis.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axis.set_ylabel("excitability", fontsize=9)


def _rivals(part: FigureBase, rivals: Sequence[Record], muscles: Sequence[int], rows: int) -> None:
    columns = min(3, len(rivals))
    axes = part.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel()
    for axis, rival in zip(axes, rivals, strict=False):
        _shade(axis, rival)
        _shares(axis, rival, muscles, 1.1)
        axis.set_title(rival.recipe["learner"], loc="left", fontsize=9, pad=3)
    axes[0].set_ylim(0, None)
    for axis in axes[len(rivals) :]:
        axis.set_visible(False)
    part.suptitle("The same life with other learners", x=0.01, ha="left", fontsize=9.5)


def map_figure(found: Map) -> Figure:
    """What a muscle has not got back a year later, over two settings; the line: half lost in half of the seeds."""
    figure = Figure(figsize=(5.2, 3.8), layout="constrained")
    axis = figure.subplots()
    bare(axis)
    x, y = _spaced(axis, "x", found.x), _spaced(axis, "y", found.y)
    image = axis.pcolormesh(
        x, y, np.clip(found.mean(), 0.0, 1.0), cmap="cividis", vmin=0.0, vmax=1.0, shading="nearest"
    )
    given = found.given_up()
    if given.min() < HALF <= given.max():
        axis.contour(x, y, given, levels=[HALF], colors="white", linewidths=1.6)
    axis.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))  # cells at the rim are halved: nothing is drawn that was not asked
    axis.set_xlabel(f"{found.x.name.replace('_', ' ')} ({found.x.unit})", fontsize=9)
    axis.set_ylabel(f"{found.y.name.replace('_', ' ')} ({found.y.unit})", fontsize=9)
    axis.set_title(f"{plain(found.muscle)}: what a year has not brought back", loc="left", fontsize=10)
    bar = figure.colorbar(image, ax=axis, format=lambda value, _: f"{100 * value:.0f} %")
    line = "; line: half, in half of the lives" if given.min() < HALF <= given.max() else ""
    bar.set_label(f"part of its share lost{line}", fontsize=9)
    bar.ax.tick_params(labelsize=8)
    bar.outline.set_visible(False)
    return figure


def _spaced(axis: Axes, which: str, asked: Axis) -> Floats:
    """Where the values of an axis stand: as they are, or one beside the other where their distances differ."""
    steps = np.diff(asked.values)
    if np.allclose(steps, steps[0]):
        return asked.values
    places = np.arange(len(asked.values), dtype=float)
    axis.set(**{f"{which}ticks": places, f"{which}ticklabels": [f"{value:.3g}" for value in asked.values]})
    return places


def pitchfork_figure(theory: Mapping[float, Sequence[float]], seen: Mapping[float, Sequence[float]]) -> Figure:
    """Two like muscles under Hebb's plain product: stable shares by the weight of the sense of effort.

    `theory` and `seen` map the weight k to the shares of the first muscle, by theory and in simulated lives.
    """
    figure = Figure(figsize=(4.6, 3.4), layout="constrained")
    axis = figure.subplots()
    bare(axis)
    weights = sorted(theory)
    for pick in (min, max):
        axis.plot(weights, [pick(theory[k]) for k in weights], color=PALETTE[0], linewidth=1.6)
    critical = [k for k in weights if len(theory[k]) > 1]
    axis.plot(
        [min(weights), max(critical, default=min(weights))], [0.5, 0.5], color=PALETTE[0], linewidth=1.0, linestyle=":"
    )
    dots = np.array([(k, share) for k, shares in seen.items() for share in shares]).reshape(-1, 2)
    axis.plot(dots[:, 0], dots[:, 1], "o", color=PALETTE[1], markersize=3.5, markeredgewidth=0)
    axis.set(ylim=(0, 1), xlim=(min(weights), max(weights)))
    axis.set_xlabel("weight k of the sense of effort", fontsize=9)
    axis.set_ylabel("share of the first muscle", fontsize=9)
    axis.text(0.98, 0.72, "theory", color=PALETTE[0], fontsize=8.5, ha="right", transform=axis.transAxes)
    axis.text(0.98, 0.65, "simulated lives", color=PALETTE[1], fontsize=8.5, ha="right", transform=axis.transAxes)
    return figure


def write_figure(figure: matplotlib.figure.Figure, path: Path) -> Path:
    """Write a figure as ``.png`` or ``.svg``, whole or not at all; the path."""
    _settle(figure)
    held = io.BytesIO()
    about = {"Software": None} if path.suffix.lower() == ".png" else {"Date": None}
    figure.savefig(held, format=path.suffix[1:].lower(), dpi=150, metadata=about)
    return write_whole(path, held.getvalue())


def _settle(figure: matplotlib.figure.Figure) -> None:
    """Lay a figure out once and keep places to six digits: the solver's last bits depend on what was drawn before."""
    if figure.get_layout_engine() is None:
        return
    figure.set_dpi(150)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axis in figure.axes:
        axis.set_position(np.round(axis.get_position(original=True).bounds, 6).tolist())


def save_figure(figure: matplotlib.figure.Figure, stem: Path) -> list[Path]:
    """Write a figure as PNG and SVG beside each other; the paths."""
    return [write_figure(figure, stem.with_name(stem.name + suffix)) for suffix in (".png", ".svg")]
