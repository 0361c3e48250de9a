"""Healthy people lift the straight leg: who starts when."""

from __future__ import annotations

import statistics
from functools import cache

from agonist.experiments.evidence.living import THREADS, planned, runs, watched
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.draws import MEASUREMENT, key_of, normal, word_of
from agonist.model.engine import live_all
from agonist.model.measures import onsets_ms

PEOPLE = 32
GROUPS = {
    "mh": ("semimembranosus_right", "semitendinosus_right"),
    "lh": ("biceps_femoris_long_head_right",),
    "gmax": ("gluteus_maximus_right",),
}


@cache
def onsets(seed: int, options: Options) -> dict[str, float]:
    """Mean onset of each group before movement over the people, ms."""
    resolved = planned("lifted", options, 2.0)
    seeds = [1000 * seed + n for n in range(PEOPLE)]
    seen = watched(resolved)
    lives = dict(live_all(runs(resolved, seeds, options), lambda _: seen.channels, None, THREADS))
    found: dict[str, list[float]] = {group: [] for group in GROUPS}
    for n, own in enumerate(seeds):
        read = onsets_ms(seen, lives[n].means[0], resolved)
        for group, names in GROUPS.items():
            error = resolved.parameters["onset_spread_ms"] * normal(0, word_of(own, MEASUREMENT, group), key_of(own))
            found[group].append(statistics.mean(read[m] for m in names) + error)
    return {group: statistics.mean(values) for group, values in found.items()}


def _enter(group: str) -> None:
    @experiment(f"onset-{group}-healthy")
    def read(seed: int, options: Options) -> float:
        return onsets(seed, options)[group]


for _group in GROUPS:
    _enter(_group)


@experiment("onset-order-healthy")
def order(seed: int, options: Options) -> float:
    """1 if medial hamstrings start before lateral ones and gluteus maximus is last."""
    found = onsets(seed, options)
    return float(found["mh"] > found["lh"] > found["gmax"])
