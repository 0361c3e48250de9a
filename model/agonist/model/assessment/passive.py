"""The end of a joint's range: where the passive pull of what is stretched gets too much."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agonist.model.assessment.test_bench import Laboratory
from agonist.model.body.anatomy import joint_of
from agonist.model.body.wiring import Floats
from agonist.model.layout import JOINTS, MUSCLES
from agonist.model.rules import fibres, muscle, recruitment

if TYPE_CHECKING:
    from agonist.model.body.anatomy import Anatomy

POINTS = 15
MARGIN_DEG = 5.0  # beyond the tables a joint ends on bone, which is not in the model
REFERENCE = 0.8  # of the way from neutral to the end of the tables: where the range of a healthy body is set to end


class Swing(NamedTuple):
    """A joint swung through its tables: angles [points], arms (m), lengths and cosines [points, muscles]."""

    angles: Floats
    arms: Floats
    lengths: Floats
    cosines: Floats


@lru_cache(maxsize=32)
def swing(anatomy: Anatomy, coordinate: str) -> Swing:
    """Every muscle over one joint angle (deg), the other angles at 0; `coordinate` with its side if it has one."""
    plain = coordinate if coordinate in anatomy.coordinates else coordinate.rpartition("_")[0]
    low, high = anatomy.coordinates[plain]
    angles, column = np.linspace(low, high, POINTS), anatomy.axes.index(coordinate)
    postures = [{plain: float(a)} for a in angles]
    return Swing(
        angles,
        np.array([anatomy.arms_m(p)[:, column] for p in postures]),
        np.array([anatomy.lengths(p) for p in postures]),
        np.array([anatomy.cos_pennation(p) for p in postures]),
    )


def _pull(lab: Laboratory, seen: Swing, tolerated: bool, healthy: bool) -> Floats:
    """Passive torque (N m) about the joint over its angles, [2, points]: against lower and against higher angles."""
    total = np.zeros((2, len(seen.angles)))
    passive_length, resting_length = lab.rule(muscle.passive_length), lab.rule(fibres.resting_length)
    passive_torque = lab.rule(recruitment.passive_torque)
    for i, one in enumerate(lab.subject.anatomy.muscles):
        if one.name in lab.structure.names.muscles:
            area, stiffness, number, force, long = (
                (1.0, 1.0, 1.0, one.force_max_n, 1.0) if healthy else _now(lab, one.name, one.force_max_n, tolerated)
            )
            for k in range(len(seen.angles)):
                curve = passive_length(resting_length(seen.lengths[k, i] * long, number))
                arm, cosine = seen.arms[k, i], seen.cosines[k, i]
                torque = passive_torque(arm, force, area, stiffness, curve, cosine)
                total[0 if torque > 0.0 else 1, k] += abs(torque)
    return total


def _now(lab: Laboratory, name: str, healthy_n: float, tolerated: bool) -> tuple[float, float, float, float, float]:
    """Area, stiffness and sarcomeres of a muscle now, the force (N) that its pull is a part of, and its length against the tables.

    What is tolerated is a pull per size, so that the person's own size does not tell there; at a fixed torque it does.
    """
    row = lab.now["muscles"][lab.structure.names.muscles.index(name)]
    felt = float(row[MUSCLES.tolerance]) * lab.parameter("stretch_tolerance")
    own = healthy_n / felt if tolerated else float(row[MUSCLES.force_max_n] / row[MUSCLES.body_quality])
    return row[MUSCLES.area], row[MUSCLES.stiffness], row[MUSCLES.sarcomeres], own, row[MUSCLES.body_length]


def range_of_motion(lab: Laboratory, coordinate: str, tolerated: bool) -> tuple[float, float]:
    """Least and greatest angle (deg) at which the passive torque equals that of a healthy body at its end of range.

    The healthy end is set at 0.8 of the way from neutral to the end of the tables; beyond the tables the pull goes on
    rising as over their last part, for some degrees at most. `tolerated` divides each pull by what the person has
    learnt to tolerate. An end that no muscle of the body limits, or whose pull falls again before it, is nan.
    What the capsule has lost is a part of the healthy way from neutral, which is near where limbs are held.
    """
    seen = swing(lab.subject.anatomy, coordinate)
    healthy, now = _pull(lab, seen, tolerated, True), _pull(lab, seen, tolerated, False)
    least = _crossing(-seen.angles[::-1], healthy[0][::-1], now[0][::-1])
    lost = REFERENCE * _shrunk(lab, coordinate) * np.maximum([-seen.angles[0], seen.angles[-1]], 0.0)
    return lost[0] - least, _crossing(seen.angles, healthy[1], now[1]) - lost[1]


def _shrunk(lab: Laboratory, coordinate: str) -> float:
    """Part of its range that the capsule of the joint of an angle has lost, 0 where the joint is in no part of the life."""
    names, joint = lab.structure.names.joints, joint_of(coordinate)
    return float(lab.now["joints"][names.index(joint)][JOINTS.shrunk]) if joint in names else 0.0


def _crossing(angles: Floats, healthy: Floats, now: Floats) -> float:
    """The angle, going up, at which the present torque reaches the healthy one at its end; the nearest of several."""
    end = REFERENCE * float(angles[-1])
    if end <= 0.0:
        return float(angles[-1])
    limit = float(np.interp(end, angles, healthy))
    if limit <= 0.0 or limit < float(healthy[angles < end].max(initial=0.0)):  # a pull that falls again ends no range
        return math.nan
    if now[-1] < limit:
        return float(angles[-1]) + _beyond(angles, now, limit)
    rising = np.flatnonzero((now[1:] >= limit) & (now[:-1] < limit))
    if not len(rising):
        return float(angles[0])
    found = [angles[k] + (limit - now[k]) / (now[k + 1] - now[k]) * (angles[k + 1] - angles[k]) for k in rising]
    return float(min(found, key=lambda angle: abs(angle - end)))


def _beyond(angles: Floats, now: Floats, limit: float) -> float:
    """Degrees beyond the tables until an exponential pull reaches its limit, a few at most."""
    steep = np.log(now[-1] / now[-2]) / (angles[-1] - angles[-2]) if now[-2] > 0.0 else 0.0
    return float(min(MARGIN_DEG, np.log(limit / now[-1]) / steep)) if steep > 0.0 else 0.0
