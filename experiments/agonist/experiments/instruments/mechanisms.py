"""Which mechanism carries the loss: each off, halved, doubled and at its top, alone and in pairs, on both sides of the threshold.

Above the threshold a mechanism is *necessary* if without it (or in a pair, without both) the loss is gone; below, it is
*sufficient* if, raised, it makes the loss. It is *protective* if raised it averts the loss, or without it a harmless dose
makes one. It *shapes* the loss if it changes how much is missing, and is *inert* if
nothing it does can be told from nothing. *Undecided*: the loss comes or goes, and the lives are too few to be sure.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.stats import binomtest

from agonist.experiments.ablation import Ablation, lines, variants
from agonist.experiments.ablation import ablate as single_cuts
from agonist.experiments.batch_lives import prepared, with_parameters
from agonist.experiments.causes import Given, caused
from agonist.experiments.instruments.bench import Asked, Bench, Case, Measured, at_bench
from agonist.experiments.instruments.shown import shown
from agonist.experiments.instruments.thresholds import under
from agonist.experiments.instruments.worlds import of_worlds
from agonist.experiments.summary import counted, table
from agonist.experiments.target_muscle import focus
from agonist.model.body.wiring import Floats
from agonist.model.engine import Lived
from agonist.model.keys import flag, keyed, whole
from agonist.model.measures import shares
from agonist.model.parameters import TABLE
from agonist.model.persons import Person
from agonist.model.runs import Prepared, Request, with_own
from agonist.model.scenario import Scenario, resolve

if TYPE_CHECKING:
    from matplotlib.figure import Figure


BELOW = 0.28  # just below where sixty days lock in (`agonist.model.folds`)
LOST, TELLS = 0.5, 0.02  # part of the share before that is missing after: a loss; a difference that can be told
MECHANISMS = {  # rows that act together, by what they are
    "inhibition in the pool": ("recurrent_gain",),
    "reciprocal inhibition": ("reciprocal_gain",),
    "co-contraction": ("coactivation",),
    "exploration": ("exploration_sd", "exploration_chance"),
    "gains follow use": ("upkeep",),
    "helpers are reinforced": ("surplus_gain",),
    "slow traces": ("kept_pull", "settled_pull"),
    "felt in other tasks": ("carry_over",),
    "tightness inhibits": ("tightness_gain",),
    "overload stiffens": ("overload_gain",),
    "a stiff helper inhibits": ("stiffness_inhibits",),
}
UNSURE, HALF = "undecided", 0.5  # where so many lives more or fewer are lost, and the intervals overlap all the same
LEVELS = ("off", "half", "double", "top")
WHOLE = "the whole model"
DOSE = "part of excitability that the plan takes, as in `inhibit` with fraction = '$dose'"
NO_VERDICTS = f"no verdicts: they need a knob `dose` above {BELOW:g} ({DOSE}), windows before and after"
SOURCES = (
    "Wilson 1927 J Am Stat Assoc 22:209 (interval of a proportion)",
    "Mackie 1965 Am Philos Q 2:245 (necessary and sufficient parts of a condition)",
)


class Cell(NamedTuple):
    """Lives with one change: part of the share missing after [lives] below and above the threshold."""

    names: tuple[str, ...]
    level: str
    below: Floats
    above: Floats

    def lost(self, where: str) -> tuple[float, float, float]:
        """Part of the lives in which the loss lasts, with Wilson's interval."""
        gone = getattr(self, where) > LOST
        bounds = binomtest(int(gone.sum()), len(gone)).proportion_ci(method="wilson")
        return float(gone.mean()), float(bounds.low), float(bounds.high)

    def missing(self, where: str) -> tuple[float, float, float]:
        """Mean of the missing part, and least and most of the lives."""
        part = getattr(self, where)
        return float(part.mean()), float(part.min()), float(part.max())


class Verdict(NamedTuple):
    """What a mechanism is, and the lives that say so."""

    name: str
    verdict: str
    off_above: tuple[float, float, float]
    top_below: tuple[float, float, float]
    most: float  # greatest change of the missing part, of any level


class Verdicts(NamedTuple):
    """Every cell, the first of them the whole model; pairs are off together and at the top together."""

    doses: tuple[float, float]
    cells: tuple[Cell, ...]
    pairs: tuple[Cell, ...]

    def verdicts(self) -> list[Verdict]:
        """The verdict of each mechanism, in the order of `MECHANISMS`."""
        whole = self.cells[0]
        return [_verdict(whole, [c for c in self.cells[1:] if c.names == (n,)]) for n in MECHANISMS]

    def partners(self) -> list[tuple[str, str]]:
        """What only pairs do: (what, the two), where neither does it alone."""
        alone = {v.name: v.verdict for v in self.verdicts()}
        told = []
        for cell in self.pairs:
            what = "necessary together" if cell.level == "off" else "sufficient together"
            kind = what.split()[0]
            if not any(kind in alone[n] for n in cell.names) and _differs(cell, self.cells[0], cell.level):
                told.append((what, " + ".join(cell.names)))
        return told

    def lines(self) -> list[str]:
        """The verdicts for a terminal."""
        head = [
            f"at dose {self.doses[1]:g} without it, at {self.doses[0]:g} at its top",
            "lost without",
            "lost with most",
            "most change",
            "verdict",
        ]
        rows = [
            [f"  {v.name}", _part(v.off_above), _part(v.top_below), f"{100.0 * v.most:.1f} %", v.verdict]
            for v in self.verdicts()
        ]
        whole = self.cells[0]
        rows.insert(0, [f"  {WHOLE}", _part(whole.lost("above")), _part(whole.lost("below")), "", ""])
        unsure = any(v.verdict == UNSURE for v in self.verdicts())
        more = (
            [f"{UNSURE}: the loss comes or goes, in too few lives to be sure; --seeds 4 or more tell"] if unsure else []
        )
        return [*table(head, rows, 44), *more, *self._means(), *self._pairs()]

    def _means(self) -> list[str]:
        """What the numbers of the table are."""
        count = len(self.cells[0].above)
        lost = f"lost: more than {100.0 * LOST:.0f} % of the share before is missing in the last window"
        change = "most change: of the missing part, by any level on either side"
        return ["", f"{lost}; in brackets 95 % of {counted(count, 'life', 'lives')} (Wilson); {change}"]

    def _pairs(self) -> list[str]:
        """How many pairs were lived, and those that do what neither does alone, with their numbers."""
        found, by_name = self.partners(), {(" + ".join(c.names), c.level): c for c in self.pairs}
        both = {"necessary together": ("off", "above"), "sufficient together": ("top", "below")}
        rows = [
            [f"  {names}", what, _part(by_name[names, level].lost(where))]
            for what, names in found
            for level, where in (both[what],)
        ]
        said = (
            f"{len(self.pairs) // 2} pairs, off together at dose {self.doses[1]:g} and at the top together at "
            f"{self.doses[0]:g}: {len(found) or 'none'} of them {'does' if len(found) == 1 else 'do'} what neither does alone"
        )
        told = table(["pair", "", "lost"], rows, 44) if rows else []
        return ["", said, *told] if self.pairs else []

    def rows(self) -> list[dict[str, object]]:
        """One row a cell."""
        return [
            {
                "mechanism": " + ".join(c.names) or WHOLE,
                "level": c.level,
            }
            | {
                f"{what}_{where}{end}": value
                for where in ("below", "above")
                for what, told in (("missing", c.missing(where)), ("lost", c.lost(where)))
                for end, value in zip(("", "_low", "_high"), told, strict=True)
            }
            for c in (*self.cells, *self.pairs)
        ]

    def as_json(self) -> dict[str, object]:
        """Verdicts, partners and all cells."""
        return {"doses": self.doses, "verdicts": self.verdicts(), "partners": self.partners(), "cells": self.rows()}


def _part(said: tuple[float, float, float]) -> str:
    return f"{100.0 * said[0]:.0f} % ({100.0 * said[1]:.0f}-{100.0 * said[2]:.0f})"


def _differs(cell: Cell, whole: Cell, level: str) -> bool:
    """Whether a loss is gone (off, above) or made (raised, below) beyond both intervals."""
    if level == "off":
        return cell.lost("above")[2] < whole.lost("above")[1]
    return cell.lost("below")[1] > whole.lost("below")[2]


def _verdict(whole: Cell, levels: Sequence[Cell]) -> Verdict:
    by = {c.level: c for c in levels}
    said = ["necessary"] * _differs(by["off"], whole, "off")
    said += ["sufficient"] * any(_differs(by[level], whole, level) for level in ("double", "top"))
    saved = any(_differs(by[level], whole, "off") for level in ("double", "top"))
    said += ["protective"] * (saved or any(_differs(by[level], whole, "top") for level in ("off", "half")))
    most = max(abs(float((getattr(c, w) - getattr(whole, w)).mean())) for c in levels for w in ("below", "above"))
    moved = any(abs(c.lost(w)[0] - whole.lost(w)[0]) >= HALF for c in levels for w in ("below", "above"))
    verdict = " and ".join(said) or (UNSURE if moved else "shapes" if most > TELLS else "inert")
    return Verdict(by["off"].names[0], verdict, by["off"].lost("above"), by["top"].lost("below"), most)


def changes_of(name: str, level: str, parameters: Mapping[str, float]) -> dict[str, float]:
    """The rows of a mechanism at a level; a switch that is off begins from a middling strength when it is doubled."""
    found = {}
    for row in MECHANISMS[name]:
        now = parameters[row] or 0.5 * TABLE[row].high
        found[row] = {
            "off": 0.0,
            "half": 0.5 * parameters[row],
            "double": min(2.0 * now, TABLE[row].high),
            "top": TABLE[row].high,
        }[level]
    return found


def both_ways(
    scenario: Scenario,
    learner: str,
    muscle: str | None,
    seeds: int,
    settings: Mapping[str, float] | None,
    bench: Bench,
    pairs: bool = True,
    below: float | None = BELOW,
) -> Verdicts | None:
    """Live every change below and above the threshold; None where the scenario has no knob `dose` above it.

    Without a dose `below` none is known that leaves a loss: all is lived at the highest one.

    Raises ValueError for unknown names and values out of range.
    """
    resolved = resolve(scenario, settings)
    high = resolved.knobs.get("dose", 0.0)
    below = high if below is None else below
    if (below == BELOW and high <= below) or "before" not in resolved.windows or "after" not in resolved.windows:
        return None
    target = focus(resolved, muscle)
    chosen: list[tuple[tuple[str, ...], str]] = [((), WHOLE)]
    chosen += [((name,), level) for name in MECHANISMS for level in LEVELS]
    some = [(two, level) for two in combinations(MECHANISMS, 2) for level in ("off", "top")] if pairs else []
    cases = tuple(
        {
            "dose": dose,
            "learner": learner,
            "muscle": target,
            "settings": keyed("settings", settings),
            "changes": {k: v for name in names for k, v in changes_of(name, level, resolved.parameters).items()},
        }
        for names, level in (*chosen, *some)
        for dose in (below, high)
    )
    worlds = {dose: resolve(scenario, {**keyed("settings", settings), "dose": dose}) for dose in (below, high)}

    def build(case: Case) -> Prepared:
        here = worlds[case["dose"]]
        return with_parameters(prepared(Request(here.scenario, learner=learner), here), case["changes"])

    def read(one: Prepared, life: Lived, _: Case) -> dict[str, float]:
        seen, names = shares(one.view, life.means)[:, one.view.muscles.index(target)], list(one.run.windows)
        return {"missing": float(1.0 - seen[names.index("after")] / seen[names.index("before")])}

    found = bench.live(Asked("ablate", cases, of_worlds(build, read), scenario, tuple(range(1, seeds + 1))))
    return Verdicts((below, high), _cells(found, chosen, 0), _cells(found, some, 2 * len(chosen)))


def _cells(found: Measured, chosen: Sequence[tuple[tuple[str, ...], str]], first: int) -> tuple[Cell, ...]:
    missing = np.nan_to_num(found["missing"], nan=1.0)
    return tuple(
        Cell(names, level, missing[first + 2 * n], missing[first + 2 * n + 1])
        for n, (names, level) in enumerate(chosen)
    )


@shown
class Both(NamedTuple):
    """The answer of `agonist ablate`: the tables of single cuts (`told`, in words) and the verdicts, where there are any."""

    ablation: Ablation
    told: tuple[str, ...]
    found: Verdicts | None
    sources: tuple[str, ...] = SOURCES

    def lines(self) -> list[str]:
        """The tables, then the verdicts."""
        said = self.found.lines() if self.found else [NO_VERDICTS]
        return [*self.told, "", *said]

    def rows(self) -> list[dict[str, object]]:
        """The cells of the verdicts, else the single cuts."""
        last = [{"mechanism": r.name, "share": list(r.share.values())[-1]} for r in self.ablation.rows]
        return self.found.rows() if self.found else last

    def as_json(self) -> dict[str, object]:
        """The ablation as a plain object with what the verdicts are."""
        return self.ablation._asdict() | {"both_ways": self.found.as_json() if self.found else None}

    def figures(self) -> Mapping[str, Figure]:
        """The verdicts, drawn; nothing where there are none."""
        if self.found is None:
            return {}
        return {"": importlib.import_module("agonist.viz.figures.mechanisms").verdicts_figure(self.found)}


def ablate(
    scenario: str | Path | Scenario, learner: str = "maintained", muscle: str | None = None, seeds: int = 8,
    settings: Mapping[str, float] | None = None, pairs: bool = True, bench: Bench | None = None,
    rules: Mapping[str, object] | None = None, person: Person | Mapping[str, float | str] | None = None,
    cause: Given = None,
) -> Both:  # fmt: skip
    """Every single cut, and every mechanism at every level below and above the threshold, with verdicts.

    Args:
        scenario: a name or a file; verdicts need its knob `dose` above the threshold, windows `before` and `after`.
        learner: the default or a rival.
        muscle: the muscle in question; None takes the one that is inhibited most.
        seeds: lives 1, 2, ... of each kind.
        settings: knobs and rows of the parameter table.
        pairs: also every two mechanisms together.
        bench: where the lives are lived; None keeps nothing.
        rules, person: parts of your own, and who lives it, as in `agonist.run`.
        cause: instead of what the scenario does, such as ``keep effusion ml=0..60``, held for the setting ``held_days``;
            the dose below is then four fifths of the least lasting one, which is looked for first.

    Raises:
        ValueError: unknown names, values out of range.
    """
    bench, seeds, pairs = at_bench(bench), whole("seeds", seeds), flag("pairs", pairs)
    given, name = with_own(scenario, learner, rules, person)
    below: float | None = BELOW
    if cause is not None:
        below = under(given, name, muscle, settings, cause, bench.jobs)
        given = caused(given, cause, muscle, keyed("settings", settings))
    single = seeds * len(variants(resolve(given, settings).parameters, name))
    bench.also = 2 * single
    verdicts = both_ways(given, name, muscle, seeds, settings, bench, pairs, below)
    if verdicts is None and bench.must_say:
        bench.say(f"ablate: {single:,} lives, of single changes alone; {NO_VERDICTS}")
    weak = float("inf") if below is None else below
    cuts = single_cuts(given, name, muscle, seeds, settings, bench.jobs, bench.progress, weak_dose=weak)
    return Both(cuts, tuple(lines(cuts)), verdicts)
