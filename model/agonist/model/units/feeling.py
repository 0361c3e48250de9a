"""What a muscle feels: pain of its own, and what the joints that it crosses do to its motoneurons."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from agonist.model.compiler.links import many
from agonist.model.rules import guarding, joint, learning, nerve, overstretch, sums, tissue
from agonist.model.units.unit import Crossing, Unit
from agonist.model.units.wire import Group


class Feeling(Unit, area="muscles"):
    """The sensing part of a `Muscle`: the joints that inhibit it, and its own pain."""

    crossings: Group[Crossing] = many("crossings", "crossing_first")

    def hear(self) -> None:
        """The cord hears the muscle's own pain as it is now."""
        self.ache = overstretch.ache(self.hurting, self.sore, self.table.soreness_heard)

    def recall(self) -> None:
        """At midnight it goes through its day."""
        self.ache = tissue.per_day(self.day_hurt, self.day_lived)

    def feel(self) -> None:
        """Gather the inhibition of the joints and of the own pain."""
        spinal = avoided = shut = 0.0
        for crossing in self.crossings:
            source = crossing.joint
            fluid = joint.heard_by(crossing.gain_fluid, source.afferent_fluid, source.afferent_far)
            inhibited = joint.inhibition(crossing.gain_fluid, crossing.gain_pain, fluid, source.afferent_pain)
            inhibited = joint.joined(inhibited, learning.part(crossing.gain_loose, source.afferent_loose))
            inhibited = joint.lifted(inhibited, crossing.gain_fluid, source.lifting, self.table.relief_gain)
            spinal = joint.joined(spinal, learning.part(inhibited, joint.of_side(crossing.flank, source.leaning)))
            avoided = guarding.most(avoided, guarding.where_inhibited(crossing.gain_fluid, source.instability))
            shut = guarding.most(shut, nerve.cut_reaches(crossing.gain_pain, source.afferent_cut))
        self.unhurt_spinal, self.avoided, self.shut = spinal, avoided, shut
        self.spinal = joint.joined(spinal, nerve.own_pain(self.ache, self.table.muscle_pain_gain))

    @property
    def hurting(self) -> float:
        """Pain of the muscle itself: of an injury, and what an experimenter gives without one."""
        return sums.plus(self.hurt, self.pained)

    @property
    def aching(self) -> float:
        """Pain that using the muscle brings: of an injury, and soreness."""
        return overstretch.ache(self.hurting, self.sore, 1.0)
