"""What a dose is a dose of: every instrument that turns one takes a cause by name, and an inhibition is one of them."""

from __future__ import annotations

import numpy as np
import pytest

import agonist
from agonist.experiments.causes import INHIBITION, aimed, cause_of, caused, everyday
from agonist.experiments.cli import main
from agonist.model.scenario import load, resolve

HIP = "gluteal-inhibition"
MUSCLE = "gluteus_maximus_right"


def test_a_cause_is_said_in_words_or_as_an_entry_of_a_plan():
    fluid = cause_of("keep effusion joint=hip ml=0..60")
    assert (fluid.word, fluid.dose, fluid.low, fluid.high, fluid.unit) == ("keep effusion", "ml", 0.0, 60.0, "mL")
    assert cause_of({"do": "keep effusion", "joint": "hip", "ml": "0..60"}) == fluid
    assert cause_of(None) == INHIBITION and cause_of("weaken").dose == "fraction" and cause_of("keep pain").high == 10.0
    bent = cause_of("posture angles=hip_flexion:60,knee_flexion:10 hours_a_day=0..16")
    assert bent.entry(3.0, 5.0, 7.0) == {
        "do": "posture", "angles": {"hip_flexion": 60.0, "knee_flexion": 10.0}, "hours_a_day": 3.0, "day": 5.0, "days": 7.0,
    }  # fmt: skip


def test_what_is_left_out_is_that_of_the_question():
    resolved = resolve(load(HIP))
    found = dict(aimed(cause_of("keep pain"), resolved, MUSCLE).given)
    assert found == {"joint": "hip", "side": "right"}
    found = dict(aimed(cause_of("feedback share=0.38..0"), resolved, MUSCLE).given)
    assert found == {"muscle": "gluteus_maximus", "side": "right", "task": "hip_extension"}


@pytest.mark.parametrize(
    ("said", "needs"),
    [
        ("inject effusion", "happens at once"),
        ("weakn", "did you mean 'weaken'"),
        ("weaken fraction=0..2", "fraction = 2 is out of range; it needs 0 to 1 of force"),
        ("weaken fraction=0.2", "say which number is the dose"),
        ("weaken fraction=0..", "two numbers that differ"),
        ("weaken days=4", "unknown argument 'days'"),
        ("weaken fraction", "unknown word 'weaken fraction'"),
        ("hold length", "say which number is the dose"),
        ("keep pain joint=elbow", "unknown joint 'elbow'"),
        ("posture", "angles is missing"),
        ({"ml": "0..60"}, "'do' is missing"),
        (3, "cause = 3"),
    ],
)
def test_what_cannot_be_held_is_refused_in_one_line(said, needs):
    with pytest.raises(ValueError, match="cause") as told:
        agonist.phase(HIP, cause=said)
    assert needs in str(told.value) and "\n" not in str(told.value)


def test_daily_life_is_what_begins_on_the_first_day():
    base = everyday(load("knee-effusion"), {})
    assert {word for word, _ in base.plan} == {"practice"} and resolve(base).watch == resolve(
        load("knee-effusion")
    ).watch


@pytest.mark.parametrize("cause", [None, "inhibit fraction=0..0.95"])
def test_an_inhibition_that_is_named_is_the_one_that_is_meant(cause):
    found = agonist.phase(HIP, "dose=0:0.5:2", starts=2, cause=cause)
    assert list(found.kinds()[0]) == [1, 2] and found.theory is not None


def test_weakness_alone_leaves_no_habit_and_a_swollen_joint_does():
    """A muscle that is weak is asked for as before; one that its joint inhibits for months is asked for less."""
    weak, swollen = (
        agonist.threshold(HIP, [120.0], seeds=1, fineness=0.2, cause=c) for c in ("weaken", "keep effusion ml=0..60")
    )
    assert np.isnan(weak.curves[0].dose).all() and 0.0 < swollen.curves[0].dose[0, 0] <= 60.0
    assert swollen.lines()[0].startswith("least lasting dose (mL, keep effusion), hip extension")
    assert not len(swollen.curves[0].theory_days) and all(swollen.figures().values())


def test_a_range_may_fall_and_a_loop_climbs_it():
    found = agonist.loop(HIP, ["maintained"], levels=3, dwell_days=[3.0], seeds=1, cause="hold length length=1..0.6")
    assert found.loops[0].dose.tolist() == [1.0, 0.8, 0.6] and found.theory is None
    assert "x usual, hold length" in found.lines()[0] and all(found.figures().values())


def test_a_scenario_of_a_cause_has_its_dose_as_a_knob():
    made = caused(load(HIP), "keep pain", None, {"load": 0.3, "dose": 4.0})
    assert (made.knob("dose").high, made.knob("held_days").value) == (10.0, 60.0)
    assert [word for word, _ in made.plan] == ["practice", "keep pain"]
    found = agonist.map(made, "dose=2:9", "held_days=20:60", levels=2, seeds=1)
    told = agonist.map(HIP, "dose=2:9", "held_days=20:60", levels=2, seeds=1, cause="keep pain")
    assert np.array_equal(found.lost, told.lost) and told.x.unit == "0-10, keep pain"


def test_who_is_vulnerable_to_a_cause_that_is_no_inhibition():
    """Sixty days of a swollen hip lose some of its muscles; nobody is lost to weakness alone."""
    found = {c: agonist.vulnerable([HIP], [], cause=c) for c in ("keep effusion joint=hip ml=0..60", "weaken")}
    swollen, weak = found.values()
    least = [v.dose for v in swollen.victims if not np.isnan(v.dose)]
    assert least == sorted(least) and least and 0.0 < least[0] <= 60.0
    assert all(np.isnan(v.dose) for v in weak.victims)
    assert "sixty days of keep effusion, dose in mL" in swollen.lines()[0] and all(swollen.figures().values())


def test_a_cause_that_rises_slowly_may_announce_a_loss_and_is_knocked_by_a_part_of_its_range():
    found = agonist.warning(HIP, seeds=1, days=60.0, cause="keep effusion joint=hip ml=0..60")
    assert found.found.highest == 60.0 and found.found.kick == pytest.approx(1.8)
    assert found.found.ramped[0].share[-5:].mean() < 0.8 * found.found.calm[0].share[-5:].mean()
    assert "after a knock of 1.8, at dose" in "\n".join(found.lines()) and found.lines()[-1].endswith(
        "to 60 mL, keep effusion"
    )
    with pytest.raises(ValueError, match="highest = 90"):
        agonist.warning(HIP, highest=90.0, cause="keep effusion ml=0..60")


def test_what_another_cause_has_left_is_treated():
    asked = {"courses": 1, "people": 1, "held_out": 0, "settings": {"held_days": 100.0}}
    case = agonist.treat(HIP, cause="keep effusion joint=hip ml=0..60", **asked).found.case
    assert case.day == 30.0 + 100.0 + 90.0 and [word for word, _ in case.scenario.plan] == ["practice", "keep effusion"]


@pytest.mark.parametrize("name", ["threshold", "loop", "warning", "basin", "vulnerable"])
def test_a_knob_that_the_daily_life_does_not_ask_is_no_setting(name):
    """`basin` held a dose that was set beside a theory without one; the others took it in silence and left it out."""
    more = {"random": []} if name == "vulnerable" else {}
    for knob in ("dose", "held_days"):
        with pytest.raises(ValueError, match=f"the knob {knob} is set, and nothing of its daily life asks it"):
            getattr(agonist, name)(HIP, settings={knob: 0.2}, **more)


def test_an_ablation_looks_for_the_threshold_of_its_cause(capsys, tmp_path):
    words = ["ablate", HIP, "--seeds", "1", "--no-pairs", "--quiet", "--out", str(tmp_path)]
    assert main([*words, "--cause", "rest"]) == 0
    assert "at dose 1 without it, at 1 at its top" in capsys.readouterr().out, "no dose of it is lasting"


def test_every_muscle_of_every_task_of_a_body_has_its_curve():
    found = agonist.threshold(HIP, [20.0, 60.0], muscle="gluteus_maximus", task="all", seeds=1, fineness=0.2)
    tasks = {curve.task for curve in found.curves}
    assert {"hip_extension_right", "gait_right"} <= tasks and len(found.curves) == len(tasks)
    assert found.skipped and "gluteus_maximus" in " ".join(found.skipped)
    assert {row["task"] for row in found.rows()} == tasks and found.figures()[""].axes[0].get_title(loc="left")
    whole = agonist.threshold("thsh", [60.0], task="arm_flexion", seeds=1, fineness=0.2)
    assert len(whole.curves) > 5 and {curve.body for curve in whole.curves} == {"thsh"}
