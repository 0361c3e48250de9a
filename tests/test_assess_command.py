"""`agonist assess`: the same names as in Python, before and now."""

from __future__ import annotations

import json
import re

import pytest

from agonist.experiments import cli
from agonist.experiments.commands.assess import changed


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


def test_it_prints_what_has_changed_and_counts_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["assess", "knee-effusion", "--days", "4"]) == 0
    shown = capsys.readouterr().out
    assert "h_reflex_gain" in shown and "vastus_medialis_right" in shown
    assert "size_percent" not in shown and "fatigued_percent" not in shown  # the tissue of a swollen knee is whole
    assert not re.search(r"\de-\d", shown)  # what is nothing is said as nothing
    assert "measures are on day 4 what they were on day 0; --all prints them too" in shown.splitlines()[-1]
    assert cli.main(["assess", "knee-effusion", "--days", "4", "--all"]) == 0
    whole = capsys.readouterr().out
    assert "size_percent" in whole and len(whole) > 2 * len(shown)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (1.0, 1.005, False), (1.0, 1.02, True), (0.0, 1e-12, False), (0.0, 1e-3, True), (0.0, 0.0, False), (None, None, False),
        (None, 1.0, True), (float("nan"), float("nan"), False), (float("nan"), 1.0, True),
        (float("inf"), float("inf"), False), (5.0, float("inf"), True), ((1.0, 2.0), (1.0, 2.0), False),
        ((1.0, 2.0), (1.0, 3.0), True),
    ],
)  # fmt: skip
def test_what_counts_as_a_change(old: object, new: object, told: bool) -> None:
    assert changed(old, new) is told
