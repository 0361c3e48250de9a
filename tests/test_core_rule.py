"""The default learner on toy tasks: own patterns stay, dose and days decide, links and upkeep are both needed."""

import numpy as np
import pytest
from toy import Toy

from agonist.model import folds
from agonist.model.layout import MEMBERS
from agonist.model.rules import upkeep

HIP = {"a": 0.38, "b": 0.27, "c": 0.23, "d": 0.12}
DAY, WEEK, YEAR = 16, 112, 16 * 365
LINKS = 0.25


def body(sizes: dict[str, float] = HIP, seeds: int = 4, pattern: float = 0.0, **settings: float) -> Toy:
    """A task of the default learner; `pattern` is the spread of the people's own patterns."""
    own = {"recurrent_gain": LINKS} | settings
    if pattern == 0.0:
        return Toy(sizes, "maintained", seeds=seeds, **own)
    factors = np.exp(pattern * np.random.default_rng(1).standard_normal((len(sizes), seeds)))
    return Toy(sizes, "maintained", seeds=seeds, patterns=factors, **own)


def gains(toy: Toy) -> np.ndarray:
    """Gains [muscles, seeds]."""
    return np.asarray(toy.weights("gain"))


def inhibited(toy: Toy, dose: float, days: int) -> Toy:
    """The same after some days in which muscle `a` had lost a part of its excitability."""
    toy.set_muscle("a", "inhibition", dose)
    toy.practise(DAY * days)
    toy.set_muscle("a", "inhibition", 0.0)
    return toy


def share(toy: Toy, days: int = 365) -> float:
    """Share of muscle `a` over its own healthy one, after some days."""
    own = (toy.q[0, MEMBERS.capacity_share] * toy.q[0, MEMBERS.pattern])[: toy.seeds]
    return float((toy.practise(DAY * days)[-DAY * 5 :, 0].mean(axis=0) / own).mean())


@pytest.mark.parametrize("spread", [0.0, 0.15, 0.3])
@pytest.mark.parametrize("load", [0.15, 0.35, 0.65])
def test_a_healthy_year_keeps_every_own_pattern(spread: float, load: float) -> None:
    """Within 1 % of the own share: shares are gains times what the person started with."""
    toy = body(seeds=8, pattern=spread)
    toy.practise(YEAR, load)
    assert gains(toy).min() > 0.99
    assert gains(toy).max() < 1.01


def test_dose_and_days_decide_and_more_is_never_less() -> None:
    doses, days = (0.15, 0.3, 0.5, 0.7, 0.9), (3, 20, 60)
    lost = np.array([[share(inhibited(body(seeds=2), dose, d)) < 2 / 3 for d in days] for dose in doses])
    assert not lost[0].any() and not lost[:, 0].any()
    assert lost[2:, 2].all()
    assert not (lost[:-1] & ~lost[1:]).any() and not (lost[:, :-1] & ~lost[:, 1:]).any()


@pytest.mark.parametrize("cut", [{"recurrent_gain": 0.0}, {"upkeep": 0.0}])
def test_without_links_or_without_upkeep_there_is_no_dominance(cut: dict[str, float]) -> None:
    assert share(inhibited(body(seeds=2, **cut), 0.7, 100)) > 0.95


def test_cutting_the_links_of_a_settled_patient_gives_the_share_back() -> None:
    toy = inhibited(body(seeds=2), 0.5, 60)
    assert share(toy, 180) < 0.4
    toy.block.parameters.reshape(-1, 8)[list(toy.table).index("recurrent_gain")] = 0.0
    assert share(toy, 730) > 0.9


@pytest.mark.parametrize("size", [0.03, 0.1, 0.3, 0.6])
def test_muscles_of_every_size_can_be_lost(size: float) -> None:
    others = dict.fromkeys("bcd", (1.0 - size) / 3.0)
    assert share(inhibited(body({"a": size, **others}, 2), 0.5, 60)) < 0.5


def test_halves_of_a_muscle_stay_together() -> None:
    """Without chance: a helper and the prime mover in two halves behave like the whole, within 1 %."""
    whole = share(inhibited(body(seeds=1, exploration_sd=0.0), 0.5, 60))
    helper = {"a": 0.38, "b1": 0.135, "b2": 0.135, "c": 0.23, "d": 0.12}
    toy = inhibited(body(helper, 1, exploration_sd=0.0), 0.5, 60)
    assert share(toy) == pytest.approx(whole, rel=0.01)
    assert gains(toy)[1] == pytest.approx(gains(toy)[2], rel=1e-9)
    prime = Toy(
        {"a1": 0.19, "a2": 0.19, "b": 0.27, "c": 0.23, "d": 0.12},
        "maintained",
        recurrent_gain=LINKS,
        exploration_sd=0.0,
    )
    for part in ("a1", "a2"):
        prime.set_muscle(part, "inhibition", 0.5)
    prime.practise(DAY * 60)
    for part in ("a1", "a2"):
        prime.set_muscle(part, "inhibition", 0.0)
    assert prime.practise(YEAR)[-80:, :2].sum(axis=1).mean() / 0.38 == pytest.approx(whole, rel=0.01)


def test_a_settled_loss_is_harder_to_treat() -> None:
    """The same six weeks of a cue in five bouts a day: enough a month after the cause has gone, not a year after."""

    def treated(gap: int) -> float:
        toy = inhibited(body(seeds=4), 0.5, 90)
        toy.practise(DAY * gap)
        for _ in range(42):
            toy.set_muscle("a", "cue", 0.2)
            toy.practise(5)
            toy.set_muscle("a", "cue", 0.0)
            toy.practise(DAY - 5)
        return share(toy)

    assert treated(30) > 0.9
    assert treated(365) < 0.5


def test_feedback_on_the_own_share_gives_it_back() -> None:
    """Twelve weeks in every bout: within 15 % of the own share for a year, and no overshoot beyond 20 %."""
    toy = inhibited(body(seeds=4), 0.5, 90)
    toy.practise(DAY * 90)
    toy.set_member("a", "target", HIP["a"])
    toy.practise(12 * WEEK)
    toy.set_member("a", "target", -1.0)
    seen = toy.practise(YEAR)[:, 0].reshape(365, DAY, -1).mean(axis=1) / HIP["a"]
    assert np.abs(seen[-30:].mean(axis=0) - 1.0).max() < 0.15
    assert seen.max() < 1.2


def test_helpers_gain_and_lose_again() -> None:
    toy = inhibited(body(seeds=2), 0.5, 60)
    assert 1.1 < gains(toy)[1:].max() <= 1.0 + toy.table["surplus_gain"]
    assert gains(body(seeds=2, pattern=0.3)).max() == pytest.approx(1.0)


def test_fatigue_is_not_mistaken_for_disuse() -> None:
    """A helper that is tired for a year gives all it has left: its gain stays."""
    toy = body(seeds=2)
    toy.set_muscle("b", "fatigue_rate", 0.0)
    toy.set_muscle("b", "recovery_rate", 0.0)
    toy.set_muscle("b", "fatigued", 0.7)
    toy.practise(YEAR, 0.65)
    assert gains(toy)[1].min() > 0.99


def test_days_without_commands_make_sleepy_and_use_wakes() -> None:
    """Gaffney 2021: 72 h still take 30 % of an evoked potential, read as 1.8 d; nights and a day off take nothing."""
    asleep = {days: upkeep.asleep(0.0, 0.0, days, 0.25, 3.3, 1.0) for days in (0.4, 1.0, 3.0, 14.0)}
    assert asleep[0.4] < 1e-4 and asleep[1.0] < 0.002
    assert 1.8 * asleep[3.0] == pytest.approx(0.30, abs=0.03)
    assert asleep[14.0] == pytest.approx(0.25, abs=0.001)
    assert upkeep.woken(asleep[14.0], upkeep.left(320.0 * 7, upkeep.rate(600.0))) < 0.01


@pytest.mark.parametrize("size", [0.2, 0.38])
def test_theory_and_simulation_meet(size: float) -> None:
    """Noise-free: the dominated rest point, and both sides of the fold at which health ends."""
    others = dict.fromkeys("bcd", (1.0 - size) / 3.0)
    still = {"exploration_sd": 0.0, "settled_pull": 0.0}
    ends = folds.folds(size, opposed=0.0)
    assert ends is not None
    rests = folds.rest_points(size, opposed=0.0)
    assert [r.stable for r in rests] == [True, False, True]
    for dose, lost in ((ends.health_ends - 0.01, False), (ends.health_ends + 0.01, True)):
        toy = body({"a": size, **others}, 1, **still)
        toy.set_muscle("a", "inhibition", dose)
        toy.practise(DAY * 1500)
        assert bool(gains(toy)[0, 0] < 0.6) is lost
    toy = inhibited(body({"a": size, **others}, 1, **still), 0.6, 100)
    assert share(toy, 700) == pytest.approx(rests[0].share, abs=0.01)
    assert gains(toy)[0, 0] == pytest.approx(rests[0].gain, abs=0.005)


def test_closed_forms() -> None:
    """Small muscle, no antagonists: folds by closed form and by the numbers; without links health has no rival."""
    closed, numeric = folds.closed_folds(), folds.folds(0.03, opposed=0.0)
    assert numeric is not None
    assert numeric.health_ends == pytest.approx(closed.health_ends, abs=0.005)
    assert numeric.loss_ends == pytest.approx(closed.loss_ends, abs=0.005)
    table = folds._table(None)
    assert folds.least_threshold(0.0, table["use_width"]) >= table["use_threshold"]
    assert folds.least_threshold(LINKS, table["use_width"]) < table["use_threshold"]
    assert folds.loop_gain(1.0, 0.38) < 0.01
    assert folds.loop_gain(folds.rest_points(0.38)[1].gain, 0.38) > 1.0
