"""What somebody met who had nothing but the documents, a second time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import agonist
from agonist.experiments import cli
from agonist.experiments.instruments.places import daily
from agonist.model.parameters import TABLE
from agonist.model.persons import Person
from agonist.model.scenario import load, resolve

LOST = "gluteal-inhibition"
OLD = """
title = "Old"
days = 3
watch = "knee_extension_right"
person = {age = 75, sex = "female"}
plan = [{do = "practice", task = "knee_extension", reps = 5, load = 0.3}]
"""


def _torque(capsys: pytest.CaptureFixture[str], *asked: str) -> float:
    assert cli.main(["assess", *asked, "--days", "1", "--measure", "maximal_torque_nm", "--json"]) == 0
    return float(json.loads(capsys.readouterr().out)["last"]["maximal_torque_nm"]["knee_extension_right"])


def test_assess_measures_the_person_of_the_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "old.toml"
    file.write_text(OLD, encoding="utf-8")
    patient = agonist.Patient(file)
    patient.advance(1.0)
    old = _torque(capsys, str(file))
    assert old == patient.read("maximal_torque_nm knee_extension right")
    young = _torque(capsys, str(file), "--person", "age=25", "--person", "sex=male")
    assert old < 0.5 * young


def test_assess_takes_a_rule_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = tmp_path / "mine.py"
    rule.write_text("def mine(a, b):\n    return 7.0\n", encoding="utf-8")
    asked = ["assess", "healthy", "--days", "0", "--measure", "activation_ratio", "--json"]
    assert cli.main([*asked, "--rule", f"observe.activation_ratio={rule}:mine"]) == 0
    assert set(json.loads(capsys.readouterr().out)["last"]["activation_ratio"].values()) == {7.0}


def test_another_task_of_a_body_is_practised_by_the_same_person() -> None:
    old = replace(load("healthy"), person=Person(age=75.0))
    assert daily(old, "knee_extension").person == old.person


def test_another_task_is_practised_by_the_numbers_and_rules_of_the_scenario(tmp_path: Path) -> None:
    rule = tmp_path / "mine.py"
    rule.write_text("def mine(a, b):\n    return 7.0\n", encoding="utf-8")
    said = load("healthy").with_(parameters={"hebb_rate": 0.001}, rules={"observe.activation_ratio": f"{rule}:mine"})
    other = daily(said, "knee_extension")
    assert (other.parameters, other.rules) == (said.parameters, said.rules) and other.rules
    assert resolve(other).parameters["hebb_rate"] == 0.001


@pytest.mark.parametrize("group", sorted({row.group for row in TABLE.values()}))
def test_every_group_can_be_screened(group: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["sensitivity", LOST, "--group", group, "--trajectories", "2", "--dry-run"]
    assert cli.main(asked) == 0, capsys.readouterr().err


class Short(agonist.Muscle):
    """A verb that cannot be asked as the model asks it."""

    def resize(self) -> None:  # type: ignore[override]
        pass


class Still(agonist.Muscle):
    """A muscle that keeps its size."""

    def resize(self, day: float) -> None:
        pass


@pytest.mark.parametrize(
    "ask",
    [
        lambda: agonist.run("healthy", days=1, rules={"Muscle": Short}),
        lambda: agonist.run("healthy", days=1, rules={"Muscle": Short}, engine="agents"),
        lambda: agonist.Patient("healthy", rules={"Muscle": Short}),
        lambda: agonist.Body("healthy", muscle=Short),
    ],
)
def test_a_verb_with_other_arguments_is_told_what_it_takes(ask: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match=r"rules: Muscle: resize takes \(self, day\); Short.resize takes \(self\)$"):
        ask()


def test_a_batch_takes_classes_as_a_body_does() -> None:
    said = {"scenario": "healthy", "days": 2.0}
    found = agonist.batch_run(agonist.Body, {**said, "muscle": [Still, agonist.Muscle, None]}, display_progress=False)
    rules = [{"Muscle": Still}, {}, {}]
    assert found == agonist.batch_run(agonist.Body, {**said, "rules": rules}, display_progress=False)
    assert [row["rules"] for row in found if row["AgentID"] == 1] == rules


def test_advice_about_an_engine_names_who_has_one() -> None:
    class Bare(agonist.Muscle):
        def resize(self, day):  # type: ignore[no-untyped-def]
            pass

    patient = agonist.Patient("healthy", rules={"Muscle": Bare})
    with pytest.raises(ValueError, match="run and Body take it as it is with engine = 'agents'$"):
        patient.advance(1.0)
