"""A finished or running sweep as the page shows it: a table of means, and the recipe of the run behind a cell."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from agonist.experiments.sweeps.retold import texts_of
from agonist.experiments.sweeps.spec import SweepError
from agonist.experiments.sweeps.store import check_regular, part_paths, read, read_manifest
from agonist.model import scenario as scenarios
from agonist.model.own.parts import with_rules
from agonist.model.reading import parsed_toml, shown
from agonist.viz import messages
from agonist.viz.session.columns import digits, measure_words, reading_of, reading_words
from agonist.viz.session.patient_life import RULES, served, uploaded
from agonist.viz.session.readings import SAID
from agonist.viz.session.recipe import TEXT_LIMIT, Recipe

NUMBERS_MOST = 50_000_000  # rows times columns that the page takes into memory (some 400 MB)
CELLS = 60  # rows and columns of the map at most
FIXED = ("RunId", "iteration", "seed", "scenario", "learner", "status", "error")


def results_folder() -> Path | None:
    """The one folder that the page may look into, or None."""
    named = os.environ.get("AGONIST_RESULTS")
    return Path(named) if named and Path(named).is_dir() else None


def names(results: Path) -> list[str]:
    """Names of the sweeps that stand in the folder."""
    return sorted(p.name for p in results.iterdir() if p.is_dir() and (p / "manifest.json").is_file())


def folder_of(results: Path, name: str) -> Path:
    """Folder of a sweep. Raises ValueError for a name that is none of the folder's own."""
    if name not in names(results):
        raise ValueError(f"unknown sweep {shown(name)}; the folder holds {', '.join(names(results)) or 'none'}")
    return results / name


def check_size(folder: Path) -> None:
    """Raises ValueError where a sweep holds more than the page takes: by its footers, before any row is read."""
    count = 0
    for path in part_paths(folder):
        try:
            check_regular(path)
            footer = pyarrow.parquet.read_metadata(path)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise ValueError(f"{path.name}: is no part of a sweep ({' '.join(str(error).split())[:120]})") from None
        count += footer.num_rows * footer.num_columns
        if count > NUMBERS_MOST:
            raise ValueError(
                f"{folder.name}: more than {NUMBERS_MOST} numbers, too many for the page; read it in Python"
            )


class Results:
    """The rows of a sweep that are written so far. Raises ValueError where the folder holds none."""

    def __init__(self, folder: Path) -> None:
        check_size(folder)
        self.table: pa.Table = read(folder)
        manifest = read_manifest(folder) or {}
        kinds = {column[0]: column[1] for column in manifest["columns"]}
        units = {column[0]: column[2] for column in manifest["columns"]}
        numbers = [n for n in self.table.column_names if kinds.get(n) == "number"]
        asked = _asked(manifest["sweep"])
        self.settings = [n for n in numbers if n in asked]
        measures = [n for n in numbers if n not in asked]
        self.readings = {n: found for n in measures if (found := reading_of(n)) is not None}
        self.measures = [*self.readings, *(n for n in measures if n not in self.readings)]
        self.units = units
        self.texts = _texts(folder)
        self.total = int(manifest.get("runs", self.table.num_rows))

    def axes(self) -> list[str]:
        """What a map can be drawn over: settings that vary, then the learner and the scenario."""
        varying = [n for n in self.settings if len(self.table[n].unique()) > 1]
        return varying + [n for n in ("learner", "scenario") if len(self.table[n].unique()) > 1]

    def telling(self) -> str:
        """The measure to look at first: what the sweep or its lesson asks for; else the share that differs most between the runs."""
        shares = [n for n in self.measures if n.startswith("share.")]
        rows = self._whole()

        def spread(name: str) -> float:
            values = np.array(rows[name].to_pylist(), dtype=float)
            known = values[np.isfinite(values)]
            return float(np.ptp(known)) if len(known) else -1.0

        asked = [name for name in self.asked() if name in self.measures and spread(name) >= 0.0]
        if asked:
            return asked[0]
        return str(max(shares or self.measures, key=spread))

    @property
    def lesson(self) -> str:
        """The scenario that was swept, where it is one of the page's; else nothing."""
        return self.swept if self.swept in served() and not self._text(self.swept) else ""

    @property
    def swept(self) -> str:
        """The name of the scenario of the first row."""
        return str(self.table["scenario"][0].as_py()) if self.table.num_rows else ""

    def _text(self, name: str) -> str:
        """The text that the sweep holds of a scenario; nothing where a lesson of the page says the same."""
        text, known = self.texts.get(name, ""), served()
        if not text or name not in known:
            return text
        try:
            page = with_rules(scenarios.load(known[name]), json.loads(os.environ.get(RULES, "{}")))
            return "" if _keys(page.toml()) == _keys(text) else text
        except (ValueError, OSError):  # either cannot be read
            return text

    def asked(self) -> Iterator[str]:
        """What was asked for: the readings of the sweep, then the first reading of the lesson, after what happened."""
        yield from self.readings
        if self.lesson:
            for reading in scenarios.load(served()[self.lesson]).lesson.readings[:1]:
                block, _, owner = reading.partition(" ")
                yield from (f"{block}.{window}.{owner}" for window in ("after", "during"))

    def words(self, names: Iterable[str], language: str) -> dict[str, str]:
        """How a person says columns, by name: a knob by its sentence, a reading with its window; with units."""
        knobs = self._knobs() | messages.lesson(language, self.lesson).get("knobs", {})
        say, found = partial(messages.say, language), dict[str, str]()
        for name in names:
            if name in self.readings:
                said = reading_words(self.readings[name], say)
            else:
                said = re.split("[;:]", knobs.get(name) or measure_words(name, say))[0]
            unit, block = self.units.get(name, ""), name.partition(".")[0]
            said += (
                f" ({say(unit)})" if unit not in ("", "1") and not unit.startswith("of ") and block not in SAID else ""
            )
            found[name] = said if said not in found.values() else name
        return found

    def _knobs(self) -> dict[str, str]:
        """What the scenario says of its knobs, by name; nothing where it cannot be read here."""
        told = scenarios.load(served()[self.lesson]) if self.lesson else _brought(self._text(self.swept))
        return {k.name: k.text for k in told.knobs} if told else {}

    def heat(self, x: str, y: str, measure: str) -> dict[str, Any]:
        """Means of a measure over two axes: levels of both, values [rows of y][columns of x], None where no run is."""
        rows = self._whole()
        values = np.array(rows[measure].to_pylist(), dtype=float)
        xs, at_x = _levels(rows[x].to_pylist())
        ys, at_y = _levels(rows[y].to_pylist())
        total, count = np.zeros((len(ys), len(xs))), np.zeros((len(ys), len(xs)))
        known = np.isfinite(values)
        np.add.at(total, (at_y[known], at_x[known]), values[known])
        np.add.at(count, (at_y[known], at_x[known]), 1.0)
        mean = [
            [float(t / c) if c else None for t, c in zip(*pair, strict=True)] for pair in zip(total, count, strict=True)
        ]
        return {
            "x": xs,
            "y": ys,
            "values": mean,
            "x_digits": digits(xs),
            "y_digits": digits(ys),
            "digits": digits(_with_marks(mean)),
            "done": self.table.num_rows,
            "total": self.total,
        }

    def _whole(self) -> pa.Table:
        return self.table.filter(pyarrow.compute.not_equal(self.table["status"], "failed"))

    def recipe(self, x: str, y: str, column: int, row: int) -> Recipe:
        """The recipe of the first run of a cell; a scenario that is no lesson of the page is opened from what the sweep holds.

        Raises ValueError for a cell without a run, and for a scenario that cannot be opened so: it names files.
        """
        rows = self._whole()
        xs, at_x = _levels(rows[x].to_pylist())
        ys, at_y = _levels(rows[y].to_pylist())
        found = np.flatnonzero((at_x == column) & (at_y == row))
        if not len(found):
            raise ValueError("no run stands behind this cell yet")
        k = int(found[0])
        settings = ((n, float(rows[n][k].as_py())) for n in self.settings if rows[n][k].as_py() is not None)
        kept = tuple(sorted((n, v) for n, v in settings if math.isfinite(v)))
        name, seed, learner = (rows[n][k].as_py() for n in ("scenario", "seed", "learner"))
        text = self._openable(name)
        return Recipe("your scenario" if text else name, seed, learner, kept, text=text)

    def _openable(self, name: str) -> str:
        """The text that a scenario is opened from, nothing for a lesson of the page. Raises ValueError in one line."""
        text, known = self._text(name), served()
        told = scenarios.load(known[name]) if name in known and not text else _brought(text)
        if told is None:
            raise ValueError(
                f"{shown(name)} cannot be opened from the sweep alone; start `agonist app FILE --results FOLDER`"
            )
        if told.people is not None:
            raise ValueError(f"{shown(name)} has [people], a person a seed, and the page lives one; give it a [person]")
        return text


def _asked(sweep: Mapping[str, Any]) -> set[str]:
    """Names of the settings of a sweep, as its manifest has them."""
    lists = [found for key in ("values", "ranges") if isinstance(found := sweep.get(key), list)]
    return {str(each[0]) for found in lists for each in found if isinstance(each, list) and each}


def _texts(folder: Path) -> Mapping[str, str]:
    """The scenarios that a sweep holds, as texts by name; none where it does not tell them."""
    try:
        return texts_of(folder)
    except SweepError:
        return {}


def _keys(text: str) -> dict[str, Any]:
    """What a scenario says, but for what is read of it: that touches no life."""
    return {key: value for key, value in parsed_toml(text, "scenario").items() if key != "read"}


def _brought(text: str) -> scenarios.Scenario | None:
    """A scenario as a visitor could have brought it; None where it names files, is too long or cannot be read."""
    try:
        return uploaded(text) if 0 < len(text.encode()) <= TEXT_LIMIT else None
    except ValueError:
        return None


def _with_marks(values: list[list[float | None]]) -> list[float]:
    """Numbers of a map, and those that its scale shows: the quarters of the way from the least to the greatest."""
    known = [v for row in values for v in row if v is not None]
    return [*known, *np.linspace(min(known), max(known), 5).tolist()] if known else []


def _levels(values: list[Any]) -> tuple[list[Any], Any]:
    """Levels of an axis and the place of every row among them; many numbers are put into even bins."""
    levels = sorted(set(values), key=lambda v: (isinstance(v, str), v))
    if len(levels) <= CELLS or isinstance(levels[0], str):
        index = {v: k for k, v in enumerate(levels)}
        return levels, np.array([index[v] for v in values])
    low, high, count = float(levels[0]), float(levels[-1]), CELLS // 3
    middles = [round(low + (high - low) * (k + 0.5) / count, 6) for k in range(count)]
    places = ((np.array(values, dtype=float) - low) / (high - low) * count).astype(int)
    return middles, np.minimum(places, count - 1)
