"""The motor cortex of one task: it commands, corrects its effort until the movement is done, and judges the bout."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import mesa

from agonist.agents.member import Member
from agonist.agents.unit import Axis, Unit
from agonist.model.rules import learning, recruitment, sums


class MotorCortex(Unit, mesa.Agent, area="T"):
    """The motor cortex of one task; see ``agonist.model.layout.TASK`` for what it remembers.

    `members` are the muscles in the task, in canonical order: sums run over them and over nothing else;
    `learners` are those that pull along the task.
    `team` is the agent set of the same muscles, in any order; `axes` are those that the task does not want.
    """

    links = (*Unit.links, "members", "learners", "team", "axes", "rank")
    members: tuple[Member, ...]
    learners: tuple[Member, ...]
    team: Any  # AgentSet of Muscle
    axes: tuple[Axis, ...]
    rank: dict[str, int]  # of each muscle among the members

    def __init__(self, model: mesa.Model, name: str) -> None:
        super().__init__(model)
        self.name = name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def arms_of(self, member: Member) -> Iterable[tuple[Axis, float]]:
        """Every unwanted axis with a member's arm about it, m."""
        rank = self.rank[member.name]
        return [(axis, axis.arms_m[rank]) for axis in self.axes]

    # -- recruitment --------------------------------------------------------------------------------------------

    def repeat(self, planned: float) -> None:
        """How often the movement is repeated in this bout."""
        self.reps = recruitment.repetitions(planned, self.reps_factor)
        self.done = sums.plus(self.done, self.reps)

    def expect(self, load: float) -> None:
        """Set the demand; effort starts from what was enough last time."""
        self.demand_nm = recruitment.demand(load, self.load_factor, self.capacity_nm, self.external_nm)
        self.effort = recruitment.first_effort(
            self.expected_effort, self.demand_nm, self.capacity_nm, self.table.effort_max
        )

    def pull(self) -> None:
        """The torque of the task is the sum over its members, active and passive."""
        torque = slope = 0.0
        for member in self.members:
            torque = sums.plus(sums.plus(torque, member.torque_nm), member.passive_nm)
            slope = sums.plus(slope, member.slope_nm)
        self.torque_nm, self.slope_nm = torque, slope

    def correct(self) -> None:
        """Effort rises or falls until the torque meets the demand."""
        self.effort = recruitment.effort(
            self.effort, self.demand_nm, self.torque_nm, self.slope_nm, self.table.effort_max
        )

    def judge(self) -> None:
        """A movement that falls short has failed, and nothing is pretended."""
        self.failed = recruitment.failed(self.demand_nm, self.torque_nm, self.table.failure_tolerance)

    def average(self) -> None:
        """Mean activation of the agonists, by size."""
        mean = 0.0
        for member in self.members:
            mean = sums.weighted(mean, member.capacity_share, member.activation)
        self.mean_activation = mean

    # -- what the bout teaches ----------------------------------------------------------------------------------

    def compete(self) -> None:
        """Hebb's product and marginal reward of every member, and the means they compete with."""
        self.usualise()
        self.stray()
        self.weigh()
        self.gain()
        self.reckon()

    def usualise(self) -> None:
        """Mean command and activation of the agonists, by size, with exploration taken out."""
        command = active = 0.0
        for member in self.members:
            command = sums.weighted(command, member.capacity_share, member.usual(member.command))
            active = sums.weighted(active, member.capacity_share, member.usual(member.activation))
        self.mean_command, self.usual_activation = command, active

    def stray(self) -> None:
        """Torque about every axis that the task does not want."""
        for axis in self.axes:
            torque = 0.0
            for member, arm in zip(self.members, axis.arms_m, strict=True):
                torque = sums.weighted(torque, member.torque_nm, learning.arm_ratio(arm, member.arm_m))
            axis.torque_nm = torque

    def weigh(self) -> None:
        """Credit and cost of every member; what a unit of torque is worth."""
        worth = total = 0.0
        for member in self.learners:
            member.assess()
            used = member.relative_command()
            worth = sums.twice_weighted(worth, member.capacity_share, used, member.marginal)
            total = sums.twice_weighted(total, member.capacity_share, used, member.credit)
        self.price = learning.price(worth, total)

    def gain(self) -> None:
        """Marginal gain and potentiation of every member, and their means by size."""
        gain = spread = chance = potential = 0.0
        for member in self.learners:
            member.potentiate()
            share = member.capacity_share
            own = learning.marginal(self.price, member.credit, member.marginal)
            member.marginal = own
            gain = sums.weighted(gain, share, own)
            spread = sums.twice_weighted(spread, share, own, own)
            chance = sums.weighted(chance, share, learning.chance(member.noise, share))
            potential = sums.weighted(potential, share, member.potentiation)
        self.mean_marginal, self.marginal_spread = gain, spread
        self.mean_chance, self.mean_potentiation = chance, potential

    def reckon(self) -> None:
        """Reward of the bout, and what the task is known to bring."""
        table, mean = self.table, self.mean_command
        got = learning.failure(self.failed, table.failure_cost)
        for member in self.members:
            pain = learning.pain_cost(member.muscle.hurt, table.pain_cost)
            got = sums.plus(got, learning.effort_reward(member.capacity_share, member.command, mean, pain))
        for axis in self.axes:
            off = learning.unwanted_reward(axis.torque_nm, self.demand_nm, mean, table.unwanted_cost)
            got = sums.plus(got, off)
        self.reward = got
        self.expected_reward = learning.expected_reward(self.expected_reward, got, self.reps, table.reward_reps)

    def remember(self) -> None:
        """Fast and slow weights take up the bout, and their means are brought back to 1."""
        fast = slow = 0.0
        for member in self.members:
            member.practise()
            fast = sums.weighted(fast, member.capacity_share, member.fast)
            slow = sums.weighted(slow, member.capacity_share, member.slow)
        self.fast_sum, self.slow_sum = fast, slow
        for member in self.members:
            member.rescale()

    def foresee(self) -> None:
        """The effort that was enough is what will be tried first next time."""
        self.expected_effort = learning.enough(self.expected_effort, self.effort, self.demand_nm, self.capacity_nm)

    def intend(self) -> None:
        """Where feedback on a share is shown, the command is changed on purpose towards it."""
        active = 0.0
        for member in self.members:
            active = sums.plus(active, member.torque_nm if member.learns else 0.0)
        self.active_nm = active
        for member in self.members:
            member.intend()
