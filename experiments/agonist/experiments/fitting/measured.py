"""What was measured of a person or a group: readings in words, their values and standard deviations, from a table."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from agonist.experiments.files import write_whole
from agonist.model.assessment.looking import columns
from agonist.model.assessment.reading import parse, unit_of_text
from agonist.model.keys import each, keyed, real, text
from agonist.model.plan import SECONDS_PER_DAY
from agonist.model.reading import decoded, is_there, quoted, read_bytes, shown
from agonist.model.runs import Request, simulate
from agonist.model.scenario import Scenario, load, resolve
from agonist.model.spreadsheet import number, read_rows

HEAD = ("reading", "value", "sd")
PERSON = "person"
SCENARIO = "# scenario:"
SAID = re.compile(r"\"?#\s*scenario\s*[:=](.*)", re.IGNORECASE)
MEANINGS = {
    "reading": "what was measured and when, such as 'share soleus right @ 25 days'",
    "value": "what was found",
    "sd": "standard deviation of the error of value: where it is a mean, its standard error; of a 95 % interval, its width / 3.92",
}
NOBODY = ("nan", "na", "n/a", "#n/a", "none", "null", "-")  # what programs write for an empty cell
FILE_LIMIT_BYTES = 5_000_000
FEWEST = 1
PARTS = (-0.5, 2.0)  # what is measured of a part of 1, with its errors
MOST_PART_SD = 1.0  # an error as large as all that there is: it was written in per cent
ERRORS = 3.0  # standard deviations by which a measurement may miss
SIZES = ("fraction", "0-1", "0-10", "%", "cm2", "cm3", "mm", "kg", "x ", "count")  # units of what is never below 0
SIZED = ("maximal_torque_nm", "power_w", "endurance_s", "force_n")  # readings that never are, with other units


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


def checked(measured: Measured) -> Measured:
    """What was measured as Python hands it over. Raises ValueError for what is no reading, number or error of one."""
    data = each("data", measured.data)
    if not data or not all(isinstance(datum, Datum) for datum in data):
        raise ValueError(f"data = {quoted(measured.data)}; it needs a Datum for each reading")
    for n, datum in enumerate(data, start=1):
        place = f"data, reading {n}"
        text(f"{place}, reading", datum.reading)
        real(f"{place}, value", datum.value)
        if real(f"{place}, sd", datum.sd, 0.0) == 0.0:
            raise ValueError(f"{place}, sd = 0; it needs a number above 0")
        _check_unit(place, datum.reading, datum.value, datum.sd)
    return measured


def read(path: str | Path) -> Measured:
    """A table of readings: columns reading, value, sd, and person where there are several.

    Values of several people become their mean, with the standard error of the mean, by spread and by measurement.
    A first line ``# scenario: NAME`` says what they lived. Raises ValueError with one line that names the row.
    """
    if not isinstance(path, str | Path):
        raise ValueError(f"data = {quoted(path)}; it needs the path of a table, or what `measured.made` gives")
    lines = decoded(read_bytes(Path(path), FILE_LIMIT_BYTES), str(path)).removeprefix("\ufeff").splitlines()
    said = [one[1].strip(' ",;\t') for line in lines if (one := SAID.fullmatch(line))]
    if len(said) > 1:
        raise ValueError(f"{path}: {len(said)} lines say what the person lived; keep one of them")
    scenario = _beside(Path(path), said[0]) if said else ""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for row in read_rows(Path(path), HEAD, (PERSON,), MEANINGS):
        text, who = " ".join(row["reading"].split()), row.get(PERSON, "")
        if not text:
            raise ValueError(f"{row.place}: reading is missing")
        if who in found.setdefault(text, {}):
            whose = f"of person {who!r}" if who else f"of nobody in particular; say in a column {PERSON} whose they are"
            raise ValueError(f"{row.place}: {shown(text)} stands twice, {whose}; keep one of the rows")
        found[text][who] = number(row, "value"), number(row, "sd", low=0.0)
        if found[text][who][1] == 0.0:
            raise ValueError(f"{row.place}: sd = 0; it needs a number above 0")
        _check_unit(row.place, text, *found[text][who])
    if not found:
        raise ValueError(f"{path}: it holds no reading")
    people = {who for each in found.values() for who in each}
    _check_people(people, str(path))
    if "" in people and len(people) > 1:
        raise ValueError(
            f"{path}: column {PERSON!r} is empty in some rows; each row says whose it is, as merged cells do not"
        )
    return Measured(tuple(_datum(text, tuple(each.values())) for text, each in found.items()), scenario)


def _beside(table: Path, scenario: str) -> str:
    """A scenario file lies beside the table that names it, or where the words say from here."""
    there = table.parent / scenario
    return str(there) if Path(scenario).suffix and not is_there(Path(scenario)) and is_there(there) else scenario


def _check_people(people: set[str], place: str) -> None:
    """Raise ValueError for a person who is none, and for two whose names differ by capitals alone."""
    by_letters: dict[str, str] = {}
    for who in sorted(people):
        if who.casefold() in NOBODY:
            raise ValueError(f"{place}: column {PERSON!r} holds {who!r}, which is nobody; each row says whose it is")
        other = by_letters.setdefault(who.casefold(), who)
        if other != who:
            raise ValueError(f"{place}: persons {other!r} and {who!r} differ by capitals alone; write one name, or two")


def _check_unit(place: str, text: str, value: float, sd: float) -> None:
    """Raise ValueError for a part that is none, such as one in per cent, and for a size below 0; what is no reading is said later."""
    try:
        unit, reading = unit_of_text(text), parse(text)
        plain = not reading.operation
    except ValueError:
        return
    if plain and (unit.startswith(SIZES) or reading.what.name in SIZED) and value + ERRORS * sd < 0.0:
        raise ValueError(
            f"{place}: value = {value:g}, and {shown(text)} is never below 0; write how large it is, without a sign"
        )
    if plain and unit.startswith(("fraction", "0-1")) and not PARTS[0] <= value <= PARTS[1]:
        raise ValueError(
            f"{place}: value = {value:g}, and the unit of {shown(text)} is {unit}: parts of 1, not per cent"
        )
    if plain and unit.startswith(("fraction", "0-1")) and sd > MOST_PART_SD:
        raise ValueError(f"{place}: sd = {sd:g}, and the unit of {shown(text)} is {unit}: parts of 1, not per cent")


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
    moments = [c._replace(label="") for c in found]
    for n, one in enumerate(moments):
        if one in moments[:n]:
            twice = texts[moments.index(one)], texts[n]
            raise ValueError(f"{scenario.name}: {twice[0]!r} and {twice[1]!r} are one reading; keep one of the rows")
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
    held, sds = load(scenario), {t: real(f"sds, {quoted(t)}", sd, 0.0) for t, sd in keyed("sds", sds).items()}
    request = Request.of(asked(held, tuple(sds)), settings, seed=seed, learner=learner)
    measures = simulate([request])[0].measures
    chance, said = np.random.default_rng(seed), scenario if isinstance(scenario, str) else held.name
    data = [Datum(text, float(measures[text] + sd * chance.standard_normal()), sd) for text, sd in sds.items()]
    if path is not None:
        text = io.StringIO()
        text.write(f"{SCENARIO} {said}\n")
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(HEAD)
        rows.writerows([d.reading, f"{d.value:.6g}", f"{d.sd:g}"] for d in data)
        write_whole(path, text.getvalue())
    return Measured(tuple(data), said)
