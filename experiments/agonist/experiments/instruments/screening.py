"""Which numbers matter: Morris's elementary effects of the parameter table on one measure of a scenario."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agonist.experiments.instruments.bench import Asked, Bench, Life, at_bench
from agonist.experiments.instruments.shown import shown
from agonist.experiments.reading_table import AT
from agonist.experiments.summary import table
from agonist.experiments.target_muscle import focus, windows_of
from agonist.model.assessment.looking import columns
from agonist.model.assessment.reading import unit_of_text
from agonist.model.body.wiring import Floats
from agonist.model.keys import MOST_SEED, keyed, lines, text, whole
from agonist.model.measures import view
from agonist.model.parameters import TABLE, nearest
from agonist.model.persons import Person
from agonist.model.reading import quoted
from agonist.model.runs import Request, measure_names, simulate, unit_of, with_own
from agonist.model.scenario import Resolved, Scenario, resolve

if TYPE_CHECKING:
    from matplotlib.figure import Figure

GROUPS = ("learning", "bout")
LEVELS = 4  # of Morris's grid
SHOWN = 15  # effects in the table of a terminal
SOURCES = (
    "Morris 1991 Technometrics 33:161 (elementary effects)",
    "Campolongo, Cariboni & Saltelli 2007 Environ Model Softw 22:1509 (mean size of the effects)",
    "Herman & Usher 2017 J Open Source Softw 2:97 (SALib)",
)


class Effect(NamedTuple):
    """Elementary effects of one parameter over its range: mean size, mean, spread."""

    name: str
    size: float
    mean: float
    spread: float
    low: float
    high: float
    mark: str


@shown
class Screening(NamedTuple):
    """Effects on one measure, the largest first; `empty` of the lives had no such measure and count as 0."""

    scenario: str
    measure: str
    runs: int
    empty: int
    effects: tuple[Effect, ...]
    top: int = SHOWN
    sources: tuple[str, ...] = SOURCES

    def lines(self) -> list[str]:
        """The largest effects as a table."""
        head = [f"effect on {self.measure}", "size", "mean", "spread", "range", "mark"]
        rows = [
            [f"  {e.name}", f"{e.size:.3f}", f"{e.mean:+.3f}", f"{e.spread:.3f}", f"{e.low:g} to {e.high:g}", e.mark]
            for e in self.effects[: self.top]
        ]
        note = f"Morris, {self.runs} lives; an effect is over the whole range of a number"
        without = f"; {self.empty} lives carried nothing and count as 0" if self.empty else ""
        more = f"; {len(self.effects) - self.top} smaller ones are not shown" if len(self.effects) > self.top else ""
        return [*table(head, rows), note + without + more]

    def rows(self) -> list[dict[str, object]]:
        """A row a number, the largest effect first."""
        return [effect._asdict() for effect in self.effects]

    def as_json(self) -> dict[str, object]:
        """All of it as one plain object."""
        return {name: getattr(self, name) for name in ("scenario", "measure", "runs", "empty", "effects")}

    def figures(self) -> Mapping[str, Figure]:
        """The largest effects as bars, by the evidence behind the number."""
        return {"": importlib.import_module("agonist.viz.figures.screened").screening_figure(self)}


def rows_of(scenario: Scenario, groups: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Ranges of the knobs of a scenario and of the rows of some groups of the table; switches are left out."""
    known = sorted({row.group for row in TABLE.values()})
    for group in groups:
        if group not in known:
            raise ValueError(f"unknown group {quoted(group)}; {nearest(group, known)}")
    spans = {knob.name: (knob.low, knob.high) for knob in scenario.knobs}
    rows = [row for row in TABLE.values() if row.group in groups and row.unit != "switch" and row.high > row.low]
    return spans | {row.name: (row.low, row.high) for row in rows}


def sensitivity(
    scenario: str | Path | Scenario,
    measure: str | None = None,
    groups: Sequence[str] = GROUPS,
    trajectories: int = 8,
    learner: str | Callable[..., None] = "maintained",
    seed: int = 1,
    bench: Bench | None = None,
    rules: Mapping[str, object] | None = None,
    person: Person | Mapping[str, float | str] | None = None,
    top: int = SHOWN,
    muscle: str | None = None,
    settings: Mapping[str, float] | None = None,
) -> Screening:
    """Morris's screening: every row of the groups over its whole range, in `trajectories` x (rows + 1) lives.

    Args:
        scenario: a name or a file.
        measure: such as ``share.after.soleus_right``, or a reading in words with its moment; None is the share of `muscle` in
            the last window.
        groups: of the parameter table; the knobs of the scenario come besides.
        trajectories: of Morris's design.
        learner: the default, a rival, or your own, as in `agonist.run`.
        seed: of the design and of every life.
        bench: where the lives are lived; None keeps nothing.
        rules: parts of your own, as in `agonist.run`.
        person: who lives it, as in `agonist.run`; None is the scenario's.
        top: effects that `lines` and `figures` show.
        muscle: whose share is asked for; None takes the one that is inhibited most.
        settings: knobs and rows that are held instead.

    Raises:
        ValueError: unknown names, values out of range.
    """
    trajectories, top = whole("trajectories", trajectories, 2), whole("top", top)
    seed = whole("seed", seed, 0, MOST_SEED)
    measure = None if measure is None else text("measure", measure)
    given, mind = with_own(scenario, learner, rules, person)
    if measure is not None and AT in measure:
        given = replace(given, read=tuple(dict.fromkeys([*given.read, measure])))
    groups, held = lines("groups", groups), keyed("settings", settings)
    name = _measure(resolve(given, held), measure, muscle)
    spans = {n: span for n, span in rows_of(given, groups).items() if n not in held}
    values, effects = _screened(given, mind, name, spans, held, trajectories, seed, at_bench(bench))
    return Screening(given.name, name, len(values), int((~np.isfinite(values)).sum()), effects, top)


def _screened(
    given: Scenario,
    learner: str,
    name: str,
    spans: Mapping[str, tuple[float, float]],
    held: Mapping[str, float],
    trajectories: int,
    seed: int,
    bench: Bench,
) -> tuple[Floats, tuple[Effect, ...]]:
    """One measure of every life of Morris's design, and the effects; a life in which nothing was carried has no share."""
    from SALib.analyze import morris as analyse
    from SALib.sample import morris as sample

    problem = {"num_vars": len(spans), "names": list(spans), "bounds": [list(span) for span in spans.values()]}
    drawn = sample.sample(problem, trajectories, num_levels=LEVELS, seed=seed)
    points = np.clip(drawn, *np.array(problem["bounds"]).T)  # the last bit of an end is not beyond it
    cases = tuple(
        {
            "settings": {**held, **dict(zip(spans, map(float, point), strict=True))},
            "learner": learner,
            "measure": name,
        }
        for point in points
    )

    def live(lives: Sequence[Life], threads: int) -> list[dict[str, float]]:
        asked = [Request.of(given, life.case["settings"], seed=life.seed, learner=learner) for life in lives]
        return [{name: outcome.measures[name]} for outcome in simulate(asked, threads)]

    unit = unit_of_text(name) if AT in name else unit_of(name)
    values = bench.live(Asked("sensitivity", cases, live, given, (seed,), {name: unit}))[name][:, 0]
    found = analyse.analyze(problem, points, np.where(np.isfinite(values), values, 0.0), num_levels=LEVELS, seed=seed)
    return values, _effects(spans, found)


def _effects(spans: Mapping[str, tuple[float, float]], found: Mapping[str, Sequence[float]]) -> tuple[Effect, ...]:
    """What the analysis says of each number, the largest first."""
    rows = zip(spans, found["mu_star"], found["mu"], found["sigma"], strict=True)
    held = [
        Effect(n, float(size), float(mean), float(spread), *spans[n], TABLE[n].mark if n in TABLE else "knob")
        for n, size, mean, spread in rows
    ]
    return tuple(sorted(held, key=lambda e: -e.size))


def _measure(resolved: Resolved, asked: str | None, muscle: str | None) -> str:
    """The measure that is screened. Raises ValueError for one that lives of this scenario do not have."""
    if asked is not None and AT in asked:
        found = columns((asked,), resolved.subject, resolved.watch, resolved.days, resolved.knobs, resolved.practices)
        if len(found) != 1:
            raise ValueError(f"measure {quoted(asked)}: it has {len(found)} numbers; one of them can be screened")
        return found[0].label
    windows = windows_of(resolved)
    name = asked or f"share.{windows[-1]}.{focus(resolved, muscle)}"
    known = measure_names(windows, view(resolved.subject.structure, resolved.watch).muscles)
    if name not in known:
        raise ValueError(f"unknown measure {quoted(name)}; {nearest(name, list(known))}")
    return name
