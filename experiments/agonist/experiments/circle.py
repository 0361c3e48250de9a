"""The circle of the article, arrow by arrow: each off, halved, as it is and doubled, below and above the critical dose.

``python -m agonist.experiments.circle`` prints the tables; docs/circle.md holds printed ones.
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
SEEDS = 8
DOSES = (0.25, 0.3, 0.5)  # below, at the edge of, and above the dose that locks in
FACTORS = (0.0, 0.5, 1.0, 2.0)
WEAK_DOSE = 0.3


class Arrow(NamedTuple):
    """One arrow of the circle: from, to, the row of the table that sets its size, and who says so."""

    source: str
    target: str
    row: str
    support: str


ARROWS = (
    Arrow("inhibition", "takeover: gains follow use", "upkeep", "form supported (disuse), size fitted"),
    Arrow("takeover", "lock-in: the pool inhibits the weaker", "recurrent_gain", "links exist, no human gain; fitted"),
    Arrow("overuse", "reinforced helper", "surplus_gain", "sign supported, size judged"),
    Arrow("overuse", "stiff helper", "overload_gain", "the article's own, contested"),
    Arrow("stiff helper", "inhibition of the prime mover", "stiffness_inhibits", "the article's own, contested"),
    Arrow("tight antagonist", "inhibition of the prime mover", "tightness_gain", "the article's own, contested"),
    Arrow("co-contraction", "reciprocal inhibition", "reciprocal_gain", "supported, size judged"),
    Arrow("movement", "co-contraction", "coactivation", "supported, size recalled"),
    Arrow("overuse", "injury", "hazard_full_day", "supported, size judged; raised in this scenario"),
    Arrow("injury", "inhibition of the injured", "muscle_pain_gain", "direction supported"),
    Arrow("loss", "settles", "settled_pull", "judged"),
)


class Cell(NamedTuple):
    """An arrow at one strength and dose: mean share of the muscle over its own, during and after, part lost, injuries."""

    factor: float
    dose: float
    during: float
    after: float
    lost: float


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


def strength(arrow: Arrow, factor: float) -> float:
    """The row of an arrow at a multiple of what it is in the scenario, within its range."""
    usual = dict(load(SCENARIO).parameters).get(arrow.row, TABLE[arrow.row].value)
    return float(np.clip(factor * usual, TABLE[arrow.row].low, TABLE[arrow.row].high))


def cells(arrow: Arrow, seeds: int = SEEDS) -> list[Cell]:
    """One arrow at every strength and dose; a strength that its range forbids is left out."""
    usual, muscle, found = strength(arrow, 1.0), inhibited_muscle(), []
    factors = [f for f in FACTORS if f <= 1.0 or strength(arrow, f) > usual]
    for factor in factors:
        for dose in DOSES:
            settings = {arrow.row: strength(arrow, factor), "dose": dose}
            lives = simulate([Request.of(SCENARIO, settings, seed=s) for s in range(1, seeds + 1)])
            before, during, after = (
                np.array([o.measures[f"share.{w}.{muscle}"] for o in lives]) for w in ("before", "during", "after")
            )
            kept = after / before
            lost = float(np.mean(kept < 2.0 / 3.0))
            found.append(Cell(factor, dose, float((during / before).mean()), float(kept.mean()), lost))
    return found


def line(links: str, on: Sequence[str], seeds: int = SEEDS, more: Mapping[str, float] | None = None) -> Line:
    """Many lives with these links on."""
    settings = {**settings_of(on), "dose": WEAK_DOSE, **(more or {})}
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
    """The circle at its edge with all links, without each, with each alone and with none; then without the core."""
    names = list(SWITCHES)
    lines = [line("all three", names, seeds)]
    lines += [line(f"without: {cut}", [n for n in names if n != cut], seeds) for cut in names]
    lines += [line(f"only: {kept}", [kept], seeds) for kept in names]
    lines.append(line("none", [], seeds))
    lines.append(line("all three, dose .5", names, seeds, {"dose": 0.5}))
    lines.append(line("none, dose .5", [], seeds, {"dose": 0.5}))
    lines.append(line("none, dose .5, and gains do not follow use", [], seeds, {"upkeep": 0.0, "dose": 0.5}))
    lines.append(line("none, dose .5, and no links in the pool", [], seeds, {"recurrent_gain": 0.0, "dose": 0.5}))
    return lines


def markdown(lines: Sequence[Line]) -> str:
    """The table of links as text."""
    head = ["links on", "before", "during", "after (SD)", "returned", "effort after"]
    rows = [
        [
            x.links,
            f"{x.before:.2f}",
            f"{x.during:.2f}",
            f"{x.after:.2f} ({x.spread:.2f})",
            f"{100 * x.returned:.0f} %",
            f"{x.effort:.3f}",
        ]
        for x in lines
    ]
    return _rows([head, *rows])


def arrows_markdown(seeds: int = SEEDS) -> str:
    """The table of arrows as text: share kept over the own one (part of the lives in which it is lost)."""
    head = ["from", "to", "row", *(f"dose {d:g}: " + ", ".join(f"x {f:g}" for f in FACTORS) for d in DOSES), "support"]
    rows = [head]
    for arrow in ARROWS:
        found = cells(arrow, seeds)
        by_dose = [", ".join(f"{c.after:.2f}" for c in found if c.dose == d) for d in DOSES]
        rows.append([arrow.source, arrow.target, f"`{arrow.row}`", *by_dose, arrow.support])
    return _rows(rows)


def _rows(rows: Sequence[Sequence[str]]) -> str:
    lined = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "\n".join("| " + " | ".join(r) + " |" for r in lined)


if __name__ == "__main__":
    assert {arrow.row for arrow in ARROWS} <= set(TABLE)
    print(arrows_markdown(), markdown(table()), sep="\n\n")
