"""Groups compared: differences and ratios with intervals, relative risk and hazard, what explains what between people.

The statistics are those of statsmodels; here it is only said what is held against what. Intervals are of 95 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agonist.model.body.wiring import Floats

if TYPE_CHECKING:
    from agonist.experiments.arms import Arm, Cohort

DAYS_PER_YEAR = 365.0
SMALL = 1e-12


class Effect(NamedTuple):
    """A measure in one arm against another, in the same people: means, difference, standardised difference, ratio."""

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


class Ratio(NamedTuple):
    """A ratio with its interval: what it is of, against what, and its p value."""

    name: str
    ratio: float
    low: float
    high: float
    p: float


class Incidence(NamedTuple):
    """An event in one arm against another: who met it, rate a year of exposure, relative risk, hazard ratio."""

    event: str
    arm: str
    against: str
    met: int
    met_against: int
    people: int
    rate_per_year: float
    rate_against: float
    risk: Ratio
    hazard: Ratio


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
    own, other = first.values[:, k], second.values[:, k]
    kept = np.isfinite(own) & np.isfinite(other)
    own, other = own[kept], other[kept]
    n = len(own)
    low, high = _interval(own - other)
    mean, mean_other = (float(v.mean()) if n else math.nan for v in (own, other))
    pooled = math.sqrt(0.5 * (own.var(ddof=1) + other.var(ddof=1))) if n > 1 else 0.0
    d = (mean - mean_other) / pooled if pooled > SMALL else math.nan
    error = math.sqrt(2.0 / n + d * d / (4.0 * n)) if n and not math.isnan(d) else math.nan
    half = 1.959964 * error  # Hedges & Olkin 1985, two groups of n
    ratio = mean / mean_other if abs(mean_other) > SMALL else math.nan
    return Effect(
        found.measures[k], found.units[k], first.name, second.name, mean, mean_other, mean - mean_other, low, high,
        d, d - half, d + half, ratio,
    )  # fmt: skip


def _interval(differences: Floats) -> tuple[float, float]:
    """95 % interval of the mean of the people's own differences, by Student's t."""
    if len(differences) < 2:
        return math.nan, math.nan
    if float(np.ptp(differences)) < SMALL:
        return float(differences[0]), float(differences[0])
    low, high = import_module("statsmodels.stats.weightstats").DescrStatsW(differences).tconfint_mean(0.05)
    return float(low), float(high)


def incidences(found: Cohort, first: Arm, second: Arm) -> list[Incidence]:
    """Every event in two arms."""
    return [_incidence(name, k, first, second) for k, name in enumerate(found.events)]


def _incidence(name: str, k: int, first: Arm, second: Arm) -> Incidence:
    came = [np.isfinite(arm.days[:, k]) for arm in (first, second)]
    waited = [arm.exposure[:, k] for arm in (first, second)]
    rates = [
        float(c.sum() / (w.sum() / DAYS_PER_YEAR)) if w.sum() > 0.0 else math.nan
        for c, w in zip(came, waited, strict=True)
    ]
    group = np.repeat([1.0, 0.0], [len(came[0]), len(came[1])])
    label = f"{first.name} against {second.name}"
    hazard = cox(np.concatenate(waited), np.concatenate(came), {label: group})[0]
    exposed = [w > 0.0 for w in waited]
    risk = relative_risk(label, came[0][exposed[0]], came[1][exposed[1]])
    return Incidence(
        name,
        first.name,
        second.name,
        int(came[0].sum()),
        int(came[1].sum()),
        len(came[0]),
        rates[0],
        rates[1],
        risk,
        hazard,
    )


def relative_risk(name: str, first: Any, second: Any) -> Ratio:
    """Part of the first group that met an event over that of the second; NaN where a group is empty or met none."""
    table = np.array([[first.sum(), (~first).sum()], [second.sum(), (~second).sum()]], dtype=float)
    if not table.sum(axis=1).all() or not table[1, 0]:
        return Ratio(name, math.nan, math.nan, math.nan, math.nan)
    if not table[0, 0]:
        return Ratio(name, 0.0, 0.0, math.nan, math.nan)
    two = import_module("statsmodels.stats.contingency_tables").Table2x2(table)
    low, high = two.riskratio_confint()
    return Ratio(name, float(two.riskratio), float(low), float(high), float(two.riskratio_pvalue()))


def risk_by(found: Cohort, event: str, by: str, arm: str | None) -> Ratio:
    """Relative risk of an event with against without a history, or above against below the median of a measure."""
    held = found.lived if arm is None else found.arm(arm)
    k = _event(found, event)
    exposed = held.exposure[:, k] > 0.0
    history, came = _group(found, by, arm), np.isfinite(held.days[:, k])
    return relative_risk(f"{event} by {by}", came[exposed & history], came[exposed & ~history])


def _event(found: Cohort, name: str) -> int:
    if name not in found.events:
        raise ValueError(
            f"unknown event {name!r}; known: {', '.join(found.events) or 'none, the scenario waits for nothing'}"
        )
    return found.events.index(name)


def _group(found: Cohort, by: str, arm: str | None) -> Any:
    """Who met an event, or who lies above the median of a measure or covariate."""
    values = found.column(by, arm)
    return np.isfinite(values) if by in found.events else values > np.nanmedian(values)


def hazards(found: Cohort, event: str, on: Sequence[str], arm: str | None) -> list[Ratio]:
    """Cox regression of an event on measures, covariates and history."""
    held, k = (found.lived if arm is None else found.arm(arm)), _event(found, event)
    columns = {n: _group(found, n, arm).astype(float) if n in found.events else found.column(n, arm) for n in on}
    return cox(held.exposure[:, k], np.isfinite(held.days[:, k]), columns)


def cox(days: Floats, came: Any, columns: dict[str, Floats]) -> list[Ratio]:
    """Hazard ratios for one unit more of each column; NaN where nobody met the event or nobody differs."""
    exog, kept = np.column_stack(list(columns.values())), days > 0.0
    kept &= np.isfinite(exog).all(axis=1)
    bare = [Ratio(name, math.nan, math.nan, math.nan, math.nan) for name in columns]
    if not came[kept].any() or (np.ptp(exog[kept], axis=0) < SMALL).any():
        return bare
    try:
        fit = (
            import_module("statsmodels.duration.hazard_regression")
            .PHReg(days[kept], exog[kept], status=came[kept].astype(int), ties="efron")
            .fit(disp=0)
        )
        ranges = fit.conf_int()
    except (np.linalg.LinAlgError, ValueError):
        return bare
    with np.errstate(over="ignore"):
        parts = zip(columns, np.exp(fit.params), np.exp(ranges), fit.pvalues, strict=True)
        return [Ratio(name, float(r), float(span[0]), float(span[1]), float(p)) for name, r, span, p in parts]


def regression(found: Cohort, measure: str, on: Sequence[str], arm: str | None) -> Regression:
    """Ordinary least squares of a measure on others between people. Raises ValueError for too few people."""
    y = found.column(measure, arm)
    columns = {n: _group(found, n, arm).astype(float) if n in found.events else found.column(n, arm) for n in on}
    if not columns:
        raise ValueError("on = []; it needs at least one measure or covariate")
    x = np.column_stack(list(columns.values()))
    kept = np.isfinite(y) & np.isfinite(x).all(axis=1)
    if kept.sum() < len(columns) + 3:
        raise ValueError(f"{kept.sum()} people are too few for {len(columns)} explaining measures")
    fit = _least_squares(y[kept], x[kept])
    spans = fit.conf_int()
    told = {
        n: (float(fit.params[j + 1]), float(spans[j + 1][0]), float(spans[j + 1][1])) for j, n in enumerate(columns)
    }
    partial = {n: _partial(y[kept], x[kept], j, float(fit.ssr)) for j, n in enumerate(columns)}
    return Regression(measure, int(kept.sum()), float(fit.rsquared), told, partial)


def _least_squares(y: Floats, x: Floats) -> Any:
    linear = import_module("statsmodels.regression.linear_model")
    return linear.OLS(y, np.column_stack([np.ones(len(y)), x])).fit()


def _partial(y: Floats, x: Floats, j: int, left: float) -> float:
    """What one column explains of what the others leave."""
    others = np.delete(x, j, axis=1)
    without = float(_least_squares(y, others).ssr) if others.shape[1] else float(((y - y.mean()) ** 2).sum())
    return (without - left) / without if without > SMALL else math.nan


def frame(found: Cohort, arm: str | None) -> Any:
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
        made = pd.concat([_arm_frame(pd, found, one, index) for one in arms])
    made.attrs = attrs
    return made


def _arm_frame(pd: Any, found: Cohort, arm: Arm, index: Any) -> Any:
    held: dict[str, Any] = {"arm": arm.name, **found.covariates}
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
