"""Tired muscles, pain without injury, a drive that antagonists follow, and a device that is a place of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from agents_driver import state

from agonist import Scenario, run
from agonist.agents import Body
from agonist.experiments.evidence.living import PROTOCOLS
from agonist.model.scenario import load

KNEE = load(PROTOCOLS / "knee.toml")
VASTI = ("vastus_medialis", "vastus_intermedius", "rectus_femoris")
FIELD = {"do": "trials", "task": "knee_extension", "side": "right", "load": 0.2, "seconds": 0.5, "rest_s": 4.0}


def life(plan: list[dict[str, Any]], read: list[str], days: float = 3.0) -> list[float]:
    """What is read of a life with a plan, without chance between repetitions."""
    made = KNEE.with_(days=days, add=plan, windows={})
    found = run(made, read=read, settings={"exploration_sd": 0.0})
    return [float(v) for v in found.read.values()]


def test_at_one_torque_a_tired_head_gives_less_and_all_the_others_more() -> None:
    tired = {"do": "tire muscle", "muscle": "vastus_lateralis", "side": "right", "fraction": 0.4, "day": 2.0}
    read = [f"change of activation {m} in knee_extension right load=0.25 @ 2.0001 days against @ 2 days" for m in VASTI]
    lost = "change of activation vastus_lateralis in knee_extension right load=0.25 @ 2.0001 days against @ 2 days"
    *others, own = life([tired], [*read, lost])
    assert -30.0 < own < -10.0 and all(5.0 < other < 40.0 for other in others)


def test_antagonists_follow_the_drive_of_tired_agonists() -> None:
    """Agonists that are tired by f need 1 / (1 - f) of the drive, and so do those that go with them."""
    tired = [
        {"do": "tire muscle", "muscle": m, "side": "right", "fraction": 0.3, "day": 2.0}
        for m in ("vastus_lateralis", *VASTI)
    ]
    read = "percent of activation semimembranosus in knee_extension right load=0.3 @ 2.0001 days against @ 2 days"
    (more,) = life(tired, [read])
    assert more == pytest.approx(100.0 / 0.7, rel=0.08)  # some recover while they wait


def test_muscle_pain_inhibits_and_leaves_no_injury() -> None:
    pain = {"do": "keep muscle pain", "muscle": "vastus_medialis", "side": "right", "level": 5, "day": 1.0, "days": 0.5}
    read = "activation vastus_medialis in knee_extension right load=0.1"
    during, after = life(
        [pain], [f"change of {read} @ 1.2 days against @ 1 day", f"change of {read} @ 1.8 days against @ 1 day"]
    )
    assert -20.0 < during < -5.0 and after == pytest.approx(0.0, abs=0.5)
    hurt, injuries, strength = life(
        [pain],
        [
            "muscle_pain vastus_medialis right @ 1.2 days",
            "injuries vastus_medialis right @ 1.2 days",
            "change of strength_percent vastus_medialis right @ 1.2 days against @ 1 day",
        ],
    )
    assert hurt == 5.0 and injuries == 0.0 and strength == pytest.approx(0.0, abs=0.1)


def test_what_a_device_has_taught_waits_there_and_daily_life_does_not_wash_it_out() -> None:
    """Hundreds of ordinary knee extensions lie between the two days; those go as before."""
    plan = [
        {**FIELD, "day": 1.3, "blocks": ["20", "120 perturb=15"]},
        {**FIELD, "day": 2.3, "blocks": ["5 perturb=15"]},
    ]
    error = "error_nm knee_extension right over"
    base, first, again, morning = life(
        plan,
        [
            f"{error} last 1 trials of block 1",
            f"{error} first 1 trials of block 2",
            f"{error} first 1 trials of block 3",
            "plan_missed knee_extension right @ 2.2 days",
        ],
        days=4.0,
    )
    assert 0.05 < (again - base) / (first - base) < 0.7
    assert abs(morning) < 0.05


def test_a_device_that_surprises_is_met_by_both_sides() -> None:
    plan = [{**FIELD, "day": 1.3, "blocks": ["20", "120 perturb=15"]}]
    read = "activation biceps_femoris_long_head in knee_extension right over"
    early, late = life(plan, [f"{read} trials 2 to 10 of block 2", f"{read} last 10 trials of block 2"])
    assert early > 1.1 * late


def test_training_takes_some_of_the_opposition_and_a_cast_raises_the_reflex() -> None:
    heavy = {"do": "strengthen", "task": "knee_extension", "side": "left", "reps": 8, "bouts": 4, "load": 0.8}
    held = {"do": "cast", "side": "right", "angles": {"knee_flexion": 60}, "day": 1}
    less, reflex = life(
        [heavy, held],
        [
            "change of activation biceps_femoris_long_head in knee_extension left load=1.5 @ 40 days",
            "change of h_reflex_gain vastus_medialis right @ 14 days",
        ],
        days=41.0,
    )
    assert -35.0 < less < -5.0 and 15.0 < reflex < 60.0


def test_both_engines_live_it_alike_to_the_last_bit() -> None:
    plan = [
        {"do": "keep muscle pain", "muscle": "vastus_medialis", "side": "right", "level": 5, "day": 0.2, "days": 0.5},
        {"do": "tire muscle", "muscle": "vastus_lateralis", "side": "right", "fraction": 0.3, "day": 0.3},
        {**FIELD, "day": 0.35, "blocks": ["2", "6 perturb=15", "2 channel"]},
    ]
    scenario: Scenario = KNEE.with_(days=1.2, add=plan)
    plain, compiled = (Body(scenario, rng=3, engine=e, collect=False) for e in ("agents", "compiled"))
    for one in (plain, compiled):
        one.advance(22)
    for area, numbers in state(plain).items():
        assert np.array_equal(numbers, state(compiled)[area]), area
