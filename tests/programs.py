"""Programs of a user, written to a file and loaded: what the tests of the translator compile."""

from __future__ import annotations

import importlib.util
import itertools
import linecache
import os
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np

from agonist.model.blocks import build_block
from agonist.model.clock import Block
from agonist.model.compiler.jit import entry
from agonist.model.layout import LANES
from agonist.model.runs import Request, prepare
from agonist.model.units.body import Body

HEAD = """from __future__ import annotations

import math

from agonist.model import maths, units
from agonist.model.compiler.jit import bits_of, double_of, entry, rule, stage, unsigned

SIZE = 3
SCALE = 2.0
NAME = "no number"
"""
Whole: Any = Body  # of `kernel`; another for each class
SEARCHED = int(os.environ.get("AGONIST_SEARCH", "0"))  # examples of a long search, as in `conftest`
COUNT = itertools.count()


def load(folder: Path, text: str) -> Any:
    """A module of a user, from a file of its own."""
    path = folder / f"mine_{next(COUNT)}.py"
    path.write_text(HEAD + text)
    linecache.checkcache(str(path))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def kernel(block: Any, wiring: Any, part: float, lanes: int) -> None:
    """Ask every muscle for `odd`."""
    own = Whole.over(block, wiring, lanes)
    own.muscles.do("odd", part)


def asked(muscle: Any) -> Any:
    """A function that asks every muscle of a body of this class for `odd`, compiled, and the same in plain Python."""
    body = type("Body", (Body,), {"classes": {**Body.classes, "muscles": muscle}})

    made = FunctionType(kernel.__code__, {**globals(), "Whole": body}, "kernel")
    return entry(made), made


RUN = prepare(Request.of("acl-reconstruction", {}, days=1)).run


def random_block(seed: int, lanes: int) -> Block:
    """A body with random numbers from 0 to 1, in steps of a tenth, so that comparisons meet equal ones too."""
    block, rng = build_block([RUN] * lanes), np.random.default_rng(seed)
    for area in (block.muscles, block.joints, block.crossings, block.members):
        area[:] = rng.random(len(area)).round(1)
    return block


def numbers(block: Block, lanes: int) -> bytes:
    """Every number of the lanes that live."""
    return block.state.reshape(-1, LANES)[:, :lanes].tobytes()
