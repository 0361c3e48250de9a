"""One name of a person, of traits and of people at every door; what is said where it is no mistake; what the page gives away."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from clinic import KNEE

import agonist
from agonist.experiments import cli
from agonist.experiments.arms import Cohort
from agonist.experiments.cohorts import _people, cohort
from agonist.experiments.sweeps.reader import read_sweep
from agonist.model.persons import People, read_people, read_person
from agonist.model.scenario import Scenario, from_keys, load, read_text, resolve
from agonist.viz.session import export
from agonist.viz.session.recipe import Recipe, read_query, strange

LOST = "gluteal-inhibition"


@pytest.fixture(scope="module")
def knee() -> Scenario:
    """A scenario with a knob that nothing asks."""
    return from_keys(KNEE, "knee")


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
        ({"tremor": {"parameters": [], "spread": 0.5}}, "needs 'parameters' of the table or 'knobs' of the scenario"),
        ({"tremor": {"parameters": ["exploration_sd"], "spread": 15}}, "spread = 15 is out of range"),
        ({"tremor": {"parameters": ["exploration_sd"], "spread": 0.1, "low": 2}}, "the factor of the mean person, 1"),
        ({"tremor": {"spread": 0.1}}, "needs 'parameters' of the table or 'knobs'"),
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


def test_a_scenario_is_changed_with_numbers_of_numpy(knee: Scenario) -> None:
    word = {"do": "weaken", "muscle": "vasti", "fraction": np.float64(0.3), "day": np.int64(1)}
    held = knee.with_(days=np.float64(3), add=[word])
    assert held.days == 3.0 and read_text(held.toml(), "knee.toml").plan == held.plan
    texts = np.array(["maximal_torque_nm knee_extension right @ end"])
    assert list(agonist.run(knee, days=np.int64(1), read=texts).read) == texts.tolist()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a shell")
def test_nobody_has_to_listen() -> None:
    words = f"{shlex.quote(sys.executable)} -m agonist cite hebb_rate 1>&- 2>&-"
    assert subprocess.run(["sh", "-c", words], capture_output=True, check=False).returncode == 0


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


# -- the page ------------------------------------------------------------------------------------------------------


def test_what_is_taken_from_the_page_is_the_whole_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    pull = Scenario(
        title="Pull",
        days=9,
        watch="pull",
        body={"muscles": {"a": 0.03, "b": 0.02}, "joint": "elbow"},
        read=["effort pull"],
        plan=[{"do": "practice", "task": "pull", "reps": 9, "load": "$load"}],
        events={"x": "injury a"},
        knobs={"load": {"value": 0.3, "low": 0.1, "high": 0.8}},
    )
    monkeypatch.setattr(export, "scenario_of", lambda recipe: pull)
    again = read_text(export.toml_of(Recipe("pull", settings=(("load", 0.5), ("habit_gain", 0.2)))), "mine.toml")
    assert (again.body, again.read, again.events, again.plan) == (pull.body, pull.read, pull.events, pull.plan)
    assert again.knobs[0].value == 0.5 and dict(again.parameters) == {"habit_gain": 0.2}


def test_a_link_that_is_too_long_or_says_a_thing_twice_is_told() -> None:
    with pytest.raises(ValueError, match="link cannot be read .it has 8,0"):
        read_query("?seed=2&x=" + "a" * 8000, "healthy")
    assert strange("?seed=1&seed=2") == "this link says 'seed' 2 times; the first one counts"


def test_people_live_on_a_body_whose_joints_inhibit_nobody() -> None:
    pull = Scenario(
        title="Pull",
        days=0.5,
        watch="pull",
        body={"muscles": {"a": 0.03, "b": 0.02}, "joint": "elbow"},  # type: ignore[arg-type]
        plan=[{"do": "practice", "task": "pull", "reps": 9, "load": 0.3}],  # type: ignore[arg-type]
    )
    found = cohort(pull, 2, read=["maximal_torque_nm pull @ end"], control=False)
    assert np.isfinite(found.lived.values).all()
