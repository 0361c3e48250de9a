"""The strength-duration curve of a lasting loss, by bisection, beside the theory without a free number."""

from __future__ import annotations

import json

import numpy as np
import pytest

from agonist.experiments import cli
from agonist.experiments.instruments.places import daily
from agonist.experiments.instruments.thresholds import threshold
from agonist.model import folds

SCENARIO = "gluteal-inhibition"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Three durations, two lives, a coarse end."""
    folder = tmp_path_factory.mktemp("threshold")
    words = ["threshold", SCENARIO, "--durations", "10,30,90", "--seeds", "2", "--fineness", "0.04"]
    assert cli.main([*words, "--quiet", "--json", "--out", str(folder)]) == 0
    return folder, json.loads((folder / "threshold.json").read_text())


def test_a_short_dose_is_always_forgotten_and_a_long_one_needs_less(told):
    dose = np.array(told[1]["curves"][0]["dose"], dtype=float)
    assert np.isnan(dose[0]).all() and np.isfinite(dose[1:]).all()
    assert (dose[1] > dose[2]).all()


def test_lives_fall_where_the_theory_says(told):
    """Within 0.06 of the theory's dose for 30 and 90 days: brackets of 0.04, and what the theory leaves out."""
    curve = told[1]["curves"][0]
    days = np.array([np.inf if d is None else d for d in curve["theory_days"]])
    for k, span in ((1, 30.0), (2, 90.0)):
        expected = min(a for a, d in zip(curve["theory_dose"], days, strict=True) if d <= span)
        assert np.mean(curve["dose"][k]) == pytest.approx(expected, abs=0.06)


def test_the_cost_is_told_beside_that_of_a_grid(told):
    found = told[1]
    assert found["lives"] == len(found["trials"]) == found["cost"]["lives"]
    assert found["lives"] < 0.35 * found["grid_lives"] and found["not_lost_above"] == 0.0
    assert len(list((told[0] / "lives").iterdir())) == 7  # the highest dose, five rounds, those above


def test_days_to_lose():
    """Never below the fold; at any high dose the same shortest time, which grows with fewer repetitions."""
    assert folds.days_to_lose(0.38, 0.25, 320.0) == float("inf")
    most = folds.days_to_lose(0.38, 0.9, 320.0)
    assert most == pytest.approx(folds.days_to_lose(0.38, 0.6, 320.0), rel=0.02) and 15.0 < most < 25.0
    assert folds.days_to_lose(0.38, 0.9, 160.0) == pytest.approx(2.0 * most, rel=0.03)


def test_every_muscle_of_another_task():
    found = threshold(daily("rlu2023", "plantarflexion"), (60.0,), "all", seeds=1, fineness=0.2)
    assert found.task == "plantarflexion_right" and len(found.curves) > 3
    assert {row["muscle"] for row in found.rows()} == {curve.muscle for curve in found.curves}
