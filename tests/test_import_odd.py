"""Models of odd make: names of sides that others use, names that nobody can say, joints that turn otherwise than their angles count."""

import math
import re
import shlex
from pathlib import Path

import numpy as np
import osim
import pytest

from agonist.experiments import cli
from agonist.experiments.importing import folder as folders
from agonist.experiments.importing import recipe, trial
from agonist.experiments.importing.loading import loaded, opensim
from agonist.experiments.importing.sides import Mark, mark_of, sides, twin_of, twins
from agonist.model.body.anatomy import load

SAID = {"r": "right", "l": "left"}
SIDED = {  # what a muscle of a side is called, and the `side` that takes the right ones
    "{}.{s}": ".r", "{}-{s}": "-r", "{}_{s}t": "_rt", "{}_{S}IGHT": "_RIGHT", "{}({S})": "(R)", "{s}.{}": "^r.",
    "{S}-{}": "^R-", "{}_{s}_1": "*_r*", "{}_{S}2": "*_R*", "{}{S}": "R", "{S}{}": "^R", "{s}{}": "^r",
}  # fmt: skip


def called(form: str, name: str, side: str) -> str:
    """A muscle of a side, `r` or `l`, in a form."""
    word = SAID[side].upper() if "IGHT" in form else side.upper()
    return form.replace("{S}IGHT", word).format(name, s=side, S=side.upper())


def drafted(folder: Path, text: str) -> recipe.Recipe:
    (folder / "arm.osim").write_text(text, encoding="utf-8")
    assert cli.main(["import", str(folder / "arm.osim"), "--draft", str(folder / "first.toml")]) == 0
    return recipe.read(folder / "first.toml")


def imported(folder: Path) -> int:
    return cli.main(["import", str(folder / "first.toml"), "--out", str(folder / "body")])


@pytest.mark.parametrize("form", SIDED)
def test_marks_of_sides_that_models_use(form):
    names = [called(form, name, side) for name in ("soleus", "psoas", "vasti") for side in "rl"]
    assert sides(names) == (SIDED[form], "") and mark_of(names) is not None
    assert twins(names) == (called(form, "psoas", "r"), called(form, "psoas", "l"))
    assert [twin_of(name, mark_of(names)) for name in names[:2]] == names[1::-1]


def test_letters_of_a_few_names_are_no_sides():
    """The slips of the fingers' muscles: radial and little (EDCR, EDCL), and no muscle of the other hand among them."""
    hand = [f"{muscle}{finger}" for muscle in ("EDC", "FDS", "FDP") for finger in "LRMI"] + ["ECU", "FCR", "FCU", "PL"]
    assert sides(hand) == ("", "") and twins(hand) is None
    assert sides(["soleus_l", "psoas_l"]) == ("_l", "")  # a model of the left


def test_a_model_with_both_sides_is_taken_once_whatever_tells_them_apart(tmp_path, tool, capsys):
    given = [
        osim.muscle(called("{}_{s}_1", name, side), *path[1:])
        for name, path in (("bend", osim.BENDER), ("back", osim.BACK))
        for side in "rl"
    ]
    made = drafted(tmp_path, osim.model(*given))
    assert made.side == "*_r*" and imported(tmp_path) == 0
    assert [m.name for m in load(made.name, folder=tmp_path / "body").muscles] == ["back_right", "bend_right"]
    osim.rewrite(tmp_path / "first.toml", 'side = "*_r*"', 'side = ""')
    capsys.readouterr()
    assert imported(tmp_path) == 2
    err = capsys.readouterr().err
    assert "holds both sides (back_r_1 and back_l_1)" in err and "write side = '*_r*'" in err and err.count("\n") == 1


def test_names_that_nobody_can_say_are_made_sayable_and_stay_apart(tmp_path, tool):
    names = ["in", "soleus_left", "肌肉", "肌腱", "_", "M._\u00dcber&quot;,_#1"]
    made = drafted(tmp_path, osim.model(*(osim.muscle(name, *osim.BENDER[1:]) for name in names)))
    assert imported(tmp_path) == 0
    body = load(made.name, folder=tmp_path / "body")
    said = {m.anatomical_name for m in body.muscles}
    assert said >= {"in_muscle", "soleus_left_muscle", "m_uber"} and len(said) == len(names)
    assert folders.names_of(made, "DELT2") == ("delt", "2")


def test_a_model_whose_muscles_are_all_off_says_so(tmp_path, tool, capsys):
    text = osim.model(osim.muscle(*osim.BENDER)).replace("<max_iso", "<appliesForce>false</appliesForce><max_iso")
    (tmp_path / "arm.osim").write_text(text, encoding="utf-8")
    assert cli.main(["import", str(tmp_path / "arm.osim"), "--draft", str(tmp_path / "first.toml")]) == 2
    assert "no muscle of it applies force: they are all switched off" in capsys.readouterr().err


def test_an_angle_whose_name_begins_with_a_minus_stays_out(tmp_path, tool):
    """In a recipe the minus would be a sign."""
    over = osim.muscle("over_r", ("../ground", 0.03, 0.05), ("fore", 0.02, -0.08), fibre=0.2, tendon=0.1)
    text = osim.model(osim.muscle(*osim.BENDER), over).replace("shoulder_flex_r", "-shoulder")
    assert list(drafted(tmp_path, text).coordinates) == ["elbow_flexion"]


def test_a_name_that_is_no_utf_8_is_told(tmp_path, tool, capsys):
    text = osim.model(osim.muscle("\u00fcber_r", *osim.BENDER[1:]))
    (tmp_path / "arm.osim").write_bytes(text.encode("latin-1"))
    assert cli.main(["import", str(tmp_path / "arm.osim"), "--draft", str(tmp_path / "first.toml")]) == 2
    err = capsys.readouterr().err
    assert "is no text in UTF-8; save the file as UTF-8" in err and err.count("\n") == 1


JOINT = """<{kind} name="hip"><socket_parent_frame>from</socket_parent_frame>
<socket_child_frame>/bodyset/upper</socket_child_frame><coordinates>{coordinates}</coordinates>
<frames><PhysicalOffsetFrame name="from"><socket_parent>/ground</socket_parent><translation>0 0 0</translation>
</PhysicalOffsetFrame></frames>{more}</{kind}>"""
KINDS = {
    "BallJoint": "",
    "GimbalJoint": "",
    "EllipsoidJoint": "<radii_x_y_z>0.02 0.03 0.025</radii_x_y_z>",
    "FreeJoint": "",
}
PULLS = (("front", 0.05, 0.01), ("behind", -0.05, 0.02), ("beside", 0.01, 0.06), ("within", -0.01, -0.05))


def hip(kind: str) -> str:
    """A thigh that hangs from a joint of three angles, with muscles all around, straight between two points."""
    axes = [*"abc", *(("x", "y", "z") if kind == "FreeJoint" else ())]
    angles = "".join(f'<Coordinate name="{name}"><range>-1 1</range></Coordinate>' for name in axes)
    joint = JOINT.format(kind=kind, coordinates=angles, more=KINDS[kind])
    muscles = ""
    for name, x, z in PULLS:
        text = osim.muscle(f"{name}_r", ("../ground", x, 0.05), ("upper", 0.6 * x, -0.2))
        for depth in (z, 0.8 * z):
            text = re.sub(r" 0</location>", f" {depth:g}</location>", text, count=1)
        muscles += text.replace("/bodyset/../ground", "/ground").replace(">0.2</tendon", ">0.15</tendon")
    return (
        '<?xml version="1.0"?><OpenSimDocument Version="40600"><Model name="m"><BodySet name="bodyset"><objects>'
        f'{osim.BODY.format("upper", "")}</objects></BodySet><JointSet name="jointset"><objects>{joint}</objects></JointSet>'
        f'<ForceSet name="forceset"><objects>{muscles}</objects></ForceSet></Model></OpenSimDocument>'
    )


@pytest.mark.parametrize("kind", KINDS)
def test_an_arm_is_the_slope_of_the_length_in_a_joint_of_any_kind(tmp_path, tool, capsys, kind):
    """The speeds of a ball are no rates of its angles, and what OpenSim calls a moment arm there is no slope."""
    made = drafted(tmp_path, hip(kind))
    capsys.readouterr()
    assert imported(tmp_path) == 0
    assert ("a joint does not turn as its angles count" in capsys.readouterr().out) == (kind != "GimbalJoint")
    body = load(made.name, folder=tmp_path / "body")
    model = loaded(opensim(), tmp_path / "arm.osim")
    state, turned = model.initSystem(), next(iter(made.coordinates))
    known = {c.getName(): c for c in model.getCoordinateSet()}

    def lengths(**angles: float) -> np.ndarray:
        for name in "abc":
            known[name].setValue(state, angles.get(name, 0.0))
        model.realizePosition(state)
        return np.array([model.getMuscles().get(f"{m.anatomical_name}_r").getLength(state) for m in body.muscles])

    for degrees in (-45.0, 30.0):
        arms, at = body.arms_m({turned: degrees}), {turned: math.radians(degrees)}
        for n, axis in enumerate(made.axes):
            up, down = ({**at, axis: at.get(axis, 0.0) + step} for step in (1e-4, -1e-4))
            slope = -(lengths(**up) - lengths(**down)) / 2e-4
            assert arms[:, body.axes.index(f"{axis}_right")] == pytest.approx(slope, abs=1e-6), (axis, n)


def test_the_two_sides_of_a_model_that_marks_the_left_are_twins():
    mark = mark_of(["BIC", "BIC_L", "TRI", "TRI_L"])
    assert mark == Mark("", "_L") and twin_of("TRI", mark) == "TRI_L" and twin_of("TRI_L", mark) == "TRI"
    assert twin_of("TRI", None) == ""


@pytest.mark.parametrize(("written", "low", "high"), [
    ("nan nan", -135.0, 135.0), ("-Inf Inf", -135.0, 135.0), ("2.2 0", 0.0, 120.0), ("1e9 -1e9", -135.0, 135.0),
])  # fmt: skip
def test_ranges_that_are_none_or_turned_round(tmp_path, tool, written, low, high):
    given = [osim.muscle(*osim.BENDER), osim.muscle(*osim.BACK)]
    made = drafted(tmp_path, osim.model(*given, elbow=f"<range>{written}</range>"))
    assert made.ranges["elbow_flexion"] == (low, high)


@pytest.mark.parametrize(("more", "why"), [
    ("<locked>true</locked>", "locked"), ("<range>0 0</range>", "its range is 0 to 0 degrees"),
    ("<prescribed_function><Constant><value>0.3</value></Constant></prescribed_function><prescribed>true</prescribed>", "prescribed"),
])  # fmt: skip
def test_angles_that_stand_still_are_named_in_the_draft(tmp_path, tool, capsys, more, why):
    over = osim.muscle("over_r", ("../ground", 0.03, 0.05), ("fore", 0.02, -0.08), fibre=0.2, tendon=0.1)
    made = drafted(tmp_path, osim.model(over, elbow=more).replace("/bodyset/../ground", "/ground"))
    assert list(made.coordinates) == ["shoulder_flex"]
    assert f"# Not to be turned in the model: elbow_flex_r: {why}." in (tmp_path / "first.toml").read_text()
    (tmp_path / "arm.osim").write_text(osim.model(osim.muscle(*osim.BENDER), elbow=more))
    assert cli.main(["import", str(tmp_path / "arm.osim"), "--draft", str(tmp_path / "second.toml")]) == 2
    assert (
        f"no muscle of it has an arm about a joint angle that turns freely; elbow_flex_r is not ({why})"
        in capsys.readouterr().err
    )


def test_a_muscle_far_weaker_than_all_others_is_taken_as_the_model_has_it(tmp_path, tool, capsys):
    """Tables take such a muscle for one in kN; OpenSim's forces are in newtons for certain, and the body is loaded again."""
    given = [osim.muscle(*osim.BENDER, force=900.0), osim.muscle(*osim.BACK, force=800.0)]
    given.append(osim.muscle("ligament_r", *osim.SECOND[1:], force=1.0))
    made = drafted(tmp_path, osim.model(*given))
    assert imported(tmp_path) == 0
    assert (
        "note: ligament gives 1 N, the next stronger muscle, Back, 800 N: taken as the model has it"
        in capsys.readouterr().out
    )
    body = load(made.name, folder=tmp_path / "body")
    assert {m.anatomical_name: m.force_max_n for m in body.muscles}["ligament"] == 1.0
    osim.rewrite(tmp_path / "body" / "bodies.toml", "units_known = true", "units_known = false")
    with pytest.raises(ValueError, match="this looks like kN"):
        load(made.name, folder=tmp_path / "body")


def test_names_that_differ_in_capitals_only_are_told_before_the_tables(tmp_path, tool, capsys):
    drafted(tmp_path, osim.model(osim.muscle("bic_r", *osim.BENDER[1:]), osim.muscle("BIC_r", *osim.SECOND[1:])))
    assert imported(tmp_path) == 2
    err = capsys.readouterr().err
    assert (
        "the names of BIC and bic in arm.osim differ in capitals only" in err
        and "leave_out" in err
        and err.count("\n") == 1
    )


class Loop:
    """A body of twenty muscles whose constraints let one angle turn in neutral posture only, and run away with another."""

    def take(self, place, posture):
        self.away = any(posture.values())

    def measured_m(self, place, posture, axes):
        (name,) = axes
        if name == "stuck" and self.away:
            raise ValueError("its constraints put it elsewhere")
        arms = np.full((20, 1), 0.03)
        arms[: {"wild": 5, "jumpy": 1}.get(name, 0)] = 0.7
        return arms.tolist()


def test_an_axis_that_a_loop_leaves_no_room_is_not_measured_and_ends_no_range():
    """One muscle whose path jumps is a muscle's matter; arms that none has of many of them are the angle's."""
    axes = {name: recipe.Turned(name, 1.0) for name in ("turned", "stuck", "wild", "jumpy", "fine")}
    knots = {"turned": trial.knots_of((-30.0, 30.0, 15.0))}
    assert list(trial._steady(Loop(), axes, knots, (slice(0, 5),))) == ["turned", "jumpy", "fine"]
    assert list(trial._steady(Loop(), axes, knots, ())) == ["turned", "stuck", "jumpy", "fine"]  # neutral alone


def test_the_command_that_a_draft_names_can_be_copied(tmp_path, tool, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("my arm.osim").write_text(osim.model(osim.muscle(*osim.BENDER), osim.muscle(*osim.BACK)))
    assert cli.main(["import", "my arm.osim", "--draft", "my first.toml"]) == 0
    said = capsys.readouterr().out.strip().rpartition("then: agonist ")[2]
    assert cli.main(shlex.split(said)) == 0 and (tmp_path / "my arm" / "params.csv").is_file()
