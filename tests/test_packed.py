"""A page without a server wakes: everything that its Python asks for lies in the pack."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from agonist.model.compiler import jit

LESSON = "gluteal-inhibition"
PACKED = "import sys; from agonist.viz.standalone import pack; open(sys.argv[1], 'wb').write(pack.core(sys.argv[2:]))"
PROGRAM = Path(__file__).parent / "packed.py"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """The archive as the browser unpacks it, and NumPy beside it without anything else that is installed."""
    if not jit.COMPILED:
        pytest.skip("writes machine code")
    folder = tmp_path_factory.mktemp("agonist")
    words = [
        sys.executable,
        "-c",
        PACKED,
        str(folder / "core.zip"),
        LESSON,
    ]  # this process has called more than a page does
    subprocess.run(words, check=True, timeout=300)
    zipfile.ZipFile(folder / "core.zip").extractall(folder)
    alone = folder / "numpy_only"
    alone.mkdir()
    installed = Path(np.__file__).parent
    for place in (installed, installed.parent / "numpy.libs"):
        if place.exists():
            (alone / place.name).symlink_to(place)
    return folder


def woken(folder: Path) -> subprocess.CompletedProcess[str]:
    """A patient woken from the pack alone."""
    words = [sys.executable, "-I", "-S", str(PROGRAM), str(folder), f"lesson={LESSON}"]
    return subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)


def test_a_patient_wakes_from_what_is_packed(unpacked):
    """Every module and every piece of machine code that the first minutes ask for is there."""
    done = woken(unpacked)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert {"open", "rows", "session", "sheets"} <= set(told["heard"])
    assert told["edge"] == 1.0 and told["pieces"] == len(list(unpacked.glob("cache/agonist/*/*.o")))
    assert set(told["modules"]) == {"__main__", "agonist", "networkx", "numpy"}


def test_a_piece_that_was_not_packed_is_named_as_the_cause(unpacked):
    piece = next(iter(unpacked.glob("cache/agonist/*/foretold-*.o")))
    kept = piece.read_bytes()
    piece.unlink()
    try:
        done = woken(unpacked)
    finally:
        piece.write_bytes(kept)
    assert done.returncode == 1 and "not compiled for the browser; export the page again" in done.stderr
