"""The reader of sweep files is closed: what it does not know, it refuses with one line that names the place."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from sweep_fakes import SCENARIO, asked

from agonist.experiments.sweeps.reader import read_sweep
from agonist.experiments.sweeps.spec import SweepError

RANGE = {"reciprocal_gain": {"low": 0.0, "high": 0.3}}


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"iteration": 3}, "unknown key 'iteration'; did you mean 'iterations'"),
        ({"parameters": {"reciprocal_gian": 0.1}}, "did you mean 'reciprocal_gain'"),
        ({"parameters": {"reciprocal_gain": 3.0}}, "parameters.reciprocal_gain = 3 is out of range; it needs 0 to 0.4"),
        ({"parameters": {"reciprocal_gain": float("nan")}}, "not a number"),
        ({"parameters": {"reciprocal_gain": "0.1"}}, "not a number"),
        ({"parameters": {"reciprocal_gain": True}}, "not a number"),
        ({"parameters": {"reciprocal_gain": [0.1, 0.1]}}, "none twice"),
        ({"parameters": {"reciprocal_gain": []}}, "at least one"),
        ({"parameters": {"reciprocal_gain": {"low": 0.2, "high": 0.1}}}, "must be below"),
        ({"parameters": {"reciprocal_gain": {"lo": 0.2}}}, "unknown key 'lo'"),
        ({"parameters": {"reciprocal_gain": {"log": True}}}, "needs low above 0"),
        ({"parameters": {"dose": 7}}, "dose = 7 is out of range; it needs 0 to 5 mL"),
        ({"parameters": 3}, "needs a table"),
        ({"parameters": RANGE, "design": "grid", "n": None}, "has low and high"),
        ({"parameters": RANGE, "n": 0}, "n needs a whole number from 1"),
        ({"parameters": RANGE, "design": "sobol", "n": 60}, "power of two, such as 64"),
        ({"parameters": RANGE, "design": "lattin"}, "did you mean 'latin'"),
        ({"parameters": {"dose": 1}}, "needs a parameter with low and high"),
        ({"parameters": RANGE, "second_order": True}, "belongs to design 'saltelli'"),
        ({"seeds": [1, 2], "iterations": 2}, "either seeds"),
        ({"iterations": None, "seeds": [1, 1]}, "twice"),
        ({"iterations": None, "seeds": [-1]}, "whole numbers from 0"),
        ({"iterations": 1.5}, "iterations needs a whole number"),
        ({"days": -1}, "days needs a number above 0"),
        ({"scenario": "no-such"}, "unknown scenario 'no-such'"),
        ({"scenario": []}, "scenario needs a name"),
        ({"learner": ["use", "use"]}, "different names"),
        ({"every": 3}, "every needs series"),
        ({"part": 0}, "part needs a whole number"),
    ],
)
def test_a_mistake_is_refused_with_one_line(keys, said):
    base = {"scenario": SCENARIO, "iterations": 5, "design": "latin", "n": 8, "parameters": RANGE} | keys
    with pytest.raises(SweepError) as caught:
        read_sweep({key: value for key, value in base.items() if value is not None})
    assert said in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.toml", "scenario = ", "a.toml: "),
        ("a.yaml", "scenario: [", "a.yaml: "),
        ("a.yaml", "- 1", "a sweep is a table of keys"),
        ("a.txt", "", "ends in .toml"),
    ],
)
def test_a_broken_file_is_refused_with_one_line(tmp_path, name, text, said):
    (tmp_path / name).write_text(text)
    with pytest.raises(SweepError) as caught:
        read_sweep(tmp_path / name)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_missing_file_is_refused_with_one_line(tmp_path):
    with pytest.raises(SweepError, match="cannot be read"):
        read_sweep(tmp_path / "none.toml")


def test_equal_sweeps_are_canonically_equal_and_an_edited_scenario_is_another_sweep():
    assert asked(seeds=[1, 2, 3, 4, 5], iterations=None).canonical() == asked().canonical()
    assert asked(seeds=[1, 3], iterations=None).canonical()["seeds"] == [1, 3]
    from dataclasses import replace

    edited = replace(SCENARIO, days=11.0)
    assert asked(scenario=edited).canonical() != asked().canonical()
