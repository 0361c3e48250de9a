"""The basin of health: how far a pattern may be scattered before it does not return, and which treatment crosses back."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.stats import binomtest, norm

from agonist.experiments.instruments.bench import Asked, Bench, Case, Measured, at_bench
from agonist.experiments.instruments.places import (
    KEPT,
    LEAST_DAY,
    MAINTAINED,
    YEAR_DAY,
    Place,
    ended,
    own_shares,
    place,
    world,
)
from agonist.experiments.instruments.shown import shown
from agonist.experiments.instruments.worlds import of_worlds
from agonist.experiments.summary import percent, plain, table
from agonist.model import folds
from agonist.model.body.wiring import Floats
from agonist.model.engine import Lived
from agonist.model.keys import reals, whole
from agonist.model.measures import shares
from agonist.model.persons import Person
from agonist.model.plan import LONGEST_DAY
from agonist.model.runs import Prepared, with_learners
from agonist.model.scenario import Scenario, resolve

if TYPE_CHECKING:
    from matplotlib.figure import Figure


SCATTERS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)  # SD of the logarithm of a gain
PEOPLE, LENGTHS = 24, (7, 14, 28, 56, 112)
SETTLE_DAY, TREAT_DAY = 360.0, 10.0
Care = Callable[[float], list[dict[str, Any]]]  # the words of a treatment of so many days
BACK = 0.1  # of the torque: no muscle's share is further from health
SOURCES = (
    "Menck et al. 2013 Nature Physics 9:89 (basin stability: the part of all perturbations that returns)",
    "Wilson 1927 J Am Stat Assoc 22:209 (interval of a proportion)",
)


class Crossing(NamedTuple):
    """A treatment of a muscle that is lost: state a year later by its days, and the least days that bring it back."""

    name: str
    state: Floats  # [lengths], mean over lives
    days: float | None


@shown
class Basin(NamedTuple):
    """`returned` of `people` by scatter, theory's expectation beside, and what treatments do; `watershed` is a gain."""

    scenario: str
    muscle: str
    learner: str
    scatter: Floats
    people: int
    returned: Floats
    expected: Floats  # NaN where no theory stands behind the learner
    watershed: float
    lengths: Floats
    crossings: tuple[Crossing, ...]
    sources: tuple[str, ...] = SOURCES

    def bounds(self) -> Floats:
        """Wilson's intervals of the parts that return, [scatters, 2]."""
        found = [binomtest(int(k), self.people).proportion_ci(method="wilson") for k in self.returned]
        return np.array([(each.low, each.high) for each in found])

    def lines(self) -> list[str]:
        """Two tables for a terminal."""
        rows = [
            [f"  {s:.2f}", f"{percent(k / self.people)} ({percent(low)} to {percent(high)})", percent(e)]
            for s, k, (low, high), e in zip(self.scatter, self.returned, self.bounds(), self.expected, strict=True)
        ]
        told = table(["SD of the gains' logarithm", "of patterns return", "theory"], rows, 28)
        head = [f"{plain(self.muscle)} is lost; days of treatment", *(f"{d:g}" for d in self.lengths), "back from"]
        rows = [
            [f"  {c.name}", *(f"{s:.2f}" for s in c.state), "-" if c.days is None else f"{c.days:g} days"]
            for c in self.crossings
        ]
        told += ["", *table(head, rows, 42), "state a year after the treatment: 0 lost, 1 healthy"]
        return told

    def rows(self) -> list[dict[str, object]]:
        """One row a scatter and one a treatment and length."""
        parts = [
            {"what": "scatter", "name": "", "at": float(s), "value": float(k) / self.people, "low": low, "high": high}
            for s, k, (low, high) in zip(self.scatter, self.returned, self.bounds(), strict=True)
        ]
        return parts + [
            {"what": "treatment", "name": c.name, "at": float(d), "value": float(s), "low": "", "high": ""}
            for c in self.crossings
            for d, s in zip(self.lengths, c.state, strict=True)
        ]

    def as_json(self) -> dict[str, object]:
        """All of it as one plain object."""
        return {key: value for key, value in self._asdict().items() if key != "sources"} | {"bounds": self.bounds()}

    def figures(self) -> Mapping[str, Figure]:
        """Who returns over the scatter, and the state over the days of each treatment."""
        return {"": importlib.import_module("agonist.viz.figures.instruments").basin_figure(self)}


def basin(
    scenario: str | Path | Scenario,
    learner: str = MAINTAINED,
    muscle: str | None = None,
    people: int = PEOPLE,
    lengths: Sequence[float] = LENGTHS,
    settings: Mapping[str, float] | None = None,
    bench: Bench | None = None, rules: Mapping[str, object] | None = None,
    person: Person | Mapping[str, float | str] | None = None,
) -> Basin:  # fmt: skip
    """Scatter all gains of the watched task and see who returns; treat the lost muscle and see what crosses back.

    Args:
        scenario: a name or a file; its daily life is lived, without what it does to the body.
        learner: the default or a rival.
        muscle: the muscle that is lost; None takes the one that is inhibited most.
        people: patterns at each scatter.
        lengths: days of each treatment.
        settings: knobs and rows of the parameter table.
        bench: where the lives are lived; None keeps nothing.
        rules, person: parts of your own, and who lives it, as in `agonist.run`.

    Raises:
        ValueError: unknown names, values out of range.
    """
    people, lengths = whole("people", people, 2), reals("lengths", lengths, LEAST_DAY, LONGEST_DAY)
    given, (name,) = with_learners(scenario, (learner,), rules, person)
    here = place(given, name, muscle, settings)
    resolved = resolve(given, settings)
    sizes, floor, cares = own_shares(here), resolved.parameters["use_floor"], treatments(here, resolved.watch)
    scattered = tuple(
        {"settings": here.settings, "days": SETTLE_DAY, "start": _scattered(s, k, sizes, floor), "learner": name}
        for s in SCATTERS
        for k in range(people)
    )
    about = {"settings": here.settings, "days": TREAT_DAY + max(lengths) + YEAR_DAY, "start": floor, "learner": name}
    treated = tuple(
        {**about, "words": words(days), "muscle": here.muscle}
        for words in cares.values()
        for days in map(float, lengths)
    )
    live = of_worlds(lambda case: world(here, case), lambda one, life, case: _read(here, sizes, one, life, case))
    found = at_bench(bench).live(Asked("basin", scattered + treated, live, given))
    back = (found["furthest"][: len(scattered), 0] < BACK).reshape(len(SCATTERS), people).sum(axis=1).astype(float)
    gates = _watersheds(here, sizes, resolved.parameters) if name == MAINTAINED else None
    return Basin(
        given.name, here.muscle, name, np.array(SCATTERS), people, back, _expected(gates),
        float("nan") if gates is None else gates[here.muscle], np.array(lengths, dtype=float),
        _crossings(found, len(scattered), tuple(cares), lengths),
    )  # fmt: skip


def _scattered(scatter: float, person: int, sizes: Mapping[str, float], floor: float) -> dict[str, float]:
    """Gains of a person's muscles at the start: scattered in their logarithm, between the floor and health."""
    luck = np.random.default_rng([person, 16]).standard_normal(len(sizes))
    return {m: float(np.clip(np.exp(scatter * z), floor, 1.0)) for m, z in zip(sizes, luck, strict=True)}


def _read(here: Place, sizes: Mapping[str, float], one: Prepared, life: Lived, case: Case) -> dict[str, float]:
    seen = shares(one.view, life.means)[-1]
    healthy = np.array([sizes[m] for m in one.view.muscles])
    return ended(here, one, life, case) | {"furthest": float(np.abs(seen - healthy).max())}


def treatments(here: Place, task: str) -> dict[str, Care]:
    """What is tried on the lost muscle, as words for a number of days; half of the usual load goes with a cue."""
    muscle, side = (
        here.muscle.rpartition("_")[::2] if here.muscle.endswith(("_left", "_right")) else (here.muscle, "both")
    )
    what, half = task.rpartition("_")[::2] if task.endswith(("_left", "_right")) else (task, "both")

    def word(do: str, **arguments: float | str) -> Care:
        return lambda days: [{"do": do, **arguments, "day": TREAT_DAY, "days": days}]

    cue = word("cue", muscle=muscle, side=side, amount=0.2)
    light = word("load", task=what, side=half, factor=0.6)
    session: dict[str, float | str] = {
        "task": what,
        "muscle": muscle,
        "side": side,
        "reps": 20,
        "bouts": 5,
        "load": 0.25,
        "sessions_per_week": 5,
    }
    return {
        "time alone": lambda days: [],
        "rest": word("rest", task=what, side=half, fraction=0.8),
        "general strengthening": word("strengthen", task=what, side=half),
        "lighter load": light,
        "cue": cue,
        "cue at lighter load": lambda days: cue(days) + light(days),
        "feedback sessions": word("feedback", **session, share=min(round(1.1 * here.size, 3), 1.0)),
        "stimulation sessions": word("stimulate muscle", **session, amount=0.3),
    }


def _crossings(found: Measured, first: int, names: Sequence[str], lengths: Sequence[float]) -> tuple[Crossing, ...]:
    states = found["state"][first:].mean(axis=1).reshape(len(names), len(lengths))
    told = []
    for name, state in zip(names, states, strict=True):
        back = [float(d) for d, s in zip(lengths, state, strict=True) if s > KEPT]
        told.append(Crossing(name, state, min(back) if back else None))
    return tuple(told)


def _watersheds(here: Place, sizes: Mapping[str, float], parameters: Mapping[str, float]) -> dict[str, float]:
    """The unstable gain of each muscle of the task by the theory; the floor where a loss does not last."""
    found = {}
    for muscle, size in sizes.items():
        rests = [r for r in folds.rest_points(min(size, 0.99), 0.0, parameters, 161) if not r.stable]
        found[muscle] = max((r.gain for r in rests), default=parameters["use_floor"])
    return found


def _expected(gates: Mapping[str, float] | None) -> Floats:
    """Part of the patterns in which no muscle starts below its watershed, each muscle on its own."""
    if gates is None:
        return np.full(len(SCATTERS), np.nan)
    lines = np.log(np.array(list(gates.values())))
    return np.array([float(np.prod(norm.sf(lines / s))) for s in SCATTERS])
