"""Sharing: what others read is what was found, and a figure is made again to the byte."""

from __future__ import annotations

import json

import networkx as nx
import numpy as np
import pytest

from agonist.experiments import cli, run
from agonist.experiments.instruments.graphs import graphs_of
from agonist.experiments.records import save
from agonist.experiments.sharing import crate, dataset, held, write_netcdf
from agonist.experiments.sweeps.run import run_sweep
from agonist.experiments.sweeps.spec import Sweep
from agonist.model.scenario import load


@pytest.fixture(scope="module")
def record():
    return run("gluteal-inhibition", days=3)


def test_a_record_is_a_dataset_and_comes_back_from_netcdf(record, tmp_path):
    import xarray

    write_netcdf(dataset(record), tmp_path / "life.nc")
    with xarray.open_dataset(tmp_path / "life.nc", engine="h5netcdf") as life:
        assert np.array_equal(life["share"].to_numpy(), record.share)
        assert np.array_equal(life["effort"].to_numpy(), record.effort)
        assert np.array_equal(life["time_day"].to_numpy(), record.time_day)
        assert list(life["muscle"].to_numpy()) == list(record.muscles)
        assert life["excitability"].dims == ("time_day", "body_muscle") and life["share"].attrs["units"]
        assert json.loads(life.attrs["recipe"])["scenario"] == "gluteal-inhibition"


def test_a_crate_says_what_it_holds(record, tmp_path):
    save(record, tmp_path / "life")
    names = crate(tmp_path / "life", tmp_path / "crate")
    about = json.loads((tmp_path / "crate" / "ro-crate-metadata.json").read_text())["@graph"]
    by_id = {entity["@id"]: entity for entity in about}
    assert {n for n in names if n in by_id} == set(names)
    assert by_id["#made"]["name"].startswith("agonist run gluteal-inhibition") and by_id["#agonist"]["version"]
    assert {one["@id"] for one in by_id["#made"]["result"]} == set(names) - {"ro-crate-metadata.json"}
    graph = nx.read_graphml(tmp_path / "crate" / "graph.graphml")
    assert "gluteus_maximus_right" in graph
    assert load(tmp_path / "crate" / "scenario.toml").plan == load("gluteal-inhibition").plan
    assert not list(tmp_path.glob(".*"))
    with pytest.raises(ValueError, match="it holds something already"):
        crate(tmp_path / "life", tmp_path / "crate")


def test_a_sweep_is_a_dataset_by_run(tmp_path):
    doses = ("dose", (0.1, 0.2))
    done = run_sweep(
        Sweep((load("gluteal-inhibition"),), ("maintained",), (1,), values=(doses,), days=2.0),
        tmp_path / "s",
        progress=False,
    )
    assert done.runs_failed == 0
    found = dataset(tmp_path / "s")
    assert found["dose"].to_numpy().tolist() == [0.1, 0.2] and held(tmp_path / "s").kind == "sweep"
    names = crate(tmp_path / "s", tmp_path / "crate")
    assert "runs.nc" in names and "manifest.json" in names


def test_the_table_of_an_answer_is_packed_as_netcdf_too(tmp_path):
    xarray = pytest.importorskip("xarray")
    answer = tmp_path / "answer"
    answer.mkdir()
    (answer / "map.json").write_text(
        json.dumps({"command": "agonist map healthy", "scenario": "healthy", "lost": [0.5]})
    )
    assert "table.nc" not in crate(answer, tmp_path / "without")  # its table is gone
    (answer / "map.csv").write_text("muscle,dose,lost\nsoleus,0.2,\nvastus,0.4,0.5\n")
    assert "table.nc" in crate(answer, tmp_path / "packed")
    with xarray.open_dataset(tmp_path / "packed" / "table.nc") as table:
        assert table["muscle"].to_numpy().tolist() == ["soleus", "vastus"] and table["dose"].to_numpy().tolist() == [
            0.2,
            0.4,
        ]
        assert np.isnan(table["lost"][0]) and json.loads(table.attrs["answer"])["lost"] == [0.5]


def test_the_graphs_that_were_tried_are_packed_with_who_is_vulnerable(tmp_path):
    tried = [
        ("random 3", "pull"),
        ("random 600", "pull"),
        ("rlu2023", "hip_extension_right"),
        ("gone", "x"),
        ("a/../b", "y"),
    ]
    victims = [{"body": body, "task": task} for body, task in (*tried, tried[0])]
    (answer := tmp_path / "answer").mkdir()
    for wrong in ([], {"victims": 3}, {"victims": [3, {}]}):
        assert list(graphs_of(wrong, answer)) == []
    (answer / "vulnerable.json").write_text(json.dumps({"command": "agonist vulnerable rlu2023", "victims": victims}))
    names = [n for n in crate(answer, tmp_path / "crate") if n.endswith(".graphml")]
    assert len(names) == 2 and "graph-random-3-pull.graphml" in names
    assert len(nx.read_graphml(tmp_path / "crate" / names[0])) >= 3


def test_the_commands_make_it_again(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["run", "gluteal-inhibition", "--days", "3", "--out", "life", "--set", "dose=0.4"]) == 0
    assert cli.main(["share", "life"]) == 0
    assert cli.main(["again", "life-crate"]) == 0
    assert "the same: figure.png, figure.svg, recipe.json, record.parquet" in capsys.readouterr().out
    (tmp_path / "life" / "figure.svg").write_text("another")
    assert cli.main(["again", "life", "--out", "more"]) == 1
    assert "different: figure.svg" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["rm -rf x", "agonist app", "agonist", ""])
def test_only_commands_that_make_figures_are_carried_out(command, tmp_path, capsys):
    (tmp_path / "recipe.json").write_text(json.dumps({"command": command, "scenario": "healthy"}))
    assert cli.main(["again", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "names no command that can be carried out here" in capsys.readouterr().err


RULED = """title = "x"
days = 3
watch = "hip_extension_right"
[body]
model = "rlu2023"
sides = ["right"]
[[plan]]
do = "practice"
task = "hip_extension"
[rules]
"upkeep.maintained" = "own.py:one"
"""


@pytest.mark.parametrize(
    "command",
    [
        ["run", "own.toml"],
        ["phase", "own.toml", "--x", "dose=0:0.5:2", "--starts", "2"],
        ["vulnerable", "own.toml", "--random", "3"],
        ["fit", "own.csv", "--free", "load=0.2:0.4", "--learner", "frozen", "--particles", "8", "--lives", "64"],
    ],
)
def test_a_scenario_of_ones_own_is_kept_and_found_when_its_file_has_gone(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    scenario, table = tmp_path / "own.toml", tmp_path / "own.csv"
    scenario.write_text(
        load("gluteal-inhibition").with_(title="Own", days=3, read=[], windows={"before": [1, 3]}).toml()
    )
    table.write_text("# scenario: own.toml\nreading,value,sd\nshare gluteus_maximus right @ 2 days,0.37,0.03\n")
    assert cli.main([*command, "--out", "life", "--quiet"]) == 0
    crate("life", "crate")
    scenario.unlink(), table.unlink()
    capsys.readouterr()
    assert cli.main(["again", "crate"]) == 0
    assert "own.toml" in capsys.readouterr().out and (tmp_path / "crate" / "own.toml").is_file()


@pytest.mark.parametrize(
    "asked",
    ["healthy --rule upkeep.maintained=own.py:one", "healthy --rule=upkeep.maintained=own.py:one", "ruled.toml"],
)
def test_python_of_somebody_else_is_run_only_where_it_is_trusted(asked, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text("open('ran', 'w').close()\n")
    (tmp_path / "ruled.toml").write_text(RULED)
    (tmp_path / "recipe.json").write_text(
        json.dumps({"command": f"agonist run {asked} --days 2", "scenario": "healthy"})
    )
    assert cli.main(["again", ".", "--out", "out"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "if you trust who made it: --trust" in said
    assert not (tmp_path / "ran").exists() and not (tmp_path / "out").exists()
    assert cli.main(["again", ".", "--out", "out", "--trust"]) == 2  # it is run now: there is no such rule in it
    assert (tmp_path / "ran").exists()


@pytest.mark.parametrize("how", ["in a folder with a sign", "by a table", "by a name with a sign"])
def test_python_of_somebody_else_is_found_by_whoever_would_run_it(how, tmp_path, monkeypatch, capsys):
    """The words of a command are no place to look for it: a path may be written in many ways, a table names a scenario."""
    monkeypatch.chdir(tmp_path)
    (place := tmp_path / ("a=b" if "folder" in how else "ab")).mkdir()
    (tmp_path / "own.py").write_text("open('ran', 'w').close()\ndef one(gain):\n    return gain\n")
    ruled = RULED.replace("own.py:one", f"{tmp_path / 'own.py'}:one")
    (place / "healthy.toml").write_text(ruled)
    (tmp_path / "x=y.toml").write_text(ruled)
    (tmp_path / "t.csv").write_text(
        "# scenario: x=y.toml\nreading,value,sd\nshare gluteus_maximus right @ 1 days,0.37,0.03\n"
    )
    fit = "fit t.csv --free load=0.2:0.4 --learner frozen --particles 8 --lives 64"
    asked = fit if "table" in how else "run x=y.toml --days 2" if "name" in how else "run healthy --days 2"
    scenario = "healthy" if "folder" in how else ""
    (place / "recipe.json").write_text(json.dumps({"command": f"agonist {asked}", "scenario": scenario}))
    assert cli.main(["again", str(place), "--out", "out"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "--trust" in said and not (tmp_path / "ran").exists()


def test_packing_runs_nothing_and_keeps_the_graph(record, tmp_path):
    """Of a life with a rule of one's own, too."""
    (tmp_path / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\ndef one(gain):\n    return gain\n")
    save(record, life := tmp_path / "life")
    (life / "ruled.toml").write_text(
        RULED.replace("own.py", str(tmp_path / "own.py")).replace("\n[rules]", "\nreps = 9\nload = 0.3\n[rules]")
    )
    (life / "recipe.json").write_text(json.dumps({"command": "agonist run ruled.toml", "scenario": "ruled"}))
    assert "graph.graphml" in crate(life, tmp_path / "crate") and not (tmp_path / "ran").exists()


def test_a_link_is_not_packed(tmp_path):
    (tmp_path / "secret").write_text("mine")
    life = tmp_path / "life"
    life.mkdir()
    (life / "loop.json").write_text(json.dumps({"command": "agonist loop gluteal-inhibition"}))
    (life / "more.csv").symlink_to(tmp_path / "secret")
    assert "more.csv" not in crate(life, tmp_path / "crate") and not (tmp_path / "crate" / "more.csv").exists()


@pytest.mark.parametrize("text", ["[]", "3", '{"command": "agonist run \\"x"}', "\x00", "[" * 5000])
def test_a_broken_recipe_is_one_line(text, tmp_path, capsys):
    (tmp_path / "recipe.json").write_text(text)
    assert cli.main(["again", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("agonist: ") and said.count("\n") == 1 and "recipe.json" in said


def test_mistakes_are_one_line(tmp_path, capsys):
    assert cli.main(["share", str(tmp_path)]) == 2
    assert "no run, no sweep and no answer" in capsys.readouterr().err
    (tmp_path / "recipe.json").write_text("{")
    assert cli.main(["again", str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_missing_extra_is_named(record, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "h5netcdf", None)
    with pytest.raises(ValueError, match=r"pip install 'agonist\[exchange\]'"):
        dataset(record)
