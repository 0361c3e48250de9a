"""What must not matter to the default learner: names, order, idle muscles, how a day is cut; and what must: dose, days, people."""

from __future__ import annotations

import numpy as np
import pytest
from toy import Toy

from agonist.model.layout import MEMBERS

SIZES = {"a": 0.38, "b": 0.27, "c": 0.23, "d": 0.12}
RENAMED = {"y": 0.38, "f": 0.27, "x": 0.23, "e": 0.12}  # the other way round in canonical order
DOSE, DAYS, AFTER, DAY = 0.5, 60, 120, 320.0  # repetitions a day


def share(
    sizes: dict[str, float], first: str, bouts: int = 16, dose: float = DOSE, days: int = DAYS, **more: float
) -> float:
    """Share of a muscle over its own, some months after it was inhibited; each day cut into so many bouts."""
    toy = Toy(sizes, "maintained", seeds=2, **({"recurrent_gain": 0.25} | more))
    row = toy.names.index(first)
    toy.set_muscle(first, "inhibition", dose)
    toy.practise(bouts * days, reps=DAY / bouts)
    toy.set_muscle(first, "inhibition", 0.0)
    kept = toy.practise(bouts * AFTER, reps=DAY / bouts)[-bouts * 10 :, row]
    return float(kept.mean() / toy.q[row, MEMBERS.capacity_share, 0])


@pytest.fixture(scope="module")
def usual() -> float:
    return share(SIZES, "a")


@pytest.mark.parametrize("bouts", [4, 8, 32, 64])
def test_how_a_day_is_cut_does_not_matter(bouts: int, usual: float) -> None:
    assert share(SIZES, "a", bouts) == pytest.approx(usual, abs=0.02)


def test_names_and_order_do_not_matter(usual: float) -> None:
    """Within .02: each name has draws of its own."""
    assert share(RENAMED, "y") == pytest.approx(usual, abs=0.02)


def test_muscles_that_take_no_part_change_nothing(usual: float) -> None:
    """Three more muscles in the body, before, between and behind the others: the same to the last bit."""
    assert share({**SIZES, "A": 0.0, "bb": 0.0, "z": 0.0}, "a") == usual


@pytest.mark.parametrize("size", [1e-9, 0.01, 0.05])
def test_one_more_muscle_that_hardly_helps_hardly_matters(usual: float, size: float) -> None:
    assert share({**SIZES, "m": size}, "a") == pytest.approx(usual, abs=0.005)


def test_the_part_of_people_that_is_locked_rises_smoothly_with_dose_and_days() -> None:
    """People with own links and thresholds (log SD .2): neither dose nor days is a step for all of them at once."""
    rng = np.random.default_rng(3)
    people = [
        dict(zip(("recurrent_gain", "use_threshold", "gain_reps"), np.array([0.25, 0.17, 4500]) * f, strict=True))
        for f in np.exp(0.2 * rng.standard_normal((12, 3)))
    ]
    grid = [(0.25, 30), (0.25, 90), (0.35, 30), (0.35, 90), (0.5, 30), (0.5, 90)]
    locked = np.array([np.mean([share(SIZES, "a", 4, d, n, **p) < 2 / 3 for p in people]) for d, n in grid]).reshape(
        3, 2
    )
    assert (np.diff(locked, axis=0) >= 0.0).all() and (np.diff(locked, axis=1) >= 0.0).all()
    assert locked[0, 0] < 0.2 and locked[2, 1] > 0.9
    assert ((locked > 0.0) & (locked < 1.0)).any(), "people differ"
