"""The motor cortex of one task: it commands, corrects its effort until the movement is done, and judges the bout."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from agonist.model.compiler.links import many
from agonist.model.rules import learning, recruitment, rivals, sums
from agonist.model.units.member import Member
from agonist.model.units.unit import Axis, Unit
from agonist.model.units.wire import Group

SWEEPS = 4  # synchronous corrections of effort in a bout: the torque is met within 1e-5
LEARNERS = ("competitive", "error", "forgetting", "search", "use", "optimal", "frozen")
COMPETITIVE, ERROR, FORGETTING, SEARCH, USE, OPTIMAL, FROZEN = range(len(LEARNERS))


class MotorCortex(Unit, area="tasks"):
    """The motor cortex of one task; see ``agonist.model.layout.TASK`` for what it remembers.

    `members` are the muscles in the task, in canonical order; `learners` are those that pull along the task; `axes`
    are those that the task does not want.
    """

    members: Group[Member] = many("members", "member_first")
    learners: Group[Member] = many("members", "learner_first", "learner")
    axes: Group[Axis] = many("axes", "axis_first")

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
        for member in self.learners:
            mean = sums.weighted(mean, member.capacity_share, member.activation)
        self.mean_activation = mean

    # -- what the bout teaches ----------------------------------------------------------------------------------

    def practise(self, reps: float, load: float, seconds: float, bout: int, learner: int) -> None:
        """One bout: explore, recruit until the torque is met, learn, and bear the load."""
        self.repeat(reps)
        self.members.do("explore", bout)
        self.recruit(load)
        self.compete()
        self.learn(learner)
        self.intend()
        self.average()
        self.members.do("tire", seconds)
        self.members.do("dose")

    def recruit(self, load: float) -> None:
        """All sense, then all act; effort is corrected until the movement is completed or fails."""
        self.members.do("strengthen")
        self.expect(load)
        for _ in range(SWEEPS):
            self.members.do("sense")
            self.members.do("act")
            self.pull()
            self.correct()
        self.members.do("act")
        self.pull()
        self.judge()

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
        for member in self.learners:
            command = sums.weighted(command, member.capacity_share, member.usual(member.command))
            active = sums.weighted(active, member.capacity_share, member.usual(member.activation))
        self.mean_command, self.usual_activation = command, active

    def stray(self) -> None:
        """Torque about every axis that the task does not want."""
        for axis in self.axes:
            torque = 0.0
            for member in self.members:
                torque = sums.weighted(torque, member.torque_nm, learning.arm_ratio(axis.arm(member), member.arm_m))
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
        for member in self.learners:
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
        for member in self.learners:
            member.practise()
            fast = sums.weighted(fast, member.capacity_share, member.fast)
            slow = sums.weighted(slow, member.capacity_share, member.slow)
        self.fast_sum, self.slow_sum = fast, slow
        for member in self.learners:
            member.rescale()

    def foresee(self) -> None:
        """The effort that was enough is what will be tried first next time."""
        self.expected_effort = learning.enough(self.expected_effort, self.effort, self.demand_nm, self.capacity_nm)

    def intend(self) -> None:
        """Where feedback on a share is shown, the command is changed on purpose towards it."""
        active = 0.0
        for member in self.learners:
            active = sums.plus(active, member.torque_nm if member.learns else 0.0)
        self.active_nm = active
        for member in self.members:
            member.intend()

    # -- minds ----------------------------------------------------------------------------------------------------

    def learn(self, learner: int) -> None:
        """What the cortex makes of the bout, by number of the learner."""
        if learner == COMPETITIVE:
            self.remember()
            self.foresee()
        elif learner == FROZEN:
            self.foresee()
        elif learner == ERROR:
            self.error()
        elif learner == FORGETTING:
            self.forgetting()
        elif learner == USE:
            self.use()
        elif learner == SEARCH:
            self.search()
        else:
            self.optimal()

    def error(self) -> None:
        """Correct the error of the torque along its gradient, and nothing else."""
        self.anticipate()
        self.descend(0.0, 0.0, self.table.forgetting_rate)
        self.settle()

    def forgetting(self) -> None:
        """Correct the error, with a slight pull towards nothing."""
        self.anticipate()
        self.descend(1.0, 0.0, self.table.forgetting_rate)
        self.settle()

    def use(self) -> None:
        """Correct the error, with a pull to a linear trace of use."""
        self.anticipate()
        self.descend(1.0, 1.0, self.table.trace_pull)
        self.settle()

    def search(self) -> None:
        """Try one random change of the pattern, and keep it if the error falls."""
        self.anticipate()
        tried = 0.0
        for member in self.members:
            tried = sums.weighted(tried, member.credit, member.proposal())
        self.recalled = tried
        better = rivals.better(tried, self.foreseen, self.needed) > 0.0
        for member in self.members:
            if better and member.learns:
                member.fast = member.proposal()
        self.best_error = rivals.miss(tried, self.foreseen, self.needed)
        self.settle()

    def optimal(self) -> None:
        """Take the pattern of least effort for the body as it is now."""
        self.anticipate()
        for member in self.members:
            if member.learns:
                member.fast = rivals.least_effort(member.credit, self.table.optimal_power)
        self.settle()
        self.foresee()

    def anticipate(self) -> None:
        """What commands fetch now, the torque that last time's pattern would give, and what was needed."""
        steep = seen = traced = need = 0.0
        for member in self.members:
            answered = rivals.answered(member.capacity_nm, self.capacity_nm, member.muscle.excitability)
            answered = answered if member.learns else 0.0
            member.credit = answered
            steep = sums.weighted(steep, answered, answered)
            seen = sums.weighted(seen, answered, member.fast)
            traced = sums.weighted(traced, answered, member.trace)
            varied = rivals.varied(member.fast, member.noise, self.table.exploration_sd)
            need = sums.weighted(need, answered, varied)
        self.steepness, self.foreseen, self.recalled = steep, seen, traced
        tried = recruitment.first_effort(self.expected_effort, self.demand_nm, self.capacity_nm, rivals.NO_BOUND)
        self.needed = rivals.needed(need, self.effort, tried)

    def descend(self, pulls: float, homes: float, pull: float) -> None:
        """Correct the error along its gradient.

        `pulls` is 1 where there is a pull, `homes` is 1 where its home is the trace of use.
        """
        table, reps = self.table, self.reps
        pull = rivals.where(pulls, pull)
        self.correction = rivals.correction(
            self.foreseen, self.needed, rivals.where(homes, self.recalled), self.steepness, table.error_rate, pull,
            reps,
        )  # fmt: skip
        left = rivals.kept(pull, reps)
        for member in self.members:
            if member.learns:
                home = rivals.where(homes, member.trace)
                now = rivals.relaxed(member.fast, home, member.credit, self.correction, self.steepness, left)
                member.fast = now
                member.trace = rivals.trace(member.trace, now, table.trace_rate, reps)

    def settle(self) -> None:
        """The pattern is scaled back to mean 1; its size becomes the expected effort."""
        total = 0.0
        for member in self.members:
            total = sums.weighted(total, member.capacity_share, member.fast)
        self.fast_sum = total
        for member in self.members:
            if member.learns:
                member.fast = learning.scaled(member.fast, total)
                member.trace = learning.scaled(member.trace, total)
            member.slow = member.fast
        self.expected_effort = rivals.resized(self.expected_effort, total)
