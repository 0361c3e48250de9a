"""Imports that were wrong in silence: switched-off muscles, both sides, constraints, two grids; and the check against OpenSim."""

import re

import osim
import pytest
from osim import BACK, BENDER, RECIPE, SECOND, rewrite

from agonist.experiments import cli
from agonist.experiments.importing.loading import reason
from agonist.experiments.importing.slopes import slopes, smoother
from agonist.model.body.anatomy import load

OVER = ("Crosser_r", ("ground", 0.03, 0.02), ("fore", 0.02, -0.05))  # over shoulder and elbow


@pytest.fixture
def here(tool, arm_folder):
    """The folder, where OpenSim can measure."""
    return arm_folder


def made(here, *muscles, recipe=RECIPE, **more):
    """A model of these muscles, and its recipe."""
    text = osim.model(*(osim.muscle(*m) if isinstance(m, tuple) else m for m in muscles), **more)
    (here / "arm.osim").write_text(text.replace("/bodyset/ground", "/ground"))
    (here / "arm.toml").write_text(recipe if "Back_r" in text else recipe.replace('Back = "straightener"', ""))


def call(capsys, *words):
    """Status, output and errors of the import."""
    capsys.readouterr()
    return cli.main(["import", "arm.toml", "--out", "body", *words]), *capsys.readouterr()


def off(muscle):
    """The same muscle, switched off by its modeller."""
    return muscle.replace("<max_isometric", "<appliesForce>false</appliesForce><max_isometric", 1)


def test_a_muscle_that_applies_no_force_stays_out_and_is_named(here, capsys):
    made(here, BENDER, BACK, off(osim.muscle(*SECOND, force=9000.0)))
    status, out, err = call(capsys)
    assert (status, err) == (0, "") and "note: BEND2 applies no force in the model and is left out" in out
    assert "BEND2" not in (here / "body" / "params.csv").read_text()


@pytest.mark.parametrize("all_off", [True, False])
def test_where_no_muscle_is_left_one_line_says_so(here, capsys, all_off):
    made(here, off(osim.muscle(*BENDER)) if all_off else BENDER)
    if not all_off:
        rewrite(here / "arm.toml", 'side = "_r"', 'side = "_r"\nleave_out = ["BEND1"]')
    status, out, err = call(capsys)
    assert (status, out, err.count("\n")) == (2, "", 1) and "no muscle of arm.osim is left" in err
    assert ("BEND1 apply no force" in err) == all_off and not (here / "body").exists()


def test_a_model_with_both_sides_is_not_mirrored_again(here, capsys):
    """Two muscles of one joint in the middle, named for two sides: each would stand for both."""
    twin = ("BEND1_l", *BENDER[1:])
    made(here, BENDER, twin, recipe=RECIPE.replace('side = "_r"\n', ""))
    status, _, err = call(capsys)
    assert status == 2 and err.count("\n") == 1
    assert re.search(r"holds both sides \(BEND1_r and BEND1_l\).*write side = '_r'", err), err


def test_a_model_that_marks_one_side_only(here, capsys):
    """The right of some models bears no mark; the left is told apart by `other_side`."""
    bare = RECIPE.replace('side = "_r"\n', "")
    made(here, ("Bend", *BENDER[1:]), ("Bend_L", *BENDER[1:]), recipe=bare)
    status, _, err = call(capsys)
    assert status == 2 and "holds both sides (Bend and Bend_L)" in err and "write other_side = '_L'" in err
    rewrite(here / "arm.toml", "source =", 'other_side = "_L"\nsource =')
    status, out, err = call(capsys)
    assert status == 0 and "my_arm: 1 muscles (1 parts)" in out, err


def test_a_coordinate_that_turns_several_joints_counts_as_an_angle(here, capsys):
    """A neck's pitch turns its joints by a part each; OpenSim calls that coupled."""
    hinge = osim.HINGE.format(child="cap", coordinate="cap_r", parent="/bodyset/fore", at="0 -0.05 0", more="")
    turn = '<TransformAxis name="rotation{}">{}<axis>{}</axis>{}</TransformAxis>'
    follows = "<LinearFunction><coefficients>0.5 0</coefficients></LinearFunction>"
    still = "<Constant><value>0</value></Constant>"
    half = "<SpatialTransform>" + turn.format(1, "<coordinates>cap_r</coordinates>", "0 0 1", follows)
    half += turn.format(2, "", "1 0 0", still) + turn.format(3, "", "0 1 0", still) + "</SpatialTransform>"
    coupled = hinge.replace("PinJoint", "CustomJoint").replace("</coordinates>", "</coordinates>" + half, 1)
    over = ("crosser_r", ("ground", 0.03, 0.02), ("cap", 0.02, -0.03))
    recipe = RECIPE.replace('elbow_flexion = "elbow_flex_r"', 'elbow_flexion = "cap_r"')
    made(here, over, recipe=recipe, joints=coupled, bodies=osim.BODY.format("cap", ""))
    status, out, err = call(capsys)
    assert status == 0 and "far off" not in out, err


def test_a_model_without_muscles_or_with_parts_of_a_plugin_says_so(here, capsys):
    made(here)
    assert "it holds no muscles" in call(capsys)[2]
    text = (here / "arm.osim").read_text()
    (here / "arm.osim").write_text(
        text.replace(
            "<ForceSet", '<ContactGeometrySet name="c"><objects><Own name="x"/></objects></ContactGeometrySet><ForceSet'
        )
    )
    status, _, err = call(capsys)
    assert (status, err.count("\n")) == (2, 1) and "holds a Own, of a plugin" in err


def test_a_side_may_stand_before_the_name(here, capsys):
    made(here, ("R_bend", *BENDER[1:]), ("L_bend", *BENDER[1:]), recipe=RECIPE.replace('"_r"', '"R_"'))
    status, out, _ = call(capsys)
    assert status == 0 and "my_arm: 1 muscles (1 parts)" in out


def test_a_muscle_on_two_grids_keeps_both_dependencies(here, capsys):
    """Without change_of the second grid adds what its own angles change; between them only what both change is lost."""
    second = """[[grid]]
knots = { elbow_flexion = [0, 90, 15], shoulder_flexion = [-30, 60, 15] }
coordinates = { elbow_flexion = "elbow_flex_r", shoulder_flexion = "shoulder_flex_r" }
[tasks.lift]"""
    made(here, OVER, recipe=RECIPE.replace("[tasks.lift]", second))
    status, out, err = call(capsys)
    assert status == 0, err
    assert "note: Crosser stand on an earlier grid too; grid 2 adds what its own angles change" in out
    body = load("my_arm", folder=here / "body")
    lengths = [body.lengths({"elbow_flexion": 30, "shoulder_flexion": s})[0] for s in (-30, 0, 60)]
    assert len({round(length, 3) for length in lengths}) == 3
    assert "lengths within 0.00" in out and "far off" not in out


def test_with_constraints_arms_are_the_slope_of_the_length(here, capsys):
    """A cap follows the elbow half as far; the angles that were asked for are held while constraints are met."""
    cap = osim.HINGE.format(child="cap", coordinate="cap_r", parent="/bodyset/fore", at="0 -0.05 0", more="")
    over = ("crosser_r", ("upper", 0.02, -0.02), ("cap", 0.01, -0.03))
    made(here, over, joints=cap, bodies=osim.BODY.format("cap", ""), constraints=osim.COUPLER)
    status, out, err = call(capsys)
    assert status == 0, err
    assert "check.txt" in out and "far off" not in out
    for step in ("0, 90, 15]", "0, 90, 7.5]"):
        rewrite(here / "arm.toml", "0, 90, 15]" if step != "0, 90, 15]" else step, step)
        assert call(capsys)[0] == 0


def test_slopes_at_the_end_of_a_range_and_at_a_jump():
    """-dL/dq from lengths beside an angle: both sides, one side, and the calm side of a jump of 2 cm."""
    ways = [(0.1 * k, [0.3 - 0.01 * k]) for k in range(5)]
    assert slopes(ways[1:4]) == (pytest.approx([0.1]), [False])
    assert slopes([ways[2], ways[2], ways[3]]) == (pytest.approx([0.1]), [False])
    noise = (
        ways[2][0] - 1e-9,
        [ways[2][1][0] + 1e-9],
    )  # what an assembler makes of the same angle at the end of a range
    assert slopes([noise, ways[2], ways[3]]) == (pytest.approx([0.1]), [False])
    assert slopes([(0.0, [0.31]), (0.1, [0.29]), (0.2, [0.286])])[1] == [True]
    twice = [(0.0, [0.3]), (0.1, [0.29]), (0.2, [0.3]), (0.3, [0.27]), (0.4, [0.264])]  # longer at one angle alone
    assert slopes(twice[1:4])[1] == [True]
    assert smoother(twice[0], twice[1], twice[3], twice[4]) == pytest.approx([0.06])


def test_the_check_stands_in_the_folder_and_is_the_same_each_time(here, capsys):
    made(here, BENDER, BACK)
    assert call(capsys)[0] == 0
    text = (here / "body" / "check.txt").read_text()
    assert "# my_arm against arm.osim: checked against OpenSim at 20 random postures: arms within 0." in text
    assert re.search(r"^BEND1 +\d\.\d \d\.\d +0\.00\d 0\.0\d\d +0\.00\d 0\.0\d\d +0\.0\d\d 0\.\d\d\d$", text, re.M), (
        text
    )
    assert call(capsys)[0] == 0 and (here / "body" / "check.txt").read_text() == text


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("SimTK Exception thrown at Xml.cpp:106:\n  Error detected by Simbody method Xml::readFromFile(): Failed to load "
         "the Xml file 'b'.\n  (Required condition 'loadOK' was not met.)\n", "Failed to load the Xml file 'b'."),
        ("std::exception in 'OpenSim::Model::Model(std::string const &)': Object::newInstanceOfType(): object type "
         "'{Foo}' is not a registered Object!", "it holds a Foo, of a plugin that OpenSim lacks here; a copy of the model without it can be read"),
        ("Property 'p' has an invalid property value.\n(details: It must be greater than zero).\n\n\tIn Component '/x' of "
         "type Y.\n\tThrown at Y.cpp:88 in f().", "Property 'p' has an invalid property value. (details: It must be greater "
         "than zero). In Component '/x' of type Y."),
        ("\n", "it does not say why"),
    ],
)  # fmt: skip
def test_the_reason_that_opensim_gives_is_told_whole(said, right):
    assert reason(RuntimeError(said)) == right
