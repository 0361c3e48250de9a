"""The n-th write, sync, link, rename or folder fails, for every n: after each, the same command ends with the same bytes."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import osim
import sweep_fakes
from faults import every_fault

from agonist.experiments import records
from agonist.experiments.files import claim, write_whole
from agonist.experiments.importing import folder as folders
from agonist.experiments.importing import recipe
from agonist.experiments.importing.measure import Measured, Measurement
from agonist.experiments.importing.osim import Part
from agonist.experiments.sweeps import run_sweep, store
from agonist.experiments.sweeps.store import LEFT
from agonist.model.body.graph import save, simple
from agonist.model.runs import Request, live_record
from agonist.viz.standalone import export as exporting

LESSONS = ["healthy", "cascade"]


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch):
    """What is written need not reach a platter here, and the sources stay as they are."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    monkeypatch.setattr(store, "source_hash", lambda: "0" * 16)


def sweep(folder):
    """One part, the poison seed among them, so that a part writes into the folder of failures too."""
    asked = sweep_fakes.asked(part=24, iterations=3, n=8)
    return run_sweep(asked, folder, jobs=1, progress=False, simulate=sweep_fakes.raising)


def content(folder):
    """Bytes of every file of a sweep by name; what a killed writer left is none of it."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and not LEFT.fullmatch(path.name))
    return {str(path.relative_to(folder)): path.read_bytes() for path in found if path.parent.name != "failed"}


def test_a_sweep_survives_every_fault_of_the_disk(tmp_path):
    sweep(tmp_path / "right")
    right, tried = content(tmp_path / "right"), []
    assert len(right) == 2
    for disk in every_fault():
        tried.append(disk)
        folder = tmp_path / f"{disk.kind}-{disk.n}"
        with disk.broken():
            try:
                sweep(folder)
            except (ValueError, OSError) as error:
                assert "\n" not in str(error) and str(folder) in str(error), error
        if disk.kind != "kill":
            assert not list(folder.rglob(".*")), disk.n
        done = sweep(folder)
        assert done.status == 1 and done.complete and not done.damaged, (disk.kind, disk.n)  # 1: the poison seed
        assert content(folder) == right, (disk.kind, disk.n)
    assert len(tried) > 40


@pytest.mark.parametrize("kind", ["whole", "claimed"])
def test_a_file_is_whole_or_not_there(tmp_path, kind):
    """Through every fault; a short write is no fault, and what was synced or renamed before its error may be there."""
    target = tmp_path / "folder" / "file"
    for disk in every_fault():
        with disk.broken():
            try:
                (write_whole if kind == "whole" else claim)(target, b"0123456789")
            except OSError as error:
                assert error.filename is not None
        assert not target.exists() or target.read_bytes() == b"0123456789"
        assert not (disk.kind == "short" and not target.exists())
        if target.parent.exists():
            for path in target.parent.iterdir():
                path.unlink()
            target.parent.rmdir()
        if kind == "claimed":
            target.parent.mkdir(exist_ok=True)


def test_of_two_that_claim_one_name_one_gets_it(tmp_path, monkeypatch):
    assert claim(tmp_path / "a", b"1") and not claim(tmp_path / "a", b"2")
    assert (tmp_path / "a").read_bytes() == b"1" and len(list(tmp_path.iterdir())) == 1

    def no_links(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", no_links)  # as on a memory stick
    assert claim(tmp_path / "b", b"1") and not claim(tmp_path / "b", b"2")
    assert (tmp_path / "b").read_bytes() == b"1" and len(list(tmp_path.iterdir())) == 2


def test_the_record_of_a_run_is_whole_or_not_there(tmp_path):
    record = live_record(Request.of("healthy", days=2.0))
    for disk in every_fault(("full", "late", "kill")):
        folder = tmp_path / f"{disk.kind}-{disk.n}"
        with disk.broken():
            try:
                records.save(record, folder)
            except (ValueError, OSError) as error:
                assert "\n" not in str(error) and (str(folder) in str(error) or str(folder) in str(error.filename))
        records.save(record, folder)
        assert records.read(folder).recipe == record.recipe


def test_a_graph_is_whole_or_not_there_and_the_file_is_named(tmp_path):
    body = simple({"strong": 1.0, "weak": 0.6})
    right = save(body, tmp_path / "right.json").read_bytes()
    target = tmp_path / "g.json"
    for disk in every_fault():
        with disk.broken():
            try:
                save(body, target)
            except OSError as error:
                assert error.filename == str(target)
        assert not target.exists() or target.read_bytes() == right
        if disk.kind != "kill":
            assert not list(tmp_path.glob(".*")), (disk.kind, disk.n)
        target.unlink(missing_ok=True)


def test_an_export_of_lessons_is_made_again_with_the_same_bytes(tmp_path, monkeypatch):
    """Every page is whole or not there, a fault names its file, and the same command afterwards ends well."""
    monkeypatch.setattr(exporting, "page_of", lambda name, live: f"<p>{name}</p>" * 3)
    assert exporting.export(str(tmp_path / "right"), LESSONS) == 0
    right = {path.name: path.read_bytes() for path in (tmp_path / "right").iterdir()}
    for disk in every_fault():
        folder = tmp_path / f"{disk.kind}-{disk.n}"
        with disk.broken():
            try:
                exporting.export(str(folder), LESSONS)
            except OSError as error:
                assert str(folder) in str(error.filename)
        there = {p.name: p.read_bytes() for p in folder.glob("*.html") if folder.is_dir()}
        assert there.items() <= right.items() and (disk.kind == "kill" or not list(folder.glob(".*")))
        assert exporting.export(str(folder), LESSONS) == 0
        assert {p.name: p.read_bytes() for p in folder.glob("*.html")} == right


def test_an_imported_body_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    """A new folder is there with all its files or not; the same import after the fault gives the same bytes."""
    osim.put(tmp_path)
    monkeypatch.setattr(folders, "compared", lambda *_: ())  # that needs OpenSim
    asked = recipe.read(tmp_path / "arm.toml")
    angles = np.radians(np.arange(0.0, 91.0, 15.0))
    arms = np.array([[[0.03, 0.0], [-0.02, 0.0]]] * 7)
    lengths = np.array([[1.2 - 0.3 * q, 0.8 + 0.2 * q] for q in angles])
    measured = Measured(("BEND1", "Back"), arms, lengths, (), {})
    parts = tuple(Part(name, 500.0, 0.1, 0.2, 0.0) for name in measured.muscles)
    found = Measurement(parts, (measured,), "4.6")
    folders.write(asked, found, tmp_path / "right")
    right = {path.name: path.read_bytes() for path in (tmp_path / "right").iterdir()}
    assert len(right) == 5
    for disk in every_fault(("full", "kill")):
        place = tmp_path / f"{disk.kind}-{disk.n}" / "body"
        place.parent.mkdir()
        with disk.broken():
            try:
                folders.write(asked, found, place)
            except OSError as error:
                assert str(place.parent) in f"{error.filename} {error}", error
        there = {path.name for path in place.iterdir()} if place.exists() else set()
        assert there in (set(), set(right)), (disk.kind, disk.n)
        folders.write(asked, found, place)
        assert {path.name: path.read_bytes() for path in place.iterdir()} == right
