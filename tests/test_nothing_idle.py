"""What would be taken and change nothing is refused, or said: numbers nobody asks, words said twice, rows that no body reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clinic import KNEE

import agonist
from agonist.experiments import cli
from agonist.experiments.axes import axis, distinct
from agonist.experiments.cohorts import _plans
from agonist.experiments.fitting import measured
from agonist.experiments.fitting.infer import free_of
from agonist.experiments.sweeps.reader import read_sweep
from agonist.model.assessment.events import event
from agonist.model.assessment.reading import parse
from agonist.model.body.anatomy import load as load_body
from agonist.model.body.groups import groups_of
from agonist.model.interventions.sessions import exercise
from agonist.model.scenario import Scenario, from_keys, load, resolve

LOST = "gluteal-inhibition"


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
        ("knee_extension right 3x10 4x8", "sets is said twice"),
        ("knee_extension right left 3x10", "side is said twice"),
        ("knee_extension 3x10 load=0.2 load=0.3", "load is said twice"),
        ("knee_extension 3x10 eccentric concentric", "kind is said twice"),
    ],
)
def test_an_exercise_says_each_thing_once(text: str, said: str, knee: Scenario) -> None:
    call: Any = None
    with pytest.raises(ValueError, match=said):
        exercise(call, text)


def test_an_event_that_is_waited_for_never_is_refused(knee: Scenario) -> None:
    with pytest.raises(ValueError, match="after day 3 and before day 2, which is never"):
        event("x", "injury quadriceps right after 3 before 2", resolve(knee).subject, 4.0, {})


@pytest.mark.parametrize("words", [["run", LOST], ["sweep", "w.toml"], ["loop", LOST], ["graph", LOST]])
def test_an_output_without_a_name_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*words, "--out", ""]) == 2
    assert "--out: it is empty" in capsys.readouterr().err


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
    "weakening.csv": "anatomical_name,weakening_rate,source,mark\n",
    "ageing.csv": "anatomical_name,ageing_rate,source,mark\n",
    "female.csv": "anatomical_name,female_rate,source,mark\n",
}


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("rates.csv", HEAD["rates.csv"] + "long_pulller,2,1,me,judgement\n", "no muscle is called 'long_pulller'; did you mean 'long_puller'"),
        ("fibre_types.csv", HEAD["fibre_types.csv"] + "long,50,me,judgement\n", "no muscle is called 'long'"),
        ("fibre_types.csv", HEAD["fibre_types.csv"] + "long_puller,.5,me,judgement\n", "in per cent, and these look like parts"),
        ("weakening.csv", HEAD["weakening.csv"] + "longer,1,me,judgement\n", "no muscle is called 'longer'"),
        ("ageing.csv", HEAD["ageing.csv"] + "longer,1,me,judgement\n", "no muscle is called 'longer'"),
        ("female.csv", HEAD["female.csv"] + "longer,1,me,judgement\n", "no muscle is called 'longer'"),
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
