"""Who acts: joints, muscles, members and motor cortices with their verbs, and the body that says what follows what."""

from agonist.model.units.cortex import MotorCortex
from agonist.model.units.joint import Joint
from agonist.model.units.member import Member
from agonist.model.units.muscle import Muscle
from agonist.model.units.unit import Axis, Crossing, Parameters, Unit

__all__ = ["Axis", "Crossing", "Joint", "Member", "MotorCortex", "Muscle", "Parameters", "Unit"]
