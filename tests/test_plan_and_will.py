"""A carried plan errs first, a will has limits and spills over, repetitions differ by what they brought."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from toy import Toy

from agonist import Scenario, run
from agonist.experiments import trials
from agonist.experiments.evidence.registry import Options
from agonist.experiments.evidence.studies import course
from agonist.model.layout import MEMBERS, TASKS
from agonist.model.parameters import TABLE
from agonist.model.rules import exploring, learning, planning

USUAL = {"do": "practice", "task": "knee_extension", "reps": 10, "load": 0.3, "bouts": 1}
HELD = Scenario(
    title="Field",
    days=0.5,
    watch="knee_extension_right",
    body={"model": "rlu2023"},
    plan=[USUAL],
)
CALF = {"gastrocnemius": 0.4, "soleus": 0.5, "other": 0.1}


def test_an_error_comes_first_and_learning_takes_days() -> None:
    """Soleus and the lateral gastrocnemius fall silent on day 1: how far the ankle gives way, bout by bout and by mornings."""
    before, first, evening, week = course(
        "silenced-calf", "yielded plantarflexion right", ("1 day", "1.35 days", "2 days", "9 days"), 1, Options()
    )
    assert before == pytest.approx(1.0, abs=0.05)
    assert first > 1.8
    assert 1.2 < evening < first
    assert week == pytest.approx(1.0, rel=0.2)


def test_a_reflex_repairs_part_and_only_part() -> None:
    """Springs alone yield by demand over what still holds; a reflex takes some of it, and none where nothing misses."""
    assert planning.yielded(0.5, 0.0) == pytest.approx(2.0)
    assert 1.0 < planning.yielded(0.5, 0.35) < 2.0
    assert planning.yielded(0.0, 0.35) == pytest.approx(1.0)


def force_field(*blocks: str, **settings: float) -> pd.DataFrame:
    """Trials of a knee extension against a torque from outside, the mean of each block's trials apart."""
    plan = [{"do": "trials", "task": "knee_extension", "day": 0.01, "seconds": 0, "blocks": list(blocks)}]
    return trials(HELD.with_(plan=plan), settings={"exploration_sd": 0.0, "coactivation_error": 0.0, **settings})


def in_loads(effort: pd.Series) -> pd.Series:
    """Loads that the healthy knee meets at these efforts."""
    tasks = run(HELD, days=0.01).final["tasks"]
    light, hard = (float(tasks[0, at]) for at in (TASKS.usual_light, TASKS.usual_hard))
    assert np.interp(0.2, (0.05, 0.35), (light, 0.35)) == pytest.approx(0.2, abs=0.02), "effort goes with the load"
    return pd.Series(np.interp(effort, (0.0, light, 0.35, hard), (0.0, 0.05, 0.35, 0.7)), index=effort.index)


def two_states(torque: list[float], shown: list[bool]) -> list[float]:
    """Errors of Smith et al. 2006, trial by trial, in parts of the usual command; what is not shown is not learned.

    Small errors teach more than their part: ``(.2 + .1) / (.2 + |e|)``.
    """
    fast = slow = 0.0
    errors = []
    for pull, real in zip(torque, shown, strict=True):
        error = pull - fast - slow
        errors.append(error)
        seen = error * 0.3 / (0.2 + abs(error)) if real else 0.0
        fast, slow = 0.59 * fast + 0.21 * seen, 0.992 * slow + 0.02 * seen
    return errors


def test_errors_in_a_field_are_those_of_two_states() -> None:
    """Learning, a spell against it, and what comes back by itself in a channel."""
    seen = force_field("10", "60 perturb=10", "8 perturb=-10", "30 channel", "3 perturb=10", "1 catch", "5")
    needed = in_loads(seen.effort) / (seen.demand_nm - seen.external_nm)
    needed /= needed.iloc[0] * (1.0 - seen.plan_missed.iloc[0])  # the plan of the first trial is the usual one
    expected = two_states(list(needed - 1.0), [block != 4 for block in seen.block])
    assert list(seen.plan_missed * needed) == pytest.approx(expected, abs=1e-6)
    error = seen.error_nm
    field, back, caught = (error[seen.block == block] for block in (2, 4, 6))
    assert 9.0 < field.iloc[0] < 11.0, "at first all of the torque from outside is missed"
    assert 2.5 < field.iloc[-1] < 5.0, "most of it is learned"
    assert back.min() < back.iloc[0] - 0.2, "what had been learned first comes back by itself"
    assert caught.item() < -2.0, "without the field the plan is too strong"


def test_days_at_a_device_end_where_one_does() -> None:
    """Error left on the sixth day is of the size of the first day's, and the first error of a day falls (van der Kooij 2016)."""
    found = trials(
        HELD.with_(
            days=6.5,
            plan=[
                {
                    "do": "trials",
                    "task": "knee_extension",
                    "day": 0.01 + day,
                    "seconds": 0,
                    "blocks": ["160 perturb=10"],
                }
                for day in range(6)
            ],
        ),
        settings={"exploration_sd": 0.0, "coactivation_error": 0.0},
    )
    days = [found.error_nm[found.block == day + 1] for day in range(6)]
    assert 0.4 < days[5].iloc[-1] / days[0].iloc[-1] < 1.05
    assert days[5].iloc[0] < days[1].iloc[0] < 0.8 * days[0].iloc[0]


@pytest.mark.parametrize("clamp", [-9.0, 0.0, 0.1])
def test_a_plan_does_not_mind_how_a_practice_is_cut(clamp: float) -> None:
    """Twenty movements in a bout, five in each of four, or one by one: traces are the powers of one movement's map."""

    def after(bouts: int, reps: float) -> list[float]:
        toy = Toy(CALF, "maintained", exploration_sd=0.0)
        for name, value in (("plan_fast", 0.1), ("plan_slow", 0.2), ("plan_clamp", clamp)):
            toy.t[0, getattr(TASKS, name), :] = value
        toy.practise(bouts, reps=reps)
        return [float(toy.t[0, trace, 0]) for trace in (TASKS.plan_fast, TASKS.plan_slow)]

    whole = after(1, 20.0)
    assert after(4, 5.0) == pytest.approx(whole, rel=1e-6, abs=1e-8)
    assert after(20, 1.0) == pytest.approx(whole, rel=1e-6, abs=1e-8)


def willed(sizes: dict[str, float], asked: tuple[str, ...], share: float, **settings: float) -> Toy:
    """A task in which feedback asks for a share of each chosen muscle."""
    toy = Toy(sizes, "maintained", exploration_sd=0.0, **settings)
    for name in asked:
        toy.set_member(name, "target", share)
    toy.practise(60, reps=5.0)
    return toy


def test_will_is_bounded_both_ways() -> None:
    up, down = (willed(CALF, ("soleus",), share) for share in (1.0, 0.0))
    row = up.names.index("soleus")
    assert up.q[row, MEMBERS.strategy, 0] == TABLE["authority"].value
    alone = down.t[0, TASKS.ask, 0] * down.q[row, MEMBERS.drive, 0]
    assert down.q[row, MEMBERS.strategy, 0] == pytest.approx(-TABLE["authority_down"].value * alone, rel=1e-6)


def test_neighbours_take_a_part_along_and_halves_drag_like_the_whole() -> None:
    whole = willed(CALF, ("soleus",), 1.0).t[0, TASKS.dragging, 0]
    halves = willed({"gastrocnemius": 0.4, "other": 0.1, "soleus1": 0.25, "soleus2": 0.25}, ("soleus1", "soleus2"), 0.9)
    assert whole == pytest.approx(TABLE["authority_spill"].value * TABLE["authority"].value)
    assert halves.t[0, TASKS.dragging, 0] == pytest.approx(whole)
    assert learning.dragged(0.0, 0.0, 0.3) == 0.0


def test_variation_answers_to_failure_and_as_a_switch_to_threat() -> None:
    assert exploring.varied(10.0, 0.0, 0.0, 0.5) == 1.0, "the switch is off"
    assert exploring.varied(10.0, 0.3, 0.0, 0.5) == pytest.approx(0.7)
    assert exploring.varied(0.0, 0.0, 1.0, 0.5) == pytest.approx(1.5)
    assert exploring.wary(0.0, 6.0, 20.0, 4500.0) == 6.0, "pain makes wary at once"
    assert 0.0 < exploring.wary(6.0, 0.0, 20.0, 4500.0) < 6.0
    assert exploring.found_again(1.0, 0.5, 0.002, 0.5) == 0.001, "who varies less wins back more slowly"
    assert exploring.found_again(0.5, 1.0, 0.002, 0.5) == 0.002, "and loses no more slowly"


def test_stiffening_by_surprise_moves_no_net_torque() -> None:
    """One trial is answered by the sum of both rates, whether both sides stiffen or not; what inhibits the agonists is felt."""
    blocks = "6", "1 perturb=15", "1 channel", "3"
    errors = [force_field(*blocks, coactivation_error=gain).error_nm for gain in (0.0, 0.4)]
    assert errors[0].iloc[7] < -2.0, "one trial is answered in the channel"
    assert errors[1].iloc[7] == pytest.approx(errors[0].iloc[7], rel=0.2)


def test_what_is_inhibited_starts_late_and_its_helpers_no_earlier() -> None:
    """The start is planned, the effort that makes up comes later; and no muscle is later than the movement's own reflex."""
    onset = "onset_ms {} in knee_extension right @ {} days".format
    asked = [onset(m, day) for m in ("vastus_medialis", "vastus_lateralis") for day in (0.1, 0.4)]
    latest = TABLE["onset_latest_ms"].value
    for fraction in (0.3, 0.97):
        inhibit = {"do": "inhibit", "muscle": "vastus_medialis", "fraction": fraction, "day": 0.2}
        found = run(HELD.with_(plan=[USUAL, inhibit]), read=asked).read
        own, late, other, after = (found[text] for text in asked)
        assert latest <= late < own - 20.0, "what is inhibited is late"
        assert after == pytest.approx(other, abs=5.0), "its neighbour is no earlier"
    assert late == latest


def test_days_of_feedback_leave_a_way_of_moving_and_days_without_do_not() -> None:
    def learned(days: float) -> float:
        shown = {"do": "feedback", "task": "knee_extension", "muscle": "vastus_medialis", "share": 0.9, "days": days}
        shown |= {"reps": 20, "bouts": 3, "sessions_per_week": 7, "day": 0}
        plan = [USUAL, shown] if days else [USUAL]
        return float(run(HELD.with_(plan=plan), days=8).final["members"][:, MEMBERS.learned].max())

    once, week = learned(1.0), learned(7.0)
    assert learned(0.0) == 0.0
    assert 0.0 < once < week
    assert week / once == pytest.approx((1.0 - 0.8**7) / 0.2, rel=0.15), "a fifth of what is left, night by night"
