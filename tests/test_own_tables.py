"""Bodies from a folder of one's own, named in a scenario: its tasks, its day, its digest, and who may not name it."""

import os

import pytest
from osim import rewrite

from agonist.experiments.sweeps.spec import _fingerprint
from agonist.model.body import lifestyle, pieces
from agonist.model.body.anatomy import load as load_body
from agonist.model.body.tables import digest
from agonist.model.body.tasks import named_task
from agonist.model.runs import Request, live_record
from agonist.model.scenario import load, read_text, resolve
from agonist.viz.session.export import toml_of
from agonist.viz.session.recipe import Recipe

BODIES = """[groups]
elbow = "elbow"
[body.arm]
text = "Two muscles at one joint"
parameters = ["p.csv"]
[[body.arm.grid]]
file = "g.csv"
coordinates = { deg = "elbow_flexion" }
axes = { r = "elbow_flexion" }
"""
PARAMETERS = """# made up
muscle,anatomical_name,compartment,f_iso_max_n,l_opt_m,l_tendon_slack_m,penn_opt_deg
long,long_puller,,400,.1,.1,0
near,near_puller,,900,.1,.1,0
"""
GRID = "deg,muscle,r,l_fibre_norm\n0,long,0.04,1.2\n60,long,0.04,0.8\n0,near,0.02,1.1\n60,near,0.02,0.9\n"
TASKS = """[lift]
text = "Bend the elbow"
posture = { elbow_flexion = 30 }
output = { elbow_flexion = 1.0 }
"""
DAY = """[[arm.usual]]
hours = 15
angles = { elbow_flexion = 30 }
[[arm.usual]]
hours = 1
kind = "active"
angles = { elbow_flexion = 60 }
[[arm.usual]]
hours = 8
kind = "asleep"
angles = {}
"""
SCENARIO = """title = "An arm"
days = 3
watch = "lift_right"
[body]
model = "arm"
tables = "tables"
[[plan]]
do = "practice"
task = "lift"
reps = 50
load = 0.3
[windows]
before = [0, 1]
during = [1, 2]
after = [2, 3]
"""


@pytest.fixture
def arm(tmp_path):
    """A scenario file beside the folder of its body."""
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, text in {"bodies.toml": BODIES, "p.csv": PARAMETERS, "g.csv": GRID, "tasks.toml": TASKS}.items():
        (folder / name).write_text(text)
    (tmp_path / "arm.toml").write_text(SCENARIO)
    return tmp_path


def test_a_scenario_lives_on_tables_of_ones_own(arm, monkeypatch):
    """Found beside the scenario, wherever one stands; shares of the first day follow capacity (exploration: 0.03)."""
    monkeypatch.chdir("/")
    record = live_record(Request.of(load(arm / "arm.toml")))
    graph = resolve(load(arm / "arm.toml")).subject.graph
    for muscle, share in record.by_window["before"].share.items():
        assert share == pytest.approx(graph.edges[muscle, "lift_right", "drives"]["capacity_share"], abs=0.03)
    assert record.recipe["body"] == "arm" and record.recipe["body_digest"] == digest(arm / "tables")


def test_changed_tables_are_another_body_and_another_sweep(arm, tmp_path):
    """In one process too: neither the body nor its digest is kept when a table changes."""
    scenario = load(arm / "arm.toml")
    first, name = resolve(scenario).subject, _fingerprint(scenario)
    assert resolve(scenario).subject is first
    rewrite(arm / "tables" / "p.csv", "400", "800")
    second = resolve(scenario).subject
    assert second.graph.nodes["long_puller_right"]["force_max_n"] == 800.0
    assert second.digest != first.digest and _fingerprint(scenario) != name
    rewrite(arm / "tables" / "p.csv", "800", "400")
    assert resolve(scenario).subject.digest == first.digest and _fingerprint(scenario) == name


def test_a_sweep_does_not_mind_where_the_tables_lie(arm):
    other = arm.parent / (arm.name + "-moved")
    names = [_fingerprint(load(arm / "arm.toml"))]
    os.rename(arm, other)
    assert names == [_fingerprint(load(other / "arm.toml"))]


def test_a_body_that_ships_has_no_digest():
    assert resolve(load("healthy")).subject.digest == ""


@pytest.mark.parametrize("key", ["tables", "graph"])
def test_a_scenario_that_is_brought_names_no_files(key):
    """The rule of the page: nothing on the disk is looked at for a text from somebody else."""
    text = SCENARIO.replace('model = "arm"\ntables = "tables"', f'{key} = "/nowhere"')
    assert key in text
    with pytest.raises(ValueError, match=f"body, {key}: a scenario that is brought here names no files"):
        read_text(text, "theirs.toml", files=False)


def test_what_is_taken_away_keeps_the_tables(arm, monkeypatch):
    scenario = load(arm / "arm.toml")
    monkeypatch.setattr("agonist.viz.session.export.scenario_of", lambda recipe: scenario)
    assert read_text(toml_of(Recipe("arm")), "arm.toml").body == scenario.body


# -- its tasks and its day ------------------------------------------------------------------------------------------


def test_own_tasks_join_those_that_ship(arm):
    assert named_task("lift", arm / "tables").output == {"elbow_flexion": 1.0}
    assert named_task("squat", arm / "tables") == named_task("squat")
    with pytest.raises(ValueError, match="unknown task 'lfit'; did you mean 'lift'"):
        named_task("lfit", arm / "tables")
    with pytest.raises(ValueError, match="unknown task 'lift'"):
        named_task("lift")


def test_of_the_usual_day_a_body_takes_the_angles_it_has(arm):
    """The day that ships speaks of other joints, and bends the knee further than this table goes."""
    body = load_body("arm", folder=arm / "tables")
    assert all(not piece.angles for piece in pieces.pieces_of(body))
    rewrite(arm / "tables" / "bodies.toml", "elbow", "knee")
    knee = load_body("arm", folder=arm / "tables")
    bent = {dict(piece.angles).get("knee_flexion", 0.0) for piece in pieces.pieces_of(knee)}
    assert bent == {0.0, 15.0, 20.0, 30.0, 60.0}


def test_a_day_of_its_own(arm):
    (arm / "tables" / "postures.toml").write_text(DAY)
    body = load_body("arm", folder=arm / "tables")
    assert [piece.hours for piece in pieces.pieces_of(body)] == [15.0, 1.0, 8.0]
    day = dict(zip([m.anatomical_name for m in body.muscles], lifestyle.usual_day(body).longest, strict=True))
    assert day["long_puller"] == pytest.approx(1.2)
    resolve(load(arm / "arm.toml"))


def test_a_day_in_which_nobody_works_is_short_nowhere_but_where_it_goes(arm):
    idle = DAY.replace('kind = "active"', 'kind = "active"\nactivity = 0')
    for day in (idle, DAY):
        (arm / "tables" / "postures.toml").write_text(day)
        least = lifestyle.moved_least(load_body("arm", folder=arm / "tables"))
        assert (least > 0.3).all() and (least <= 1.0).all()


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("postures.toml", "hours = 15", "hours = 10", "the hours come to 19; a day has 24"),
        ("postures.toml", '"active"', '"moving"', "kind = 'moving'; it needs 'active', 'asleep' or nothing"),
        ("postures.toml", 'kind = "asleep"', "", "it needs a piece of kind 'active' and one of kind 'asleep'"),
        ("postures.toml", "elbow_flexion = 30", "elbow_flexon = 30", "did you mean 'elbow_flexion'"),
        ("postures.toml", "elbow_flexion = 30", "elbow_flexion = 90", "elbow_flexion = 90; it needs a number 0 to 60"),
        ("tasks.toml", "posture", "psture", "unknown key 'psture'; did you mean 'posture'"),
        ("tasks.toml", "{ elbow_flexion = 1.0 }", '"elbow"', "it needs numbers by name"),
        ("tasks.toml", "text", "= =", "not a TOML file"),
        ("tasks.toml", "elbow_flexion = 1.0", "elbow_extension = 1.0", "has no axis"),
        ("bodies.toml", "[groups]", "[group]", "lacks 'groups'"),
        ("bodies.toml", "[body.arm", "[body.leg", "unknown body 'arm'"),
    ],
)
def test_mistakes_in_the_folder_are_told_in_one_line(arm, file, old, new, message):
    (arm / "tables" / "postures.toml").write_text(DAY)
    rewrite(arm / "tables" / file, old, new)
    with pytest.raises(ValueError, match=message) as caught:
        load(arm / "arm.toml")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("tables = 3", "body, tables = 3; it needs a path as text"),
        ('tables = "tables"\ngraph = "a.json"', "two ways to name a body"),
        ('tables = "nowhere"', "nowhere: there is no such folder"),
    ],
)
def test_mistakes_in_the_scenario_are_told_in_one_line(arm, given, message):
    rewrite(arm / "arm.toml", 'tables = "tables"', given)
    with pytest.raises(ValueError, match=message):
        load(arm / "arm.toml")


def test_a_task_may_not_be_called_like_a_muscle(arm):
    """Both are nodes of one graph."""
    rewrite(arm / "tables" / "tasks.toml", "[lift]", "[near_puller]")
    rewrite(arm / "arm.toml", "lift", "near_puller")
    with pytest.raises(ValueError, match="task near_puller_right: a muscle has this name; choose another"):
        load(arm / "arm.toml")
