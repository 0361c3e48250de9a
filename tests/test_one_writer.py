"""A folder that is written to by several, or again: files of two runs never stand beside each other as if they were one."""

import os
from pathlib import Path

import pytest

from agonist.experiments import cli, files, records, sharing, telling
from agonist.experiments.files import alone
from agonist.viz.standalone import export as page_export

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


class Answer:
    """Of an instrument that found nothing."""

    def rows(self):
        return []

    def figures(self):
        return {}


COHORT = ["cohort", "knee-effusion", "--people", "2", "--days", "0.1", "--no-control", "--json", "--out", "out"]


@pytest.mark.parametrize(
    "write",
    [
        lambda: cli.main(COHORT),
        lambda: cli.main(["app", "--export", "out", "--lesson", "healthy"]),
        lambda: telling.written(Answer(), {}, Path("out"), "found"),
    ],
)
def test_whoever_writes_several_files_writes_them_alone(tmp_path, monkeypatch, write):
    """Each writes nothing before it has the folder, and all of it with the folder held."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    seen, real = list[bool](), files.write_whole

    def held(path, content):
        other = os.open(tmp_path / "out", os.O_RDONLY)
        try:
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            seen.append(False)
        except BlockingIOError:
            seen.append(True)
        finally:
            os.close(other)
        return real(path, content)

    for module in (files, telling, page_export):
        monkeypatch.setattr(module, "write_whole", held)
    write()
    assert seen and all(seen)


def test_a_crate_is_packed_whole_beside_what_others_have(tmp_path, monkeypatch):
    pytest.importorskip("rocrate")
    monkeypatch.chdir(tmp_path)
    assert cli.main([*RUN, "--no-figure"]) == 0
    (theirs := tmp_path / ".crate.tmp").mkdir()
    (theirs / "work").write_text("of somebody else")
    monkeypatch.setattr("rocrate.rocrate.ROCrate.write", lambda self, to: (Path(to).mkdir(), 1 / 0))
    with pytest.raises(ZeroDivisionError):
        sharing.crate("out", "crate")
    assert not Path("crate").exists() and [p.name for p in tmp_path.glob(".*")] == [".crate.tmp"]
    monkeypatch.undo()
    sharing.crate(tmp_path / "out", tmp_path / "crate")
    assert (tmp_path / "crate" / "ro-crate-metadata.json").is_file() and (theirs / "work").is_file()
