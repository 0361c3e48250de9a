"""The first moment of a life: what follows from parameters and anatomy before anything is practised."""

from __future__ import annotations

import numpy as np

from agonist.model.body.constitution import set_fatigue
from agonist.model.body.wiring import Floats, Structure
from agonist.model.clock import Block, ready
from agonist.model.layout import LANES, MEMBERS, MUSCLES, PARAMETERS, TASKS


def lanes_of(flat: Floats, size: int) -> Floats:
    """A flat area as [units, size, LANES]."""
    return flat.reshape(-1, size, LANES)


def set_usual_length(block: Block) -> None:
    """The healthy number of sarcomeres belongs to the length at which the body starts to live, in place."""
    own = lanes_of(block.muscles, MUSCLES.size)
    own[:, MUSCLES.length_usual] = own[:, MUSCLES.length_mean]


def begin(block: Block, structure: Structure) -> None:
    """Fill in shares of capacity, healthy maximal torques, cortical weights and fatigue rates, in place."""
    members, tasks = lanes_of(block.members, MEMBERS.size), lanes_of(block.tasks, TASKS.size)
    set_fatigue(block, structure)
    set_usual_length(block)
    ready(block, structure.wiring, LANES)
    for q in range(len(structure.names.tasks)):
        mine = members[structure.wiring.member_first[q] : structure.wiring.member_first[q + 1]]
        able = np.maximum(mine[:, MEMBERS.capacity_nm], 0.0)
        total = np.add.accumulate(able, axis=0)[-1]  # in canonical order, like every sum of the engine
        tasks[q, TASKS.capacity_nm] = total
        mine[:, MEMBERS.capacity_share] = able / total
    helps = members[:, MEMBERS.capacity_share] > 0.0
    habit = np.where(
        helps, 1.0, block.parameters[PARAMETERS.coactivation * LANES : (PARAMETERS.coactivation + 1) * LANES]
    )
    for trace in (MEMBERS.fast, MEMBERS.slow, MEMBERS.trace):
        members[:, trace] = habit
