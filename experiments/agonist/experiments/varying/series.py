"""Movements one by one: activation and torque of every muscle in every bout, and envelopes as electrodes would see them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agonist.experiments.batch_lives import lived, prepared, seeded
from agonist.experiments.target_muscle import windows_of
from agonist.model.blocks import Channel, at_rows
from agonist.model.body.wiring import Floats, Structure
from agonist.model.measures import helpers
from agonist.model.plan import SECONDS_PER_DAY
from agonist.model.runs import Prepared, Request
from agonist.model.scenario import load, resolve

if TYPE_CHECKING:
    from agonist.model.scenario import Resolved, Scenario

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

    def between(self, first: float, last: float) -> Bouts:
        """The movements from one day to another."""
        kept = (self.day >= first) & (self.day < last)
        return self._replace(day=self.day[kept], activation=self.activation[kept], torque_nm=self.torque_nm[kept])


def channels_of(structure: Structure, task: str) -> tuple[Channel, ...]:
    """What is recorded of a movement."""
    muscles = helpers(structure, task)
    return tuple(Channel("members", (task, m), v) for v in ("activation", "torque_nm") for m in muscles)


def bouts_of(lives: list[Prepared], threads: int, progress: bool = False, label: str = "") -> list[Bouts]:
    """Every movement of the watched task in each of some lives, which share one clock."""
    run = lives[0].run
    task, muscles = run.watch, helpers(run.structure, run.watch)
    rows = np.flatnonzero(run.rows.task == run.structure.names.tasks.index(task))
    sample, count = at_rows(len(run.rows.second), rows), len(muscles)
    found: list[Bouts] = [Bouts(task, muscles, *[np.zeros(0)] * 4)] * len(lives)
    day = run.rows.second[rows] / SECONDS_PER_DAY
    for n, life in lived(lives, lambda _: channels_of(run.structure, task), lambda _: sample, threads, label, progress):
        seen = life.samples
        found[n] = Bouts(task, muscles, day, seen[:, :count], seen[:, count:], np.zeros(count))
    return found


def windowed(
    scenario: str | Path | Scenario,
    learner: str,
    settings: Mapping[str, float],
    seeds: int,
    threads: int,
    progress: bool,
) -> tuple[Resolved, dict[str, list[Bouts]]]:
    """The movements in each window of a scenario, by seed: {window: [Bouts]}, and the resolved scenario.

    Raises ValueError for unknown names, and where the scenario has no windows.
    """
    from agonist.experiments.batch_lives import all_readings

    held = load(scenario)
    resolved = resolve(held, settings)
    windows_of(resolved)
    one = prepared(Request.of(held, settings, learner=learner), resolved)
    lives = seeded(one, range(1, seeds + 1))
    onsets = all_readings(lives, threads=threads)
    found: dict[str, list[Bouts]] = {name: [] for name in resolved.windows}
    for life, seen in zip(bouts_of(lives, threads, progress, "movements"), onsets, strict=True):
        for name, span in resolved.windows.items():
            part = life.between(*span)
            if not len(part.day):
                raise ValueError(f"{held.name}: {life.task} is not practised in the window {name}")
            ms = np.array([seen[name].onset_ms[m] for m in life.muscles])
            found[name].append(part._replace(onset_ms=ms))
    return resolved, found


def envelopes(bouts: Bouts, noise: float = 0.0, seed: int = 1) -> Floats:
    """Envelopes of every movement, [bouts, muscles, points]: each muscle rises from its onset, holds and falls.

    `noise` is the coefficient of variation of a smoothed envelope from point to point (signal-dependent).
    """
    ms = np.linspace(-BEFORE_MS, AFTER_MS, POINTS)
    onset = np.clip(np.nan_to_num(-bouts.onset_ms), -BEFORE_MS, AFTER_MS)[:, None]
    shape = np.clip((ms - onset) / RISE_MS, 0.0, 1.0) * np.clip((AFTER_MS - ms) / FALL_MS, 0.0, 1.0)
    clean = bouts.activation[:, :, None] * shape
    return np.asarray(clean * np.maximum(0.0, 1.0 + noise * np.random.default_rng(seed).standard_normal(clean.shape)))
