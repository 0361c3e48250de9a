"""Treatment: what a course asks, what it leaves, and a search that goes on where it was stopped."""

from __future__ import annotations

import json

import numpy as np
import pytest

from agonist.experiments import cli
from agonist.experiments.instruments.bench import Bench
from agonist.experiments.treating import search as searching
from agonist.experiments.treating.course import Course, Place, general, nothing, plan_of, told, work
from agonist.experiments.treating.lives import case_of, live
from agonist.experiments.treating.prune import pruned
from agonist.experiments.treating.search import Tried, choose, front, judged, leave_out
from agonist.model.plan import Practice
from agonist.model.scenario import load, resolve

N = nothing()
PLACE = Place("hip_extension_right", "gluteus_maximus_right", (Practice("hip_extension_right", 60.0, 0.5),), 0.38)


def asked(*phases):
    return Course(100.0, 2.0, tuple(N | dict(p) for p in phases))


@pytest.mark.parametrize(
    ("phase", "minutes"),
    [
        ({}, 0.0),
        ({"cue": 0.1}, 14 * 60 * 0.1 / 60),
        ({"cue": 0.1, "rest": 0.5}, 14 * (30 * 0.1 + 30 * 0.5) / 60),
        ({"load": 0.6}, 14 * 60 * 0.5 * 0.4 / 60),
        ({"load": 1.4}, 14 * 60 * 0.5 * 0.4 / 60),
        ({"feedback": 3.0}, 2 * 3 * 200 * 0.25 / 60),
        ({"stimulation": 0.5}, 2 * 3 * 200 * 0.75 / 60),
    ],
)
def test_work_is_activation_times_time(phase, minutes):
    assert work(asked(phase), PLACE) == pytest.approx(minutes)
    assert work(asked(phase, {}), PLACE) == pytest.approx(minutes)


def test_a_course_is_words_of_a_plan():
    plan = plan_of(asked({}, {"cue": 0.1, "load": 0.6, "feedback": 2.0, "stimulation": 0.2, "rest": 0.4}), PLACE)
    assert [(e["do"], e["day"], e["weeks"]) for e in plan] == [
        (word, 114.0, 2.0) for word in ("cue", "load", "rest", "feedback", "stimulate muscle")
    ]
    resolve(load("gluteal-inhibition").with_(add=plan))  # and they are words that the vocabulary takes
    assert told(asked({}, {"cue": 0.1}).phases) == "1: nothing; 2: cue 0.1"


def test_general_training_asks_the_same_work():
    (entry,) = general(asked({}, {}), PLACE, 30.0)
    sessions = entry["sessions_per_week"] * entry["weeks"]
    done = sessions * entry["reps"] * entry["bouts"] * entry["seconds"] * entry["load"]
    assert done == pytest.approx(30.0 * 60.0) and general(asked({}), PLACE, 0.0) == []


def test_the_best_course_and_the_front():
    some = [Tried(asked(), *each) for each in ((0.0, 0.8, 0), (5.0, 0.2, 1), (9.0, 0.3, 2), (20.0, 0.05, 2))]
    assert choose(some).work == 9.0
    assert [t.work for t in front(some)] == [0.0, 5.0, 20.0]


def test_a_course_loses_what_it_can_do_without():
    """Whoever needs a cue of .15 in the second phase, and current in either, keeps those two at their least."""
    told_of = []

    def holds(course):
        told_of.append(work(course, PLACE))
        return course.phases[1]["cue"] >= 0.15 - 1e-9 and sum(p["stimulation"] for p in course.phases) >= 0.2 - 1e-9

    start = asked(
        {"cue": 0.2, "load": 0.6, "stimulation": 0.3}, {"cue": 0.3, "load": 1.4, "feedback": 5.0, "stimulation": 0.2}
    )
    found = pruned(start, PLACE, holds)
    assert told(found.phases) in ("1: nothing; 2: cue 0.15, stimulation 0.2", "1: stimulation 0.2; 2: cue 0.15")
    assert len(told_of) < 20 and holds(found)
    assert pruned(asked({}, {}), PLACE, holds) == asked({}, {})


def test_pruning_counts_among_what_was_tried(case, healthy, short):
    best = searching.judged(case, case.course([N | {"cue": 0.3, "rest": 0.2}, N | {"feedback": 2.0}]), healthy)
    lived = searching._pruned(case, best, healthy)
    assert told(choose([best, *lived]).course.phases) == "1: cue 0.2; 2: nothing" and choose([best, *lived]).back == 3


def test_a_step_that_asks_more_than_the_last_is_not_taken(case, monkeypatch):
    """Under a strong cue rest spares work: whoever leaves it out is below the first course and above the one before."""

    def one(case, course, healthy):
        return Tried(course, work(course, case.place), 0.0, 3 if course.phases[0]["cue"] >= 0.4 else 0)

    monkeypatch.setattr(searching, "judged", one)
    best = one(case, case.course([N | {"cue": 0.4, "rest": 0.4}, N | {"feedback": 5.0}]), None)
    lived = searching._pruned(case, best, None)
    rests = [t.course.phases[0]["rest"] for t in lived if t.back and not t.course.phases[1]["feedback"]]
    assert rests == [0.4, 0.0, 0.2], "without rest, and with half of it, both are asked and neither is kept"
    assert choose([best, *lived]).course.phases[0]["rest"] == 0.4


@pytest.fixture(scope="module")
def case():
    return case_of("gluteal-inhibition", {}, 3, 1, "maintained", None, None, 6.0, 2)


@pytest.fixture(scope="module")
def healthy(case):
    return live(case, [], None).share


def test_a_cue_brings_the_share_back_and_general_training_does_not(case, healthy):
    """Missing a year on: 0.77 untreated and after 40 minutes of heavy sets, 0.06 after a cue of 45 minutes."""
    cue = judged(case, case.course([N | {"cue": 0.4}, N]), healthy)
    plain = live(case, general(cue.course, case.place, cue.work), healthy)
    assert cue.back == 3 and cue.missing < 0.1
    assert plain.back == 0 and plain.missing.min() > 0.5
    assert leave_out(cue.course, "cue") == case.course([N, N])


def test_the_own_share_is_that_of_health(case, healthy):
    resting = live(case, [], None)
    assert np.array_equal(resting.share, healthy) and resting.back == 3 and resting.missing.max() == 0.0
    assert case.place.share == pytest.approx(0.377, abs=0.01)
    assert case.day == 180.0 and case.end == 222.0


@pytest.fixture
def short(monkeypatch):
    """Lives that cost nothing: a course that asks a cue in its first phase brings everybody back."""

    def one(case, course, healthy):
        asked = sum(p["cue"] for p in course.phases)
        return Tried(course, work(course, case.place), max(0.0, 0.8 - 4.0 * asked), 3 if asked >= 0.2 else 0)

    monkeypatch.setattr(searching, "judged", one)


def tried(case, healthy, courses, desk):
    return searching._tried(searching.optuna(), case, healthy, courses, 1, desk)


def test_a_search_that_was_stopped_is_the_one_that_was_not(case, healthy, short, tmp_path):
    whole = tried(case, healthy, 28, Bench())
    desk = Bench(out=tmp_path)
    assert tried(case, healthy, 16, desk) == whole[:16]
    assert tried(case, healthy, 28, desk) == whole
    assert tried(case, healthy, 28, Bench(out=tmp_path, jobs=1)) == whole
    best = choose(whole)
    assert best.back == 3 and best.work <= work(case.course([N | {"cue": 0.2}, N | {"cue": 0.2}]), case.place)
    assert searching.digest(case, 1) != searching.digest(case._replace(weeks=2.0), 1) != searching.digest(case, 2)


def test_the_command(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["treat", "gluteal-inhibition", "--courses", "8", "--people", "2", "--held-out", "2", "--quiet"]
    assert cli.main([*words, "--out", "out"]) == 0
    said = capsys.readouterr().out
    assert "gluteus maximus in hip extension" in said and "2 other people" in said and "method: Akiba" in said
    names = {p.name for p in (tmp_path / "out").iterdir()}
    assert names == {"treat.json", "treat.csv", "treat.png", "treat.svg", "best.toml", "lives"}
    told = json.loads((tmp_path / "out" / "treat.json").read_text())
    assert told["best"]["back"] == 2 and told["plan"] and told["general"]
    best = load(tmp_path / "out" / "best.toml")
    assert best.days == 587.0 and len(best.plan) == 2 + len(told["plan"])
    capsys.readouterr()
    assert cli.main([*words, "--dry-run"]) == 0
    assert "lives: about" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["healthy"], "nothing to treat"),
        (["gluteal-inhibition", "--weeks", "0"], "--weeks 0: it needs a number 1 to 104"),
        (["gluteal-inhibition", "--muscle", "soleus"], "takes no part in the tasks of this life"),
    ],
)
def test_mistakes_are_one_line(words, said, capsys):
    assert cli.main(["treat", *words, "--people", "2", "--json", "--quiet"]) == 2
    held = capsys.readouterr()
    assert said in held.err and held.err.count("\n") == 1 and not held.out


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "optuna", None)
    with pytest.raises(ValueError, match=r"pip install 'agonist\[treat\]'"):
        searching.optuna()
