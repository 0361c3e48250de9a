"""`agonist sweep` on the real engine: the file of the documentation, its options, its exit status."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agonist.experiments import cli
from agonist.experiments.sweeps import digest, read

ROOT = Path(__file__).parent.parent
SMALL = """
scenario = "gluteal-inhibition"
days = 2
iterations = 2
part = 8
[parameters]
dose = [0.0, 0.2, 0.4, 0.6]
"""


@pytest.fixture
def small(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("small.toml").write_text(SMALL)
    return tmp_path


def sweep(*options):
    return cli.main(["sweep", *options])


def test_the_first_sweep_of_the_documentation_runs(tmp_path, capsys):
    page = (ROOT / "docs" / "sweeps.md").read_text()
    file = tmp_path / "gain.toml"
    file.write_text(re.search(r"(?s)```toml\n(.*?)```", page)[1])
    assert sweep(str(file), "--out", str(tmp_path / "out"), "--quiet") == 0
    rows = read(tmp_path / "out").to_pylist()
    assert len(rows) == 128 and {row["status"] for row in rows} == {"ok"}
    assert "2 of 2 parts, 2 made now" in capsys.readouterr().out


def test_the_bits_do_not_depend_on_engine_jobs_or_parts(small):
    assert sweep("small.toml", "--quiet", "--jobs", "1") == 0
    assert sweep("small.toml", "--quiet", "--engine", "processes", "--jobs", "2", "--out", "pool") == 0
    Path("wide.toml").write_text(SMALL.replace("part = 8", "part = 5"))
    assert sweep("wide.toml", "--quiet", "--jobs", "2") == 0
    assert digest("results/small") == digest("pool") == digest("results/wide")


def test_a_dry_run_says_what_it_costs_and_writes_nothing(small, capsys):
    assert sweep("small.toml", "--dry-run") == 0
    said = capsys.readouterr().out
    assert re.match(r"runs      8 \(8 to do\), 1 parts of 8\ntime      about .* s on \d+ cores", said)
    assert sweep("small.toml", "--dry-run", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["runs"] == told["runs_to_do"] == 8 and told["seconds"] > 0 and told["disk_bytes"] > 0
    assert not Path("results").exists()


def test_json_is_one_object_and_a_second_call_has_nothing_to_do(small, capsys):
    assert sweep("small.toml", "--quiet", "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert sweep("small.toml", "--quiet", "--json") == 0
    second = json.loads(capsys.readouterr().out)
    assert (first["parts_made"], second["parts_made"], second["parts_before"]) == (1, 0, 1) and second["complete"]
    assert sweep("small.toml", "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out)["runs_to_do"] == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["none.toml"], "none.toml: cannot be read"),
        (["small.toml", "--shard", "3/3"], "--shard: needs i/n"),
        (["small.toml", "--jobs", "0"], "jobs = 0"),
        (["wrong.toml"], "wrong.toml: unknown parameter 'dosis'; did you mean 'dose'"),
        (["learner.toml"], "unknown learner 'treshold'; did you mean 'threshold'"),
        (["series.toml"], "unknown series 'shares'; did you mean 'share'"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(small, capsys, options, said):
    Path("wrong.toml").write_text(SMALL.replace("dose", "dosis"))
    Path("learner.toml").write_text('learner = "treshold"\n' + SMALL)
    Path("series.toml").write_text('series = "shares"\n' + SMALL)
    assert sweep(*options) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert not Path("results").exists()


def test_ctrl_c_says_how_to_go_on(small):
    Path("long.toml").write_text(SMALL.replace("days = 2", "days = 60").replace("iterations = 2", "iterations = 300"))
    process = subprocess.Popen(
        [sys.executable, "-m", "agonist", "sweep", "long.toml", "--jobs", "1"],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    end = time.monotonic() + 240  # a cold compile may come first
    while len(list(Path("results/long/parts").glob("*.parquet"))) < 2 and time.monotonic() < end:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=30)
    assert process.returncode == 130, errors.decode()
    assert b"run the same command to go on" in errors and b"Traceback" not in errors
    assert b"of 150 parts" in out
