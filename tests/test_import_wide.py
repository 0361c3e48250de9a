"""Models as they are found: couplers, ranges that constraints cut, muscles that fail, names that others use."""

from pathlib import Path

import numpy as np
import osim
import pytest

from agonist.experiments import cli
from agonist.experiments.importing import coupled, naming, recipe, trial
from agonist.experiments.importing.osim import OsimBody
from agonist.model.body.anatomy import load

CAP = osim.HINGE.format(child="cap", coordinate="cap_r", parent="/bodyset/fore", at="0 -0.05 0", more="{}")
OVER = ("BIClong_r", ("upper", 0.02, -0.02), ("cap", 0.01, -0.03))

ROD = """<ConstraintSet name="constraintset"><objects><ConstantDistanceConstraint name="rod">
<socket_body_1>/ground</socket_body_1><socket_body_2>/bodyset/fore</socket_body_2>
<location_body_1>0.2 -0.4 0</location_body_1><location_body_2>0 -0.1 0</location_body_2>
<constant_distance>0.2</constant_distance></ConstantDistanceConstraint></objects></ConstraintSet>"""


def followed(cap="", elbow=""):
    """An elbow whose muscle ends on a cap that turns half as far."""
    back = osim.muscle("TRIlong_r", *osim.BACK[1:])
    return osim.model(
        osim.muscle(*OVER),
        back,
        joints=CAP.format(cap),
        bodies=osim.BODY.format("cap", ""),
        constraints=osim.COUPLER,
        elbow=elbow,
    )


def drafted(folder: Path, text: str, capsys) -> tuple[recipe.Recipe, str]:
    pytest.importorskip("opensim")
    (folder / "arm.osim").write_text(text, encoding="utf-8")
    status = cli.main(["import", str(folder / "arm.osim"), "--draft", str(folder / "first.toml")])
    assert status == 0, capsys.readouterr().err
    return recipe.read(folder / "first.toml"), (folder / "first.toml").read_text(encoding="utf-8")


class Unsearched:
    """A model that must not be asked to search for where its constraints are met."""

    def __init__(self, model):
        self.own = model

    def __getattr__(self, name):
        assert name != "assemble"
        return getattr(self.own, name)


def test_what_follows_by_a_coupler_is_not_searched_for(tmp_path, capsys):
    made, _ = drafted(tmp_path, followed(), capsys)
    body = OsimBody(made)
    assert body.bound and body.followers[0].leaders == ("elbow_flex_r",)
    body.model = Unsearched(body.model)
    for angle in (0.0, 30.0):
        body.take("here", {"elbow_flexion": angle})
        assert body.known["cap_r"].getValue(body.state) == pytest.approx(0.5 * angle * 3.14159265 / 180.0)
        assert body.slopes_m("here", {"elbow_flexion": angle}, made.coordinates)


def test_followers_of_followers_come_last():
    chain = [
        coupled.Follower(name, (leader,), None, 1.0, None) for name, leader in (("c", "b"), ("b", "a"), ("d", "c"))
    ]
    assert [one.name for one in coupled._in_order(chain)] == ["b", "c", "d"]
    circle = [coupled.Follower("a", ("b",), None, 1.0, None), coupled.Follower("b", ("a",), None, 1.0, None)]
    assert len(coupled._in_order(circle)) == 2


def test_angles_that_a_constraint_ties_together_are_not_turned_apart(tmp_path, capsys):
    """A rod from the wall to the forearm leaves one of two angles free, and only as far as the rod reaches."""
    given = [osim.muscle("BIClong_r", *osim.BENDER[1:]), osim.muscle("TRIlong_r", *osim.BACK[1:])]
    across = osim.muscle("BICshort_r", ("../ground", 0.03, 0.05), ("fore", 0.02, -0.08), fibre=0.2, tendon=0.1)
    made, _ = drafted(tmp_path, osim.model(*given, across, constraints=ROD), capsys)
    assert len(made.coordinates) == 1
    low, high = next(iter(made.ranges.values()))
    assert -135.0 <= low < high <= 135.0 and high - low < 270.0
    assert cli.main(["import", str(tmp_path / "first.toml"), "--out", str(tmp_path / "body")]) == 0


def test_a_muscle_that_no_body_has_stays_out_of_the_draft(tmp_path, capsys):
    strong = osim.muscle("BRA_r", *osim.BENDER[1:], force=1e6)
    stretched = osim.muscle("BICshort_r", ("upper", 0.03, -0.05), ("fore", 0.0, -0.06), fibre=0.01, tendon=0.1)
    given = [osim.muscle("BIClong_r", *osim.BENDER[1:]), strong, stretched, osim.muscle("TRIlong_r", *osim.BACK[1:])]
    made, text = drafted(tmp_path, osim.model(*given), capsys)
    assert made.leave_out == ("BICshort", "BRA") and "Turn elbow_flexion up: biceps_long_head" in text
    assert cli.main(["import", str(tmp_path / "first.toml"), "--out", str(tmp_path / "body")]) == 0
    body = load(made.name, folder=tmp_path / "body")
    assert [m.anatomical_name for m in body.muscles] == ["biceps_long_head", "triceps_long_head"]


def test_an_angle_that_counts_the_other_way_is_turned(tmp_path, capsys):
    text = followed(elbow="<range>-2.2 0</range><clamped>true</clamped>").replace("elbow_flex_r", "knee_angle_r")
    made, _ = drafted(tmp_path, text.replace("BIClong", "nobody").replace("TRIlong", "else"), capsys)
    assert str(made.coordinates["knee_flexion"]) == "-knee_angle_r" and made.ranges["knee_flexion"][1] == 120.0


def test_a_left_side_marked_by_a_letter_is_not_mirrored_again(tmp_path, capsys, monkeypatch):
    pair = [osim.muscle(name, *osim.BENDER[1:]) for name in ("SAR", "LSAR")]
    back = [osim.muscle(name, *osim.BACK[1:]) for name in ("GRA", "LGRA")]
    made, text = drafted(tmp_path, osim.model(*pair, *back), capsys)
    assert made.other_side == "^L" and set(made.anatomical_names) == {"SAR", "GRA"}
    (tmp_path / "both.toml").write_text(text.replace('other_side = "^L"\n', ""), encoding="utf-8")
    assert cli.main(["import", str(tmp_path / "both.toml"), "--out", str(tmp_path / "two")]) == 2
    assert "holds both sides (GRA and LGRA)" in capsys.readouterr().err


def test_the_widest_block_holds_neutral_and_nothing_that_is_refused():
    knots = {"a": trial.knots_of((-30.0, 30.0, 15.0)), "b": trial.knots_of((0.0, 30.0, 15.0))}
    can = trial.np.ones((5, 3), dtype=bool)
    can[0, :] = can[4, 2] = False
    assert trial._widest(can, knots) in ((slice(1, 5), slice(0, 2)), (slice(1, 4), slice(0, 3)))
    can[2, 0] = False  # neutral itself
    assert trial._widest(can, knots) == ()


@pytest.mark.parametrize(("muscle", "name"), [
    ("glut_max2", "gluteus_maximus"), ("BIClong", "biceps_long_head"), ("addmagDist", "adductor_magnus"),
    ("TIB_ANT", "tibialis_anterior"), ("vasti", "vasti"), ("wing", ""),
])  # fmt: skip
def test_names_that_models_use(muscle, name):
    assert naming.anatomical_name(muscle) == name


def test_signs_by_muscles_then_by_the_longer_side():
    knee = naming.ANGLES["knee_angle"]
    assert naming.sign_of(knee, {"vasti": -0.04}, {"vasti": 5000.0}, (-120.0, 0.0)) == 1.0
    assert naming.sign_of(knee, {"vasti": 0.04}, {"vasti": 5000.0}, (0.0, 120.0)) == -1.0
    assert naming.sign_of(knee, {}, {}, (-120.0, 10.0)) == -1.0
    assert naming.sign_of(naming.ANGLES["ankle_angle"], {}, {}, (-90.0, 30.0)) == 1.0


def test_an_angle_whose_range_leaves_out_zero_has_a_zero_of_its_own(tmp_path, capsys):
    """An animal's knee is never straight: its 0 lies at the end of its range, and lengths are those of the model."""
    text = followed(elbow="<default_value>-1</default_value><range>-2.2 -0.6</range><clamped>true</clamped>").replace(
        "elbow_flex_r", "knee_angle_r"
    )
    text = text.replace("BIClong", "nobody").replace("TRIlong", "else")
    made, written = drafted(tmp_path, text, capsys)
    turned = made.coordinates["knee_flexion"]
    assert turned == recipe.Turned("knee_angle_r", -1.0, -35.0) and '"-knee_angle_r - 35"' in written
    assert made.ranges["knee_flexion"] == (0.0, 90.0) and turned.theirs(90.0) == -125.0
    assert cli.main(["import", str(tmp_path / "first.toml"), "--out", str(tmp_path / "body")]) == 0
    body, model = load(made.name, folder=tmp_path / "body"), OsimBody(made)
    model.take("here", {"knee_flexion": 30.0})
    assert model.known["knee_angle_r"].getValue(model.state) == pytest.approx(-65.0 * 3.14159265 / 180.0)
    paths = dict(zip(model.muscles, model.paths_m(), strict=True))
    lengths = {m.anatomical_name: x for m, x in zip(body.muscles, body.lengths({"knee_flexion": 30.0}), strict=True)}
    assert lengths["nobody"] == pytest.approx((paths["nobody"] - 0.2) / 0.1, abs=1e-6)


@pytest.mark.parametrize("written", ["elbow_flex_r", "-knee_angle_r - 35", "a - b", "knee + 7.5"])
def test_a_coordinate_is_read_as_it_is_written(written):
    assert str(recipe.Turned.of(written)) == written


def test_muscles_of_both_sides_turn_an_angle_of_the_middle_alike_or_not_at_all(tmp_path, capsys):
    """A head that nods and tilts, muscles of the left marked by an ending: it keeps the nod, as a joint without sides."""
    head = osim.HINGE.format(child="cap", coordinate="nod", parent="/bodyset/fore", at="0 0 0", more="")
    pairs = [(f"neck{end}", ("fore", x, -0.05), ("cap", x, 0.05)) for end, x in (("", 0.03), ("_l", 0.03))]
    pairs += [(f"front{end}", ("fore", -0.03, -0.05), ("cap", -0.03, 0.05)) for end in ("", "_l")]
    made, _ = drafted(
        tmp_path,
        osim.model(
            *[osim.muscle(*p, fibre=0.05, tendon=0.05) for p in pairs], joints=head, bodies=osim.BODY.format("cap", "")
        ),
        capsys,
    )
    assert made.other_side == "_l" and made.midline == ("nod",) and list(made.coordinates) == ["nod"]


def test_muscles_that_stand_among_the_components_are_muscles(tmp_path, capsys):
    """As models of OpenSim's own examples have them: its list of forces is empty there."""
    text = osim.arm()
    start, end = text.index('<ForceSet name="forceset">'), text.index("</ForceSet>") + len("</ForceSet>")
    inside = text[start:end].partition("<objects>")[2].rpartition("</objects>")[0]
    components = f"<components>{inside}</components>"
    assert inside.count("<Millard") == 5
    plain, _ = drafted(tmp_path, text, capsys)
    (moved := tmp_path / "moved").mkdir()
    other, _ = drafted(moved, text[:start] + components + text[end:], capsys)
    assert OsimBody(other).parts == OsimBody(plain).parts and other.coordinates == plain.coordinates


def test_a_model_without_muscles_says_so(tmp_path, capsys):
    pytest.importorskip("opensim")
    (tmp_path / "m.osim").write_text(osim.model(), encoding="utf-8")
    assert cli.main(["import", str(tmp_path / "m.osim"), "--draft", str(tmp_path / "first.toml")]) == 2
    assert "m.osim: it holds no muscles of OpenSim's kind" in capsys.readouterr().err


def test_only_arms_that_there_are_are_asked_for(tmp_path, capsys):
    """A muscle that does not cross a joint has no arm there in any posture; all others are OpenSim's own."""
    over = osim.muscle("over_r", ("../ground", 0.03, 0.05), ("fore", 0.02, -0.08), fibre=0.2, tendon=0.1)
    made, _ = drafted(
        tmp_path, osim.model(osim.muscle(*osim.BENDER), osim.muscle(*osim.BACK), osim.muscle(*osim.IDLE), over), capsys
    )
    body, axes = OsimBody(made), made.coordinates
    assert len(axes) == 2
    for posture in ({}, {next(iter(axes)): 30.0}, dict.fromkeys(axes, 45.0)):
        body.take("here", posture)
        every = [[t.sign * m.computeMomentArm(body.state, body.known[t.name]) for t in axes.values()]
                 for m in body.muscles.values()]  # fmt: skip
        assert np.array(body.arms_m(axes)) == pytest.approx(np.array(every), abs=1e-12)
    assert body.spans["shoulder_flex_r"] == {"over"} and "idle" not in body.spans["elbow_flex_r"]
