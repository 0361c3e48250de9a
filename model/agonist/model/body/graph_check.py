"""What a graph file must hold: kinds, names, and values that a body can have; and how it keeps them in other programs."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import networkx as nx

from agonist.model.body.plausible import FIBRE_M, FORCE_N, LENGTH, check_same_unit
from agonist.model.limits import limits, told
from agonist.model.parameters import nearest
from agonist.model.reading import is_number, quoted

NEEDED: dict[str, tuple[str, ...]] = {
    "muscle": ("anatomical_name", "side", "force_max_n", "l_opt_m"),
    "joint": (),
    "task": ("capacity_nm",),
}
AREA = {"muscle": "muscles", "joint": "joints", "task": "tasks", "drives": "members", "inhibits": "crossings"}
DRIVE = ("arm_m", "length", "cos_pennation", "capacity_nm", "capacity_share")
ENDS = {
    "drives": ("muscle", "task"),
    "inhibits": ("joint", "muscle"),
    "mirror": ("muscle", "muscle"),
    "link": ("muscle", "muscle"),
}
EDGES: dict[str, tuple[str, ...]] = {
    "drives": DRIVE,
    "inhibits": ("gain_fluid", "gain_pain"),
    "mirror": (),
    "link": ("type", "weight"),
}
TYPES = ("agonist", "synergist", "antagonist")
TEXTS = ("anatomical_name", "side", "type", "joint", "joints", "group", "compartment", "role", "text", "mark")
MARKS = ("kind", "task", "id", "key")  # what tells an edge from others, and holds nothing of the body
PULLS = {"prime": 1.0, "helper": 1.0, "antagonist": -1.0}  # sign of the arm by role
PREFIXES = ("posture_", "output_", "shift_", "part_", "arm_")
OF_PREFIX = {"arm_": (-2.0, 2.0), "posture_": (-360.0, 360.0)}  # arms of toy bodies are 1 m; those in mm are refused
SIDES = ("left", "right", "")
ADDED = 1e-6  # of shares that add up to 1
ALIKE = 0.85  # of a name that was meant to be another
BOUNDS = {
    "force_max_n": FORCE_N,
    "l_opt_m": FIBRE_M,
    "length": LENGTH,
    "cos_pennation": (0.01, 1.0),
    "capacity_share": (0.0, 1.0 + 1e-9),
    "weight": (0.0, 1.0 + 1e-9),
    "gain_fluid": (-1.0, 1.0),
    "gain_pain": (-1.0, 1.0),
    "wound": (0.0, 2.0),
    "aged": (0.0, 1.0),
    "heals": (0.0, 1.0),
}
WORDS = {"side": SIDES, "role": (*PULLS, "")}
ANY = (-math.inf, math.inf)
RENUMBERED = re.compile(r"n?\d+(::n?\d+)*", re.ASCII)


def marked(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """A copy in which nodes carry their name, edges their kind and task, so that no program can lose them."""
    copy = nx.MultiDiGraph(**graph.graph)
    copy.add_nodes_from((name, {**facts, "name": name}) for name, facts in graph.nodes(data=True))
    for source, target, key, facts in graph.edges(keys=True, data=True):
        kind = {"kind": key} if key in ENDS else {"kind": "link", "task": key}
        copy.add_edge(source, target, key, **facts, **kind)
    return copy


def restored(graph: nx.Graph, place: str) -> nx.MultiDiGraph:
    """The graph without these marks, its nodes and edges called by them. Raises ValueError, with one line."""
    if not graph.is_directed():
        raise ValueError(f"{place}: its edges have no direction; muscles drive tasks and joints inhibit muscles")
    names = {node: _name(node, facts, place) for node, facts in graph.nodes(data=True)}
    found = nx.MultiDiGraph()
    found.graph.update(graph.graph)
    for node, facts in graph.nodes(data=True):
        if names[node] in found:
            raise ValueError(f"{place}: two nodes are called {quoted(names[node])}; each needs its own name")
        found.add_node(names[node])
        found.nodes[names[node]].update({key: value for key, value in _said(facts) if key != "name"})
    edges = (
        graph.edges(keys=True, data=True)
        if graph.is_multigraph()
        else ((*e[:2], None, e[2]) for e in graph.edges(data=True))
    )
    for source, target, key, facts in edges:
        kind, at = _kind(key, facts), f"{place}: edge from {quoted(names[source])} to {quoted(names[target])}"
        if kind is None:
            raise ValueError(f"{at} lacks 'kind'; it is one of {', '.join(ENDS)}")
        if source == target:
            raise ValueError(f"{at}: it ends where it begins; take it out")
        if found.has_edge(names[source], names[target], kind):
            raise ValueError(f"{at}: {quoted(kind)} stands twice; keep one of them")
        found.add_edge(names[source], names[target], kind)
        found.edges[names[source], names[target], kind].update({k: v for k, v in _said(facts) if k not in MARKS})
    return found


def _name(node: object, facts: Mapping[str, object], place: str) -> str:
    """The name of a node: its attribute where a program has numbered the nodes anew."""
    name = facts.get("name", node)
    if not isinstance(name, str) or not name:
        raise ValueError(f"{place}: node {quoted(node)} has the name {quoted(name)}; it needs a text")
    if name != node and not RENUMBERED.fullmatch(str(node)):
        raise ValueError(f"{place}: node {quoted(node)} has the name {quoted(name)}; make them the same")
    return name


def _said(facts: Mapping[str, object]) -> list[tuple[str, Any]]:
    """The attributes that hold something: programs fill columns that a node has no value for."""
    return [(str(key), value) for key, value in facts.items() if value is not None]


def _kind(key: object, facts: Mapping[str, object]) -> str | None:
    """The key of an edge: its kind, or the task of a link; of a file without kinds the key that it has."""
    kind = facts.get("kind")
    if kind is None:
        return key if isinstance(key, str) and not RENUMBERED.fullmatch(key) else None
    task = facts.get("task")
    if kind == "link":
        return task if isinstance(task, str) else None
    return kind if isinstance(kind, str) and kind in ENDS else None


def check(graph: nx.MultiDiGraph, place: str = "graph") -> None:
    """Make numbers of texts that are numbers, and raise ValueError, in one line, for what no body can be."""
    for name, facts in graph.nodes(data=True):
        kind = facts.get("kind")
        if not isinstance(kind, str) or kind not in NEEDED:
            raise ValueError(f"{place}: node {quoted(name)} has kind {quoted(kind)}; it needs {', '.join(NEEDED)}")
        _check_facts(facts, NEEDED[kind], kind, f"{place}: {kind} {quoted(name)}")
        named = name.rpartition("_")[2]
        if named and named in SIDES and (facts.get("side") or named) != named:
            raise ValueError(
                f"{place}: {kind} {quoted(name)} has side = {quoted(facts['side'])}; its name says {named}"
            )
    kinds = dict(graph.nodes(data="kind"))
    muscles = {n: (f["force_max_n"], f["l_opt_m"]) for n, f in graph.nodes(data=True) if f["kind"] == "muscle"}
    check_same_unit(muscles, place)
    for source, target, key, facts in graph.edges(keys=True, data=True):
        where = f"{place}: edge {quoted(key)} from {quoted(source)} to {quoted(target)}"
        kind = key if key in ENDS else "link"
        if (kinds[source], kinds[target]) != ENDS[kind]:
            right = " to a ".join(ENDS[kind])
            raise ValueError(f"{where} goes from a {kinds[source]} to a {kinds[target]}; it needs a {right}")
        _check_facts(facts, EDGES[kind], kind, where)
        if kind == "link" and facts["type"] not in TYPES:
            raise ValueError(f"{where}: type = {quoted(facts['type'])}; it needs {', '.join(TYPES)}")
        if kind == "link" and kinds.get(key) != "task":
            raise ValueError(f"{where}: there is no task of this name")
        _check_signs(graph, (source, target, key), where)
    _check_parts(graph, place)
    _check_layers(graph, place)
    _check_shares(graph, place)


def _check_layers(graph: nx.MultiDiGraph, place: str) -> None:
    """Raise ValueError for links of several tasks of which a program has kept one for each two muscles."""
    links = [edge for edge in graph.edges(keys=True) if edge[2] not in ENDS]
    if len({pair[:2] for pair in links}) < len(links):
        return
    serves = {m: {task for _, task, key in graph.out_edges(m, keys=True) if key == "drives"} for m, _, _ in links}
    for source, target, task in links:
        if other := sorted((serves[source] & serves.get(target, set())) - {task}):
            raise ValueError(
                f"{place}: from {quoted(source)} to {quoted(target)} stands the link of {quoted(task)} and none of "
                f"{quoted(other[0])}, and so everywhere: a program has kept one edge of several between two nodes; "
                "keep them all (in networkx a MultiDiGraph, in Gephi no merging)"
            )


def _check_parts(graph: nx.MultiDiGraph, place: str) -> None:
    """Raise ValueError for a muscle that does nothing, and for a joint that is named and is not there."""
    joints = {n for n, kind in graph.nodes(data="kind") if kind == "joint"}
    busy = {m for m, _, key in graph.edges(keys=True) if key == "drives"}

    def known(joint: str) -> str:
        return nearest(joint, sorted(joints)) if joints else "it has none"

    for name, facts in graph.nodes(data=True):
        where = f"{place}: {facts['kind']} {quoted(name)}"
        if facts["kind"] == "muscle" and name not in busy and graph.graph.get("idle") != "kept":
            raise ValueError(f"{where}: it takes part in no task; give it an edge 'drives', or take it out")
        named = facts.get("joints", "").split() if facts["kind"] == "task" else [facts.get("joint", "")]
        for joint in filter(None, named):
            if not {joint, f"{joint}_{facts.get('side', '')}"} & joints:
                raise ValueError(f"{where}: there is no joint {quoted(joint)}; {known(joint)}")


def _check_shares(graph: nx.MultiDiGraph, place: str) -> None:
    """Raise ValueError where the muscles of one side of a task are said to do more than the whole of it."""
    sums: dict[tuple[str, bool], float] = {}
    for _, task, key, facts in graph.edges(keys=True, data=True):
        if key == "drives":
            side = (task, facts["capacity_nm"] < 0.0)
            sums[side] = sums.get(side, 0.0) + facts["capacity_share"]
    for (task, against), found in sums.items():
        if found > 1.0 + ADDED:
            who = "that oppose it" if against else "that work for it"
            raise ValueError(
                f"{place}: task {quoted(task)}: the shares of the muscles {who} add up to {found:.4g}; they are parts of 1"
            )


def _check_signs(graph: nx.MultiDiGraph, edge: tuple[str, str, str], where: str) -> None:
    """Raise ValueError where a role or a link contradicts the arms: an antagonist turns the other way."""
    source, target, key = edge
    facts = graph.edges[edge]
    if key == "drives":
        pull = PULLS.get(str(facts.get("role")), 0.0) * _arm(facts)
        if pull < 0.0:
            raise ValueError(f"{where}: role = {facts['role']!r} and arm_m = {facts['arm_m']} contradict each other")
    elif key not in ENDS:
        for muscle in (source, target):
            if not graph.has_edge(muscle, key, "drives"):
                raise ValueError(
                    f"{where}: {muscle} takes no part in this task; give it an edge 'drives', or take this one out"
                )
        arms = [_arm(graph.edges[m, key, "drives"]) for m in (source, target)]
        if arms[0] * arms[1] * (-1.0 if facts["type"] == "antagonist" else 1.0) < 0.0:
            way = "the same way" if facts["type"] == "antagonist" else "different ways"
            raise ValueError(f"{where}: type = {facts['type']!r}, but their arms turn {way}")


def _arm(facts: Mapping[str, Any]) -> float:
    """An arm in m, 0 where it is no number: that is said where the edge itself is checked."""
    try:
        return float(facts.get("arm_m", 0.0))
    except (TypeError, ValueError):
        return 0.0


def _check_facts(facts: dict[str, Any], needed: tuple[str, ...], kind: str, where: str) -> None:
    """Check what a node or an edge holds: everything that is needed, and in every number a number that can be."""
    for name in needed:
        if name not in facts:
            raise ValueError(f"{where} lacks {name!r}")
    units = limits(AREA[kind]) if kind in AREA else {}
    for name, value in facts.items():
        if name in TEXTS:
            if not isinstance(value, str):
                raise ValueError(f"{where}: {name} = {quoted(value)}; it needs a text")
            if value not in (allowed := WORDS.get(name, (value,))):
                raise ValueError(
                    f"{where}: {name} = {quoted(value)}; it needs {', '.join(filter(None, allowed))} or nothing"
                )
        elif name not in needed and name not in units and value != value:
            continue  # a program that fills gaps: `igraph` writes NaN where a node has no such number
        elif name in needed or name in units or name in BOUNDS or name.startswith(PREFIXES):
            facts[name] = _number(value, name, units.get(name, ANY), where)
        elif meant := get_close_matches(name, [*needed, *units, *TEXTS], 1, ALIKE):
            raise ValueError(f"{where}: {name} is read by nobody; did you mean {meant[0]!r}?")


def _number(value: Any, name: str, usual: tuple[float, float], where: str) -> float:
    """A number within what a body can have, also from the text that a program made of it."""
    low, high = BOUNDS.get(name) or OF_PREFIX.get(f"{name.partition('_')[0]}_") or usual
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            pass
    if not is_number(value) or not low <= value <= high:
        said = told(low, high)
        right = said if said.startswith("a number") else f"a number {said}"
        raise ValueError(f"{where}: {name} = {quoted(value)}; it needs {right}")
    return float(value)
