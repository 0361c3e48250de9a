"""`batch_run` takes learner, days, settings and rules as the other doors do; a body of other agents stays compiled."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

import agonist
from agonist.agents import Member

LOST = "gluteal-inhibition"


def halved(x: float, floor: float, threshold: float, width: float) -> float:
    """Use keeps half."""
    return 0.5 * x


class Deaf(Member):
    """A muscle that no neighbour inhibits."""

    def oppose(self) -> None:
        self.opposing = 0.0


class Other(agonist.Body):
    """A body whose members are deaf."""

    member_class = Deaf


def rows(*what: Any, **asked: Any) -> list[dict[str, Any]]:
    """Two steps of one life, without the arguments that Mesa shows."""
    found = agonist.batch_run(*what, rng=[1], max_steps=2, display_progress=False, on_error="raise", **asked)
    return [
        {k: v for k, v in row.items() if k not in ("rules", "days", "learner", "dose", "scenario")} for row in found
    ]


def test_what_is_given_beside_the_parameters_is_as_what_stands_in_them() -> None:
    asked: dict[str, Any] = {"days": 1, "learner": "maintained", "rules": {"upkeep.maintained": halved}}
    beside = rows(LOST, settings={"dose": 0.3}, **asked)
    assert beside == rows(agonist.Body, {"scenario": LOST, "dose": 0.3, **asked})
    assert beside != rows(LOST, settings={"dose": 0.3}, days=1)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"days": 1}, "days stands in parameters and beside them"),
        ({"settings": {"dose": 0.2}}, "dose stands in parameters and beside them"),
        ({"settings": [1]}, "settings = .* it needs a table of keys"),
        ({"rules": {"upkeep": halved}}, "unknown rule 'upkeep'"),
    ],
)
def test_what_is_said_twice_or_wrong_is_refused(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        rows(agonist.Body, {"scenario": LOST, "days": 1, "dose": 0.3}, **asked)


def test_a_subclass_that_only_names_agents_is_compiled() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        own = rows(Other, {"scenario": LOST, "days": 1})
    assert own == rows(LOST, days=1, rules={"Member": Deaf})
