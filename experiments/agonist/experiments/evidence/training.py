"""Training of one leg: what the leg gains that did nothing."""

from __future__ import annotations

from agonist.experiments.evidence.inhibition import EXTENSION, torque
from agonist.experiments.evidence.living import change
from agonist.experiments.evidence.registry import Options, experiment

WEEKS = (4.0, 8.0, 12.0)  # the trials lasted 4 to 12 weeks


@experiment("cross-education")
def cross_education(seed: int, options: Options) -> float:
    """Change of maximal torque of the untrained leg, %, mean over 4, 8 and 12 weeks of training."""
    before = torque(EXTENSION, "calm-knee", 0.0, seed, options)
    gains = [change(torque(EXTENSION, "trained-left", 7.0 * weeks, seed, options), before) for weeks in WEEKS]
    return sum(gains) / len(gains)
