"""What a reader takes away: rows as CSV or Parquet, and the recipe as a scenario file."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np

from agonist.viz.session.controller import Controller
from agonist.viz.session.patient_life import scenario_of
from agonist.viz.session.recipe import Recipe

UNITS = {
    "day": "day", "onset": "ms before movement", "effusion_ml": "mL", "pain": "0-10", "hurt": "0-10",
    "strength": "x healthy", "tightness": "x healthy pull", "fibre": "x healthy", "size": "x healthy",
    "strains": "count", "torque_max": "N m", "hazard": "1/day", "episodes": "count", "rests": "day",
}  # fmt: skip


def columns_of(topology: dict[str, Any]) -> list[str]:
    """A name for every number of a row: quantity, unit of the body, unit of measure."""
    muscles, tasks, joints = ([x["name"] for x in topology[k]] for k in ("muscles", "tasks", "joints"))
    members = {m["slot"]: f"{t['name']}.{muscles[m['muscle']]}" for t in topology["tasks"] for m in t["members"]}
    by_task = dict.fromkeys(("effort", "failed", "torque_max", "voluntary", "rests"), tasks)
    names = {"day": [""], "beat": [""], "effusion_ml": joints, "pain": joints, "episodes": joints, **by_task}
    member_blocks = ("share", "drive", "act", "fast", "slow", "onset")
    found = []
    for block, size in topology["blocks"]:
        owners = [members[k] for k in range(size)] if block in member_blocks else names.get(block, muscles)
        unit = UNITS.get(block, "1")
        found += [f"{block}{'.' if owner else ''}{owner} [{unit}]" for owner in owners]
    return found


def _table(controller: Controller) -> tuple[list[str], np.ndarray[Any, Any]]:
    with controller.lock:
        life = controller.main.life
        assert life is not None
        return columns_of(life.topology()), controller.main.history.rows.copy()


def csv_of(controller: Controller) -> bytes:
    """The remembered rows as CSV, with a first line of names and units."""
    names, rows = _table(controller)
    text = io.StringIO()
    text.write(",".join(names) + "\n")
    np.savetxt(text, rows, delimiter=",", fmt="%.6g")
    return text.getvalue().encode()


def parquet_of(controller: Controller) -> bytes:
    """The remembered rows as Parquet, float32."""
    import pyarrow
    import pyarrow.parquet

    names, rows = _table(controller)
    table = pyarrow.table({name: rows[:, k] for k, name in enumerate(names)})
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out)
    return out.getvalue()


def toml_of(recipe: Recipe) -> str:
    """The recipe as a scenario file that the command line and the page read."""
    scenario, settings = scenario_of(recipe), dict(recipe.settings)
    knobs = tuple(k._replace(value=settings.pop(k.name, k.value)) for k in scenario.knobs)
    parameters = tuple(sorted((dict(scenario.parameters) | settings).items()))
    lines = [f"# agonist run THIS_FILE --seed {recipe.seed} --learner {recipe.learner}"]
    lines += [
        f"# the page was opened with a rule of its own, which is not in this file: {name} = {getattr(rule, 'label', rule)}"
        for name, rule in scenario.rules
    ]
    held = replace(scenario, knobs=knobs, parameters=parameters, rules=())
    return "\n".join([*lines, held.toml()])
