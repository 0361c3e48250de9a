"""The units of the model as agents: Mesa's part of them; what they do stands in `agonist.model.units`."""

from __future__ import annotations

from typing import Any

import mesa

from agonist.model import units
from agonist.model.shown import html
from agonist.model.units.unit import quantities


class Named:
    """A unit with a name."""

    name: str

    def __init__(self, model: mesa.Model, name: str) -> None:
        super().__init__(model)  # type: ignore[call-arg]
        self.name = name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def inspect(self) -> dict[str, Any]:
        """Everything that the unit remembers of itself, by name."""
        return {name: getattr(self, name) for name in self.offsets._fields[:-1]}  # type: ignore[attr-defined]

    def _repr_html_(self) -> str:
        """Every quantity with its unit and meaning, for a notebook."""
        texts = quantities(self.kept_in)  # type: ignore[attr-defined]
        return html(repr(self), ["quantity", "value", "meaning"], ([n, v, texts[n]] for n, v in self.inspect().items()))


class Joint(Named, units.Joint, mesa.Agent):
    """A joint of the body."""


class Muscle(Named, units.Muscle, mesa.Agent):
    """A muscle of the body; `members` is the muscle in each of its tasks, by name of the task."""

    members: dict[str, Member]
    model: Any


class MotorCortex(Named, units.MotorCortex, mesa.Agent):
    """The motor cortex of one task."""

    rank: dict[str, int]  # of each muscle among the members


class Member(units.Member):
    """One muscle in one task."""

    def __init__(self, task: str, muscle_name: str) -> None:
        self.task, self.name = task, muscle_name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r} in {self.task!r})"
