"""What a run leaves behind: series with units, readings by window, and the recipe that makes it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agonist.model.body.wiring import Floats
from agonist.model.compiler.jit import source_hash
from agonist.model.measures import View, of_task, shares
from agonist.model.release import package_version
from agonist.model.shown import html, leading
from agonist.model.written import as_keys

if TYPE_CHECKING:
    from agonist.model.assessment.chance import Chance
    from agonist.model.scenario import Resolved

SWITCHES = {
    "tightness inhibits the antagonist": "tightness_gain",
    "overload stiffens": "overload_gain",
    "a stiff helper inhibits": "stiffness_inhibits",
}
OFF = {"tightness_gain": 0.0, "overload_gain": 0.0, "stiffness_inhibits": 0.0}  # the value at which each link is cut


class Reading(NamedTuple):
    """One window of a run: share of torque and onset by muscle, effort, fraction of failed repetitions."""

    share: dict[str, float]
    effort: float
    failed: float
    onset_ms: dict[str, float]


@dataclass(frozen=True, repr=False, eq=False)
class Record:
    """One run: `samples` [time, channels] at `time_day` [time], `by_window` what was measured in each window, and the recipe.

    Two of them are equal where they are the same object; compare `samples` and `recipe` for what they hold.
    `to_frame()` gives the series as a table, `plot()` draws them, `summary()` is the run as one plain object.
    """

    recipe: dict[str, Any]
    view: View
    time_day: Floats
    samples: Floats
    by_window: dict[str, Reading]
    final: dict[str, Floats]
    windows: dict[str, tuple[float, float]]
    title: str = ""
    kind: tuple[str, ...] = ()  # [time] what each row was: bout, trial, night or event
    read: Mapping[str, float] = field(default_factory=dict)  # what the scenario asked to be read, by its words
    by_chance: tuple[Chance, ...] = ()  # strains and returns of pain that no word of the plan asked for, in their order

    @property
    def muscles(self) -> tuple[str, ...]:
        """Muscles that pull in the direction of the watched task."""
        return self.view.muscles

    @property
    def share(self) -> Floats:
        """Share of the torque of the watched task, [time, muscles]."""
        return shares(self.view, self.samples)

    @property
    def effort(self) -> Floats:
        """Effort, [time]."""
        return of_task(self.view, self.samples, "effort")

    @property
    def failed(self) -> Floats:
        """1 where the movement failed, [time]."""
        return of_task(self.view, self.samples, "failed")

    def summary(self) -> dict[str, Any]:
        """The run as one plain object: who, what, and the readings before, during and after."""
        parts = {name: reading._asdict() for name, reading in self.by_window.items()}
        read = {"read": dict(self.read)} if self.read else {}
        chance = {"by_chance": [one._asdict() for one in self.by_chance]} if self.by_chance else {}
        return {**{k: self.recipe[k] for k in SUMMARY}, "recipe": self.recipe, **parts, **read, **chance}

    def to_frame(self) -> Any:
        """The series as a pandas table [time, quantities], indexed by `time_day`.

        Columns are `effort`, `failed`, and `share`, `activation`, `excitability` and `weight` by muscle, as in
        ``share.MUSCLE``; the units stand in ``frame.attrs["units"]``, the recipe in ``frame.attrs["recipe"]``.
        """
        return import_module("agonist.experiments.frames").frame_of(self)

    def plot(self, *rivals: Record) -> Any:
        """Who carries the task, by day, what inhibits it and the effort below; rivals beside. A matplotlib figure."""
        return import_module("agonist.viz.figures.charts").run_figure(self, rivals)

    def __repr__(self) -> str:
        made, count = self.recipe, len(self.time_day)
        life = f"{made['days']:g} days, seed {made['seed']}, learner {made['learner']}, {made['engine']}"
        last = f"; at the end {leading(zip(self.muscles, map(float, self.share[-1]), strict=True))}" if count else ""
        return f"<Record of {made['scenario']!r}: {life}; {count} samples{last}>"

    def _repr_html_(self) -> str:
        """Shares by muscle and window, with effort and failures, for a notebook."""
        rows = [[m, *(reading.share[m] for reading in self.by_window.values())] for m in self.muscles]
        rows += [
            [n, *(float(getattr(reading, n)) for reading in self.by_window.values())] for n in ("effort", "failed")
        ]
        made = self.recipe
        title = f"{self.title or made['scenario']}: share of torque; seed {made['seed']}, learner {made['learner']}"
        return html(title, ["", *self.by_window], rows)


SUMMARY = ("scenario", "body", "seed", "learner", "engine", "days", "switches")


def switches_on(parameters: Mapping[str, float]) -> dict[str, bool]:
    """Which contested links of the vicious circle are on."""
    return {name: bool(parameters[row] != OFF[row]) for name, row in SWITCHES.items()}


def recipe(resolved: Resolved, seed: int, learner: str, engine: str, settings: Mapping[str, float]) -> dict[str, Any]:
    """Everything that is needed to make a run again."""
    said = as_keys({"person": resolved.person, "read": resolved.scenario.read})
    return {
        "scenario": resolved.scenario.name,
        "body": resolved.scenario.body.label,
        "body_digest": resolved.subject.digest,
        "seed": int(seed),
        "learner": learner,
        "engine": engine,
        "days": resolved.days,
        "settings": dict(settings),
        "switches": switches_on(resolved.parameters),
        "version": package_version(),
        "source": source_hash(),
        "numpy": np.__version__,
        **said,
    }
