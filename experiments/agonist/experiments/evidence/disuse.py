"""Healthy legs in a cast or unloaded: size, strength and activation."""

from __future__ import annotations

from functools import cache

from agonist.experiments.evidence.living import State, change, end, planned, read
from agonist.experiments.evidence.registry import Options, experiment
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


def _enter(target: str, plan: str, days: float, what: str) -> None:
    @experiment(target)
    def run(seed: int, options: Options) -> float:
        before, after = (reading(plan, d, seed, options)[what] for d in (0.0, days))
        return after - before if what == "activation" else change(after, before)


for _days in (5, 14):
    _enter(f"csa-cast-{_days}d", "casted-knee", _days, "size")
    _enter(f"strength-cast-{_days}d", "casted-knee", _days, "strength")
_enter("ulls-va-23d", "unloaded-leg", 23.0, "activation")
_enter("ulls-torque-23d", "unloaded-leg", 23.0, "strength")
_enter("ulls-csa-23d", "unloaded-leg", 23.0, "size")
