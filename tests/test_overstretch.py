"""Work in lengthening: strength lost for days, soreness after a day, protection for months; on whole lives."""

from __future__ import annotations

from typing import Any

import pytest

from agonist.experiments import run
from agonist.model.scenario import Scenario

TASK = "knee_extension_right"


def life(*exercises: tuple[str, int], days: float = 12.0, **more: Any) -> Scenario:
    """A right leg that does exercises, each in one session on its day."""
    return Scenario(
        title="lengthening",
        days=days,
        watch=TASK,
        body={"model": "rlu2023", "sides": ["right"]},
        plan=[
            {"do": "practice", "task": "knee_extension", "reps": 100, "load": 0.2, "bouts": 2},
            *(
                {"do": "sessions", "exercises": [text], "sessions_per_week": 7, "day": day, "days": 1}
                for text, day in exercises
            ),
        ],
    ).with_(**more)


def told(scenario: Scenario, *asked: str) -> list[float]:
    """What was asked of one life."""
    return [float(v) for v in run(scenario, read=list(asked)).read.values()]


MAXIMAL = "knee_extension right 10x10 load=1.0 eccentric"


def lost(exercise: str, day: float, **more: Any) -> float:
    """Change of strength, %, some days after an exercise at noon of day 2, and some hours."""
    return told(life((exercise, 2), **more), f"change of maximal_torque_nm knee_extension right @ {2.5 + day} days")[0]


def test_a_hundred_maximal_repetitions_cost_strength_for_a_week_and_are_sore_after_a_day():
    """Shoji 2021 (n = 28, of which the size is set): -30 % one day on; Clarkson & Hubal 2002: soreness at one to three days."""
    days = (1, 3, 7)
    when = ", ".join(f"{2.5 + d} days" for d in days)
    read = [f"change of maximal_torque_nm knee_extension right @ {when}", f"soreness vastus_lateralis right @ {when}"]
    first, third, week, *sore = told(life((MAXIMAL, 2)), *read)
    assert -40.0 < first < -20.0
    assert first < third < week
    assert week > -10.0
    assert sore[0] > 2.0
    assert sore[1] > sore[2]


@pytest.mark.parametrize("kind", ["concentric", "isometric"])
def test_holding_and_shortening_cost_no_strength_the_next_day(kind):
    assert lost(MAXIMAL.replace("eccentric", kind).replace("1.0", "0.8"), 1.0) > -3.0


def test_a_lighter_load_costs_less_and_an_earlier_bout_protects_for_weeks():
    full, light = lost(MAXIMAL, 1.0), lost(MAXIMAL.replace("1.0", "0.4"), 1.0)
    assert full < light < 0.0
    read = ["change of maximal_torque_nm knee_extension right @ 33.5 days against @ 31 days"]
    again = told(life((MAXIMAL, 2), (MAXIMAL, 32), days=36.0), *read)[0]
    assert 0.3 < again / full < 0.7  # McHugh 2003: about half, weeks later


def test_nothing_is_torn_where_nothing_can_be():
    read = ["disrupted_percent vastus_lateralis right @ 3 days", "soreness vastus_lateralis right @ 4 days"]
    assert told(life((MAXIMAL, 2), parameters={"overstretch_most": 0.1}), *read)[0] < 10.0
    assert told(life(), *read) == [0.0, 0.0]


def test_a_load_that_stays_is_held_for_less_when_strength_is_lost_and_ones_own_half_is_not():
    when = "@ 0.5 days, 3.5 days"
    before, after, own, later = told(
        life((MAXIMAL, 2)),
        f"load_held_s knee_extension right load=0.4 {when}",
        f"endurance_s knee_extension right {when}",
    )
    assert after < 0.8 * before
    assert later > 0.9 * own
