"""What Mesa's data collector asks of a body and of its muscles: functions of a module, so that a body pickles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mesa.datacollection import DataCollector

from agonist.agents.units import Muscle

if TYPE_CHECKING:
    from agonist.agents.body import Body


def day(body: Body) -> float:
    """Days lived so far."""
    return body.day


def effort(body: Body) -> float:
    """Effort of the watched task in its last bout, in units of activation."""
    return body.cortex.effort


def failed(body: Body) -> float:
    """1 if the last movement of the watched task failed."""
    return body.cortex.failed


def share_of(body: Body, muscle: str) -> float:
    """Share of the torque of the watched task that a muscle carried in the last bout."""
    return float(body[muscle].members[body.cortex.name].share)


def name(muscle: Muscle) -> str:
    """Name of a muscle."""
    return muscle.name


def activation(muscle: Muscle) -> float:
    """Activation in the last bout, 0..1."""
    return muscle.activation


def excitability(muscle: Muscle) -> float:
    """Excitability of the motoneurons, 0..1."""
    return muscle.excitability


def share(muscle: Muscle) -> float:
    """Share of the torque of the watched task; 0 for a muscle that does not pull its way."""
    member = muscle.members.get(muscle.model.cortex.name)
    return member.share if member else 0.0


def weight(muscle: Muscle) -> float:
    """Fast cortical weight in the watched task; 0 for a muscle that does not pull its way."""
    member = muscle.members.get(muscle.model.cortex.name)
    return member.fast if member and member.learns else 0.0


OF_BODY = {"day": day, "effort": effort, "failed": failed}
OF_MUSCLE = {"muscle": name, "activation": activation, "excitability": excitability, "share": share, "weight": weight}


def collector(body: Body) -> DataCollector:
    """The data collector of a body: day, effort, failures and shares of the body; what each muscle does."""
    shares = {f"share.{m}": partial(share_of, muscle=m) for m in body.share}
    first = body.parts.muscles[0]
    kind = Muscle if isinstance(first, Muscle) else type(first)  # made anew where rules of a user's own are asked
    return DataCollector(model_reporters=OF_BODY | shares, agenttype_reporters={kind: OF_MUSCLE})
