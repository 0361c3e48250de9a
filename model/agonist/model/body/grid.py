"""Tables over joint angles: read once, interpolated between their knots."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agonist.model.body.index import GridEntry, grid_entry
from agonist.model.body.plausible import ANGLE_DEG, ARM_M
from agonist.model.body.plausible import LENGTH as LENGTHS
from agonist.model.reading import SHOWN, quoted
from agonist.model.spreadsheet import Row, number, place_of, read_rows

Array = NDArray[np.float64]
LENGTH = "length"  # the quantity beside the moment arms: fibre length / optimal fibre length


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
    others_move: bool = False

    @cached_property
    def varying(self) -> NDArray[np.bool_]:
        """What the angles of this grid change [muscles, quantities]; what they leave alone is a later grid's to say."""
        around = tuple(range(len(self.knots)))
        return np.asarray(np.ptp(self.values, axis=around) > 0.0)

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


def read_grid(folder: Path, given: GridEntry | Mapping[str, object]) -> Grid:
    """A grid from its table and its entry in ``bodies.toml``.

    Raises:
        ValueError: a column is missing or unknown, a value is no number or impossible, or the grid has a hole, a double
            row or no row; one line that names file, row and column.
    """
    entry = given if isinstance(given, GridEntry) else grid_entry(f"{folder}/bodies.toml, grid", given)
    path = folder / entry.file
    columns, place = tuple(entry.coordinates), place_of(path)
    needed = (*columns, "muscle", *entry.axes, "l_fibre_norm")
    rows = read_rows(path, needed, entry.ignore)
    if not rows:
        raise ValueError(f"{place}: has no rows; it needs every muscle at every posture")
    muscles = tuple(sorted(set(map(_muscle, rows))))
    knots = tuple(np.array(sorted({number(row, c, "", *ANGLE_DEG) for row in rows})) for c in columns)
    for column, angles in zip(columns, knots, strict=True):
        if len(angles) < 2:
            raise ValueError(
                f"{place}: column {quoted(column)} holds one angle, {angles[0]:g}; it needs two at least, from one end of the "
                "range to the other"
            )
    quantities = {**dict.fromkeys(entry.axes, ARM_M), "l_fibre_norm": LENGTHS}
    if math.prod(map(len, knots)) * len(muscles) > len(rows):
        _check_full(place, rows, columns, muscles)
    values = np.full((*(len(k) for k in knots), len(muscles), len(quantities)), np.nan)
    for row in rows:
        at = (*(_knot(k, row, c) for k, c in zip(knots, columns, strict=True)), muscles.index(row["muscle"]))
        if not np.isnan(values[at]).all():
            raise ValueError(f"{row.place}: {row['muscle']} stands twice at one posture; keep one of the rows")
        values[at] = [number(row, column, "", *bounds) for column, bounds in quantities.items()]
    return Grid(
        path.name,
        tuple(entry.coordinates.values()),
        knots,
        muscles,
        (*entry.axes.values(), LENGTH),
        values,
        entry.change_of,
        entry.hold,
        entry.others_move,
    )


def _muscle(row: Row) -> str:
    if not row["muscle"]:
        raise ValueError(f"{row.place}: column 'muscle' is empty; it needs the name of a muscle")
    if len(row["muscle"]) > SHOWN:
        raise ValueError(
            f"{row.place}: {quoted(row['muscle'])} has {len(row['muscle'])} letters; it needs the name of a muscle"
        )
    return row["muscle"]


def _knot(knots: Array, row: Mapping[str, str], column: str) -> int:
    return int(np.searchsorted(knots, float(row[column])))


def _check_full(place: str, rows: list[Row], columns: tuple[str, ...], muscles: tuple[str, ...]) -> None:
    """Raise ValueError that names a posture at which a muscle of the grid is missing."""
    there = {(row["muscle"], *(float(row[c]) for c in columns)) for row in rows}
    angles = [sorted({float(row[c]) for row in rows}) for c in columns]
    for muscle, *posture in itertools.product(muscles, *angles):
        if (muscle, *posture) not in there:
            at = ", ".join(f"{column} = {angle:g}" for column, angle in zip(columns, posture, strict=True))
            raise ValueError(f"{place}: {muscle} is missing at {at}; a grid has every muscle at every posture")
