"""Sarcomeres in series by what muscles do: heels for two years, lengthening work for nine weeks."""

from __future__ import annotations

from agonist.experiments.evidence.living import change, end, planned, read
from agonist.experiments.evidence.registry import Options, experiment

TWO_YEARS, NINE_WEEKS = 730.0, 63.0
HAMSTRINGS = ("biceps_femoris_long_head_right", "semimembranosus_right", "semitendinosus_right")


@experiment("heels-fascicle")
def heels(seed: int, options: Options) -> float:
    """Fibre length of gastrocnemius medialis after two years in heels, against a usual life, %."""
    found = []
    for plan in ("heels", "calm-calf"):
        life = planned(plan, options, TWO_YEARS)
        found.append(float(read(life, end(life, seed, options), "fibre_length_percent", muscle="gastrocnemius_medial")))
    return change(*found)


@experiment("nordic-9wk")
def nordic(seed: int, options: Options) -> float:
    """Change of sarcomere number of the hamstrings in nine weeks of lengthening work at long length, %."""
    life = planned("nordic", options, NINE_WEEKS)
    state = end(life, seed, options)
    number = [float(read(life, state, "fibre_length_percent", muscle=m)) for m in HAMSTRINGS]
    return sum(number) / len(number) - 100.0
