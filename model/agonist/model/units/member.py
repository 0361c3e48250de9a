"""One muscle in one task: it senses its neighbours, answers the command, and remembers what it practised."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from agonist.model import draws
from agonist.model.compiler.links import many, one
from agonist.model.rules import (
    exploring,
    fatigue,
    fibres,
    injury,
    learning,
    muscle,
    overstretch,
    recruitment,
    rivals,
    sums,
    tissue,
    training,
    upkeep,
)
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
    akin: Member = one("members", "helped_like")  # the first member that has the very same pool
    fellows: Group[Member] = many("members", "fellow_first", "fellow")  # the same muscle in other tasks

    skips: ClassVar[dict[str, tuple[str, ...]]] = {"moved": ("upkeep.carried",)}  # as in Joint

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
        number = fibres.in_effort(own.sarcomeres, own.added, self.table.series_absorbed)
        self.curve_active = muscle.active_length(fibres.working_length(self.length, own.tendon, number))
        self.curve_passive = muscle.passive_length(fibres.resting_length(self.length, own.sarcomeres))
        tight = 0.0
        for weight, source in self.opposed:
            tight = sums.weighted(tight, weight, source.muscle.tightness)
        self.tight_sensed = tight

    def explore(self, bout: int) -> None:
        """Every repetition differs a little: one standard normal number, keyed by bout and muscle."""
        own, table = self.muscle, self.table
        self.noise = draws.normal(bout, own.word, own.seed_key)
        if self.cortex.wanted > 1.0:
            self.turn()
        weight = learning.part(self.fast, self.lean)
        self.drive = recruitment.drive(weight, own.asleep, self.noise, self.cortex.spread)
        stiff = recruitment.stiff_source(own.stiffness, table.stiffness_inhibits, table.stiffness_bound)
        self.press = learning.ratio(stiff, self.pattern)

    def turn(self) -> None:
        """Which part of an effort asks this muscle: what it does about each wanted axis, at the price of the axis."""
        toward = helped = 0.0
        for axis in self.cortex.axes:
            arm = learning.part(axis.weight, axis.arm(self))
            toward = sums.weighted(toward, axis.price, arm)
            helped = sums.weighted(helped, axis.price, learning.helping(arm))
        self.lean = learning.lean(toward, self.reach_m)
        self.undivided = learning.undivided(toward, helped)

    def strengthen(self) -> None:
        """Torque at full activation and at rest, as the muscle is now."""
        own, arm, cosine = self.muscle, self.arm_m, self.cos_pennation
        strength = tissue.strength(
            own.area, own.specific, own.quality, own.packing, own.neural, own.intact, own.force_factor
        )
        self.capacity_nm = recruitment.capacity(arm, own.force_max_n, strength, self.curve_active, cosine)
        self.passive_nm = recruitment.passive_torque(
            arm, own.force_max_n, own.area, own.stiffness, self.curve_passive, cosine
        )

    def brace(self) -> None:
        """An antagonist contracts with the movement, more where the joint hurts or gives way."""
        own, cortex = self.muscle, self.cortex
        if self.capacity_share <= 0.0:
            command = recruitment.command(cortex.braced, 1.0, own.cue, self.strategy, cortex.full_command)
            reply = recruitment.answered(own.excitability, command, 0.0, 0.0)
            active = recruitment.activation(reply, own.stimulation, own.fatigued)
            self.command, self.activation = command, active
            self.torque_nm = recruitment.torque(self.capacity_nm, active)

    def oppose(self) -> None:
        """Sense what the antagonists do."""
        opposing = 0.0
        if self.alike is self:
            for weight, source in self.opposed:
                opposing = sums.weighted(opposing, weight, source.activation)
        else:
            opposing = self.alike.opposing
        self.opposing = opposing

    def act(self) -> None:
        """Turn the command into activation and torque."""
        own, table, cortex, capacity = self.muscle, self.table, self.cortex, self.capacity_nm
        ready, stimulation, fatigued, spared = own.excitability, own.stimulation, own.fatigued, table.spared_drive
        meant = self.strategy if self.target >= 0.0 else cortex.dragging
        command = recruitment.command(cortex.ask, self.drive, own.cue, meant, cortex.full_command)
        felt = learning.part(self.pattern, self.undivided)
        linked = recruitment.links(felt, self.akin.pooled, table.reciprocal_gain, own.reciprocal, self.opposing)
        taken = sums.weighted(linked, table.tightness_gain, self.tight_sensed)
        active = recruitment.activation(recruitment.answered(ready, command, taken, spared), stimulation, fatigued)
        self.command, self.sensed, self.activation = command, taken, active
        self.torque_nm = recruitment.torque(capacity, active)
        self.pressing = recruitment.pressing(active, self.press)
        part = recruitment.free_part(active, stimulation, fatigued, ready, command, taken, spared)
        self.slope_nm = recruitment.recruitable(part, command, cortex.full_command, ready, self.drive, capacity)
        self.yielding_nm = recruitment.yielding(part, felt, capacity)

    def sense(self) -> None:
        """Sense what the pool of the agonists does, the own muscle included."""
        if self.akin is self:
            weighed, mean = 0.0, self.cortex.mean_activation
            for weight, source in self.helped:
                weighed = sums.weighted(weighed, weight, source.pressing)
            if self.cortex.wanted > 1.0:
                mean = 0.0
                for weight, source in self.helped:
                    mean = sums.weighted(mean, weight, source.activation)
            found = recruitment.pool(self.table.recurrent_gain, weighed, mean)
            self.swing = recruitment.swing(found, self.pooled)
            self.pooled = sums.plus(self.pooled, self.swing)

    # -- the healthy body in this task ---------------------------------------------------------------------------

    def try_usual(self) -> None:
        """What the muscle would do in health at this effort."""
        table, cortex = self.table, self.cortex
        asked = learning.part(cortex.usual_effort, self.usual_lean)
        command = recruitment.command(asked, self.pattern, 0.0, 0.0, cortex.full_command)
        opposing = learning.part(cortex.braced, self.opposed_part)
        felt = learning.part(self.pattern, self.usual_undivided)
        taken = recruitment.links(felt, self.akin.usual_pooled, table.reciprocal_gain, 1.0, opposing)
        reply = recruitment.answered(1.0, command, taken, table.spared_drive)
        self.usual_active = recruitment.activation(reply, 0.0, 0.0)
        part = recruitment.free_part(self.usual_active, 0.0, 0.0, 1.0, command, taken, table.spared_drive)
        share = self.capacity_share
        drive = learning.part(self.pattern, self.usual_lean)
        self.slope_nm = recruitment.recruitable(part, command, cortex.full_command, 1.0, drive, share)
        self.yielding_nm = recruitment.yielding(part, felt, share)

    def sense_usual(self) -> None:
        """What the pool would do in health."""
        if self.akin is self:
            weighed, mean = 0.0, self.cortex.usual_torque
            for weight, source in self.helped:
                pressing = recruitment.pressing(source.usual_active, learning.ratio(1.0, source.pattern))
                weighed = sums.weighted(weighed, weight, pressing)
            if self.cortex.wanted > 1.0:
                mean = 0.0
                for weight, source in self.helped:
                    mean = sums.weighted(mean, weight, source.usual_active)
            found = recruitment.pool(self.table.recurrent_gain, weighed, mean)
            self.swing = recruitment.swing(found, self.usual_pooled)
            self.usual_pooled = sums.plus(self.usual_pooled, self.swing)

    def foretell(self) -> None:
        """The muscle's own healthy answer per unit of what it is asked."""
        cortex = self.cortex
        asked = learning.part(cortex.usual_effort, self.usual_lean)
        self.answer = upkeep.usual_answer(self.usual_active, self.pattern, asked, cortex.full_command)

    # -- what the bout leaves behind ----------------------------------------------------------------------------

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
        evoked = training.evoked_dose(own.stimulation, table.evoked_threshold)
        trained = training.more(training.training_dose(active, table.training_threshold), evoked)
        hard = training.training_dose(mean, table.training_threshold)
        asked = own.cue > 0.0 or self.target >= 0.0 or own.stimulation > 0.0
        whole = injury.intact(own.hurt, table.injury_weakness)
        stress = injury.tissue_stress(active, whole, own.scar, table.scar_weakness, own.added)
        own.day_stress = sums.weighted(own.day_stress, reps, injury.stress_dose(stress, table.stress_exponent))
        strain = fibres.strain_dose(active, self.cortex.lengthening, self.length, table.shortening_part)
        own.day_strain = sums.weighted(own.day_strain, reps, strain)
        if helps:
            self.tear()
        own.day_training = sums.weighted(own.day_training, reps, trained)
        own.day_use = sums.weighted(own.day_use, reps, active if helps else 0.0)
        usual = learning.part(mean, learning.ratio(self.usual_active, self.cortex.usual_torque))
        own.day_expected = sums.weighted(own.day_expected, reps, usual if helps else 0.0)
        own.day_opposed = sums.weighted(own.day_opposed, reps, 0.0 if helps else hard)
        own.day_cued = sums.plus(own.day_cued, reps if asked else 0.0)

    def tear(self) -> None:
        """Repetitions that lengthen a muscle while it pulls overstretch fibres."""
        own, table = self.muscle, self.table
        length = fibres.resting_length(self.length, own.sarcomeres)
        each = overstretch.pull_apart(
            self.activation, self.cortex.lengthening, length, table.overstretch_force, table.overstretch_length
        )
        dose = fatigue.busy_seconds(self.cortex.reps, each)
        torn = overstretch.torn(own.disrupted, dose, table.overstretch_reps, table.overstretch_most, own.protected)
        own.disrupted = sums.plus(own.disrupted, torn)
        own.inflamed = sums.plus(own.inflamed, torn)
        own.day_torn = sums.plus(own.day_torn, torn)

    # -- learning -----------------------------------------------------------------------------------------------

    def usual(self, seen: float) -> float:
        """A quantity as it is in the bout's typical repetition."""
        return learning.usual(seen, self.noise, self.cortex.spread)

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
        cost = sums.plus(learning.effort_cost(used), learning.pain_cost(own.aching, table.pain_cost))
        for axis in cortex.axes:
            ratio = learning.arm_ratio(axis.arm(self), self.arm_m)
            more = learning.unwanted_cost(
                axis.torque_nm, cortex.demand_nm, ratio, answered, learning.part(table.unwanted_cost, axis.unwanted)
            )
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

    def deviate(self) -> None:
        """How far the command of this bout went beyond what effort sends."""
        weight = upkeep.awake(self.pattern, self.gain, self.muscle.asleep)
        asked = learning.part(self.cortex.ask, self.lean)
        self.deviation = upkeep.deviation(self.command, asked, weight, self.noise, self.cortex.spread, self.habit)

    def keep(self) -> None:
        """Use keeps the gain up, surplus raises it a little; slower traces follow and pull."""
        own, table, cortex, gain, kept, settled = (
            self.muscle, self.table, self.cortex, self.gain, self.kept, self.settled
        )  # fmt: skip
        typical = upkeep.typical(self.activation, self.noise, cortex.spread, own.fatigued)
        self.use = upkeep.use(
            typical, self.pattern, self.answer, learning.part(cortex.ask, self.lean),
            upkeep.ceiling(cortex.full_command, upkeep.awake(self.pattern, gain, own.asleep)), own.fatigued,
        )  # fmt: skip
        over = upkeep.over_usual(typical, self.usual_active, cortex.rehearsed)
        self.surplus = upkeep.follow(self.surplus, over, cortex.reps, table.surplus_reps)
        more = upkeep.reinforced(self.surplus, table.surplus_gain, table.surplus_dead, table.surplus_width)
        held = upkeep.maintained(self.use, table.use_floor, table.use_threshold, table.use_width)
        goal = upkeep.upheld(held, more, table.upkeep)
        lost = upkeep.settled_loss(settled, table.use_floor)
        pull = upkeep.pull(kept, gain, lost, table.kept_pull, table.settled_pull)
        counted = upkeep.practised(
            cortex.reps,
            self.command,
            upkeep.awake(self.pattern, gain, own.asleep),
            learning.part(cortex.usual_effort, self.usual_lean),
        )
        tau = exploring.found_again(goal, gain, table.gain_reps, cortex.varied)
        self.gain = upkeep.fast_gain(gain, goal, kept, pull, counted, tau)
        self.kept = upkeep.follow(kept, self.gain, counted, table.kept_reps)
        self.settled = upkeep.follow(settled, self.kept, counted, table.settled_reps)
        self.habit = upkeep.habit(
            self.habit, self.deviation, cortex.mean_deviation, table.habit_gain, cortex.habit_kept
        )
        self.day_gain = sums.plus(self.day_gain, sums.change(self.gain, gain))
        self.day_kept = sums.plus(self.day_kept, sums.change(self.kept, kept))
        self.day_settled = sums.plus(self.day_settled, sums.change(self.settled, settled))
        own.asleep = upkeep.woken(own.asleep, counted, table.idle_reps)
        own.idle_day = upkeep.still_since(own.idle_day, counted)
        self.weigh()

    def weigh(self) -> None:
        """The cortical weight follows the gain and the habit."""
        self.fast = upkeep.weight(self.pattern, self.gain, self.habit)
        self.slow = upkeep.weight(self.pattern, self.kept, 0.0)

    @property
    def moved(self) -> bool:
        """Whether the day has changed the gain; what has not changed is not felt elsewhere."""
        return self.day_gain != 0.0

    def pass_on(self) -> None:
        """Over night a part of what one task has changed is felt in the others that use the muscle."""
        if self.moved:
            floor, most = self.table.use_floor, upkeep.most_gain(self.table.surplus_gain)
            for fellow in self.fellows:
                part = self.table.carry_over
                fellow.gain = upkeep.carried(fellow.gain, self.day_gain, part, floor, most)
                fellow.kept = upkeep.carried(fellow.kept, self.day_kept, part, floor, most)
                fellow.settled = upkeep.carried(fellow.settled, self.day_settled, part, floor, most)
                fellow.weigh()

    def forget_day(self) -> None:
        """A new day begins with no change."""
        self.day_gain = self.day_kept = self.day_settled = 0.0

    def intend(self) -> None:
        """Where feedback on the share is shown, the command is changed on purpose towards it."""
        cortex, table = self.cortex, self.table
        if self.target >= 0.0:
            seen = learning.shown(learning.ratio(self.torque_nm, cortex.active_nm), self.target, self.clamp)
            reach = learning.reach(self.capacity_share, self.fast, cortex.mean_command)
            wished = learning.strategy(
                self.strategy, self.target, seen, reach, cortex.reps, table.strategy_retention, table.strategy_gain
            )
            alone = learning.part(cortex.ask, self.drive)
            self.strategy = learning.willed(wished, alone, table.authority, table.authority_down)
        else:
            self.strategy = 0.0

    # -- the rivals' part of learning ---------------------------------------------------------------------------

    def proposal(self) -> float:
        """The command that a random change tries once."""
        return rivals.proposal(self.fast, self.noise, self.table.search_sd)
