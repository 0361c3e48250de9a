"""What a question is about, when the user does not say: the muscle that the plan inhibits most, the windows of the scenario."""

from __future__ import annotations

import warnings
from typing import Any

from agonist.model.keys import text
from agonist.model.measures import helpers
from agonist.model.reading import quoted
from agonist.model.scenario import Resolved

NAMED = 4  # muscles in a warning
JOINT_CAUSES = ("effusion_ml", "pain", "inflow_ml_day", "pain_source_day")


class OneOfSeveral(UserWarning):
    """Several muscles are inhibited alike, and one of them is asked about."""


def capacity_shares(resolved: Resolved) -> dict[str, float]:
    """Share of the capacity of the watched task by muscle, healthy, for those that work for it."""
    graph, task = resolved.subject.graph, resolved.watch
    muscles = helpers(resolved.subject.structure, task)
    return {m: float(graph.edges[m, task, "drives"]["capacity_share"]) for m in muscles}


def inhibited(resolved: Resolved) -> dict[str, float]:
    """Largest part of its excitability that the plan takes from a muscle, directly or through a joint that hurts."""
    lost: dict[str, float] = {}
    for impulse in resolved.impulses:
        if impulse.area == "muscles" and impulse.variable == "inhibition":
            _raise(lost, impulse.unit, impulse.value)
        if impulse.area == "joints" and impulse.variable in JOINT_CAUSES and impulse.value > 0.0:
            for muscle, gain in _gains(resolved, impulse.unit).items():
                _raise(lost, muscle, gain)
    return lost


def _gains(resolved: Resolved, joint: str) -> dict[str, float]:
    """Largest gain with which the afferents of a joint inhibit each muscle."""
    edges: Any = resolved.subject.graph.out_edges(joint, keys=True, data=True)
    return {
        muscle: max(facts["gain_fluid"], facts["gain_pain"]) for _, muscle, key, facts in edges if key == "inhibits"
    }


def _raise(lost: dict[str, float], muscle: str, part: float) -> None:
    lost[muscle] = max(lost.get(muscle, 0.0), float(part))


def windows_of(resolved: Resolved) -> tuple[str, ...]:
    """Names of the windows that are compared, in order. Raises ValueError where the scenario names none."""
    if not resolved.windows:
        raise ValueError(f"{resolved.scenario.name}: it has no windows; add [windows] with before and after")
    return tuple(resolved.windows)


def focus(resolved: Resolved, asked: str | None = None) -> str:
    """The muscle of the watched task that a question is about.

    `asked` is a full name, or an anatomical name where the task has one such muscle. Without it: the muscle that the
    plan inhibits most, else the one with the largest share of capacity; where several are inhibited alike (a group) it is
    the largest of them, and a warning says so. Raises ValueError for another name.
    """
    if asked is not None:
        return _asked(resolved, text("muscle", asked), tuple(capacity_shares(resolved)))
    found, lost = most_inhibited(resolved), inhibited(resolved)
    alike = [m for m in capacity_shares(resolved) if m != found and 0.0 < lost.get(m, 0.0) == lost[found]]
    if alike:
        names = ", ".join(alike[:NAMED]) + (f" and {len(alike) - NAMED} more" if len(alike) > NAMED else "")
        said = f"{resolved.scenario.name} inhibits {names} as much; this asks about {found} alone, the largest of them"
        warnings.warn(f"{said} (another: --muscle, muscle=)", OneOfSeveral, stacklevel=2)
    return found


def most_inhibited(resolved: Resolved) -> str:
    """The muscle of the watched task that the plan inhibits most; of several, or where it inhibits none, the largest."""
    shares, lost = capacity_shares(resolved), inhibited(resolved)
    return max(shares, key=lambda muscle: (lost.get(muscle, 0.0), shares[muscle]))


def _asked(resolved: Resolved, asked: str, known: tuple[str, ...]) -> str:
    place = f"{resolved.scenario.name}: muscle"
    try:
        named = resolved.subject.muscles(asked)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None
    found = [muscle for muscle in named if muscle in known]
    if len(found) != 1:
        what = "does not work for" if not found else f"is {' and '.join(found)} in"
        raise ValueError(f"{place} {quoted(asked)} {what} {resolved.watch}; it needs one of {', '.join(known)}")
    return found[0]
