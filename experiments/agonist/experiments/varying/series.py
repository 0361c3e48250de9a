"""Movements one by one: activation and torque of every muscle in every bout, and envelopes as electrodes would see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agonist.experiments.batch_lives import prepared
from agonist.experiments.instruments.bench import Asked, Bench, Case
from agonist.experiments.instruments.worlds import of_worlds
from agonist.experiments.target_muscle import windows_of
from agonist.model.blocks import Channel, Run, at_rows
from agonist.model.body.wiring import Floats, Ints
from agonist.model.engine import Lived
from agonist.model.measures import helpers, of_muscles
from agonist.model.plan import SECONDS_PER_DAY
from agonist.model.runs import Prepared, Request, readings
from agonist.model.scenario import Resolved, load, resolve

if TYPE_CHECKING:
    from agonist.model.scenario import Scenario

Bools = np.ndarray[Any, np.dtype[np.bool_]]

POINTS = 60  # samples of an envelope
BEFORE_MS, AFTER_MS = 400.0, 1000.0  # around the beginning of the movement
RISE_MS = 200.0  # from the onset of a muscle to its full activation
FALL_MS = 150.0


class Bouts(NamedTuple):
    """Movements of one task: day [bouts], activation, torque and share [bouts, muscles], onset before movement [muscles]."""

    task: str
    muscles: tuple[str, ...]
    day: Floats
    activation: Floats
    torque_nm: Floats
    onset_ms: Floats

    @property
    def share(self) -> Floats:
        """Share of the torque by muscle, [bouts, muscles]."""
        return np.asarray(self.torque_nm / self.torque_nm.sum(axis=1, keepdims=True))


def movements(run: Run) -> Ints:
    """The rows of the clock in which the watched task is done."""
    return np.flatnonzero(run.rows.task == run.structure.names.tasks.index(run.watch))


def days_of(run: Run, rows: Ints) -> Floats:
    """The day of each of some rows."""
    return np.asarray(run.rows.second[rows] / SECONDS_PER_DAY)


class Series(NamedTuple):
    """The share of one muscle in every movement of some lives from a day on; worlds of one scenario, on one clock."""

    name: str
    cases: tuple[Case, ...]
    resolved: Resolved
    muscle: str
    world: Callable[[Case], Resolved]
    from_day: float = 0.0

    def question(self, seeds: int) -> Asked:
        """The question for a bench; a measure a movement, by number."""

        def build(case: Case) -> Prepared:
            return prepared(Request(self.resolved.scenario, learner=case["learner"]), self.world(case))

        def read(one: Prepared, life: Lived, _: Case) -> dict[str, float]:
            share = life.samples[:, one.view.muscles.index(self.muscle)] / life.samples.sum(axis=1)
            return {f"{n:06d}": float(value) for n, value in enumerate(share)}

        def torques(run: Run) -> tuple[Channel, ...]:
            return tuple(Channel("members", (run.watch, m), "torque_nm") for m in helpers(run.structure, run.watch))

        def rows(run: Run) -> Ints:
            return at_rows(len(run.rows.second), self._kept(run))

        known = {"muscle": self.muscle, "parameters": dict(self.resolved.parameters), "from_day": self.from_day}
        cases = tuple({**case, **known} for case in self.cases)
        live = of_worlds(build, read, torques, rows)
        return Asked(self.name, cases, live, self.resolved.scenario, tuple(range(1, seeds + 1)))

    def lived(self, seeds: int, desk: Bench) -> tuple[Floats, Floats]:
        """Day [movements] and share [cases, seeds, movements]."""
        found = desk.live(self.question(seeds)).found
        world = self.world(self.cases[0])
        run = prepared(Request(self.resolved.scenario, learner=self.cases[0]["learner"]), world).run
        return days_of(run, self._kept(run)), np.stack([found[name] for name in sorted(found)], axis=-1)

    def _kept(self, run: Run) -> Ints:
        rows = movements(run)
        return rows[days_of(run, rows) >= self.from_day]


def windowed(
    scenario: str | Path | Scenario, learner: str, settings: Mapping[str, float], seeds: int, bench: Bench
) -> tuple[Resolved, dict[str, list[Bouts]]]:
    """The movements in each window of a scenario, by seed: {window: [Bouts]}, and the resolved scenario.

    Raises ValueError for unknown names, where the scenario has no windows, and where nothing is practised in one.
    """
    held = load(scenario)
    resolved = resolve(held, settings)
    windows_of(resolved)
    one = prepared(Request.of(held, settings, learner=learner), resolved)
    day = days_of(one.run, movements(one.run))
    within = {name: (day >= first) & (day < last) for name, (first, last) in resolved.windows.items()}
    for name, kept in within.items():
        if not kept.any():
            raise ValueError(f"{held.name}: {one.run.watch} is not practised in the window {name}")
    some = np.any(list(within.values()), axis=0)  # windows may overlap
    table = bench.live(_question(one, some, learner, settings, seeds)).found
    count = len(one.view.muscles)
    seen = np.stack([table[f"{n:06d}"][0] for n in range(2 * count * int(some.sum()))], axis=-1)
    seen = seen.reshape(seeds, 2, int(some.sum()), count)  # activation and torque
    found: dict[str, list[Bouts]] = {}
    for name, kept in within.items():
        onset = np.stack([table[f"onset {name} {m}"][0] for m in one.view.muscles], axis=-1)
        part = kept[some]
        found[name] = [
            Bouts(one.run.watch, one.view.muscles, day[kept], seen[n, 0, part], seen[n, 1, part], onset[n])
            for n in range(seeds)
        ]
    return resolved, found


def _question(one: Prepared, some: Bools, learner: str, settings: Mapping[str, float], seeds: int) -> Asked:
    """The movements that windows hold, and the onsets in each, as measures of one life a seed."""

    def read(own: Prepared, life: Lived, _: Case) -> dict[str, float]:
        series = [of_muscles(own.view, life.samples, "members", v).ravel() for v in ("activation", "torque_nm")]
        found = {f"{n:06d}": float(value) for n, value in enumerate(np.concatenate(series))}
        seen = readings(own, life)
        return found | {f"onset {w} {m}": seen[w].onset_ms[m] for w in seen for m in own.view.muscles}

    def rows(run: Run) -> Ints:
        return at_rows(len(run.rows.second), movements(run)[some])

    live = of_worlds(lambda _: one, read, None, rows)
    case = {"learner": learner, "settings": dict(settings)}
    return Asked("synergies", (case,), live, one.resolved.scenario, tuple(range(1, seeds + 1)))


def envelopes(bouts: Bouts, noise: float = 0.0, seed: int = 1) -> Floats:
    """Envelopes of every movement, [bouts, muscles, points]: each muscle rises from its onset, holds and falls.

    `noise` is the coefficient of variation of a smoothed envelope from point to point (signal-dependent).
    """
    ms = np.linspace(-BEFORE_MS, AFTER_MS, POINTS)
    onset = np.clip(np.nan_to_num(-bouts.onset_ms), -BEFORE_MS, AFTER_MS)[:, None]
    shape = np.clip((ms - onset) / RISE_MS, 0.0, 1.0) * np.clip((AFTER_MS - ms) / FALL_MS, 0.0, 1.0)
    clean = bouts.activation[:, :, None] * shape
    return np.asarray(clean * np.maximum(0.0, 1.0 + noise * np.random.default_rng(seed).standard_normal(clean.shape)))
