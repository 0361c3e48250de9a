"""Lives for experiments: a body from a protocol file, what happens to it, and the state at the end.

A life is compiled once and lived by as many people as are asked for, side by side in the compiled engine.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from agonist.experiments.evidence.registry import Options
from agonist.model.assessment.assess import assess_one
from agonist.model.body.graph import simple
from agonist.model.body.subject import Subject
from agonist.model.body.wiring import Floats
from agonist.model.engine import Channel, Run, compile_run, live_all
from agonist.model.measures import View, view
from agonist.model.own.parts import Part, own_body, with_rules
from agonist.model.parameters import defaults
from agonist.model.persons import lived_by
from agonist.model.plan import Exposure, Impulse, Practice
from agonist.model.scenario import BodySpec, Resolved, Scenario, load, resolve
from agonist.model.traits import Differences
from agonist.model.vocabulary import Effects, apply, happenings

PROTOCOLS = Path(__file__).parent / "protocols"
State = dict[str, Floats]
Person = Mapping[Any, float]  # parameters by name, start values by channel
THREADS = 2


@cache
def protocol(name: str, body: str, rules: tuple[Part, ...] = ()) -> Scenario:
    """The scenario of a protocol file, on this body and with these own rules."""
    scenario = load(PROTOCOLS / f"{name}.toml")
    return with_rules(replace(scenario, body=replace(scenario.body, model=body)), {part.name: part for part in rules})


@cache
def plans() -> dict[str, Any]:
    """What happens in each experiment: name, body and words."""
    return tomllib.loads((PROTOCOLS.parent / "plans.toml").read_text(encoding="utf-8"))


def planned(
    name: str,
    options: Options,
    days: float,
    practices: Iterable[Practice] | None = None,
    held: Iterable[Exposure] = (),
    at_once: Iterable[Impulse] = (),
) -> Resolved:
    """A plan of ``plans.toml`` for so many days.

    `practices` replace those of the body, `held` and `at_once` reach inputs that no word names. Raises ValueError where
    a word or a name is wrong.
    """
    plan = plans()[name]
    resolved = on(plan["body"], plan["plan"], options, days, f"plans.toml, {name}")
    effects = resolved.effects
    effects.exposures += list(held)
    effects.impulses += list(at_once)
    if practices is not None:
        effects.practices = [_cut(p, options.cut) for p in practices]
    return _compiled(resolved, effects)


def on(body: str, plan: Iterable[Mapping[str, Any]], options: Options, days: float, place: str = "plan") -> Resolved:
    """A plan in words on the body of a protocol, for so many days. Raises ValueError where a word is wrong."""
    resolved = resolve(protocol(body, options.body, options.rules), dict(options.settings), days)
    effects: Effects = resolved.effects.copy()
    for entry in plan:
        arguments = {k: v for k, v in entry.items() if k != "do"}
        apply(resolved.subject, entry["do"], arguments, effects, place=place)
    effects.practices = [_cut(p, options.cut) for p in effects.practices]
    return _compiled(resolved, effects)


def _compiled(resolved: Resolved, effects: Effects) -> Resolved:
    return resolved._replace(
        effects=effects, practices=effects.practised(), impulses=happenings(resolved.subject, effects)
    )


def _cut(practice: Practice, cut: int) -> Practice:
    if practice.sessions_per_week > 0.0:
        return practice
    return replace(practice, bouts=practice.bouts * cut)


@cache
def _toy(capacities: tuple[tuple[str, float], ...]) -> Subject:
    return Subject.of(simple(dict(capacities)))


def toy(
    capacities: Mapping[str, float], options: Options, practices: Sequence[Practice], impulses: Iterable[Impulse],
    days: float = 1.0, **settings: float,
) -> Resolved:  # fmt: skip
    """A toy body of one joint that practises; see `agonist.model.body.graph.simple`."""
    scenario = Scenario("toy", "A toy body", days, BodySpec(), "pull", ())
    effects = Effects(list(impulses), [], list(practices), [])
    table = defaults() | settings | dict(options.settings)
    ordered = tuple(sorted(effects.impulses, key=lambda i: i.day))
    return Resolved(
        scenario,
        own_body(_toy(tuple(sorted(capacities.items()))), options.rules),
        tuple(practices),
        ordered,
        table,
        {},
        {},
        days,
        "pull",
        effects,
    )


def runs(
    resolved: Resolved, seeds: Sequence[int], options: Options, people: Sequence[Person | Differences] = ()
) -> list[Run]:
    """One compiled life for each seed, and for each person where people are given (their own seeds)."""
    compiled = compile_run(resolved, 0, options.learner)
    who = people or [{}] * len(seeds)
    return [_as_lived(compiled, seed, person) for seed, person in zip(seeds, who, strict=True)]


def _as_lived(run: Run, seed: int, who: Person | Differences) -> Run:
    """A compiled life with an own seed, and with what a person has on this body or values by name."""
    run = run._replace(seed=seed)
    if isinstance(who, Differences):
        return lived_by(run, who)
    parameters = run.parameters | {k: v for k, v in who.items() if isinstance(k, str)}
    channels = tuple((k, v) for k, v in who.items() if not isinstance(k, str))
    return run._replace(parameters=parameters, overrides=(*run.overrides, *channels))


def ends(
    resolved: Resolved, seeds: Sequence[int], options: Options, people: Sequence[Person | Differences] = ()
) -> list[State]:
    """The state at the end of each life, by area: [units, size]."""
    found: dict[int, State] = {}
    for n, lived in live_all(runs(resolved, seeds, options, people), lambda _: (), None, THREADS):
        found[n] = lived.final
    return [found[n] for n in sorted(found)]


def end(resolved: Resolved, seed: int, options: Options) -> State:
    """The state at the end of one life."""
    return ends(resolved, [seed], options)[0]


def traces(
    resolved: Resolved, seeds: Sequence[int], options: Options, channels: Sequence[Channel], every: int = 1
) -> Floats:
    """Recorded channels of each life at every k-th row, [lives, rows, channels]."""
    import numpy as np

    found: dict[int, Floats] = {}
    for n, lived in live_all(runs(resolved, seeds, options), lambda _: channels, every, THREADS):
        found[n] = lived.samples
    return np.array([found[n] for n in sorted(found)])


def watched(resolved: Resolved) -> View:
    """The channels of the watched task."""
    return view(resolved.subject.structure, resolved.watch)


def muscles(resolved: Resolved, pattern: str) -> tuple[str, ...]:
    """Muscles of the body whose full name fits a regular expression."""
    return tuple(m for m in resolved.subject.structure.names.muscles if re.fullmatch(pattern, m))


def held(names: Iterable[str], from_day: float = 0.0, **values: float) -> list[Exposure]:
    """Inputs of muscles that are held from a day to the end of the life."""
    return [
        Exposure(from_day, math.inf, "muscles", name, variable, value)
        for name in names
        for variable, value in values.items()
    ]


def read(life: Resolved, state: State, name: str, **where: Any) -> Any:
    """One assessment of a state by name, as `Patient.assess` gives it."""
    return assess_one(life.subject, state, name, where)


def change(now: float, before: float) -> float:
    """Change in per cent."""
    return 100.0 * (now / before - 1.0)
