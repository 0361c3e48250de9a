"""What was measured of a person or a group: readings in words, their values and standard deviations, from a table."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agonist.experiments.files import write_whole
from agonist.model.assessment.looking import columns
from agonist.model.parameters import nearest
from agonist.model.plan import SECONDS_PER_DAY
from agonist.model.reading import decoded, read_bytes
from agonist.model.runs import Request, simulate
from agonist.model.scenario import Scenario, load, resolve

HEAD = ("reading", "value", "sd")
PERSON = "person"
SCENARIO = "# scenario:"
FILE_LIMIT_BYTES = 5_000_000
FEWEST = 1


class Datum(NamedTuple):
    """One reading: in words, what was found, its standard deviation (of the mean, where it is of several people)."""

    reading: str
    value: float
    sd: float
    people: int = 1


class Measured(NamedTuple):
    """What was measured, and the scenario that the person lived, if the table names it."""

    data: tuple[Datum, ...]
    scenario: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The readings in words."""
        return tuple(datum.reading for datum in self.data)


def read(path: str | Path) -> Measured:
    """A table of readings: columns reading, value, sd, and person where there are several.

    Values of several people become their mean, with the standard error of the mean, by spread and by measurement.
    A first line ``# scenario: NAME`` says what they lived. Raises ValueError with one line that names the row.
    """
    lines = decoded(read_bytes(Path(path), FILE_LIMIT_BYTES), str(path)).splitlines()
    scenario = next((line[len(SCENARIO) :].strip() for line in lines[:1] if line.startswith(SCENARIO)), "")
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    table = csv.DictReader(io.StringIO("\n".join(kept)), skipinitialspace=True)
    known = [*HEAD, PERSON]
    for name in table.fieldnames or ():
        if name not in known:
            raise ValueError(f"{path}: unknown column {name!r}; {nearest(name, known)}")
    for name in HEAD:
        if name not in (table.fieldnames or ()):
            raise ValueError(f"{path}: column {name!r} is missing; it needs {', '.join(HEAD)}")
    found: dict[str, list[tuple[float, float]]] = {}
    for n, row in enumerate(table, start=2):
        place = f"{path}, row {n}"
        text = " ".join((row["reading"] or "").split())
        if not text:
            raise ValueError(f"{place}: reading is missing")
        found.setdefault(text, []).append((_number(place, row, "value"), _number(place, row, "sd", above=0.0)))
    if not found:
        raise ValueError(f"{path}: it holds no reading")
    return Measured(tuple(_datum(text, pairs) for text, pairs in found.items()), scenario)


def _number(place: str, row: Mapping[str, Any], name: str, above: float = -math.inf) -> float:
    try:
        value = float(row[name])
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value) or value <= above:
        raise ValueError(f"{place}: {name} = {row[name]!r}; it needs a number{' above 0' if above == 0.0 else ''}")
    return value


def _datum(text: str, pairs: Sequence[tuple[float, float]]) -> Datum:
    values, sds = (np.array(each) for each in zip(*pairs, strict=True))
    count = len(pairs)
    spread = float(values.var(ddof=1)) if count > 1 else 0.0
    return Datum(text, float(values.mean()), math.sqrt(max(spread, float((sds**2).mean())) / count), count)


def asked(scenario: Scenario, texts: Sequence[str]) -> Scenario:
    """The scenario that is read as these texts say, and lived no longer than they need. Raises ValueError."""
    resolved = resolve(scenario)
    found = columns(texts, resolved.subject, resolved.watch, resolved.days, resolved.knobs)
    if len(found) != len(texts):
        raise ValueError(
            f"{scenario.name}: each reading of a table has one moment; {len(texts)} give {len(found)} numbers"
        )
    world = replace(scenario, read=tuple(texts), windows=(), events=(), arms=())
    seconds = [each for c in found for each in (c.second, c.against_second)]
    if not all(isinstance(each, int) for each in seconds):
        return world  # read over trials, wherever they are
    last = max(each for each in seconds if isinstance(each, int)) / SECONDS_PER_DAY
    return replace(world, days=min(resolved.days, math.ceil(last)))


def made(
    scenario: str | Scenario,
    sds: Mapping[str, float],
    learner: str = "maintained",
    settings: Mapping[str, float] | None = None,
    seed: int = 1,
    path: str | Path | None = None,
) -> Measured:
    """A patient of the project's own making, whose truth is known: a life, read with chance errors of these sizes.

    `sds` are readings in words with their standard deviations. With `path` the table is written. Raises ValueError.
    """
    held = load(scenario)
    request = Request.of(asked(held, tuple(sds)), settings, seed=seed, learner=learner)
    measures = simulate([request])[0].measures
    chance = np.random.default_rng(seed)
    data = [Datum(text, float(measures[text] + sd * chance.standard_normal()), sd) for text, sd in sds.items()]
    if path is not None:
        text = io.StringIO()
        text.write(f"{SCENARIO} {held.name}\n")
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(HEAD)
        rows.writerows([d.reading, f"{d.value:.6g}", f"{d.sd:g}"] for d in data)
        write_whole(path, text.getvalue())
    return Measured(tuple(data), held.name)
