"""Healthy legs in a cast or unloaded: size, strength and activation."""

from __future__ import annotations

from functools import cache

from agonist.experiments.evidence.living import end, held, muscles, planned
from agonist.experiments.evidence.readings import Maximal, change, maximal, of_group
from agonist.experiments.evidence.registry import Options, experiment

TASK = "knee_extension_right"


@cache
def _disused(how: str, days: int, seed: int, options: Options) -> tuple[Maximal, Maximal, float]:
    """Maximal effort before and after, and the size that is left; the disused leg practises nothing."""
    base = planned("knee", options, 0.0)
    left = [p for p in base.practices if p.task.endswith("_left")]
    still = held(muscles(base, ".*_right"), **{how: 1.0})
    then = planned("knee", options, float(days), held=still, practices=left)
    before, after = end(base, seed, options), end(then, seed, options)
    return maximal(base, before, TASK), maximal(then, after, TASK), of_group(then, after, TASK, "area")


def _enter(target: str, how: str, days: int, what: str) -> None:
    @experiment(target)
    def read(seed: int, options: Options) -> float:
        before, after, area = _disused(how, days, seed, options)
        found = {
            "size": 100.0 * (area - 1.0),
            "strength": change(after.torque_nm, before.torque_nm),
            "activation": 100.0 * (after.ratio - before.ratio),
        }
        return found[what]


for _days in (5, 14):
    _enter(f"csa-cast-{_days}d", "immobilised", _days, "size")
    _enter(f"strength-cast-{_days}d", "immobilised", _days, "strength")
_enter("ulls-va-23d", "unloaded", 23, "activation")
_enter("ulls-torque-23d", "unloaded", 23, "strength")
_enter("ulls-csa-23d", "unloaded", 23, "size")
