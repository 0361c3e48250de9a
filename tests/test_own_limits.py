"""What has no door for a file of one's own says so in one line, with what stands in for it."""

from __future__ import annotations

import pytest

import agonist


def test_a_reading_from_a_file_is_refused_with_what_is_possible() -> None:
    with pytest.raises(ValueError, match="or your own under a name: say rules ="):
        agonist.run("healthy", days=1, read=["mine.py:measure @ 1 day"])


def test_a_trait_from_a_file_is_refused_with_what_is_possible() -> None:
    with pytest.raises(ValueError, match="of people.csv, and of .people.own.NAME. of a scenario"):
        agonist.cohort("healthy", 2, days=1, only=["mine.py:grit"])
