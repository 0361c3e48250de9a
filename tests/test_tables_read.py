"""Tables of one's own: spreadsheets are read as they are saved, and what no muscle can be is refused with its place."""

import contextlib
import os
import subprocess
import sys
import time

import pytest

from agonist.model.body.anatomy import FOLDER, bodies, load
from agonist.model.body.plausible import check_forces, check_same_unit
from agonist.model.reading import parsed_json, parsed_toml, quoted, read_bytes, read_text
from agonist.model.spreadsheet import number, read_rows

BODIES = """[groups]
elbow = "elbow"
[body.demo]
text = "Two flexors and an extensor"
parameters = ["params.csv"]
[[body.demo.grid]]
file = "grid.csv"
coordinates = { elbow_flexion_deg = "elbow_flexion" }
axes = { elbow_flexion_m = "elbow_flexion" }
"""
PARAMETERS = """# invented
muscle,anatomical_name,compartment,f_iso_max_n,l_opt_m,l_tendon_slack_m,penn_opt_deg
long,long_flexor,,600.5,0.12,0.26,0
short,short_flexor,,400,0.11,0.19,10
back,extensor,,700,0.13,0.15,12
"""
GRID = """elbow_flexion_deg,muscle,elbow_flexion_m,l_fibre_norm
0,long,0.035,1.2
0,short,0.03,1.2
0,back,-0.025,0.8
60,long,0.035,0.8946
60,short,0.03,0.9382
60,back,-0.025,1.0182
120,long,0.035,0.5891
120,short,0.03,0.6764
120,back,-0.025,1.2363
"""
FILES = {"bodies.toml": BODIES, "params.csv": PARAMETERS, "grid.csv": GRID}


@pytest.fixture
def folder(tmp_path):
    """A folder of tables that is right."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def facts(folder):
    """Everything that a body took from its tables."""
    body = load("demo", folder=folder)
    return body.muscles, body.arms_m({"elbow_flexion": 45}).tolist(), body.lengths({"elbow_flexion": 45}).tolist()


def german(text):
    return text.replace(",", ";").replace(".", ",")


@pytest.mark.parametrize(
    "saved",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace(",", ", ").encode(),
        lambda text: text.replace(",", "\t").encode(),
        lambda text: german(text).encode(),
        lambda text: german(text).replace(";", "\t").encode("utf-16"),
        lambda text: ("sep=;\n" + german(text)).encode(),
        lambda text: ("\n".join(line + ",," for line in text.split("\n")) + ",,,\n\n").encode(),
        lambda text: text.replace("long,", '"long",').replace(",0.12,", ',"0.12",').encode(),
        lambda text: text.replace("muscle,", "Muscle ,").encode(),
        lambda text: ('"# a note, quoted"\n\n' + text.replace("\nshort", "\n# between\n\nshort", 1)).encode(),
    ],
)
def test_what_spreadsheets_save_is_read(folder, saved):
    """Byte order marks, UTF-16, line ends, spaces, semicolons with decimal commas, empty columns and rows, quotes."""
    right = facts(folder)
    for name in ("params.csv", "grid.csv"):
        (folder / name).write_bytes(saved(FILES[name]))
    assert facts(folder) == right


def wrong(name, old, new, message):
    return pytest.param(name, old, new, message, id=f"{name} {new[:24]!r}")


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        wrong("params.csv", "600.5", "-400", "row 3 .long.: column 'f_iso_max_n' holds -400; it needs a number 0.01"),
        wrong("params.csv", "600.5", "9" * 400, "column 'f_iso_max_n' holds '9{20,40}.*; it needs a number 0.01"),
        wrong("params.csv", "600.5", "0", "column 'f_iso_max_n' holds 0; it needs"),
        wrong("params.csv", "600.5", "nan", "column 'f_iso_max_n' holds 'nan', which is not a number"),
        wrong("params.csv", "600.5", "inf", "which is not a number"),
        wrong("params.csv", "600.5", "1e999", "holds 1e999; it needs a number"),
        wrong("params.csv", "600.5", "1_000", "which is not a number"),
        wrong(
            "params.csv",
            "600.5",
            '"1,200"',
            "holds '1,200', which is not a number; write it without the comma, or with a decimal point",
        ),
        wrong("params.csv", "600.5", "", "column 'f_iso_max_n' is empty"),
        wrong("params.csv", "0.12", "120", "row 3 .long.: column 'l_opt_m' holds 120; it needs a number 0.001 to 1"),
        wrong("params.csv", "0.12", "1e-5", "'l_opt_m' holds 1e-5"),
        wrong("params.csv", "0.26", "260", "'l_tendon_slack_m' holds 260; it needs a number 0 to 1"),
        wrong("params.csv", "0.26", "-0.01", "'l_tendon_slack_m' holds -0.01"),
        wrong("params.csv", ",12\n", ",95\n", "'penn_opt_deg' holds 95; it needs a number 0 to 89"),
        wrong("params.csv", ",12\n", ",-5\n", "'penn_opt_deg' holds -5"),
        wrong("params.csv", "short,short", "long,short", "row 4: muscle 'long' stands twice"),
        wrong("params.csv", "penn_opt_deg", "pennation", "has no column 'penn_opt_deg'"),
        wrong("params.csv", "compartment,", "compartment,colour,", "unknown column 'colour'"),
        wrong("params.csv", "l_opt_m", "f_iso_max_n", "column 'f_iso_max_n' stands twice"),
        wrong("params.csv", "short_flexor", "", "row 4: column 'anatomical_name' is empty"),
        wrong("params.csv", "0.13,0.15,12", "0,13,0,15,12", "row 5: has 9 cells, the first row names 7 columns"),
        wrong("params.csv", "back,", '"back,', "a quote that is not closed"),
        wrong("params.csv", "back,", "b\0ck,", "params.csv, line 5: holds a zero byte"),
        wrong("params.csv", PARAMETERS, "", "params.csv: is empty; it needs a row of column names"),
        wrong(
            "params.csv", PARAMETERS, german(PARAMETERS).replace(";400;", ";1.200;"), "1.200 has a point where row 3"
        ),
        wrong("grid.csv", GRID[53:], "", "grid.csv: has no rows"),
        wrong("grid.csv", "0.035", "35", "row 2: column 'elbow_flexion_m' holds 35; it needs a number -0.5 to 0.5"),
        wrong("grid.csv", "0.035", "inf", "row 2: column 'elbow_flexion_m' holds 'inf'"),
        wrong("grid.csv", "0.8946", "-0.8946", "row 5: column 'l_fibre_norm' holds -0.8946"),
        wrong("grid.csv", "60,long", "6e9,long", "row 5: column 'elbow_flexion_deg' holds 6e9"),
        wrong("grid.csv", "60,long", "0,long", "row 5: long stands twice at one posture"),
        wrong("grid.csv", "60,long", "61,long", "is missing at elbow_flexion_deg = "),
        wrong("grid.csv", "60,long", "60,", "row 5: column 'muscle' is empty"),
        wrong("grid.csv", "elbow_flexion_m,", "elbow_flexion_m,arm_2,", "unknown column 'arm_2'"),
        wrong("bodies.toml", '"grid.csv"', '"../grid.csv"', "is no table of this folder"),
        wrong("bodies.toml", '"grid.csv"', "3", "needs a list of names"),
        wrong("bodies.toml", '["params.csv"]', '"params.csv"', "parameters = 'params.csv'; it needs a list of names"),
        wrong("bodies.toml", "axes =", "axis =", "grid 1: lacks 'axes'"),
        wrong("bodies.toml", "text =", "limits = 3\ntext =", "limits = 3; it needs a table of keys"),
        wrong("bodies.toml", "text =", "limits = { a = [1, true] }\ntext =", "it needs .from, to. in degrees"),
        wrong("bodies.toml", "text =", "midline = [3]\ntext =", "midline = .3.; it needs a list of names"),
        wrong("bodies.toml", "text =", "wings = 2\ntext =", "unknown key 'wings'"),
        wrong("bodies.toml", '"elbow"\n[body', "7\n[body", "groups, elbow = 7; it needs text"),
        wrong("bodies.toml", '"Two', f'{"9" * 400}\nnote = "Two', "holds a whole number beyond 64 bits"),
        wrong("bodies.toml", '"Two', '2020-01-01\nnote = "Two', "is a date or a time; write"),
        wrong("bodies.toml", '"Two', f'{"[" * 9000}\nnote = "Two', "deeper than 64|not a TOML file"),
        wrong("bodies.toml", "[groups]", f"{'a.' * 60_000}b = 1\n[groups]", "line 1: a key of more than 64 parts"),
    ],
)
def test_what_no_muscle_can_be_is_refused_in_one_line(folder, name, old, new, message):
    assert old in FILES[name]
    (folder / name).write_text(FILES[name].replace(old, new, 1))
    with pytest.raises(ValueError, match=message) as caught:
        load("demo", folder=folder)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400


def test_forces_in_kilonewton_are_told(folder):
    text = PARAMETERS.replace("600.5", "0.6").replace(",400,", ",0.4,").replace(",700,", ",0.7,")
    (folder / "params.csv").write_text(text)
    with pytest.raises(ValueError, match="the strongest muscle, back, gives 0.7 N .* looks like kN"):
        load("demo", folder=folder)
    (folder / "params.csv").write_text(PARAMETERS.replace("600.5", "0.6"))
    with pytest.raises(ValueError, match="gives 0.6 N, the next stronger muscle, .*, 400 N; .*: write 600"):
        load("demo", folder=folder)


def test_small_animals_and_weak_muscles_are_no_slips():
    mouse = {"quadriceps": (3.5, 0.007), "tibialis_anterior": (1.2, 0.007), "soleus": (0.25, 0.003)}
    finger = {"deep_flexor": (200.0, 0.07), "lumbrical": (3.0, 0.06)}
    toy = {"strong": (1.0, 0.1), "weak": (1.0, 0.1)}
    for muscles in (mouse, finger):
        check_forces(muscles, "here")
    for muscles in (mouse, finger, toy, {}):
        check_same_unit(muscles, "here")


@pytest.mark.parametrize("slip", [{"0.035": "-0.035"}, {"0.035": "0.0006"}, {"0.035": "0.07"}, {"-0.025": "0.025"}])
def test_arms_that_contradict_the_lengths_are_refused(folder, slip):
    """A sign, arms per degree and arms twice too long; the arm is the slope of the path (virtual work)."""
    ((old, new),) = slip.items()
    (folder / "grid.csv").write_text(GRID.replace(old, new))
    with pytest.raises(ValueError, match="grid.csv: the arms of .* about elbow_flexion contradict its lengths"):
        load("demo", folder=folder)
    (folder / "bodies.toml").write_text(BODIES + "others_move = true\n")
    load("demo", folder=folder)


def test_the_tables_that_ship_pass_the_same_checks():
    for name in bodies():
        assert load(name).muscles
    assert (FOLDER / "bodies.toml").read_text().count(
        "others_move = true"
    ) == 1  # the shoulder blade follows the arm there


def test_only_regular_files_are_read(tmp_path):
    """A pipe would wait for ever, a device would fill the memory."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, "/dev/zero"):
        with pytest.raises(ValueError, match="not a regular file|cannot be read"):
            read_bytes(path)
    (tmp_path / "large").write_bytes(b"x" * 100)
    with pytest.raises(ValueError, match="large: is larger than 99 bytes"):
        read_bytes(tmp_path / "large", 99)
    with pytest.raises(ValueError, match="gone: cannot be read .No such file"):
        read_text(tmp_path / "gone")
    (tmp_path / "other").write_bytes("a\nMuskelst\xe4rke".encode("latin-1"))
    with pytest.raises(ValueError, match="other, line 2: is not text in UTF-8 .byte 10.; save it as UTF-8"):
        read_text(tmp_path / "other")


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', '{"a": NaN}', "[" * 100_000, "1" * 5000, "[9999999999999999999]"])
def test_json_that_is_none_is_one_line(text):
    with pytest.raises(ValueError, match=r"^here[:,]") as caught:
        parsed_json(text, "here")
    assert len(str(caught.value)) < 300


def test_a_byte_order_mark_before_toml_is_passed_over():
    assert parsed_toml("\ufeffa = 1", "here") == {"a": 1}


def test_a_long_word_costs_no_more_than_its_length():
    """Looking for keys of many parts must not begin anew at every letter (found by mutation: 80,000 digits, 100 s)."""
    started = time.process_time()
    for text in ("a = " + "9" * 80_000, "a" * 80_000 + " = 1", 'a = "' + "b." * 30 + "c" * 80_000 + '"'):
        with contextlib.suppress(ValueError):
            parsed_toml(text, "here")
    assert time.process_time() - started < 2.0


def test_messages_cut_values():
    assert (
        max(len(quoted(value)) for value in ("x" * 10**6, list(range(10**6)), 10**10_000, {"a": ["b" * 99] * 99})) < 81
    )


def test_cells_know_their_row(tmp_path):
    (tmp_path / "t.csv").write_text('# head\nname,value\n\n"a\nb",1\nc,x\n')
    rows = read_rows(tmp_path / "t.csv")
    assert [row["name"] for row in rows] == ["a\nb", "c"] and number(rows[0], "value") == 1.0
    with pytest.raises(ValueError, match="t.csv, row 6: column 'value' holds 'x'"):
        number(rows[1], "value")


def test_the_command_says_it_in_one_line_with_status_2(folder):
    (folder / "params.csv").write_text(PARAMETERS.replace("600.5", "-400"))
    (folder / "s.toml").write_text(
        f'title = "t"\ndays = 1\nwatch = "curl_right"\n[body]\nmodel = "demo"\ntables = "{folder}"\n'
        '[[plan]]\ndo = "practice"\ntask = "curl"\nreps = 9\nload = 0.3\n'
    )
    done = subprocess.run(
        [sys.executable, "-m", "agonist", "run", str(folder / "s.toml"), "--json"], capture_output=True, text=True
    )
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and "params.csv, row 3 (long): column 'f_iso_max_n' holds -400" in done.stderr
