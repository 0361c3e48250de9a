"""What a muscle learns in a task: it remembers what it practised, and is kept by what it answers."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from agonist.model.compiler.links import many, one
from agonist.model.rules import (
    exploring,
    learning,
    rivals,
    sums,
    timing,
    upkeep,
)
from agonist.model.units.unit import Unit
from agonist.model.units.wire import Group

if TYPE_CHECKING:
    from agonist.model.units.cortex import MotorCortex
    from agonist.model.units.member import Member
    from agonist.model.units.muscle import Muscle


class Habit(Unit, area="members"):
    """The learning part of a `Member`: links, and what practice and nights leave behind."""

    muscle: Muscle = one("muscles", "member_muscle")
    cortex: MotorCortex = one("tasks", "member_task")
    opposed: Group[tuple[float, Member]] = many("members", "opposed_first", "opposed_source", "opposed_weight")
    alike: Member = one("members", "opposed_like")  # the first member that has the very same antagonists
    helped: Group[tuple[float, Member]] = many("members", "helped_first", "helped_source", "helped_weight")
    akin: Member = one("members", "helped_like")  # the first member that has the very same pool
    module: Member = one("members", "module_like")  # the first agonist that the very same joints act on
    fellows: Group[Member] = many("members", "fellow_first", "fellow")  # the same muscle in other tasks

    skips: ClassVar[dict[str, tuple[str, ...]]] = {
        "moved": ("upkeep.carried",),
        "slept": ("upkeep.woken",),
    }  # as in Joint

    @property
    def learns(self) -> bool:
        """Whether the muscle has a share of the task's capacity; an antagonist has none and does not learn."""
        return self.capacity_share > 0.0

    @property
    def share(self) -> float:
        """Share of the active torque of the task, of those that pull its way."""
        return learning.ratio(self.torque_nm, self.cortex.active_nm) if self.learns else 0.0

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
            self.marginal,
            cortex.mean_marginal,
            cortex.marginal_spread,
            learning.chance(self.noise, self.capacity_share),
            cortex.mean_chance,
            cortex.reps,
            table.exploration_chance,
        )
        hebb = learning.competition(self.potentiation, fast, cortex.mean_potentiation)
        success = learning.success(cortex.failed)
        change = learning.drive(hebb, success, tried, table.effort_weight, table.hebb_rate)
        trace = learning.part(upkeep.rate(table.fast_reps), table.habit_gain)
        change = sums.plus(change, learning.use(self.relative_command(), fast, trace))
        tau = learning.forgetting_tau(slow, fast, table.gain_reps, table.consolidation)
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
        self.deviation = upkeep.deviation(
            self.command, asked, weight, self.noise, self.cortex.spread, self.habit, self.learned
        )

    def keep(self) -> None:
        """What the bout leaves: use keeps the gain up, slower traces follow, and a habit of the moment stays."""
        cortex, gain, kept, settled = self.cortex, self.gain, self.kept, self.settled
        weight, sent = upkeep.awake(self.pattern, gain, self.muscle.asleep), learning.part(cortex.ask, self.lean)
        self.answer_for(learning.part(sent, weight))
        usually = learning.part(cortex.usual_effort, self.usual_lean)
        counted = upkeep.practised(cortex.reps, self.command, weight, usually)
        self.follow_use(counted)
        self.day_gain = sums.plus(self.day_gain, sums.change(self.gain, gain))
        self.day_kept = sums.plus(self.day_kept, sums.change(self.kept, kept))
        self.day_settled = sums.plus(self.day_settled, sums.change(self.settled, settled))
        self.get_used(sent, weight, counted)
        self.weigh()

    def answer_for(self, sent: float) -> None:
        """What the muscle answers, per unit of what is asked, and beside what is usual; `sent` is what effort sends."""
        own, cortex = self.muscle, self.cortex
        typical = upkeep.typical(self.activation, self.noise, cortex.spread, own.fatigued)
        awake = upkeep.awake(1.0, self.gain, own.asleep)
        self.use = upkeep.use(typical, awake, self.answer, sent, cortex.full_command, own.fatigued)
        over = upkeep.over_usual(typical, self.usual_active, cortex.rehearsed)
        self.surplus = upkeep.follow(self.surplus, over, cortex.surplus_kept)

    def follow_use(self, counted: float) -> None:
        """The gain follows what use maintains and what surplus adds; slower traces follow it, and pull."""
        table, cortex, gain, kept, settled = self.table, self.cortex, self.gain, self.kept, self.settled
        more = upkeep.reinforced(self.surplus, table.surplus_gain, table.surplus_dead, table.surplus_width)
        held = upkeep.maintained(self.use, table.use_floor, table.use_threshold, table.use_width)
        goal = upkeep.upheld(held, more, table.upkeep)
        lost = upkeep.settled_loss(settled, table.use_floor)
        pull = upkeep.pull(kept, gain, lost, table.kept_pull, table.settled_pull)
        rate = exploring.found_again(goal, gain, cortex.gain_rate, cortex.varied)
        self.gain = upkeep.fast_gain(gain, goal, kept, pull, counted, rate)
        self.kept = upkeep.follow(kept, self.gain, upkeep.left(counted, cortex.kept_rate))
        self.settled = upkeep.follow(settled, self.kept, upkeep.left(counted, cortex.settled_rate))

    def get_used(self, asked: float, weight: float, counted: float) -> None:
        """What was just done is a little easier to do again; what was done on purpose is remembered; use wakes."""
        own, table, cortex = self.muscle, self.table, self.cortex
        self.habit = upkeep.habit(
            self.habit, self.deviation, cortex.mean_deviation, table.habit_gain, cortex.habit_kept
        )
        willed = self.strategy if self.target >= 0.0 else cortex.dragging
        self.meant = upkeep.meant(self.meant, willed, asked, weight)
        self.learned = upkeep.follow(self.learned, 0.0, upkeep.left(counted, cortex.settled_rate))
        if self.slept:
            own.asleep = upkeep.woken(own.asleep, upkeep.left(counted, cortex.waking_rate))
        own.unused_day = upkeep.still_since(own.unused_day, counted)

    def weigh(self) -> None:
        """The cortical weight follows the gain and the habit."""
        self.fast = upkeep.weight(self.pattern, self.gain, self.habit, self.learned)
        self.slow = upkeep.weight(self.pattern, self.kept, 0.0, 0.0)

    @property
    def slept(self) -> bool:
        """Whether some drive still rests with the muscle; what is awake need not be woken."""
        return self.muscle.asleep != 0.0

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
        """A new day begins with no change; of what was done on purpose the night has kept a part."""
        self.day_gain = self.day_kept = self.day_settled = 0.0
        if self.meant != 0.0:
            self.learned = upkeep.learned(self.learned, self.meant, self.table.feedback_kept)
            self.meant = 0.0
            self.weigh()

    def intend(self) -> None:
        """Where feedback on the share, or on the onset, is shown, the command is changed on purpose towards it."""
        cortex, table = self.cortex, self.table
        if self.target >= 0.0:
            aim, seen, reach = self.target, self.command, 1.0
            if self.timed > 0.0:
                aim = timing.command_on_time(self.timed, self.ready, cortex.usual_per_load)
                seen = timing.started(self.command, cortex.effort, cortex.usual_start())
            else:
                seen = learning.shown(learning.ratio(self.torque_nm, cortex.active_nm), self.target, self.clamp)
                reach = learning.reach(self.capacity_share, self.fast, cortex.mean_command)
            wished = learning.strategy(
                self.strategy, aim, seen, reach, cortex.reps, table.strategy_retention, table.strategy_gain
            )
            alone = learning.part(cortex.ask, self.drive)
            self.strategy = learning.willed(wished, alone, table.authority, table.authority_down)
        else:
            self.strategy = 0.0

    # -- the rivals' part of learning ---------------------------------------------------------------------------

    def proposal(self) -> float:
        """The command that a random change tries once."""
        return rivals.proposal(self.fast, self.noise, self.table.search_sd)

    def towards(self) -> float:
        """What correcting an error changes the command by."""
        return rivals.direction(self.credit, self.capacity_share, self.pattern)

    def join_module(self) -> None:
        """What a command to the module fetches is gathered at its first member."""
        self.module.trace = sums.plus(self.module.trace, rivals.module_part(self.credit, self.pattern))
