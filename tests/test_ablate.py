"""What each part of the model does, how much for how long, and which numbers matter."""

from __future__ import annotations

import json

import numpy as np
import pytest

from agonist.experiments import cli
from agonist.experiments.ablation import WHOLE, ablate, variants
from agonist.experiments.axes import Axis, axis
from agonist.experiments.instruments.maps import Map, draw_map
from agonist.experiments.instruments.screening import rows_of, sensitivity
from agonist.model.parameters import defaults
from agonist.model.record import OFF, SWITCHES
from agonist.model.scenario import load


@pytest.fixture(scope="module")
def found():
    """The ablations of the main scenario."""
    return ablate("gluteal-inhibition", seeds=2)


def test_each_term_changes_the_outcome(found):
    """Without links or without gains that follow use the share comes back; means of two seeds."""
    table = {row.name: row.share for row in found.rows}
    before = table[WHOLE]["before"]
    assert table[WHOLE]["after"] < 0.4 * before
    for name in ("gains do not follow use", "no inhibition between muscles"):
        assert table[name]["after"] > 0.9 * before


def test_raised_links_make_a_harmless_dose_harmful(found):
    """Below the critical dose: as it is the share comes back, with links at the end of their range it does not."""
    table = {row.name: row.share for row in found.weak}
    before = table[WHOLE]["before"]
    assert found.weak_dose < 0.5 and table[WHOLE]["after"] > 0.9 * before
    assert table["inhibition in the pool at the end of its range"]["after"] < 0.5 * before


def test_every_contested_switch_has_its_row():
    values = defaults()
    named = variants(values)
    for switch, row in SWITCHES.items():
        (changes,) = (c for name, c in named.items() if name.endswith(f": {switch}"))
        assert (changes[row] == OFF[row]) == (values[row] != OFF[row])


def test_the_command_prints_the_table(capsys):
    assert cli.main(["ablate", "healthy", "--seeds", "1", "--quiet", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in told["rows"]][0] == WHOLE and told["seeds"] == 1


def test_a_map_finds_a_threshold():
    """A weak inhibition leaves nothing a year later, half of the excitability for two months leaves most."""
    found = draw_map("gluteal-inhibition", "dose=0.1:0.5:2", "held_days=5:60:2", seeds=2)
    assert found.lost.shape == (2, 2, 2)
    assert np.abs(found.mean()[0]).max() < 0.1 and abs(found.mean()[1, 0]) < 0.1
    assert found.mean()[1, 1] > 0.5
    assert found.threshold() == [None, 60.0]


def test_an_axis_is_a_setting_with_a_range():
    scenario = load("gluteal-inhibition")
    assert axis(scenario, "dose", 4).values.tolist() == pytest.approx([0.0, 0.3, 0.6, 0.9])
    assert axis(scenario, "held_days", 5).values.tolist() == [0.0, 50.0, 100.0, 200.0, 400.0]
    assert axis(scenario, "hebb_rate=0:0.001:3", 9) == Axis(
        "hebb_rate", pytest.approx([0, 0.0005, 0.001]), "1/repetition"
    )
    for text in ("dose=0:2", "dose=x:y", "dose=0.1", "dose=0.2:0.4:1"):
        with pytest.raises(ValueError, match="dose"):
            axis(scenario, text, 4)


def test_a_plan_that_starts_at_once_has_no_share_before_it():
    with pytest.raises(ValueError, match="no share before"):
        draw_map("healthy", "load", "reps", levels=2, seeds=1)


def test_the_map_command(tmp_path, capsys):
    lost = np.array([[[0.0], [0.2]], [[0.1], [0.9]]])
    found = Map(
        "s",
        "a_right",
        "maintained",
        Axis("dose", np.array([0.1, 0.5]), "1"),
        Axis("days", np.array([1.0, 9.0]), "d"),
        lost,
    )
    assert found.threshold() == [None, 9.0]
    words = [
        "map",
        "gluteal-inhibition",
        "--x",
        "dose=0.1:0.5",
        "--y",
        "held_days=1:2",
        "--levels",
        "2",
        "--seeds",
        "1",
    ]
    assert cli.main([*words, "--quiet", "--out", str(tmp_path)]) == 0
    assert "half lost" in capsys.readouterr().out
    assert {p.name for p in tmp_path.iterdir()} == {"map.json", "map.csv", "map.png", "map.svg", "lives"}


def test_screening_ranks_the_parameters():
    found = sensitivity("healthy", "effort.before", groups=("timing",), trajectories=2)
    sizes = [effect.size for effect in found.effects]
    assert sizes == sorted(sizes, reverse=True) and found.effects[0].name == "load"
    assert found.runs == 2 * (len(rows_of(load("healthy"), ("timing",))) + 1)
    assert next(e for e in found.effects if e.name == "onset_effort").size == 0.0  # a reading changes nothing
