"""Everything that a browser needs to live a patient on by itself, as files that a page on a disk can read.

Python and NumPy for WebAssembly come from a folder with Pyodide's own files, which the user has placed; the model, its
machine code for the browser and networkx come from this installation. A page that was opened from a disk may not read
files, but it may run scripts: so every file becomes a script that hands its content over.
"""

from __future__ import annotations

import ast
import base64
import gzip
import hashlib
import importlib.util
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from agonist.experiments.files import write_whole
from agonist.model.compiler import jit
from agonist.viz import messages
from agonist.viz.session.patient_life import PatientLife
from agonist.viz.session.recipe import Recipe

HERE = Path(__file__).parent
VIZ = HERE.parent
RUNTIME = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
LEAST_PYTHON = (3, 12)
RIVAL = "error"  # any of them: they call the same code
PACKED = (".zip", ".whl")  # these are compressed already
WHERE = (
    "its release archive (pyodide-0.27.7.tar.bz2) has them all; place them in a folder and export again with "
    "--pyodide FOLDER"
)


class Runtime(NamedTuple):
    """Pyodide's files and its wheel of NumPy, looked over: names and places, the version."""

    files: dict[str, Path]
    version: str


def runtime(folder: Path) -> Runtime:
    """Python and NumPy for a browser in a folder. Raises ValueError that says what is missing or wrong."""
    if not folder.is_dir():
        raise ValueError(f"{folder}: no such folder; --pyodide names the folder with Pyodide's files; {WHERE}")
    missing = [name for name in RUNTIME if not (folder / name).is_file()]
    if missing:
        raise ValueError(f"{folder}: {', '.join(missing)} missing; of Pyodide 0.27 to 0.29, {WHERE}")
    try:
        lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))
        python, version = str(lock["info"]["python"]), str(lock["info"]["version"])
        numbers = tuple(int(part) for part in python.split(".")[:2])
        wheel = lock["packages"]["numpy"]
        name, digest = str(wheel["file_name"]), str(wheel["sha256"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{folder / 'pyodide-lock.json'}: not Pyodide's own ({error!r}); {WHERE}") from None
    if numbers < LEAST_PYTHON:
        raise ValueError(f"{folder}: Python {python}; the model needs {'.'.join(map(str, LEAST_PYTHON))} or newer")
    if Path(name).name != name or not (folder / name).is_file():
        raise ValueError(f"{folder}: {name} missing; {WHERE}")
    if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
        raise ValueError(f"{folder / name}: not the file that pyodide-lock.json names; place it anew")
    return Runtime({**{n: folder / n for n in RUNTIME}, name: folder / name}, version)


def write(out: Path, found: Runtime, lessons: list[str]) -> list[str]:
    """Write the scripts of a pack into a folder; their names, in the order in which a page loads them."""
    contents = {name: path.read_bytes() for name, path in found.files.items()}
    contents["pyodide-lock.json"] = _lock(contents["pyodide-lock.json"])
    contents["agonist.zip"] = core(lessons)
    contents["worker.js"] = (HERE / "worker.js").read_bytes()
    out.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        write_whole(out / f"{name}.js", script(name, content))
    return [f"{name}.js" for name in contents]


def script(name: str, content: bytes) -> str:
    """A file as a script that hands its content to the page."""
    packed = not name.endswith(PACKED)
    text = base64.b64encode(gzip.compress(content, mtime=0) if packed else content).decode()
    return f'agonistFile({json.dumps(name)}, {json.dumps(packed)}, "{text}");\n'


def _lock(text: bytes) -> bytes:
    """The list of packages with NumPy alone: nothing else is there to be loaded."""
    lock = json.loads(text)
    return json.dumps({**lock, "packages": {"numpy": lock["packages"]["numpy"]}}).encode()


def core(lessons: list[str]) -> bytes:
    """The model, its page, networkx and the machine code for these lessons, as an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted([*_sources(), *_networkx(), *_code(lessons)]):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _sources() -> Iterator[tuple[str, bytes]]:
    """The model whole, and what the page needs of the views."""
    for path in jit.MODEL.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"site/agonist/model/{path.relative_to(jit.MODEL).as_posix()}", path.read_bytes()
    for path in messages.FOLDER.glob("*.toml"):
        yield f"site/agonist/viz/{path.relative_to(VIZ).as_posix()}", path.read_bytes()
    for path in _needed(HERE / "session.py", set()):
        yield f"site/agonist/viz/{path.relative_to(VIZ).as_posix()}", path.read_bytes()


def _needed(path: Path, found: set[Path]) -> set[Path]:
    """A module of the views with all of them that it imports, and those import."""
    found.add(path)
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("agonist.viz"):
            home = VIZ.joinpath(*str(node.module).split(".")[2:])
            for place in (home.with_suffix(".py"), *(home / f"{alias.name}.py" for alias in node.names)):
                if place.is_file() and place not in found:
                    _needed(place, found)
    return found


def _networkx() -> Iterator[tuple[str, bytes]]:
    """networkx as it is installed, without its tests."""
    spec = importlib.util.find_spec("networkx")
    assert spec is not None and spec.origin is not None
    root = Path(spec.origin).parent
    for path in root.rglob("*.py"):
        if "tests" not in path.parts:
            yield f"site/networkx/{path.relative_to(root).as_posix()}", path.read_bytes()


def _code(lessons: list[str]) -> Iterator[tuple[str, bytes]]:
    """Machine code for the browser of all that these lessons call."""
    if not jit.COMPILED:
        raise ValueError("a live page needs the compiler: install llvmlite, and leave AGONIST_JIT alone")
    from agonist.model.compiler import cache, machine, webassembly

    for name in lessons:
        life = PatientLife(Recipe(name))
        life.advance(1.0, 1)
        rival = PatientLife(
            Recipe(name, learner=RIVAL)
        )  # its portrait lives eight lives, that of the default rule none
        rival.panel("portrait", 0, rival.task)
    for entry in jit.ENTRIES:
        for piece in entry.pieces:
            place = Path(f"cache/agonist/{jit.kernel_hash()}/{machine.file_name(piece, 'browser')}")
            yield place.as_posix(), cache.sealed(place, entry.kept(piece, webassembly))
