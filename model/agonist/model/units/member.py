"""One muscle in one task: it senses its neighbours, answers the command, and remembers what it practised."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from typing import TYPE_CHECKING

from agonist.model import draws
from agonist.model.compiler.links import many, one
from agonist.model.rules import fatigue, injury, learning, muscle, recruitment, rivals, sums, tissue
from agonist.model.units.unit import Unit
from agonist.model.units.wire import Group

if TYPE_CHECKING:
    from agonist.model.units.cortex import MotorCortex
    from agonist.model.units.muscle import Muscle


class Member(Unit, area="members"):
    """One muscle in one task; see ``agonist.model.layout.MEMBER`` for what it remembers."""

    muscle: Muscle = one("muscles", "member_muscle")
    cortex: MotorCortex = one("tasks", "member_task")
    opposed: Group[tuple[float, Member]] = many("members", "opposed_first", "opposed_source", "opposed_weight")
    alike: Member = one("members", "opposed_like")  # the first member that has the very same antagonists
    helped: Group[tuple[float, Member]] = many("members", "helped_first", "helped_source", "helped_weight")

    @property
    def learns(self) -> bool:
        """Whether the muscle has a share of the task's capacity; an antagonist has none and does not learn."""
        return self.capacity_share > 0.0

    @property
    def share(self) -> float:
        """Share of the active torque of the task, of those that pull its way."""
        return learning.ratio(self.torque_nm, self.cortex.active_nm) if self.learns else 0.0

    # -- recruitment --------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Length factors, and the tightness of the antagonists, follow the tissue."""
        own = self.muscle
        working = tissue.working_length(self.length, own.tendon, own.sarcomeres)
        self.curve_active = muscle.active_length(working)
        self.curve_passive = muscle.passive_length(tissue.resting_length(self.length, own.sarcomeres))
        tight = 0.0
        for weight, source in self.opposed:
            tight = sums.weighted(tight, weight, source.muscle.tightness)
        self.tight_sensed = tight

    def explore(self, bout: int) -> None:
        """Every repetition differs a little: one standard normal number, keyed by bout and muscle."""
        self.noise = draws.normal(bout, self.muscle.word, self.muscle.seed_key)

    def strengthen(self) -> None:
        """Torque at full activation and at rest, as the muscle is now."""
        own, arm, cosine = self.muscle, self.arm_m, self.cos_pennation
        strength = tissue.strength(own.area, own.specific, own.quality, own.neural, own.intact, own.force_factor)
        self.capacity_nm = recruitment.capacity(arm, own.force_max_n, strength, self.curve_active, cosine)
        self.passive_nm = recruitment.passive_torque(
            arm, own.force_max_n, own.area, own.stiffness, self.curve_passive, cosine
        )

    def sense(self) -> None:
        """Sense what antagonists and synergists do."""
        opposing = helping = 0.0
        if self.alike is self:
            for weight, source in self.opposed:
                opposing = sums.weighted(opposing, weight, source.activation)
        else:
            opposing = self.alike.opposing
        for weight, source in self.helped:
            helping = sums.weighted(helping, weight, source.activation)
        self.opposing, self.helping = opposing, helping
        self.sensed = sums.plus(
            recruitment.antagonist_inhibition(self.table.reciprocal_gain, self.muscle.reciprocal, opposing),
            recruitment.synergist_inhibition(self.table.recurrent_gain, helping),
        )

    def act(self) -> None:
        """Turn the command into activation and torque."""
        own, table = self.muscle, self.table
        weight, noise, spread, capacity = self.fast, self.noise, table.exploration_sd, self.capacity_nm
        excitability, stimulation, fatigued = own.excitability, own.stimulation, own.fatigued
        command = recruitment.command(self.cortex.effort, weight, noise, spread, own.cue, self.strategy)
        active = recruitment.activation(
            excitability, command, self.sensed, table.tightness_gain, self.tight_sensed, stimulation, fatigued
        )
        self.command, self.activation = command, active
        self.torque_nm = recruitment.torque(capacity, active)
        self.slope_nm = recruitment.recruitable(
            active, command, stimulation, fatigued, excitability, weight, noise, spread, capacity
        )

    # -- what the bout leaves behind ----------------------------------------------------------------------------

    def bear(self, seconds: float) -> None:
        """Tire, and take up what the bout adds to the day."""
        self.tire(seconds)
        self.dose()

    def tire(self, seconds: float) -> None:
        """Motor units that work become fatigued; `seconds` under load of one repetition."""
        own, active = self.muscle, self.activation
        busy = fatigue.busy_seconds(self.cortex.reps, seconds)
        own.activation = active
        if fatigue.surely_held(own.fatigued, active, busy, own.fatigue_rate):
            own.fatigued = fatigue.held(own.fatigued, active, busy, own.fatigue_rate, own.recovery_rate)
        else:
            own.fatigued = fatigue.loaded(own.fatigued, active, busy, own.fatigue_rate, own.recovery_rate)

    def dose(self) -> None:
        """Add the bout to the doses of the day: stress, training, use, cued and opposed repetitions."""
        own, table, helps = self.muscle, self.table, self.learns
        reps, active, mean = self.cortex.reps, self.activation, self.cortex.mean_activation
        trained = tissue.training_dose(active, table.training_threshold)
        hard = tissue.training_dose(mean, table.training_threshold)
        asked = own.cue > 0.0 or self.target >= 0.0
        own.day_stress = sums.weighted(own.day_stress, reps, injury.stress_dose(active, table.stress_exponent))
        own.day_training = sums.weighted(own.day_training, reps, trained)
        own.day_use = sums.weighted(own.day_use, reps, active if helps else 0.0)
        own.day_expected = sums.weighted(own.day_expected, reps, mean if helps else 0.0)
        own.day_opposed = sums.weighted(own.day_opposed, reps, 0.0 if helps else hard)
        own.day_cued = sums.plus(own.day_cued, reps if asked else 0.0)

    # -- learning -----------------------------------------------------------------------------------------------

    def usual(self, seen: float) -> float:
        """A quantity as it is in the bout's typical repetition."""
        return learning.usual(seen, self.noise, self.table.exploration_sd)

    def relative_command(self) -> float:
        """The usual command in units of the mean of the task."""
        return learning.ratio(self.usual(self.command), self.cortex.mean_command)

    def assess(self) -> None:
        """Hebb's product; what a command fetches now, and what a unit of it costs: the cost waits in `marginal`."""
        own, table, cortex = self.muscle, self.table, self.cortex
        able = learning.able(self.capacity_nm, self.capacity_share, cortex.capacity_nm)
        answered = learning.answer(own.excitability, self.usual(self.command), own.fatigued, able)
        used = self.relative_command()
        rho = learning.ratio(self.usual(self.activation), cortex.usual_activation)
        self.potentiation = learning.potentiation(
            used, rho, table.hebb_threshold, table.hebb_width, table.weak_hebb, table.plain_hebb
        )
        cost = sums.plus(learning.effort_cost(used), learning.pain_cost(own.hurt, table.pain_cost))
        for axis in cortex.axes:
            ratio = learning.arm_ratio(axis.arm(self), self.arm_m)
            more = learning.unwanted_cost(axis.torque_nm, cortex.demand_nm, ratio, answered, table.unwanted_cost)
            cost = sums.plus(cost, more)
        self.marginal = cost
        self.credit = learning.credit(answered, table.awareness)

    def practise(self) -> None:
        """Weights after the repetitions of the bout."""
        table, cortex, fast, slow = self.table, self.cortex, self.fast, self.slow
        tried = learning.explored(
            self.marginal, cortex.mean_marginal, cortex.marginal_spread,
            learning.chance(self.noise, self.capacity_share), cortex.mean_chance, cortex.reps, table.exploration_chance,
        )  # fmt: skip
        hebb = learning.competition(self.potentiation, fast, cortex.mean_potentiation)
        success = learning.success(cortex.failed)
        change = learning.drive(hebb, success, tried, table.effort_weight, table.hebb_rate)
        change = sums.plus(change, learning.use(self.relative_command(), fast, table.use_rate))
        tau = learning.forgetting_tau(slow, fast, table.slow_reps, table.consolidation)
        kept = learning.slow_trace(slow, fast, cortex.reps, tau)
        grown = learning.fast_trace(fast, slow, change, cortex.reps, table.fast_reps, table.weight_floor)
        self.slow = kept if self.learns else slow
        self.fast = grown if self.learns else fast

    def rescale(self) -> None:
        """Fast and slow weight after the mean of the task is brought back to 1."""
        if self.learns:
            self.fast = learning.scaled(self.fast, self.cortex.fast_sum)
            self.slow = learning.scaled(self.slow, self.cortex.slow_sum)

    def intend(self) -> None:
        """Where feedback on the share is shown, the command is changed on purpose towards it."""
        cortex, table = self.cortex, self.table
        if self.target >= 0.0:
            seen = learning.ratio(self.torque_nm, cortex.active_nm)
            reach = learning.reach(self.capacity_share, self.fast, cortex.mean_command)
            self.strategy = learning.strategy(
                self.strategy, self.target, seen, reach, cortex.reps, table.strategy_retention, table.strategy_gain
            )
        else:
            self.strategy = 0.0

    # -- the rivals' part of learning ---------------------------------------------------------------------------

    def proposal(self) -> float:
        """The command that a random change tries once."""
        return rivals.proposal(self.fast, self.noise, self.table.search_sd)
