"""Every rule by itself, in plain Python: values from its equation, and time courses against a step-by-step solution.

These are the tests that `benchmarks/mutations.py` asks of every small change in `rules/`.
"""

from __future__ import annotations

from math import exp, inf, log

import pytest
from rule_values import BODY, Case, check
from rule_values_mind import MIND
from rule_values_training import TRAINING

from agonist.model.own.outside import kept
from agonist.model.own.parts import known_rules
from agonist.model.rules import fatigue, joint, lasting, muscle, observe, timing, tissue

STEPS = 1200  # of the solution by small steps
CASES = [pytest.param(case, id=f"{case[0]}-{n}") for n, case in enumerate([*BODY, *MIND, *TRAINING])]


@pytest.mark.parametrize("case", CASES)
def test_a_rule_gives_what_its_equation_says(case: Case):
    check(*case)


def test_every_rule_that_a_life_asks_has_values():
    has = {name for name, _, _ in [*BODY, *MIND, *TRAINING]} | set(COURSES) | {"muscle.active_length"}
    assert not [name for name in known_rules() if name not in has and not kept(name)]


# -- time courses against small steps ---------------------------------------------------------------------------------


def solved(change, start: float, span: float) -> tuple[float, float]:
    """Value at the end of a span and integral over it, of dx/dt = change(x, t), by Runge and Kutta's fourth order."""
    x, area, h = start, 0.0, span / STEPS
    for n in range(STEPS):
        t = n * h
        a = change(x, t)
        b = change(x + 0.5 * h * a, t + 0.5 * h)
        c = change(x + 0.5 * h * b, t + 0.5 * h)
        d = change(x + h * c, t + h)
        after = x + h * (a + 2.0 * b + 2.0 * c + d) / 6.0
        area += 0.5 * h * (x + after) - h * h / 12.0 * (change(after, t + h) - a)
        x = after
    return x, area


COURSES = (
    "joint.lagged", "joint.meeting_time", "joint.meets_within", "joint.spinal_trace", "joint.spinal_lag",
    "joint.held_trace", "joint.held_lag", "joint.after_effect", "joint.after_effect_area", "fatigue.loaded",
)  # fmt: skip
TRACES = [  # trace and signal now, where the signal goes, its time, times of the trace up and down, span
    (0.1, 0.9, 0.2, 5.0, 2.0, 8.0, 12.0),  # rises, meets, falls
    (0.9, 0.2, 0.7, 3.0, 2.0, 8.0, 15.0),  # falls, meets, rises
    (0.1, 0.3, 0.8, 5.0, 2.0, 8.0, 6.0),  # rises all the way
    (0.4, 0.4, 0.9, 5.0, 2.0, 8.0, 6.0),  # together now
    (0.4, 0.4, 0.1, 5.0, 2.0, 8.0, 6.0),
    (0.1, 0.9, 0.2, 5.0, 2.0, 8.0, 0.5),  # too soon to meet
]
BEYOND = [
    (0.1, 2.0, -1.0, 4.0, 2.0, 8.0, 9.0),
    (0.6, -1.0, 2.0, 4.0, 2.0, 8.0, 9.0),
    (0.3, 1.5, 1.2, 4.0, 2.0, 8.0, 3.0),
]


def trace_change(signal, settled, tau_signal, on, off, held: bool = False):
    """Slope of a trace that follows a signal which settles, faster up than down."""

    def change(x: float, t: float) -> float:
        s = settled + (signal - settled) * exp(-t / tau_signal)
        s = min(max(s, 0.0), 1.0) if held else s
        return (s - x) / (on if x < s else off)

    return change


@pytest.mark.parametrize("given", TRACES)
def test_the_trace_in_the_cord_solves_its_equation(given):
    after, signal, settled, tau, on, off, span = given
    end, area = solved(trace_change(signal, settled, tau, on, off), after, span)
    assert joint.spinal_trace(*given) == pytest.approx(end, abs=2e-6)
    of_signal = lasting.area(signal, settled, tau, span)
    assert joint.spinal_lag(*given) == pytest.approx(of_signal - area, abs=2e-5)
    assert joint.held_trace(*given) == pytest.approx(end, abs=2e-6)  # a signal within 0..1
    assert joint.held_lag(*given) == pytest.approx(of_signal - area, abs=2e-5)


@pytest.mark.parametrize("given", [*TRACES, *BEYOND])
def test_the_after_effect_solves_its_equation_with_a_signal_that_is_held(given):
    after, signal, settled, tau, on, off, span = given
    end, area = solved(trace_change(signal, settled, tau, on, off, held=True), after, span)
    assert joint.after_effect(*given) == pytest.approx(end, abs=5e-4 if given in BEYOND else 2e-6)
    assert joint.after_effect_area(*given) == pytest.approx(area, abs=5e-4 if given in BEYOND else 2e-5)


@pytest.mark.parametrize(("signal", "value"), [(1.6, 1.0), (-0.4, 0.0)])
def test_a_signal_beyond_its_bounds_is_held_there(signal, value):
    given = (0.4, signal, signal, 5.0, 2.0, 8.0, 3.0)
    slow = 2.0 if value > 0.4 else 8.0
    assert joint.held_trace(*given) == pytest.approx(value + (0.4 - value) * exp(-3.0 / slow), rel=1e-9)
    assert joint.held_lag(*given) == pytest.approx(slow * (joint.held_trace(*given) - 0.4), rel=1e-9)


def test_a_trace_that_lags_solves_its_equation_for_any_two_times():
    for tau in (2.0, 5.0, 5.0 * (1.0 + 3e-7), 9.0):
        end, _ = solved(lambda x, t, tau=tau: (0.3 + 0.6 * exp(-t / 5.0) - x) / tau, 0.1, 4.0)
        assert joint.lagged(0.1, 0.9, 0.3, 5.0, tau, 4.0) == pytest.approx(end, abs=1e-6)


def test_a_trace_meets_its_signal_when_both_are_equal():
    for after, signal, settled, tau_signal, tau in ((0.1, 0.9, 0.2, 5.0, 2.0), (0.9, 0.2, 0.7, 3.0, 8.0)):
        met = joint.meeting_time(after, signal, settled, tau_signal, tau)
        assert 0.0 < met < 20.0
        there = joint.lagged(after, signal, settled, tau_signal, tau, met)
        assert there == pytest.approx(lasting.at(signal, settled, tau_signal, met), abs=1e-9)
    assert joint.meeting_time(0.1, 0.9, 0.9, 5.0, 2.0) == inf  # the signal stays where it is
    assert joint.meeting_time(0.1, 0.3, 0.8, 5.0, 2.0) == inf  # it runs ahead
    assert joint.meets_within(0.1, 0.9, 0.2, 5.0, 2.0, 8.0, 0.5) == 0.5
    assert joint.meets_within(0.4, 0.4, 0.2, 5.0, 2.0, 8.0, 3.0) == 3.0
    down = joint.meets_within(0.9, 0.2, 0.7, 3.0, 2.0, 8.0, 15.0)
    assert down == joint.meeting_time(0.9, 0.2, 0.7, 3.0, 8.0)
    assert joint.meets_within(0.1, 0.9, 0.2, 5.0, 2.0, 8.0, 15.0) == joint.meeting_time(0.1, 0.9, 0.2, 5.0, 2.0)


@pytest.mark.parametrize(
    ("fatigued", "load", "seconds"),
    [(0.1, 0.5, 300.0), (0.1, 0.5, 90.0), (0.95, 0.08, 200.0), (0.6, 0.5, 100.0), (0.3, 0.9, 60.0)],
)
def test_fatigue_solves_its_equation_through_the_turn(fatigued, load, seconds):
    rate, recovery = 0.01, 0.002

    def change(x: float, t: float) -> float:
        return rate * (load if load < 1.0 - x else 1.0 - x) - recovery * x

    end, _ = solved(change, fatigued, seconds)
    assert fatigue.loaded(fatigued, load, seconds, rate, recovery) == pytest.approx(end, abs=1e-6)


# -- signs, limits, order ---------------------------------------------------------------------------------------------


def test_the_active_curve_has_its_summit_and_its_feet():
    """De Groote 2016: 1 near the optimum, little at half and at one and a half of it; held below a length of 0.2."""
    assert muscle.active_length(1.0) == pytest.approx(1.0, abs=0.03)
    assert 0.05 < muscle.active_length(0.5) < 0.25 and 0.1 < muscle.active_length(1.5) < 0.35
    assert muscle.active_length(0.1) == muscle.active_length(0.2) < 0.02
    hills = muscle.bump(0.8, 0.81507, 1.05503, 0.16238, 0.06330), muscle.bump(0.8, 0.43300, 0.71678, -0.02995, 0.20036)
    assert muscle.active_length(0.8) == pytest.approx(sum(hills) + 0.1 * exp(-0.5 * (0.2 / 0.35355) ** 2), rel=1e-9)


def test_the_speed_curve_goes_through_its_three_points():
    for speed, force in ((-1.0, 0.0), (0.0, 1.0), (1.0, 1.794)):
        assert muscle.force_velocity(speed) == pytest.approx(force, abs=0.03)


def test_the_end_of_range_is_where_the_passive_pull_is_tolerated():
    for tolerated, stiffness, number in ((0.6, 1.5, 0.9), (0.2, 0.8, 1.1)):
        end = observe.end_length(tolerated, stiffness, number)
        assert stiffness * muscle.passive_length(end / number) == pytest.approx(tolerated, rel=1e-9)


def test_a_tight_muscle_is_a_stiff_or_a_short_one():
    assert tissue.tightness(1.0, 0.9, 1.3) > 0.0 == tissue.tightness(1.0, 1.1, 1.3)
    ratio = muscle.passive_length(1.3 / 0.9) / muscle.passive_length(1.3)
    assert tissue.tightness(1.2, 0.9, 1.3) == pytest.approx(1.2 * ratio - 1.0, rel=1e-9)


def test_a_muscle_without_drive_starts_never():
    assert timing.onset_ms(0.0, 1.0, 1.0, 0.05, 100.0, 30.0) < -1e8
    early, late = (timing.onset_ms(0.4, 0.8, w, 0.05, 100.0, 30.0) for w in (2.0, 1.0))
    assert early > late


def test_passing_a_level_is_where_the_signal_is_at_that_level():
    for signal, settled, level in ((0.9, 0.1, 0.5), (-1.0, 2.0, 0.0), (2.0, 0.5, 1.0)):
        time = lasting.passing_time(signal, settled, 4.0, level)
        assert lasting.at(signal, settled, 4.0, time) == pytest.approx(level, abs=1e-12)
    assert fatigue.endurance(0.5, 0.1, 0.01, 0.002) == pytest.approx(log(1.2) / 0.002, rel=1e-9)
