"""Doses of practice after a cause is gone: do lives end in one of two ways, and does variability foretell which."""

from __future__ import annotations

import math
from functools import cache

from agonist.experiments.evidence.living import end, ends, on, planned, read
from agonist.experiments.evidence.registry import Options, experiment

TASK, MUSCLE = "hip_extension_right", "gluteus_maximus_right"
DOSES = (0.0, 2.0, 4.0, 7.0, 10.0, 14.0, 21.0, 28.0)  # days of a hundred cued repetitions
LIVES, END, FREE = 20, 500.0, 250.0
LOW, HIGH = 0.2, 0.8  # of the range of what is seen


@cache
def shares(seed: int, options: Options) -> tuple[float, ...]:
    """Share of gluteus maximus at the end of every life, of its healthy share."""
    calm = planned("calm-hip", options, 1.0)
    healthy = float(read(calm, end(calm, seed, options), "share", task=TASK)[MUSCLE])
    found: list[float] = []
    for dose in DOSES:
        plan = [{"do": "inhibit", "muscle": "gluteus_maximus", "fraction": 0.5, "day": 10, "days": 60}]
        if dose:
            plan.append({"do": "cue", "muscle": "gluteus_maximus", "amount": 0.35, "task": "hip_extension", "reps": 20,
                         "bouts": 5, "load": 0.2, "seconds": 1, "rest_s": 10, "sessions_per_week": 7, "day": FREE,
                         "days": dose})  # fmt: skip
        life = on("hip", plan, options, END)
        states = ends(life, [1000 * seed + n for n in range(LIVES)], options)
        found += [float(read(life, s, "share", task=TASK)[MUSCLE]) / healthy for s in states]
    return tuple(found)


@experiment("bistable-modes")
def modes(seed: int, options: Options) -> float:
    """Fraction of lives that end in the lowest or the highest fifth of the range of ends."""
    seen = shares(seed, options)
    low, span = min(seen), max(seen) - min(seen)
    return sum((s - low) / span < LOW or (s - low) / span > HIGH for s in seen) / len(seen)


@experiment("bistable-sign")
def two_ends(seed: int, options: Options) -> float:
    """1 if both ends hold a tenth of the lives at least, and the middle three fifths fewer than both together."""
    seen = shares(seed, options)
    low, span = min(seen), max(seen) - min(seen)
    ends_of = [
        sum(test((s - low) / span) for s in seen) / len(seen) for test in (lambda x: x < LOW, lambda x: x > HIGH)
    ]
    return float(min(ends_of) > 0.1 and sum(ends_of) > 0.5 and span > 0.3)


@experiment("variability-sign")
def variability(seed: int, options: Options) -> float:
    """Not a number: the spread of the model's repetitions does not follow pain, so it cannot foretell anything."""
    return math.nan
