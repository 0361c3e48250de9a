"""Vocabulary and assessments as one page: ``python -m agonist.model.vocabulary_table`` prints docs/vocabulary.md."""

from __future__ import annotations

import math

from agonist.model.assessment.assess import ASSESSMENTS
from agonist.model.limits import with_unit
from agonist.model.vocabulary import DAY, LASTING, WORDS, Argument, Word

HEAD = """# What can happen, and what can be measured

This page is made from the code by `python -m agonist.model.vocabulary_table`; a test keeps it equal to it.

The same words stand in scenario files (`do = "aspirate"` in a `[[plan]]` entry), in Python
(`patient.do("aspirate", joint="knee", side="right")`) and in the app. Every word takes `day` (when it starts; now, if
left out). Words marked *lasts* also take `days`, `weeks`, `hours` or `minutes`; without them they hold to the end. Of
two words on the same input the later one rules while both hold, of one day the last said. A wrong name or value stops at the door with one line.
"""
GROUPS = {
    "joint": "What happens to a joint",
    "muscle": "What happens to a muscle",
    "day": "How the days are spent",
    "training": "What is practised and trained",
}
ENTRY = """
## Assessments

`patient.assess()` gives all of them, `patient.assess("maximal_torque_nm", task="knee_extension", side="right")` one.
They work on a copy in the same compiled engine and change nothing. `load` (of the healthy maximum), `angle_deg` and
`speed` (deg/s) set how a measure is taken; `under="cue"` (stimulation, feedback) leaves on what is otherwise taken off. In
words these are `load=`, `angle=`, `speed=` and `with cue`; the column *takes* says which a measure depends on, others are refused.
A range has two ends: in words `range_deg hip_flexion right least`, `greatest` or `span` (the span, where none is said), and
`range_deg hip_extension right` is how far it goes the other way.
`agonist assess SCENARIO --days 90` prints what has changed by then, with `--all` all of them.
A group of muscles (`muscle="vasti"`) has one value for each side.

In a scenario (`read = [...]`), a cohort (`--read`) and in Python (`run(..., read=[...])`, `patient.read(...)`) a measure is
asked for in words: the name, what it is of, the side, and the moment, as in [People who differ](cohorts.md).

| name | unit | of | what | takes |
|---|---|---|---|---|
"""


def range_of(argument: Argument) -> str:
    """Unit and range of an argument, or what kind of name it needs."""
    if argument.kind == "choice":
        return " / ".join(argument.choices)
    if argument.kind != "number":
        return argument.kind
    return with_unit(_bounds(argument), argument.unit)


def _bounds(argument: Argument) -> str:
    if math.isinf(argument.low) or math.isinf(argument.high):
        return "number"
    return f"{argument.low:g} to {argument.high:g}"


def _argument(argument: Argument) -> str:
    given = "" if argument.default in (None, "") else f" = {argument.default}"
    optional = " (optional)" if "optional" in argument.text else ""
    return f"`{argument.name}{given}` {range_of(argument)}{optional}"


def _word(entry: Word) -> str:
    own = "; ".join(_argument(a) for a in entry.arguments if a not in (DAY, *LASTING))
    return f"| **{entry.name}** | {entry.text}{' *Lasts.*' if entry.lasts else ''} | {own} |"


def markdown() -> str:
    """The whole page."""
    parts = [HEAD]
    for group, title in GROUPS.items():
        rows = [_word(w) for w in WORDS.values() if w.group == group]
        parts.append(
            "\n".join([f"\n## {title}\n", "| word | what it does | arguments |", "|---|---|---|", *rows]) + "\n"
        )
    measures = [f"| `{a.name}` | {a.unit} | {a.of} | {a.text} | {', '.join(a.takes)} |" for a in ASSESSMENTS.values()]
    return "".join(parts) + ENTRY + "\n".join(measures) + "\n"


if __name__ == "__main__":
    assert {w.group for w in WORDS.values()} <= set(GROUPS)
    print(markdown(), end="")
