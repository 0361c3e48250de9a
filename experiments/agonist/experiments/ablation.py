"""What each part of the model does: the same life with one term cut at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from agonist.experiments.batch_lives import all_readings, prepared, seeded, with_parameters
from agonist.experiments.summary import counted, percent, plain, table
from agonist.experiments.target_muscle import focus, windows_of
from agonist.model.keys import keyed
from agonist.model.parameters import TABLE
from agonist.model.record import OFF, SWITCHES, Reading
from agonist.model.runs import Request, with_own
from agonist.model.scenario import Scenario, resolve

WEAK_DOSE = 0.28  # just below where sixty days lock in (`agonist.model.folds`)
FAINT = 1e-9  # Hebb's term at this part of its rate is cut; the rate of the effort term is raised to stay as it is
WHOLE = "the whole model"


class Row(NamedTuple):
    """One variant, means over seeds: share of the muscle and effort by window, failed movements, and who leads last."""

    name: str
    changes: dict[str, float]
    share: dict[str, float]
    effort: dict[str, float]
    failed: dict[str, float]
    leader: str


class Ablation(NamedTuple):
    """A table of ablations of one scenario."""

    scenario: str
    muscle: str
    learner: str
    seeds: int
    rows: tuple[Row, ...]
    weak_dose: float = 0.0  # below the critical one, where the scenario has a knob `dose`
    weak: tuple[Row, ...] = ()  # the same there: what makes a harmless dose harmful


def variants(parameters: Mapping[str, float], learner: str = "maintained") -> dict[str, dict[str, float]]:
    """What is cut and what is raised to the end of its range, by name, as changes of parameters.

    A contested link that is off already is switched on.
    """
    found: dict[str, dict[str, float]] = {WHOLE: {}, **CUT}
    found |= first_edition(parameters) if learner == "threshold" else SECOND_EDITION
    for name, row in RAISED.items():
        found[f"{name} at the end of its range"] = {row: TABLE[row].high}
    for name, row in SWITCHES.items():
        found |= _switched(name, row, parameters[row])
    return found


CUT = {
    "no inhibition between muscles": {"reciprocal_gain": 0.0, "recurrent_gain": 0.0},
    "no co-contraction": {"coactivation": 0.0, "coactivation_pain": 0.0, "coactivation_instability": 0.0},
    "no exploration": {"exploration_sd": 0.0, "exploration_chance": 0.0},
}
SECOND_EDITION = {
    "gains do not follow use": {"upkeep": 0.0},
    "helpers are not reinforced": {"surplus_gain": 0.0},
    "a loss does not settle": {"settled_pull": 0.0, "kept_pull": 0.0},
    "nothing is felt in other tasks": {"carry_over": 0.0},
}
RAISED = {
    "inhibition in the pool": "recurrent_gain",
    "reciprocal inhibition": "reciprocal_gain",
    "co-contraction": "coactivation",
}
ON = {"tightness_gain": 0.1, "overload_gain": 0.5, "stiffness_inhibits": 1.0}  # a middling strength of each


def first_edition(parameters: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """What can be cut of the rival with a threshold on the neighbours' mean."""
    rate, weight = parameters["hebb_rate"], parameters["effort_weight"]
    return {
        "no Hebbian term": {"hebb_rate": rate * FAINT, "effort_weight": weight / FAINT},
        "no sense of effort": {"effort_weight": 0.0},
        "no trace of use": {"habit_gain": 0.0},
        "Hebb's plain product": {"plain_hebb": 1.0},
    }


def _switched(name: str, row: str, value: float) -> dict[str, dict[str, float]]:
    if value != OFF[row]:
        return {f"without: {name}": {row: OFF[row]}}
    return {f"with: {name}": {row: ON[row]}}


def ablate(
    scenario: str | Path | Scenario,
    learner: str | Callable[..., None] = "maintained",
    muscle: str | None = None,
    seeds: int = 8,
    settings: Mapping[str, float] | None = None,
    threads: int = 1,
    progress: bool = False,
    rules: Mapping[str, object] | None = None,
    weak_dose: float = WEAK_DOSE,
) -> Ablation:
    """Live a scenario as it is and with each term cut; `learner` and `rules` may be your own, as in `run`.

    `weak_dose` is below the critical one.

    Raises ValueError for unknown names and values out of range.
    """
    given, name = with_own(scenario, learner, rules)
    resolved = resolve(given, settings)
    target = focus(resolved, muscle)
    windows_of(resolved)

    def lived(more: Mapping[str, float]) -> tuple[Row, ...]:
        here = resolve(given, {**keyed("settings", settings), **more})
        one = prepared(Request(here.scenario, learner=name), here)
        cut = variants(here.parameters, name)
        lives = [
            life for changes in cut.values() for life in seeded(with_parameters(one, changes), range(1, seeds + 1))
        ]
        found = all_readings(lives, threads=threads, label="ablate", progress=progress)
        return tuple(
            _row(what, changes, found[n * seeds : (n + 1) * seeds], target)
            for n, (what, changes) in enumerate(cut.items())
        )

    weak = weak_dose if resolved.knobs.get("dose", 0.0) > weak_dose else 0.0
    return Ablation(resolved.scenario.name, target, name, seeds, lived({}), weak, lived({"dose": weak}) if weak else ())


def _row(name: str, changes: dict[str, float], lives: list[dict[str, Reading]], muscle: str) -> Row:
    windows = list(lives[0])
    share = {w: float(np.mean([life[w].share[muscle] for life in lives])) for w in windows}
    effort = {w: float(np.mean([life[w].effort for life in lives])) for w in windows}
    failed = {w: float(np.mean([life[w].failed for life in lives])) for w in windows}
    last = {m: float(np.mean([life[windows[-1]].share[m] for life in lives])) for m in lives[0][windows[-1]].share}
    return Row(name, changes, share, effort, failed, max(last, key=lambda m: last[m]))


def fine(share: float) -> str:
    """A share in percent with one decimal: some links change little, and that is a result."""
    return f"{100.0 * share:.1f} %"


def lines(found: Ablation) -> list[str]:
    """The tables of an ablation: as the scenario is, and at a dose below the critical one."""
    told = _table(found.rows, f"share of {plain(found.muscle)}")
    if found.weak:
        told += ["", f"the same at a dose of {found.weak_dose:g}, below the critical one", ""]
        told += _table(found.weak, f"share of {plain(found.muscle)}")
    return [*told, "", f"{found.learner} learner, means over {counted(found.seeds, 'seed')}"]


def _table(rows: Sequence[Row], title: str) -> list[str]:
    windows = list(rows[0].share)
    last = windows[-1]
    head = [title, *windows, f"effort {last}", f"failed {last}", f"{last}, who leads"]
    text = [
        [
            f"  {row.name}",
            *(fine(row.share[w]) for w in windows),
            f"{row.effort[last]:.3f}",
            percent(row.failed[last]),
            plain(row.leader),
        ]
        for row in rows
    ]
    return table(head, text, 52)
