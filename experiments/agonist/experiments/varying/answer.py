"""What the measures of variability tell: synergies by window, and early warning on a ramp."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agonist.experiments.causes import Given, aimed, cause_of, check_daily, everyday, tasks_named
from agonist.experiments.instruments.bench import Bench, at_bench
from agonist.experiments.instruments.shown import shown
from agonist.experiments.summary import counted, plain, table
from agonist.experiments.target_muscle import focus
from agonist.experiments.varying.series import Bouts, envelopes, windowed
from agonist.experiments.varying.synergies import (
    Manifold,
    Modules,
    Network,
    decomposition,
    factorised,
    manifold,
    network,
    pooled,
)
from agonist.experiments.varying.warning import Announced, detected, warn
from agonist.model.keys import keyed, real, whole
from agonist.model.persons import Person
from agonist.model.plan import LONGEST_DAY
from agonist.model.runs import with_own
from agonist.model.scenario import resolve

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from agonist.model.scenario import Scenario

HIGHEST, DAYS = 0.6, (30.0, LONGEST_DAY)  # of a ramp: part of excitability where nothing else is said, length
ENVELOPE_NOISE = 0.1  # coefficient of variation of a smoothed envelope (judgement)
SYNERGY_SOURCES = (
    "d'Avella, Saltiel & Bizzi 2003 Nat Neurosci 6:300; Lee & Seung 1999 Nature 401:788 (factorisation)",
    "Scholz & Schoner 1999 Exp Brain Res 126:289 (uncontrolled manifold)",
    "Boonstra et al. 2015 Sci Rep 5:17830 (muscle networks)",
)
WARNING_SOURCES = (
    "Scheffer et al. 2009 Nature 461:53 (critical slowing down)",
    "Dakos et al. 2012 PLoS ONE 7:e41010 (rolling windows, surrogates)",
)


class Part(NamedTuple):
    """One window: its movements, modules, manifold and network."""

    bouts: Bouts
    modules: Modules
    manifold: Manifold
    network: Network


@shown
class Synergies(NamedTuple):
    """The answer of `agonist synergies`."""

    scenario: str
    learner: str
    seeds: int
    parts: dict[str, Part]
    sources: tuple[str, ...] = SYNERGY_SOURCES

    def lines(self) -> list[str]:
        """Measures by window, then the modules muscle by muscle."""
        names, parts = list(self.parts), list(self.parts.values())
        task = parts[0].bouts.task
        rows = [
            ["  movements", *(f"{len(p.bouts.day)}" for p in parts)],
            ["  modules that explain 95 %", *(f"{len(p.modules.weights)}" for p in parts)],
            ["  explained by one module", *(f"{100.0 * p.modules.explained[0]:.1f} %" for p in parts)],
            [f"  cosine with the modules {names[0]}", *(f"{p.modules.like:.3f}" for p in parts)],
            ["  variance along the manifold", *(f"{p.manifold.along:.2e}" for p in parts)],
            ["  variance across it", *(f"{p.manifold.across:.2e}" for p in parts)],
            ["  synergy index", *(f"{p.manifold.synergy:.3f}" for p in parts)],
            ["  pairs that vary together or against", *(f"{100.0 * p.network.density:.0f} %" for p in parts)],
        ]
        told = table([plain(task), *names], rows, 40)
        rows = [
            [f"  {plain(m)}", *(" ".join(f"{w:.2f}" for w in p.modules.weights[:, k]) for p in parts)]
            for k, m in enumerate(parts[0].bouts.muscles)
        ]
        told += ["", *table(["weight in each module", *names], rows, 40)]
        most = len(parts[0].bouts.muscles) / (len(parts[0].bouts.muscles) - 1.0)
        return [
            *told,
            "",
            f"{self.learner} learner, {counted(self.seeds, 'seed')}; the synergy index is at most {most:.3f} with so many muscles",
        ]

    def rows(self) -> list[dict[str, object]]:
        """A row a window and muscle."""
        return [
            {
                "window": name,
                "muscle": m,
                "activation": float(p.bouts.activation[:, k].mean()),
                "activation_sd": float(p.bouts.activation[:, k].std()),
                "onset_ms": float(p.bouts.onset_ms[k]),
                "first_module": float(p.modules.weights[0, k]),
                "modules": len(p.modules.weights),
                "like_before": p.modules.like,
                "along": p.manifold.along,
                "across": p.manifold.across,
                "index": p.manifold.synergy,
                "density": p.network.density,
            }
            for name, p in self.parts.items()
            for k, m in enumerate(p.bouts.muscles)
        ]

    def as_json(self) -> dict[str, object]:
        """All of it as one plain object, without the movements."""
        windows = {
            name: {"muscles": p.bouts.muscles, "modules": p.modules, "manifold": p.manifold, "network": p.network}
            for name, p in self.parts.items()
        }
        return {"scenario": self.scenario, "learner": self.learner, "seeds": self.seeds, "windows": windows}

    def figures(self) -> Mapping[str, Figure]:
        """Envelopes, modules and networks, window by window."""
        return {"": importlib.import_module("agonist.viz.figures.variability").synergy_figure(self)}


def synergies(
    scenario: str | Path | Scenario,
    learner: str = "maintained",
    seeds: int = 4,
    settings: Mapping[str, float] | None = None,
    bench: Bench | None = None,
    rules: Mapping[str, object] | None = None,
    person: Person | Mapping[str, float | str] | None = None,
) -> Synergies:
    """Modules, uncontrolled manifold and network of the movements in each window of a scenario.

    Chance is taken about the mean of each life and pooled over lives.

    Args:
        scenario: a name or a file with windows.
        learner: the default or a rival.
        seeds: lives 1, 2, ...
        settings: knobs and rows of the parameter table.
        bench: where the lives are lived.
        rules: parts of your own, as in `agonist.run`.
        person: who lives it, as in `agonist.run`; None is the scenario's.

    Raises:
        ValueError: unknown names, values out of range, a window without movements, the extra `synergies` is missing.
    """
    decomposition()  # not found missing after the lives
    given, name = with_own(scenario, learner, rules, person)
    held, seeds = keyed("settings", settings), whole("seeds", seeds)
    resolved, found = windowed(given, name, held, seeds, at_bench(bench))
    return Synergies(resolved.scenario.name, name, seeds, _parts(found))


def _parts(found: Mapping[str, list[Bouts]]) -> dict[str, Part]:
    """Modules, manifold and network of each window; the modules of the first are those that others are held against."""
    parts: dict[str, Part] = {}
    first = None
    for name, lives in found.items():
        one = pooled(lives)
        modules = factorised(envelopes(one, ENVELOPE_NOISE), first)
        first = modules.weights if first is None else first
        parts[name] = Part(one, modules, manifold(one), network(one))
    return parts


@shown
class Warnings(NamedTuple):
    """The answer of `agonist warning`."""

    found: Announced
    sources: tuple[str, ...] = WARNING_SOURCES

    def lines(self) -> list[str]:
        """Signals on the ramp and without it, and recovery by dose."""
        found = self.found
        rows = []
        for name in ("variance", "autocorrelation"):
            taus = [np.median([life.signals[name].tau for life in lives]) for lives in (found.ramped, found.calm)]
            parts = [f"{100.0 * detected(lives, name):.0f} %" for lives in (found.ramped, found.calm)]
            rows.append([f"  {name}", f"{taus[0]:.2f}", parts[0], f"{taus[1]:.2f}", parts[1]])
        told = table([plain(found.muscle), "tau, ramp", "announced", "tau, calm", "false alarm"], rows, 24)
        tips = found.tipping_dose()
        said = f"it tips at a dose of {tips:.2f} (median)" if np.isfinite(tips) else "it does not tip on this ramp"
        rows = [
            [f"  {dose:.2f}", f"{rate:.3f}" if np.isfinite(rate) else "-", _time(rate)]
            for dose, rate in zip(found.recovery.dose, found.recovery.rate_day, strict=True)
        ]
        told += ["", *table([f"after a knock of {found.kick:g}, at dose", "recovery, 1/day", "time, days"], rows, 34)]
        return [
            *told,
            "",
            f"{said}; announced: tau beyond 95 % of surrogates of the same memory, before it tips",
            f"{found.learner} learner, {counted(len(found.ramped), 'life', 'lives')} on a ramp of {found.days:g} days "
            f"to {found.highest:g} {found.cause.told}",
        ]

    def rows(self) -> list[dict[str, object]]:
        """A row a life."""
        return [
            {"ramp": kind, "seed": n, "tips_day": life.tips}
            | {f"{name} {key}": getattr(s, key) for name, s in life.signals.items() for key in ("tau", "p")}
            for kind, lives in ((self.found.cause.word, self.found.ramped), ("none", self.found.calm))
            for n, life in enumerate(lives, start=1)
        ]

    def as_json(self) -> dict[str, object]:
        """All of it as one plain object, without the series."""
        found = self.found
        return {
            "scenario": found.scenario,
            "muscle": found.muscle,
            "learner": found.learner,
            "lives": self.rows(),
            "tipping_dose": found.tipping_dose(),
            "recovery": found.recovery,
            "announced": {n: detected(found.ramped, n) for n in found.ramped[0].signals},
            "false_alarm": {n: detected(found.calm, n) for n in found.calm[0].signals},
        }

    def figures(self) -> Mapping[str, Figure]:
        """The ramp, the signals, and recovery."""
        return {"": importlib.import_module("agonist.viz.figures.variability").warning_figure(self)}


def _time(rate_day: float) -> str:
    """How long a knock is remembered, days; one that is not forgotten grows."""
    return f"{1.0 / rate_day:.0f}" if rate_day > 0.0 else "grows" if rate_day < 0.0 else "-"


def warning(
    scenario: str | Path | Scenario,
    learner: str = "maintained",
    muscle: str | None = None,
    highest: float | None = None,
    days: float = 360.0,
    seeds: int = 8,
    settings: Mapping[str, float] | None = None,
    bench: Bench | None = None,
    rules: Mapping[str, object] | None = None,
    person: Person | Mapping[str, float | str] | None = None,
    cause: Given = None,
) -> Warnings:
    """Whether a share announces that it will tip: a slow ramp of inhibition, lives without it, and small knocks.

    Args:
        scenario: a name or a file; its daily life is lived.
        learner: the default or a rival.
        muscle: the muscle in question; None takes the one that the plan inhibits most.
        highest: dose at the end of the ramp; None is 0.6 of excitability, or the highest of another cause.
        days: length of the ramp.
        seeds: lives 1, 2, ... of each kind.
        settings: knobs and rows of the parameter table.
        bench: where the lives are lived.
        rules: parts of your own, as in `agonist.run`.
        person: who lives it, as in `agonist.run`; None is the scenario's.
        cause: what the dose is a dose of, as in a plan, such as ``keep effusion ml=0..60``; None is an inhibition.

    Raises:
        ValueError: unknown names, values out of range.
    """
    given, name = with_own(scenario, learner, rules, person)
    target, seeds, said = focus(resolve(given, settings), muscle), whole("seeds", seeds), cause_of(cause)
    held = keyed("settings", settings)
    usual = everyday(given, held, tasks_named(said))
    check_daily(usual, held)
    resolved = resolve(usual, settings)
    highest, days = said.highest(highest, HIGHEST), real("days", days, *DAYS)
    return Warnings(warn(resolved, target, aimed(said, resolved, target), name, highest, days, seeds, at_bench(bench)))
