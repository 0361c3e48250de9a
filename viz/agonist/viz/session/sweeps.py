"""A finished or running sweep as the page shows it: a table of means, and the recipe of the run behind a cell."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from agonist.experiments.sweeps.store import check_regular, part_paths, read, read_manifest
from agonist.model import scenario as scenarios
from agonist.model.reading import shown
from agonist.viz import messages
from agonist.viz.session.patient_life import served
from agonist.viz.session.readings import SAID, named
from agonist.viz.session.recipe import Recipe

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
        asked = manifest["sweep"].get("parameters", {})
        self.wanted = [str(text) for text in manifest["sweep"].get("read", ())]
        self.settings = [n for n in numbers if n in asked] or [n for n in numbers if "." not in n]
        self.measures = [n for n in numbers if n not in self.settings]
        self.units = units
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
        name = str(self.table["scenario"][0].as_py()) if self.table.num_rows else ""
        return name if name in served() else ""

    def asked(self) -> Iterator[str]:
        """What was asked for: the readings of the sweep, then the first reading of the lesson, after what happened."""
        yield from self.wanted
        if self.lesson:
            for reading in scenarios.load(served()[self.lesson]).lesson.readings[:1]:
                block, _, owner = reading.partition(" ")
                yield from (f"{block}.{window}.{owner}" for window in ("after", "during"))

    def words(self, names: Iterable[str], language: str) -> dict[str, str]:
        """How a person says columns, by name: a knob by its sentence, a reading with its window; with units."""
        knobs = {k.name: k.text for k in scenarios.load(served()[self.lesson]).knobs} if self.lesson else {}
        knobs |= messages.lesson(language, self.lesson).get("knobs", {})
        say, found = partial(messages.say, language), dict[str, str]()
        for name in names:
            block, _, rest = name.partition(".")
            window, _, owner = rest.partition(".")
            said = say(SAID.get(block, block.replace("_", " ")))
            said = (
                f"{said} {named(owner, say)}, {say(window)}"
                if owner
                else f"{said.rstrip(',')}, {say(window)}"
                if rest
                else said
            )
            said, unit = re.split("[;:]", knobs.get(name, said))[0], self.units.get(name, "")
            said += (
                f" ({say(unit)})" if unit not in ("", "1") and not unit.startswith("of ") and block not in SAID else ""
            )
            found[name] = said if said not in found.values() else name
        return found

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
            "done": self.table.num_rows,
            "total": self.total,
        }

    def _whole(self) -> pa.Table:
        return self.table.filter(pyarrow.compute.not_equal(self.table["status"], "failed"))

    def recipe(self, x: str, y: str, column: int, row: int) -> Recipe:
        """The recipe of the first run of a cell. Raises ValueError for a cell without a run."""
        rows = self._whole()
        xs, at_x = _levels(rows[x].to_pylist())
        ys, at_y = _levels(rows[y].to_pylist())
        found = np.flatnonzero((at_x == column) & (at_y == row))
        if not len(found):
            raise ValueError("no run stands behind this cell yet")
        k = int(found[0])
        settings = ((n, float(rows[n][k].as_py())) for n in self.settings if rows[n][k].as_py() is not None)
        kept = tuple(sorted((n, v) for n, v in settings if math.isfinite(v)))
        return Recipe(rows["scenario"][k].as_py(), int(rows["seed"][k].as_py()), rows["learner"][k].as_py(), kept)


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
