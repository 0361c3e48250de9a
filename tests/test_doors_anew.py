"""Doors tried once more: values of other libraries, options that change nothing, folders and clusters that are not there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import agonist
from agonist.experiments import cli
from agonist.experiments.files import writable
from agonist.experiments.sweeps import cluster
from agonist.experiments.sweeps.shards import shard_of
from agonist.experiments.sweeps.spec import SweepError
from agonist.model.interventions.remarks import remarks
from agonist.model.reading import quoted
from agonist.model.scenario import read_text, resolve

LOST = "gluteal-inhibition"
GRID = np.ones((2, 2))
TWO = pd.Series([1, 2])


class Nameless:
    """What cannot even be shown."""

    def __repr__(self) -> str:
        raise RuntimeError


SWEEP = {"scenario": LOST, "days": 1}
DOORS: list[tuple[Any, str]] = [
    (lambda: agonist.run(GRID), r"scenario = array\(\[\[1., 1.\], \[1., 1.\]\]\); it needs a name"),
    (lambda: agonist.run("a" * 100_000), "unknown scenario 'aaa.*it needs a name"),
    (lambda: agonist.run(LOST, days=TWO), "days = 0 1 1 2 dtype: int64; it needs a number"),
    (lambda: agonist.run(LOST, seed=Nameless()), "seed = <Nameless instance at .*; it needs a whole number"),
    (lambda: agonist.run(LOST, learner=TWO), "unknown learner 0 1 1 2"),
    (lambda: agonist.run(LOST, engine=pd.NA), "engine = <NA>; it needs compiled or agents"),
    (lambda: agonist.run(LOST, every=10**400), "every = 1000.*it needs a whole number"),
    (lambda: agonist.run(LOST, settings=0), "settings = 0; it needs a table of keys"),
    (lambda: agonist.run(LOST, settings=pd.DataFrame({"dose": [0.4]})), "settings = dose 0 0.4; it needs a table"),
    (lambda: agonist.run(LOST, settings={1: 2}), "settings: the key 1 is no name"),
    (lambda: agonist.run(LOST, rules=pd.NA), "rules = <NA>; it needs a table of keys"),
    (lambda: agonist.run(LOST, read=np.array(3)), r"read = array\(3\); it needs a text"),
    (lambda: agonist.run(LOST, read=[3]), "read = 3; it needs a text"),
    (lambda: agonist.Patient(LOST, learner=pd.NA), "learner = <NA>; it needs a name"),
    (lambda: agonist.Body(LOST, rules=3), "rules = 3; it needs a table of keys"),
    (lambda: agonist.Body(LOST, engine=TWO), "engine = 0 1 1 2"),
    (lambda: agonist.cohort(LOST, 2, arms=0), "arms = 0; it needs a table of keys"),
    (lambda: agonist.cohort(LOST, 2, events={"a": 1}), "events, a = 1; it needs text"),
    (lambda: agonist.batch_run(LOST, parameters=0), "parameters = 0; it needs a table of keys"),
    (lambda: agonist.batch_run(LOST, on_error=TWO), "on_error = 0 1 1 2"),
    (lambda: agonist.sweep(SWEEP, out=3), "out = 3: needs the path of a folder"),
    (lambda: agonist.sweep(SWEEP, out=""), "out = '': needs the path of a folder"),
    (lambda: agonist.sweep(SWEEP, out="a\0"), "needs the path of a folder"),
    (lambda: agonist.sweep(SWEEP, out=__file__), "it is a file; it needs a folder"),
    (lambda: agonist.sweep(SWEEP, out="x", engine=TWO), "engine 0 1 1 2.*known are threads"),
    (lambda: agonist.sweep(SWEEP, out="x", engine="ray"), "engine 'ray': known are threads"),
    (lambda: agonist.sweep(SWEEP, out="x", scheduler=3), "scheduler = 3: needs an address"),
    (lambda: agonist.sweep(SWEEP, out="x", shard=3), "--shard = 3: needs text of the form i/n"),
    (lambda: agonist.sweep(SWEEP, out="x", jobs=10**9), "jobs = 1000000000: needs a whole number from 1 to"),
]


@pytest.mark.parametrize("case", range(len(DOORS)))
def test_what_other_libraries_give_is_one_line(case: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    door, said = DOORS[case]
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=said) as error:
        door()
    assert "\n" not in str(error.value) and len(str(error.value)) < 400 and not list(tmp_path.iterdir())


def test_a_row_of_a_pandas_table_is_a_table_of_settings() -> None:
    row = pd.DataFrame({"dose": [0.2, 0.4], "load": [0.3, 0.5]}).iloc[1]
    one, other = agonist.run(LOST, days=1, settings=row), agonist.run(LOST, days=1, settings=dict(row))
    assert one.recipe == other.recipe and one.recipe["settings"]["dose"] == 0.4


def test_a_value_is_shown_on_one_line() -> None:
    assert quoted("a\nb") == r"'a\nb'" and "\n" not in quoted(pd.DataFrame({"a": [1, 2]}))


def test_a_dry_run_looks_at_the_folder_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.toml").write_text('scenario = "healthy"\ndays = 1\n')
    (tmp_path / "file").write_text("")
    assert cli.main(["sweep", str(tmp_path / "s.toml"), "--dry-run", "--out", str(tmp_path / "file")]) == 2
    assert "it is a file; it needs a folder" in capsys.readouterr().err


def test_no_folder_is_made_where_no_scheduler_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Distributed:
        @staticmethod
        def Client(*_: object, **__: object) -> None:
            raise ValueError("missing port number in address 'nonsense'")

    monkeypatch.setattr(cluster, "_distributed", lambda: Distributed)
    with pytest.raises(SweepError, match="scheduler nonsense: no answer .missing port"):
        agonist.sweep(SWEEP, out=tmp_path / "x", scheduler="nonsense", progress=False)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("text", ["²/3", "1/٣", "1/", "/2", "3/2", "1e0/2", "-1/2"])
def test_a_share_is_said_in_plain_digits(text: str) -> None:
    with pytest.raises(SweepError, match="needs i/n with 0 <= i < n"):
        shard_of(text)


def test_a_record_that_is_gone_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    life, more = str(tmp_path / "life"), str(tmp_path / "more")
    assert cli.main(["run", "healthy", "--days", "1", "--no-figure", "--quiet", "--out", life]) == 0
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "old.txt").write_text("of another day")
    (tmp_path / "life" / "record.parquet").unlink()
    (tmp_path / "life" / "notes.txt").write_text("mine")
    capsys.readouterr()
    assert cli.main(["again", life, "--out", more]) == 1
    assert f"gone from {life}: record.parquet\n" in capsys.readouterr().out
    assert json.loads((tmp_path / "life" / "recipe.json").read_text())["scenario"] == "healthy"
    assert cli.main(["again", life, "--out", f"{life}/../life"]) == 2
    assert "it needs another folder" in capsys.readouterr().err


PLAN = """title = "A knee"
days = 3
watch = "knee_extension_right"
[knobs.dose]
value = 0
low = 0
high = 1
[[plan]]
do = "practice"
task = "knee_extension"
reps = 50
load = 0.3
[[plan]]
"""


@pytest.mark.parametrize(
    ("word", "idle"),
    [
        ('do = "inhibit"\nmuscle = "rectus_femoris"\nfraction = 0', "inhibit on day 0"),
        ('do = "inhibit"\nmuscle = "rectus_femoris"\nfraction = "$dose"', ""),
        ('do = "inhibit"\nmuscle = "rectus_femoris"\nfraction = 0.2', ""),
        ('do = "carry"\ntask = "knee_extension"\nnm = 0\nday = 1', "carry on day 1"),
        ('do = "load"\nfactor = 1', "load on day 0"),
        ('do = "rest"\nfraction = 0', "rest on day 0"),
        ('do = "cast"\nangles = { knee_flexion = 20 }', ""),
        ('do = "cool joint"\njoint = "knee"\nrelief = 0', "cool joint on day 0"),
    ],
)
def test_a_word_that_holds_what_is_so_anyway_is_told(word: str, idle: str) -> None:
    told = remarks(resolve(read_text(PLAN + word, "s.toml")))
    assert [line for line in told if "does nothing: what it holds is so anyway" in line] == (
        [f"{idle} does nothing: what it holds is so anyway"] if idle else []
    )


def test_a_terminal_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    words = [sys.executable, "-m", "agonist", "scenarios", "nobody"]
    with open("/dev/full", "w") as full:
        assert subprocess.run(words, stderr=full, cwd=tmp_path, check=False).returncode == 2


def test_ctrl_c_while_the_command_loads_is_no_traceback() -> None:
    text = "import builtins, runpy, sys\nreal = builtins.__import__\ndef loads(name, *rest, **more):\n"
    text += "    if name == 'agonist.experiments.cli': raise KeyboardInterrupt\n    return real(name, *rest, **more)\n"
    text += "builtins.__import__ = loads\nrunpy.run_module('agonist.__main__', run_name='__main__')\n"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "agonist: stopped\n")


def test_a_link_that_leads_nowhere_is_told_before_a_life_is_lived(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    for folder in (tmp_path / "link", tmp_path / "link" / "more", tmp_path / "a" / "x"):
        with pytest.raises(NotADirectoryError):
            writable(folder)
    assert writable(tmp_path / "new" / "er") == tmp_path / "new" / "er"
