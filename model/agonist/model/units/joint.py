"""A joint: fluid and pain come and go, and the cord hears of them."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

from typing import ClassVar

from agonist.model.rules import guarding, joint
from agonist.model.units.unit import Unit


class Joint(Unit, area="joints"):
    """A joint of the body; see ``agonist.model.layout.JOINT`` for what it remembers."""

    # Steps that a joint at rest is spared, and the rules of which that is true; under others nothing is skipped.
    skips: ClassVar[dict[str, tuple[str, ...]]] = {
        "wet": ("joint.effusion", "joint.settled", "joint.fluid_signal", "joint.after_effect", "joint.remote"),
        "sore": ("joint.pain", "joint.settled", "joint.pain_signal", "joint.after_effect"),
    }

    def hear(self) -> None:
        """The cord hears the joint as it is now and as it lately was."""
        table = self.table
        fluid = joint.fluid_signal(self.effusion_ml, table.effusion_threshold_ml, table.effusion_reference_ml)
        direct, block, relief = table.afferent_direct, self.block, self.relief
        self.afferent_fluid = joint.afferent(fluid, self.spinal_fluid, direct, block, relief)
        self.afferent_pain = joint.afferent(joint.pain_signal(self.pain), self.spinal_pain, direct, block, relief)
        self.guarding = guarding.guarding(
            self.pain, fluid, self.instability, table.guard_pain, table.guard_fluid, table.guard_instability
        )
        self.wasting = guarding.wasting(self.inflammation, self.pain, table.wasting_pain)

    @property
    def wet(self) -> bool:
        """Whether there is fluid, or a source of it; what is at rest stays so."""
        return self.effusion_ml != 0.0 or self.inflow_ml_day != 0.0

    @property
    def sore(self) -> bool:
        """Whether there is pain, or a source of it."""
        return self.pain != 0.0 or self.pain_source_day != 0.0

    def rest(self, rest_day: float) -> None:
        """The cord follows fluid and pain; then fluid is resorbed and pain fades."""
        self.linger(rest_day)
        self.drain(rest_day)

    def linger(self, rest_day: float) -> None:
        """The cord follows fluid and pain: fast up, slowly down."""
        table = self.table
        threshold, reference = table.effusion_threshold_ml, table.effusion_reference_ml
        on, off = table.spinal_onset_day, table.spinal_offset_day
        drain, fade = self.tau_effusion_day, self.tau_pain_day
        if self.spinal_fluid != 0.0 or self.wet or threshold != 0.0:
            self.spinal_fluid = joint.after_effect(
                self.spinal_fluid,
                joint.fluid_signal(self.effusion_ml, threshold, reference),
                joint.fluid_signal(joint.settled(self.inflow_ml_day, drain), threshold, reference),
                drain, on, off, rest_day,
            )  # fmt: skip
        if self.spinal_pain != 0.0 or self.sore:
            self.spinal_pain = joint.after_effect(
                self.spinal_pain, joint.pain_signal(self.pain),
                joint.pain_signal(joint.settled(self.pain_source_day, fade)), fade, on, off, rest_day,
            )  # fmt: skip

    def drain(self, rest_day: float) -> None:
        """Far motor pools follow the fluid; fluid is resorbed, pain and inflammation fade."""
        table = self.table
        if self.remote != 0.0 or self.wet:
            fluid = joint.fluid_signal(self.effusion_ml, table.effusion_threshold_ml, table.effusion_reference_ml)
            self.remote = joint.remote(self.remote, fluid, table.remote_onset_day, table.remote_offset_day, rest_day)
        self.calm_day = joint.calm(self.calm_day, self.pain, table.episode_pain, rest_day)
        self.inflammation = guarding.inflammation(self.inflammation, table.inflammation_day, rest_day)
        if self.wet:
            self.effusion_ml = joint.effusion(self.effusion_ml, self.inflow_ml_day, self.tau_effusion_day, rest_day)
        if self.sore:
            self.pain = joint.pain(self.pain, self.pain_source_day, self.tau_pain_day, rest_day)
