"""Ablation both ways: what is necessary, sufficient, protective or inert, and what the command writes."""

from __future__ import annotations

import json

import numpy as np
import pytest

from agonist.experiments import cli
from agonist.experiments.instruments.mechanisms import LEVELS, MECHANISMS, Cell, Verdicts, changes_of
from agonist.model.parameters import TABLE, defaults


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Four lives of each kind, no pairs, through the command."""
    folder = tmp_path_factory.mktemp("ablate")
    words = ["ablate", "gluteal-inhibition", "--seeds", "4", "--no-pairs", "--quiet", "--json", "--out", str(folder)]
    assert cli.main(words) == 0
    return folder, json.loads((folder / "ablate.json").read_text())


def test_verdicts(told):
    """The loss needs gains that follow use and the pool's inhibition, and the pool at its top makes one of a harmless dose."""
    found = {v["name"]: v["verdict"] for v in told[1]["both_ways"]["verdicts"]}
    assert "necessary" in found["gains follow use"]
    assert "necessary" in found["inhibition in the pool"] and "sufficient" in found["inhibition in the pool"]
    assert found["felt in other tasks"] == "inert" and found["tightness inhibits"] == "inert"


def test_what_is_written(told):
    names = {p.name for p in told[0].iterdir()}
    assert {"ablate.json", "ablate.csv", "ablate.png", "ablate.svg", "lives"} == names
    assert told[1]["rows"][0]["name"] == "the whole model" and told[1]["rules"] == {}
    assert len((told[0] / "ablate.csv").read_text().splitlines()) == 2 + len(MECHANISMS) * len(LEVELS)


def test_levels_stay_within_their_rows():
    table = defaults()
    for name in MECHANISMS:
        for level in LEVELS:
            for row, value in changes_of(name, level, table).items():
                assert 0.0 <= value <= TABLE[row].high, (name, level, row)


def test_a_pair_counts_where_neither_is_enough_alone():
    gone, kept = np.ones(8), np.zeros(8)
    whole = Cell((), "the whole model", kept, gone)
    alone = [Cell((name,), level, kept, gone) for name in MECHANISMS for level in LEVELS]
    first, second, third, *_ = MECHANISMS
    pairs = (Cell((first, second), "off", kept, kept), Cell((first, third), "top", gone, gone))
    found = Verdicts((0.28, 0.5), (whole, *alone), pairs)
    assert found.partners() == [
        ("necessary together", f"{first} + {second}"),
        ("sufficient together", f"{first} + {third}"),
    ]
    assert {v.verdict for v in found.verdicts()} == {"inert"}
    said = "\n".join(found.lines())
    assert (
        "1 pairs, off together at dose 0.5 and at the top together at 0.28: 2 of them do what neither does alone"
        in said
    )
    assert f"{first} + {third}" in said and "95 % of 8 lives (Wilson)" in said
    low, high = (found.rows()[0][f"lost_above_{end}"] for end in ("low", "high"))
    assert (low, high) == pytest.approx((0.676, 1.0), abs=1e-3)
    assert found.rows()[0]["missing_above_low"] == found.rows()[0]["missing_above_high"] == 1.0
