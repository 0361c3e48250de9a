"""A joint: fluid and pain come and go, and the cord hears of them."""

# mypy: disable-error-code=has-type
# (the quantities of a unit are laid by `Unit`: a checker cannot infer them from where they are set)

from __future__ import annotations

import mesa

from agonist.agents.unit import Unit
from agonist.model.rules import joint


class Joint(Unit, mesa.Agent, area="J"):
    """A joint of the body; see ``agonist.model.layout.JOINT`` for what it remembers."""

    def __init__(self, model: mesa.Model, name: str) -> None:
        super().__init__(model)
        self.name = name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def hear(self) -> None:
        """The cord hears the joint as it is now and as it lately was."""
        table = self.table
        fluid = joint.fluid_signal(self.effusion_ml, table.effusion_threshold_ml, table.effusion_reference_ml)
        direct, block, relief = table.afferent_direct, self.block, self.relief
        self.afferent_fluid = joint.afferent(fluid, self.spinal_fluid, direct, block, relief)
        self.afferent_pain = joint.afferent(joint.pain_signal(self.pain), self.spinal_pain, direct, block, relief)

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
        self.spinal_fluid = joint.after_effect(
            self.spinal_fluid,
            joint.fluid_signal(self.effusion_ml, threshold, reference),
            joint.fluid_signal(joint.settled(self.inflow_ml_day, drain), threshold, reference),
            drain, on, off, rest_day,
        )  # fmt: skip
        self.spinal_pain = joint.after_effect(
            self.spinal_pain, joint.pain_signal(self.pain),
            joint.pain_signal(joint.settled(self.pain_source_day, fade)), fade, on, off, rest_day,
        )  # fmt: skip

    def drain(self, rest_day: float) -> None:
        """Fluid is resorbed and pain fades."""
        self.effusion_ml = joint.effusion(self.effusion_ml, self.inflow_ml_day, self.tau_effusion_day, rest_day)
        self.pain = joint.pain(self.pain, self.pain_source_day, self.tau_pain_day, rest_day)
