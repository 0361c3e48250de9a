"""The basin of health: scattered patterns that return, and treatments that cross the watershed."""

from __future__ import annotations

import json

import numpy as np
import pytest

from agonist.experiments import cli
from agonist.experiments.instruments.basins import SCATTERS


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Six patterns at each scatter and two lengths of every treatment, through the command."""
    folder = tmp_path_factory.mktemp("basin")
    words = ["basin", "gluteal-inhibition", "--people", "6", "--lengths", "7,56", "--quiet", "--json"]
    assert cli.main([*words, "--out", str(folder)]) == 0
    return folder, json.loads((folder / "basin.json").read_text())


def test_a_little_scatter_returns_and_much_does_not(told):
    returned = told[1]["returned"]
    assert len(returned) == len(SCATTERS) and returned[0] == 6 and returned[-1] < 5
    low, high = np.array(told[1]["bounds"]).T
    part = np.array(returned) / 6
    assert ((low <= part) & (part <= high)).all()


def test_theory_says_fewer_the_more_they_are_scattered(told):
    expected = told[1]["expected"]
    assert all(np.diff(expected) < 0.0) and 0.35 < told[1]["watershed"] < 1.0


def test_a_cue_crosses_back_and_time_does_not(told):
    found = {one[0] if isinstance(one, list) else one["name"]: one for one in told[1]["crossings"]}
    assert found["cue"]["days"] == 56.0 and found["time alone"]["days"] is None
    assert found["general strengthening"]["days"] is None


def test_what_is_written(told):
    assert {"basin.json", "basin.csv", "basin.png", "basin.svg", "lives"} == {p.name for p in told[0].iterdir()}
