"""What was once taken in silence, or ended in something else than its line: scenarios, tables, graphs, options, Python files."""

import contextlib
import json
import os

import networkx as nx
import numpy as np
import osim
import pytest
import test_own_tables

from agonist.experiments import cli
from agonist.experiments.importing.loading import _flaw
from agonist.experiments.options import rules_of, settings_of
from agonist.model.body.anatomy import load as load_body
from agonist.model.body.graph import read, save, simple
from agonist.model.body.plausible import Shape, contradiction
from agonist.model.compiler import cache, jit
from agonist.model.own.files import loaded
from agonist.model.reading import decoded, parsed_json, parsed_toml
from agonist.model.scenario import load, read_text

SCENARIO = """title = "A healthy week"
days = 3
watch = "hip_extension_right"
[knobs.load]
value = 0.35
low = 0.05
high = 0.8
[[plan]]
do = "practice"
task = "hip_extension"
reps = 100
load = "$load"
[windows]
before = [0, 2]
[people]
count = 20
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[0, 2]", "[2, 0]", "windows, before = [2, 0]; it needs two days from 0, the earlier first"),
        ("[0, 2]", "[-5, 2]", "windows, before = [-5, 2]"),
        ("[0, 2]", "[1, 1]", "windows, before = [1, 1]"),
        ("low = 0.05", "low = 0.9", "knobs.load: low = 0.9 is above high = 0.8"),
        ("high = 0.8", 'high = 0.8\ntext = ["hard"]', "knobs.load, text = ['hard']; it needs text"),
        ('"$load"', '"$load + 1_0"', "plan entry 1: '1_0' is neither a number nor a knob"),
        ('"$load"', '"$load + inf"', "plan entry 1: 'inf' is neither a number nor a knob"),
        ('do = "practice"', 'do = "praktice"', "s, plan entry 1: unknown word 'praktice'; did you mean 'practice'?"),
        ('task = "hip_extension"', 'task = ["hip_extension"]', "plan, entry 1, task = ['hip_extension']; it needs a name"),
        ("count = 20", "count = 20\nage = [80, 20]", "people, age = [80, 20]; it needs the younger age first"),
        ("A healthy week", "\\u001b[2Jgone", "title = '\\x1b[2Jgone': holds a control character"),
        ("[knobs.load]", '[knobs."lo\\u0007ad"]', "the key 'lo\\x07ad' holds a control character"),
    ],
)  # fmt: skip
def test_a_scenario_is_refused_where_it_says_what_cannot_be(old, new, said):
    assert old in SCENARIO
    read_text(SCENARIO, "s.toml")
    with pytest.raises(ValueError) as refused:
        read_text(SCENARIO.replace(old, new), "s.toml")
    assert said in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["s.yaml", "s.json", "s.yml"])
def test_a_scenario_in_another_form_is_told_its_form(name):
    with pytest.raises(ValueError, match=f"{name}: a scenario is a TOML file"):
        load(name)


@pytest.mark.parametrize(
    ("begin", "said"),
    [(b"PK\x03\x04..", "zip archive, as .xlsx"), (b"\xd0\xcf\x11\xe0", "office"), (b"\x1f\x8b\x08", "gzip"), (b"%PDF-1.7", "PDF")],
)  # fmt: skip
def test_files_of_programs_are_told_by_their_beginning(begin, said):
    with pytest.raises(ValueError, match=said):
        decoded(begin, "p.csv")


def test_tabs_and_line_ends_are_text():
    assert parsed_toml('a = "x\\ty\\nz"', "t") and parsed_json('["x\\ty\\nz"]', "j")
    with pytest.raises(ValueError, match="control"):
        parsed_json('["\\u0000"]', "j")


# -- own tables -----------------------------------------------------------------------------------------------------

TWICE = '[[body.arm.grid]]\nfile = "g.csv"\ncoordinates = { deg = "elbow_flexion" }\naxes = { r = "elbow_flexion" }\n'


@pytest.fixture
def arm(tmp_path):
    """A scenario on a folder of tables."""
    files = {
        "bodies.toml": test_own_tables.BODIES,
        "p.csv": test_own_tables.PARAMETERS,
        "g.csv": test_own_tables.GRID,
        "tasks.toml": test_own_tables.TASKS,
        "postures.toml": test_own_tables.DAY,
    }
    (tmp_path / "tables").mkdir()
    for name, text in files.items():
        (tmp_path / "tables" / name).write_text(text)
    (tmp_path / "s.toml").write_text(test_own_tables.SCENARIO)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        *(
            ("p.csv", "long_puller", name, "column 'anatomical_name' holds")
            for name in ("left", "pull_left", "long puller", "<b>", "a" * 99, "'", "_x", "../x")
        ),
        ("p.csv", "near,near_puller", "LONG,near_puller", "muscle 'LONG' stands twice"),
        ("p.csv", "long_puller", "long\x07puller", "control character"),
        ("p.csv", ".1,.1,0\nnear", ".1,.1,0.4\nnear", "the largest pennation is 0.4 degrees"),
        ("g.csv", "0,long,0.04,1.2", "0,long,0,1.2", "the arms of long about elbow_flexion contradict its lengths"),
        ("g.csv", "0,long,0.04,1.2", "0,long,0.04,0.12", "contradict"),
        ("g.csv", "1.2\n60,long,0.04,0.8", "0.12\n60,long,0.04,0.08", "contradict"),
        ("g.csv", "1.2\n60,long,0.04,0.8", "1\n60,long,0.04,1", "contradict"),
        ("bodies.toml", 'text = "Two', 'midline = ["hip"]\ntext = "Two', "midline: no axis turns 'hip'; known: elbow"),
        ("bodies.toml", 'text = "Two', 'limits = { knee = [0, 9] }\ntext = "Two', "limits: no grid turns 'knee'"),
        ("bodies.toml", 'text = "Two', 'limits = { elbow_flexion = [0, 90] }\ntext = "Two', "tables go from 0 to 60"),
        ("bodies.toml", TWICE, TWICE * 2, "grid 2: the same grid stands twice"),
        ("tasks.toml", "[lift]", "[lift_right]", "'lift_right' is no name of a task"),
        ("tasks.toml", "[lift]", '["li ft"]', "'li ft' is no name of a task"),
        ("postures.toml", "[[arm.usual]]", "[[arn.usual]]", "no body of this folder is called 'arn'; did you mean 'arm'"),
    ],
)  # fmt: skip
def test_tables_are_refused_where_they_say_what_no_body_is(arm, file, old, new, said):
    load(arm / "s.toml")
    path = arm / "tables" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(ValueError) as refused:
        body = load_body("arm", folder=arm / "tables")
        load(arm / "s.toml")
        test_own_tables.pieces.pieces_of(body)
        read_text((arm / "s.toml").read_text(), "s.toml", folder=arm)
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_a_floor_of_a_model_is_no_contradiction():
    """A fibre that stands at its shortest over several knots says nothing of the arm there."""
    shape, angles = Shape(0.1, 0.0), [0.0, 20.0, 40.0, 60.0]
    arms, lengths = ([0.04] * 4, [0.36, 0.2204, 0.2, 0.2])
    arrays = [np.array(a) for a in (arms, lengths, angles)]
    assert contradiction(*arrays, shape) is None


# -- graphs ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def graph():
    """Three muscles of one task."""
    return simple({"strong": 1.0, "weak": 0.6, "against": -0.5})


def again(graph, folder):
    """A graph that another program has written."""
    save(graph, folder / "g.json")
    return read(folder / "g.json")


@pytest.mark.parametrize(
    "word", ["node_for_adding", "u_for_edge", "v_for_edge", "self", "incoming_graph_data", "edges"]
)
def test_attributes_called_like_arguments_of_a_library_are_read_or_refused(graph, tmp_path, word):
    text = save(graph, tmp_path / "g.json").read_text()
    for place in ("nodes", "edges"):
        held = json.loads(text)
        held[place][0][word] = "x"
        (tmp_path / "g.json").write_text(json.dumps(held))
        with contextlib.suppress(ValueError):
            assert len(read(tmp_path / "g.json")) == len(graph)


def test_a_plain_graph_keeps_its_keys_as_data(graph, tmp_path):
    save(graph, tmp_path / "g.json")
    text = (tmp_path / "g.json").read_text().replace('"multigraph": true', '"multigraph": false')
    (tmp_path / "g.json").write_text(text)
    assert sorted(read(tmp_path / "g.json").edges(keys=True)) == sorted(graph.edges(keys=True))


def _drives(graph, **facts):
    graph.edges[next(e for e in graph.edges(keys=True) if e[2] == "drives" and e[0] == "against")].update(facts)


def _link(graph, **facts):
    graph.edges[next(e for e in graph.edges(keys=True) if e[2] not in ("drives", "inhibits"))].update(facts)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda g: g.add_edge("strong", "strong", next(n for n, k in g.nodes(data="kind") if k == "task"), type="synergist",
                              weight=0.1), "ends where it begins"),
        (lambda g: _drives(g, role="prime"), "role = 'prime' and arm_m = -1.0 contradict each other"),
        (lambda g: _drives(g, arm_m=0.5, role="helper"), "but their arms turn"),
    ],
)  # fmt: skip
def test_a_graph_is_refused_where_it_contradicts_itself(graph, tmp_path, change, said):
    again(graph, tmp_path)
    change(graph)
    with pytest.raises(ValueError) as refused:
        again(graph, tmp_path)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "form", [nx.adjacency_data, nx.cytoscape_data, lambda g: [1], lambda g: {"nodes": {}, "edges": []}]
)
def test_json_of_another_form_is_told_what_is_needed(graph, tmp_path, form):
    (tmp_path / "g.json").write_text(json.dumps(form(graph)))
    with pytest.raises(ValueError, match=r"no list of tables; networkx writes this form|no nodes and edges"):
        read(tmp_path / "g.json")


def test_one_file_holds_one_graph(graph, tmp_path):
    path = save(graph, tmp_path / "g.graphml")
    text = path.read_text()
    path.write_text(text.replace("</graphml>", text[text.index("<graph ") :]))
    with pytest.raises(ValueError, match="more than one graph"):
        read(path)
    with pytest.raises(ValueError, match="not '.gexf'; export it as GraphML"):
        read(tmp_path / "g.gexf")


# -- options and files of Python --------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["1_0", "٠.٣", "nan", "inf", "0x1", "0,3", "1e", "one"])
def test_a_setting_needs_a_plain_number(value):
    with pytest.raises(ValueError, match=f"--set load={value}: load needs a number"):
        settings_of([f"load={value}"])


def test_nothing_is_set_twice(capsys):
    with pytest.raises(ValueError, match="load is set twice"):
        settings_of(["load=0.1", " load = 0.2"])
    with pytest.raises(ValueError, match="a.b is replaced twice"):
        rules_of(["a.b=x.py:f", "a.b=y.py:f"])
    twice = ["--event", "x=injury", "--event", "x=damage"]
    assert cli.main(["cohort", "healthy", "--people", "2", *twice]) == 2
    assert "--event x: it is named twice" in capsys.readouterr().err
    assert cli.main(["run", "healthy", "--person", "number=1.5"]) == 2
    assert "number = 1.5; it needs a whole number" in capsys.readouterr().err


PYTHON = "def f(a):\n    return a\n"


@pytest.mark.parametrize(
    "text", [PYTHON, "\ufeff" + PYTHON, "# -*- coding: latin-1 -*-\n# \xe9\n" + PYTHON, PYTHON.replace("\n", "\r\n")]
)
def test_python_is_read_as_python_reads_it(tmp_path, text):
    (tmp_path / "r.py").write_bytes(text.encode("latin-1" if "latin" in text else "utf-8"))
    assert loaded(f"{tmp_path}/r.py:f")(3) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [(b"import sys\nsys.exit(3)\n", "line 2: SystemExit: 3"), (b"def f(a):\0 pass\n", "null bytes"),
     (PYTHON.encode("utf-16"), "cannot be read|encoding"), (b"1/0", "line 1: ZeroDivisionError"),
     (b"# coding: nowhere\n", "encoding"), (b"#" * 2**22 + b"#", "is larger than")],
)  # fmt: skip
def test_python_that_cannot_be_run_is_one_line(tmp_path, text, said):
    (tmp_path / "r.py").write_bytes(text)
    with pytest.raises(ValueError, match=said) as refused:
        loaded(f"{tmp_path}/r.py:f")
    assert "None" not in str(refused.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_python_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "r.py")
    with pytest.raises(ValueError, match="is not a regular file"):
        loaded(f"{tmp_path}/r.py:f")


# -- models of OpenSim ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<max_isometric_force>500", "<max_isometric_force>much", "max_isometric_force is 'much"),
        (
            "<max_isometric_force>500",
            "<max_isometric_force>-5",
            "muscle BEND1: max_isometric_force = -5; it needs 0.01",
        ),
        ("<max_isometric_force>500", "<max_isometric_force>nan", "max_isometric_force is 'nan"),
        ("<optimal_fiber_length>0.1", "<optimal_fiber_length>100", "optimal_fiber_length = 100; it needs 0.001 to 1"),
        ("<location>", "<location>nan ", "location is 'nan"),
    ],
)
def test_a_model_is_refused_where_opensim_takes_a_default(tmp_path, monkeypatch, capsys, old, new, said):
    pytest.importorskip("opensim")
    osim.put(tmp_path)
    monkeypatch.chdir(tmp_path)
    text = (tmp_path / "arm.osim").read_text()
    assert old in text
    (tmp_path / "arm.osim").write_text(text.replace(old, new, 1))
    assert cli.main(["import", "arm.toml", "--out", "b"]) == 2
    told = capsys.readouterr().err
    assert said in told and ".tmp" not in told and told.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"<!DOCTYPE a []><OpenSimDocument/>", "document type"), ("<a/>".encode("utf-16"), "UTF-16"), (b"PK\x03\x04", "zip"), (b"<a/>", "<a>")],
)  # fmt: skip
def test_the_flaw_of_a_model_is_told_plainly(tmp_path, content, said):
    (tmp_path / "m.osim").write_bytes(content)
    assert said in _flaw(tmp_path / "m.osim")


def test_a_mistake_has_one_line_before_anything_is_compiled(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(cache, "NOTICE", [])
    monkeypatch.setattr(jit, "cache_folder", lambda: None)
    assert cli.main(["run", "healthy", "--seed", "-1"]) == 2
    assert capfd.readouterr().err.count("\n") == 1
    cache.NOTICE[:] = ["compiling"]
    cache.say_compiling(), cache.say_compiling()
    assert capfd.readouterr().err == "compiling\n"


@pytest.mark.parametrize("own", [False, True])
def test_who_waits_for_the_compiler_is_told_once(monkeypatch, capfd, own):
    monkeypatch.setattr(cache, "NOTICE", [])
    for each in (False, True):
        monkeypatch.delenv(f"{cache.SAID}{each}", raising=False)
    for letters in (10, cache.LONG, cache.LONG):
        cache.say_compiling(own, letters)
    assert capfd.readouterr().err == f"{cache.WAITED[own]}\n"
    monkeypatch.delenv(f"{cache.SAID}{own}")
    cache.hush()
    cache.say_compiling(own, cache.LONG)
    assert capfd.readouterr().err == ""
