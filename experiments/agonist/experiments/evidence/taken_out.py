"""A plantar flexor is taken out: the error at once, the output weeks later; and feedback on a ratio."""

from __future__ import annotations

from functools import cache

from agonist.experiments.evidence.living import change, end, planned
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.layout import MEMBERS, TASKS

WALK = "plantarflexion_right"
LOAD, BEFORE, AFTER, WEEKS = 0.35, 1.0, 1.05, 15.0
SMALLEST = 1e-4  # of the demand: no error of a movement is read more finely


@cache
def output(plan: str, days: float, seed: int, options: Options) -> tuple[float, float]:
    """Torque that was reached in the last bout of walking, and the torque that was asked for, N m."""
    life = planned(plan, options, days)
    task = end(life, seed, options)["tasks"][life.subject.structure.names.tasks.index(WALK)]
    return float(task[TASKS.torque_nm]), float(task[TASKS.demand_nm])


@experiment("takeover-jump")
def jump(seed: int, options: Options) -> float:
    """Error of the movement right after the loss over that before, both of the demand."""
    missed = []
    for plan, days in (("walking-calf", BEFORE), ("silenced-calf", AFTER)):
        reached, asked = output(plan, days, seed, options)
        missed.append(max(abs(asked - reached) / asked, SMALLEST))
    return missed[1] / missed[0]


@experiment("task-power")
def power(seed: int, options: Options) -> float:
    """Change of the power of the movement two weeks after the loss, %: torque, at the speed of walking."""
    now, before = (output(plan, WEEKS, seed, options)[0] for plan in ("silenced-calf", "walking-calf"))
    return round(change(now, before), 6)  # no power is read more finely


@experiment("emg-ratio")
def ratio(seed: int, options: Options) -> float:
    """Change of the activation of gastrocnemius over that of soleus in one practice with feedback on the ratio, %."""
    found = []
    for plan in ("walking-calf", "ratio-calf"):
        life = planned(plan, options, BEFORE)
        names, state = life.subject.structure.names, end(life, seed, options)
        active = {
            m: float(state["members"][u, MEMBERS.activation]) for u, (t, m) in enumerate(names.members) if t == WALK
        }
        found.append(active["gastrocnemius_medial_right"] / active["soleus_right"])
    return change(found[1], found[0])
