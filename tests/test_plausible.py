"""Every number that a page can show, of every lesson, task and muscle, is finite or absent, and of a plausible size."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

import numpy as np
import pytest

from agonist.model import scenario as scenarios
from agonist.model.assessment.assess import ASSESSMENTS, assess
from agonist.model.assessment.wording import NONE, NOT_POSSIBLE, in_words, moment
from agonist.model.blocks import lane_state
from agonist.viz.session.outbox import finite
from agonist.viz.session.patient_life import PatientLife
from agonist.viz.session.recipe import Recipe

RANGES = {
    "maximal_torque_nm": (0, 1500), "torque_angle_nm": (-50, 1500), "voluntary_drive": (0, 1.01),
    "activation_ratio": (0, 1), "emg_percent": (0, 150), "share": (0, 1), "effort": (0, 10), "onset_ms": (-1e12, 800),
    "endurance_s": (0, math.inf), "hip_anterior_force_n": (-8000, 8000), "limb_symmetry_percent": (10, 1000),
    "h_reflex_gain": (0, 150), "chronic_inhibition": (0, 1), "reciprocal_gain": (0, 5), "size_percent": (10, 250),
    "strength_percent": (5, 300), "fibre_length_percent": (50, 160), "stiffness_percent": (20, 500),
    "tightness": (-2, 20), "end_length": (0.8, 2.5), "hazard_per_day": (0, 1), "injuries": (0, 60),
    "range_deg": (-180, 180), "range_at_torque_deg": (-180, 180), "size_cm2": (0.1, 300), "volume_cm3": (0.1, 3000),
    "fibre_length_mm": (5, 600), "force_n": (0, 20000), "muscle_pain": (0, 10), "damage": (0, 1000),
    "fatigued_percent": (0, 100), "effusion_ml": (0, 300), "joint_pain": (0, 10), "instability": (0, 1),
    "repetitions": (0, 1e8), "activation_percent": (0, 100.1), "habit_weight": (0, 60),
    "command_cost": (0, 10), "volume_cost": (0, 1), "peak_activation": (0, 1),
    "cortical_threshold_percent": (50, 200), "cortical_inhibition": (0, 1), "lingering_inhibition": (0, 1),
    "guarded_percent": (0, 100), "fascicle_percent": (50, 160), "tendon_stiffness_percent": (40, 250),
    "episode_rate_per_day": (0, 1), "pain_episodes": (0, 60),
    "activation": (0, 1), "active_percent": (0, 100), "resting_percent": (0, 100),
    "command": (0, 2), "demanded_nm": (0, 1500), "reached_nm": (-50, 1500), "force_per_size_percent": (30, 150),
    "hold_s": (0, math.inf), "neural_percent": (50, 200), "plan_missed": (-1, 1), "power_w": (0, 3000),
    "yielded": (0, 20), "reserve": (0, 60), "needed_activation": (0, 1.0001), "knee_contact_bw": (0, 12), "knee_muscle_force_bw": (0, 20),
    "movement_work_j": (-100, 300), "movement_power_w": (-200, 1000), "gait_tolerance_percent": (0, 100),
    "error_nm": (-500, 500), "planned_nm": (-500, 1500),
    "load_held_s": (0, math.inf), "soreness": (0, 10), "disrupted_percent": (0, 60), "protected_percent": (0, 100),
    "posture_percent": (-100, 100), "axis_torque_nm": (-500, 1500),
}  # fmt: skip
ROWS = {
    "activation": (0, 1), "excitability": (0, 1.5), "fatigued": (0, 1), "hurt": (0, 10), "strength": (0, 3),
    "tightness": (-2, 20), "share": (0, 1), "drive": (0, 12), "act": (0, 1), "fast": (0, 60), "slow": (0, 60),
    "onset": (-1e12, 800), "effort": (0, 10), "failed": (0, 1), "effusion_ml": (0, 300), "pain": (0, 10),
    "reflex": (0, 1.5), "fibre": (0.5, 1.6), "size": (0.1, 2.5), "strains": (0, 60), "torque_max": (0, 1500),
    "voluntary": (0, 1.01), "beat": (0, 1), "hazard": (0, 1), "episodes": (0, 60), "rests": (0, 800),
}  # fmt: skip


def numbers(found: object, place: str = "") -> Iterator[tuple[str, float]]:
    """Every number of an assessment with where it stands."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from numbers(value, f"{place} {key}")
    elif isinstance(found, tuple):
        for value in found:
            yield from numbers(value, place)
    elif isinstance(found, int | float):
        yield place, float(found)


@pytest.mark.parametrize("name", scenarios.shipped())
def test_every_number_of_a_lesson_is_plausible(name: str) -> None:
    life = PatientLife(Recipe(name))
    rows = [life.row()[None, :]]
    for part in (0.25, 0.55, 1.0):
        rows.append(life.advance(min(part * life.horizon, 400.0) - life.day, 40))
        found = assess(life.resolved.subject, lane_state(life.block, life.structure, 0))
        for measure, values in found.items():
            low, high = RANGES.get(measure, (0, 0))
            wrong = [(w, v) for w, v in numbers(values) if not math.isnan(v) and not low <= v <= high]
            assert measure == "onset_order" or not wrong, f"day {life.day:g}, {measure}: {wrong[:5]}"
    _rows_are_plausible(life, np.concatenate(rows))


def _rows_are_plausible(life: PatientLife, rows: np.ndarray) -> None:
    start = 1
    for block, size in life.blocks[1:]:
        seen = rows[:, start : start + size]
        start += size
        low, high = ROWS[block]
        known = seen[~np.isnan(seen)]
        assert known.size and known.min() >= low - 1e-4 and known.max() <= high + 1e-4, (
            f"{block}: {known.min()} {known.max()}"
        )
        assert block in ("onset", "torque_max", "voluntary") or not np.isnan(seen).any(), f"{block}: not a number"


@pytest.mark.parametrize("name", scenarios.shipped())
def test_a_panel_of_every_lesson_is_whole_and_json(name: str) -> None:
    """Of three muscles and every task: rows that say something, no number that JSON does not know."""
    life = PatientLife(Recipe(name))
    life.advance(min(life.horizon, 40.0), 10)
    muscles, tasks = life.structure.names.muscles, life.structure.names.tasks
    for muscle, task in {(0, life.task), (len(muscles) // 2, 0), (len(muscles) - 1, len(tasks) - 1)}:
        for panel in ("assess", "curve", "portrait"):
            json.dumps(finite(life.panel(panel, muscle, task)), allow_nan=False)
        rows = life.panel("assess", muscle, task)["rows"]
        assert {"maximal voluntary torque", "voluntary activation", "size"} <= {row["name"] for row in rows}
        assert all(set(row["shown"]) != {NONE} for row in rows)
        assert all(
            v is None or math.isfinite(v) or row["name"].startswith("endurance") for row in rows for v in row["values"]
        )


def test_what_nobody_could_do_is_said_in_words() -> None:
    assert in_words("effort", 2.75) == NOT_POSSIBLE and in_words("effort", 0.86) == "0.86"
    assert in_words("emg_percent", math.nan) == NONE and in_words("endurance_s", math.inf) == "over 20 min"
    assert in_words("range_deg", (math.nan, 24.0)) == "up to 24"


@pytest.mark.parametrize(
    ("before_ms", "said"),
    [(25.0, "25 ms early"), (-499.0, "0.5 s late"), (-40.0, "40 ms late"), (-9e9, "takes no part")],
)
def test_an_onset_has_one_sign_in_words(before_ms: float, said: str) -> None:
    assert moment(before_ms) == said


def test_an_emg_is_normalised_by_an_effort_in_which_the_muscle_helps() -> None:
    """A hip flexor in hip extension is an antagonist: its EMG is a small part of that of its own maximal effort."""
    life = PatientLife(Recipe("desk-work"))
    found = assess(life.resolved.subject, life.start, ["emg_percent"])["emg_percent"]
    assert 0.0 <= found["hip_extension_bent_right"]["iliacus_right"] < 60.0
    assert set(ASSESSMENTS) - {"onset_order"} <= set(RANGES)


def test_a_life_has_the_same_beats_however_fast_it_is_lived() -> None:
    """The rows through which the page draws its means: played in small steps, and skipped in one."""
    slow, fast = PatientLife(Recipe("knee-effusion")), PatientLife(Recipe("knee-effusion"))
    played = np.concatenate([slow.advance(0.13, 4) for _ in range(60)])
    skipped = fast.advance(slow.day, 30)
    beats = [rows[rows[:, -1] > 0.0] for rows in (played, skipped)]
    assert len(beats[0]) > 50 and np.array_equal(*beats, equal_nan=True)
