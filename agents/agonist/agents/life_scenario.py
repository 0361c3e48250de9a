"""Mesa's scenario objects: what a body is asked for, in typed fields."""

from __future__ import annotations

from operator import mod
from typing import Any

from mesa.experimental.scenarios import Scenario as OfMesa

from agonist.agents.units import MAIN
from agonist.model.units.cortex import LEARNERS

LARGEST_SEED = 0x7FFFFFFF  # of 32 bits with a sign
OF_BODY = ("scenario", "learner", "engine", "days", "seed", "collect", "every", "rules")

OF_MESA = ("rng", "model", "_scenario_id")  # what Mesa itself keeps among the fields


class LifeScenario(OfMesa):
    """A scenario of Mesa for `Body`: a subclass adds the knobs that it turns, such as ``dose: float = 0.4``.

    ``Body(LifeScenario(rng=1, dose=0.2))`` is such a life; the seed of the body follows from `rng`, or is `seed`.
    """

    scenario: str = MAIN
    learner: str = LEARNERS[0]
    engine: str = "agents"
    days: float | None = None


def is_of_mesa(asked: object) -> bool:
    """Whether something is a scenario object of Mesa."""
    return isinstance(asked, OfMesa)


def fields_of(asked: Any, given: dict[str, Any], settings: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a scenario object of Mesa says of a body, over what was given besides, and the settings.

    Raises ValueError, with one line, for a setting that both name.
    """
    said = {name: value for name, value in dict(asked).items() if name not in OF_MESA}
    twice = [name for name in said if name in settings]
    if twice:
        raise ValueError(f"{twice[0]}: the scenario object says it already; say it once")
    told = {"scenario": MAIN, "seed": seed_in(asked)}
    told |= {name: said.pop(name) for name in OF_BODY if name in said}
    return {**given, **told}, {**said, **settings}


def seed_in(asked: Any) -> Any:
    """The seed of a body: `rng` as it was given, or from the first state of its generator; the same `rng`, the same life."""
    if not hasattr(asked, "initial_rng_state"):
        return asked.rng
    state = asked.initial_rng_state["state"]
    inner = state["state"] if isinstance(state, dict) else state
    return mod(int(inner if isinstance(inner, int) else inner.tolist()[0]), LARGEST_SEED)
