"""Nothing of a user's own is without effect in silence, and nothing that was changed by hand is missing in a recipe."""

from __future__ import annotations

import ast
import json
import types
from pathlib import Path

import numpy as np
import pytest
from own_driver import FILE

import agonist
from agonist.agents import Body, Muscle
from agonist.experiments import cohort, run
from agonist.experiments.cli import main
from agonist.experiments.evidence import living
from agonist.experiments.records import command
from agonist.experiments.sweeps import run_sweep
from agonist.model.own.outside import kept
from agonist.model.own.parts import known_rules, parts_of
from agonist.model.own.reach import askers, idle, reach, taking_part
from agonist.model.scenario import load, read_text
from agonist.model.units.cortex import LEARNERS

MAIN, DAYS, MUSCLE = "gluteal-inhibition", 1.0, "gluteus_maximus_right"
OF_A_RIVAL = '''

def product(used: float, rho: float, threshold: float, width: float, weak: float, plain: float) -> float:
    """Hebb's product alone."""
    return used * rho


class Other(units.MotorCortex):
    """A cortex that competes in its own way; nobody asks it under the usual learner."""

    def compete(self) -> None:
        """Not at all."""


def competing(cortex) -> None:
    """A learner that asks for the means of the rival, and for what each muscle keeps."""
    if cortex.reps > 0.0:
        cortex.compete()
    for member in cortex.members:
        if member.learns:
            member.keep()
    cortex.foresee()
'''


@pytest.fixture(scope="module")
def mine(tmp_path_factory) -> Path:
    """A file of the user's, outside the package."""
    path = tmp_path_factory.mktemp("user") / "mine.py"
    path.write_text(FILE + OF_A_RIVAL, encoding="utf-8")
    return path


# -- own parts that nobody asks ---------------------------------------------------------------------------------------


def doors(learner, own):
    """Every door that lives by one learner."""
    yield lambda: run(MAIN, days=DAYS, learner=learner, rules=own)
    yield lambda: run(MAIN, days=DAYS, learner=learner, rules=own, engine="agents")
    yield lambda: Body(MAIN, days=DAYS, learner=learner, rules=own)
    yield lambda: agonist.Patient(MAIN, learner=learner, rules=own)
    yield lambda: cohort(MAIN, 3, days=DAYS, learner=learner, control=False, rules=own)


@pytest.mark.parametrize(
    ("name", "place", "learner", "words"),
    [
        ("learning.potentiation", "product", "maintained", "the learner 'maintained' never asks it; choose learner = 'threshold'"),
        ("upkeep.maintained", "saturating", "frozen", "the learner 'frozen' never asks it; choose learner = 'maintained'"),
        ("learner.error", "idle", "maintained", "the learner is 'maintained'; choose learner = 'error'"),
        ("MotorCortex", "Other", "maintained", "the learner 'maintained' never asks compete()"),
    ],
)  # fmt: skip
def test_a_part_that_nobody_asks_is_refused_in_one_line(mine, name, place, learner, words):
    for door in doors(learner, {name: f"{mine}:{place}"}):
        with pytest.raises(ValueError) as caught:
            door()
        assert f"rules: {name} would change nothing: {words}" in str(caught.value) and "\n" not in str(caught.value)


def test_an_own_learner_that_asks_nothing_of_a_rule_says_so(mine):
    own = {"upkeep.maintained": f"{mine}:saturating"}
    with pytest.raises(ValueError, match=r"upkeep.maintained would change nothing: mine.idle never ask it"):
        run(MAIN, days=DAYS, learner=f"{mine}:idle", rules=own)
    asked = run(MAIN, days=DAYS, learner=f"{mine}:competing", rules=own)
    assert set(asked.recipe["rules"]) == {"learner.maintained", "upkeep.maintained"}


def test_several_learners_take_what_one_of_them_asks(mine, tmp_path, capsys):
    rule = f"learning.potentiation={mine}:product"
    assert main(["run", MAIN, "--days", "1", "--learner", "all", "--rule", rule, "--json", "--quiet"]) == 0
    told = json.loads(capsys.readouterr().out)
    lives = {told["recipe"]["learner"]: told} | told["rivals"]
    assert [name for name, life in lives.items() if "rules" in life["recipe"]] == ["threshold"]
    sweep = {"scenario": MAIN, "days": DAYS, "iterations": 1, "rules": {"learning.potentiation": f"{mine}:product"}}
    run_sweep({**sweep, "learner": ["maintained", "threshold"]}, tmp_path / "both", progress=False)
    with pytest.raises(ValueError, match="never asks it; choose learner = 'threshold'"):
        run_sweep(sweep, tmp_path / "one", progress=False)


def test_every_rule_is_asked_in_a_life_or_by_a_measurement_or_kept():
    """A rule that nothing asks could be replaced without effect."""
    root = Path(__file__).parent.parent
    files = [p for layer in ("model", "experiments", "viz") for p in (root / layer).rglob("*.py")]
    asking = [node for p in files for node in ast.walk(ast.parse(p.read_text(encoding="utf-8")))
              if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("in_force", "rule")]  # fmt: skip
    measured = {ast.unparse(argument) for node in asking for argument in node.args}
    measured |= {name.rpartition(".")[2] for name in measured}
    for name in known_rules():
        lived = askers(name)
        assert lived or kept(name) or name in measured or name.rpartition(".")[2] in measured, name
    assert all(reach((), learner).whole for learner in LEARNERS)
    assert askers("learning.potentiation") == ("threshold",) and askers("fatigue.loaded") == LEARNERS


def test_what_is_left_out_of_a_life_would_have_changed_nothing(mine):
    """The walk through the verbs against the engine itself: a rule that it calls idle changes no bit, another one does."""
    plain = run(MAIN, days=DAYS, learner="threshold")
    (part,) = parts_of({"learning.potentiation": f"{mine}:product"})
    assert idle(part, (part,), "use") and not idle(part, (part,), "threshold")
    assert taking_part((part,), "use") == () and taking_part((part,), "threshold") == (part,)
    own = run(MAIN, days=DAYS, learner="threshold", rules={part.name: part})
    assert not np.array_equal(own.final["members"], plain.final["members"])


# -- every command ----------------------------------------------------------------------------------------------------


BRIEF = """
title = "A muscle is inhibited for a day"
days = 4
watch = "hip_extension_right"
body = { model = "rlu2023", sides = ["right"] }
windows = { before = [0, 1], after = [2, 4] }

[knobs.dose]
value = 0.6
low = 0.0
high = 0.9
text = "excitability taken"
unit = "0-1"

[knobs.reps]
value = 320
low = 16
high = 5000
text = "how often a day"
unit = "repetitions/day"

[[plan]]
do = "practice"
reps = "$reps"
load = 0.35
task = "hip_extension"

[[plan]]
do = "inhibit"
muscle = "gluteus_maximus"
fraction = "$dose"
day = 1
days = 1
"""


@pytest.mark.parametrize(
    "words",
    [
        ["ablate", "--seeds", "1"],
        ["map", "--levels", "2", "--seeds", "1", "--x", "dose", "--y", "reps=100:300"],
        ["loop", "--levels", "3", "--dwell-days", "1", "--seeds", "1", "--learner", "maintained"],
        ["sensitivity", "--group", "timing", "--trajectories", "2"],
    ],
    ids=lambda words: words[0],
)
def test_commands_of_many_lives_take_rules_and_say_so(mine, words, capsys):
    brief = mine.parent / "brief.toml"
    brief.write_text(BRIEF, encoding="utf-8")
    asked = [words[0], str(brief), *words[1:], "--json", "--quiet"]
    assert main([*asked, "--rule", f"upkeep.maintained={mine}:saturating"]) == 0
    own = json.loads(capsys.readouterr().out)
    assert own["rules"]["upkeep.maintained"].startswith("mine.saturating ")
    assert main(asked) == 0
    plain = json.loads(capsys.readouterr().out)
    assert plain["rules"] == {} and {**plain, "rules": own["rules"]} != own
    assert main([*asked, "--rule", f"learning.potentiation={mine}:product"]) == 2
    assert "never asks it" in capsys.readouterr().err


def test_validate_takes_rules(mine, capsys):
    own = parts_of({"upkeep.maintained": f"{mine}:saturating"})
    held = living.protocol("hip", "rlu2023", own)
    assert tuple(part for _, part in held.rules) == own and living.protocol("hip", "rlu2023").rules == ()
    assert main(["validate", "--only", "habit", "--rule", f"learning.potentiation={mine}:product"]) == 2
    assert "never asks it" in capsys.readouterr().err


def test_a_scenario_with_rules_is_changed_and_written(mine):
    own = {"upkeep.maintained": f"{mine}:saturating"}
    text = load(MAIN).toml() + f'\n[rules]\n"upkeep.maintained" = "{mine}:saturating"\n'
    held = read_text(text, "own.toml")
    longer = held.with_(name="longer", days=400.0)
    assert longer.rules == held.rules and read_text(longer.toml(), "again.toml").rules == held.rules
    assert run(longer, days=DAYS).recipe["rules"] == run(MAIN, days=DAYS, rules=own).recipe["rules"]


# -- what was changed by hand -----------------------------------------------------------------------------------------


def test_a_quantity_that_was_changed_by_hand_stands_in_the_recipe():
    for engine in ("agents", "compiled"):
        body = Body(MAIN, days=DAYS, engine=engine)
        body.run_for(3)
        body[MUSCLE].inhibition = 0.9
        body.run_for(1)
        body.block.muscles[0] = 700.0  # past every agent
        recipe = body.record().recipe
        first = body.prepared.run.structure.names.muscles[0]
        assert recipe["changed_by_hand"] == [[3, MUSCLE, "inhibition", 0.9], [4, first, "force_max_n", 700.0]]
        assert command(body.record()).endswith("# without changed_by_hand of the recipe")
        assert "changed_by_hand" not in Body(MAIN, days=DAYS).record().recipe


def test_changes_by_hand_can_be_done_again_from_the_recipe():
    first = Body(MAIN, days=DAYS)
    for row in (2, 5):
        first.run_for(row - first.lived)
        first[MUSCLE].inhibition = 0.1 * row
    first.run_for(4)
    again = Body(MAIN, days=DAYS)
    for row, unit, quantity, value in first.record().recipe["changed_by_hand"]:
        again.run_for(row - again.lived)
        setattr(again[unit], quantity, value)
    again.run_for(first.lived - again.lived)
    assert np.array_equal(first.block.state, again.block.state, equal_nan=True)


def test_a_verb_of_one_agent_is_said_and_not_compiled(mine):
    def deaf(self) -> None:
        self.spinal = 0.0

    body = Body(MAIN, days=DAYS)
    body.run_for(1)
    body[MUSCLE].feel = types.MethodType(deaf, body[MUSCLE])
    (lost,) = body.record().recipe["cannot_be_repeated"]
    assert lost.startswith(f"Muscle('{MUSCLE}').feel = ") and "deaf" in lost
    with pytest.raises(ValueError, match=r"engine = 'compiled' would not ask Muscle\('gluteus_maximus_right'\).feel"):
        body.switch("compiled")
    with pytest.raises(ValueError, match="switch to 'agents' first"):
        other = Body(MAIN, days=DAYS, engine="compiled")
        other[MUSCLE].feel = types.MethodType(deaf, other[MUSCLE])


class Sleepless(Body):
    """A body without nights."""

    def sleep(self, second: int) -> None:
        """Nothing."""


class Deaf(Muscle):
    """A muscle that feels nothing."""

    def feel(self) -> None:
        """Nothing."""


def test_own_classes_and_removed_agents_stand_in_the_recipe():
    recipe = Sleepless(MAIN, days=DAYS).record().recipe
    assert recipe["own_order"]["Body.sleep"].startswith(f"{__name__}.Sleepless ")
    assert Body(MAIN, days=DAYS, muscle=Deaf).record().recipe["rules"]["Muscle"].startswith(f"{__name__}.Deaf ")
    body = Body(MAIN, days=DAYS)
    body["iliacus_right"].remove()
    found = body.record().recipe
    assert found["removed"] == ["iliacus_right"] and "changed_by_hand" not in found
