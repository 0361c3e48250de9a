"""What being held still takes of the drive, hard work of the force for hours, and a harvested tendon for good; whole lives."""

from __future__ import annotations

from typing import Any

from agonist.experiments import run
from agonist.model.scenario import Scenario

CAST = {"do": "cast", "side": "right", "angles": {"knee_flexion": 25}, "day": 2, "days": 28}
HUNG = {"do": "unload", "side": "right", "day": 2, "days": 28}
STRENGTH, DRIVE = "change of maximal_torque_nm knee_extension right", "change of voluntary_drive knee_extension right"
FLEXION = "change of maximal_torque_nm knee_flexion right"


def told(plan: list[dict[str, Any]], days: float, *asked: str) -> list[float]:
    """What was asked of one life of a right leg."""
    daily = [
        {"do": "practice", "task": task, "reps": 100, "load": 0.2, "bouts": 2}
        for task in ("knee_extension", "knee_flexion")
    ]
    life = Scenario(
        title="still",
        days=days,
        watch="knee_extension_right",
        body={"model": "rlu2023", "sides": ["right"]},
        plan=daily + plan,
    )
    return [float(v) for v in run(life, read=list(asked)).read.values()]


def test_a_cast_takes_drive_and_missing_load_does_not():
    """Campbell 2019: a fixed joint loses 2 % of its strength a day and central drive, a hung leg 1 % and none (de Boer 2007)."""
    fell, week, back, weak = told(
        [CAST], 60.0, f"{DRIVE} @ 30 days", f"{DRIVE} @ 9 days", f"{DRIVE} @ 44 days", f"{STRENGTH} @ 30 days"
    )
    assert -13.0 < fell < week < -1.5 and fell < 2.0 * back < 0.0
    assert weak < -40.0
    hung, weaker = told([HUNG], 60.0, f"{DRIVE} @ 30 days", f"{STRENGTH} @ 30 days")
    assert hung > -0.5 and -28.0 < weaker < -14.0


def test_hard_work_costs_force_for_hours_and_light_work_none():
    """Neyroud 2013: five minutes after two maximal minutes a seventh of the torque is missing."""
    hard = {"do": "sessions", "exercises": ["knee_extension right 1x1 load=1.2 seconds=120"], "sessions_per_week": 7}
    soon, later, tomorrow = told(
        [hard | {"day": 2, "days": 1}], 5.0, *(f"{STRENGTH} @ {2.7098 + day} days" for day in (0.0035, 0.08, 1.0))
    )
    assert -25.0 < soon < -8.0 and soon < later < -3.0 and tomorrow > -1.0
    rested = told([], 5.0, "strength_percent vastus_lateralis right @ 2.8 days")[0]
    assert abs(rested - 100.0) < 0.05


def test_a_harvested_tendon_grows_again_in_part_and_deep_flexion_stays_weakest():
    """Nomura 2015 (over a year on): .84 of the other leg at 60 degrees, .69 at 90 and 105."""
    taken = [{"do": "harvest tendon", "muscle": "semitendinosus", "side": "right", "day": 2}]
    soon, late, deep, straight = told(
        taken,
        560.0,
        f"{FLEXION} @ 10 days",
        f"{FLEXION} @ 550 days",
        f"{FLEXION} angle=105 @ 550 days",
        f"{FLEXION} angle=30 @ 550 days",
    )
    assert soon < late < 0.0 and deep < straight and deep > -45.0
