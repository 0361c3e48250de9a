"""Rows of the evidence in words alone: what happens, what is read, and how the numbers come together.

``studies.toml`` holds a table a row: `read` is a list of [plan, reading], a plan being a name of ``plans.toml`` and a reading
words as everywhere; `how` says what becomes of the numbers. With `people` they are the means of a cohort, or what `how`
asks of the people. Other rows give names to what they read (`let`) and a formula of these names (`value`,
`agonist.experiments.formula`). Nothing here knows any row.
"""

from __future__ import annotations

import math
import statistics
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agonist.experiments.arms import Cohort
from agonist.experiments.cohorts import cohort
from agonist.experiments.evidence.living import plans, protocol
from agonist.experiments.evidence.registry import EXPERIMENTS, Options
from agonist.experiments.formula import evaluate as evaluated
from agonist.experiments.trialling import trial_series
from agonist.model.assessment.looking import columns
from agonist.model.assessment.reading import parse, span_of
from agonist.model.body.wiring import Floats
from agonist.model.persons import People
from agonist.model.runs import Request, simulate
from agonist.model.scenario import Scenario, resolve
from agonist.model.traits import REFERENCE_AGE, SEXES

FILE = Path(__file__).parent / "studies.toml"
MARGIN_DAY = 1.0  # a life is a little longer than its last reading
FEWEST = 8
EACH = " over each trial"


class Study(NamedTuple):
    """One row: [plan, reading] pairs, how they come together, lives a seed, whether people differ, in what, explained by.

    `least`: a sign or a part smaller than this counts as none. `let` and `value`: names of readings and their formula.
    `over`: a knob of the plan and its values, each lived; `count`: how many people, where the row says so.
    """

    read: tuple[tuple[str, str], ...] = ()
    how: str = "value"
    lives: int = 1
    people: bool = False
    traits: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    least: float = 0.0
    let: tuple[tuple[str, str, str], ...] = ()  # name, plan, reading; one name of several plans holds the lives of all
    value: str = ""
    over: tuple[tuple[str, tuple[float, ...]], ...] = ()
    count: int = 0  # type: ignore[assignment]
    learner: str = ""
    spreads: tuple[tuple[str, float], ...] = ()
    sex: str = ""  # of the people, where they are not young men
    ages: tuple[float, float] = (REFERENCE_AGE, REFERENCE_AGE)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every [plan, reading] that the row asks for."""
        return (*self.read, *((plan, text) for _, plan, text in self.let))


def change(x: Sequence[float]) -> float:
    """Change of the first against the second, %."""
    return 100.0 * (x[0] / x[1] - 1.0)


HOW: dict[str, Callable[[Sequence[float]], float]] = {
    "value": lambda x: x[0],
    "mean": statistics.fmean,
    "sum": sum,
    "change": change,
    "difference": lambda x: x[0] - x[1],
    "ratio": lambda x: x[0] / x[1],
    "percent": lambda x: 100.0 * x[0] / x[1],
    "ratio of ratios": lambda x: (x[0] / x[1]) / (x[2] / x[3]),
    "sign": lambda x: math.copysign(1.0, x[0]) if x[0] else 0.0,
    "times": lambda x: x[0] / abs(x[1]),
    "falls": lambda x: float(all(a > b for a, b in zip(x, x[1:], strict=False))),
    "all rise": lambda x: 1.0 if all(v > 0.0 for v in x) else -1.0,
    "less the larger": lambda x: min(x[1:]) - x[0],  # combined loss less the larger of the single ones, of what is left
    "more than both": lambda x: float(x[0] < x[1] and x[2] < x[0] * x[1] / 100.0),  # in % of what was before
    "difference of parts": lambda x: 1.0 - x[1] / x[0],  # part of what was lost or gained that has gone again
    "part of the way": lambda x: (x[1] - x[0]) / (x[2] - x[0]),
    "rises in groups": lambda x: float(max(x[:-2]) < x[-2] < x[-1]),
    "two below two": lambda x: float(max(x[:2]) < min(x[2:])),
    "ratios fall": lambda x: float(all(a > b for a, b in zip(_ratios(x), _ratios(x)[1:], strict=False))),
}


def _ratios(x: Sequence[float]) -> list[float]:
    """Ratios of the numbers two by two."""
    return [a / b for a, b in zip(x[::2], x[1::2], strict=True)]


@cache
def studies() -> dict[str, Study]:
    """Every row that is written in words, by its id. Raises ValueError for a key that no study has."""
    found = {}
    for name, given in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        for key in given:
            if key not in Study._fields:
                raise ValueError(f"{FILE.name}, {name}: unknown key {key!r}")
        pairs = tuple((str(plan), str(reading)) for plan, reading in given.get("read", ()))
        listed = {k: tuple(v) for k, v in given.items() if k in ("traits", "on", "ages")}
        listed["let"] = tuple(
            (key, one, str(text))
            for key, (plan, text) in given.get("let", {}).items()
            for one in ([plan] if isinstance(plan, str) else plan)
        )
        listed["spreads"] = tuple(given.get("spreads", {}).items())
        listed["over"] = tuple((key, tuple(map(float, values))) for key, values in given.get("over", {}).items())
        found[name] = Study(**{**given, **listed, "read": pairs})
    return found


@cache
def life(plan: str, texts: tuple[str, ...], options: Options) -> Scenario:
    """The scenario of a plan, as long as its last reading, on the body of its protocol."""
    asked = plans()[plan]
    held = replace(protocol(asked["body"], options.body, options.rules), name=plan, windows=())
    days = max([span_of(parse(text)) + MARGIN_DAY for text in texts] + [asked.get("days", MARGIN_DAY)])
    knobs = {name: {"value": low, "low": low, "high": high} for name, (low, high) in asked.get("knobs", {}).items()}
    changed = {"knobs": knobs, "read": list(texts), "days": days, **asked.get("with", {})}
    made = held.with_(name=plan, add=asked["plan"], **changed)
    cut = tuple((word, _cut(word, dict(given), options.cut)) for word, given in made.plan)
    return replace(made, plan=cut)


def _cut(word: str, given: dict[str, Any], cut: int) -> tuple[tuple[str, Any], ...]:
    """Bouts of daily life done in parts."""
    daily = word == "practice" and not given.get("sessions_per_week")
    given |= {"bouts": given.get("bouts", 16) * cut} if daily and cut > 1 else {}
    return tuple(sorted(given.items()))


def evaluate(study: Study, seed: int, options: Options) -> float:
    """The number of a row."""
    told = options._replace(learner=study.learner or options.learner, people=study.count or options.people)
    if study.value:
        return evaluated(study.value, named(study, seed, told), "value")
    return _how(study, seed, told)


def named(study: Study, seed: int, options: Options) -> dict[str, Floats]:
    """What a row has names for: [lives, moments] of each."""
    found: dict[str, Floats] = {}
    for plan in dict.fromkeys(plan for plan, _ in study.pairs):
        texts = {name: text for name, other, text in study.let if other == plan}
        plain = tuple(dict.fromkeys(t for t in texts.values() if EACH not in t))
        held = life(plan, plain, options)
        rows = (_lived_by_people if study.people else _lived)(held, study, seed, options)
        for name, text in texts.items():
            each = trial_series(_asked(replace(held, read=()), study, seed, options), text, 2) if EACH in text else None
            own = rows[:, labels(held, text)] if each is None else each
            found[name] = np.vstack([found[name], own]) if name in found else own
    return found


def labels(held: Scenario, text: str) -> list[int]:
    """The places of the numbers of one reading among those of a scenario."""
    alone = [len(columns_of(replace(held, read=(each,)))) for each in held.read]
    place = held.read.index(text)
    first = sum(alone[:place])
    return list(range(first, first + alone[place]))


@cache
def columns_of(held: Scenario) -> tuple[str, ...]:
    """The labels of what a scenario reads."""
    made = resolve(held)
    read = columns(held.read, made.subject, made.watch, made.days, made.knobs, made.practices)
    return tuple(column.label for column in read)


def _lived(held: Scenario, study: Study, seed: int, options: Options) -> Floats:
    """Readings of each life, [lives, numbers], for every value of the knob."""
    if not held.read:
        return np.empty((0, 0))
    return np.array(
        [[one.measures[c] for c in columns_of(held)] for one in simulate(_asked(held, study, seed, options), 2)]
    )


def _asked(held: Scenario, study: Study, seed: int, options: Options) -> list[Request]:
    """The lives of a row, for every value of the knob."""
    seeds = [seed] if study.lives == 1 else [1000 * seed + n for n in range(study.lives)]
    known = {k.name for k in held.knobs}
    turned: list[tuple[tuple[str, float], ...]] = [
        ((n, v),) for n, values in study.over if n in known for v in values
    ] or [()]
    return [Request(held, s, options.learner, None, (*options.settings, *knob)) for knob in turned for s in seeds]


def _lived_by_people(held: Scenario, study: Study, seed: int, options: Options) -> Floats:
    """Readings of each person, [people, numbers]; the people of two plans are the same."""
    return _people(held, study, seed, options).lived.values


def _people(held: Scenario, study: Study, seed: int, options: Options) -> Cohort:
    """The people of a study, of its ages and sex, who differ in its traits by its spreads, and live a plan."""
    return cohort(
        replace(held, people=People(ages=study.ages, sex=study.sex or SEXES[0])),
        max(FEWEST, options.people),
        seed,
        options.learner,
        settings=dict(options.settings),
        only=study.traits or None,
        control=False,
        spreads=dict(study.spreads) or None,
    )


def _how(study: Study, seed: int, options: Options) -> float:
    """The number of a row that says how its readings come together."""
    if study.people:
        return _of_people(study, seed, options)
    found: dict[tuple[str, str], float] = {}
    for plan in dict.fromkeys(plan for plan, _ in study.read):
        texts = tuple(text for other, text in study.read if other == plan)
        seeds = [seed] if study.lives == 1 else [1000 * seed + n for n in range(study.lives)]
        asked = [Request(life(plan, texts, options), s, options.learner, None, options.settings) for s in seeds]
        lived = [outcome.measures for outcome in simulate(asked, 2)]
        found |= {(plan, text): statistics.fmean(one[text] for one in lived) for text in texts}
    return HOW[study.how](_enough(study, [found[pair] for pair in study.read]))


def course(plan: str, measure: str, moments: Sequence[str], seed: int, options: Options) -> list[float]:
    """A reading of one life at several moments, in their order."""
    texts = tuple(f"{measure} @ {moment}" for moment in moments)
    asked = Request(life(plan, texts, options), seed, options.learner, None, options.settings)
    lived = next(iter(simulate([asked], 1))).measures
    return [lived[text] for text in texts]


def _enough(study: Study, values: list[float]) -> list[float]:
    """Numbers of which those below the least count as none; what is divided by counts as at least that."""
    if study.how == "times":
        return [values[0], math.copysign(max(abs(values[1]), study.least), values[1])]
    return [v if abs(v) >= study.least else 0.0 for v in values] if study.least else values


def _of_people(study: Study, seed: int, options: Options) -> float:
    """The number of a row that asks about people: means of arms, standardised differences, what explains what."""
    arms = [_arm(plan, study, seed, options) for plan in dict.fromkeys(plan for plan, _ in study.read)]
    means = [arms[_place(study, plan)].mean(text) for plan, text in study.read]
    if study.how == "standardised":
        spreads = [float(arms[_place(study, plan)].column(text).std(ddof=1)) for plan, text in study.read[:2]]
        return (means[0] - means[1]) / math.sqrt(0.5 * (spreads[0] ** 2 + spreads[1] ** 2))
    if study.how in ("r2", "r"):
        told = arms[0].explain(study.read[0][1], study.on)
        return told.r2 if study.how == "r2" else math.copysign(1.0, next(iter(told.coefficients.values()))[0])
    return HOW[study.how](means)


def _place(study: Study, plan: str) -> int:
    return list(dict.fromkeys(p for p, _ in study.read)).index(plan)


def _arm(plan: str, study: Study, seed: int, options: Options) -> Cohort:
    texts = tuple(dict.fromkeys([text for other, text in study.read if other == plan] + list(study.on)))
    first = seed if _place(study, plan) == 0 else 1000 + seed  # two groups: nobody is in both
    return _people(life(plan, texts, options), study, first, options)


def enter() -> None:
    """Enter every study as the experiment of its row."""
    for name, study in studies().items():
        EXPERIMENTS[name] = partial(evaluate, study)
