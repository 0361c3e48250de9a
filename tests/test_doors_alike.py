"""Every door bounds alike and refuses in one line what it cannot take; copies live lives of their own."""

from __future__ import annotations

import copy
import io
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import agonist
from agonist.experiments.axes import values_of
from agonist.experiments.cli import main
from agonist.experiments.loops import loop
from agonist.experiments.running import bar
from agonist.experiments.varying.answer import warning
from agonist.model.plan import LONGEST_DAY
from agonist.model.scenario import Scenario

LOST, LONG = "gluteal-inhibition", 1e9
KNEE = {"do": "practice", "task": "knee_extension", "reps": 10, "load": 0.2}


def life(*plan: Any, watch: str = "knee_extension_right") -> Scenario:
    """Two days of some words."""
    return Scenario(title="x", days=2, watch=watch, plan=list(plan))


@pytest.mark.parametrize(
    "door",
    [
        lambda: agonist.run(LOST, days=LONG),
        lambda: agonist.Patient(LOST).advance(LONG),
        lambda: agonist.Patient(LOST).advance(weeks=LONG),
        lambda: agonist.Body(LOST, days=LONG),
        lambda: agonist.cohort(LOST, 2, days=LONG),
        lambda: agonist.batch_run(
            agonist.Body, {"scenario": LOST, "days": LONG}, on_error="raise", display_progress=False
        ),
        lambda: agonist.sweep({"scenario": LOST, "days": LONG}, out="nowhere"),
        lambda: agonist.loop(LOST, dwell_days=[LONG], seeds=1),
        lambda: loop(LOST, dwell_days=LONG),
        lambda: warning(LOST, days=LONG),
        lambda: Scenario(title="x", days=LONG, watch="knee_extension_right", plan=[KNEE]),
    ],
)
def test_no_door_lets_a_life_be_longer_than_another_does(door: Any) -> None:
    with pytest.raises(ValueError, match=r"36,?500") as error:
        door()
    assert "\n" not in str(error.value)


def test_the_command_that_assesses_has_the_same_bound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "healthy", "--days", "1e9"]) == 2
    assert f"at most {LONGEST_DAY:g}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("door", "said"),
    [
        (lambda: agonist.run(LOST, days=1, settings=[("dose", 0.4)]), "settings = .* it needs a table of keys"),
        (lambda: agonist.Patient(LOST, settings=[1]), "settings = .* it needs a table of keys"),
        (lambda: agonist.cohort(LOST, 2, days=1, settings=["dose"]), "settings = .* it needs a table of keys"),
        (lambda: agonist.run(LOST, days=1, rules=["upkeep"]), "rules = .* it needs a table of keys"),
        (lambda: agonist.run(None), "scenario = None; it needs a name, the path of a .toml file, or a Scenario"),
        (lambda: agonist.Patient(3), "scenario = 3; it needs a name"),
        (lambda: agonist.Patient("healthy").advance("a"), "advance, days = 'a'; it needs a number"),
        (lambda: agonist.Patient("healthy").advance(weeks=-1), "weeks = -1 is out of range; it needs 0 or more"),
        (lambda: agonist.Body(LOST, days=1).run_for(-1), "run_for, duration = -1 is out of range"),
        (lambda: Scenario(), "mine, title = ''; it needs text"),
        (lambda: agonist.cohort(LOST, 2, days=1, arms={"a": {}}), "arms, a: it changes nothing"),
        (lambda: values_of("dose=0.5:0:2", 3, 0.0, 1.0), "it needs the lower end first"),
        (
            lambda: agonist.sweep({"scenario": LOST, "parameters": {"dose": {"low": 0, "high": 0.5}}}, out="x"),
            "design must be random or latin or sobol or saltelli",
        ),
    ],
)
def test_what_is_no_input_is_refused_in_one_line(door: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said) as error:
        door()
    assert "\n" not in str(error.value)


def test_a_folder_is_no_unknown_scenario(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="it is a folder; name a scenario file in it"):
        agonist.run(tmp_path)


def test_a_part_of_a_name_finds_the_whole_one() -> None:
    with pytest.raises(KeyError, match="did you mean 'gluteus_maximus_right' or 'gluteus_medius_right'"):
        agonist.Body("healthy", days=1)["gluteus"]


def test_numbers_of_numpy_are_numbers() -> None:
    told = {"settings": {"dose": np.float32(0.5)}, "seed": np.int64(3), "days": np.int64(1)}
    assert agonist.run(LOST, **told).recipe == agonist.run(LOST, seed=3, days=1, settings={"dose": 0.5}).recipe


def test_records_are_compared_as_themselves() -> None:
    one, two = agonist.run("healthy", days=1), agonist.run("healthy", days=1)
    assert one == one and one != two and one in [two, one] and len({one, two}) == 2


@pytest.mark.parametrize("steps", [0, 5])
def test_a_copy_of_a_body_lives_its_own_life(steps: int) -> None:
    body, twin = agonist.Body(LOST, days=2), agonist.Body(LOST, days=2)
    body.run_for(steps), twin.run_for(steps)
    copied = copy.copy(body)
    copied.run_for(3)
    assert body.day == twin.day and np.array_equal(body.block.state, twin.block.state, equal_nan=True)
    body.run_for(3)
    assert np.array_equal(body.block.state, copied.block.state, equal_nan=True)
    copy.deepcopy(body).run_for(1)


def test_a_copy_of_a_patient_lives_its_own_life() -> None:
    one = agonist.Patient(LOST)
    two = copy.copy(one)
    two.advance(1)
    assert one.time_day == 0.0 and two.time_day == 1.0
    one.advance(1)
    assert all(np.array_equal(one.state()[a], two.state()[a], equal_nan=True) for a in one.state())


def test_walking_needs_no_other_word() -> None:
    assert agonist.run(life({"do": "walk", "steps": 5000}, watch="gait_right")).failed.mean() < 1.0
    with pytest.raises(ValueError, match="task 'gait' is none of this life .knee_extension.; practise it, or name it"):
        agonist.Patient(life(KNEE)).do("walk", steps=1000)


def test_steps_besides_other_practice_of_the_same_task_are_remarked() -> None:
    someone = agonist.Patient(life({**KNEE, "task": "gait"}, watch="gait_right"))
    (said,) = someone.do("walk", steps=1000)
    assert "adds to what else is practised of gait_right" in said


def test_windows_without_movement_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(life(KNEE).with_(windows={"after": [1.95, 2.0]}).toml())
    assert main(["run", str(file), "--no-figure", "--quiet", "--out", str(tmp_path / "out")]) == 0
    assert "knee extension right is not practised in after" in capsys.readouterr().out
    file.write_text(life(KNEE).toml())
    assert main(["run", str(file), "--no-figure", "--quiet", "--out", str(tmp_path / "out")]) == 0
    assert "the scenario names no windows" in capsys.readouterr().out


def test_a_mistake_is_told_without_a_bar() -> None:
    shown = io.StringIO()
    with redirect_stderr(shown), pytest.raises(ValueError), bar("people"):
        raise ValueError
    assert shown.getvalue() == ""
