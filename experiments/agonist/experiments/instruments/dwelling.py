"""When is it a habit: the loop at several dwells, its folds, what stays missing after any dwell, and the theory beside."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import nnls

from agonist.experiments.causes import Given, cause_of
from agonist.experiments.instruments.bench import Bench, at_bench
from agonist.experiments.instruments.places import LEAST_DAY, place
from agonist.experiments.instruments.shown import shown
from agonist.experiments.loops import DEFAULT, HIGHEST, Branches, Loop, loops_of
from agonist.experiments.options import MOST_LEVELS
from agonist.experiments.running import several
from agonist.experiments.summary import percent, plain, table
from agonist.experiments.target_muscle import capacity_shares
from agonist.model.body.wiring import Floats
from agonist.model.folds import Branch, Folds, branch, ends_of
from agonist.model.keys import reals, whole
from agonist.model.persons import MEAN, Person
from agonist.model.plan import LONGEST_DAY
from agonist.model.runs import with_learners
from agonist.model.scenario import Scenario, resolve
from agonist.model.units.cortex import LEARNERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


LEVELS = 11
DWELLS = (20.0, 40.0, 80.0, 160.0)
JUMP = 3.0  # a step that loses this many times the usual step's loss is a fold, not a slope
DRAWS, SURE = 200, (2.5, 97.5)  # bootstrap over lives
RATES = 40  # time constants that are tried
SOURCES = (
    "Mayergoyz 1986 Phys Rev Lett 56:1518 (branches of a staircase as hysteresis)",
    "Hirashima & Nozaki 2012 PLoS Comput Biol 8:e1002590; de Rugy et al. 2012 J Neurosci 32:7384 (rival learners)",
    "Efron & Tibshirani 1993 An Introduction to the Bootstrap (intervals over lives)",
)


class Lasting(NamedTuple):
    """Part of the healthy share that is missing at dose 0 however long one waits, with its interval over lives."""

    part: float
    low: float
    high: float
    fades_days: float  # time constant of what does not last; NaN where nothing fades


class Jumps(NamedTuple):
    """Doses between which the share leaps while the dose rises, and while it falls; None where it does not by dose 0."""

    up: tuple[float, float] | None
    down: tuple[float, float] | None


@shown
class Dwells(NamedTuple):
    """Loops of several dwells, the shortest first; `theory` follows the default learner's rest points."""

    loops: tuple[Loop, ...]
    size: float
    theory: Branch | None  # of an inhibition
    theory_folds: Folds | None
    sources: tuple[str, ...] = SOURCES

    def lasting(self) -> dict[str, Lasting]:
        """What stays missing, for each learner."""
        days = np.array([found.dwell_day for found in self.loops])
        return {
            name: lasting(days, np.array([found.branches[name].missing for found in self.loops]))
            for name in self.loops[0].branches
        }

    def jumps(self) -> dict[str, Jumps]:
        """The folds that lives show, for each learner, at the longest dwell."""
        last = self.loops[-1]
        return {name: jumps(last.dose, b) for name, b in last.branches.items()}

    def lines(self) -> list[str]:
        """The table for a terminal."""
        last = self.loops[-1]
        head = [
            f"{plain(last.muscle)}, {last.dwell_day:g} days at each dose"
            + ("" if last.cause.inhibits else f" ({last.cause.told})"),
            "area",
            "start",
            "share after",
            "missing",
            "after any dwell",
            "lost between",
            "back between",
        ]
        seen, stays, rows = self.jumps(), self.lasting(), []
        for name, b in last.branches.items():
            ever = stays[name]
            rows.append(
                [
                    f"  {name}",
                    f"{b.area.mean():.3f}",
                    percent(b.start.mean()),
                    percent(b.down[:, 0].mean()),
                    percent(b.missing.mean()),
                    f"{percent(ever.part)} ({percent(ever.low)} to {percent(ever.high)})",
                    dose_said(seen[name].up),
                    dose_said(seen[name].down),
                ]
            )
        told = table(head, rows, 40)
        if self.theory_folds and DEFAULT in last.branches:
            fold = self.theory_folds
            told.append(
                f"theory of {DEFAULT}: health ends at dose {fold.health_ends:.2f}, a loss at {fold.loss_ends:.2f}"
                f"{' (it needs more excitability than healthy)' if fold.loss_ends < 0.0 else ''}"
            )
        excess = last.excess()
        if excess is not None:
            told.append(f"area above that of the rivals: {excess:.3f} (share x dose)")
        return told

    def rows(self) -> list[dict[str, object]]:
        """One row for each dwell, learner and dose: mean shares on both branches over lives."""
        return [
            {
                "dwell_days": found.dwell_day,
                "learner": name,
                "dose": float(dose),
                "up": float(b.up[:, k].mean()),
                "down": float(b.down[:, k].mean()),
                "area": float(b.area.mean()),
                "missing": float(b.missing.mean()),
            }
            for found in self.loops
            for name, b in found.branches.items()
            for k, dose in enumerate(found.dose)
        ]

    def as_json(self) -> dict[str, object]:
        """All of it as one plain object."""
        last = self.loops[-1]
        return {
            "scenario": last.scenario, "muscle": last.muscle, "size": self.size, "dose": last.dose, "unit": last.cause.told,
            "dwells": [{"dwell_days": found.dwell_day, "learners": {n: _plain(b) for n, b in found.branches.items()},
                        "excess_over_rivals": found.excess()} for found in self.loops],
            "lasting": self.lasting(), "folds": self.jumps(), "theory": self.theory, "theory_folds": self.theory_folds,
        }  # fmt: skip

    def figures(self) -> Mapping[str, Figure]:
        """The loops of the longest dwell beside the theory, and what stays over the dwell."""
        return {"": importlib.import_module("agonist.viz.figures.instruments").dwells_figure(self)}


def _plain(b: Branches) -> dict[str, object]:
    return {
        "up": b.up.mean(axis=0),
        "down": b.down.mean(axis=0),
        "area": b.area.mean(),
        "area_sd": b.area.std(),
        "start": b.start.mean(),
        "missing": b.missing,
    }


def dose_said(doses: tuple[float, float] | None) -> str:
    """Two doses, or a dash where there is no fold."""
    return "-" if doses is None else f"{doses[0]:.2f} to {doses[1]:.2f}"


def loop(
    scenario: str | Path | Scenario,
    learners: str | Sequence[str] = tuple(LEARNERS),
    muscle: str | None = None,
    levels: int = LEVELS,
    dwell_days: Sequence[float] = DWELLS,
    highest: float | None = None,
    seeds: int = 4,
    settings: Mapping[str, float] | None = None,
    bench: Bench | None = None,
    rules: Mapping[str, object] | None = None,
    person: Person | Mapping[str, float | str] | None = None,
    cause: Given = None,
) -> Dwells:
    """Raise and lower the inhibition of one muscle at several dwells, under each learner, from one healthy start.

    Args:
        scenario: a name or a file; its daily life is lived, what it does to the body is left out.
        learners: the default learner and its rivals, or ``all``.
        muscle: the muscle in question; None takes the one that the plan inhibits most.
        levels: doses from none to `highest`.
        dwell_days: days on each step of the staircase, a loop for each; three or more tell what lasts from what fades.
        highest: dose on the last step; None is 0.8 of excitability, or the highest of another cause.
        seeds: lives 1, 2, ... of each.
        settings: knobs and rows of the parameter table.
        bench: where the lives are lived; None keeps nothing.
        rules: parts of your own, as in `agonist.run`.
        person: who lives it, as in `agonist.run`; None is the scenario's.
        cause: what the dose is a dose of, as in a plan, such as ``keep effusion ml=0..60``; None is an inhibition.

    Raises:
        ValueError: unknown names, values out of range.
    """
    dwells = tuple(sorted(reals("dwell_days", dwell_days, LEAST_DAY, LONGEST_DAY)))
    levels, seeds = whole("levels", levels, 3, MOST_LEVELS), whole("seeds", seeds)
    said = cause_of(cause)
    most = said.highest(highest, HIGHEST)
    given, names = with_learners(scenario, several(learners), rules, person)
    found = loops_of(given, names, muscle, levels, dwells, most, seeds, settings, at_bench(bench), cause)
    resolved = resolve(given, settings)
    target = found[0].muscle
    usual = given.person == MEAN
    size = capacity_shares(resolved)[target] if usual else place(given, names[0], target, settings).size
    rows = resolved.parameters
    theory = branch(size, rows) if said.inhibits else None
    return Dwells(tuple(found), size, theory, None if theory is None else ends_of(theory))


def jumps(dose: Floats, branches: Branches) -> Jumps:
    """The two steps between which the mean share leaps, on each branch."""
    up, down = branches.up.mean(axis=0), branches.down.mean(axis=0)
    return Jumps(*(_leap(dose, -np.diff(b)) for b in (up, down)))


def _leap(dose: Floats, drops: Floats) -> tuple[float, float] | None:
    at, usual = int(np.argmax(drops)), max(float(np.median(drops)), 1e-3)
    return (float(dose[at]), float(dose[at + 1])) if drops[at] > JUMP * usual else None


def lasting(days: Floats, missing: Floats) -> Lasting:
    """What is missing as the dwell grows without bound, ``m(D) = part + rest exp(-D / tau)`` with no negative term.

    `days` [dwells], `missing` [dwells, lives]. The time constant is the one that fits best; intervals are percentiles
    of a bootstrap over lives. With fewer than three dwells, the mean at the longest.
    """
    lives = missing.shape[1]
    draw = np.random.default_rng(1).integers(0, lives, (DRAWS, lives))
    if len(days) < 3:
        low, high = map(float, np.percentile(missing[-1][draw].mean(axis=1), SURE))
        return Lasting(float(missing[-1].mean()), low, high, float("nan"))
    part, fades = _fitted(days, missing.mean(axis=1))
    drawn = [_fitted(days, missing[:, d].mean(axis=1))[0] for d in draw] if lives > 1 else [part]
    low, high = map(float, np.percentile(drawn, SURE))
    return Lasting(part, low, high, fades)


def _fitted(days: Floats, means: Floats) -> tuple[float, float]:
    best: tuple[float, float, float] = (np.inf, 0.0, float("nan"))
    for tau in np.geomspace(days[0] / 2.0, 2.0 * days[-1], RATES):
        (stays, rest), misfit = nnls(np.column_stack([np.ones_like(days), np.exp(-days / tau)]), np.maximum(means, 0.0))
        if misfit < best[0] - 1e-12:
            best = misfit, float(stays), float(tau) if rest > 0.0 else float("nan")
    return best[1:]
