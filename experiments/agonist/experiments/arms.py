"""What became of many people, arm by arm: measures, events, and the tables and comparisons that are made of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agonist.experiments import comparing, contrasts, formula, risks, studying
from agonist.experiments.comparing import correlation, effect_size, mean_of, quartiles, sd_of
from agonist.model.body.wiring import Floats
from agonist.model.keys import among
from agonist.model.reading import quoted, shown
from agonist.model.shown import MOST, html

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame

CONTROL = "control"


class Arm(NamedTuple):
    """One group: a row a person, a column a measure; of each event the day it came and the days it was waited for."""

    name: str
    values: Floats  # [people, measures]
    days: Floats  # [people, events], NaN where it never came
    exposure: Floats  # [people, events]


class Cohort(NamedTuple):
    """What became of many people: an arm a group, the same people in each."""

    scenario: str
    people: tuple[int, ...]
    measures: tuple[str, ...]
    units: tuple[str, ...]
    arms: tuple[Arm, ...]
    events: tuple[str, ...]
    covariates: dict[str, Floats]  # age, female, and the factor of each trait
    traits: dict[str, Floats]  # where each person stands, in standard deviations
    notes: tuple[str, ...] = ()  # what words stop besides or cannot do, one line each

    @property
    def lived(self) -> Arm:
        """The first arm."""
        return self.arms[0]

    @property
    def control(self) -> Arm | None:
        """The arm to whom nothing happened, or None."""
        return next((arm for arm in self.arms if arm.name == CONTROL), None)

    def arm(self, name: str) -> Arm:
        """The arm of this name. Raises ValueError for an unknown one."""
        found = next((arm for arm in self.arms if among(name, (arm.name,))), None)
        if found is None:
            raise ValueError(f"unknown arm {quoted(name)}; known: {', '.join(arm.name for arm in self.arms)}")
        return found

    def mean(self, measure: str, arm: str | None = None) -> float:
        """Mean of a measure over the people."""
        return float(np.nanmean(self.column(measure, arm)))

    def column(self, measure: str, arm: str | None = None) -> Floats:
        """A measure, a covariate or the day of an event of every person. Raises ValueError for an unknown one."""
        held = self.lived if arm is None else self.arm(arm)
        if not isinstance(measure, str):
            raise ValueError(f"measure = {quoted(measure)}; it needs a name")
        if measure in self.measures:
            return np.asarray(held.values[:, self.measures.index(measure)])
        if measure in self.events:
            return np.asarray(held.days[:, self.events.index(measure)])
        if measure in self.covariates:
            return self.covariates[measure]
        known = ", ".join([*self.measures, *self.events, *self.covariates])
        raise ValueError(f"unknown measure {quoted(measure)}; known: {known}")

    def __repr__(self) -> str:
        means = ", ".join(f"{m} {self.mean(m):.3g}" for m in self.measures[:MOST])
        beside = "with" if self.control is not None else "without"
        arms = f"arms {', '.join(a.name for a in self.arms)}" if len(self.arms) > 2 else f"{beside} control"
        return f"<Cohort of {self.scenario!r}: {len(self.people)} people, {arms}; {len(self.measures)} measures: {means} ...>"

    def _repr_html_(self) -> str:
        """Means, spreads, control and effect size by measure, for a notebook."""
        rows = self.rows()
        head = [key for key in rows[0] if key not in ("trait", "r")] if rows else []
        return html(f"{self.scenario}: {len(self.people)} people", head, ([row[key] for key in head] for row in rows))

    def to_frame(self, arm: str | None = None) -> DataFrame:
        """Every person a row, every measure a column, as a pandas table; the control under `control.MEASURE`.

        With several arms, or with `arm`, rows are people of an arm, with covariates and events beside the measures.
        """
        return comparing.frame(self, arm)

    def lines(self) -> list[str]:
        """The table of a terminal: every measure, beside those to whom nothing happened, and what it goes with."""
        return import_module("agonist.experiments.cohort_told").lines(self)  # type: ignore[no-any-return]

    def as_json(self) -> dict[str, object]:
        """Measures, arms, events and correlations as one plain object, without the people."""
        told: dict[str, object] = import_module("agonist.experiments.cohort_answer").Told(self).as_json()
        return told

    def figures(self) -> Mapping[str, Figure]:
        """What the people became, drawn."""
        return {"": import_module("agonist.viz.figures.evidence").cohort_figure(self)}

    def rows(self) -> list[dict[str, Any]]:
        """One row a measure: mean, standard deviation, quartiles, those of the control, effect size, best trait."""
        return [self._row(k, name) for k, name in enumerate(self.measures)]

    def _row(self, k: int, name: str) -> dict[str, Any]:
        own = self.lived.values[:, k]
        row: dict[str, Any] = {"measure": name, "unit": self.units[k], "mean": mean_of(own), "sd": sd_of(own)}
        row |= dict(zip(("q25", "median", "q75"), quartiles(own), strict=True))
        if self.control is not None:
            other = self.control.values[:, k]
            row |= {"control_mean": mean_of(other), "control_sd": sd_of(other), "d": effect_size(own, other)}
        related = {name: correlation(own, score) for name, score in self.traits.items()}
        leading = max(related, key=lambda n: abs(np.nan_to_num(related[n])), default=None)
        return row | {"trait": leading, "r": related[leading] if leading else float("nan")}

    def correlations(self) -> dict[str, dict[str, float]]:
        """Pearson's r of every measure with every trait."""
        return {
            m: {name: correlation(self.lived.values[:, k], score) for name, score in self.traits.items()}
            for k, m in enumerate(self.measures)
        }

    def compare(
        self, arm: str | None = None, against: str | None = None, by: str | None = None
    ) -> list[comparing.Effect]:
        """Difference, standardised difference and ratio of every measure between two arms, with 95 % intervals.

        The people are the same in both, so the interval of the difference is that of their own differences. By default
        the first arm is held against the last. `by` (a covariate, measure or event) parts the people into two halves and
        adds how much more the one gains than the other. Raises ValueError where there is one arm.
        """
        two = self._two(arm, against)
        return comparing.effects(self, *two) if by is None else contrasts.by_stratum(self, *two, by)

    def trend(self, doses: Mapping[str, float]) -> list[contrasts.Trend]:
        """Dose and answer: the change of every measure for one unit more of what differs between arms (a number for each arm)."""
        return contrasts.trends(self, doses)

    def mediate(
        self, through: str, measure: str, arm: str | None = None, against: str | None = None, seed: int = 1
    ) -> contrasts.Mediation:
        """What of the effect of an arm on a measure goes through another one, with intervals (Judd et al. 2001)."""
        return contrasts.mediated(self, *self._two(arm, against), through, measure, seed)

    def study(
        self,
        people: int,
        arm: str | None = None,
        against: str | None = None,
        studies: int = 2000,
        seed: int = 1,
        error: Mapping[str, float] | None = None,
    ) -> list[studying.Seen]:
        """What studies with so many people in each of two groups would see of every measure and event, and how often find it.

        `error` adds an error of measurement (standard deviation by measure). Raises ValueError for a number out of range.
        """
        return studying.studies(self, *self._two(arm, against), people, studies, seed, error)

    def events_table(self, arm: str | None = None, against: str | None = None) -> list[risks.Incidence]:
        """Who met each event, rate by exposure, relative risk and hazard between two arms, with 95 % intervals."""
        return risks.incidences(self, *self._one_or_two(arm, against))

    def _one_or_two(self, arm: str | None, against: str | None) -> tuple[Arm, Arm | None]:
        first = self.arm(arm) if arm is not None else self.arms[0]
        second = self.arm(against) if against is not None else self.arms[-1]
        return first, None if len(self.arms) == 1 else second

    def _two(self, arm: str | None, against: str | None) -> tuple[Arm, Arm]:
        first, second = self._one_or_two(arm, against)
        if second is None or first is second:
            other = "; it needs another arm, or its control" if len(self.arms) == 1 else ""
            raise ValueError(f"{first.name} is held against itself{other}")
        return first, second

    def risk(self, event: str, by: str, arm: str | None = None) -> risks.Ratio:
        """Relative risk of an event with against without a history: another event, or a measure above its median."""
        return risks.risk_by(self, event, by, arm)

    def hazard(self, event: str, on: str | Sequence[str], arm: str | None = None) -> list[risks.Ratio]:
        """Hazard ratio (Cox) of an event for one unit more of each measure or covariate, and of history (an event)."""
        return risks.hazards(self, event, on, arm)

    def tell(self, text: str, arm: str | None = None, **names: str) -> float:
        """The number of a formula (`agonist.experiments.formula`) of measures, covariates and events by these names."""
        found = formula.evaluate(text, {k: self.column(name, arm)[:, None] for k, name in names.items()})
        if math.isnan(found) and "none" not in text:
            raise ValueError(f"formula {shown(text)}: it gives no number; {self._why_none(names, arm)}")
        return found

    def _why_none(self, names: Mapping[str, str], arm: str | None) -> str:
        missing = {k: int(np.isnan(self.column(name, arm)).sum()) for k, name in names.items()}
        said = ", ".join(
            f"{k} has none in {count} of {len(self.people)} people" for k, count in missing.items() if count
        )
        return said or "nobody is left, or nobody differs"

    def explain(self, measure: str, on: str | Sequence[str], arm: str | None = None) -> comparing.Regression:
        """Regression of a measure on others between people: R2, and what each adds beyond the rest (partial R2)."""
        return comparing.regression(self, measure, on, arm)
