"""What a study of so many people would see: small studies drawn from a large cohort, each analysed as its authors would.

A cohort of hundreds is near the truth of the model; a study of twenty is one draw of many. Drawn anew some thousand times,
its differences scatter as those of real studies would, had they no error of measurement (which can be added).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agonist.experiments.comparing import SMALL
from agonist.model.body.wiring import Floats
from agonist.model.keys import real, whole

if TYPE_CHECKING:
    from agonist.experiments.arms import Arm, Cohort

ALPHA, POWER = 0.05, 0.8  # what a study calls found, and how often it should find what is there
Z_ALPHA, Z_POWER = 1.959964, 0.841621  # quantiles of the standard normal at 1 - ALPHA / 2 and POWER
NORMAL = 2000.0  # people from which it makes no difference that spread is estimated
MOST, MOST_STUDIES = 10_000, 100_000
AT_ONCE = 2**22  # values drawn at once


class Seen(NamedTuple):
    """What studies of so many people in each of two groups see of one measure.

    Attributes:
        measure, unit, arm, against: what is compared; of an event the part of a group that meets it.
        people: in each group.
        difference, low, high: mean of the studies' differences, and what 95 % of them lie between.
        found: part of the studies with p < 0.05 (Welch; of an event Fisher's exact test), rightly or not.
        wrong: part of those found whose sign is not that of the whole cohort; NaN where none is found, or where there is no difference.
        needed: people in each group with whom 80 % of studies would find it (two-sided, the same test); inf where nothing differs.
    """

    measure: str
    unit: str
    arm: str
    against: str
    people: int
    difference: float
    low: float
    high: float
    found: float
    wrong: float
    needed: float


def studies(
    found: Cohort,
    first: Arm,
    second: Arm,
    people: int,
    count: int = 2000,
    seed: int = 1,
    error: Mapping[str, float] | None = None,
) -> list[Seen]:
    """Every measure and event in `count` studies with `people` in each of two groups, all drawn from the people of a cohort.

    `error` is the standard deviation of a measurement by measure, in its unit. The groups are different people (drawn with
    replacement), as in a trial of parallel groups. Raises ValueError: a number out of range, an unknown measure.
    """
    people, count = whole("people of a study", people, 2, MOST), whole("studies", count, 10, MOST_STUDIES)
    sds = {name: real(f"error, {name}", value, 0.0, 1e9) for name, value in (error or {}).items()}
    for name in sds:
        found.column(name)
    told = [
        _seen(found, k, first, second, people, count, seed, sds.get(name, 0.0)) for k, name in enumerate(found.measures)
    ]
    return told + [_met(found, k, first, second, people, count, seed) for k in range(len(found.events))]


def _met(found: Cohort, k: int, first: Arm, second: Arm, people: int, count: int, seed: int) -> Seen:
    """An event, among those at risk: the part of a group that meets it, and Fisher's exact test."""
    groups = [np.isfinite(arm.days[arm.exposure[:, k] > 0.0, k]) for arm in (first, second)]
    said = (found.events[k], "of people", first.name, second.name, people)
    if min(map(len, groups)) < 2:
        return Seen(*said, *(math.nan,) * 6)
    parts = [float(g.mean()) for g in groups]
    draw = np.random.default_rng([seed, len(found.measures) + k])
    met = np.array([draw.binomial(people, part, count) for part in parts])
    test = import_module("scipy.stats").fisher_exact
    p_of = {(a, b): test([[a, people - a], [b, people - b]]).pvalue for a, b in set(zip(*met.tolist(), strict=True))}
    seen, p = (met[0] - met[1]) / people, np.array([p_of[pair] for pair in zip(*met.tolist(), strict=True)])
    low, high = np.percentile(seen, [2.5, 97.5])
    hits, truth = p < ALPHA, parts[0] - parts[1]
    wrong = float((np.sign(seen[hits]) != np.sign(truth)).mean()) if hits.any() and truth else math.nan
    return Seen(*said, float(seen.mean()), float(low), float(high), float(hits.mean()), wrong, needed_of_parts(*parts))


def needed_of_parts(first: float, second: float) -> float:
    """People in each of two groups with whom Fisher's exact test at 0.05 tells two parts apart four times in five.

    Source: Casagrande, Pike & Smith 1978 Biometrics 34:483 (within a few people of the exact number).
    """
    apart, middle = abs(first - second), 0.5 * (first + second)
    if apart <= SMALL:
        return math.inf
    spread = Z_ALPHA * math.sqrt(2.0 * middle * (1.0 - middle))
    spread += Z_POWER * math.sqrt(first * (1.0 - first) + second * (1.0 - second))
    return float(math.ceil(0.25 * (spread / apart) ** 2 * (1.0 + math.sqrt(1.0 + 4.0 * apart / spread**2)) ** 2))


def _seen(found: Cohort, k: int, first: Arm, second: Arm, people: int, count: int, seed: int, error: float) -> Seen:
    groups = [arm.values[np.isfinite(arm.values[:, k]), k] for arm in (first, second)]
    said = (found.measures[k], found.units[k], first.name, second.name, people)
    if min(map(len, groups)) < 2:
        return Seen(*said, *(math.nan,) * 6)
    means, p = _drawn(groups, people, count, np.random.default_rng([seed, k]), error)
    truth = float(groups[0].mean() - groups[1].mean())
    low, high = np.percentile(means, [2.5, 97.5])
    met = p < ALPHA
    wrong = float((np.sign(means[met]) != np.sign(truth)).mean()) if met.any() and truth else math.nan
    spread = math.sqrt(0.5 * sum(float(g.var(ddof=1)) for g in groups) + error**2)
    return Seen(*said, float(means.mean()), float(low), float(high), float(met.mean()), wrong, needed(truth, spread))


def _drawn(
    groups: list[Floats], people: int, count: int, draw: np.random.Generator, error: float
) -> tuple[Floats, Floats]:
    """Differences of means and p values of the studies."""
    test = import_module("scipy.stats").ttest_ind
    means, ps = [], []
    step = max(1, AT_ONCE // people)
    for start in range(0, count, step):
        size = (min(step, count - start), people)
        seen = [g[draw.integers(0, len(g), size)] + error * draw.standard_normal(size) for g in groups]
        means.append(seen[0].mean(axis=1) - seen[1].mean(axis=1))
        flat = [np.ptp(s, axis=1) < SMALL for s in seen]
        with np.errstate(invalid="ignore", divide="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # groups in which nobody differs are judged below
            p = test(*seen, axis=1, equal_var=False).pvalue
        alike = flat[0] & flat[1]  # nobody differs within a group: what differs between them is seen by all
        ps.append(np.where(alike, np.where(np.abs(means[-1]) > SMALL, 0.0, 1.0), p))
    return np.concatenate(means), np.concatenate(ps)


def needed(difference: float, spread: float) -> float:
    """People in each of two groups with whom a two-sided t test at 0.05 finds a difference four times in five."""
    if abs(difference) <= SMALL:
        return math.inf
    if spread <= SMALL:
        return 2.0
    d = abs(difference) / spread
    about = 2.0 * ((Z_ALPHA + Z_POWER) / d) ** 2  # for many people, where t is normal
    if about > NORMAL:
        return float(math.ceil(about))
    power = import_module("statsmodels.stats.power").tt_ind_solve_power
    if about < 1.0 or power(effect_size=d, nobs1=2, alpha=ALPHA) >= POWER:
        return 2.0
    return float(math.ceil(power(effect_size=d, power=POWER, alpha=ALPHA)))
