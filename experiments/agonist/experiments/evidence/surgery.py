"""Injury and operations of the knee: a ligament reconstruction a year on, a joint replacement a month on."""

from __future__ import annotations

import statistics
from functools import cache
from typing import NamedTuple

from agonist.experiments.evidence.disuse import group_size
from agonist.experiments.evidence.living import end, ends, planned, read
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.persons import Person

TASK = "knee_extension_right"
YEAR, MONTH = 365.0, 28.0
REPLACED_DAY = 720.0  # as in the plan
TRAITS = ("size", "force_per_size", "proportion", "reflex", "response", "hesitation")


@cache
def ratios(plan: str, seed: int, options: Options) -> tuple[float, ...]:
    """Activation ratio of the right quadriceps, %, of each person of a cohort after a year."""
    life = planned(plan, options, YEAR)
    first = 10_000 * seed + (0 if plan == "calm-knee" else 5_000)  # two cohorts: nobody is in both
    numbers = list(range(first, first + options.people))
    people = [Person(n, drawn=TRAITS).of(life.subject.structure, life.parameters) for n in numbers]
    found = ends(life, numbers, options, people)
    return tuple(100.0 * float(read(life, state, "activation_ratio", task=TASK)) for state in found)


@experiment("aclr-activation-gap")
def gap(seed: int, options: Options) -> float:
    """Mean activation ratio of the involved leg less that of healthy people, points."""
    injured, healthy = (statistics.mean(ratios(p, seed, options)) for p in ("reconstructed", "calm-knee"))
    return injured - healthy


@experiment("aclr-activation-d")
def standardised_gap(seed: int, options: Options) -> float:
    """The same as standardised mean difference."""
    spread = [statistics.stdev(ratios(p, seed, options)) for p in ("reconstructed", "calm-knee")]
    return gap(seed, options) / (0.5 * (spread[0] ** 2 + spread[1] ** 2)) ** 0.5


class Left(NamedTuple):
    """What a month after the operation leaves, of the values before it."""

    torque: float
    ratio: float
    area: float


@cache
def replaced(seed: int, options: Options) -> Left:
    """A worn knee for two years, then its replacement; what is left after a month."""
    lives = planned("worn", options, REPLACED_DAY), planned("replaced", options, REPLACED_DAY + MONTH)
    seen = []
    for life in lives:
        state = end(life, seed, options)
        torque, ratio = (read(life, state, name, task=TASK) for name in ("maximal_torque_nm", "activation_ratio"))
        seen.append((float(torque), float(ratio), group_size(life, state)))
    return Left(*(after / before for before, after in zip(*seen, strict=True)))


@experiment("tka-1mo-torque")
def torque(seed: int, options: Options) -> float:
    """Maximal torque, % of that before the operation."""
    return 100.0 * replaced(seed, options).torque


@experiment("tka-1mo-activation")
def activation(seed: int, options: Options) -> float:
    """Activation ratio, % of that before the operation."""
    return 100.0 * replaced(seed, options).ratio


@experiment("tka-1mo-csa")
def size(seed: int, options: Options) -> float:
    """Change of size, %."""
    return 100.0 * (replaced(seed, options).area - 1.0)


@experiment("tka-1mo-order")
def order(seed: int, options: Options) -> float:
    """1 if more activation than size is lost, and more torque than both predict together."""
    left = replaced(seed, options)
    return float(left.ratio < left.area and left.torque < left.ratio * left.area)
