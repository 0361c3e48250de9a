"""The debugging mode of compiled code: every index of every shipped scenario lies within its array, and faults are told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agonist.model.compiler import jit

pytestmark = pytest.mark.skipif(not jit.COMPILED, reason="plain Python")

LIVES = """
from agonist.model import scenario
from agonist.model.runs import SERIES, Request, simulate
for name in scenario.shipped():
    for count in (1, 2):
        simulate([Request.of(name, seed=s, days=12.0) for s in range(count)], every=20, variables=tuple(SERIES))
print("held")
"""
FAULTS = """
import numpy as np
from programs import HEAD, load
from pathlib import Path
import tempfile

module = load(Path(tempfile.mkdtemp()), '''
@stage
def both(a: Any, b: Any) -> None:
    a[0] = b[1]

@entry
def reach(a: Any, n: int) -> float:
    return a[n]

@entry
def wide(a: Any, lanes: int) -> None:
    for lane in range(unsigned(lanes)):
        a[4 + lane] = 1.0

@entry
def twice(a: Any, b: Any) -> None:
    both(a, b)
''')
one = np.arange(8.0)
print(module.reach(one, 7))
for call in (lambda: module.reach(one, 8), lambda: module.reach(one, -1), lambda: module.wide(one, 8),
             lambda: module.twice(one[:4], one[2:6])):
    try:
        call()
        print("nothing")
    except IndexError as fault:
        print(fault)
"""


def in_checks(code: str) -> list[str]:
    """What a process prints that watches its compiled code."""
    where = os.environ | {"AGONIST_CHECKS": "1", "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run([sys.executable, "-c", code], env=where, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


@pytest.mark.slow
def test_no_index_of_any_scenario_lies_outside() -> None:
    assert in_checks(LIVES) == ["held"]


def test_an_index_outside_and_an_overlap_are_told() -> None:
    reached, over, under, lanes, overlap = in_checks(FAULTS)
    assert reached == "7.0"
    assert "reach: `a[n]`: index 8 lies outside" in over
    assert "reach: `a[n]`: index -1 lies outside" in under
    assert "wide: `a[4 + lane]`: index 4 lies outside" in lanes
    assert "twice: two arrays overlap" in overlap
