"""How two measures go together from trial to trial: in words, the same in both engines, equal to the table of trials."""

from __future__ import annotations

import numpy as np
import pytest

from agonist.experiments import run
from agonist.experiments.trialling import trials
from agonist.model.assessment.reading import parse
from agonist.model.scenario import Scenario

CALF = Scenario(
    title="Presses",
    days=0.2,
    watch="plantarflexion_right",
    plan=[{"do": "trials", "task": "plantarflexion", "muscle": "soleus", "day": 0.01, "blocks": ["30", "40"]}],
)
FIRST = "activation soleus in plantarflexion right over trials of block 2"
READ = (
    f"covariance of {FIRST} against gastrocnemius_medial",
    f"correlation of {FIRST} against activation gastrocnemius_medial",
    f"correlation of {FIRST} against effort",
    f"correlation of {FIRST} against soleus",
)


@pytest.fixture(scope="module")
def told() -> dict[str, float]:
    return run(CALF, read=list(READ)).read


def test_words_say_what_the_table_of_trials_says(told: dict[str, float]) -> None:
    seen = trials(CALF)
    block = seen[seen["block"] == 2]
    one, two = (block[f"activation.{m}_right"].to_numpy() for m in ("soleus", "gastrocnemius_medial"))
    assert told[READ[0]] == pytest.approx(np.cov(one, two, ddof=1)[0, 1], rel=1e-9)
    assert told[READ[1]] == pytest.approx(np.corrcoef(one, two)[0, 1], rel=1e-9)
    assert told[READ[2]] == pytest.approx(np.corrcoef(one, block["effort"])[0, 1], rel=1e-9)
    assert told[READ[3]] == pytest.approx(1.0)


def test_what_one_muscle_gives_less_the_other_gives_more(told: dict[str, float]) -> None:
    """Chance is each muscle's own and every movement meets its demand: synergists vary against each other."""
    assert told[READ[1]] < -0.3


def test_agents_say_the_same_to_the_last_bit(told: dict[str, float]) -> None:
    assert run(CALF, read=list(READ), engine="agents").read == told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (f"correlation of {FIRST}", "two measures over trials"),
        ("correlation of share soleus in plantarflexion right @ end against gastrocnemius", "two measures over trials"),
        (f"covariance of {FIRST} against gastrocnemius over last 5 trials", "same trials"),
        (f"covariance of {FIRST} against effort knee_extension right", "same trials"),
        (f"correlation of {FIRST} against size_cm2 soleus", "not seen in a trial"),
        (f"correlation of {FIRST} against gastrocnemus", "did you mean"),
        (
            f"correlation of {FIRST.replace('over trials', 'over each trial')} against gastrocnemius",
            "at least 3 trials",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line(words: str, told: str) -> None:
    with pytest.raises(ValueError, match=told) as caught:
        run(CALF, read=[words])
    assert "\n" not in str(caught.value)


def test_the_second_may_be_said_by_its_muscle() -> None:
    against = parse(READ[0]).against
    assert against is not None
    assert (against.name, against.task, against.side) == ("activation", "plantarflexion", "right")
