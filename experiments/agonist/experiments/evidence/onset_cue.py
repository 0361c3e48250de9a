"""A cue to one muscle: does it start earlier, and the others later."""

from __future__ import annotations

from agonist.experiments.evidence.living import end, planned, read
from agonist.experiments.evidence.registry import Options, experiment

TASK = "prone_leg_lift_right"
DAYS = 2.0
MEDIAL = ("semimembranosus_right", "semitendinosus_right")


@experiment("cue-gap")
def gap(seed: int, options: Options) -> float:
    """Onset of the medial hamstrings less that of gluteus maximus, with a cue, ms."""
    life = planned("cued-lift", options, DAYS)
    onset = read(life, end(life, seed, options), "onset_ms", task=TASK)
    return float(sum(onset[m] for m in MEDIAL) / len(MEDIAL) - onset["gluteus_maximus_right"])
