"""The units of the model as agents: Mesa's part of them; what they do stands in `agonist.model.units`."""

from __future__ import annotations

from types import FunctionType
from typing import Any, ClassVar

import mesa

from agonist.model import units
from agonist.model.layout import AREAS
from agonist.model.limits import limits, told
from agonist.model.parameters import nearest
from agonist.model.reading import is_number, quoted
from agonist.model.shown import html
from agonist.model.units.unit import quantities

MAIN = "gluteal-inhibition"  # the scenario of the main job
NOTED = "__annotations__"


class Closed:
    """A unit that knows its quantities: a misspelt one, or a value out of range, is refused where it is written.

    A name of one's own stands in the class (``count = 0``) or is given in `__init__`. While the body lives, its own
    verbs write as the compiled engine does, unchecked.
    """

    places: ClassVar[dict[str, tuple[int, float, float]]] = {}
    declared: ClassVar[frozenset[str]] = frozenset()
    model: Any
    row: Any

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if area := getattr(cls, "kept_in", None):
            ranges, offsets = limits(area), AREAS[area]
            cls.places = {name: (getattr(offsets, name), *ranges[name]) for name in offsets._fields[:-1]}
            cls.declared = frozenset(n for base in cls.__mro__ for n in (*vars(base), *base.__dict__.get(NOTED, ())))

    def __setattr__(self, name: str, value: Any) -> None:
        place = self.places.get(name)
        if place is not None:
            offset, low, high = place
            if type(value) is not float and not is_number(value) and not self.lives():
                fits = False
            else:
                fits = low <= value <= high
            if not fits and not self.lives():
                raise ValueError(f"{quoted(self)}: {name} = {quoted(value)}; it needs {told(low, high)}")
            self.row[offset] = value
            return
        mine = self.__dict__
        if name not in self.declared and name not in mine and "index" in mine and name[0] != "_":
            raise AttributeError(
                f"{self!r} has no quantity {name!r}; {nearest(name, list(self.places))}; "
                "a name of your own stands in the class"
            )
        if "index" in mine and isinstance(getattr(type(self), name, None), FunctionType):
            self.model.replaced(self, name, value)
        object.__setattr__(self, name, value)

    def lives(self) -> bool:
        """Whether the body lives a row now, so that it is a verb that writes."""
        return bool(self.model.living)


class Named(Closed):
    """A unit with a name."""

    name: str

    def __init__(self, model: mesa.Model, name: str) -> None:
        super().__init__(model)  # type: ignore[call-arg]
        self.name = name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def remove(self) -> None:
        """Take the unit out of the body: nobody asks it any more, and it does nothing.

        Raises ValueError in the compiled engine, which has no such body.
        """
        self.model.leave(self)
        super().remove()  # type: ignore[misc]

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


class Member(Closed, units.Member):
    """One muscle in one task."""

    model: Any

    def __init__(self, task: str, muscle_name: str) -> None:
        self.task, self.name = task, muscle_name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r} in {self.task!r})"


class Parameters(Closed, units.Parameters):
    """The parameter table of the body."""

    model: Any

    def __repr__(self) -> str:
        return "table"


class Crossing(Closed, units.Crossing):
    """A link from a joint to a muscle that its afferents inhibit."""

    model: Any


class Axis(Closed, units.Axis):
    """An axis about which a task does not want torque."""

    model: Any
