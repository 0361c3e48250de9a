"""The minds that a body can have: the default learner and its rivals, as what a motor cortex does after a bout."""

from __future__ import annotations

from collections.abc import Callable

from agonist.agents.cortex import MotorCortex
from agonist.model.rules import learning, recruitment, rivals, sums

Learner = Callable[[MotorCortex], None]


def competitive(cortex: MotorCortex) -> None:
    """Habit by Hebb's product and Oja's competition, against the sense of effort; two traces."""
    cortex.remember()
    cortex.foresee()


def frozen(cortex: MotorCortex) -> None:
    """No learning: only the effort that was enough is remembered."""
    cortex.foresee()


def error(cortex: MotorCortex) -> None:
    """Correct the error of the torque along its gradient, and nothing else."""
    anticipate(cortex)
    descend(cortex, pulls=0.0, homes=0.0, pull=cortex.table.forgetting_rate)
    settle(cortex)


def forgetting(cortex: MotorCortex) -> None:
    """Correct the error, with a slight pull towards nothing."""
    anticipate(cortex)
    descend(cortex, pulls=1.0, homes=0.0, pull=cortex.table.forgetting_rate)
    settle(cortex)


def use(cortex: MotorCortex) -> None:
    """Correct the error, with a pull to a linear trace of use."""
    anticipate(cortex)
    descend(cortex, pulls=1.0, homes=1.0, pull=cortex.table.trace_pull)
    settle(cortex)


def search(cortex: MotorCortex) -> None:
    """Try one random change of the pattern, and keep it if the error falls."""
    anticipate(cortex)
    tried = 0.0
    for member in cortex.members:
        tried = sums.weighted(tried, member.credit, member.proposal())
    cortex.recalled = tried
    better = rivals.better(tried, cortex.foreseen, cortex.needed) > 0.0
    for member in cortex.members:
        if better and member.learns:
            member.fast = member.proposal()
    cortex.best_error = rivals.miss(tried, cortex.foreseen, cortex.needed)
    settle(cortex)


def optimal(cortex: MotorCortex) -> None:
    """Take the pattern of least effort for the body as it is now."""
    anticipate(cortex)
    for member in cortex.members:
        if member.learns:
            member.fast = rivals.least_effort(member.credit, cortex.table.optimal_power)
    settle(cortex)
    cortex.foresee()


LEARNERS: dict[str, Learner] = {
    "competitive": competitive, "error": error, "forgetting": forgetting, "search": search, "use": use,
    "optimal": optimal, "frozen": frozen,
}  # fmt: skip


def anticipate(cortex: MotorCortex) -> None:
    """What commands fetch now, the torque that last time's pattern would give, and what was needed."""
    steep = seen = traced = need = 0.0
    for member in cortex.members:
        answered = rivals.answered(member.capacity_nm, cortex.capacity_nm, member.muscle.excitability)
        answered = answered if member.learns else 0.0
        member.credit = answered
        steep = sums.weighted(steep, answered, answered)
        seen = sums.weighted(seen, answered, member.fast)
        traced = sums.weighted(traced, answered, member.trace)
        varied = rivals.varied(member.fast, member.noise, cortex.table.exploration_sd)
        need = sums.weighted(need, answered, varied)
    cortex.steepness, cortex.foreseen, cortex.recalled = steep, seen, traced
    tried = recruitment.first_effort(cortex.expected_effort, cortex.demand_nm, cortex.capacity_nm, rivals.NO_BOUND)
    cortex.needed = rivals.needed(need, cortex.effort, tried)


def descend(cortex: MotorCortex, pulls: float, homes: float, pull: float) -> None:
    """Correct the error along its gradient.

    `pulls` is 1 where there is a pull, `homes` is 1 where its home is the trace of use.
    """
    table, reps = cortex.table, cortex.reps
    pull = rivals.where(pulls, pull)
    cortex.correction = rivals.correction(
        cortex.foreseen, cortex.needed, rivals.where(homes, cortex.recalled), cortex.steepness, table.error_rate, pull,
        reps,
    )  # fmt: skip
    left = rivals.kept(pull, reps)
    for member in cortex.members:
        if member.learns:
            home = rivals.where(homes, member.trace)
            now = rivals.relaxed(member.fast, home, member.credit, cortex.correction, cortex.steepness, left)
            member.fast = now
            member.trace = rivals.trace(member.trace, now, table.trace_rate, reps)


def settle(cortex: MotorCortex) -> None:
    """The pattern is scaled back to mean 1; its size becomes the expected effort."""
    total = 0.0
    for member in cortex.members:
        total = sums.weighted(total, member.capacity_share, member.fast)
    cortex.fast_sum = total
    for member in cortex.members:
        if member.learns:
            member.fast = learning.scaled(member.fast, total)
            member.trace = learning.scaled(member.trace, total)
        member.slow = member.fast
    cortex.expected_effort = rivals.resized(cortex.expected_effort, total)
