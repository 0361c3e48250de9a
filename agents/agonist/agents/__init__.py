"""The Mesa face: a body of agents that can be inspected, stepped, subclassed and replaced."""

from agonist.agents.body import Body
from agonist.agents.life_scenario import LifeScenario
from agonist.agents.units import Joint, Member, MotorCortex, Muscle
from agonist.model.units.cortex import LEARNERS

__all__ = ["LEARNERS", "Body", "Joint", "LifeScenario", "Member", "MotorCortex", "Muscle"]
