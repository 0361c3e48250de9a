"""The compiled step once more, in numpy: the same rules and stages, with an array over runs in the place of a lane.

The sources are rewritten: a loop over lanes is done once for all runs, `a if c else b` becomes `where`. This is the
usual way to simulate many runs in Python without a compiler, and it must give the engine's results to the last bit.
"""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from agonist.model.layout import LANES


def where(test: Any, yes: Any, no: Any) -> Any:
    """`yes if test else no`, run by run."""
    if isinstance(test, np.ndarray):
        return np.where(test, yes, no)
    return yes if test else no


PLACES: dict[str, Any] = {
    "where": where,
    "both": np.logical_and,
    "either": np.logical_or,
    "neither": np.logical_not,
    "some": lambda x: int(np.any(x)),
}
MACHINE: dict[str, Any] = {
    "bits_of": lambda x: np.asarray(x, dtype=np.float64).view(np.int64),
    "double_of": lambda x: np.asarray(x, dtype=np.int64).view(np.float64),
    "square_root": np.sqrt,
    "unsigned": lambda x: x,
    "int": lambda x: x,
    "abs": np.abs,
    "LANES": 1,
}


def called(name: str, *arguments: ast.expr) -> ast.Call:
    """A call of one of our `PLACES`."""
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


class Widen(ast.NodeTransformer):
    """Rewrites a stage or a rule for arrays over runs; `inside` tells whether all runs are at work."""

    def __init__(self, inside: bool) -> None:
        self.inside = inside

    def visit_For(self, node: ast.For) -> Any:
        """A loop over lanes is done once."""
        over_lanes = ast.unparse(node.iter) == "range(unsigned(lanes))"
        before, self.inside = self.inside, self.inside or over_lanes
        self.generic_visit(node)
        self.inside = before
        if over_lanes:
            node.iter = ast.Tuple([ast.Constant(0)], ast.Load())
        return node

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        """A choice, run by run."""
        self.generic_visit(node)
        return called("where", node.test, node.body, node.orelse)

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        """`and` and `or`, run by run."""
        self.generic_visit(node)
        if not self.inside:
            return node
        name = "both" if isinstance(node.op, ast.And) else "either"
        return functools.reduce(lambda a, b: called(name, a, b), node.values)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        """`not`, run by run."""
        self.generic_visit(node)
        return called("neither", node.operand) if self.inside and isinstance(node.op, ast.Not) else node

    def visit_Compare(self, node: ast.Compare) -> Any:
        """`a < b < c` in two parts."""
        self.generic_visit(node)
        terms = [node.left, *node.comparators]
        parts = [ast.Compare(terms[i], [o], [terms[i + 1]]) for i, o in enumerate(node.ops)]
        return functools.reduce(lambda a, b: called("both", a, b), parts)

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        """`x |= y` over runs asks whether it is so in any."""
        self.generic_visit(node)
        if self.inside and isinstance(node.op, ast.BitOr):
            node.value = called("some", node.value)
        return node


@functools.cache
def widened(function: Callable[..., Any]) -> Any:
    """A stage or a rule for arrays over runs."""
    if function.__name__ in MACHINE:
        return MACHINE[function.__name__]
    source = inspect.unwrap(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(source)))
    define = tree.body[0]
    assert isinstance(define, ast.FunctionDef)
    inside = "rule" in {ast.unparse(d) for d in define.decorator_list}
    define.decorator_list, define.returns = [], None
    for argument in define.args.args:
        argument.annotation = None
    tree = ast.fix_missing_locations(Widen(inside).visit(tree))
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    place = PLACES | {n: adapted(v) for n, v in source.__globals__.items() if n in names}
    place |= {n: MACHINE[n] for n in names & MACHINE.keys()}
    exec(compile(tree, f"<{source.__name__} in numpy>", "exec"), place)
    return place[source.__name__]


def adapted(value: Any) -> Any:
    """What a name of a module becomes."""
    if isinstance(value, types.ModuleType):
        return Home(value)
    if inspect.isfunction(value):
        return lambda *arguments: widened(value)(*arguments)
    return value


class Home:
    """A module whose functions take arrays over runs."""

    def __init__(self, module: types.ModuleType) -> None:
        self.module = module

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.module, name)
        found = widened(found) if inspect.isfunction(found) else found
        setattr(self, name, found)
        return found


def over_runs(flat: Any, runs: int) -> Any:
    """An array whose last lanes are side by side, repeated up to so many runs."""
    lanes = flat.reshape(*flat.shape[:-1], -1, LANES) if flat.ndim == 1 else flat[..., None, :]
    return np.tile(lanes, runs // LANES)


def wide_block(block: Any, runs: int) -> Any:
    """A block of many runs; its areas are views of its state."""
    state = over_runs(block.state, runs)
    areas, first = {}, 0
    for name in "PJXMQAT":
        count = len(getattr(block, name)) // LANES
        areas[name] = state[first : first + count]
        first += count
    keys = {k: over_runs(getattr(block, k), runs) for k in ("keys", "words", "fates")}
    return block._replace(state=state, **areas, **keys)


def wide_watch(watch: Any, runs: int) -> Any:
    """What is recorded, for many runs."""
    return watch._replace(index=watch.index // LANES, window=over_runs(watch.window, runs))
