"""What the days make of a muscle: its length, stiffness, size, force per size and skill."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from agonist.model.compiler.links import maybe
from agonist.model.rules import fibres, guarding, injury, tissue, training
from agonist.model.units.feeling import Feeling


class Tissue(Feeling):
    """The part of a `Muscle` that answers to a day, once a night."""

    mirror: Tissue | None = maybe("muscles", "mirror")  # the same muscle on the other side

    def kept(self, own: float) -> float:
        """Dose that counts against disuse: of hard contractions here, and of those of the other side."""
        other = training.saturating(self.mirror.drilled, self.table.training_half) if self.mirror else 0.0
        return training.kept_across(own, other, self.table.crossed_sparing)

    def lived_length(self) -> float:
        """Length that the muscle reads from its day, in optimal lengths."""
        return fibres.lived_length(self.length_usual, self.day_longer, self.day_pull)

    def lengthen(self, day: float) -> None:
        """Sarcomeres follow the habitual length and the work under lengthening; the tendon's slack follows posture."""
        table = self.table
        number = fibres.with_added(self.sarcomeres, self.added, 0.0)
        target = fibres.sarcomere_target(
            self.lived_length(), self.length_usual, table.sarcomere_share, table.sarcomere_low, table.sarcomere_high
        )
        tau = fibres.sarcomere_time(number, target, table.sarcomere_loss_day, table.sarcomere_gain_day)
        self.tendon = fibres.tendon(self.tendon, number, target, table.tendon_share, tau, table.tendon_day, day)
        self.strained = fibres.strained(
            self.strained, tissue.per_day(self.day_strain, day), table.strain_onset_day, table.strain_offset_day, day
        )
        told = fibres.both_ways(self.strained, table.series_half, table.shortening_part)
        unused = fibres.unused(tissue.per_day(self.day_free, day), table.series_unused, number, self.wasting_rate)
        self.series = fibres.series(
            self.series, told, unused, table.series_gain, table.series_gain_day, table.series_loss_day, day
        )
        self.scar = injury.scar(self.scar, 0.0, table.scar_size, table.scar_day, day)
        self.severed = injury.regrown(self.severed, table.harvest_missing, table.harvest_regrowth_day, day)
        self.added = fibres.added(self.series, self.scar, table.scar_shortening)
        self.sarcomeres = fibres.with_added(fibres.sarcomeres(number, target, tau, day), 0.0, self.added)

    def stiffen(self, day: float) -> None:
        """Connective tissue stiffens ahead of the sarcomeres, and softens with stretching."""
        table = self.table
        target = tissue.stiffness_target(
            fibres.shortness(self.lived_length(), self.length_usual),
            tissue.per_day(self.day_still, day),
            training.saturating(tissue.per_day(self.day_stretch, day), table.stretch_half_min),
            tissue.overload(self.damage, table.overload_threshold, table.overload_gain, table.overload_most),
            table.stiffness_short,
            table.stiffness_cast,
            table.stiffness_stretch,
        )
        target = tissue.within(target, table.stiffness_low, table.stiffness_high)
        self.stiffness = tissue.stiffness(self.stiffness, target, table.stiffen_day, table.soften_day, day)

    def tolerate(self, day: float) -> None:
        """Stretching raises what is tolerated; tightness is read."""
        table = self.table
        dose = training.saturating(tissue.per_day(self.day_stretch, day), table.tolerance_half_min)
        self.tolerance = tissue.tolerance(self.tolerance, dose, table.tolerance_gain, table.tolerance_day, day)
        self.tightness = tissue.tightness(self.stiffness, self.sarcomeres, table.tightness_length)

    def resize(self, day: float) -> None:
        """Size follows use and training; hard contractions keep it."""
        table = self.table
        still, free = tissue.per_day(self.day_still, day), tissue.per_day(self.day_free, day)
        still = tissue.joined_disuse(still, self.severed)  # nothing pulls at a fibre whose tendon was taken
        trained = training.saturating(self.training, table.training_half)
        missed = self.missed(still, free)
        disuse = training.offset(
            missed, self.kept(training.answering(trained, self.growth_rate)), table.disuse_protection
        )
        self.seasoned = training.seasoned(self.seasoned, trained, table.seasoned_day, day)
        most = training.seasoned_growth(table.growth, self.seasoned, table.seasoned_growth)
        grown = training.own_growth(most, self.growth_rate)
        lives, full = self.lived_length(), table.short_wasting_full
        short, long = fibres.shortness(lives, self.length_usual), fibres.longness(lives, self.length_usual)
        rate = tissue.rate_as_it_lies(self.wasting_rate, short, full)
        rate = tissue.rate_in_cast(rate, still, table.cast_wasting)
        rate = tissue.held_long(rate, still, long, full, table.long_spares)
        able = training.resisted(grown, missed, still, table.disuse_resists)
        atrophy = tissue.further_still(table.atrophy, still, table.still_wasting)
        target = tissue.area_target(disuse, trained, atrophy, rate, able)
        target = tissue.beside_scar(target, self.scar, table.scar_wasting)
        gain = tissue.gaining_time(self.area, self.once, target, table.area_regain_day, table.area_gain_day)
        goal = tissue.gaining_target(self.area, self.once, target, table.area_regain_day, table.area_gain_day)
        area = tissue.area(self.area, goal, table.area_loss_day, table.area_fade_day, gain, day)
        taken = guarding.less_where_asked(self.wasted_day, tissue.per_day(self.day_cued, day), table.wasting_cued_half)
        self.area = tissue.wasted(area, taken, table.wasting_day, table.wasting_floor, day)
        self.once = tissue.once(self.once, self.area, table.once_day, day)

    def missed(self, still: float, free: float) -> float:
        """Load that the size misses: in a cast, unloaded, unused, spared, or where motor units stay silent."""
        table = self.table
        under = tissue.underuse(self.day_use, self.day_expected, table.underuse_threshold, table.underuse_gain)
        disuse = tissue.disuse(still, free, table.unloading_wasting, under)
        disuse = tissue.joined_disuse(disuse, tissue.graded(table.unloading_wasting, self.spared()))
        return tissue.joined_disuse(disuse, tissue.graded(table.unrecruited_wasting, self.lingering))

    def spared(self) -> float:
        """How far the muscle is guarded, by itself or with its limb."""
        return guarding.most(self.guarded, self.limb_spared)

    def weaken(self, day: float) -> None:
        """Force per size and the stiffness of the tendon fall with disuse; hard contractions keep and raise them."""
        table, keep = self.table, self.table.disuse_protection
        still, free = tissue.per_day(self.day_still, day), tissue.per_day(self.day_free, day)
        trained = training.saturating(self.training, table.training_half)
        missing = tissue.joined_disuse(free, self.spared())
        weaker = training.offset(tissue.disuse(still, missing, table.unloading_specific, 0.0), self.kept(trained), keep)
        weaker = tissue.graded(self.weakening_rate, weaker)
        floor, back = table.specific_floor, table.specific_recovery_day
        self.specific = tissue.specific(self.specific, weaker, table.specific_loss_day, floor, back, day)
        unloaded = tissue.disuse(still, free, 1.0, 0.0)
        sudden = tissue.graded(self.weakening_rate, training.offset(unloaded, self.kept(trained), keep))
        fall, back = table.quality_loss_day, table.quality_recovery_day
        self.quality = tissue.quality(self.quality, sudden, table.quality_loss, fall, back, day)
        self.packing = training.packing(self.packing, trained, table.packing_gain, table.packing_day, day)
        slack = training.offset(unloaded, trained, keep)
        stiffer, softer = table.tendon_load, table.tendon_disuse
        rise, fade = table.tendon_day, table.tendon_loss_day
        stiff = training.tendon_stiffness(self.tendon_stiffness, trained, slack, stiffer, softer, rise, fade, day)
        self.tendon_stiffness = stiff

    def train(self, day: float) -> None:
        """Nerves learn from hard contractions, here and on the other side; the antagonist is inhibited better."""
        table = self.table
        own = training.saturating(self.drilled, table.neural_half)
        other = training.saturating(self.mirror.drilled, table.neural_half) if self.mirror else 0.0
        target = training.neural_target(own, other, table.neural_gain, table.crossed_education)
        across = self.mirror.by_current if self.mirror else 0.0
        current = self.by_current if own >= other else across
        forgets = training.forgetting_day(current, table.neural_loss_day, table.neural_evoked_day)
        self.neural = training.neural(self.neural, target, table.neural_gain_day, forgets, day)
        daily = tissue.part_of(tissue.per_day(self.day_opposed, day), table.training_session_reps)
        skilled = training.saturating(daily, table.training_half)
        gain, slow = table.reciprocal_training, table.reciprocal_day
        self.reciprocal = training.reciprocal(self.reciprocal, skilled, gain, slow, day)
