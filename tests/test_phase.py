"""The phase diagram: states from several starts, beside the theory of the default rule."""

from __future__ import annotations

import json

import numpy as np
import pytest

from agonist.experiments import cli
from agonist.experiments.instruments.planes import KINDS, phase
from agonist.model import folds

SCENARIO = "gluteal-inhibition"


def test_the_branch_passes_through_both_folds():
    """The continuation finds the folds that the scan of gains finds (0.005: the spacing of the points)."""
    branch = folds.branch(0.38)
    ends, scanned = folds.ends_of(branch), folds.folds(0.38)
    assert ends.health_ends == pytest.approx(scanned.health_ends, abs=0.005)
    assert ends.loss_ends == pytest.approx(scanned.loss_ends, abs=0.02)
    assert list(branch.stable[[0, -1]]) == [True, True] and not branch.stable.all()
    for k in (5, 35, 70):  # every point rests: what use keeps is the gain itself
        use = folds.answers([branch.gain[k]], 0.38, branch.dose[k]).use
        assert folds.kept(use)[0] == pytest.approx(branch.gain[k], abs=0.002)


def test_states_over_the_dose_and_their_watershed():
    """Two states at dose 0, parted at the theory's unstable gain (0.57; starts 0.16 apart), one at 0.5."""
    found = phase(SCENARIO, "dose=0:0.5:2", starts=5)
    assert [KINDS[k] for k in found.kinds()[0]] == ["both", "lost"]
    shed = found.watershed()[0]
    assert shed[0] == pytest.approx(0.57, abs=0.09) and np.isnan(shed[1])
    rests = folds.rest_points(0.377, 0.0)
    assert found.share[0, 0].min() == pytest.approx(rests[0].share, abs=0.04)
    assert isinstance(found.theory, folds.Branch)


def test_a_plane_of_dose_and_link_gain(tmp_path):
    """Stronger links let a smaller dose be enough, in lives and in theory."""
    words = ["phase", SCENARIO, "--x", "link_gain=0.2:0.6:2", "--y", "dose=0.1:0.28:2", "--quiet", "--json"]
    assert cli.main([*words, "--out", str(tmp_path)]) == 0
    held = json.loads((tmp_path / "phase.json").read_text())
    health = held["theory"]["health_ends"]
    assert health[0] > health[1] and held["x"]["name"] == "recurrent_gain"
    assert held["states"][1][1] == "lost" and held["states"][0][0] != "lost"
    assert {"phase.csv", "phase.png", "phase.svg"} <= {p.name for p in tmp_path.iterdir()}


def test_a_duration_starts_from_health():
    found = phase(SCENARIO, "duration=2:60:2", settings={"dose": 0.5})
    assert [KINDS[k] for k in found.kinds()[0]] == ["kept", "lost"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--x", "dos"], "unknown setting 'dos'"),
        (["--x", "size=0:2"], "size=0:2: it needs two or more values from 0.01 to 0.99"),
        (["--x", "dose", "--y", "dose"], "x and y are both dose; it needs two settings"),
    ],
)
def test_a_mistake_is_one_line(words, said, capsys):
    assert cli.main(["phase", SCENARIO, *words]) == 2
    assert said in capsys.readouterr().err
