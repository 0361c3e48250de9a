"""A muscle: it feels its joints, works in its tasks, tires, recovers, is guarded and wears."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from typing import ClassVar

from agonist.model import draws
from agonist.model.compiler.links import draw, many
from agonist.model.rules import (
    fatigue,
    fibres,
    guarding,
    injury,
    joint,
    lasting,
    learning,
    nerve,
    overstretch,
    sums,
    tissue,
    training,
    upkeep,
)
from agonist.model.units.joint import Joint
from agonist.model.units.tissue import Tissue
from agonist.model.units.wire import Group


class Muscle(Tissue):
    """A muscle of the body; see ``agonist.model.quantities.of_body.MUSCLE`` for what it remembers."""

    limb: Group[Joint] = many("joints", "limb_first", "limb_joint")
    word: int = draw("words")  # of the run's keys: the muscle's own in the stream of exploration, of injury
    fate: int = draw("fates")
    seed_key: int = draw("keys")

    skips: ClassVar[dict[str, tuple[str, ...]]] = {  # as in Joint
        "sick": ("injury.hurt", "lasting.area"),
        "wearied": ("fatigue.freshened",),
        "worked_long": ("overstretch.mended", "overstretch.soreness_area", "joint.lagged"),
    }

    # -- between bouts ------------------------------------------------------------------------------------------

    def live_on(self, rest_day: float) -> None:
        """Casts, missing load, stretching and length count as they were lived since the row before."""
        weight = self.length_weight
        self.day_lived = sums.plus(self.day_lived, rest_day)
        self.day_still = sums.weighted(self.day_still, self.immobilised, rest_day)
        self.day_free = sums.weighted(self.day_free, self.unloaded, rest_day)
        self.day_stretch = sums.weighted(self.day_stretch, self.stretch_min_day, rest_day)
        self.day_pull = sums.weighted(self.day_pull, weight, rest_day)
        beyond = fibres.longer(self.length_mean, self.length_usual, weight)
        self.day_longer = sums.weighted(self.day_longer, beyond, rest_day)

    @property
    def sick(self) -> bool:
        """Whether an injury hurts; what does not hurt stays so."""
        return self.hurt != 0.0

    @property
    def worked_long(self) -> bool:
        """Whether work in lengthening is still felt."""
        return self.disrupted != 0.0

    @property
    def wearied(self) -> bool:
        """Whether hard work of the last hours is still felt."""
        return self.weary != 0.0

    def rest(self, rest_day: float, busy_day: float) -> None:
        """Fatigue, the pain of an injury and what lengthening has torn fade."""
        seconds = fatigue.rest_seconds(rest_day, busy_day)
        self.fatigued = fatigue.rested(self.fatigued, seconds, self.recovery_rate, self.rest_multiplier)
        self.tired = fatigue.rested(self.tired, seconds, self.recovery_rate, self.rest_multiplier)
        if self.wearied:
            self.weary = fatigue.freshened(self.weary, self.table.weary_day, rest_day)
        if self.sick:
            self.day_hurt = sums.plus(self.day_hurt, lasting.area(self.hurt, 0.0, self.table.hurt_day, rest_day))
            self.hurt = injury.hurt(self.hurt, self.table.hurt_day, rest_day)
        self.day_hurt = sums.weighted(self.day_hurt, self.pained, rest_day)
        if self.worked_long:
            self.mend(rest_day)

    @property
    def whole(self) -> float:
        """Tissue that an injury leaves to bear load; overstretched sarcomeres are not weak tissue."""
        return injury.intact(self.hurt, self.table.injury_weakness)

    @property
    def in_series(self) -> float:
        """Sarcomeres in series, x usual, that part a strain: slack makes up for most of what work has added."""
        return fibres.in_effort(sums.plus(1.0, self.added), self.series, self.table.series_absorbed)

    def tear(self, reps: float, active: float, lengthening: float, length: float) -> None:
        """Repetitions that lengthen the muscle while it pulls overstretch fibres."""
        table, own = self.table, fibres.resting_length(length, self.sarcomeres)
        each = overstretch.pull_apart(active, lengthening, own, table.overstretch_force, table.overstretch_length)
        dose = fatigue.busy_seconds(reps, each)
        torn = overstretch.torn(self.disrupted, dose, table.overstretch_reps, table.overstretch_most, self.protected)
        self.disrupted = sums.plus(self.disrupted, torn)
        self.inflamed = sums.plus(self.inflamed, torn)
        self.day_torn = sums.plus(self.day_torn, torn)

    def mend(self, rest_day: float) -> None:
        """Torn fibres mend; they are sore when their inflammation has been felt for a while."""
        table, before = self.table, self.sore
        fades, slow, size = table.inflamed_day, table.soreness_day, table.soreness_size
        self.sore = joint.lagged(before, sums.weighted(0.0, size, self.inflamed), 0.0, fades, slow, rest_day)
        felt = overstretch.soreness_area(before, self.sore, self.inflamed, fades, size, slow, rest_day)
        self.day_hurt = sums.weighted(self.day_hurt, table.soreness_heard, felt)
        self.disrupted = overstretch.mended(self.disrupted, table.overstretch_day, rest_day)
        self.inflamed = overstretch.mended(self.inflamed, fades, rest_day)

    def prepare(self) -> None:
        """Present excitability of the motoneurons, and what an injury leaves of the force."""
        table = self.table
        self.excitability = nerve.excitability(self.spinal, self.chronic, self.inhibition, table.spinal_weight)
        self.unhurt = nerve.excitability(self.unhurt_spinal, self.chronic, self.inhibition, table.spinal_weight)
        self.intact = overstretch.passed_on(self.whole, self.disrupted, self.weary, self.severed)
        strength = tissue.strength(
            self.area, self.specific, self.quality, self.packing, self.neural, self.intact, self.force_factor
        )
        able = guarding.able(strength, self.excitability, self.tired)
        self.able = able if self.force_max_n > 0.0 else 0.0

    def compare(self) -> None:
        """What the same muscle of the other side could give; all are prepared before."""
        self.able_there = self.mirror.able if self.mirror else self.able
        self.tired_there = self.mirror.tired if self.mirror else 0.0

    # -- midnight -----------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """What the time since the last midnight has driven: slow inhibition, and the running dose of training.

        The cord has gone through its day, so what it feels now is the mean of that.
        """
        table, day, spared, loose, unstable = self.table, self.day_lived, 0.0, 0.0, 0.0
        wasted = guarding.wasting(0.0, nerve.own_pain(self.ache, 1.0), table.wasting_pain)
        for crossing in self.crossings:
            source = crossing.joint
            near = joint.of_side(crossing.flank, source.leaning)
            lost = learning.part(learning.part(source.wasting, crossing.wasting), near)
            loosened = learning.part(source.looseness, near)
            sparing = guarding.where_inhibited(crossing.gain_fluid, learning.part(source.guarding, near))
            spared = guarding.most(spared, sparing)
            wasted = guarding.most(wasted, guarding.where_inhibited(crossing.gain_fluid, lost))
            wasted = guarding.most(wasted, learning.part(source.inflamed, near))
            loose = sums.plus(loose, loosened)
            inflow = joint.unstable_inflow(crossing.gain_fluid, crossing.gain_pain, loosened, table.chronic_gain)
            unstable = sums.plus(unstable, inflow)
        worst = 0.0
        for part in self.limb:
            worst = guarding.most(worst, part.afferent_pain)
            wasted = guarding.most(wasted, part.inflamed)
        felt = guarding.from_the_limb(self.spinal, worst, table.limb_pain)
        self.spinal_day, self.wasted_day, self.loose_day = felt, wasted, loose
        self.chronic_drive = joint.chronic_drive(
            felt,
            unstable,
            table.chronic_spinal,
            table.chronic_instability,
            table.inhibition_response,
            table.chronic_ceiling,
        )
        stretched = training.stretch_dose(
            tissue.per_day(self.day_stretch, day), table.stretch_growth_least_min, table.stretch_growth_full_min
        )
        done = sums.weighted(tissue.per_day(self.day_training, day), table.training_session_reps, stretched)
        drilled, session = tissue.per_day(self.day_drilled, day), table.training_session_reps
        self.training = training.training(self.training, done, session, table.training_day, day)
        self.drilled = training.training(self.drilled, drilled, session, table.training_day, day)
        evoked, hard, slow = self.day_evoked, self.day_drilled, table.neural_evoked_day
        self.by_current = training.by_current(self.by_current, evoked, hard, slow, day)
        on, off = table.guard_onset_day, table.guard_release_day
        self.guarded = guarding.guarded(self.guarded, spared, on, off, day)
        whole = guarding.whole_limb(worst, table.guard_pain, table.guard_limb)
        self.limb_spared = guarding.guarded(self.limb_spared, whole, on, off, day)

    def doze(self, day: float) -> None:
        """A muscle that is not commanded for days falls asleep; what it has learnt stays."""
        table = self.table
        if self.unused_day >= 0.0:
            after, slow = table.idle_after_day, table.idle_day
            self.asleep = upkeep.asleep(self.asleep, self.unused_day, day, table.idle_loss, after, slow)
            self.unused_day = sums.plus(self.unused_day, day)

    def remodel(self, bout: int) -> None:
        """The tissue answers to the time since the last midnight; `bout` keys the draw of an injury.

        All muscles have settled before.
        """
        day = self.day_lived
        self.doze(day)
        self.lock(day)
        self.lengthen(day)
        self.stiffen(day)
        self.tolerate(day)
        self.resize(day)
        self.weaken(day)
        self.train(day)
        self.wear(day, bout)
        self.forget_day()

    def lock(self, day: float) -> None:
        """Drive is lost slowly and slow to return: one part here, one in the cortex of both sides, one for being held still."""
        table = self.table
        cued = tissue.at_most_one(tissue.part_of(tissue.per_day(self.day_cued, day), table.cue_reference_reps))
        release = joint.release_time(
            self.loose_day,
            cued,
            table.chronic_release_day,
            table.chronic_release_unstable_day,
            table.chronic_release_targeted,
        )
        other = self.mirror.chronic_drive if self.mirror else 0.0
        drive = joint.spread(self.chronic_drive, other, table.chronic_crossed)
        self.cortical = joint.chronic(self.cortical, drive, table.chronic_onset_day, release, day)
        fade = joint.release_time(
            0.0, cued, table.lingering_release_day, table.lingering_release_day, table.chronic_release_targeted
        )
        self.lingering = joint.lingering(
            self.lingering, self.spinal_day, self.cortical, table.lingering_part, table.lingering_onset_day, fade, day
        )
        trained = training.saturating(self.training, table.training_half)
        still = training.offset(tissue.per_day(self.day_still, day), trained, table.disuse_protection)
        falls, comes = table.still_drive_day, table.still_drive_return_day
        self.unpractised = nerve.unpractised(self.unpractised, still, table.still_drive, falls, comes, day)
        self.chronic = joint.joined(joint.joined(self.lingering, self.cortical), self.unpractised)

    def wear(self, day: float, bout: int) -> None:
        """Damage gathers and heals; an injury is one draw, keyed by the moment and the muscle."""
        table = self.table
        kept = overstretch.forgotten(self.protected, table.protection_day, day)
        self.protected = overstretch.tougher(kept, self.day_torn, table.protection_enough, table.protection_most)
        asked = tissue.per_day(self.day_stress, day)
        bears = injury.toughness(self.accustomed, table.toughness_gain, table.toughness_half)
        dose = injury.borne(asked, bears, table.stress_exponent)
        wound = injury.tissue_stress(1.0, self.whole, self.in_series)
        sound = injury.borne(asked, wound, table.stress_exponent)
        self.accustomed = injury.accustomed(self.accustomed, sound, table.toughness_day, day)
        self.damage = injury.damage(self.damage, dose, table.damage_reference, table.damage_heal_day, day)
        risk = injury.hazard(
            self.damage,
            self.scar,
            injury.frail(table.hazard_full_day, table.fragility),
            table.hazard_steepness,
            table.hazard_repeat,
        )
        struck = injury.struck(draws.uniform(bout, self.fate, self.seed_key), injury.injury_probability(risk, day))
        self.injuries = sums.plus(self.injuries, struck)
        self.hurt = injury.hurt_again(self.hurt, struck, table.hurt_at_injury)
        self.scar = injury.scar(self.scar, struck, table.scar_size, table.scar_day, 0.0)

    def forget_day(self) -> None:
        """A new day begins: its integrals start at nothing."""
        self.day_hurt = self.day_stress = self.day_training = self.day_use = self.day_expected = 0.0
        self.day_lived = self.day_still = self.day_free = self.day_stretch = self.day_pull = self.day_longer = 0.0
        self.day_strain = self.day_torn = self.day_drilled = self.day_evoked = self.day_cued = self.day_opposed = 0.0
