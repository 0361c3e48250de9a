"""The theory of the learning rule, and the simulation that it must predict."""

import numpy as np
import pytest
from toy import Toy

from agonist.model import flow

PLAIN = {"plain_hebb": 1.0}
DOWNHILL = {
    "fast_reps": 1e12,
    "habit_gain": 0.0,
    "exploration_chance": 0.0,
    "exploration_sd": 0.0,
}  # one trace, no chance


@pytest.mark.parametrize("k", [0.1, 0.2, 0.3, 0.4, 0.55, 0.7])
def test_resting_points_of_the_plain_rule_are_the_pitchfork(k: float) -> None:
    rests = flow.resting_points(0.5, 1.0, PLAIN | {"effort_weight": k}, points=402)
    assert [r.share for r in rests if r.stable] == pytest.approx(flow.pitchfork(k), abs=1e-6)


@pytest.mark.parametrize("k", [0.1, 0.2, 0.3, 0.4, 0.55, 0.7])
def test_the_simulated_plain_rule_ends_in_the_pitchfork(k: float) -> None:
    """Within .02 of s (1 - s) = k / 2 away from the critical k of 1/2: the design's tolerance."""
    toy = Toy({"a": 1.0, "b": 1.0}, **DOWNHILL, **PLAIN, effort_weight=k, hebb_rate=0.01)  # type: ignore[arg-type]
    toy.set_member("a", "fast", 1.02)
    toy.set_member("b", "fast", 0.98)
    assert toy.practise(4000, reps=10.0)[-1, 0, 0] == pytest.approx(flow.pitchfork(k)[-1], abs=0.02)


def test_drift_keeps_the_mean_weight() -> None:
    sizes = np.array([0.4, 0.27, 0.24, 0.09])
    weights = np.array([0.5, 1.5, 1.2, 1.0])
    drift = flow.drift(weights / (sizes @ weights), sizes, (0.6, 1.0, 0.9, 1.0))
    assert sizes @ drift == pytest.approx(0.0, abs=1e-12)


def test_one_repetition_follows_the_drift() -> None:
    """Same rules, two paths: the stage against the theory; equal but for the rounding of a trace that does not leak."""
    toy = Toy({"a": 0.4, "b": 0.27, "c": 0.24, "d": 0.09}, **DOWNHILL, gain_reps=1e12)  # type: ignore[arg-type]
    sizes = toy.q[:, 0, 0].copy()
    weights = np.array([0.5, 1.5, 1.2, 1.0])
    weights /= sizes @ weights
    toy.set_member("a", "fast", weights[0])
    for name, w in zip("abcd", weights, strict=True):
        toy.set_member(name, "fast", w)
    toy.set_muscle("a", "inhibition", 0.4)
    toy.practise(1, reps=1.0)
    step = (toy.weights()[:, 0] - weights) / flow.defaults()["hebb_rate"]
    assert step == pytest.approx(flow.drift(weights, list(sizes), (0.6, 1.0, 1.0, 1.0)), abs=1e-4)


def test_health_is_a_valley_beside_the_one_sided_ones() -> None:
    rests = flow.resting_points(0.5)
    assert [r.stable for r in rests] == [True, False, True, False, True]
    high, low = flow.one_sided(0.5)
    assert [r.share for r in rests if r.stable] == pytest.approx([0.5 * low, 0.5, 0.5 * high], abs=1e-4)


def test_a_muscle_of_little_size_cannot_lose_to_all_others_together() -> None:
    largest = flow.largest_loss()
    assert flow.one_sided(largest)[0] == pytest.approx(flow.defaults()["hebb_threshold"])
    assert 0.5 < largest < 0.9


def test_dose_at_which_even_sharing_ends() -> None:
    """Like muscles: theory of the narrow threshold within .03. A strong prime mover is lost at a smaller dose."""
    assert flow.critical_dose(0.5) == pytest.approx(flow.critical_dose_estimate(0.5), abs=0.03)
    assert flow.critical_dose(0.625) < flow.critical_dose_estimate(0.625)


@pytest.mark.parametrize(("side", "taken"), [(-0.03, False), (0.03, True)])
def test_simulation_is_taken_over_beyond_the_critical_dose_only(side: float, taken: bool) -> None:
    toy = Toy({"prime": 1.0, "synergist": 0.6}, **DOWNHILL, hebb_rate=0.002)  # type: ignore[arg-type]
    toy.set_muscle("prime", "inhibition", flow.critical_dose(0.625) + side)
    share = toy.practise(2000, reps=20.0)[-1, 1, 0]
    assert bool(share / 0.375 > flow.defaults()["hebb_threshold"]) is taken
