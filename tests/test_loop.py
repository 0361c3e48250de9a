"""The loop: what stays when an inhibition has come and gone, beside what the rivals leave."""

from __future__ import annotations

import json

import numpy as np
import pytest

from agonist.experiments import cli
from agonist.experiments.loops import SETTLE_DAY, Branches, Loop, loop, staircase
from agonist.model.scenario import load, resolve

MUSCLE = "gluteus_maximus_right"


@pytest.fixture(scope="module")
def found():
    """Loops of the default learner, error correction, linear use and a frozen pattern, 60 days a step."""
    return loop("gluteal-inhibition", ("maintained", "error", "use", "frozen"), levels=5, dwell_days=60.0, seeds=4)


def test_a_habit_leaves_an_area_that_error_correction_does_not(found):
    """Areas (share x dose): 0.08 for the default learner, below 0.01 for memory by error and linear use; the bounds
    stand half-way on a logarithmic scale. Seeds differ by 0.001."""
    area = {name: branches.area.mean() for name, branches in found.branches.items()}
    assert area["maintained"] > 0.03
    assert max(area["error"], area["use"], area["frozen"]) < 0.02
    assert area["maintained"] - 0.02 < found.excess() <= area["maintained"]


def test_the_share_does_not_come_back_where_the_inhibition_is_gone(found):
    own, frozen = found.branches["maintained"], found.branches["frozen"]
    assert own.down[:, 0].max() < 0.7 * own.up[:, 0].min()
    assert frozen.down[:, 0] == pytest.approx(frozen.up[:, 0], abs=0.02)  # chance and a little lost size


def test_health_does_not_drift(found):
    """The twin without inhibition keeps its share: its loop has no area (0.002 leaves room for chance)."""
    assert np.abs(found.branches["maintained"].drift).max() < 0.002


def test_both_branches_meet_at_the_highest_dose(found):
    for branches in found.branches.values():
        assert np.array_equal(branches.up[:, -1], branches.down[:, -1])


def test_the_staircase():
    resolved = resolve(load("gluteal-inhibition"))
    world = staircase(resolved, MUSCLE, np.array([0.0, 0.2, 0.4]), 10.0)
    steps = [(i.day, i.value) for i in world.impulses if i.variable == "inhibition"]
    assert steps == [(SETTLE_DAY + 10.0 * n, v) for n, v in enumerate((0.0, 0.2, 0.4, 0.2, 0.0))]
    assert world.days == SETTLE_DAY + 50.0 and world.practices == resolved.practices


def test_excess_needs_somebody_to_compare_with():
    dose, flat = np.array([0.0, 1.0]), np.zeros((1, 2))
    alone = Loop("x", "m", dose, 1.0, {"maintained": Branches(flat, flat, np.array([0.3]), flat[:, 0])})
    assert alone.excess() is None


def test_the_command(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["loop", "gluteal-inhibition", "--levels", "3", "--dwell-days", "4", "--seeds", "1", "--double", "--quiet"]
    assert cli.main([*words, "--out", "out"]) == 0
    assert "gluteus maximus, 8 days at each dose" in capsys.readouterr().out
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "loop.json", "loop-4-days.png", "loop-4-days.svg", "loop-8-days.png", "loop-8-days.svg",
    }  # fmt: skip
    assert cli.main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["muscle"] == MUSCLE and len(told["learners"]["maintained"]["up"]) == 3
    assert told["doubled"]["dwell_days"] == 8.0
