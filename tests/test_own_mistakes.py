"""Own parts after an edit, mistakes in them, and rules that are asked outside of lives."""

from __future__ import annotations

import ast
import inspect
import pickle
from pathlib import Path

import pytest
from own_driver import FILE, rules

import agonist
from agonist.agents import Body, Muscle
from agonist.experiments import run
from agonist.model.own.asked import stepper
from agonist.model.own.outside import KEPT, kept
from agonist.model.own.parts import known_rules, parts_of
from agonist.model.own.source import source
from agonist.model.own.variant import reached
from agonist.model.runs import Request, prepare, simulate
from agonist.model.scenario import load

MAIN = "gluteal-inhibition"


@pytest.fixture(scope="module")
def mine(tmp_path_factory) -> Path:
    """A file of the user's, outside the package."""
    path = tmp_path_factory.mktemp("user") / "mine.py"
    path.write_text(FILE, encoding="utf-8")
    return path


# -- edits ------------------------------------------------------------------------------------------------------------


def test_an_edit_is_lived_at_once(tmp_path):
    path = tmp_path / "mine.py"
    text = (
        "import beside\n\n\ndef saturating(x: float, floor: float, threshold: float, width: float)"
        " -> float:\n    return 1.0 * beside.twice(x)\n"
    )
    (tmp_path / "beside.py").write_text("def twice(x: float) -> float:\n    return 2.0 * x\n")
    path.write_text(text)
    own, found = {"upkeep.maintained": f"{path}:saturating"}, []
    for edited, old, new in ((path, "1.0", "1.0"), (path, "1.0", "3.0"), (tmp_path / "beside.py", "2.0", "5.0")):
        edited.write_text(edited.read_text().replace(old, new))
        found.append([run(MAIN, days=1.0, rules=own, engine=engine) for engine in ("compiled", "agents")])
    shares = [[tuple(record.share[-1]) for record in pair] for pair in found]
    assert all(compiled == agents for compiled, agents in shares) and len({pair[0] for pair in shares}) == 3
    assert len({pair[0].recipe["rules"]["upkeep.maintained"] for pair in found}) == 3


def test_what_was_changed_meanwhile_is_not_mixed(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(FILE)
    body = Body(MAIN, days=1.0, rules={"upkeep.maintained": f"{path}:saturating"})
    kept = pickle.dumps(body)
    path.write_text(FILE.replace("3.5", "2.0"))
    with pytest.raises(ValueError, match=r"mine.py:saturating was changed since this began; begin anew"):
        pickle.loads(kept)


# -- mistakes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"upkeep.maintaned": ":saturating"}, "unknown rule 'upkeep.maintaned'; did you mean 'upkeep.maintained'?"),
        ({"upkeep.maintained": ":short"}, "it takes (x, floor, threshold, width); short takes (x: 'float'"),
        ({"upkeep.maintained": ":saturatin"}, "did you mean 'saturating'?"),
        ({"upkeep.maintained": "missing.py:saturating"}, "missing.py: cannot be read (No such file or directory)"),
        ({"upkeep.maintained": "mine"}, "'mine' names no function of a file; write FILE.py:NAME"),
        ({"upkeep.maintained": 3.0}, "it needs a function, not float"),
        ({"upkeep.maintained": lambda x, floor, threshold, width: x}, "is a lambda; write a function"),
        ({"recruitment.capacity": ":short"}, "cannot be replaced: it is asked while a body is built"),
        ({"sums.plus": ":short"}, "cannot be replaced: it is arithmetic"),
        ({"Muscle": ":saturating"}, "it needs a subclass of Muscle, not <function saturating"),
        ({"learner.hebb": ":idle"}, "unknown rule 'learner.hebb'"),
        ({"learner.error": ":idle", "learner.use": ":idle"}, "a life has one learner; keep one of them"),
    ],
)
def test_mistakes_are_told_in_one_line(mine, own, words):
    asked = {k: f"{mine}{v}" if isinstance(v, str) and v[0] == ":" else v for k, v in own.items()}
    for door in (run, Body, agonist.Patient):
        with pytest.raises(ValueError) as caught:
            door(MAIN, rules=asked)
        assert words in str(caught.value) and "\n" not in str(caught.value)


def test_a_broken_file_is_told_in_one_line(tmp_path):
    for text, words in (("def f(:\n", "line 1: invalid syntax"), ("x = 1\ny = x / 0\n", "line 2: ZeroDivisionError")):
        (tmp_path / "bad.py").write_text(text)
        with pytest.raises(ValueError, match=words):
            run(MAIN, rules={"upkeep.maintained": f"{tmp_path}/bad.py:f"})


def test_a_verb_of_another_unit_is_refused():
    class Confused(Muscle):
        def sense(self) -> None:
            """A member does this."""

    with pytest.raises(ValueError, match=r"nobody asks a Muscle to sense\(\); a Member does that: subclass Member"):
        Body(MAIN, muscle=Confused)


def test_what_cannot_be_compiled_says_so_and_lives_as_agents(tmp_path):
    (tmp_path / "wild.py").write_text("def plain(u: float) -> float:\n    return float(sorted([u, 0.5])[0])\n")
    own = {"upkeep.logistic": f"{tmp_path}/wild.py:plain"}
    assert run(MAIN, days=1.0, rules=own, engine="agents").recipe["rules"]
    with pytest.raises(ValueError) as caught:
        run(MAIN, days=1.0, rules=own)
    assert "wild.plain cannot be compiled" in str(caught.value) and "engine = 'agents'" in str(caught.value)
    with pytest.raises(ValueError, match="wild.plain cannot be compiled"):
        Body(MAIN, days=1.0, rules=own).switch("compiled")


def test_own_and_plain_lives_stand_side_by_side(mine):
    asked = [Request.of(MAIN, seed=s, days=1.0, rules=r) for s in (1, 2) for r in ({}, rules(mine, "rule"))]
    found = [tuple(o.measures.values()) for o in simulate(asked, threads=2, every=1, variables=("share",))]
    alone = [tuple(simulate([one])[0].measures.values()) for one in asked]
    assert repr(found) == repr(alone)
    assert prepare(asked[0]).run.own == () and stepper(()) is stepper(prepare(asked[2]).run.own)
    assert parts_of(load(MAIN).rules) == ()


# -- rules that are asked outside of lives ----------------------------------------------------------------------------

ROOT = Path(__file__).parent.parent
OF_RULES_THEMSELVES = ("rules", "units", "own", "compiler", "evidence")  # and figures of a rule by itself
FIGURES = ("flow.py", "folds.py", "curves.py")
OF_THE_BODY = ("columns.py",)  # entries that `seen_by` makes anew with the rules of the body


def direct_calls(path: Path) -> set[str]:
    """Rules of the model that a file calls by their own name, so that a body's own rules would not be asked."""
    tree, modules, names = ast.parse(path.read_text(encoding="utf-8")), {}, {}
    for node in ast.walk(tree):
        home = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names if home.startswith("agonist.model.rules") else ():
            kept = names if home.count(".") == 3 else modules
            kept[alias.asname or alias.name] = (
                f"{home.rpartition('.')[2]}.{alias.name}" if kept is names else alias.name
            )
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found = {names[f.id] for f in called if isinstance(f, ast.Name) and f.id in names}
    return found | {
        f"{modules[f.value.id]}.{f.attr}"
        for f in called
        if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name) and f.value.id in modules
    }


def test_a_rule_that_is_asked_outside_of_lives_is_kept_or_asked_of_the_body():
    files = [p for layer in ("model", "agents", "experiments", "viz") for p in (ROOT / layer).rglob("*.py")]
    files = [p for p in files if p.parent.name not in OF_RULES_THEMSELVES and p.name not in (*FIGURES, *OF_THE_BODY)]
    for path in files:
        for name in direct_calls(path):
            reach = reached(known_rules()[name])
            assert all(kept(one) for one in reach), f"{path.name} calls {name}: ask the body's, or keep {reach}"
    assert {*KEPT} <= {*known_rules()}


def test_the_text_of_every_rule_is_what_python_runs():
    """Pythons write calls of a module's function in several ways; each is known for the same text."""
    for name, rule in known_rules().items():
        assert source(inspect.unwrap(rule)).startswith(("def ", "@")), name


def test_a_verb_that_is_misspelt_is_not_passed_over():
    class Wrong(Muscle):
        def settel(self) -> None:
            self.area = 0.5

    class Right(Muscle):
        def settle(self) -> None:
            self.settled()

        def settled(self) -> None:
            """A part of what it does itself."""
            self.area = 0.5

    with pytest.raises(ValueError, match=r"nobody asks a Muscle to settel\(\); did you mean settle\(\)\?"):
        agonist.run("healthy", days=0.1, rules={"Muscle": Wrong})
    assert parts_of({"Muscle": Right})


def test_what_a_rule_says_that_it_returns_is_held_against_the_rule(tmp_path):
    text = "def mine(fatigued: float, seconds: float, recovery_rate: float, multiplier: float) -> int:\n    return 1\n"
    (tmp_path / "mine.py").write_text(text)
    with pytest.raises(ValueError, match="mine, line 1, says that it returns int; it must return a float"):
        agonist.run("healthy", days=0.1, rules={"fatigue.rested": f"{tmp_path}/mine.py:mine"})


def test_a_reading_that_acts_is_told_that_it_looks(tmp_path):
    (tmp_path / "mine.py").write_text(
        "def mine(patient):\n    patient.do('remove', muscle='gluteus_maximus')\n    return 1.0\n"
    )
    with pytest.raises(ValueError, match=r"mine.py, line 2: .*a reading only looks: .* no 'do'"):
        agonist.run(
            "healthy", days=0.1, rules={"reading.mine": f"{tmp_path}/mine.py:mine"}, read=["reading.mine @ end"]
        )
