"""Numbers of a graph file that follow from others: capacities, their shares and what links weigh.

They follow from force, arm, length and pennation. Whoever changes one of those in a graph program gets the others made
anew; whoever changes one of those that follow, and not what it follows from, is told so.
"""

from __future__ import annotations

from typing import Any

import networkx as nx

from agonist.model.reading import quoted
from agonist.model.rules import muscle as rules
from agonist.model.rules.recruitment import capacity

HEALTHY = 1.0  # strength of a muscle as its table gives it
ROUNDED = 1e-3  # what programs round; above it a number was changed
SAME = 1e-6  # below it nothing was
Drives = dict[str, dict[str, Any]]


def follow(graph: nx.MultiDiGraph, place: str) -> None:
    """Make what follows from changed numbers anew. Raises ValueError where only what follows was changed."""
    for task in [n for n, kind in graph.nodes(data="kind") if kind == "task"]:
        drives = {m: facts for m, _, key, facts in graph.in_edges(task, keys=True, data=True) if key == "drives"}
        made = {m: _made(graph.nodes[m], facts) for m, facts in drives.items()}
        for works in (True, False):
            side = {m: f for m, f in drives.items() if (made[m] > 0.0) == works}
            _check(graph.nodes[task] if works else {}, side, made, f"{place}: task {quoted(task)}")
        if any(abs(made[m] - f["capacity_nm"]) > SAME * abs(made[m]) for m, f in drives.items()):
            _renew(graph, task, drives, made)


def _made(muscle: dict[str, Any], facts: dict[str, Any]) -> float:
    """Capacity of a muscle in a task, N m, from what it follows from; an antagonist's is negative."""
    length = rules.active_length(facts["length"])
    return float(capacity(facts["arm_m"], muscle["force_max_n"], HEALTHY, length, facts["cos_pennation"]))


def _check(task: dict[str, Any], side: Drives, made: dict[str, float], where: str) -> None:
    """Raise ValueError where the capacities and shares of one side of a task are not parts of one whole."""
    wholes = {m: abs(f["capacity_nm"]) / f["capacity_share"] for m, f in side.items() if f["capacity_share"] > 0.0}
    usual = task.get("capacity_nm") or sorted(wholes.values())[len(wholes) // 2] if wholes else 0.0
    for muscle, facts in side.items():
        turned = facts["capacity_nm"] * made[muscle] < 0.0
        if turned or abs(wholes.get(muscle, usual) - usual) > ROUNDED * usual:
            raise ValueError(
                f"{where}: capacity_nm = {facts['capacity_nm']:.4g} and capacity_share = {facts['capacity_share']:.4g} of "
                f"{muscle} do not fit a whole of {usual:.4g} N m; they follow from force_max_n, arm_m, length and "
                "cos_pennation: change those"
            )


def _renew(graph: nx.MultiDiGraph, task: str, drives: Drives, made: dict[str, float]) -> None:
    """Capacities, shares, and the weights of links that were shares, from the numbers that they follow from."""
    before = {m: f["capacity_share"] for m, f in drives.items()}
    totals = [sum(abs(c) for c in made.values() if (c > 0.0) == works) for works in (False, True)]
    for muscle, facts in drives.items():
        total = totals[made[muscle] > 0.0]
        facts["capacity_nm"], facts["capacity_share"] = made[muscle], abs(made[muscle]) / total if total else 0.0
    graph.nodes[task]["capacity_nm"] = totals[True]
    for source, _, key, facts in graph.edges(keys=True, data=True):
        if key == task and abs(facts["weight"] - before[source]) <= SAME:
            facts["weight"] = drives[source]["capacity_share"]
