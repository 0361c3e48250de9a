"""The table of assessments: name, unit, what a measure is of, and how it is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from agonist.model.assessment.test_bench import Laboratory

Take = TypeVar("Take", bound=Callable[..., Any])
USUAL_LOAD = 0.35  # of the healthy maximum: a firm everyday effort
TESTED = ("with",)  # an effort in which a cue, a current or feedback may stay on
PLACED = ("angle", "with")  # a maximal effort at a joint angle
TURNING = ("angle", "speed", "with")  # a maximal effort while the joint turns
LOADED = ("load", "angle", "with")  # an effort against a load


class Conditions(NamedTuple):
    """How a measure is taken: load of the healthy maximum, joint angle in degrees (None is the task's own), speed in deg/s.

    A joint that turns with the effort has a positive speed; one that is turned against it, a negative one; 0 holds.
    """

    load: float = USUAL_LOAD
    angle: float | None = None
    speed: float = 0.0


class Assessment(NamedTuple):
    """One measure: name, unit, what it is of, a sentence, how it is taken, and how muscles of a group come together.

    It is of a task, muscle, joint, pair of limbs or joint angle; a group has the `sum`, the `mean` by size or the `most`, or
    what `whole` takes of its muscles as one. `takes` names the settings that it depends on: load, angle, speed, and with
    (what stays on while it is measured).
    """

    name: str
    unit: str
    of: str
    text: str
    take: Callable[[Laboratory, str, Conditions], Any]
    join: str = "mean"
    whole: Callable[[Laboratory, tuple[str, ...], Conditions], float] | None = None
    takes: tuple[str, ...] = ()


ASSESSMENTS: dict[str, Assessment] = {}


def measure(
    name: str,
    unit: str,
    of: str,
    text: str,
    join: str = "mean",
    whole: Callable[[Laboratory, tuple[str, ...], Conditions], float] | None = None,
    takes: tuple[str, ...] = (),
) -> Callable[[Take], Take]:
    """Enter a measure into the table; the decorated function takes it."""

    def enter(take: Take) -> Take:
        ASSESSMENTS[name] = Assessment(name, unit, of, text, take, join, whole, takes)
        return take

    return enter
