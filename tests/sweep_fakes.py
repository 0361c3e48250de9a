"""Engines for the tests of sweeps: quick, and as unreliable as asked. Importable by the workers of a process pool."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import time
from pathlib import Path

import numpy as np

from agonist.experiments.sweeps.reader import read_sweep
from agonist.model.runs import Outcome
from agonist.model.scenario import BodySpec, Knob, Scenario

POISON = 3  # the seed at which the unreliable engines fail
SCENARIO = Scenario(
    "fake",
    "A fake",
    10.0,
    BodySpec(),
    "hip_extension_right",
    (),
    (Knob("dose", 1.0, "mL", 0.0, 5.0, "a knob"),),
    (("dosed", 0.0, "$dose"),),
)


def asked(**keys):
    """A small sweep: 5 seeds x 60 points in parts of 32, unless keys say otherwise."""
    table = {"reciprocal_gain": {"low": 0.0, "high": 0.3}, "dose": {"low": 0.1, "high": 5.0, "log": True}}
    base = {"scenario": SCENARIO, "iterations": 5, "design": "latin", "n": 60, "parameters": table, "part": 32}
    return read_sweep({key: value for key, value in (base | keys).items() if value is not None})


def quick(requests, threads=1, every=None, variables=()):
    """One measure and, if asked, one series: plain functions of the request."""
    return [_outcome(request, every, variables) for request in requests]


def _outcome(request, every, variables):
    value = sum(v for _, v in request.settings) + math.sin(request.seed)
    series = {name: np.arange(4.0) * value for name in variables} if variables else None
    measures = {"effort.after": value * value, "failed.after": math.nan if value > 3 else 0.0}
    return Outcome(measures, dict.fromkeys(measures, "1"), np.arange(4.0) * every if variables else None, series)


def slow(requests, threads=1, every=None, variables=()):
    """A part takes a tenth of a second."""
    time.sleep(0.1 if len(requests) > 1 else 0.0)
    return quick(requests, threads, every, variables)


def raising(requests, threads=1, every=None, variables=()):
    """Runs of the poison seed raise."""
    for request in requests:
        if request.seed == POISON:
            raise ArithmeticError(f"seed {POISON} cannot be lived")
    return quick(requests, threads, every, variables)


def deadly(requests, threads=1, every=None, variables=()):
    """The poison seed kills its worker every time."""
    if any(request.seed == POISON for request in requests) and multiprocessing.parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(requests, threads, every, variables)


def deadly_once(requests, threads=1, every=None, variables=()):
    """The poison seed kills its worker the first time; a file remembers."""
    flag = Path(os.environ["SWEEP_FLAG"])
    if any(request.seed == POISON for request in requests) and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return slow(requests, threads, every, variables)
