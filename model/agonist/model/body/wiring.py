"""The graph as flat arrays: index arrays, and what every unit starts with.

Everything that may differ between people (gains, sizes, lengths) lives in the areas of `layout`.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import networkx as nx
import numpy as np

from agonist.model.body.indices import Bools as Bools
from agonist.model.body.indices import Floats as Floats
from agonist.model.body.indices import Ints as Ints
from agonist.model.body.indices import Names, names_of, wiring_of
from agonist.model.body.indices import Wiring as Wiring
from agonist.model.layout import AREAS, LANES, VARIABLES
from agonist.model.remembered import by_identity

CACHE_LINE = 64  # bytes


class Structure(NamedTuple):
    """A body compiled from its graph: names, wiring and the healthy start of every area (one lane)."""

    names: Names
    wiring: Wiring
    start: dict[str, Floats]  # area -> [units, size]


def _fill(area: str, rows: list[dict[str, Any]]) -> Floats:
    """Start values of an area: the healthy default of each variable unless the graph holds a value for it."""
    return np.array(
        [[float(row.get(v.name, v.start)) for v in VARIABLES[area]] for row in rows], dtype=np.float64
    ).reshape(len(rows), AREAS[area].size)


def compile_graph(graph: nx.MultiDiGraph) -> Structure:
    """Compile a muscle graph to names, wiring and healthy start values.

    Node and edge attributes that are named like a variable of `layout` become its start value, so a
    change made to the graph is a change of the body. Raises ValueError where the graph holds no task.
    """
    names = names_of(graph)
    if not names.tasks or not names.members:
        raise ValueError("the graph holds no task with muscles: it needs a node of kind 'task' and 'drives' edges")
    rows = {
        "joints": [graph.nodes[j] for j in names.joints],
        "crossings": [graph.edges[j, m, "inhibits"] for j, m in names.crossings],
        "muscles": [{**graph.nodes[m], "holding": _holding(graph, m)} for m in names.muscles],
        "members": [_member(graph.edges[m, t, "drives"]) for t, m in names.members],
        "axes": [_axis(graph.nodes[t], axis) for t, axis in names.axes],
        "tasks": [graph.nodes[t] for t in names.tasks],
    }
    start = {area: _fill(area, units) for area, units in rows.items()}
    return Structure(names, wiring_of(graph, names), start)


def _holding(graph: nx.MultiDiGraph, muscle: str) -> float:
    """Part that a muscle has in holding the heads of joints."""
    found = (
        data.get("holds", 0.0) for _, _, key, data in graph.in_edges(muscle, keys=True, data=True) if key == "inhibits"
    )
    return math.fsum(float(part) for part in found)


def _axis(task: dict[str, Any], axis: str) -> dict[str, Any]:
    """An axis that a task wants has a weight; every other is unwanted."""
    weight = float(task.get(f"output_{axis}", 0.0))
    shift = float(task.get(f"shift_{axis}", 0.0))
    asked = float(task.get(f"part_{axis}", 0.0))
    return {"weight": weight, "unwanted": 0.0 if weight != 0.0 else 1.0, "shift": shift, "asked": asked}


def _member(edge: dict[str, Any]) -> dict[str, Any]:
    """A muscle that opposes the task has no share of its capacity to learn with."""
    opposes = float(edge["arm_m"]) < 0.0
    return {**edge, "capacity_share": 0.0} if opposes else dict(edge)


@by_identity
def area_starts(structure: Structure) -> dict[str, int]:
    """Where each area begins in the flat state of a block; read only, it is remembered."""
    starts, end = {}, 0
    for area, offsets in AREAS.items():
        starts[area] = end
        end += len(structure.names.units(area)) * offsets.size * LANES
    return starts


def aligned(count: int) -> Floats:
    """Empty numbers that begin at a cache line, so that eight lanes never lie across two."""
    raw = np.empty(count * 8 + CACHE_LINE, dtype=np.uint8)
    first = -raw.ctypes.data % CACHE_LINE
    return raw[first : first + count * 8].view(np.float64)


def new_state(structure: Structure, parameters: dict[str, float]) -> Floats:
    """The flat state of one block, [sum of units x size x LANES], every lane a healthy copy."""
    areas = {
        **structure.start,
        "parameters": np.array([[parameters[name] for name in AREAS["parameters"]._fields[:-1]]]),
    }
    parts = [np.repeat(areas[area].ravel(), LANES) for area in AREAS]
    return np.concatenate(parts, out=aligned(sum(len(part) for part in parts)))
