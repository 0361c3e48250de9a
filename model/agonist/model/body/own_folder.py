"""A folder of tables of one's own: the names that it holds, and rows that would be taken and change nothing."""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

from agonist.model.body.compartments import Compartment, read_compartments
from agonist.model.body.index import BodyEntry, body_entry, read_index
from agonist.model.body.plausible import unlike
from agonist.model.body.rates import check_names
from agonist.model.body.tables import State, state
from agonist.model.parameters import nearest

OPTIONAL = (
    "rates.csv",
    "fibre_types.csv",
    "weakening.csv",
    "ageing.csv",
    "female.csv",
    "groups.toml",
    "tasks.toml",
    "postures.toml",
)
SHIPPED_FOLDER = Path(__file__).parent.parent / "tables" / "anatomy"
SHIPPED = {path.name for path in (Path(__file__).parent.parent / "tables").glob("*.*")}
ALIKE = 0.88  # of two names of files, one of which is a slip of the pen


class OddForces(UserWarning):
    """Forces of a body of one's own that are far from those of every body that ships."""


Sizes = dict[str, tuple[float, float]]  # force in N and fibre length in m of whole muscles, by anatomical name


def sizes_of(parts: Iterable[tuple[str, float, float]]) -> Sizes:
    """Whole muscles from parts (anatomical name, force in N, fibre length in m): forces add up, lengths are their means."""
    force: dict[str, float] = {}
    length: dict[str, float] = {}
    for name, pull, fibre in parts:
        force[name] = force.get(name, 0.0) + pull
        length[name] = length.get(name, 0.0) + pull * fibre
    return {name: (f, length[name] / f) for name, f in force.items()}


def _of_rows(rows: Iterable[Compartment]) -> Sizes:
    return sizes_of((c.anatomical_name, c.force_max_n, c.l_opt_m) for c in rows)


def tell_forces(place: str, muscles: Sizes) -> None:
    """Warn of forces that are far from those of every body that ships."""
    if odd := unlike(muscles, _shipped_sizes()):
        warnings.warn(f"{place}: {odd}", OddForces, stacklevel=2)


@cache
def _shipped_sizes() -> tuple[Sizes, ...]:
    """Whole muscles of every body that ships."""
    index = read_index(SHIPPED_FOLDER)
    return tuple(_of_rows(read_compartments(SHIPPED_FOLDER, body_entry(index, b).parameters)) for b in index.bodies)


@lru_cache(maxsize=64)
def names_of(folder: Path, _now: State) -> frozenset[str]:
    """Anatomical names of every body of a folder."""
    index = read_index(folder)
    files = dict.fromkeys(name for body in index.bodies for name in body_entry(index, body).parameters)
    return frozenset(c.anatomical_name for c in read_compartments(folder, tuple(files), units_known=True))


def check_own(
    folder: Path, model: str, entry: BodyEntry, rows: Sequence[Compartment], gridded: Collection[str]
) -> None:
    """Raise ValueError for rows of tables of one's own that would be taken and change nothing."""
    for row in rows:
        if row.row not in gridded:
            raise ValueError(
                f"body {model}: {row.row} has a row in {' or '.join(entry.parameters)} and stands in no grid, so it would do "
                f"nothing; give it rows there ({nearest(row.row, sorted(gridded))}), or take it out"
            )
    tell_forces(f"body {model}", _of_rows(rows))
    _check_files(folder)
    check_names(folder, names_of(folder, state(folder)))


def _check_files(folder: Path) -> None:
    """Raise ValueError for a table that nobody reads, whose name is nearly that of one that is not there."""
    there = [name for name, *_ in state(folder)]
    index = read_index(folder)
    read = {name for body in index.bodies for name in body_entry(index, body).parameters}
    for name in there:
        if name in SHIPPED - {*OPTIONAL, *read}:
            raise ValueError(
                f"{folder / name}: a table of this name is read of the model alone, and none of a body of one's own "
                f"(which may have {', '.join(OPTIONAL)}); take it out, or give it another name"
            )
        meant = next(iter(difflib.get_close_matches(name, OPTIONAL, 1, ALIKE)), name)
        if meant not in there:
            raise ValueError(f"{folder / name}: no table of this name is read; {meant} is")
