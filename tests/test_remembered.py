"""What is remembered is what would be made anew."""

from __future__ import annotations

import numpy as np

from agonist.model.draws import EXPLORATION, INJURY, word_of, words_of
from agonist.model.remembered import KEPT, by_identity


def test_words_of_many_are_those_of_each() -> None:
    seeds, names = [0, 1, 77, 2**31, 2**63 + 5, 2**64 - 1], ["gluteus", "soleus", "ä"]
    for stream in (EXPLORATION, INJURY):
        found = words_of(seeds, stream, names)
        assert found.tolist() == [[word_of(s, stream, n) for s in seeds] for n in names]


def test_identity_is_not_taken_for_another() -> None:
    """An object that is gone may leave its place to another: what is remembered is kept alive with it."""
    calls = []

    @by_identity
    def total(values: np.ndarray, name: str) -> float:
        calls.append(name)
        return float(values.sum())

    one = np.ones(3)
    assert total(one, "a") == total(one, "a") == 3.0 and len(calls) == 1
    assert total(one, "b") == 3.0 and len(calls) == 2
    for n in range(3 * KEPT):
        assert total(np.full(2, float(n)), "a") == 2.0 * n
