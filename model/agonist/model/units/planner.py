"""The plan of a task that is carried from movement to movement, what nights keep of it, and what bounds its commands."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from agonist.model.compiler.links import many
from agonist.model.rules import exploring, guarding, learning, planning, recruitment, sums
from agonist.model.units.joint import Joint
from agonist.model.units.member import Member
from agonist.model.units.unit import Unit
from agonist.model.units.wire import Group


class Planner(Unit, area="tasks"):
    """The planning part of a `Recruiter`: what is sent at first, its error, and what it learns at a device and elsewhere."""

    learners: Group[Member] = many("members", "learner_first", "learner")
    joints: Group[Joint] = many("joints", "task_joint_first", "task_joint")

    def bound(self) -> None:
        """What bounds a command besides the pool: muscles of the other limb that are tired, a head that is not held."""
        self.grow_old()
        table, fresh, tired, movers, moved, held = self.table, 0.0, 0.0, 0.0, 0.0, 1.0
        for joint in self.joints:
            held = joint.held if joint.held < held else held
        for member in self.learners:
            own, share = member.muscle, member.capacity_share
            fresh = sums.weighted(fresh, share, recruitment.fresh(own.fatigued))
            tired = sums.weighted(tired, share, own.tired_there)
            mover = 0.0 if own.holding > 0.0 else share
            movers, moved = sums.plus(movers, mover), sums.weighted(moved, mover, own.able)
        self.fresh = fresh
        self.most_command = recruitment.willed(self.full_command, tired, table.central_fatigue_crossed)
        self.firm, self.grip = recruitment.firm(held, learning.ratio(moved, movers), table.socket), 1.0

    def grow_old(self) -> None:
        """Co-contraction of this person about these joints without training: with age more, at joints where it is."""
        table, aged = self.table, 1.0
        for joint in self.joints:
            aged = joint.aged if joint.aged < aged else aged
        self.co_untrained = guarding.aged_cocontraction(table.coactivation, table.coactivation_age, aged)

    def plan(self, second: int) -> None:
        """What the carried plan missed before effort and reflexes repaired it; the plan learns from the error."""
        table, planned_nm = self.table, sums.change(self.demand_nm, self.external_nm)
        if self.device != self.device_was:
            self.change_place()
        pause = sums.change(second, self.plan_second)
        self.plan_fast = planning.rested(self.plan_fast, pause, table.plan_pause_s, table.plan_fast_s)
        self.plan_second = sums.plus(second, 0.0)
        met = planning.carried(
            self.effort,
            self.usual_light,
            table.load_usual,
            self.usual_hard,
            table.load_light,
            table.load_usual,
            table.load_hard,
        )
        self.overdrive = exploring.overdrive(met, learning.ratio(self.demand_nm, self.voluntary_nm))
        even = planning.evenly(met, learning.ratio(self.stiffened_nm, self.voluntary_nm))
        needed = learning.ratio(even, learning.ratio(planned_nm, self.voluntary_nm))
        if needed > 0.0:
            self.plan_missed = planning.missed(
                planning.planned(self.plan_fast, self.plan_slow, self.plan_lasting), needed
            )
            self.yielded = planning.yielded(self.plan_missed, table.reflex_gain)
            self.learn_plan(sums.change(needed, self.plan_lasting))

    def usual_start(self) -> float:
        """Effort with which the healthy body meets this load."""
        table, load = self.table, learning.ratio(self.demand_nm, self.voluntary_nm)
        return planning.usual_for(
            planning.as_felt(load, self.fresh),
            self.usual_light,
            table.load_usual,
            self.usual_hard,
            table.load_light,
            table.load_usual,
            table.load_hard,
        )

    def learn_plan(self, off: float) -> None:
        """Both traces of the day after the movements of this bout; an error that is clamped is answered by neither."""
        table, clamp, nights = self.table, self.plan_clamp, self.kept_here()
        off, self.plan_slow = sums.plus(off, nights), sums.plus(self.plan_slow, nights)
        error = sums.change(off, sums.plus(self.plan_fast, self.plan_slow))
        felt = planning.sensitivity(error, clamp, table.plan_error_half, table.plan_error_usual, self.device)
        quick, steady = learning.part(table.plan_fast_learning, felt), learning.part(table.plan_slow_learning, felt)
        fast, slow = planning.answers(quick, clamp), planning.answers(steady, clamp)
        kept, long_kept = table.plan_fast_retention, table.plan_slow_retention
        error = planning.last_error(off, clamp, quick, kept, steady, long_kept)
        fast_rest = planning.rest(error, quick, kept)
        slow_rest = planning.rest(error, steady, long_kept)
        offset = planning.offset(kept, fast, long_kept, slow)
        split = planning.split(offset, fast, slow)
        long = planning.faded(kept, fast, long_kept, slow, split, self.reps)
        short = planning.faded(kept, fast, long_kept, slow, sums.change(0.0, split), self.reps)
        away, beside = sums.change(self.plan_fast, fast_rest), sums.change(self.plan_slow, slow_rest)
        self.plan_fast = planning.trace(fast_rest, away, beside, fast, offset, split, long, short)
        self.plan_slow = planning.trace(slow_rest, beside, away, slow, sums.change(0.0, offset), split, long, short)
        self.plan_slow = sums.change(self.plan_slow, nights)

    def kept_here(self) -> float:
        """What nights have kept of a device: there every movement forgets of it as of the rest of the slow trace."""
        return planning.kept_here(self.plan_lasting, self.plan_base, self.device)

    def change_place(self) -> None:
        """A device that perturbs is a place of its own: what is learned there rests on the plan of daily life, and stays there."""
        fast, slow, lasting = self.plan_fast, self.plan_slow, self.plan_lasting
        self.plan_fast, self.plan_slow = self.aside_fast, self.aside_slow
        if self.device > 0.0:
            self.plan_base = planning.planned(fast, slow, lasting)
            self.plan_lasting = sums.plus(self.aside_lasting, self.plan_base)
            self.aside_lasting = lasting
        else:
            self.plan_lasting = self.aside_lasting
            self.aside_lasting = sums.change(lasting, self.plan_base)
        self.aside_fast, self.aside_slow = fast, slow
        self.plan_second, self.aside_second = self.aside_second, self.plan_second
        self.device_was = self.device

    def consolidate(self) -> None:
        """Over night the plan keeps a part of what the day has taught, in either place; the rest is gone."""
        kept = self.table.plan_kept
        self.plan_lasting = planning.lasting_plan(self.plan_lasting, self.plan_slow, kept)
        self.plan_fast = self.plan_slow = 0.0
        self.aside_lasting = planning.lasting_plan(self.aside_lasting, self.aside_slow, kept)
        if self.device_was == 0.0:
            self.aside_lasting = planning.morning(self.aside_lasting, self.table.plan_device_kept)
        self.aside_fast = self.aside_slow = 0.0
