"""Trials as a table: one row a trial, at compiled speed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agonist.experiments.running import check, with_study
from agonist.model.assessment.looking import each_trial
from agonist.model.blocks import Channel, at_rows, index_of
from agonist.model.body.wiring import Bools, Floats, Ints
from agonist.model.engine import live_all
from agonist.model.keys import MOST_SEED, keyed, wholes
from agonist.model.measures import helpers, starts, threshold_of, usual_starts
from agonist.model.own.variant import in_force
from agonist.model.persons import Person
from agonist.model.plan import SECONDS_PER_DAY, trial_rows
from agonist.model.reading import quoted
from agonist.model.rules import timing
from agonist.model.runs import Prepared, Request, prepare, preparer
from agonist.model.scenario import Resolved, Scenario, load

if TYPE_CHECKING:
    from pandas import DataFrame

OF_TASK = ("effort", "demand_nm", "torque_nm", "failed", "external_nm", "plan_missed")
OF_MEMBER = ("torque_nm", "activation", "fast", "strategy", "target", "clamp")
OF_ONSET = ("command", "ready")  # of muscles whose onset is shown
OF_START = ("usual_per_load", "usual_light", "usual_hard", "voluntary_nm")  # of their task


def trials(
    scenario: str | Path | Scenario,
    seed: int = 1,
    learner: str = "maintained",
    settings: Mapping[str, float] | None = None,
    person: Person | Mapping[str, float | str] | None = None,
    seeds: Sequence[int] | None = None,
    engine: str = "compiled",
) -> DataFrame:
    """Every trial of a scenario with the word `trials`, as a pandas table: one row a trial (and a seed).

    Columns: trial, day, task, `block` (which line; the first is 1, and those of a second word go on counting), effort, demand_nm,
    torque_nm, failed, external_nm, plan_missed (part of the demand that the planned command missed, before effort and reflexes
    repaired it), error_nm (the same in N m), and for
    each muscle of the task share, activation, weight, strategy, target, clamp and, where feedback is on onsets, onset_ms (as this
    trial would show it). What a task does not have is missing in its rows. With `seeds` the lives stand below each other.

    Raises:
        ValueError: unknown name, or a scenario without trials.
    """
    import pandas as pd

    held = with_study(load(str(scenario) if isinstance(scenario, Path) else scenario), person, ())
    check(seed, learner, engine)
    each = (seed,) if seeds is None else wholes("seeds", seeds, 0, MOST_SEED)
    prepared = prepare(Request.of(held, settings, seed=seed, learner=learner))
    done = [p for p in prepared.resolved.practices if p.once]
    if not done:
        raise ValueError(f"{held.name}: it has no trials; add the word 'trials'")
    run, tasks = prepared.run, list(dict.fromkeys(p.task for p in done))
    rows, block = trial_rows(run.rows, prepared.resolved.practices)
    looks = [_look(prepared, task, np.array([done[n].task == task for n in block])) for task in tasks]
    channels = [channel for one in looks for channel in one.channels]
    sample = at_rows(len(run.rows.second), rows)
    lives = [run._replace(seed=s) for s in each]
    if engine == "agents":
        samples = [_by_agents(held, s, learner, keyed("settings", settings), channels, sample) for s in each]
    else:
        samples = [lived.samples for _, lived in live_all(lives, lambda _: channels, lambda _: sample, 2)]
    day = run.rows.second[rows] / SECONDS_PER_DAY
    frames = [
        _told(day, block, looks, seen, prepared).assign(seed=life.seed)
        for life, seen in zip(lives, samples, strict=True)
    ]
    return frames[0].drop(columns="seed") if seeds is None else pd.concat(frames, ignore_index=True)


class Look(NamedTuple):
    """What is recorded of the trials of one task: its agonists, those whose onset is shown, channels, and which trials."""

    task: str
    muscles: tuple[str, ...]
    timed: tuple[str, ...]
    channels: tuple[Channel, ...]
    mine: Bools  # [trials]


def _look(prepared: Prepared, task: str, mine: Bools) -> Look:
    muscles = helpers(prepared.run.structure, task)
    asked = {i.unit for i in prepared.resolved.impulses if i.variable == "timed"}
    timed = tuple(m for m in muscles if (task, m) in asked)
    of_members = (*((v, muscles) for v in OF_MEMBER), *((v, timed) for v in OF_ONSET))
    channels = [Channel("members", (task, m), v) for v, shown in of_members for m in shown]
    channels += [Channel("tasks", task, v) for v in (*OF_TASK, *(OF_START if timed else ()))]
    return Look(task, muscles, timed, tuple(channels), mine)


def _told(day: Floats, block: Ints, looks: Sequence[Look], samples: Floats, prepared: Prepared) -> DataFrame:
    """The trials of one life, those of each task by its own columns."""
    import pandas as pd

    parts, first = [], 0
    for look in looks:
        seen = dict(zip(look.channels, samples[look.mine, first : first + len(look.channels)].T, strict=True))
        columns: dict[str, Floats | Ints | str] = {
            "trial": np.flatnonzero(look.mine),
            "day": day[look.mine],
            "task": look.task,
        }
        columns |= {"block": block[look.mine] + 1, **_columns(look, seen, prepared.resolved)}
        parts.append(pd.DataFrame(columns))
        first += len(look.channels)
    return parts[0] if len(parts) == 1 else pd.concat(parts).sort_values("trial", ignore_index=True)


def _by_agents(
    held: Scenario, seed: int, learner: str, settings: Mapping[str, float], channels: Sequence[Channel], sample: Ints
) -> Floats:
    """The same channels of the Mesa body, row by row."""
    from agonist.agents import Body

    turned: dict[str, Any] = dict(settings)
    body = Body(held, learner, seed, collect=False, **turned)
    run, found = body.prepared.run, []
    at = [index_of(run.structure, channel) for channel in channels]
    while body.running:
        body.step()
        if sample[body.lived - 1] >= 0:
            found.append([float(body.block.state[i]) for i in at])
    return np.array(found)


def _columns(look: Look, seen: Mapping[Channel, Floats], resolved: Resolved) -> dict[str, Floats]:
    """The columns of one task from what was recorded of it."""
    found = {name: seen[Channel("tasks", look.task, name)] for name in OF_TASK}
    found["error_nm"] = found["demand_nm"] * found["plan_missed"]
    of = {(v, m): seen[Channel("members", (look.task, m), v)] for v in OF_MEMBER for m in look.muscles}
    whole = sum(of["torque_nm", m] for m in look.muscles)
    with np.errstate(invalid="ignore", divide="ignore"):
        found |= {f"share.{m}": of["torque_nm", m] / whole for m in look.muscles}
    for v in OF_MEMBER[1:]:
        found |= {f"{'weight' if v == 'fast' else v}.{m}": of[v, m] for m in look.muscles}
    return found | {f"onset_ms.{m}": _onsets(look, m, seen, resolved) for m in look.timed}


def _onsets(look: Look, muscle: str, seen: Mapping[Channel, Floats], resolved: Resolved) -> Floats:
    """The onset of a muscle as each trial shows it; see `timing.onset_ms`."""
    per_load, light, hard, capacity = (seen[Channel("tasks", look.task, v)] for v in OF_START)
    effort, demand = (seen[Channel("tasks", look.task, v)] for v in ("effort", "demand_nm"))
    command, ready = (seen[Channel("members", (look.task, muscle), v)] for v in OF_ONSET)
    value, own = resolved.parameters.__getitem__, resolved.subject.own
    start, started, threshold = starts(own, value), in_force(own, timing.started), threshold_of(resolved, muscle)
    usual = list(map(usual_starts(own, value), demand / capacity, light, hard))
    each = zip(ready, command / per_load, effort, usual, strict=True)
    return np.array([start(1.0, r, started(c, g, u), threshold) for r, c, g, u in each])


def trial_series(requests: Sequence[Request], text: str, threads: int = 1) -> Floats:
    """A reading ``over each trial`` of many lives of one scenario, [lives, trials]. Raises ValueError for another one."""
    make = preparer()
    prepared = [make(replace(r, scenario=replace(load(r.scenario), read=(text,)))) for r in requests[:1]]
    held = prepared[0].request.scenario
    prepared += [make(replace(r, scenario=held)) for r in requests[1:]]
    one = prepared[0]
    if any(c.against is not None or not isinstance(c.second, tuple) for c in one.columns):
        raise ValueError(f"reading {quoted(text)}: it needs 'over each trial' of one measure")
    lives = [p.run for p in prepared]
    return each_trial(lives, one.resolved.subject, one.run.watch, one.columns, one.resolved.practices, threads)
