"""The motor cortex of one task: it makes of each bout what it has learnt."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from agonist.model.rules import learning, recruitment, rivals, sums, training, upkeep
from agonist.model.units.recruiter import Recruiter

LEARNERS = ("maintained", "threshold", "error", "forgetting", "search", "use", "optimal", "frozen", "modules", "value")
MAINTAINED, THRESHOLD, ERROR, FORGETTING, SEARCH, USE, OPTIMAL, FROZEN, MODULES, VALUE = range(len(LEARNERS))


class MotorCortex(Recruiter):
    """The motor cortex of one task; see ``agonist.model.quantities.of_tasks.TASK`` for what it remembers."""

    # -- what the bout teaches ----------------------------------------------------------------------------------

    def practise(self, reps: float, load: float, seconds: float, bout: int, learner: int) -> None:
        """One bout: explore, recruit until the torque is met, learn, and bear the load."""
        self.repeat(reps)
        self.vary(load)
        self.members.do("explore", bout)
        self.recruit(load)
        if self.wanted > 1.0:
            self.balance()
        self.plan(bout)
        self.learn(learner)
        self.intend()
        self.members.do("tire", seconds)
        self.tell()
        self.members.do("dose", seconds)

    def tell(self) -> None:
        """What the bout was for the task as a whole: beside its healthy one, and as hard work."""
        mean = self.mean_activation
        self.of_usual = learning.ratio(mean, self.usual_torque)
        self.hard = training.steady_dose(mean, self.table.training_threshold)

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

    def weigh(self) -> None:
        """Credit and cost of every member; what a unit of torque is worth."""
        worth = total = 0.0
        for member in self.learners:
            member.assess()
            used = member.relative_command()
            worth = sums.twice_weighted(worth, member.capacity_share, used, member.marginal)
            total = sums.twice_weighted(total, member.capacity_share, used, member.credit)
        self.torque_price = learning.price(worth, total)

    def gain(self) -> None:
        """Marginal gain and potentiation of every member, and their means by size."""
        gain = spread = chance = potential = 0.0
        for member in self.learners:
            share = member.capacity_share
            own = learning.marginal(self.torque_price, member.credit, member.marginal)
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
            pain = learning.pain_cost(member.muscle.aching, table.pain_cost)
            got = sums.plus(got, learning.effort_reward(member.capacity_share, member.command, mean, pain))
        for axis in self.axes:
            price = learning.part(table.unwanted_cost, axis.unwanted)
            off = learning.unwanted_reward(axis.torque_nm, self.demand_nm, mean, price)
            got = sums.plus(got, off)
        self.reward = got
        self.expected_reward = learning.expected_reward(self.expected_reward, got, self.reps, table.reward_reps)

    def keep(self) -> None:
        """Every muscle keeps what it uses."""
        self.rehearse()
        command = deviation = 0.0
        for member in self.learners:
            member.deviate()
            command = sums.weighted(command, member.capacity_share, member.command)
            deviation = sums.weighted(deviation, member.capacity_share, member.deviation)
        self.mean_command, self.mean_deviation = command, deviation
        self.pace()
        self.learners.do("keep")

    def pace(self) -> None:
        """How fast the traces of this bout go, the same in all muscles of the task."""
        table = self.table
        self.habit_kept = upkeep.left(self.reps, upkeep.rate(table.habit_reps))
        self.surplus_kept = upkeep.left(self.reps, upkeep.rate(table.surplus_reps))
        self.gain_rate, self.kept_rate = upkeep.rate(table.gain_reps), upkeep.rate(table.kept_reps)
        self.settled_rate, self.waking_rate = upkeep.rate(table.settled_reps), upkeep.rate(table.idle_reps)

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
        self.expected_effort = learning.enough(self.expected_effort, self.effort, self.demand_nm, self.voluntary_nm)

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
        if learner == MAINTAINED:
            self.keep()
            self.foresee()
        elif learner == THRESHOLD:
            self.compete()
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
        elif learner == MODULES:
            self.modules()
        elif learner == VALUE:
            self.value()
        else:
            self.optimal()

    def error(self) -> None:
        """Correct the error of the torque, and nothing else."""
        self.anticipate()
        self.descend(0.0, 0.0, self.table.forgetting_rate)

    def forgetting(self) -> None:
        """Correct the error, with a slight pull towards nothing."""
        self.anticipate()
        self.descend(1.0, 0.0, self.table.forgetting_rate)

    def use(self) -> None:
        """Correct the error, with a pull to a linear trace of use."""
        self.anticipate()
        self.descend(1.0, 1.0, self.table.trace_pull)

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
                able = learning.ratio(member.credit, member.capacity_share)
                member.fast = rivals.least_effort(able, member.pattern, self.table.optimal_power)
        self.settle()
        self.foresee()

    def modules(self) -> None:
        """Correct the error of the torque by fixed modules: their muscles keep their proportions."""
        self.anticipate()
        for member in self.learners:
            member.trace = 0.0
        for member in self.learners:
            member.join_module()
        steep = 0.0
        for member in self.learners:
            if member.module is member:
                steep = sums.weighted(steep, member.trace, member.trace)
        rate = self.table.error_rate
        self.correction = rivals.correction(self.foreseen, self.needed, 0.0, steep, rate, 0.0, self.reps)
        for member in self.learners:
            answered = rivals.module_part(member.module.trace, member.pattern)
            member.fast = rivals.relaxed(member.fast, 0.0, answered, self.correction, steep, 1.0)
        self.settle()

    def value(self) -> None:
        """Command each muscle by what it is held to be worth, which only use can teach."""
        self.anticipate()
        for member in self.learners:
            able = learning.ratio(member.credit, member.capacity_share)
            used = learning.ratio(member.fast, member.pattern)
            member.marginal = rivals.worth(member.marginal, able, used, self.table.value_rate, self.reps)
            member.fast = rivals.preferred(member.pattern, member.marginal, self.table.value_sharpness)
        self.settle()
        self.foresee()

    def anticipate(self) -> None:
        """What commands fetch now, the torque that last time's pattern would give, and what was needed."""
        steep = seen = traced = need = 0.0
        for member in self.members:
            answered = rivals.answered(member.capacity_nm, self.capacity_nm, member.muscle.excitability)
            answered = answered if member.learns else 0.0
            member.credit = answered
            steep = sums.weighted(steep, answered, member.towards())
            seen = sums.weighted(seen, answered, member.fast)
            traced = sums.weighted(traced, answered, member.trace)
            varied = rivals.varied(member.fast, member.noise, self.spread)
            need = sums.weighted(need, answered, varied)
        self.steepness, self.foreseen, self.recalled = steep, seen, traced
        tried = recruitment.first_effort(self.expected_effort, self.demand_nm, self.voluntary_nm, rivals.NO_BOUND)
        self.needed = rivals.needed(need, self.effort, tried)

    def descend(self, pulls: float, homes: float, pull: float) -> None:
        """Correct the error, by all motor units alike; the trace keeps its size beside the pattern.

        `pulls` is 1 where there is a pull, `homes` is 1 where its home is the trace of use.
        """
        table, reps = self.table, self.reps
        pull = rivals.where(pulls, pull)
        self.correction = rivals.correction(
            self.foreseen, self.needed, rivals.where(homes, self.recalled), self.steepness, table.error_rate, pull, reps
        )
        left = rivals.kept(pull, reps)
        for member in self.members:
            if member.learns:
                home = rivals.where(homes, member.trace)
                now = rivals.relaxed(member.fast, home, member.towards(), self.correction, self.steepness, left)
                member.fast = now
                member.trace = rivals.trace(member.trace, now, table.trace_rate, reps)
        self.settle()
        for member in self.learners:
            member.trace = learning.scaled(member.trace, self.fast_sum)

    def settle(self) -> None:
        """The pattern is scaled back to mean 1; its size becomes the expected effort."""
        total = 0.0
        for member in self.members:
            total = sums.weighted(total, member.capacity_share, member.fast)
        self.fast_sum = total
        for member in self.members:
            if member.learns:
                member.fast = learning.scaled(member.fast, total)
            member.slow = member.fast
        self.expected_effort = rivals.resized(self.expected_effort, total)
