"""Months and years after an injury or an operation: the other leg, size, the cortex, and what current does."""

from __future__ import annotations

import math
import statistics
from functools import cache

import numpy as np

from agonist.experiments.evidence.disuse import group_size
from agonist.experiments.evidence.living import State, end, ends, planned, read
from agonist.experiments.evidence.registry import Options, experiment
from agonist.experiments.evidence.surgery import REPLACED_DAY, TRAITS, YEAR
from agonist.model.layout import MUSCLES
from agonist.model.persons import Person
from agonist.model.scenario import Resolved

RIGHT, LEFT = "knee_extension_right", "knee_extension_left"
HALF_YEAR, TWO_WEEKS, WAIT = 182.0, 14.0, 90.0  # the ligament is reconstructed at three months
LATE, MONTH = 638.0, 28.0  # 21 months
SORE = 45.0  # by then the pain of the episode has faded
HEAD = "vastus_medialis_right"


@cache
def cohort(plan: str, days: float, seed: int, options: Options) -> tuple[Resolved, tuple[State, ...]]:
    """A plan and the people who lived it, as they are at its end."""
    life = planned(plan, options, days)
    numbers = [10_000 * seed + 5_000 + n for n in range(options.people)]
    people = [Person(n, drawn=TRAITS).of(life.subject.structure, life.parameters) for n in numbers]
    return life, tuple(ends(life, numbers, options, people))


@experiment("aclr-uninvolved")
def uninvolved(seed: int, options: Options) -> float:
    """Mean activation ratio of the other leg a year after the tear, %."""
    life, states = cohort("reconstructed", YEAR, seed, options)
    return statistics.mean(100.0 * float(read(life, s, "activation_ratio", task=LEFT)) for s in states)


@experiment("aclr6-csa")
def six_months(seed: int, options: Options) -> float:
    """Size of the involved over that of the other quadriceps, half a year after the reconstruction."""
    life = planned("reconstructed-trained", options, WAIT + HALF_YEAR)
    state = end(life, seed, options)
    return group_size(life, state, RIGHT) / group_size(life, state, LEFT)


@experiment("ami-cortical-later")
def cortical(seed: int, options: Options) -> float:
    """1 if the cortical threshold is within 3 % of health two weeks after the reconstruction, and 5 % above later."""
    found = []
    for days in (TWO_WEEKS, HALF_YEAR):
        life = planned("reconstructed-at-once", options, days)
        found.append(float(read(life, end(life, seed, options), "cortical_threshold_percent", muscle=HEAD)) - 100.0)
    return float(found[0] < 3.0 and found[1] > 5.0)


@experiment("tka-late-size")
def size_rules(seed: int, options: Options) -> float:
    """R2 of strength on volume 21 months after a replacement; nan where activation explains more."""
    life, states = cohort("replaced", REPLACED_DAY + LATE, seed, options)
    force = life.subject.structure.start["muscles"]
    names = life.subject.structure.names.muscles
    strength = [float(read(life, s, "maximal_torque_nm", task=RIGHT)) for s in states]
    ratio = [float(read(life, s, "activation_ratio", task=RIGHT)) for s in states]
    volume = [group_size(life, s, RIGHT) * _absolute(s, force, names) for s in states]
    by_size, by_ratio = (float(np.corrcoef(strength, x)[0, 1] ** 2) for x in (volume, ratio))
    return by_size if by_size > by_ratio else float("nan")


def _absolute(state: State, start: np.ndarray, names: tuple[str, ...]) -> float:
    """Size of a person's quadriceps in health, of the mean person."""
    rows = [i for i, m in enumerate(names) if m.startswith("vastus") and m.endswith("right")]
    own = sum(float(state["muscles"][i, MUSCLES.force_max_n]) for i in rows)
    return own / sum(float(start[i, MUSCLES.force_max_n]) for i in rows)


@experiment("nmes-early")
def stimulated(seed: int, options: Options) -> float:
    """Standardised difference of strength four weeks after a replacement, with current from the first day."""
    found = []
    for plan in ("replaced-stimulated", "replaced"):
        life, states = cohort(plan, REPLACED_DAY + MONTH, seed, options)
        found.append([float(read(life, s, "maximal_torque_nm", task=RIGHT)) for s in states])
    spread = (0.5 * (statistics.stdev(found[0]) ** 2 + statistics.stdev(found[1]) ** 2)) ** 0.5
    return (statistics.mean(found[0]) - statistics.mean(found[1])) / spread


@experiment("recur-untrained")
def recurrence(seed: int, options: Options) -> float:
    """People with a new episode within a year after a first one that faded, %; nobody trains."""
    found = [0.0] * options.people
    for month in range(1, 13):
        life = planned("back-pain", options, SORE + 30.4 * month)
        numbers = [10_000 * seed + n for n in range(options.people)]
        people = [Person(n, drawn=("fragility",)).of(life.subject.structure, life.parameters) for n in numbers]
        for n, state in enumerate(ends(life, numbers, options, people)):
            found[n] += 30.4 * float(read(life, state, "episode_rate_per_day", joint="lumbar"))
    return 100.0 * statistics.mean(1.0 - math.exp(-x) for x in found)
