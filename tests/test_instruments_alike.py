"""Every instrument by command and in Python: the same names, the same refusals, and a cost that was measured."""

from __future__ import annotations

import argparse
import importlib
import inspect
import re

import pytest

import agonist
from agonist.experiments.cli import main
from agonist.experiments.fitting.measured import Datum, Measured
from agonist.experiments.instruments.bench import Bench, OnlyCost

NAMES = (
    "loop", "phase", "basin", "threshold", "map", "ablate", "sensitivity", "vulnerable", "treat", "fit", "synergies", "warning",
)  # fmt: skip
ELSEWHERE = {"jobs", "out", "resume", "dry_run", "quiet", "json", "help"}  # the bench, and how it is told
PLAIN = agonist.Scenario(
    title="Nothing happens and no window is named",
    days=40,
    watch="plantarflexion_right",
    body={"sides": ["right"]},
    plan=[{"do": "practice", "task": "plantarflexion", "reps": 100, "load": 0.3}],
)
SMALL = {
    "loop": {"learners": ["maintained"], "levels": 3, "dwell_days": [2.0], "seeds": 1},
    "phase": {"x": "dose=0:0.5:2", "starts": 2},
    "basin": {"people": 2, "lengths": [7]},
    "threshold": {"durations": [5.0], "fineness": 0.2, "seeds": 1},
    "map": {"x": "use_floor", "y": "use_width", "levels": 2, "seeds": 1},
    "ablate": {"seeds": 1, "pairs": False},
    "sensitivity": {"groups": ["bout"], "trajectories": 2},
    "treat": {"courses": 1, "people": 1, "held_out": 0},
    "synergies": {"seeds": 1},
    "warning": {"seeds": 1, "days": 30.0},
}


def options(name: str) -> dict[str, argparse.Action]:
    """The options of a command by the name of what they fill."""
    parser = argparse.ArgumentParser()
    importlib.import_module(f"agonist.experiments.commands.{name}").add(parser.add_subparsers())
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return {action.dest: action for action in commands.choices[name]._actions if action.dest not in ELSEWHERE}


@pytest.mark.parametrize("name", NAMES)
def test_an_option_is_an_argument_of_the_same_name(name):
    arguments = inspect.signature(getattr(agonist, name)).parameters
    for option in options(name):
        assert option in arguments or f"{option}s" in arguments, f"{name}: {option}"
    told = {each.removesuffix("s") for each in (*options(name), "bench")}
    assert {each.removesuffix("s") for each in arguments} - told == set(), "an argument without an option"


@pytest.mark.parametrize("name", NAMES)
def test_both_begin_with_the_same_values(name):
    arguments = inspect.signature(getattr(agonist, name)).parameters
    for option, action in options(name).items():
        if isinstance(action.default, int | float):
            assert arguments[option].default == action.default, f"{name}: {option}"


@pytest.mark.parametrize("name", SMALL)
def test_a_scenario_in_which_nothing_happens_is_answered_or_refused_in_one_line(name):
    try:
        answer = getattr(agonist, name)(PLAIN, **SMALL[name])
    except ValueError as error:
        assert re.fullmatch(r"mine: .*(windows|first day|nothing to treat).*", str(error))
        assert name in {"ablate", "sensitivity", "synergies", "map", "treat"}
    else:
        assert answer.lines() and answer.rows() and all(answer.figures().values())


@pytest.mark.parametrize("name", ["treat", "fit", "synergies", "warning"])
def test_what_it_will_cost_is_measured_before_it_starts(name, capsys):
    asked = {"treat": {"courses": 1, "people": 1}, "warning": {"seeds": 1, "days": 30.0}, "fit": {"free": ["dose"]}}
    given = Measured((Datum("share gluteus_maximus right @ 2 days", 0.4, 0.03),), "gluteal-inhibition")
    scenario = given if name == "fit" else "gluteal-inhibition"
    with pytest.raises(OnlyCost, match=rf"^{name}: .*\d lives: about \d+ (s|min) on 2 threads"):
        getattr(agonist, name)(scenario, bench=Bench(only_cost=True), **asked.get(name, {}))
    assert not capsys.readouterr().err


def test_people_tell_their_table_and_figure_as_an_answer_does():
    found = agonist.cohort(PLAIN, people=3, days=2, read=["effort plantarflexion right @ 1 day"], control=False)
    assert found.lines()[0] == "mine: 3 people" and found.figures()[""].axes


def test_a_table_without_verdicts_says_what_they_need(capsys, tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(PLAIN.with_(windows={"before": [1, 5], "after": [30, 40]}).toml())
    assert main(["ablate", str(file), "--seeds", "1", "--no-pairs", "--out", str(tmp_path / "out"), "--quiet"]) == 0
    said = capsys.readouterr().out
    assert "no verdicts: they need a knob `dose` above 0.28 (" in said and "fraction = '$dose'), windows" in said
