"""The body: the one list of what follows what, in a rest, in a bout and in a night."""

from __future__ import annotations

from typing import Any, ClassVar

from agonist.model.compiler.links import Link, every
from agonist.model.units.cortex import MotorCortex
from agonist.model.units.joint import Joint
from agonist.model.units.member import Member
from agonist.model.units.muscle import Muscle
from agonist.model.units.unit import Axis, Crossing, Parameters
from agonist.model.units.wire import Group, lay, new


class Body:
    """Joints, muscles and motor cortices, and the order of what they do."""

    classes: ClassVar[dict[str, Any]] = {
        "parameters": Parameters,
        "joints": Joint,
        "crossings": Crossing,
        "muscles": Muscle,
        "members": Member,
        "axes": Axis,
        "tasks": MotorCortex,
    }
    joints: Group[Joint] = every("joints", "joints")
    muscles: Group[Muscle] = every("muscles", "mirror")
    members: Group[Member] = every("members", "member_muscle")
    cortices: Group[MotorCortex] = every("tasks", "tasks")

    @classmethod
    def over(cls, block: Any, wiring: object, lanes: int) -> Any:
        """The bodies of a block in plain Python, to be asked all at once."""
        body = cls()
        found: dict[str, list[Any]] = {area: [] for area in cls.classes}
        for lane in range(lanes):
            units = {area: new(made, getattr(block, area), block.stride) for area, made in cls.classes.items()}
            lay(units, wiring, block, lane)
            for area, here in units.items():
                found[area].extend(here)
        body.__dict__.update({n: Group(found[v.area]) for n, v in vars(Body).items() if isinstance(v, Link)})
        return body

    def feel(self) -> None:
        """What the joints do to the motoneurons now."""
        self.joints.do("hear")
        self.muscles.do("hear")
        self.muscles.do("feel")

    def rest(self, rest_day: float, busy_day: float) -> None:
        """Everything that changes while the body rests; `busy_day` of it was the bout before."""
        self.muscles.do("live_on", rest_day)
        self.joints.do("rest", rest_day)
        self.muscles.do("rest", rest_day, busy_day)

    def sleep(self, second: int) -> None:
        """Midnight: the day is gone through, slow tissue answers to it, and the length factors follow."""
        self.joints.do("relapse", second)
        self.joints.do("recall")
        self.muscles.do("recall")
        self.muscles.do("feel")
        self.muscles.do("settle")
        self.muscles.do("remodel", second)
        self.members.do("pass_on")
        self.members.do("forget_day")
        self.cortices.do("consolidate")
        self.members.do("refresh")

    def bout(
        self, task: int, reps: float, load: float, seconds: float, second: int, learner: int, follows: float
    ) -> None:
        """One bout of a task; `follows` is 1 where its load goes up with strength."""
        self.cortices.at(task).do("follow", follows)
        self.cortices.at(task).do("practise", reps, load, seconds, second, learner)
