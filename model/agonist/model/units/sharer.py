"""What two legs do of a load that they share, and what one leg does of its own."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from agonist.model.compiler.links import many
from agonist.model.rules import guarding, learning, sums
from agonist.model.units.planner import Planner
from agonist.model.units.unit import Axis
from agonist.model.units.wire import Group


class Sharer(Planner):
    """A task of a limb that may be spared; see ``agonist.model.quantities.of_tasks.TASK`` for what it remembers."""

    axes: Group[Axis] = many("axes", "axis_first")

    def guard(self) -> None:
        """What is left of the load of the task for this leg; where two share it the other one does what it leaves."""
        if self.legs > 1.0:
            self.weigh_legs()
        else:
            self.spare()

    def spare(self) -> None:
        """A leg that is guarded does less of what it does alone."""
        table, own, loose = self.table, 0.0, 0.0
        for member in self.learners:
            own = sums.weighted(own, member.capacity_share, member.muscle.guarded)
        for joint in self.joints:
            loose = sums.greater(loose, joint.instability)
        trusted = guarding.lifted(own, learning.part(table.guard_instability, loose), self.prescribed)
        self.spared = guarding.load_left(trusted, table.guard_tasks)

    def weigh_legs(self) -> None:
        """Each leg bears what the weakest of its joints lets through: they stand in a row."""
        able = there = 0.0
        for member in self.learners:
            able = sums.weighted(able, member.capacity_share, member.muscle.able)
            there = sums.weighted(there, member.capacity_share, member.muscle.able_there)
        if self.wanted > 1.0:
            for axis in self.axes:
                whole = mine = theirs = 0.0
                for member in self.learners:
                    arm = learning.arm_ratio(learning.part(axis.weight, axis.arm(member)), member.arm_m)
                    pull = learning.part(member.capacity_share, learning.helping(arm))
                    whole = sums.plus(whole, pull)
                    mine = sums.weighted(mine, pull, member.muscle.able)
                    theirs = sums.weighted(theirs, pull, member.muscle.able_there)
                able = guarding.weaker(able, mine, whole)
                there = guarding.weaker(there, theirs, whole)
        effort = self.table.shared_effort
        self.spared = guarding.load_shared(guarding.bears(able, effort), guarding.bears(there, effort))
