"""Muscles without a part in a task at its own posture that pull along, or against it, at another joint angle."""

from __future__ import annotations

from typing import Any

import numpy as np

from agonist.model.assessment.attempt import Attempt
from agonist.model.assessment.loads import forces_of
from agonist.model.assessment.test_bench import Laboratory, coordinate_of, places, task_of
from agonist.model.body.pieces import frozen
from agonist.model.body.wiring import Floats
from agonist.model.parameters import TABLE


def with_others(lab: Laboratory, task: str, angle: float, best: Attempt) -> Attempt:
    """A maximal effort at a joint angle, degrees, with the muscles that only this angle brings in.

    They count from the same share of the capacity as in a task (``helper_share``), give what their tissue and nerves can, and
    are asked as much as those with a part in the task: along it as its agonists, against it as its antagonists.
    """
    along, best = _along(best), _turned(best)
    movement, anatomy = task_of(lab.subject, task), lab.subject.anatomy
    posture = frozen({**movement.posture, coordinate_of(lab.subject, task): float(angle)})
    there = places(anatomy, posture, frozen(movement.output))
    least = TABLE["helper_share"].value * sum(m.capacity_nm for m in there.values() if m.capacity_nm > 0.0)
    others = [m for n, m in there.items() if n not in best.muscles and abs(m.capacity_nm) >= least > 0.0]
    if not others:
        return best
    healthy = {m.name: m.force_max_n for m in anatomy.muscles}
    arms = np.array([m.arm_m for m in others])
    asked = np.where(arms > 0.0, along, _against(best))
    force = np.array([forces_of(lab, m.muscle, m.length, m.cos_pennation, healthy[m.muscle])[0] for m in others])
    asked = asked * _held_back(lab, best.torque_nm, arms * force * asked)
    none, ones = np.zeros(len(others)), np.ones(len(others))
    rows = {
        "helps": none > 0.0,
        "shares": none,
        "activation": asked,
        "torque_nm": arms * force * asked,
        "arm_m": arms,
        "weight": none,
        "command": asked,
        "excitability": ones,
    }
    joined: dict[str, Any] = {name: np.concatenate([getattr(best, name), more]) for name, more in rows.items()}
    return best._replace(muscles=(*best.muscles, *(m.muscle for m in others)), **joined)


def _turned(best: Attempt) -> Attempt:
    """Agonists whose arm has turned round at this angle pull against the task: they are asked no more than its antagonists."""
    turned = (best.shares > 0.0) & (best.torque_nm < 0.0)
    asked = np.where(turned, np.minimum(best.activation, _against(best)), best.activation)
    part = np.divide(asked, best.activation, out=np.ones(len(asked)), where=best.activation > 0.0)
    return best._replace(activation=asked, torque_nm=best.torque_nm * part)


def _held_back(lab: Laboratory, known: Floats, pulls: Floats) -> Floats:
    """Part of their activation that is left to each; antagonists take no more of a maximal effort than `recruitment.held_back`.

    `known` torques of the members of the task, `pulls` those of the others, N m.
    """
    both = np.concatenate([known, pulls])
    room = lab.parameter("coactivation_most") * both[both > 0.0].sum() + known[known < 0.0].sum()
    taken = -pulls[pulls < 0.0].sum()
    return np.where(pulls < 0.0, min(max(room, 0.0) / taken, 1.0) if taken > 0.0 else 1.0, 1.0)


def _along(best: Attempt) -> float:
    """Part of what nerves and fatigue leave that the agonists give in an effort, mean by size, 0..1."""
    able = float(best.shares @ best.excitability) * best.fresh
    return min(float(best.shares @ best.activation) / able, 1.0) if able > 0.0 else 0.0


def _against(best: Attempt) -> float:
    """Mean activation of the antagonists, 0..1; 0 where there are none."""
    against = best.activation[~np.asarray(best.helps, dtype=bool)]
    return float(against.mean()) if len(against) else 0.0
