"""What lies in a folder made again: a run and an answer by their command, a sweep by its manifest; and both compared."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as compute

from agonist.experiments.kept import ENDING, with_kept
from agonist.experiments.sharing import Held, held, told_json
from agonist.experiments.sweeps import store
from agonist.experiments.sweeps.retold import of_folder, python_of
from agonist.experiments.sweeps.run import run_sweep
from agonist.model.compiler.jit import source_hash
from agonist.model.keys import flag
from agonist.model.own.files import nothing_run
from agonist.model.reading import read_toml

VOLATILE = ("cost", "command", "cite")  # of an answer's JSON: what it took, and how it was asked
DRAWN = (".png", ".svg")
MADE_AGAIN = (
    "run", "cohort", "loop", "map", "phase", "basin", "threshold", "ablate", "sensitivity", "vulnerable", "treat", "fit", "synergies",
    "warning",
)  # fmt: skip


class Again(NamedTuple):
    """A folder made again: how, where, and the files (of a sweep: columns) that are the same and that differ."""

    command: str
    folder: Path
    same: tuple[str, ...]
    different: tuple[str, ...]
    note: str = ""  # what else a reader must know
    gone: tuple[str, ...] = ()  # files that the command writes and the folder no longer holds


def again(folder: str | Path, out: str | Path, trust: bool = False) -> Again:
    """Make what lies in a folder (or a crate) again, by its own command or manifest, and hold both beside each other.

    Numbers and figures are compared, not what it took. Raises ValueError where there is no command, and where it asks for
    Python from a file (`--rule`, an own learner, a scenario with rules) that is not trusted.
    """
    what, target, trust = held(folder), Path(out), flag("trust", trust)
    if os.path.realpath(target) == os.path.realpath(folder):
        raise ValueError(f"--out {target}: this is what is held against it; it needs another folder")
    with contextlib.nullcontext() if trust else nothing_run():  # what is looked for before is only told better
        return (
            _sweep_again(Path(folder), target, trust)
            if what.kind == "sweep"
            else _made_again(what, Path(folder), target, trust)
        )


def _made_again(what: Held, folder: Path, target: Path, trust: bool) -> Again:
    """A run or an answer made again by its command."""
    words = with_kept(_command(what.command, f"{folder}: {what.name}"), folder, what.scenario)
    if not trust and (foreign := _python(words)):
        raise ValueError(f"{folder}: its command runs Python from {foreign}; if you trust who made it: --trust")
    before = _stamps(target)
    _carry_out([*_without_out(words), "--out", str(target)])
    after = _stamps(target)
    made = [name for name in after if after[name] != before.get(name)]  # what lay there from another time is none of it
    return _beside(what.command, folder, target, made)


def _command(command: str, place: str) -> list[str]:
    """The words of a command after `agonist`. Raises ValueError where it is none that makes a folder."""
    try:
        words = shlex.split(command, comments=True)
    except ValueError:
        words = []
    if len(words) < 2 or words[0] != "agonist" or words[1] not in MADE_AGAIN:
        raise ValueError(f"{place} names no command that can be carried out here")
    return words[1:]


def _carry_out(words: list[str]) -> None:
    """Run a command in silence. Raises ValueError with its last line where it does not end well."""
    from agonist.experiments import cli

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = cli.main(words)
    if status not in (0, 1):
        raise ValueError(f"{shlex.join(['agonist', *words])}: {said.getvalue().strip().splitlines()[-1]}")


def _beside(command: str, folder: Path, target: Path, made: list[str]) -> Again:
    """The files of a folder beside those that were made again."""
    kept = _names(folder)
    names = [name for name in kept if name in made]
    same = tuple(name for name in names if _alike(folder / name, target / name))
    drawn = any(Path(name).suffix in DRAWN for name in kept)  # or nobody asked for figures
    gone = tuple(name for name in made if name not in kept and (drawn or Path(name).suffix not in DRAWN))
    return Again(command, target, same, tuple(name for name in names if name not in same), gone=gone)


def _sweep_again(folder: Path, target: Path, trust: bool) -> Again:
    """All runs of a sweep lived again from its manifest; the rows that the folder holds are compared column by column."""
    if not trust and (foreign := python_of(folder)):
        raise ValueError(f"{folder}: its runs ask Python from {foreign}; if you trust who made it: --trust")
    before = store.read(folder)
    summary = run_sweep(of_folder(folder), target)
    if not summary.complete:
        raise ValueError(
            f"{target}: {summary.parts_before + summary.parts_made} of {summary.parts} parts are there; go on"
        )
    after = store.read(target)
    after = after.take(before["RunId"])  # of a sweep that was stopped: the runs that there are
    known = [name for name in before.column_names if name in after.column_names]
    same = {name for name in known if _told_alike(before[name], after[name])}
    manifest = store.read_manifest(folder) or {}
    note = (
        ""
        if manifest.get("model_source") == source_hash()
        else "the folder was written by another version of the model"
    )
    return Again(
        f"the manifest of the sweep ({before.num_rows:,} of {summary.runs:,} runs were there)",
        target,
        tuple(name for name in before.column_names if name in same),
        tuple(name for name in before.column_names if name not in same),
        note,
    )


def _told_alike(first: pa.ChunkedArray, second: pa.ChunkedArray) -> bool:
    """Whether two columns hold the same: nothing is nothing, NaN is NaN, and a list holds what it holds."""
    if pa.types.is_list(first.type):
        lengths = (compute.list_value_length(each) for each in (first, second))
        return next(lengths).equals(next(lengths)) and _told_alike(*(compute.list_flatten(c) for c in (first, second)))
    if not pa.types.is_floating(first.type):
        return bool(first.equals(second))
    gaps = [compute.is_nan(each) for each in (first, second)]
    told = [compute.if_else(gap, None, each) for gap, each in zip(gaps, (first, second), strict=True)]
    return bool(gaps[0].equals(gaps[1]) and told[0].equals(told[1]))


def _python(words: list[str]) -> str:
    """The file of Python that a command asks for, itself or by the rules of its scenario; empty where there is none."""
    for word in words:
        path = word.rpartition("=")[2]
        if ".py" in path:
            return path.rpartition(":")[0] or path
        if path.endswith(ENDING) and Path(path).is_file() and "rules" in read_toml(Path(path)):
            return path
    return ""


def _without_out(words: list[str]) -> list[str]:
    kept, skip = [], False
    for word in words:
        if not skip and word != "--out" and not word.startswith("--out=") and word != "--json":
            kept.append(word)
        skip = word == "--out"
    return kept


def _stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """The files of a folder, and what changes when one is written anew."""
    stats = {name: (folder / name).stat() for name in _names(folder)}
    return {name: (found.st_ino, found.st_mtime_ns) for name, found in stats.items()}


def _names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and "lives" not in p.parts)


def _alike(first: Path, second: Path) -> bool:
    """Whether two files say the same; of a JSON file, without what it took."""
    if first.suffix == ".json":
        one, other = (told_json(path) for path in (first, second))
        return bool(_lasting(one) == _lasting(other))
    return first.read_bytes() == second.read_bytes()


def _lasting(value: object) -> Any:
    return {k: v for k, v in value.items() if k not in VOLATILE} if isinstance(value, Mapping) else value
