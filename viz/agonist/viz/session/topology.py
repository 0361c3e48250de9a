"""The body as the view reads it: muscles, joints, tasks, links, and the blocks of numbers in a row."""

from __future__ import annotations

from typing import Any

from agonist.model.body.wiring import Structure
from agonist.model.layout import AREAS

CROSSING_SHOWN = 0.02  # part of the excitability that a joint must be able to take for a link to be drawn


def blocks_of(structure: Structure) -> tuple[tuple[str, int], ...]:
    """Names and sizes of the parts of a row, in order."""
    names = structure.names
    n, m, t, j = len(names.muscles), len(names.members), len(names.tasks), len(names.joints)
    return (
        ("day", 1),
        ("activation", n), ("excitability", n), ("fatigued", n), ("hurt", n), ("strength", n), ("tightness", n),
        ("share", m), ("drive", m), ("act", m), ("fast", m), ("slow", m), ("onset", m), ("effort", t), ("failed", t),
        ("effusion_ml", j), ("pain", j), ("reflex", n), ("fibre", n), ("size", n), ("strains", n),
        ("torque_max", t), ("voluntary", t), ("hazard", n), ("episodes", j), ("rests", t), ("beat", 1),
    )  # fmt: skip


def side_of(name: str) -> str:
    """`right`, `left`, or empty for what has no side."""
    end = name.rpartition("_")[2]
    return end if end in ("left", "right") else ""


def _tasks(structure: Structure) -> list[dict[str, Any]]:
    names, wiring, start = structure.names, structure.wiring, structure.start["members"]
    found = []
    for t, name in enumerate(names.tasks):
        members = [
            {
                "muscle": int(wiring.member_muscle[u]),
                "slot": u,
                "role": "agonist" if start[u, AREAS["members"].arm_m] > 0.0 else "antagonist",
                "share0": round(float(start[u, AREAS["members"].capacity_share]), 5),
            }
            for u in range(int(wiring.member_first[t]), int(wiring.member_first[t + 1]))
        ]
        found.append({"name": name, "members": members})
    return found


def _links(structure: Structure) -> list[dict[str, Any]]:
    """Links between muscles, the strongest over all tasks, and from joints to the muscles they inhibit."""
    wiring = structure.wiring
    strongest: dict[tuple[int, int], tuple[float, str]] = {}
    kinds = (
        ("antagonist", wiring.opposed_first, wiring.opposed_source, wiring.opposed_weight),
        ("synergist", wiring.helped_first, wiring.helped_source, wiring.helped_weight),
    )
    for kind, first, source, weight in kinds:
        for u in range(len(first) - 1):
            for k in range(int(first[u]), int(first[u + 1])):
                pair = int(wiring.member_muscle[source[k]]), int(wiring.member_muscle[u])
                strongest[pair] = max(strongest.get(pair, (0.0, kind)), (float(weight[k]), kind))
    links: list[dict[str, Any]] = [
        {"from": a, "to": b, "kind": kind, "weight": round(w, 4)} for (a, b), (w, kind) in strongest.items() if a != b
    ]
    return sorted(links, key=lambda link: link["weight"]) + _crossings(structure)


def _crossings(structure: Structure) -> list[dict[str, Any]]:
    names, start, x = structure.names, structure.start["crossings"], AREAS["crossings"]
    return [
        {
            "from": names.joints.index(joint),
            "to": names.muscles.index(muscle),
            "kind": "crossing",
            "weight": float(gain),
        }
        for u, (joint, muscle) in enumerate(names.crossings)
        if (gain := max(start[u, x.gain_fluid], start[u, x.gain_pain])) > CROSSING_SHOWN
    ]


def topology_of(structure: Structure, blocks: tuple[tuple[str, int], ...]) -> dict[str, Any]:
    """The message that opens a run in the view."""
    names = structure.names
    return {
        "muscles": [{"name": m, "side": side_of(m)} for m in names.muscles],
        "joints": [{"name": j, "side": side_of(j)} for j in names.joints],
        "tasks": _tasks(structure),
        "links": _links(structure),
        "blocks": [list(b) for b in blocks],
        "width": sum(size for _, size in blocks),
    }
