"""Studies drawn from a cohort: they scatter and find as theory says, and a question nobody can answer is one line."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from statsmodels.stats.power import tt_ind_solve_power

from agonist.experiments import cli
from agonist.experiments.arms import Arm, Cohort
from agonist.experiments.studying import needed


def made(first, second, name="torque"):
    """A cohort of two arms with one measure, without a life."""
    arms = tuple(
        Arm(label, np.asarray(values, float)[:, None], np.empty((len(values), 0)), np.empty((len(values), 0)))
        for label, values in (("a", first), ("b", second))
    )
    return Cohort("toy", tuple(range(len(first))), (name,), ("N m",), arms, (), {}, {})


def normal(count, mean, seed):
    values = np.random.default_rng(seed).standard_normal(count)
    return mean + (values - values.mean()) / values.std(ddof=1)


@pytest.mark.parametrize("d", [0.0, 0.5, 1.0])
def test_studies_find_as_often_as_the_t_test_should(d):
    """Of 4000 studies the part found has a standard error below .008; drawing from 4000 people adds about as much."""
    (seen,) = made(normal(4000, d, 1), normal(4000, 0.0, 2)).study(20, studies=4000)
    expected = tt_ind_solve_power(effect_size=d, nobs1=20, alpha=0.05) if d else 0.05
    assert seen.found == pytest.approx(expected, abs=0.03)
    assert seen.difference == pytest.approx(d, abs=0.02)
    assert (seen.high - seen.low) / 2 == pytest.approx(1.96 * math.sqrt(2 / 20), rel=0.07)


def test_a_small_study_of_a_small_effect_may_find_the_wrong_sign():
    small, large = (made(normal(4000, 0.1, 1), normal(4000, 0.0, 2)).study(n)[0] for n in (8, 400))
    assert small.wrong > 0.05 and large.wrong == 0.0 and small.needed == large.needed > 1000


def test_errors_of_measurement_ask_for_more_people():
    found = made(normal(500, 1.0, 1), normal(500, 0.0, 2))
    plain, noisy = found.study(10)[0], found.study(10, error={"torque": 2.0})[0]
    assert noisy.needed > 4 * plain.needed and noisy.found < plain.found
    with pytest.raises(ValueError, match="unknown measure 'size'"):
        found.study(10, error={"size": 1.0})


@pytest.mark.parametrize("d", [0.2, 0.5, 0.8, 2.0])
def test_people_needed_are_those_of_the_library(d):
    exact = tt_ind_solve_power(effect_size=d, power=0.8, alpha=0.05)
    assert needed(d, 1.0) == max(2, math.ceil(exact))


def test_without_a_difference_no_sign_is_wrong():
    """The same people in both arms: some studies of other people find something, and nothing tells which way is wrong."""
    seen = made(normal(400, 0.0, 1), normal(400, 0.0, 1)).study(20, studies=2000)[0]
    assert 0.02 < seen.found < 0.09 and math.isnan(seen.wrong)


def test_measures_that_do_not_vary_or_are_not_there():
    same = made([3.0] * 5, [3.0] * 5).study(4)[0]
    assert same.found == 0.0 and math.isinf(same.needed) and math.isnan(same.wrong)
    apart = made([3.0] * 5, [2.0] * 5).study(4)[0]
    assert apart.found == 1.0 and apart.needed == 2.0 and apart.low == apart.high == 1.0
    nobody = made([math.nan] * 5, [2.0] * 5).study(4)[0]
    assert math.isnan(nobody.found)


def test_the_command_says_what_a_study_would_see(capsys):
    words = ["cohort", "knee-effusion", "--people", "4", "--days", "1", "--read", "maximal_torque_nm @ 1 day"]
    assert cli.main([*words, "--study", "20", "--json"]) == 0
    (seen,) = json.loads(capsys.readouterr().out)["study"]
    assert (seen["people"], seen["arm"], seen["against"]) == (20, "lived", "control") and seen["difference"] < 0.0
    assert cli.main([*words, "--study", "20"]) == 0
    assert "studies of 20, lived against control" in capsys.readouterr().out
    for more, said in (["--study", "1"], "2 to 10000"), (["--study", "9", "--no-control"], "nobody to hold the people"):
        assert cli.main([*words, *more]) == 2
        assert said in capsys.readouterr().err


def met(first, second, count=400):
    """A cohort of two arms in which so many parts of the people meet an event; the last tenth is never at risk."""

    def arm(name, part):
        days, exposure = np.full((count, 1), np.nan), np.ones((count, 1))
        days[: round(part * 0.9 * count), 0] = 5.0
        exposure[round(0.9 * count) :] = 0.0
        return Arm(name, np.zeros((count, 0)), days, exposure)

    return Cohort("toy", tuple(range(count)), (), (), (arm("a", first), arm("b", second)), ("strain",), {}, {})


def test_an_event_is_part_of_a_study():
    """Fleiss 1981, table A.3: 0.25 against 0.50 at 5 %, four times in five, takes 66 people in each group."""
    (seen,) = met(0.25, 0.5).study(66)
    assert (seen.measure, seen.unit, seen.needed) == ("strain", "of people", 66)
    assert seen.difference == pytest.approx(-0.25, abs=0.01)
    assert 0.77 < seen.found < 0.85 and seen.wrong == 0.0
    assert met(0.25, 0.5).study(10)[0].found < 0.15
    alike = met(0.3, 0.3).study(66)[0]
    assert alike.found < 0.05 and math.isinf(alike.needed)
