"""What a stranger looks for and did not find: the file of a scenario, the names of rules, tables that say what they lack."""

from __future__ import annotations

import pytest

from agonist.experiments import cli
from agonist.experiments.instruments.vulnerable import Victim, Vulnerable
from agonist.experiments.summary import percent
from agonist.model.scenario import load, read_text


def test_a_shipped_scenario_can_be_taken_and_changed(capsys):
    assert cli.main(["scenarios", "gluteal-inhibition", "--toml"]) == 0
    assert read_text(capsys.readouterr().out, "gluteal-inhibition.toml") == load("gluteal-inhibition")
    assert cli.main(["scenarios", "--toml"]) == 2
    assert "agonist scenarios NAME --toml" in capsys.readouterr().err


def test_rules_that_can_be_replaced_are_listed(capsys):
    assert cli.main(["steps", "--rules", "upkeep"]) == 0
    said = capsys.readouterr().out
    assert "upkeep.maintained(x, floor, threshold, width): " in said and "fatigue." not in said
    assert cli.main(["steps", "--rules"]) == 0
    everything = capsys.readouterr().out.splitlines()
    assert {"learner.use", "Muscle"} <= {line.partition(":")[0] for line in everything} and len(everything) > 200
    assert cli.main(["steps", "--rules", "gibberish"]) == 2
    assert "no rule has it" in capsys.readouterr().err


def test_a_scenario_without_windows_says_so_and_no_more(tmp_path, capsys):
    plain = load("healthy").with_(windows={}, read=["effort @ end"], days=1, lesson={})
    (tmp_path / "plain.toml").write_text(plain.toml())
    assert cli.main(["run", str(tmp_path / "plain.toml"), "--no-figure", "--quiet", "--out", str(tmp_path / "o")]) == 0
    said = capsys.readouterr().out
    assert "names no windows" in said and "failed movements" not in said and "Too short" not in said
    assert "effort @ end" in said


def test_a_rival_that_left_the_common_start_is_named(tmp_path, capsys):
    words = ["run", "gluteal-inhibition", "--learner", "all", "--days", "31", "--no-figure", "--quiet"]
    assert cli.main([*words, "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "search (" in said.splitlines()[-3] and "left the common start unprovoked" in said
    assert "forgetting (" not in said and "optimal (" not in said


def test_an_unknown_knob_is_answered_with_those_that_there_are(capsys):
    assert cli.main(["run", "re-education", "--set", "weeks=2"]) == 2
    said = capsys.readouterr().err
    assert "its knobs: cue, feedback, strengthening" in said and said.count("\n") == 1


@pytest.mark.parametrize(("share", "said"), [(-0.001, "0 %"), (0.5, "50 %"), (float("nan"), "-"), (-0.51, "-51 %")])
def test_nothing_is_not_less_than_nothing(share, said):
    assert percent(share) == said


def test_few_muscles_have_no_order():
    victims = tuple(Victim("b", "t", f"m{n}", 0.3 + 0.01 * n, "x", 0.1, {"capacity": 0.1 * n}) for n in range(6))
    assert [t.rho for t in Vulnerable(victims, ()).told()] == pytest.approx([1.0])
    few = Vulnerable(victims[:2], ())
    assert few.told() == [] and "2 muscles are too few" in "\n".join(few.lines())
