"""How stiffly a movement is held: what antagonists do beside it, why, and what of the muscles is there to be asked."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from agonist.model.compiler.links import many
from agonist.model.rules import joint as joint_rules
from agonist.model.rules import learning, nerve, recruitment, sums
from agonist.model.units.member import Member
from agonist.model.units.sharer import Sharer
from agonist.model.units.wire import Group


class Bracer(Sharer):
    """A task in which both sides of a joint contract; see ``agonist.model.quantities.of_tasks.TASK`` for what it remembers."""

    members: Group[Member] = many("members", "member_first")

    def brace(self) -> None:
        """Antagonists contract with the movement; what they and the passive tissue pull stays while effort settles."""
        pain = lasting = loose = 0.0
        for joint in self.joints:
            pain, loose = sums.greater(pain, joint.pain), sums.greater(loose, joint.instability)
            lasting = sums.greater(lasting, joint_rules.outlasted(joint.pain, joint.lasting_pain))
        self.pain, self.instability = pain, loose
        self.usually_brace()
        self.weigh_sides(lasting)
        self.members.do("brace")
        self.hold()
        self.feel()

    def usually_brace(self) -> None:
        """Co-contraction of a joint that neither hurts nor gives way: less with trained strength."""
        table, skill = self.table, 0.0
        for member in self.learners:
            skill = sums.weighted(skill, member.capacity_share, member.muscle.neural)
        self.co_usual = recruitment.trained_cocontraction(self.co_untrained, skill, table.coactivation_skill)

    def weigh_sides(self, lasting: float) -> None:
        """What both sides can give: with all their units, as the nerves let them, fresh as they are; and what is given for it."""
        table = self.table
        able = opposing = willing = ready = driven = passive = 0.0
        for member in self.members:
            passive = sums.plus(passive, member.passive_nm)
            able = sums.plus(able, member.capacity_nm if member.learns else 0.0)
            opposing = sums.plus(opposing, 0.0 if member.learns else member.capacity_nm)
            own = member.capacity_nm if member.learns else 0.0
            fresh = learning.part(own, recruitment.fresh(member.muscle.fatigued))
            most = nerve.past_cut(member.muscle.excitability, member.muscle.shut, table.cut_gain, 1.0)
            willing = sums.weighted(willing, most, own)
            ready = sums.weighted(ready, most, fresh)
            driven = sums.weighted(driven, member.muscle.unhurt, fresh)
        against = sums.change(0.0, opposing)
        self.strength = recruitment.grown(self.strength, learning.ratio(able, self.capacity_nm))
        self.offered = learning.ratio(willing, self.capacity_nm)
        part = self.cocontraction(lasting, self.instability)
        rested = recruitment.held_back(part, willing, against, table.coactivation_most)
        self.braced_usual = recruitment.brace(rested, self.demand_nm, passive, able, against)
        self.stiffen(lasting, ready, driven, passive, against)

    def cocontraction(self, lasting: float, loose: float) -> float:
        """Part of the agonists' activation that antagonists answer with, by lasting pain and looseness."""
        table = self.table
        return recruitment.cocontraction(
            self.co_usual, lasting, table.coactivation_pain, loose, table.coactivation_instability
        )

    def stiffen(self, lasting: float, ready: float, driven: float, passive: float, against: float) -> None:
        """Command to the antagonists now; what looseness adds to it, and what a movement that a device throws off does."""
        table, missed = self.table, self.plan_missed
        part = recruitment.held_back(
            self.cocontraction(lasting, self.instability), ready, against, table.coactivation_most
        )
        calm = recruitment.brace(part, self.demand_nm, passive, driven, against)
        part = recruitment.unsure(part, missed, self.device, table.coactivation_error)
        steady = recruitment.held_back(self.cocontraction(lasting, 0.0), ready, against, table.coactivation_most)
        steady = recruitment.unsure(steady, missed, self.device, table.coactivation_error)
        self.braced = recruitment.brace(part, self.demand_nm, passive, driven, against)
        steady = recruitment.brace(steady, self.demand_nm, passive, driven, against)
        self.braced_loose = sums.change(self.braced, steady)
        self.stiffened_nm = learning.part(sums.change(self.braced, calm), against)
        self.full_command = recruitment.full_command(table.recurrent_gain, table.reciprocal_gain, self.co_untrained)

    def hold(self) -> None:
        """Torque that effort does not change, of passive tissue and antagonists; and what is willed of muscles not chosen."""
        torque = willed = size = 0.0
        for member in self.members:
            torque = sums.plus(torque, member.passive_nm)
            torque = sums.plus(torque, 0.0 if member.learns else member.torque_nm)
            chosen = member.capacity_share if member.target >= 0.0 else 0.0
            willed = sums.weighted(willed, chosen, member.strategy)
            size = sums.plus(size, chosen)
        self.resting_nm = torque
        self.dragging = learning.dragged(willed, size, self.table.authority_spill)

    def feel(self) -> None:
        """The worst pain of the muscles that work for the task, as far as the load asks for them."""
        table, worst, load = self.table, 0.0, learning.ratio(self.demand_nm, self.voluntary_nm)
        for member in self.learners:
            felt = recruitment.felt_pain(member.muscle.hurting, member.capacity_share, table.prime_share, load)
            worst = sums.greater(worst, felt)
        self.felt_pain, self.heaviness = worst, load
