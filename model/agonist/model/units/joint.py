"""A joint: fluid and pain come and go, and the cord hears of them."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from typing import ClassVar

from agonist.model import draws
from agonist.model.compiler.links import draw, many
from agonist.model.rules import easing, guarding, injury, joint, lasting, learning, sums, tissue
from agonist.model.units.unit import Crossing, Unit
from agonist.model.units.wire import Group


class Joint(Unit, area="joints"):
    """A joint of the body; see ``agonist.model.quantities.of_body.JOINT`` for what it remembers."""

    guards: Group[Crossing] = many("crossings", "guard_first", "guard")
    turn: int = draw("turns")  # of the run's keys: the joint's own in the stream of episodes
    seed_key: int = draw("keys")

    # Steps that a joint at rest is spared, and the rules of which that is true; under others nothing is skipped.
    skips: ClassVar[dict[str, tuple[str, ...]]] = {
        "wet": (
            "joint.effusion", "joint.settled", "joint.fluid_signal", "joint.after_effect", "joint.after_effect_area",
            "lasting.held_area", "lasting.heard_area",
        ),
        "painful": (
            "joint.pain", "joint.settled", "joint.pain_signal", "joint.after_effect", "joint.after_effect_area",
            "lasting.held_area", "lasting.heard_area", "joint.calm",
        ),
    }  # fmt: skip

    def hear(self) -> None:
        """The cord hears the joint as it is now and as it lately was."""
        table = self.table
        full = learning.part(table.effusion_reference_ml, self.capacity)
        fluid = joint.fluid_signal(self.effusion_ml, table.effusion_threshold_ml, full)
        direct, block, relief = table.afferent_direct, self.block, self.relief
        self.afferent_fluid = joint.afferent(fluid, self.spinal_fluid, direct, block, relief)
        self.afferent_pain = joint.afferent(joint.pain_signal(self.pain), self.spinal_pain, direct, block, relief)
        self.afferent_far = joint.hushed(self.remote, block, relief)
        self.afferent_loose, self.lifting = self.instability, self.relief
        self.afferent_cut = joint.hushed(self.inflammation, block, relief)

    def hold(self) -> None:
        """How firmly muscles can hold the head of the joint in its socket now; who has no part in this life is healthy."""
        held = 1.0
        for crossing in self.guards:
            held = sums.weighted(held, crossing.holds, sums.change(crossing.muscle.able, 1.0))
        self.held = held

    @property
    def wet(self) -> bool:
        """Whether there is fluid, a trace or a source of it; what is at rest stays so."""
        return self.effusion_ml != 0.0 or self.inflow_ml_day != 0.0 or self.spinal_fluid != 0.0 or self.remote != 0.0

    @property
    def painful(self) -> bool:
        """Whether there is pain, a trace or a source of it."""
        return self.pain != 0.0 or self.pain_source_day != 0.0 or self.spinal_pain != 0.0

    def rest(self, rest_day: float) -> None:
        """The cord follows fluid and pain while they fade; all that they did is added to the day."""
        table = self.table
        self.day_lived = sums.plus(self.day_lived, rest_day)
        self.day_still = sums.weighted(self.day_still, self.immobilised, rest_day)
        self.day_exercised = sums.weighted(self.day_exercised, self.exercised, rest_day)
        self.day_loose = sums.weighted(self.day_loose, self.instability, rest_day)
        if self.mending != 0.0:
            self.heal(rest_day)
        if self.inflammation != 0.0:
            inflamed = lasting.area(self.inflammation, 0.0, table.inflammation_day, rest_day)
            self.day_inflamed = sums.plus(self.day_inflamed, inflamed)
            self.inflammation = guarding.inflammation(self.inflammation, table.inflammation_day, rest_day)
        if self.wet:
            self.drain(rest_day)
        if self.painful:
            self.soothe(rest_day)
        else:
            self.calm_day = sums.plus(self.calm_day, rest_day)

    def heal(self, rest_day: float) -> None:
        """A torn ligament heals, where it does."""
        before, tau = self.mending, self.table.ligament_heals_day
        self.mending = easing.mending(before, tau, rest_day)
        healing = sums.change(lasting.area(before, 0.0, tau, rest_day), sums.weighted(0.0, before, rest_day))
        self.day_loose = sums.plus(self.day_loose, healing)
        self.instability = easing.tightened(self.instability, before, self.mending)

    def drain(self, rest_day: float) -> None:
        """The cord follows the fluid, near pools within minutes and far ones over hours, while it is resorbed."""
        table, tau = self.table, self.tau_effusion_day
        threshold, reference = table.effusion_threshold_ml, learning.part(table.effusion_reference_ml, self.capacity)
        on, off = table.spinal_onset_day, table.spinal_offset_day
        signal = joint.fluid_signal(self.effusion_ml, threshold, reference)
        end = joint.fluid_signal(joint.settled(self.inflow_ml_day, tau), threshold, reference)
        now = lasting.held_area(signal, end, tau, rest_day)
        trace = joint.after_effect_area(self.spinal_fluid, signal, end, tau, on, off, rest_day)
        heard = lasting.heard_area(now, trace, table.afferent_direct, self.block, self.relief)
        slow_on, slow_off = table.remote_onset_day, table.remote_offset_day
        far = joint.after_effect_area(self.remote, signal, end, tau, slow_on, slow_off, rest_day)
        self.day_fluid = sums.plus(self.day_fluid, now)
        self.day_heard_fluid = sums.plus(self.day_heard_fluid, heard)
        self.day_heard_far = sums.plus(self.day_heard_far, joint.hushed(far, self.block, self.relief))
        self.spinal_fluid = joint.after_effect(self.spinal_fluid, signal, end, tau, on, off, rest_day)
        self.remote = joint.after_effect(self.remote, signal, end, tau, slow_on, slow_off, rest_day)
        self.effusion_ml = joint.effusion(self.effusion_ml, self.inflow_ml_day, tau, rest_day)

    def soothe(self, rest_day: float) -> None:
        """The cord follows the pain while it fades."""
        table, tau = self.table, self.tau_pain_day
        on, off = table.spinal_onset_day, table.spinal_offset_day
        signal, source = joint.pain_signal(self.pain), easing.source(self.pain_source_day, self.eased, table.pain_eased)
        still = joint.settled(source, tau)
        end = joint.pain_signal(still)
        self.calm_day = joint.calm(self.calm_day, self.pain, still, tau, table.episode_pain, rest_day)
        now = lasting.held_area(signal, end, tau, rest_day)
        trace = joint.after_effect_area(self.spinal_pain, signal, end, tau, on, off, rest_day)
        heard = lasting.heard_area(now, trace, table.afferent_direct, self.block, self.relief)
        self.day_pain = sums.plus(self.day_pain, now)
        self.day_heard_pain = sums.plus(self.day_heard_pain, heard)
        self.spinal_pain = joint.after_effect(self.spinal_pain, signal, end, tau, on, off, rest_day)
        self.pain = joint.pain(self.pain, source, tau, rest_day)

    def relapse(self, second: int) -> None:
        """At midnight pain that has gone may come back: one draw, keyed by the moment and the joint."""
        table, force, gains = self.table, 0.0, 0.0
        for crossing in self.guards:
            own = crossing.muscle
            strength = tissue.strength(
                own.area, own.specific, own.quality, own.packing, own.neural, own.intact, own.force_factor
            )
            near = joint.of_side(crossing.flank, self.leaning)
            gain = guarding.where_inhibited(crossing.gain_fluid, learning.part(crossing.gain_fluid, near))
            force = sums.twice_weighted(force, gain, strength, own.excitability)
            gains = sums.plus(gains, gain)
        rate = injury.episode_rate(
            self.calm_day,
            injury.guarded_by(force, gains),
            table.fragility,
            table.episode_rate_day,
            table.episode_recency,
            table.episode_fading_day,
            table.episode_protection,
        )
        risk = injury.relapse_rate(rate, self.relapses, self.calm_day)
        chance = injury.injury_probability(risk, self.day_lived)
        struck = injury.struck(draws.uniform(second, self.turn, self.seed_key), chance)
        self.pain = injury.hurt_again(self.pain, struck, table.episode_level)
        self.episodes = sums.plus(self.episodes, struck)

    def recall(self) -> None:
        """At midnight the cord goes through its day: what it heard, and what the joint spared and took, on the mean."""
        table, day = self.table, self.day_lived
        self.afferent_fluid = tissue.per_day(self.day_heard_fluid, day)
        self.afferent_pain = tissue.per_day(self.day_heard_pain, day)
        self.afferent_far = tissue.per_day(self.day_heard_far, day)
        self.looseness = self.afferent_loose = tissue.per_day(self.day_loose, day)
        sore = tissue.per_day(self.day_pain, day)
        self.guarding = guarding.guarding(
            sore,
            tissue.per_day(self.day_fluid, day),
            self.looseness,
            table.guard_pain,
            table.guard_fluid,
            table.guard_instability,
        )
        self.inflamed = tissue.per_day(self.day_inflamed, day)
        self.wasting = guarding.wasting(self.inflamed, sore, table.wasting_pain)
        unmoved = guarding.most(tissue.per_day(self.day_still, day), self.inflamed)
        shrinks, yields = table.capsule_day, table.capsule_return_day
        self.shrunk = tissue.shrunk(self.shrunk, unmoved, table.capsule_most, shrinks, yields, day)
        felt = learning.part(sore, joint.PAIN_MAX)
        self.lasting_pain = joint.dwelt(self.lasting_pain, felt, table.guard_onset_day, day)
        sessions, full = tissue.per_day(self.day_exercised, day), table.exercise_full_week
        self.eased = easing.eased(self.eased, sessions, full, table.exercise_eases_day, table.exercise_fades_day, day)
        self.lifting = self.day_exercised = self.day_still = 0.0
        self.day_lived = self.day_loose = self.day_inflamed = self.day_fluid = self.day_pain = 0.0
        self.day_heard_fluid = self.day_heard_pain = self.day_heard_far = 0.0
