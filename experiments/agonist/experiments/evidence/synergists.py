"""One muscle of a group is tired or lost: what the others do."""

from __future__ import annotations

from functools import cache

import numpy as np

from agonist.experiments.evidence.living import State, end, ends, planned
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.layout import MEMBERS, TASKS
from agonist.model.plan import SECONDS_PER_DAY, SLEEP_H, WAKE_H, Impulse, Practice
from agonist.model.scenario import Resolved

TEST_LOAD = 0.3  # of maximum
OWN_PART = 0.81  # own activation of the tired muscle at the test load
TIRED, NAMES = "gastrocnemius_lateral_right", {
    "lg": "gastrocnemius_lateral_right", "sol": "soleus_right", "mg": "gastrocnemius_medial_right",
}  # fmt: skip
LOST = "semimembranosus_right"
TRIALS_DAYS = 1.0  # 320 trials
SEEDS = 8


def _test(options: Options, fatigued: float) -> Resolved:
    """One hold at noon, with one muscle tired."""
    quiet = options._replace(settings=(*options.settings, ("exploration_sd", 0.0)), cut=1)
    hold = Practice("plantarflexion_bent_right", 1.0, TEST_LOAD, 1, 1.0)
    moment = 0.5 * (WAKE_H + SLEEP_H) / 24.0  # a single bout of the day lies in the middle of the waking hours
    tired = [Impulse(moment, "muscles", TIRED, "fatigued", "set", fatigued)]
    return planned("calm-calf", quiet, moment + 1.0 / SECONDS_PER_DAY, [hold], at_once=tired)


def _activations(resolved: Resolved, state: State) -> dict[str, float]:
    members = resolved.subject.structure.names.members
    return {
        m: float(state["members"][u, MEMBERS.activation])
        for u, (t, m) in enumerate(members)
        if t == resolved.watch and state["members"][u, MEMBERS.capacity_share] > 0.0
    }


@cache
def impaired(seed: int, options: Options) -> dict[str, float]:
    """Activation of each muscle at the test load with one tired, % of fresh."""
    fresh_life = _test(options, 0.0)
    fresh = _activations(fresh_life, end(fresh_life, seed, options))
    tired_life = _test(options, 1.0 - OWN_PART * fresh[TIRED])
    tired = _activations(tired_life, end(tired_life, seed, options))
    return {m: 100.0 * tired[m] / fresh[m] for m in fresh}


def _enter(short: str) -> None:
    @experiment(f"synergist-impaired-{short}")
    def read(seed: int, options: Options) -> float:
        return impaired(seed, options)[NAMES[short]]


for _short in NAMES:
    _enter(_short)


def _commands(resolved: Resolved, states: list[State]) -> dict[str, float]:
    """Mean command to each agonist of the watched task over lives, chance taken out."""
    names = resolved.subject.structure.names
    task = names.tasks.index(resolved.watch)
    return {
        m: float(np.mean([s["tasks"][task, TASKS.effort] * s["members"][u, MEMBERS.fast] for s in states]))
        for u, (t, m) in enumerate(names.members)
        if t == resolved.watch and states[0]["members"][u, MEMBERS.capacity_share] > 0.0
    }


@experiment("paralysis-all-scale-up")
def paralysis(seed: int, options: Options) -> float:
    """1 if the command to every other muscle rises within a day of practice after one has lost its force, else -1."""
    seeds = [100 * seed + n for n in range(SEEDS)]
    lives = [planned("calm-hip", options, TRIALS_DAYS), planned("lost-muscle", options, 2.0 * TRIALS_DAYS)]
    before, after = (_commands(life, ends(life, seeds, options)) for life in lives)
    return 1.0 if all(after[m] > before[m] for m in before if m != LOST) else -1.0
