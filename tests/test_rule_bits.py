"""Every physiology rule, and a history of the stages, has the same bits compiled and in plain Python."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

DRIVER = Path(__file__).parent / "rule_driver.py"


def bits(jit: str) -> dict[str, Any]:
    """What the driver prints with compilation on (1) or off (0)."""
    done = subprocess.run(
        [sys.executable, str(DRIVER)], env=os.environ | {"AGONIST_JIT": jit}, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_compiled_and_plain_python_give_the_same_bits() -> None:
    """No tolerance: both are strict IEEE double precision."""
    plain, compiled = bits("0"), bits("1")
    assert plain.keys() == compiled.keys()
    assert len(plain) > 60
    assert [name for name in plain if plain[name] != compiled[name]] == []
