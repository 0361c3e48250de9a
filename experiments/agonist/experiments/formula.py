"""Readings put together by a formula: ``100 * (mean(now) / mean(before) - 1)``, ``r2(strength, volume)``.

A name is a reading of every life or person: rows are lives, columns the moments (or trials) that it was read at. A formula
knows arithmetic, comparisons, ``and``, ``or``, ``not``, ``a if b else c`` and the functions of `FUNCTIONS`; nothing else.
Statistics are those of numpy, scipy and statsmodels.
"""

from __future__ import annotations

import ast
import math
import operator
import warnings
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from agonist.model.body.wiring import Floats
from agonist.model.parameters import nearest
from agonist.model.reading import is_number, quoted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

MOST_LETTERS = 2000
ENOUGH = 0.1  # a decay that is smaller has no time constant


def _flat(x: ArrayLike) -> Floats:
    return np.asarray(x, dtype=float).ravel()


def per_life(x: ArrayLike) -> Floats:
    """Mean over the moments, of each life."""
    return np.asarray(x, dtype=float).mean(axis=1)


def course(x: ArrayLike) -> Floats:
    """Mean over the lives, at each moment."""
    return np.asarray(x, dtype=float).mean(axis=0)


def standardised(x: ArrayLike, y: ArrayLike) -> float:
    """Difference of two means over the pooled standard deviation."""
    return float((_flat(x).mean() - _flat(y).mean()) / math.sqrt(0.5 * (_flat(x).var(ddof=1) + _flat(y).var(ddof=1))))


def correlation(x: ArrayLike, y: ArrayLike) -> float:
    """Pearson's r; NaN where one does not vary."""
    return (
        float("nan")
        if min(np.ptp(_flat(x)), np.ptp(_flat(y))) < 1e-12
        else float(np.corrcoef(_flat(x), _flat(y))[0, 1])
    )


def slope(y: ArrayLike, x: ArrayLike) -> float:
    """Change of y for one more of x, by least squares."""
    return float(np.polyfit(_flat(x), _flat(y), 1)[0])


def rate_slope(y: ArrayLike, x: ArrayLike) -> float:
    """Change of the log of a rate y for one more of x: Poisson regression."""
    generalised = import_module("statsmodels.genmod.generalized_linear_model")
    poisson = import_module("statsmodels.genmod.families").Poisson()
    exog = np.column_stack([np.ones_like(_flat(x)), _flat(x)])
    return float(generalised.GLM(_flat(y), exog, family=poisson).fit().params[1])


def first(x: ArrayLike) -> float:
    """The place, from 1, of the first that is true; infinite where none is."""
    true = np.flatnonzero(_flat(x))
    return float(true[0] + 1) if len(true) else math.inf


def loop(x: ArrayLike) -> float:
    """Area between a series that came back and the same series going up, over a dose that goes from 0 to 1 and back."""
    up, down = np.split(_flat(x), 2)
    return float(np.trapezoid(down[::-1] - up, dx=1.0 / (len(up) - 1)))


def decay(x: ArrayLike) -> float:
    """Time constant, in steps, of a exp(-n / tau) + c fitted to a series; NaN where nothing decays."""
    y = _flat(x)

    def curve(n: Floats, a: float, tau: float, c: float) -> Floats:
        return np.asarray(a * np.exp(-n / tau) + c)

    bounds = ([-50.0, 1.0, -50.0], [50.0, 1e5, 50.0])
    try:
        (a, tau, _), _ = import_module("scipy.optimize").curve_fit(
            curve, np.arange(len(y)), y, (3.0, 400.0, 0.0), bounds=bounds
        )
    except RuntimeError:
        return math.nan
    return float(tau) if abs(a) > ENOUGH else math.nan


def _recursion(w: ArrayLike, x: ArrayLike) -> Floats:
    known = np.column_stack([_flat(w)[:-1], _flat(x)[:-1]])
    return np.linalg.lstsq(known, _flat(w)[1:], rcond=None)[0]


def kept(w: ArrayLike, x: ArrayLike) -> float:
    """E of w' = E w + F x, from step to step."""
    return float(_recursion(w, x)[0])


def taken(w: ArrayLike, x: ArrayLike) -> float:
    """F of w' = E w + F x, from step to step."""
    return float(_recursion(w, x)[1])


def falls(*values: ArrayLike) -> float:
    """1 if each mean is greater than the next, else 0."""
    means = [float(_flat(v).mean()) for v in values]
    return float(all(a > b for a, b in zip(means, means[1:], strict=False)))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "mean": lambda x: float(_flat(x).mean()), "sd": lambda x: float(_flat(x).std(ddof=1)),
    "least": lambda *x: float(min(_flat(v).min() for v in x)), "most": lambda *x: float(max(_flat(v).max() for v in x)),
    "abs": np.abs, "exp": np.exp, "log": np.log, "sign": np.sign, "round": lambda x, n: np.round(x, int(n)),
    "all": lambda x: float(np.all(x)), "any": lambda x: float(np.any(x)), "when": np.where,
    "per_life": per_life, "course": course, "spread": lambda x: np.asarray(x, dtype=float).std(axis=1, ddof=1),
    "among": lambda x, which: _flat(x)[_flat(which) > 0.0],
    "total": lambda x: np.asarray(x, dtype=float).sum(axis=1), "change": lambda x, y: 100.0 * (x / y - 1.0),
    "standardised": standardised, "r": correlation, "r2": lambda y, x: correlation(y, x) ** 2, "slope": slope,
    "rate_slope": rate_slope, "first": first, "loop": loop, "decay": decay, "kept": kept, "taken": taken, "falls": falls,
}  # fmt: skip
CONSTANTS = {"none": math.nan}
TWO: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow,
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq,
    ast.NotEq: operator.ne, ast.And: np.logical_and, ast.Or: np.logical_or,
}  # fmt: skip
ONE: dict[type, Callable[[Any], Any]] = {ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Not: np.logical_not}


def parsed(text: str, place: str = "formula") -> ast.expr:
    """The tree of a formula. Raises ValueError with one line for what is none."""
    try:
        if not isinstance(text, str) or len(text) > MOST_LETTERS:
            raise ValueError
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        raise ValueError(
            f"{place} {quoted(text)}: it needs arithmetic of names, such as 'mean(now) - mean(before)'"
        ) from None


def evaluate(text: str, names: Mapping[str, ArrayLike], place: str = "formula") -> float:
    """The number of a formula.

    Args:
        text: the formula.
        names: readings by name, [lives, moments].
        place: what messages call it.

    Raises:
        ValueError: a formula that is none, an unknown name or function, or a value that is no number; one line.
    """
    try:
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nobody is NaN
            found = np.asarray(_value(parsed(text, place), names, f"{place} {quoted(text)}"), dtype=float)
    except (TypeError, ArithmeticError, np.linalg.LinAlgError) as error:
        raise ValueError(f"{place} {quoted(text)}: {error}") from None
    if found.size != 1:
        raise ValueError(f"{place} {quoted(text)}: it gives {found.size} numbers; take their mean, sd or another one")
    return float(found.ravel()[0])


def _value(node: ast.expr, names: Mapping[str, ArrayLike], place: str) -> Any:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and is_number(node.value):
        return float(node.value)
    if isinstance(node, ast.Name):
        known = {**CONSTANTS, **names}
        if node.id not in known:
            raise ValueError(f"{place}: unknown name {node.id!r}; {nearest(node.id, list(known))}")
        return known[node.id]
    if isinstance(node, ast.UnaryOp) and type(node.op) in ONE:
        return ONE[type(node.op)](_value(node.operand, names, place))
    if isinstance(node, ast.BinOp) and type(node.op) in TWO:
        return TWO[type(node.op)](_value(node.left, names, place), _value(node.right, names, place))
    if isinstance(node, ast.BoolOp | ast.Compare):
        return _truth(node, names, place)
    if isinstance(node, ast.IfExp):
        return _value(node.body if np.all(_value(node.test, names, place)) else node.orelse, names, place)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        if node.func.id not in FUNCTIONS:
            raise ValueError(f"{place}: unknown function {node.func.id!r}; {nearest(node.func.id, list(FUNCTIONS))}")
        return FUNCTIONS[node.func.id](*(_value(each, names, place) for each in node.args))
    raise ValueError(f"{place}: {ast.unparse(node)!r} is no arithmetic")


def _truth(node: ast.BoolOp | ast.Compare, names: Mapping[str, ArrayLike], place: str) -> Any:
    """Comparisons and what joins them, element by element."""
    if isinstance(node, ast.BoolOp):
        first_, *rest = (_value(each, names, place) for each in node.values)
        for other in rest:
            first_ = TWO[type(node.op)](first_, other)
        return first_
    values = [_value(each, names, place) for each in (node.left, *node.comparators)]
    if not all(type(op) in TWO for op in node.ops):
        raise ValueError(f"{place}: {ast.unparse(node)!r} is no comparison of numbers")
    parts = [TWO[type(op)](a, b) for op, a, b in zip(node.ops, values, values[1:], strict=False)]
    return np.logical_and.reduce(parts) if len(parts) > 1 else parts[0]
