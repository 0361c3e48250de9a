"""What an ill joint, a cut or a trained side does elsewhere: in the limb, in the first days, on the other side."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from clinic import leg

from agonist.model.assessment.patient import Patient
from agonist.model.parameters import TABLE

SOLEUS = "soleus"


def life(days: float, words: list[dict[str, Any]], **settings: float) -> Patient:
    """Two legs that live this."""
    patient = Patient(leg('"left", "right"'), settings=settings)
    for given in words:
        patient.do(given["do"], **{k: v for k, v in given.items() if k != "do"})
    patient.advance(days)
    return patient


def of(patient: Patient, muscle: str, name: str, side: str = "right") -> float:
    """A quantity of a muscle."""
    return patient.value("muscles", f"{muscle}_{side}", name)


def test_a_painful_hip_spares_the_whole_limb_and_not_the_other() -> None:
    """Rasch 2010, Loureiro 2013: knee extension beside a worn hip is weaker than on the other side. Sign."""
    hip = [{"do": "keep pain", "joint": "hip", "side": "right", "level": 6.0}]
    patient = life(120.0, hip)
    spared = of(patient, SOLEUS, "limb_spared")
    assert 0.1 < spared < TABLE["guard_limb"].value and of(patient, SOLEUS, "guarded") == 0.0
    assert of(patient, SOLEUS, "limb_spared", "left") == 0.0
    for muscle in (SOLEUS, "vastus_lateralis"):
        assert of(patient, muscle, "area") < of(patient, muscle, "area", "left") - 0.005
    free = life(30.0, hip, guard_limb=0.0)
    assert of(free, SOLEUS, "limb_spared") == 0.0


def test_training_of_one_side_keeps_what_a_cast_takes_of_the_other() -> None:
    """Andrushko 2018: size and strength of the immobilised side are kept; Gibson 1988: nothing grows in a cast."""
    cast = {"do": "cast", "side": "right", "angles": {"knee_flexion": 30.0}}
    other = {
        "do": "strengthen",
        "task": "knee_extension",
        "side": "left",
        "reps": 10,
        "bouts": 3,
        "load": 0.8,
        "seconds": 3.0,
        "sessions_per_week": 3.0,
    }
    alone, trained = life(28.0, [cast]), life(28.0, [cast, other])
    lost = [1.0 - of(p, "vastus_lateralis", "area") for p in (alone, trained)]
    assert 0.1 < lost[0] and lost[1] == pytest.approx(0.67 * lost[0], rel=0.1)  # half of two thirds, less a week
    assert of(trained, "vastus_lateralis", "quality") > of(alone, "vastus_lateralis", "quality")
    assert of(trained, SOLEUS, "area") == pytest.approx(of(alone, SOLEUS, "area"), abs=0.002)  # the same muscle alone
    off = life(28.0, [cast, other], crossed_sparing=0.0)
    assert of(off, "vastus_lateralis", "area") == pytest.approx(of(alone, "vastus_lateralis", "area"), abs=1e-9)


def test_a_joint_that_was_cut_shuts_its_muscles_off_for_weeks() -> None:
    """Stokes & Young 1984, Shakespeare 1985 (-70 % at three, -38 % at fifteen days): wide bands, an arthroscopy cuts less."""
    words = [{"do": "remove meniscus", "joint": "knee", "side": "right"}]
    drive = []
    for day in (3.0, 15.0, 120.0):
        cut, free = life(day, words), life(day, words, cut_gain=0.0)
        drive.append(
            cut.read("voluntary_drive knee_extension right") / free.read("voluntary_drive knee_extension right")
        )
    assert 0.5 < drive[0] < 0.75 < drive[1] < 0.95 and drive[2] > 0.99
    blocked = life(3.0, [*words, {"do": "block joint", "joint": "knee", "side": "right", "day": 2.9, "days": 1.0}])
    assert of(blocked, "vastus_medialis", "shut") == 0.0 < of(life(3.0, words), "vastus_medialis", "shut")


def test_what_a_cut_shuts_off_is_asked_by_hard_work_and_not_by_light() -> None:
    """The last motor units are withheld: light work after an operation is done as without the cut. Judgement."""
    words = [{"do": "remove meniscus", "joint": "knee", "side": "right"}]
    cut, free = life(3.0, words), life(3.0, words, cut_gain=0.0)
    effort = [p.read("effort knee_extension right load=0.1") for p in (cut, free)]
    assert effort[0] == pytest.approx(effort[1], rel=0.03)
    torque = [p.read("maximal_torque_nm knee_extension right") for p in (cut, free)]
    assert torque[0] < 0.8 * torque[1]


def test_an_operation_wounds_a_hip_less_than_a_knee() -> None:
    """Pinto 2017: less pain after a hip replacement than after that of a knee."""
    pain = {}
    for joint in ("hip", "knee"):
        patient = life(0.0, [{"do": "replace joint", "joint": joint, "side": "right"}])
        pain[joint] = patient.read(f"joint_pain {joint} right")
    assert pain["hip"] == pytest.approx(0.65 * pain["knee"])


def test_a_broken_hip_wounds_the_whole_thigh_and_a_replaced_one_the_hip() -> None:
    """Kristensen 2009 (the thigh swells), Kronborg 2017 (knee extension half of the other leg in the first weeks): wide bands."""
    words = ("break bone", "replace joint")
    broken, replaced = (life(10.0, [{"do": word, "joint": "hip", "side": "right"}]) for word in words)
    left = [p.read("ratio of maximal_torque_nm knee_extension right against left") for p in (broken, replaced)]
    assert 0.4 < left[0] < 0.65 < 0.8 < left[1]
    assert of(broken, "vastus_lateralis", "shut") > 0.3 > of(replaced, "vastus_lateralis", "shut") == 0.0
    assert of(broken, "vastus_lateralis", "area") < of(replaced, "vastus_lateralis", "area")
    assert of(broken, SOLEUS, "shut") == of(broken, "vastus_lateralis", "shut", "left") == 0.0
    assert broken.read("joint_pain knee right") == 0.0


def test_a_leg_that_is_guarded_loses_force_per_size_slowly() -> None:
    """Missing load takes force per size (de Boer 2007), also where a leg is only spared; the other keeps it."""
    patient = life(60.0, [{"do": "keep pain", "joint": "knee", "side": "right", "level": 6.0}])
    assert of(patient, "vastus_lateralis", "guarded") > 0.2
    assert 0.005 < 1.0 - of(patient, "vastus_lateralis", "specific") < 0.1
    assert of(patient, "vastus_lateralis", "specific", "left") == 1.0
    assert of(patient, "vastus_lateralis", "quality") == pytest.approx(1.0, abs=1e-6)  # some load keeps the fast part


def test_a_muscle_whose_tendon_was_taken_wastes_and_its_neighbours_do_not() -> None:
    """Nomura 2015, Konrath 2016: semitendinosus is smaller for years, the other flexors are not."""
    taken = life(180.0, [{"do": "harvest tendon", "muscle": "semitendinosus", "side": "right"}])
    assert 0.75 < of(taken, "semitendinosus", "area") < 0.95
    assert of(taken, "semitendinosus", "area", "left") == 1.0
    assert of(taken, "biceps_femoris_short_head", "area") > 0.99


def test_missing_load_shortens_what_bears_the_body_and_hardly_what_does_not() -> None:
    """De Boer 2008: five weeks in bed, vastus lateralis -5.9 +- 5.3 %, tibialis anterior unchanged."""
    hung = life(35.0, [{"do": "unload", "side": "right"}])
    assert 0.93 < of(hung, "vastus_lateralis", "sarcomeres") < 0.96
    assert of(hung, "tibialis_anterior", "sarcomeres") > 0.97
    assert of(hung, "vastus_lateralis", "sarcomeres", "left") == 1.0


def test_a_new_ligament_swells_the_knee_for_longer_than_an_arthroscopy() -> None:
    """Fluid is seen by MRI for months after a reconstruction (KSSTA 2021;29:3839)."""
    fresh = [
        life(35.0, [{"do": word, "joint": "knee", "side": "right"}])
        for word in ("remove meniscus", "reconstruct ligament")
    ]
    scope, graft = (one.value("joints", "knee_right", "effusion_ml") for one in fresh)
    assert scope < 2.0 and 10.0 < graft < 20.0


def test_pain_of_a_hip_weakens_its_adductors_too() -> None:
    """Casartelli 2011: all groups but extensors are weaker about a painful hip; sign."""
    hurt = life(1.0, [{"do": "keep pain", "joint": "hip", "side": "right", "level": 4.0}])
    assert of(hurt, "adductor_longus", "excitability") < of(hurt, "adductor_longus", "excitability", "left")
