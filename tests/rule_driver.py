"""Prints the bits of every rule and of two knees' history; run with and without compilation to compare.

Every rule of every module, on seeded numbers over its range, and on edges: nothing, signed nothing, one, far too much,
infinity and what is no number.
"""

from __future__ import annotations

import importlib
import inspect
import json
import math
import pkgutil
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agonist.model import draws, maths, rules
from agonist.model.compiler.jit import entry

sys.path.insert(0, str(Path(__file__).parent))

MODULES = (*(f"rules.{m.name}" for m in pkgutil.iter_modules(rules.__path__)), "maths", "draws")
CALLS, EDGY = 40, 80
EDGES = (0.0, -0.0, 1.0, -1.0, 0.5, 100.0, -40.0, 1e-9, 1e-300, 5e-324, 1e18, math.inf, -math.inf, math.nan)
WHOLE = (0, 1, 2, 7, 1000, 2**31, 2**32 - 1)
HIDDEN = "Python has no number here"


def functions(module: str) -> dict[str, Callable[..., float]]:
    """The rules that a module defines, by name, in plain Python."""
    home = importlib.import_module(f"agonist.model.{module}")
    found = {n: f for n, f in vars(home).items() if inspect.isfunction(f) and f.__module__ == home.__name__}
    marked = {n: f for n, f in found.items() if "@rule" in inspect.getsource(f)}
    return {n: f for n, f in marked.items() if inspect.signature(f).return_annotation in ("float", "int", "bool")}


def arguments(draw: random.Random, kinds: list[str], edgy: bool) -> list[Any]:
    """Arguments of one call."""
    given: list[Any] = []
    for kind in kinds:
        usual = draw.uniform(0.0, draw.choice((0.3, 0.9, 1.6, 60.0)))
        number = draw.choice((usual, draw.choice(EDGES))) if edgy else usual + 0.001
        given.append(draw.choice(WHOLE) if kind == "int" else draw.random() < 0.5 if kind == "bool" else number)
    return given


def text(run: Callable[..., float], given: list[Any]) -> str:
    """The bits of a result; one NaN is as good as another."""
    try:
        found = run(*given)
    except (ZeroDivisionError, OverflowError, ValueError):
        return HIDDEN
    return "nan" if isinstance(found, float) and math.isnan(found) else float(found).hex()


def bits(name: str, function: Callable[..., float]) -> list[str]:
    """Results of one rule, as text."""
    kinds = [str(p.annotation) for p in inspect.signature(function).parameters.values()]
    draw, run = random.Random(name), entry(function)  # compiled, unless compilation is off
    return [text(run, arguments(draw, kinds, n >= CALLS)) for n in range(CALLS + EDGY)]


def history() -> list[str]:
    """Two knees through swelling, pain, a cast and training: every state, as hexadecimal text."""
    from knee import Knees

    knees = Knees()
    knees.set_joint(effusion_ml=80.0, pain=6.0, tau_effusion_day=10.0, instability=0.4)
    knees.set_muscles(1, immobilised=1.0, length_mean=0.9, day_stress=40.0)
    knees.set_muscles(0, only=("vm",), day_training=60.0, day_cued=30.0, hurt=5.0, fatigued=0.3, stretch_min_day=4.0)
    knees.run(3, bouts=3)
    knees.excite()
    return [float(x).hex() for x in (*knees.joints, *knees.muscles)]


def main() -> None:
    """Write the bits of everything as JSON to standard output."""
    assert maths and draws
    found: dict[str, Any] = {f"{m}.{n}": bits(f"{m}.{n}", f) for m in MODULES for n, f in functions(m).items()}
    found["history"] = history()
    assert "nan" not in found["history"]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
