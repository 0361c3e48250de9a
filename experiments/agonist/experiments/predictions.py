"""What the model predicts where no row of the evidence speaks, kept as first said, beside what was published.

A case of ``predictions.toml`` is written in words: a body, what happens, what is read, how the numbers come together. Its
first number goes to ``foretold.csv`` and stays there; ``published.csv`` was filled afterwards. Nothing here knows any case.
"""

from __future__ import annotations

import csv
import datetime
import json
import math
import statistics
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agonist.experiments.arms import Cohort
from agonist.experiments.cohorts import cohort
from agonist.experiments.evidence.living import PROTOCOLS, protocol
from agonist.experiments.evidence.registry import Options
from agonist.experiments.evidence.studies import HOW, MARGIN_DAY
from agonist.experiments.sweeps.engines import workers
from agonist.model.assessment.reading import parse, span_of
from agonist.model.body.wiring import Floats
from agonist.model.parameters import nearest
from agonist.model.persons import People
from agonist.model.release import package_version
from agonist.model.scenario import Scenario, load
from agonist.model.traits import REFERENCE_AGE, SEXES

FOLDER = Path(__file__).parent / "evidence"
FILES = tuple(sorted(FOLDER.glob("predictions*.toml")))
FORETOLD, PUBLISHED = (FOLDER / name for name in ("foretold.csv", "published.csv"))
KEYS = {
    "id",
    "kind",
    "title",
    "body",
    "age",
    "ages",
    "sexes",
    "plan",
    "plans",
    "read",
    "how",
    "over",
    "unit",
    "because",
}
SYMMETRIC = 90.0  # % of the other leg that clinics ask for
PEOPLE = 96  # of 24 the training response fell a fourth below its mean by chance
LEGS = ("rlu2023", "gait2392")  # bodies that can stand in for each other
ANCHOR = "no test any more"  # of a case by which a number has been set since
NAME = ": "  # between the name of a plan and its reading
Told = Callable[[int, int], object]


class Case(NamedTuple):
    """One case: what happens to whom (`plans`), [plan, reading] pairs, how they come together, and the mechanism."""

    id: str
    kind: str
    title: str
    body: str
    age: Mapping[str, float]  # by plan
    plans: Mapping[str, Sequence[Mapping[str, Any]]]
    read: tuple[tuple[str, str], ...]
    how: str
    unit: str
    because: str
    sexes: Mapping[str, str] = {}  # by plan; men where none is said
    over: str = ""  # what is asked of the people: their mean, or one of `OVER`


class Foretold(NamedTuple):
    """A number: of the mean people, standard deviation over people, and when it was first said."""

    mean: float
    spread: float
    day: str = ""
    version: str = ""


class Published(NamedTuple):
    """What people measured: value, band, source, mark, what the band is and what explains a miss."""

    value: float
    low: float
    high: float
    source: str
    mark: str
    remark: str


@cache
def cases() -> dict[str, Case]:
    """Every case of the files by its id. Raises ValueError for a key that no case has and for an id that stands twice."""
    found: dict[str, Case] = {}
    for file, given in ((f, one) for f in FILES for one in tomllib.loads(f.read_text(encoding="utf-8"))["case"]):
        for key in given:
            if key not in KEYS:
                raise ValueError(f"{file.name}, {given.get('id')}: unknown key {key!r}")
        if (over := given.get("over", "")) and over not in OVER:
            raise ValueError(f"{file.name}, {given['id']}: unknown over {over!r}; {nearest(over, list(OVER))}")
        if given["id"] in found:
            raise ValueError(f"{file.name}: {given['id']!r} is another case's id")
        plans = given.get("plans") or {"": given["plan"]}
        usual, own = float(given.get("age", REFERENCE_AGE)), given.get("ages", {})
        ages = {name: float(own.get(name, usual)) for name in plans}
        pairs = tuple(_pair(text, plans) for text in given["read"])
        found[given["id"]] = Case(
            given["id"], given["kind"], given["title"], given["body"], ages, plans,
            pairs, given.get("how", "value"), given["unit"], given["because"], given.get("sexes", {}), over,
        )  # fmt: skip
    return found


def _pair(text: str, plans: Mapping[str, object]) -> tuple[str, str]:
    name, _, reading = text.partition(NAME)
    return (name, reading) if reading and name in plans else ("", text)


def _life(case: Case, plan: str) -> str:
    """What tells a life from others: body, age and plan."""
    return json.dumps([case.body, case.age[plan], case.sexes.get(plan, SEXES[0]), case.plans[plan]], sort_keys=True)


def _lived(asked: Sequence[Case], options: Options, jobs: int, told: Told | None) -> dict[str, Cohort]:
    """People who live every plan once, with all that is read of it, in so many processes."""
    lives: dict[str, tuple[Case, str, dict[str, None]]] = {}
    for case in asked:
        for plan, reading in case.read:
            lives.setdefault(_life(case, plan), (case, plan, {}))[2][reading] = None
    found = {}
    with workers(min(jobs, len(lives))) as pool:
        asked_of = {
            pool.submit(_people, case, plan, tuple(texts), options): key for key, (case, plan, texts) in lives.items()
        }
        for future in as_completed(asked_of):
            try:
                found[asked_of[future]] = future.result()
            except BrokenProcessPool:
                raise OSError(
                    "a process died while it lived (out of memory, or killed); try again with fewer --jobs"
                ) from None
            if told:
                told(len(found), len(lives))
    return found


def _people(case: Case, plan: str, texts: tuple[str, ...], options: Options) -> Cohort:
    days = max(*(span_of(parse(text)) for text in texts), _last_trials_day(case.plans[plan])) + MARGIN_DAY
    held = replace(_body(case.body, options), read=texts, windows=())
    made = held.with_(name=case.id, days=days, add=list(case.plans[plan]))
    made = replace(
        made, people=People(PEOPLE, ages=(case.age[plan], case.age[plan]), sex=case.sexes.get(plan, SEXES[0]))
    )
    return cohort(made, PEOPLE, 1, options.learner, settings=dict(options.settings), control=False, jobs=1)


def _last_trials_day(plan: Sequence[Mapping[str, Any]]) -> float:
    """Day of the last trials of a plan; what is read over trials names no day."""
    return max((float(step.get("day", 0.0)) for step in plan if step["do"] == "trials"), default=0.0)


def _body(name: str, options: Options) -> Scenario:
    """The scenario of a protocol: on the body that is asked for, or on its own where that is no leg."""
    own = load(PROTOCOLS / f"{name}.toml")
    return own if own.body.model not in LEGS else protocol(name, options.body)


def foretell(
    asked: Iterable[Case], options: Options | None = None, jobs: int = 2, told: Told | None = None
) -> dict[str, Foretold]:
    """The number of each case: of the means over people, and its spread over them.

    Args:
        asked: the cases; lives that several of them share are lived once.
        options: learner, body and parameter values.
        jobs: processes.
        told: what is called with (plans lived, plans) whenever one has been lived.
    """
    chosen = list(asked)
    lived = _lived(chosen, options or Options(), jobs, told)
    found = {}
    for case in chosen:
        columns = [lived[_life(case, plan)].column(reading) for plan, reading in case.read]
        each = [_of(case.how, [float(c[n]) for c in columns]) for n in range(PEOPLE)]
        mean = OVER[case.over](each, columns) if case.over else HOW[case.how]([_mean(c) for c in columns])
        found[case.id] = Foretold(mean, math.nan if case.over else _spread(each))
    return found


def _known(each: Sequence[float]) -> list[float]:
    """The finite ones."""
    return [value for value in each if math.isfinite(value)]


def _spread(each: Sequence[float]) -> float:
    """Standard deviation over people; NaN of fewer than two."""
    known = _known(each)
    return statistics.stdev(known) if len(known) > 1 else math.nan


def _correlation(x: Floats, y: Floats) -> float:
    """Pearson's r over people; NaN where all are alike."""
    known = np.isfinite(x) & np.isfinite(y)
    alike = not known.any() or np.ptp(x[known]) == 0.0 or np.ptp(y[known]) == 0.0
    return math.nan if alike else float(np.corrcoef(x[known], y[known])[0, 1])


def _above_90(each: Sequence[float], _: object) -> float:
    return 100.0 * statistics.fmean(value >= SYMMETRIC for value in _known(each))


OVER: dict[str, Callable[[Sequence[float], Sequence[Floats]], float]] = {  # of each person's number, of the readings
    "spread": lambda each, _: _spread(each),
    "variation": lambda each, _: 100.0 * _spread(each) / statistics.fmean(_known(each)),
    "correlation": lambda _, columns: _correlation(*columns),
    "part above 90": _above_90,
    "part above 0": lambda each, _: 100.0 * statistics.fmean(value > 0.0 for value in _known(each)),
    "part below 1": lambda each, _: 100.0 * statistics.fmean(value < 1.0 for value in _known(each)),
}


def _mean(column: Floats) -> float:
    """Mean over people; what is endless in some is left out, as in a cohort."""
    known = column[~np.isinf(column)]
    return float(np.nanmean(known if len(known) else column))


def _of(how: str, values: list[float]) -> float:
    """What a case makes of one person's readings; NaN where it has no value, as a change of nothing."""
    try:
        return HOW[how](values)
    except ZeroDivisionError:
        return math.nan


def first() -> dict[str, Foretold]:
    """What was said first, by case."""
    with FORETOLD.open(newline="", encoding="utf-8") as lines:
        return {
            row["id"]: Foretold(float(row["mean"]), float(row["spread"]), row["day"], row["version"])
            for row in rows(lines)
        }


def rows(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """Rows of a table of cases. Raises ValueError where one stands twice: the second would hide the first."""
    seen: set[str] = set()
    for row in csv.DictReader(lines):
        if row["id"] in seen:
            raise ValueError(f"{row['id']!r} stands twice in a table of the predictions; leave one")
        seen.add(row["id"])
        yield row


def keep(found: Mapping[str, Foretold]) -> None:
    """Write down cases that were never foretold; what was said before stays as it is."""
    said = first() if FORETOLD.exists() else {}
    today, version = datetime.datetime.now(datetime.UTC).date().isoformat(), package_version()
    said |= {k: v._replace(day=today, version=version) for k, v in found.items() if k not in said}
    with FORETOLD.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", *Foretold._fields])
        for name, one in said.items():
            writer.writerow([name, f"{one.mean:.6g}", f"{one.spread:.3g}", one.day, one.version])


def published() -> dict[str, Published]:
    """What was measured, by case."""
    if not PUBLISHED.exists():
        return {}
    with PUBLISHED.open(newline="", encoding="utf-8") as lines:
        return {
            row["id"]: Published(
                float(row["value"]), float(row["low"]), float(row["high"]), row["source"], row["mark"], row["remark"]
            )
            for row in rows(lines)
        }


def within(told: Foretold, seen: Published) -> bool:
    """Whether a predicted number lies in the band of what was measured."""
    return seen.low <= told.mean <= seen.high


def asked_for(only: Sequence[str] = ()) -> list[Case]:
    """The cases whose id begins with one of these texts; all without any. Raises ValueError where there is none."""
    for begin in only:
        if not any(name.startswith(begin) for name in cases()):
            raise ValueError(f"no case of the predictions begins with {begin!r}; {nearest(begin, list(cases()))}")
    return [c for c in cases().values() if not only or c.id.startswith(tuple(only))]
