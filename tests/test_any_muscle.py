"""Exercises and readings of any muscle of the body, feedback on a ratio, lists in turn, readings at a speed."""

from __future__ import annotations

import pytest

from agonist.experiments import run
from agonist.model.scenario import Scenario, resolve

CALF = Scenario(
    title="A calf that walks",
    days=2,
    watch="plantarflexion_right",
    plan=[{"do": "practice", "task": "plantarflexion", "reps": 400, "load": 0.35, "bouts": 4, "seconds": 0.5}],
)


def test_an_exercise_names_a_muscle_that_no_task_of_the_life_asks_for() -> None:
    word = {"do": "sessions", "exercises": ["gluteus_medius right 3x10 load=0.5"], "weeks": 1}
    made = CALF.with_(add=[word], read=["size_cm2 tibialis_anterior right @ end", "size_cm2 adductors right @ end"])
    names = resolve(made).subject.structure.names
    assert {"hip_abduction_right", "hip_adduction_right"} <= set(names.tasks)
    assert [p.task for p in resolve(made).practices] == ["plantarflexion_right", "hip_abduction_right"]
    assert all(value > 5.0 for value in run(made).read.values())


def test_what_is_wired_besides_changes_nobody() -> None:
    text = "share soleus in plantarflexion right @ end"
    assert run(CALF, read=[text]).read[text] == run(CALF, read=[text, "size_cm2 iliopsoas right @ end"]).read[text]


def test_feedback_on_a_ratio_parts_what_two_muscles_hold() -> None:
    ratio = "ratio of share gastrocnemius in plantarflexion right with feedback @ 2 days against share soleus in plantarflexion right with feedback"
    word = {"do": "feedback", "task": "plantarflexion", "muscle": "gastrocnemius", "against": "soleus", "ratio": 0.75}
    calm = CALF.with_(parameters={"exploration_sd": 0.0})
    usual, asked = (run(calm.with_(add=add), read=[ratio]).read[ratio] for add in ([], [word]))
    assert 0.7 < asked / usual < 0.85


@pytest.mark.parametrize(
    ("word", "needs"),
    [({}, "one of share"), ({"share": 0.2, "ratio": 0.5, "against": "soleus"}, "one of share"), ({"ratio": 0.5}, "against"),
     ({"ratio": 0.5, "against": "gastrocnemius_medial"}, "no ratio to itself")],
)  # fmt: skip
def test_a_feedback_that_says_too_little_is_one_line(word: dict[str, object], needs: str) -> None:
    with pytest.raises(ValueError, match=needs):
        CALF.with_(add=[{"do": "feedback", "task": "plantarflexion", "muscle": "gastrocnemius", **word}])


def test_a_list_of_numbers_is_held_in_turn() -> None:
    word = {"do": "inhibit", "muscle": "soleus", "fraction": [0.1, 0.3], "day": 0.5, "hours": 6}
    held = [e for e in resolve(CALF.with_(add=[word])).effects.exposures if e.variable == "inhibition"]
    assert [(e.from_day, e.to_day, e.value) for e in held] == [(0.5, 0.75, 0.1), (0.75, 1.0, 0.3)]
    for wrong, needs in (({"hours": None}, "for how long"), ({"day": [1, 2]}, "not of time")):
        with pytest.raises(ValueError, match=needs):
            CALF.with_(add=[{k: v for k, v in {**word, **wrong}.items() if v is not None}])


def test_what_is_said_to_be_empty_is_emptied() -> None:
    read = CALF.with_(read=["size_cm2 soleus right @ end"], events={"one": "injury soleus right"})
    assert read.with_(read=[], events={}).read == () and read.with_(events={}).read == read.read


def test_torque_falls_with_speed_and_rises_against_it() -> None:
    texts = [f"maximal_torque_nm plantarflexion right speed={s} @ start" for s in (-60, 0, 60, 180)]
    torque = list(run(CALF, read=texts).read.values())
    assert torque == sorted(torque, reverse=True) and torque[0] < 1.8 * torque[1]
    power = run(
        CALF, read=["power_w plantarflexion right speed=60 @ start", "power_w plantarflexion right @ start"]
    ).read
    at_sixty, greatest = power.values()
    assert at_sixty == pytest.approx(torque[2] * 60 * 3.141592653589793 / 180) and greatest >= at_sixty


def test_a_scheme_of_muscles_is_a_body_and_is_written_as_it_was_read() -> None:
    pair = Scenario(
        title="A pair",
        days=1,
        watch="pull",
        body={"muscles": {"near": 1.0, "far": 0.5}, "joint": "ankle"},
        person={"species": "animal"},
        plan=[{"do": "trials", "task": "pull", "muscle": "near", "blocks": ["5", "5 share=0.6"]}],
        read=["hold_s near load=0.5 @ start", "share near over trials of block 2", "spread of share near over trials"],
    )
    found = run(pair).read
    assert 80.0 < found["hold_s near load=0.5 @ start"] < 210.0  # an ankle: Frey Law & Avin 2010
    again = Scenario.with_(pair)
    assert again.body == pair.body and again.person == pair.person and 'species = "animal"' in pair.toml()
    with pytest.raises(ValueError, match="human or animal"):
        pair.with_(person={"species": "cat"})
