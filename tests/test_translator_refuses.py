"""Whatever would be compiled into something else is refused: by file, line, function, and what would be right."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from programs import RUN, asked, load, random_block

from agonist.model.compiler import jit
from agonist.model.compiler.jit import entry
from agonist.model.compiler.kinds import Unwritable

pytestmark = pytest.mark.skipif(not jit.COMPILED, reason="plain Python")


class Case(NamedTuple):
    """A program that is refused."""

    kind: str
    name: str
    words: str
    text: str


def cases() -> list[Case]:
    """All of `refusals.txt`."""
    text = (Path(__file__).parent / "refusals.txt").read_text()
    found = re.findall(r"^### (\w+): (.+?) \| (.+)\n((?:(?!^###).*\n?)*)", text, re.MULTILINE)
    return [Case(kind, name, words, body.rstrip("\n")) for kind, name, words, body in found]


CASES = {f"{c.kind}: {c.name}": c for c in cases()}
WRAPPED = "\n\n@entry\ndef run(x: float, y: float) -> float:\n    return odd(x, y)\n"
STAGE = "\n@stage\ndef both(a: Any, b: Any) -> None:\n    a[0] = b[0]\n\n\n"
READINGS = """
    def seen(self) -> float:
        if self.area > 0.5:
            return 1.0
        return 0.0

    def changed(self) -> float:
        self.area = 1.0
        return 2.0
"""


def program(case: Case) -> str:
    """The whole text of a case."""
    body = {n: textwrap.indent(case.text, " " * n) for n in (4, 8)}
    match case.kind:
        case "rule":
            return f"\ndef odd(x: float, y: float) -> float:\n{body[4]}\n{WRAPPED}"
        case "head":
            return f"\n{case.text}\n    return 1.0\n{WRAPPED}"
        case "stage":
            return f"{STAGE}@entry\ndef run(a: Any, whole: Any, lanes: int) -> None:\n{body[4]}\n"
    return f"\nclass Odd(units.Muscle):\n    def odd(self, part: float) -> None:\n{body[8]}\n{READINGS}"


def call(module: Any, case: Case) -> None:
    """Call what a case is about."""
    if case.kind == "verb":
        run, _ = asked(module.Odd)
        run(random_block(1, 8), RUN.structure.wiring, 0.7, 8)
    elif case.kind == "stage":
        module.run(np.ones(16), np.ones(4, dtype=np.int64), 8)
    else:
        module.run(0.5, 0.25)


@pytest.mark.parametrize("name", CASES)
def test_what_would_become_something_else_is_refused(tmp_path: Path, name: str) -> None:
    """Loading is Python's; calling is refused in one line, with the place."""
    case = CASES[name]
    module = load(tmp_path, program(case))
    with pytest.raises(Unwritable) as found:
        call(module, case)
    message, path = str(found.value), Path(module.__file__)
    marked = [n for n, line in enumerate(path.read_text().splitlines(), 1) if "# !" in line]
    assert case.words in message and "\n" not in message, message
    assert f"{path.name}:{marked[0] if marked else ''}" in message, message


def test_there_are_many_cases() -> None:
    assert len(CASES) > 100


def test_a_rule_does_not_read_the_function_around_it(tmp_path: Path) -> None:
    inner = (
        "\ndef made(z: float):\n    def odd(x: float, y: float) -> float:\n        return x + y + z\n    return odd\n"
    )
    for text, words in (
        (f"{inner}\nodd = made(1.0)\n{WRAPPED}", "it reads z of the function around it"),
        (f"\nodd = lambda x, y: x + y\n{WRAPPED}", "a lambda is not compiled: write `def`"),
    ):
        with pytest.raises(Unwritable, match=words):
            load(tmp_path, text).run(0.5, 0.25)


def test_a_file_that_changed_since_it_was_loaded_is_refused(tmp_path: Path) -> None:
    """What is compiled is what Python runs, not what the file says by now."""
    module = load(tmp_path, f"\ndef odd(x: float, y: float) -> float:\n    return x * 2.5\n{WRAPPED}")
    path = Path(module.__file__)
    path.write_text(path.read_text().replace("2.5", "5.25"))
    with pytest.raises(Unwritable, match="the file has changed since it was loaded"):
        module.run(0.5, 0.25)


def first(a: np.ndarray) -> float:
    """The first element."""
    return a[0]


def test_arrays_of_other_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="an array of float32: compiled code takes float64 and int64"):
        entry(first)(np.ones(4, dtype=np.float32))
    with pytest.raises(ValueError, match="contiguous"):
        entry(first)(np.ones(8)[::2])
