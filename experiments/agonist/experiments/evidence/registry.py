"""Which study is the virtual experiment of which row, and under which circumstances it is done."""

from __future__ import annotations

import importlib
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


@cache
def experiments() -> dict[str, Experiment]:
    """Every experiment by the id of its row."""
    importlib.import_module(f"{__name__.rpartition('.')[0]}.studies").enter()
    return dict(EXPERIMENTS)
