"""Trials as a table: one row a trial, at compiled speed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from agonist.experiments.running import check, with_study
from agonist.model.assessment.looking import each_trial
from agonist.model.body.wiring import Floats
from agonist.model.engine import Channel, at_rows, index_of, live_all
from agonist.model.measures import helpers
from agonist.model.persons import Person
from agonist.model.plan import SECONDS_PER_DAY, trial_rows
from agonist.model.runs import Request, prepare, preparer
from agonist.model.scenario import Scenario, load

OF_TASK = ("effort", "demand_nm", "torque_nm", "failed", "external_nm", "plan_missed")
OF_MEMBER = ("torque_nm", "activation", "fast", "strategy", "target", "clamp")


def trials(
    scenario: str | Path | Scenario,
    seed: int = 1,
    learner: str = "maintained",
    settings: Mapping[str, float] | None = None,
    person: Person | Mapping[str, Any] | None = None,
    seeds: Sequence[int] = (),
    engine: str = "compiled",
) -> Any:
    """Every trial of a scenario with the word `trials`, as a pandas table: one row a trial (and a seed).

    Columns: trial, day, `block` (which line; the first is 1), effort, demand_nm, torque_nm, failed, external_nm, plan_missed (part
    of the demand that the planned command missed, before effort and reflexes repaired it), error_nm (the same in N m), and for
    each muscle of the task share, activation, weight, strategy, target and clamp. With `seeds` the lives stand below each other.

    Raises:
        ValueError: unknown name, or a scenario without trials.
    """
    import pandas as pd

    held = with_study(load(str(scenario) if isinstance(scenario, Path) else scenario), person, ())
    check(seed, learner, engine)
    prepared = prepare(Request.of(held, settings, seed=seed, learner=learner))
    done = [p for p in prepared.resolved.practices if p.once]
    if not done:
        raise ValueError(f"{held.name}: it has no trials; add the word 'trials'")
    run, task = prepared.run, done[0].task
    rows, block = trial_rows(run.rows, prepared.resolved.practices)
    muscles = helpers(run.structure, task)
    channels = [Channel("tasks", task, v) for v in OF_TASK]
    channels += [Channel("members", (task, m), v) for v in OF_MEMBER for m in muscles]
    sample = at_rows(len(run.rows.second), rows)
    lives = [run._replace(seed=s) for s in seeds or (seed,)]
    if engine == "agents":
        samples = [_by_agents(held, seed, learner, settings or {}, channels, sample)]
    else:
        samples = [lived.samples for _, lived in live_all(lives, lambda _: channels, lambda _: sample, 2)]
    day = run.rows.second[rows] / SECONDS_PER_DAY
    frames = [_frame(pd, day, block, muscles, s).assign(seed=r.seed) for r, s in zip(lives, samples, strict=True)]
    return frames[0].drop(columns="seed") if not seeds else pd.concat(frames, ignore_index=True)


def _by_agents(
    held: Scenario, seed: int, learner: str, settings: Mapping[str, float], channels: Any, sample: Any
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


def _frame(pd: Any, day: Floats, block: Any, muscles: Sequence[str], samples: Floats) -> Any:
    n = len(muscles)
    columns: dict[str, Any] = {"trial": np.arange(len(day)), "day": day, "block": block + 1}
    columns |= {name: samples[:, k] for k, name in enumerate(OF_TASK)}
    columns["error_nm"] = columns["demand_nm"] * columns["plan_missed"]
    first = len(OF_TASK)
    torque = samples[:, first : first + n]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = torque / torque.sum(axis=1, keepdims=True)
    columns |= {f"share.{m}": share[:, k] for k, m in enumerate(muscles)}
    for v, name in enumerate(OF_MEMBER[1:], start=1):
        label = "weight" if name == "fast" else name
        columns |= {f"{label}.{m}": samples[:, first + v * n + k] for k, m in enumerate(muscles)}
    return pd.DataFrame(columns)


def trial_series(requests: Sequence[Request], text: str, threads: int = 1) -> Floats:
    """A reading ``over each trial`` of many lives of one scenario, [lives, trials]. Raises ValueError for another one."""
    make = preparer()
    prepared = [make(replace(r, scenario=replace(load(r.scenario), read=(text,)))) for r in requests[:1]]
    held = prepared[0].request.scenario
    prepared += [make(replace(r, scenario=held)) for r in requests[1:]]
    one = prepared[0]
    if any(c.against is not None or not isinstance(c.second, tuple) for c in one.columns):
        raise ValueError(f"reading {text!r}: it needs 'over each trial' of one measure")
    lives = [p.run for p in prepared]
    return each_trial(lives, one.resolved.subject, one.run.watch, one.columns, one.resolved.practices, threads)
