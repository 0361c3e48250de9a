"""The table that a sweep writes: one row a run, the same columns in every part."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from agonist.experiments.sweeps.designs import Run
from agonist.experiments.sweeps.spec import CASE, Sweep, SweepError, bounds_of
from agonist.model.body.wiring import Floats
from agonist.model.parameters import nearest
from agonist.model.runs import UNITS, Outcome

TYPES = {"whole": pa.int64(), "word": pa.string(), "number": pa.float64(), "series": pa.list_(pa.float64())}
TIME = "time_day"
SERIES_UNITS = UNITS | {"activation": "0-1", "excitability": "0-1", "weight": "activation"}


class Column(NamedTuple):
    """One column: what it is (whole, word, number, series) and its unit."""

    name: str
    kind: str
    unit: str


class Row(NamedTuple):
    """A run and what became of it: an outcome, or the error that stopped it."""

    run: Run
    outcome: Outcome | None
    error: str | None = None


def run_columns(sweep: Sweep) -> list[Column]:
    """Columns known before anything runs."""
    return [
        Column("RunId", "whole", "1"),
        Column("iteration", "whole", "1"),
        Column("seed", "whole", "1"),
        Column("scenario", "word", ""),
        Column("learner", "word", ""),
        *(Column(name, "number", _unit(sweep, name)) for name in sweep.names),
        Column("status", "word", ""),
        Column("error", "word", ""),
    ]


def _unit(sweep: Sweep, name: str) -> str:
    return "1" if sweep.asked and name == CASE else bounds_of(name, sweep.scenarios).unit


def columns_of(sweep: Sweep, outcomes: Sequence[Outcome]) -> list[Column]:
    """All columns of a sweep, from one outcome of every scenario and learner.

    Raises SweepError if a wanted measure is none of theirs.
    """
    units = {name: unit for outcome in outcomes for name, unit in outcome.units.items()}
    measured = list(dict.fromkeys(name for outcome in outcomes for name in outcome.measures))
    columns = run_columns(sweep)
    columns += [Column(name, "number", units.get(name, "")) for name in _wanted(sweep.measures, measured)]
    followed = list(dict.fromkeys(name for outcome in outcomes for name in outcome.series or ()))
    if followed:
        columns += [Column(TIME, "series", "day"), *(Column(name, "series", _series_unit(name)) for name in followed)]
    return _distinct(columns)


def _series_unit(name: str) -> str:
    """Unit of a series such as `share.soleus_right`."""
    return SERIES_UNITS.get(name.split(".")[0], "")


def _distinct(columns: list[Column]) -> list[Column]:
    """The same columns, a series that shares the name of a measure as `name_series`."""
    seen: set[str] = set()
    named = []
    for column in columns:
        named.append(column._replace(name=f"{column.name}_series") if column.name in seen else column)
        seen.add(column.name)
    return named


def _wanted(patterns: Sequence[str], measured: list[str]) -> list[str]:
    for pattern in patterns:
        if not fnmatch.filter(measured, pattern):
            raise SweepError(f"measures: no measure is called {pattern!r}; {nearest(pattern, measured)}")
    return [name for name in measured if not patterns or any(fnmatch.fnmatchcase(name, p) for p in patterns)]


def table_of(columns: Sequence[Column], rows: Sequence[Row], recipe: dict[str, object]) -> pa.Table:
    """Rows as a table; units stand in the metadata of each field, the recipe in that of the schema."""
    fields = [pa.field(c.name, TYPES[c.kind], metadata={"unit": c.unit}) for c in columns]
    schema = pa.schema(fields, metadata={"agonist": json.dumps(recipe, sort_keys=True)})
    arrays = [ARRAYS[column.kind](_cells(column, rows)) for column in columns]
    return pa.Table.from_arrays(arrays, schema=schema)


def _cells(column: Column, rows: Sequence[Row]) -> list[Any]:
    """The values of one column; None where a run has none."""
    name = column.name
    if name in _OF_RUN:
        return [_OF_RUN[name](row) for row in rows]
    if rows and name in rows[0].run.settings:
        return [row.run.settings[name] for row in rows]
    if column.kind == "number":
        return [None if row.outcome is None else row.outcome.measures.get(name) for row in rows]
    return [None if row.outcome is None else _series(row.outcome, name) for row in rows]


def _series(outcome: Outcome, name: str) -> Floats | None:
    return outcome.time_day if name == TIME else (outcome.series or {}).get(name.removesuffix("_series"))


_OF_RUN: dict[str, Callable[[Row], Any]] = {
    "RunId": lambda row: row.run.number,
    "iteration": lambda row: row.run.iteration,
    "seed": lambda row: row.run.seed,
    "scenario": lambda row: row.run.scenario.name,
    "learner": lambda row: row.run.learner,
    "status": lambda row: "ok" if row.error is None else "failed",
    "error": lambda row: row.error,
}


def _validity(cells: list[object]) -> pa.Buffer | None:
    """One bit a cell, or nothing if none is missing."""
    there = np.array([cell is not None for cell in cells], dtype=bool)
    return None if there.all() else pa.py_buffer(np.packbits(there, bitorder="little"))


def _offsets(lengths: list[int]) -> pa.Buffer:
    """Where each of several stretches begins, and where the last one ends."""
    return pa.py_buffer(np.concatenate([[0], np.cumsum(lengths, dtype=np.int32)]).astype(np.int32))


def _whole(cells: list[object]) -> pa.Array:
    return pa.Array.from_buffers(TYPES["whole"], len(cells), [None, pa.py_buffer(np.array(cells, dtype=np.int64))])


def _number(cells: list[object]) -> pa.Array:
    values = np.array([0.0 if cell is None else cell for cell in cells], dtype=np.float64)
    return pa.Array.from_buffers(TYPES["number"], len(cells), [_validity(cells), pa.py_buffer(values)])


def _word(cells: list[Any]) -> pa.Array:
    texts = [b"" if cell is None else cell.encode() for cell in cells]
    buffers = [_validity(cells), _offsets([len(text) for text in texts]), pa.py_buffer(b"".join(texts))]
    return pa.Array.from_buffers(TYPES["word"], len(cells), buffers)


def _list(cells: list[object]) -> pa.Array:
    stretches = [np.empty(0) if cell is None else np.asarray(cell, dtype=np.float64) for cell in cells]
    child = np.concatenate([np.empty(0), *stretches])
    values = pa.Array.from_buffers(pa.float64(), len(child), [None, pa.py_buffer(child)])
    buffers = [_validity(cells), _offsets([len(stretch) for stretch in stretches])]
    return pa.Array.from_buffers(TYPES["series"], len(cells), buffers, children=[values])


# Built from buffers: `pyarrow.array` imports pandas, which would double the start of a worker.
ARRAYS: dict[str, Callable[[list[Any]], pa.Array]] = {
    "whole": _whole,
    "number": _number,
    "word": _word,
    "series": _list,
}
