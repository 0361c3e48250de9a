"""Tables over joint angles: read once, interpolated between their knots."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LENGTH = "length"  # the quantity beside the moment arms: fibre length / optimal fibre length


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a table as dictionaries with lower-case keys; `#` lines are its provenance and are passed over."""
    try:
        with path.open(newline="", encoding="utf-8") as lines:
            table = csv.DictReader(line for line in lines if not line.startswith("#"))
            return [{str(key).lower(): str(value) for key, value in row.items()} for row in table]
    except FileNotFoundError:
        raise ValueError(f"{path}: there is no such table") from None


def number(row: Mapping[str, str], column: str, place: str) -> float:
    """A number of a row, or a ValueError that names the place."""
    try:
        return float(row[column])
    except KeyError:
        raise ValueError(f"{place}: has no column {column!r}") from None
    except ValueError:
        raise ValueError(f"{place}: column {column!r} holds {row[column]!r}, which is not a number") from None


@dataclass(frozen=True)
class Grid:
    """Moment arms (m) and normalised fibre lengths of muscles on a grid of one or two joint angles (deg)."""

    file: str
    coordinates: tuple[str, ...]
    knots: tuple[Array, ...]
    muscles: tuple[str, ...]
    quantities: tuple[str, ...]
    values: Array  # [knots of each coordinate ..., muscles, quantities]
    change_of: str = ""
    hold: str = ""

    def at(self, angles: Mapping[str, float]) -> Array:
        """Values [muscles, quantities] at these angles (deg), linear between the knots in each coordinate.

        Raises:
            ValueError: an angle lies outside the knots; the message names the range.
        """
        values = self.values
        for coordinate, knots in zip(self.coordinates, self.knots, strict=True):
            low, part = _between(knots, angles.get(coordinate, 0.0), coordinate, self.hold)
            high = min(low + 1, len(knots) - 1)
            values = values[low] if part == 0.0 else (1.0 - part) * values[low] + part * values[high]
        return values


def _between(knots: Array, angle: float, coordinate: str, hold: str) -> tuple[int, float]:
    """Index of the knot at or below an angle, and the fraction of the way to the next."""
    first, last = float(knots[0]), float(knots[-1])
    if coordinate == hold:
        angle = min(max(angle, first), last)
    if not first <= angle <= last:
        raise ValueError(f"{coordinate} = {angle:g} deg lies outside the table; it needs {first:g} to {last:g} deg")
    low = max(int(np.searchsorted(knots, angle, side="right")) - 1, 0)
    if low == len(knots) - 1:
        return low, 0.0
    return low, (angle - float(knots[low])) / float(knots[low + 1] - knots[low])


def read_grid(folder: Path, entry: Mapping[str, Any]) -> Grid:
    """A grid from its table and its entry in ``bodies.toml``.

    Raises:
        ValueError: a column is missing, a value is no number, or the grid has a hole or a double row.
    """
    for key in ("file", "coordinates", "axes"):
        if key not in entry:
            raise ValueError(f"{folder}/bodies.toml: a grid lacks {key!r}")
    path = folder / str(entry["file"])
    rows = read_rows(path)
    columns = tuple(entry["coordinates"])
    muscles = tuple(sorted({row["muscle"] for row in rows}))
    knots = tuple(np.array(sorted({number(row, c, path.name) for row in rows})) for c in columns)
    quantities = {**entry["axes"], "l_fibre_norm": LENGTH}
    values = np.full((*(len(k) for k in knots), len(muscles), len(quantities)), np.nan)
    for row in rows:
        place = (*(_knot(k, row, c) for k, c in zip(knots, columns, strict=True)), muscles.index(row["muscle"]))
        if not np.isnan(values[place]).all():
            raise ValueError(f"{path.name}: {row['muscle']} stands twice at one posture")
        values[place] = [number(row, column, path.name) for column in quantities]
    _check_full(path.name, values, muscles)
    return Grid(
        path.name, tuple(entry["coordinates"].values()), knots, muscles, tuple(quantities.values()), values,
        entry.get("change_of", ""), entry.get("hold", ""),
    )  # fmt: skip


def _knot(knots: Array, row: Mapping[str, str], column: str) -> int:
    return int(np.searchsorted(knots, float(row[column])))


def _check_full(name: str, values: Array, muscles: tuple[str, ...]) -> None:
    holes = np.isnan(values).any(axis=tuple(i for i in range(values.ndim) if i != values.ndim - 2))
    if holes.any():
        raise ValueError(f"{name}: {muscles[int(np.argmax(holes))]} is missing at some posture of the grid")
