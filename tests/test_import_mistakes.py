"""What `agonist import` refuses: each mistake in one line, with nothing left behind."""

import os
import sys
from pathlib import Path

import osim
import pytest
from osim import BACK, BENDER, SECOND, call, rewrite

from agonist.experiments.cli import one_line
from agonist.experiments.importing import loading
from agonist.experiments.importing.recipe import read
from agonist.model.body.anatomy import load


def refused(capsys, message):
    """The import is refused with one line, and nothing is left behind."""
    status, out, err = call(capsys, "import", "arm.toml", "--out", "body")
    assert status == 2 and out == "" and err.count("\n") == 1, err
    assert message in err, err


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('side = "_r"', 'sid = "_r"', "arm.toml: unknown key 'sid'; did you mean 'side'?"),
        ('source = "made up for a test, CC0 licence"', "", "arm.toml: 'source' is missing"),
        ('source = "made up for a test, CC0 licence"', 'source = " "', "source = ' '; it needs text"),
        ('text = "Two hinges"', "text = 3", "text = 3; it needs text"),
        ('name = "my_arm"', 'name = "my arm"', "name = 'my arm'; it needs letters"),
        ('"arm.osim"', '"leg.osim"', "model = 'leg.osim': there is no such file"),
        ("[0, 90, 15]", "[0, 90, 20]", "it needs a step that leads from the first angle to the last"),
        ("[0, 90, 15]", "[0, 90, -15]", "it needs a step"),
        ("[0, 90, 15]", "[0, 90]", "it needs [from, to, step] in degrees"),
        ("[0, 90, 15]", "[15, 90, 15]", "it needs 0 between the first angle and the last"),
        ("[0, 90, 15]", "[0, 90, 0.001]", "more than 20000 postures"),
        ("[0, 90, 15]", "[0, 1e300, 1e-300]", "more than 20000 postures"),
        ("[0, 90, 15]", "[0, 1e12, 1]", "more than 20000 postures"),
        ("[0, 90, 15]", '["0", 90, 15]', "'0'; it needs a number"),
        ("knots = {", "knot = {", "grid 1: unknown key 'knot'; did you mean 'knots'?"),
        (
            "coordinates = { elbow_flexion",
            "coordinates = { elbow",
            "coordinates: they are elbow, the knots elbow_flexion",
        ),
        ('shoulder_flexion = "shoulder_flex_r"', 'shoulder_flexion = "elbow_flex_r"', "are both 'elbow_flex_r'"),
        ('elbow = "arm"', 'elbo = "arm"', "groups: this body has no 'elbo'; did you mean 'elbow'?"),
        ('Back = "straightener"', 'Back = "Straightener"', "'Straightener' is no name here"),
        (
            "output = { elbow_flexion",
            "output = { elbow_extension",
            "tasks, lift, axes: this body has no 'elbow_extension'",
        ),
        ("posture = { elbow_flexion = 60", "posture = { elbow_flexion = 95", "the knots go from 0 to 90 degrees"),
        ("posture = { elbow_flexion = 60", "posture = { elbow = 60", "tasks, lift, posture: this body has no 'elbow'"),
        ("unwanted", "unwantd", "tasks, lift: unknown key 'unwantd'; did you mean 'unwanted'?"),
        ("[tasks.lift]", "[posture]\nelbow_flex_r = 4\n[tasks.lift]", "it is elbow_flexion of a grid"),
        ("[tasks.lift]", "[usual]\n[tasks.lift]", "it needs [[usual]] pieces"),
        ("[tasks.lift]", "[[usual]]\nhours = 3\nangles = {}\n[tasks.lift]", "the hours come to 3; a day has 24"),
        ('side = "_r"', "shortest_fibre = 2", "shortest_fibre = 2; it needs a number 0.1 to 0.6"),
        ("[[grid]]", "[grid]", "it needs [[grid]] entries"),
        ("[[grid]]", "[[grid", "not a TOML file"),
    ],
)
def test_a_wrong_recipe_is_refused(arm_folder, capsys, old, new, message):
    """By the reader, which needs no OpenSim."""
    rewrite(arm_folder / "arm.toml", old, new)
    refused(capsys, message)


def test_the_recipe_of_the_documentation_is_whole(tmp_path):
    page = (Path(__file__).parent.parent / "docs" / "anatomy.md").read_text(encoding="utf-8")
    recipe = page.partition("this one is whole:")[2].partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "arm.osim").touch()
    (tmp_path / "arm.toml").write_text(recipe)
    made = read(tmp_path / "arm.toml")
    assert str(made.coordinates["shoulder_flexion"]) == "-arm_ext_r" and list(made.tasks) == ["curl"]


def test_a_broken_model_is_refused(arm_folder, tool, capsys):
    (arm_folder / "arm.osim").write_text("<OpenSimDocument><Model>")
    refused(capsys, "arm.osim: not a model that OpenSim can read: its XML is broken")
    (arm_folder / "arm.osim").write_text("<robot/>")
    refused(capsys, "it holds <robot>, not an <OpenSimDocument>")


def test_a_flaw_that_opensim_forgives_is_forgiven(arm_folder, tool, capsys):
    """Models that people share hold bytes that are no UTF-8."""
    text = (arm_folder / "arm.osim").read_text().replace("<Model name", "<!--Universit\xe4t--><Model name")
    (arm_folder / "arm.osim").write_bytes(text.encode("latin-1"))
    assert call(capsys, "import", "arm.toml", "--out", "body")[0] == 0


def test_without_opensim_it_says_what_to_install(arm_folder, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "opensim", None)
    refused(capsys, "pip install 'agonist[opensim]'")


def test_a_folder_with_something_else_is_left_alone(arm_folder, capsys):
    (arm_folder / "body").mkdir()
    (arm_folder / "body" / "thesis.txt").write_text("years of work")
    refused(capsys, "it holds something else than an imported body; name a new folder")
    assert [p.name for p in (arm_folder / "body").iterdir()] == ["thesis.txt"]
    assert read(arm_folder / "arm.toml").axes == ("elbow_flexion", "shoulder_flexion")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"_r"', '"_right"', "side = '_right': no muscle of arm.osim is named so; it has BEND1_l"),
        ("Back =", "Bak =", "anatomical_names: no muscle 'Bak' in arm.osim; did you mean 'Back'?"),
        ('= "elbow_flex_r" }', '= "elbw_flex_r" }', "no coordinate 'elbw_flex_r'; did you mean 'elbow_flex_r'?"),
        ("[tasks.lift]", "[posture]\nwrist_r = 3\n[tasks.lift]", "posture, wrist_r: arm.osim has no coordinate"),
    ],
)
def test_what_the_model_lacks_is_named(arm_folder, tool, capsys, old, new, message):
    rewrite(arm_folder / "arm.toml", old, new)
    refused(capsys, message)


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (
            {"elbow": "<locked>true</locked>"},
            "elbow_flex_r is locked in arm.osim; it needs a joint angle that turns freely",
        ),
        ({"elbow": "<range>0 1</range><clamped>true</clamped>"}, "90 degrees; arm.osim allows 0 to 57.2958"),
    ],
)
def test_an_angle_that_cannot_be_turned_is_refused(arm_folder, tool, capsys, made, message):
    (arm_folder / "arm.osim").write_text(osim.model(osim.muscle(*BENDER), osim.muscle(*BACK), **made))
    refused(capsys, message)


def test_a_translation_is_refused(arm_folder, tool, capsys):
    slide = osim.SLIDE.format(child="cap", coordinate="cap_r", parent="/bodyset/fore", at="0 0 0", more="")
    (arm_folder / "arm.osim").write_text(
        osim.model(osim.muscle(*BENDER), osim.muscle(*BACK), joints=slide, bodies=osim.BODY.format("cap", ""))
    )
    rewrite(arm_folder / "arm.toml", '"shoulder_flex_r"', '"cap_r"')
    refused(capsys, "axes, shoulder_flexion = 'cap_r': cap_r is no rotation in arm.osim")


def test_a_slack_tendon_is_refused_unless_the_recipe_says_what_it_counts(arm_folder, tool, capsys):
    (arm_folder / "arm.osim").write_text(osim.model(osim.muscle(*BENDER), osim.muscle(*SECOND, tendon=0.28)))
    rewrite(arm_folder / "arm.toml", 'Back = "straightener"', "")
    refused(capsys, "grid 1: BEND2 at elbow_flexion 60: its fibres are 0.0086 optimal lengths long")
    rewrite(arm_folder / "arm.toml", 'side = "_r"', 'side = "_r"\nshortest_fibre = 0.2')
    status, out, _ = call(capsys, "import", "arm.toml", "--out", "body")
    assert status == 0 and "note: tendons that hang slack, of 7 postures of grid 1: BEND2 at 2" in out
    short = load("my_arm", folder=arm_folder / "body", split="all")
    assert short.lengths({"elbow_flexion": 90})[1] == 0.2
    rewrite(arm_folder / "arm.toml", "shortest_fibre = 0.2", 'leave_out = ["BEND2"]')
    assert call(capsys, "import", "arm.toml", "--out", "body")[0] == 0


def test_a_task_that_no_muscle_can_do_is_refused(arm_folder, tool, capsys):
    rewrite(arm_folder / "arm.toml", "output = { elbow_flexion = 1.0 }", "output = { shoulder_flexion = 1.0 }")
    rewrite(arm_folder / "arm.toml", 'unwanted = ["shoulder_flexion"]', "")
    refused(capsys, "task lift_right: no muscle of this body can do it")
    assert sorted(p.name for p in arm_folder.iterdir()) == ["arm.osim", "arm.toml"]


def test_a_file_that_would_end_opensim_is_refused_before(tmp_path: Path) -> None:
    """Fifty thousand elements within each other, and a name that is no text: both ended the program with a signal."""
    deep = tmp_path / "deep.osim"
    deep.write_text("<a>" * 50_000 + "</a>" * 50_000)
    with pytest.raises(ValueError, match="its XML is nested deeper than 500"):
        loading.loaded(None, deep)
    unread = tmp_path / os.fsdecode(b"odd\xff.osim")
    unread.write_text("<OpenSimDocument/>")
    with pytest.raises(ValueError, match="names are text in UTF-8; rename it"):
        loading.loaded(None, unread)


def test_a_name_with_control_characters_stays_on_its_line() -> None:
    assert one_line(FileNotFoundError(2, "No such file", "a\nb\x1b[2J")).splitlines() == [
        one_line(FileNotFoundError(2, "No such file", "a\nb\x1b[2J"))
    ]
    assert "\x1b" not in one_line(FileNotFoundError(2, "No such file", "a\nb\x1b[2J"))
