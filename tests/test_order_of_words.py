"""Words that contradict what was said before them are lived as they are said, and that is said in one line."""

import pytest

import agonist
from agonist.model.interventions.order import out_of_order
from agonist.model.scenario import load, resolve

GLUTEUS = {"muscle": "gluteus_maximus", "side": "right"}
KNEE = {"joint": "knee", "side": "right"}


def told(*plan):
    """What is said of the order of a plan, in a life in which a hip works."""
    week = load("healthy").with_(days=40, add=[{"do": word, **given} for word, given in plan])
    return out_of_order(resolve(week, {}).effects)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            [("remove", {**GLUTEUS, "day": 10}), ("inhibit", {**GLUTEUS, "fraction": 0.5, "day": 20})],
            "inhibit on day 20 does nothing: gluteus_maximus_right was taken out on day 10",
        ),
        (
            [("cue", {**GLUTEUS, "amount": 0.2, "day": 20}), ("remove", {**GLUTEUS, "day": 10})],
            "cue on day 20 does nothing: gluteus_maximus_right was taken out on day 10",
        ),
        (
            [("remove", {**GLUTEUS, "day": 10}), ("weaken", {"muscle": "hip_extensors", "side": "right", "fraction": 0.5, "day": 12})],
            "weaken on day 12 does nothing there: gluteus_maximus_right was taken out on day 10",
        ),
        (
            [("injure ligament", {**KNEE, "day": 1}), ("injure ligament", {**KNEE, "day": 9})],
            "injure ligament on day 9: the ligament of knee_right is torn since day 1 and was not reconstructed",
        ),
        ([("reconstruct ligament", {**KNEE, "day": 9})], "reconstruct ligament on day 9: no ligament of knee_right was torn before"),
        (
            [("replace joint", {**KNEE, "day": 1}), ("remove meniscus", {**KNEE, "day": 9})],
            "remove meniscus on day 9: knee_right was replaced on day 1, and has no such part any more",
        ),
        (
            [("paralyse", {**GLUTEUS, "day": 5}), ("weaken", {**GLUTEUS, "fraction": 0.2, "day": 7})],
            "weaken on day 7 takes the place of paralyse from day 5 in gluteus_maximus_right (force_factor)",
        ),
        (
            [("inhibit", {**GLUTEUS, "fraction": 0.5, "day": 5}), ("inhibit", {**GLUTEUS, "fraction": 0.3, "day": 5})],
            "inhibit on day 5 takes the place of inhibit from day 5",
        ),
        (
            [("inject effusion", {**KNEE, "ml": 20, "day": 5}), ("inject effusion", {**KNEE, "ml": 20, "day": 5})],
            "inject effusion on day 5 is said twice, word for word",
        ),
    ],
)  # fmt: skip
def test_a_word_against_those_before_it_is_named(words, says):
    lines = told(*words)
    assert len(lines) == 1 and lines[0].startswith(says), lines


@pytest.mark.parametrize(
    "words",
    [
        [("injure ligament", {**KNEE, "day": 1}), ("reconstruct ligament", {**KNEE, "day": 9}), ("injure ligament", {**KNEE, "day": 20})],
        [("injure ligament", {**KNEE, "day": 1}), ("injure ligament", {"joint": "ankle", "side": "right", "day": 9})],
        [("reconstruct ligament", KNEE)],  # the life begins at the operation
        [("wear joint", KNEE), ("replace joint", {**KNEE, "day": 9}), ("replace joint", {**KNEE, "day": 30})],  # a revision
        [("inhibit", {**GLUTEUS, "fraction": 0.5}), ("inhibit", {**GLUTEUS, "fraction": 0.0, "day": 9})],  # taken back
        [("paralyse", {**GLUTEUS, "days": 5}), ("weaken", {**GLUTEUS, "fraction": 0.2, "day": 5})],  # one after the other
        [("inhibit", {**GLUTEUS, "fraction": 0.5, "day": 5}), ("remove", {**GLUTEUS, "day": 9})],
    ],
)  # fmt: skip
def test_an_order_that_can_be_is_passed_in_silence(words):
    body = load("healthy").with_(
        body={"model": "rlu2023"}, days=40, add=[{"do": word, **given} for word, given in words]
    )
    assert out_of_order(resolve(body, {}).effects) == []


def test_a_patient_says_so_as_it_happens():
    one = agonist.Patient("healthy")
    assert one.do("remove", **GLUTEUS) == ()
    assert "was taken out on day 0" in one.do("inhibit", **GLUTEUS, fraction=0.5)[0]


def unloaded(*words: tuple[str, dict[str, float]]) -> list[float]:
    """What a leg misses of its load after one, five and fifteen days of life."""
    patient = agonist.Patient("leg")
    for name, given in words:
        patient.do(name, **given)
    found = []
    for days in (1.0, 4.0, 10.0):
        patient.advance(days)
        found.append(patient.value("muscles", "soleus_right", "unloaded"))
    return found


def test_crutches_and_fewer_steps_miss_the_greater_load_in_any_order() -> None:
    usual, fewer = ("walk", {"steps": 6000}), ("walk", {"steps": 1500, "day": 2, "days": 20})
    crutches = ("unload", {"fraction": 0.5, "side": "right", "day": 2, "days": 8})
    assert unloaded(usual, fewer) == pytest.approx([0.0, 0.3, 0.3])
    assert unloaded(usual, crutches, fewer) == unloaded(usual, fewer, crutches) == pytest.approx([0.0, 0.5, 0.3])
    later = ("walk", {"steps": 1500, "day": 3, "days": 20})
    assert unloaded(usual, crutches, later) == pytest.approx([0.0, 0.5, 0.3])
    assert unloaded(usual, fewer, ("walk", {"steps": 3000, "day": 4, "days": 18})) == pytest.approx([0.0, 0.2, 0.2])


def test_of_two_words_of_one_day_the_last_said_rules() -> None:
    first, second = ({"fraction": f, "side": "right", "day": 2, "days": 8} for f in (0.5, 0.2))
    assert unloaded(("unload", first), ("unload", second)) == [0.0, 0.2, 0.0]
