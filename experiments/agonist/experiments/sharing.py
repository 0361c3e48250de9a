"""What was found, for others: netCDF for xarray, Parquet, GraphML, an RO-Crate. `remaking` makes it again."""

from __future__ import annotations

import contextlib
import csv
import importlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agonist.experiments import records
from agonist.experiments.files import whole, write_whole
from agonist.experiments.kept import ENDING, without_rules
from agonist.experiments.sweeps import store
from agonist.experiments.sweeps.retold import texts_of
from agonist.model.body.graph_file import save as save_graph
from agonist.model.own.files import nothing_run
from agonist.model.reading import read_text
from agonist.model.record import Record
from agonist.model.release import package_version
from agonist.model.scenario import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from xarray import Dataset


EXTRA = "pip install 'agonist[exchange]'"
MEMBER, MUSCLE = "members", "muscles"
LICENCE = "https://spdx.org/licenses/Apache-2.0"
MEDIA = {
    ".json": "application/json",
    ".csv": "text/csv",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".parquet": "application/vnd.apache.parquet",
    ".nc": "application/x-netcdf",
    ".graphml": "application/graphml+xml",
    ".toml": "application/toml",
}


class Held(NamedTuple):
    """What lies in a folder: run, sweep or answer, the command that makes it (empty: none), and its scenario."""

    kind: str
    command: str
    scenario: str
    name: str  # of the JSON file that says so


def held(folder: str | Path) -> Held:
    """What a folder of results is. Raises ValueError in one line where it is none."""
    place = Path(folder)
    if (place / records.RECIPE).is_file():
        about = _told(place / records.RECIPE)
        return Held("run", str(about.get("command", "")), str(about.get("scenario", "")), records.RECIPE)
    if (place / store.MANIFEST).is_file():
        return Held("sweep", "", "", store.MANIFEST)
    for path in sorted(place.glob("*.json")) if place.is_dir() else ():
        about = told_json(path)
        if isinstance(about, dict) and str(about.get("command", "")).startswith("agonist "):
            return Held("answer", about["command"], str(about.get("scenario", "")), path.name)
    raise ValueError(f"{place}: it holds no run, no sweep and no answer of an instrument")


def told_json(path: Path) -> Any:
    """What a JSON file holds. Raises ValueError in one line where it cannot be read."""
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        said = str(error).removeprefix(f"{path}: ")
        raise ValueError(f"{path}: it cannot be read ({said})") from None


def _told(path: Path) -> Mapping[str, Any]:
    """What the JSON file of a run says. Raises ValueError where it is no object."""
    about = told_json(path)
    if not isinstance(about, dict):
        raise ValueError(f"{path}: it holds a {type(about).__name__}; a run writes an object")
    return about


def _xarray() -> ModuleType:
    try:
        import h5netcdf  # noqa: F401
        import xarray
    except ImportError:
        raise ValueError(f"this needs an extra that is not installed: {EXTRA}") from None
    return xarray


def dataset(found: Record | str | Path) -> Dataset:
    """A record, or the folder of a run, a sweep or an answer, as an xarray Dataset; the recipe stands in its attributes.

    A run has the dimensions `time_day`, `muscle` (of the task) and `body_muscle`, a sweep `run`, with units; the table of an
    answer has `row`. Raises ValueError.
    """
    if not isinstance(found, Record):
        what = held(found)
        if what.kind != "run":
            return _of_sweep(Path(found)) if what.kind == "sweep" else _of_answer(Path(found), what)
        found = records.read(found)
    return _of_record(found)


def _of_record(record: Record) -> Dataset:
    xarray = _xarray()
    time = ("time_day", record.time_day, {"units": "day"})
    series: dict[str, object] = {"share": (("time_day", "muscle"), record.share, {"units": "of task torque"})}
    for area, names, axis in ((MEMBER, record.view.muscles, "muscle"), (MUSCLE, record.view.body, "body_muscle")):
        for variable in dict.fromkeys(c.variable for c in record.view.channels if c.area == area):
            units = [(record.view.task, m) if area == MEMBER else m for m in names]
            at = {c.unit: n for n, c in enumerate(record.view.channels) if c.area == area and c.variable == variable}
            columns = [record.samples[:, at[u]] if u in at else np.full(len(record.time_day), np.nan) for u in units]
            unit = records.unit_of(record.view.channels[next(iter(at.values()))])
            name = f"{variable}_in_task" if area == MEMBER else variable
            series[name] = (("time_day", axis), np.column_stack(columns), {"units": unit})
    for n, channel in enumerate(record.view.channels):
        if channel.area not in (MEMBER, MUSCLE):
            name = f"{channel.variable}_{channel.unit}" if channel.area == "joints" else channel.variable
            series[name] = ("time_day", record.samples[:, n], {"units": records.unit_of(channel)})
    about = {
        "title": record.title,
        "recipe": json.dumps(record.recipe),
        "Conventions": "CF-1.11",
        "task": record.view.task,
    }
    places = {"time_day": time, "muscle": list(record.view.muscles), "body_muscle": list(record.view.body)}
    made: Dataset = xarray.Dataset(series, coords=places, attrs=about)
    return made


def _of_sweep(folder: Path) -> Dataset:
    xarray = _xarray()
    table = store.read(folder)
    columns = {}
    for field in table.schema:
        values = table[field.name].to_numpy(zero_copy_only=False)
        plain = np.array([str(v or "") for v in values]) if values.dtype == object else values
        unit = (field.metadata or {}).get(b"unit", b"").decode()
        columns[field.name] = ("run", plain, {"units": unit} if unit else {})
    about = {"manifest": json.dumps(told_json(folder / store.MANIFEST))}
    made: Dataset = xarray.Dataset(columns, attrs=about)
    return made


def _table_of(folder: Path, what: Held) -> Path:
    return (folder / what.name).with_suffix(".csv")


def _of_answer(folder: Path, what: Held) -> Dataset:
    """The table of an answer, its JSON in an attribute: numbers as numbers (an empty cell is none), the rest as text."""
    xarray = _xarray()
    rows = list(csv.DictReader(read_text(_table_of(folder, what)).splitlines()))
    columns = {}
    for name in rows[0] if rows else ():
        cells = [row[name] for row in rows]
        try:
            columns[name] = ("row", np.array([float(cell) if cell else np.nan for cell in cells]))
        except ValueError:
            columns[name] = ("row", np.array(cells))
    about = {"command": what.command, "answer": json.dumps(told_json(folder / what.name))}
    made: Dataset = xarray.Dataset(columns, attrs=about)
    return made


def write_netcdf(found: Dataset, path: str | Path) -> Path:
    """A dataset as a netCDF file, whole or not at all; the path."""
    with whole(path) as temporary:
        found.to_netcdf(temporary, engine="h5netcdf")
    return Path(path)


def crate(folder: str | Path, out: str | Path) -> list[str]:
    """Pack a run, sweep or answer as an RO-Crate 1.2 that others can read without us; the names of its files.

    Beside the files of the folder it holds netCDF, the muscle graph as GraphML and the scenario as TOML,
    and how it was made: program, version, command. It is there whole or not at all. Raises ValueError where the folder is
    none of ours, or where `out` holds something.
    """
    try:
        from rocrate.model.softwareapplication import SoftwareApplication
        from rocrate.rocrate import ROCrate
    except ImportError:
        raise ValueError(f"share needs an extra that is not installed: {EXTRA}") from None
    source, target, what = Path(folder), Path(out), held(folder)
    if Path(os.path.realpath(target)).is_relative_to(os.path.realpath(source)):
        raise ValueError(f"{target}: it lies in what is packed; it needs another folder")
    if target.exists() and any(target.iterdir()):
        raise ValueError(f"{target}: it holds something already; choose another folder with --out")
    packed = ROCrate(version="1.2")
    packed.name = f"agonist {what.kind} {Path(os.path.realpath(source)).name}"
    packed.description = f"Made by: {what.command}" if what.command else "A sweep; its manifest holds the design."
    packed.license = LICENCE
    with contextlib.ExitStack() as stack:
        room = stack.enter_context(_workroom(target))
        (kept := room / "files").mkdir()
        with nothing_run():
            names = _copied(source, kept) + _besides(source, kept, what)
        files = [packed.add_file(kept / n, n, properties=_media(n)) for n in names]
        version = {"name": "agonist", "version": package_version(), "license": LICENCE}
        program = packed.add(
            SoftwareApplication(packed, "#agonist", properties={"@type": "SoftwareApplication", **version})
        )
        about = {"name": what.command or "agonist sweep", "description": "the command that makes these files again"}
        packed.add_action(program, identifier="#made", result=files, properties=about)
        packed.write(room / "crate")
        if target.is_dir():  # an empty one
            target.rmdir()
        (room / "crate").rename(target)
    return [*names, "ro-crate-metadata.json"]


@contextlib.contextmanager
def _workroom(target: Path) -> Iterator[Path]:
    """A new folder beside the target that vanishes."""
    target.absolute().parent.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.absolute().parent))
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _media(name: str) -> dict[str, str]:
    media = MEDIA.get(Path(name).suffix)
    return {"encodingFormat": media} if media else {}


def _copied(source: Path, kept: Path) -> list[str]:
    """The files of a folder, without kept lives, hidden ones and links, which may lead anywhere."""
    names = []
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        if (
            path.is_file()
            and not path.is_symlink()
            and name.parts[0] != "lives"
            and not any(part.startswith(".") for part in name.parts)
        ):
            (kept / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, kept / name)
            names.append(name.as_posix())
    return names


def _besides(source: Path, kept: Path, what: Held) -> list[str]:
    """What is added for those who do not have us: netCDF, the graph, the scenario."""
    names = []
    name = {"run": "series.nc", "sweep": "runs.nc"}.get(what.kind, "table.nc")
    if what.kind != "answer" or _table_of(source, what).is_file():
        write_netcdf(dataset(source), kept / name)
        names.append(name)
    if what.kind == "sweep":
        with contextlib.suppress(ValueError):  # of an earlier version: its manifest does not hold them
            for name, text in texts_of(source).items():
                write_whole(kept / f"{Path(name).name}.toml", text)
                names.append(f"{Path(name).name}.toml")
    if what.kind == "answer":
        graphs_of = importlib.import_module("agonist.experiments.instruments.graphs").graphs_of
        for name, graph in graphs_of(told_json(source / what.name), source):
            save_graph(graph, kept / f"graph-{name}.graphml")
            names.append(f"graph-{name}.graphml")
    if what.scenario:
        own = source / f"{what.scenario}{ENDING}"
        try:
            scenario = without_rules(own if own.is_file() else what.scenario)
            graph = resolve(scenario).subject.graph
        except (ValueError, OSError):  # tables of somebody's own may not lie here any more
            return names
        save_graph(graph, kept / "graph.graphml")
        names.append("graph.graphml")
        if not own.is_file():
            write_whole(kept / "scenario.toml", scenario.toml())
            names.append("scenario.toml")
    return names
