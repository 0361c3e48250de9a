"""Readings in words: any measure, muscle, group, side and moment; looking changes nothing; mistakes are one line."""

from __future__ import annotations

import numpy as np
import pytest

from agonist.experiments import Patient, run
from agonist.experiments.cohorts import cohort
from agonist.model.assessment.assess import ASSESSMENTS
from agonist.model.assessment.demands import MEASURES
from agonist.model.assessment.looking import LISTS, columns
from agonist.model.assessment.reading import BY_MUSCLE, parse
from agonist.model.runs import Request, simulate
from agonist.model.scenario import Scenario, load, read_text, resolve, shipped

CALF = Scenario(
    title="A calf unloaded",
    days=12,
    watch="plantarflexion_right",
    plan=[
        {"do": "practice", "task": "plantarflexion", "reps": 200, "load": 0.2, "bouts": 4},
        {"do": "unload", "side": "right", "day": 2, "days": 6},
    ],
)
TEXTS = (
    "size_cm2 triceps_surae right @ 0, 4, 8 days",
    "change of maximal_torque_nm plantarflexion right @ 8 days against @ 2 days",
    "share soleus in plantarflexion right @ 60 hours",
    "volume_cm3 soleus right @ end",
)


def test_looking_changes_not_one_bit_of_a_life_and_both_engines_read_the_same() -> None:
    bare, seen, agents = run(CALF), run(CALF, read=TEXTS), run(CALF, read=TEXTS, engine="agents")
    assert all(np.array_equal(bare.final[a], seen.final[a], equal_nan=True) for a in bare.final)
    assert np.array_equal(bare.samples, seen.samples, equal_nan=True)
    assert seen.read == agents.read and len(seen.read) == 6


def test_a_patient_reads_what_a_scenario_reads() -> None:
    patient = Patient(CALF)
    patient.advance(8)
    read = run(CALF, read=["size_cm2 triceps_surae right @ 8 days"]).read
    assert patient.read("size_cm2 triceps_surae right") == read["size_cm2 triceps_surae right @ 8 days"]


def test_a_group_is_the_sum_of_its_sizes_and_the_mean_of_its_percentages() -> None:
    patient = Patient("leg")
    patient.do("weaken", muscle="quadriceps", side="left", fraction=0.3)
    parts = patient.assess("size_cm2", muscle="quadriceps", side="left")
    each = [patient.read(f"size_cm2 {m} left") for m in patient.subject.groups["quadriceps"]]
    assert parts == pytest.approx(sum(each)) and len(each) == 4
    assert patient.read("strength_percent quadriceps left") == pytest.approx(70.0)
    assert patient.read("ratio of force_n quadriceps left against right") == pytest.approx(0.7)


def test_a_reading_is_taken_before_what_happens_at_its_moment() -> None:
    texts = ["effusion_ml knee right @ 2 days", "effusion_ml knee right @ 49 hours"]
    word = {"do": "inject effusion", "joint": "knee", "side": "right", "ml": 30, "day": 2}
    plan = [{"do": "practice", "task": "knee_extension", "reps": 10, "load": 0.2}, word]
    life = Scenario(title="A knee", days=3, watch="knee_extension_right", plan=plan)
    before, after = run(life, read=texts).read.values()
    assert before == 0.0 and after > 20.0


def test_an_assessment_takes_a_cue_off_unless_it_is_asked_under_it() -> None:
    patient = Patient("leg")
    patient.do("cue", muscle="gluteus_maximus", side="right", amount=0.2)
    plain, cued = (patient.read(f"share gluteus_maximus in hip_extension right{w}") for w in ("", " with cue"))
    assert cued > plain + 0.05
    assert patient.assess("share", task="hip_extension", side="right", under="cue")["gluteus_maximus_right"] == cued


def test_every_measure_with_a_number_can_be_read() -> None:
    held = load("acl-reconstruction")
    body = resolve(held.with_(tasks=[*held.tasks, "stair_climb"]))
    names = {
        "muscle": "vasti right",
        "joint": "knee right",
        "angle": "hip_flexion right greatest",
        "limbs": "knee_extension",
        "task": "knee_extension right",
    }
    for entry in ASSESSMENTS.values():
        if entry.name in LISTS:
            continue
        of = "rectus_femoris in knee_extension right" if entry.name in BY_MUSCLE else names[entry.of]
        of = "stair_climb right" if entry.name in MEASURES else of
        assert (
            len(columns([f"{entry.name} {of} @ $wait_days + 2 weeks"], body.subject, body.watch, body.days, body.knobs))
            == 1
        )


@pytest.mark.parametrize(
    ("text", "needs"),
    [("size_cm quadriceps left", "size_cm2"), ("size_cm2 quadriceps", "left, right or both"),
     ("size_cm2 quadricep left", "quadriceps"), ("size_cm2 vasti left @ 3 moons", "month"),
     ("size_cm2 vasti left @ 900 weeks", "outside the life"), ("maximal_torque_nm knee_extension", "left or right"),
     ("size_cm2 vasti left against right", "change of"), ("torque_angle_nm knee_extension left", "list"),
     ("size_cm2 vasti left soleus", "one name too many"), ("share soleus in knee_extension right load=9", "0 to 1.5"),
     ("effort gait right with hope", "cue"), ("size_cm2 vasti left @ every 0 days", "step"), ("", "words")],
)  # fmt: skip
def test_a_mistake_is_one_line_that_says_what_would_be_right(text: str, needs: str) -> None:
    body = resolve(load("acl-reconstruction"))
    with pytest.raises(ValueError, match="reading") as error:
        columns([text], body.subject, body.watch, body.days, body.knobs)
    assert needs in str(error.value) and "\n" not in str(error.value)


def test_a_scenario_is_written_as_the_file_that_makes_it() -> None:
    for name in shipped():
        assert read_text(load(name).toml(), name) == load(name)
    study = CALF.with_(
        read=TEXTS,
        person={"number": 4, "age": 70, "sex": "female"},
        people={"count": 9, "size": 0.2, "age": [60, 70]},
        arms={"usual": {}, "stretched": {"plan": [{"do": "stretch", "muscle": "triceps_surae", "minutes_a_day": 9}]}},
        events={"strain": "injury triceps_surae right after 3 days"},
    )
    assert read_text(study.toml(), "mine") == study and study.with_(days=30).days == 30.0


@pytest.mark.parametrize(
    "keys",
    [{"days": "x"}, {"people": {"count": 1}}, {"person": {"siz": 2}}, {"person": {"size": 9}}, {"read": ["weight x"]},
     {"arms": {"a": {"plan": [{"do": "fly"}]}}}, {"arms": {"a": {"zz": 2}}}, {"events": {"e": "fall x"}},
     {"events": {"e": "joint_pain ankle right"}}, {"people": {"sex": "other"}}],
)  # fmt: skip
def test_a_wrong_key_of_a_study_is_refused(keys: dict[str, object]) -> None:
    with pytest.raises(ValueError) as error:
        CALF.with_(**keys)
    assert "\n" not in str(error.value)


def test_arms_hold_the_same_people_and_are_compared_with_intervals() -> None:
    arms = {
        "unloaded": {},
        "stronger": {"plan": [{"do": "strengthen", "task": "plantarflexion", "sessions_per_week": 5}]},
    }
    found = cohort(
        CALF,
        12,
        read=["force_n triceps_surae right @ end"],
        arms=arms,
        only=["size", "force_per_size"],
        events={"tired": "damage triceps_surae right above 0.5"},
    )
    (effect,) = found.compare("stronger", "unloaded")
    assert effect.low < effect.difference < effect.high and effect.difference > 0.0
    assert effect.ratio == pytest.approx(effect.mean / effect.mean_against)
    told = found.explain(found.measures[0], ["size", "force_per_size"])
    assert told.r2 > 0.9 and all(0.0 <= p <= 1.0 for p in told.partial_r2.values())
    assert set(found.to_frame()["arm"]) == set(arms) and len(found.to_frame()) == 24
    (row,) = found.events_table("stronger", "unloaded")
    assert row.people == 12 and row.met >= row.met_against


def test_a_sweep_of_a_scenario_with_people_reads_each_of_them_at_every_point() -> None:
    """Seeds are people: the same ones as in a cohort, whatever else a point of the sweep sets."""
    life = CALF.with_(read=["size_cm2 triceps_surae right @ 0 days"], people={"count": 4})
    people = cohort(life, control=False).column("size_cm2 triceps_surae right @ 0 days")
    for settings in ((), (("growth", 0.3),)):
        found = simulate([Request(life, seed, settings=settings) for seed in (1, 2, 3, 4)])
        assert [o.measures["size_cm2 triceps_surae right @ 0 days"] for o in found] == people.tolist()


def test_events_know_when_and_who_was_exposed() -> None:
    plan = [{"do": "practice", "task": "plantarflexion", "reps": 50, "load": 0.2}]
    plan += [{"do": "hurt muscle", "muscle": "soleus", "side": "right", "day": day} for day in (2.5, 6.5)]
    life = Scenario(title="Two strains", days=10, watch="plantarflexion_right", plan=plan)
    words = {
        "first": "injury soleus right",
        "again": "recurrence soleus right",
        "late": "injury soleus right after 3 days",
        "early": "injury soleus right before 2 days",
        "pain": "muscle_pain soleus right above 2 after 1 day",
    }
    found = cohort(life, 2, read=["injuries soleus right"], events=words, control=False)
    days = dict(zip(found.events, found.lived.days[0], strict=True))
    waited = dict(zip(found.events, found.lived.exposure[0], strict=True))
    assert days["first"] == 3.0 and days["again"] == 7.0 and days["late"] == 7.0 and np.isnan(days["early"])
    assert waited == {"first": 3.0, "again": 4.0, "late": 4.0, "early": 2.0, "pain": 2.0}


def test_words_take_groups_and_unknown_ones_are_named() -> None:
    patient = Patient("leg")
    patient.do("inhibit", muscle="hamstrings", side="right", fraction=0.2)
    assert patient.value("muscles", "semitendinosus_right", "inhibition") == 0.2
    assert parse("size_cm2 vasti left @ 6 months").when == "6 months"
    with pytest.raises(ValueError, match="did you mean 'hamstrings'"):
        patient.do("weaken", muscle="hamstring", fraction=0.2)
