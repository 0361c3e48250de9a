"""What a researcher asks of instruments and of a run: lists of learners, one person, when it was, and where names stand."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import agonist
from agonist.experiments.cli import main
from agonist.experiments.fitting.measured import made, read
from agonist.experiments.instruments.places import own_shares, place
from agonist.experiments.interrupts import Interrupts, Stopped
from agonist.experiments.options import learners_of
from agonist.experiments.reading_table import Row
from agonist.experiments.splitting import split
from agonist.experiments.summary import number
from agonist.experiments.treating.lives import drawn, persons
from agonist.model.assessment.wording import in_words
from agonist.model.parameters import nearest
from agonist.model.scenario import load
from agonist.viz.figures.charts import spells
from agonist.viz.figures.readings import readings_figure

THIRD = {"number": 3}


def test_learners_may_be_listed_and_repeated(capsys, tmp_path):
    assert learners_of(["maintained", "error, use"], "all") == ("maintained", "error", "use")
    assert learners_of([], "maintained") == ("maintained",) and len(learners_of([], "all")) == 10
    for wrong, needs in ((["error", "error"], "named twice"), (["all", "use"], "every one"), (["al"], "did you mean")):
        with pytest.raises(ValueError, match=needs):
            learners_of(wrong, "all")
    words = ["run", "gluteal-inhibition", "--days", "3", "--json", "--quiet"]
    assert main([*words, "--learner", "error", "--learner", "use"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["learner"] == "error" and list(told["rivals"]) == ["use"]


def test_what_was_read_is_a_table_and_a_picture_and_made_again(tmp_path, capsys):
    said = ["--read", "share gluteus_maximus right @ every 2 days", "--read", "effort hip_extension right @ 1, 4 days"]
    words = ["run", "gluteal-inhibition", "--days", "5", "--learner", "maintained,error", "--quiet", "--out"]
    assert main([*words, str(tmp_path / "a"), *said]) == 0
    rows = pd.read_csv(tmp_path / "a" / "readings.csv")
    assert list(rows.columns) == ["learner", "reading", "what", "day", "value", "unit"] and len(rows) == 10
    assert rows.groupby("learner").day.apply(list).map(sorted).to_dict() == dict.fromkeys(
        ("maintained", "error"), [0.0, 1.0, 2.0, 4.0, 4.0]
    )
    assert main(["again", str(tmp_path / "a"), "--out", str(tmp_path / "b")]) == 0
    assert {"readings.csv", "readings.png", "readings.svg"} <= {p.name for p in (tmp_path / "b").iterdir()}
    assert main([*words, str(tmp_path / "c")]) == 0 and not (tmp_path / "c" / "readings.csv").exists()
    figure = readings_figure([Row(*row) for row in rows.itertuples(index=False)], 5.0)
    first, second = (axis for axis in figure.axes if axis.get_visible())
    assert [len(axis.lines) for axis in (first, second)] == [2, 2] and second.get_ylabel() == "activation"
    assert first.lines[0].get_xdata().tolist() == [0.0, 2.0, 4.0]


def test_a_list_of_names_says_how_many_more_there_are_and_where(capsys):
    assert nearest("zz", list("abc")) == "known: a, b, c"
    assert nearest("zz", [f"w{n}" for n in range(99, 20, -1)], "agonist words").endswith("and 67 more: `agonist words`")
    assert main(["words", "cuff"]) == 2
    assert capsys.readouterr().err.strip().endswith("more: `agonist words`")


def test_a_reading_of_a_muscle_that_names_none_names_some(capsys):
    assert main(["run", "gluteal-inhibition", "--read", "onset_ms @ 2 days", "--quiet"]) == 2
    assert "such as gluteus_maximus, gluteus_medius" in capsys.readouterr().err


def test_what_is_left_of_a_sum_is_nothing():
    assert number(1.092e-81) == "0" and number(-1e-13) == "0" and number(2.5e-6) == "2.5e-06"
    assert in_words("size_percent", 1e-81) == "0.00" and number(float("nan")) == "-"


def test_a_muscle_is_inhibited_against_its_own_excitability(capsys):
    """Nerves of old people leave out more, in health too; the grey field ends with the cause."""
    for age in (25, 80):
        told = agonist.run("partial-meniscectomy", days=180, person={"age": age}, every=4)
        ((first, last),) = spells(told)
        assert 20.0 <= first < 22.0 and last < 60.0
    assert main(["run", "gluteal-inhibition", "--days", "60", "--set", "held_days=10", "--no-figure", "--quiet"]) == 0
    assert "gluteus maximus (inhibited, day 30 to 40)" in capsys.readouterr().out


def test_states_are_those_of_the_person_who_is_asked():
    """The third person carries half of the torque with gluteus maximus; a healthy end is that, not the mean person's 38 %."""
    mean, third = (agonist.phase("gluteal-inhibition", "dose=0:0.5:2", starts=2, person=p) for p in (None, THIRD))
    assert np.abs([one.share[..., 0, -1].max() - 1.0 for one in (mean, third)]).max() < 0.05
    assert not np.array_equal(mean.share, third.share)
    own = own_shares(place(load("gluteal-inhibition").with_(person=THIRD), "maintained", None, None))
    assert own["gluteus_maximus_right"] > 0.45 and sum(own.values()) == pytest.approx(1.0)
    found = agonist.basin("gluteal-inhibition", people=4, lengths=[7.0], person=THIRD)
    assert found.returned[0] == 4 and found.returned[-1] < 4


def test_a_course_for_one_person_is_for_that_person():
    pytest.importorskip("optuna")
    third = load("gluteal-inhibition").with_(person=THIRD)
    assert {who.number for who in persons(third, 8, 1)} == {3} and len(persons(third, 8, 1)) == 8
    assert len({who.number for who in drawn(third, 8, 1)}) == 8
    told = agonist.treat("gluteal-inhibition", courses=2, people=2, held_out=2, person=THIRD)
    assert any("person 3, lived 2 times" in line for line in told.lines())
    assert any(line.lstrip().startswith("general training, equal work") for line in told.lines())
    assert told.found.held_out_people == 2


def test_a_fit_of_a_person_of_ones_own_scenario_goes_by_its_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(load("gluteal-inhibition").toml(), encoding="utf-8")
    made("mine.toml", {"share gluteus_maximus right @ 2 days": 0.01}, path="patient.csv")
    assert read("patient.csv").scenario == "mine.toml"


def test_a_reading_in_words_can_be_screened():
    """What disuse takes of a calf in a cast depends on its rates, and not on the learning of shares."""
    words = "change of size_cm2 soleus right @ 7 days"
    told = agonist.sensitivity(SHORT, words, ["tissue"], trajectories=2, top=3)
    assert told.measure == words and told.effects[0].size > 5.0
    assert {e.name for e in told.effects[:3]} == {"area_loss_day", "still_wasting", "atrophy"}
    for wrong, needs in (
        ("size_cm2 soleus right @ 1, 2 days", "2 numbers"),
        ("sise_cm2 soleus right @ 2 days", "unknown"),
    ):
        with pytest.raises(ValueError, match=needs):
            agonist.sensitivity(SHORT, wrong, ["bout"], trajectories=2)


def test_a_stop_says_that_the_same_command_goes_on(capsys):
    with Interrupts() as stop:
        stop.stop(kept=True)
        stop.asked = 2
        with pytest.raises(Stopped) as told:
            stop.stop(kept=True)
    assert told.value.number == 2 and "goes on" in capsys.readouterr().err


def test_tables_of_a_cohort_say_whose_they_are(capsys):
    words = ["cohort", "knee-effusion", "--people", "3", "--days", "2", "--quiet", "--no-control"]
    assert main([*words, "--arm", "a:ml=10", "--arm", "b:ml=60"]) == 0
    first, _, head, *_ = capsys.readouterr().out.splitlines()
    assert first == "knee-effusion: 3 people; arms a, b; first the arm a alone" and "control" not in head


DAILY = {"do": "practice", "task": "plantarflexion", "reps": 100, "load": 0.2}
SHORT = agonist.Scenario(
    title="A calf in a cast that is short",
    days=40,
    watch="plantarflexion_right",
    body={"sides": ["right"]},
    plan=[
        DAILY,
        {"do": "cast", "angles": {"ankle_dorsiflexion": -30}},
    ],
)


def parts(scenario, days, text="maximal_torque_nm plantarflexion right"):
    patient = agonist.Patient(scenario)
    first = patient.state()
    patient.advance(days)
    return split(patient, text, first)


def test_the_parts_of_a_loss_of_strength_add_up_and_are_what_they_are_called():
    told = parts(SHORT, 40)
    by_name = {p.name.split(":")[0].split(" ")[0]: p for p in told.parts}
    assert sum(p.share for p in told.parts) == pytest.approx(told.last - told.first)
    assert all(by_name[name].share < -10.0 for name in ("nerves", "size", "force", "length"))
    assert by_name["injury"].share == 0.0
    calm = SHORT.with_(plan=[DAILY, {"do": "inhibit", "muscle": "soleus", "fraction": 0.5, "day": 1}])
    told = parts(calm, 2)
    assert told.parts[0].share == pytest.approx(told.last - told.first, rel=0.02) and told.last < 0.8 * told.first
    torn = SHORT.with_(plan=[DAILY, {"do": "weaken", "muscle": "soleus", "fraction": 0.5, "day": 1}])
    told = parts(torn, 1.1)
    assert told.parts[-1].share == pytest.approx(told.last - told.first, rel=0.05)


def test_the_command_splits_a_loss(capsys):
    words = ["assess", "knee-effusion", "--days", "2", "--split", "maximal_torque_nm knee_extension right"]
    assert main([*words, "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["split"]
    assert told["parts"][0]["name"].startswith("nerves") and told["parts"][0]["share"] < -10.0
    assert main(words) == 0 and "of the change" in capsys.readouterr().out
    assert main([*words, "--measure", "effort"]) == 2 and "two questions" in capsys.readouterr().err
    assert main([*words[:-1], "size_cm2 soleus right @ 2 days"]) == 2 and "is read now" in capsys.readouterr().err
