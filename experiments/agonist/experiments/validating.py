"""The model held against every measurement: run the virtual experiments, judge them, compare with what was known."""

from __future__ import annotations

import csv
import json
import math
import re
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agonist.experiments.evidence.registry import Options, experiments
from agonist.experiments.evidence.targets import Target, band, chosen
from agonist.experiments.files import write_whole
from agonist.model.keys import MOST_SEED, called, lines, whole
from agonist.model.reading import quoted
from agonist.model.units.cortex import LEARNERS

FOLDER = Path(__file__).parent / "evidence"
BASELINE, MISFITS = FOLDER / "baseline.json", FOLDER / "misfits.csv"
Told = Callable[[int, int, str], None]

# Each contested link away from its default, and other circumstances: what the verdicts should not hang on.
VARIANTS: dict[str, Options] = {
    "body gait2392": Options(body="gait2392"),
    "half the bout": Options(cut=2),
    "tight muscles inhibit": Options(settings=(("tightness_gain", 0.1),)),
    "overload does not stiffen": Options(settings=(("overload_gain", 0.0),)),
    "a loss does not settle": Options(settings=(("settled_pull", 0.0),)),
    "helpers gain nothing": Options(settings=(("surplus_gain", 0.0),)),
}
WIDE = 44  # letters of a source in a terminal
OTHER_SEEDS = 101  # the first seed of the other set


class Verdict(NamedTuple):
    """One row held against its measurement: value of each seed, their mean and spread, and whether it lies in band."""

    target: Target
    values: tuple[float, ...]
    seconds: float

    @property
    def mean(self) -> float:
        """Mean over the seeds."""
        return statistics.fmean(self.values)

    @property
    def spread(self) -> float:
        """Standard deviation over the seeds; 0 for one seed."""
        return statistics.stdev(self.values) if len(self.values) > 1 else 0.0

    @property
    def inside(self) -> bool:
        """Whether the mean lies in the band; a sign or an order has to hold for every seed."""
        return all(map(self.target.holds, self.values)) if self.target.exact else self.target.holds(self.mean)


@cache
def misfits() -> dict[str, str]:
    """Rows that are known to lie out of band, and why."""
    with MISFITS.open(newline="", encoding="utf-8") as lines:
        return {row["id"]: row["why"] for row in csv.DictReader(lines)}


def judge(target: Target, seeds: Sequence[int], options: Options) -> Verdict:
    """Run the experiment of one row with each seed."""
    start, run = time.perf_counter(), experiments()[target.id]
    return Verdict(target, tuple(float(run(seed, options)) for seed in seeds), time.perf_counter() - start)


def validate(
    only: Sequence[str] = (),
    seeds: int = 3,
    options: Options | None = None,
    first_seed: int = 1,
    told: Told | None = None,
) -> list[Verdict]:
    """Run the experiment of every row, or of the rows whose ids start with one of `only`.

    Args:
        only: ids or beginnings of ids.
        seeds: how many seeds each experiment is done with.
        options: circumstances; None takes the default learner, body and people.
        first_seed: the seeds are this one and those that follow.
        told: called with (rows done, rows, id of the next row).

    Raises:
        ValueError: unknown id, or fewer than one seed.
    """
    seeds, first_seed = whole("seeds", seeds), whole("first_seed", first_seed, 0, MOST_SEED)
    called("told", told)
    if options is not None and not isinstance(options, Options):
        raise ValueError(f"options = {quoted(options)}; it needs Options of agonist.experiments.evidence.registry")
    rows, found = chosen(lines("only", only)), []
    for n, target in enumerate(rows):
        if told is not None:
            told(n, len(rows), target.id)
        found.append(judge(target, range(first_seed, first_seed + seeds), options or Options()))
    return found


def baseline() -> dict[str, float]:
    """Rows that were in band when the baseline was written, with the value they had."""
    return (
        {k: float(v) for k, v in json.loads(BASELINE.read_text(encoding="utf-8")).items()} if BASELINE.exists() else {}
    )


def write_baseline(verdicts: Iterable[Verdict]) -> Path:
    """Write down which rows are in band now."""
    held = {v.target.id: float(f"{v.mean:.5g}") for v in verdicts if v.inside}
    return write_whole(BASELINE, json.dumps(held, indent=1) + "\n")


def fallen(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Rows that were in band and are not any more."""
    known = baseline()
    return [v for v in verdicts if v.target.id in known and not v.inside]


def count(verdicts: Sequence[Verdict]) -> str:
    """How many rows are in band, and how many of the signs and orders hold."""
    exact = [v for v in verdicts if v.target.exact]
    inside = sum(v.inside for v in verdicts)
    signs = f", {sum(v.inside for v in exact)} of {len(exact)} signs and orders" if exact else ""
    return f"{inside} of {len(verdicts)} in band ({100.0 * inside / max(1, len(verdicts)):.0f} %){signs}"


def as_json(verdict: Verdict) -> dict[str, object]:
    """A verdict in the types of JSON."""
    t = verdict.target
    edges = [None if math.isinf(edge) else edge for edge in (t.low, t.high)]
    return {
        "id": t.id,
        "unit": t.unit,
        "measured": t.value,
        "band": edges,
        "model": verdict.mean,
        "spread": verdict.spread,
        "values": verdict.values,
        "in_band": verdict.inside,
        "source": t.source,
        "mark": t.mark,
        "misfit": misfits().get(t.id),
        "seconds": verdict.seconds,
    }


def number(value: float) -> str:
    """A value for a table."""
    return "-" if math.isnan(value) else f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def cells(verdict: Verdict) -> list[str]:
    """The cells of one row of the table: id, unit, measured, band, model, spread, in or out, mark."""
    t = verdict.target
    spread = f"{verdict.spread:.2g}" if verdict.spread > 0.0 else "0"
    return [
        t.id,
        t.unit,
        f"{t.value:g}",
        band(t),
        number(verdict.mean),
        spread,
        "in" if verdict.inside else "OUT",
        t.mark,
    ]


def short_source(target: Target) -> str:
    """Authors, year and journal, without what else the source says."""
    return re.split(r"[;(:]|, \d", target.source)[0].strip()[:WIDE]


HEAD = ["target", "unit", "people", "band", "model", "+-", "", "mark"]


def under(
    variants: Mapping[str, tuple[Options, int]], only: Sequence[str] = (), told: Told | None = None
) -> dict[str, list[Verdict]]:
    """The verdicts of every row under each variant of (options, first seed), one seed each."""
    return {name: validate(only, 1, options, first, told) for name, (options, first) in variants.items()}


def robustness(only: Sequence[str] = (), people: int = 100, told: Told | None = None) -> dict[str, list[Verdict]]:
    """The verdicts under a second body, other seeds, half the bout and each contested link changed."""
    variants = {name: (options._replace(people=people), 1) for name, options in VARIANTS.items()}
    return under({"other seeds": (Options(people=people), OTHER_SEEDS), **variants}, only, told)


def rivals(only: Sequence[str] = (), people: int = 100, told: Told | None = None) -> dict[str, list[Verdict]]:
    """The verdicts under every learner."""
    return under({name: (Options(learner=name, people=people), 1) for name in LEARNERS}, only, told)
