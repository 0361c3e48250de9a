"""Every other writer of the command line on a disk that fails at its n-th call: whole files, the file named, the same bytes again."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from faults import every_fault
from matplotlib.figure import Figure

from agonist.experiments import records, sharing, telling
from agonist.experiments.commands import run
from agonist.experiments.files import write_whole
from agonist.experiments.fitting import infer
from agonist.experiments.reading_table import Row
from agonist.model.compiler import cache
from agonist.model.runs import Request, live_record
from agonist.viz import sheets
from agonist.viz.figures import charts, readings


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch):
    """What is written need not reach a platter here, and a figure is drawn once."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    monkeypatch.setattr(charts, "write_figure", lambda figure, path: write_whole(path, f"drawn {path.suffix}"))


@pytest.fixture(scope="module")
def life(tmp_path_factory):
    """A short life, and the folder of it."""
    record = live_record(Request.of("healthy", days=1.0))
    folder = tmp_path_factory.mktemp("kept") / "life"
    records.save(record, folder)
    return record, folder


def content(folder):
    """Bytes of the files by name; what a killed writer left is none of it."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def survives(tmp_path, make, kinds=("full", "broken", "short", "late", "kill")):
    """Through every fault; how many there were."""
    make(tmp_path / "right")
    right, tried = content(tmp_path / "right"), 0
    assert right
    for disk in every_fault(kinds):
        tried += 1
        folder = tmp_path / f"{disk.kind}-{disk.n}"
        with disk.broken():
            try:
                make(folder)
            except (ValueError, OSError) as error:
                assert "\n" not in str(error) and str(folder) in f"{error} {getattr(error, 'filename', '')}", error
        there = content(folder) if folder.exists() else {}
        assert there.items() <= right.items(), (disk.kind, disk.n)
        assert disk.kind == "kill" or not list(folder.rglob(".*")), (disk.kind, disk.n)
        make(folder)
        assert content(folder) == right, (disk.kind, disk.n)
    return tried


def test_what_a_run_writes(tmp_path, life, monkeypatch):
    monkeypatch.setattr(charts, "run_figure", lambda record, rivals: Figure())
    monkeypatch.setattr(readings, "readings_figure", lambda rows, days: Figure())
    rows = [Row("", "effusion_ml knee right @ 1 day", "effusion_ml knee right", 1.0, 0.0, "ml")]
    assert survives(tmp_path, lambda folder: run._write(folder, {"": life[0]}, rows, True, "healthy")) > 30


def test_the_answer_of_an_instrument_a_cohort_or_a_fit(tmp_path):
    answer = SimpleNamespace(figures=lambda: {"": Figure()}, rows=lambda: [{"day": 1, "share": 0.5}])
    given = {"mine.toml": "title = 'mine'\n"}
    assert survives(tmp_path, lambda folder: telling.written(answer, {"a": 1}, folder, "cohort", given)) > 30


def test_the_rounds_of_a_fit(tmp_path, monkeypatch):
    monkeypatch.setattr(infer._Told, "_seen", lambda self, number, drawn: np.array([[1.0, 2.0]]))

    monkeypatch.setattr(infer, "distance_to", lambda measured, seen: seen[:, 0])

    def make(folder):
        desk = SimpleNamespace(out=folder, resume=False)
        data = SimpleNamespace(data=(0, 0))
        told = infer._Told(None, data, (), 1, desk, "key", None)
        told.lived(0, SimpleNamespace(kind=[0]))

    assert survives(tmp_path, make) > 10


def test_sheets_of_a_lesson(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "student", lambda sheet: "asked")
    monkeypatch.setattr(sheets, "teacher", lambda sheet: "answered")
    assert survives(tmp_path, lambda folder: sheets.write("gluteal-inhibition", folder)) > 20


def test_a_shared_folder_is_there_whole_or_not_at_all(tmp_path, life):
    pytest.importorskip("rocrate")
    names = set(sharing.crate(life[1], tmp_path / "right"))
    for disk in every_fault(("full", "late", "kill")):
        target = tmp_path / f"{disk.kind}-{disk.n}" / "crate"
        with disk.broken():
            try:
                sharing.crate(life[1], target)
            except (ValueError, OSError) as error:
                assert "\n" not in str(error) and str(target.parent) in f"{error} {getattr(error, 'filename', '')}", (
                    error
                )
        if not target.exists():
            sharing.crate(life[1], target)
        assert {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()} == names, (
            disk.kind,
            disk.n,
        )
        assert disk.kind != "full" or [path.name for path in target.parent.iterdir()] == ["crate"]


def test_compiled_code_is_kept_whole_or_not_and_a_fault_is_no_error(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.TOLD, "1")

    def make(folder):
        kept = folder / "code" / "live.o"
        kept.parent.mkdir(parents=True, exist_ok=True)
        cache.keep(kept, b"machine code")
        assert cache.read(kept) in (None, b"machine code")

    assert survives(tmp_path, make) > 10
