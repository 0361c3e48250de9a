"""What a fit tells: how sure each learner is, ranges of parameters, and whether lives of the fit look like the person."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.stats import binom, kstest

from agonist.experiments.fitting.infer import Posterior, Question, free_of, infer, lived_by
from agonist.experiments.fitting.measured import Measured, checked, made, read
from agonist.experiments.instruments.bench import Bench
from agonist.experiments.instruments.shown import shown
from agonist.experiments.summary import counted, table
from agonist.model.body.wiring import Floats
from agonist.model.keys import keyed, whole
from agonist.model.persons import Person
from agonist.model.scenario import Scenario
from agonist.model.units.cortex import LEARNERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


SOURCES = (
    "Cornuet et al. 2012 Scand J Stat 39:798 (adaptive importance sampling, all rounds kept)",
    "Wilkinson 2013 Stat Appl Genet Mol Biol 12:129 (a kernel of measurement error)",
    "Gelman et al. 1996 Stat Sinica 6:733 (posterior predictive checks)",
    "Talts et al. 2018 arXiv:1804.06788 (ranks of known truths)",
)
EDGES = (0.05, 0.5, 0.95)  # of a 90 % interval, and its middle
DRAWN = 400  # lives by their weight, for checks
ENOUGH = 100  # effective lives: an end of a 90 % interval then lies within 2 points of its 5 %
POOR = 0.05  # of a predictive p: lives of the fit rarely look so little like the person


class Range(NamedTuple):
    """Middle and 90 % interval."""

    low: float
    middle: float
    high: float


class Check(NamedTuple):
    """One reading: measured, and what lives of the fit give, with the error of the measurement; p of the two tails."""

    reading: str
    value: float
    sd: float
    predicted: Range
    p: float


def weighted(values: Floats, weights: Floats) -> Range:
    """5 %, 50 % and 95 % of weighted values."""
    order = np.argsort(values)
    at = (np.cumsum(weights[order]) - 0.5 * weights[order]) / weights.sum()
    return Range(*map(float, np.interp(EDGES, at, values[order])))


@shown
class Fit(NamedTuple):
    """The answer of `agonist fit`."""

    found: Posterior
    sources: tuple[str, ...] = SOURCES

    def best(self) -> str:
        """The learner that is believed most."""
        return max(self.found.probability, key=lambda name: self.found.probability[name])

    def together(self) -> tuple[dict[str, Floats], Floats, Floats]:
        """Parameters, weights and readings of all lives, each learner by its probability."""
        found, kept = self.found, list(self.found.values)
        values = {f.name: np.concatenate([found.values[n][f.name] for n in kept]) for f in found.free}
        weights = np.concatenate([found.probability[n] * found.weights[n] for n in kept])
        return values, weights, np.concatenate([found.seen[n] for n in kept])

    def ranges(self, learner: str | None = None) -> dict[str, Range]:
        """Each parameter: middle and 90 % interval, of one learner or over all of them."""
        values, weights, _ = self.together()
        if learner is not None:
            values, weights = self.found.values[learner], self.found.weights[learner]
        return {name: weighted(each, weights) for name, each in values.items()}

    def checks(self) -> list[Check]:
        """Each reading beside what lives of the fit give."""
        _, weights, seen = self.together()
        chance = np.random.default_rng(1)
        drawn = seen[chance.choice(len(seen), 4000, p=weights / weights.sum())]
        said = []
        for n, datum in enumerate(self.found.measured.data):
            lives = drawn[:, n] + datum.sd * chance.standard_normal(len(drawn))
            above = float((lives > datum.value).mean())
            said.append(Check(datum.reading, datum.value, datum.sd, _range(lives), 2.0 * min(above, 1.0 - above)))
        return said

    def p(self) -> float:
        """Predictive p of the whole: how often a life of the fit, with errors of measurement, lies as far from the others."""
        _, weights, seen = self.together()
        chance, data = np.random.default_rng(2), self.found.measured.data
        drawn = seen[chance.choice(len(seen), DRAWN, p=weights / weights.sum())]
        value, sd = (np.array([getattr(datum, key) for datum in data]) for key in ("value", "sd"))
        again = drawn + sd * chance.standard_normal(drawn.shape)
        apart = [float((((drawn - each) / sd) ** 2).sum(axis=1).mean()) for each in (value, *again)]
        return float((np.array(apart[1:]) >= apart[0]).mean())

    def lines(self) -> list[str]:
        """Learners, parameters and readings as tables."""
        found = self.found
        ranked = sorted(found.learners, key=lambda name: -found.probability[name])
        rows = [[f"  {n}", f"{100.0 * found.probability[n]:.0f} %", f"{found.nearest[n]:.2f}"] for n in ranked]
        told = table(["learner", "how sure", "nearest life, SD"], rows, 24)
        rows = [
            [f"  {f.name}, {f.unit}", f"{r.middle:.3g}", f"{r.low:.3g} to {r.high:.3g}", f"{f.low:g} to {f.high:g}"]
            for f, r in zip(found.free, self.ranges(self.best()).values(), strict=True)
        ]
        told += ["", *table([f"with {self.best()}", "middle", "90 %", "before"], rows, 36)]
        rows = [
            [
                f"  {c.reading}",
                f"{c.value:.3g} ± {c.sd:.2g}",
                f"{c.predicted.low:.3g} to {c.predicted.high:.3g}",
                f"{c.p:.2f}",
            ]
            for c in self.checks()
        ]
        told += ["", *table(["reading", "measured", "lives of the fit, 90 %", "p"], rows, 56)]
        return [*told, "", *self._verdict()]

    def _verdict(self) -> list[str]:
        p, found = self.p(), self.found
        odds = sorted(found.probability.values(), reverse=True)
        sure = "none beside it" if len(odds) < 2 or odds[1] <= 0.0 else f"{odds[0] / odds[1]:.3g} to 1 against the next"
        word = (
            "no learner explains this: do not believe the ranges"
            if p < POOR
            else "lives of the fit look like the person"
        )
        return [
            f"{self.best()}, {sure}; {word} (p {p:.2f})",
            f"{counted(found.lives, 'life', 'lives')} in {counted(found.rounds, 'round')}, {found.effective:,.0f} of them effective; "
            "all learners and values as likely before",
            *self._unsure(),
        ]

    def _unsure(self) -> list[str]:
        """What makes the answer less sure than it looks, a line each."""
        found = self.found
        if found.effective < ENOUGH:
            return [
                f"too few lives tell: with fewer than {ENOUGH} effective ones the ends of ranges are a guess; ask for more particles"
            ]
        if found.widened > 1.0:
            return [
                f"few lives come near: errors are taken {found.widened:.2g} times as large, so that enough of them tell; "
                "ranges are wide, not narrow; more --lives make them narrower"
            ]
        return []

    def rows(self) -> list[dict[str, object]]:
        """Every life that weighs anything a row: learner, weight, parameters, readings."""
        found = self.found
        return [
            {"learner": name, "weight": found.probability[name] * float(found.weights[name][k])}
            | {f.name: float(found.values[name][f.name][k]) for f in found.free}
            | dict(zip(found.measured.texts, map(float, found.seen[name][k]), strict=True))
            for name in found.values
            for k in range(len(found.weights[name]))
        ]

    def as_json(self) -> dict[str, object]:
        """All of it as one plain object, without the lives."""
        found = self.found
        return {
            "scenario": found.scenario,
            "probability": found.probability,
            "nearest_sd": found.nearest,
            "p": self.p(),
            "parameters": {n: self.ranges(n) for n in found.values},
            "free": list(found.free),
            "checks": self.checks(),
            "lives": found.lives,
            "effective": found.effective,
            "errors_widened": found.widened,
            "rounds": found.rounds,
        }

    def figures(self) -> Mapping[str, Figure]:
        """Learners, parameters and readings."""
        return {"": importlib.import_module("agonist.viz.figures.fitted").fit_figure(self)}


def _range(values: Floats) -> Range:
    return Range(*map(float, np.quantile(values, EDGES)))


def fit(
    data: str | Path | Measured,
    scenario: str | Path | Scenario | None = None,
    free: str | Sequence[str] = (),
    learners: str | Sequence[str] = tuple(LEARNERS),
    particles: int = 128,
    lives: int = 4000,
    seed: int = 1,
    settings: Mapping[str, float] | None = None,
    bench: Bench | None = None,
    rules: Mapping[str, object] | None = None,
    recover: int = 0,
    person: Person | Mapping[str, float | str] | None = None,
) -> Fit | Recovery:
    """Which learner and parameters explain a table of readings, and how sure.

    Args:
        data: a table of readings with standard deviations, as a file or as `measured.made` gives it.
        scenario: what the person lived; None takes the name in the table.
        free: what is fitted besides the learner, ``NAME`` or ``NAME=LOW:HIGH``; by default the first two knobs.
        learners: those that may explain it (or ``all``), as likely before.
        particles: lives of a round, and how many must be effective before the fit ends.
        lives: after so many no new round begins.
        seed: of the search and of the chance of the lives.
        settings: knobs and parameters that are held.
        bench: where the lives are lived; in its folder a fit that was stopped goes on.
        rules: parts of your own, as in `agonist.run`.
        person: who lives it, as in `agonist.run`; None is the scenario's.
        recover: fit so many patients whose truth is known instead: a `Recovery`, which says whether such readings tell.

    Raises:
        ValueError: unknown names, values out of range, a reading that the scenario does not give.
    """
    measured = checked(data) if isinstance(data, Measured) else read(data)
    question = Question(scenario, free, learners, particles, lives, seed, settings, rules, person)
    patients = whole("recover", recover, 0)
    return recovered(measured, patients, question, bench) if patients else Fit(infer(measured, question, bench))


class Recovered(NamedTuple):
    """One patient whose truth is known: learner and parameters, and what the fit believes."""

    learner: str
    truth: dict[str, float]
    probability: float  # of the true learner
    believed: str
    ranges: dict[str, Range]
    ranks: dict[str, float]  # weight of the lives with less than the true value: uniform, if the fit is right
    p: float
    effective: float


@shown
class Recovery(NamedTuple):
    """The answer of `agonist fit --recover`: would these readings tell?"""

    patients: tuple[Recovered, ...]
    sources: tuple[str, ...] = SOURCES

    def right(self) -> int:
        """Patients whose true learner is believed most."""
        return sum(one.believed == one.learner for one in self.patients)

    def covered(self) -> float:
        """Part of the true parameters that lie in their 90 % interval."""
        inside = [r.low <= one.truth[n] <= r.high for one in self.patients for n, r in one.ranges.items()]
        return float(np.mean(inside))

    def uniform(self) -> float:
        """p of the ranks of the true values, which are uniform where intervals are right (Kolmogorov and Smirnov)."""
        return float(kstest([rank for one in self.patients for rank in one.ranks.values()], "uniform").pvalue)

    def _by_chance(self) -> tuple[float, float]:
        """Part of true values in their intervals that is met by chance alone in 95 % of such recoveries, if all is right."""
        count = sum(len(one.ranges) for one in self.patients)
        low, high = binom.interval(0.95, count, EDGES[2] - EDGES[0])
        return float(low) / count, float(high) / count

    def lines(self) -> list[str]:
        """A row a patient."""
        names = list(self.patients[0].truth)
        head = ["true learner", "how sure of it", "believed", *(f"{n}: true, 90 %" for n in names), "p"]
        rows = [
            [f"  {one.learner}", f"{100.0 * one.probability:.0f} %", one.believed]
            + [f"{one.truth[n]:.3g}, {one.ranges[n].low:.3g} to {one.ranges[n].high:.3g}" for n in names]
            + [f"{one.p:.2f}"]
            for one in self.patients
        ]
        least, most = (100.0 * part for part in self._by_chance())
        few = sum(one.effective < ENOUGH for one in self.patients)
        return [
            *table(head, rows, 16),
            "",
            f"the true learner is believed most in {self.right()} of {len(self.patients)}; "
            f"{100.0 * self.covered():.0f} % of the true values lie in their 90 % interval",
            f"by chance {least:.0f} to {most:.0f} % would, were the intervals right; ranks of the truth are uniform, p {self.uniform():.2f}",
            *(
                [f"fewer than {ENOUGH} lives were effective in {few} of the fits: ask for more particles"]
                if few
                else []
            ),
        ]

    def rows(self) -> list[dict[str, object]]:
        """The same for a table."""
        return [
            {"learner": one.learner, "probability": one.probability, "believed": one.believed, "p": one.p}
            | {f"true {n}": v for n, v in one.truth.items()}
            | {f"{n} {key}": getattr(r, key) for n, r in one.ranges.items() for key in Range._fields}
            | {f"{n} rank": rank for n, rank in one.ranks.items()}
            for one in self.patients
        ]

    def as_json(self) -> dict[str, object]:
        """The same for machines."""
        return {
            "patients": list(self.patients),
            "right": self.right(),
            "covered": self.covered(),
            "uniform_p": self.uniform(),
        }

    def figures(self) -> Mapping[str, Figure]:
        """True values beside what is believed."""
        return {"": importlib.import_module("agonist.viz.figures.fitted").recovery_figure(self)}


def recovered(design: Measured, patients: int, question: Question, bench: Bench | None = None) -> Recovery:
    """Make patients whose truth is drawn from what is believed before, read them as the table says, and fit each.

    Raises what `fit` raises.
    """
    held, learners = lived_by(design, question)
    settings, chance = keyed("settings", question.settings), np.random.default_rng(question.seed)
    chosen = free_of(held, question.free, settings)
    question = question._replace(scenario=held, learners=learners, rules=None, person=None)
    sds = {datum.reading: datum.sd for datum in design.data}
    found = []
    for n in range(patients):
        learner = learners[n % len(learners)]
        truth = {f.name: float(f"{chance.uniform(f.low, f.high):.3g}") for f in chosen}
        patient = made(held, sds, learner, {**settings, **truth}, seed=1000 * question.seed + n)
        answer = Fit(infer(patient, question, bench))
        values, weights, _ = answer.together()
        ranks = {n: float(weights[values[n] < true].sum() / weights.sum()) for n, true in truth.items()}
        sure, most = answer.found.probability[learner], answer.best()
        found.append(Recovered(learner, truth, sure, most, answer.ranges(), ranks, answer.p(), answer.found.effective))
    return Recovery(tuple(found))
