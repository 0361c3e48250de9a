"""Elements of arrays on their way to LLVM: where they lie, read or written, one or one of each lane."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from agonist.model.compiler.emit import Writer
from agonist.model.compiler.kinds import PLAIN, Flat, Mismatch, Source, Value

if TYPE_CHECKING:
    from agonist.model.compiler.machine import Module


class Elements:
    """What a routine does with arrays; a part of `lower.Routine`."""

    home: Module
    to: Writer
    lane: str | None
    function: Source
    value: Callable[[ast.expr], object]

    def element(self, node: ast.Subscript) -> tuple[str, str, bool]:
        """Address of an element, its kind, and whether it is one of each lane."""
        array = self.value(node.value)
        places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if not isinstance(array, Flat) or len(places) != array.axes:
            raise Mismatch(f"`{ast.unparse(node)}`: {len(places)} indices, or no array")
        each = self.lane and any(isinstance(n, ast.Name) and n.id == self.lane for n in ast.walk(node.slice))
        wide = bool(each) and self.home.lanes > 1
        index = Value("0", "i")
        for axis, part in enumerate(places):
            found = self.value(part)
            if not isinstance(found, Value) or found.kind != "i" or found.wide:
                raise Mismatch(f"`{ast.unparse(node)}`: an index is a whole number, the same in all lanes")
            last = axis == len(places) - 1
            found = self.bounded(found, array, axis, self.home.lanes if wide and last else 1, node)
            if axis:
                extent = self.to.fixed("i64", array.place, 1 + axis)
                row = self.to.new(f"mul i64 {index.text}, {extent}")
                found = Value(self.to.new(f"add i64 {row}, {found.text}"), "i")
            index = found
        where = self.to.new(f"getelementptr {PLAIN[array.kind]}, ptr {array.start}, i64 {index.text}")
        return where, array.kind, wide

    def bounded(self, index: Value, array: Flat, axis: int, lanes: int, node: ast.AST) -> Value:
        """An index as it is; with checks, one that lies outside is noted and 0 is taken in its place."""
        if self.home.watched is None:
            return index
        extent = self.to.fixed("i64", array.place, 1 + axis)
        return self.home.watched.bounded(self.to, index, extent, lanes, self.function, node)

    def load(self, node: ast.Subscript) -> Value:
        """An element of an array, or an extent of its shape."""
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
            array = self.value(node.value)
            axis = node.slice.value if isinstance(node.slice, ast.Constant) else None
            if not isinstance(array, Flat) or not isinstance(axis, int) or not 0 <= axis < array.axes:
                raise Mismatch(f"`{ast.unparse(node)}`: an axis is a number that is written down")
            return Value(self.to.fixed("i64", array.place, 1 + axis), "i")
        where, kind, wide = self.element(node)
        value = Value("", kind, wide)
        lasting = ", !invariant.load !{}" if kind == "i" else ""
        return value._replace(text=self.to.new(f"load {self.to.type_of(value)}, ptr {where}, align 8{lasting}"))

    def store(self, node: ast.Subscript, found: object) -> None:
        """Write an element, or one of each lane."""
        where, kind, wide = self.element(node)
        if kind == "i":
            raise Mismatch("arrays of whole numbers are read only")
        value = self.to.cast(self.to.number(found), kind)
        if value.wide and not wide:
            raise Mismatch("numbers of all lanes would be written to one place")
        value = self.to.spread(value) if wide else value
        self.to.put(f"store {self.to.type_of(value)} {value.text}, ptr {where}, align 8")
