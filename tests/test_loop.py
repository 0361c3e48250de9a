"""The loop: what stays when an inhibition has come and gone, beside what the rivals leave."""

from __future__ import annotations

import json

import numpy as np
import pytest

from agonist.experiments import cli
from agonist.experiments.causes import INHIBITION, aimed, everyday
from agonist.experiments.instruments.dwelling import jumps, lasting
from agonist.experiments.loops import SETTLE_DAY, Branches, Loop, loop, staircase
from agonist.model.scenario import load, resolve
from agonist.model.units.cortex import LEARNERS

MUSCLE = "gluteus_maximus_right"


@pytest.fixture(scope="module")
def found():
    """Loops of the default learner, error correction, linear use and a frozen pattern, 60 days a step."""
    return loop("gluteal-inhibition", ("maintained", "error", "use", "frozen"), levels=5, dwell_days=60.0, seeds=2)


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
    resolved = resolve(everyday(load("gluteal-inhibition"), {}))
    world = staircase(resolved, aimed(INHIBITION, resolved, MUSCLE), np.array([0.0, 0.2, 0.4]), 10.0)
    steps = [(i.day, i.value) for i in world.impulses if i.variable == "inhibition"]
    assert steps == [(SETTLE_DAY + 10.0 * n, v) for n, v in enumerate((0.0, 0.2, 0.4, 0.2, 0.0))]
    assert world.days == SETTLE_DAY + 50.0 and world.practices == resolved.practices


def test_excess_needs_somebody_to_compare_with():
    dose, flat = np.array([0.0, 1.0]), np.zeros((1, 2))
    alone = Loop("x", "m", dose, 1.0, {"maintained": Branches(flat, flat, np.array([0.3]), flat[:, 0])})
    assert alone.excess() is None


def test_what_fades_and_what_stays():
    """Three lives whose loss fades with 50 days to 0.6, and three of which nothing stays."""
    days = np.array([20.0, 40.0, 80.0, 160.0])
    stays = 0.6 + 0.3 * np.exp(-days / 50.0)[:, None] + np.array([-0.01, 0.0, 0.01])
    found = lasting(days, stays)
    assert found.part == pytest.approx(0.6, abs=0.01) and found.low < 0.6 < found.high
    assert found.fades_days == pytest.approx(50.0, rel=0.15)
    assert lasting(days, stays - 0.6).part == pytest.approx(0.0, abs=0.01)
    assert lasting(days[:1], stays[:1]).part == pytest.approx(stays[0].mean())


def test_a_leap_is_told_from_a_slope():
    dose, slope = np.linspace(0.0, 0.8, 9), np.linspace(0.4, 0.1, 9)
    fallen = np.where(dose > 0.25, 0.3 * slope, slope)
    both = Branches(fallen[None], slope[None], np.zeros(1), np.zeros(1))
    assert jumps(dose, both).up == pytest.approx((0.2, 0.3)) and jumps(dose, both).down is None


def asked(folder, *words):
    """What the command says in JSON, with a folder."""
    words = ["loop", "gluteal-inhibition", "--quiet", "--json", "--out", str(folder), *words]
    assert cli.main(words) == 0
    return json.loads((folder / "loop.json").read_text())


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Three dwells of the default learner through the command, and the folder that it wrote."""
    folder = tmp_path_factory.mktemp("loop")
    return folder, asked(folder, "--levels", "5", "--dwell-days", "30,60,15", "--seeds", "2", "--learner", "maintained")


def test_all_learners_begin_with_one_healthy_pattern(tmp_path):
    found = asked(tmp_path, "--levels", "3", "--dwell-days", "2", "--seeds", "1")
    starts = {name: each["start"] for name, each in found["dwells"][0]["learners"].items()}
    assert len(starts) == len(LEARNERS) and len(set(starts.values())) == 1


def test_the_theory_stands_beside(told):
    """The lives are lost between the doses beside the theory's fold, and keep what its lower branch says (share 0.22)."""
    _, found = told
    low, high = found["folds"]["maintained"]["up"]
    assert low < found["theory_folds"]["health_ends"] < high and found["folds"]["maintained"]["down"] is None
    share, dose, stable = (np.array(found["theory"][key]) for key in ("share", "dose", "stable"))
    lower = 1.0 - share[stable & (share < 0.5)][np.argmin(np.abs(dose[stable & (share < 0.5)]))]
    assert found["lasting"]["maintained"]["part"] == pytest.approx(lower, abs=0.08)


def test_the_command_writes_and_goes_on(told):
    folder, found = told
    assert {p.name for p in folder.iterdir()} == {"loop.json", "loop.csv", "loop.png", "loop.svg", "lives"}
    assert found["muscle"] == MUSCLE and [d["dwell_days"] for d in found["dwells"]] == [15.0, 30.0, 60.0]
    assert len(list((folder / "lives").iterdir())) == 1 and found["command"].startswith(
        "agonist loop gluteal-inhibition"
    )
    assert len((folder / "loop.csv").read_text().splitlines()) == 1 + 3 * 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--dwell-days", "a"], "--dwell-days a: it needs numbers with commas between, 1 to 3650"),
        (["--dwell-days", "5,5"], "--dwell-days 5,5: it holds a number twice"),
        (["--levels", "99"], "--levels 99: it needs a whole number from 3 to 31"),
    ],
)
def test_a_mistake_is_one_line(words, said, capsys):
    assert cli.main(["loop", "gluteal-inhibition", *words]) == 2
    assert said in capsys.readouterr().err
