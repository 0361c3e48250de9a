"""Events compared: rates by exposure, relative risk, hazard ratio (Cox), between arms and between people.

The statistics are those of statsmodels; intervals are of 95 %. The people of two arms are the same, so that an interval
between arms is that of pairs. A ratio that cannot be told is NaN, and its `note` says why.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agonist.experiments.comparing import SMALL, Z, explaining, in_group
from agonist.model.body.wiring import Bools, Floats, Ints
from agonist.model.keys import among, lines
from agonist.model.reading import quoted

if TYPE_CHECKING:
    from agonist.experiments.arms import Arm, Cohort

DAYS_PER_YEAR = 365.0


NO_INTERVAL = "too few meet it for an interval"


class Ratio(NamedTuple):
    """A ratio with its interval: what it is of, its p value, and a note where something is missing."""

    name: str
    ratio: float
    low: float
    high: float
    p: float
    note: str = ""


class Incidence(NamedTuple):
    """An event in one arm against another: who met it, of how many at risk, rate a year of exposure, relative risk, hazard ratio."""

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
    at_risk: int  # who was exposed at all: of a recurrence those who were hurt before
    at_risk_against: int


def _untold(name: str, why: str, ratio: float = math.nan) -> Ratio:
    return Ratio(name, ratio, math.nan, math.nan, math.nan, why)


def incidences(found: Cohort, first: Arm, second: Arm | None) -> list[Incidence]:
    """Every event in two arms, or in one alone."""
    return [_incidence(name, k, first, second) for k, name in enumerate(found.events)]


def _incidence(name: str, k: int, first: Arm, second: Arm | None) -> Incidence:
    came, waited = np.isfinite(first.days[:, k]), first.exposure[:, k]
    if second is None:
        alone = _untold(first.name, "there is one arm, and nothing to hold it against")
        return Incidence(
            name,
            first.name,
            "",
            int(came.sum()),
            0,
            len(came),
            _rate(came, waited),
            math.nan,
            alone,
            alone,
            _exposed(waited),
            0,
        )
    other, others = np.isfinite(second.days[:, k]), second.exposure[:, k]
    label = f"{first.name} against {second.name}"
    return Incidence(
        name,
        first.name,
        second.name,
        int(came.sum()),
        int(other.sum()),
        len(came),
        _rate(came, waited),
        _rate(other, others),
        paired_risk(label, (came, waited), (other, others)),
        _paired_hazard(label, (came, waited), (other, others)),
        _exposed(waited),
        _exposed(others),
    )


def _exposed(waited: Floats) -> int:
    return int((waited > 0.0).sum())


def _rate(came: Bools, waited: Floats) -> float:
    return float(came.sum() / (waited.sum() / DAYS_PER_YEAR)) if waited.sum() > 0.0 else math.nan


Waited = tuple[Bools, Floats]  # who met an event, and for how many days each was exposed


def paired_risk(name: str, first: Waited, second: Waited) -> Ratio:
    """Relative risk between two arms of the same people, those exposed in both.

    ``var(log R) = (b + c) / ((a + b)(a + c))``, a met it in both, b and c in one only: the delta method on two proportions of
    pairs (Bonett & Price 2006 J Educ Behav Stat 31:83 compare its relatives).
    """
    both = (first[1] > 0.0) & (second[1] > 0.0)
    own, other = first[0][both], second[0][both]
    if not both.any():
        return _untold(name, "nobody is exposed in both arms")
    met, met_other = float(own.sum()), float(other.sum())
    if not met_other:
        return _untold(name, "nobody meets it in the second arm")
    if not met:
        return _untold(name, "nobody meets it in the first arm", 0.0)
    ratio, apart = met / met_other, float((own != other).sum())
    error = math.sqrt(apart / (met * met_other))
    if not error:
        return Ratio(name, ratio, ratio, ratio, 1.0, "the same people meet it in both arms")
    p = math.erfc(abs(math.log(ratio)) / error / math.sqrt(2.0))
    return Ratio(name, ratio, ratio * math.exp(-Z * error), ratio * math.exp(Z * error), p)


def _paired_hazard(label: str, first: Waited, second: Waited) -> Ratio:
    """Hazard ratio between two arms; the error is that of people who stand in both (Lee, Wei & Amato 1992)."""
    days, came = np.concatenate([first[1], second[1]]), np.concatenate([first[0], second[0]])
    group, who = np.repeat([1.0, 0.0], [len(first[0]), len(second[0])]), np.tile(np.arange(len(first[0])), 2)
    return cox(days, came, {label: group}, who)[0]


def relative_risk(name: str, first: Bools, second: Bools) -> Ratio:
    """Part of the first group that met an event over that of the second, between different people."""
    table = np.array([[first.sum(), (~first).sum()], [second.sum(), (~second).sum()]], dtype=float)
    if not table.sum(axis=1).all():
        return _untold(name, "one of the two groups is empty")
    if not table[1, 0]:
        return _untold(name, "nobody of the second group meets it")
    if not table[0, 0]:
        return _untold(name, "nobody of the first group meets it", 0.0)
    two = import_module("statsmodels.stats.contingency_tables").Table2x2(table)
    low, high = two.riskratio_confint()
    p = float(two.riskratio_pvalue()) if two.log_riskratio_se > 0.0 else 1.0
    return Ratio(
        name, float(two.riskratio), float(low), float(high), p, "" if p < 1.0 or high > low else "everybody meets it"
    )


def risk_by(found: Cohort, event: str, by: str, arm: str | None) -> Ratio:
    """Relative risk of an event with against without a history, or above against below the median of a measure."""
    held = found.lived if arm is None else found.arm(arm)
    k = _event(found, event)
    exposed = held.exposure[:, k] > 0.0
    history, came = in_group(found, by, arm), np.isfinite(held.days[:, k])
    return relative_risk(f"{event} by {by}", came[exposed & history], came[exposed & ~history])


def _event(found: Cohort, name: str) -> int:
    if not among(name, found.events):
        raise ValueError(
            f"unknown event {quoted(name)}; known: {', '.join(found.events) or 'none, the scenario waits for nothing'}"
        )
    return found.events.index(name)


def hazards(found: Cohort, event: str, on: str | Sequence[str], arm: str | None) -> list[Ratio]:
    """Cox regression of an event on measures, covariates and history."""
    held, k = (found.lived if arm is None else found.arm(arm)), _event(found, event)
    if not lines("on", on):
        raise ValueError("on = []; it needs at least one measure or covariate")
    return cox(held.exposure[:, k], np.isfinite(held.days[:, k]), explaining(found, on, arm))


def cox(days: Floats, came: Bools, columns: Mapping[str, Floats], who: Ints | None = None) -> list[Ratio]:
    """Hazard ratios for one unit more of each column, ties after Efron.

    `who` names the person of each row where several rows are of one; their errors are then those of groups.
    """
    exog, kept = np.column_stack(list(columns.values())), days > 0.0
    kept &= np.isfinite(exog).all(axis=1)
    why = _cannot(came[kept], dict(zip(columns, exog[kept].T, strict=True)))
    if why:
        return [_untold(name, why) for name in columns]
    made = import_module("statsmodels.duration.hazard_regression").PHReg
    try:
        with warnings.catch_warnings(), np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            warnings.simplefilter("ignore")  # what is not finite is told by its note
            fit = made(days[kept], exog[kept], status=came[kept].astype(int), ties="efron").fit(
                disp=0, groups=None if who is None else np.asarray(who)[kept]
            )
            ranges, ratios = np.exp(fit.conf_int()), np.exp(fit.params)
    except (np.linalg.LinAlgError, ValueError):
        return [_untold(name, "the explaining measures follow from each other") for name in columns]
    told = zip(columns, ratios, ranges, fit.pvalues, strict=True)
    return [
        Ratio(
            name,
            float(r),
            float(span[0]),
            float(span[1]),
            float(p),
            "" if np.isfinite(span).all() else NO_INTERVAL,
        )
        for name, r, span, p in told
    ]


def _cannot(came: Bools, columns: Mapping[str, Floats]) -> str:
    """Why no hazard ratio can be told; empty where it can."""
    if not len(came):
        return "nobody is exposed"
    if not came.any():
        return "nobody meets it"
    alike = next((name for name, x in columns.items() if np.ptp(x) < SMALL), None)
    if alike is not None:
        return f"all people are alike in {alike}"
    for name, x in columns.items():
        kinds = np.unique(x)
        if len(kinds) == 2 and not all(came[x == kind].any() for kind in kinds):
            return f"only people of one kind of {name} meet it, so no ratio is finite"
    return ""
