"""Training of one leg: what the leg gains that did nothing."""

from __future__ import annotations

from agonist.experiments.evidence.living import end, planned
from agonist.experiments.evidence.readings import change, maximal
from agonist.experiments.evidence.registry import Options, experiment

WEEKS = (4.0, 8.0, 12.0)  # the trials lasted 4 to 12 weeks
SESSION = {
    "task": "knee_extension", "side": "left", "reps": 10.0, "bouts": 3.0, "load": 0.75, "seconds": 3.0,
    "sessions_per_week": 3.0, "rest_s": 120.0,
}  # fmt: skip
OTHER = "knee_extension_right"


@experiment("cross-education")
def cross_education(seed: int, options: Options) -> float:
    """Change of maximal torque of the untrained leg, %, mean over 4, 8 and 12 weeks of training."""
    base = planned("knee", options, 0.0)
    before = maximal(base, end(base, seed, options), OTHER).torque_nm
    gains = []
    for weeks in WEEKS:
        life = planned("knee", options, 7.0 * weeks, [("practice", SESSION)])
        gains.append(change(maximal(life, end(life, seed, options), OTHER).torque_nm, before))
    return sum(gains) / len(gains)
