"""Heavy training week by week: when does the muscle explain more of the gain than the nerves."""

from __future__ import annotations

import math

from agonist.experiments.evidence.living import end, muscles, planned
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.layout import MUSCLES

WEEKS = range(1, 53)
HEADS = r"(vastus_.*|rectus_femoris)_left"


@experiment("gain-crossover")
def crossover(seed: int, options: Options) -> float:
    """First week in which size and packing have added more strength than the nerves; infinite within a year if none."""
    for week in WEEKS:
        life = planned("trained-left", options, 7.0 * week)
        names, own = life.subject.structure.names.muscles, end(life, seed, options)["muscles"]
        rows = [own[names.index(m)] for m in muscles(life, HEADS)]
        nerves = sum(math.log(r[MUSCLES.neural]) for r in rows)
        tissue = sum(math.log(r[MUSCLES.area] * r[MUSCLES.packing]) for r in rows)
        if tissue > nerves:
            return float(week)
    return math.inf
