"""Groups compared: differences and ratios with intervals, and what explains what between people.

The statistics are those of statsmodels; here it is only said what is held against what. Intervals are of 95 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agonist.model.body.wiring import Bools, Floats
from agonist.model.keys import lines

if TYPE_CHECKING:
    from pandas import DataFrame, Index

    from agonist.experiments.arms import Arm, Cohort

SMALL = 1e-12
Z = 1.959964  # of a 95 % interval


class Effect(NamedTuple):
    """A measure in one arm against another, in the same people: means, difference, standardised difference, ratio.

    `note` says who was left out, or why a number is missing; `people` are those compared.
    """

    measure: str
    unit: str
    arm: str
    against: str
    mean: float
    mean_against: float
    difference: float
    low: float
    high: float
    standardised: float
    standardised_low: float
    standardised_high: float
    ratio: float
    ratio_low: float = math.nan
    ratio_high: float = math.nan
    people: int = 0
    note: str = ""


class Regression(NamedTuple):
    """A measure on others between people: R2, coefficients with intervals, and the partial R2 of each."""

    measure: str
    people: int
    r2: float
    coefficients: dict[str, tuple[float, float, float]]
    partial_r2: dict[str, float]


def finite(values: Floats) -> Floats:
    """The values that are numbers: a hold that never ends, or a reading that nobody has, is none."""
    return values[np.isfinite(values)]


def mean_of(values: Floats) -> float:
    """Mean of the finite values; NaN where there are none."""
    return float(finite(values).mean()) if np.isfinite(values).any() else float("nan")


def sd_of(values: Floats) -> float:
    """Standard deviation of the finite values; 0 for one value, NaN where fewer than two of several are finite."""
    told = finite(values)
    return 0.0 if len(values) < 2 else float(told.std(ddof=1)) if len(told) > 1 else float("nan")


def quartiles(values: Floats) -> tuple[float, ...]:
    """Lower quartile, median and upper quartile of the finite values."""
    told = finite(values)
    return tuple(map(float, np.percentile(told, [25, 50, 75]))) if len(told) else (math.nan,) * 3


def effect_size(first: Floats, second: Floats) -> float:
    """Standardised mean difference by the pooled standard deviation; NaN where nobody differs."""
    pooled = float(np.sqrt(0.5 * (sd_of(first) ** 2 + sd_of(second) ** 2)))
    return (mean_of(first) - mean_of(second)) / pooled if pooled > 1e-12 else float("nan")


def correlation(first: Floats, second: Floats) -> float:
    """Pearson's r; NaN where one of the two does not vary."""
    kept = np.isfinite(first) & np.isfinite(second)
    first, second = first[kept], second[kept]
    if len(first) < 3 or first.std() < 1e-12 or second.std() < 1e-12:
        return float("nan")
    return float(np.corrcoef(first, second)[0, 1])


def effects(found: Cohort, first: Arm, second: Arm) -> list[Effect]:
    """Every measure in two arms of the same people."""
    return [_effect(found, k, first, second) for k in range(len(found.measures))]


def _effect(found: Cohort, k: int, first: Arm, second: Arm) -> Effect:
    return effect_of(
        found.measures[k], found.units[k], (first.name, second.name), first.values[:, k], second.values[:, k]
    )


def effect_of(measure: str, unit: str, arms: tuple[str, str], own: Floats, other: Floats) -> Effect:
    """A measure of the same people in two arms."""
    kept = np.isfinite(own) & np.isfinite(other)
    left, own, other = int((~kept).sum()), own[kept], other[kept]
    n = len(own)
    low, high = _interval(own - other)
    mean, mean_other = (float(v.mean()) if n else math.nan for v in (own, other))
    pooled = math.sqrt(0.5 * (own.var(ddof=1) + other.var(ddof=1))) if n > 1 else 0.0
    d = (mean - mean_other) / pooled if pooled > SMALL else math.nan
    error = math.sqrt(2.0 / n + d * d / (4.0 * n)) if n and not math.isnan(d) else math.nan
    half = Z * error  # Hedges & Olkin 1985, two groups of n
    ratio = mean / mean_other if abs(mean_other) > SMALL else math.nan
    return Effect(
        measure, unit, *arms, mean, mean_other, mean - mean_other, low, high, d, d - half, d + half, ratio,
        *_ratio_interval(own, other), n, _said(n, left, pooled),
    )  # fmt: skip


def _said(people: int, left: int, pooled: float) -> str:
    """What a reader has to know of a comparison: who is left out, and why a number is missing."""
    parts = [f"{left} people without a number are left out"] if left else []
    parts += ["one person has no interval"] if people == 1 else []
    parts += ["nobody differs from anybody, so no difference is standardised"] if people > 1 and pooled <= SMALL else []
    return "; ".join(parts)


def _ratio_interval(own: Floats, other: Floats) -> tuple[float, float]:
    """95 % interval of the ratio of two means of the same people, by the delta method on its logarithm.

    ``var(log R) = s1^2/(n m1^2) + s2^2/(n m2^2) - 2 cov/(n m1 m2)``; NaN where a mean is not above 0.
    """
    n = len(own)
    if n < 2 or own.mean() <= 0.0 or other.mean() <= 0.0:
        return math.nan, math.nan
    relative = own / own.mean() - other / other.mean()
    half = Z * math.sqrt(float(relative.var(ddof=1)) / n)
    ratio = float(own.mean() / other.mean())
    return ratio * math.exp(-half), ratio * math.exp(half)


def _interval(differences: Floats) -> tuple[float, float]:
    """95 % interval of the mean of the people's own differences, by Student's t."""
    if len(differences) < 2:
        return math.nan, math.nan
    if float(np.ptp(differences)) < SMALL:
        return float(differences[0]), float(differences[0])
    low, high = import_module("statsmodels.stats.weightstats").DescrStatsW(differences).tconfint_mean(0.05)
    return float(low), float(high)


def regression(found: Cohort, measure: str, on: str | Sequence[str], arm: str | None) -> Regression:
    """Ordinary least squares of a measure on others between people. Raises ValueError for too few people."""
    y = found.column(measure, arm)
    columns = explaining(found, on, arm)
    if not columns:
        raise ValueError("on = []; it needs at least one measure or covariate")
    x = np.column_stack(list(columns.values()))
    kept = np.isfinite(y) & np.isfinite(x).all(axis=1)
    if kept.sum() < len(columns) + 3:
        raise ValueError(f"{kept.sum()} people are too few for {len(columns)} explaining measures")
    _must_differ(measure, y[kept], columns, x[kept], found.lived.name if arm is None else arm)
    fit = _least_squares(y[kept], x[kept])
    spans = fit.conf_int()
    told = {
        n: (float(fit.params[j + 1]), float(spans[j + 1][0]), float(spans[j + 1][1])) for j, n in enumerate(columns)
    }
    partial = {n: _partial(y[kept], x[kept], j, float(fit.ssr)) for j, n in enumerate(columns)}
    return Regression(measure, int(kept.sum()), float(fit.rsquared), told, partial)


def _must_differ(measure: str, y: Floats, columns: Mapping[str, Floats], x: Floats, arm: str) -> None:
    """Raise ValueError where nothing can be explained: a column in which all are alike, or one that follows from the others."""
    for name, values in ((measure, y), *zip(columns, x.T, strict=True)):
        if np.ptp(values) <= SMALL * max(1.0, float(np.abs(values).max())):
            raise ValueError(
                f"{name}: all people of arm {arm} are alike in it, so it explains nothing and nothing explains it"
            )
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    for j, name in enumerate(columns if len(columns) > 1 else ()):
        others = np.delete(scaled, j, axis=1)
        rest = scaled[:, j] - others @ np.linalg.lstsq(others, scaled[:, j], rcond=None)[0]
        if float((rest**2).mean()) < SAME:
            raise ValueError(f"{name}: it follows from the other explaining measures; leave one of them out")


SAME = 1e-10  # part of the variance that a column must have of its own


def explaining(found: Cohort, on: str | Sequence[str], arm: str | None) -> dict[str, Floats]:
    """Measures and covariates by name, and whether an event was met."""
    return {
        n: in_group(found, n, arm).astype(float) if n in found.events else found.column(n, arm) for n in lines("on", on)
    }


def in_group(found: Cohort, by: str, arm: str | None) -> Bools:
    """Who met an event, has the higher of two values, or lies above the median of a measure or covariate.

    Raises ValueError where all are alike, or nobody has a number.
    """
    values = found.column(by, arm)
    if by in found.events:
        return np.isfinite(values)
    told = np.unique(values[np.isfinite(values)])
    if len(told) < 2:
        raise ValueError(f"{by}: all people are alike in it, and make no two groups")
    return values > (told[0] if len(told) == 2 else np.nanmedian(finite(values)))


def _least_squares(y: Floats, x: Floats) -> Any:
    linear = import_module("statsmodels.regression.linear_model")
    return linear.OLS(y, np.column_stack([np.ones(len(y)), x])).fit()


def _partial(y: Floats, x: Floats, j: int, left: float) -> float:
    """What one column explains of what the others leave."""
    others = np.delete(x, j, axis=1)
    without = float(_least_squares(y, others).ssr) if others.shape[1] else float(((y - y.mean()) ** 2).sum())
    return (without - left) / without if without > SMALL else math.nan


def frame(found: Cohort, arm: str | None) -> DataFrame:
    """A cohort as a pandas table; see `Cohort.to_frame`."""
    pd = import_module("pandas")
    index = pd.Index(found.people, name="person")
    attrs = {"scenario": found.scenario, "units": dict(zip(found.measures, found.units, strict=True))}
    if (
        arm is None
        and len(found.arms) <= 2
        and not found.events
        and (len(found.arms) == 1 or found.control is not None)
    ):
        held = dict(zip(found.measures, found.lived.values.T, strict=True))
        if found.control is not None and found.control is not found.lived:
            held |= {f"control.{m}": v for m, v in zip(found.measures, found.control.values.T, strict=True)}
        made = pd.DataFrame(held, index=index)
    else:
        arms = found.arms if arm is None else (found.arm(arm),)
        made = pd.concat([_arm_frame(found, one, index) for one in arms])
    made.attrs = attrs
    return made


def _arm_frame(found: Cohort, arm: Arm, index: Index) -> DataFrame:
    pd = import_module("pandas")
    held: dict[str, object] = {"arm": arm.name, **found.covariates}
    held |= dict(zip(found.measures, arm.values.T, strict=True))
    for k, name in enumerate(found.events):
        held |= {
            name: np.isfinite(arm.days[:, k]),
            f"{name}_day": arm.days[:, k],
            f"{name}_exposure_days": arm.exposure[:, k],
        }
    return pd.DataFrame(held, index=index)


def by_name(rows: Sequence[Mapping[str, float]]) -> dict[str, Floats]:
    """Rows of people as columns."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: np.array([row.get(name, 1.0) for row in rows]) for name in names}
