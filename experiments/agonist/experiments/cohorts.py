"""Many people who live one scenario: means, spreads, effect sizes against an uneventful life, correlations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agonist.experiments.people import as_person, person, scores, spread_of, traits
from agonist.model.assessment.assess import assess_one
from agonist.model.body.wiring import Floats
from agonist.model.engine import Lived, compile_run, live_all
from agonist.model.measures import view
from agonist.model.runs import Prepared, Request, measures_of, readings, unit_of
from agonist.model.scenario import Resolved, Scenario, load, resolve
from agonist.model.shown import MOST, html
from agonist.model.vocabulary import Effects

AT_END = {"maximal_torque_nm": "N m", "activation_ratio": "0-1"}
MOST_PEOPLE = 20_000
SHOWN_SHARE = 0.02  # muscles that never carry this share are left out


class Arm(NamedTuple):
    """One group: a row a person, a column a measure."""

    name: str
    values: Floats  # [people, measures]


class Cohort(NamedTuple):
    """What became of a cohort, beside the same people to whom nothing happened."""

    scenario: str
    people: tuple[int, ...]
    measures: tuple[str, ...]
    units: tuple[str, ...]
    lived: Arm
    control: Arm | None
    traits: dict[str, Floats]  # where each person stands, in standard deviations

    def mean(self, measure: str) -> float:
        """Mean of a measure over the people."""
        return float(np.nanmean(self.column(measure)))

    def column(self, measure: str) -> Floats:
        """A measure of every person. Raises ValueError for an unknown one."""
        if measure not in self.measures:
            raise ValueError(f"unknown measure {measure!r}; known: {', '.join(self.measures)}")
        return np.asarray(self.lived.values[:, self.measures.index(measure)])

    def __repr__(self) -> str:
        means = ", ".join(f"{m} {self.mean(m):.3g}" for m in self.measures[:MOST])
        beside = "with" if self.control is not None else "without"
        return f"<Cohort of {self.scenario!r}: {len(self.people)} people, {beside} control; {len(self.measures)} measures: {means} ...>"

    def _repr_html_(self) -> str:
        """Means, spreads, control and effect size by measure, for a notebook."""
        rows = self.rows()
        head = [key for key in rows[0] if key not in ("trait", "r")] if rows else []
        return html(f"{self.scenario}: {len(self.people)} people", head, ([row[key] for key in head] for row in rows))

    def to_frame(self) -> Any:
        """Every person a row, every measure a column, as a pandas table; the control under `control.MEASURE`."""
        import pandas as pd

        columns = dict(zip(self.measures, self.lived.values.T, strict=True))
        if self.control is not None:
            columns |= {f"control.{m}": v for m, v in zip(self.measures, self.control.values.T, strict=True)}
        frame = pd.DataFrame(columns, index=pd.Index(self.people, name="person"))
        frame.attrs = {"scenario": self.scenario, "units": dict(zip(self.measures, self.units, strict=True))}
        return frame

    def rows(self) -> list[dict[str, Any]]:
        """One row a measure: mean, standard deviation, quartiles, those of the control, effect size, best trait."""
        return [self._row(k, name) for k, name in enumerate(self.measures)]

    def _row(self, k: int, name: str) -> dict[str, Any]:
        own = self.lived.values[:, k]
        row: dict[str, Any] = {"measure": name, "unit": self.units[k], "mean": _mean(own), "sd": _sd(own)}
        row |= dict(zip(("q25", "median", "q75"), map(float, np.nanpercentile(own, [25, 50, 75])), strict=True))
        if self.control is not None:
            other = self.control.values[:, k]
            row |= {"control_mean": _mean(other), "control_sd": _sd(other), "d": effect_size(own, other)}
        related = {name: correlation(own, score) for name, score in self.traits.items()}
        leading = max(related, key=lambda n: abs(np.nan_to_num(related[n])), default=None)
        return row | {"trait": leading, "r": related[leading] if leading else float("nan")}

    def correlations(self) -> dict[str, dict[str, float]]:
        """Pearson's r of every measure with every trait."""
        return {
            m: {name: correlation(self.lived.values[:, k], score) for name, score in self.traits.items()}
            for k, m in enumerate(self.measures)
        }


def _mean(values: Floats) -> float:
    return float(np.nanmean(values))


def _sd(values: Floats) -> float:
    return float(np.nanstd(values, ddof=1)) if len(values) > 1 else 0.0


def effect_size(first: Floats, second: Floats) -> float:
    """Standardised mean difference by the pooled standard deviation; NaN where nobody differs."""
    pooled = float(np.sqrt(0.5 * (_sd(first) ** 2 + _sd(second) ** 2)))
    return (_mean(first) - _mean(second)) / pooled if pooled > 1e-12 else float("nan")


def correlation(first: Floats, second: Floats) -> float:
    """Pearson's r; NaN where one of the two does not vary."""
    if len(first) < 3 or np.nanstd(first) < 1e-12 or np.nanstd(second) < 1e-12:
        return float("nan")
    return float(np.corrcoef(first, second)[0, 1])


def cohort(
    scenario: str | Path | Scenario,
    people: int = 200,
    seed: int = 1,
    learner: str = "competitive",
    days: float | None = None,
    settings: Mapping[str, float] | None = None,
    only: Collection[str] | None = None,
    spreads: Mapping[str, float] | None = None,
    control: bool = True,
    jobs: int = 2,
    told: Callable[[int, int], object] | None = None,
) -> Cohort:
    """Live one scenario with many people who differ, and with the same people to whom nothing happens.

    Args:
        scenario: name of a shipped scenario, path of a file, or a `Scenario`.
        people: how many, 2 to 20,000.
        seed: which people; the same seed gives the same people, and more of them leaves the first ones as they are.
        learner, days, settings: as in `agonist.experiments.run`.
        only: traits in which people differ (`agonist.experiments.people.traits`); None takes all.
        spreads: other standard deviations of some traits.
        control: also live the same practice with nothing else happening.
        jobs: threads.
        told: called with (lives done, lives).

    Raises:
        ValueError: unknown name, or a number out of range; one line that says what would be right.
    """
    if isinstance(people, bool) or not isinstance(people, int) or not 2 <= people <= MOST_PEOPLE:
        raise ValueError(f"people = {people!r}; it needs a whole number 2 to {MOST_PEOPLE}")
    differing = tuple(traits() if only is None else only)
    for name in (*differing, *(spreads or {})):
        spread_of(name, spreads)
    held = load(str(scenario) if isinstance(scenario, Path) else scenario)
    resolved = resolve(held, settings or {}, days)
    numbers = tuple(seed * 1_000_000 + n for n in range(people))
    total = people * (2 if control else 1)
    request = Request.of(held, settings, seed=seed, learner=learner, days=days)
    arms = []
    for n, (name, life) in enumerate([("lived", resolved), ("control", _calm(resolved))][: 2 if control else 1]):
        steps = None if told is None else (lambda done, n=n: told(n * people + done, total))
        arms.append((name, _arm(request, life, numbers, differing, spreads, jobs, steps)))
    names = _shown([values for _, values in arms])
    lived, *rest = (Arm(name, np.array([[row[m] for m in names] for row in values])) for name, values in arms)
    where = [scores(n, differing) for n in numbers]
    held_traits = {t: np.array([w[t] for w in where]) for t in where[0]}
    units = tuple(AT_END.get(m) or unit_of(m) for m in names)
    return Cohort(held.name, numbers, names, units, lived, rest[0] if rest else None, held_traits)


def _calm(resolved: Resolved) -> Resolved:
    """The same practice with nothing else happening."""
    practices = list(resolved.effects.practices)
    return resolved._replace(impulses=(), effects=Effects([], [], practices, []))


def _arm(
    request: Request, resolved: Resolved, numbers: Collection[int], only: Collection[str],
    spreads: Mapping[str, float] | None, jobs: int, told: Callable[[int], object] | None,
) -> list[dict[str, float]]:  # fmt: skip
    compiled = compile_run(resolved, 0, request.learner)
    seen = view(compiled.structure, resolved.watch)
    runs = [as_person(compiled, n, person(compiled.structure, n, only, resolved.parameters, spreads)) for n in numbers]
    found: dict[int, dict[str, float]] = {}
    for n, lived in live_all(runs, lambda _: seen.channels, None, jobs):
        found[n] = _measured(Prepared(request, resolved, runs[n], seen), lived)
        if told is not None:
            told(len(found))
    return [found[n] for n in range(len(runs))]


def _measured(prepared: Prepared, lived: Lived) -> dict[str, float]:
    flat = measures_of(readings(prepared, lived))
    watch = prepared.resolved.watch
    for name in AT_END:
        flat[name] = float(assess_one(prepared.resolved.subject, lived.final, name, {"task": watch}))
    return flat


def _shown(arms: list[list[dict[str, float]]]) -> tuple[str, ...]:
    """Measures that are worth a row: those that anybody lived to see, and muscles that carry something."""
    kept = []
    for name in arms[0][0]:
        seen = [abs(v) for values in arms for row in values if np.isfinite(v := row[name])]
        small = name.startswith("share") and (not seen or sum(seen) / len(seen) < SHOWN_SHARE)
        if seen and not small and not name.startswith("onset_ms"):
            kept.append(name)
    return tuple(kept)
