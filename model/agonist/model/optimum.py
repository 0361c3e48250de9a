"""What muscles that pull between nothing and their greatest force can do about several axes at once, and how cheaply."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from agonist.model.body.wiring import Floats
from agonist.model.layout import AXES, MEMBERS

TINY = 1e-9  # of the largest pull: smaller ones are none
STEPS = 60
KEPT = 1_000_000  # numbers of a set of faces that is remembered
MET = 1e-6  # of the demand: torques that are met


class Faces(NamedTuple):
    """What bounds the torques of some pulls: directions [faces, axes], and what each pull does along them [faces, pulls]."""

    along: Floats
    reach: Floats
    whole: Floats  # what all pulls together can do along each face, and then against it, [2 x faces]

    def bound(self, part: Any) -> Floats:
        """Greatest torque of some of the pulls along each face, and then against it, [2 x faces]."""
        mine = self.reach[:, part]
        up = np.maximum(mine, 0.0).sum(axis=1)
        return np.concatenate([up, up - mine.sum(axis=1)])

    def of(self, torque: Floats) -> Floats:
        """A torque [axes] along each face, and then against it, [2 x faces]."""
        found = self.along @ torque
        return np.concatenate([found, -found])


def _crossed(spans: Floats) -> Floats:
    """What stands on axes - 1 vectors in each row of [faces, axes - 1, axes]: the cross product, in any dimension."""
    axes = spans.shape[2]
    if axes == 2:
        return np.stack([spans[:, 0, 1], -spans[:, 0, 0]], axis=1)
    columns = []
    for k in range(axes):
        left = spans[:, 1:, [n for n in range(axes) if n != k]]
        minors = _crossed(left)
        own = spans[:, 0, [n for n in range(axes) if n != k]]
        columns.append((-1.0) ** k * (own * minors).sum(axis=1))
    return np.stack(columns, axis=1)


def _made(pulls: Floats) -> Faces:
    axes = pulls.shape[0]
    if axes == 1:
        return _faces(np.ones((1, 1)), pulls)
    some = pulls[:, np.abs(pulls).max(axis=0) > 0.0]
    chosen = np.array(list(combinations(range(some.shape[1]), axes - 1)), dtype=np.intp).reshape(-1, axes - 1)
    found = _crossed(some[:, chosen].transpose(1, 2, 0))
    size = np.linalg.norm(found, axis=1)
    kept = size > TINY * float(np.abs(pulls).max()) ** (axes - 1)
    along = found[kept] / size[kept, None]
    return _faces(along, pulls)


def _faces(along: Floats, pulls: Floats) -> Faces:
    bare = Faces(along, along @ pulls, along[:, 0])
    return bare._replace(whole=bare.bound(slice(None)))


@lru_cache(maxsize=8)
def _remembered(axes: int, raw: bytes) -> Faces:
    return _made(np.frombuffer(raw).reshape(axes, -1))


def faces(pulls: Floats) -> Faces:
    """The bounds of ``sum(a_i p_i)``, 0 <= a_i <= 1, for pulls [axes, muscles].

    The set is a zonotope: each face is spanned by as many pulls as there are axes less one, so its normal stands on them.
    """
    small = math.comb(pulls.shape[1], pulls.shape[0] - 1) * pulls.shape[1] < KEPT
    return _remembered(pulls.shape[0], np.ascontiguousarray(pulls).tobytes()) if small else _made(pulls)


def reserve(pulls: Floats, resting: Floats, demand: Floats) -> float:
    """How many times a demand about several axes the muscles can meet, 0 where they cannot meet any part of it.

    Args:
        pulls: torque of each muscle at its greatest activation, [axes, muscles], N m.
        resting: torque of all muscles at rest, [axes], N m.
        demand: torque that is asked for, [axes], N m.

    Returns:
        The greatest s for which ``pulls a + resting = s demand`` with 0 <= a <= 1; infinite where nothing is asked.
    """
    if not np.any(demand):
        return math.inf
    bounds = faces(pulls)
    reach, along = bounds.whole + bounds.of(resting), bounds.of(demand)
    size = TINY * float(np.abs(demand).max())
    most = (reach[along > size] / along[along > size]).min(initial=math.inf)
    least = (reach[along < -size] / along[along < -size]).max(initial=-math.inf)
    return float(most) if most >= max(least, 0.0) else 0.0


def pulls_of(arms: Floats, axes: Floats, members: Floats, torque_nm: Floats) -> Floats:
    """What muscles pull about each wanted axis of a task, by its weight, [wanted axes, muscles], N m.

    `arms` are about all axes of the task, [axes, muscles], m; `axes` and `members` rows of the state; `torque_nm` along the task.
    """
    weight, along = axes[:, AXES.weight], members[:, MEMBERS.arm_m]
    force = np.where(along != 0.0, torque_nm / np.where(along != 0.0, along, 1.0), 0.0)
    return np.asarray((arms * weight[:, None])[weight != 0.0] * force)


def tolerated(pulls: Floats, resting: Floats, demand: Floats, weak: object) -> float:
    """Least part of their strength that the `weak` muscles (bool, [muscles]) need for a demand that the rest helps to meet.

    Arguments as in `reserve`. Above 1 where they are too weak as they are, infinite where more of their strength would not help.
    """
    bounds = faces(pulls)
    own = bounds.bound(weak)
    lacking = bounds.of(demand - resting) - (bounds.whole - own)
    size = TINY * float(np.abs(pulls).max())
    if np.any(lacking[own <= size] > size):
        return math.inf
    return float(max((lacking[own > size] / own[own > size]).max(initial=0.0), 0.0))


def cheapest(pulls: Floats, resting: Floats, demand: Floats, willing: Floats) -> Floats:
    """Activations, of each muscle's greatest, that meet a demand with the least sum of squares, [muscles].

    ``min sum((a / g)^2)`` with ``pulls a + resting = demand``; g, `willing`, 1 in health, is what habit leaves of a muscle's
    gain. ``a_i = clip(g_i^2 p_i mu, 0, 1)`` with one price mu per axis, by Newton's steps with halving. Crowninshield & Brand
    1981 J Biomech 14:793. The nearest torque where the demand cannot be met.
    """
    wanted, weights = demand - resting, willing**2
    scale = max(float(np.abs(wanted).max()), TINY)
    price = np.zeros(len(wanted))

    def answer(mu: Floats) -> tuple[Floats, Floats]:
        active = np.clip(weights * (pulls.T @ mu), 0.0, 1.0)
        return active, wanted - pulls @ active

    active, miss = answer(price)
    for _ in range(STEPS):
        if np.abs(miss).max() < MET * scale:
            break
        raw = weights * (pulls.T @ price)
        free = (raw >= 0.0) & (raw < 1.0)
        slope = (pulls[:, free] * weights[free]) @ pulls[:, free].T
        step = np.linalg.solve(slope + 1e-9 * (1.0 + np.trace(slope)) * np.eye(len(wanted)), miss)
        for _ in range(30):
            tried, left = answer(price + step)
            if np.linalg.norm(left) < np.linalg.norm(miss):
                price, active, miss = price + step, tried, left
                break
            step = 0.5 * step
        else:
            break
    return active
