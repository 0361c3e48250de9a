"""A lived body back into its model: the numbers of its muscles, nothing else, and the way round once more."""

import json
import re

import osim
import pytest
from osim import BACK, BENDER, SECOND

from agonist.experiments import cli
from agonist.experiments.exporting import lived, mjcf_file, osim_file
from agonist.experiments.exporting.lived import Lived
from agonist.model.assessment.patient import Patient

SCENARIO = """title = "An arm in a cast"
days = 30
watch = "lift_right"
[body]
model = "my_arm"
tables = "body"
[[plan]]
do = "practice"
task = "lift"
reps = 20
load = 0.3
[[plan]]
do = "cast"
angles = { elbow_flexion = 80 }
day = 0
[[plan]]
do = "inhibit"
muscle = "bend"
fraction = 0.4
[[plan]]
do = "weaken"
muscle = "straightener"
fraction = 0.25
[parameters]
hazard_full_day = 0
"""
BODIES = """[groups]
elbow = "elbow"
[body.my_arm]
text = "An arm"
parameters = ["p.csv"]
[[body.my_arm.grid]]
file = "g.csv"
coordinates = { deg = "elbow_flexion" }
axes = { r = "elbow_flexion" }
"""
PARAMETERS = """muscle,anatomical_name,compartment,f_iso_max_n,l_opt_m,l_tendon_slack_m,penn_opt_deg
BEND1,bend,1,500,0.1,0.2,0
BEND2,bend,2,250,0.1,0.2,0
Back,straightener,,600,0.1,0.2,0
"""
GRID = "deg,muscle,r,l_fibre_norm\n" + "".join(
    f"{deg},{name},{arm},{1.2 - 10 * arm * deg * 0.0174533 if arm > 0 else 0.8 - 10 * arm * deg * 0.0174533:.6f}\n"
    for deg in (0, 30, 60, 90)
    for name, arm in (("BEND1", 0.03), ("BEND2", 0.02), ("Back", -0.02))
)
TASK = '[lift]\ntext = "Bend"\nposture = { elbow_flexion = 60 }\noutput = { elbow_flexion = 1.0 }\n'
MJCF = """<mujoco model="arm">
  <!-- kept -->
  <default>
    <default class="strong"><muscle force="500" range="0.7 1.1"/><general gaintype="muscle" biastype="muscle"/></default>
  </default>
  <worldbody/>
  <actuator>
    <muscle name="BEND1_r" tendon="a" class="strong"/>
    <muscle name="BEND2_r" tendon="b"/>
    <general name="Back_r" tendon="c" class="strong" gainprm="0.75 1.05 600 200 0.5 1.6 1.5 1.3 1.2 0" biasprm="0.75 1.05 600 200 0.5 1.6 1.5 1.3 1.2 0"/>
    <motor name="other" joint="j"/>
  </actuator>
</mujoco>
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Tables, the scenario on them, and the models that they might have come from."""
    folder = tmp_path / "body"
    folder.mkdir()
    for name, text in {"bodies.toml": BODIES, "p.csv": PARAMETERS, "g.csv": GRID, "tasks.toml": TASK}.items():
        (folder / name).write_text(text)
    (tmp_path / "s.toml").write_text(SCENARIO)
    (tmp_path / "arm.osim").write_text(
        osim.model(
            osim.muscle(*BENDER),
            osim.muscle(*SECOND, force=250.0),
            osim.muscle(*BACK, force=600.0),
            osim.muscle("idle_r", *BENDER[1:]),
        )
    )
    (tmp_path / "arm.xml").write_text(MJCF)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(capsys, *words):
    """Status, output and errors of the export."""
    capsys.readouterr()
    return cli.main(["export", "s.toml", *words]), *capsys.readouterr()


def told(capsys, *words):
    """What the export says as JSON."""
    status, out, err = call(capsys, *words, "--json")
    assert (status, err) == (0, "")
    return json.loads(out)


def values(path, muscle):
    """Force, fibre, slack and greatest control of a muscle of an OpenSim file."""
    model = osim_file.read(path)
    start, end = model.muscles[muscle]
    return [
        float(re.search(f"<{tag}>(.*?)</{tag}>", model.text[start:end])[1])
        for tag in ("max_isometric_force", "optimal_fiber_length", "tendon_slack_length", "max_control")
    ]


def test_a_lived_body_goes_back_into_its_opensim_model(here, capsys):
    """Every factor is that of the patient; both parts of a merged muscle get it; what is not ours stays as it was."""
    said = told(capsys, "--osim", "arm.osim", "--out", "weak.osim")
    patient = Patient("s.toml")
    patient.advance(30.0)
    known = lived.lived(patient)
    bend, back = known["bend_right"], known["straightener_right"]
    assert bend.force < 0.98 and bend.ceiling < 0.7 and back.force < 0.8 and bend.fibre != 1.0
    for name, force, one in (("BEND1_r", 500.0, bend), ("BEND2_r", 250.0, bend), ("Back_r", 600.0, back)):
        expected = [force * one.force, 0.1 * one.fibre, 0.2 + 0.1 * one.slack, one.ceiling]
        assert values(here / "weak.osim", name) == pytest.approx(expected, rel=1e-12)
        assert list(said["muscles"][name].values()) == list(one)
    assert said["untouched"] == ["idle_r"] and said["day"] == 30.0
    before, after = (here / "arm.osim").read_text(), (here / "weak.osim").read_text()
    tags = "max_isometric_force|optimal_fiber_length|tendon_slack_length"
    plain = re.sub(r"\n<!-- .*? -->|<max_control>.*?</max_control>", "", after)
    assert re.sub(rf"(<({tags})>)[^<]*", r"\1", plain) == re.sub(rf"(<({tags})>)[^<]*", r"\1", before)


def test_the_recipe_stands_in_the_file(here, capsys):
    told(capsys, "--osim", "arm.osim", "--out", "weak.osim", "--days", "3", "--seed", "7")
    comment = re.search(r"<!-- (.*?) -->", (here / "weak.osim").read_text())[1]
    recipe = json.loads(comment)
    assert (recipe["scenario"], recipe["seed"], recipe["day"], recipe["model"]) == ("s", 7, 3.0, "arm.osim")
    assert set(recipe["muscles"]) == {"BEND1_r", "BEND2_r", "Back_r"} and len(recipe["body_digest"]) == 16


def test_opensim_reads_it_and_the_way_round_closes(here, capsys):
    """Imported, lived, exported, and imported again: the tables of the second import hold what was lived."""
    pytest.importorskip("opensim")
    osim.put(here)
    assert cli.main(["import", "arm.toml", "--out", "made", "--quiet"]) == 0
    (here / "s.toml").write_text(SCENARIO.replace('"body"', '"made"'))
    said = told(capsys, "--osim", "arm.osim", "--out", "weak.osim")
    (here / "again.toml").write_text((here / "arm.toml").read_text().replace("arm.osim", "weak.osim"))
    assert cli.main(["import", "again.toml", "--out", "again", "--quiet"]) == 0

    def rows(folder):
        lines = [x.split(",") for x in (here / folder / "params.csv").read_text().splitlines() if x[0] != "#"][1:]
        return {line[0]: [float(value) for value in line[3:6]] for line in lines}

    first, second = rows("made"), rows("again")
    for name, (force, fibre, slack) in first.items():
        one = said["muscles"][f"{name}_r"]
        expected = [force * one["force_factor"], fibre * one["fibre_factor"], slack + fibre * one["slack_optimal"]]
        assert second[name] == pytest.approx(expected, rel=1e-7)


def test_a_lived_body_goes_into_a_mujoco_model(here, capsys):
    """Peak force times strength, the range of lengths moved by fibre and slack, control up to the ceiling."""
    said = told(capsys, "--mjcf", "arm.xml", "--out", "weak.xml")["muscles"]
    text = (here / "weak.xml").read_text()
    assert "<!-- kept -->" in text and '"scenario": "s"' in text and '<motor name="other" joint="j" />' in text
    model = mjcf_file.read(here / "weak.xml")
    for name, low, high, force, scale in (
        ("BEND1_r", 0.7, 1.1, 500.0, 200.0),
        ("BEND2_r", 0.75, 1.05, -1.0, 200.0),
        ("Back_r", 0.75, 1.05, 600.0, 200.0),
    ):
        one, element = Lived(*said[name].values()), model.muscles[name]
        if element.tag == "muscle":
            found = [
                *map(float, element.get("range").split()),
                float(element.get("force")),
                float(element.get("scale")),
            ]
        else:
            found = [float(word) for word in element.get("gainprm").split()]
            assert element.get("gainprm") == element.get("biasprm") and found[4:] == [0.5, 1.6, 1.5, 1.3, 1.2, 0.0]
        factors = (one.force, 1.0) if force > 0 else (1.0, one.force)
        expected = [
            (low - one.slack) / one.fibre,
            (high - one.slack) / one.fibre,
            force * factors[0],
            scale * factors[1],
        ]
        assert found[:4] == pytest.approx(expected, rel=1e-12)
        assert float(element.get("ctrlrange").split()[1]) == pytest.approx(one.ceiling)


def test_an_included_file_that_holds_the_muscles_is_taken(here, capsys):
    """Its classes stand in another file; a motor of such a class is none, a muscle has nine parameters."""
    gain = "0.75 1.05 600 200 0.5 1.6 1.5 1.3 1.2 0"
    (here / "part.xml").write_text(
        f"""<mujocoinclude><actuator><general name="BEND1_r" class="leg" gainprm="{gain}" biasprm="{gain}"/>
        <general name="BEND2_r" class="leg" gainprm="1"/></actuator></mujocoinclude>"""
    )
    assert set(told(capsys, "--mjcf", "part.xml", "--out", "weak.xml")["muscles"]) == {"BEND1_r"}
    assert mjcf_file.read(here / "weak.xml").root.tag == "mujocoinclude"


def test_a_healthy_body_leaves_the_numbers_of_the_model(here, capsys):
    (here / "s.toml").write_text(SCENARIO[: SCENARIO.index('[[plan]]\ndo = "cast"')])
    told(capsys, "--osim", "arm.osim", "--out", "same.osim", "--days", "0")
    assert values(here / "same.osim", "BEND1_r") == [500.0, 0.1, 0.2, 1.0]


@pytest.mark.parametrize("end", ["_l", "_left"])
def test_the_other_side_has_its_own_muscles(here, capsys, end):
    (here / "s.toml").write_text(
        SCENARIO.replace("[body]", '[body]\nsides = ["left"]').replace("lift_right", "lift_left")
    )
    text = (here / "arm.osim").read_text()
    (here / "arm.osim").write_text(re.sub(r'"(BEND1|BEND2|Back)_r"', rf'"\1{end}"', text))
    assert set(told(capsys, "--osim", "arm.osim", "--out", "w.osim")["muscles"]) == {
        f"{n}{end}" for n in ("BEND1", "BEND2", "Back")
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--osim", "arm.osim", "--out", "arm.osim"), "it is the model itself; name a new file"),
        (("--osim", "arm.osim", "--out", "body"), "it is a folder; name a new file"),
        (("--osim", "gone.osim", "--out", "w.osim"), "gone.osim: cannot be read"),
        (("--osim", "s.toml", "--out", "w.osim"), "it holds no <OpenSimDocument>"),
        (("--mjcf", "arm.osim", "--out", "w.xml"), "it holds <OpenSimDocument>, not a <mujoco> model"),
        (("--mjcf", "s.toml", "--out", "w.xml"), "its XML is broken"),
        (("--mjcf", "other.xml", "--out", "w.xml"), "holds no muscle of the body my_arm"),
        (("--mjcf", "parts.xml", "--out", "w.xml"), "lie in included files, which are not followed"),
        (
            ("--osim", "bad.osim", "--out", "w.osim"),
            "bad.osim, BEND1_r: max_isometric_force is 'much'; it needs a number",
        ),
        (("--out", "w.xml"), "one of the arguments --osim --mjcf is required"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_written(here, capsys, words, message):
    (here / "other.xml").write_text(MJCF.replace("_r", "_x"))
    (here / "parts.xml").write_text('<mujoco><include file="a.xml"/></mujoco>')
    (here / "bad.osim").write_text((here / "arm.osim").read_text().replace(">500.0<", ">much<"))
    status, out, err = call(capsys, *words)
    assert (status, out, err.count("\n")) == (2, "", 1) and message in err, err
    assert not (here / "w.osim").exists() and not (here / "w.xml").exists()
