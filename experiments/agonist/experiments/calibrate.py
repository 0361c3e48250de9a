"""Which parameters were fitted to which measurements, from which start: ``python -m agonist.experiments.calibrate``.

Blocks of parameters and rows stand in ``evidence/calibration.toml``. Each is fitted by least squares within the ranges
of the parameter table (scipy, trust region); a residual is (model - measured) / half of the band. Every evaluation is
kept in a study file, so that a fit can be continued. A profile holds one parameter at a value, fits the others again,
and gives the range in which the sum of squares stays within 1 of its least: a wide one means that the rows do not fix
the parameter.
"""

from __future__ import annotations

import argparse
import json
import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import least_squares

from agonist.experiments.evidence.registry import Options, experiments
from agonist.experiments.evidence.targets import targets
from agonist.experiments.files import write_whole
from agonist.model.body.wiring import Floats
from agonist.model.parameters import TABLE, nearest
from agonist.model.reading import quoted

FILE = Path(__file__).parent / "evidence" / "calibration.toml"
STUDY = Path("results") / "calibration"
SEED, PEOPLE = 1, 96
STEP = 0.02  # of a parameter's value: finite differences that stand above the chance of a cohort
TOLERANCE, MOST = 1e-3, 40
HALVINGS = 10  # of the way from a fit to the edge of its range
MISSING = 10.0  # residual where an experiment gives no number


class Block(NamedTuple):
    """Parameters that are fitted together, with where the search begins, and the rows that fix them."""

    name: str
    start: Mapping[str, float]
    rows: tuple[str, ...]


class Fit(NamedTuple):
    """A fitted block: values, sum of squares, model values by row, range of each parameter, evaluations."""

    block: Block
    values: dict[str, float]
    cost: float
    rows: dict[str, float]
    ranges: dict[str, tuple[float, float]]
    evaluations: int


@cache
def blocks() -> dict[str, Block]:
    """Every block by name."""
    held = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: Block(name, each["start"], tuple(each["rows"])) for name, each in held.items()}


def block(name: str) -> Block:
    """One block. Raises ValueError for an unknown name."""
    if name not in blocks():
        raise ValueError(f"unknown block {quoted(name)}; {nearest(name, list(blocks()))}")
    return blocks()[name]


def model(of: Block, values: Mapping[str, float]) -> dict[str, float]:
    """What the experiments of a block give at these parameters."""
    options = Options(people=PEOPLE, settings=tuple(sorted(values.items())))
    return {row: float(experiments()[row](SEED, options)) for row in of.rows}


def residuals(found: Mapping[str, float]) -> Floats:
    """(model - measured) / half of the band, row by row."""
    left = []
    for row, value in found.items():
        target = targets()[row]
        half = 0.5 * (target.high - target.low)
        left.append((value - target.value) / half if math.isfinite(value) else MISSING)
    return np.array(left)


class Study:
    """Evaluations of a block, kept as lines of JSON; what is there already is not run again."""

    def __init__(self, of: Block, path: Path | None) -> None:
        self.block, self.path = of, path
        self.seen: dict[tuple[float, ...], dict[str, float]] = {}
        self.count = 0
        if path is not None and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                held = json.loads(line)
                self.seen[tuple(held["values"][name] for name in of.start)] = held["rows"]

    def run(self, values: Mapping[str, float]) -> dict[str, float]:
        """The rows at these values."""
        key = tuple(float(f"{values[name]:.9g}") for name in self.block.start)
        if key not in self.seen:
            self.seen[key] = model(self.block, dict(zip(self.block.start, key, strict=True)))
            self.count += 1
            self._keep(key)
        return self.seen[key]

    def _keep(self, key: tuple[float, ...]) -> None:
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            line = {"values": dict(zip(self.block.start, key, strict=True)), "rows": self.seen[key]}
            with self.path.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(line) + "\n")


def search(study: Study, start: Mapping[str, float], held: Mapping[str, float] | None = None) -> dict[str, float]:
    """Least squares from a start, with some parameters held."""
    fixed = dict(held or {})
    names = [name for name in study.block.start if name not in fixed]
    if not names:
        return fixed
    low, high = (np.array([getattr(TABLE[n], edge) for n in names]) for edge in ("low", "high"))
    scale = np.array([start[n] for n in names])

    def off(x: Floats) -> Floats:
        return residuals(study.run(fixed | dict(zip(names, map(float, x * scale), strict=True))))

    first = np.clip(scale, low + 1e-9, high - 1e-9) / scale
    done: Any = least_squares(
        off, first, bounds=(low / scale, high / scale), diff_step=STEP, xtol=TOLERANCE, ftol=TOLERANCE, max_nfev=MOST
    )
    return fixed | {n: float(f"{v:.4g}") for n, v in zip(names, done.x * scale, strict=True)}


def cost(study: Study, values: Mapping[str, float]) -> float:
    """Sum of squares at these values."""
    return float((residuals(study.run(values)) ** 2).sum())


def profile(study: Study, best: Mapping[str, float], name: str) -> tuple[float, float]:
    """Range of one parameter in which the sum of squares stays within 1 of its least, the others fitted again.

    Each end is found by halving between the fit and the edge of the table's range.
    """
    limit, row = cost(study, best) + 1.0, TABLE[name]

    def fits(value: float) -> bool:
        return cost(study, search(study, dict(best), {name: value})) <= limit

    low, high = (_edge(best[name], edge, fits) for edge in (row.low, row.high))
    return low, high


def _edge(inside: float, edge: float, fits: Callable[[float], bool]) -> float:
    if inside == edge or fits(edge):
        return edge
    for _ in range(HALVINGS):
        middle = 0.5 * (inside + edge)
        inside, edge = (middle, edge) if fits(middle) else (inside, middle)
    return inside


def calibrate(name: str, folder: Path | None = STUDY, ranges: bool = False) -> Fit:
    """Fit one block from its start, or go on with its study.

    Args:
        name: a block of ``evidence/calibration.toml``.
        folder: where studies are kept; None keeps nothing.
        ranges: profile every parameter, which takes many times as long.

    Raises:
        ValueError: unknown block.
    """
    study = Study(block(name), None if folder is None else folder / f"{name}.jsonl")
    values = search(study, study.block.start)
    found = {n: profile(study, values, n) for n in study.block.start} if ranges else {}
    return Fit(study.block, values, cost(study, values), study.run(values), found, study.count)


def lines(fit: Fit) -> list[str]:
    """A fit in words."""
    told = [
        f"{fit.block.name}: sum of squares {fit.cost:.3g} of {len(fit.rows)} rows, {fit.evaluations} new evaluations"
    ]
    for name, value in fit.values.items():
        low, high = fit.ranges.get(name, (math.nan, math.nan))
        known = (
            f"; rows allow {low:.3g} to {high:.3g} of {TABLE[name].low:g} to {TABLE[name].high:g}" if fit.ranges else ""
        )
        told.append(f"  {name}: start {fit.block.start[name]:g}, fit {value:.4g}, table {TABLE[name].value:g}{known}")
    for row, value in fit.rows.items():
        target = targets()[row]
        told.append(f"  {row}: {value:.3g}, measured {target.value:g}, {'in' if target.holds(value) else 'OUT'}")
    return told


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 0 done."""
    parser = argparse.ArgumentParser(
        prog="python -m agonist.experiments.calibrate", description=__doc__.splitlines()[0]
    )
    parser.add_argument("blocks", nargs="*", help=f"blocks to fit (default: all of {', '.join(blocks())})")
    parser.add_argument("--ranges", action="store_true", help="profile every parameter (slow)")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="add the fits to a file of JSON")
    parser.add_argument("--study", type=Path, default=STUDY, help=f"folder of the studies (default: {STUDY})")
    given = parser.parse_args(arguments)
    for name in given.blocks or blocks():
        fit = calibrate(name, given.study, given.ranges)
        print("\n".join(lines(fit)), flush=True)
        if given.keep is not None:
            keep(fit, given.keep)
    return 0


def keep(fit: Fit, path: Path) -> None:
    """Add a fit to a file of fits by block."""
    held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    rounded = {row: float(f"{value:.4g}") for row, value in fit.rows.items()}
    held[fit.block.name] = {
        "values": fit.values,
        "cost": float(f"{fit.cost:.3g}"),
        "rows": rounded,
        "ranges": fit.ranges,
    }
    write_whole(path, json.dumps(held, indent=1) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
