"""What is of another kind than a door takes is one line and no accident of Python inside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import agonist
from agonist.experiments.cli import main

LOST = "gluteal-inhibition"
DOORS: list[tuple[Any, str]] = [
    (lambda: agonist.run(LOST, days=1, person=[1]), "person = .* it needs a table of keys"),
    (lambda: agonist.Patient(LOST, who="old"), "person = 'old'; it needs a table of keys"),
    (lambda: agonist.run(LOST, days=1, read=3), "read = 3; it needs a text, or a list of them"),
    (lambda: agonist.cohort(LOST, 2, days=1, read=3), "read = 3; it needs a text"),
    (lambda: agonist.cohort(LOST, 2, days=1, events=["x"]), "events = .* it needs a table of keys"),
    (lambda: agonist.cohort(LOST, 2, days=1, arms=["x"]), "arms = .* it needs a table of keys"),
    (lambda: agonist.cohort(LOST, 2, days=1, arms={"a": 3}), "arms, a = 3; it needs a table of keys"),
    (lambda: agonist.cohort(LOST, 2, days=1, only=3), "traits = 3; it needs a text"),
    (lambda: agonist.cohort(LOST, 2, days=1, spreads={"size": "a"}), "spread of size = 'a'; it needs a number"),
    (lambda: agonist.cohort(LOST, 2, days=1, spreads=[1]), "spreads = .* it needs a table of keys"),
    (lambda: agonist.cohort(LOST, 2, days=1, jobs=0), "jobs = 0; it needs a whole number from 1"),
    (lambda: agonist.cohort(LOST, 2, days=1, seed="a"), "seed = 'a'; it needs a whole number from 0"),
    (lambda: agonist.Patient(LOST, seed=1.5), "seed = 1.5; it needs a whole number from 0"),
    (lambda: agonist.Patient(LOST, seed=-1), "seed = -1; it needs a whole number from 0"),
    (lambda: agonist.sweep(None, out="x"), "sweep = None; it needs the path"),
    (lambda: agonist.sweep({"scenario": LOST, "days": 1}, out="x", jobs="a"), "jobs = 'a': needs a whole number"),
    (lambda: agonist.batch_run(LOST, max_steps="a"), "max_steps = 'a'; it needs a whole number"),
    (lambda: agonist.batch_run(LOST, iterations=0), "iterations = 0; it needs a whole number"),
    (lambda: agonist.batch_run(LOST, rng="a"), "rng = 'a'; it needs a whole number from 0"),
    (lambda: agonist.batch_run(int), "model_cls = .* it needs Body"),
    (lambda: agonist.loop(LOST, dwell_days="long"), "dwell_days = 'long'; it needs a number"),
    (lambda: agonist.loop(LOST, dwell_days=[-1]), "dwell_days = -1 is out of range"),
    (lambda: agonist.loop(LOST, levels=0), "levels = 0; it needs a whole number from 3"),
    (lambda: agonist.loop(LOST, seeds=0), "seeds = 0; it needs a whole number from 1"),
    (lambda: agonist.loop(LOST, learners="mine"), "unknown learner 'mine'"),
    (lambda: agonist.phase(LOST, 3), "x = 3; it needs text"),
    (lambda: agonist.phase(LOST, levels=10**9), "levels = 1000000000; it needs a whole number from 2 to 1000"),
    (lambda: agonist.basin(LOST, people=0), "people = 0; it needs a whole number"),
    (lambda: agonist.basin(LOST, lengths=[]), "lengths: it needs one number at least"),
    (lambda: agonist.threshold(LOST, durations=[]), "durations: it needs one number at least"),
    (lambda: agonist.threshold(LOST, fineness=0), "fineness = 0 is out of range"),
    (lambda: agonist.ablate(LOST, seeds=0), "seeds = 0; it needs a whole number"),
    (lambda: agonist.vulnerable("nobody"), "nobody"),
    (lambda: agonist.vulnerable(random=1), "random = 1; it needs a whole number from 2 to 600"),
    (lambda: agonist.sensitivity(LOST, groups="lernen"), "unknown group 'lernen'; did you mean 'learning'"),
    (lambda: agonist.warning(LOST, highest=2), "highest = 2 is out of range; it needs 0.01 to 0.95"),
    (lambda: agonist.treat(LOST, courses=0), "courses = 0; it needs a whole number from 1"),
    (lambda: agonist.map("healthy"), "healthy: unknown setting 'dose'; its knobs are load, reps"),
    (lambda: agonist.loop(LOST, learners=["al"]), "unknown learner 'al'"),
    (lambda: agonist.vulnerable(random=[1e9]), "random = .* it needs a whole number from 2 to 600"),
]


@pytest.mark.parametrize("case", range(len(DOORS)))
def test_another_kind_is_one_line(case: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    door, said = DOORS[case]
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=said) as error:
        door()
    assert "\n" not in str(error.value) and not list(tmp_path.iterdir())


def test_one_name_is_a_list_of_one() -> None:
    assert agonist.cohort(LOST, 2, days=1, only="size", read="effort hip_extension @ end").measures == (
        "effort hip_extension @ end",
    )


@pytest.mark.parametrize("words", [["run", LOST, "--quiet"], ["cohort", LOST, "--people", "2"]])
def test_no_life_is_lived_for_a_folder_that_cannot_be_made(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    monkeypatch.setattr("agonist.model.engine.live_all", lambda *_: pytest.fail("a life was lived"))
    assert main([*words, "--days", "1", "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == f"agonist: {tmp_path / 'out'}: Permission denied\n"
