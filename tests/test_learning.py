"""What the rivals do to a toy task: the rule with a threshold on the neighbours' mean, and the null models.

Settings: 16 bouts a day of 20 repetitions at 35 % of the maximum, capacities of real hip extensors, eight seeds.
"""

import numpy as np
import pytest
from toy import Toy

from agonist.experiments.evidence.registry import Options
from agonist.experiments.validating import validate
from agonist.model.layout import MEMBERS
from agonist.model.rules import learning

HIP = {"a": 0.40, "b": 0.27, "c": 0.24, "d": 0.09}
HELPERS = {"a": 0.40, "b": 0.20, "c": 0.10, "d": 0.06} | {f"h{i:02d}": 0.02 for i in range(12)}
PAIR = {"prime": 1.0, "synergist": 0.6}
DAY, WEEK = 16, 112


def _patient(dose: float, days: int, seeds: int = 8, **parameters: float) -> Toy:
    toy = Toy(HIP, seeds=seeds, recurrent_gain=0.05, **parameters)
    toy.set_muscle("a", "inhibition", dose)
    toy.practise(DAY * days)
    toy.set_muscle("a", "inhibition", 0.0)
    return toy


@pytest.fixture(scope="module")
def dominated() -> dict[str, np.ndarray]:
    """Weights of patients half a year after two months at half the excitability."""
    toy = _patient(0.5, 60)
    toy.practise(DAY * 180)
    return {name: toy.weights(name) for name in ("fast", "slow")}


def _again(state: dict[str, np.ndarray]) -> Toy:
    toy = Toy(HIP, seeds=8, recurrent_gain=0.05)
    for name, weights in state.items():
        toy.q[:, getattr(MEMBERS, name), :8] = weights
    return toy


@pytest.mark.parametrize("load", [0.15, 0.35, 0.65])
@pytest.mark.parametrize("body", [HIP, HELPERS, {"a": 0.37, "b": 0.42, "c": 0.07, "d": 0.14}])
def test_nothing_happens_to_a_healthy_pattern_in_a_year(body: dict[str, float], load: float) -> None:
    """Share of torque stays within .02 of the share of capacity, the smallest helpers within a tenth of theirs."""
    toy = Toy(body, seeds=8, recurrent_gain=0.05)
    share = toy.practise(DAY * 365, load)[-DAY * 30 :].mean(axis=0)
    healthy = toy.q[:, MEMBERS.capacity_share, :8]
    assert np.abs(share - healthy).max() < 0.02
    assert np.abs(share / healthy - 1.0).max() < 0.1
    assert (healthy * toy.weights()).sum(axis=0) == pytest.approx(1.0)


def test_two_months_without_half_of_the_prime_mover_are_not_forgotten(dominated: dict[str, np.ndarray]) -> None:
    share = _again(dominated).practise(DAY * 185)[-DAY:, 0].mean()
    assert share < 0.5 * HIP["a"]


@pytest.mark.parametrize(
    ("dose", "days", "lost"),
    [(0.15, 100, False), (0.3, 10, False), (0.5, 10, False), (0.7, 60, True)],
)
def test_strength_and_duration_of_inhibition_decide(dose: float, days: int, lost: bool) -> None:
    share = _patient(dose, days).practise(DAY * 365)[-DAY:, 0].mean()
    assert bool(share < 0.7 * HIP["a"]) is lost
    assert lost or share == pytest.approx(HIP["a"], abs=0.03)


@pytest.mark.parametrize(("load", "cue", "back"), [(0.35, 0.0, False), (0.525, 0.0, False), (0.2, 0.35, True)])
def test_six_weeks_of_cued_practice_bring_it_back_and_heavier_practice_does_not(
    dominated: dict[str, np.ndarray], load: float, cue: float, back: bool
) -> None:
    toy = _again(dominated)
    toy.set_muscle("a", "cue", cue)
    toy.practise(6 * WEEK, load)
    toy.set_muscle("a", "cue", 0.0)
    share = toy.practise(DAY * 365)[-DAY:, 0].mean()
    assert bool(share > 0.9 * HIP["a"]) is back


def test_skill_shifts_the_pattern_and_general_exercise_does_not(dominated: dict[str, np.ndarray]) -> None:
    """Two weeks of a hundred extra repetitions a day: ratio at least 3 (Tsao 2010: a shift, and none)."""
    shift = {}
    for arm, cue in (("skill", 0.35), ("general", 0.0)):
        toy = _again(dominated)
        before = toy.practise(DAY)[:, 0].mean()
        for _ in range(14):
            toy.practise(DAY)
            toy.set_muscle("a", "cue", cue)
            toy.practise(5, 0.2 if cue else 0.35)
            toy.set_muscle("a", "cue", 0.0)
        toy.practise(2 * DAY)
        shift[arm] = toy.practise(DAY)[:, 0].mean() - before
    assert shift["skill"] > 0.01
    assert shift["skill"] > 3.0 * abs(shift["general"])


def test_a_practised_gait_leaves_the_measured_habit() -> None:
    """The rows of Wood et al. 2020 (n = 16), in their protocol; strides 6 to 30 keep too much (4.3 %, people 3.1)."""
    rows = ("plateau", "residual-initial", "residual-fraction", "residual-late", "washout-tau", "steady-gain")
    judged = validate([f"habit-{each}" for each in rows], options=Options(learner="threshold"))
    assert len(judged) == len(rows) and all(each.inside for each in judged)


def test_the_loop_of_the_habit_does_not_close() -> None:
    """Inhibition 0 to .6 in 13 levels and back: area at least .01, and at least .8 of it at double dwell."""
    areas = [_loop("threshold", reps) for reps in (20_000, 40_000)]
    assert areas[0] > 0.01
    assert areas[1] > 0.8 * areas[0]


def _loop(learner: str, per_level: int) -> float:
    toy = Toy(PAIR, learner, exploration_sd=0.0, exploration_chance=0.0)
    if learner != "threshold":
        _least_effort(toy)
    doses, reps = np.linspace(0.0, 0.6, 13), min(100, per_level // 10)
    shares = []
    for dose in [*doses, *doses[::-1]]:
        toy.set_muscle("prime", "inhibition", dose)
        shares.append(toy.practise(per_level // reps, 0.3, float(reps))[-1, 1, 0])
    return float(np.trapezoid(np.array(shares[:12:-1]) - np.array(shares[:13]), doses))


def _least_effort(toy: Toy) -> None:
    answers = toy.q[:, MEMBERS.capacity_share, 0]
    for name in ("pattern", "fast", "slow", "trace"):
        toy.q[:, getattr(MEMBERS, name)] = (answers / (answers @ answers))[:, None]


@pytest.mark.parametrize(
    ("learner", "expected", "tolerance"),
    [
        ("optimal", (0.375, 0.789, 0.375, 0.375), 0.001),
        ("error", (0.265, 0.570, 0.397, 0.399), 0.002),
        ("forgetting", (0.265, 0.675, 0.523, 0.270), 0.002),
        ("search", (0.265, 0.555, 0.364, 0.364), 0.1),
        ("use", (0.265, 0.562, 0.358, 0.335), 0.002),
        ("frozen", (0.265, 0.474, 0.265, 0.265), 0.001),
        ("modules", (0.375, 0.6, 0.375, 0.375), 0.001),
        ("value", (0.375, 0.911, 0.800, 0.404), 0.001),
    ],
)
def test_rivals_keep_what_the_null_models_keep(learner: str, expected: tuple[float, ...], tolerance: float) -> None:
    """Synergist share at the start, after 2000 trials at gain .4, 50 and 4000 trials after: the project's null models.

    `search`: two standard deviations over seeds. `use`: pull .01, trace .0005, by a direct loop over trials. `modules`: both
    muscles are of one module, and nothing can part them. `value`: by a direct loop over trials.
    """
    toy = Toy(PAIR, learner, seeds=8, exploration_sd=0.08 if learner == "search" else 0.0)
    if learner not in ("optimal", "modules", "value"):  # whose rest in health is the own healthy pattern
        _least_effort(toy)
    seen = [toy.practise(1, 0.3, 1.0)[-1, 1].mean()]
    toy.set_muscle("prime", "inhibition", 0.6)
    seen.append(toy.practise(2000, 0.3, 1.0)[-1, 1].mean())
    toy.set_muscle("prime", "inhibition", 0.0)
    seen += [toy.practise(n, 0.3, 1.0)[-1, 1].mean() for n in (50, 3950)]
    assert seen == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize(
    ("learner", "trials", "area"),
    [("error", 200, 0.0046), ("error", 20_000, 0.0046), ("forgetting", 200, 0.045), ("forgetting", 2000, 0.003),
     ("forgetting", 20_000, 0.0)],
)  # fmt: skip
def test_loops_of_the_rivals_close_or_stay_small(learner: str, trials: int, area: float) -> None:
    assert _loop(learner, trials) == pytest.approx(area, abs=0.0012)


@pytest.mark.parametrize("learner", ["error", "forgetting", "use", "optimal", "frozen", "modules", "value"])
def test_a_rival_rests_at_the_own_healthy_pattern(learner: str) -> None:
    """A person's own pattern, far from even, is left by no rival without a cause; tolerance: the part of the error that
    a pull to nothing leaves. `search` wanders.
    """
    toy = Toy(HIP, learner, exploration_sd=0.0)
    own = np.array([1.3, 0.5, 1.1, 0.9])
    size = toy.q[:, MEMBERS.capacity_share, 0]
    own /= own @ size
    for name in ("pattern", "fast", "slow", "trace"):
        toy.q[:, getattr(MEMBERS, name)] = own[:, None]
    share = toy.practise(DAY * 365, 0.3)[-1, :, 0]
    assert share == pytest.approx(own * size, abs=0.002)


@pytest.mark.parametrize("learner", ["error", "forgetting", "use"])
def test_a_muscle_in_two_halves_learns_as_one(learner: str) -> None:
    """Prime mover inhibited, its synergist whole or told in two halves: the same share of the prime mover, to 1e-6."""
    shares = []
    for body in ({"a": 1.0, "b": 0.6}, {"a": 1.0, "b": 0.3, "c": 0.3}):
        toy = Toy(body, learner, exploration_sd=0.0, recurrent_gain=0.0)
        toy.set_muscle("a", "inhibition", 0.6)
        shares.append(toy.practise(300, 0.3, 1.0)[[20, -1], 0, 0])
    assert shares[0] == pytest.approx(shares[1], abs=1e-6)


@pytest.mark.parametrize("learner", ["error", "forgetting", "use"])
def test_the_length_of_a_bout_does_not_matter_to_a_rival(learner: str) -> None:
    ends = []
    for bouts, reps in ((2000, 1.0), (100, 20.0)):
        toy = Toy(PAIR, learner, exploration_sd=0.0)
        toy.set_muscle("prime", "inhibition", 0.6)
        ends.append(toy.practise(bouts, 0.3, reps)[-1, 1, 0])
    assert ends[0] == pytest.approx(ends[1], abs=0.005)


def test_halving_the_bout_changes_little() -> None:
    """Same repetitions a day in twice the bouts: within .035 of share on the way, within .005 at the end."""
    lives = []
    for bouts, reps in ((16, 20.0), (32, 10.0)):
        toy = Toy(HIP, seeds=8, recurrent_gain=0.0)
        toy.set_muscle("a", "inhibition", 0.5)
        first = toy.practise(bouts * 60, reps=reps)
        toy.set_muscle("a", "inhibition", 0.0)
        lives.append(np.concatenate([first, toy.practise(bouts * 300, reps=reps)])[::bouts, 0].mean(axis=1))
    assert np.abs(lives[0] - lives[1]).max() < 0.035
    assert lives[0][-1] == pytest.approx(lives[1][-1], abs=0.005)


def test_losing_a_muscle_scales_every_other_command_at_once() -> None:
    """Virtual paralysis (de Rugy 2012): all others rise by one factor, the pattern does not move."""
    toy = Toy(HIP, exploration_sd=0.0)
    toy.practise(DAY)
    before = toy.q[:, MEMBERS.command, 0].copy()
    toy.set_muscle("c", "force_factor", 0.0)
    toy.practise(2)
    factors = toy.q[:, MEMBERS.command, 0] / before
    assert factors.min() > 1.2
    assert factors.max() == pytest.approx(factors.min(), rel=0.01)


def test_consolidation_slows_forgetting(dominated: dict[str, np.ndarray]) -> None:
    shares = []
    for kappa in (1.0, 10.0):
        toy = _again(dominated)
        toy.block.parameters.reshape(-1, 8)[list(toy.table).index("consolidation")] = kappa
        toy.set_muscle("a", "cue", 0.35)
        toy.practise(3 * WEEK, 0.2)
        toy.set_muscle("a", "cue", 0.0)
        shares.append(toy.practise(DAY * 3)[-1, 0].mean())
    assert shares[1] < shares[0] - 0.03


@pytest.mark.parametrize("torque", [-30.0, 4.0, 25.0])
def test_the_cost_of_an_unwanted_torque_is_the_slope_of_its_price(torque: float) -> None:
    """Tolerance 1e-5: a central difference of the reward itself, over a small change of one muscle's command.

    The change of command moves the torque about the axis by the muscle's arm ratio times what it fetches along the task.
    """
    demand, mean, price, arms, fetched, step = 80.0, 1.0, 0.7, 0.4, 0.3, 1e-6

    def reward(command: float) -> float:
        return learning.unwanted_reward(torque + command * fetched * arms * demand, demand, mean, price)

    slope = -(reward(step) - reward(-step)) / (2.0 * step)
    assert learning.unwanted_cost(torque, demand, arms, fetched, price) == pytest.approx(slope, rel=1e-5)


def test_without_a_target_there_is_no_strategy() -> None:
    """What was changed on purpose is gone as soon as no target is shown; with one it stays and grows towards it."""
    assert learning.strategy(0.3, -1.0, 0.2, 0.5, 20.0, 0.911, 0.859) == 0.0
    assert learning.strategy(0.0, 0.4, 0.2, 0.5, 20.0, 0.911, 0.859) > 0.05
    assert learning.strategy(0.0, 0.1, 0.2, 0.5, 20.0, 0.911, 0.859) < -0.02
