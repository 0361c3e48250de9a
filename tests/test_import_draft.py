"""A first recipe that is made from a model: it can be imported as it stands, and what it leaves out is left out for a reason."""

from pathlib import Path

import osim
import pytest

from agonist.experiments import cli
from agonist.experiments.commands import import_
from agonist.experiments.importing import recipe
from agonist.experiments.importing.sides import sides
from agonist.model.body.anatomy import load

ACROSS = ("Both_r", ("../ground", 0.03, 0.05), ("fore", 0.02, -0.08))
TRUNK = osim.HINGE.format(child="trunk", coordinate="trunk_bending", parent="/ground", at="0 0 0", more="")
TRUNK_BODY = osim.BODY.format("trunk", "")


def drafted(tmp_path: Path, text: str) -> recipe.Recipe:
    (tmp_path / "arm.osim").write_text(text, encoding="utf-8")
    assert cli.main(["import", str(tmp_path / "arm.osim"), "--draft", str(tmp_path / "first.toml")]) == 0
    return recipe.read(tmp_path / "first.toml")


def test_a_draft_can_be_imported_as_it_stands(tmp_path, tool, capsys):
    muscles = [osim.muscle(*given) for given in (osim.BENDER, osim.BACK, osim.IDLE, osim.OTHER)]
    made = drafted(tmp_path, osim.model(*muscles, elbow="<range>0 2.27</range><clamped>true</clamped>"))
    assert made.side == "_r" and list(made.coordinates) == ["elbow_flexion"]  # nothing turns the shoulder
    assert made.grids[0].knots["elbow_flexion"][0] == 0.0 and 120.0 <= made.grids[0].knots["elbow_flexion"][-1] <= 130.0
    assert set(made.tasks) == {"elbow_flexion_up", "elbow_flexion_down"}
    assert cli.main(["import", str(tmp_path / "first.toml"), "--out", str(tmp_path / "body")]) == 0
    body = load(made.name, folder=tmp_path / "body")
    assert {muscle.name for muscle in body.muscles} == {"bend_right", "back_right"}


def test_two_joints_under_one_muscle_share_a_grid(tmp_path, tool):
    muscles = [osim.muscle(*osim.BENDER), osim.muscle(*ACROSS, fibre=0.2, tendon=0.1)]
    made = drafted(tmp_path, osim.model(*muscles))
    assert [set(grid.knots) for grid in made.grids] == [{"elbow_flexion", "shoulder_flex"}]


def test_a_joint_of_the_middle_keeps_the_axes_that_both_sides_turn_alike(tmp_path, tool, capsys):
    """Muscles right and left of a hinge bend it each to their own side: a table of one side cannot say that."""
    flanks = [
        osim.muscle(f"flank_{side}", ("trunk", x, 0.2), ("upper", x, -0.1)) for side, x in (("r", 0.05), ("l", -0.05))
    ]
    hinges = osim.HINGE.format(child="upper", coordinate="trunk_bending", parent="/bodyset/trunk", at="0 0 0", more="")
    text = osim.model(osim.muscle(*osim.BENDER), osim.muscle(*osim.OTHER), *flanks, bodies=TRUNK_BODY)
    shoulder = osim.HINGE.format(child="upper", coordinate="shoulder_flex_r", parent="/ground", at="0 0 0", more="")
    assert shoulder in text
    text = text.replace(
        shoulder, osim.HINGE.format(child="trunk", coordinate="base_r", parent="/ground", at="0 0 0", more="") + hinges
    )
    made = drafted(tmp_path, text)
    assert "trunk_bending" not in made.coordinates and "elbow_flexion" in made.coordinates
    grid = '[[grid]]\nknots = { trunk_bending = [-15, 15, 15] }\ncoordinates = { trunk_bending = "trunk_bending" }\n'
    written = (tmp_path / "first.toml").read_text(encoding="utf-8")
    head, _, tail = written.partition("[[grid]]")
    (tmp_path / "wrong.toml").write_text(f'{head}midline = ["trunk"]\n{grid}\n[[grid]]{tail}', encoding="utf-8")
    capsys.readouterr()
    assert cli.main(["import", str(tmp_path / "wrong.toml"), "--out", str(tmp_path / "body")]) == 2
    assert "the muscles of the other side turn it the other way" in capsys.readouterr().err
    assert not (tmp_path / "body").exists()


@pytest.mark.parametrize("names, expected", [
    (["soleus_r", "soleus_l", "psoas_r", "psoas_l"], ("_r", "")), (["R_psoas", "L_psoas"], ("R_", "")),
    (["BIClong", "TRI", "BIClong_L", "TRI_L"], ("", "_L")), (["SAR", "LSAR", "SOL", "LSOL"], ("", "^L")),
    (["deltoid", "biceps"], ("", "")), (["deltoid_r", "biceps_r"], ("_r", "")),
])  # fmt: skip
def test_the_side_is_that_which_has_another(names, expected):
    assert sides(names) == expected


def test_what_is_wrong_is_said_in_one_line(tmp_path, tool, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("arm.osim").write_text(osim.model(osim.muscle(*osim.IDLE)), encoding="utf-8")
    Path("there.toml").write_text("mine", encoding="utf-8")
    for words, said in (
        (["arm.osim", "--draft", "new.toml"], "no muscle of it has an arm"),
        (["arm.osim", "--draft", "there.toml"], "it is there already; name a new file"),
        (["arm.osim", "--out", "body"], "it needs a recipe, which --draft recipe.toml makes from it"),
        (["none.osim", "--draft", "new.toml"], "none.osim"),
        (["arm.osim"], "--out"),
    ):
        assert cli.main(["import", *words]) == 2
        error = capsys.readouterr().err
        assert said in error and "Traceback" not in error, words
    assert Path("there.toml").read_text(encoding="utf-8") == "mine" and not Path("new.toml").exists()


def test_a_search_that_lasts_says_what_it_tries(tmp_path, tool, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    osim.put(tmp_path)
    assert cli.main(["import", "arm.osim", "--draft", "first.toml"]) == 0
    assert "trying" not in capsys.readouterr().err
    monkeypatch.setattr(import_, "SOON_S", 0.0)
    monkeypatch.setattr(import_, "OFTEN_S", 0.0)
    assert cli.main(["import", "arm.osim", "--draft", "again.toml"]) == 0
    every = capsys.readouterr().err.splitlines()
    assert "looking for the muscles that turn shoulder_flex_r" in every[0]
    said = [line for line in every if "trying" in line]
    assert "angles, whether each can be held and turned" in said[0] and "postures of grid 1 of" in said[-1]
    assert all("s; Ctrl-C ends it" in line for line in every)
    assert cli.main(["import", "first.toml", "--out", "body"]) == 0
    long = capsys.readouterr().err
    assert "measured 1 of " in long and "checking against OpenSim, posture 20 of 20" in long
    assert cli.main(["import", "arm.osim", "--draft", "still.toml", "--quiet"]) == 0
    assert (
        "trying" not in capsys.readouterr().err and Path("first.toml").read_bytes() == Path("still.toml").read_bytes()
    )
