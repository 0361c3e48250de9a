"""A unit of the body as a view: its quantities are attributes, its memory is a row of the engine's arrays.

Every quantity of `agonist.model.quantities` becomes an attribute that reads and writes the arrays which the compiled engine
works on, so that an agent and the engine always speak of the same body.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from agonist.model.compiler.links import Link, one, pair
from agonist.model.layout import AREAS, LANES, VARIABLES
from agonist.model.parameters import TABLE

if TYPE_CHECKING:
    from agonist.model.units.joint import Joint
    from agonist.model.units.muscle import Muscle


def quantity(offset: int, text: str) -> property:
    """An attribute that reads and writes one number of a unit's row."""

    def read(unit: Any) -> float:
        return cast(float, unit.row[offset])

    def write(unit: Any, value: float) -> None:
        unit.row[offset] = value

    return property(read, write, doc=text)


def quantities(area: str) -> dict[str, str]:
    """Names of the quantities of an area with their meaning and unit, in the order of a row."""
    if area == "parameters":
        return {name: f"{row.text} [{row.unit}]" for name, row in TABLE.items()}
    return {v.name: f"{v.text} [{v.unit}]" for v in VARIABLES[area]}


class Unit:
    """One unit of an area: a row of numbers, lane 0 of the block, with a name for each.

    A `Link` leads to other parts of the body; links are laid by the body and are no memory of the unit's own, so a copy
    of a body lays them anew.
    """

    kept_in: ClassVar[str]  # of the layout
    offsets: ClassVar[Any]
    links: ClassVar[dict[str, Link]] = {}
    table: Parameters = one("parameters")

    def __init_subclass__(cls, area: str | None = None, **options: Any) -> None:
        """Give a class the quantities of an area; a subclass keeps those of its parent."""
        super().__init_subclass__(**options)
        if area is not None:
            cls.kept_in, cls.offsets = area, AREAS[area]
            for name, text in quantities(area).items():
                setattr(cls, name, quantity(getattr(AREAS[area], name), text))
        cls.links = {n: v for base in reversed(cls.__mro__) for n, v in vars(base).items() if isinstance(v, Link)}

    def bind(self, flat: Any, index: int, lane: int = 0, stride: int = LANES) -> None:
        """Take the row `index` of a flat area as memory."""
        first, last = (n * self.offsets.size * stride for n in (index, index + 1))
        self.row = memoryview(flat)[first + lane : last : stride]
        self.index = index

    def __getstate__(self) -> dict[str, Any]:
        """What is the unit's own: everything but the links."""
        return {k: v for k, v in self.__dict__.items() if k not in self.links and k not in ("row", "index")}

    if TYPE_CHECKING:  # the quantities, for a type checker

        def __getattr__(self, name: str) -> float: ...

        def __setattr__(self, name: str, value: object) -> None: ...


class Parameters(Unit, area="parameters"):
    """The parameter table of this body: ``table.hebb_rate``."""


class Crossing(Unit, area="crossings"):
    """A link from a joint to a muscle that its afferents inhibit."""

    joint: Joint = one("joints", "crossing_joint")
    muscle: Muscle = one("muscles", "crossing_muscle")


class Axis(Unit, area="axes"):
    """An axis about which a task does not want torque."""

    arm: Callable[[Any], float] = pair("members", "axis_arm")  # of a member about the axis, m
