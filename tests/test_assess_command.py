"""`agonist assess`: the same names as in Python, before and now."""

from __future__ import annotations

import json

import pytest

from agonist.experiments import cli


def test_it_prints_a_measure_before_and_now(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["assess", "knee-effusion", "--days", "4", "--measure", "activation_ratio"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("activation_ratio [0-1], day 0 and day 4")
    assert "knee_extension_right" in shown


def test_json_holds_units_and_both_days(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["assess", "knee-effusion", "--days", "3", "--measure", "h_reflex_gain", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["day"] == 3.0 and found["units"] == {"h_reflex_gain": "% of uninhibited"}
    first, last = (found[w]["h_reflex_gain"]["vastus_medialis_right"] for w in ("first", "last"))
    assert last < 70.0 < first == 100.0


def test_an_unknown_measure_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["assess", "knee-effusion", "--measure", "strength"]) == 2
    assert "unknown assessment 'strength'" in capsys.readouterr().err
