"""Kinds of slips that people make at every door, each told in one line with its cure, or read as it was meant."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agonist.experiments.cli import main
from agonist.experiments.files import writable
from agonist.experiments.sweeps import read
from agonist.experiments.sweeps.reader import read_sweep
from agonist.experiments.sweeps.spec import SweepError
from agonist.experiments.sweeps.yaml12 import parsed
from agonist.model.assessment.patient import Patient
from agonist.model.body.anatomy import load as load_body
from agonist.model.body.graph import read as read_graph
from agonist.model.parameters import nearest
from agonist.model.reading import decoded, parsed_toml
from agonist.model.scenario import Scenario, load, resolve
from agonist.viz.controls.upload import text_of

KNEE = {
    "title": "A knee",
    "days": 1,
    "watch": "knee_extension_right",
    "body": {"sides": ["right"]},
    "windows": {"before": [0, 1]},
}
LOAD = {"load": {"value": 0.3, "low": 0.1, "high": 0.8, "unit": "1", "text": "how hard"}}
PRACTICE = {"do": "practice", "task": "knee_extension", "reps": 20, "load": "$load"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("days = \u20133", "has the sign '\u2013' (U+2013) outside quotes; write -"),
        ("days = \uff13", "has the sign '\uff13' (U+FF13) outside quotes; write 3"),
        ("days \uff1d 3", "has the sign '\uff1d' (U+FF1D) outside quotes; write ="),
        ("title = \uff02A\uff02", "has the sign '\uff02' (U+FF02) outside quotes; write \""),
        ("title = \u300cA\u300d", "put names and texts with it into quotes"),
        ("gr\u00f6\u00dfe = 3", "has the sign '\u00f6' (U+00F6) outside quotes; put names"),
        ("title = 'gr\u00f6\u00dfe' x", "Expected newline or end of document after a statement; it reads title = "),
        ("<<<<<<< HEAD", "is a mark of git where two changes meet"),
        (">>>>>>> theirs", "is a mark of git"),
        ("```toml", "is a mark around an example"),
        ("> days = 3", "begins with the sign of a prompt"),
        ("$ days = 3", "begins with the sign of a prompt"),
        ("load = 30%", "write 30, or 0.3 where a part of 1 is asked"),
        ("days = 3 d", "has a unit after its number; write 3"),
        ("days = 3,", "ends with a comma; take it out"),
        ("load = 1/3", "has a sum to work out"),
        ("days = 7 * 6", "has a sum to work out"),
        ("a = { b = 1,\n c = 2 }", "opens a table between braces and does not close it"),
        ("[body", "Expected ']' at the end of a table declaration; it reads [body"),
    ],
)
def test_a_line_that_no_toml_is_is_shown_with_its_cure(line: str, said: str) -> None:
    with pytest.raises(ValueError) as error:
        parsed_toml(f"x = 1\n{line}\ny = 2\n", "mine.toml")
    assert said in str(error.value) and "line 2: " in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb:\n\tc: 2", "line 3: c: 2 is moved in by a tabulator; write spaces"),
        ("days:2\nx: 1", "line 1: days:2 lacks the space behind its colon; write days: 2"),
        ("x: 1\ndays = 2\ny: 1", "line 2: days = 2 has an equals sign behind its key; write days: 2"),
        ("read: share: soleus", 'line 1: read: share: soleus has a colon in its text; write read: "share: soleus"'),
        ("days\uff1a2\nx: 1", "(U+FF1A) outside quotes; write :"),
        ("a: 1\n\u00a0\u00a0b: 2", "line 2: b: 2 has a space that is none (U+00A0)"),
        ("scenario: \u201ch.toml\u201d", "has quotes of a word processor"),
        ("a: @x", 'has a text that needs quotes; write "@x"'),
        ('a: "C:\\Users"', "has a backslash between double quotes"),
        ("a: 1\n<<<<<<< HEAD\nb: 1\n=======", "is a mark of git"),
        ("```yaml\na: 1\n```", "is a mark around an example"),
        ("a: [1, 2\nb: 1", "line 2: expected ',' or ']', but got ':'; it reads b: 1"),
    ],
)
def test_a_line_that_no_yaml_is_is_shown_with_its_cure(text: str, said: str) -> None:
    with pytest.raises(ValueError) as error:
        parsed(text, "mine.yaml")
    told = str(error.value)
    assert told.startswith("mine.yaml") and said in told and "unicode string" not in told and "\n" not in told


@pytest.mark.parametrize(
    "text", ["title: 'a \u201cb\u201d c'", "# \u00a0\na: 1", "a: 1 # \u201cb\u201d", "a: \u00e4 b\u00a0c"]
)
def test_what_is_text_in_yaml_may_hold_any_sign(text: str) -> None:
    assert isinstance(parsed(text, "mine.yaml"), dict)


def test_a_web_page_and_a_text_of_two_bytes_a_letter_are_called_so() -> None:
    with pytest.raises(ValueError, match="x: is a web page; save the file that it shows"):
        decoded(b"\n<!DOCTYPE html>\n<html lang=en>", "x")
    with pytest.raises(ValueError, match="every second byte is zero, as in UTF-16; save it as UTF-8"):
        decoded("a,b\n1,2\n".encode("utf-16-le"), "x")
    with pytest.raises(ValueError, match="holds a zero byte"):
        decoded(b"a\0b,c", "x")


def test_the_page_reads_what_the_command_line_reads() -> None:
    for code in ("utf-8-sig", "utf-16"):
        assert text_of("mine.toml", 9, "title = 'a'".encode(code)) == "title = 'a'"
    with pytest.raises(ValueError, match="not a text file in UTF-8"):
        text_of("mine.toml", 4, b"\xff\xe4ab")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Hip_Extension_Right", "hip_extension_right"),
        ("hip extension right", "hip_extension_right"),
        ("HIP-EXTENSION", "hip_extension"),
        ("h\u00edp_ext\u00e9nsion", "hip_extension"),
    ],
)
def test_of_near_names_the_one_that_is_written_otherwise_comes_first(said: str, meant: str) -> None:
    known = ["hip_extension_bent", "hip_extension_right", "hip_extension"]
    assert nearest(said, known) == f"did you mean {meant!r}?"
    assert nearest("xq", ["a", "a", "b"]) == "known: a, b"


def _knee(**more: object) -> Scenario:
    return Scenario(**{**KNEE, "knobs": LOAD, "plan": [PRACTICE], **more})


def test_a_setting_is_looked_for_among_the_knobs_first() -> None:
    with pytest.raises(ValueError, match="unknown setting 'laod'; did you mean 'load'"):
        resolve(_knee(), {"laod": 0.2})
    with pytest.raises(ValueError, match=r"unknown setting 'gain'; did you mean .* Or its knobs: load"):
        resolve(_knee(), {"gain": 0.2})
    with pytest.raises(ValueError, match=r"unknown setting 'xqzv'; its knobs: load; and rows of the parameter table"):
        resolve(_knee(), {"xqzv": 0.2})
    with pytest.raises(SweepError, match=r"unknown parameter 'xqzv'; its knobs: load; and rows"):
        read_sweep({"scenario": _knee(), "parameters": {"xqzv": [0.2]}})


@pytest.mark.parametrize("two", [{"days": 1, "weeks": 1}, {"hours": 1, "minutes": 30}, {"weeks": 0, "hours": 3}])
def test_a_word_lasts_as_long_as_one_length_says(two: dict[str, float]) -> None:
    pain = {"do": "keep pain", "joint": "knee", "level": 3}
    with pytest.raises(ValueError, match=f"{' and '.join(two)} both say how long it lasts; keep one of them"):
        resolve(_knee(plan=[PRACTICE, {**pain, **two}]))
    assert resolve(_knee(plan=[PRACTICE, {**pain, "hours": 12}])) is not None


def test_endings_may_be_written_large(tmp_path: Path) -> None:
    (tmp_path / "KNEE.TOML").write_text(_knee().toml(), encoding="utf-8")
    assert load(tmp_path / "KNEE.TOML").watch == "knee_extension_right"
    (tmp_path / "SWEEP.YML").write_text("scenario: KNEE.TOML\nparameters: {load: [0.2, 0.3]}\n")
    assert read_sweep(tmp_path / "SWEEP.YML").runs == 2
    assert main(["graph", str(tmp_path / "KNEE.TOML"), "--out", str(tmp_path / "KNEE.GRAPHML")]) == 0
    whole = Scenario(**{**KNEE, "plan": [{**PRACTICE, "load": 0.3}], "body": {"graph": str(tmp_path / "KNEE.GRAPHML")}})
    assert resolve(whole).subject.graph.number_of_nodes() > 3


def test_a_file_that_is_not_there_is_told_with_the_one_that_is_called_nearly_so(tmp_path: Path) -> None:
    (tmp_path / "Knee.toml").write_text(_knee().toml(), encoding="utf-8")
    (tmp_path / "Hip.graphml").write_text("x")
    for wrong in ("knee.toml", "Kneee.toml"):
        with pytest.raises(ValueError, match="no such scenario file; did you mean 'Knee.toml'"):
            load(tmp_path / wrong)
    with pytest.raises(ValueError, match="there is no such graph file; did you mean 'Hip.graphml'"):
        read_graph(tmp_path / "hip.graphml")
    with pytest.raises(ValueError, match="no such scenario file$"):
        load(tmp_path / "elbow.toml")


HOME = """[groups]
elbow = "elbow"

[body.demo]
text = "Two muscles"
parameters = ["params.csv"]

[[body.demo.grid]]
file = "grid.csv"
coordinates = { elbow_deg = "elbow_flexion" }
axes = { elbow_m = "elbow_flexion" }
"""
PARAMS = """muscle,anatomical_name,compartment,f_iso_max_n,l_opt_m,l_tendon_slack_m,penn_opt_deg
long,long_flexor,,600,0.12,0.26,0
back,extensor,,700,0.13,0.15,12
"""
GRID = "elbow_deg,muscle,elbow_m,l_fibre_norm\n0,long,0.035,1.2\n0,back,-0.025,0.8\n60,long,0.035,0.8946\n60,back,-0.025,1.0182\n"


def _tables(folder: Path, params: str = PARAMS, grid: str = GRID) -> Path:
    for name, text in (("bodies.toml", HOME), ("params.csv", params), ("grid.csv", grid)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("params", "grid", "said"),
    [
        (PARAMS.replace("r,,600", "r\uff0c\uff0c600"), GRID, r"row 2: holds the sign '\uff0c' \(U\+FF0C\), which parts no cells"),
        (PARAMS.replace("muscle,anat", "muscle\uff0canat"), GRID, r"row 1: holds the sign"),
        (PARAMS, GRID.replace("long", "Long"), "'Long' has a grid but no row in params.csv; did you mean 'long'"),
        (PARAMS.splitlines()[0] + "\n", GRID, "params.csv: holds column names and nothing below"),
    ],
)  # fmt: skip
def test_tables_as_they_come_are_told_by_what_is_wrong(tmp_path: Path, params: str, grid: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        load_body("demo", folder=_tables(tmp_path, params, grid))


def test_a_table_may_hold_wide_commas_in_its_words(tmp_path: Path) -> None:
    noted = PARAMS.replace("opt_deg\n", "opt_deg,note\n").replace("0.26,0\n", "0.26,0,a\uff0cb\n")
    assert len(load_body("demo", folder=_tables(tmp_path, noted), sides=("right",)).muscles) == 2


def test_copies_among_the_parts_of_a_sweep_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "knee.toml").write_text(_knee().toml(), encoding="utf-8")
    (tmp_path / "sw.toml").write_text('scenario = "knee.toml"\niterations = 2\npart = 1\n')
    sweep = ["sweep", str(tmp_path / "sw.toml"), "--out", str(tmp_path / "r"), "--quiet"]
    assert main(sweep) == 0 and "belong to no part" not in capsys.readouterr().err
    part = min((tmp_path / "r" / "parts").iterdir())
    (part.parent / f"{part.stem} (1).parquet").write_bytes(part.read_bytes())
    (part.parent / "._x.parquet").write_bytes(b"")
    assert main(sweep) == 0
    said = capsys.readouterr().err
    assert f"{part.stem} (1).parquet"[:20] in said and "belong to no part of this sweep" in said and "._x" not in said
    assert read(tmp_path / "r").num_rows == 2
    for wrong in (part.parent, part):
        with pytest.raises(SweepError, match=r"holds no part of a sweep; read .*r$"):
            read(wrong)


def test_a_place_that_cannot_be_written_is_found_before_anybody_lives(tmp_path: Path) -> None:
    before = set(os.listdir(tmp_path))
    assert writable(tmp_path / "a" / "b") == tmp_path / "a" / "b" and set(os.listdir(tmp_path)) == before
    if Path("/proc").is_dir():
        with pytest.raises(OSError, match="cannot be made or written"):
            writable(Path("/proc/x"))


@pytest.mark.parametrize(
    ("read", "explained", "said"),
    [
        ([], "WRONG", "unknown measure 'WRONG'; known: "),
        (
            ["size_cm2 vastus_medialis right @ 0.5, 1 days"],
            "size_cm2 vastus_medialis right",
            "did you mean 'size_cm2 vastus_medialis right @ ",
        ),
    ],
)
def test_a_question_that_no_life_answers_is_refused_before_one_is_lived(
    read: list[str],
    explained: str,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "knee.toml").write_text(_knee().toml(), encoding="utf-8")
    monkeypatch.setattr("agonist.experiments.cohorts.cohort", lambda *_, **__: pytest.fail("somebody lived"))
    asked = [f"--read={words}" for words in read]
    assert main(["cohort", str(tmp_path / "knee.toml"), *asked, "--explain", explained, "--by", "age"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("plan", [{"do": "practice"}, iter([PRACTICE]), "practice"])
def test_a_plan_that_is_no_list_is_shown(plan: object) -> None:
    with pytest.raises(ValueError, match="plan = .*: it needs at least one"):
        _knee(plan=plan)


def test_names_of_scenarios_are_near_names_of_a_patient_too() -> None:
    with pytest.raises(ValueError, match="did you mean 'healthy'"):
        Patient("Healthy")
    with pytest.raises(SweepError, match="folder = 3; it needs the path of a folder"):
        read(3)  # type: ignore[arg-type]


def test_a_question_that_lives_answer_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "knee.toml").write_text(_knee().toml(), encoding="utf-8")
    twice = "size_cm2 vastus_medialis right @ 0.5, 1 days"
    asked = ["--people", "6", "--read", twice, "--explain", "size_cm2 vastus_medialis right @ 1 days", "--by", "size"]
    assert main(["cohort", str(tmp_path / "knee.toml"), *asked]) == 0
    assert "size_cm2 vastus_medialis right @ 1 days" in capsys.readouterr().out
