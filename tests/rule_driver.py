"""Prints the bits of every physiology rule and of two knees' history; run with and without compilation to compare."""

from __future__ import annotations

import importlib
import inspect
import json
import math
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agonist.model.compiler.jit import entry

sys.path.insert(0, str(Path(__file__).parent))

MODULES = ("upkeep", "recruitment", "joint", "nerve", "tissue", "fatigue", "injury", "timing", "observe")
CALLS = 40


def rules(module: str) -> dict[str, Callable[..., float]]:
    """The rules that a module defines, by name, in plain Python."""
    home = importlib.import_module(f"agonist.model.rules.{module}")
    return {n: f for n, f in vars(home).items() if inspect.isfunction(f) and f.__module__ == home.__name__}


def bits(module: str, name: str, function: Callable[..., float]) -> list[str]:
    """Results of one rule on seeded arguments, as hexadecimal text."""
    count = len(inspect.signature(function).parameters)
    draw = random.Random(f"{module}.{name}")
    calls = [[draw.uniform(0.25, draw.choice((0.9, 1.6))) for _ in range(count)] for _ in range(CALLS)]
    run = entry(function)  # compiled, unless compilation is off
    return [float(run(*arguments)).hex() for arguments in calls]


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
    found: dict[str, Any] = {f"{m}.{n}": bits(m, n, f) for m in MODULES for n, f in rules(m).items()}
    found["history"] = history()
    assert all(not math.isnan(float.fromhex(x)) for values in found.values() for x in values)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
