"""What would be taken and change nothing is refused, or said: numbers nobody asks, words said twice, rows that no body reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import agonist
from agonist.experiments import cli
from agonist.experiments.arms import Cohort
from agonist.experiments.cohorts import _people, _plans, cohort
from agonist.experiments.fitting import measured
from agonist.experiments.fitting.infer import free_of
from agonist.experiments.maps import axis, distinct
from agonist.experiments.sweeps.reader import read_sweep
from agonist.model.assessment.events import event
from agonist.model.assessment.reading import parse
from agonist.model.body.anatomy import load as load_body
from agonist.model.body.groups import groups_of
from agonist.model.interventions.sessions import exercise
from agonist.model.interventions.trials import block
from agonist.model.persons import People, read_people, read_person
from agonist.model.scenario import Scenario, from_keys, load, read_text, resolve
from agonist.viz.session import export
from agonist.viz.session.recipe import Recipe, read_query, strange

LOST = "gluteal-inhibition"
KNEE: dict[str, Any] = {
    "title": "Knee", "days": 4, "watch": "knee_extension_right",
    "plan": [{"do": "practice", "task": "knee_extension", "reps": 10, "load": "$load"}],
    "knobs": {"load": {"value": 0.3, "low": 0.1, "high": 0.8}, "idle": {"value": 1, "low": 0, "high": 2}},
}  # fmt: skip


@pytest.fixture(scope="module")
def knee() -> Scenario:
    """A scenario with a knob that nothing asks."""
    return from_keys(KNEE, "knee")


# -- numbers that nobody asks -------------------------------------------------------------------------------------


def test_a_knob_that_nothing_asks_is_not_turned(knee: Scenario) -> None:
    said = "the knob idle is set, and nothing of the plan asks it"
    doors: list[Any] = [
        lambda: agonist.run(knee, settings={"idle": 2}),
        lambda: agonist.Patient(knee, settings={"idle": 2}),
        lambda: agonist.cohort(knee, 2, settings={"idle": 2}),
        lambda: agonist.cohort(knee, 2, arms={"a": {"idle": 2}, "b": {"idle": 0}}),
        lambda: read_sweep({"scenario": knee, "series": ["effort"], "parameters": {"idle": [0, 2]}}),
        lambda: axis(knee, "idle", 3),
    ]
    for door in doors:
        with pytest.raises(ValueError, match=said):
            door()
    assert agonist.Patient(knee, settings={"idle": 1, "load": 0.4}).resolved.knobs["load"] == 0.4


def test_a_setting_that_every_arm_sets_anew_is_refused(knee: Scenario) -> None:
    arms = {"a": {"load": 0.2}, "b": {"load": 0.4}}
    with pytest.raises(ValueError, match="load is set, and every arm sets it anew"):
        agonist.cohort(knee, 2, settings={"load": 0.3}, arms=arms)
    assert len(_plans(knee.with_(arms={"a": {}, "b": {"load": 0.4}}), {"load": 0.2}, None, "maintained", None)) == 2


def test_an_axis_is_one_setting() -> None:
    with pytest.raises(ValueError, match="x and y are both dose"):
        distinct("dose", "dose", {})
    with pytest.raises(ValueError, match="dose is set, and an axis turns it"):
        distinct("dose", "days", {"dose": 1.0})
    with pytest.raises(ValueError, match="load is set, and an axis turns it"):
        agonist.phase(LOST, x="load=0.2:0.4:2", settings={"load": 0.3})


def test_scenarios_of_a_sweep_are_told_apart(knee: Scenario) -> None:
    with pytest.raises(ValueError, match="two are called 'knee', and rows could not be told apart"):
        read_sweep({"scenario": [knee, knee.with_(days=2)], "series": ["effort"]})
    two = {"scenario": [knee, knee.with_(name="other", days=2)], "series": ["effort"]}
    assert len(read_sweep(two).scenarios) == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"muscles": {"a": 0.03}, "sides": ["left"]}, "body, sides: a body from muscles has its own"),
        ({"muscles": {"a": 0.03}, "model": "thsh"}, "body, model: a body from muscles"),
        ({"graph": "g.graphml", "split": ["soleus"]}, "body, split: a body from graph"),
        ({"joint": "knee"}, "body, joint: it names the joint of a scheme"),
    ],
)
def test_a_body_has_no_key_that_it_does_not_ask(body: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        from_keys({**KNEE, "body": body}, "knee")


def test_a_sweep_of_which_nothing_would_be_kept_is_refused(knee: Scenario) -> None:
    with pytest.raises(ValueError, match="knee has no windows and no readings: nothing would be kept"):
        read_sweep({"scenario": knee})
    late = knee.with_(read=["maximal_torque_nm knee_extension right @ 3 days"])
    with pytest.raises(ValueError, match="no readings within these days"):
        read_sweep({"scenario": late, "days": 2})
    assert read_sweep({"scenario": late}).runs == read_sweep({"scenario": knee, "series": ["effort"]}).runs == 1


def test_what_is_fitted_is_not_set() -> None:
    with pytest.raises(ValueError, match="load is set and fitted"):
        free_of(load(LOST), ["load"], {"load": 0.3})
    assert [f.name for f in free_of(load(LOST), (), {"dose": 0.3})] == ["held_days"]


# -- words said twice ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("size_cm2 quadriceps left right @ end", "side is 'left' and 'right'"),
        ("share soleus in gait in stair right", "task is 'gait' and 'stair'"),
        ("range_deg hip_flexion right least greatest", "part is 'least' and 'greatest'"),
        ("hold_s soleus right load=0.2 load=0.3", "load is said twice"),
        ("hold_s soleus right load=1_0", "load = '1_0'; it needs a number"),
        ("hold_s soleus right load=0,3", "load = '0,3'; it needs a number"),
    ],
)
def test_a_reading_is_of_one_thing(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10 share=0.2 share=0.3", "share is said twice"), ("10 catch catch", "catch is said twice"),
        ("10 share=0.2 change=0.1", "share and change rule each other out"),
        ("10 clamp=0.1 channel", "clamp and channel rule each other out"),
    ],
)  # fmt: skip
def test_a_block_of_trials_says_each_thing_once(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        block(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("knee_extension right 3x10 4x8", "sets is said twice"), ("knee_extension right left 3x10", "side is said twice"),
        ("knee_extension 3x10 load=0.2 load=0.3", "load is said twice"),
        ("knee_extension 3x10 eccentric concentric", "kind is said twice"),
    ],
)  # fmt: skip
def test_an_exercise_says_each_thing_once(text: str, said: str, knee: Scenario) -> None:
    call: Any = None
    with pytest.raises(ValueError, match=said):
        exercise(call, text)


def test_an_event_that_is_waited_for_never_is_refused(knee: Scenario) -> None:
    with pytest.raises(ValueError, match="after day 3 and before day 2, which is never"):
        event("x", "injury quadriceps right after 3 before 2", resolve(knee).subject, 4.0, {})


def test_a_word_of_a_person_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", LOST, "--person", "sex=male", "--person", "sex=female"]) == 2
    assert "--person sex: it is set twice" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "arguments", "said"),
    [
        ("cue", {"muscle": "soleus", "amount": 0.1, "task": "gait"}, "task is of what sessions_per_week asks for"),
        ("practice", {"task": "gait", "reps": 9, "load": 0.2, "speed": 0.4}, "speed is of what kind asks for"),
        ("practice", {"task": "gait", "reps": 9, "load": 0.2, "rest_s": 9}, "rest_s is of what sessions_per_week"),
        ("inhibit", {"muscle": "soleus_right", "side": "left", "fraction": 0.5}, "'soleus_right' is on the right"),
        ("inhibit", {"muscle": "vasti_right", "side": "left", "fraction": 0.5}, "'vasti_right' is on the right"),
    ],
)
def test_an_argument_matters_or_is_refused(leg: agonist.Patient, word: str, arguments: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        leg.do(word, **arguments)


def test_what_lasts_no_time_is_said(leg: agonist.Patient) -> None:
    assert leg.do("inhibit", muscle="soleus", fraction=0.5, days=0) == (
        "inhibit on day 0 does nothing: it lasts no time",
    )


@pytest.fixture(scope="module")
def leg() -> agonist.Patient:
    """A leg."""
    return agonist.Patient("leg")


@pytest.mark.parametrize(
    "words", [["--against", "c"], ["--explain", "x"], ["--by", "x"], ["--explain", "sise", "--by", "size"]]
)
def test_a_question_that_no_life_answers_is_refused_before_one_is_lived(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("agonist.experiments.cohorts.cohort", lambda *_: pytest.fail("people have lived"))
    read = ["--read", "effort hip_extension right @ end"]
    assert cli.main(["cohort", LOST, "--people", "2", *read, "--arm", "a:dose=0.2", "--arm", "b:dose=0.3", *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_no_arm_is_called_as_the_uneventful_life(knee: Scenario) -> None:
    with pytest.raises(ValueError, match="arms, control: this is what the life is called in which nothing happens"):
        knee.with_(arms={"control": {"load": 0.2}, "b": {}})


# -- the page ------------------------------------------------------------------------------------------------------


def test_what_is_taken_from_the_page_is_the_whole_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    pull = Scenario(
        title="Pull", days=9, watch="pull", body={"muscles": {"a": 0.03, "b": 0.02}, "joint": "elbow"}, read=["effort pull"],
        plan=[{"do": "practice", "task": "pull", "reps": 9, "load": "$load"}], events={"x": "injury a"},
        knobs={"load": {"value": 0.3, "low": 0.1, "high": 0.8}},
    )  # fmt: skip
    monkeypatch.setattr(export, "scenario_of", lambda recipe: pull)
    again = read_text(export.toml_of(Recipe("pull", settings=(("load", 0.5), ("habit_gain", 0.2)))), "mine.toml")
    assert (again.body, again.read, again.events, again.plan) == (pull.body, pull.read, pull.events, pull.plan)
    assert again.knobs[0].value == 0.5 and dict(again.parameters) == {"habit_gain": 0.2}


def test_a_link_that_is_too_long_or_says_a_thing_twice_is_told() -> None:
    with pytest.raises(ValueError, match="link cannot be read .it has 8,0"):
        read_query("?seed=2&x=" + "a" * 8000, "healthy")
    assert strange("?seed=1&seed=2") == "this link says 'seed' 2 times; the first one counts"


# -- rows of tables -----------------------------------------------------------------------------------------------

PARAMETERS = """muscle,anatomical_name,compartment,f_iso_max_n,l_opt_m,l_tendon_slack_m,penn_opt_deg
long,long_puller,,500,.1,.1,0
near,near_puller,,300,.1,.1,0
"""
GRID = "deg,muscle,r,l_fibre_norm\n0,long,0.04,1.2\n60,long,0.04,0.78\n0,near,0.02,1.1\n60,near,0.02,0.89\n"
BODIES = """[groups]
elbow = "arm"
[body.arm]
text = "Two pullers"
parameters = ["p.csv"]
[[body.arm.grid]]
file = "g.csv"
coordinates = { deg = "elbow_flexion" }
axes = { r = "elbow_flexion" }
"""
HEAD = {
    "rates.csv": "anatomical_name,wasting_rate,growth_rate,source,mark\n",
    "fibre_types.csv": "anatomical_name,slow_percent,source,mark\n",
}


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("rates.csv", HEAD["rates.csv"] + "long_pulller,2,1,me,judgement\n", "no muscle is called 'long_pulller'; did you mean 'long_puller'"),
        ("fibre_types.csv", HEAD["fibre_types.csv"] + "long,50,me,judgement\n", "no muscle is called 'long'"),
        ("fibre_types.csv", HEAD["fibre_types.csv"] + "long_puller,.5,me,judgement\n", "in per cent, and these look like parts"),
        ("groups.toml", '[arm]\nboth = ["long_puller", "near_puler"]\n', "both: no muscle is called 'near_puler'; did you mean 'near_puller'"),
        ("groups.toml", '[amr]\nboth = ["long_puller"]\n', "no body of this folder is called 'amr'"),
        ("groups.toml", 'both = ["long_puller"]\n', "groups stand in a table"),
        ("rate.csv", HEAD["rates.csv"], "rate.csv: no table of this name is read; rates.csv is"),
        ("task.toml", "", "task.toml: no table of this name is read; tasks.toml is"),
        ("p.csv", PARAMETERS + "third,third_puller,,300,.1,.1,0\n", "third has a row in p.csv and stands in no grid"),
        ("p.csv", PARAMETERS.replace("near_puller", "long_puller"), "'near' and 'long' are both 'long_puller', compartment ''"),
    ],
)  # fmt: skip
def test_a_row_of_ones_own_that_no_body_reads_is_refused(tmp_path: Path, file: str, text: str, said: str) -> None:
    for name, right in {"bodies.toml": BODIES, "p.csv": PARAMETERS, "g.csv": GRID}.items():
        (tmp_path / name).write_text(right)
    body = load_body("arm", folder=tmp_path)
    names = [m.anatomical_name for m in body.muscles]
    assert groups_of(body, names) == {}
    (tmp_path / file).write_text(text)
    with pytest.raises(ValueError) as refused:
        groups_of(load_body("arm", folder=tmp_path), names)
    assert said in str(refused.value) and "\n" not in str(refused.value)


READING = "share gluteus_maximus right @ 2 days"


@pytest.mark.parametrize("text", [
    f"reading;value;sd\n{READING};0,38;0,03\n", f"\ufeffReading,Value,SD\n{READING},0.38,0.03\n",
    f"# scenario: healthy,,\nreading,value,sd\n{READING}, 0.38 ,0.03,\n",
])  # fmt: skip
def test_what_was_measured_is_read_as_a_spreadsheet_saves_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "p.csv").write_text(text, encoding="utf-8")
    found = measured.read(tmp_path / "p.csv")
    assert found.data == (measured.Datum(READING, 0.38, 0.03, 1),)
    assert found.scenario == ("healthy" if "healthy" in text else "")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (f"{READING},0,38,0,03\n", "row 2: has 5 cells"), (f"{READING},0.38,0.03,9\n", "row 2: has 4 cells"),
        (f"{READING},1_0,0.03\n", "holds '1_0', which is not a number"), (f"{READING},0.38,0\n", "sd = 0"),
        (f"{READING},38,3\n", "parts of 1, not per cent"),
        (f"{READING},0.38,0.03\n{READING},0.39,0.03\n", "stands twice, of nobody in particular; say in a column person"),
    ],
)  # fmt: skip
def test_what_was_measured_is_refused_where_cells_would_be_lost(tmp_path: Path, rows: str, said: str) -> None:
    (tmp_path / "p.csv").write_text(f"reading,value,sd\n{rows}")
    with pytest.raises(ValueError) as refused:
        measured.read(tmp_path / "p.csv")
    assert said in str(refused.value)


# -- people -------------------------------------------------------------------------------------------------------


def test_what_a_scenario_says_of_its_person_is_said_of_all_its_people(knee: Scenario) -> None:
    old = knee.with_(person={"age": 70, "sex": "female", "size": 1.2})
    who = _people(old, 4, None, None, None)
    assert {(p.age, p.sex, dict(p.said)["size"]) for p in map(who.person, who.numbers())} == {(70.0, "female", 1.2)}
    own = _people(old.with_(people={"age": [20, 30]}), 4, None, None, None)
    assert all(20 <= own.person(n).age <= 30 and own.person(n).sex == "female" for n in own.numbers())
    assert People().like(read_person("x", {"species": "animal"})).person(1).species == "animal"


def test_one_name_of_a_person_and_of_traits_at_every_door(knee: Scenario) -> None:
    reading = "maximal_torque_nm knee_extension right"
    young, old, same = (agonist.Patient(knee, **who) for who in ({}, {"person": {"age": 70}}, {"who": {"age": 70}}))
    assert young.read(reading) > old.read(reading) == same.read(reading)
    found = cohort(knee, 2, days=0.5, traits=["size"], person={"age": 70}, read=[f"{reading} @ end"], control=False)
    assert set(found.traits) == {"size"} and set(found.covariates["age"]) == {70.0}
    for wrong in ({"person": {}, "who": {}},):
        with pytest.raises(ValueError, match="two names of one thing"):
            agonist.Patient(knee, **wrong)
    with pytest.raises(ValueError, match="two names of one thing"):
        cohort(knee, 2, traits=["size"], only=["size"])


def test_a_trait_of_ones_own_differs_between_people_and_moves_its_parameters(knee: Scenario) -> None:
    told = {"count": 3, "own": {"tremor": {"parameters": ["exploration_sd"], "spread": 0.5}}}
    held = knee.with_(people=told)
    assert from_keys({**KNEE, "people": told}, "knee").people == held.people
    assert read_text(held.toml(), "knee.toml").people == held.people
    who = _people(held, 3, None, None, None)
    one, other = (who.person(n) for n in who.numbers()[:2])
    assert one.values()["tremor"] != other.values()["tremor"] and who.differing()[-1] == "tremor"
    structure, parameters = resolve(held).subject.structure, resolve(held).parameters
    assert one.of(structure, parameters).parameters["exploration_sd"] == pytest.approx(
        parameters["exploration_sd"] * one.values()["tremor"] * one.values()["exploration"]
    )
    alone = _people(held, 3, None, ["tremor"], {"tremor": 0.0})
    assert alone.person(1).values() == {"tremor": 1.0}


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"size": {"parameters": ["exploration_sd"], "spread": 0.5}}, "'size' is a trait of the table"),
        ({"tremor": {"parameters": ["exploration"], "spread": 0.5}}, "unknown parameter 'exploration'"),
        ({"tremor": {"parameters": [], "spread": 0.5}}, "needs names of the parameter table"),
        ({"tremor": {"parameters": ["exploration_sd"], "spread": 15}}, "spread = 15 is out of range"),
        ({"tremor": {"parameters": ["exploration_sd"], "spread": 0.1, "low": 2}}, "the factor of the mean person, 1"),
        ({"tremor": {"spread": 0.1}}, "lacks 'parameters'"),
        ({"tremor": 3}, "needs a table"),
    ],
)
def test_a_trait_of_ones_own_is_refused_where_it_is_none(knee: Scenario, own: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        knee.with_(people={"own": own})


def test_numbers_of_numpy_are_numbers(knee: Scenario) -> None:
    assert read_person("p", {"age": np.float32(40), "number": np.int64(3)}).number == 3
    assert read_people("p", {"count": np.int64(5), "age": [np.float64(20), 30]}).count == 5
    assert _people(knee, np.int64(6), np.int64(2), None, None).count == 6
    asked = read_sweep(
        {
            "scenario": knee,
            "series": ["effort"],
            "iterations": np.int64(2),
            "seed": np.int32(3),
            "parameters": {"load": np.array([0.2, 0.3])},
        }
    )
    assert asked.runs == 4 and asked.canonical()


def test_what_never_happened_is_not_told(knee: Scenario) -> None:
    patient = agonist.Patient(knee)
    before = patient.snapshot()
    patient.do("weaken", muscle="rectus_femoris", fraction=0.5)
    patient.restore(before)
    assert patient.history == [] and "nothing yet" in repr(patient)


# -- said, where it is no mistake ---------------------------------------------------------------------------------


def test_words_that_do_nothing_are_said_of_arms(knee: Scenario) -> None:
    late = {"plan": [{"do": "inhibit", "muscle": "rectus_femoris", "fraction": 0.5, "day": 9}]}
    found: Cohort = cohort(knee, 2, days=0.5, arms={"late": late, "none": {}, "usual": {}}, traits=["size"])
    assert any(line.startswith("arm late: ") and "never met" in line for line in found.notes)
    assert "arms none and usual live the same life" in found.notes


def test_what_only_a_cohort_lives_is_said_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        load(LOST)
        .with_(events={"x": "injury gluteus_maximus right"}, arms={"a": {"dose": 0.2}, "b": {}}, people={"count": 3})
        .toml()
    )
    (tmp_path / "s.toml").write_text(text)
    assert cli.main(["run", str(tmp_path / "s.toml"), "--days", "0.5", "--json"]) == 0
    told = capsys.readouterr().err
    assert all(word in told for word in ("arms a, b:", "events x:", "lives all 3"))
