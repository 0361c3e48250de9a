"""Loads of movements: reserve, weakness that is borne, knee contact, work; the arithmetic against scipy."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog, minimize

from agonist.model.assessment.demands import demands
from agonist.model.assessment.patient import Patient
from agonist.model.body.tasks import task_names
from agonist.model.optimum import cheapest, reserve, tolerated

PHASES = ("gait_loading", "gait_midstance", "gait_push_off", "gait_swing")
LEG = """
title = "A leg that walks"
days = 100
watch = "gait_push_off_right"
tasks = ["gait_loading", "gait_midstance", "gait_swing", "stair_climb", "knee_extension", "plantarflexion"]
[body]
model = "gait2392"
sides = ["right"]
[[plan]]
do = "practice"
task = "gait_push_off"
reps = 100
load = 0.2
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("loads") / "leg.toml"
    path.write_text(LEG, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def leg(file: Path) -> Patient:
    return Patient(file)


def drawn(axes: int, muscles: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    numbers = np.random.default_rng(seed)
    pulls = numbers.normal(0.0, 50.0, (axes, muscles)) * (numbers.random((axes, muscles)) < 0.6)
    return pulls, numbers.normal(0.0, 2.0, axes), numbers.normal(0.0, 30.0, axes)


@pytest.mark.parametrize(("axes", "muscles"), [(1, 3), (2, 6), (3, 10), (4, 14)])
def test_the_reserve_is_that_of_a_linear_programme(axes: int, muscles: int) -> None:
    for seed in range(8):
        pulls, resting, demand = drawn(axes, muscles, seed)
        ask = linprog(
            np.r_[np.zeros(muscles), -1.0],
            A_eq=np.c_[pulls, -demand],
            b_eq=-resting,
            bounds=[(0.0, 1.0)] * muscles + [(0.0, None)],
        )
        assert reserve(pulls, resting, demand) == pytest.approx(ask.x[-1] if ask.success else 0.0, abs=1e-6)


def test_weakness_that_is_borne_is_that_of_a_linear_programme() -> None:
    for seed in range(12):
        pulls, resting, demand = drawn(3, 12, seed)
        weak = np.arange(12) < 4
        scaled = linprog(
            np.r_[np.zeros(12), 1.0],
            A_eq=np.c_[pulls, np.zeros(3)],
            b_eq=demand - resting,
            A_ub=np.c_[np.eye(12)[weak], -np.ones(4)],
            b_ub=np.zeros(4),
            bounds=[(0.0, None if w else 1.0) for w in weak] + [(0.0, None)],
        )
        assert tolerated(pulls, resting, demand, weak) == pytest.approx(
            scaled.x[-1] if scaled.success else math.inf, abs=1e-6
        )


def test_the_cheapest_pattern_meets_the_demand_and_no_other_is_cheaper() -> None:
    for seed in range(6):
        pulls, _, demand = drawn(3, 10, seed)
        resting = np.zeros(3)
        part = 0.7 * demand * reserve(pulls, resting, demand)
        if not part.any():
            continue
        willing = np.linspace(0.4, 1.0, 10)
        found = cheapest(pulls, resting, part, willing)
        assert pulls @ found + resting == pytest.approx(part, abs=1e-3)
        other = minimize(
            lambda a, g=willing: float(((a / g) ** 2).sum()),
            found,
            bounds=[(0.0, 1.0)] * 10,
            constraints={"type": "eq", "fun": lambda a, p=pulls, r=resting, d=part: p @ a + r - d},
        )
        assert ((found / willing) ** 2).sum() <= other.fun * (1.0 + 1e-3)


def test_every_demand_is_of_a_task_that_ships() -> None:
    assert set(PHASES) < set(demands()) <= set(task_names())
    for name, one in demands().items():
        assert set(one.turn) <= set(one.moment) | {"hip_flexion", "knee_flexion", "ankle_dorsiflexion"}, name
        assert 0.0 <= one.ground <= 1.3 and 0.0 < one.seconds <= 2.0


def test_gait_bears_weak_extensors_and_not_weak_plantar_flexors(leg: Patient) -> None:
    """Van der Krogt 2012 Gait Posture 36:113, who had much the same model: most sensitive to plantar flexors, hip flexors and
    hip abductors, most robust to hip and knee extensors. The demands are those of other people, the order is not set.
    """
    groups = ("triceps_surae", "hip_flexors", "gluteals", "quadriceps", "hamstrings")
    borne = {g: leg.assess("gait_tolerance_percent", muscle=g, side="right") for g in groups}
    assert min(borne, key=borne.get) == "triceps_surae"
    assert borne["hip_flexors"] < borne["quadriceps"] < borne["hamstrings"]
    reserves = leg.assess("reserve")
    assert min(PHASES, key=lambda p: reserves[f"{p}_right"]) == "gait_push_off"
    assert 1.0 < reserves["gait_push_off_right"] < 4.0
    assert math.isnan(reserves["knee_extension_right"])


def test_the_knee_bears_several_body_weights(leg: Patient) -> None:
    """People: 2.6 in gait, 3.2 on a stair, 2.5 standing up (Kutzner 2010). The model is high by up to a half."""
    contact = leg.assess("knee_contact_bw")
    assert 2.0 < contact["gait_push_off_right"] < 4.0
    assert contact["gait_swing_right"] < 1.0 < contact["gait_midstance_right"] < contact["gait_loading_right"]
    assert contact["stair_climb_right"] > contact["gait_push_off_right"]


def test_the_muscles_of_any_task_press_the_knee_by_its_load(leg: Patient) -> None:
    """Twice the load, about twice the force; at least what the moment takes over a 4 cm tendon, and antagonists press too."""
    ask = {"task": "knee_extension", "side": "right"}
    light, firm = (leg.assess("knee_muscle_force_bw", load=load, **ask) for load in (0.175, 0.35))
    assert firm == pytest.approx(2.0 * light, rel=0.15)
    moment = leg.assess("maximal_torque_nm", **ask) * 0.35
    assert moment < firm * 75.0 * 9.81 * 0.04 < 1.6 * moment


def test_push_off_gives_work_and_the_yielding_knee_takes_it(leg: Patient) -> None:
    work, power = leg.assess("movement_work_j"), leg.assess("movement_power_w")
    assert work["gait_push_off_right"] > 25.0 and work["gait_midstance_right"] < 0.0
    assert power["gait_push_off_right"] == pytest.approx(work["gait_push_off_right"] / 0.14)


def test_a_weak_calf_leaves_less_in_reserve(leg: Patient, file: Path) -> None:
    """Halved, the calf takes push-off down and leaves swing alone; the others work harder."""
    before, weak = leg.assess("reserve"), Patient(file)
    weak.do("weaken", muscle="triceps_surae", fraction=0.5)
    weak.advance(1.0)
    after = weak.assess("reserve")
    assert after["gait_push_off_right"] < 0.75 * before["gait_push_off_right"]
    assert after["gait_swing_right"] > 0.9 * before["gait_swing_right"]
