"""Who is a member of which task, who inhibits whom: the muscle graph as index arrays.

A `Wiring` is what a stage needs to walk the graph; it holds structure only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import networkx as nx
import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


class Wiring(NamedTuple):
    """Index arrays; `x_first[i]:x_first[i + 1]` are the entries that belong to unit `i`."""

    member_first: Ints  # [tasks + 1]
    member_muscle: Ints  # [members]
    member_task: Ints  # [members]
    learner_first: Ints  # [tasks + 1]
    learner: Ints  # members that pull along their task: an antagonist has nothing to learn there
    opposed_first: Ints  # [members + 1] antagonist links onto a member
    opposed_source: Ints
    opposed_weight: Floats
    opposed_like: Ints  # [members] the first member that has the very same antagonists
    helped_first: Ints  # [members + 1] the pool that inhibits a member: agonist and synergist links, and itself
    helped_source: Ints
    helped_weight: Floats
    helped_like: Ints  # [members] the first member that has the very same pool
    module_like: Ints  # [members] the first agonist of the task that the very same joints act on; an antagonist itself
    fellow_first: Ints  # [members + 1] the same muscle in other tasks, of those that learn
    fellow: Ints
    crossing_first: Ints  # [muscles + 1]
    crossing_joint: Ints
    crossing_muscle: Ints
    guard_first: Ints  # [joints + 1] crossings of a joint
    guard: Ints
    mirror: Ints  # [muscles] the same muscle on the other side, or -1
    axis_first: Ints  # [tasks + 1]
    axis_arm: Floats  # [axes, members]
    task_joint_first: Ints  # [tasks + 1] joints that a task moves
    task_joint: Ints
    limb_first: Ints  # [muscles + 1] other joints of the limb that a muscle belongs to
    limb_joint: Ints
    joints: int
    tasks: int


class Names(NamedTuple):
    """The names behind the indices, in canonical order."""

    joints: tuple[str, ...]
    muscles: tuple[str, ...]
    tasks: tuple[str, ...]
    members: tuple[tuple[str, str], ...]  # (task, muscle)
    crossings: tuple[tuple[str, str], ...]  # (joint, muscle)
    axes: tuple[tuple[str, str], ...]  # (task, axis)
    owners: tuple[str, ...]  # [muscles] the joint at which each has its longest arm

    def units(self, area: str) -> tuple[Any, ...]:
        """The names of the units of an area; the parameter table is one unit."""
        return ("table",) if area == "parameters" else getattr(self, area)


def nodes(graph: nx.MultiDiGraph, kind: str) -> tuple[str, ...]:
    """Names of the nodes of one kind, sorted: the canonical order of everything."""
    return tuple(sorted(n for n, k in graph.nodes(data="kind") if k == kind))


def _edges(graph: nx.MultiDiGraph, key: str) -> list[tuple[str, str, dict[str, Any]]]:
    found = [(a, b, data) for a, b, k, data in graph.edges(keys=True, data=True) if k == key]
    return sorted(found, key=lambda e: (e[1], e[0]))


def names_of(graph: nx.MultiDiGraph) -> Names:
    """The units of a graph, area by area, in canonical order."""
    drives = _edges(graph, "drives")
    axes = sorted({(t, a[4:]) for _, t, data in drives for a in data if a.startswith("arm_") and a != "arm_m"})
    return Names(
        nodes(graph, "joint"),
        nodes(graph, "muscle"),
        nodes(graph, "task"),
        tuple((task, muscle) for muscle, task, _ in drives),
        tuple((joint, muscle) for joint, muscle, _ in _edges(graph, "inhibits")),
        tuple(axes),
        tuple(str(graph.nodes[m].get("joint", "")) for m in nodes(graph, "muscle")),
    )


def _first(owners: Iterable[int], count: int) -> Ints:
    counts = np.bincount(np.array(list(owners), dtype=np.intp), minlength=count)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _links(
    graph: nx.MultiDiGraph, names: Names, types: tuple[str, ...], more: Iterable[tuple[int, int, float]] = ()
) -> tuple[Ints, Ints, Floats]:
    index = {pair: u for u, pair in enumerate(names.members)}
    rows = list(more)
    for source, target, task, data in graph.edges(keys=True, data=True):
        if data.get("type") in types and (task, source) in index and (task, target) in index:
            rows.append((index[task, target], index[task, source], float(data["weight"])))
    rows.sort()
    return (
        _first((r[0] for r in rows), len(names.members)),
        np.array([r[1] for r in rows], dtype=np.int64),
        np.array([r[2] for r in rows], dtype=np.float64),
    )


def _pool(graph: nx.MultiDiGraph, names: Names, learners: list[int]) -> tuple[Ints, Ints, Floats]:
    """Who inhibits whom among the agonists of a task; a muscle's own motoneurons are part of the pool."""
    own = [(u, u, float(graph.edges[(*names.members[u][::-1], "drives")].get("capacity_share", 0.0))) for u in learners]
    first, source, weight = _links(graph, names, ("agonist", "synergist"), own)
    target = np.repeat(np.arange(len(names.members)), np.diff(first).astype(np.intp))
    common = {t: _common(graph, t) for t in names.tasks}
    part = [
        common[names.members[u][0]](names.members[u][1], names.members[s][1])
        for u, s in zip(target, source, strict=True)
    ]
    return first, source, weight * np.array(part, dtype=np.float64)


def _common(graph: nx.MultiDiGraph, task: str) -> Callable[[str, str], float]:
    """How far two muscles of a task are of one pool: what the second does about the axes that the first helps.

    ``sum_j q_ij (w_j r_kj)+ / (r_k sum_j q_ij)``, q the parts of a muscle's help, r_k its arm along the task; 1 where a
    task wants one axis.
    """
    output = {k.removeprefix("output_"): float(v) for k, v in graph.nodes[task].items() if k.startswith("output_")}
    wanted = [axis for axis, weight in output.items() if weight != 0.0]
    if len(wanted) < 2:
        return lambda one, other: 1.0
    helps: dict[str, Floats] = {}
    for muscle, _, kind, facts in graph.in_edges(task, keys=True, data=True):
        if kind == "drives":
            helps[muscle] = np.array([max(0.0, output[a] * float(facts.get(f"arm_{a}", 0.0))) for a in wanted])

    def shared(one: str, other: str) -> float:
        mine, arm = helps[one], float(graph.edges[other, task, "drives"]["arm_m"])
        whole = float(mine.sum())
        return float(mine @ helps[other]) / (whole * arm) if whole > 0.0 and arm > 0.0 else 0.0

    return shared


def _first_alike(first: Ints, source: Ints, weight: Floats) -> Ints:
    """For each member the first one with the same links: what they sense is summed up once."""
    seen: dict[bytes, int] = {}
    edges = zip(first[:-1], first[1:], strict=True)
    keys = (source[a:b].tobytes() + weight[a:b].tobytes() for a, b in edges)
    return np.array([seen.setdefault(key, u) for u, key in enumerate(keys)], dtype=np.int64)


def _modules(names: Names, learners: list[int]) -> Ints:
    """For each member the first one of its module: agonists of a task that the same joints act on."""
    acting = {m: tuple(j for j, other in names.crossings if other == m) for m in names.muscles}
    seen: dict[Any, int] = {}
    return np.array(
        [seen.setdefault((task, acting[m]), u) if u in learners else u for u, (task, m) in enumerate(names.members)],
        dtype=np.int64,
    )


def _axis_arms(graph: nx.MultiDiGraph, names: Names) -> Floats:
    arms = np.zeros((max(1, len(names.axes)), len(names.members)))
    for a, (task, axis) in enumerate(names.axes):
        for u, (of, muscle) in enumerate(names.members):
            if of == task:
                arms[a, u] = graph.edges[muscle, task, "drives"].get(f"arm_{axis}", 0.0)
    return arms


def _task_joints(graph: nx.MultiDiGraph, names: Names) -> tuple[Ints, Ints]:
    index = {j: n for n, j in enumerate(names.joints)}
    rows = [
        (t, index[j])
        for t, task in enumerate(names.tasks)
        for j in graph.nodes[task].get("joints", "").split()
        if j in index
    ]
    return _first((r[0] for r in rows), len(names.tasks)), np.array([r[1] for r in rows], dtype=np.int64)


def _limbs(graph: nx.MultiDiGraph, names: Names) -> tuple[Ints, Ints]:
    """Joints of a muscle's limb, and those of the midline that it hangs on, that have no link of their own to it.

    A back that hurts spares both legs: de Sousa et al. 2019 (14 studies: hip abductors, hip and knee extensors weaker in back pain).
    """
    own = set(names.crossings)
    side = {joint: str(graph.nodes[joint].get("side", "")) for joint in names.joints}
    rows = [
        (i, n)
        for i, (muscle, owner) in enumerate(zip(names.muscles, names.owners, strict=True))
        for n, joint in enumerate(names.joints)
        if side[joint] in ("", side.get(owner, "")) and (joint, muscle) not in own
    ]
    return _first((r[0] for r in rows), len(names.muscles)), np.array([r[1] for r in rows], dtype=np.int64)


def wiring_of(graph: nx.MultiDiGraph, names: Names) -> Wiring:
    """The index arrays of a graph."""
    learners = [u for u, (t, m) in enumerate(names.members) if float(graph.edges[m, t, "drives"]["arm_m"]) > 0.0]
    antagonists, pool = _links(graph, names, ("antagonist",)), _pool(graph, names, learners)
    joint_first, task_joint = _task_joints(graph, names)
    limb_first, limb_joint = _limbs(graph, names)
    axes = _first((_numbers(names.tasks)[t] for t, _ in names.axes), len(names.tasks))
    return Wiring(
        **_members(names, learners),
        **_named("opposed", antagonists),
        opposed_like=_first_alike(*antagonists),
        **_named("helped", pool),
        helped_like=_first_alike(*pool),
        module_like=_modules(names, learners),
        **_crossings(names),
        mirror=_mirror(graph, names),
        axis_first=axes,
        axis_arm=_axis_arms(graph, names),
        task_joint_first=joint_first,
        task_joint=task_joint,
        limb_first=limb_first,
        limb_joint=limb_joint,
        joints=len(names.joints),
        tasks=len(names.tasks),
    )


def _numbers(names: Iterable[object]) -> dict[Any, int]:
    """The index of each name."""
    return {name: n for n, name in enumerate(names)}


def _whole(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _named(kind: str, links: tuple[Ints, Ints, Floats]) -> dict[str, Any]:
    """Links onto members as fields of a wiring."""
    return dict(zip((f"{kind}_first", f"{kind}_source", f"{kind}_weight"), links, strict=True))


def _members(names: Names, learners: list[int]) -> dict[str, Any]:
    """Whose member is of which task, who of them learns, and who is the same muscle in another task."""
    muscle, task = _numbers(names.muscles), _numbers(names.tasks)
    fellows = [(u, w) for u in learners for w in learners if u != w and names.members[u][1] == names.members[w][1]]
    return {
        "member_first": _first((task[t] for t, _ in names.members), len(task)),
        "member_muscle": _whole(muscle[m] for _, m in names.members),
        "member_task": _whole(task[t] for t, _ in names.members),
        "learner_first": _first((task[names.members[u][0]] for u in learners), len(task)),
        "learner": _whole(learners),
        "fellow_first": _first((u for u, _ in fellows), len(names.members)),
        "fellow": _whole(w for _, w in fellows),
    }


def _crossings(names: Names) -> dict[str, Any]:
    """Which joint and which muscle a crossing is of, in the order of muscles, and the same in that of joints."""
    muscle, joint = _numbers(names.muscles), _numbers(names.joints)
    return {
        "crossing_first": _first((muscle[m] for _, m in names.crossings), len(muscle)),
        "crossing_joint": _whole(joint[j] for j, _ in names.crossings),
        "crossing_muscle": _whole(muscle[m] for _, m in names.crossings),
        "guard_first": _first((joint[j] for j, _ in names.crossings), len(joint)),
        "guard": _whole(sorted(range(len(names.crossings)), key=lambda x: names.crossings[x])),
    }


def _mirror(graph: nx.MultiDiGraph, names: Names) -> Ints:
    """The same muscle on the other side, or -1."""
    muscle, mirror = _numbers(names.muscles), np.full(len(names.muscles), -1, dtype=np.int64)
    for a, b, _ in _edges(graph, "mirror"):
        mirror[muscle[a]], mirror[muscle[b]] = muscle[b], muscle[a]
    return mirror
