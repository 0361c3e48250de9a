"""A debugging mode of compiled code: ``AGONIST_CHECKS=1`` watches every index, and that no two arrays overlap.

Nothing is kept on disk then. The first index that lies outside of its array is noted with its line, element 0 is taken
in its place, and the call ends in an IndexError; a check costs a few instructions, so lives take several times as long.
"""

from __future__ import annotations

import ast
import ctypes
import itertools
import os
from collections.abc import Sequence

from agonist.model.compiler.emit import Writer
from agonist.model.compiler.kinds import Flat, Source, Value, place

WANTED = os.environ.get("AGONIST_CHECKS", "0") == "1"


class Checks:
    """What compiled code noted: the number of the line, from 1, and the index."""

    def __init__(self) -> None:
        self.noted = (ctypes.c_int64 * 2)()
        self.lines: list[str] = []

    def report(self) -> None:
        """Raise IndexError with the place of the first fault since the last report."""
        line, index = self.noted
        if line:
            self.noted[0] = 0
            raise IndexError(self.lines[line - 1].format(index=index))

    def bounded(
        self, to: Writer, index: Value, extent: str, lanes: int, function: Source, node: ast.AST | None
    ) -> Value:
        """An index of `lanes` elements of an array, or 0 where they lie outside."""
        after = to.new(f"add i64 {index.text}, {lanes}")
        low, high = to.new(f"icmp sge i64 {index.text}, 0"), to.new(f"icmp sle i64 {after}, {extent}")
        held = to.new(f"and i1 {low}, {high}")
        what = f"`{ast.unparse(node)}`" if node is not None else "a unit or link"
        self.note(to, held, index.text, f"{place(function, node or ast.Pass())}: {what}: index {{index}} lies outside")
        return Value(to.new(f"select i1 {held}, i64 {index.text}, i64 0"), "i")

    def apart(self, to: Writer, arrays: Sequence[Flat], function: Source) -> None:
        """Arrays that the compiler takes to be apart must not overlap."""
        spans = [self.span(to, array) for array in arrays]
        for n, ((a, a_end), (b, b_end)) in enumerate(itertools.combinations(spans, 2)):
            before, behind = to.new(f"icmp ule i64 {a_end}, {b}"), to.new(f"icmp ule i64 {b_end}, {a}")
            held = to.new(f"or i1 {before}, {behind}")
            self.note(to, held, str(n), f"{place(function, ast.Pass())}: two arrays overlap (pair {{index}})")

    def span(self, to: Writer, array: Flat) -> tuple[str, str]:
        """First address of an array, and the one behind its last."""
        count = "1"
        for axis in range(array.axes):
            count = to.new(f"mul i64 {count}, {to.fixed('i64', array.place, 1 + axis)}")
        first = to.new(f"ptrtoint ptr {array.start} to i64")
        return first, to.new(f"add i64 {first}, {to.new(f'mul i64 {count}, 8')}")

    def note(self, to: Writer, held: str, index: str, text: str) -> None:
        """Keep the first fault."""
        self.lines.append(text)
        base = ctypes.addressof(self.noted)
        for at, value in ((8, index), (0, str(len(self.lines)))):
            where = f"inttoptr (i64 {base + at} to ptr)"
            line = to.new(f"load i64, ptr inttoptr (i64 {base} to ptr)")
            free = to.new(f"icmp eq i64 {line}, 0")
            bad = to.new(f"and i1 {free}, {to.new(f'xor i1 {held}, true')}")
            old = to.new(f"load i64, ptr {where}")
            to.put(f"store i64 {to.new(f'select i1 {bad}, i64 {value}, i64 {old}')}, ptr {where}")
