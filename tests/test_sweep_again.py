"""A sweep is lived again from what its own folder says, wherever its files have gone."""

from __future__ import annotations

import json
import shutil

import pytest

from agonist.experiments import cli
from agonist.experiments.sweeps import digest, read, read_sweep
from agonist.experiments.sweeps.keys import told
from agonist.experiments.sweeps.retold import of_folder
from agonist.experiments.sweeps.spec import SweepError

SWEEP = """scenario = ["mine.toml", "healthy"]
days = 2
iterations = 2
design = "latin"
n = 2
measures = ["share.*", "effort.*"]
[parameters]
reps = [100, 200]
reciprocal_gain = { low = 0.0, high = 0.3 }
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A sweep of a shipped scenario and of one's own, whose files are then thrown away."""
    from agonist.model.scenario import load

    place = tmp_path_factory.mktemp("sweep")
    own = load("healthy").with_(name="mine", title="Mine", windows={"late": [0.5, 2]})
    (place / "mine.toml").write_text(own.toml())
    (place / "s.toml").write_text(SWEEP)
    assert cli.main(["sweep", str(place / "s.toml"), "--out", str(place / "first"), "--quiet"]) == 0
    (place / "mine.toml").unlink()
    (place / "s.toml").unlink()
    return place / "first"


def test_a_sweep_is_made_again_without_its_files(done, tmp_path, capsys):
    assert cli.main(["again", str(done), "--out", str(tmp_path / "second")]) == 0
    said = capsys.readouterr().out
    assert "16 of 16 runs were there" in said and "different" not in said and "note" not in said
    assert digest(done) == digest(tmp_path / "second")
    assert [p.name for p in (done / "parts").iterdir()] == [p.name for p in (tmp_path / "second" / "parts").iterdir()]


def test_a_value_that_is_not_what_is_lived_is_named(done, tmp_path, capsys):
    from agonist.experiments.sweeps.store import parquet, part_paths, write_or_say_full

    shutil.copytree(done, tmp_path / "old")
    (path,) = part_paths(tmp_path / "old")
    table = read(tmp_path / "old")
    at = table.column_names.index("effort.late")
    wrong = table.set_column(at, table.schema.field(at), [[0.0] * table.num_rows])
    write_or_say_full(path, parquet(wrong))
    assert cli.main(["again", str(tmp_path / "old")]) == 1
    assert "different: effort.late\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    "keys",
    [
        {"seeds": [5, 2], "parameters": {"reps": 100}},
        {"design": "saltelli", "n": 2, "second_order": True, "parameters": {"reps": {}, "load": {"low": 0.1, "high": 0.2}}},
        {"learner": ["use", "error"], "series": ["effort"], "every": 3, "part": 7, "parameters": {"reps": [200, 100]}},
    ],
)  # fmt: skip
def test_what_a_folder_tells_is_the_sweep(keys, tmp_path):
    from agonist.experiments.sweeps.run import prepared

    sweep = read_sweep({"scenario": "healthy", "days": 1, **keys})
    prepared(sweep, tmp_path / "s").store.open()
    assert of_folder(tmp_path / "s").canonical() == sweep.canonical()


def test_order_of_the_parameters_is_kept(tmp_path):
    sweep = read_sweep({"scenario": "healthy", "parameters": {"reps": [100, 20], "load": [0.2, 0.1]}})
    assert [name for name, _ in told(sweep)["parameters"]] == ["reps", "load"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.pop("keys"), "does not hold its scenarios"),
        (lambda m: m["keys"].update(scenario=3), "needs a list with name and text"),
        (lambda m: m["keys"].update(colour=3), "unknown key 'colour'"),
        (lambda m: m["keys"].update(parameters=3), "keys: "),
        (lambda m: m["keys"].update(days=1.5), "its days cannot be put together as they were"),
        (lambda m: m["keys"]["scenario"][0].update(text="title = 3"), "scenario: "),
    ],
)
def test_a_manifest_that_does_not_tell_is_one_line(change, said, done, tmp_path, capsys):
    shutil.copytree(done, tmp_path / "old")
    manifest = json.loads((tmp_path / "old" / "manifest.json").read_text())
    change(manifest)
    (tmp_path / "old" / "manifest.json").write_text(json.dumps(manifest))
    assert cli.main(["again", str(tmp_path / "old"), "--out", str(tmp_path / "new")]) == 2
    err = capsys.readouterr().err
    assert said in err and err.count("\n") == 1 and not (tmp_path / "new").exists()


def test_python_is_run_only_where_it_is_trusted(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text(
        "def mine(x: float, floor: float, threshold: float, width: float) -> float:\n    return x\n"
    )
    (tmp_path / "r.toml").write_text(
        'scenario = "gluteal-inhibition"\ndays = 1\nmeasures = ["effort.*"]\n'
        '[rules]\n"upkeep.maintained" = "own.py:mine"\n'
    )
    assert cli.main(["sweep", "r.toml", "--out", "r", "--quiet"]) == 0
    (tmp_path / "own.py").write_text("open('ran', 'w').close()\n")
    assert cli.main(["again", "r"]) == 2
    assert "if you trust who made it: --trust" in capsys.readouterr().err and not (tmp_path / "ran").exists()
    assert cli.main(["again", "r", "--trust"]) == 2
    assert (tmp_path / "ran").exists() and not (tmp_path / "r-again").exists()


def test_a_folder_without_a_sweep_is_refused(tmp_path):
    with pytest.raises(SweepError, match="holds no sweep"):
        of_folder(tmp_path)
