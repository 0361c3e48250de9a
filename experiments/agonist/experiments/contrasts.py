"""More that arms of the same people can tell: who gains more, dose and answer, what lies between cause and effect."""

from __future__ import annotations

import math
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agonist.experiments.comparing import SMALL, Effect, effect_of, in_group
from agonist.model.body.wiring import Bools, Floats
from agonist.model.keys import real, table

if TYPE_CHECKING:
    from agonist.experiments.arms import Arm, Cohort

DRAWS = 5000  # of a bootstrap
FEWEST = 5  # people of a mediation


class Trend(NamedTuple):
    """A measure over a dose that differs between arms: change for one unit more of it, in the same people."""

    measure: str
    unit: str
    slope: float
    low: float
    high: float
    people: int


class Mediation(NamedTuple):
    """What of an effect goes through another measure: both parts and their sum, with intervals."""

    through: str
    measure: str
    indirect: float
    indirect_low: float
    indirect_high: float
    direct: float
    direct_low: float
    direct_high: float
    total: float
    people: int


def by_stratum(found: Cohort, first: Arm, second: Arm, by: str) -> list[Effect]:
    """Every measure in both halves of the people, and how much more the one half gains than the other.

    Halves are those who met an event, have the higher of two values (female), or lie above the median. The third row of a
    measure holds the change of one half against that of the other, with Welch's interval. Raises ValueError where all are alike.
    """
    above, names = in_group(found, by, first.name), (f"{by} (more)", f"{by} (less)")
    below = ~above & (np.isfinite(found.column(by, first.name)) | (by in found.events))
    rows: list[Effect] = []
    for k, (measure, unit) in enumerate(zip(found.measures, found.units, strict=True)):
        own, other = first.values[:, k], second.values[:, k]
        for name, those in zip(names, (above, below), strict=True):
            made = effect_of(measure, unit, (first.name, second.name), own[those], other[those])
            rows.append(made._replace(measure=f"{measure}, {name}"))
        rows.append(_interaction(measure, unit, names, own - other, above, below))
    return rows


def _interaction(measure: str, unit: str, names: tuple[str, str], change: Floats, above: Bools, below: Bools) -> Effect:
    """The change of one half of the people against that of the other."""
    halves = [change[np.isfinite(change) & those] for those in (above, below)]
    one, other = (float(h.mean()) if len(h) else math.nan for h in halves)
    low = high = d = half = math.nan
    enough = min(map(len, halves)) > 1
    if enough and max(float(np.ptp(h)) for h in halves) > SMALL:
        weights = import_module("statsmodels.stats.weightstats")
        low, high = weights.CompareMeans.from_data(*halves).tconfint_diff(usevar="unequal")
        pooled = math.sqrt(0.5 * sum(float(h.var(ddof=1)) for h in halves))
        d = (one - other) / pooled
        half = 1.959964 * math.sqrt(sum(1.0 / len(h) for h in halves) + d * d / (2.0 * sum(map(len, halves))))
    note = "" if enough else "a half of fewer than two people has no interval"
    return Effect(
        f"{measure}, interaction", unit, *names, one, other, one - other, float(low), float(high), d, d - half, d + half,
        math.nan, people=sum(map(len, halves)), note=note,
    )  # fmt: skip


def trends(found: Cohort, doses: Mapping[str, float]) -> list[Trend]:
    """The slope of every measure over the doses of some arms: each person's own, and the mean of them with its interval.

    `doses` is a number for each arm by name. Raises ValueError for unknown arms, or fewer than two doses.
    """
    told = {name: real(f"doses, {name}", dose, -1e9, 1e9) for name, dose in table("doses", doses).items()}
    arms = [found.arm(name) for name in told]
    x = np.array(list(told.values()))
    if len(arms) < 2 or np.ptp(x) < SMALL:
        raise ValueError(f"doses = {dict(told)}; a trend needs at least two arms with doses that differ")
    away = (x - x.mean()) / float(((x - x.mean()) ** 2).sum())
    rows = []
    for k, (measure, unit) in enumerate(zip(found.measures, found.units, strict=True)):
        slopes = np.array([arm.values[:, k] for arm in arms]).T @ away
        made = effect_of(measure, unit, ("", ""), slopes, np.zeros_like(slopes))
        rows.append(Trend(measure, unit, made.difference, made.low, made.high, made.people))
    return rows


def mediated(found: Cohort, first: Arm, second: Arm, through: str, measure: str, seed: int = 1) -> Mediation:
    """What of the effect of an arm on a measure goes through another one, in people who live both arms.

    ``dY = c' + b dM + d (M1 + M2 - mean)``; indirect ``mean(dM) b``, direct c' (Judd, Kenny & McClelland 2001 Psychol Methods
    6:115); intervals are percentiles of a bootstrap over people (Montoya & Hayes 2017 Psychol Methods 22:6).
    Raises ValueError for fewer than five people, or where nobody differs in what lies between.
    """
    pairs = [[found.column(name, arm.name) for arm in (first, second)] for name in (through, measure)]
    kept = np.isfinite(np.array(pairs)).all(axis=(0, 1))
    (m1, m2), (y1, y2) = ([v[kept] for v in pair] for pair in pairs)
    people = int(kept.sum())
    if people < FEWEST or np.ptp(m1 - m2) < SMALL:
        raise ValueError(f"{through}: {people} people, who have to be {FEWEST} or more and to differ in its change")
    indirect, direct = _paths(y1 - y2, m1 - m2, m1 + m2)
    draw = np.random.default_rng(seed)
    drawn = [_paths((y1 - y2)[w], (m1 - m2)[w], (m1 + m2)[w]) for w in draw.integers(0, people, (DRAWS, people))]
    (low, direct_low), (high, direct_high) = np.percentile(np.array(drawn), [2.5, 97.5], axis=0)
    return Mediation(
        through,
        measure,
        indirect,
        float(low),
        float(high),
        direct,
        float(direct_low),
        float(direct_high),
        float((y1 - y2).mean()),
        people,
    )


def _paths(effect: Floats, change: Floats, both: Floats) -> tuple[float, float]:
    """Indirect and direct part of an effect."""
    exog = np.column_stack([np.ones_like(change), change, both - both.mean()])
    direct, slope, _ = np.linalg.lstsq(exog, effect, rcond=None)[0]
    return float(change.mean() * slope), float(direct)
