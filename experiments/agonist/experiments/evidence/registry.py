"""Which function is the virtual experiment of which row, and under which circumstances it is done."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from agonist.model.own.parts import Part


class Options(NamedTuple):
    """Circumstances of an experiment: learner, body, people in a cohort, how finely bouts are cut, settings, rules."""

    learner: str = "maintained"
    body: str = "rlu2023"
    people: int = 100
    cut: int = 1  # 2: every bout of daily life is done in two halves
    settings: tuple[tuple[str, float], ...] = ()
    rules: tuple[Part, ...] = ()  # of a user's own


Experiment = Callable[[int, Options], float]
EXPERIMENTS: dict[str, Experiment] = {}
SUBJECTS = (
    "fatigue", "sarcomeres", "timing", "synergists", "injury", "habit", "hysteresis", "bed_rest", "remote",
    "growing", "late", "history", "onset_cue", "two_valleys", "taken_out",
)  # fmt: skip


def experiment(target: str) -> Callable[[Experiment], Experiment]:
    """Enter a function as the experiment of a row."""

    def enter(function: Experiment) -> Experiment:
        EXPERIMENTS[target] = function
        return function

    return enter


@cache
def experiments() -> dict[str, Experiment]:
    """Every experiment by the id of its row."""
    package = __name__.rpartition(".")[0]
    found = {info.name for info in pkgutil.iter_modules(importlib.import_module(package).__path__)}
    for subject in SUBJECTS:
        if subject in found:
            importlib.import_module(f"{package}.{subject}")
    importlib.import_module(f"{package}.studies").enter()
    return dict(EXPERIMENTS)
