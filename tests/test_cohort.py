"""Cohorts: people are keyed, differ as told, and are compared with themselves."""

from __future__ import annotations

import json

import numpy as np
import pytest

from agonist.experiments import cli, cohort
from agonist.experiments.cohorts import correlation, effect_size
from agonist.experiments.people import person, scores, traits
from agonist.model.engine import Channel
from agonist.model.scenario import load, resolve

SHORT = {"days": 40.0}


def structure():
    """A right hip."""
    return resolve(load("gluteal-inhibition")).subject.structure


def test_a_person_is_a_number_and_traits_do_not_touch_each_other() -> None:
    whole, part = person(structure(), 7), person(structure(), 7, ["response", "reflex"])
    assert {key: whole[key] for key in part} == part
    assert person(structure(), 8) != whole
    assert all(trait.mark in ("computed", "judgement") and trait.source for trait in traits().values())


def test_factors_have_mean_one_and_the_spread_that_is_asked_for() -> None:
    """2000 people; three standard errors of mean and spread."""
    channel = Channel("muscles", "gluteus_maximus_right", "force_max_n")
    forces = np.array([person(structure(), n, ["strength"], spreads={"strength": 0.2})[channel] for n in range(2000)])
    healthy = structure().start["muscles"][structure().names.muscles.index("gluteus_maximus_right"), 0]
    assert forces.mean() / healthy == pytest.approx(1.0, abs=3 * 0.2 / 2000**0.5)
    assert np.log(forces).std() == pytest.approx(0.2, abs=3 * 0.2 / 4000**0.5)


def test_two_traits_of_strength_multiply() -> None:
    channel = Channel("muscles", "gluteus_maximus_right", "force_max_n")
    both, first, second = (person(structure(), 3, only)[channel] for only in (None, ["strength"], ["proportion"]))
    healthy = structure().start["muscles"][structure().names.muscles.index("gluteus_maximus_right"), 0]
    assert both == pytest.approx(first * second / healthy)


def test_more_people_leave_the_first_ones_as_they_are() -> None:
    small, large = (cohort("gluteal-inhibition", people=n, control=False, **SHORT) for n in (3, 10))
    for measure in set(small.measures) & set(large.measures):
        assert np.array_equal(large.column(measure)[:3], small.column(measure), equal_nan=True)
    assert large.people[:3] == small.people


def test_a_cohort_loses_what_is_inhibited_and_its_control_does_not() -> None:
    found = cohort("gluteal-inhibition", people=16, days=52.0, settings={"held_days": 25.0})
    rows = {r["measure"]: r for r in found.rows()}
    lost = rows["share.during.gluteus_maximus_right"]
    before = rows["share.before.gluteus_maximus_right"]
    assert before["d"] == pytest.approx(0.0, abs=1e-9)
    assert before["sd"] > 0.0
    assert lost["mean"] < lost["control_mean"] and lost["d"] < -1.0
    assert rows["maximal_torque_nm"]["trait"] == "strength" and rows["maximal_torque_nm"]["r"] > 0.5


def test_without_spread_all_people_are_alike_but_for_chance() -> None:
    found = cohort("healthy", people=4, days=5.0, only=["strength"], spreads={"strength": 0.0}, control=False)
    torque = found.column("maximal_torque_nm")
    assert torque.std() / torque.mean() < 1e-3


def test_statistics() -> None:
    first, second = np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 4.0])
    assert effect_size(first, second) == pytest.approx(-1.0)
    assert correlation(first, second) == pytest.approx(1.0)
    assert np.isnan(correlation(first, np.ones(3))) and np.isnan(effect_size(np.ones(3), np.ones(3)))
    assert set(scores(5)) < set(traits())


def test_the_command_writes_table_figure_and_people(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["cohort", "healthy", "--people", "4", "--days", "3", "--json", "--out", str(tmp_path)]
    assert cli.main(arguments) == 0
    held = json.loads(capsys.readouterr().out)
    assert held["people"] == 4 and {r["measure"] for r in held["rows"]} >= {"maximal_torque_nm", "activation_ratio"}
    lines = (tmp_path / "people.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 9 and lines[0].startswith("arm,person,")
    assert (tmp_path / "figure.svg").exists()


@pytest.mark.parametrize(
    "arguments",
    [["nowhere"], ["healthy", "--people", "1"], ["healthy", "--trait", "charm"], ["healthy", "--jobs", "0"],
     ["healthy", "--set-spread", "strength=3"], ["healthy", "--set-spread", "charm=0.1"], ["healthy", "--seed", "-1"]],
)  # fmt: skip
def test_a_mistake_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["cohort", *arguments]) == 2
    assert capsys.readouterr().err.strip().splitlines()[-1].startswith("agonist: ")
