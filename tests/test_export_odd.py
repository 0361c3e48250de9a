"""Files of models as people have them: numbers left to defaults, old values in comments, bytes of other encodings, marks of sides."""

import re

import osim
import pytest

from agonist.experiments import cli
from agonist.experiments.exporting import osim_file
from agonist.experiments.exporting.lived import Lived, named
from agonist.experiments.importing.loading import loaded, opensim
from agonist.model.body.anatomy import load
from agonist.model.scenario import load as scenario

HALF = Lived(0.5, 0.9, 0.1, 0.7)
OLD = "<max_isometric_force>1</max_isometric_force>"
SCENARIO = """title = "A week"
days = 7
watch = "elbow_flexion_up_left"
[body]
model = "arm"
tables = "body"
sides = ["left"]
[[plan]]
do = "practice"
task = "elbow_flexion_up"
reps = 20
load = 0.3
"""


def halved(path, content: bytes) -> bytes:
    """The file after all its muscles have lost half."""
    path.write_bytes(content)
    model = osim_file.read(path)
    return osim_file.changed(model, dict.fromkeys(model.muscles, HALF), "{}", path)


def numbers(path, content: bytes) -> list[float]:
    """Force, fibre, slack and greatest control of the first muscle, as OpenSim reads them."""
    path.write_bytes(content)
    model = loaded(opensim(), path)  # which its muscles do not outlive
    muscle = list(model.getMuscleList())[0]
    return [
        muscle.getMaxIsometricForce(), muscle.getOptimalFiberLength(), muscle.getTendonSlackLength(), muscle.getMaxControl(),
    ]  # fmt: skip


def bare(text: str) -> str:
    """A model whose muscles say no number of their own."""
    tags = "max_isometric_force|optimal_fiber_length|tendon_slack_length|pennation_angle_at_optimal"
    return re.sub(rf"<({tags})>[^<]*</\1>", "", text)


USUAL = '<Model name="arm"><defaults><Millard2012EquilibriumMuscle name="default">{}</Millard2012EquilibriumMuscle></defaults>'


@pytest.mark.parametrize("usual", ["", "<max_isometric_force>700</max_isometric_force><max_control>0.9</max_control>"])
def test_numbers_that_a_muscle_leaves_to_defaults_are_written(tmp_path, tool, usual):
    """OpenSim leaves out what is as usual when it writes a model; such a muscle is one, and gets numbers of its own."""
    text = bare(osim.model(osim.muscle(*osim.BENDER)))
    assert "max_isometric_force" not in text
    content = (text.replace('<Model name="arm">', USUAL.format(usual)) if usual else text).encode()
    force, fibre, slack, most = numbers(tmp_path / "before.osim", content)
    assert (force, most) == ((700.0, 0.9) if usual else (1000.0, 1.0))
    after = numbers(tmp_path / "after.osim", halved(tmp_path / "m.osim", content))
    assert after == pytest.approx([0.5 * force, 0.9 * fibre, slack + 0.1 * fibre, 0.7])


def test_an_old_value_in_a_comment_is_none(tmp_path, tool):
    text = osim.arm().replace("<max_isometric", f"<!-- {OLD} --><max_isometric")
    made = halved(tmp_path / "m.osim", text.encode())
    assert made.count(f"<!-- {OLD} -->".encode()) == 5
    assert numbers(tmp_path / "after.osim", made)[0] == 250.0


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("<Model", "<!-- Andr\u00e9 --><Model", 1).encode("latin-1"),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="ISO-8859-1"?>').encode(),
    ],
)
def test_bytes_that_are_no_numbers_of_muscles_stay(tmp_path, change):
    content = change(osim.arm())
    made = halved(tmp_path / "m.osim", content)
    tags = b"max_isometric_force|optimal_fiber_length|tendon_slack_length"
    plain = re.sub(rb"\n<!-- \{\} -->|<max_control>[^<]*</max_control>", b"", made)
    assert re.sub(rb"(<(%s)>)[^<]*" % tags, rb"\1", plain) == re.sub(rb"(<(%s)>)[^<]*" % tags, rb"\1", content)


def test_utf_16_is_refused(tmp_path):
    (tmp_path / "m.osim").write_bytes(osim.arm().encode("utf-16"))
    with pytest.raises(ValueError, match="it is text in UTF-16, which OpenSim does not read; save it as UTF-8"):
        osim_file.read(tmp_path / "m.osim")


def test_a_name_in_entities_is_the_name_that_opensim_gives(tmp_path, tool):
    text = osim.model(osim.muscle("M._&quot;a&amp;b&quot;_r", *osim.BENDER[1:]))
    (tmp_path / "m.osim").write_text(text)
    model = loaded(opensim(), tmp_path / "m.osim")
    read = [m.getName() for m in model.getMuscleList()]
    assert list(osim_file.read(tmp_path / "m.osim").muscles) == read == ['M._"a&b"_r']


@pytest.mark.parametrize(("right", "left"), [
    ("sol_r", "sol_l"), ("R_sol", "L_sol"), ("sol.R", "sol.L"), ("RIGHT_sol", "LEFT_sol"), ("Rsol", "Lsol"), ("solR", "solL"),
    ("sol", "sol_L"), ("sol", "Lsol"), ("sol_R", "sol"), ("sol(r)", "sol(l)"),
])  # fmt: skip
def test_muscles_are_found_by_the_marks_of_their_model(right, left):
    of = named([right, left])
    assert right in of["sol", "right"] and left in of["sol", "left"]
    assert left not in of["sol", "right"] and right not in of["sol", "left"]


def test_a_mark_within_a_name_is_found():
    assert named(["glut_r_1", "glut_l_1"])["glut_1", "left"] == ["glut_l_1"]


def test_a_model_of_the_left_takes_the_left_of_a_body(tmp_path, tool, monkeypatch, capsys):
    """Its tables hold the left, whose mirror image is the right; who lives on the right only is told so."""
    monkeypatch.chdir(tmp_path)
    given = [osim.muscle("bend_l", *osim.BENDER[1:]), osim.muscle("back_l", *osim.BACK[1:])]
    (tmp_path / "arm.osim").write_text(osim.model(*given).replace("elbow_flex_r", "elbow_flex_l"))
    assert cli.main(["import", "arm.osim", "--draft", "first.toml"]) == 0
    assert cli.main(["import", "first.toml", "--out", "body"]) == 0
    assert len(load("arm", folder=tmp_path / "body").muscles) == 2
    (tmp_path / "s.toml").write_text(SCENARIO)
    assert scenario("s.toml").days == 7
    assert cli.main(["export", "s.toml", "--osim", "arm.osim", "--out", "w.osim"]) == 0
    assert "2 of 2 muscles changed" in capsys.readouterr().out
    (tmp_path / "s.toml").write_text(SCENARIO.replace("left", "right"))
    assert cli.main(["export", "s.toml", "--osim", "arm.osim", "--out", "x.osim"]) == 2
    assert "they are of its left, so live with sides = ['left']" in capsys.readouterr().err


def test_what_the_model_lacks_is_told_and_anatomical_names_count(tmp_path, tool, monkeypatch, capsys):
    """A body of one model in another: muscles of other names by what they are, and what is lived by others is not in it."""
    monkeypatch.chdir(tmp_path)
    named_here = [("BIClong_r", osim.BENDER), ("TRIlong_r", osim.BACK), ("own_r", osim.SECOND)]
    (tmp_path / "arm.osim").write_text(osim.model(*(osim.muscle(name, *path[1:]) for name, path in named_here)))
    assert cli.main(["import", "arm.osim", "--draft", "first.toml"]) == 0
    assert cli.main(["import", "first.toml", "--out", "body"]) == 0
    (tmp_path / "s.toml").write_text(SCENARIO.replace("left", "right"))
    others = [("bic_long_r", osim.BENDER), ("tri_long_r", osim.BACK)]
    (tmp_path / "other.osim").write_text(osim.model(*(osim.muscle(name, *path[1:]) for name, path in others)))
    capsys.readouterr()
    assert cli.main(["export", "s.toml", "--osim", "other.osim", "--out", "w.osim"]) == 0
    said = capsys.readouterr().out
    assert (
        "note: the model has no own_right: what was lived by them is not in it" in said
        and "2 of 2 muscles changed" in said
    )
