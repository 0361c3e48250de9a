"""What a laboratory would read from a state: maximal effort, activation ratio, size, length, range."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agonist.experiments.evidence.living import State
from agonist.model.layout import M, Q
from agonist.model.rules import injury, muscle, nerve, observe, recruitment, tissue
from agonist.model.scenario import Resolved

SWEEPS = 12  # rounds in which the neighbours of a maximal effort settle


class Maximal(NamedTuple):
    """A maximal voluntary effort: net active torque, activation and force by muscle, mean drive of the agonists."""

    torque_nm: float
    drive: float
    ratio: float
    activation: dict[str, float]
    capacity_nm: dict[str, float]


def excitability(resolved: Resolved, state: State, i: int) -> float:
    """Excitability of muscle `i` at this moment."""
    row = state["M"][i]
    return nerve.excitability(
        row[M.spinal], row[M.chronic], row[M.inhibition], resolved.parameters["spinal_weight"]
    )


def strength(resolved: Resolved, state: State, i: int) -> float:
    """Maximal force of muscle `i`, of the healthy one."""
    row = state["M"][i]
    whole = injury.intact(row[M.hurt], resolved.parameters["injury_weakness"])
    return tissue.strength(row[M.area], row[M.specific], row[M.neural], whole, row[M.force_factor])


def capacities(resolved: Resolved, state: State, task: str) -> dict[str, float]:
    """Torque of every member of a task at full activation, N m; negative for those that oppose."""
    names = resolved.subject.structure.names
    found = {}
    for u, (of, name) in enumerate(names.members):
        if of == task:
            i, q = names.muscles.index(name), state["Q"][u]
            row = state["M"][i]
            length = tissue.working_length(q[Q.length], row[M.tendon], row[M.sarcomeres])
            found[name] = float(recruitment.capacity(
                q[Q.arm_m], row[M.force_max_n], strength(resolved, state, i), muscle.active_length(length),
                q[Q.cos_pennation],
            ))  # fmt: skip
    return found


def maximal(resolved: Resolved, state: State, task: str) -> Maximal:
    """A maximal voluntary contraction: full command to every agonist, the usual co-activation of the others."""
    names, p = resolved.subject.structure.names, resolved.parameters
    able = capacities(resolved, state, task)
    healthy = capacities(resolved, {"M": resolved.subject.structure.start["M"], "Q": state["Q"]}, task)
    sides = [{m: abs(c) for m, c in healthy.items() if (c > 0.0) is helps} for helps in (True, False)]
    share = {m: c / sum(side.values()) for side in sides for m, c in side.items()}
    active = dict.fromkeys(able, 0.0)
    for _ in range(SWEEPS):
        active = {m: _active(resolved, state, names.muscles.index(m), m, active, sides, share, p) for m in able}
    drive = sum(share[m] * active[m] for m in sides[0])
    ratio = observe.activation_ratio(drive, p["activation_ratio_exponent"])
    return Maximal(sum(able[m] * active[m] for m in able), drive, ratio, active, able)


def _active(
    resolved: Resolved, state: State, i: int, name: str, active: dict[str, float], sides: list[dict[str, float]],
    share: dict[str, float], p: dict[str, float],
) -> float:  # fmt: skip
    helps = name in sides[0]
    row = state["M"][i]
    against = sum(
        recruitment.antagonist_inhibition(p["reciprocal_gain"], row[M.reciprocal], share[m], active[m])
        for m in sides[1 if helps else 0]
    )
    beside = sum(
        recruitment.synergist_inhibition(p["recurrent_gain"], share[m], active[m])
        for m in sides[0 if helps else 1] if m != name
    )  # fmt: skip
    sent = 1.0 if helps else p["coactivation"]
    return recruitment.activation(
        excitability(resolved, state, i), sent, against + beside, 0.0, 0.0, row[M.stimulation], row[M.fatigued]
    )


def of_group(resolved: Resolved, state: State, task: str, variable: str) -> float:
    """Mean of a variable over the agonists of a task, weighted by their healthy capacity."""
    names = resolved.subject.structure.names
    start = {"M": resolved.subject.structure.start["M"], "Q": state["Q"]}
    helping = {m: c for m, c in capacities(resolved, start, task).items() if c > 0.0}
    values = [state["M"][names.muscles.index(m), getattr(M, variable)] for m in helping]
    return float(np.average(values, weights=list(helping.values())))


def value(resolved: Resolved, state: State, name: str, variable: str) -> float:
    """One variable of one muscle."""
    return float(state["M"][resolved.subject.structure.names.muscles.index(name), getattr(M, variable)])


def reflex(resolved: Resolved, state: State, name: str) -> float:
    """H-reflex amplitude of a muscle, % of that without inhibition."""
    return nerve.h_reflex(value(resolved, state, name, "spinal"))


def change(now: float, before: float) -> float:
    """Change in per cent."""
    return 100.0 * (now / before - 1.0)
