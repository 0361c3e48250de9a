"""Fatigue of minutes: how long a half-maximal hold lasts, joint by joint."""

from __future__ import annotations

from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.parameters import defaults
from agonist.model.rules import fatigue

LOAD = 0.5  # of maximum
JOINTS = ("ankle", "trunk", "grip", "elbow", "knee", "shoulder")
HOUR_S = 3600


def endurance_s(joint: str, options: Options) -> float:
    """Time for which a joint holds half of its maximum, s."""
    table = defaults() | dict(options.settings)
    return fatigue.endurance(LOAD, 0.0, table[f"fatigue_rate_{joint}"], table[f"recovery_rate_{joint}"])


def _enter(joint: str) -> None:
    @experiment(f"endurance-{joint}-50")
    def hold(seed: int, options: Options) -> float:
        return endurance_s(joint, options)


for _joint in JOINTS:
    _enter(_joint)


@experiment("endurance-order")
def order(seed: int, options: Options) -> float:
    """1 if ankle > trunk > {grip, elbow} > knee > shoulder."""
    time = {joint: endurance_s(joint, options) for joint in JOINTS}
    middle = (time["grip"], time["elbow"])
    falls = time["ankle"] > time["trunk"] > max(middle) and min(middle) > time["knee"] > time["shoulder"]
    return float(falls)


@experiment("fatigue-conservation")
def conservation(seed: int, options: Options) -> float:
    """Largest gap between 1 and the sum of resting, active and fatigued units in an hour of mixed load and rest."""
    table = defaults() | dict(options.settings)
    gap = 0.0
    for joint in JOINTS:
        rates = table[f"fatigue_rate_{joint}"], table[f"recovery_rate_{joint}"]
        tired = 0.0
        for second in range(HOUR_S):
            load = (0.0, 0.3, 0.9)[second // 60 % 3]
            tired = (
                fatigue.loaded(tired, load, 1.0, *rates)
                if load
                else fatigue.rested(tired, 1.0, rates[1], table["rest_multiplier_usual"])
            )
            parts = (fatigue.resting(load, tired), fatigue.active(load, tired), tired)
            gap = max(gap, abs(sum(parts) - 1.0), -min(parts))
    return gap
