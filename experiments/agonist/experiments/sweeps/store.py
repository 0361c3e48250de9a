"""A sweep on disk: a manifest and Parquet parts in one folder. The listing of the folder is the only state.

A part is written to a hidden temporary name, flushed to the disk and then renamed, so it is whole or not there. Its
name carries the identity of the sweep: a hash of what was asked, of the columns and of the model's source. Two writers
of one part write the same rows, so nothing needs a lock.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import platform
import re
import stat
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as pq

from agonist.experiments.files import claim, write_whole
from agonist.experiments.sweeps.columns import TYPES, Column
from agonist.experiments.sweeps.keys import TOLD, told
from agonist.experiments.sweeps.spec import Sweep, SweepError
from agonist.model.compiler.jit import source_hash
from agonist.model.reading import is_there, parsed_json, quoted, read_text

MANIFEST = "manifest.json"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
ABANDONED_S = 3600.0
ROWS_BY = ("columns.py", "designs.py", "spec.py", "worker.py")
LEFT = re.compile(r"\.(part-\d{7}(-[0-9a-f]{16}\.parquet|\.txt)|manifest\.json)\.\d+\.[0-9a-f]{12}\.tmp")


class DiskFull(SweepError):
    """There is no room for a part; nothing was left half-written."""


def sweep_id(sweep: Sweep, columns: Sequence[Column]) -> str:
    """Identity of a sweep: 16 hexadecimal digits over the request, the columns and the model's source."""
    text = json.dumps([sweep.canonical(), [list(c) for c in columns], source_hash(), rows_source()], sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@cache
def rows_source() -> str:
    """Digest of the sources that decide what stands in a row besides the model: designs, columns, spec, worker."""
    found = hashlib.blake2b(digest_size=8)
    for name in ROWS_BY:
        found.update(Path(__file__).with_name(name).read_bytes())
    return found.hexdigest()


def recipe(sweep: Sweep, columns: Sequence[Column]) -> dict[str, Any]:
    """What it takes to make the table again; stands in the manifest and in every part."""
    return {
        "sweep_id": sweep_id(sweep, columns),
        "sweep": sweep.canonical(),
        "runs": sweep.runs,
        "parts": sweep.parts,
        "columns": [list(column) for column in columns],
        "model_source": source_hash(),
        "sweep_source": rows_source(),
        "python": platform.python_version(),
        "pyarrow": pa.__version__,
    }


def write_or_say_full(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises DiskFull, with one line, where there is no room."""
    try:
        write_whole(path, content)
    except OSError as error:
        raise _full(error, path, content) from None


def _full(error: OSError, path: Path, content: bytes) -> OSError | DiskFull:
    """The same error, or, where there was no room, DiskFull with a line that says so."""
    if error.errno not in FULL:
        return error
    return DiskFull(f"{path.parent}: no room for {path.name} ({len(content):,} bytes)")


class Store:
    """The folder of one sweep, opened for its columns. Holds no state of its own: safe to send to a worker."""

    def __init__(self, folder: Path, sweep: Sweep, columns: Sequence[Column]) -> None:
        self.folder, self.columns = folder, tuple(columns)
        self.recipe = recipe(sweep, columns)
        self.id = str(self.recipe["sweep_id"])
        self.keys = told(sweep)

    def open(self) -> None:
        """Make the folder and its manifest, or check that it holds this very sweep.

        Raises SweepError if it holds another one, or cannot be written.
        """
        try:
            (self.folder / "parts").mkdir(parents=True, exist_ok=True)
            (self.folder / "failed").mkdir(exist_ok=True)
        except OSError as error:
            raise SweepError(f"{self.folder}: cannot be made ({error.strerror})") from None
        if not self._claimed():
            known = read_manifest(self.folder)
            if known is None or known["sweep_id"] != self.id:
                said = _difference(known, self.recipe) if known else "its manifest has just gone"
                raise SweepError(f"{self.folder}: {said}; use a new folder")
        self._sweep_up()

    def _claimed(self) -> bool:
        """Whether the manifest is now ours and new; of two sweeps that meet on a new folder one gets it."""
        path = self.folder / MANIFEST
        if path.exists():
            return False
        said = {**self.recipe, TOLD: self.keys} if self.keys else self.recipe
        content = json.dumps(said, indent=1, sort_keys=True).encode()
        try:
            return claim(path, content)
        except OSError as error:
            raise _full(error, path, content) from None

    def restore(self) -> None:
        """Write the manifest again where it has gone: the folder was removed while the sweep ran."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._claimed()

    def _sweep_up(self) -> None:
        """Remove what writers of sweeps left behind when they were killed; nobody writes at one part for an hour.

        Only files that carry a name of ours, in the folders that are ours: `--out` may be a folder with other things.
        """
        for folder in (self.folder, self.folder / "parts", self.folder / "failed"):
            for name in os.listdir(folder):
                if LEFT.fullmatch(name):
                    with contextlib.suppress(FileNotFoundError):  # another process has just done so, or renamed it
                        found = (folder / name).lstat()
                        if stat.S_ISREG(found.st_mode) and abs(time.time() - found.st_mtime) > ABANDONED_S:
                            (folder / name).unlink()

    def path(self, part: int) -> Path:
        """Where a part stands once it is whole."""
        return self.folder / "parts" / f"part-{part:07d}-{self.id}.parquet"

    def done(self) -> set[int]:
        """Numbers of the parts that are there, by their names."""
        try:
            names = os.listdir(self.folder / "parts")
        except FileNotFoundError:
            return set()
        found = (re.fullmatch(rf"part-(\d{{7}})-{self.id}\.parquet", name) for name in names)
        return {int(match[1]) for match in found if match}

    def faults(self, parts: Iterable[int]) -> dict[int, str]:
        """What is wrong with those of these parts that are not whole, or hold other rows than their own."""
        found = ((part, fault_of(self.path(part), self.recipe, part)) for part in parts)
        return {part: fault for part, fault in found if fault}

    def write(self, part: int, table: pa.Table) -> int:
        """Write a part whole or not at all, in place of what is none and bears its name; bytes written."""
        path, content = self.path(part), parquet(table)
        if path.exists() and not path.is_file():
            path.unlink()
        write_or_say_full(path, content)
        self._failure(part).unlink(missing_ok=True)
        return len(content)

    def fail(self, part: int, text: str) -> None:
        """Keep the traceback of a part that could not be made, or of runs in it that failed."""
        write_or_say_full(self._failure(part), text.encode())

    def _failure(self, part: int) -> Path:
        return self.folder / "failed" / f"part-{part:07d}.txt"


def parquet(table: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file (zstd)."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue()


def part_of(path: Path, recipe: Mapping[str, Any], part: int) -> pa.Table:
    """The rows of a part, once its footer, number of rows, checksums and RunIds are found right.

    A file that claims other rows is not read. Raises ValueError that says what is wrong.
    """
    first = part * recipe["sweep"]["rows_per_part"]
    last = min(first + recipe["sweep"]["rows_per_part"], recipe["runs"])
    columns = [[name, TYPES[kind], unit] for name, kind, unit in recipe["columns"]]
    try:
        check_regular(path)
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            about = json.loads((file.schema_arrow.metadata or {}).get(b"agonist", b"{}"))
            if file.metadata.num_rows != last - first or about.get("sweep_id") != recipe["sweep_id"]:
                raise ValueError(f"it holds {file.metadata.num_rows:,} rows of sweep {about.get('sweep_id')}")
            if [[f.name, f.type, (f.metadata or {}).get(b"unit", b"").decode()] for f in file.schema_arrow] != columns:
                raise ValueError("its columns are not those of the manifest")
            if _lasting(about) != _lasting({key: recipe.get(key) for key in about}):
                raise ValueError("its recipe is not that of the manifest")
            table = file.read()
            ids = table["RunId"].to_numpy()
    except (pa.ArrowException, OSError, ValueError, LookupError, TypeError, AttributeError, MemoryError) as error:
        raise ValueError(f"is damaged ({' '.join(str(error).split())[:120]})") from None
    if not np.array_equal(ids, np.arange(first, last)):
        raise ValueError("is damaged (it holds rows of another part)")
    return table


def _lasting(about: Mapping[str, object]) -> str:
    """A recipe without the versions that may differ between the machines of one sweep, as text."""
    return json.dumps({k: v for k, v in about.items() if k not in ("python", "pyarrow")}, sort_keys=True)


def check_regular(path: Path) -> None:
    """Raise ValueError for what is no file: a folder, a device, or a pipe, which would be waited for."""
    if not path.is_file():
        raise ValueError("it is no regular file")


def fault_of(path: Path, recipe: Mapping[str, object], part: int) -> str:
    """What is wrong with the file of a part (see `part_of`); empty if it is whole and holds this part's rows."""
    try:
        part_of(path, recipe, part)
    except ValueError as error:
        return str(error)
    return ""


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder; None where there is none. Raises SweepError if it is not one of ours."""
    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        manifest: dict[str, object] = parsed_json(read_text(path), str(path))
        if not _is_manifest(manifest):
            raise ValueError("it lacks what a sweep writes there")
    except ValueError as error:
        said = str(error).removeprefix(f"{path}: ")
        raise SweepError(f"{path}: is not the manifest of a sweep ({said}); use a new folder") from None
    return manifest


def _is_manifest(found: object) -> bool:
    """Whether a value holds all that is looked up in a manifest, in its types."""
    types = {"sweep_id": str, "sweep": dict, "columns": list, "model_source": str, "runs": int, "parts": int}
    return (
        isinstance(found, dict)
        and all(isinstance(found.get(key), kind) for key, kind in types.items())
        and re.fullmatch(r"\w+", found["sweep_id"]) is not None
        and type(found["sweep"].get("rows_per_part")) is int
        and all(isinstance(c, list) and len(c) == 3 and all(isinstance(w, str) for w in c) for c in found["columns"])
        and all(c[1] in TYPES for c in found["columns"])
    )


def known_columns(folder: Path, sweep: Sweep) -> list[Column] | None:
    """Columns from the manifest, if the folder holds this sweep, this model and these designs; else None."""
    known = read_manifest(folder)
    if known is None or known["sweep"] != sweep.canonical() or known["model_source"] != source_hash():
        return None
    if known.get("sweep_source") != rows_source():
        return None
    return [Column(*column) for column in known["columns"]]


def _difference(known: dict[str, Any], asked: dict[str, Any]) -> str:
    keys = sorted(key for key in asked["sweep"] if known["sweep"].get(key) != asked["sweep"][key])
    other = "the model" if known["model_source"] != asked["model_source"] else "the code of sweeps"
    what = f"another {', '.join(keys)}" if keys else f"another version of {other}"
    return f"holds sweep {known['sweep_id']}, this is {asked['sweep_id']} ({what})"


def part_paths(folder: Path) -> list[Path]:
    """The parts of the sweep that a folder holds, in order; those of other sweeps are not its own."""
    manifest = read_manifest(folder)
    return sorted((folder / "parts").glob(f"part-{'[0-9]' * 7}-{manifest['sweep_id']}.parquet")) if manifest else []


def strangers(folder: Path) -> list[str]:
    """Names of tables among the parts of a sweep that are none of them: copies, and parts of others."""
    own = part_paths(folder)
    there = sorted((folder / "parts").glob("*.parquet")) if own else []
    return [path.name for path in there if path not in own and not path.name.startswith((".", "_"))]


def read(folder: str | Path) -> pa.Table:
    """All rows of a sweep, in the order of their RunId, with units and recipe in the metadata.

    Raises SweepError, with one line, if the folder holds no sweep, or names the part that is damaged.
    """
    if not isinstance(folder, str | Path):
        raise SweepError(f"folder = {quoted(folder)}; it needs the path of a folder")
    folder = Path(folder)
    paths, recipe, tables = part_paths(folder), read_manifest(folder) or {}, []
    if not paths:
        above = next((f for f in (folder.parent, folder.parent.parent) if is_there(f / MANIFEST)), None)
        raise SweepError(f"{folder}: holds no part of a sweep{f'; read {above}' if above is not None else ''}")
    for path in paths:
        try:
            tables.append(part_of(path, recipe, int(path.name.split("-")[1])))
        except ValueError as error:
            raise SweepError(f"{path}: {error}; run the sweep again to make this part anew") from None
    return pa.concat_tables(tables)


def failed_runs(folder: str | Path) -> int:
    """Runs among the written ones of the sweep of a folder that failed. Raises SweepError that names a damaged part."""
    failed = 0
    for path in part_paths(Path(folder)):
        try:
            check_regular(path)
            status = pq.ParquetFile(path).read(columns=["status"])["status"]
        except (pa.ArrowException, OSError, ValueError, LookupError) as error:
            raise SweepError(f"{path}: is damaged ({' '.join(str(error).split())[:120]}); make it anew") from None
        failed += compute.sum(compute.equal(status, "failed")).as_py() or 0
    return failed


def digest(folder: str | Path) -> str:
    """Hash of every value of a sweep: equal for a sweep that was interrupted and for one that was not."""
    table = read(folder).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema.remove_metadata()) as writer:
        writer.write_table(table, max_chunksize=1 << 16)
    return hashlib.sha256(sink.getvalue()).hexdigest()
