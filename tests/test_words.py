"""The vocabulary: every word does what it says, refuses what it must, and is written down."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from clinic import leg

from agonist.model import vocabulary_table
from agonist.model.assessment.patient import Patient
from agonist.model.parameters import TABLE
from agonist.model.rules import muscle
from agonist.model.vocabulary import WORDS, all_arguments

PAGE = Path(__file__).parent.parent / "docs" / "vocabulary.md"


def person(sides: str = '"right"') -> Patient:
    """A patient with one leg, or two."""
    return Patient(leg(sides))


def test_the_page_is_the_vocabulary() -> None:
    assert PAGE.read_text(encoding="utf-8") == vocabulary_table.markdown()


def test_every_argument_has_a_range_that_holds_its_default() -> None:
    for entry in WORDS.values():
        names = [a.name for a in all_arguments(entry)]
        assert len(set(names)) == len(names), entry.name
        for a in entry.arguments:
            if a.kind == "number" and a.default is not None:
                assert a.low <= a.default <= a.high, f"{entry.name}: {a.name}"


REFUSED = [
    ("swell", {}, "unknown word 'swell'"),
    ("inject effusion", {"joint": "knee"}, "ml is missing"),
    ("inject effusion", {"joint": "elbow", "ml": 3.0}, "unknown joint 'elbow'"),
    ("inject effusion", {"joint": "knee", "ml": 301.0}, "0 to 300 mL"),
    ("inject effusion", {"joint": "knee", "ml": "much"}, "it needs a number"),
    ("inject effusion", {"joint": "knee", "ml": 3.0, "kind": "beer"}, "saline, injury"),
    ("inject effusion", {"joint": "knee", "ml": 3.0, "minutes": 3.0}, "unknown argument 'minutes'"),
    ("inject effusion", {"joint": "knee", "ml": 3.0, "day": -1.0}, "0 to 36500 day"),
    ("inject effusion", {"joint": "knee", "ml": 3.0, "side": "left"}, "the body has no left knee"),
    ("posture", {"angles": {"hip_flexion": 5.0}, "side": "left"}, "the body has no left side; it has right"),
    ("inhibit", {"muscle": "gluteus", "fraction": 0.5}, "unknown muscle 'gluteus'"),
    ("practice", {"task": "hip_extensio", "reps": 3.0, "load": 0.2}, "unknown task 'hip_extensio'"),
    ("posture", {"angles": {"hip_flexion": 500.0}}, "hip_flexion"),
    ("posture", {"angles": {"hip_bend": 5.0}}, "unknown joint angle"),
    ("posture", {"angles": 5.0}, "it needs angles by name"),
    ("cue", {"muscle": "gluteus_maximus", "amount": 0.2, "sessions_per_week": 3.0}, "task is missing"),
    ("cue", {"muscle": "gluteus_maximus", "amount": 0.2, "sessions_per_week": 3.0, "task": "hip_extension"}, "an end"),
    ("feedback", {"task": "knee_extension", "muscle": "gluteus_maximus", "share": 0.2}, "takes no part"),
    ("stretch", {"minutes_a_day": 5.0}, "muscle or angles is missing"),
    ("stretch", {"minutes_a_day": 5.0, "angles": {"hip_flexion": 0.0, "knee_flexion": 0.0}}, "stretches nothing"),
    ("switch", {"parameter": "gravity", "value": 9.8}, "unknown parameter 'gravity'"),
    ("switch", {"parameter": "hebb_rate", "value": 9.8}, "out of range"),
]


@pytest.mark.parametrize(("word", "given", "message"), REFUSED)
def test_a_mistake_is_refused_in_one_line_and_changes_nothing(word: str, given: dict, message: str) -> None:
    patient = person()
    before = patient.state()
    with pytest.raises(ValueError, match=r".") as caught:
        patient.do(word, **given)
    assert message in str(caught.value) and "\n" not in str(caught.value)
    assert all(np.array_equal(before[a], patient.state()[a]) for a in before)


def test_a_day_has_24_hours() -> None:
    patient = person()
    patient.do("posture", angles={"hip_flexion": 90.0}, hours_a_day=20.0)
    with pytest.raises(ValueError, match="postures take 28 hours of the day; it has 24"):
        patient.do("posture", angles={"hip_flexion": 60.0}, hours_a_day=8.0)


def test_what_lasts_ends() -> None:
    patient = person()
    patient.do("inhibit", muscle="gluteus_maximus", fraction=0.4, days=1.0)
    assert patient.value("muscles", "gluteus_maximus_right", "inhibition") == 0.4
    patient.advance(1.5)
    assert patient.value("muscles", "gluteus_maximus_right", "inhibition") == 0.0


def test_the_later_of_two_rules_while_both_hold() -> None:
    patient = person()
    patient.do("weaken", muscle="gluteus_maximus", fraction=0.5, days=10.0)
    patient.do("weaken", muscle="gluteus_maximus", fraction=0.2, day=2.0, days=3.0)
    seen = []
    for _ in range(4):
        seen.append(patient.value("muscles", "gluteus_maximus_right", "force_factor"))
        patient.advance(3.0)
    assert seen == pytest.approx([0.5, 0.8, 0.5, 0.5])


def test_one_side_is_one_side() -> None:
    patient = person('"left", "right"')
    patient.do("practice", task="knee_extension", reps=40, load=0.2, bouts=2)
    patient.do("cast", angles={"knee_flexion": 30.0}, side="left", days=14.0)
    assert patient.value("muscles", "vastus_medialis_left", "immobilised") == 1.0
    assert patient.value("muscles", "vastus_medialis_right", "immobilised") == 0.0
    assert patient.value("muscles", "gluteus_maximus_left", "immobilised") == 0.0
    for two_joints in ("biceps_femoris_long_head_left", "gastrocnemius_medial_left"):  # one of them goes on
        assert patient.value("muscles", two_joints, "immobilised") == 0.5
    patient.advance(2.0)
    assert patient.value("tasks", "knee_extension_left", "done") == 0.0
    assert patient.value("tasks", "knee_extension_right", "done") == 80.0


def test_what_is_asked_for_in_bed_or_in_a_cast_is_done_there() -> None:
    """Alkner & Tesch 2004: training in bed keeps the thigh. What had begun before stops, daily life and sport too."""
    patient = person()
    patient.do("strengthen", task="knee_extension", reps=10, bouts=3, sessions_per_week=7)
    patient.advance(1.0)
    before = patient.value("tasks", "knee_extension_right", "done")
    patient.do("bed rest", hours_a_day=24)
    patient.advance(3.0)
    assert before == 30.0 == patient.value("tasks", "knee_extension_right", "done")
    patient.do("strengthen", task="knee_extension", reps=8, bouts=4, sessions_per_week=7)
    patient.advance(1.0)
    assert patient.value("tasks", "knee_extension_right", "done") == 62.0


def test_fewer_steps_take_the_place_of_those_before_and_are_missing_load() -> None:
    """Breen 2013, Krogh-Madsen 2010: legs lose size within two weeks of a quarter of the steps."""
    patient = person('"left", "right"')
    patient.do("walk", steps=6000)
    patient.advance(2.0)
    assert patient.value("tasks", "gait_right", "done") == 6000.0
    assert patient.value("muscles", "vastus_lateralis_right", "unloaded") == 0.0
    patient.do("walk", steps=1500, days=14)
    patient.advance(2.0)
    assert patient.value("tasks", "gait_right", "done") == 7500.0
    assert patient.value("muscles", "vastus_lateralis_right", "unloaded") == pytest.approx(0.3)
    patient.advance(14.0)
    assert patient.value("muscles", "vastus_lateralis_right", "unloaded") == 0.0


def test_a_usual_day_keeps_every_length_and_a_cast_does_not() -> None:
    patient = person()
    patient.advance(30.0)
    names = patient.structure.names.muscles
    assert all(patient.value("muscles", m, "sarcomeres") == 1.0 for m in names)
    patient.do("cast", angles={"knee_flexion": 0.0})
    patient.advance(60.0)
    assert patient.value("muscles", "vastus_lateralis_right", "sarcomeres") < 0.97  # lives short
    assert patient.value("muscles", "vastus_lateralis_right", "area") < 0.87  # Wall 2014: 8 % in two weeks
    assert patient.value("muscles", "iliacus_right", "sarcomeres") == 1.0  # does not cross the knee


HELD = {"knee_flexion": 20.0}


def casted(minutes: float) -> Patient:
    """Six weeks in a cast with the knee nearly straight, with minutes a day of kneeling."""
    patient = Patient(leg(), settings={})
    patient.do("cast", angles=HELD, days=42.0)
    if minutes:
        patient.do("stretch", angles={"knee_flexion": 120.0}, minutes_a_day=minutes, days=42.0)
    patient.advance(42.0)
    return patient


def test_stretch_inside_a_day_in_a_cast_counts() -> None:
    """Williams 1990, direction: more minutes keep more sarcomeres; what a word names is laid before the cast."""
    left = [casted(m).value("muscles", "vastus_lateralis_right", "sarcomeres") for m in (0.0, 5.0, 15.0, 30.0)]
    assert left == sorted(left) and left[3] - left[0] > 0.05


def written(*spans: tuple[float, float]) -> Patient:
    """A cast from one day to another, written in pieces, lived to day 12."""
    patient = Patient(leg(), settings={})
    for start, end in spans:
        patient.do("cast", angles=HELD, day=start, days=end - start)
    patient.advance(12.0)
    return patient


@pytest.mark.parametrize("first", [0.0, 1.0, 0.5, 0.3])
def test_a_cast_costs_the_same_however_it_is_written(first: float) -> None:
    """One word or three, at once or from noon on: the same lived days cost the same (rounding, 1e-12)."""
    whole = written((first, first + 7.0))
    parts = written((first, first + 2.5), (first + 2.5, first + 3.0), (first + 3.0, first + 7.0))
    for name in ("area", "specific", "quality", "sarcomeres", "stiffness"):
        one, other = (p.value("muscles", "vastus_lateralis_right", name) for p in (whole, parts))
        assert one == pytest.approx(other, abs=1e-12) and one != 1.0


def test_a_week_in_a_cast_is_a_week_whenever_it_begins() -> None:
    """Read at its end, whatever day it began: no day is sampled at midnight (rounding, 1e-12)."""
    found = []
    for day in (0.0, 1.0, 3.0):
        patient = Patient(leg(), settings={})
        patient.do("cast", angles=HELD, day=day, days=7.0)
        patient.advance(day + 7.0)
        found.append(patient.value("muscles", "vastus_lateralis_right", "area"))
    assert found == [pytest.approx(found[0], abs=1e-12)] * 3 and 0.9 < found[0] < 0.97


def test_an_assessment_closes_the_day_on_its_copy() -> None:
    """At noon of the fourth day half a day more of the cast is read than at midnight, and nothing has changed."""
    patient = Patient(leg(), settings={})
    patient.do("cast", angles=HELD)
    patient.advance(3.0)
    midnight = patient.assess("size_percent", muscle="vastus_lateralis", side="right")
    patient.advance(hours=12.0)
    before = patient.state()
    noon = patient.assess("size_percent", muscle="vastus_lateralis", side="right")
    patient.advance(hours=12.0)
    after = patient.assess("size_percent", muscle="vastus_lateralis", side="right")
    assert after < noon < midnight
    assert noon - after == pytest.approx(midnight - noon, rel=0.1)
    assert before["muscles"].shape == patient.state()["muscles"].shape


def test_a_heel_has_no_cliff() -> None:
    """Csapo 2010, direction; three hours more a day never cost more than 4 % of length, and each hour costs some."""
    found = []
    for hours in (3.0, 6.0, 9.0, 12.0, 15.0):
        patient = Patient(leg(), settings={})
        patient.do("wear shoes", angle=-20.0, hours_a_day=hours)
        patient.advance(365.0)
        found.append(patient.value("muscles", "gastrocnemius_medial_right", "sarcomeres"))
    steps = [a - b for a, b in zip(found[:-1], found[1:], strict=True)]
    assert all(0.0 < s < 0.04 for s in steps)


def test_heels_shorten_the_calf() -> None:
    """Direction only: women who wear high heels have shorter calf fascicles (Csapo 2010, recalled)."""
    patient = Patient(leg(), settings={})
    patient.do("wear shoes", angle=-25.0, hours_a_day=14.0)
    patient.do("be active", minutes_a_day=10.0)
    patient.advance(200.0)
    calf = [m for m in patient.structure.names.muscles if m.startswith(("soleus", "gastrocnemius"))]
    assert calf and all(patient.value("muscles", m, "sarcomeres") < 0.99 for m in calf)


def test_sessions_are_when_they_are_asked_for() -> None:
    patient = person()
    patient.do("stimulate muscle", muscle="gluteus_maximus", amount=0.3, task="hip_extension", sessions_per_week=7.0,
               reps=10.0, bouts=3.0, weeks=1.0)  # fmt: skip
    session = patient.practices[-1]
    assert (session.sessions_per_week, session.bouts) == (7.0, 3)
    assert patient.value("muscles", "gluteus_maximus_right", "stimulation") == 0.0
    patient.advance(hours=17.0 + 0.51)  # second practice of the plan: sessions start half an hour later
    assert patient.value("muscles", "gluteus_maximus_right", "stimulation") == 0.3
    patient.advance(hours=1.0)
    assert patient.value("muscles", "gluteus_maximus_right", "stimulation") == 0.0


def test_no_sessions_are_no_treatment() -> None:
    patient = person()
    for word, given in (("cue", {"amount": 0.5}), ("stimulate muscle", {"amount": 0.5})):
        patient.do(word, muscle="gluteus_maximus", task="hip_extension", sessions_per_week=0.0, weeks=2.0, **given)
    patient.do("strengthen", task="hip_extension", sessions_per_week=0.0)
    patient.do(
        "stimulate muscle", muscle="gluteus_maximus", amount=0.0, task="hip_extension", sessions_per_week=5.0, weeks=2.0
    )
    assert len(patient.practices) == 1
    assert patient.value("muscles", "gluteus_maximus_right", "cue") == 0.0


def test_lengthening_work_asks_less_activation_for_the_same_load() -> None:
    patient = person()
    for kind in ("eccentric", "isometric", "concentric"):
        patient.do("practice", task="hip_extension", reps=10.0, load=0.5, kind=kind)
    loads = [p.load for p in patient.practices[1:]]
    assert loads[0] < loads[1] == 0.5 < loads[2]
    assert loads[0] == 0.5 / muscle.force_velocity(0.1)


def test_a_lost_nerve_is_not_a_lost_muscle() -> None:
    for word, excitability, passive in (("paralyse", 1.0, True), ("denervate", 0.0, True), ("remove", 1.0, False)):
        patient = person()
        patient.do(word, muscle="psoas_major")
        patient.advance(hours=9.0)
        unit = ("hip_extension_right", "psoas_major_right")
        assert patient.value("muscles", "psoas_major_right", "excitability") == excitability
        assert patient.value("members", unit, "capacity_nm") == 0.0
        assert (patient.value("muscles", "psoas_major_right", "force_max_n") > 0.0) is passive


def test_an_operation_takes_its_sizes_from_the_table() -> None:
    patient = person()
    patient.do("wear joint")
    patient.advance(100.0)
    assert patient.value("joints", "knee_right", "effusion_ml") == pytest.approx(TABLE["arthritis_effusion_ml"].value)
    patient.do("replace joint")
    assert patient.value("joints", "knee_right", "inflow_ml_day") == 0.0
    assert patient.value("joints", "knee_right", "pain") == TABLE["replacement_pain"].value
    assert patient.value("muscles", "vastus_medialis_right", "hurt") == TABLE["replacement_hurt"].value
    patient.advance(29.0)
    assert patient.value("muscles", "vastus_medialis_right", "unloaded") == 0.0


def test_ice_outlasts_its_removal_and_a_current_does_not() -> None:
    patient = person()
    patient.do("cool joint", joint="knee", minutes=20.0)
    patient.advance(minutes=40.0)
    assert patient.value("joints", "knee_right", "relief") == 0.5
    patient.advance(minutes=20.0)
    assert patient.value("joints", "knee_right", "relief") == 0.0
    patient.do("stimulate nerve", joint="knee", minutes=20.0)
    patient.advance(minutes=21.0)
    assert patient.value("joints", "knee_right", "relief") == 0.0


def test_unloading_spares_the_nerves() -> None:
    """de Boer 2007 (n = 9, 23 d): size -10 % (-13..-7), torque -21 % (-28..-14), activation 0 points (-3..3)."""
    patient = person('"left", "right"')
    ask = {"task": "knee_extension", "side": "left"}
    before = [patient.assess(n, **ask) for n in ("maximal_torque_nm", "activation_ratio")]
    patient.do("unload", side="left")
    patient.advance(23.0)
    after = [patient.assess(n, **ask) for n in ("maximal_torque_nm", "activation_ratio")]
    size = patient.assess("size_percent", muscle="vastus_lateralis", side="left")
    assert -28.0 <= 100.0 * (after[0] / before[0] - 1.0) <= -14.0
    assert abs(100.0 * (after[1] - before[1])) <= 3.0
    assert -13.0 <= size - 100.0 <= -7.0
    assert patient.assess("size_percent", muscle="vastus_lateralis", side="right") == 100.0


def test_bed_rest_wastes_and_walking_practises() -> None:
    patient = person('"left", "right"')
    patient.do("walk", steps=6000.0, days=5.0)
    patient.advance(5.0)
    assert patient.value("tasks", "gait_left", "done") == pytest.approx(15_000.0)
    patient.do("bed rest", days=20.0)
    patient.advance(20.0)
    assert patient.value("tasks", "gait_left", "done") == pytest.approx(15_000.0)
    assert patient.value("muscles", "soleus_right", "area") < 0.95
