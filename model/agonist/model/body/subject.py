"""One body to run: its anatomy, its graph and what was compiled from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx

from agonist.model.body.groups import groups_of
from agonist.model.body.tasks import task_names
from agonist.model.body.wiring import Structure, compile_graph
from agonist.model.layout import AREAS
from agonist.model.parameters import nearest
from agonist.model.reading import quoted, shown

SIDES = ("left", "right")


def _check_side(name: str, side: str) -> None:
    """Raise ValueError for a name of one side where the other one is asked for."""
    own = name.rpartition("_")[2]
    if own in SIDES and side in SIDES and own != side:
        raise ValueError(f"{shown(name)} is on the {own}, and side is {side!r}; say one of them")


def _sided(name: str, side: str) -> tuple[str, ...]:
    return tuple(f"{name}_{s}" for s in (SIDES if side == "both" else (side,)))


@dataclass(frozen=True)
class Subject:
    """Anatomy (None for a body that is only a graph), graph and compiled structure of one body.

    `digest` tells the files that it was made from, where it was made from files of one's own. `own` are parts of a
    user's own that its lives and assessments ask.
    """

    anatomy: Any
    graph: nx.MultiDiGraph
    structure: Structure
    digest: str = ""
    own: tuple[Any, ...] = ()  # rules, learner and units of a user's own, as `agonist.model.own.Part`

    @classmethod
    def of(cls, graph: nx.MultiDiGraph, anatomy: object = None, digest: str = "") -> Subject:
        """Compile a graph. Raises ValueError where it holds no task."""
        return cls(anatomy, graph, compile_graph(graph), digest)

    def resting(self, area: str, unit: object, variable: str) -> float:
        """The value of an input when nothing holds: the start of a healthy life."""
        row = self.structure.names.units(area).index(unit)
        return float(self.structure.start[area][row, getattr(AREAS[area], variable)])

    def _named(self, kind: str, known: tuple[str, ...], name: str, side: str) -> tuple[str, ...]:
        _check_side(name, side)
        if name in known:
            return (name,)
        wanted = _sided(name, side)
        found = tuple(k for k in known if k in wanted)
        if not found:
            plain = sorted({k.removesuffix("_left").removesuffix("_right") for k in known})
            plain += [*self.groups, *sorted(self.idle_names)] if kind == "muscle" else []
            if kind == "muscle" and (name in self.idle or name in self.idle_names):
                raise ValueError(
                    f"muscle {quoted(name)} takes no part in the tasks of this life ({', '.join(self.structure.names.tasks)}); "
                    "give a task that it serves"
                )
            if kind == "task" and name.removesuffix(f"_{side}") in task_names():
                here = ", ".join(dict.fromkeys(plain))
                raise ValueError(
                    f"task {quoted(name)} is none of this life ({here}); practise it, or name it under `tasks`"
                )
            if name in self.groups and side == "both":
                raise ValueError(f"no muscle of {quoted(name)} takes part in the tasks of this life")
            if name in plain:
                raise ValueError(f"the body has no {side} {name}, only the other side")
            raise ValueError(f"unknown {kind} {quoted(name)} ({side}); {nearest(name, plain, 'agonist bodies BODY')}")
        return found

    @cached_property
    def idle(self) -> frozenset[str]:
        """Names of the muscles that the tables have and the tasks do not ask for, with and without side and compartment."""
        every = self.anatomy.muscles if self.anatomy is not None else ()
        idle = [m for m in every if m.name not in self.structure.names.muscles]
        return frozenset(name for m in idle for name in (m.name, m.anatomical_name, f"{m.anatomical_name}_{m.side}"))

    @cached_property
    def idle_names(self) -> frozenset[str]:
        """Muscles of the tables that the tasks do not ask for, and groups of which they ask for none, by plain name."""
        every = self.anatomy.muscles if self.anatomy is not None else ()
        plain = {m.anatomical_name for m in every}
        wired = {self.graph.nodes[m].get("anatomical_name") for m in self.structure.names.muscles}
        return frozenset(
            (plain - wired) | {g for g in groups_of(self.anatomy, plain) if g not in self.groups} if every else ()
        )

    def lacking(self, group: str) -> tuple[str, ...]:
        """Muscles of a group that the tables have and the tasks do not ask for, by plain name; empty for no group."""
        every = self.anatomy.muscles if self.anatomy is not None and group in self.groups else ()
        whole = groups_of(self.anatomy, {m.anatomical_name for m in every}).get(group, ()) if every else ()
        return tuple(m for m in whole if m not in self.groups[group])

    @cached_property
    def opposing_names(self) -> frozenset[str]:
        """Muscles that only oppose the tasks, and groups of such muscles, by plain name."""
        edges, nodes = self.graph.edges(data=True), self.graph.nodes
        working = {nodes[m]["anatomical_name"] for m, _, d in edges if d.get("capacity_nm", 0.0) > 0.0}
        plain = {nodes[m]["anatomical_name"] for m in self.structure.names.muscles}
        groups = {g for g, members in self.groups.items() if not working & set(members)}
        return frozenset((plain - working) | groups if self.anatomy is not None else ())

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Groups of muscles by name, as anatomical names that the body has."""
        nodes = self.graph.nodes
        return groups_of(self.anatomy, {nodes[m].get("anatomical_name", m) for m in self.structure.names.muscles})

    def muscles(self, name: str, side: str = "both") -> tuple[str, ...]:
        """Muscles by full name, by anatomical name and side (all its compartments), or by the name of a group."""
        known = self.structure.names.muscles
        plain, _, own = name.rpartition("_")
        if own in SIDES and plain in self.groups:
            _check_side(name, side)
            name, side = plain, own
        wanted = SIDES if side == "both" else (side,)
        named = self.groups.get(name, (name,))
        parts = tuple(
            m
            for m in known
            if self.graph.nodes[m].get("anatomical_name") in named and self.graph.nodes[m].get("side") in wanted
        )
        return parts or self._named("muscle", known, name, side)

    def joints(self, name: str, side: str = "both") -> tuple[str, ...]:
        """Joints by full name, or by plain name and side."""
        return self._named("joint", self.structure.names.joints, name, side)

    def tasks(self, name: str, side: str = "both") -> tuple[str, ...]:
        """Tasks by full name, or by plain name and side."""
        return self._named("task", self.structure.names.tasks, name, side)
