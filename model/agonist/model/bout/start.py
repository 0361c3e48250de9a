"""The first moment of a life: what follows from parameters and anatomy before anything is practised."""

from __future__ import annotations

import numpy as np

from agonist.model.body.constitution import set_fatigue
from agonist.model.body.wiring import Floats, Structure
from agonist.model.bout.clock import Block, ready
from agonist.model.layout import LANES, M, P, Q, T
from agonist.model.rules import tissue


def lanes_of(flat: Floats, size: int) -> Floats:
    """A flat area as [units, size, LANES]."""
    return flat.reshape(-1, size, LANES)


def set_usual_length(block: Block) -> None:
    """The healthy number of sarcomeres belongs to the length at which the body starts to live, in place."""
    own, credit, full = lanes_of(block.M, M.size), P.length_credit * LANES, P.length_full_min * LANES
    for muscle in own:
        for lane in range(LANES):
            mean, longest, minutes = (muscle[v, lane] for v in (M.length_mean, M.length_long, M.long_min_day))
            muscle[M.length_usual, lane] = tissue.habitual_length(
                mean, longest, minutes, block.P[credit + lane], block.P[full + lane]
            )


def begin(block: Block, structure: Structure) -> None:
    """Fill in shares of capacity, healthy maximal torques, cortical weights and fatigue rates, in place."""
    members, tasks = lanes_of(block.Q, Q.size), lanes_of(block.T, T.size)
    set_fatigue(block, structure)
    set_usual_length(block)
    ready(block, structure.wiring, LANES)
    for q in range(len(structure.names.tasks)):
        mine = members[structure.wiring.member_first[q] : structure.wiring.member_first[q + 1]]
        able = np.maximum(mine[:, Q.capacity_nm], 0.0)
        total = np.add.accumulate(able, axis=0)[-1]  # in canonical order, like every sum of the engine
        tasks[q, T.capacity_nm] = total
        mine[:, Q.capacity_share] = able / total
    helps = members[:, Q.capacity_share] > 0.0
    habit = np.where(helps, 1.0, block.P[P.coactivation * LANES : (P.coactivation + 1) * LANES])
    for trace in (Q.fast, Q.slow, Q.trace):
        members[:, trace] = habit
