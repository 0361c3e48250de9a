"""A life that is cut short: its own readings of later days fall away; one that was asked for besides is refused."""

from __future__ import annotations

import pytest

from agonist.experiments.running import run
from agonist.model.runs import Request, cut_short, simulate
from agonist.model.scenario import load


def test_readings_beyond_a_shortened_life_fall_away() -> None:
    whole = load("knee-replacement")
    assert cut_short(whole, None, {}) is whole
    kept = cut_short(whole, 100.0, {}).read
    assert set(kept) < set(whole.read) and not any("@ 128 days" in text for text in kept)
    assert set(next(iter(simulate([Request.of("knee-replacement", days=2.0)]))).measures)


def test_a_reading_that_was_asked_for_must_lie_in_the_life() -> None:
    with pytest.raises(ValueError, match=r"@ 30 days': it lies beyond the life of 2 days"):
        run("knee-replacement", days=2.0, read=["size_cm2 quadriceps right @ 30 days"], progress=False)
