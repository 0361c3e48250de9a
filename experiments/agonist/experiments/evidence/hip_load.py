"""Weak gluteals and the front of the hip: how far the extensors press the head of the thigh bone forward."""

from __future__ import annotations

from functools import cache

import numpy as np

from agonist.experiments.evidence.living import end, planned, read
from agonist.experiments.evidence.registry import Options, experiment

TASK = "hip_extension_right"
ANGLES = {"flexed": 30.0, "straight": 0.0, "extended": -10.0}  # degrees of hip flexion
LOAD = 0.2  # one moment at all angles and strengths


@cache
def rises(seed: int, options: Options) -> dict[str, float]:
    """Rise of the forward force at each angle when the gluteal loses half of its strength, N."""
    lives = [planned(name, options, 0.0) for name in ("weak-gluteal", "calm-hip")]
    states = [end(life, seed, options) for life in lives]
    force = {
        (n, name): float(
            read(lives[n], states[n], "hip_anterior_force_n", task=TASK, load=LOAD, angle_deg=angle)
        )
        for n in (0, 1) for name, angle in ANGLES.items()
    }  # fmt: skip
    return {name: force[0, name] - force[1, name] for name in ANGLES}


@experiment("gmax-weak-hip-load")
def sign(seed: int, options: Options) -> float:
    """Direction of the change of the forward force at the extended hip."""
    return float(np.sign(rises(seed, options)["extended"]))


@experiment("gmax-weak-hip-load-angle")
def order(seed: int, options: Options) -> float:
    """1 if the rise is larger the more the hip is extended."""
    found = rises(seed, options)
    return float(found["extended"] > found["straight"] > found["flexed"])
