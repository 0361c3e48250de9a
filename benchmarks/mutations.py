"""Small changes in the rules, one at a time: does a test notice? The changes are those of cosmic-ray (MIT).

    uv run --with cosmic-ray python benchmarks/mutations.py [--only MODULE ...] [--workers N] [--show]

Every file of `rules/` is changed in memory, in a process of its own that asks `tests/test_rule_values.py`; nothing on disk
is touched. Left out are changes that can do nothing to numbers of this kind (bits of floats, `is` for `==`, decorators, other
names), and `<` for `<=`: nearly every comparison of the rules is a bound at which both sides are equal.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
RULES = ROOT / "model" / "agonist" / "model" / "rules"
TESTS = ROOT / "tests" / "test_rule_values.py"
LEFT_OUT = (
    "Bit",
    "Shift",
    "Invert",
    "_Is",
    "Decorator",
    "Variable",
    "FloorDiv",
    "Mod",
    "Exception",
    "Break",
    "Continue",
    "ZeroIteration",
)
BOUNDS = ("Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt")


class Change(NamedTuple):
    """One small change: which rule module, which of cosmic-ray's operators, where, and the text that it makes."""

    module: str
    operator: str
    line: int
    text: str


def operators() -> dict[str, Any]:
    """The kinds of changes, by name, each ready to use."""
    from cosmic_ray.plugins import get_operator, operator_names

    names = [n for n in operator_names() if not any(word in n for word in (*LEFT_OUT, *BOUNDS))]
    return {name.partition("/")[2]: get_operator(name)() for name in names}


def changes(path: Path) -> Iterator[Change]:
    """Every change of one file that makes another program of it."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code

    source = path.read_text(encoding="utf-8")
    nodes = list(ast_nodes(get_ast(source)))
    for name, operator in operators().items():
        places = [p for node in nodes for p in operator.mutation_positions(node)]
        for n, ((line, _), _end) in enumerate(places):
            text = mutate_code(source, operator, n)
            if text and text != source:
                yield Change(path.stem, name, line, text)


class Asking:
    """What pytest does instead of running its tests once: it runs them for every change, until one fails."""

    def __init__(self, only: list[str], workers: int, show: bool) -> None:
        self.only, self.workers, self.show = only, workers, show
        self.survived, self.count, self.under_way = list[Change](), Counter[str](), dict[int, Change]()

    def pytest_runtestloop(self, session: Any) -> bool:
        """Ask the collected tests of every change, some of them at a time, each in a process of its own."""
        for path in sorted(RULES.glob("*.py")):
            if path.stem == "__init__" or (self.only and path.stem not in self.only):
                continue
            own = [item for item in session.items if f"[{path.stem}." in item.name]
            items = own + [item for item in session.items if ".py::test_a_rule_gives" not in item.nodeid]
            for change in changes(path):
                self.count[path.stem] += 1
                self.wait_until(self.workers - 1)
                child = os.fork()
                if child == 0:
                    os._exit(fails(change, items))
                self.under_way[child] = change
            print(f"{path.stem:12s} {self.count[path.stem]:5d}", file=sys.stderr, flush=True)
        self.wait_until(0)
        return True

    def wait_until(self, most: int) -> None:
        """Wait until at most so many changes are still asked about; one that ended without a failed test has survived."""
        while len(self.under_way) > most:
            child, status = os.wait()
            change = self.under_way.pop(child)
            if os.waitstatus_to_exitcode(status) == 0:
                self.survived.append(change)
                if self.show:
                    print(f"{change.module}:{change.line} {change.operator}", file=sys.stderr, flush=True)


def fails(change: Change, items: list[Any]) -> int:
    """1 if a test fails on a change that is made here and now."""
    from _pytest.runner import runtestprotocol

    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    module = import_module(f"agonist.model.rules.{change.module}")
    before = {name: value for name, value in vars(module).items() if callable(value)}
    try:
        exec(compile(change.text, change.module, "exec"), vars(module))
        put_in_place(before, vars(module))
        return int(any(report.failed for item in items for report in runtestprotocol(item, log=False)))
    except BaseException:  # a program that does not even load is noticed
        return 1


def put_in_place(before: dict[str, Any], now: dict[str, Any]) -> None:
    """Let every function object do what its changed twin does: other modules hold the object itself."""
    for name, function in before.items():
        twin = now.get(name)
        if getattr(function, "__module__", "") == getattr(twin, "__module__", None) and hasattr(function, "__code__"):
            function.__code__ = twin.__code__
            now[name] = function


def main() -> int:
    """Change, ask and tell; the score as JSON on standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[], metavar="MODULE", help="rule modules (default: all)")
    parser.add_argument(
        "--workers", type=int, default=1, metavar="N", help="changes asked about at a time (default: 1)"
    )
    parser.add_argument("--show", action="store_true", help="list the changes that no test noticed")
    arguments = parser.parse_args()
    asking = Asking(arguments.only, arguments.workers, arguments.show)
    quiet = ["-o", "addopts=--import-mode=importlib", "-p", "no:cacheprovider", "-p", "no:terminal"]
    pytest.main([*quiet, str(TESTS)], plugins=[asking])
    missed = Counter(change.module for change in asking.survived)
    whole = asking.count.total()
    print(
        json.dumps(
            {
                "changes": whole,
                "noticed": whole - len(asking.survived),
                "score": round(100.0 * (1.0 - len(asking.survived) / max(1, whole)), 1),
                "by module": {name: [count - missed[name], count] for name, count in sorted(asking.count.items())},
            },
            indent=2,
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
