"""The architecture as a test: layers, nothing scripted, every number sourced, small pieces.

What counts as scripting, chosen strictly: in `model/` and `agents/` the whole text of every function and method
(names, strings, docstrings, comments) and every name and string of the module level, except the module's own
docstring, may hold no muscle, no role and no outcome. Tables (CSV) and scenarios (TOML) are data and may. The one
thing that module-level texts may say is a muscle *group* as a unit of comparison (``x quadriceps``).
"""

from __future__ import annotations

import ast
import csv
import re
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from agonist.model.parameters import FOLDER, MARKS, TABLE

ROOT = Path(__file__).parent.parent
LAYERS = {
    "model": set(),
    "agents": {"model"},
    "experiments": {"model", "agents"},
    "viz": {"model", "agents", "experiments"},
}
KEPT_OUT = {
    "model": {"mesa", "solara", "matplotlib", "pandas"},
    "agents": {"solara", "matplotlib"},
    "experiments": {"solara"},
}
GROUPS = ("glute", "hamstring", "quadricep", "adductor", "gastrocnem", "triceps", "biceps", "paraspinal", "erector",
          "rotator_cuff", "trapezi", "serratus", "pectoral", "hip_flexors")  # fmt: skip
ROLES = (r"prime[ _-]?movers?", r"\w*dominan\w*", r"take[ _-]?over", r"taken[ _-]over", r"victim\w*", r"compensator\w*")


def sources(*roots: str) -> list[Path]:
    """Every Python file under these folders of the project."""
    return sorted(path for root in roots for path in (ROOT / root).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def shown(path: Path) -> str:
    """The path as a person would name it."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything that a file imports."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{shown(path)}:{node.lineno}: imports are absolute"
            yield node.lineno, node.module or ""
            if node.module == "agonist":
                yield from ((node.lineno, f"agonist.{alias.name}") for alias in node.names)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


# -- layers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_what_lies_below_it(layer):
    allowed = LAYERS[layer] | {layer}
    wrong = []
    for path in sources(layer):
        for line, name in imports(path):
            parts = name.split(".")
            ours = parts[0] == "agonist" and len(parts) > 1 and parts[1] not in allowed
            if ours and not is_door_to_a_view(path, parts):
                wrong.append(f"{shown(path)}:{line} imports {name}")
    assert not wrong


def is_door_to_a_view(path: Path, parts: list[str]) -> bool:
    """Whether a command opens a view for the user: the command line is where the layers meet."""
    return path.parent.name == "commands" and parts[1] == "viz"


def test_commands_stand_above_all_that_they_ask():
    """A command asks an instrument, and no instrument a command; only the command line and what it tells know them."""
    commands = ROOT / "experiments" / "agonist" / "experiments" / "commands"
    below = [p for p in sources("experiments") if commands not in p.parents and p.name not in ("cli.py", "telling.py")]
    wrong = [
        f"{shown(p)}:{n} imports {name}" for p in below for n, name in imports(p) if ".experiments.commands" in name
    ]
    assert len(below) > 50 and not wrong, "\n".join(wrong)


@pytest.mark.parametrize("layer", KEPT_OUT)
def test_a_layer_keeps_out_what_it_does_not_need(layer):
    wrong = [f"{shown(p)}:{line} imports {name}" for p in sources(layer) for line, name in imports(p)
             if name.split(".")[0] in KEPT_OUT[layer]]  # fmt: skip
    assert not wrong


def test_no_init_hides_the_other_roots():
    """The one door, `import agonist`, belongs to the uppermost asking layer and leads to all source roots."""
    assert [root for root in LAYERS if (ROOT / root / "agonist" / "__init__.py").exists()] == ["experiments"]
    import agonist

    assert {Path(home) for home in agonist.__path__} >= {ROOT / root / "agonist" for root in LAYERS}


UNITS = ROOT / "model" / "agonist" / "model" / "units"
PLUMBING = ("wire.py", "unit.py")  # where rows and links are laid: whole numbers, nothing of the body


@pytest.mark.parametrize("path", sorted(p for p in UNITS.glob("*.py") if p.name not in PLUMBING), ids=lambda p: p.stem)
def test_a_unit_does_not_calculate(path):
    """A unit remembers, senses and acts; every sum, product and difference of quantities is a rule."""
    nodes = (n for n in ast.walk(tree(path)) if isinstance(n, ast.BinOp | ast.AugAssign))
    assert not [f"{shown(path)}:{n.lineno}" for n in nodes if not isinstance(n.op, ast.BitOr)]  # of types


# -- nothing is scripted -----------------------------------------------------------------------------------------


@cache
def muscle_names() -> frozenset[str]:
    """Every name of a muscle or compartment in the anatomy tables, in lower case."""
    found: set[str] = set()
    for path in (FOLDER.parent / "anatomy").glob("*.csv"):
        lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
        for row in csv.DictReader(lines):
            found |= {row[key].lower() for key in ("muscle", "anatomical_name") if row.get(key)}
    return frozenset(found)


def words_of(names: frozenset[str]) -> re.Pattern[str]:
    """A pattern that finds any of the names as a word, with spaces or underscores, with or without a side."""
    spelt = sorted({re.escape(name).replace("_", "[ _]") for name in names}, key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])({'|'.join(spelt)})(?![a-z0-9])")


def module_level(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of the names and strings outside functions, without the module's docstring."""
    docstring = ast.get_docstring(tree(path), clean=False)
    for node in outside_functions(tree(path)):
        if isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != docstring:
            yield node.lineno, node.value


def outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a tree that lie in no function."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from outside_functions(child)


def function_texts(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of each source line inside functions."""
    lines = path.read_text(encoding="utf-8").splitlines()
    inside = {number for f in functions(path) for number in range(f.lineno, (f.end_lineno or f.lineno) + 1)}
    return ((number, lines[number - 1]) for number in sorted(inside))


def test_the_tables_name_muscles():
    names = muscle_names()
    if not names:
        pytest.skip("no anatomy tables yet")
    assert {"gluteus_maximus", "soleus"} <= names
    assert words_of(names).search("if muscle == 'gluteus_maximus_right':")
    assert words_of(names).search("the gluteus maximus") and not words_of(names).search("area of a graceful line")


@pytest.mark.parametrize("path", sources("model", "agents"), ids=shown)
def test_no_code_names_a_muscle_a_role_or_an_outcome(path):
    names = words_of(muscle_names() | {"no muscle table"})
    inside = re.compile("|".join([*GROUPS, *ROLES]))
    roles = re.compile("|".join(ROLES))
    wrong = [
        f"{line}: {text.strip()}"
        for line, text in function_texts(path)
        if names.search(text.lower()) or inside.search(text.lower())
    ]
    wrong += [
        f"{line}: {text}"
        for line, text in module_level(path)
        if names.search(text.lower()) or roles.search(text.lower())
    ]
    assert not wrong, f"{shown(path)} names a muscle, a role or an outcome"


# -- every number has unit, range, source, and is used ------------------------------------------------------------


def test_every_parameter_is_complete():
    for row in TABLE.values():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", row.name), row.name
        assert row.low < row.high and row.low <= row.value <= row.high, row.name
        assert row.mark in MARKS, row.name
        assert all(text.strip() for text in (row.unit, row.source, row.text)), row.name


def words_of_code() -> tuple[set[str], list[str]]:
    """Attribute names and string constants of the code, and patterns of the strings that it puts together."""
    words: set[str] = set()
    patterns: list[str] = []
    for path in sources(*LAYERS):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute):
                words.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                patterns.append(
                    "".join(re.escape(v.value) if isinstance(v, ast.Constant) else ".+" for v in node.values)
                )
    return words, [p for p in patterns if re.fullmatch(r"[a-z0-9_.+\\]*[a-z]{4}[a-z0-9_.+\\]*", p)]


def words_of_tables() -> set[str]:
    """Every cell of the tables that are not the parameter table."""
    found: set[str] = set()
    for path in FOLDER.parent.rglob("*.csv"):
        if path.parent != FOLDER and path.parent.name != "anatomy":
            found.update(cell.strip() for row in csv.reader(path.open(encoding="utf-8")) for cell in row)
    return found


def test_every_parameter_is_used():
    words, patterns = words_of_code()
    words |= words_of_tables()
    built = re.compile("|".join(patterns) or "(?!)")
    assert not [name for name in TABLE if name not in words and not built.fullmatch(name)]


# -- small pieces, said in words -----------------------------------------------------------------------------------


def public(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """The public functions, classes and methods of a file."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nodes = [node for node in outside_bodies(tree(path)) if isinstance(node, kinds)]
    return (node for node in nodes if not node.name.startswith("_"))


def outside_bodies(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a tree, without what lies inside functions and private classes."""
    for child in ast.iter_child_nodes(node):
        yield child
        private = isinstance(child, ast.ClassDef) and child.name.startswith("_")
        if not private and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from outside_bodies(child)


@pytest.mark.parametrize("layer", LAYERS)
def test_everything_public_has_a_docstring(layer):
    files = sources(layer)
    wrong = [shown(path) for path in files if path.read_text().strip() and not ast.get_docstring(tree(path))]
    wrong += [
        f"{shown(p)}:{node.lineno} {node.name}" for p in files for node in public(p) if not ast.get_docstring(node)
    ]
    assert not wrong


EVERYWHERE = sources(*LAYERS, "tests", "benchmarks")


def written(suffix: str) -> list[Path]:
    """The files of ours with this ending under the views: those of others lie in an `assets` folder."""
    return [p for p in (ROOT / "viz").rglob(f"*{suffix}") if "assets" not in p.parts and "vendor" not in p.parts]


def test_no_file_is_long():
    counts = {
        p: len(p.read_text(encoding="utf-8").splitlines()) for p in [*EVERYWHERE, *written(".js"), *written(".mjs")]
    }
    assert not [f"{shown(path)}: {count} lines" for path, count in counts.items() if count > 350]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function, signature and docstring included."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_is_long():
    wrong = [
        f"{shown(p)}:{f.lineno} {f.name}: {length(f)} lines" for p in EVERYWHERE for f in functions(p) if length(f) > 50
    ]
    assert not wrong


def test_most_functions_are_short():
    lengths = []
    for path in sources(*LAYERS):
        for f in functions(path):
            words = f.body[0] if ast.get_docstring(f) else None
            lengths.append(length(f) - ((words.end_lineno or 0) - words.lineno + 1 if words else 0))
    assert statistics.median(lengths) <= 8
    assert statistics.quantiles(lengths, n=10)[8] <= 25


def test_type_checks_are_seldom_silenced():
    silenced = [(p, line) for p in sources(*LAYERS) for line in p.read_text(encoding="utf-8").splitlines()
                if re.search(r"#\s*type:\s*ignore", line)]  # fmt: skip
    assert not [shown(p) for p, line in silenced if "ignore[" not in line], "say which error is ignored"
    assert len(silenced) <= 20
