"""Cohorts: people are keyed, differ as told, and are compared with themselves."""

from __future__ import annotations

import json

import numpy as np
import pytest

from agonist.experiments import cli, cohort
from agonist.experiments.comparing import correlation, effect_size
from agonist.experiments.instruments.bench import Bench, OnlyCost
from agonist.experiments.remaking import again
from agonist.experiments.running import run
from agonist.model.assessment.patient import Patient
from agonist.model.parameters import TABLE
from agonist.model.persons import Person
from agonist.model.scenario import load, resolve
from agonist.model.traits import adjusted, drawn, score, trait_of, traits

SHORT = {"days": 40.0}


def structure():
    """A right hip."""
    return resolve(load("gluteal-inhibition")).subject.structure


def test_a_person_is_a_number_and_traits_do_not_touch_each_other() -> None:
    whole, part = Person(7, drawn=tuple(traits())), Person(7, drawn=("response", "reflex"))
    assert {name: whole.values()[name] for name in part.values()} == part.values()
    assert Person(8, drawn=tuple(traits())).values() != whole.values()
    assert all(t.mark in ("computed", "judgement", "recalled") and t.source and t.unit for t in traits().values())


def test_factors_have_mean_one_and_the_spread_that_is_asked_for() -> None:
    """2000 people; three standard errors of mean and spread."""
    sizes = np.array([drawn(n, "size", {"size": 0.2}) for n in range(2000)])
    assert sizes.mean() == pytest.approx(1.0, abs=3 * 0.2 / 2000**0.5)
    assert np.log(sizes).std() == pytest.approx(0.2, abs=3 * 0.2 / 4000**0.5)


def test_akin_traits_go_together_as_the_table_says() -> None:
    first, second = (np.array([score(n, name) for n in range(2000)]) for name in ("swelling", "healing"))
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(traits()["healing"].r, abs=3 / 2000**0.5)


def test_size_and_force_per_size_multiply_in_force_and_only_size_in_area() -> None:
    larger, better = (Person(said=((name, 1.2),)).of(structure(), {}) for name in ("size", "force_per_size"))
    both = Person(said=(("force_per_size", 1.2), ("size", 1.2))).of(structure(), {})
    force = ("muscles", "force_max_n")
    assert np.allclose(both.columns[force], larger.columns[force] * 1.2)
    read = {"read": ["size_cm2 gluteus_maximus right @ 1 day"], "days": 1.0}
    life = load("gluteal-inhibition").with_(windows={}, **read)
    areas = [run(life, person=p).read.popitem()[1] for p in ({}, {"size": 1.2}, {"force_per_size": 1.2})]
    assert areas[1] == pytest.approx(1.2 * areas[0]) and areas[2] == pytest.approx(areas[0])
    assert np.allclose(better.columns["muscles", "body_quality"], 1.2)


def test_a_preset_never_silences_a_trait() -> None:
    """The scenario sets the slow response by a word; people still differ in it."""
    texts = ["activation_ratio knee_extension right @ end"]
    life = load("acl-reconstruction").with_(windows={}, days=200)
    strong, weak = (run(life, person={"response": r}, read=texts).read[texts[0]] for r in (2.0, 0.4))
    assert weak - strong > 0.02
    patients = [Patient(life, who={"response": r}) for r in (2.0, 0.4)]
    for one in patients:
        one.advance(200)
    assert [p.assess("activation_ratio", task="knee_extension", side="right") for p in patients] == [strong, weak]


def test_swelling_is_what_the_same_event_comes_to() -> None:
    for who in ({}, {"swelling": 1.5}):
        patient = Patient("leg", who=who)
        patient.do("inject effusion", joint="knee", side="right", ml=20)
        assert patient.read("effusion_ml knee right") == pytest.approx(20 * who.get("swelling", 1.0))


def test_age_and_sex_change_size_and_the_reference_changes_nothing() -> None:
    assert Person().values() == {}
    old, woman = Person(age=75.0).values(), Person(sex="female").values()
    assert old["size"] == pytest.approx(0.81, abs=0.01)  # Naruse et al. 2023: nine groups of muscles, mean -19 %
    assert 0.70 < woman["size"] < 0.75  # Miller et al. 1993: 25 and 30 % smaller


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
    assert rows["maximal_torque_nm"]["trait"] == "size" and rows["maximal_torque_nm"]["r"] > 0.5


def test_without_spread_all_people_are_alike_but_for_chance() -> None:
    found = cohort("healthy", people=4, days=5.0, only=["size"], spreads={"size": 0.0}, control=False)
    torque = found.column("maximal_torque_nm")
    assert torque.std() / torque.mean() < 1e-3


def test_statistics() -> None:
    first, second = np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 4.0])
    assert effect_size(first, second) == pytest.approx(-1.0)
    assert correlation(first, second) == pytest.approx(1.0)
    assert np.isnan(correlation(first, np.ones(3))) and np.isnan(effect_size(np.ones(3), np.ones(3)))


def test_the_command_writes_table_figure_and_people(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["cohort", "healthy", "--people", "4", "--days", "3", "--json", "--out", str(tmp_path)]
    assert cli.main(arguments) == 0
    held = json.loads(capsys.readouterr().out)
    assert held["people"] == 4 and {r["measure"] for r in held["rows"]} >= {"maximal_torque_nm", "activation_ratio"}
    lines = (tmp_path / "cohort.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 9 and lines[0].startswith("arm,person,")
    assert (tmp_path / "cohort.svg").exists() and held["command"].startswith("agonist cohort healthy")
    (part,) = (tmp_path / "lives").glob("*/parts/*.parquet")
    part.unlink()
    assert cli.main(arguments) == 0  # what is gone is lived again
    assert json.loads(capsys.readouterr().out)["rows"] == held["rows"] and part.exists()
    assert again(tmp_path, tmp_path / "again").different == ()


def test_people_on_a_bench_are_the_same_people(tmp_path) -> None:
    asked = {"people": 5, "days": 3, "events": {"hurt": "joint_pain knee right above 3"}, "spreads": {"size": 0.3}}
    asked |= {"read": ["size_cm2 quadriceps right @ 2 days"], "arms": {"little": {"ml": 5}, "much": {}}}
    plain = cohort("knee-effusion", **asked)
    for _ in range(2):  # lived, and then kept
        kept = cohort("knee-effusion", **asked, bench=Bench(out=tmp_path))
        assert [a.name for a in kept.arms] == ["little", "much"] and kept.units == plain.units
        for one, other in zip(plain.arms, kept.arms, strict=True):
            for field in ("values", "days", "exposure"):
                np.testing.assert_array_equal(getattr(one, field), getattr(other, field))
    with pytest.raises(OnlyCost, match="^cohort: 10 lives, 10 of them kept: about 1 s on 2 threads"):
        cohort("knee-effusion", **asked, bench=Bench(out=tmp_path, only_cost=True))
    assert cohort("knee-effusion", **asked | {"spreads": {"size": 0.1}}, bench=Bench(out=tmp_path)).arms[0].values[
        0, 0
    ] != pytest.approx(plain.arms[0].values[0, 0])


@pytest.mark.parametrize(
    "arguments",
    [["nowhere"], ["healthy", "--people", "1"], ["healthy", "--trait", "charm"], ["healthy", "--jobs", "0"],
     ["healthy", "--set-spread", "size=3"], ["healthy", "--set-spread", "charm=0.1"], ["healthy", "--seed", "-1"]],
)  # fmt: skip
def test_a_mistake_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["cohort", *arguments]) == 2
    assert capsys.readouterr().err.strip().splitlines()[-1].startswith("agonist: ")


def test_the_range_of_a_row_does_not_cut_people_short() -> None:
    """A trait moves a row as far as its own bounds say; a row that no trait moves keeps its range."""
    gain, low = TABLE["neural_gain"], trait_of("neural_response").low
    assert adjusted("neural_gain", gain.value, low) == gain.value * low < gain.low
    free = TABLE["reciprocal_gain"]
    assert adjusted("reciprocal_gain", free.value, 1e6) == free.high
