"""Two hundred misspelt names, in every place where a name is said: one line each, with the name that was meant."""

from __future__ import annotations

import random

import pytest

from agonist.experiments import cohort
from agonist.model.assessment.assess import ASSESSMENTS
from agonist.model.interventions import WORDS
from agonist.model.scenario import Scenario, load, resolve
from agonist.model.traits import traits
from agonist.model.vocabulary import all_arguments

KNEE = {
    "title": "A knee",
    "days": 2,
    "watch": "knee_extension_right",
    "tasks": ["knee_flexion"],
    "plan": [{"do": "practice", "task": "knee_extension", "reps": 10, "load": 0.2}],
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def misspelt(name: str, dice: random.Random) -> str:
    """A name with a letter left out, doubled or exchanged for its neighbour, somewhere behind the first."""
    k = dice.randrange(1, max(2, len(name) - 1))
    ways = (name[:k] + name[k + 1 :], name[:k] + name[k] + name[k:], name[:k] + name[k : k + 2][::-1] + name[k + 2 :])
    return next((w for w in dice.sample(ways, 3) if w != name), name + "x")


def with_word(**word: object) -> None:
    """A scenario with one more word."""
    Scenario(**{**KNEE, "plan": [*KNEE["plan"], word]})


def with_reading(text: str) -> None:
    """A scenario with a reading."""
    Scenario(**{**KNEE, "read": [text]})


def places() -> list[tuple[str, str, str, object]]:
    """(where, right name, misspelt name, what says it) for every kind of name."""
    dice, body = random.Random(7), resolve(load("acl-reconstruction")).subject.structure.names
    plain = sorted({m.removesuffix("_right").removesuffix("_left") for m in body.muscles})
    found: list[tuple[str, str, str, object]] = []

    def enter(where: str, name: str, say: object) -> None:
        wrong = misspelt(name, dice)
        found.append((where, name, wrong, say))

    for word in WORDS.values():
        enter("word", word.name, lambda w: with_word(do=w))
        for argument in all_arguments(word)[:2]:
            enter("argument", argument.name, lambda w, word=word: with_word(do=word.name, **{w: 1}))
    for measure in ASSESSMENTS:
        enter("measure", measure, lambda w: with_reading(f"{w} @ end"))
    for muscle in plain:
        enter("muscle", muscle, lambda w: with_word(do="inhibit", muscle=w, fraction=0.1))
        enter("muscle read", muscle, lambda w: with_reading(f"size_cm2 {w} right"))
        enter("exercise", muscle, lambda w: with_word(do="sessions", exercises=[f"{w} right 3x10"], weeks=1))
    for name in traits():
        enter("trait", name, lambda w: Scenario(**{**KNEE, "person": {w: 1.0}}))
        enter("trait of people", name, lambda w: Scenario(**{**KNEE, "people": {"count": 3, w: 0.1}}))
    for task in ("knee_extension", "knee_flexion"):
        enter("task", task, lambda w: with_word(do="rest", task=w))
        enter("task read", task, lambda w: with_reading(f"maximal_torque_nm {w} right"))
        enter("watch", task, lambda w: Scenario(**{**KNEE, "watch": w}))
    for key in ("load", "seconds", "current", "share"):
        enter("number", key, lambda w: with_word(do="sessions", exercises=[f"knee_extension 3x10 {w}=0.3"], weeks=1))
    for key in ("title", "days", "watch", "plan", "tasks", "events", "people", "person", "windows"):
        enter("key", key, lambda w, key=key: Scenario.with_(Scenario(**KNEE), **{w: KNEE.get(key, {})}))
    for unit in ("weeks", "months", "hours", "days"):
        enter("unit of time", unit, lambda w: with_reading(f"size_cm2 vastus_lateralis right @ 1 {w}"))
    for event in ("injury", "recurrence", "joint_pain", "effusion_ml"):
        enter("event", event, lambda w: Scenario(**{**KNEE, "events": {"one": f"{w} vastus_lateralis right"}}))
    enter("angle", "knee_flexion", lambda w: with_word(do="cast", angles={w: 30}))
    enter("joint", "knee", lambda w: with_word(do="keep pain", joint=w, level=2))
    enter("parameter", "atrophy", lambda w: with_word(do="switch", parameter=w, value=0.2))
    enter("body", "rlu2023", lambda w: Scenario(**{**KNEE, "body": {"model": w}}))
    enter("learner", "maintained", lambda w: cohort(Scenario(**KNEE), people=2, learner=w))
    return found


PLACES = places()


def test_there_are_two_hundred() -> None:
    assert len(PLACES) >= 200


@pytest.mark.parametrize(("where", "name", "wrong", "say"), PLACES, ids=[f"{w}-{n}" for w, n, _, _ in PLACES])
def test_a_misspelt_name_is_told_with_the_one_that_was_meant(where: str, name: str, wrong: str, say: object) -> None:
    with pytest.raises(ValueError, match=".") as error:
        say(wrong)  # type: ignore[operator]
    line = str(error.value)
    assert "\n" not in line and len(line) < 600
    assert name.rstrip("s") in line.replace(repr(wrong), ""), line
