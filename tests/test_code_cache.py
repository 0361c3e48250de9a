"""Machine code that is kept on the disk is that of the text as it stands: an edit anywhere is seen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agonist.model.compiler import jit

pytestmark = pytest.mark.skipif(not jit.COMPILED, reason="plain Python")

MINE = """from agonist.model.compiler.jit import entry
from helper import twice

@entry
def mine(x: float) -> float:
    return twice(x) + 1.0

print(mine(3.0))
"""
HELPER = "FACTOR = 2.0\n\ndef twice(x: float) -> float:\n    return FACTOR * x\n"


def printed(folder: Path) -> float:
    """What the user's file prints in a process of its own."""
    where = os.environ | {"XDG_CACHE_HOME": str(folder / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "mine.py"], cwd=folder, env=where, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


@pytest.mark.parametrize(
    ("edited", "result"), [(HELPER.replace("2.0", "5.0"), 16.0), (HELPER.replace("FACTOR * x", "x / FACTOR"), 2.5)]
)
def test_an_edit_in_another_file_of_the_user_is_seen(tmp_path: Path, edited: str, result: float) -> None:
    (tmp_path / "mine.py").write_text(MINE)
    (tmp_path / "helper.py").write_text(HELPER)
    assert printed(tmp_path) == printed(tmp_path) == 7.0
    (tmp_path / "helper.py").write_text(edited)
    assert printed(tmp_path) == result
