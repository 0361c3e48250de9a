"""Every rule, and a history of two knees, has the same bits compiled and in plain Python."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from rule_driver import HIDDEN, MODULES

DRIVER = Path(__file__).parent / "rule_driver.py"


def bits(jit: str) -> dict[str, Any]:
    """What the driver prints with compilation on (1) or off (0)."""
    done = subprocess.run(
        [sys.executable, str(DRIVER)],
        env=os.environ | {"AGONIST_JIT": jit},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_compiled_and_plain_python_give_the_same_bits() -> None:
    """No tolerance: both are strict IEEE double precision. Where Python raises, there is nothing to compare."""
    plain, compiled = bits("0"), bits("1")
    assert plain.keys() == compiled.keys()
    assert len(MODULES) > 12 and len(plain) > 150
    wrong = {
        name: [n for n, (a, b) in enumerate(zip(plain[name], compiled[name], strict=True)) if a not in (b, HIDDEN)]
        for name in plain
    }
    assert {name: where for name, where in wrong.items() if where} == {}
    all_of_them = [x for name in plain for x in plain[name]]
    assert all_of_them.count(HIDDEN) < 0.1 * len(all_of_them) and all_of_them.count("nan") < 0.4 * len(all_of_them)
