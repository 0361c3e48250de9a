"""What muscles are by themselves, in tables by anatomical name, with sources: rates against the quadriceps, fast fibres.

One table serves every body; a folder of tables of one's own may hold a ``rates.csv`` or ``fibre_types.csv`` whose rows come
first, and a ``weakening.csv``, ``ageing.csv`` or ``female.csv`` too. A muscle that stands in none takes the rows ``wasting_rate_usual``,
``growth_rate_usual``, ``fast_part_usual``, ``weakening_rate_usual`` and ``ageing_rate_usual`` of the parameter table, and 1 of
``female.csv``; one that stands for several takes their mean.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from agonist.model.body.lumped import middle, row_of
from agonist.model.body.tables import State, state
from agonist.model.parameters import MARKS, TABLE, nearest
from agonist.model.spreadsheet import number, read_rows

NAME, TYPES, WEAKENING, AGEING = "rates.csv", "fibre_types.csv", "weakening.csv", "ageing.csv"
FEMALE = "female.csv"
FOLDER = Path(__file__).parent.parent / "tables" / "anatomy"
MOST = 5.0  # x the reference: no muscle is known that far from it


class Rates(NamedTuple):
    """Own rates of wasting and growth of a muscle, x the reference, with where they come from."""

    wasting: float
    growth: float
    source: str
    mark: str


@lru_cache(maxsize=64)
def _read(path: Path, columns: tuple[str, ...], most: float, _now: State) -> dict[str, tuple[list[float], str, str]]:
    """Numbers, source and mark of every muscle of a table."""
    found = {}
    for row in read_rows(path, ("anatomical_name", *columns, "source", "mark"), ("text",)):
        if row["mark"] not in MARKS or not row["source"]:
            raise ValueError(f"{row.place}: needs a source and a mark of {', '.join(MARKS)}")
        if row["anatomical_name"].lower() in found:
            raise ValueError(f"{row.place}: {row['anatomical_name']!r} stands twice; keep one of its rows")
        values = [number(row, column, low=0.0, high=most) for column in columns]
        found[row["anatomical_name"].lower()] = values, row["source"], row["mark"]
    return found


def _table(folder: Path, name: str, columns: tuple[str, ...], most: float) -> dict[str, tuple[list[float], str, str]]:
    """The rows of a folder before those that ship."""
    own = {}
    if folder != FOLDER and (folder / name).is_file():
        own = _read(folder / name, columns, most, state(folder))
    return {**_read(FOLDER / name, columns, most, state(FOLDER)), **own}


def check_names(folder: Path, known: Collection[str]) -> None:
    """Raise ValueError where tables of one's own name a muscle that no body of their folder has, or parts for per cent."""
    read = (NAME, ("wasting_rate", "growth_rate"), MOST), (TYPES, ("slow_percent",), 100.0)
    of_one = ((WEAKENING, "weakening_rate"), (AGEING, "ageing_rate"), (FEMALE, "female_rate"))
    for name, columns, most in (*read, *((table, (column,), MOST) for table, column in of_one)):
        rows = _read(folder / name, columns, most, state(folder)) if (folder / name).is_file() else {}
        for muscle in rows:
            if muscle not in known:
                raise ValueError(f"{folder / name}: no muscle is called {muscle!r}; {nearest(muscle, sorted(known))}")
        slow = [values[0] for values, _, _ in rows.values()] if name == TYPES else []
        if slow and 0.0 < max(slow) <= 1.0:
            raise ValueError(
                f"{folder / name}: the largest slow_percent is {max(slow):g}; it is in per cent, and these look like parts"
            )


def rates(folder: Path = FOLDER) -> dict[str, Rates]:
    """Every row by anatomical name, those of a folder before those that ship.

    Raises ValueError, in one line, for a row without source or mark, or with a rate that is none.
    """
    rows = _table(folder, NAME, ("wasting_rate", "growth_rate"), MOST)
    return {name: Rates(values[0], values[1], source, mark) for name, (values, source, mark) in rows.items()}


def rates_of(anatomical_name: str, folder: Path = FOLDER) -> Rates:
    """The rates of a muscle of a body whose tables lie in `folder` (see `rates` for the errors)."""
    wasting, growth = (TABLE[f"{name}_rate_usual"].value for name in ("wasting", "growth"))
    usual = Rates(wasting, growth, "middle of the other rows", "judgement")
    return row_of(rates(folder), anatomical_name, _mean) or usual


def _mean(rows: Sequence[Rates]) -> Rates:
    sources = "; ".join(dict.fromkeys(row.source for row in rows))
    wasting, growth = middle([row.wasting for row in rows]), middle([row.growth for row in rows])
    return Rates(wasting, growth, f"mean of its muscles: {sources}", "judgement")


def _first_of(table: Mapping[str, tuple[list[float], str, str]], anatomical_name: str) -> float | None:
    return row_of({name: values[0] for name, (values, _, _) in table.items()}, anatomical_name, middle)


def fast_part_of(anatomical_name: str, folder: Path = FOLDER) -> float:
    """Part of a muscle's fibres that is fast, 0 to 1; errors as in `rates`. Source: the rows of fibre_types.csv."""
    found = _first_of(_table(folder, TYPES, ("slow_percent",), 100.0), anatomical_name)
    return TABLE["fast_part_usual"].value if found is None else 1.0 - found / 100.0


def weakening_of(anatomical_name: str, folder: Path = FOLDER) -> float:
    """Force per size that disuse takes of a muscle, x the reference; errors as in `rates`. Source: rows of weakening.csv."""
    found = _first_of(_table(folder, WEAKENING, ("weakening_rate",), MOST), anatomical_name)
    return TABLE["weakening_rate_usual"].value if found is None else found


def ageing_of(anatomical_name: str, folder: Path = FOLDER) -> float:
    """Size that age takes of a muscle, x the mean of all; errors as in `rates`. Source: rows of ageing.csv."""
    found = _first_of(_table(folder, AGEING, ("ageing_rate",), MOST), anatomical_name)
    return TABLE["ageing_rate_usual"].value if found is None else found


def female_of(anatomical_name: str, folder: Path = FOLDER) -> float:
    """Size that women have less of a muscle, x that of the leg; errors as in `rates`. Source: rows of female.csv."""
    found = _first_of(_table(folder, FEMALE, ("female_rate",), MOST), anatomical_name)
    return 1.0 if found is None else found
