"""A sweep as the page's tab shows it: readings first and in words, numbers told apart, cells that open."""

from __future__ import annotations

import json

import pytest

from agonist.experiments import cli
from agonist.model.scenario import load
from agonist.viz.session import sweeps
from agonist.viz.session.columns import digits, measure_words, reading_of, reading_words
from agonist.viz.session.patient_life import PatientLife, scenario_of

ASKED = ["h_reflex_gain soleus right @ 21 days", "change of maximal_torque_nm plantarflexion_bent right @ end"]
SWEEP = """iterations = 2
days = 40
[parameters]
looseness = [0.1, 0.4]
rest_days = [5, 10]
"""


def swept(place, scenario, text=SWEEP, **changes):
    """A sweep of a scenario of one's own called `sprainw`, whose file is then thrown away."""
    own = load("ankle-sprain").with_(**{"name": "sprainw", "days": 40, "read": ASKED, "windows": {}, **changes})
    (place / f"{scenario}.toml").write_text(own.toml())
    (place / "s.toml").write_text(f'scenario = "{scenario}.toml"\n{text}')
    assert cli.main(["sweep", str(place / "s.toml"), "--out", str(place / "out"), "--quiet"]) == 0
    (place / f"{scenario}.toml").unlink()
    return place / "out"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """Results of a scenario without windows."""
    return sweeps.Results(swept(tmp_path_factory.mktemp("own"), "sprainw"))


def test_a_sweep_of_readings_alone_has_a_map(own):
    assert own.axes() == ["looseness", "rest_days"]
    assert own.measures == ASKED and own.telling() == ASKED[0]
    heat = own.heat("looseness", "rest_days", ASKED[1])
    assert heat["x"] == [0.1, 0.4] and all(v is not None for row in heat["values"] for v in row)


def test_readings_come_before_the_measures_of_windows(tmp_path):
    results = sweeps.Results(swept(tmp_path, "sprainw", windows={"late": [30, 40]}))
    assert results.measures[:2] == ASKED and len(results.measures) > 10 and results.telling() == ASKED[0]


def test_readings_and_knobs_are_said_in_words(own):
    said = own.words([*ASKED, "looseness"], "en")
    assert said[ASKED[0]] == "reflex, soleus, right; 21 days (% of uninhibited)"
    assert said[ASKED[1]] == "change of maximal voluntary torque, plantarflexion bent, right; at the end (%)"
    assert said["looseness"] == "instability that the sprain leaves (0-1)"
    assert own.words(ASKED, "de")[ASKED[0]].startswith("Reflex, Soleus, rechts; 21 Tage")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ratio of size_cm2 vasti right @ 6 months against left", "ratio of area of the cross-section, vasti, right; 6 months; against left"),
        ("share soleus in plantarflexion right load=0.5 @ end", "share of the task, soleus, plantarflexion, right, load=0.5; at the end"),
        ("reading.balance @ 6 weeks", "balance; 6 weeks"),
    ],
)  # fmt: skip
def test_a_reading_in_words(text, words):
    assert reading_words(reading_of(text)) == words


def test_a_measure_of_a_window_is_no_reading():
    assert reading_of("share.in pain.soleus_right") is None and reading_of("effort.late") is None
    assert measure_words("share.late.soleus_right") == "share of soleus, right, late"


def test_a_cell_of_an_own_scenario_opens_from_what_the_sweep_holds(own):
    recipe = own.recipe("looseness", "rest_days", 1, 0)
    assert dict(recipe.settings) == {"looseness": 0.4, "rest_days": 5.0} and recipe.seed == 1
    assert scenario_of(recipe).read == tuple(ASKED)
    life = PatientLife(recipe)
    assert life.resolved.knobs == {"looseness": 0.4, "rest_days": 5.0} and life.horizon == 40.0


def test_a_lesson_that_the_page_has_opens_by_its_name_and_a_file_of_the_same_name_does_not(tmp_path):
    lesson, mine = tmp_path / "lesson", tmp_path / "mine"
    lesson.mkdir(), mine.mkdir()
    (lesson / "s.toml").write_text(f'scenario = "ankle-sprain"\nread = ["effusion_ml ankle right @ 30 days"]\n{SWEEP}')
    assert cli.main(["sweep", str(lesson / "s.toml"), "--out", str(lesson / "out"), "--quiet"]) == 0
    shipped = sweeps.Results(lesson / "out")
    recipe = shipped.recipe("looseness", "rest_days", 0, 0)
    assert recipe.scenario == shipped.lesson == "ankle-sprain" and not recipe.text
    edited = sweeps.Results(swept(mine, "ankle-sprain", title="Not the lesson"))
    recipe = edited.recipe("looseness", "rest_days", 0, 0)
    assert not edited.lesson and scenario_of(recipe).title == "Not the lesson"


@pytest.mark.parametrize("told", [False, True])
def test_what_cannot_be_opened_says_how_it_can(tmp_path, told):
    folder = swept(tmp_path, "sprainw")
    manifest = json.loads((folder / "manifest.json").read_text())
    keys = manifest.pop("keys")
    if told:
        keys["scenario"][0]["text"] = keys["scenario"][0]["text"] + '\n[rules]\nlearner = "/mine.py:Own"\n'
        manifest["keys"] = keys
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ValueError, match="sprainw.* cannot be opened .*; start `agonist app FILE --results FOLDER`"):
        sweeps.Results(folder).recipe("looseness", "rest_days", 0, 0)


def test_people_are_not_opened_as_the_mean_person(tmp_path):
    results = sweeps.Results(swept(tmp_path, "sprainw", people={"size": 0.1}))
    with pytest.raises(ValueError, match="a person a seed"):
        results.recipe("looseness", "rest_days", 0, 0)


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ([0.458, 0.464, 0.47, 0.476, 0.482], 3),
        ([0.2, 0.6], 2),
        ([101.2, 101.4, 250.0], 1),
        ([1.2e-5, 1.4e-5], 6),
        ([0.5, 0.5 + 1e-15, 0.9], 2),
        ([3.0, 3.0], 2),
        (["healthy"], 0),
        ([], 0),
    ],
)
def test_as_many_digits_as_tell_neighbours_apart(values, count):
    assert digits(values) == count


def test_the_map_says_how_many_digits_its_cells_its_scale_and_its_axes_need(own):
    heat = own.heat("looseness", "rest_days", ASKED[1])
    cells = {v for row in heat["values"] for v in row}
    assert len({f"{v:.{heat['digits']}f}" for v in cells}) == len(cells) > 1
    assert (heat["x_digits"], heat["y_digits"]) == (2, 1)
