"""Rows of the evidence in words alone: they are well formed, stand for rows, and need no function of their own."""

from __future__ import annotations

import pytest

from agonist.experiments.evidence import studies
from agonist.experiments.evidence.registry import Options, experiments
from agonist.experiments.evidence.targets import targets
from agonist.model.assessment.reading import parse


def test_forty_rows_are_said_in_words() -> None:
    known = studies.studies()
    assert set(known) <= set(targets()) and len(known) >= 40
    assert all(experiments()[name].func is studies.evaluate for name in known)


@pytest.mark.parametrize("name", studies.studies())
def test_a_study_names_plans_readings_and_ways_that_exist(name: str) -> None:
    study = studies.studies()[name]
    assert study.how in (*studies.HOW, "standardised", "r2", "r")
    for plan, text in study.read:
        assert parse(text) and studies.life(plan, (text,), Options()).days > 0.0


def test_numbers_come_together_as_they_say() -> None:
    assert studies.HOW["change"]([3.0, 2.0]) == pytest.approx(50.0)
    assert studies.HOW["falls"]([3.0, 2.0, 1.0]) == 1.0 and studies.HOW["falls"]([3.0, 3.0]) == 0.0
    assert studies.HOW["more than both"]([80.0, 90.0, 60.0]) == 1.0
    assert studies.HOW["more than both"]([80.0, 90.0, 75.0]) == 0.0


def test_a_cohort_row_is_a_standardised_difference_of_two_groups() -> None:
    """Twenty people a group: a strong deficit, of about one standard deviation."""
    gap, size = (experiments()[f"aclr-activation-{n}"](1, Options(people=20)) for n in ("gap", "d"))
    assert gap < -3.0 and size < -0.3
