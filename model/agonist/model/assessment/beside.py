"""Muscles without a part in a task at its own posture that pull along, or against it, at another joint angle."""

from __future__ import annotations

from typing import Any

import numpy as np

from agonist.model.assessment.attempt import Attempt
from agonist.model.assessment.loads import forces_of
from agonist.model.assessment.test_bench import Laboratory, coordinate_of, places, task_of
from agonist.model.body.pieces import frozen
from agonist.model.parameters import TABLE


def with_others(lab: Laboratory, task: str, angle: float, best: Attempt) -> Attempt:
    """A maximal effort at a joint angle, degrees, with the muscles that only this angle brings in.

    They count from the same share of the capacity as in a task (``helper_share``), give what their tissue and nerves can, and
    are asked as much as those with a part in the task: along it as its agonists, against it as its antagonists.
    """
    movement, anatomy = task_of(lab.subject, task), lab.subject.anatomy
    posture = frozen({**movement.posture, coordinate_of(lab.subject, task): float(angle)})
    there = places(anatomy, posture, frozen(movement.output))
    least = TABLE["helper_share"].value * sum(m.capacity_nm for m in there.values() if m.capacity_nm > 0.0)
    others = [m for n, m in there.items() if n not in best.muscles and abs(m.capacity_nm) >= least > 0.0]
    if not others:
        return best
    healthy = {m.name: m.force_max_n for m in anatomy.muscles}
    arms = np.array([m.arm_m for m in others])
    asked = np.where(arms > 0.0, _along(best), _against(best))
    force = np.array([forces_of(lab, m.muscle, m.length, m.cos_pennation, healthy[m.muscle])[0] for m in others])
    none, ones = np.zeros(len(others)), np.ones(len(others))
    rows = {"helps": none > 0.0, "shares": none, "activation": asked, "torque_nm": arms * force * asked, "arm_m": arms,
            "weight": none, "command": asked, "excitability": ones}  # fmt: skip
    joined: dict[str, Any] = {name: np.concatenate([getattr(best, name), more]) for name, more in rows.items()}
    return best._replace(muscles=(*best.muscles, *(m.muscle for m in others)), **joined)


def _along(best: Attempt) -> float:
    """Part of what nerves and fatigue leave that the agonists give in an effort, mean by size, 0..1."""
    able = float(best.shares @ best.excitability) * best.fresh
    return min(float(best.shares @ best.activation) / able, 1.0) if able > 0.0 else 0.0


def _against(best: Attempt) -> float:
    """Mean activation of the antagonists, 0..1; 0 where there are none."""
    against = best.activation[~np.asarray(best.helps, dtype=bool)]
    return float(against.mean()) if len(against) else 0.0
