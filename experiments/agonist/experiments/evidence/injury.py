"""A season of sprints: does the hazard of the hamstrings fall where the gluteals do more?"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from agonist.experiments.evidence.living import ends, planned
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.body.wiring import Floats
from agonist.model.draws import PERSON, key_of, normal, word_of
from agonist.model.engine import Channel
from agonist.model.layout import MEMBERS, MUSCLES, TASKS
from agonist.model.plan import Practice
from agonist.model.rules import injury

TASK, GLUTEAL = "hip_extension_right", "gluteus_maximus_right"
HAMSTRINGS = ("biceps_femoris_long_head_right", "semimembranosus_right", "semitendinosus_right")
PEOPLE, SPREAD = 504, 0.2  # standard deviation of the log of the gluteal weight
STRIDES, SPRINT_LOAD, BOUTS, STRIDE_S = 60.0, 0.95, 2, 0.1
SETTLING_DAYS = 40.0  # damage heals in ten days, so the hazard of the season is reached
SEASON_DAYS = 548.0
NEWTON_STEPS = 20


def _weights(seed: int, sizes: dict[str, float]) -> dict[Channel, float]:
    """A habit with a gluteal weight of one's own; the mean by size stays 1."""
    own = math.exp(SPREAD * normal(0, word_of(seed, PERSON, "gluteal habit"), key_of(seed)))
    rest = (1.0 - sizes[GLUTEAL] * own) / (1.0 - sizes[GLUTEAL])
    return {
        Channel("members", (TASK, m), trace): own if m == GLUTEAL else max(rest, 0.1)
        for m in sizes
        for trace in ("fast", "slow")
    }


@cache
def cohort(seed: int, options: Options) -> tuple[Floats, Floats]:
    """Gluteal activation in the sprint, and hazard of a hamstring injury over the season, of each person."""
    frozen = options._replace(learner="frozen")
    sprint = Practice(TASK, STRIDES, SPRINT_LOAD, BOUTS, STRIDE_S)
    life = planned("calm-hip", frozen, SETTLING_DAYS, [sprint])
    names, graph = life.subject.structure.names, life.subject.graph
    sizes = {
        m: graph.edges[m, t, "drives"]["capacity_share"]
        for t, m in names.members
        if t == TASK and graph.edges[m, t, "drives"]["capacity_nm"] > 0.0
    }
    seeds = [10_000 * seed + n for n in range(PEOPLE)]
    states = ends(life, seeds, frozen, [_weights(n, sizes) for n in seeds])
    u, task, p = names.members.index((TASK, GLUTEAL)), names.tasks.index(TASK), life.parameters
    hazards = [
        sum(
            injury.hazard(
                s["muscles"][names.muscles.index(m), MUSCLES.damage], 0.0, p["hazard_full_day"], p["damage_half"],
                p["hazard_steepness"], p["hazard_repeat"],
            )
            for m in HAMSTRINGS
        )
        * SEASON_DAYS
        for s in states
    ]  # fmt: skip
    return np.array([s["members"][u, MEMBERS.fast] * s["tasks"][task, TASKS.effort] for s in states]), np.array(hazards)


@experiment("gmax-hamstring-risk")
def risk(seed: int, options: Options) -> float:
    """Change of hazard per ten per cent more gluteal activation, %: Poisson regression of injuries."""
    activation, hazard = cohort(seed, options)
    return 100.0 * (math.exp(0.1 * poisson_slope(activation / activation.mean(), hazard)) - 1.0)


def poisson_slope(x: Floats, expected: Floats) -> float:
    """Slope of the log of a rate in a Poisson regression on x, by Newton steps; `expected` are the mean counts."""
    design = np.column_stack([np.ones_like(x), x - x.mean()])
    beta = np.array([math.log(expected.mean()), 0.0])
    for _ in range(NEWTON_STEPS):
        rate = np.exp(design @ beta)
        beta = beta + np.linalg.solve(design.T @ (design * rate[:, None]), design.T @ (expected - rate))
    return float(beta[1])
