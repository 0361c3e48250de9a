"""Rows of the evidence in words alone: they are well formed, stand for rows, and need no function of their own."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from agonist.experiments.evidence import studies
from agonist.experiments.evidence.registry import Options, experiments
from agonist.experiments.evidence.targets import targets
from agonist.experiments.formula import CONSTANTS, FUNCTIONS, evaluate, parsed
from agonist.model.assessment.reading import parse


def test_every_row_is_said_in_words() -> None:
    """No row has a function of its own."""
    known = studies.studies()
    assert set(known) == set(targets()) == set(experiments())
    assert all(experiments()[name].func is studies.evaluate for name in known)


@pytest.mark.parametrize("name", studies.studies())
def test_a_study_names_plans_readings_and_ways_that_exist(name: str) -> None:
    study = studies.studies()[name]
    assert study.how in (*studies.HOW, "standardised", "r2", "r")
    assert bool(study.value) == bool(study.let)
    for plan, text in study.pairs:
        assert parse(text) and studies.life(plan, (text,), Options()).days > 0.0
    if study.value:
        assert {n.id for n in ast.walk(parsed(study.value)) if isinstance(n, ast.Name)} - set(FUNCTIONS) <= {
            *CONSTANTS,
            *(name for name, *_ in study.let),
        }


def test_numbers_come_together_as_they_say() -> None:
    assert studies.HOW["change"]([3.0, 2.0]) == pytest.approx(50.0)
    assert studies.HOW["falls"]([3.0, 2.0, 1.0]) == 1.0 and studies.HOW["falls"]([3.0, 3.0]) == 0.0
    assert studies.HOW["more than both"]([80.0, 90.0, 60.0]) == 1.0
    assert studies.HOW["more than both"]([80.0, 90.0, 75.0]) == 0.0


def test_a_cohort_row_is_a_standardised_difference_of_two_groups() -> None:
    """Twenty people a group: a strong deficit, of about one standard deviation."""
    gap, size = (experiments()[f"aclr-activation-{n}"](1, Options(people=20)) for n in ("gap", "d"))
    assert gap < -3.0 and size < -0.3


def test_what_the_functions_gave_the_words_give() -> None:
    """Values of the functions that these rows once had, at the rules of that day: none hangs on a rule that is fitted."""
    rows = {"fatigue-conservation": 0.0, "endurance-order": 1.0, "stretch-14pct-acute": 3.09 * 1.14}
    for name, value in rows.items():
        assert experiments()[name](1, Options()) == pytest.approx(value, abs=1e-12)
    assert experiments()["hysteresis-null-forgetting"](1, Options()) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "value"),
    [("100 * (mean(a) / mean(b) - 1)", 100.0), ("1 if least(a) > most(b) - 2 and not 0 > 1 else -1", 1.0),
     ("slope(a, b)", 2.0), ("r2(a, b)", 1.0), ("first(a > 3)", 2.0), ("mean(among(a, b > 1))", 5.0),
     ("falls(a, b)", 1.0), ("kept(w, a * 0)", 0.5), ("total(a)", None), ("decay(c)", 20.0)],
)  # fmt: skip
def test_a_formula_is_arithmetic_of_readings(text: str, value: float | None) -> None:
    names = {
        "a": np.array([[2.0], [4.0], [6.0]]),
        "b": np.array([[1.0], [2.0], [3.0]]),
        "w": 0.5 ** np.arange(3.0)[None],
        "c": 3.0 * np.exp(-np.arange(100.0) / 20.0)[None],
    }
    if value is None:
        with pytest.raises(ValueError, match="gives 3 numbers"):
            evaluate(text, names)
        return
    assert evaluate(text, names) == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize(
    ("text", "needs"),
    [("men(a)", "did you mean 'mean'"), ("aa", "unknown name"), ("a.b", "no arithmetic"), ("__import__('os')", "unknown"),
     ("a +", "needs arithmetic"), ("9.0 ** 9 ** 9", "formula"), ("a[0]", "no arithmetic"), ("mean()", "formula"),
     ("(lambda: 1)()", "no arithmetic"), ("a is b", "no comparison"), ("1 / 0", "formula")],
)  # fmt: skip
def test_a_wrong_formula_is_one_line(text: str, needs: str) -> None:
    with pytest.raises(ValueError, match="formula") as error:
        evaluate(text, {"a": np.ones((2, 1)), "b": np.ones((2, 1))})
    assert needs in str(error.value) and "\n" not in str(error.value)
