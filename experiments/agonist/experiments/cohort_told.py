"""What `agonist cohort` prints: tables of measures, arms, events, regressions and studies."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from agonist.experiments.summary import number

if TYPE_CHECKING:
    from agonist.experiments.arms import Cohort
    from agonist.experiments.comparing import Regression
    from agonist.experiments.contrasts import Trend
    from agonist.experiments.risks import Ratio
    from agonist.experiments.studying import Seen


def pairs_of(found: Cohort, against: str | None) -> list[tuple[str, str]]:
    """Every arm with the one that it is held against; none for a cohort with its control only."""
    if found.control is not None and against is None:
        return []
    other = found.arm(against).name if against is not None else found.arms[-1].name
    return [(arm.name, other) for arm in found.arms if arm.name != other]


def compared(found: Cohort, against: str | None, strata: str | None = None) -> list[str]:
    """Arms against one of them, in both halves of the people where `strata` parts them, and events, in tables."""
    from agonist.experiments.summary import table

    told: list[str] = []
    for first, second in pairs_of(found, against):
        head = [f"{first} against {second}", "mean", "mean", "difference", "95 %", "standardised", "95 %", "ratio"]
        effects = found.compare(first, second, strata)
        rows = [
            [
                e.measure,
                _number(e.mean),
                _number(e.mean_against),
                _number(e.difference),
                _span(e.low, e.high),
                _number(e.standardised),
                _span(e.standardised_low, e.standardised_high),
                _number(e.ratio),
            ]
            for e in effects
        ]
        told += ["", *table(head, rows), *_noted((e.measure, e.note) for e in effects)]
    pairs = pairs_of(found, against) or ([(found.arms[0].name, found.arms[-1].name)] if found.events else [])
    return told + [line for pair in pairs if found.events for line in _events(found, *pair)]


def _noted(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """What a reader has to know of numbers that are missing, one line each."""
    return list(dict.fromkeys(f"{name}: {note}" for name, note in pairs if note))


def trended(told: Sequence[Trend]) -> list[str]:
    """Slopes over doses, in a table."""
    from agonist.experiments.summary import table

    rows = [[t.measure, _number(t.slope), _span(t.low, t.high)] for t in told]
    return ["", *table(["for one unit more of the dose", "change", "95 %"], rows)] if rows else []


def _events(found: Cohort, first: str, second: str) -> list[str]:
    from agonist.experiments.summary import table

    alone = len(found.arms) == 1
    told = found.events_table(first, second)
    if alone:
        rows = [[e.event, str(e.met), str(e.at_risk), _number(e.rate_per_year)] for e in told]
        return ["", *table([f"event, {first}", "met", "at risk", "rate/y"], rows)]
    head = [f"event, {first} against {second}", "met", "met", "rate/y", "rate/y", "risk", "95 %", "hazard", "95 %"]
    rows = [
        [
            e.event,
            f"{e.met} of {e.at_risk}",
            f"{e.met_against} of {e.at_risk_against}",
            _number(e.rate_per_year),
            _number(e.rate_against),
            _number(e.risk.ratio),
            _span(e.risk.low, e.risk.high),
            _number(e.hazard.ratio),
            _span(e.hazard.low, e.hazard.high),
        ]
        for e in told
    ]
    notes = [
        (f"{e.event}, {name}", ratio.note) for e in told for name, ratio in (("risk", e.risk), ("hazard", e.hazard))
    ]
    return ["", *table(head, rows), *_noted(notes)]


def explained(told: Regression | list[Ratio] | None, arm: str = "") -> list[str]:
    """A regression, or hazard ratios, in a table, under the name of the arm where there are several."""
    from agonist.experiments.summary import table

    if not told:
        return []
    if isinstance(told, list):
        return [
            "",
            *table(
                [f"hazard{f', {arm}' if arm else ''}", "ratio", "95 %"],
                [[r.name, _number(r.ratio), _span(r.low, r.high)] for r in told],
            ),
            *_noted((f"hazard, {r.name}", r.note) for r in told),
        ]
    rows = [
        [name, _number(value), _span(low, high), _number(told.partial_r2[name])]
        for name, (value, low, high) in told.coefficients.items()
    ]
    return [
        "",
        f"{told.measure}{f', {arm}' if arm else ''}: R2 {told.r2:.2f} in {told.people} people",
        *table(["", "slope", "95 %", "partial R2"], rows),
    ]


def studied(seen: Sequence[Seen]) -> list[str]:
    """What studies of so many people would see, in a table."""
    from agonist.experiments.summary import table

    if not seen:
        return []
    one = seen[0]
    head = [
        f"studies of {one.people}, {one.arm} against {one.against}",
        "difference",
        "95 % of studies",
        "found",
        "wrong sign",
        "people for 80 %",
    ]
    rows = [
        [
            s.measure,
            _number(s.difference),
            _span(s.low, s.high),
            _percent(s.found),
            _percent(s.wrong),
            _people(s.needed),
        ]
        for s in seen
    ]
    return ["", *table(head, rows)]


def _percent(part: float) -> str:
    return "-" if part != part else f"{100.0 * part:.0f} %"


def _people(count: float) -> str:
    return "-" if count != count or count == float("inf") else f"{count:.0f}"


def _span(low: float, high: float) -> str:
    return f"{_number(low)} .. {_number(high)}"


def lines(found: Cohort) -> list[str]:
    """A cohort in a table."""
    from agonist.experiments.summary import table

    beside = found.control is not None
    head = ["measure", "unit", "mean", "sd", *(("control", "sd", "d") if beside else ()), "goes with", "r"]
    least = by_chance(len(found.people), len(found.traits))
    rows = [
        [
            r["measure"],
            r["unit"],
            _number(r["mean"]),
            _number(r["sd"]),
            *((_number(r["control_mean"]), _number(r["control_sd"]), _number(r["d"])) if beside else ()),
            *((str(r["trait"]), _number(r["r"])) if abs(r["r"]) > least else ("-", "-")),
        ]
        for r in found.rows()
    ]
    arms = ", ".join(arm.name for arm in found.arms if arm is not found.control)
    title = f"{found.scenario}: {len(found.people)} people"
    title += f"; arms {arms}; first the arm {found.lived.name} alone" if arms.count(", ") else ""
    return [title, "", *table(head, rows), *_left_out(found)]


def by_chance(people: int, traits: int) -> float:
    """The |r| that the largest of so many correlations stays below in 95 % of cohorts in which nothing goes with anything."""
    from scipy.stats import t

    if people < 3 or not traits:
        return 1.0
    free = people - 2
    edge = float(t.isf(0.5 * (1.0 - 0.95 ** (1.0 / traits)), free))
    return edge / math.sqrt(free + edge * edge)


def _left_out(found: Cohort) -> list[str]:
    """A line for each measure that is endless in some people: how many its mean leaves out."""
    told = []
    for name in found.measures:
        endless = int(sum(v in (float("inf"), float("-inf")) for v in found.column(name)))
        told += [f"{name}: endless in {endless} of {len(found.people)} people, who are left out"] if endless else []
    return told


def _number(value: float | None) -> str:
    return "-" if value is None else number(value, 3)
