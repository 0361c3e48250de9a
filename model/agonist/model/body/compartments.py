"""Parameter tables: one row a compartment of a muscle, each value within what muscles can be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from agonist.model.body.grid import LENGTH, Grid
from agonist.model.body.plausible import (
    FIBRE_M,
    FORCE_N,
    PENNATION_DEG,
    TENDON_M,
    Shape,
    check_forces,
    check_pennations,
    check_same_unit,
    contradiction,
    guess,
)
from agonist.model.reading import quoted
from agonist.model.spreadsheet import Row, number, place_of, read_rows

NEEDED = ("muscle", "anatomical_name", "compartment", "f_iso_max_n", "l_opt_m", "l_tendon_slack_m", "penn_opt_deg")
NAME, LONGEST, SIDES = re.compile(r"[^\W_][\w.-]*"), 80, ("left", "right")
SPOKEN = ("both", "all", "in", "with", "of", "on", "over", "against")  # words of readings and plans that are no names
ABOUT = ("v_max_lopt_s", "origin_body", "insertion_body", "path_bodies", "source", "mark", "note", "notes", "comment")


@dataclass(frozen=True)
class Compartment:
    """One row of a parameter table: a part of a muscle on one side."""

    row: str
    anatomical_name: str
    part: str
    force_max_n: float
    l_opt_m: float
    tendon_slack_m: float
    pennation_rad: float


def read_compartments(folder: Path, names: Sequence[str], units_known: bool = False) -> list[Compartment]:
    """Rows of the parameter tables, sorted by name; of two tables with one muscle the first counts.

    Where `units_known`, no number is taken for one in another unit: forces are in N, pennation is in degrees.
    Raises ValueError, with one line, for a muscle that stands twice in one table and for values that no muscle has.
    """
    found: dict[str, Compartment] = {}
    for name in names:
        own: dict[str, Compartment] = {}
        for row in read_rows(folder / name, NEEDED, ABOUT):
            compartment = _compartment(row)
            if compartment.row.casefold() in map(str.casefold, own):
                raise ValueError(f"{row.place}: muscle {compartment.row!r} stands twice; keep one of its rows")
            _check_part(row, compartment, own.values())
            own[compartment.row] = compartment
        if not own:
            raise ValueError(
                f"{place_of(folder / name)}: holds column names and nothing below; it needs a row for each muscle"
            )
        if not units_known:
            check_units(own.values(), place_of(folder / name))
        found = {**own, **found}
    return [found[row] for row in sorted(found)]


def check_units(parts: Iterable[Compartment], place: str) -> None:
    """Raise ValueError for forces that look like kN and pennations that look like radians."""
    own = {c.row: c for c in parts}
    sizes = {row: (c.force_max_n, c.l_opt_m) for row, c in own.items()}
    check_same_unit(sizes, place)
    check_forces(sizes, place)
    check_pennations({row: c.pennation_rad for row, c in own.items()}, place)


def _check_part(row: Row, one: Compartment, others: Iterable[Compartment]) -> None:
    """Raise ValueError where two rows are the same compartment of one muscle."""
    twin = next((c for c in others if (c.anatomical_name, c.part) == (one.anatomical_name, one.part)), None)
    if twin is not None:
        raise ValueError(
            f"{row.place}: {one.row!r} and {twin.row!r} are both {one.anatomical_name!r}, compartment {one.part!r}; parts of "
            "one muscle need compartments of their own, two muscles two anatomical names"
        )


def _compartment(row: Row) -> Compartment:
    for column in ("muscle", "anatomical_name"):
        if not row[column]:
            raise ValueError(f"{row.place}: column {column!r} is empty; it needs a name")
    _check_name(row)
    at = f"{row.place} ({row['muscle']})"
    force, fibre, tendon, pennation = (
        number(row, column, at, *bounds)
        for column, bounds in zip(NEEDED[3:], (FORCE_N, FIBRE_M, TENDON_M, PENNATION_DEG), strict=True)
    )
    part = row["compartment"].lower().replace(" ", "_")
    return Compartment(
        row["muscle"], row["anatomical_name"].lower(), part, force, fibre, tendon, math.radians(pennation)
    )


def is_name(name: str) -> bool:
    """Whether a muscle can be called so: one word, without a side, and no word of readings and plans."""
    said = name.lower()
    return (
        bool(NAME.fullmatch(name))
        and len(name) <= LONGEST
        and said.rpartition("_")[2] not in SIDES
        and said not in SPOKEN
    )


def _check_name(row: Row) -> None:
    """Raise ValueError for a muscle that plans and readings could not name: words end at spaces, and sides are added."""
    for column in ("anatomical_name", "compartment"):
        name = row[column]
        said = name.lower()
        if column == "compartment" and said not in SIDES:
            continue
        if not is_name(name):
            raise ValueError(
                f"{row.place}: column {column!r} holds {quoted(name)}; it needs letters, digits and underscores, "
                "such as long_flexor, without a side, and no word of readings"
            )


def check_grids(grids: Sequence[Grid], compartments: Mapping[str, Compartment]) -> None:
    """Raise ValueError where the arms of a grid contradict its lengths: an arm is the slope of the path, -dL/dq."""
    for grid in grids:
        for n, axis in enumerate(grid.coordinates):
            if grid.others_move or axis not in grid.quantities:
                continue
            for k, muscle in enumerate(grid.muscles):
                arms, lengths = (
                    np.moveaxis(grid.values[..., k, grid.quantities.index(q)], n, 0) for q in (axis, LENGTH)
                )
                c = compartments[muscle]
                apart = contradiction(arms, lengths, grid.knots[n], Shape(c.l_opt_m, c.pennation_rad))
                if apart:
                    raise ValueError(
                        f"{grid.file}: the arms of {muscle} about {axis} contradict its lengths: {apart[0]:.4f} m where "
                        f"the lengths say {apart[1]:.4f} m (arm = -dL/dq{guess(*apart)}); mend them, or write others_move = "
                        "true for this grid if other joints move along with the angle"
                    )
