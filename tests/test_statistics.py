"""Groups compared as statistics books and other programs compare them; a group that cannot be compared says why."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from scipy import stats

from agonist.experiments.arms import Arm, Cohort
from agonist.experiments.comparing import effect_of
from agonist.experiments.risks import cox, paired_risk, relative_risk
from agonist.experiments.studying import needed

NAN = math.nan
# Freireich et al. 1963 Blood 21:699, weeks of remission under 6-mercaptopurine (0 where it lasted on) and placebo
TREATED = "6 6 6 6- 7 9- 10 10- 11- 13 16 17- 19- 20- 22 23 25- 32- 32- 34- 35-".split()
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23".split()
DAYS = np.array([float(t.rstrip("-")) for t in (*TREATED, *PLACEBO)])
CAME = np.array([not t.endswith("-") for t in (*TREATED, *PLACEBO)])
GROUP = np.repeat([0.0, 1.0], 21)


def _arm(name: str, values: np.ndarray, days: np.ndarray | None = None, exposure: np.ndarray | None = None) -> Arm:
    none = np.zeros((len(values), 0))
    return Arm(name, values, none if days is None else days, none if exposure is None else exposure)


def _cohort(
    *arms: Arm, measures: tuple[str, ...] = ("m",), events: tuple[str, ...] = (), **covariates: np.ndarray
) -> Cohort:
    people = tuple(range(len(arms[0].values)))
    return Cohort("made", people, measures, ("1",) * len(measures), arms, events, covariates, {})


DRAW = np.random.default_rng(7)
OTHER = DRAW.normal(10.0, 2.0, 12)
OWN = OTHER + DRAW.normal(1.0, 0.5, 12)
TWO = _cohort(_arm("a", OWN[:, None]), _arm("b", OTHER[:, None]), female=(np.arange(12) % 3 > 0).astype(float))


# -- worked examples ------------------------------------------------------------------------------------------------


def test_the_hazard_ratio_is_that_of_the_remission_times() -> None:
    (found,) = cox(DAYS, CAME, {"placebo": GROUP})
    assert math.log(found.ratio) == pytest.approx(1.5721, abs=1e-4)  # Efron, as R's survival and lifelines give it
    assert (found.low, found.high) == pytest.approx((2.1465, 10.8093), abs=1e-3)
    assert found.p == pytest.approx(1.378e-4, rel=1e-3)


def test_errors_between_arms_are_those_of_people_who_stand_in_both() -> None:
    (alone,) = cox(DAYS, CAME, {"placebo": GROUP})
    (pairs,) = cox(DAYS, CAME, {"placebo": GROUP}, np.tile(np.arange(21), 2))
    assert pairs.ratio == alone.ratio
    assert (pairs.low, pairs.high) == pytest.approx(
        (2.811, 8.254), rel=0.02
    )  # lifelines, cluster_col; ties weighed otherwise


def test_a_difference_of_pairs_has_students_interval() -> None:
    (found,) = TWO.compare("a", "b")
    span = stats.ttest_rel(OWN, OTHER).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((span.low, span.high))
    assert found.people == 12 and found.note == ""
    assert found.standardised == pytest.approx(
        (OWN.mean() - OTHER.mean()) / math.sqrt((OWN.var(ddof=1) + OTHER.var(ddof=1)) / 2)
    )


def test_a_ratio_of_means_of_pairs_holds_its_interval() -> None:
    doubled = effect_of("m", "", ("a", "b"), 2.0 * OTHER, OTHER)
    assert (doubled.ratio, doubled.ratio_low, doubled.ratio_high) == pytest.approx((2.0, 2.0, 2.0))
    draw, met = np.random.default_rng(1), 0
    for _ in range(400):
        other = draw.gamma(20.0, 0.5, 30)
        made = effect_of("m", "", ("a", "b"), 1.3 * other * draw.gamma(30.0, 1.0 / 30.0, 30), other)
        met += made.ratio_low <= 1.3 <= made.ratio_high
    assert 0.92 <= met / 400 <= 0.98  # 95 %, four standard errors


def test_a_relative_risk_of_pairs_is_that_of_generalised_estimating_equations() -> None:
    import statsmodels.api as sm

    own = np.array([1] * 9 + [0] * 21, dtype=bool)
    other = np.array([1] * 5 + [0] * 4 + [1] * 1 + [0] * 20, dtype=bool)
    waited = np.ones(30)
    found = paired_risk("a against b", (own, waited), (other, waited))
    exog = sm.add_constant(np.repeat([1.0, 0.0], 30))
    family = sm.families.Binomial(link=sm.families.links.Log())
    fit = sm.GEE(np.concatenate([own, other]).astype(float), exog, np.tile(np.arange(30), 2), family=family).fit(
        start_params=[-1.6, 0.4]
    )
    low, high = np.exp(fit.conf_int()[1])
    assert (found.ratio, found.low, found.high) == pytest.approx((1.5, low, high), rel=1e-4)
    assert found.p == pytest.approx(fit.pvalues[1], rel=1e-3)


def test_sixty_four_people_a_group_find_a_difference_of_half_a_deviation() -> None:
    assert needed(0.5, 1.0) == 64.0  # Cohen 1988, table 2.4.1
    assert needed(0.8, 1.0) == 26.0


def test_a_trend_is_the_mean_of_the_slopes_of_each_person() -> None:
    dose = {"none": 0.0, "some": 1.0, "much": 4.0}
    slopes = DRAW.normal(2.0, 0.4, 12)
    arms = [_arm(name, (OTHER + slopes * x)[:, None]) for name, x in dose.items()]
    (found,) = _cohort(*arms).trend(dose)
    span = stats.ttest_1samp(slopes, 0.0).confidence_interval(0.95)
    assert (found.slope, found.low, found.high) == pytest.approx((slopes.mean(), span.low, span.high))


def test_halves_of_the_people_are_compared_and_then_each_other() -> None:
    more, less, between = TWO.compare("a", "b", by="female")
    change, female = OWN - OTHER, TWO.covariates["female"] > 0.0
    assert (more.people, less.people) == (8, 4)  # of two values the higher, though the median is that value
    assert (more.difference, less.difference) == pytest.approx((change[female].mean(), change[~female].mean()))
    span = stats.ttest_ind(change[female], change[~female], equal_var=False).confidence_interval(0.95)
    assert (between.difference, between.low, between.high) == pytest.approx(
        (more.difference - less.difference, span.low, span.high)
    )


def test_what_goes_through_another_measure() -> None:
    draw = np.random.default_rng(5)
    m2, own = draw.normal(50.0, 5.0, 40), draw.normal(0.0, 1.0, 40)
    m1 = m2 + 4.0 + draw.normal(0.0, 1.5, 40)
    y2 = 2.0 * m2 + own
    whole, part = 2.0 * m1 + own, 2.0 * m1 + 3.0 + own + draw.normal(0.0, 0.2, 40)
    for y1, direct in ((whole, 0.0), (part, 3.0)):
        arms = _arm("a", np.column_stack([m1, y1])), _arm("b", np.column_stack([m2, y2]))
        found = _cohort(*arms, measures=("size", "strength")).mediate("size", "strength", "a", "b")
        assert found.direct == pytest.approx(direct, abs=0.35)
        assert found.indirect + found.direct == pytest.approx(found.total)
        assert found.indirect_low < 2.0 * (m1 - m2).mean() < found.indirect_high


# -- groups that cannot be compared ---------------------------------------------------------------------------------


def test_one_arm_is_not_held_against_itself() -> None:
    one = _cohort(_arm("lived", OWN[:, None], np.full((12, 1), NAN), np.full((12, 1), 100.0)), events=("pain",))
    with pytest.raises(ValueError, match="lived is held against itself; it needs another arm, or its control"):
        one.compare()
    (told,) = one.events_table()
    assert (told.met, told.people, told.rate_per_year) == (0, 12, 0.0)
    assert told.risk.note == "there is one arm, and nothing to hold it against" and math.isnan(told.hazard.ratio)


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        ([1.0], [2.0], "one person has no interval"),
        ([1.0, 1.0], [1.0, 1.0], "nobody differs from anybody"),
        ([1.0, NAN, 2.0], [1.0, 1.0, 3.0], "1 people without a number are left out"),
    ],
)
def test_a_comparison_says_who_is_left_out_and_what_is_missing(own: list[float], other: list[float], said: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert said in effect_of("m", "", ("a", "b"), np.array(own), np.array(other)).note


YES, NO = np.ones(6, dtype=bool), np.zeros(6, dtype=bool)
HALF = np.array([1, 0, 1, 0, 1, 0], dtype=bool)


@pytest.mark.parametrize(
    ("first", "second", "ratio", "said"),
    [
        (HALF, NO, NAN, "nobody meets it in the second arm"),
        (NO, HALF, 0.0, "nobody meets it in the first arm"),
        (YES, YES, 1.0, "the same people meet it in both arms"),
        (HALF, HALF, 1.0, "the same people meet it in both arms"),
    ],
)
def test_a_risk_that_cannot_be_told_says_why(first: np.ndarray, second: np.ndarray, ratio: float, said: str) -> None:
    found = paired_risk("x", (first, np.ones(6)), (second, np.ones(6)))
    assert found.ratio == pytest.approx(ratio, nan_ok=True) and found.note == said
    assert paired_risk("x", (first, np.zeros(6)), (second, np.ones(6))).note == "nobody is exposed in both arms"
    assert relative_risk("x", first, HALF[:0]).note == "one of the two groups is empty"


@pytest.mark.parametrize(
    ("came", "column", "said"),
    [
        (NO, HALF, "nobody meets it"),
        (YES, NO, "all people are alike in x"),
        (HALF, HALF, "only people of one kind of x meet it, so no ratio is finite"),
    ],
)
def test_a_hazard_that_cannot_be_told_says_why(came: np.ndarray, column: np.ndarray, said: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (found,) = cox(np.arange(1.0, 7.0), came, {"x": column.astype(float)})
    assert found.note == said and math.isnan(found.ratio)


def test_a_hazard_without_an_interval_says_why() -> None:
    """Who is higher always meets it later, so the likelihood has no top: the ratio runs to nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (found,) = cox(np.arange(1.0, 7.0), YES, {"x": np.arange(6.0)})
    assert found.note == "too few meet it for an interval" and not math.isfinite(found.high)


def test_events_that_all_fall_on_one_day_are_tied_and_told() -> None:
    (found,) = cox(np.full(6, 10.0), YES, {"x": np.arange(6.0)})
    assert found.ratio == pytest.approx(1.0, abs=0.3) and found.low < 1.0 < found.high


def test_people_who_are_alike_explain_nothing() -> None:
    held = _cohort(_arm("a", OWN[:, None]), same=np.ones(12), x=OTHER, twice=2.0 * OTHER + 1.0)
    assert held.explain("m", ["x"]).r2 == pytest.approx(stats.linregress(OTHER, OWN).rvalue ** 2)
    with pytest.raises(ValueError, match="same: all people of arm a are alike in it"):
        held.explain("m", ["x", "same"])
    with pytest.raises(ValueError, match="x: it follows from the other explaining measures"):
        held.explain("m", ["x", "twice"])
    with pytest.raises(ValueError, match="same: all people are alike in it, and make no two groups"):
        TWO._replace(covariates={"same": np.ones(12)}).compare("a", "b", by="same")


def test_a_formula_that_gives_no_number_says_why() -> None:
    held = _cohort(_arm("a", np.array([[1.0], [NAN]])), x=np.zeros(2))
    with pytest.raises(ValueError, match="it gives no number; y has none in 1 of 2 people"):
        held.tell("mean(y)", y="m")
    with pytest.raises(ValueError, match="nobody is left, or nobody differs"):
        held.tell("mean(among(x, x))", x="x")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda c: c.trend({"a": 1.0}), "a trend needs at least two arms with doses that differ"),
        (lambda c: c.trend({"a": 1.0, "b": 1.0}), "a trend needs at least two arms with doses that differ"),
        (lambda c: c.trend({"a": 1.0, "z": 2.0}), "unknown arm 'z'"),
        (lambda c: c.mediate("m", "female", "a", "a"), "a is held against itself"),
        (lambda c: c.compare("a", "b", by="sex"), "unknown measure 'sex'"),
    ],
)
def test_a_question_that_has_no_answer_is_one_line(ask, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ask(TWO)
