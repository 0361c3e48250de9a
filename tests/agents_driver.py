"""A short life of agents and of the compiled engine, as bits; run as a program it prints them without compilation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import numpy as np

from agonist.agents import Body
from agonist.model.layout import AREAS
from agonist.model.wiring import Structure

ROWS = 20


def history(engine: str) -> str:
    """The state after a day and a night, as hexadecimal text."""
    one = Body("gluteal-inhibition", rng=6, engine=engine, days=2.0, collect=False)
    one["hip_right"].effusion_ml = 30.0
    one["hip_right"].pain = 4.0
    one.advance(ROWS)
    return one.block.state.reshape(-1, 8)[:, 0].tobytes().hex()


def bits(jit: str) -> dict[str, Any]:
    """What this program prints with compilation on (1) or off (0)."""
    done = subprocess.run(
        [sys.executable, __file__], env=os.environ | {"AGONIST_JIT": jit}, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def differences(structure: Structure, one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Where two states by area differ: area, unit and variable."""
    found = []
    for area in one:
        alike = (one[area] == other[area]) | (np.isnan(one[area]) & np.isnan(other[area]))
        for unit, variable in np.argwhere(~alike):
            found.append(f"{area} {structure.names.units(area)[unit]} {AREAS[area]._fields[variable]}")
    return found


if __name__ == "__main__":
    json.dump({engine: history(engine) for engine in ("agents", "compiled")}, sys.stdout)
