"""How a task recruits: effort rises until the torque is met, and what the healthy body would do at the same load."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from agonist.model.rules import exploring, learning, posture, recruitment, sums
from agonist.model.units.bracer import Bracer

SWEEPS = 4  # synchronous corrections of effort in a bout: the torque is met within 1e-5
REHEARSALS = 8.0  # bouts in which the healthy body is worked out, step by step, after the load has changed
FORETOLD = 30  # steps before anything is practised
WEIGHED = 40  # corrections of the axes' prices in health
TOWARD = 0.5  # of what an axis misses, by which its price is corrected each time
AGAIN = 6  # steps of the healthy body after each
MOST_ASKED = 20.0  # of the healthy body, whose efforts stay far below
STILL = 1e-9  # change of load below which the healthy body need not be worked out anew


class Recruiter(Bracer):
    """A task that recruits its muscles; see ``agonist.model.quantities.of_tasks.TASK`` for what it remembers.

    `members` are the muscles in the task, in canonical order; `learners` are those that pull along the task; `axes`
    are those that the task does not want; `joints` are those that it moves.
    """

    # -- recruitment --------------------------------------------------------------------------------------------

    def repeat(self, planned: float) -> None:
        """How often the movement is repeated in this bout."""
        self.reps = recruitment.repetitions(planned, self.reps_factor)
        self.done = sums.plus(self.done, self.reps)

    def follow(self, follows: float) -> None:
        """A load of training goes with what can be given; what the day asks for stays what it is."""
        self.progressed = recruitment.progressed(self.offered, follows, self.table.progression)
        self.prescribed = learning.part(follows, self.table.progression)

    def vary(self, load: float) -> None:
        """How much the repetitions of this bout differ, by the load and after what the last ones brought."""
        table = self.table
        self.wary = exploring.wary(self.wary, self.pain, self.reps, table.wary_reps)
        self.varied = exploring.varied(self.wary, table.variability_threat, self.failed, table.variability_reward)
        planned = recruitment.repetitions(recruitment.repetitions(load, self.progressed), self.load_factor)
        usual = exploring.unsteady(table.exploration_sd, planned, table.discharge_noise, table.discharge_width)
        shaken = exploring.shaken(self.varied, sums.greater(self.pain, self.felt_pain), table.variability_pain)
        self.spread = learning.part(learning.part(usual, shaken), self.overdrive)

    def expect(self, load: float) -> None:
        """Set the demand; effort starts from what was enough last time."""
        self.guard()
        planned = recruitment.repetitions(recruitment.repetitions(load, self.progressed), self.spared)
        self.demand_nm = recruitment.demand(planned, self.load_factor, self.voluntary_nm, self.external_nm)
        self.effort = recruitment.first_effort(
            self.expected_effort, self.demand_nm, self.voluntary_nm, self.table.effort_max
        )
        self.ask = recruitment.asked(self.effort, self.usual_per_load)

    def pull(self) -> None:
        """The torque of the task is the sum over its members, active and passive; and their mean activation."""
        torque, slope, mean = self.resting_nm, 0.0, 0.0
        for member in self.learners:
            torque = sums.plus(torque, member.torque_nm)
            slope = sums.plus(slope, member.slope_nm)
            mean = sums.weighted(mean, member.capacity_share, member.activation)
        if self.firm < 1.0:
            able = learning.part(self.offered, self.capacity_nm)
            self.grip = recruitment.grip(sums.change(torque, self.resting_nm), self.grip, able, self.firm)
        self.torque_nm, self.slope_nm, self.mean_activation = torque, slope, mean

    def yield_pool(self) -> None:
        """Torque that the last change of mutual inhibition is about to take."""
        torque = 0.0
        for member in self.learners:
            torque = sums.weighted(torque, member.yielding_nm, member.akin.swing)
        self.taken_nm = torque

    def correct(self) -> None:
        """Effort rises or falls until the torque meets the demand."""
        self.yield_pool()
        most = recruitment.asked(self.table.effort_max, self.usual_per_load)
        self.ask = recruitment.effort(self.ask, self.demand_nm, self.torque_nm, self.slope_nm, self.taken_nm, most)

    def judge(self) -> None:
        """A movement that falls short has failed, and nothing is pretended."""
        self.effort = learning.ratio(self.ask, self.usual_per_load)
        self.failed = recruitment.failed(self.demand_nm, self.torque_nm, self.table.failure_tolerance)

    # -- the healthy body -----------------------------------------------------------------------------------------

    def rehearse(self) -> None:
        """What the healthy body would do at this load; worked out anew, step by step, where the load has changed."""
        load = learning.ratio(learning.ratio(self.demand_nm, self.capacity_nm), self.strength)
        moved = sums.plus(sums.apart(load, self.rehearsed), sums.apart(self.braced_usual, self.rehearsed_braced))
        if moved > STILL:
            self.rehearsed, self.rehearsed_braced, self.rehearsals = load, self.braced_usual, REHEARSALS
            part = learning.ratio(learning.ratio(self.demand_nm, self.voluntary_nm), self.strength)
            self.usual_effort = learning.part(part, self.usual_per_load)
        if self.rehearsals > 0.0:
            self.work_out()

    def work_out(self) -> None:
        """One step towards effort and links of the healthy body at this load."""
        for member in self.learners:
            member.try_usual()
        self.pull_usual()
        for member in self.learners:
            member.sense_usual()
        self.yield_pool()
        self.usual_effort = recruitment.effort(
            self.usual_effort, self.rehearsed, self.usual_whole(), self.usual_slope, self.taken_nm, MOST_ASKED
        )
        self.rehearsals = sums.plus(self.rehearsals, -1.0)

    def pull_usual(self) -> None:
        """Torque of the agonists of the healthy body, of its capacity."""
        torque = slope = 0.0
        for member in self.learners:
            torque = sums.weighted(torque, member.capacity_share, member.usual_active)
            slope = sums.plus(slope, member.slope_nm)
        self.usual_torque, self.usual_slope = torque, slope

    def usual_whole(self) -> float:
        """The same, less what the antagonists take."""
        return sums.change(self.usual_torque, learning.part(self.braced_usual, self.opposing_share))

    def usually_taken(self) -> float:
        """Part of their own that antagonists give in a maximal effort of the healthy body."""
        table = self.table
        return recruitment.held_back(self.co_untrained, 1.0, self.opposing_share, table.coactivation_most)

    def settle_at(self, load: float) -> None:
        """Effort and links of the healthy body at a load."""
        part, of_agonists = self.usually_taken(), learning.ratio(self.voluntary_nm, self.capacity_nm)
        asked = learning.part(load, of_agonists)
        self.braced = recruitment.brace(part, asked, 0.0, 1.0, self.opposing_share)
        self.braced_usual, self.rehearsed, self.usual_effort = self.braced, asked, asked
        for _ in range(FORETOLD):
            self.work_out()

    def foretell(self) -> None:
        """The healthy body at a usual load, before anything is practised."""
        table = self.table
        self.grow_old()
        self.full_command = recruitment.full_command(table.recurrent_gain, table.reciprocal_gain, self.co_untrained)
        summed = recruitment.voluntary(self.capacity_nm, self.usually_taken(), self.opposing_share)
        self.voluntary_nm = learning.part(summed, self.through)
        if self.wanted > 1.0:
            self.weigh_axes()
        self.settle_at(table.load_light)
        light = self.usual_effort
        self.settle_at(table.load_hard)
        hard = self.usual_effort
        self.settle_at(table.load_usual)
        self.usual_per_load = learning.ratio(self.usual_effort, table.load_usual)
        self.usual_light = learning.ratio(light, self.usual_per_load)
        self.usual_hard = learning.ratio(hard, self.usual_per_load)
        for member in self.learners:
            member.foretell()
        if self.wanted > 1.0:
            self.share_out()
        self.rehearsed = -1.0

    def weigh_axes(self) -> None:
        """In health each wanted axis has the price at which the pattern gives it what the movement asks of it."""
        known = 0.0
        for axis in self.axes:
            known = sums.plus(known, axis.asked)
        if known > 0.0:
            self.settle_at(self.table.load_usual)
            for _ in range(WEIGHED):
                self.share_out()
                for axis in self.axes:
                    axis.price = learning.dearer(axis.price, learning.missed(axis.asked, axis.part), 1.0, TOWARD)
                self.level()
                for member in self.learners:
                    member.turn_usual()
                for _again in range(AGAIN):
                    self.work_out()
            for axis in self.axes:
                axis.usual_price = sums.plus(axis.price, 0.0)

    def level(self) -> None:
        """Prices of the axes are brought back to mean 1 by what each takes."""
        mean = 0.0
        for axis in self.axes:
            mean = sums.weighted(mean, axis.part, axis.price)
        for axis in self.axes:
            axis.price = learning.scaled(axis.price, mean)

    def recruit(self, load: float) -> None:
        """All act, then all sense; effort is corrected until the movement is completed or fails."""
        self.members.do("strengthen")
        self.expect(load)
        self.brace()
        self.bound()
        self.learners.do("oppose")
        for _ in range(SWEEPS):
            self.learners.do("act")
            self.pull()
            self.learners.do("sense")
            self.correct()
        self.learners.do("act")
        self.pull()
        self.judge()

    # -- several wanted axes --------------------------------------------------------------------------------------

    def stray(self) -> None:
        """Torque about every axis; of a wanted one as it counts in the torque of the task."""
        for axis in self.axes:
            torque = 0.0
            for member in self.members:
                torque = sums.weighted(torque, member.torque_nm, learning.arm_ratio(axis.arm(member), member.arm_m))
            axis.torque_nm = torque

    def balance(self) -> None:
        """Every wanted axis has its own demand: where one was missed, more is asked about it in the next movement."""
        self.stray()
        asked, missed = sums.change(self.demand_nm, self.torque_nm), 0.0
        for axis in self.axes:
            asked = sums.weighted(asked, learning.due(axis.torque_nm, axis.eased_nm), axis.weight)
        for axis in self.axes:
            delivered = learning.part(learning.due(axis.torque_nm, axis.eased_nm), axis.weight)
            share = posture.part_asked(axis.part, axis.shift, self.posture, axis.unwanted)
            axis.missed = learning.missed(learning.part(asked, share), delivered)
            axis.price = learning.dearer(axis.price, axis.missed, self.reps, self.table.axis_rate)
            missed = sums.greater(missed, axis.missed)
        self.missed = missed
        self.level()
        self.stand()

    def stand(self) -> None:
        """Posture hands torque from the axis that is dear to the one that is not, at a cost of its own."""
        uphill, span = 0.0, 0.0
        for axis in self.axes:
            uphill = sums.weighted(
                uphill, axis.shift, posture.dear(axis.price, axis.usual_price, self.ask, self.usual_effort)
            )
            span = sums.plus(span, sums.apart(axis.shift, 0.0))
        table = self.table
        if span > 0.0:
            self.posture = posture.posture(
                self.posture,
                posture.slope(uphill, span),
                table.posture_stiffness,
                table.posture_moves,
                self.reps,
                table.posture_reps,
            )

    def share_out(self) -> None:
        """Parts of the healthy torque that each wanted axis takes, at a usual load."""
        for member in self.members:
            active = member.usual_active if member.learns else self.braced
            member.torque_nm = recruitment.torque(member.capacity_nm, active)
        self.stray()
        total = 0.0
        for axis in self.axes:
            total = sums.weighted(total, axis.torque_nm, axis.weight)
        for axis in self.axes:
            axis.part = learning.ratio(learning.part(axis.torque_nm, axis.weight), total)
