"""Habitual posture moves the start of a movement along the angles that it leaves open, and what tissue there resists."""

from __future__ import annotations

import pytest

from agonist.model.assessment.patient import Patient
from agonist.model.body.anatomy import load
from agonist.model.body.exposed import exposures
from agonist.model.body.graph import build
from agonist.model.body.lifestyle import Held, lived_day, lived_pieces, usual_day
from agonist.model.body.pieces import frozen, pieces_of
from agonist.model.body.stance import open_angles, passive_nm, started, waking_mean
from agonist.model.body.subject import Subject
from agonist.model.body.tasks import resolve

OWN_WEIGHT = 0.06  # of the greatest torque: 9.6 N m at 60 deg of 212 N m about the shoulder
FORWARD = frozen({"scapula_protraction": 15.0})


def forward(from_day: float = 0.0, to_day: float = 90.0, hours: float = 16.0) -> Held:
    return Held(from_day, to_day, "posture", hours, FORWARD)


def test_only_angles_that_a_movement_leaves_open_follow_habit() -> None:
    """The arm is raised to where it is raised to, whatever posture; the blade under it starts from where it lives."""
    body = load("thsh")
    raised, drawn = resolve(("arm_flexion", "scapular_retraction"), body)
    assert open_angles(raised, body.coordinates) == ("scapula_protraction", "scapula_upward_rotation")
    assert open_angles(drawn, body.coordinates) == ("scapula_upward_rotation",)
    leg = load("rlu2023")
    tasks = resolve(("hip_extension", "knee_flexion", "stair_climb", "gait", "plantarflexion"), leg)
    assert not any(open_angles(task, leg.coordinates) for task in tasks)


def test_the_shift_is_the_waking_mean_against_the_usual_day() -> None:
    """All waking hours and part of the night's at 15 deg: the mean is near it; half of the way is kept, the rest eased."""
    body = load("thsh")
    pieces, usual = lived_pieces(body, (forward(),)), pieces_of(body)
    moved = waking_mean(pieces, "scapula_protraction", "right") - waking_mean(usual, "scapula_protraction", "right")
    assert 7.0 < moved < 13.0
    (raised,) = resolve(("arm_flexion",), body)
    start = started(body, raised, pieces, 0.5)
    assert start.shift["scapula_protraction"] == pytest.approx(0.5 * moved)
    at = passive_nm(body, {**raised.posture, **start.shift}, "scapula_protraction_right")
    before = passive_nm(
        body,
        {**raised.posture, "scapula_upward_rotation": start.shift.get("scapula_upward_rotation", 0.0)},
        "scapula_protraction_right",
    )
    assert start.eased["scapula_protraction_right"] == pytest.approx(at - before)
    assert start.eased["scapula_protraction_right"] < 0.0
    assert not started(body, raised, usual, 0.5).shift


def test_a_blade_that_lies_forward_lowers_serratus_and_raises_the_trapezii() -> None:
    """Signs, arm raised forward by its own weight: Weon 2010, Thigpen 2010, Ludewig & Cook 2000.

    The arm rests alike in both, 30 degrees forward; the weights of the axes wander with exploration, so they are read without it.
    """
    seen = {}
    for name, degrees in (("usual", 0.0), ("forward", 15.0)):
        patient = Patient("shoulder", settings={"exploration_sd": 0.0})
        patient.do("practice", task="arm_flexion", reps=160.0, load=OWN_WEIGHT, bouts=8)
        angles = {"scapula_protraction": degrees, "shoulder_plane": 90.0, "shoulder_elevation": 40.0}
        patient.do("posture", angles=angles, hours_a_day=10.0)
        patient.advance(60.0)
        seen[name] = patient.assess("emg_percent", task="arm_flexion", side="right", load=OWN_WEIGHT)
    muscles = ("serratus_anterior", "lower_trapezius", "trapezius_c7_transverse")
    serratus, lower, upper = (seen["forward"][f"{m}_right"] / seen["usual"][f"{m}_right"] for m in muscles)
    assert serratus < 0.97
    assert lower > 1.1 and upper > 1.1


def test_it_comes_in_weeks_and_goes_in_weeks() -> None:
    """The place moves at once; what tissue resists follows as fibres are rebuilt, and goes back after the posture ends."""
    subject = Subject.of(build(load("thsh"), ("arm_flexion",)), load("thsh"))
    axis = ("arm_flexion_right", "scapula_protraction_right")
    found = [e for e in exposures(subject, [forward(10.0, 100.0)]) if e.unit == axis]
    placed = [e for e in found if e.variable == "start_deg"]
    assert [(e.from_day, e.to_day) for e in placed] == [(10.0, 100.0)]
    eased = sorted((e for e in found if e.variable == "eased_nm"), key=lambda e: e.from_day)
    assert all(a.to_day == b.from_day for a, b in zip(eased[:-1], eased[1:], strict=True))
    held, after = ([e.value for e in eased if (e.from_day < 100.0) == during] for during in (True, False))
    assert held == sorted(held, reverse=True) and -0.2 < held[0] < 0.0 and held[-1] < -0.6
    assert after == sorted(after) and after[-1] == 0.0


def test_a_pelvis_that_is_tilted_forward_is_short_in_front_and_behind_and_long_across() -> None:
    """The lower crossed pattern of the article, from lengths alone: hip flexors and back short, gluteals and abdomen long.

    Sitting and lying stay as they are.
    """
    body = load("rlu2023")
    tilt = Held(0.0, 90.0, "tilted", 16.0, frozen({"hip_flexion": 12.0, "lumbar_extension": 12.0}))
    day, usual = lived_day(body, (tilt,)), usual_day(body)
    change = {m.name: day.mean[i] / usual.mean[i] - 1.0 for i, m in enumerate(body.muscles)}
    for muscle in ("iliacus", "psoas_major", "rectus_femoris", "erector_spinae"):
        assert change[f"{muscle}_right"] < -0.01, muscle
    for muscle in ("gluteus_maximus", "semimembranosus", "external_oblique", "internal_oblique"):
        assert change[f"{muscle}_right"] > 0.01, muscle
    back = lived_day(body, (tilt._replace(angles=frozen({"hip_flexion": -8.0, "lumbar_extension": -8.0})),))
    assert (
        back.mean[[m.name for m in body.muscles].index("iliacus_right")]
        > usual.mean[[m.name for m in body.muscles].index("iliacus_right")]
    )
    sitting = [p for p in lived_pieces(body, (tilt,)) if dict(p.angles).get("hip_flexion", 0.0) >= 90.0]
    assert sitting and not any("lumbar_extension" in dict(p.angles) for p in sitting)
