"""Injury and operations of the knee: a ligament reconstruction a year on, a joint replacement a month on."""

from __future__ import annotations

import statistics
from functools import cache
from typing import NamedTuple

from agonist.experiments.evidence.living import end, ends, held, joint, muscles, planned
from agonist.experiments.evidence.readings import maximal, of_group
from agonist.experiments.evidence.registry import Options, experiment
from agonist.experiments.people import person
from agonist.model.parameters import defaults
from agonist.model.plan import Impulse

TASK = "knee_extension_right"
RECONSTRUCTED_DAY, YEAR = 90.0, 365.0
DISEASE_DAYS = 720.0  # a worn joint for two years before it is replaced
MONTH = 28.0
CUT = "(vastus_.*|rectus_femoris)_right"
TRAITS = ("strength", "proportion", "reflex", "response", "hesitation")


def torn_and_reconstructed(table: dict[str, float]) -> list[Impulse]:
    """A ligament tear, reconstructed after three months; some instability stays."""
    return [
        *joint(
            "knee_right", 0.0, effusion_ml=table["tear_effusion_ml"], tau_effusion_day=table["tau_effusion_injury_day"],
            pain=table["tear_pain"], instability=table["tear_instability"],
        ),
        *joint(
            "knee_right", RECONSTRUCTED_DAY, effusion_ml=table["reconstruction_effusion_ml"],
            tau_effusion_day=table["tau_effusion_arthroscopy_day"], pain=table["reconstruction_pain"],
            instability=table["reconstruction_instability"],
        ),
    ]  # fmt: skip


@cache
def ratios(injured: bool, seed: int, options: Options) -> tuple[float, ...]:
    """Activation ratio of the right quadriceps, %, of each person of a cohort after a year."""
    table = defaults() | dict(options.settings)
    events = torn_and_reconstructed(table) if injured else []
    life = planned("knee", options, YEAR, at_once=events)
    first = 10_000 * seed + (5_000 if injured else 0)  # two cohorts: nobody is in both
    numbers = list(range(first, first + options.people))
    people = [person(life.subject.structure, n, TRAITS, table) for n in numbers]
    found = ends(life, numbers, options, people)
    return tuple(100.0 * maximal(life, state, TASK).ratio for state in found)


@experiment("aclr-activation-gap")
def gap(seed: int, options: Options) -> float:
    """Mean activation ratio of the involved leg less that of healthy people, points."""
    return statistics.mean(ratios(True, seed, options)) - statistics.mean(ratios(False, seed, options))


@experiment("aclr-activation-d")
def standardised_gap(seed: int, options: Options) -> float:
    """The same as standardised mean difference."""
    spread = [statistics.stdev(ratios(injured, seed, options)) for injured in (True, False)]
    return gap(seed, options) / (0.5 * (spread[0] ** 2 + spread[1] ** 2)) ** 0.5


class Left(NamedTuple):
    """What a month after the operation leaves, of the values before it."""

    torque: float
    ratio: float
    area: float


@cache
def replaced(seed: int, options: Options) -> Left:
    """A worn knee for two years, then its replacement; what is left after a month."""
    table = defaults() | dict(options.settings)
    drain, fade = table["tau_effusion_replacement_day"], table["tau_pain_usual_day"]
    ml, pain = table["arthritis_effusion_ml"], table["arthritis_pain"]
    worn = joint(
        "knee_right", 0.0, effusion_ml=ml, inflow_ml_day=ml / drain, tau_effusion_day=drain, pain=pain,
        pain_source_day=pain / fade,
    )  # fmt: skip
    new = joint(
        "knee_right", DISEASE_DAYS, effusion_ml=table["replacement_effusion_ml"], inflow_ml_day=0.0,
        pain=table["replacement_pain"], pain_source_day=0.0,
    )  # fmt: skip
    before = planned("knee", options, DISEASE_DAYS, at_once=worn)
    cut = [Impulse(DISEASE_DAYS, "M", m, "hurt", "set", table["replacement_hurt"]) for m in muscles(before, CUT)]
    idle = held(muscles(before, ".*_right"), DISEASE_DAYS, unloaded=table["replacement_unloaded"])
    after = planned("knee", options, DISEASE_DAYS + MONTH, held=idle, at_once=[*worn, *new, *cut])
    states = end(before, seed, options), end(after, seed, options)
    seen = [maximal(life, state, TASK) for life, state in zip((before, after), states, strict=True)]
    areas = [of_group(life, state, TASK, "area") for life, state in zip((before, after), states, strict=True)]
    return Left(seen[1].torque_nm / seen[0].torque_nm, seen[1].ratio / seen[0].ratio, areas[1] / areas[0])


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
