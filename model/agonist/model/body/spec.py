"""Which body a scenario asks for: one that ships, one from a folder of tables, or a graph."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from agonist.model.body import anatomy, graph, tables
from agonist.model.body.subject import Subject
from agonist.model.body.tasks import task_names
from agonist.model.keys import closed, file, names, real, table, text
from agonist.model.reading import read_bytes


@dataclass(frozen=True)
class BodySpec:
    """Which body: a table of anatomy, a graph file or a scheme, its sides, and how compartments are treated.

    A scheme is `muscles` of 1 N by their arms (m; below 0 against it) on one `joint` with one task, ``pull``.

    `tables` is the folder of a body of one's own, `graph` a file. What lies there tells bodies apart, not where it lies,
    so the path is no part of what a scenario says of itself; `digest` is.
    """

    model: str = "rlu2023"
    sides: tuple[str, ...] = ("right",)
    split: tuple[str, ...] = ()
    graph: str = field(default="", repr=False)
    tables: str = field(default="", repr=False)
    muscles: tuple[tuple[str, float], ...] = ()
    joint: str = "joint"

    @property
    def label(self) -> str:
        """What a body is called: its model, the file of its graph, or a scheme of so many muscles."""
        if self.muscles:
            return f"scheme of {len(self.muscles)}"
        return Path(self.graph).name if self.graph else self.model

    def digest(self) -> str:
        """Digest of the files that the body is made from, 16 hexadecimal digits; empty for a body that ships."""
        if self.tables:
            return tables.digest(Path(self.tables))
        if self.graph and Path(self.graph).is_file():
            return hashlib.blake2b(read_bytes(Path(self.graph)), digest_size=8).hexdigest()
        return ""


def subject_of(spec: BodySpec, tasks: tuple[str, ...], named: tuple[tuple[str, bool], ...] = ()) -> Subject:
    """The body of a specification, wired for these tasks; made anew where one of its files has changed.

    For a muscle or group of `named` that the tasks do not ask for, the task that it serves most is wired besides; where it
    is named with true, also for one that only opposes them. A group is read whole: its muscles that are still missing
    bring the tasks that they serve.

    Raises ValueError, with one line, for an unknown body or task and for broken files.
    """
    digest = spec.digest()
    found = _subject(spec, tasks, digest)
    idle = {True: found.idle_names | found.opposing_names, False: found.idle_names}
    wired = {*tasks, *(task for name, works in named if name in idle[works] if (task := _served(spec, name, digest)))}
    for group in (name for name, works in named if not works):
        for muscle in _subject(spec, tuple(sorted(wired)), digest).lacking(group):
            wired |= {task} if (task := _served(spec, muscle, digest)) else set()
    return found if wired == {*tasks} else _subject(spec, tuple(sorted(wired)), digest)


@cache
def _served(spec: BodySpec, name: str, digest: str) -> str:
    """The task in which a muscle or group holds the largest share of the capacity; empty where it serves none."""
    best, most = "", 0.0
    for task in task_names(Path(spec.tables) if spec.tables else None):
        try:
            one = _subject(spec, (task,), digest)
            mine = set(one.muscles(name))
        except ValueError:  # the body has no axis or muscle for it
            continue
        edges = [d for m, _, d in one.graph.edges(data=True) if m in mine and d.get("capacity_nm", 0.0) > 0.0]
        share = sum(float(d["capacity_share"]) for d in edges)
        best, most = (task, share) if share > most else (best, most)
    return best


@cache
def _subject(spec: BodySpec, tasks: tuple[str, ...], digest: str) -> Subject:
    if spec.muscles:
        return Subject.of(graph.simple(dict(spec.muscles), joint=spec.joint))
    if spec.graph:
        return Subject.of(graph.read(Path(spec.graph)), digest=digest)
    split = "all" if spec.split == ("all",) else spec.split
    folder = Path(spec.tables) if spec.tables else anatomy.FOLDER
    source = anatomy.load(spec.model, sides=spec.sides, split=split, folder=folder)
    return Subject.of(graph.build(source, tasks), source, digest)


IDLE = {"muscles": ("model", "sides", "split"), "graph": ("model", "sides", "split", "joint"), "": ("joint",)}


def _check_idle(place: str, given: Mapping[str, object], kind: str) -> None:
    """Raise ValueError for a key that this kind of body does not ask: it would be taken and change nothing."""
    idle = next((key for key in IDLE[kind] if key in given), None)
    if idle is not None:
        why = f"a body from {kind} has its own" if kind else "it names the joint of a scheme, and there are no muscles"
        raise ValueError(f"{place}, {idle}: {why}; take the key out")


BODY_KEYS = {"model", "sides", "split", "graph", "tables", "muscles", "joint"}
MOST_MUSCLES = 600  # of a scheme


def read_body(place: str, given: Mapping[str, object], folder: Path) -> BodySpec:
    """The body of a scenario from its table; files are looked for in `folder`. Raises ValueError with one line."""
    closed(place, given, BODY_KEYS)
    files = {key: file(f"{place}, {key}", given.get(key, "")) for key in ("graph", "tables")}
    if all(files.values()):
        raise ValueError(f"{place}: graph and tables are two ways to name a body; keep one of them")
    sides = names(f"{place}, sides", given.get("sides", ["right"]))
    if not sides or not set(sides) <= {"left", "right"}:
        raise ValueError(f"{place}, sides = {list(sides)!r}; it needs ['left'], ['right'] or ['left', 'right']")
    muscles = table(f"{place}, muscles", given.get("muscles", {}))
    if len(muscles) > MOST_MUSCLES or (muscles and any(files.values())):
        raise ValueError(f"{place}, muscles: a scheme has at most {MOST_MUSCLES} muscles, and no graph or tables")
    _check_idle(place, given, "muscles" if muscles else "graph" if files["graph"] else "")
    return BodySpec(
        text(f"{place}, model", given.get("model", "rlu2023")),
        tuple(sorted(set(sides))),
        names(f"{place}, split", given.get("split", [])),
        **{key: str((folder / name).absolute()) if name else "" for key, name in files.items()},
        muscles=tuple(sorted((n, real(f"{place}, muscles, {n}", arm, -10.0, 10.0)) for n, arm in muscles.items())),
        joint=text(f"{place}, joint", given.get("joint", "joint")),
    )
