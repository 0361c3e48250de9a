"""Where each quantity of a run lives: the words of the model as offsets into flat arrays.

A block holds `LANES` runs side by side, every area one flat array; `v` of unit `i` stands at ``(i * size + v) * LANES + lane``.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from agonist.model.compiler.jit import rule, unsigned
from agonist.model.compiler.kinds import LANES as LANES
from agonist.model.parameters import TABLE
from agonist.model.quantities.of_body import CROSSING, JOINT, MUSCLE
from agonist.model.quantities.of_tasks import AXIS, MEMBER, TASK


def _offsets(name: str, names: tuple[str, ...]) -> Any:
    return namedtuple(name, (*names, "size"))(*range(len(names) + 1))


VARIABLES = {"joints": JOINT, "crossings": CROSSING, "muscles": MUSCLE, "members": MEMBER, "axes": AXIS, "tasks": TASK}
PARAMETERS = _offsets("parameters", tuple(TABLE))
AREAS = {"parameters": PARAMETERS} | {area: _offsets(area, tuple(v.name for v in of)) for area, of in VARIABLES.items()}
JOINTS, CROSSINGS, MUSCLES, MEMBERS, AXES, TASKS = (AREAS[area] for area in VARIABLES)


@rule
def at(unit: int, size: int, variable: int) -> int:
    """Index of lane 0 of a variable of a unit."""
    return unsigned((unit * size + variable) * LANES)
