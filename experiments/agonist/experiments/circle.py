"""What remains of the vicious circle when its contested links are cut: one table over many lives.

``python -m agonist.experiments.circle`` prints it; docs/circle.md holds a printed one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from agonist.model.parameters import TABLE
from agonist.model.record import OFF, SWITCHES
from agonist.model.runs import Request, simulate
from agonist.model.scenario import load, resolve

SCENARIO = "cascade"
SEEDS = 16
WEAK_DOSE, LOW_LOAD = 0.5, 0.35  # a dose and a load at which the circle could tip either way


class Line(NamedTuple):
    """One line of the table: which links are on, shares of the inhibited muscle (means over seeds), effort."""

    links: str
    before: float
    during: float
    after: float
    spread: float
    returned: float  # part of the seeds whose share came back to two thirds of the start
    effort: float


def settings_of(on: Sequence[str]) -> dict[str, float]:
    """Parameters with only these links on, at the values of the scenario."""
    strong = dict(load(SCENARIO).parameters)
    return {row: strong[row] if name in on else OFF[row] for name, row in SWITCHES.items()}


def inhibited_muscle() -> str:
    """The muscle that the scenario inhibits."""
    resolved = resolve(load(SCENARIO))
    return next(str(e.unit) for e in resolved.effects.exposures if e.variable == "inhibition")


def line(links: str, on: Sequence[str], seeds: int = SEEDS, more: Mapping[str, float] | None = None) -> Line:
    """Many lives with these links on."""
    settings = {**settings_of(on), "dose": WEAK_DOSE, "load": LOW_LOAD, **(more or {})}
    lives = simulate([Request.of(SCENARIO, settings, seed=s) for s in range(1, seeds + 1)])
    muscle = inhibited_muscle()
    before, during, after = (
        np.array([o.measures[f"share.{w}.{muscle}"] for o in lives]) for w in ("before", "during", "after")
    )
    effort = float(np.mean([o.measures["effort.after"] for o in lives]))
    back = float(np.mean(after > before * 2.0 / 3.0))
    means = (float(before.mean()), float(during.mean()), float(after.mean()))
    return Line(links, *means, float(after.std()), back, effort)


def table(seeds: int = SEEDS) -> list[Line]:
    """The circle with all links, without each, with each alone and with none; then the same without habit."""
    names = list(SWITCHES)
    lines = [line("all three", names, seeds)]
    lines += [line(f"without: {cut}", [n for n in names if n != cut], seeds) for cut in names]
    lines += [line(f"only: {kept}", [kept], seeds) for kept in names]
    lines.append(line("none", [], seeds))
    lines.append(line("none, and no potentiation by use", [], seeds, {"hebb_rate": 0.0, "use_rate": 0.0}))
    return lines


def markdown(lines: Sequence[Line]) -> str:
    """The table as text."""
    head = ["links on", "before", "during", "after (SD)", "returned", "effort after"]
    rows = [
        [x.links, f"{x.before:.2f}", f"{x.during:.2f}", f"{x.after:.2f} ({x.spread:.2f})", f"{100 * x.returned:.0f} %",
         f"{x.effort:.3f}"]
        for x in lines
    ]  # fmt: skip
    return "\n".join("| " + " | ".join(r) + " |" for r in [head, ["---"] * len(head), *rows])


if __name__ == "__main__":
    assert set(OFF) <= set(TABLE)
    print(markdown(table()))
