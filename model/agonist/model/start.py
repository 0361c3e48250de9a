"""The first moment of a life: what follows from parameters and anatomy before anything is practised."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from agonist.model.body.constitution import set_fatigue
from agonist.model.body.wiring import Floats, Structure
from agonist.model.clock import Block, foretold, ready
from agonist.model.layout import AXES, LANES, MEMBERS, MUSCLES, PARAMETERS, TASKS
from agonist.model.optimum import pulls_of, reserve
from agonist.model.own.asked import Part, whatever_it_takes
from agonist.model.remembered import by_identity
from agonist.model.rules.recruitment import advantage

LEAST = 1e-3  # of the mean: smallest own pattern
_advantage = lru_cache(maxsize=4096)(advantage)  # lives of one body ask for the same arms


def lanes_of(flat: Floats, size: int) -> Floats:
    """A flat area as [units, size, LANES]."""
    return flat.reshape(-1, size, LANES)


def set_usual_length(block: Block) -> None:
    """The healthy number of sarcomeres belongs to the length at which the body starts to live, in place."""
    own = lanes_of(block.muscles, MUSCLES.size)
    own[:, MUSCLES.length_usual] = own[:, MUSCLES.length_mean]


def set_patterns(mine: Floats, share: Floats, reach: Floats, power: Floats) -> None:
    """Own patterns of the muscles of one task, brought to mean 1 by size, in place; [members, variables, LANES].

    `reach`: arms about what the task wants, m, [members, LANES]; `power`: what a pattern makes of them, [LANES].
    """
    helps = share > 0.0
    told = [[_advantage(float(r), float(p)) for r, p in zip(row, power, strict=True)] for row in reach]
    own = np.where(helps, np.maximum(mine[:, MEMBERS.pattern], LEAST) * np.array(told), 0.0)
    mine[:, MEMBERS.pattern] = np.where(helps, own / np.add.accumulate(own * share, axis=0)[-1], 1.0)


def set_task(mine: Floats, task: Floats, reach: Floats, power: Floats) -> None:
    """Shares of capacity, own patterns and what opposes them in one task, in place; `task` is [variables, LANES].

    `reach` and `power` as in `set_patterns`.
    """
    able, opposing = np.maximum(mine[:, MEMBERS.capacity_nm], 0.0), np.minimum(mine[:, MEMBERS.capacity_nm], 0.0)
    total = np.add.accumulate(able, axis=0)[-1]  # in canonical order, like every sum of the engine
    task[TASKS.capacity_nm], share = total, able / total
    mine[:, MEMBERS.capacity_share] = share
    task[TASKS.opposing_share] = -np.add.accumulate(opposing, axis=0)[-1] / total
    set_patterns(mine, share, reach, power)


def wanted_arms(block: Block, structure: Structure, q: int) -> Floats:
    """Arms of the members of a task about each axis that it wants, m, by its weight, [axes, members, LANES]."""
    wiring, weights = structure.wiring, lanes_of(block.axes, AXES.size)[:, AXES.weight]
    axes = slice(wiring.axis_first[q], wiring.axis_first[q + 1])
    mine = slice(wiring.member_first[q], wiring.member_first[q + 1])
    found = weights[axes][:, None, :] * wiring.axis_arm[axes, mine][:, :, None]
    return np.asarray(found[weights[axes][:, 0] != 0.0])


def set_axes(block: Block, structure: Structure) -> None:
    """How a task with several wanted axes asks each muscle in health, in place: by what its arms do about each."""
    members, tasks = lanes_of(block.members, MEMBERS.size), lanes_of(block.tasks, TASKS.size)
    for q in range(len(structure.names.tasks)):
        arms = wanted_arms(block, structure, q)
        tasks[q, TASKS.wanted], tasks[q, TASKS.through] = len(arms), through_of(structure)[q]
        if len(arms) > 1:
            mine = slice(structure.wiring.member_first[q], structure.wiring.member_first[q + 1])
            reach, toward = np.add.accumulate(np.abs(arms), axis=0)[-1], np.add.accumulate(arms, axis=0)[-1]
            lean = np.where(reach > 0.0, np.maximum(toward, 0.0) / np.where(reach > 0.0, reach, 1.0), 1.0)
            members[mine, MEMBERS.reach_m] = reach
            members[mine, MEMBERS.lean] = members[mine, MEMBERS.usual_lean] = lean
            helped = np.add.accumulate(np.maximum(arms, 0.0), axis=0)[-1]
            left = np.where(helped > 0.0, np.maximum(toward, 0.0) / np.where(helped > 0.0, helped, 1.0), 1.0)
            members[mine, MEMBERS.undivided] = members[mine, MEMBERS.usual_undivided] = left


@by_identity
def through_of(structure: Structure) -> list[float]:
    """Of each task: what its muscles can give with every axis at its measured part, of their sum; 1 where none is measured.

    Joints in a row carry one load, so what one gives beyond its part lifts nothing that another lets go.
    """
    wiring, members, axes = structure.wiring, structure.start["members"], structure.start["axes"]
    found = [1.0] * len(structure.names.tasks)
    for q in range(len(found)):
        own, mine = (slice(first[q], first[q + 1]) for first in (wiring.axis_first, wiring.member_first))
        if np.any(axes[own, AXES.asked]):
            rows, helps = members[mine], members[mine, MEMBERS.arm_m] > 0.0
            pulls = pulls_of(wiring.axis_arm[own, mine], axes[own], rows, rows[:, MEMBERS.capacity_nm])[:, helps]
            parts = axes[own, AXES.asked][axes[own, AXES.weight] != 0.0]
            found[q] = min(reserve(pulls, np.zeros(len(parts)), parts) / float(pulls.sum()), 1.0)
    return found


def set_weights(block: Block) -> None:
    """Every mind starts from the person's own pattern, in place."""
    members = lanes_of(block.members, MEMBERS.size)
    helps = members[:, MEMBERS.capacity_share] > 0.0
    brace = block.parameters[PARAMETERS.coactivation * LANES : (PARAMETERS.coactivation + 1) * LANES]
    for trace in (MEMBERS.fast, MEMBERS.slow, MEMBERS.trace):
        members[:, trace] = np.where(helps, members[:, MEMBERS.pattern], brace)


def begin(block: Block, structure: Structure, own: tuple[Part, ...] = ()) -> None:
    """Fill in shares of capacity, healthy torques, own patterns, cortical weights and fatigue rates, in place."""
    members, tasks = lanes_of(block.members, MEMBERS.size), lanes_of(block.tasks, TASKS.size)
    wiring = structure.wiring
    set_fatigue(block, structure)
    set_usual_length(block)
    whatever_it_takes(ready, own)(block, wiring, LANES)
    for u, (first, last) in enumerate(zip(wiring.opposed_first[:-1], wiring.opposed_first[1:], strict=True)):
        members[u, MEMBERS.opposed_part] = wiring.opposed_weight[first:last].sum()
    members[:, MEMBERS.usual_placed] = members[:, MEMBERS.placed]
    power = lanes_of(block.parameters, 1)[PARAMETERS.pattern_arm, 0]
    for q in range(len(structure.names.tasks)):
        mine = members[wiring.member_first[q] : wiring.member_first[q + 1]]
        arms = wanted_arms(block, structure, q)
        reach = mine[:, MEMBERS.arm_m] if len(arms) < 2 else np.add.accumulate(np.abs(arms), axis=0)[-1]
        set_task(mine, tasks[q], np.abs(reach), power)
    set_axes(block, structure)
    whatever_it_takes(foretold, own)(block, wiring, LANES)
    set_weights(block)
