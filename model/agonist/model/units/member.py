"""One muscle in one task: it senses its neighbours, answers the command, and tires."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from typing import ClassVar

from agonist.model import draws
from agonist.model.rules import (
    fatigue,
    fibres,
    injury,
    learning,
    muscle,
    nerve,
    recruitment,
    sums,
    tissue,
    training,
    upkeep,
)
from agonist.model.units.habit import Habit


class Member(Habit):
    """One muscle in one task; see ``agonist.model.quantities.of_tasks.MEMBER`` for what it remembers."""

    skips: ClassVar[dict[str, tuple[str, ...]]] = {  # as in Joint
        "lengthened": ("overstretch.pull_apart", "overstretch.torn"),
        "trains": ("training.recruited", "training.training_dose", "training.steady_dose"),
        "worn_out": ("fatigue.weary",),
        "evoked": ("training.evoked_dose",),
    }

    @property
    def trains(self) -> bool:
        """Whether the bout was more than light work for the muscle; light work trains nothing."""
        own = self.muscle
        return training.trains(self.activation, own.fatigued_before, own.fatigued, self.table.training_threshold)

    @property
    def worn_out(self) -> bool:
        """Whether so many motor units were tired in this bout that hard work may be felt for hours."""
        own, threshold = self.muscle, self.table.weary_threshold
        return own.fatigued_before > threshold or own.fatigued > threshold

    @property
    def evoked(self) -> bool:
        """Whether current makes the muscle contract."""
        return self.muscle.stimulation > 0.0

    @property
    def lengthened(self) -> bool:
        """Whether the repetitions lengthen muscles that pull: only that tears fibres."""
        return self.cortex.lengthening > 0.0

    # -- recruitment --------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Length factors, and the tightness of the antagonists, follow the tissue."""
        own = self.muscle
        number = fibres.in_effort(own.sarcomeres, own.series, self.table.series_absorbed)
        works = fibres.working_length(self.length, own.tendon, number)
        self.curve_active = muscle.active_length(works)
        self.curve_passive = muscle.passive_length(fibres.resting_length(self.length, own.sarcomeres))
        self.curve_usual = muscle.passive_length(self.length)
        known = muscle.active_length(own.length_least)
        self.placed = nerve.at_length(works, self.curve_active, known, self.table.short_drive, self.table.short_least)
        tight = 0.0
        for weight, source in self.opposed:
            tight = sums.weighted(tight, weight, source.muscle.tightness)
        self.tight_sensed = tight

    def explore(self, bout: int) -> None:
        """Every repetition differs a little: one standard normal number, keyed by bout and muscle."""
        if not self.learns and self.target < 0.0:
            return
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

    def turn_usual(self) -> None:
        """The same in health."""
        self.turn()
        self.usual_lean, self.usual_undivided = sums.plus(self.lean, 0.0), sums.plus(self.undivided, 0.0)

    def strengthen(self) -> None:
        """Torque at full activation, and at rest beyond that of the healthy limb: a load counts from the limb at rest."""
        own, arm, cosine = self.muscle, self.arm_m, self.cos_pennation
        strength = tissue.strength(
            own.area, own.specific, own.quality, own.packing, own.neural, own.intact, own.force_factor
        )
        self.capacity_nm = recruitment.capacity(arm, own.force_max_n, strength, self.curve_active, cosine)
        stretched = recruitment.passive_torque(
            arm, own.force_max_n, own.area, own.stiffness, self.curve_passive, cosine
        )
        usual = recruitment.passive_torque(arm, own.force_max_n, 1.0, 1.0, self.curve_usual, cosine)
        self.passive_nm = sums.change(stretched, usual)

    def brace(self) -> None:
        """An antagonist contracts with the movement, more where the joint hurts or gives way."""
        own, cortex = self.muscle, self.cortex
        if self.capacity_share <= 0.0:
            braced = recruitment.avoiding(cortex.braced, cortex.braced_loose, own.avoided)
            command = recruitment.command(braced, 1.0, own.cue, self.strategy, cortex.full_command)
            ready = learning.part(own.excitability, self.placed)
            reply = recruitment.answered(ready, command, 0.0, 0.0)
            active = recruitment.activation(reply, own.stimulation, recruitment.fresh(own.fatigued))
            self.command, self.activation = command, active
            self.torque_nm = recruitment.torque(self.capacity_nm, active)

    def oppose(self) -> None:
        """Sense what stays while effort settles: what the antagonists do, and what hurts beside the muscle."""
        own, table, opposing = self.muscle, self.table, 0.0
        if self.alike is self:
            for weight, source in self.opposed:
                opposing = sums.weighted(opposing, weight, source.activation)
        else:
            opposing = self.alike.opposing
        self.opposing = opposing
        felt = learning.part(learning.part(self.pattern, self.undivided), self.placed)
        taken = recruitment.opposed(felt, table.reciprocal_gain, own.reciprocal, opposing)
        self.opposed_by = sums.weighted(taken, table.tightness_gain, self.tight_sensed)
        able = learning.part(own.excitability, self.placed)
        held = recruitment.withheld(able, self.cortex.felt_pain, own.hurting, table.fellow_pain_gain)
        self.ready = nerve.past_cut(held, own.shut, table.cut_gain, self.cortex.heaviness)

    def act(self) -> None:
        """Turn the command into activation and torque."""
        own, cortex, ready, spared = self.muscle, self.cortex, self.ready, self.table.spared_drive
        stimulation, fresh = own.stimulation, recruitment.fresh(own.fatigued)
        meant = self.strategy if self.target >= 0.0 else cortex.dragging
        command = recruitment.command(cortex.ask, self.drive, own.cue, meant, cortex.most_command)
        felt = learning.part(learning.part(self.pattern, self.undivided), self.placed)
        taken = recruitment.links(felt, self.akin.pooled, self.opposed_by)
        active = recruitment.activation(recruitment.answered(ready, command, taken, spared), stimulation, fresh)
        self.command, self.sensed, self.activation = command, taken, active
        self.torque_nm = learning.part(recruitment.torque(self.capacity_nm, active), cortex.grip)
        capacity = learning.part(self.capacity_nm, fresh)
        self.pressing = recruitment.pressing(active, fresh, self.press)
        part = recruitment.free_part(active, stimulation, fresh, ready, command, taken, spared)
        self.slope_nm = recruitment.recruitable(part, command, cortex.most_command, ready, self.drive, capacity)
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
        opposing = learning.part(cortex.braced_usual, self.opposed_part)
        felt = learning.part(learning.part(self.pattern, self.usual_undivided), self.usual_placed)
        against = recruitment.opposed(felt, table.reciprocal_gain, 1.0, opposing)
        taken = recruitment.links(felt, self.akin.usual_pooled, against)
        ready = self.usual_placed
        reply = recruitment.answered(ready, command, taken, table.spared_drive)
        self.usual_active = recruitment.activation(reply, 0.0, 1.0)
        part = recruitment.free_part(self.usual_active, 0.0, 1.0, ready, command, taken, table.spared_drive)
        share = self.capacity_share
        drive = learning.part(self.pattern, self.usual_lean)
        self.slope_nm = recruitment.recruitable(part, command, cortex.full_command, ready, drive, share)
        self.yielding_nm = recruitment.yielding(part, felt, share)

    def sense_usual(self) -> None:
        """What the pool would do in health."""
        if self.akin is self:
            weighed, mean = 0.0, self.cortex.usual_torque
            for weight, source in self.helped:
                pressing = recruitment.pressing(source.usual_active, 1.0, learning.ratio(1.0, source.pattern))
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
        own.activation, own.fatigued_before = active, own.fatigued
        if fatigue.surely_held(own.fatigued, active, busy, own.fatigue_rate):
            own.fatigued = fatigue.held(own.fatigued, active, busy, own.fatigue_rate, own.recovery_rate)
        else:
            own.fatigued = fatigue.loaded(own.fatigued, active, busy, own.fatigue_rate, own.recovery_rate)
        table, first, last = self.table, own.fatigued_before, own.fatigued
        own.tired = fatigue.tired(own.tired, first, last, active)
        if self.worn_out:
            own.weary = fatigue.weary(
                own.weary, first, last, busy, table.weary_threshold, table.weary_rate, table.weary_most
            )

    def dose(self, seconds: float) -> None:
        """Add the bout to the doses of the day: stress, training, use, cued and opposed repetitions."""
        own, table, helps = self.muscle, self.table, self.learns
        reps, active, lengthening = self.cortex.reps, self.activation, self.cortex.lengthening
        evoked = trained = drilled = 0.0
        if self.evoked:
            evoked = training.evoked_dose(own.stimulation, table.evoked_threshold)
        if self.trains:
            first, last = training.recruited(active, own.fatigued_before), training.recruited(active, own.fatigued)
            trained = training.training_dose(first, last, table.training_threshold)
            pulled = training.pulled(active, lengthening, table.exercise_speed)
            drilled = (
                training.steady_dose(pulled, table.training_threshold) if pulled > table.training_threshold else 0.0
            )
        roused = evoked if evoked > drilled else 0.0
        trained, drilled = training.more(trained, evoked), training.more(drilled, evoked)
        asked = own.cue > 0.0 or self.target >= 0.0 or own.stimulation > 0.0
        stress = injury.tissue_stress(active, own.whole, own.in_series)
        own.day_stress = sums.weighted(own.day_stress, reps, injury.stress_dose(stress, table.stress_exponent))
        strain = fibres.strain_dose(active, lengthening, self.length)
        own.day_strain = sums.weighted(own.day_strain, reps, strain)
        if self.lengthened:
            own.tear(reps if helps else 0.0, active, lengthening, self.length)
        held = training.under_load(reps, seconds, table.training_rep_s)
        own.day_training = sums.weighted(own.day_training, held, trained)
        own.day_drilled = sums.weighted(own.day_drilled, held, drilled)
        own.day_evoked = sums.weighted(own.day_evoked, held, roused)
        own.day_use = sums.weighted(own.day_use, reps, active if helps else 0.0)
        usual = learning.part(self.cortex.of_usual, self.usual_active)
        own.day_expected = sums.weighted(own.day_expected, reps, usual if helps else 0.0)
        own.day_opposed = sums.weighted(own.day_opposed, reps, 0.0 if helps else self.cortex.hard)
        own.day_cued = sums.plus(own.day_cued, reps if asked else 0.0)
