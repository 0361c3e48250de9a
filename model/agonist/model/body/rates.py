"""How fast each muscle wastes and grows against the quadriceps: a table by anatomical name, with sources.

One table serves every body; a folder of tables of one's own may hold a ``rates.csv`` whose rows come first. A muscle that
stands in neither takes the row ``usual``.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from agonist.model.body.grid import number, read_rows
from agonist.model.body.tables import State, state
from agonist.model.parameters import MARKS

NAME = "rates.csv"
FOLDER = Path(__file__).parent.parent / "tables" / "anatomy"
USUAL = "usual"
MOST = 5.0  # x quadriceps: no muscle is known that far from it


class Rates(NamedTuple):
    """Own rates of wasting and growth of a muscle, x quadriceps, with where they come from."""

    wasting: float
    growth: float
    source: str
    mark: str


@lru_cache(maxsize=64)
def _read(path: Path, _now: State) -> dict[str, Rates]:
    found = {}
    for row in read_rows(path):
        place = f"{path}, {row.get('anatomical_name')}"
        if row.get("mark") not in MARKS or not row.get("source"):
            raise ValueError(f"{place}: needs a source and a mark of {', '.join(MARKS)}")
        values = [number(row, column, place) for column in ("wasting_rate", "growth_rate")]
        if not all(0.0 <= value <= MOST for value in values):
            raise ValueError(f"{place}: rates are x quadriceps; each needs a number 0 to {MOST:g}")
        found[row["anatomical_name"].lower()] = Rates(values[0], values[1], row["source"], row["mark"])
    return found


def rates(folder: Path = FOLDER) -> dict[str, Rates]:
    """Every row by anatomical name, those of a folder before those that ship.

    Raises ValueError, in one line, for a row without source or mark, or with a rate that is none.
    """
    own = _read(folder / NAME, state(folder)) if folder != FOLDER and (folder / NAME).is_file() else {}
    return {**_read(FOLDER / NAME, state(FOLDER)), **own}


def rates_of(anatomical_name: str, folder: Path = FOLDER) -> Rates:
    """The rates of a muscle of a body whose tables lie in `folder` (see `rates` for the errors)."""
    known = rates(folder)
    return known.get(anatomical_name, known[USUAL])
