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
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as pq

from agonist.experiments.files import write_whole
from agonist.experiments.sweeps.columns import Column
from agonist.experiments.sweeps.spec import Sweep, SweepError
from agonist.model.compiler.jit import source_hash

MANIFEST = "manifest.json"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
ABANDONED_S = 3600.0


class DiskFull(SweepError):
    """There is no room for a part; nothing was left half-written."""


def sweep_id(sweep: Sweep, columns: Sequence[Column]) -> str:
    """Identity of a sweep: 16 hexadecimal digits over the request, the columns and the model's source."""
    text = json.dumps([sweep.canonical(), [list(c) for c in columns], source_hash()], sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def recipe(sweep: Sweep, columns: Sequence[Column]) -> dict[str, Any]:
    """What it takes to make the table again; stands in the manifest and in every part."""
    return {
        "sweep_id": sweep_id(sweep, columns),
        "sweep": sweep.canonical(),
        "runs": sweep.runs,
        "parts": sweep.parts,
        "columns": [list(column) for column in columns],
        "model_source": source_hash(),
        "python": platform.python_version(),
        "pyarrow": pa.__version__,
    }


def write_or_say_full(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises DiskFull, with one line, where there is no room."""
    try:
        write_whole(path, content)
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull(f"{path.parent}: no room for {path.name} ({len(content):,} bytes)") from None
        raise


class Store:
    """The folder of one sweep, opened for its columns. Holds no state of its own: safe to send to a worker."""

    def __init__(self, folder: Path, sweep: Sweep, columns: Sequence[Column]) -> None:
        self.folder, self.columns = folder, tuple(columns)
        self.recipe = recipe(sweep, columns)
        self.id = str(self.recipe["sweep_id"])

    def open(self) -> None:
        """Make the folder and its manifest, or check that it holds this very sweep.

        Raises SweepError if it holds another one, or cannot be written.
        """
        try:
            (self.folder / "parts").mkdir(parents=True, exist_ok=True)
            (self.folder / "failed").mkdir(exist_ok=True)
        except OSError as error:
            raise SweepError(f"{self.folder}: cannot be made ({error.strerror})") from None
        known = read_manifest(self.folder)
        if known is None:
            write_or_say_full(self.folder / MANIFEST, json.dumps(self.recipe, indent=1, sort_keys=True).encode())
        elif known["sweep_id"] != self.id:
            raise SweepError(f"{self.folder}: {_difference(known, self.recipe)}; use a new folder")
        self._sweep_up()

    def _sweep_up(self) -> None:
        """Remove what writers left behind when they were killed; nobody writes at one part for an hour."""
        for path in self.folder.rglob(".*.tmp"):
            with contextlib.suppress(FileNotFoundError):  # another process has just done so, or renamed it
                if time.time() - path.stat().st_mtime > ABANDONED_S:
                    path.unlink()

    def path(self, part: int) -> Path:
        """Where a part stands once it is whole."""
        return self.folder / "parts" / f"part-{part:07d}-{self.id}.parquet"

    def done(self) -> set[int]:
        """Numbers of the parts that are there."""
        names = os.listdir(self.folder / "parts")
        found = (re.fullmatch(rf"part-(\d+)-{self.id}\.parquet", name) for name in names)
        return {int(match[1]) for match in found if match}

    def write(self, part: int, table: pa.Table) -> int:
        """Write a part whole or not at all; bytes written."""
        content = parquet(table)
        write_or_say_full(self.path(part), content)
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
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder; None where there is none. Raises SweepError if it is not one of ours."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise SweepError(f"{folder / MANIFEST}: is not the manifest of a sweep ({error})") from None
    if not isinstance(manifest, dict) or not {"sweep_id", "sweep", "columns", "model_source"} <= set(manifest):
        raise SweepError(f"{folder / MANIFEST}: is not the manifest of a sweep")
    return manifest


def known_columns(folder: Path, sweep: Sweep) -> list[Column] | None:
    """Columns from the manifest, if the folder holds this sweep and this model; else None."""
    known = read_manifest(folder)
    if known is None or known["sweep"] != sweep.canonical() or known["model_source"] != source_hash():
        return None
    return [Column(*column) for column in known["columns"]]


def _difference(known: dict[str, Any], asked: dict[str, Any]) -> str:
    keys = sorted(key for key in asked["sweep"] if known["sweep"].get(key) != asked["sweep"][key])
    what = f"another {', '.join(keys)}" if keys else "another version of the model"
    return f"holds sweep {known['sweep_id']}, this is {asked['sweep_id']} ({what})"


def read(folder: str | Path) -> pa.Table:
    """All rows of a sweep, in the order of their RunId, with units and recipe in the metadata.

    Raises SweepError if the folder holds no sweep.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    paths = sorted((folder / "parts").glob(f"part-*-{manifest['sweep_id']}.parquet")) if manifest else []
    if not paths:
        raise SweepError(f"{folder}: holds no part of a sweep")
    return pa.concat_tables([pq.ParquetFile(path).read() for path in paths])


def failed_runs(folder: str | Path) -> int:
    """Runs among the written ones that failed."""
    paths = (Path(folder) / "parts").glob("part-*.parquet")
    statuses = (pq.ParquetFile(path).read(columns=["status"])["status"] for path in paths)
    return sum(compute.sum(compute.equal(status, "failed")).as_py() or 0 for status in statuses)


def digest(folder: str | Path) -> str:
    """Hash of every value of a sweep: equal for a sweep that was interrupted and for one that was not."""
    table = read(folder).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema.remove_metadata()) as writer:
        writer.write_table(table, max_chunksize=1 << 16)
    return hashlib.sha256(sink.getvalue()).hexdigest()
