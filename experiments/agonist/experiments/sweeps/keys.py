"""The keys that the file of a sweep would hold, its scenarios whole: what a folder keeps so that it can be lived again."""

from __future__ import annotations

from typing import Any

from agonist.experiments.sweeps.spec import Sweep

TOLD = "keys"  # of a manifest


def told(sweep: Sweep) -> dict[str, Any] | None:
    """The keys of a sweep in plain values, scenarios as texts; None where no text can say it.

    What an instrument asks is told by its own answer, and a rule that stands in no file by nobody. Parameters are pairs,
    since their order is that of the runs.
    """
    parts = [part for one in sweep.scenarios for _, part in one.rules]
    if sweep.asked or not all(isinstance(part, str) or part.place for part in parts):
        return None
    parameters: list[list[object]] = [[name, list(values)] for name, values in sweep.values]
    parameters += [[r.name, {"low": r.low, "high": r.high, "log": r.log}] for r in sweep.ranges]
    keys: dict[str, object] = {
        "scenario": [{"name": one.name, "text": one.toml()} for one in sweep.scenarios],
        "learner": list(sweep.learners),
        "parameters": parameters,
        "part": sweep.part,
        **_seeds(sweep),
        **_design(sweep),
    }
    wanted = {"days": sweep.days, "measures": list(sweep.measures), "series": list(sweep.series)}
    keys |= {key: value for key, value in wanted.items() if value}
    return keys | ({"every": sweep.every} if sweep.series else {})


def _seeds(sweep: Sweep) -> dict[str, Any]:
    if isinstance(sweep.seeds, range):
        return {"seed": sweep.seeds[0], "iterations": len(sweep.seeds)}
    return {"seeds": list(sweep.seeds)}


def _design(sweep: Sweep) -> dict[str, Any]:
    if not sweep.ranges:
        return {}
    found = {"design": sweep.design, "n": sweep.n, "design_seed": sweep.design_seed}
    return found | ({"second_order": True} if sweep.second_order else {})
