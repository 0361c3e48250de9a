"""What a run tells besides its tables: accidents by chance, readings that it leaves out, windows that cannot be compared."""

from __future__ import annotations

import numpy as np
import pytest

import agonist
from agonist.experiments import records, summary
from agonist.model.assessment.chance import Chance
from agonist.model.assessment.demands import MEASURES
from agonist.model.assessment.events import COUNTED, Event, outcome
from agonist.model.assessment.moments import moments
from agonist.model.assessment.reading import parse, span_of
from agonist.model.interventions.remarks import remarks
from agonist.model.scenario import Scenario, load, resolve


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_a_strain_by_chance_is_told_and_one_of_the_plan_is_not(engine: str) -> None:
    told = agonist.run(
        "hamstring-strain",
        seed=2,
        days=61,
        engine=engine,
        read=["injuries biceps_femoris_long_head right @ 51, 52, 61 days"],
    )
    assert [told.read[f"injuries biceps_femoris_long_head right @ {day} days"] for day in (51, 52, 61)] == [0, 1, 2]
    assert told.by_chance == (Chance("strained", "biceps_femoris_long_head_right", 52.0),)
    assert summary.by_chance(told) == ["strained by chance: biceps_femoris_long_head_right on day 52"]
    assert told.summary()["by_chance"][0]["day"] == 52.0


def test_chance_is_the_same_in_thin_records_and_in_files(tmp_path) -> None:
    thin, whole = (agonist.run("cascade", seed=4, every=every) for every in (3, 1))
    assert len(whole.by_chance) > 2 and thin.by_chance == whole.by_chance
    records.save(thin, tmp_path)
    assert records.read(tmp_path).by_chance == thin.by_chance
    pain = agonist.run("back-pain", seed=3)
    assert "pain came back by chance: lumbar on day" in "\n".join(summary.lines(pain, resolve(load("back-pain"))))


def test_readings_beyond_a_life_are_named() -> None:
    cut = "\n".join(remarks(resolve(load("hamstring-strain"), {}, 70.0)))
    assert "not read, beyond the life of 70 days: hazard_per_day biceps_femoris_long_head right @ 90 days; " in cut
    assert "@ 60 days" not in cut and "@ end" not in cut
    assert "not read" not in "\n".join(remarks(resolve(load("hamstring-strain"))))


def test_a_task_that_is_not_practised_is_no_short_life() -> None:
    plan = [
        {"do": "practice", "task": "squat", "reps": 10, "load": 0.4},
        {"do": "practice", "task": "knee_extension", "reps": 10, "load": 0.4, "day": 5, "days": 4},
    ]
    held = Scenario(
        title="other work", days=20, watch="knee_extension_right", plan=plan, body={"sides": ["right"]},
        windows={"before": (0, 4), "during": (5, 9), "after": (10, 20)},
    )  # fmt: skip
    told = summary.verdict(agonist.run(held), resolve(held))
    assert told == (
        "Knee extension right is not practised in before and after: there is nothing to compare; "
        "one that is practised in all of them: squat_right."
    )
    assert "Too short a life" in summary.verdict(agonist.run(held, days=3), resolve(held, {}, 3.0))


def test_a_measure_at_a_demand_names_the_tasks_that_have_one() -> None:
    held = Scenario(
        title="walk", days=2, watch="gait_right", plan=[{"do": "walk", "steps": 100}], body={"sides": ["right"]}
    )
    for name in MEASURES:
        with pytest.raises(ValueError, match=f"{name} is not known of knee_extension; it is of gait_loading, .*stair"):
            agonist.run(held, read=[f"{name} knee_extension right @ end"])
    told = agonist.run(held.with_(tasks=["sit_to_stand"]), read=["reserve sit_to_stand right @ 1 day, end"])
    assert all(value > 1.0 for value in told.read.values()) and len(told.read) == 2


def test_the_end_stands_in_a_list_of_moments() -> None:
    found = moments("here", "10, 30, 67 days, end", 90.0, {})
    assert [(label, second / 86400) for label, second in found] == [
        ("10 days", 10), ("30 days", 30), ("67 days", 67), ("end", 90)
    ]  # fmt: skip
    assert [second for _, second in moments("here", "start, 2 weeks", 90.0, {})] == [0, 14 * 86400]
    assert span_of(parse("effort @ 10, 30 days, end")) == 30.0


def test_a_usual_day_is_told() -> None:
    def told(**more: float) -> str:
        plan = [{"do": "walk", "steps": 100}, {"do": "be active", **more}]
        held = Scenario(title="a day", days=9, watch="gait_right", plan=plan, body={"sides": ["right"]})
        return "\n".join(remarks(resolve(held)))

    assert "be active on day 2 does nothing: as usual, 120 minutes a day" in told(minutes_a_day=120, day=2)
    assert "be active" not in told(minutes_a_day=60, day=2)


def test_a_recurrence_counts_from_its_day_on_among_those_hurt_before() -> None:
    night = np.arange(1.0, 21.0)

    def came(after: float, *strains: float) -> tuple[float, float]:
        total = sum((night >= day).astype(float) for day in strains)[:, None]
        return tuple(outcome(Event("again", (), COUNTED["recurrence"], 0.0, after, 20.0), night, total))

    assert came(5.0, 3.0, 9.0) == (9.0, 4.0), "hurt before: exposed from then on"
    assert came(5.0, 3.0, 4.0, 9.0) == (9.0, 4.0), "and one that has come before it does not count"
    assert came(5.0, 7.0, 9.0) == (9.0, 2.0), "hurt later: exposed from there"
    assert came(0.0, 3.0, 9.0) == (9.0, 6.0)
    day, exposed = came(5.0, 3.0)
    assert np.isnan(day) and exposed == 15.0
    day, exposed = came(5.0, 30.0)
    assert np.isnan(day) and exposed == 0.0, "never hurt, never at risk"
