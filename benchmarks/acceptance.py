"""Does the learning rule do what was asked of it? `python benchmarks/acceptance.py [NUMBER ...]` prints its figures.

Five bodies of the model itself, fatigue and tissue included; "share" is of the task's torque, relative to the own
healthy share; "kept" is the mean of the last ten days, a year after the cause has gone; "lost" is below two thirds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from agonist.model.engine import Channel, Run, compile_run, live_all
from agonist.model.layout import MEMBERS
from agonist.model.measures import helpers
from agonist.model.scenario import Resolved, read_text, resolve

YEAR, LEAD, LAST = 365, 10, 10
LOCKED = 2.0 / 3.0


class Body(NamedTuple):
    """A body, a movement and its prime mover."""

    model: str
    task: str
    muscle: str


BODIES = {
    "hip": Body("rlu2023", "hip_extension", "gluteus_maximus"),
    "knee": Body("rlu2023", "knee_extension", "vastus_medialis"),
    "hip of gait2392": Body("gait2392", "hip_extension", "gluteus_maximus"),
    "shoulder": Body("thsh", "arm_elevation", "serratus_anterior"),
    "calf": Body("rlu2023", "plantarflexion", "soleus"),
}

PLAN = """
title = "Acceptance"
days = {days}
watch = "{task}_right"
[body]
model = "{model}"
sides = ["right"]
[[plan]]
do = "practice"
task = "{task}"
reps = {reps}
load = {load}
{more}
"""


def word(do: str, **arguments: Any) -> str:
    """One entry of a plan."""
    lines = (f'{k} = "{v}"' if isinstance(v, str) else f"{k} = {v}" for k, v in arguments.items())
    return "\n".join(["[[plan]]", f'do = "{do}"', *lines, ""])


def inhibited(body: Body, dose: float, days: float, start: float = LEAD) -> str:
    """The prime mover loses a part of its excitability for some days."""
    return word("inhibit", muscle=body.muscle, side="right", fraction=dose, day=start, days=days) if dose > 0 else ""


@cache
def world(
    body: Body, days: int, load: float, reps: int, more: str, settings: tuple[tuple[str, float], ...]
) -> Resolved:
    """A scenario, resolved."""
    text = PLAN.format(days=days, task=body.task, model=body.model, reps=reps, load=load, more=more)
    return resolve(read_text(text, "acceptance"), dict(settings))


class Lives(NamedTuple):
    """Shares over own healthy shares [lives, days], shares of all agonists [lives, days, muscles], final states."""

    relative: Any
    shares: Any
    final: list[dict[str, Any]]
    own: Any


def live(
    body: Body, days: int, more: str = "", load: float = 0.35, reps: int = 320, people: Sequence[Any] = (None,),
    seeds: Iterable[int] | None = None, **settings: float,
) -> Lives:  # fmt: skip
    """Live one plan with several people; a person is None or own patterns of the agonists [muscles]."""
    there = world(body, days, load, reps, more, tuple(sorted(settings.items())))
    return live_many([(there, p, s) for p, s in zip(people, seeds or range(1, len(people) + 1), strict=True)], body)


def run_of(there: Resolved, person: Any, seed: int) -> Run:
    """A compiled life of a person."""
    run = compile_run(there, seed)
    if person is None:
        return run
    names = helpers(there.subject.structure, there.watch)
    own = tuple((Channel("members", (there.watch, m), "pattern"), float(w)) for m, w in zip(names, person, strict=True))
    return run._replace(overrides=own)


def live_many(asked: Sequence[tuple[Resolved, Any, int]], body: Body) -> Lives:
    """Live many lives of one body side by side, one sample a day."""
    structure = asked[0][0].subject.structure
    watch = asked[0][0].watch
    names = helpers(structure, watch)
    focal = [n for n, m in enumerate(names) if m.startswith(body.muscle)]
    channels = [Channel("members", (watch, m), "torque_nm") for m in names]
    runs = [run_of(*one) for one in asked]
    found: dict[int, Any] = {}
    for n, lived in live_all(runs, lambda _: channels, 1):
        seen = lived.samples
        keep = np.diff(seen.sum(axis=1), prepend=0.0) != 0.0
        found[n] = (daily(seen[keep], runs[n]), lived.final)
    shares = [found[n][0] for n in range(len(runs))]
    final = [found[n][1] for n in range(len(runs))]
    rows = [structure.names.members.index((watch, m)) for m in names]
    own = np.array(
        [f["members"][rows][:, MEMBERS.capacity_share] * f["members"][rows][:, MEMBERS.pattern] for f in final]
    )
    relative = np.array([s[:, focal].sum(axis=1) / o[focal].sum() for s, o in zip(shares, own, strict=True)])
    return Lives(relative, np.array(shares), final, own)


def daily(torque: Any, run: Run) -> Any:
    """Mean shares of each day, [days, muscles]."""
    days = int(run.rows.second[-1] // 86_400)
    part = torque / torque.sum(axis=1, keepdims=True)
    return np.array([p.mean(axis=0) for p in np.array_split(part, days)])


def kept(lives: Lives) -> Any:
    """Share at the end over the own healthy one, [lives]."""
    return lives.relative[:, -LAST:].mean(axis=1)


def crowd(count: int, size: int, spread: float, seed: int = 0) -> list[Any]:
    """Own patterns of some people."""
    return [np.exp(spread * np.random.default_rng(seed + n).standard_normal(size)) for n in range(count)]


def size_of(body: Body) -> int:
    """How many agonists a movement has."""
    there = world(body, 2, 0.35, 320, "", ())
    return len(helpers(there.subject.structure, there.watch))


def one() -> None:
    """Health: a year with scattered patterns; the share of every muscle at the end over the own one."""
    for spread in (0.0, 0.15, 0.3):
        for load in (0.15, 0.35, 0.65):
            worst = lowest = 0.0
            for body in BODIES.values():
                lives = live(body, YEAR, load=load, people=crowd(8, size_of(body), spread))
                first, last = lives.shares[:, :20].mean(axis=1), lives.shares[:, -60:].mean(axis=1)
                worst = max(worst, float(np.abs(last / first - 1.0).max()))
                lowest = min(lowest, min(float((f["members"][:, MEMBERS.gain]).min()) for f in lives.final) - 1.0)
            print(f"  SD {spread} load {load}: worst change {worst:.4f}, lowest gain {1 + lowest:.4f}")


def two() -> None:
    """Dose x days: share kept a year on."""
    doses, spans = (0.15, 0.25, 0.3, 0.35, 0.4, 0.5, 0.7, 0.9), (3, 10, 20, 30, 45, 60, 100, 200)
    for name, body in BODIES.items():
        table = np.array([
            kept(live_many([(world(body, LEAD + s + YEAR, 0.35, 320, inhibited(body, d, s), ()), None, 1) for d in doses], body))
            for s in spans
        ]).T  # fmt: skip
        lost = table < LOCKED
        upside = int((lost[:-1] & ~lost[1:]).sum() + (lost[:, :-1] & ~lost[:, 1:]).sum())
        print(f"  {name}: {upside} inversions")
        for d, row in zip(doses, table, strict=True):
            print(f"    {d}", np.round(row, 2).tolist())


def main(asked: Sequence[str]) -> None:
    """Print the figures of the points that are asked for, or of all."""
    points = {"1": one, "2": two}
    for number in asked or points:
        started = time.time()
        print(number, points[number].__doc__.splitlines()[0])
        points[number]()
        print(f"  [{time.time() - started:.0f} s]", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
