"""Trials: one row a trial, the same in both engines, thousands in a second; targets, clamps, channels, catch trials."""

from __future__ import annotations

import time

import numpy as np
import pytest

from agonist.experiments import run
from agonist.experiments.trialling import trials
from agonist.model.compiler.jit import COMPILED
from agonist.model.parameters import TABLE
from agonist.model.scenario import Scenario

CALF = Scenario(
    title="Trials of a calf", days=0.3, watch="plantarflexion_bent_right",
    plan=[{
        "do": "trials", "task": "plantarflexion_bent", "muscle": "soleus", "day": 0.01,
        "blocks": ["20", "30 change=0..-0.1", "20 change=-0.1", "5 catch", "10 perturb=8", "10 clamp=0.03", "10 channel", "40"],
    }],
)  # fmt: skip
SHARE, STRATEGY = "share.soleus_right", "strategy.soleus_right"


@pytest.fixture(scope="module")
def seen():
    """The table of trials of the compiled engine."""
    return trials(CALF, settings={"exploration_sd": 0.0})


def of_block(seen, n: int, column: str) -> np.ndarray:
    """A column of one block of trials."""
    return seen.loc[seen["block"] == n + 1, column].to_numpy()


def test_every_trial_is_a_row_and_blocks_are_told_apart(seen) -> None:
    assert seen.groupby("block").size().tolist() == [20, 30, 20, 5, 10, 10, 10, 40]
    assert (seen["trial"].diff().dropna() == 1).all()


def test_feedback_moves_the_share_and_its_end_ends_the_deliberate_part(seen) -> None:
    before, asked, after = (of_block(seen, n, SHARE).mean() for n in (0, 2, 7))
    assert before - asked > 0.06 and after > asked + 0.05
    assert (of_block(seen, 7, STRATEGY) == 0.0).all() and np.ptp(
        of_block(seen, 1, "target.soleus_right")
    ) == pytest.approx(0.1)


def test_perturbation_clamp_and_channel_do_what_they_say(seen) -> None:
    load = seen["demand_nm"].iloc[0]
    assert of_block(seen, 4, "demand_nm") == pytest.approx(load + 8.0)
    pushed = of_block(seen, 5, STRATEGY)
    assert (np.diff(pushed) >= 0.0).all(), "a clamped error pushes on, whatever is done"
    assert np.asarray(pushed)[-1] == TABLE["authority"].value, "as far as will reaches"
    channel = np.abs(of_block(seen, 6, STRATEGY))
    assert (np.diff(channel) < 0.0).all(), "without error what was built fades"
    assert (np.diff(np.abs(of_block(seen, 3, STRATEGY))) < 0.0).all()


def test_both_engines_agree_to_the_last_bit() -> None:
    assert trials(CALF, seed=3).equals(trials(CALF, seed=3, engine="agents"))


def test_a_seed_a_person() -> None:
    both = trials(CALF, seeds=(3, 4))
    assert both[both["seed"] == 3].drop(columns="seed").reset_index(drop=True).equals(trials(CALF, seed=3))


@pytest.mark.skipif(not COMPILED, reason="needs the compiled engine")
def test_ten_thousand_trials_take_less_than_a_second() -> None:
    """Processor time: the machine may be busy."""
    word = {
        "do": "trials",
        "task": "plantarflexion_bent",
        "muscle": "soleus",
        "day": 0.01,
        "blocks": ["5000", "5000 change=0..0.1"],
    }
    life = CALF.with_(days=1, plan=[word])
    trials(life)
    start = time.process_time()
    assert len(trials(life)) == 10_000
    assert time.process_time() - start < 1.0


def test_a_record_says_what_each_row_was() -> None:
    life = CALF.with_(
        days=1, add=[{"do": "practice", "task": "plantarflexion_bent", "reps": 10, "load": 0.2, "bouts": 2}]
    )
    record = run(life, every=1)
    assert len(record.kind) == len(record.time_day)
    assert {kind: record.kind.count(kind) for kind in ("trial", "bout", "night")} == {
        "trial": 145,
        "bout": 2,
        "night": 1,
    }


@pytest.mark.parametrize(
    ("blocks", "needs"),
    [("x", "number of trials"), ("0", "number of trials"), ("10 shar=.2", "share"), ("10 share=2", "0 to 1"),
     ("10 share=.1..", ""), ("10 clamp=x", "number"), ("10 wobble", "channel")],
)  # fmt: skip
def test_a_wrong_block_is_one_line(blocks: str, needs: str) -> None:
    word = {"do": "trials", "task": "plantarflexion_bent", "muscle": "soleus", "blocks": [blocks]}
    if not needs:
        assert CALF.with_(plan=[word])
        return
    with pytest.raises(ValueError, match="block") as error:
        CALF.with_(plan=[word])
    assert needs in str(error.value) and "\n" not in str(error.value)


def test_what_is_missing_is_said() -> None:
    with pytest.raises(ValueError, match="muscle is missing"):
        CALF.with_(plan=[{"do": "trials", "task": "plantarflexion_bent", "blocks": ["10 share=0.3"]}])
    with pytest.raises(ValueError, match="has no trials"):
        trials("healthy")
