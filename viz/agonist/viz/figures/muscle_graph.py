"""The muscle graph of one task as a drawing: helpers on one side, opponents on the other, size by capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from matplotlib.patches import FancyArrowPatch

from agonist.experiments.summary import plain
from agonist.viz.figures.paper import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HELPS, OPPOSES, JOINT, QUIET = "#0072B2", "#D55E00", "#009E73", "#595959"
SMALLEST, LARGEST = 60.0, 1900.0  # area of a circle, points squared
FAINT = 0.04  # links that carry less of a side's capacity than this are left out of the drawing, not of the graph

Place = tuple[float, float]


def layout(graph: nx.MultiDiGraph, task: str) -> dict[str, Place]:
    """Where each node of a task is drawn: muscles that work for it on the left arc, opponents right, joints between.

    Explicit and by name and size only, so that the same graph gives the same drawing.
    """
    sides = _sides(graph, task)
    places = {task: (0.0, 0.0)}
    for x, side in ((-1.0, sides[0]), (1.0, sides[1])):
        for muscle, y in zip(side, np.linspace(1.0, -1.0, len(side)) if len(side) > 1 else [0.0], strict=True):
            places[muscle] = (x * (1.15 - 0.32 * float(y) ** 2), float(y))
    joints = sorted({j for j, m, k in graph.edges(keys=True) if k == "inhibits" and m in places})
    for n, joint in enumerate(joints):
        places[joint] = ((n - 0.5 * (len(joints) - 1)) * 0.75, -1.42)
    return places


def _sides(graph: nx.MultiDiGraph, task: str) -> tuple[list[str], list[str]]:
    """Muscles for a task and against it, the largest capacity first."""
    drives = [(m, facts) for m, t, key, facts in graph.in_edges(task, keys=True, data=True) if key == "drives"]
    drives.sort(key=lambda d: (-d[1]["capacity_share"], d[0]))
    return [m for m, f in drives if f["capacity_nm"] > 0.0], [m for m, f in drives if f["capacity_nm"] < 0.0]


def graph_figure(graph: nx.MultiDiGraph, task: str) -> Figure:
    """One task of a muscle graph.

    Circles: share of the capacity of their side. Lines between muscles: reciprocal inhibition, as wide as the weight
    of their source. Dotted: what a joint that hurts inhibits. Raises ValueError where the graph lacks the task.
    """
    if task not in graph or graph.nodes[task].get("kind") != "task":
        raise ValueError(f"the graph has no task {task!r}")
    places = layout(graph, task)
    tall = max(4.2, 0.42 * max(len(side) for side in _sides(graph, task)) + 1.6)
    figure = Figure(figsize=(7.6, tall), layout="constrained")
    axis = figure.subplots()
    axis.set_axis_off()
    axis.set(xlim=(-2.35, 2.35), ylim=(-1.62, 1.35))
    _draw_links(axis, graph, task, places)
    _draw_muscles(axis, graph, task, places)
    _draw_joints(axis, graph, places)
    axis.set_title(f"{plain(task).capitalize()}: who works for it, and who against", loc="left", fontsize=10.5)
    return figure


def _draw_links(axis: Axes, graph: nx.MultiDiGraph, task: str, places: dict[str, Place]) -> None:
    for source, target, key, facts in graph.edges(keys=True, data=True):
        if source not in places or target not in places:
            continue
        if key == task and facts["type"] == "antagonist" and facts["weight"] >= FAINT:
            _arc(axis, places[source], places[target], OPPOSES, 3.0 * facts["weight"], "-", 0.35)
        if key == "inhibits" and max(facts["gain_fluid"], facts["gain_pain"]) > 0.0:
            _arc(axis, places[source], places[target], JOINT, 1.0, ":", 0.8)
    for muscle, place in places.items():
        if graph.nodes[muscle]["kind"] == "muscle":
            facts = graph.edges[muscle, task, "drives"]
            colour = HELPS if facts["capacity_nm"] > 0.0 else OPPOSES
            _arc(axis, place, places[task], colour, 0.6 + 5.0 * facts["capacity_share"], "-", 0.9, 0.0)


def _arc(
    axis: Axes, start: Place, end: Place, colour: str, width: float, style: str, alpha: float, bend: float = 0.12
) -> None:
    axis.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-",
            connectionstyle=f"arc3,rad={bend}",
            color=colour,
            linewidth=width,
            linestyle=style,
            alpha=alpha,
            zorder=1,
            shrinkA=0,
            shrinkB=0,
        )
    )


def _draw_muscles(axis: Axes, graph: nx.MultiDiGraph, task: str, places: dict[str, Place]) -> None:
    for muscle, (x, y) in places.items():
        if graph.nodes[muscle]["kind"] != "muscle":
            continue
        facts = graph.edges[muscle, task, "drives"]
        helps = facts["capacity_nm"] > 0.0
        share = facts["capacity_share"]
        colour = HELPS if helps else OPPOSES
        axis.scatter([x], [y], s=SMALLEST + LARGEST * share, color=colour, edgecolor="white", linewidth=1.2, zorder=3)
        away = 0.07 + 0.22 * share**0.5
        axis.text(
            x - away if helps else x + away,
            y,
            f"{plain(muscle)}  {100 * share:.0f} %",
            fontsize=8.5,
            color=colour,
            ha="right" if helps else "left",
            va="center",
            zorder=4,
        )
    axis.text(
        *places[task],
        plain(task).replace(" ", "\n"),
        fontsize=9,
        ha="center",
        va="center",
        zorder=4,
        bbox={"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": QUIET},
    )


def _draw_joints(axis: Axes, graph: nx.MultiDiGraph, places: dict[str, Place]) -> None:
    for joint, (x, y) in places.items():
        if graph.nodes[joint]["kind"] == "joint":
            axis.text(
                x,
                y,
                plain(joint),
                fontsize=8.5,
                ha="center",
                va="center",
                color=JOINT,
                zorder=4,
                bbox={"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": JOINT, "linestyle": ":"},
            )
