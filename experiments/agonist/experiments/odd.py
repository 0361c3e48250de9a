"""The tables of the ODD page, made from the code: ``python -m agonist.experiments.odd docs/odd.md`` renews them.

A page holds its own sentences, and between ``<!-- made: NAME -->`` and ``<!-- end -->`` a table that this module makes.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType

from agonist.experiments.evidence.targets import band, targets
from agonist.experiments.files import write_whole
from agonist.model import rules
from agonist.model.layout import VARIABLES
from agonist.model.parameters import TABLE

SLOT = re.compile(r"(?s)(<!-- made: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of a page; a bar inside a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(str(c).replace("|", "\\|").replace("\n", " ") for c in line) + " |" for line in lines
    )


def variables() -> str:
    """Every state variable by entity: name, unit, value at the start of a healthy life, meaning."""
    parts = []
    for area, found in VARIABLES.items():
        rows = [(f"`{v.name}`", v.unit, f"{v.start:g}", v.text) for v in found]
        parts.append(f"**{area}** ({len(found)})\n\n" + table(("variable", "unit", "start", "meaning"), rows))
    return "\n\n".join(parts)


def parameters() -> str:
    """Every parameter by group: value, unit, range, mark, meaning, source."""
    parts = []
    for group in sorted({row.group for row in TABLE.values()}):
        rows = [
            (f"`{p.name}`", f"{p.value:g}", p.unit, f"{p.low:g} to {p.high:g}", p.mark, p.text, p.source)
            for p in TABLE.values()
            if p.group == group
        ]
        head = ("parameter", "value", "unit", "range", "mark", "meaning", "source")
        parts.append(f"**{group}** ({len(rows)})\n\n" + table(head, rows))
    return "\n\n".join(parts)


def marks() -> str:
    """How many parameters stand on what kind of evidence."""
    kinds: dict[str, int] = {}
    for row in TABLE.values():
        kinds[row.mark] = kinds.get(row.mark, 0) + 1
    ranked = sorted(kinds.items(), key=lambda kind: -kind[1])
    return table(("mark", "parameters"), ranked)


def rule_modules() -> list[ModuleType]:
    """The modules of rules, by name."""
    names = sorted(info.name for info in pkgutil.iter_modules(rules.__path__))
    return [importlib.import_module(f"{rules.__name__}.{name}") for name in names]


def own_functions(module: ModuleType) -> list[Callable[..., object]]:
    """The rules that a module itself defines, in the order of its text."""
    found = [inspect.unwrap(f) for f in vars(module).values() if callable(f) and not inspect.isclass(f)]
    mine = [f for f in found if inspect.isfunction(f) and f.__module__ == module.__name__ and f.__name__[0] != "_"]
    return sorted(dict.fromkeys(mine), key=lambda f: f.__code__.co_firstlineno)


def submodels() -> str:
    """Every rule: its arguments, and what it says of the body."""
    parts = []
    for module in rule_modules():
        rows = [
            (
                f"`{f.__name__}({', '.join(inspect.signature(f).parameters)})`",
                (inspect.getdoc(f) or "").split("\n\n")[0],
            )
            for f in own_functions(module)
        ]
        said = (inspect.getdoc(module) or "").split("\n")[0]
        parts.append(f"**{module.__name__.rpartition('.')[2]}**: {said}\n\n" + table(("rule", "what it says"), rows))
    return "\n\n".join(parts)


def patterns() -> str:
    """The patterns that the model is held against: one row of the evidence each."""
    rows = [(f"`{t.id}`", t.name, t.unit, f"{t.value:g}", band(t), t.source) for t in targets().values()]
    return table(("row", "pattern", "unit", "seen", "band", "source"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "variables": variables,
    "parameters": parameters,
    "marks": marks,
    "submodels": submodels,
    "patterns": patterns,
}


def renewed(page: str) -> str:
    """A page with its tables made anew. Raises ValueError for a slot of a name that is not known."""

    def fill(slot: re.Match[str]) -> str:
        if slot["name"] not in TABLES:
            raise ValueError(f"unknown table {slot['name']!r}; there are {', '.join(TABLES)}")
        return f"{slot[1]}\n{TABLES[slot['name']]()}\n\n{slot[3]}"

    return SLOT.sub(fill, page)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write_whole(Path(name), renewed(Path(name).read_text(encoding="utf-8")))
