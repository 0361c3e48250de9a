"""The Mesa face: a body of agents that can be inspected, stepped, subclassed and replaced."""

from agonist.agents.body import Body
from agonist.agents.cortex import MotorCortex
from agonist.agents.joint import Joint
from agonist.agents.learners import LEARNERS
from agonist.agents.member import Member
from agonist.agents.muscle import Muscle

__all__ = ["LEARNERS", "Body", "Joint", "Member", "MotorCortex", "Muscle"]
