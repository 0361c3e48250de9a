"""What `agonist cohort` answers: the people, and what was asked about them, as every instrument tells it."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from agonist.experiments.cohort_told import compared, explained, lines, pairs_of, studied, trended
from agonist.experiments.instruments.shown import shown

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from agonist.experiments.arms import Cohort
    from agonist.experiments.comparing import Regression
    from agonist.experiments.risks import Ratio
    from agonist.experiments.studying import Seen

SOURCES = (
    "Cohen 1988 Statistical Power Analysis for the Behavioral Sciences (d: difference over the pooled standard deviation)",
    "Glasserman & Yao 1992 Manage Sci 38:884 (common random numbers: the same people with the same draws in every arm)",
)


class Questions(NamedTuple):
    """What is asked about the people: which arm against which, in which strata, by dose, explained by what, in what study."""

    against: str | None = None
    strata: str | None = None
    doses: Mapping[str, float] = {}
    explain: str | None = None
    by: tuple[str, ...] = ()
    study: int | None = None


@shown
class Told(NamedTuple):
    """The answer of `agonist cohort`."""

    found: Cohort
    asked: Questions = Questions()
    sources: tuple[str, ...] = SOURCES

    def lines(self) -> list[str]:
        """Tables of measures, arms, events, doses, a regression and studies."""
        found, asked = self.found, self.asked
        return [
            *lines(found),
            *compared(found, asked.against, asked.strata),
            *trended(found.trend(asked.doses) if asked.doses else []),
            *(line for name, told in self._explained().items() for line in explained(told, name)),
            *(line for each in self._studies() for line in studied(each)),
            *(f"note: {line}" for line in found.notes),
        ]

    def rows(self) -> list[dict[str, object]]:
        """A row a person and arm: who it is, measures, events."""
        found, told = self.found, list[dict[str, object]]()
        for arm in found.arms:
            for n, person in enumerate(found.people):
                row: dict[str, object] = {"arm": arm.name, "person": person}
                row |= {name: values[n] for name, values in found.covariates.items()}
                row |= dict(zip(found.measures, arm.values[n], strict=True))
                for k, event in enumerate(found.events):
                    row |= {f"{event}_day": arm.days[n, k], f"{event}_exposure_days": arm.exposure[n, k]}
                told.append(row)
        return told

    def as_json(self) -> dict[str, object]:
        """All of it as one plain object, without the people."""
        found, asked = self.found, self.asked
        told: dict[str, Any] = {
            "scenario": found.scenario,
            "people": len(found.people),
            "arms": [arm.name for arm in found.arms],
            "rows": found.rows(),
            "correlations": found.correlations(),
        }
        pairs = pairs_of(found, asked.against)
        if pairs:
            told["comparisons"] = [e for a, b in pairs for e in found.compare(a, b, asked.strata)]
        if found.events:  # without pairs: the first arm against the last
            both = pairs or [(found.arms[0].name, found.arms[-1].name)]
            told["events"] = [e for a, b in both for e in found.events_table(a, b)]
        more = {
            "explained": next(iter(by_arm.values()), None) if len(by_arm := self._explained()) < 2 else by_arm,
            "study": [seen for each in self._studies() for seen in each],
            "trend": found.trend(asked.doses) if asked.doses else [],
            "notes": list(found.notes),
        }
        return told | {name: answer for name, answer in more.items() if answer}

    def figures(self) -> Mapping[str, Figure]:
        """What the people became, measure by measure."""
        return {"": importlib.import_module("agonist.viz.figures.evidence").cohort_figure(self.found)}

    def _explained(self) -> dict[str, Regression | list[Ratio]]:
        """What explains the measure, in every arm; of lived and control in those to whom it happened."""
        measure, by, found = self.asked.explain, self.asked.by, self.found
        if measure is None:
            return {}
        arms = [found.arms[0].name] if found.control is not None else [arm.name for arm in found.arms]
        ask = found.hazard if measure in found.events else found.explain
        return {arm if len(arms) > 1 else "": ask(measure, by, arm) for arm in arms}

    def _studies(self) -> list[list[Seen]]:
        """The studies of every arm with the one that it is held against, or lived with the control."""
        found, people = self.found, self.asked.study
        pairs = pairs_of(found, self.asked.against) or [(found.arms[0].name, found.arms[-1].name)]
        return [found.study(people, a, b) for a, b in pairs] if people else []
