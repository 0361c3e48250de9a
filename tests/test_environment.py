"""The game of treatment: Gymnasium's own checks, reproducible people, and a score that is the sum of rewards."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from agonist.experiments.treating.course import TERMS, work_of

pytest.importorskip("gymnasium", reason="the extra 'gym' is not installed")
from agonist.experiments.treating import environment
from agonist.experiments.treating.environment import Treatment, constant, scores, until_back


@pytest.fixture(scope="module")
def world():
    return Treatment(weeks=2)


def test_gymnasium_is_content():
    import gymnasium
    from gymnasium.utils.env_checker import check_env

    check_env(gymnasium.make(environment.NAME, weeks=1).unwrapped, skip_render_check=True)


def episode(world, policy, **how):
    seen, told = world.reset(**how)
    steps, over = [(seen, 0.0, told)], False
    while not over:
        seen, reward, over, cut, told = world.step(policy(seen, world))
        assert not cut
        steps.append((seen, reward, told))
    return steps


def test_a_seed_is_a_person_and_a_life(world):
    first, again = (episode(world, constant({"cue": 0.2}), seed=5) for _ in range(2))
    fresh = episode(Treatment(weeks=2), constant({"cue": 0.2}), seed=5)
    for one in (again, fresh):
        assert all(np.array_equal(a[0], b[0]) and a[1] == b[1] for a, b in zip(first, one, strict=True))
    people = {world.reset(seed=seed)[1]["person"] for seed in range(8)}
    assert len(people) > 3 and max(people) < environment.PEOPLE


def test_rewards_are_work_and_what_is_kept(world):
    """Two weeks of a cue bring some of the share back, at the work of the course."""
    steps = episode(world, constant({"cue": 0.4}), options={"person": 0})
    minutes = work_of(world.phase(world.action({"cue": 0.4})), 1.0, world.case.place)
    assert steps[1][1] == -minutes and steps[2][2]["work_min"] == minutes
    assert sum(s[1] for s in steps) == pytest.approx(100.0 * steps[2][2]["kept"] - 2.0 * minutes)
    nothing = episode(world, constant({}), options={"person": 0})
    assert nothing[2][2]["kept"] < 0.4 < steps[2][2]["kept"] <= 1.0
    assert steps[2][0][0] > 2.0 * nothing[2][0][0] and nothing[0][0][4] == 0.0 and nothing[2][0][4] == 1.0


def test_actions_are_words_on_their_grids(world):
    asked = {"cue": 0.2, "load": 0.6, "feedback": 3.0, "stimulation": 0.3, "rest": 0.4}
    assert world.phase(world.action(asked)) == pytest.approx(asked)
    top = [len(grid) - 1 for grid in world.grids]
    assert world.phase(top) == pytest.approx({t.name: t.high for t in TERMS})
    assert world.action_space.contains(np.array(top)) and not world.action_space.contains(np.array(top) + 1)


def test_held_out_people_are_others():
    training, held = (Treatment(people=name, weeks=1)._person(0).number for name in environment.POOLS)
    assert training != held
    with pytest.raises(ValueError, match="unknown people 'held_out'; it needs training or held out"):
        Treatment(people="held_out")


def test_looking_beats_doing_nothing():
    """66 against 20 over sixteen people in six weeks; half of the way between on one of them."""
    watched, idle = (float(scores(policy, places=(0,))[0]) for policy in (until_back(), constant({})))
    assert watched > 43.0 > idle


def test_a_missing_extra_is_named():
    asked = "import sys; sys.modules['gymnasium'] = None; import agonist.experiments.treating.environment"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    assert "pip install 'agonist[gym]'" in done.stderr


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda w: w.action({"cues": 0.2}), "unknown word 'cues'; did you mean 'cue'"),
        (lambda w: w.action({"cue": 2.0}), "action, cue = 2"),
        (lambda w: w.phase({"cue": 0.2}), "an action is 5 whole numbers"),
        (lambda w: w.phase([-1, 0, 0, 0, 0]), "an action is 5 whole numbers"),
        (lambda w: w.phase([0.5, 0, 0, 0, 0]), "an action is 5 whole numbers"),
        (lambda w: w.reset(options={"person": environment.PEOPLE}), "person"),
        (lambda w: Treatment(weeks=1).step(w.action({})), "reset"),
    ],
)
def test_a_slip_of_a_player_is_one_line(wrong, said, world):
    with pytest.raises(ValueError, match=said) as refused:
        wrong(world)
    assert "\n" not in str(refused.value)
