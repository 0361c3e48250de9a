"""Healthy legs in a cast or unloaded: size, strength and activation."""

from __future__ import annotations

from functools import cache

from agonist.experiments.evidence.living import State, end, planned, read
from agonist.experiments.evidence.registry import Options
from agonist.model.scenario import Resolved

TASK = "knee_extension_right"


def group_size(life: Resolved, state: State, task: str = TASK) -> float:
    """Size of the muscles that work for a task, % of healthy, weighted by their part in it."""
    names, graph = life.subject.structure.names, life.subject.graph
    parts = {m: graph.edges[m, t, "drives"]["capacity_nm"] for t, m in names.members if t == task}
    helping = {m: c for m, c in parts.items() if c > 0.0}
    return sum(c * float(read(life, state, "size_percent", muscle=m)) for m, c in helping.items()) / sum(
        helping.values()
    )


@cache
def reading(plan: str, days: float, seed: int, options: Options) -> dict[str, float]:
    """Maximal torque (N m), activation ratio (%) and size (%) of the right quadriceps after days of a plan."""
    life = planned(plan, options, days)
    state = end(life, seed, options)
    torque, ratio = (read(life, state, name, task=TASK) for name in ("maximal_torque_nm", "activation_ratio"))
    return {"strength": torque, "activation": 100.0 * ratio, "size": group_size(life, state)}
