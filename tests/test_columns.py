"""Rules asked of many moments at once give what they give one by one, to the last bit, a user's own too."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from agonist.model import columns
from agonist.model.own.parts import Part
from agonist.model.rules import injury, nerve, timing, tissue

RNG = np.random.default_rng(3)
TORN = np.array(list(itertools.product([0.0, 1e-12, 0.02, 0.7, 3.0], [0.0, 0.4, 1.0]))).T.copy()
GAINS = (0.02, 4.0, 2.7)


def half_as_bold(damage: float, scar: float, full_day: float, steepness: float, ratio: float) -> float:
    return 0.5 * damage + 0.0 * scar * full_day * steepness * ratio


@pytest.mark.parametrize(
    ("function", "rule", "parts", "numbers"),
    [
        (columns.hazards, injury.hazard, TORN, GAINS),
        (columns.reflexes, nerve.h_reflex, RNG.uniform(0.0, 1.0, (2, 50)), (0.5, 0.8)),
        (columns.tightnesses, tissue.tightness, RNG.uniform(0.7, 1.4, (2, 50)), (1.3,)),
        (columns.strengths, tissue.strength, RNG.uniform(0.2, 1.5, (7, 50)), ()),
    ],
)
def test_a_column_has_the_bits_of_the_rule(function, rule, parts, numbers):
    found = np.full(parts.shape[1], np.nan)
    columns.asked(function, ())(parts, found, *numbers)
    assert found.tolist() == [rule(*cell, *numbers) for cell in parts.T.tolist()]


def test_onsets_have_the_bits_of_the_rules():
    effort, ready, weight = (
        RNG.uniform(0.05, 0.9, 4),
        RNG.uniform(0.0, 1.0, (4, 3)),
        np.append(RNG.uniform(0.0, 1.5, (4, 2)), np.zeros((4, 1)), 1),
    )
    threshold, times, found = np.array([0.01, 0.05, 0.2]), (240.0, 40.0, 105.0), np.empty((4, 3))
    columns.onsets(effort, ready, weight, threshold, found, *times)
    for k, m in itertools.product(range(4), range(3)):
        cell = (float(v) for v in (effort[k], ready[k, m], weight[k, m], threshold[m]))
        assert found[k, m] == timing.called(timing.onset_ms(*cell, *times[:2]), times[2])


def test_a_rule_of_ones_own_is_asked():
    found = np.empty(TORN.shape[1])
    columns.asked(columns.hazards, (Part("injury.hazard", half_as_bold),))(TORN, found, *GAINS)
    assert found.tolist() == (0.5 * TORN[0]).tolist()
