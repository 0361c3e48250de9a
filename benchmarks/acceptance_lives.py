"""Lives of the acceptance list: a plan in words, people with own patterns, shares over own healthy shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from agonist.model.blocks import Channel, Run, compile_run
from agonist.model.engine import live_all
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
bouts = {bouts}
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
    body: Body, days: int, load: float, reps: int, more: str, settings: tuple[tuple[str, float], ...], bouts: int = 16
) -> Resolved:
    """A scenario, resolved."""
    text = PLAN.format(days=days, task=body.task, model=body.model, reps=reps, load=load, more=more, bouts=bouts)
    return resolve(read_text(text, "acceptance"), dict(settings))


class Lives(NamedTuple):
    """Shares over own healthy shares [lives, days], shares of all agonists [lives, days, muscles], final states."""

    relative: Any
    shares: Any
    final: list[dict[str, Any]]
    own: Any


def live(
    body: Body,
    days: int,
    more: str = "",
    load: float = 0.35,
    reps: int = 320,
    people: Sequence[Any] = (None,),
    seeds: Iterable[int] | None = None,
    **settings: float,
) -> Lives:
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
