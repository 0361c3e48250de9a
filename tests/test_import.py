"""A body from an OpenSim model: numbers against plane geometry, every mistake in one line, and a life on the tables."""

import json
import math
import subprocess
import sys

import numpy as np
import osim
import pytest
from osim import BACK, BENDER, RECIPE, SECOND, call, rewrite

from agonist.experiments import cli
from agonist.experiments.importing import folder as folders
from agonist.experiments.importing import measure
from agonist.model.body.anatomy import load
from agonist.model.body.tables import digest
from agonist.model.scenario import load as load_scenario
from agonist.model.scenario import read_text, resolve

DAY = """[[usual]]
hours = 15
angles = { elbow_flexion = 30 }
[[usual]]
hours = 1
kind = "active"
angles = { elbow_flexion = 90 }
[[usual]]
hours = 8
kind = "asleep"
angles = {}
"""
SCENARIO = """title = "An arm"
days = 2
watch = "lift_right"
[body]
model = "my_arm"
tables = "body"
split = ["bend"]
[[plan]]
do = "practice"
task = "lift"
reps = 20
load = 0.3
[windows]
before = [0, 0.5]
during = [0.5, 1]
after = [1, 2]
[parameters]
hazard_full_day = 0
"""


def imported(arm_folder, name="my_arm", **keys):
    """Import and load, each part of a muscle for itself."""
    assert cli.main(["import", "arm.toml", "--out", "body"]) == 0
    return load(name, folder=arm_folder / "body", split="all", **keys)


# -- numbers --------------------------------------------------------------------------------------------------------


def test_arms_and_lengths_are_those_of_plane_geometry(arm_folder, tool):
    body = imported(arm_folder)
    assert [m.name for m in body.muscles] == ["bend_1_right", "bend_2_right", "straightener_right"]
    assert body.axes == ("elbow_flexion_right", "shoulder_flexion_right")
    made = dict(zip([m.name for m in body.muscles], (BENDER, SECOND, BACK), strict=True))
    for angle in range(0, 91, 15):
        arms, lengths = body.arms_m({"elbow_flexion": angle}), body.lengths({"elbow_flexion": angle})
        for i, m in enumerate(body.muscles):
            path, by_hand = osim.elbow_path(made[m.name][1][1:], made[m.name][2][1:], angle)
            fibre = math.hypot(path - 0.2, 0.1 * math.sin(m.pennation_rad)) / 0.1
            assert arms[i] == pytest.approx([by_hand, 0.0], abs=1e-6)
            assert lengths[i] == pytest.approx(fibre, abs=1e-6)
    assert [m.force_max_n for m in body.muscles] == [500.0, 250.0, 600.0]
    assert [m.pennation_rad for m in body.muscles] == pytest.approx([0.2, 0.0, 0.0], abs=1e-8)
    assert {m.group for m in body.muscles} == {"arm"}


def test_arms_follow_the_lengths(arm_folder, tool):
    """The arm is minus the change of length with angle; over 15 degrees a curve costs up to 1 %."""
    body = imported(arm_folder)
    for low in range(0, 90, 15):
        ends = [body.lengths({"elbow_flexion": low + x})[1] * 0.1 for x in (0, 15)]  # no pennation
        mean = np.mean([body.arms_m({"elbow_flexion": low + x})[1, 0] for x in (0, 15)])
        assert (ends[0] - ends[1]) / math.radians(15) == pytest.approx(mean, rel=0.02)


def test_a_minus_turns_angle_and_arm(arm_folder, tool):
    straight = imported(arm_folder)
    rewrite(arm_folder / "arm.toml", "elbow_flexion", "elbow_extension")
    rewrite(arm_folder / "arm.toml", "[0, 90, 15]", "[-90, 0, 15]")
    rewrite(arm_folder / "arm.toml", '"elbow_flex_r"', '"-elbow_flex_r"')
    rewrite(arm_folder / "arm.toml", "elbow_extension = 60", "elbow_extension = -60")
    turned = imported(arm_folder)
    for angle in (0, 45, 80):
        a, b = straight.arms_m({"elbow_flexion": angle}), turned.arms_m({"elbow_extension": -angle})
        np.testing.assert_allclose(a[:, 0], -b[:, 0], atol=1e-9)
        one, other = straight.lengths({"elbow_flexion": angle}), turned.lengths({"elbow_extension": -angle})
        np.testing.assert_allclose(one, other, atol=1e-8)


def test_around_a_cylinder_the_arm_is_its_radius(arm_folder, tool):
    """OpenSim finds the wrapped path; a path of straight lines would have another arm."""
    over = osim.muscle("crosser_r", ("upper", 0.03, -0.1), ("fore", 0.03, -0.2), more=osim.WRAP)
    (arm_folder / "arm.osim").write_text(osim.model(over, osim.muscle(*BACK), upper=osim.CYLINDER.format(0.035)))
    rewrite(arm_folder / "arm.toml", "[0, 90, 15]", "[-15, 0, 15]")
    rewrite(arm_folder / "arm.toml", "elbow_flexion = 60", "elbow_flexion = 0")
    body = imported(arm_folder)
    for angle in (-15, 0):
        assert body.arms_m({"elbow_flexion": angle})[0, 0] == pytest.approx(0.035, abs=1e-6)


def test_a_coordinate_that_follows_moves_along(arm_folder, tool, capsys):
    """The end of the muscle sits on a cap that turns half as far as the elbow; its arm is that of the whole chain."""
    cap = osim.HINGE.format(child="cap", coordinate="cap_r", parent="/bodyset/fore", at="0 -0.05 0", more="")
    over = osim.muscle("crosser_r", ("upper", 0.02, -0.02), ("cap", 0.01, -0.03))
    (arm_folder / "arm.osim").write_text(
        osim.model(over, joints=cap, bodies=osim.BODY.format("cap", ""), constraints=osim.COUPLER)
    )
    rewrite(arm_folder / "arm.toml", 'Back = "straightener"', "")

    def path(degrees):
        a, b = math.radians(degrees), math.radians(1.5 * degrees)
        x = 0.05 * math.sin(a) + 0.01 * math.cos(b) + 0.03 * math.sin(b)
        y = -osim.UPPER_M - 0.05 * math.cos(a) + 0.01 * math.sin(b) - 0.03 * math.cos(b)
        return math.hypot(x - 0.02, y + 0.02)

    body = imported(arm_folder)
    for angle in (0, 45, 90):
        slope = (path(angle - 0.01) - path(angle + 0.01)) / math.radians(0.02)
        assert body.arms_m({"elbow_flexion": angle})[0, 0] == pytest.approx(slope, abs=1e-6)
        assert body.lengths({"elbow_flexion": angle})[0] == pytest.approx((path(angle) - 0.2) / 0.1, abs=1e-6)
    rewrite(arm_folder / "arm.toml", '"shoulder_flex_r"', '"cap_r"')
    assert cli.main(["import", "arm.toml", "--out", "body"]) == 2
    assert "cap_r follows other coordinates in arm.osim" in capsys.readouterr().err


TWO_GRIDS = """[[grid]]
knots = { elbow_flexion = [0, 60, 30], shoulder_flexion = [-30, 30, 30] }
coordinates = { elbow_flexion = "elbow_flex_r", shoulder_flexion = "shoulder_flex_r" }
change_of = "shoulder_flexion"
hold = "elbow_flexion"
[tasks.lift]"""


def test_grids_of_two_angles_and_of_changes(arm_folder, tool):
    """A path over one joint changes with that joint only, so a second grid that adds changes adds nothing."""
    straight = imported(arm_folder)
    rewrite(arm_folder / "arm.toml", "[tasks.lift]", TWO_GRIDS)
    body = imported(arm_folder)
    assert list(body.coordinates) == ["elbow_flexion", "shoulder_flexion"]
    for shoulder in (-30, 0, 20):
        both = body.arms_m({"elbow_flexion": 75, "shoulder_flexion": shoulder})
        np.testing.assert_allclose(both, straight.arms_m({"elbow_flexion": 75}), atol=1e-8)
    rewrite(arm_folder / "arm.toml", TWO_GRIDS, "[tasks.lift]")
    imported(arm_folder)
    assert not (arm_folder / "body" / "grid_2.csv").exists()


# -- what is told, and what is written ------------------------------------------------------------------------------


def test_what_is_told(arm_folder, tool, capsys):
    status, out, err = call(capsys, "import", "arm.toml", "--out", "body")
    assert (status, err) == (0, "")
    assert "note: 1 muscles have no arm about any axis of grid 1: idle" in out
    assert out.endswith('[body]\nmodel = "my_arm"\ntables = "body"\n')
    assert sorted(p.name for p in arm_folder.iterdir()) == ["arm.osim", "arm.toml", "body"]
    told = json.loads(call(capsys, "import", "arm.toml", "--out", "body", "--json")[1])
    assert (
        told["muscles"] == ["bend_right", "straightener_right"]
        and told["left_out"] == [["idle"]]
        and told["slack"] == [{}]
    )


def test_every_table_says_where_it_is_from(arm_folder, tool):
    imported(arm_folder)
    for path in (arm_folder / "body").iterdir():
        head = [line for line in path.read_text().splitlines() if line.startswith("#")]
        assert "# Model: made up for a test, CC0 licence" in head, path.name
        assert any("arm.osim" in line and "side '_r'" in line for line in head), path.name


def test_posture_and_day_of_the_recipe(arm_folder, tool):
    alone = RECIPE.replace(', shoulder_flexion = "shoulder_flex_r"', "").replace('unwanted = ["shoulder_flexion"]', "")
    (arm_folder / "arm.toml").write_text(f"{alone}[posture]\nshoulder_flex_r = 40\n{DAY}")
    imported(arm_folder)
    assert "held at shoulder_flex_r 40 deg" in (arm_folder / "body" / "grid_1.csv").read_text()
    assert (arm_folder / "body" / "postures.toml").read_text().count("[[my_arm.usual]]") == 3
    (arm_folder / "arm.toml").write_text(RECIPE)
    imported(arm_folder)
    assert not (arm_folder / "body" / "postures.toml").exists()


def test_names_from_the_model():
    plain = type("Plain", (), {"anatomical_names": {"DELT2": "front_part"}})
    assert folders.names_of(plain, "BIClong") == ("biclong", "")
    assert folders.names_of(plain, "glmax_3") == ("glmax", "3")
    assert folders.names_of(plain, "DELT2") == ("front_part", "2")


def test_stopped_by_hand_nothing_is_left(arm_folder, tool, monkeypatch, capsys):
    imported(arm_folder)
    before = digest(arm_folder / "body")
    rewrite(arm_folder / "arm.toml", "[0, 90, 15]", "[0, 90, 45]")

    def stop(*given):
        raise KeyboardInterrupt

    for place in (measure.__name__ + ".fibre_length", folders.__name__ + ".build"):
        with monkeypatch.context() as patch:
            patch.setattr(place, stop)
            assert call(capsys, "import", "arm.toml", "--out", "body")[0] == 130
            assert call(capsys, "import", "arm.toml", "--out", "new")[0] == 130
    assert digest(arm_folder / "body") == before
    assert sorted(p.name for p in arm_folder.iterdir()) == ["arm.osim", "arm.toml", "body"]


def test_no_log_is_left(arm_folder, tool):
    """In a process of its own: OpenSim opens its log where one stands."""
    words = (
        "import sys; from agonist.experiments.cli import main; sys.exit(main(['import', 'arm.toml', '--out', 'body']))"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, cwd=arm_folder, check=False, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert sorted(p.name for p in arm_folder.iterdir()) == ["arm.osim", "arm.toml", "body"]


# -- a life on the tables -------------------------------------------------------------------------------------------


def test_a_scenario_lives_on_it(arm_folder, tool, capsys):
    """Before anything is learned a share is the share of capacity; half a day of exploration moves it by 0.02."""
    imported(arm_folder)
    (arm_folder / "life.toml").write_text(SCENARIO)
    status, out, _ = call(capsys, "run", "life.toml", "--json")
    told = json.loads(out)
    assert status == 0 and told["recipe"]["body_digest"] == digest(arm_folder / "body")
    graph = resolve(load_scenario(arm_folder / "life.toml")).subject.graph
    capacity = {m: graph.edges[m, "lift_right", "drives"]["capacity_share"] for m in told["before"]["share"]}
    assert told["before"]["share"] == pytest.approx(capacity, abs=0.02) and len(capacity) == 2
    assert 0.2 < told["before"]["effort"] < 0.6  # a load of 0.3 and an antagonist


def test_nobody_elses_scenario_names_it(arm_folder):
    with pytest.raises(ValueError, match="body, tables: a scenario that is brought here names no files"):
        read_text(SCENARIO, "theirs.toml", files=False)
