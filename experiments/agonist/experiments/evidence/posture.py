"""Sitting through the year without a bout at length, against an active life: fibres and range of the hip."""

from __future__ import annotations

from functools import cache

from agonist.experiments.evidence.living import State, change, end, planned, read
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.scenario import Resolved

YEAR = 365.0
FLEXORS = ("psoas_major_right", "iliacus_right")


@cache
def _lived(plan: str, seed: int, options: Options) -> tuple[Resolved, State]:
    life = planned(plan, options, YEAR)
    return life, end(life, seed, options)


@experiment("sitting-hip-extension")
def hip_extension(seed: int, options: Options) -> float:
    """Hip extension at one passive torque, inactive less active, degrees."""
    ends = [
        read(*_lived(p, seed, options), "range_at_torque_deg", angle="hip_flexion_right") for p in ("sitter", "mover")
    ]
    return -(float(ends[0][0]) - float(ends[1][0]))


@experiment("sitting-fibre-length")
def fibre_length(seed: int, options: Options) -> float:
    """Fibre length of the hip flexors, inactive less active, %."""
    sitter, mover = (
        sum(float(read(*_lived(p, seed, options), "fibre_length_percent", muscle=m)) for m in FLEXORS)
        for p in ("sitter", "mover")
    )
    return change(sitter, mover)
