"""A folder that is written to by several, or again: files of two runs never stand beside each other as if they were one."""

import os
from pathlib import Path

import pytest

from agonist.experiments import cli, records
from agonist.experiments.files import alone

fcntl = pytest.importorskip("fcntl")
RUN = ("run", "knee-effusion", "--days", "0.1", "--json", "--out", "out")


def test_a_folder_has_one_writer_at_a_time(tmp_path):
    with alone(tmp_path / "new") as folder:
        other = os.open(folder, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)


def test_a_run_leaves_nothing_of_an_earlier_one_unsaid(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main([*RUN, "--no-figure"]) == 0
    rivals, own = Path("out/rivals"), Path("out/rivals/mine.parquet")
    rivals.mkdir()
    (rivals / "use.parquet").write_bytes(Path("out/record.parquet").read_bytes())  # as `--learner all` leaves it
    own.write_bytes(b"of somebody else")
    Path("out/figure.png").write_bytes(b"drawn before")
    capsys.readouterr()
    assert cli.main([*RUN, "--no-figure", "--seed", "2"]) == 0
    assert sorted(rivals.iterdir()) == [own] and "out/figure.png is of an earlier run" in capsys.readouterr().err
    assert records.read("out").recipe["seed"] == 2
