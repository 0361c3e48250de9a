"""A reading of one's own: a function of the patient, by a name, read in words wherever readings are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import agonist
from agonist.experiments.cli import main
from agonist.experiments.sweeps import read, run_sweep
from agonist.model.scenario import load, read_text

LOST = "gluteal-inhibition"
TEXT = """
def ready(patient):
    return 100 * patient.value("muscles", "gluteus_maximus_right", "excitability")


ready.unit = "%"


def big(patient) -> float:
    return patient.read("size_cm2 gluteus_maximus right")


def shares(patient):
    return sum(patient.read(f"share {m} right") for m in ("gluteus_maximus", "semimembranosus"))


def lost(patient):
    return patient.read("size_cm2 nobody right")


def words(patient):
    return "much"


def two(patient, more):
    return 1.0
"""
READY = ["reading.ready @ 20, 35 days", "change of reading.ready @ 35 days"]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file of readings."""
    path = tmp_path_factory.mktemp("own") / "looks.py"
    path.write_text(TEXT)
    return str(path)


def test_both_engines_read_it_and_the_life_is_the_same(file: str) -> None:
    rules = {"reading.ready": f"{file}:ready"}
    seen = agonist.run(LOST, days=36, settings={"dose": 0.3}, rules=rules, read=READY)
    assert list(seen.read.values()) == pytest.approx([100.0, 70.0, -30.0], abs=0.1)
    assert seen.recipe["rules"]["reading.ready"].startswith("looks.ready ")
    bare = agonist.run(LOST, days=36, settings={"dose": 0.3})
    assert (bare.samples == seen.samples).all()
    short, one = {"days": 1, "rules": rules}, ["reading.ready @ 0.5 days"]
    assert agonist.run(LOST, read=one, engine="agents", **short).read == agonist.run(LOST, read=one, **short).read


def test_it_is_what_the_table_reads(file: str, tmp_path: Path) -> None:
    held = load(LOST).with_(rules={"reading.big": f"{file}:big"}, days=2)
    held = held.with_(read=["difference of reading.big @ end against size_cm2 gluteus_maximus right @ end"])
    assert list(agonist.run(held).read.values()) == [0.0]
    people = agonist.cohort(held, 2, control=False)
    assert people.arms[0].values.tolist() == [[0.0], [0.0]]
    run_sweep({"scenario": held, "iterations": 2}, out=tmp_path / "w", progress=False, jobs=1)
    assert read(tmp_path / "w").to_pandas()[held.read[0]].tolist() == [0.0, 0.0]
    patient = agonist.Patient(LOST, rules={"reading.big": f"{file}:big"})
    assert patient.read("reading.big") == patient.read("size_cm2 gluteus_maximus right")


def test_the_command_line_and_a_file_take_it(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["run", LOST, "--days", "1", "--quiet", "--no-figure", "--out", str(tmp_path / "o")]
    assert main([*words, "--rule", f"reading.ready={file}:ready", "--read", "reading.ready @ end"]) == 0
    assert "reading.ready @ end" in (told := capsys.readouterr().out) and "100" in told and "%" in told
    text = load(LOST).with_(read=["reading.ready @ end"], rules={"reading.ready": f"{file}:ready"}).toml()
    assert "reading.ready" in text
    with pytest.raises(ValueError, match="names no files"):
        read_text(text, "brought.toml", files=False)


def test_functions_within_it_are_its_own(file: str) -> None:
    patient = agonist.Patient(LOST, rules={"reading.both": f"{file}:shares"})
    both = [patient.read(f"share {m} right") for m in ("gluteus_maximus", "semimembranosus")]
    assert patient.read("reading.both") == pytest.approx(sum(both))


@pytest.mark.parametrize(
    ("name", "asked", "said"),
    [
        ("ready", [], "reading.mine is never read; ask for it"),
        ("ready", ["reading.mien @ end"], "did you mean 'reading.mine'"),
        ("ready", ["reading.mine soleus right @ end"], "is of the whole patient; leave out 'soleus right'"),
        ("ready", ["reading.mine with cue @ end"], "does not depend on with"),
        ("ready", ["reading.mine over trials"], "is not seen in a trial"),
        ("lost", ["reading.mine @ end"], "looks.lost: .*looks.py, line 18: ValueError: reading 'size_cm2 nobody right'"),
        ("words", ["reading.mine @ end"], "gives one number, not str"),
        ("two", ["reading.mine @ end"], "it takes .patient.; two takes"),
    ],
)  # fmt: skip
def test_a_reading_that_cannot_be_is_one_line(file: str, name: str, asked: list[str], said: str) -> None:
    rules: dict[str, Any] = {"reading.mine": f"{file}:{name}"}
    with pytest.raises(ValueError, match=said) as refused:
        agonist.run(LOST, days=1, rules=rules, read=asked)
    assert "\n" not in str(refused.value)


def test_a_file_in_the_words_is_told_where_it_goes() -> None:
    with pytest.raises(ValueError, match=r"--rule reading.mine=FILE.py:FUNCTION"):
        agonist.run(LOST, days=1, read=["looks.py:ready @ end"])
