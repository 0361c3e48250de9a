"""A record on disk: the series as Parquet with units, recipe and readings in its metadata, and a recipe to read.

A folder holds ``record.parquet`` (and ``rivals/LEARNER.parquet``), ``recipe.json`` and the figures. Every file is
written whole or not at all.
"""

from __future__ import annotations

import io
import json
import shlex
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from agonist.experiments.files import write_whole
from agonist.model.assessment.chance import Chance
from agonist.model.blocks import Channel
from agonist.model.body.wiring import Floats
from agonist.model.layout import AREAS, VARIABLES
from agonist.model.measures import View
from agonist.model.record import Reading, Record

SERIES, RECIPE = "record.parquet", "recipe.json"
FORM = "agonist record 1"
FIGURES = (".png", ".svg")
KEY = b"agonist"
BY_HAND = ("changed_by_hand", "removed", "own_order", "cannot_be_repeated")  # of a body of agents, by its user


def column_name(channel: Channel) -> str:
    """Name of a column: ``Q.torque_nm.TASK/MUSCLE``, ``M.excitability.MUSCLE``."""
    unit = channel.unit if isinstance(channel.unit, str) else "/".join(channel.unit)
    return f"{channel.area}.{channel.variable}.{unit}"


def unit_of(channel: Channel) -> str:
    """Unit of a channel, from the layout."""
    return next(v.unit for v in VARIABLES[channel.area] if v.name == channel.variable)


def _about(record: Record) -> dict[str, Any]:
    """What the metadata say, besides the series: enough to make the record again, and to read it without us."""
    return {
        "form": FORM,
        "title": record.title,
        "recipe": record.recipe,
        "windows": record.windows,
        "readings": {name: reading._asdict() for name, reading in record.by_window.items()},
        "view": [record.view.task, record.view.muscles, [list(c) for c in record.view.channels]],
        "final": {area: values.tolist() for area, values in record.final.items()},
        "read": dict(record.read),
        "kind": list(record.kind),
        "by_chance": [list(one) for one in record.by_chance],
    }


def table(record: Record) -> pa.Table:
    """The series of a record as a table: time, share of each muscle, then every recorded channel, with units."""
    columns: dict[str, tuple[Floats, str]] = {"time_day": (record.time_day, "day")}
    share = record.share
    columns |= {f"share.{m}": (share[:, i], "of task torque") for i, m in enumerate(record.muscles)}
    columns |= {column_name(c): (record.samples[:, i], unit_of(c)) for i, c in enumerate(record.view.channels)}
    fields = [pa.field(name, pa.float64(), metadata={"unit": unit}) for name, (_, unit) in columns.items()]
    schema = pa.schema(fields, metadata={KEY: json.dumps(_about(record))})
    return pa.table([np.ascontiguousarray(values) for values, _ in columns.values()], schema=schema)


def parquet(record: Record) -> bytes:
    """A record as the bytes of a Parquet file."""
    sink = io.BytesIO()
    pq.write_table(table(record), sink, compression="zstd")
    return sink.getvalue()


def save(record: Record, folder: str | Path, rivals: Mapping[str, Record] | None = None) -> list[Path]:
    """Write a record, and the same life under other learners, to a folder; the paths. Raises OSError."""
    folder = Path(folder)
    rivals = dict(rivals or {})
    written = [write_whole(folder / SERIES, parquet(record))]
    written += [write_whole(folder / "rivals" / f"{name}.parquet", parquet(rival)) for name, rival in rivals.items()]
    about = record.summary() | {"command": command(record, tuple(rivals.values()))}
    if rivals:
        about["rivals"] = {name: rival.summary() for name, rival in rivals.items()}
    written.append(write_whole(folder / RECIPE, json.dumps(_finite(about), indent=2) + "\n"))
    return written


def clear(folder: Path, rivals: Collection[str]) -> list[Path]:
    """Take away the rivals that an earlier run has left in a folder and this one does not write; its figures stay, and are told."""
    for path in (folder / "rivals").glob("*.parquet"):
        if path.stem not in rivals and _is_ours(path):
            path.unlink()
    return [path for path in folder.glob("figure.*") if path.suffix in FIGURES]


def _is_ours(path: Path) -> bool:
    try:
        return KEY in (pq.read_schema(path).metadata or {})
    except (pa.ArrowException, OSError):
        return False


def _finite(value: object) -> object:
    """The value with null where there is no number, as JSON wants it."""
    if isinstance(value, Mapping):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def learner_of(record: Record) -> str:
    """The learner of a record as a command names it: of one's own its file and function."""
    places = record.recipe.get("rule_files", {})
    return str(next((places[name] for name in places if name.startswith("learner.")), record.recipe["learner"]))


def command(record: Record, rivals: Sequence[Record] = ()) -> str:
    """The command that makes a record, and those of `rivals`, again; it says what of the recipe no command can hold."""
    recipe, learners = record.recipe, [learner_of(one) for one in (record, *rivals)]
    places = {k: v for one in (record, *rivals) for k, v in one.recipe.get("rule_files", {}).items()}
    places = {name: place for name, place in places.items() if not name.startswith("learner.")}
    said = [f"--learner {shlex.quote(one)}" for one in learners]
    words = ["agonist run", recipe["scenario"], *said, f"--seed {recipe['seed']}"]
    words += [f"--days {recipe['days']:g}", f"--engine {recipe['engine']}"]
    words += [f"--rule {name}={shlex.quote(place)}" for name, place in places.items()]
    words += [f"--set {name}={value!r}" for name, value in recipe["settings"].items()]
    words += [f"--person {name}={value}" for name, value in recipe.get("person", {}).items()]
    words += [f"--read {shlex.quote(text)}" for text in recipe.get("read", ())]
    by_hand = [key for key in BY_HAND if key in recipe]
    return " ".join([*words, *([f"# without {', '.join(by_hand)} of the recipe"] if by_hand else [])])


def read(path: str | Path) -> Record:
    """Read a record from its folder or from one Parquet file.

    Raises ValueError, in one line, where there is none or where it is broken.
    """
    path = Path(path)
    path = path / SERIES if path.is_dir() else path
    if not path.is_file():
        raise ValueError(f"{path}: there is no such record")
    try:
        held = pq.read_table(path)
        if KEY not in (held.schema.metadata or {}):
            raise ValueError("a table that another program has written")
        about = json.loads(held.schema.metadata[KEY])
        if about["form"] != FORM:
            raise ValueError(f"it is of the form {about['form']!r}")
        return _record(held, about)
    except (pa.ArrowException, OSError, LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        said = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise ValueError(f"{path}: is no record of a run ({said})") from None


def _record(held: pa.Table, about: Mapping[str, Any]) -> Record:
    task, muscles, channels = about["view"]
    view = View(task, tuple(muscles), tuple(_channel(c) for c in channels))
    samples = np.column_stack([held[column_name(c)].to_numpy() for c in view.channels])
    final = {area: np.array(rows).reshape(-1, AREAS[area].size) for area, rows in about["final"].items()}
    readings = {name: Reading(**reading) for name, reading in about["readings"].items()}
    windows = {name: (float(a), float(b)) for name, (a, b) in about["windows"].items()}
    return Record(
        about["recipe"],
        view,
        held["time_day"].to_numpy(),
        samples,
        readings,
        final,
        windows,
        about["title"],
        tuple(about.get("kind", ())),
        about.get("read", {}),
        tuple(Chance(*one) for one in about.get("by_chance", ())),
    )


def _channel(held: Any) -> Channel:
    area, unit, variable = held
    return Channel(area, tuple(unit) if isinstance(unit, list) else unit, variable)
