"""What an earlier strain means: two seasons of sprints of people who differ in how easily they are hurt."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from agonist.experiments.evidence.injury import HAMSTRINGS, SPRINT_LOAD, STRIDE_S, TASK
from agonist.experiments.evidence.living import THREADS, planned, runs
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.body.wiring import Floats
from agonist.model.engine import Channel, live_all
from agonist.model.persons import Person
from agonist.model.plan import Practice
from agonist.model.rules import injury

SEASON, PEOPLE, SAMPLES = 274.0, 2000, 80
STRIDES, SETS, SESSIONS = 20.0, 4, 3.0  # in a set, sets, sessions a week: training and a match
SPRINTS = Practice(TASK, STRIDES, SPRINT_LOAD, SETS, STRIDE_S, sessions_per_week=SESSIONS)


@cache
def seasons(seed: int, options: Options) -> tuple[Floats, Floats]:
    """Strains of the hamstrings in the first season, and chance of one in the second, of each person."""
    frozen = options._replace(learner="frozen")
    life = planned("calm-hip", frozen, 2.0 * SEASON, [SPRINTS])
    numbers = [20_000 * seed + n for n in range(PEOPLE)]
    people = [Person(n, drawn=("fragility",)).of(life.subject.structure, life.parameters) for n in numbers]
    channels = [Channel("muscles", m, v) for v in ("injuries", "damage", "scar") for m in HAMSTRINGS]
    every = len(runs(life, numbers[:1], frozen, people[:1])[0].rows.second) // SAMPLES
    hurt, chance = np.zeros(PEOPLE), np.zeros(PEOPLE)
    for n, lived in live_all(runs(life, numbers, frozen, people), lambda _: channels, every, THREADS):
        half = SAMPLES // 2
        hurt[n] = lived.samples[half - 1, : len(HAMSTRINGS)].sum()
        table = life.parameters | people[n].parameters
        chance[n] = _chance(lived.samples[half:], table)
    return hurt, chance


def _chance(samples: Floats, table: dict[str, float]) -> float:
    """Chance of at least one strain in a season, from the damage that was sampled."""
    full = injury.frail(table["hazard_full_day"], table["fragility"])
    rest = table["damage_half"], table["hazard_steepness"], table["hazard_repeat"]
    muscles = len(HAMSTRINGS)
    daily = [
        injury.hazard(float(s[muscles + m]), float(s[2 * muscles + m]), full, *rest)
        for s in samples
        for m in range(muscles)
    ]
    return 1.0 - math.exp(-sum(daily) / len(samples) * SEASON)


@experiment("rr-prior")
def prior(seed: int, options: Options) -> float:
    """Risk of a strain in the second season of those strained in the first, over that of the others."""
    hurt, chance = seasons(seed, options)
    return float(chance[hurt > 0.0].mean() / chance[hurt == 0.0].mean())
