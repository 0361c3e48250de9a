"""What somebody makes to be read for ever is read, or refused, at once: no pattern and no reader is slower than its text is long."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agonist.experiments.exporting import osim_file
from agonist.model.body.graph_file import read as read_graph
from agonist.model.reading import without_comments
from agonist.viz import messages


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that a module of ours keeps, with its name."""

    def inside(value: object, deep: int = 0) -> Iterator[re.Pattern[str]]:
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
            yield value
        elif isinstance(own := getattr(value, "__self__", None), re.Pattern):
            yield own
        elif deep < 3 and isinstance(value, list | tuple | set | frozenset | dict):
            for each in value.values() if isinstance(value, dict) else value:
                yield from inside(each, deep + 1)

    for top in ("model", "experiments", "viz"):
        package = importlib.import_module(f"agonist.{top}")
        for info in pkgutil.walk_packages(package.__path__, f"agonist.{top}."):
            try:
                module = importlib.import_module(info.name)
            except (ImportError, ValueError):  # it needs an extra that is not installed
                continue
            for name, value in vars(module).items():
                yield from ((f"{info.name}.{name}", pattern) for pattern in inside(value))


PUMPS = (
    "1",
    "a",
    " ",
    "_",
    ".",
    "-",
    ",",
    "'",
    '"',
    "\\",
    ":",
    "=",
    "[",
    "<",
    "1,",
    "1 ",
    "a ",
    "a.",
    "a=",
    "' ",
    "1 000",
    "x = 1, ",
)
SIGNS = 2000


def test_no_pattern_takes_more_time_than_it_has_signs() -> None:
    """Backtracking over a text of somebody's making holds a thread, and every visitor of a page with it."""
    slow = set()
    for name, pattern in {pattern.pattern: (name, pattern) for name, pattern in patterns()}.values():
        for text in (
            f"{before}{pump * (SIGNS // len(pump))}{end}"
            for pump in PUMPS
            for before in ("", "1", "a = ")
            for end in "!x"
        ):
            start = time.process_time()
            pattern.fullmatch(text)
            if time.process_time() - start > 0.05:
                again = time.process_time()
                pattern.fullmatch(text)
                slow |= {name} if time.process_time() - again > 0.05 else set()
    assert not slow


def test_a_file_of_openings_is_refused_at_once(tmp_path: Path) -> None:
    texts = {
        "a.osim": "<OpenSimDocument " * 50_000,
        "b.osim": "<OpenSimDocument>" + "<!--" * 100_000,
        "c.osim": "<OpenSimDocument>" + '<a name="b">' * 20_000 + "<max_isometric_force>" * 20_000,
        "d.graphml": "<graphml>" + "<!--" * 100_000,
    }
    start = time.process_time()
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
        try:
            found = (read_graph if name == "d.graphml" else osim_file.read)(tmp_path / name)
        except ValueError as error:
            assert name in str(error)
        else:
            assert name != "d.graphml" and not found.muscles
    assert time.process_time() - start < 5.0
    assert without_comments("a<!-- b -->c<!--") == "a          c<!--"


@pytest.mark.parametrize("code", ["de", "es"])
def test_a_mistake_of_a_machines_making_is_told_at_once(code: str) -> None:
    start = time.process_time()
    for pump in ("line 1: ", ": ", "; it needs ", "x: not a TOML file: "):
        for size in (messages.LONGEST - 20, 20_000):
            assert len(messages.told(code, pump * (size // len(pump)))) <= 2 * messages.LONGEST
    assert time.process_time() - start < 5.0
