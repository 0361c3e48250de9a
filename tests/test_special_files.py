"""Every command that reads a file is given a pipe, a device, a folder and a loop of links: one line each, nobody waits."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import osim
import pytest

from agonist.experiments import cli

SCENARIO = (
    "run", "scenarios", "bodies", "assess", "graph", "lesson check", "lesson sheet", "cohort --people 2", "loop", "phase", "basin",
    "threshold", "map", "ablate", "vulnerable", "sensitivity", "treat", "synergies", "warning",
    "export --osim arm.osim --out new.osim", "app --export pages",
)  # fmt: skip
OTHERS = (
    "sweep {}.toml", "sweep {}.yaml", "fit {}.csv", "fit good.csv --scenario {}.toml", "import {}.toml --out body", "import {}.osim --draft new.toml",
    "export healthy --out new.osim --osim {}.osim", "export healthy --out new.xml --mjcf {}.xml", "again {}.d", "share {}.d", "app --no-open --results {}.d",
    "run healthy --rule reading.x={}.py:f", "run of.graphml.toml", "run of.tables.toml",
)  # fmt: skip
COMMANDS = (*(f"{word} {{}}.toml" for word in SCENARIO), *OTHERS)
KINDS = ("pipe", "zero", "folder", "loop", "closed")
LIMIT_S = 300
BODY = 'title = "a"\ndays = 2\nwatch = "hip_extension_right"\n[body]\n{}\n[[plan]]\ndo = "rest"\n'


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of them, under every ending; who waits is stopped."""
    for ending in ("toml", "yaml", "csv", "osim", "xml", "py", "d", "graphml"):
        os.mkfifo(tmp_path / f"pipe.{ending}")
        (tmp_path / f"zero.{ending}").symlink_to("/dev/zero")
        (tmp_path / f"folder.{ending}").mkdir()
        (tmp_path / f"loop.{ending}").symlink_to(f"loop.{ending}")
        (tmp_path / f"closed.{ending}").symlink_to(tmp_path / "nobody" / "there")
    osim.put(tmp_path)
    (tmp_path / "good.csv").write_text("reading,value,sd\nshare gluteus_maximus right @ 1 days,0.4,0.1\n")
    monkeypatch.chdir(tmp_path)

    def ring(*_: object) -> None:
        raise TimeoutError("it waits for ever")

    before = signal.signal(signal.SIGALRM, ring)
    yield tmp_path
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


NEEDED = {"share": "rocrate", "import": "opensim"}  # what a command needs beyond the package


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_no_file_is_one_line(command: str, place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    if extra := NEEDED.get(command.split()[0]):
        pytest.importorskip(extra)
    for kind in KINDS:
        if kind == "folder" and "{}.d" in command and "results" in command:
            continue  # a folder of sweeps may be empty
        (place / "of.graphml.toml").write_text(BODY.format(f'graph = "{kind}.graphml"'))
        (place / "of.tables.toml").write_text(BODY.format(f'model = "arm"\ntables = "{kind}.d"'))
        signal.alarm(LIMIT_S)
        status = cli.main(command.format(kind).split())
        signal.alarm(0)
        told = capfd.readouterr()
        assert (status, told.out) == (2, "") and told.err.count("\n") == 1 and "waits" not in told.err, (kind, told)
        assert kind in told.err or "nobody" in told.err, told
    assert not {"new.osim", "new.xml", "new.toml", "body", "pages"} & {path.name for path in place.iterdir()}
