"""Which body a scenario asks for: one that ships, one from a folder of tables, or a graph."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from agonist.model.body import anatomy, graph, tables
from agonist.model.body.subject import Subject
from agonist.model.reading import read_bytes


@dataclass(frozen=True)
class BodySpec:
    """Which body: a table of anatomy or a graph file, its sides, and how compartments are treated.

    `tables` is the folder of a body of one's own, `graph` a file. What lies there tells bodies apart, not where it lies,
    so the path is no part of what a scenario says of itself; `digest` is.
    """

    model: str = "rlu2023"
    sides: tuple[str, ...] = ("right",)
    split: tuple[str, ...] = ()
    graph: str = field(default="", repr=False)
    tables: str = field(default="", repr=False)

    def digest(self) -> str:
        """Digest of the files that the body is made from, 16 hexadecimal digits; empty for a body that ships."""
        if self.tables:
            return tables.digest(Path(self.tables))
        if self.graph and Path(self.graph).is_file():
            return hashlib.blake2b(read_bytes(Path(self.graph)), digest_size=8).hexdigest()
        return ""


def subject_of(spec: BodySpec, tasks: tuple[str, ...]) -> Subject:
    """The body of a specification, wired for these tasks; made anew where one of its files has changed.

    Raises ValueError, with one line, for an unknown body or task and for broken files.
    """
    return _subject(spec, tasks, spec.digest())


@cache
def _subject(spec: BodySpec, tasks: tuple[str, ...], digest: str) -> Subject:
    if spec.graph:
        return Subject.of(graph.read(Path(spec.graph)), digest=digest)
    split = "all" if spec.split == ("all",) else spec.split
    folder = Path(spec.tables) if spec.tables else anatomy.FOLDER
    source = anatomy.load(spec.model, sides=spec.sides, split=split, folder=folder)
    return Subject.of(graph.build(source, tasks), source, digest)
