"""Doors that were tried with what other programs write and what Python lets pass: arguments, graphs, tables, links, streams."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import test_own_tables

import agonist
from agonist.agents import Body
from agonist.experiments import cli
from agonist.experiments.files import write_whole
from agonist.experiments.instruments import bench
from agonist.experiments.interrupts import Stopped
from agonist.experiments.sweeps.reader import read_sweep
from agonist.model.body import graph_file
from agonist.model.body.anatomy import load as load_body
from agonist.model.body.graph import simple
from agonist.model.scenario import load
from agonist.viz.session.visitor import Session

LOST = "gluteal-inhibition"
MUSCLE = "gluteus_maximus_right"


def _patient(*names: Any) -> object:
    return agonist.Patient(LOST).value(*names)


def _set(value: object) -> None:
    Body(LOST)[MUSCLE].inhibition = value


DOORS: list[tuple[Callable[[], Any], str]] = [
    (lambda: agonist.run(LOST, days=1, settings={"dose": None}), "dose = None; it needs a number"),
    (lambda: agonist.run(LOST, days=1, settings={"dose": pd.NA}), "dose = <NA>; it needs a number"),
    (lambda: _patient(1, 2, 3), "area = 1; known: axes"),
    (lambda: _patient("muscles", "gluteus_maximus", "area"), "muscles, unit = 'gluteus_maximus'; did you mean"),
    (lambda: _patient("muscles", MUSCLE, "aria"), "muscles, quantity = 'aria'; did you mean 'area'"),
    (lambda: _set(True), "inhibition = True; it needs 0 to 1"),
    (lambda: _set(np.array([0.3])), r"inhibition = array\(\[0.3\]\); it needs 0 to 1"),
    (lambda: _set(pd.Series([0.3])), "inhibition = .*; it needs 0 to 1"),
    (lambda: Body(LOST, collect="no"), "collect = 'no'; it needs True or False"),
    (lambda: agonist.cohort(LOST, 2, control="no"), "control = 'no'; it needs True or False"),
    (lambda: agonist.ablate(LOST, pairs="no"), "pairs = 'no'; it needs True or False"),
    (lambda: agonist.batch_run(LOST, display_progress="no"), "display_progress = 'no'; it needs True or False"),
    (lambda: agonist.sweep({"scenario": LOST}, out="x", resume="no"), "resume = 'no'; it needs True or False"),
    (lambda: agonist.validate(3), "only = 3; it needs a text"),
    (lambda: agonist.validate("nothing"), "unknown target 'nothing'"),
    (lambda: agonist.validate("ami", seeds=True), "seeds = True; it needs a whole number"),
    (lambda: agonist.threshold(LOST, muscle=3), "muscle = 3; it needs text"),
    (lambda: agonist.fit(None), "data = None; it needs the path of a table"),
]


@pytest.mark.parametrize("case", range(len(DOORS)))
def test_what_is_no_value_is_one_line(case: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    door, said = DOORS[case]
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=said) as error:
        door()
    assert "\n" not in str(error.value) and not list(tmp_path.iterdir())


def test_values_of_numpy_and_pandas_are_values() -> None:
    row = pd.DataFrame({"age": [70, 20]}).iloc[0]
    one, other = (agonist.run(LOST, days=1, person=who) for who in (row, {"age": 70}))
    assert one.recipe == other.recipe
    assert agonist.run(LOST, days=1, person={"age": 20}).recipe != one.recipe
    assert not Body(LOST, collect=np.bool_(False)).collects


def test_a_sweep_takes_the_path_of_a_scenario(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(SCENARIO)
    assert read_sweep({"scenario": tmp_path / "s.toml", "days": 1}).scenarios[0].name == "s"


SCENARIO = """title = "A week"
days = 3
watch = "hip_extension_right"
[[plan]]
do = "practice"
task = "hip_extension"
reps = 10
load = 0.3
[windows]
all = [0, 1]
"""


def test_a_scenario_without_its_ending_is_told_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("week.toml").write_text(SCENARIO)
    Path("other").write_text(SCENARIO)
    with pytest.raises(ValueError, match=r"week: a scenario file ends in .toml; did you mean week.toml\?"):
        load("week")
    with pytest.raises(ValueError, match="other: a scenario file ends in .toml; give it a name that ends in .toml"):
        load("other")


# -- graphs ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def arm(tmp_path: Path) -> Path:
    return graph_file.save(simple({"strong": 1.0, "weak": 0.6, "against": -0.5, "other": -0.1}), tmp_path / "g.graphml")


def _change(path: Path, change: Callable[[nx.MultiDiGraph], object]) -> None:
    graph = nx.read_graphml(path, force_multigraph=True)
    change(graph)
    nx.write_graphml_xml(graph, path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda g: g.edges["weak", "pull", "drives"].update(capacity_nm=2.4), "capacity_share = 0.375 of weak do not fit a whole of 1.6 N m"),
        (lambda g: g.edges["weak", "pull", "drives"].update(capacity_share=0.1), "capacity_nm = 0.6 and capacity_share = 0.1 of weak do not fit"),
        (lambda g: g.edges["against", "pull", "drives"].update(capacity_nm=-2.0), "do not fit a whole of"),
        (lambda g: g.edges["against", "pull", "drives"].update(capacity_nm=0.5), "add up to 1.8"),
        (lambda g: g.nodes["pull"].update(capacity_nm=16.0), "do not fit a whole of 16 N m; they follow from force_max_n"),
        (lambda g: g.nodes["weak"].update(joint="jiont"), "muscle 'weak': there is no joint 'jiont'; did you mean 'joint'"),
        (lambda g: g.remove_node("joint"), "there is no joint 'joint'; it has none"),
        (lambda g: g.add_node("idle", **{**g.nodes["weak"], "name": "idle"}), "muscle 'idle': it takes part in no task"),
    ],
)  # fmt: skip
def test_a_graph_says_one_thing(arm: Path, change: Callable[..., object], said: str) -> None:
    graph_file.read(arm)
    _change(arm, change)
    with pytest.raises(ValueError, match=re.escape(said)) as error:
        graph_file.read(arm)
    assert "\n" not in str(error.value)


def test_what_follows_from_a_changed_force_is_made_anew(arm: Path) -> None:
    """The body of a stronger muscle, as if it had been built so."""
    _change(arm, lambda g: g.nodes["weak"].update(force_max_n=1.0))
    _change(arm, lambda g: g.edges["strong", "weak", "pull"].update(weight=0.123))
    found = graph_file.read(arm)
    right = simple({"strong": 1.0, "weak": 1.0, "against": -0.5, "other": -0.1})
    for muscle in ("strong", "weak", "against"):
        for name in ("capacity_nm", "capacity_share"):
            mine, built = (g.edges[muscle, "pull", "drives"][name] for g in (found, right))
            assert mine == pytest.approx(built, rel=1e-9)
    assert found.nodes["pull"]["capacity_nm"] == pytest.approx(right.nodes["pull"]["capacity_nm"], rel=1e-9)
    assert found.edges["weak", "strong", "pull"]["weight"] == pytest.approx(0.5)
    assert found.edges["strong", "weak", "pull"]["weight"] == 0.123  # said, and kept


def test_a_graph_that_nobody_changed_is_the_same_to_the_last_bit(arm: Path) -> None:
    assert nx.utils.graphs_equal(
        graph_file.read(arm), simple({"strong": 1.0, "weak": 0.6, "against": -0.5, "other": -0.1})
    )


def as_igraph_writes(path: Path) -> None:
    """Nodes n0 ...; every node holds every attribute, NaN or nothing where it has none."""
    graph = nx.read_graphml(path, force_multigraph=True)
    place = {name: f"n{k}" for k, name in enumerate(graph)}
    plain = nx.MultiDiGraph()
    for held, facts in (("node", dict(graph.nodes(data=True))), ("edge", dict(graph.edges))):
        names = {k: type(v) for one in facts.values() for k, v in one.items()}
        for key, one in facts.items():
            full = {k: one.get(k, float("nan") if kind is float else "") for k, kind in names.items()}
            if held == "node":
                plain.add_node(place[key], **full)
            else:
                plain.add_edge(place[key[0]], place[key[1]], **full)
    nx.write_graphml_xml(plain, path)


def test_gaps_that_igraph_fills_are_gaps(arm: Path) -> None:
    before = graph_file.read(arm)
    as_igraph_writes(arm)
    found = graph_file.read(arm)
    assert found.nodes["weak"]["force_max_n"] == before.nodes["weak"]["force_max_n"]
    _change(arm, lambda g: g.nodes["n1"].update(force_max_n=float("nan")))
    with pytest.raises(ValueError, match="force_max_n = nan; it needs a number"):
        graph_file.read(arm)


# -- tables ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "head"), [(0, ""), (1, '""'), (2, ""), (0, "n")])
def test_a_first_column_that_counts_the_rows_is_passed_over(tmp_path: Path, first: int, head: str) -> None:
    """As R and pandas write it; one that counts otherwise, or has a name, is a column."""
    for name, text in (("bodies.toml", test_own_tables.BODIES), ("p.csv", test_own_tables.PARAMETERS)):
        (tmp_path / name).write_text(text)
    (tmp_path / "g.csv").write_text(test_own_tables.GRID)
    plain = load_body("arm", folder=tmp_path)
    lines = [line for line in test_own_tables.PARAMETERS.splitlines() if line and not line.startswith("#")]
    numbered = [f"{head},{lines[0]}", *(f"{n},{line}" for n, line in enumerate(lines[1:], start=first))]
    (tmp_path / "p.csv").write_text("\n".join(numbered) + "\n")
    if first < 2 and head != "n":
        assert load_body("arm", folder=tmp_path).muscles == plain.muscles
    else:
        with pytest.raises(ValueError, match="column 1 has no name|unknown column 'n'"):
            load_body("arm", folder=tmp_path)


# -- links, streams, switches ---------------------------------------------------------------------------------------


def test_a_fragment_that_means_nothing_is_told() -> None:
    session = Session(
        "?lesson=healthy", make=lambda recipe: pytest.importorskip("fake_life").FakeLife(recipe), threaded=False
    )
    assert not session.arrive("lesson=healthy&seed=3")
    assert session.message == (
        "this link says '#lesson=healthy&seed=3', which means nothing here and was left out; it belongs behind a '?'"
    )
    session.language = "de"
    assert "was hier nichts bedeutet" in session.told(session.message) and "gehört hinter" in session.told(
        session.message
    )


def test_a_plain_locale_shows_what_it_can() -> None:
    """Where Python takes ASCII for the code of a pipe, it would leave letters that it cannot write to an error."""
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([sys.executable, "-m", "agonist", "cite"], capture_output=True, env=env, check=False)
    assert (done.returncode, done.stderr) == (0, b"") and b"?" in done.stdout


@pytest.mark.parametrize("name", ["AGONIST_JIT", "AGONIST_CHECKS"])
def test_a_switch_is_on_or_off(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(name, "off")
    assert cli.main(["words"]) == 2
    assert capsys.readouterr().err == f"agonist: {name}='off': it needs 0 or 1\n"


def test_ctrl_c_at_the_end_of_a_round_ends_the_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All lives of the round were lived when it came; the next round is not begun."""
    live, lives = bench.engine_of, list[Any]()

    def engine(asked: Any) -> Any:
        def lived(*given: Any, **more: Any) -> Any:
            lives.append(asked)
            if len(lives) == 2:  # the first looks what a row holds
                os.kill(os.getpid(), signal.SIGINT)
            return live(asked)(*given, **more)

        return lived

    monkeypatch.setattr(bench, "engine_of", engine)
    with pytest.raises(Stopped) as stopped:
        agonist.threshold(LOST, durations=[2], seeds=1, fineness=0.2, bench=bench.Bench(out=tmp_path))
    assert stopped.value.number == signal.SIGINT and len({id(one) for one in lives}) == 1


def test_a_file_that_cannot_be_written_is_named_and_not_its_shadow(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "x.txt").mkdir()
    with pytest.raises(OSError) as error:
        write_whole(tmp_path / "d" / "x.txt", "text")
    assert error.value.filename == str(tmp_path / "d" / "x.txt")


# -- own parts ------------------------------------------------------------------------------------------------------


def test_what_hangs_on_a_function_is_part_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading whose unit alone was edited is another one: nothing of before is told."""
    monkeypatch.chdir(tmp_path)
    Path("week.toml").write_text(SCENARIO)
    asked = {"read": "reading.x @ end", "rules": {"reading.x": "own.py:r"}}
    digests = set()
    for unit in ("ratio", "N", "ratio"):
        Path("own.py").write_text(f"def r(patient):\n    return 1.0\n\n\nr.unit = {unit!r}\n")
        digests.add(agonist.run("week.toml", days=1, **asked).recipe["rules"]["reading.x"])
    assert len(digests) == 2
    Path("own.py").write_text("def r(patient):\n    return 1.0\n\n\nr.unit = 3\n")
    with pytest.raises(ValueError, match=r"own.r.unit = 3; it needs a short text"):
        agonist.run("week.toml", days=1, **asked)


# -- folders --------------------------------------------------------------------------------------------------------


def test_nothing_is_packed_into_the_folder_that_it_comes_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("rocrate")
    life = tmp_path / "life"
    assert cli.main(["run", "healthy", "--days", "1", "--no-figure", "--quiet", "--out", str(life)]) == 0
    (tmp_path / "link").symlink_to(life)
    capsys.readouterr()
    for out in ("life/more", "link/more", "life"):
        assert cli.main(["share", str(life), "--out", str(tmp_path / out)]) == 2
        assert "it lies in what is packed" in capsys.readouterr().err
    assert sorted(path.name for path in life.iterdir()) == ["recipe.json", "record.parquet"]


def test_a_part_whose_recipe_is_another_is_damaged(tmp_path: Path) -> None:
    """Rows of the right name whose recipe says other things; versions may differ between machines."""
    asked = {"scenario": LOST, "days": 1, "iterations": 2, "parameters": {"dose": [0.1]}}
    agonist.sweep(asked, out=tmp_path / "x", progress=False)
    (path,) = (tmp_path / "x" / "parts").glob("*.parquet")
    whole, table = path.read_bytes(), pq.read_table(path)
    about = json.loads(table.schema.metadata[b"agonist"])
    for change, made in (({"python": "3.12.0"}, 0), ({"model_source": "0"}, 1), ({"runs": 3}, 1)):
        said = {b"agonist": json.dumps(about | change).encode()}
        pq.write_table(table.replace_schema_metadata(said), path)
        done = agonist.sweep(asked, out=tmp_path / "x", progress=False)
        assert (done.parts_made, len(done.damaged)) == (made, made), done
        assert made == 0 or (path.read_bytes() == whole and "its recipe is not that of the manifest" in done.damaged[0])
