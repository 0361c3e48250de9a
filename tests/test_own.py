"""Rules, learners and units of a user's own: from a file outside the package, in both engines, through every door."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from own_driver import FILE, rules

import agonist
from agonist.agents import Body, Muscle
from agonist.experiments import batch_run, cohort, run
from agonist.experiments.cli import main
from agonist.experiments.records import command
from agonist.experiments.sweeps import digest, read, run_sweep
from agonist.model import units
from agonist.model.scenario import read_text, shipped
from agonist.viz.session import visitor
from agonist.viz.session.patient_life import PatientLife
from agonist.viz.session.recipe import Recipe

MAIN, DAYS = "gluteal-inhibition", 2.0


@pytest.fixture(scope="module")
def mine(tmp_path_factory) -> Path:
    """A file of the user's, outside the package."""
    path = tmp_path_factory.mktemp("user") / "mine.py"
    path.write_text(FILE, encoding="utf-8")
    return path


class Deaf(Muscle):
    """A muscle that hears half of its joints, as an agent of Mesa."""

    def feel(self) -> None:
        """Half of what any muscle feels."""
        super().feel()
        self.spinal = 0.5 * self.spinal


def own_scenario(mine: Path) -> Path:
    """A scenario file that names a rule of the file beside it."""
    text = shipped()[MAIN].read_text(encoding="utf-8") + '\n[rules]\n"upkeep.maintained" = "mine.py:saturating"\n'
    path = mine.parent / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


# -- both engines, and the recipe -------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["rule", "skipped", "learner", "unit"])
def test_both_engines_live_an_own_part_alike(mine, which):
    own = rules(mine, which)
    compiled, agents = (run(MAIN, days=DAYS, rules=own, engine=engine) for engine in ("compiled", "agents"))
    plain = run(MAIN, days=DAYS)
    assert np.array_equal(compiled.samples, agents.samples, equal_nan=True)
    assert all(np.array_equal(compiled.final[a], agents.final[a], equal_nan=True) for a in compiled.final)
    assert not all(np.array_equal(compiled.final[a], plain.final[a], equal_nan=True) for a in plain.final)
    assert {**agents.recipe, "engine": ""} == {**compiled.recipe, "engine": ""}
    assert set(compiled.recipe["rules"]) == set(own) and compiled.recipe != plain.recipe
    assert all(len(said.split()[1]) == 16 for said in compiled.recipe["rules"].values())
    told = command(compiled)  # the same text at two places is one part: the place is that where it was read first
    assert all(("--learner " if which == "learner" else f"--rule {name}=") in told for name in own)
    assert all(Path(place).name in told for place in own.values())


def test_an_own_rule_may_break_what_a_skip_assumes(mine):
    """Nothing makes fluid in a dry joint under the model's rule; under the user's it does, and nobody skips it."""
    kept = run(MAIN, days=DAYS, rules=rules(mine, "skipped"))
    assert (kept.final["joints"][:, 0] > 1.0).all()


def test_a_load_that_is_surely_held_asks_the_own_rule(tmp_path):
    (tmp_path / "tired.py").write_text(
        "def loaded(fatigued: float, load: float, seconds: float, fatigue_rate: float, recovery_rate: float) -> float:\n"
        "    return 0.5\n"
    )
    own = {"fatigue.loaded": f"{tmp_path}/tired.py:loaded", "fatigue.rested": f"{tmp_path}/rest.py:rested"}
    (tmp_path / "rest.py").write_text(
        "def rested(fatigued: float, seconds: float, recovery_rate: float, multiplier: float) -> float:\n"
        "    return fatigued\n"
    )
    body = Body(MAIN, days=1.0, rules=own)
    body.run_for(3)
    assert {muscle.fatigued for muscle in body.muscles if muscle.members} == {0.5}


def test_a_learner_may_be_a_function_or_the_place_of_one(mine):
    place = run(MAIN, days=DAYS, learner=f"{mine}:idle")
    assert repr(place.by_window) == repr(run(MAIN, days=DAYS, rules=rules(mine, "learner")).by_window)
    assert set(place.recipe["rules"]) == {"learner.maintained"}


def test_a_class_of_mesa_is_compiled_as_it_is():
    slow, fast = (Body(MAIN, days=DAYS, muscle=Deaf, engine=engine, collect=False) for engine in ("agents", "compiled"))
    slow.advance()
    fast.advance()
    assert np.array_equal(slow.record().samples, fast.record().samples, equal_nan=True)
    assert (
        "Deaf" in fast.record().recipe["rules"]["Muscle"]
        and fast.record().recipe != Body(MAIN, days=DAYS).record().recipe
    )


# -- every door -------------------------------------------------------------------------------------------------------


def test_every_door_takes_own_rules(mine, tmp_path):
    own, asked = rules(mine, "rule"), {"days": DAYS, "rules": rules(mine, "rule")}
    share = run(MAIN, **asked).share[-1]
    body = Body(MAIN, **asked, engine="compiled", collect=False)
    body.advance()
    assert list(body.share.values()) == list(share)
    rows = batch_run(Body, {"scenario": MAIN, "days": DAYS, "rules": own}, rng=[1], display_progress=False)
    assert {row["muscle"]: row["share"] for row in rows if row["share"]} == {m: s for m, s in body.share.items() if s}
    plain, mine_ = (cohort(MAIN, 3, days=DAYS, control=False, rules=r).lived.values for r in ({}, own))
    assert not np.array_equal(plain, mine_)
    sweep = {"scenario": MAIN, "days": DAYS, "iterations": 2, "rules": own, "series": ["share"]}
    done = run_sweep(sweep, tmp_path / "out", progress=False)
    kept = read(done.folder).to_pylist()[0]
    assert [kept[f"share.{m}"][-1] for m in body.share] == list(share)
    plain_sweep = run_sweep({**sweep, "rules": {}}, tmp_path / "plain", progress=False)
    assert plain_sweep.sweep_id != done.sweep_id


def test_a_patient_is_assessed_with_the_own_rules(mine, tmp_path):
    (tmp_path / "weak.py").write_text(
        "def strength(area: float, specific: float, quality: float, packing: float, neural: float, intact: float, force_factor: float)"
        " -> float:\n    return 0.5 * area * specific * quality * neural * intact * force_factor\n"
    )
    usual = agonist.Patient(MAIN)
    weak = agonist.Patient(MAIN, rules={"tissue.strength": f"{tmp_path}/weak.py:strength"})
    muscle = "gluteus_maximus_right"
    assert weak.assess("strength_percent", muscle=muscle) == 50.0 == usual.assess("strength_percent", muscle=muscle) / 2
    before = usual.assess("maximal_torque_nm", task="hip_extension")
    assert weak.assess("maximal_torque_nm", task="hip_extension") < 0.75 * before


def test_a_scenario_file_and_the_command_line_name_rules(mine, tmp_path, capsys):
    by_file = run(own_scenario(mine), days=DAYS)
    by_hand = run(MAIN, days=DAYS, rules=rules(mine, "rule"))
    assert np.array_equal(by_file.samples, by_hand.samples, equal_nan=True)
    assert by_file.recipe["rules"] == by_hand.recipe["rules"]
    words = [
        "run",
        MAIN,
        "--days",
        str(DAYS),
        "--json",
        "--quiet",
        "--rule",
        f"upkeep.maintained={mine}:saturating",
    ]
    assert main(words) == 0
    assert '"upkeep.maintained": "mine.saturating' in capsys.readouterr().out
    with pytest.raises(ValueError, match=r"rules: a scenario that is brought here names no files"):
        read_text(own_scenario(mine).read_text(encoding="utf-8"), "own.toml", files=False)


def test_the_page_lives_own_rules(mine, monkeypatch):
    usual = PatientLife(Recipe(MAIN)).advance(DAYS, 5)
    monkeypatch.setenv("AGONIST_RULES", json.dumps(rules(mine, "rule")))
    by_rule = PatientLife(Recipe(MAIN)).advance(DAYS, 5)
    monkeypatch.setenv("AGONIST_RULES", "{}")
    monkeypatch.setenv("AGONIST_SCENARIOS", json.dumps([str(own_scenario(mine))]))
    assert "own" in visitor.served() and np.array_equal(
        PatientLife(Recipe(MAIN)).advance(DAYS, 5), usual, equal_nan=True
    )
    by_file = PatientLife(Recipe("own")).advance(DAYS, 5)
    assert np.array_equal(by_rule, by_file, equal_nan=True) and not np.array_equal(usual, by_rule, equal_nan=True)


def test_the_page_is_not_opened_with_a_mistake(mine, tmp_path, capsys):
    assert main(["app", "--no-open", "--rule", f"upkeep.maintaned={mine}:saturating"]) == 2
    assert main(["app", "--export", str(tmp_path), "--rule", f"upkeep.maintained={mine}:saturating"]) == 2
    told = capsys.readouterr().err
    assert "did you mean 'upkeep.maintained'?" in told and "an exported page reads no files" in told


def test_processes_find_the_file(mine, tmp_path):
    sweep = {"scenario": MAIN, "days": 1.0, "iterations": 2, "part": 1, "rules": rules(mine, "rule")}
    threads = run_sweep(sweep, tmp_path / "threads", progress=False)
    spawned = run_sweep(sweep, tmp_path / "spawned", engine="processes", jobs=1, progress=False)
    assert spawned.complete and digest(threads.folder) == digest(spawned.folder)

    def here(x: float, floor: float, threshold: float, width: float) -> float:
        return x

    with pytest.raises(ValueError, match="stands within a function; processes find only what stands in a module"):
        run_sweep({**sweep, "rules": {"upkeep.maintained": here}}, tmp_path / "no", engine="processes", progress=False)


# -- copies -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))], ids=["deepcopy", "pickle"])
def test_a_body_with_own_parts_is_copied(mine, copied):
    body = Body(MAIN, days=DAYS, muscle=Deaf, learner=f"{mine}:idle", rules=rules(mine, "skipped"))
    body.run_for(3)
    muscle = body["gluteus_maximus_right"]
    assert isinstance(muscle, Muscle) and isinstance(muscle, Deaf) and isinstance(muscle, units.Muscle)
    other = copied(body)
    body.run_for(20)
    other.run_for(20)
    assert np.array_equal(body.block.state, other.block.state) and type(other.cortex) is type(body.cortex)
    assert other.record().recipe == body.record().recipe
