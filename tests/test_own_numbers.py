"""A part of one's own that gives no number ends the life in one line, in both engines; an own learner keeps its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import agonist
from agonist.experiments.cli import main
from agonist.experiments.records import command

LOST = "gluteal-inhibition"
TEXT = """
def divides(x: float, floor: float, threshold: float, width: float) -> float:
    return x / (x - x)


def idle(cortex) -> None:
    cortex.usualise()
    cortex.foresee()
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with a rule that divides by zero, and a learner."""
    path = tmp_path_factory.mktemp("own") / "mine.py"
    path.write_text(TEXT)
    return str(path)


def test_a_division_by_zero_is_told_in_one_line_by_both_engines(file: str) -> None:
    rules = {"upkeep.maintained": f"{file}:divides"}
    doors: list[Any] = [
        lambda: agonist.run(LOST, days=1, rules=rules),
        lambda: agonist.Patient(LOST, rules=rules).advance(1),
        lambda: agonist.cohort(LOST, 2, days=1, rules=rules),
        lambda: agonist.batch_run(LOST, rules=rules, max_steps=3, display_progress=False),
    ]
    for door in doors:
        with pytest.raises(
            ValueError, match="mine.divides: what it gives is infinite or no number, .* seen in fast"
        ) as error:
            door()
        assert "\n" not in str(error.value)
    with pytest.raises(ValueError, match=r"mine.divides: .*mine.py, line 3: ZeroDivisionError: "):
        agonist.run(LOST, days=1, engine="agents", rules=rules)


def test_the_command_ends_without_a_trace(file: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for engine in ("compiled", "agents"):
        words = ["run", LOST, "--days", "1", "--rule", f"upkeep.maintained={file}:divides", "--engine", engine]
        assert main([*words, "--quiet", "--out", str(tmp_path / engine)]) == 2
        assert capsys.readouterr().err.count("\n") == 1
        assert not (tmp_path / engine).exists()


def test_an_own_learner_has_its_own_name(file: str) -> None:
    """Names are there before anything is lived, so nothing is: compiling each learner takes seconds."""
    place = f"{file}:idle"
    record = agonist.run(LOST, days=0, learner=place, engine="agents")
    assert record.recipe["learner"] == "mine.idle" and "learner mine.idle" in repr(record)
    assert f"--learner {place} " in command(record) and "--rule" not in command(record)
    assert "learner mine.idle" in repr(agonist.Patient(LOST, learner=place))
    body = agonist.Body(LOST, learner=place, days=0)
    assert body.learner == "mine.idle" and body.record().recipe["learner"] == "mine.idle"
