"""How fast each muscle wastes and grows against the quadriceps: a table by anatomical name, with sources.

One table serves every body; a folder of tables of one's own may hold a ``rates.csv`` whose rows come first. A muscle that
stands in neither takes the rows ``wasting_rate_usual`` and ``growth_rate_usual`` of the parameter table.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from agonist.model.body.tables import State, state
from agonist.model.parameters import MARKS, TABLE
from agonist.model.spreadsheet import number, read_rows

NAME = "rates.csv"
FOLDER = Path(__file__).parent.parent / "tables" / "anatomy"
MOST = 5.0  # x the reference: no muscle is known that far from it


class Rates(NamedTuple):
    """Own rates of wasting and growth of a muscle, x the reference, with where they come from."""

    wasting: float
    growth: float
    source: str
    mark: str


@lru_cache(maxsize=64)
def _read(path: Path, _now: State) -> dict[str, Rates]:
    found = {}
    for row in read_rows(path, ("anatomical_name", "wasting_rate", "growth_rate", "source", "mark"), ("text",)):
        if row["mark"] not in MARKS or not row["source"]:
            raise ValueError(f"{row.place}: needs a source and a mark of {', '.join(MARKS)}")
        if row["anatomical_name"].lower() in found:
            raise ValueError(f"{row.place}: {row['anatomical_name']!r} stands twice; keep one of its rows")
        values = [number(row, column, low=0.0, high=MOST) for column in ("wasting_rate", "growth_rate")]
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
    wasting, growth = (TABLE[f"{name}_rate_usual"].value for name in ("wasting", "growth"))
    return known.get(anatomical_name) or Rates(wasting, growth, "middle of the other rows", "judgement")
