"""A short life of agents and of the compiled engine, as bits; run as a program it prints them without compilation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import numpy as np

from agonist.agents import Body
from agonist.model.blocks import lane_state
from agonist.model.layout import AREAS

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


def state(one: Body) -> dict[str, Any]:
    """Every number of a body, by area: [units, variables]."""
    return lane_state(one.block, one.prepared.run.structure, 0)


def differences(one: Body, other: Body) -> list[str]:
    """Where two bodies are not alike to the last bit: area, unit and variable."""
    names, mine, theirs = one.prepared.run.structure.names, state(one), state(other)
    found = []
    for area in mine:
        alike = (mine[area] == theirs[area]) | (np.isnan(mine[area]) & np.isnan(theirs[area]))
        for unit, variable in np.argwhere(~alike):
            found.append(f"{area} {names.units(area)[unit]} {AREAS[area]._fields[variable]}")
    return found


def same(one: Body, other: Body) -> bool:
    """Whether two bodies are alike to the last bit."""
    return not differences(one, other)


if __name__ == "__main__":
    json.dump({engine: history(engine) for engine in ("agents", "compiled")}, sys.stdout)
