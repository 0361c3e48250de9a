"""A browser's Python without a browser: the packed modules and NumPy alone, and machine code only from the pack.

Run as a program of its own: `python -I -S packed.py FOLDER QUERY`; FOLDER holds the unpacked archive, and NumPy in `numpy_only`.
The machine code is looked up as in a browser; what runs is the same source in plain Python.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any


def main(folder: Path, query: str) -> None:
    """Wake a patient as worker.js does, live a day, look at every panel; say what was asked for."""
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    sys.path[:0] = [str(folder / "site"), str(folder / "numpy_only")]
    import numpy  # noqa: F401  # its own look at the platform comes before ours

    sys.platform = "emscripten"
    from agonist.model.compiler import browser, machine

    found: list[int] = []

    def address(code: bytes) -> int:
        found.append(len(code))
        assert code.startswith(b"\0asm"), "no code for a browser"
        return 1

    def plain(entry: Any, place: int, kinds: Any) -> Any:
        return entry.function

    def passed(entry: Any, argument: Any) -> Any:
        return argument

    browser.address = address
    machine.Entry.callable, machine.Entry.passed = plain, passed  # type: ignore[method-assign]
    from agonist.viz.session.patient_life import PatientLife
    from agonist.viz.session.recipe import Recipe
    from agonist.viz.standalone.session import StandaloneSession

    heard: list[str] = []
    room = StandaloneSession(query, lambda message, buffers=None: heard.append(str(message["k"])))
    room.receive({"k": "hello"})
    room.receive({"k": "jump", "days": 1.0})
    while room.turn() < 1.0:
        pass
    life = room.controller.main.life
    for panel in ("curve", "assess", "portrait"):
        life.panel(panel, 0, life.task)
    rival = PatientLife(Recipe(query.removeprefix("lesson="), learner="error"))
    rival.panel("portrait", 0, rival.task)
    strangers = {name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names
    print(json.dumps({"heard": heard, "pieces": len(found), "edge": life.day, "modules": sorted(strangers)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
